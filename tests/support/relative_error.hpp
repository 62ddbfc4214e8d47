// The one measure of how wrong a number is, and the assertion made from it.
#pragma once

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <limits>
#include <sstream>

#include <gtest/gtest.h>

namespace krarup::support {

inline constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// |got - expected| / |expected|, in long double because the tables have more digits than a double.
/// NaN agrees with NaN alone, an infinity with the same infinity and with what exceeds every
/// double. Below the least normal double, where doubles lose digits, that double divides: 0 agrees
/// with 1e-400, but not with 1e-310.
inline double relative_error(double got, long double expected) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(got) || std::isnan(expected)) {
    return std::isnan(got) && std::isnan(expected) ? 0.0 : infinity;
  }
  if (std::isinf(got)) return got == static_cast<double>(expected) ? 0.0 : infinity;
  if (std::isinf(expected)) return infinity;
  const long double least = std::numeric_limits<double>::min();
  return static_cast<double>(std::abs(got - expected) / std::max(std::abs(expected), least));
}

/// |got - expected| in units in the last place: over the distance of neighbouring doubles where
/// `expected`, of any precision, lies; 2^-1074 for what is smaller than every normal double. NaN is
/// wrong without limit, infinity right for what rounds to it.
template <class Number>
[[nodiscard]] double error_in_ulps(double got, const Number& expected) {
  using std::abs, std::ilogb, std::ldexp;
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (std::isnan(got)) return infinity;
  const auto nearest = static_cast<double>(expected);
  if (std::isinf(got) || std::isinf(nearest)) return got == nearest ? 0.0 : infinity;
  const int power = expected == 0 ? -1022 : std::max(-1022, static_cast<int>(ilogb(expected)));
  return static_cast<double>(ldexp(Number(abs(Number(Number(got) - expected))), 52 - power));
}

/// The same in epsilons of the expected value itself, half an ulp to one; as relative_error, but of
/// any precision.
template <class Number>
[[nodiscard]] double error_in_epsilons(double got, const Number& expected) {
  using std::abs;
  if (!std::isfinite(got) || !std::isfinite(static_cast<double>(expected))) {
    return error_in_ulps(got, expected);
  }
  const Number least = std::numeric_limits<double>::min();
  const Number size = abs(expected);
  return static_cast<double>(
             Number(abs(Number(Number(got) - expected)) / (size > least ? size : least))) /
         epsilon;
}

/// For EXPECT_TRUE: whether `got` is within so many epsilons (2.2e-16) of `expected`.
inline testing::AssertionResult within(double epsilons, double got, long double expected) {
  const double error = relative_error(got, expected) / epsilon;
  if (error <= epsilons) return testing::AssertionSuccess();
  std::ostringstream digits;
  digits << "got " << std::setprecision(17) << got << ", expected " << std::setprecision(21)
         << expected << ", wrong by " << std::setprecision(3) << error << " epsilons, not "
         << epsilons;
  return testing::AssertionFailure() << digits.str();
}

}  // namespace krarup::support
