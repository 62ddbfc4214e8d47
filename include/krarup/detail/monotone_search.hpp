// Least whole number, and root, of monotone questions whose answers are costly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <boost/math/tools/toms748_solve.hpp>

#include <krarup/detail/check.hpp>
#include <krarup/detail/math_policy.hpp>

namespace krarup::detail {

/// 2^53: every whole number up to here is a double.
constexpr double largest_whole_number = 9007199254740992.0;

/// Least whole number >= 0 that is `enough`, where all larger ones are too; nothing if there is
/// none up to 2^53. Gallops from `guess` in strides that begin with `stride` and double, then
/// bisects.
template <class Predicate>
[[nodiscard]] std::optional<double> least_whole_number(Predicate&& enough, double guess,
                                                       double stride) {
  double step = std::max(1.0, std::floor(stride));
  double high = std::clamp(std::floor(guess), 0.0, largest_whole_number);
  double low = -1.0;  // not enough, or below all
  if (enough(high)) {
    for (double next = high - step; next >= 0.0; next -= step) {
      if (!enough(next)) {
        low = next;
        break;
      }
      high = next;
      step *= 2.0;
    }
  } else {
    do {
      if (high >= largest_whole_number) return std::nullopt;
      low = high;
      high = std::min(high + step, largest_whole_number);
      step *= 2.0;
    } while (!enough(high));
  }
  while (high - low > 1.0) {
    const double middle = low + std::floor((high - low) / 2.0);
    (enough(middle) ? high : low) = middle;
  }
  return high;
}

/// Root of a monotone function between two points whose values differ in sign; an end whose value
/// has the other's sign, by rounding, is taken for the root itself.
template <class Function>
[[nodiscard]] double bracketed_root(Function&& f, double low, double high) {
  const double f_low = f(low);
  if (f_low == 0.0) return low;
  const double f_high = f(high);
  if (f_high == 0.0) return high;
  if ((f_low < 0.0) == (f_high < 0.0)) return std::abs(f_low) < std::abs(f_high) ? low : high;
  std::uintmax_t evaluations = 200;
  const auto [a, b] = boost::math::tools::toms748_solve(
      f, low, high, f_low, f_high, boost::math::tools::eps_tolerance<double>(53), evaluations,
      math_policy());
  return a + (b - a) / 2.0;
}

/// Point from which on a monotone question is answered yes, to the last bit or so: `no` and `yes`
/// are points with these answers, in either order.
template <class Predicate>
[[nodiscard]] double threshold(Predicate&& answer, double no, double yes) {
  while (true) {
    const double middle = no + (yes - no) / 2.0;
    if (middle == no || middle == yes) return yes;
    (answer(middle) ? yes : no) = middle;
  }
}

}  // namespace krarup::detail
