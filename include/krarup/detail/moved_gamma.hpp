// The law of a sum of which three moments are known: the gamma law, moved and perhaps mirrored, that has
// them.
#pragma once

#include <cmath>
#include <numbers>

#include <krarup/detail/gamma_factors.hpp>

namespace krarup::detail {

/// P(M >= 0) of a sum M with this mean, variance > 0 and third central moment: by the gamma law, moved
/// and perhaps mirrored, that has them, which is the normal law where there is no skewness.
[[nodiscard]] inline double probability_above_zero(double mean, double variance, double third) {
  const double deviation = std::sqrt(variance);
  const double away = mean / deviation;
  const double skewness = third / (variance * deviation);
  if (std::abs(skewness) < 1e-5) return 0.5 * std::erfc(-away * std::numbers::sqrt2 / 2.0);
  const double shape = 4.0 / (skewness * skewness);
  const bool to_the_right = skewness > 0.0;
  const double at = 1.0 + (to_the_right ? -away : away) / std::sqrt(shape);
  if (at <= 0.0) return to_the_right ? 1.0 : 0.0;
  return gamma_at_most(shape, std::log(at), to_the_right);
}

}  // namespace krarup::detail
