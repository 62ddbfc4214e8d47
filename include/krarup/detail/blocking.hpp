// The Erlang loss function for any real number of trunks, at a cost that does not grow with it.
//
// Everything is built on the odds of acceptance J(n, a) = 1/B(n, a) - 1, which keep all their
// digits where B is near 1 and where B is far below the smallest double. With the lower and the
// upper part of the incomplete gamma function,
//   J(n, a) + A(n, a) = Gamma(n+1) e^a / a^n,   A(x, y) = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ... ,
// the region decides which part is evaluated directly [1]:
//   n >= 8, 0.55 <= a/n <= 1.65   Temme's uniform form [2]: an error function for the shape and a
//                                 fitted polynomial T for the rest; no loss at a = n
//   n >= 8, a/n < 0.55            A by its series, ratio below 0.55 and all terms positive; J is
//                                 the larger part, so the difference keeps its digits
//   n >= 8, a/n > 1.65            J by Legendre's continued fraction, fewer than 25 terms
//   n < 8, whole                  the recursion J(n, a) = (1 + J(n - 1, a)) n/a, in long double
//   n < 8, a > max(n + 1, 3)      the continued fraction again, fewer than 60 terms
//   n < 8, a below that           the series again; for n < 1 Boost's upper incomplete gamma
// The exponents n (mu - log1p(mu)) are formed in twice the digits of a double: e^700 would turn half
// a unit in their last place into 1e-13. Temme's form is written for any Real, so that packs of lanes
// are computed by the very same lines as single numbers.
//
// Sources
//   [1] A. A. Jagers, E. A. van Doorn, On the continued Erlang loss function, Operations Research
//       Letters 5(1), 1986.
//   [2] N. M. Temme, The asymptotic expansion of the incomplete gamma functions, SIAM Journal on
//       Mathematical Analysis 10(4), 1979.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <numbers>
#include <type_traits>

#include <boost/math/special_functions/gamma.hpp>

#include <krarup/detail/blocking_fit.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/math_policy.hpp>
#include <krarup/detail/twofold.hpp>

namespace krarup::detail {

/// A positive number that may lie beyond the largest double: factor e^exponent, with exponent 0
/// wherever the number itself fits.
struct scaled {
  double factor;
  double exponent;

  [[nodiscard]] double value() const { return exponent == 0.0 ? factor : infinity; }

  /// ln(1 + number)
  [[nodiscard]] double log_of_one_more() const {
    if (exponent == 0.0) return std::log1p(factor);
    return std::log(factor) + exponent;
  }

  /// 1/(1 + number)
  [[nodiscard]] double share_of_one() const {
    if (exponent == 0.0) return 1.0 / (1.0 + factor);
    return std::exp(-exponent) / factor;
  }
};

inline constexpr double temme_least_n = temme_from_8::least_n;

/// The exponent up to which e^exponent times any factor met here is a double.
inline constexpr double largest_exponent = 690.0;

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

/// The same where a is far from n, as a - n + n ln(n/a), with a/n = u/v 2^-k, 0.7 < u/v < 1.41 and
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
  const twofold<Real> ln2{Real(0.6931471805599453), Real(2.3190468138462996e-17)};
  const twofold<Real> shift = ln2 * k;
  const twofold<Real> log = two_sum<Real>(shift.head, -log_ratio.head);
  const twofold<Real> part =
      twofold<Real>{log.head, log.tail + (shift.tail - log_ratio.tail)} * n;  // n ln(n/a)
  const twofold<Real> excess = two_sum<Real>(a, -n);
  const twofold<Real> sum = two_sum<Real>(excess.head, part.head);
  return quick_two_sum<Real>(sum.head, sum.tail + (excess.tail + part.tail));
}

/// The same for every n > 0 and a > 0.
inline twofold<double> exponent_of_load(double n, double a) {
  if (a >= 0.55 * n && a <= 1.65 * n) return central_exponent(n, a, 1.0 / (a + n));
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

/// factor e^exponent, multiplied out if that stays below the largest double.
inline scaled multiplied_out(const twofold<double>& factor, const twofold<double>& exponent) {
  if (exponent.head > largest_exponent) {
    return {(factor.head + factor.tail) * (1.0 + exponent.tail), exponent.head};
  }
  const double power = std::exp(exponent.head);
  const twofold<double> product = two_product(power, factor.head);
  const double rest = power * (factor.tail + factor.head * exponent.tail);
  return {product.head + (product.tail + rest), 0.0};
}

/// Gamma(n+1) / (n/e)^n for n >= Fit::least_n, given 1/n: sqrt(2 pi n) and what Stirling's factor
/// adds.
template <class Fit, class Real>
[[gnu::always_inline]] inline twofold<Real> density_peak(const Real& n, const Real& per_n) {
  using std::sqrt;
  constexpr twofold<double> two_pi{6.283185307179586, 2.4492935982947064e-16};
  const twofold<Real> square = two_product(n, Real(two_pi.head));
  const Real root = sqrt(square.head);
  const twofold<Real> back = two_product(root, root);
  const Real missing = ((square.head - back.head) - back.tail) + (square.tail + n * two_pi.tail);
  const Real v = 2.0 * Fit::least_n * per_n - 1.0;
  const Real more = per_n * horner<std::size(Fit::stirling), Real>(Fit::stirling, v);
  return {root, root * (missing * per_n * (0.25 * std::numbers::inv_pi) + more)};
}

/// Gamma(n+1) / (sqrt(2 pi n) (n/e)^n) for n >= 8.
inline double stirling_factor(double n) {
  using fit = temme_from_8;
  const double v = 2.0 * fit::least_n / n - 1.0;
  return 1.0 + horner<std::size(fit::stirling)>(fit::stirling, v) / n;
}

/// exp(y^2) erfc(y) for 0 <= y <= 0.25: exp(y^2) - 2/sqrt(pi) y (1 + (2 y^2)/3 + (2 y^2)^2/15 + ...),
/// to a tenth of an epsilon.
inline twofold<double> erfcx_near_zero(double y) {
  constexpr double factorials[] = {1.0,       1.0 / 2,    1.0 / 6,     1.0 / 24,    1.0 / 120,
                                   1.0 / 720, 1.0 / 5040, 1.0 / 40320, 1.0 / 362880};
  constexpr double odd_factorials[] = {1.0,           2.0 / 3,         4.0 / 15,
                                       8.0 / 105,     16.0 / 945,      32.0 / 10395,
                                       64.0 / 135135, 128.0 / 2027025, 256.0 / 34459425};
  const double z = y * y;
  const double even = z * split_horner<std::size(factorials)>(factorials, z);
  const double odd = y * split_horner<std::size(odd_factorials)>(odd_factorials, z);
  return quick_two_sum(1.0, even - 2.0 * std::numbers::inv_sqrtpi * odd);
}

/// exp(y^2) erfc(y) for y >= 0: the fit at the y of which u is the exact image, and one step of
/// Newton from there, d/dy = 2 y erfcx - 2/sqrt(pi); the fit is up to 3.4 times as sensitive to u.
template <class Real>
[[gnu::always_inline]] inline twofold<Real> erfcx_in_parts(const Real& y) {
  if constexpr (std::is_same_v<Real, double>) {
    if (y < 0.25) return erfcx_near_zero(y);
  }
  const twofold<Real> shifted = two_sum<Real>(y, Real(3.0));
  const Real u = 1.0 / shifted.head;
  const twofold<Real> back = two_product(u, shifted.head);
  const Real past = (((1.0 - back.head) - back.tail) - u * shifted.tail) * shifted.head;
  const Real x = 6.0 * u - 1.0;
  const Real rest = x * split_horner<std::size(erfcx_fit) - 1, Real>(erfcx_fit + 1, x);
  const twofold<Real> sum = two_sum<Real>(Real(erfcx_fit[0]), rest);
  const twofold<Real> value = two_product(u, sum.head);
  const Real small = u * (sum.tail + (erfcx_fit_rest[0] + x * erfcx_fit_rest[1]));
  const Real newton = past * (2.0 * std::numbers::inv_sqrtpi - 2.0 * y * value.head);
  return {value.head, value.tail + (small + newton)};
}

/// The same in one.
template <class Real>
[[gnu::always_inline]] inline Real erfcx(const Real& y) {
  return static_cast<Real>(erfcx_in_parts<Real>(y));
}

/// Rows Row, Row + 1, ... of a fit at x = eta / temme_eta_range, v.
template <class Fit, std::size_t Row, class Real>
[[nodiscard, gnu::always_inline]] inline Real temme_rows(const Real& x, const Real& v) {
  const Real row = horner<Fit::columns[Row], Real>(Fit::rows[Row], v);
  if constexpr (Row + 1 == std::size(Fit::rows)) {
    return row;
  } else {
    return fused(x, temme_rows<Fit, Row + 1, Real>(x, v), row);
  }
}

/// Temme's remainder T(eta, 1/n) by one of the fits.
template <class Fit, class Real>
[[nodiscard, gnu::always_inline]] inline Real temme_remainder(const Real& eta, const Real& per_n) {
  return temme_rows<Fit, 0, Real>(eta * (1.0 / temme_eta_range), 2.0 * Fit::least_n * per_n - 1.0);
}
/// The same by the fit with the fewest terms.
inline double temme_remainder(double eta, double n) {
  return n >= temme_from_128::least_n ? temme_remainder<temme_from_128>(eta, 1.0 / n)
                                      : temme_remainder<temme_from_8>(eta, 1.0 / n);
}

/// J in Temme's uniform form, n >= Fit::least_n and 0.55 <= a/n <= 1.65, given its exponent, which
/// where a < n must not exceed `largest_exponent`.
template <class Fit, class Real>
[[gnu::always_inline]] inline Real central_odds(const Real& n, const Real& a,
                                                const twofold<Real>& exponent) {
  using std::exp, std::sqrt;
  const Real per_n = 1.0 / n;
  const twofold<Real> peak = density_peak<Fit>(n, per_n);
  const Real root = sqrt(exponent.head);
  const twofold<Real> tail = erfcx_in_parts<Real>(root);
  const Real size = (root * peak.head) * (per_n * std::numbers::inv_sqrtpi);  // root sqrt(2/n)
  const auto above = a >= n;
  const Real t = temme_remainder<Fit, Real>(select(above, size, -size), per_n);
  // J = peak h + T, where h is half of erfcx(root), and below n that of erfcx(-root).
  twofold<Real> h{0.5 * tail.head, 0.5 * tail.tail};
  if (any(!above)) {
    const Real power = exp(exponent.head);
    const twofold<Real> other = quick_two_sum<Real>(power, -h.head);
    const Real rest = other.tail + (power * exponent.tail - h.tail);
    h = {select(above, h.head, other.head), select(above, h.tail, rest)};
  }
  const twofold<Real> product = two_product(peak.head, h.head);
  return product.head + ((product.tail + (peak.head * h.tail + peak.tail * h.head)) + t);
}

inline scaled odds_uniform(double n, double a) {
  const twofold<double> exponent = central_exponent(n, a, 1.0 / (a + n));
  if (a < n && exponent.head > largest_exponent) {
    return multiplied_out(density_peak<temme_from_8>(n, 1.0 / n), exponent);
  }
  const double odds = n >= temme_from_128::least_n ? central_odds<temme_from_128>(n, a, exponent)
                                                   : central_odds<temme_from_8>(n, a, exponent);
  return {odds, 0.0};
}

/// A(n, a) - 1 = a/(n+1) + a^2/((n+1)(n+2)) + ...
template <class Real>
[[nodiscard]] Real lower_series(Real n, Real a) {
  Real term = a / (n + 1);
  Real sum = term;
  for (Real k = n + 2; term > std::numeric_limits<Real>::epsilon() / 16 * sum; k += 1) {
    term *= a / k;
    sum += term;
  }
  return sum;
}

/// J for loads well above n: J = n (E - 1) / (E (a - n) + n), with Legendre's continued fraction
/// E = a-n+2 + 2(n-1)/(a-n+4 + 3(n-2)/(a-n+6 + ...)) from its end: what is left out is below e^-38
/// for n >= 8, a > 1.65 n and for n < 8, a > max(n + 1, 3).
inline double odds_continued_fraction(double n, double a) {
  const double excess = a - n;
  const double terms =
      n < 8.0 ? 7.0 + 120.0 / a : std::min(7.0 + 9.0 * n / excess, 4.0 + 4000.0 / excess);
  double k = std::ceil(terms);
  double e = excess + 2.0 * k;
  for (; k > 1.0; k -= 1.0) e = (excess + 2.0 * (k - 1.0)) + k * (n + 1.0 - k) / e;
  return n * ((e - 1.0) / e) / (excess + n / e);
}

/// factor e^exponent - less; where that is beyond a double, without `less`.
inline scaled few_odds(long double factor, long double exponent, long double less) {
  const long double all = factor * std::exp(exponent);
  if (all < 1e303L) return {static_cast<double>(std::max(all - less, 0.0L)), 0.0};
  const double head = static_cast<double>(exponent);
  return {static_cast<double>(factor * (1.0L + (exponent - head))), head};
}

/// J(n, a) for n >= 0, a > 0.
/// Accuracy  error of B = 1/(1 + J) and C below 4 units in the last place from n = 8 on, relative
///           error below 1e-14 for n < 8; of ln B and ln C below 2 epsilon
///           (tests/detail/blocking_test.cpp).
inline scaled acceptance_odds(double n, double a) {
  if (n == 0.0) return {0.0, 0.0};
  if (n >= temme_least_n) {
    if (a > 1.65 * n) return {odds_continued_fraction(n, a), 0.0};
    if (a >= 0.55 * n) return odds_uniform(n, a);
    scaled odds = multiplied_out(density_peak<temme_from_8>(n, 1.0 / n), exponent_of_load(n, a));
    if (odds.exponent == 0.0) odds.factor -= 1.0 + lower_series(n, a);
    return odds;
  }
  if (n == std::floor(n)) {
    const long double per_load = 1.0L / a;
    long double odds = 0.0L;
    for (int k = 1; k <= n; ++k) odds = (1.0L + odds) * k * per_load;
    if (odds < 1e303L) return {static_cast<double>(odds), 0.0};
    const double exponent = static_cast<double>(std::log(odds));
    return {static_cast<double>(odds * std::exp(-static_cast<long double>(exponent))), exponent};
  }
  if (a > std::max(n + 1.0, 3.0)) return {odds_continued_fraction(n, a), 0.0};
  // Few trunks, where J may be the smaller part of the difference: long double throughout.
  const long double m = n;
  const long double load = a;
  const long double exponent = load - m * std::log(load);
  if (n < 1.0) {
    // Of the order of n, and J = n Gamma(n, a) e^a / a^n has no difference.
    const long double odds = m * boost::math::tgamma(m, load, math_policy());
    return few_odds(odds, exponent, 0.0L);
  }
  return few_odds(std::tgamma(m + 1.0L), exponent, 1.0L + lower_series(m, load));
}

}  // namespace krarup::detail
