// One question to one queue: Erlang B, Erlang C and Erlang A beside the textbook's ways.
#include <array>
#include <cmath>
#include <cstddef>
#include <string>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include "support/measure.hpp"
#include "support/textbook.hpp"

namespace {

using namespace krarup;
using namespace std::chrono_literals;

constexpr double within = 20.0 / 180.0;  // handle times
constexpr double patience = 300.0 / 180.0;

/// Loads around the usual one for n trunks, so that no branch can be learned by heart.
std::array<double, 16> usual_loads(int n) {
  std::array<double, 16> loads{};
  for (std::size_t i = 0; i < loads.size(); ++i) {
    loads[i] = n - (0.2 + 0.1 * static_cast<double>((7 * i) % 16)) * std::sqrt(n);
  }
  return loads;
}

/// Asks each load in turn until about 20 microseconds have gone by, and one more for the answer.
template <class Ask, class Right>
void over_loads(benchmark::State& state, int n, double tolerance, int rounds, const Ask& ask,
                const Right& right) {
  const auto loads = usual_loads(n);
  measure::in_turn(state, static_cast<double>(loads.size()) * rounds, [&] {
    for (int round = 0; round < rounds; ++round) {
      for (const double load : loads) benchmark::DoNotOptimize(ask(load));
    }
  });
  for (const double load : loads) measure::require_near(state, ask(load), right(load), tolerance);
}

erlang_c delay_queue(double load) {
  return {.arrival_rate = contacts(load) / 180s, .average_handle_time = 180s};
}

erlang_a impatient_queue(double load) {
  return {
      .arrival_rate = contacts(load) / 180s, .average_handle_time = 180s, .average_patience = 300s};
}

void add_all() {
  for (const int n : {3, 10, 30, 100, 300, 1'000, 10'000, 100'000, 1'000'000}) {
    const std::string size = std::to_string(n);
    const int rounds = n <= 1'000 ? 8 : 4;  // of a way whose cost does not grow
    const int slow_rounds = n <= 300 ? 8 : 1;
    const double tolerance = n <= 10'000 ? 1e-12 : 1e-10;
    const auto recursion = [n](double load) { return textbook::blocking(load, n); };
    measure::add("erlang_b/krarup/" + size, [=](benchmark::State& state) {
      over_loads(
          state, n, tolerance, rounds,
          [n](double load) { return probability_of_blocking(loss_system(erlangs(load)), n); },
          recursion);
    });
    if (n <= 100'000) {
      measure::add("erlang_b/recursion/" + size, [=](benchmark::State& state) {
        over_loads(state, n, tolerance, slow_rounds, recursion,
                   [n](double load) { return textbook::blocking_boost(load, n); });
      });
    }
    measure::add("erlang_b/boost/" + size, [=](benchmark::State& state) {
      over_loads(
          state, n, tolerance, slow_rounds,
          [n](double load) { return textbook::blocking_boost(load, n); }, recursion);
    });
    measure::add("erlang_c_service_level/krarup/" + size, [=](benchmark::State& state) {
      over_loads(
          state, n, tolerance, rounds,
          [n](double load) { return service_level(delay_queue(load), n, 20s); },
          [=](double load) {
            return textbook::service_level(load, n, within, textbook::blocking(load, n));
          });
    });
    if (n <= 100'000) {
      measure::add("erlang_c_service_level/recursion/" + size, [=](benchmark::State& state) {
        over_loads(
            state, n, tolerance, slow_rounds,
            [=](double load) {
              return textbook::service_level(load, n, within, textbook::blocking(load, n));
            },
            [=](double load) {
              return textbook::service_level(load, n, within, textbook::blocking_boost(load, n));
            });
      });
    }
    measure::add("erlang_a/krarup/" + size, [=](benchmark::State& state) {
      measure::in_turn(state, 16.0, [&] {
        for (const double load : usual_loads(n)) {
          benchmark::DoNotOptimize(evaluate(impatient_queue(load), n, 20s));
        }
      });
      for (const double load : {usual_loads(n).front(), usual_loads(n).back()}) {
        const performance row = evaluate(impatient_queue(load), n, 20s);
        const auto right = textbook::erlang_a(load, n, patience, within);
        measure::require_near(state, row.probability_of_wait, right.wait, 1e-8);
        measure::require_near(state, row.probability_of_abandonment, right.abandon, 1e-8);
        measure::require_near(state, row.service_level, right.service_level, 1e-8);
      }
    });
    measure::add("erlang_a_set/krarup/" + size, [=](benchmark::State& state) {
      const auto ask = [n](double load) {
        const erlang_a_state now(impatient_queue(load), n);
        return std::array{now.probability_of_wait(), now.probability_of_abandonment(),
                          now.mean_wait(wait_of::offered).count(),
                          now.probability_of_answer_within(20s)};
      };
      measure::in_turn(state, 16.0, [&] {
        for (const double load : usual_loads(n)) benchmark::DoNotOptimize(ask(load));
      });
      for (const double load : {usual_loads(n).front(), usual_loads(n).back()}) {
        const auto row = ask(load);
        const auto right = textbook::erlang_a(load, n, patience, within);
        measure::require_near(state, row[0], right.wait, 1e-8);
        measure::require_near(state, row[1], right.abandon, 1e-8);
        const double seconds = impatient_queue(load).average_patience.count();
        measure::require_near(state, row[2], right.abandon * seconds, 1e-8);
        measure::require_near(state, row[3], right.service_level, 1e-8);
      }
    });
    if (n <= 10'000) {
      measure::add("erlang_a/states/" + size, [=](benchmark::State& state) {
        over_loads(
            state, n, 1e-8, slow_rounds,
            [n](double load) { return textbook::erlang_a_by_states(load, n, patience).abandon; },
            [n](double load) { return textbook::erlang_a(load, n, patience, within).abandon; });
      });
    }
  }
}

}  // namespace

int main(int count, char** words) {
  add_all();
  return measure::run(count, words);
}
