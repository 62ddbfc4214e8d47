// Reads a row of numbers a line, and prints what columns of C++ say of it: every double by its bits.
#include <array>
#include <cstddef>
#include <cstdio>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>

using namespace krarup;

int main() try {
  constexpr std::size_t inputs = 8;
  std::array<std::vector<double>, inputs> in;
  std::string word;
  for (std::size_t i = 0; std::cin >> word; ++i) in[i % inputs].push_back(std::stod(word));
  const auto& [rate, handle_time, patience, agents, within, definition, short_abandon, level] = in;

  std::array<std::vector<double>, 5> out;
  out.fill(std::vector<double>(rate.size()));
  auto& [waits, in_time, asa, required, reason] = out;
  const batch::queue_columns queues{std::span(rate), std::span(handle_time), std::span(patience)};
  const batch::column staff(agents);
  batch::probability_of_wait(queues, staff, waits);
  batch::service_level(
      queues, staff,
      batch::level_columns{std::span(within), std::span(definition), std::span(short_abandon)},
      in_time);
  batch::average_speed_of_answer(queues, staff, asa);
  batch::agents_required(queues,
                         {.service_level = std::span(level),
                          .answer_within = std::span(within),
                          .definition = std::span(definition),
                          .short_abandon = std::span(short_abandon)},
                         {required, reason});
  for (std::size_t row = 0; row < rate.size(); ++row) {
    for (const std::vector<double>& column : out) std::printf("%a ", column[row]);
    std::printf("\n");
  }
} catch (const std::exception& wrong) {
  std::fprintf(stderr, "%s\n", wrong.what());
  return 1;
}
