// How many agents: one solve at every size, a day plan of 4,800 solves, a day of half-hours; 80 %
// within 20 s, 180 s of handle time, 300 s of patience where there is any.
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include <krarup/batch/requirement.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/instruction_sets.hpp"
#include "support/measure.hpp"
#include "support/textbook.hpp"

namespace {

using namespace krarup;
using namespace std::chrono_literals;

constexpr double within = 20.0 / 180.0;  // handle times
constexpr double patience = 300.0 / 180.0;
const service_target target{.service_level = 0.80, .answer_within = 20s};

erlang_c delay_queue(double load) {
  return {.arrival_rate = contacts(load) / 180s, .average_handle_time = 180s};
}

erlang_a impatient_queue(double load) {
  return {
      .arrival_rate = contacts(load) / 180s, .average_handle_time = 180s, .average_patience = 300s};
}

template <class Queue>
double agents_for(const Queue& queue) {
  return agents_required(queue, target).value().count();
}

/// Counts up from one agent and asks krarup for the service level each time.
double impatient_agents_by_scan(double load) {
  const erlang_a queue = impatient_queue(load);
  double n = 1.0;
  while (service_level(queue, fractional_agents(n), 20s) < 0.80) ++n;
  return n;
}

/// Whether n is enough agents for Erlang A and n - 1 is not, by quadrature.
bool is_least_for_impatient(double load, double n) {
  const int count = static_cast<int>(n);
  return textbook::erlang_a(load, count, patience, within).service_level >= 0.80 &&
         (count == 1 || textbook::erlang_a(load, count - 1, patience, within).service_level < 0.80);
}

bool is_least_for_delay(double load, double n) {
  return n == textbook::agents_by_scan(load, 0.80, within);
}

const std::vector<double>& day() {
  static const std::vector<double> loads = textbook::log_uniform_loads(4800, 2000.0);
  return loads;
}

void require_day(benchmark::State& state, std::span<const double> answers, bool impatient) {
  static std::vector<double> delay;       // judged once: the least n by scan
  static std::vector<double> last_right;  // and the last answers of Erlang A that were
  if (impatient) {
    if (last_right.size() < answers.size()) last_right.resize(answers.size(), -1.0);
  } else if (delay.empty()) {
    for (const double load : day()) delay.push_back(textbook::agents_by_scan(load, 0.80, within));
  }
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (impatient && answers[i] != last_right[i] && is_least_for_impatient(day()[i], answers[i])) {
      last_right[i] = answers[i];
    }
    const std::vector<double>& right = impatient ? last_right : delay;
    if (answers[i] != right[i]) {
      return measure::require(
          state, false,
          std::to_string(answers[i]) + " agents for a load of " + std::to_string(day()[i]));
    }
  }
}

/// The first `rows` solves of the day plan, one after the other.
template <class Solve>
void solve_day(benchmark::State& state, std::size_t rows, bool impatient, const Solve& solve) {
  std::vector<double> answers(rows);
  measure::in_turn(state, static_cast<double>(rows), [&] {
    for (std::size_t i = 0; i < rows; ++i) answers[i] = solve(day()[i]);
  });
  require_day(state, answers, impatient);
}

void solve_day_in_batch(benchmark::State& state, bool impatient,
                        batch::instruction_set instructions) {
  std::vector<double> arrivals;
  for (const double load : day()) arrivals.push_back(load / 180.0);
  std::vector<double> answers(day().size());
  batch::queue_columns queues{.arrival_rate = std::span<const double>(arrivals),
                              .average_handle_time = 180.0};
  if (impatient) queues.average_patience = 300.0;
  const batch::target_columns targets{.service_level = 0.80, .answer_within = 20.0};
  const batch::execution how{.workers = 1, .instructions = instructions};
  measure::in_turn(state, static_cast<double>(answers.size()), [&] {
    const auto refused = batch::agents_required(queues, targets, {.agents = answers}, how);
    benchmark::DoNotOptimize(refused.has_value());
    benchmark::ClobberMemory();
  });
  require_day(state, answers, impatient);
}

void add_day_plans() {
  measure::add("day_plan_c/scan", [](benchmark::State& state) {
    solve_day(state, day().size(), false,
              [](double load) { return textbook::agents_by_scan(load, 0.80, within); });
  });
  measure::add("day_plan_c/from_scratch", [](benchmark::State& state) {
    solve_day(state, 480, false,
              [](double load) { return textbook::agents_from_scratch(load, 0.80, within); });
  });
  measure::add("day_plan_c/one_by_one", [](benchmark::State& state) {
    solve_day(state, day().size(), false,
              [](double load) { return agents_for(delay_queue(load)); });
  });
  measure::add("day_plan_a/scan", [](benchmark::State& state) {
    solve_day(state, 120, true, impatient_agents_by_scan);
  });
  measure::add("day_plan_a/one_by_one", [](benchmark::State& state) {
    solve_day(state, day().size(), true,
              [](double load) { return agents_for(impatient_queue(load)); });
  });
  for (const named_instruction_set& set : instruction_sets()) {
    measure::add("day_plan_c/batch_" + set.name, [=](benchmark::State& state) {
      solve_day_in_batch(state, false, set.instructions);
    });
    measure::add("day_plan_a/batch_" + set.name, [=](benchmark::State& state) {
      solve_day_in_batch(state, true, set.instructions);
    });
  }
}

/// One solve, at loads of this size.
template <class Solve, class IsRight>
void solve_at(benchmark::State& state, double size, int rounds, const Solve& solve,
              const IsRight& is_right) {
  std::array<double, 16> loads{};
  for (std::size_t i = 0; i < loads.size(); ++i) {
    loads[i] = size * (1.0 + 0.003 * static_cast<double>((7 * i) % 16));
  }
  const std::span<const double> asked(loads.data(), rounds > 1 ? 16 : 4);
  measure::in_turn(state, static_cast<double>(asked.size()) * rounds, [&] {
    for (int round = 0; round < rounds; ++round) {
      for (const double load : asked) benchmark::DoNotOptimize(solve(load));
    }
  });
  for (const double load : asked) {
    const double answer = solve(load);
    measure::require(state, is_right(load, answer),
                     std::to_string(answer) + " for " + std::to_string(load) + " erlangs");
  }
}

void add_single_solves() {
  for (const int size : {1, 10, 100, 1'000, 10'000, 100'000, 1'000'000}) {
    const std::string at = std::to_string(size);
    const int slow_rounds = size <= 100 ? 4 : 1;
    measure::add("solve_c/krarup/" + at, [=](benchmark::State& state) {
      solve_at(
          state, size, 8, [](double load) { return agents_for(delay_queue(load)); },
          is_least_for_delay);
    });
    if (size <= 100'000) {
      measure::add("solve_c/scan/" + at, [=](benchmark::State& state) {
        solve_at(
            state, size, slow_rounds,
            [](double load) { return textbook::agents_by_scan(load, 0.80, within); },
            [](double load, double n) {
              const auto service_level = [load](double count) {
                return textbook::service_level(load, count, within,
                                               textbook::blocking_boost(load, count));
              };
              return service_level(n) >= 0.80 && service_level(n - 1.0) < 0.80;
            });
      });
    }
    if (size <= 1'000) {
      measure::add("solve_c/from_scratch/" + at, [=](benchmark::State& state) {
        solve_at(
            state, size, slow_rounds,
            [](double load) { return textbook::agents_from_scratch(load, 0.80, within); },
            is_least_for_delay);
      });
    }
    measure::add("solve_a/krarup/" + at, [=](benchmark::State& state) {
      solve_at(
          state, size, 2, [](double load) { return agents_for(impatient_queue(load)); },
          is_least_for_impatient);
    });
    if (size <= 100) {
      measure::add("solve_a/scan/" + at, [=](benchmark::State& state) {
        solve_at(state, size, 1, impatient_agents_by_scan, is_least_for_impatient);
      });
    }
    measure::add("trunks/krarup/" + at, [=](benchmark::State& state) {
      solve_at(
          state, size, 4,
          [](double load) {
            return trunks_required(loss_system(erlangs(load)), 0.01).value().count();
          },
          [](double load, double n) { return n == textbook::trunks_by_scan(load, 0.01); });
    });
    if (size <= 100'000) {
      measure::add("trunks/scan/" + at, [=](benchmark::State& state) {
        solve_at(
            state, size, slow_rounds,
            [](double load) { return textbook::trunks_by_scan(load, 0.01); },
            [](double load, double n) {
              return textbook::blocking_boost(load, n) <= 0.01 &&
                     textbook::blocking_boost(load, n - 1.0) > 0.01;
            });
      });
    }
  }
}

/// plan_day: every measure of every half-hour, and the totals.
template <class Queue>
void plan_half_hours(benchmark::State& state, Queue (*queue)(double),
                     bool (*is_least)(double, double)) {
  const std::vector<double> loads = textbook::log_uniform_loads(48, 200.0);
  std::vector<plan_interval<Queue>> intervals;
  for (const double load : loads) {
    intervals.push_back(
        {.queue = queue(load), .length = 30min, .target = target, .shrinkage = 0.3});
  }
  measure::in_turn(state, static_cast<double>(loads.size()),
                   [&] { benchmark::DoNotOptimize(plan_day(intervals, rounding::up_at_end)); });
  const day_plan plan = plan_day(intervals, rounding::up_at_end);
  for (std::size_t i = 0; i < loads.size(); ++i) {
    const double n = plan.rows[i].required.value().count();
    measure::require(state, is_least(loads[i], n),
                     std::to_string(n) + " agents for a load of " + std::to_string(loads[i]));
  }
}

}  // namespace

int main(int count, char** words) {
  add_day_plans();
  add_single_solves();
  measure::add("plan_day/erlang_c", [](benchmark::State& state) {
    plan_half_hours(state, delay_queue, is_least_for_delay);
  });
  measure::add("plan_day/erlang_a", [](benchmark::State& state) {
    plan_half_hours(state, impatient_queue, is_least_for_impatient);
  });
  return measure::run(count, words);
}
