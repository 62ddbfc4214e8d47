// Where virtual waits lie: means and covariances over a stretch of the density behind Erlang A and
// Erlang B, which is all that their derivatives need.
//
// In handle times, with load a, n agents and patience of rate theta, the density is e^g(x), with
//   g(x) = a H(x) - n x,   H(x) = (1 - e^(-theta x))/theta,
// and the logarithmic derivatives of the density are waits themselves:
//   dg/dn = -x,   a dg/da = a H(x),   theta dg/dtheta = -a L(x),   L(x) = H(x) - x e^(-theta x).
// A contact that meets the virtual wait x spends H(x) waiting on average, of which it loses L(x) by
// giving up. Erlang B is the same density at theta = 1 for x < 0: with 1 + t = e^(-x),
//   1/B(n, a) = a * integral over t > 0 of e^(-a t) (1 + t)^n = a * integral over x < 0 of
//               e^(a (1 - e^(-x)) - (n + 1) x).
//
// Nothing is measured as a difference of what lies close together: waits from both ends of the
// stretch, covariances around the means.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/falling_exponent.hpp>
#include <krarup/detail/palm_integrals.hpp>

namespace krarup::detail {

/// Nodes of the quadrature of e^(g(x) - k theta x) over from < x < to. It is largest at `peak`; its
/// exponent has fallen by slope u + bend psi(u) at peak + u, two terms >= 0.
struct wait_density {
  struct node {
    double share;
    double u;
    double decline;  // expm1(-theta u)
  };

  wait_density(double n, double a, double theta, double from, double to, double k = 0.0) {
    const double steepness = n + k * theta;
    const double surplus = (a - n) - k * theta;
    const double ratio = surplus / steepness;
    const double top =
        (ratio > -0.5 && ratio <= largest ? std::log1p(ratio) : std::log(a) - std::log(steepness)) /
        theta;
    peak = std::clamp(top, from, to);
    // Slope and bend from where they are known: from 0, or from `top` on the same side of 0, which
    // leaves no digits to a difference.
    const bool from_top = peak * top > 0.0;
    const double bend = from_top ? steepness : a;
    const double decline_to_peak = std::expm1(-theta * (from_top ? peak - top : peak));
    const falling_exponent density{(from_top ? 0.0 : -surplus) - bend * decline_to_peak,
                                   bend + bend * decline_to_peak, theta};
    density.visit(
        peak - from, to - peak,
        [theta](double low, double high, double change) {
          const double patiences = low > 0.0 ? 0.0 : theta * (high - low);
          const double more = std::min(std::max(change / 14.0, patiences / 4.0), 200.0);
          return more >= 0.0 ? 1 + static_cast<int>(more) : 0;  // none where the exponent overflows
        },
        [this](double share, double u, double decline) {
          nodes.push_back({share, u, decline});
        });
    for (const node& each : nodes) mass += each.share;
    for (node& each : nodes) each.share /= mass;
  }

  double peak;
  double mass = 0.0;        // of e^(g(x) - k theta x), divided by its largest value
  std::vector<node> nodes;  // of x - peak, their shares adding up to 1
};

/// One wait in three ways, or a difference or covariance of such.
struct waits {
  double met = 0.0;    ///< x: what a contact would wait that never gives up
  double spent = 0.0;  ///< H(x)
  double lost = 0.0;   ///< L(x)
};

inline waits operator+(const waits& u, const waits& v) {
  return {u.met + v.met, u.spent + v.spent, u.lost + v.lost};
}
inline waits operator*(double factor, const waits& w) {
  return {factor * w.met, factor * w.spent, factor * w.lost};
}

/// theta L(u) = 1 - (1 + z) e^(-z) at z = theta u of any sign, given e^(-z).
inline double lost_share(double z, double survival) {
  if (survival == 0.0) return 1.0;  // z may be infinite
  return std::abs(z) > 0.4 ? 1.0 - (1.0 + z) * survival : lower_gamma_of_two(z, survival);
}

/// H(x + u) - H(x) and L(x + u) - L(x), of a contact that is still there at x with the probability
/// `survival`; u of any sign, decline = expm1(-theta u).
inline waits further(double x, double u, double survival, double theta, double decline) {
  if (survival == 0.0) return {u, 0.0, 0.0};  // theta x may be infinite
  const double z = theta * u;
  return {u, -survival * decline / theta,
          survival * (lost_share(z, 1.0 + decline) - theta * x * decline) / theta};
}

/// Means over from < x < to under the density e^(g(x) - k theta x).
struct wait_moments {
  double mass = 0.0;          ///< its integral, on the scale on which e^g is 1 at its largest
  waits from_start;           ///< w(x) - w(from)
  waits to_end;               ///< w(to) - w(x); 0 where `to` is infinite
  double kept = 0.0;          ///< e^(-theta (x - from)): those who are still there
  double faded = 0.0;         ///< 1 - kept
  double yet_to_fade = 0.0;   ///< what faded grows by from x to `to`
  double patient_wait = 0.0;  ///< (x - from) e^(-theta (x - from))
  waits with_met;             ///< covariances with x
  waits with_spent;           ///< covariances with H(x)
  waits with_faded;           ///< covariances with 1 - e^(-theta (x - from))
};

KRARUP_FUNCTION wait_moments moments_between(double n, double a, double theta, double from,
                                             double to, double k)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  wait_moments means;
  if (!(to - from > 1e-300)) return means;  // no node would have a weight
  const wait_density density(n, a, theta, from, to, k);
  const double p = density.peak;
  const double survival_at_start = std::exp(-theta * from);
  const double survival_at_peak = std::exp(-theta * p);
  const double since_start = std::exp(-theta * (p - from));
  waits centre;
  for (const auto& [share, u, decline] : density.nodes) {
    centre = centre + share * further(p, u, survival_at_peak, theta, decline);
    const double passed = (p - from) + u;
    const double fading = std::expm1(-theta * passed);
    means.from_start =
        means.from_start + share * further(from, passed, survival_at_start, theta, fading);
    means.kept += share * (1.0 + fading);
    means.faded -= share * fading;
    means.patient_wait += share * passed * (1.0 + fading);
    if (to < infinity) {
      const double left = (to - p) - u;
      const double decline_left = std::expm1(-theta * left);
      means.to_end = means.to_end + share * further(p + u, left, survival_at_start * (1.0 + fading),
                                                    theta, decline_left);
      means.yet_to_fade -= share * (1.0 + fading) * decline_left;
    }
  }
  for (const auto& [share, u, decline] : density.nodes) {
    const waits from_mean = further(p, u, survival_at_peak, theta, decline) + -1.0 * centre;
    const double faded = -since_start * decline;
    means.with_met = means.with_met + share * from_mean.met * from_mean;
    means.with_spent = means.with_spent + share * from_mean.spent * from_mean;
    means.with_faded = means.with_faded + share * faded * from_mean;
  }
  const double top = a > n ? log_ratio(a - n, n) / theta : 0.0;
  const double u = p - top;
  const double fall = std::max(n - a, 0.0) * u +
                      std::min(a, n) * psi(u, theta, std::expm1(-theta * u)) + k * theta * p;
  means.mass = density.mass * std::exp(-fall);
  return means;
}
#endif

/// Means under the density a e^(-a t) (1 + t)^n B(n, a) of t > 0, which makes 1/B a mean.
struct blocking_moments {
  double log = 0.0;    ///< ln(1 + t): the derivative of ln(1/B) by n
  double gone = 0.0;   ///< t/(1 + t); n times that is the derivative of ln B by ln a
  double still = 0.0;  ///< 1/(1 + t)
};

/// Of B(n_plus_one - 1, a); n_plus_one > 0, a > 0, finite.
KRARUP_FUNCTION blocking_moments moments_of_blocking(double n_plus_one, double a)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const wait_density density(n_plus_one, a, 1.0, -infinity, 0.0);
  blocking_moments sums;
  for (const auto& [share, u, decline] : density.nodes) {
    const double v = -density.peak - u;  // ln(1 + t)
    const double gone = -std::expm1(-v);
    sums.log += share * v;
    sums.gone += share * gone;
    sums.still += share * (1.0 - gone);
  }
  return sums;
}
#endif

}  // namespace krarup::detail
