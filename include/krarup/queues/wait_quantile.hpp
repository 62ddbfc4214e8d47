// The wait that a share of contacts does not exceed, from any distribution of waits.
#pragma once

#include <krarup/detail/check.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/units.hpp>

namespace krarup::detail {

/// The least wait t for which beyond(t), the share that waits longer, is at most 1 - share; the search
/// begins at `about`. A distribution may jump.
/// Limits    0 where so many do not wait; infinity for a share of 1, and where no wait is long enough.
template <class Beyond>
[[nodiscard]] duration least_wait(const Beyond& beyond, proportion share, duration about) {
  const double rest = 1.0 - share.value();
  const auto reached = [&](double t) { return beyond(duration(t)) <= rest; };
  if (reached(0.0)) return duration(0);
  if (rest == 0.0) return duration(infinity);
  double high = about.count();
  while (!reached(high)) {
    high *= 2.0;
    if (high > largest) return duration(infinity);
  }
  double low = high;
  while (reached(low)) {
    high = low;
    low /= 2.0;
  }
  return duration(threshold(reached, low, high));
}

}  // namespace krarup::detail
