// One way to refuse a value: the argument, the rule it breaks, and the value itself.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <limits>
#include <stdexcept>
#include <string>

#include <krarup/detail/fast_math.hpp>

namespace krarup::detail {

/// "argument must be rule, got value", the value with as many digits as it needs.
inline std::string refusal(const char* argument, const char* rule, double value) {
  char digits[32];
  for (int precision : {6, 15, 17}) {
    std::snprintf(digits, sizeof digits, "%.*g", precision, value);
    // Not std::stod, which throws for denormals and for what rounds up beyond the largest double.
    if (std::strtod(digits, nullptr) == value) break;
  }
  return std::string(argument) + " must be " + rule + ", got " + digits;
}

/// Errors    std::domain_error unless `met`.
constexpr void require(bool met, const char* argument, const char* rule, double value) {
  if (!met) throw std::domain_error(refusal(argument, rule, value));
}

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double largest = std::numeric_limits<double>::max();

/// Finite and not negative; false for NaN.
constexpr bool is_finite_nonnegative(double value) {
  return value >= 0.0 && value <= largest;
}

/// Finite and greater than zero; false for NaN.
constexpr bool is_finite_positive(double value) {
  return value > 0.0 && value <= largest;
}

}  // namespace krarup::detail
