// Rates of arrival that rise and fall within an interval as they do from each to the next, from a
// forecast that has but a number of contacts for each.
//
// Sources
//   [1] B. van Leer, Towards the ultimate conservative difference scheme. V, Journal of Computational
//       Physics 32(1), 1979.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// The day with rates in a straight line within each interval, whose contacts stay as many.
/// Formula   slope from the mean rate of the interval before to that of the interval after, over their
///           distance; at neither end beyond the mean of the neighbor there, and level at a peak or in
///           a valley [1]. The first and the last interval go on as from or to their only neighbor,
///           not below 0.
/// Limits    a single interval stays as even as it is.
/// Errors    as check(day).
[[nodiscard]] inline time_varying_queue with_sloping_rates(time_varying_queue day) {
  check(day);
  const std::size_t count = day.intervals.size();
  const auto length = [&day](std::size_t i) { return day.intervals[i].length.count(); };
  std::vector<double> means;
  for (std::size_t i = 0; i < count; ++i) {
    means.push_back(offered(day.intervals[i]).count() / length(i));
  }
  for (std::size_t i = 0; i < count; ++i) {
    const bool first = i == 0;
    const bool last = i + 1 == count;
    const double before = first ? means[i] : means[i] - means[i - 1];
    const double after = last ? means[i] : means[i + 1] - means[i];
    double rise = 0.0;  // from the middle of the interval to its end
    if (first != last) {
      const double distance = 0.5 * (length(i) + length(first ? i + 1 : i - 1));
      rise = 0.5 * length(i) * (first ? after : before) / distance;
    } else if (!first && before * after > 0.0) {
      const double distance = length(i) + 0.5 * (length(i - 1) + length(i + 1));
      rise = 0.5 * length(i) * (before + after) / distance;
    }
    const double most = std::min(std::abs(before), std::abs(after));
    rise = std::clamp(rise, -most, most);
    day.intervals[i].arrival_rate = rate::per_second(std::max(0.0, means[i] - rise));
    day.intervals[i].arrival_rate_at_end = rate::per_second(std::max(0.0, means[i] + rise));
  }
  return day;
}

}  // namespace krarup
