// The derivative of Palm's function A(x, y) by x, at a cost that does not grow with x: the integral of
// the wait itself, which mean waits are made of.
#pragma once

#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/palm_fit.hpp>
#include <krarup/detail/palm_kernel.hpp>

namespace krarup::detail {

/// d/dx of ln(Gamma(x+1) / (sqrt(2 pi x) (x/e)^x)) for x >= 8.
inline double stirling_slope(double x) {
  const double r = 1.0 / (x * x);
  return r *
         (-1.0 / 12 +
          r * (1.0 / 120 +
               r * (-1.0 / 252 +
                    r * (1.0 / 240 + r * (-1.0 / 132 +
                                          r * (691.0 / 32760 +
                                               r * (-1.0 / 12 + r * (3617.0 / 8160 +
                                                                     r * (-43867.0 / 14364)))))))));
}

/// d/dx of ln(Gamma(x+1)) for x > 0.
inline double log_gamma_slope(double x) {
  double below = 0.0;
  for (; x < palm_least_x; x += 1.0) below += 1.0 / (x + 1.0);
  return std::log(x) + 0.5 / x + stirling_slope(x) - below;
}

/// A polynomial in u and v and its derivatives.
struct palm_gradient {
  double value;
  double by_u;
  double by_v;
};
template <class Fit>
[[nodiscard]] inline palm_gradient gradient_of(double u, double v) {
  palm_gradient sum{0.0, 0.0, 0.0};
  for (std::size_t i = std::size(Fit::rows); i-- > 0;) {
    double row = 0.0;
    double slope = 0.0;
    for (int j = Fit::columns[i]; j-- > 0;) {
      slope = row + v * slope;
      row = Fit::rows[i][j] + v * row;
    }
    sum.by_u = sum.value + u * sum.by_u;
    sum.value = row + u * sum.value;
    sum.by_v = slope + u * sum.by_v;
  }
  return sum;
}

/// dF/dx at constant y for x >= 8, 0.17 x <= y; F = M - T below x and M + T above it, where
/// M = G sqrt(pi x/2) erfcx(sqrt(E)) and mu T = 1 - G mu/eta - R.
inline double palm_slope(double x, double y, double d) {
  const double per_x = 1.0 / x;
  if (y > 3.0 * x) {  // legendre_fraction and its derivative
    double k = legendre_terms(x, d);
    double e = d + 2.0 * k;
    double slope = -1.0;
    for (; k > 1.0; k -= 1.0) {
      const double numerator = k * (x + 1.0 - k);
      slope = -1.0 + (k - numerator * slope / e) / e;
      e = (d + 2.0 * (k - 1.0)) + numerator / e;
    }
    const double sum = d + x / e;  // F = x (1 - 1/e)/sum
    return ((e - 1.0) / e + x / e * (slope / e)) * (y / sum) / sum;
  }
  const double fall = palm_fall(x, y, d);
  const double root = std::sqrt(fall);
  const double size = root * std::sqrt(2.0 * per_x);
  const double eta = d < 0.0 ? -size : size;
  const double gamma_star = stirling_factor(x);
  const double gamma_slope = stirling_slope(x);
  const double excess = root < palm_excess_least
                            ? 1.0 - std::sqrt(std::numbers::pi) * root * erfcx(root)
                            : palm_excess(root, fall);
  const double m = root < palm_excess_least
                       ? gamma_star * std::sqrt(std::numbers::pi / 2.0 * x) * erfcx(root)
                       : gamma_star * (1.0 - excess) / size;
  const double log_by_size = d == 0.0 ? 1.0 : std::abs(std::log1p(d * per_x)) / size;
  const double eta_slope = -(log_by_size + 0.5 * eta) * per_x;
  double t_slope;
  if (y >= 0.55 * x && y <= 1.65 * x) {
    const double u = eta / temme_eta_range;
    const bool many = x >= temme_from_128::least_n;
    const double scale = 2.0 * (many ? temme_from_128::least_n : temme_from_8::least_n);
    const double v = scale * per_x - 1.0;
    const palm_gradient t =
        many ? gradient_of<temme_from_128>(u, v) : gradient_of<temme_from_8>(u, v);
    t_slope = t.by_u / temme_eta_range * eta_slope - t.by_v * scale * per_x * per_x;
  } else {
    const auto of = [&]<class Fit>(Fit) {
      const double scale = 2.0 * Fit::least_x;
      const palm_gradient rest =
          gradient_of<Fit>(Fit::scale * eta + Fit::shift, scale * per_x - 1.0);
      const double rest_slope =
          rest.by_u * Fit::scale * eta_slope - rest.by_v * scale * per_x * per_x;
      const double per_mu = x / d;
      return per_mu * per_mu * y * per_x * per_x * (1.0 - per_x * rest.value) -
             gamma_star * (gamma_slope - eta_slope / eta) / eta +
             (per_x * rest.value - rest_slope) * per_x * per_mu;
    };
    t_slope = d < 0.0 ? of(palm_left()) : of(palm_right());
  }
  const double m_slope = m * (0.5 * per_x + gamma_slope);
  const double bend = gamma_star * excess * log_by_size + t_slope;
  return d < 0.0 ? m_slope - bend : m_slope + bend;
}

/// -x/y dA/dx at constant y for x >= 8, y < x: x times the integral of s e^-s e^g.
inline double palm_time_below(double x, double y, double d) {
  if (y >= 0.17 * x) return -x / y * palm_slope(x, y, d);
  double term = x / (x + 1.0);
  double mean = 1.0 / (x + 1.0);
  double sum = term * mean;
  for (double k = 2.0; term * mean > 1e-17 * sum; k += 1.0) {
    term *= y / (x + k);
    mean += 1.0 / (x + k);
    sum += term * mean;
  }
  return sum;
}

/// The same for x < 8, y <= 100.
inline double palm_time_few(const palm_kernel& kernel, double x, double y) {
  const double far = kernel.x();
  const double d = y - far;
  double whole;
  double time;
  if (d < 0.0) {
    whole = kernel.below(y, d).whole;
    time = palm_time_below(far, y, d) / far;
  } else {
    const double fall = palm_fall(far, y, d);
    const double all = kernel.peak() * std::exp(fall);
    whole = all - kernel.side(y, d, fall).f;
    const double slope = std::log1p(d / far) - 0.5 / far - stirling_slope(far);
    time = (all * slope + palm_slope(far, y, d)) / y;
  }
  for (double k = std::ceil(palm_least_x - x); k > 0.0; k -= 1.0) {  // time is -1/y dA/dx
    const double per = 1.0 / (x + k);
    time = (whole * per + y * time) * per;
    whole = 1.0 + y * whole * per;
  }
  return x * time;
}

}  // namespace krarup::detail
