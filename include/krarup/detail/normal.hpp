// The normal law to about 1 %, for guesses. phi is its density, Phi its distribution.
#pragma once

#include <cmath>
#include <numbers>

namespace krarup::detail {

/// (1 - Phi(b))/phi(b) for b >= 0: pi / ((pi - 1) b + sqrt(b^2 + 2 pi)), right at 0 and far out.
template <class Real>
[[gnu::always_inline]] inline Real rough_upper_ratio(const Real& b) {
  using std::sqrt;
  constexpr double pi = std::numbers::pi;
  return pi / ((pi - 1.0) * b + sqrt(b * b + 2.0 * pi));
}

/// Phi(b)/phi(b) for b >= 0.
template <class Real>
[[gnu::always_inline]] inline Real rough_lower_ratio(const Real& b) {
  using std::exp;
  constexpr double root_of_two_pi = 2.5066282746310002;
  return root_of_two_pi * exp(0.5 * b * b) - rough_upper_ratio<Real>(b);
}

}  // namespace krarup::detail
