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
//   n < 8, a below that           the series again; for n < 1 with the leading ones removed
// The exponents n (mu - log1p(mu)) are formed in long double: e^700 would turn half a unit in their
// last place into 1e-13. Where long double is double, tails are good to that.
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
#include <utility>

#include <boost/math/special_functions/gamma.hpp>

#include <krarup/detail/blocking_fit.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/math_policy.hpp>

namespace krarup::detail {

/// A positive number that may lie beyond the largest double: factor e^exponent, with exponent 0
/// wherever the number itself fits.
struct scaled {
  double factor;
  long double exponent;

  [[nodiscard]] double value() const { return exponent == 0.0L ? factor : infinity; }

  /// ln(1 + number)
  [[nodiscard]] double log_of_one_more() const {
    if (exponent == 0.0L) return std::log1p(factor);
    return static_cast<double>(std::log(factor) + exponent);
  }

  /// 1/(1 + number)
  [[nodiscard]] double share_of_one() const {
    if (exponent == 0.0L) return 1.0 / (1.0 + factor);
    return static_cast<double>(std::exp(-exponent) / factor);
  }
};

/// factor e^exponent, multiplied out if that stays below 1e303.
inline scaled multiplied_out(double factor, long double exponent) {
  const double head = static_cast<double>(exponent);
  const double power = std::exp(head);
  const double product = factor * (power + power * static_cast<double>(exponent - head));
  if (product < 1e303) return {product, 0.0L};
  return {factor, exponent};
}

/// c[0] + c[1] x + ... + c[Count - 1] x^(Count - 1) by Horner's rule, without a loop.
template <std::size_t Count>
[[nodiscard]] constexpr double horner(const double* c, double x) {
  if constexpr (Count == 1) {
    return c[0];
  } else {
    return c[0] + x * horner<Count - 1>(c + 1, x);
  }
}

inline constexpr double odd_reciprocals[] = {1.0 / 9,  1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17,
                                             1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25, 1.0 / 27,
                                             1.0 / 29, 1.0 / 31, 1.0 / 33, 1.0 / 35};

/// n (mu - log1p(mu)) with mu = a/n - 1: what the density of the load falls from its peak to n.
inline long double exponent_of_load(double n, double a) {
  const long double excess = static_cast<long double>(a) - n;
  const long double s = excess / (static_cast<long double>(a) + n);
  if (std::abs(s) > 0.3L)
    return excess +
           n * (std::log(static_cast<long double>(n)) - std::log(static_cast<long double>(a)));
  // q = 1/3 + z/5 + z^2/7 + ..., z <= 0.09: a double will do for what three terms leave.
  const long double z = s * s;
  const double rest = horner<std::size(odd_reciprocals)>(odd_reciprocals, static_cast<double>(z));
  const long double q = 1.0L / 3 + z * (1.0L / 5 + z * (1.0L / 7 + z * rest));
  return s * excess * (1.0L - s * (1.0L - s) * q);
}

/// Gamma(n+1) / (sqrt(2 pi n) (n/e)^n) for n >= 8, by Stirling's series: the first term left out is
/// below 1e-17.
inline double stirling_factor(double n) {
  const double r = 1.0 / n;
  const double r2 = r * r;
  double sum = -3617.0 / 122400;
  for (double coefficient :
       {1.0 / 156, -691.0 / 360360, 1.0 / 1188, -1.0 / 1680, 1.0 / 1260, -1.0 / 360, 1.0 / 12}) {
    sum = sum * r2 + coefficient;
  }
  return std::exp(sum * r);
}

/// exp(y^2) erfc(y) for y >= 0.
inline double erfcx(double y) {
  const double u = 1.0 / (y + 3.0);
  return u * horner<std::size(erfcx_fit)>(erfcx_fit, 6.0 * u - 1.0);
}

/// Temme's remainder T(eta, 1/n).
inline double temme_remainder(double eta, double n) {
  const double v = 2.0 * temme_least_n / n - 1.0;
  return [&]<std::size_t... Row>(std::index_sequence<Row...>) {
    const double rows[] = {horner<temme_columns[Row]>(temme[Row], v)...};
    return horner<sizeof...(Row)>(rows, eta / temme_eta_range);
  }
  (std::make_index_sequence<std::size(temme)>());
}

inline scaled odds_uniform(double n, double a) {
  const long double exponent = exponent_of_load(n, a);
  const double y = std::sqrt(static_cast<double>(exponent));
  const double eta = std::copysign(y * std::sqrt(2.0 / n), a - n);
  const double gamma_star = stirling_factor(n);
  const double m = gamma_star * std::sqrt(std::numbers::pi * n / 2.0) * erfcx(y);
  const double t = temme_remainder(eta, n);
  if (a >= n) return {m + t, 0.0L};
  scaled odds = multiplied_out(gamma_star * std::sqrt(2.0 * std::numbers::pi * n), exponent);
  if (odds.exponent == 0.0L) odds.factor += t - m;
  return odds;
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

/// J for loads well above n: J = n (E - 1) / (E (a - n) + n), with the continued fraction
/// E = a-n+2 + 2(n-1)/(a-n+4 + 3(n-2)/(a-n+6 + ...)) by Lentz's method.
inline double odds_continued_fraction(double n, double a) {
  const double excess = a - n;
  double e = excess + 2.0;
  double c = e;
  double d = 0.0;
  for (int k = 2; k < 500; ++k) {
    const double numerator = k * (n + 1.0 - k);
    const double denominator = excess + 2.0 * k;
    d = 1.0 / (denominator + numerator * d);
    c = denominator + numerator / c;
    const double change = c * d;
    e *= change;
    if (std::abs(change - 1.0) < 1e-16) break;
  }
  return n * ((e - 1.0) / e) / (excess + n / e);
}

/// J(n, a) for n >= 0, a > 0.
/// Accuracy  relative error of B = 1/(1 + J), C, ln B and ln C below 4 epsilon
///           (tests/reference/erlang_b.csv, erlang_c.csv).
inline scaled acceptance_odds(double n, double a) {
  if (n == 0.0) return {0.0, 0.0L};
  if (n >= temme_least_n) {
    if (a > 1.65 * n) return {odds_continued_fraction(n, a), 0.0L};
    if (a >= 0.55 * n) return odds_uniform(n, a);
    scaled odds = multiplied_out(stirling_factor(n) * std::sqrt(2.0 * std::numbers::pi * n),
                                 exponent_of_load(n, a));
    if (odds.exponent == 0.0L) odds.factor -= 1.0 + lower_series(n, a);
    return odds;
  }
  if (n == std::floor(n)) {
    const long double per_load = 1.0L / a;
    long double odds = 0.0L;
    for (int k = 1; k <= n; ++k) odds = (1.0L + odds) * k * per_load;
    if (odds < 1e303L) return {static_cast<double>(odds), 0.0L};
    return {1.0, std::log(odds)};
  }
  if (a > std::max(n + 1.0, 3.0)) return {odds_continued_fraction(n, a), 0.0L};
  // Few trunks, where J may be the smaller part of the difference: long double throughout.
  const long double m = n;
  const long double load = a;
  const long double exponent = load - m * std::log(load);
  const long double others = lower_series(m, load);
  if (n < 1.0 && exponent < 1.0L) {
    const double log_gamma = std::log1p(boost::math::tgamma1pm1(n, math_policy()));
    const long double odds = std::expm1(exponent + log_gamma) - others;  // of the order of n
    return {static_cast<double>(std::max(odds, 0.0L)), 0.0L};
  }
  const long double all = std::tgamma(m + 1.0L) * std::exp(exponent);
  if (all < 1e303L) return {static_cast<double>(std::max(all - 1.0L - others, 0.0L)), 0.0L};
  return {std::tgamma(n + 1.0), exponent};
}

/// A(x, y) for x >= 8, divided by e^exponent where y is `above` x. Of x and y only their ratio is
/// sensitive, near 1 and far: the caller states which is larger, and the exponent x (mu -
/// log1p(mu)), mu = y/x - 1, from where they come from.
inline double lower_uniform(double x, double y, bool above, double exponent) {
  if (y < 0.55 * x) return 1.0 + lower_series(x, y);
  const double peak = stirling_factor(x) * std::sqrt(2.0 * std::numbers::pi * x);
  if (y > 1.65 * x) return peak - std::exp(-exponent) * odds_continued_fraction(x, y);
  const double root = std::sqrt(exponent);
  const double eta = root * std::sqrt(2.0 / x);
  const double m = 0.5 * peak * erfcx(root);
  if (!above) return m - temme_remainder(-eta, x);
  return peak - std::exp(-exponent) * (m + temme_remainder(eta, x));
}

}  // namespace krarup::detail
