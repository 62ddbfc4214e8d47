// Numbers of twice the precision: an unevaluated sum of two.
//
// Real is double or a pack of lanes of doubles: whatever has the arithmetic, comparisons with
// `select`, and `two_product`. No step of these may be reassociated; that products be fused with
// sums does no harm, since every product here that is part of a difference is exact.
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

namespace krarup::detail {

/// head + tail, where |tail| is at most about an epsilon of |head|.
template <class Real>
struct twofold {
  Real head;
  Real tail;

  [[nodiscard]] constexpr explicit operator Real() const { return head + tail; }
};

inline constexpr twofold<double> ln_2{0.6931471805599453, 2.3190468138462996e-17};

/// a + b, exactly.
template <class Real>
[[gnu::always_inline]] constexpr twofold<Real> two_sum(const Real& a, const Real& b) {
  const Real sum = a + b;
  const Real part = sum - a;
  return {sum, (a - (sum - part)) + (b - part)};
}

/// a + b, exactly where |a| >= |b|.
template <class Real>
[[gnu::always_inline]] constexpr twofold<Real> quick_two_sum(const Real& a, const Real& b) {
  const Real sum = a + b;
  return {sum, b - (sum - a)};
}

/// The upper half of a number's digits.
inline double upper_half(double x) {
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(x) & 0xFFFFFFFFF8000000u);
}

/// a b, exactly but for products below 1e-290. Without a fused instruction by Dekker's halves, of
/// which the lower ones' product may round, 2^-104 of a b at most.
[[gnu::always_inline]] inline twofold<double> two_product(double a, double b) {
  const double product = a * b;
#ifdef __FMA__
  return {product, std::fma(a, b, -product)};
#else
  const double a1 = upper_half(a);
  const double b1 = upper_half(b);
  const double a2 = a - a1;
  const double b2 = b - b1;
  return {product, ((a1 * b1 - product) + a1 * b2 + a2 * b1) + a2 * b2};
#endif
}

/// x numerator/denominator, rounded about once.
inline double times_ratio(double x, double numerator, double denominator) {
  const twofold<double> product = two_product(x, numerator);
  if (!(product.head < 1e290 && product.head > 1e-290)) return x * (numerator / denominator);
  const double quotient = product.head / denominator;
  const twofold<double> back = two_product(quotient, denominator);
  return quotient + (((product.head - back.head) - back.tail) + product.tail) / denominator;
}

/// a b to about two epsilons squared.
template <class Real>
[[gnu::always_inline]] inline twofold<Real> operator*(const twofold<Real>& a,
                                                      const twofold<Real>& b) {
  const twofold<Real> product = two_product(a.head, b.head);
  return quick_two_sum<Real>(product.head, product.tail + (a.head * b.tail + a.tail * b.head));
}

template <class Real>
[[gnu::always_inline]] inline twofold<Real> operator*(const twofold<Real>& a, const Real& b) {
  const twofold<Real> product = two_product(a.head, b);
  return quick_two_sum<Real>(product.head, product.tail + a.tail * b);
}

}  // namespace krarup::detail
