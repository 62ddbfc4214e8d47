// n (mu - log1p(mu)) with mu = a/n - 1, in twice a double's digits: what the density of a load a falls
// from its peak to n. Where e^700 is multiplied with, half a unit in its last place would be 1e-13.
#pragma once

#include <cmath>
#include <iterator>

#include <krarup/detail/real.hpp>
#include <krarup/detail/twofold.hpp>

namespace krarup::detail {

/// 1/7, 1/9, ...: what q(z) = 1/3 + z/5 + z^2/7 + ... leaves after two terms, z <= 0.09.
inline constexpr double odd_reciprocals[] = {1.0 / 7,  1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15,
                                             1.0 / 17, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25,
                                             1.0 / 27, 1.0 / 29, 1.0 / 31, 1.0 / 33, 1.0 / 35};

/// q(z) itself, z <= 0.0156.
inline constexpr double few_odd_reciprocals[] = {1.0 / 3,  1.0 / 5,  1.0 / 7,  1.0 / 9, 1.0 / 11,
                                                 1.0 / 13, 1.0 / 15, 1.0 / 17, 1.0 / 19};

/// q(s^2), where ln((1 + s)/(1 - s)) = 2 s (1 + s^2 q(s^2)); |s| <= 0.3.
template <class Real>
[[gnu::always_inline]] inline twofold<Real> log_series(const twofold<Real>& z) {
  const Real rest =
      z.head * split_horner<std::size(odd_reciprocals), Real>(odd_reciprocals, z.head);
  constexpr twofold<double> fifth{0.2, -1.1102230246251566e-17};                // 1/5 - 0.2
  constexpr twofold<double> third{0.3333333333333333, 1.8503717077085942e-17};  // 1/3 - ...
  const twofold<Real> inner = quick_two_sum<Real>(Real(fifth.head), rest + fifth.tail);
  const twofold<Real> product = z * inner;
  const twofold<Real> sum = quick_two_sum<Real>(Real(third.head), product.head);
  return {sum.head, sum.tail + (product.tail + third.tail)};
}

/// (a - n)/(a + n), given 1/(a + n) to about an epsilon.
template <class Real>
[[gnu::always_inline]] inline twofold<Real> relative_excess(const Real& excess,
                                                            const twofold<Real>& sum,
                                                            const Real& per_sum) {
  const Real s = excess * per_sum;
  const twofold<Real> back = two_product(s, sum.head);
  return {s, (((excess - back.head) - back.tail) - s * sum.tail) * per_sum};
}

/// n (mu - log1p(mu)) = s (a - n) (1 - s (1 - s) q(s^2)) with s = (a - n)/(a + n), mu = a/n - 1: what
/// the density of the load falls from its peak to n. Where 0.55 <= a/n <= 1.65, so that a - n is exact.
template <class Real>
[[gnu::always_inline]] inline twofold<Real> central_exponent(const Real& n, const Real& a,
                                                             const Real& per_sum) {
  const Real excess = a - n;
  const twofold<Real> s = relative_excess(excess, two_sum<Real>(a, n), per_sum);
  const Real z = s.head * s.head;
  const Real bent = z * excess * (1.0 - s.head);
  // Where the second term is below 1, so is its rounding, times epsilon: it needs no tail.
  const auto small = (z < 0.0156) & (absolute(bent) < 1.0);
  twofold<Real> exponent = s * excess;
  const Real few = split_horner<std::size(few_odd_reciprocals), Real>(few_odd_reciprocals, z);
  const twofold<Real> sum = quick_two_sum<Real>(exponent.head, -(bent * few));
  twofold<Real> simple{sum.head, sum.tail + exponent.tail};
  if (!any(!small)) return simple;
  const twofold<Real> q = log_series(s * s);
  const twofold<Real> one_less = quick_two_sum<Real>(Real(1.0), -s.head);
  const twofold<Real> bend = s * twofold<Real>{one_less.head, one_less.tail - s.tail} * q;
  const twofold<Real> shape = quick_two_sum<Real>(Real(1.0), -bend.head);
  exponent = exponent * twofold<Real>{shape.head, shape.tail - bend.tail};
  return {select(small, simple.head, exponent.head), select(small, simple.tail, exponent.tail)};
}

/// The same wherever a is, as a - n + n ln(n/a), with a/n = u/v 2^-k, 0.7 < u/v < 1.41 and
/// ln(u/v) = 2 s (1 + s^2 q(s^2)), s = (u - v)/(u + v).
template <class Real>
[[gnu::always_inline]] inline twofold<Real> far_exponent(const Real& n, const Real& a,
                                                         const Real& u, const Real& v,
                                                         const Real& k) {
  const twofold<Real> s = relative_excess<Real>(u - v, two_sum<Real>(u, v), 1.0 / (u + v));
  const twofold<Real> z = s * s;
  const twofold<Real> q = z * log_series(z);
  const twofold<Real> bend = quick_two_sum<Real>(Real(1.0), q.head);
  const twofold<Real> log_ratio = s * twofold<Real>{2.0 * bend.head, 2.0 * (bend.tail + q.tail)};
  const twofold<Real> shift = twofold<Real>{Real(ln_2.head), Real(ln_2.tail)} * k;
  const twofold<Real> log = two_sum<Real>(shift.head, -log_ratio.head);
  const twofold<Real> part =
      twofold<Real>{log.head, log.tail + (shift.tail - log_ratio.tail)} * n;  // n ln(n/a)
  const twofold<Real> excess = two_sum<Real>(a, -n);
  const twofold<Real> sum = two_sum<Real>(excess.head, part.head);
  return quick_two_sum<Real>(sum.head, sum.tail + (excess.tail + part.tail));
}

/// The same for every n > 0 and a > 0.
inline twofold<double> exponent_of_load(double n, double a) {
  int of_a = 0;
  int of_n = 0;
  double u = std::frexp(a, &of_a);
  const double v = std::frexp(n, &of_n);
  if (u > 1.4 * v) {
    u /= 2.0;
    ++of_a;
  } else if (v > 1.4 * u) {
    u *= 2.0;
    --of_a;
  }
  return far_exponent<double>(n, a, u, v, of_n - of_a);
}

}  // namespace krarup::detail
