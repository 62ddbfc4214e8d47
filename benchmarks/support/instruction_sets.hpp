// The sets of vector instructions that this processor has, by name.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <krarup/batch/execution.hpp>

inline std::vector<std::pair<std::string, krarup::batch::instruction_set>> instruction_sets() {
  using enum krarup::batch::instruction_set;
  std::vector<std::pair<std::string, krarup::batch::instruction_set>> sets{{"baseline", baseline}};
  const auto widest = krarup::batch::widest_instruction_set();
  if (widest >= avx2) sets.emplace_back("avx2", avx2);
  if (widest >= avx512) sets.emplace_back("avx512", avx512);
  return sets;
}
