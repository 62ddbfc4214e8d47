// A queue that is not in balance: arrivals rise and fall through a day, agents come and go, and who
// waits at the end of an interval still waits in the next.
//
// The day is what the world brings. How many agents there are in each interval is what is decided,
// and stands beside it.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A stretch of the day. A rate belongs to the time, not to the contact: whoever waits or is being
/// handled when the next interval begins goes on under its handle time and its patience.
struct time_varying_interval {
  duration length;               ///< finite and > 0
  rate arrival_rate;             ///< contacts offered, a Poisson stream; at the interval's start
  duration average_handle_time;  ///< exponential; finite and > 0
  duration average_patience = duration(detail::infinity);  ///< exponential; > 0, infinite: nobody
                                                           ///< hangs up
  std::optional<rate> arrival_rate_at_end = {};  ///< reached in a straight line; nothing: no change
};

/// A day of one queue: first come, first served.
struct time_varying_queue {
  std::vector<time_varying_interval> intervals;
  std::optional<trunks> lines = {};   ///< contacts in the system, at most; whole; nothing: no limit
  std::vector<double> start = {1.0};  ///< P(as many contacts in the system as the index) at first
};

/// The probabilities of a start with so many contacts in the system.
[[nodiscard]] inline std::vector<double> starting_with(std::size_t in_system) {
  std::vector<double> start(in_system + 1, 0.0);
  start.back() = 1.0;
  return start;
}

/// What agents do with the contact in hand when their interval is over and the next has fewer. Idle
/// agents leave first.
enum class leaving_agents {
  finish_contact,  ///< they handle it to its end and then leave; nobody else is delayed by it
  hand_over,       ///< it goes back to the head of the queue
};

/// Contacts offered in an interval, on average.
[[nodiscard]] constexpr contacts offered(const time_varying_interval& interval) {
  const rate end = interval.arrival_rate_at_end.value_or(interval.arrival_rate);
  return contacts(0.5 * (interval.arrival_rate.per_second() + end.per_second()) *
                  interval.length.count());
}

/// The same interval with its contacts times a factor.
/// Errors    std::domain_error where the factor is < 0 or a rate is beyond the largest double.
[[nodiscard]] constexpr time_varying_interval with_volume_times(double factor,
                                                                time_varying_interval interval) {
  const auto times = [factor](rate of) { return rate::per_second(factor * of.per_second()); };
  interval.arrival_rate = times(interval.arrival_rate);
  if (interval.arrival_rate_at_end) {
    interval.arrival_rate_at_end = times(*interval.arrival_rate_at_end);
  }
  return interval;
}
[[nodiscard]] inline time_varying_queue with_volume_times(double factor, time_varying_queue day) {
  for (time_varying_interval& each : day.intervals) each = with_volume_times(factor, each);
  return day;
}

/// Both parts of an interval, the first of the stated length.
/// Errors    std::domain_error where that is not between 0 and the interval's, exclusively.
[[nodiscard]] constexpr std::array<time_varying_interval, 2> cut(
    const time_varying_interval& interval, duration first) {
  const double at = first.count();
  const double length = interval.length.count();
  detail::require(at > 0.0 && at < length, "length of the first part",
                  "> 0 s and less than that of the interval", at);
  std::array<time_varying_interval, 2> parts{interval, interval};
  parts[0].length = first;
  parts[1].length = duration(length - at);
  if (interval.arrival_rate_at_end) {
    const double begin = interval.arrival_rate.per_second();
    const double rise = interval.arrival_rate_at_end->per_second() - begin;
    parts[1].arrival_rate = rate::per_second(begin + rise * (at / length));
    parts[0].arrival_rate_at_end = parts[1].arrival_rate;
  }
  return parts;
}

/// Refuses a day that cannot be: none, or parts out of range.
/// Errors    std::invalid_argument without intervals or start; std::domain_error naming the interval
///           for a length, handle time or patience out of range, for lines that are not whole, and
///           for starting probabilities that are negative or do not add up to 1 within 1e-12.
inline void check(const time_varying_queue& day) {
  if (day.intervals.empty()) throw std::invalid_argument("a day must have an interval, got none");
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const auto require = [i](bool met, const char* argument, const char* rule, double value) {
      if (met) return;
      const std::string where = "interval " + std::to_string(i) + ": " + argument;
      detail::require(false, where.c_str(), rule, value);
    };
    const double length = interval.length.count();
    const double handling = interval.average_handle_time.count();
    const double patience = interval.average_patience.count();
    require(detail::is_finite_positive(length), "length", "finite and > 0 s", length);
    require(detail::is_finite_positive(handling), "average_handle_time", "finite and > 0 s",
            handling);
    require(patience > 0.0, "average_patience", "> 0 s", patience);
  }
  if (day.lines) {
    const double lines = day.lines->count();
    detail::require(lines == std::floor(lines), "lines", "whole", lines);
  }
  if (day.start.empty()) {
    throw std::invalid_argument("a day must have starting probabilities, got none");
  }
  double sum = 0.0;
  for (const double p : day.start) {
    detail::require(detail::is_finite_nonnegative(p), "a starting probability", "finite and >= 0",
                    p);
    sum += p;
  }
  detail::require(std::abs(sum - 1.0) <= 1e-12, "the sum of starting probabilities", "1", sum);
}

/// Refuses a staffing that does not fit the day.
/// Errors    std::invalid_argument naming both lengths where they differ; std::domain_error for a
///           number of agents that is not whole.
inline void check(const time_varying_queue& day, std::span<const agents> on_phone) {
  check(day);
  if (on_phone.size() != day.intervals.size()) {
    throw std::invalid_argument(
        "agents must be given for each interval: " + std::to_string(day.intervals.size()) +
        " intervals, got " + std::to_string(on_phone.size()) + " numbers of agents");
  }
  for (const agents& n : on_phone) {
    detail::require(n.count() == std::floor(n.count()), "agents", "whole through a day", n.count());
  }
}

}  // namespace krarup
