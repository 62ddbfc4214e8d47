// The sets of vector instructions that this processor has, by name.
#pragma once

#include <string>
#include <vector>

#include <krarup/batch/execution.hpp>

struct named_instruction_set {
  std::string name;
  krarup::batch::instruction_set instructions;
};

inline std::vector<named_instruction_set> instruction_sets() {
  using enum krarup::batch::instruction_set;
  std::vector<named_instruction_set> sets{{"baseline", baseline}};
  const auto widest = krarup::batch::widest_instruction_set();
  if (widest >= avx2) sets.push_back({"avx2", avx2});
  if (widest >= avx512) sets.push_back({"avx512", avx512});
  return sets;
}
