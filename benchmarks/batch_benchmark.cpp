// Columns: every question with every set of instructions at every size, and over several workers.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>

#include "support/instruction_sets.hpp"
#include "support/measure.hpp"
#include "support/textbook.hpp"

namespace {

using krarup::batch::execution;

constexpr std::size_t most_rows = std::size_t{1} << 18;
constexpr std::size_t most_rows_at_once = std::size_t{1} << 15;
constexpr double handle_time = 180.0;
constexpr double patience_time = 300.0;
constexpr double answer_within = 20.0;

std::vector<double> of_each(std::size_t rows, const auto& number) {
  std::vector<double> all(rows);
  for (std::size_t i = 0; i < rows; ++i) all[i] = number(i);
  return all;
}

/// Trunks or agents log-uniform from `least` to 1e6, with loads 0.1 to 4 roots below them.
struct usual_columns {
  explicit usual_columns(double least) {
    for (const double share : textbook::log_uniform_loads(most_rows, 1e6 / least)) {
      const double roots = 0.1 + 3.9 * static_cast<double>(n.size() % 101) / 100.0;
      n.push_back(std::ceil(least * share));
      load.push_back(std::max(0.05 * n.back(), n.back() - roots * std::sqrt(n.back())));
      arrivals.push_back(load.back() / handle_time);
    }
  }

  std::vector<double> n;
  std::vector<double> load;
  std::vector<double> arrivals;
};

/// Loads to staff, log-uniform from 1 to 2000, and as many agents.
struct staffing_columns {
  std::vector<double> load = textbook::log_uniform_loads(most_rows, 2000.0);
  std::vector<double> arrivals =
      of_each(most_rows, [this](std::size_t i) { return load[i] / handle_time; });
  std::vector<double> agents =
      of_each(most_rows, [this](std::size_t i) { return std::ceil(load[i]); });
};

const usual_columns& usual() {
  static const usual_columns columns(1.0);
  return columns;
}

const usual_columns& large() {
  static const usual_columns columns(100.0);
  return columns;
}

const staffing_columns& to_staff() {
  static const staffing_columns columns;
  return columns;
}

krarup::batch::column first(const std::vector<double>& all, std::size_t rows) {
  return std::span<const double>(all).first(rows);
}

/// One question over columns, and how its answer in a row is judged.
struct question {
  std::string name;
  void (*ask)(std::span<double> answers, const execution& how);
  bool (*is_right)(std::size_t row, double answer);
};

bool near(double answer, double right, double tolerance) {
  return std::abs(answer - right) <= tolerance * std::abs(right);
}

/// Erlang A's columns, small enough for the loops that judge them.
krarup::batch::queue_columns impatient(const std::vector<double>& arrivals, std::size_t rows) {
  return {.arrival_rate = first(arrivals, rows),
          .average_handle_time = handle_time,
          .average_patience = patience_time};
}

template <const usual_columns& (*of)()>
void blocking(std::span<double> answers, const execution& how) {
  krarup::batch::probability_of_blocking(first(of().load, answers.size()),
                                         first(of().n, answers.size()), answers, how);
}

template <const usual_columns& (*of)()>
bool is_blocking(std::size_t i, double answer) {
  return near(answer, textbook::blocking_boost(of().load[i], of().n[i]), 1e-10);
}

template <const usual_columns& (*of)()>
void wait(std::span<double> answers, const execution& how) {
  krarup::batch::probability_of_wait(
      {.arrival_rate = first(of().arrivals, answers.size()), .average_handle_time = handle_time},
      first(of().n, answers.size()), answers, how);
}

template <const usual_columns& (*of)()>
bool is_wait(std::size_t i, double answer) {
  const double b = textbook::blocking_boost(of().load[i], of().n[i]);
  return near(answer, textbook::wait(of().load[i], of().n[i], b), 1e-9);
}

const question questions[] = {
    {"erlang_b", blocking<usual>, is_blocking<usual>},
    {"erlang_c", wait<usual>, is_wait<usual>},
    {"erlang_b_from_100", blocking<large>, is_blocking<large>},
    {"erlang_c_from_100", wait<large>, is_wait<large>},
    {"erlang_a_abandonment",
     [](std::span<double> answers, const execution& how) {
       krarup::batch::probability_of_abandonment(impatient(to_staff().arrivals, answers.size()),
                                                 first(to_staff().agents, answers.size()), answers,
                                                 how);
     },
     [](std::size_t i, double answer) {
       const auto right = textbook::erlang_a_by_states(
           to_staff().load[i], static_cast<int>(to_staff().agents[i]), patience_time / handle_time);
       return near(answer, right.abandon, 1e-9);
     }},
    {"agents_c",
     [](std::span<double> answers, const execution& how) {
       krarup::batch::agents_required({.arrival_rate = first(to_staff().arrivals, answers.size()),
                                       .average_handle_time = handle_time},
                                      {.service_level = 0.80, .answer_within = answer_within},
                                      {.agents = answers}, how);
     },
     [](std::size_t i, double answer) {
       return answer ==
              textbook::agents_by_scan(to_staff().load[i], 0.80, answer_within / handle_time);
     }},
    {"agents_a",
     [](std::span<double> answers, const execution& how) {
       krarup::batch::agents_required(impatient(to_staff().arrivals, answers.size()),
                                      {.service_level = 0.80, .answer_within = answer_within},
                                      {.agents = answers}, how);
     },
     [](std::size_t i, double answer) {
       const auto service_level = [i](double n) {
         return textbook::erlang_a(to_staff().load[i], static_cast<int>(n),
                                   patience_time / handle_time, answer_within / handle_time)
             .service_level;
       };
       return service_level(answer) >= 0.80 &&
              (answer == 1.0 || service_level(answer - 1.0) < 0.80);
     }},
};

/// Judges every row once; an answer that was right before is right again.
void require_right(benchmark::State& state, const question& asked,
                   std::span<const double> answers) {
  static std::vector<std::vector<double>> right(std::size(questions));
  std::vector<double>& known = right[static_cast<std::size_t>(&asked - questions)];
  if (known.size() < answers.size()) known.resize(answers.size(), NAN);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i] == known[i]) continue;
    if (!asked.is_right(i, answers[i])) {
      return measure::require(state, false,
                              std::to_string(answers[i]) + " in row " + std::to_string(i));
    }
    known[i] = answers[i];
  }
}

void at_size(benchmark::State& state, const question& asked, std::size_t rows,
             krarup::batch::instruction_set instructions) {
  std::vector<double> answers(rows);
  const execution how{.workers = 1, .instructions = instructions};
  const std::size_t rounds = std::max<std::size_t>(1, 64 / rows);
  measure::in_turn(state, static_cast<double>(rows * rounds), [&] {
    for (std::size_t round = 0; round < rounds; ++round) {
      asked.ask(answers, how);
      benchmark::ClobberMemory();
    }
  });
  require_right(state, asked, answers);
}

/// Wall time, unlike all others: the CPU time of all workers stands beside it.
void over_workers(benchmark::State& state, const question& asked, std::size_t workers) {
  std::vector<double> answers(most_rows);
  std::vector<double> wall;
  std::vector<double> cpu;
  asked.ask(answers, {.workers = workers});  // to warm up
  for (auto turn : state) {
    const double begin = measure::seconds(CLOCK_MONOTONIC);
    const double cpu_begin = measure::seconds(CLOCK_PROCESS_CPUTIME_ID);
    asked.ask(answers, {.workers = workers});
    cpu.push_back(measure::seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_begin);
    wall.push_back(measure::seconds(CLOCK_MONOTONIC) - begin);
    state.SetIterationTime(wall.back());
  }
  constexpr double ns_per_row = 1e9 / static_cast<double>(most_rows);
  state.counters["wall_ns"] = ns_per_row * measure::median(wall);
  state.counters["cpu_ns"] = ns_per_row * measure::median(cpu);
  require_right(state, asked, answers);
}

void add_all() {
  for (const question& asked : questions) {
    for (const named_instruction_set& set : instruction_sets()) {
      for (std::size_t rows = 1; rows <= most_rows_at_once; rows *= 8) {
        if (asked.name == "agents_a" && rows > 4096) continue;
        if (asked.name.ends_with("_from_100") && rows != 4096) continue;
        measure::add("batch_" + asked.name + "/" + set.name + "/" + std::to_string(rows),
                     [&asked, rows, set](benchmark::State& state) {
                       at_size(state, asked, rows, set.instructions);
                     });
      }
    }
  }
  const std::size_t most = std::max(2U, std::thread::hardware_concurrency());
  for (const question* asked : {&questions[0], &questions[5]}) {
    for (std::size_t workers = 1; workers <= most; workers *= 2) {
      measure::add(
          "scaling_" + asked->name + "/workers/" + std::to_string(workers),
          [asked, workers](benchmark::State& state) { over_workers(state, *asked, workers); });
    }
  }
}

}  // namespace

int main(int count, char** words) {
  add_all();
  return measure::run(count, words);
}
