// Least whole number, and root, of monotone questions whose answers are costly.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/tools/toms748_solve.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup::detail {

/// 2^53: every whole number up to here is a double.
constexpr double largest_whole_number = 9007199254740992.0;

/// Least whole number >= 0 whose `margin` is >= 0, where margins do not fall; nothing if there is none
/// up to 2^53. A margin may be infinite and otherwise is taken to be smooth: its secant says where to
/// look next, from `guess` on; `stride` > 0 is what about one unit of margin is worth. The number
/// below the answer has been asked too, unless the answer is 0.
template <class Margin>
[[nodiscard]] std::optional<double> least_whole_number(Margin&& margin, double guess,
                                                       double stride) {
  struct point {
    double n;
    double margin{};
  };
  point low{-1.0};  // below all numbers
  point high{infinity};
  point last{};  // the one asked before, to extrapolate from
  double step = std::ceil(stride);
  double n = std::clamp(std::floor(guess), 0.0, largest_whole_number);
  bool was_enough = false;
  bool first = true;
  while (true) {
    const point now{n, margin(n)};
    const bool enough = now.margin >= 0.0;
    (enough ? high : low) = now;
    if (enough == was_enough) (enough ? low : high).margin /= 2.0;  // Illinois: it weighs too much
    was_enough = enough;
    if (high.n - low.n <= 1.0) return high.n;
    if (low.n >= largest_whole_number) return std::nullopt;

    const double width = high.n - low.n;
    if (low.n >= 0.0 && high.n <= largest_whole_number) {
      const double share = low.margin / (low.margin - high.margin);  // NaN where both are infinite
      const bool secant = share > 0.0 && share < 1.0;
      n = low.n +
          (secant ? std::min(std::ceil(share * width), width - 1.0) : std::floor(width / 2.0));
    } else {
      const double slope = (now.margin - last.margin) / (now.n - last.n);
      const double away = std::ceil(std::abs(now.margin) / slope);
      // The first step goes to the neighbour: a good guess needs no more, a bad one learns the slope.
      const double reach = first ? 1.0 : away >= 1.0 && away <= 4.0 * step ? away : step;
      first = false;
      n = enough ? std::max(0.0, now.n - reach) : std::min(largest_whole_number, now.n + reach);
      step *= 2.0;
    }
    last = now;
  }
}

#ifdef KRARUP_HAS_BODIES
/// Root of a monotone function between two points whose values differ in sign; an end whose value
/// has the other's sign, by rounding, is taken for the root itself.
template <class Function>
[[nodiscard]] double bracketed_root(Function&& f, double low, double high) {
  const double f_low = f(low);
  const double f_high = f(high);
  if ((f_low < 0.0) == (f_high < 0.0)) return std::abs(f_low) < std::abs(f_high) ? low : high;
  std::uintmax_t evaluations = 200;
  const auto [a, b] = boost::math::tools::toms748_solve(
      f, low, high, f_low, f_high, boost::math::tools::eps_tolerance<double>(53), evaluations,
      math_policy());
  return a + (b - a) / 2.0;
}
#endif

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
