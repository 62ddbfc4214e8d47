// A day of 96 quarter-hours that rises from a twentieth of its peak and falls again, with staff by the
// square-root rule; handle time 180 s, patience 300 s. The states of the day, and every measure of the
// contacts that arrive in each interval, exactly and by each fast method. The right answers are those of uniformization, which a
// tolerance that nothing else can keep asks for.
#include <array>
#include <chrono>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/transient/day_method.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/transient/uncertain_day.hpp>

#include "support/measure.hpp"

namespace {

using namespace krarup;
using namespace std::chrono_literals;

struct staffed_day {
  time_varying_queue queue;
  std::vector<agents> on_phone;
};

staffed_day day_of(double peak) {
  staffed_day day;
  for (int interval = 0; interval < 96; ++interval) {
    const double height = std::sin(std::numbers::pi * (interval + 0.5) / 96.0);
    const double load = peak * (0.05 + 0.95 * height * height);
    day.queue.intervals.push_back({.length = 15min,
                                   .arrival_rate = contacts(load) / 180s,
                                   .average_handle_time = 180s,
                                   .average_patience = 300s});
    day.on_phone.emplace_back(static_cast<int>(std::ceil(load + 0.5 * std::sqrt(load))));
  }
  return day;
}

const exact_options by_uniformization{.tolerance = 1e-18};

/// The mean number that waits at the end of each interval, and whether somebody waits.
std::vector<double> ends_of(const day_course& course) {
  std::vector<double> ends;
  for (std::size_t i = 0; i < course.intervals(); ++i) {
    ends.push_back(course.carried_over(i));
    ends.push_back(course.probability_of_wait(i));
  }
  return ends;
}

void go_through(benchmark::State& state, double peak, const exact_options& options) {
  const staffed_day day = day_of(peak);
  measure::in_turn(state, 1.0,
                   [&] { benchmark::DoNotOptimize(day_course(day.queue, day.on_phone, options)); });
  const std::vector<double> got = ends_of(day_course(day.queue, day.on_phone, options));
  const std::vector<double> right = ends_of({day.queue, day.on_phone, by_uniformization});
  for (std::size_t i = 0; i < got.size(); ++i) {
    measure::require(state, std::abs(got[i] - right[i]) <= 1e-7, "states of interval");
  }
}

void evaluate_day(benchmark::State& state, double peak) {
  const staffed_day day = day_of(peak);
  const auto ask = [&](const exact_options& options) {
    return evaluate(exact_day(day.queue, day.on_phone, options), 20s);
  };
  measure::in_turn(state, 1.0, [&] { benchmark::DoNotOptimize(ask({})); });
  const time_varying_performance got = ask({});
  const time_varying_performance right = ask({.tolerance = 1e-10});
  measure::require_near(state, got.service_level, right.service_level, 1e-8);
  measure::require_near(state, got.average_speed_of_answer.count(),
                        right.average_speed_of_answer.count(), 1e-6);
}

/// A fast method; of its answer no more is known than how far the exact one may be away.
void evaluate_fast(benchmark::State& state, double peak, day_method method, double off) {
  const staffed_day day = day_of(peak);
  const auto queue_of = [](const time_varying_interval& interval, rate arrivals) {
    return erlang_a{arrivals, interval.average_handle_time, interval.average_patience};
  };
  const auto ask = [&](day_method by) {
    return evaluate(day.queue, day.on_phone, by, queue_of, 20s);
  };
  measure::in_turn(state, 1.0, [&] { benchmark::DoNotOptimize(ask(method)); });
  measure::require_near(state, ask(method).service_level, ask(day_method::exact).service_level,
                        off);
}

/// The distribution of a day's service level where its volume strays: mean, chance of 80 % and what nine
/// of ten days reach. The right answers come from twenty times as many factors of the day, and a
/// tolerance of 1e-5.
void ask_uncertain_day(benchmark::State& state, double peak, duration handle_time,
                       const over_dispersion& dispersion, const std::array<double, 3>& right) {
  time_varying_queue day;
  std::vector<agents> on_phone;
  for (int interval = 0; interval < 24; ++interval) {
    const double height = std::sin(std::numbers::pi * (interval + 0.5) / 24.0);
    const double load = peak * (0.3 + 0.7 * height * height);
    day.intervals.push_back({.length = 30min,
                             .arrival_rate = contacts(load) / handle_time,
                             .average_handle_time = handle_time,
                             .average_patience = 300s});
    on_phone.emplace_back(static_cast<int>(std::ceil(load + 0.5 * std::sqrt(load))));
  }
  const service_target target{.service_level = proportion(0.8), .answer_within = 20s};
  const auto ask = [&] {
    uncertain_day outlook(day, on_phone, target, dispersion);
    return std::array{outlook.mean(), outlook.probability_at_least(proportion(0.8)),
                      outlook.quantile(proportion(0.1))};
  };
  measure::in_turn(state, 1.0, [&] { benchmark::DoNotOptimize(ask()); });
  const auto got = ask();
  measure::require_near(state, got[0], right[0], 1e-6);
  measure::require_near(state, got[1], right[1], 1e-3);
  measure::require_near(state, got[2], right[2], 1e-3);
}

}  // namespace

int main(int count, char** words) {
  for (const int peak : {20, 200, 2000}) {
    const std::string size = std::to_string(peak);
    measure::add("day_states/exact/" + size,
                 [=](benchmark::State& state) { go_through(state, peak, {}); });
    measure::add("day_states/uniformization/" + size,
                 [=](benchmark::State& state) { go_through(state, peak, by_uniformization); });
    measure::add("day_measures/exact/" + size,
                 [=](benchmark::State& state) { evaluate_day(state, peak); });
    const auto fast = [&](const char* name, day_method method, double off) {
      measure::add("day_measures/" + (name + ("/" + size)),
                   [=](benchmark::State& state) { evaluate_fast(state, peak, method, off); });
    };
    fast("stationary", day_method::stationary, 0.05);
    fast("lagged", day_method::lagged, 0.05);
    fast("offered_load", day_method::offered_load, 0.05);
    fast("backlog", day_method::backlog, 0.05);
    fast("fluid", day_method::fluid, 0.3);
  }
  measure::add("uncertain_day/exact/20", [](benchmark::State& state) {
    ask_uncertain_day(state, 20.0, 180s, {.day = 0.0225, .interval = 0.01},
                      {0.714392364, 0.4395587, 0.4921825});
  });
  measure::add("uncertain_day/exact/70", [](benchmark::State& state) {
    ask_uncertain_day(state, 70.0, 240s, {.day = 0.01, .interval = 0.04},
                      {0.674950107, 0.2851816, 0.4683373});
  });
  return measure::run(count, words);
}
