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
// Temme's form is written for any Real, so that packs of lanes are computed by the very same lines as
// single numbers.
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
#include <optional>
#include <type_traits>

#include <krarup/detail/blocking_fit.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/load_exponent.hpp>
#include <krarup/detail/real.hpp>
#include <krarup/detail/twofold.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/special_functions/gamma.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

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

/// The exponent up to which e^exponent times any factor below 2.6e8 is a double.
inline constexpr double largest_exponent = 690.0;

/// The same for any factor met here, given that factor but for a 2.6.
inline double largest_exponent_with(double factor) {
  return factor < 1e8 ? largest_exponent : 350.0;
}

/// factor e^exponent, multiplied out if that stays below the largest double.
inline scaled multiplied_out(const twofold<double>& factor, const twofold<double>& exponent) {
  if (exponent.head > largest_exponent_with(factor.head)) {
    // From 1e15 on the tail is no factor near 1, and below the last digit of the exponent.
    const double rest = exponent.head < 1e15 ? exponent.tail : 0.0;
    return {(factor.head + factor.tail) * (1.0 + rest), exponent.head};
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
/// to 0.8 epsilons.
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
/// where a < n must not exceed `largest_exponent_with(sqrt(n))`.
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
  if (a < n && exponent.head > largest_exponent_with(std::sqrt(n))) {
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

/// How many terms of Legendre's continued fraction leave out less than e^-38, for n >= 8, a > 1.65 n
/// and for n < 8, a > max(n + 1, 3).
inline double legendre_terms(double n, double excess) {
  if (n < 8.0) return std::ceil(7.0 + 120.0 / (n + excess));
  return std::ceil(std::min(7.0 + 9.0 * n / excess, 4.0 + 4000.0 / excess));
}

/// Legendre's E = a-n+2 + 2(n-1)/(a-n+4 + 3(n-2)/(a-n+6 + ...)) from its end, given a - n.
inline double legendre_fraction(double n, double excess) {
  double k = legendre_terms(n, excess);
  double e = excess + 2.0 * k;
  for (; k > 1.0; k -= 1.0) e = (excess + 2.0 * (k - 1.0)) + k * (n + 1.0 - k) / e;
  return e;
}

/// J for loads well above n: J = n (E - 1) / (E (a - n) + n).
inline double odds_continued_fraction(double n, double a) {
  const double excess = a - n;
  const double e = legendre_fraction(n, excess);
  return n * ((e - 1.0) / e) / (excess + n / e);
}

/// A number that may be beyond a double.
inline scaled scaled_of(long double odds) {
  if (odds < 1e303L) return {static_cast<double>(odds), 0.0};
  const double exponent = static_cast<double>(std::log(odds));
  return {static_cast<double>(odds * std::exp(-static_cast<long double>(exponent))), exponent};
}

/// J for 0.1 <= n < 8 and a <= max(n + 1, 3), where it may be the smaller part of a difference and
/// loses up to 2^9: long double throughout.
inline long double few_odds(long double n, long double a) {
  long double factor = std::exp(a - n * std::log(a));
  long double rest = n;
  for (; rest > 5.0L; rest -= 1.0L)
    factor *= rest;  // std::tgamma takes three times as long from 6 on
  return factor * std::tgamma(rest + 1.0L) - (1.0L + lower_series(n, a));
}

/// J for more trunks than anybody can count, n > 1e12: nothing where the other forms do as well.
/// Well above n two terms of n/d - n a/d^3 + ..., d = a - n, since the error function's own cancel;
/// where n + a or the exponent is no double, everything by powers of two.
inline std::optional<scaled> countless_odds(double n, double a) {
  const double excess = a - n;
  const double doubt = a / excess / excess;  // relative, of the second term
  if (a > n && doubt < 1e-9) return scaled{n / excess * (1.0 - doubt), 0.0};
  if (n < 1e290) return std::nullopt;
  if (a == n) return scaled{std::sqrt(n) * std::sqrt(0.5 * std::numbers::pi), 0.0};
  const double exponent =
      a > 1e100 ? static_cast<double>(exponent_of_load(n * 0x1p-200, a * 0x1p-200)) * 0x1p200
                : n * (std::log(n) - std::log(a) - 1.0);
  return scaled{1.0, exponent};
}

/// J(n, a) for n >= 0, a > 0.
/// Accuracy  error of B = 1/(1 + J) and C below 4 units in the last place from n = 8 on, relative
///           error below 1e-14 for n < 8; of ln B and ln C below 2 epsilon
///           (tests/detail/blocking_test.cpp).
KRARUP_FUNCTION scaled acceptance_odds(double n, double a)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  if (n >= temme_least_n) {
    if (n > 1e12) {
      if (const auto odds = countless_odds(n, a)) return *odds;
    }
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
    return scaled_of(odds);
  }
  if (a > std::max(n + 1.0, 3.0)) return {odds_continued_fraction(n, a), 0.0};
  if (n >= 0.1) return scaled_of(few_odds(n, a));
  // Of the order of n, and J = n Gamma(n, a) e^a / a^n has no difference.
  const long double m = n;
  const long double load = a;
  return scaled_of(m * boost::math::tgamma(m, load, math_policy()) *
                   std::exp(load - m * std::log(load)));
}
#endif

}  // namespace krarup::detail
