// What templates over Real ask of a number, for plain doubles, and polynomials for any Real; packs of
// doubles bring the former along (lanes.hpp).
#pragma once

#include <cmath>
#include <cstddef>

namespace krarup::detail {

[[gnu::always_inline]] inline double select(bool which, double yes, double no) {
  return which ? yes : no;
}
[[gnu::always_inline]] inline bool any(bool which) {
  return which;
}
/// a b + c, in one step where the processor has one.
[[gnu::always_inline]] constexpr double fused(double a, double b, double c) {
  return a * b + c;
}
[[gnu::always_inline]] inline double absolute(double x) {
  return std::abs(x);
}

/// c[0] + c[1] x + ... + c[Count - 1] x^(Count - 1) by Horner's rule, without a loop.
template <std::size_t Count, class Real>
[[nodiscard, gnu::always_inline]] constexpr Real horner(const double* c, const Real& x) {
  if constexpr (Count == 1) {
    return Real(c[0]);
  } else {
    return fused(x, horner<Count - 1, Real>(c + 1, x), Real(c[0]));
  }
}

/// The same in two halves, of even and of odd powers, that a processor works on side by side.
template <std::size_t Count, class Real>
[[nodiscard, gnu::always_inline]] constexpr Real split_horner(const double* c, const Real& x) {
  const Real square = x * x;
  Real even(c[(Count - 1) / 2 * 2]);
  Real odd(c[Count / 2 * 2 - 1]);
  for (std::size_t i = (Count - 1) / 2 * 2; i >= 2; i -= 2)
    even = fused(square, even, Real(c[i - 2]));
  for (std::size_t i = Count / 2 * 2 - 1; i >= 3; i -= 2) odd = fused(square, odd, Real(c[i - 2]));
  return fused(x, odd, even);
}

/// c[0] + c[1] x + ... + c[Count - 1] x^(Count - 1) in four parts that a processor works on side by
/// side.
template <std::size_t Count>
[[nodiscard, gnu::always_inline]] inline double quarter_horner(const double* c, double x) {
  const double square = x * x;
  const double fourth = square * square;
  double part[4];
  std::size_t k = 0;
  for (double& sum : part) {
    std::size_t i = (Count - 1 - k) / 4 * 4 + k;
    sum = c[i];
    for (; i >= 4; i -= 4) sum = c[i - 4] + fourth * sum;
    ++k;
  }
  return (part[0] + x * part[1]) + square * (part[2] + x * part[3]);
}

}  // namespace krarup::detail
