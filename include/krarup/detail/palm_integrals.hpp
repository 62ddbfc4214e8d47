// The integrals behind Erlang A by quadrature: what a contact meets that arrives when every agent is
// busy. palm.hpp has most of them in closed form; this is for the weights and ranges that it has not.
//
// With time in handle times, load a, n agents and patience of rate theta, the virtual wait V has
// the density a/D e^g(s) on s > 0 and the mass epsilon/D at 0 [1], where
//   g(s) = a (1 - e^(-theta s))/theta - n s,   epsilon = 1/B(n-1, a),   D = epsilon + a I(0, inf).
// Every measure is a ratio of integrals of e^g over a range, weighted by 1, s, the probability
// G(s) = 1 - e^(-theta s) to have lost patience, or its complement; no measure is a difference. The
// weight e^(-theta s) turns g into the exponent of n + theta agents, so it has a peak of its own.
//
// g is concave. From a point p, with b = a e^(-theta p) and d = n - b,
//   g(p) - g(p + u) = d u + b psi(u),   psi(u) = u - (1 - e^(-theta u))/theta >= 0,
// both terms >= 0 on the side that counts: that is what is summed, so large exponents never cancel.
// Panels in which the exponent changes by up to 18 are exact to rounding (falling_exponent.hpp).
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/falling_exponent.hpp>

namespace krarup::detail {

/// Integrals of e^g over one range, all on the same scale: e^g is 1 at its peak.
struct palm_integrals {
  double mass = 0.0;       ///< weight 1
  double impatient = 0.0;  ///< weight G(s)
  double time = 0.0;       ///< weight s
};

/// 1 - (1 + z) e^(-z), given e^(-z); z >= 0.
template <class Real>
Real lower_gamma_of_two(Real z, double survival) {
  if (z > 0.4) return 1.0 - (1.0 + z) * survival;
  Real sum = 0.0;  // z^2 sum over k >= 0 of (-z)^k / (k! (k + 2))
  Real term = 1.0;
  for (int k = 0; k < 14; ++k) {
    sum += term / (k + 2);
    term *= -z / (k + 1);
  }
  return z * z * sum;
}

/// ln((n + surplus)/n) for surplus > 0.
inline double log_ratio(double surplus, double n) {
  const double ratio = surplus / n;
  return ratio <= largest ? std::log1p(ratio) : std::log(surplus) - std::log(n);
}

/// The queue of n agents under load a whose contacts lose patience at rate theta, per handle time.
class palm_quadrature {
 public:
  /// n > 0, a > 0, theta > 0, all finite.
  KRARUP_FUNCTION palm_quadrature(double n, double a, double theta);

  /// Share of offered contacts whose virtual wait is 0.
  [[nodiscard]] double idle() const { return idle_ / total_; }
  /// Share of offered contacts that find every agent busy.
  [[nodiscard]] double busy() const { return mass_ * std::exp(-idle_exponent_) / total_; }
  /// Integrals times a/D over all s > 0.
  [[nodiscard]] palm_integrals all() const { return share(waiting()); }
  /// Integrals over all s > 0, and over from < s < to, on their own scale: ratios of these outlive
  /// the chance to wait at all.
  [[nodiscard]] palm_integrals waiting() const { return over(0.0, infinity); }
  [[nodiscard]] palm_integrals waiting_between(double from, double to) const {
    return over(from, to);
  }
  /// The same weighted with the probability e^(-theta s) to be still there; `impatient` has no use
  /// then.
  [[nodiscard]] palm_integrals patient_waiting_between(double from, double to) const {
    return over(from, to, 1.0);
  }
  /// Mean wait of those who give up before s: the weights (1 - (1 + z) e^-z)/theta over 1 - e^-z at
  /// z = theta s, in long double for its range: patience of 1e200 has squares.
  [[nodiscard]] KRARUP_FUNCTION double mean_wait_of_lost() const;
  /// Integrals times a/D over from < s < to.
  [[nodiscard]] palm_integrals between(double from, double to) const {
    return share(over(from, to));
  }
  [[nodiscard]] palm_integrals patient_between(double from, double to) const {
    return share(patient_waiting_between(from, to));
  }

 private:
  [[nodiscard]] static palm_integrals scaled_by(const palm_integrals& sums, double factor) {
    return {sums.mass * factor, sums.impatient * factor, sums.time * factor};
  }

  [[nodiscard]] palm_integrals share(const palm_integrals& sums) const {
    return scaled_by(sums, std::exp(-idle_exponent_) / total_);
  }

  /// Fall of g from its peak to `u` beyond it.
  [[nodiscard]] double fall(double u) const {
    const double b = std::min(a_, n_);
    return std::max(n_ - a_, 0.0) * u + b * psi(u, theta_, std::expm1(-theta_ * u));
  }

  /// Integrals of e^(g(s) - k theta s - g(peak)).
  [[nodiscard]] KRARUP_FUNCTION palm_integrals over(double from, double to, double k = 0.0) const;

  /// Calls node(mass, s, e^(-theta s), 1 - e^(-theta s)) for every node of the quadrature of
  /// e^(g(s) - k theta s) over from < s < to; what the sums are then to be multiplied with.
  template <class Node>
  double visit(double from, double to, double k, const Node& node) const {
    if (!(to > from)) return 0.0;
    const double n = n_ + k * theta_;
    const double surplus = (a_ - n_) - k * theta_;
    const double peak = surplus > 0.0 ? log_ratio(surplus, n) / theta_ : 0.0;
    const double p = std::clamp(peak, from, to);
    const double d = surplus > 0.0 ? -n * std::expm1(-theta_ * (p - peak))
                                   : -surplus - a_ * std::expm1(-theta_ * p);
    const double b = surplus > 0.0 ? n - d : a_ * std::exp(-theta_ * p);
    const double scale = std::exp(-fall(p - peak_) - k * theta_ * p);
    if (scale == 0.0) return 0.0;

    const double survival_at_p = std::exp(-theta_ * p);
    const double impatient_at_p = -std::expm1(-theta_ * p);
    falling_exponent{d, b, theta_}.visit(
        p - from, to - p,
        [this](double low, double high, double change) {  // few where little changes
          const double most = std::max(change, theta_ * (high - low));
          return static_cast<int>(std::min(5.0, 1.0 + most / 8.0));  // 5 where nothing is a number
        },
        [&](double mass, double u, double decline) {
          node(mass, p + u, survival_at_p * (1.0 + decline),
               impatient_at_p - survival_at_p * decline);
        });
    return scale;
  }

  double n_;
  double a_;
  double theta_;
  double peak_ = 0.0;           // where g is largest
  double idle_;                 // epsilon/a e^(-g(peak) - idle_exponent)
  double idle_exponent_ = 0.0;  // 0 unless epsilon is beyond the largest double
  double mass_;                 // I(0, inf) e^(-g(peak))
  double total_;
};

#ifdef KRARUP_HAS_BODIES

palm_quadrature::palm_quadrature(double n, double a, double theta) : n_(n), a_(a), theta_(theta) {
  scaled odds = acceptance_odds(n, a);
  idle_exponent_ = static_cast<double>(odds.exponent);
  const double exponent = static_cast<double>(exponent_of_load(n, a)) / theta;  // g(peak), a > n
  if (a > n) peak_ = log_ratio(a - n, n) / theta;
  idle_ = odds.factor / n * (a > n ? std::exp(-exponent) : 1.0);
  mass_ = waiting().mass;
  total_ = idle_ + mass_ * std::exp(-idle_exponent_);
}

double palm_quadrature::mean_wait_of_lost() const {
  long double waits = 0.0;
  long double lost = 0.0;
  visit(0.0, infinity, 0.0, [&](long double mass, double s, double survival, double impatience) {
    const long double z = static_cast<long double>(theta_) * s;
    waits += mass * lower_gamma_of_two(z, survival);
    lost += mass * (z > 1e-20 ? impatience : z);
  });
  return static_cast<double>(waits / lost / theta_);
}

palm_integrals palm_quadrature::over(double from, double to, double k) const {
  palm_integrals sums;
  const double scale = visit(from, to, k, [&](double mass, double s, double, double impatience) {
    sums.mass += mass;
    sums.impatient += mass * impatience;
    sums.time += mass * s;
  });
  return scaled_by(sums, scale);
}

#endif

}  // namespace krarup::detail
