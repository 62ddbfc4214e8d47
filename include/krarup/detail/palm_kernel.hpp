// Palm's function A(x, y) = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ... and its parts, at a cost that does not
// grow with x.
//
// With g(s) = y (1 - e^-s) - x s,
//   A = x int_0^inf e^g,   J = x int_-inf^0 e^g,   A + J = Gamma(x+1) e^y y^-x,
// J the odds of acceptance of blocking.hpp. Weighted with e^-s or 1 - e^-s the first integral is
// B = (A - 1)/rho or C = dA/dy = (1 - (1 - rho) A)/rho, with rho = y/x. With mu = rho - 1 = d/x and
// eta as in Temme's form both F = A for y < x and F = J for y > x come with K = 1 - |mu| F, which the
// difference would lose where |mu| F is near 1 (C = K/rho below x):
//   x >= 8, 0.55 <= rho <= 1.65   where E = x eta^2/2 < 1 from F by Temme's form, else from
//                                 K = G (mu/eta) g(sqrt(E)) + R(eta, 1/x), R fitted
//   x >= 8, rho to 0.17 and to 3  K the same way, R fitted for these ranges
//   x >= 8, rho > 3               K by Legendre's continued fraction, fewer than 13 terms
//   x >= 8, rho < 0.17            B and C by the series of C, all terms positive, fewer than 25
//   x < 8                         from x + k >= 8 down by A(x) = 1 + y A(x+1)/(x+1) and its derivative
//                                 by y: all terms positive
// The caller states d = y - x, which is sensitive near y = x, from where it comes.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <utility>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/palm_fit.hpp>
#include <krarup/detail/real.hpp>
#include <krarup/detail/twofold.hpp>

namespace krarup::detail {

inline constexpr double palm_least_x = palm_middle_from_8::least_x;

/// x int e^g over some range of waits, and the same with the weights e^-s and 1 - e^-s.
struct palm_parts {
  double whole;
  double served;
  double lost;
};

/// F and K = 1 - |mu| F.
struct palm_side {
  double f;
  double k;
};

/// x (mu - log1p(mu)) with mu = d/x, y = x + d: the fall of g from its peak to 0.
inline double palm_fall(double x, double y, double d) {
  const double s = d / (x + y);
  if (std::abs(s) > 0.3) return d - x * std::log(y / x);
  const double z = s * s;
  const double rest = quarter_horner<std::size(odd_reciprocals)>(odd_reciprocals, z);
  const double q = 1.0 / 3.0 + z * (1.0 / 5.0 + z * rest);
  return s * d * (1.0 - s * (1.0 - s) * q);
}

/// 1 - e^-z for z >= 0.
inline double share_gone(double z) {
  if (z > 0.25) return 1.0 - std::exp(-z);
  static constexpr double factors[] = {
      1.0,        -1.0 / 2,     1.0 / 6,      -1.0 / 24,      1.0 / 120,      -1.0 / 720,
      1.0 / 5040, -1.0 / 40320, 1.0 / 362880, -1.0 / 3628800, 1.0 / 39916800, -1.0 / 479001600};
  return z * quarter_horner<std::size(factors)>(factors, z);
}

/// e^-z for z >= 0, given 1 - e^-z.
inline double share_staying(const twofold<double>& z, double gone) {
  if (z.head < 1.0) return 1.0 - gone;
  const double stays = std::exp(-z.head);
  return stays > 0.0 ? stays - stays * z.tail : 0.0;
}

/// z - (1 - e^-z) for z >= 0, given 1 - e^-z.
inline double share_bend(double z, double gone) {
  if (z > 0.25) return z - gone;
  static constexpr double factors[] = {
      1.0 / 2,     -1.0 / 6,      1.0 / 24,      -1.0 / 120,      1.0 / 720,      -1.0 / 5040,
      1.0 / 40320, -1.0 / 362880, 1.0 / 3628800, -1.0 / 39916800, 1.0 / 479001600};
  return z * (z * quarter_horner<std::size(factors)>(factors, z));
}

/// e^-z for 0 <= z < 700 to about 1e-21, by halving z six times.
inline twofold<double> exp_of_minus(const twofold<double>& z) {
  constexpr twofold<double> sixth{1.0 / 6.0, 9.25185853854297e-18};
  const double k = std::nearbyint(z.head / ln_2.head);
  const twofold<double> shift = ln_2 * k;
  const twofold<double> rest = two_sum(shift.head, -z.head);
  const twofold<double> r{std::ldexp(rest.head, -6),
                          std::ldexp(rest.tail + (shift.tail - z.tail), -6)};
  const double h = r.head;
  const double far = h * (1.0 / 24 + h * (1.0 / 120 + h * (1.0 / 720 + h * (1.0 / 5040))));
  const twofold<double> third = r * quick_two_sum(sixth.head, sixth.tail + far);
  const twofold<double> half = two_sum(0.5, third.head);
  const twofold<double> bend = r * r * twofold<double>{half.head, half.tail + third.tail};
  const twofold<double> sum = two_sum(r.head, bend.head);
  twofold<double> less{sum.head, sum.tail + (r.tail + bend.tail)};  // e^r - 1
  for (int i = 0; i < 6; ++i) {
    const twofold<double> square = less * less;
    const twofold<double> twice = two_sum(2.0 * less.head, square.head);
    less = quick_two_sum(twice.head, twice.tail + (2.0 * less.tail + square.tail));
  }
  const twofold<double> all = two_sum(1.0, less.head);
  const int power = -static_cast<int>(k);
  return {std::ldexp(all.head, power), std::ldexp(all.tail + less.tail, power)};
}

/// 1 - sqrt(pi) q erfcx(q) for q >= palm_excess_least, given q^2.
inline double palm_excess(double q, double square) {
  constexpr double scale = 2.0 * (palm_excess_least + palm_excess_shift);
  const double u = scale / (q + palm_excess_shift) - 1.0;
  return quarter_horner<std::size(palm_excess_fit)>(palm_excess_fit, u) /
         (2.0 * square + 1.5 * q + 1.0);
}

/// The powers of eta that x R(eta, 1/x) is a sum of.
template <class Fit>
struct palm_rows {
  double of[std::size(Fit::rows)];

  explicit palm_rows(double per_x) {
    const double v = 2.0 * Fit::least_x * per_x - 1.0;
    [&]<std::size_t... Row>(std::index_sequence<Row...>) {
      ((of[Row] = horner<Fit::columns[Row], double>(Fit::rows[Row], v)), ...);
    }
    (std::make_index_sequence<std::size(Fit::rows)>());
  }
  [[nodiscard]] double at(double eta) const {
    return quarter_horner<std::size(Fit::rows)>(of, Fit::scale * eta + Fit::shift);
  }
};

/// What is the same for every y <= most, for x >= 8.
class palm_kernel {
 public:
  palm_kernel(double x, double most)
      : x_(x), per_x_(1.0 / x), root_(std::sqrt(2.0 * per_x_)), gamma_star_(stirling_factor(x)) {
    if (most < 0.55 * x) return;
    if (x < palm_middle_from_128::least_x) {
      keep(palm_rows<palm_middle_from_8>(per_x_));
    } else {
      keep(palm_rows<palm_middle_from_128>(per_x_));
    }
  }

  [[nodiscard]] double x() const { return x_; }

  /// (A + J) e^-E = Gamma(x+1) (e/x)^x
  [[nodiscard]] double peak() const {
    return gamma_star_ * (x_ * root_) * std::sqrt(std::numbers::pi);
  }

  /// F and K for 0.17 x <= y; `fall` is E.
  [[nodiscard]] palm_side side(double y, double d, double fall) const {
    if (y > 3.0 * x_) {  // F = x (E - 1)/(d E + x)
      const double e = legendre_fraction(x_, d);
      const double sum = d + x_ / e;
      return {x_ * ((e - 1.0) / e) / sum, y / e / sum};
    }
    const double mu = std::abs(d) * per_x_;
    const double q = std::sqrt(fall);
    const double size = q * root_;
    const double eta = d < 0.0 ? -size : size;
    if (q < palm_excess_least) {
      const double m = 0.5 * peak() * erfcx(q);
      const double t = temme_remainder(eta, x_);
      const double f = d < 0.0 ? m - t : m + t;
      return {f, 1.0 - mu * f};
    }
    double rest;
    if (y < 0.55 * x_) {
      rest = palm_rows<palm_left>(per_x_).at(eta);
    } else if (y > 1.65 * x_) {
      rest = palm_rows<palm_right>(per_x_).at(eta);
    } else {
      rest = quarter_horner<std::size(palm_middle_from_128::rows)>(
          rows_, palm_middle_from_128::scale * eta);
    }
    const double k = gamma_star_ * (mu / size) * palm_excess(q, fall) + per_x_ * rest;
    return {(1.0 - k) / mu, k};
  }

  /// A, B and C for y < x.
  [[nodiscard]] palm_parts below(double y, double d) const {
    if (y < 0.17 * x_) {
      double term = 1.0 / (x_ + 1.0);  // y^(k-1) / ((x+1) ... (x+k))
      double lost = term;
      for (double k = 2.0; k * term > 1e-17 * lost; k += 1.0) {
        term *= y / (x_ + k);
        lost += k * term;
      }
      const double served = (1.0 - lost) / (-d * per_x_);
      return {served + lost, served, lost};
    }
    const palm_side part = side(y, d, palm_fall(x_, y, d));
    const double per_rho = x_ / y;
    const double lost = part.k * per_rho;
    const double served = y < 0.55 * x_ ? (1.0 - lost) / (-d * per_x_) : (part.f - 1.0) * per_rho;
    return {part.f, served, lost};
  }

 private:
  static_assert(std::size(palm_middle_from_8::rows) <= std::size(palm_middle_from_128::rows));
  static_assert(palm_middle_from_8::scale == palm_middle_from_128::scale);

  template <class Rows>
  void keep(const Rows& rows) {
    std::copy(std::begin(rows.of), std::end(rows.of), std::begin(rows_));
  }

  double x_;
  double per_x_;
  double root_;  // sqrt(2/x)
  double gamma_star_;
  double rows_[std::size(palm_middle_from_128::rows)] = {};  // of R for 0.55 <= rho <= 1.65
};

/// A, B and C for x < 8, y <= 100, given the kernel of x + k >= 8.
inline palm_parts palm_few(const palm_kernel& far, double x, double y) {
  const double d = y - far.x();
  const auto start = [&]() -> std::pair<double, double> {  // A and C of x + k
    if (d < 0.0) {
      const palm_parts parts = far.below(y, d);
      return {parts.whole, parts.lost};
    }
    const double fall = palm_fall(far.x(), y, d);
    const palm_side side = far.side(y, d, fall);
    const double all = far.peak() * std::exp(fall);
    return {all - side.f, (all * d + side.k * far.x()) / y};
  }();
  double whole = start.first;
  double lost = start.second;
  double served = whole;
  for (double k = std::ceil(palm_least_x - x); k > 0.0; k -= 1.0) {
    const double per = 1.0 / (x + k);
    lost = (whole + y * lost) * per;
    served = x * whole * per;
    whole = 1.0 + y * whole * per;
  }
  return {whole, served, lost};
}

}  // namespace krarup::detail
