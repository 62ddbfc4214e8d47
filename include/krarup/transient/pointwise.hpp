// A day by stationary formulas, each interval by itself, under a rate that stands for its changing
// one. Nobody who waits at the end of an interval is carried into the next; what that costs, the exact
// day tells.
//
// Sources
//   [1] L. V. Green, P. J. Kolesar, J. Soares, Improving the SIPP approach for staffing service
//       systems that have cyclic demands, Operations Research 49(4), 2001.
//   [2] O. B. Jennings, A. Mandelbaum, W. A. Massey, W. Whitt, Server staffing to meet time-varying
//       demand, Management Science 42(10), 1996.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// The rate that stands for an interval's.
enum class standing_rate {
  mean,    ///< the interval's own mean: what planners do (SIPP)
  lagged,  ///< the mean of the time that ended an average handle time before: congestion follows
           ///< the arrivals late [1]
  offered_load  ///< the mean load that as many agents as one likes would have, over the handle time:
                ///< modified offered load [2]
};

namespace detail {

/// Contacts that arrive from the beginning of the day until t, on average; before the day they arrive
/// as at its first moment.
[[nodiscard]] inline double arrived_by(const time_varying_queue& day, double t) {
  double sum = std::min(t, 0.0) * day.intervals.front().arrival_rate.per_second();
  for (const time_varying_interval& interval : day.intervals) {
    if (t <= 0.0) break;
    const double length = interval.length.count();
    const double first = interval.arrival_rate.per_second();
    const double last = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    const double part = std::min(t, length);
    sum += part * (first + 0.5 * (last - first) * part / length);
    t -= length;
  }
  return sum;
}

/// Mean load in each interval, in erlangs, if there were always a free agent, from a start that has
/// the stated number in system.
/// Formula   m' = rate(t) - m / AHT [2]
[[nodiscard]] inline std::vector<double> unhindered_loads(const time_varying_queue& day) {
  double now = 0.0;
  for (std::size_t k = 0; k < day.start.size(); ++k) now += static_cast<double>(k) * day.start[k];
  std::vector<double> loads;
  for (const time_varying_interval& interval : day.intervals) {
    const double handling = 1.0 / interval.average_handle_time.count();
    const double length = interval.length.count();
    const double first = interval.arrival_rate.per_second();
    const double last = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    const double slope = (last - first) / length;
    // The straight line that the load nears, and what is left of the distance to it.
    const double line = (first - slope / handling) / handling;
    const double gone = -std::expm1(-handling * length);
    loads.push_back(line + 0.5 * slope / handling * length +
                    (now - line) * gone / (handling * length));
    now = line + slope / handling * length + (now - line) * (1.0 - gone);
  }
  return loads;
}

}  // namespace detail

/// The rates that stand for the intervals'.
/// Errors    as check(day).
[[nodiscard]] inline std::vector<rate> standing_rates(const time_varying_queue& day,
                                                      standing_rate which) {
  check(day);
  const std::vector<double> loads = detail::unhindered_loads(day);
  std::vector<rate> rates;
  double begin = 0.0;
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const double length = interval.length.count();
    const double handle_time = interval.average_handle_time.count();
    const double from = which == standing_rate::lagged ? begin - handle_time : begin;
    const double arrived = detail::arrived_by(day, from + length) - detail::arrived_by(day, from);
    const double load = std::max(0.0, loads[i]);
    rates.push_back(rate::per_second(which == standing_rate::offered_load ? load / handle_time
                                                                          : arrived / length));
    begin += length;
  }
  return rates;
}

/// A day by a stationary queue for each interval. queue_of(interval, rate) makes it: an erlang_a with
/// the interval's handle time and patience under the rate, say. Volumes are the day's own.
/// Limits    what is carried over, when the day is cleared, and the error, are NaN: the method does not
///           know them.
/// Errors    as check(day, on_phone), and as the queue's own measures.
template <class Make>
[[nodiscard]] time_varying_performance evaluate_pointwise(
    const time_varying_queue& day, std::span<const agents> on_phone, standing_rate which,
    const Make& queue_of, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  check(day, on_phone);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const std::vector<rate> rates = standing_rates(day, which);
  std::vector<time_varying_row> rows;
  std::vector<duration> lengths;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const queue_model auto queue = queue_of(interval, rates[i]);
    const agents n = on_phone[i];
    const performance measures = evaluate(queue, n, answer_within, definition, short_abandon);
    const contacts volume = offered(interval);
    rows.push_back({.offered = volume,
                    .answered = contacts(volume.count() * detail::share_answered(measures)),
                    .performance = measures,
                    .shares_for_service_level = shares_for_service_level(queue, n, answer_within,
                                                                         definition, short_abandon),
                    .carried_over = unknown,
                    .probability_of_carrying_over = unknown,
                    .overrun = duration(unknown)});
    lengths.push_back(interval.length);
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = unknown;
  result.overtime = duration(unknown);
  result.error = unknown;
  return result;
}

}  // namespace krarup
