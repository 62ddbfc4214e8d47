// How far stationary formulas are from the truth when a day is not stationary: for each method the
// error of the day's service level and of its worst half-hour, in percentage points, over days of
// three shapes, three sizes and three ways to staff them. Handle time 5 min, patience 5 min, 20 s.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <numbers>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/transient/pointwise.hpp>

namespace {

using namespace krarup;
using namespace std::chrono_literals;

constexpr duration answer_within = 20s;
const service_target eighty_in_twenty{.service_level = 0.80, .answer_within = answer_within};

erlang_a erlang_a_of(const time_varying_interval& interval, rate arrivals) {
  return {arrivals, interval.average_handle_time, interval.average_patience};
}

struct shape {
  const char* name;
  double (*height)(double hour);  // of the peak's load, 8 to 20 h
};

const shape shapes[] = {
    {"gentle",
     [](double hour) {
       return 0.6 + 0.4 * std::sin((hour - 11.0) / 12.0 * 2.0 * std::numbers::pi);
     }},
    {"two peaks",
     [](double hour) {
       return 0.15 + 0.85 * std::exp(-(hour - 10.5) * (hour - 10.5) / 1.5) +
              0.6 * std::exp(-(hour - 15.5) * (hour - 15.5) / 4.0);
     }},
    {"a shock", [](double hour) { return hour >= 12.0 && hour < 12.5 ? 1.0 : 0.5; }},
};

/// Half-hours from 8 to 20 h.
time_varying_queue day_of(const shape& shape, double peak) {
  time_varying_queue day;
  for (int i = 0; i < 24; ++i) {
    const double load = peak * shape.height(8.25 + 0.5 * i);
    day.intervals.push_back({.length = 30min,
                             .arrival_rate = contacts(load) / 5min,
                             .average_handle_time = 5min,
                             .average_patience = 5min});
  }
  return day;
}

/// What each interval requires by itself; in the two hours about noon the stated share of it.
std::vector<agents> staff(const time_varying_queue& day, double share_at_noon) {
  std::vector<agents> on_phone;
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const auto& interval = day.intervals[i];
    const agents required =
        agents_required(erlang_a_of(interval, interval.arrival_rate), eighty_in_twenty).value();
    const double share = i >= 6 && i < 10 ? share_at_noon : 1.0;
    on_phone.emplace_back(static_cast<int>(std::round(share * required.count())));
  }
  return on_phone;
}

struct errors {
  double of_day;
  double of_worst;
};

errors errors_of(const time_varying_performance& method, const time_varying_performance& exact) {
  errors result{method.service_level - exact.service_level, 0.0};
  for (std::size_t i = 0; i < exact.rows.size(); ++i) {
    const double error =
        method.rows[i].performance.service_level - exact.rows[i].performance.service_level;
    if (std::abs(error) > std::abs(result.of_worst)) result.of_worst = error;
  }
  return result;
}

}  // namespace

int main() {
  std::printf("%-10s %6s %9s | %6s |  %-14s  %-14s  %-14s\n", "shape", "peak", "at noon", "exact",
              "interval mean", "lagged", "offered load");
  for (const shape& shape : shapes) {
    for (const double peak : {10.0, 50.0, 200.0}) {
      const time_varying_queue day = day_of(shape, peak);
      for (const double share : {1.0, 0.9, 0.7}) {
        const std::vector<agents> on_phone = staff(day, share);
        const auto exact = evaluate(exact_day(day, on_phone), answer_within);
        std::printf("%-10s %6g %8g%% | %5.1f%% |", shape.name, peak, 100.0 * share,
                    100.0 * exact.service_level);
        for (const auto which :
             {standing_rate::mean, standing_rate::lagged, standing_rate::offered_load}) {
          const auto [of_day, of_worst] = errors_of(
              evaluate_pointwise(day, on_phone, which, erlang_a_of, answer_within), exact);
          std::printf("  %+6.2f %+6.1f ", 100.0 * of_day, 100.0 * of_worst);
        }
        std::printf("\n");
      }
    }
  }
}
