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
// Gauss-Legendre panels of 20 points reach from the peak to where e^g has fallen by e^-42. Panels
// in which the exponent changes by up to 18 are exact to rounding; where patience is far shorter
// than that reach, the first 40 mean patiences get panels of their own.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>

#include <boost/math/quadrature/gauss.hpp>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>

namespace krarup::detail {

/// Integrals of e^g over one range, all on the same scale: e^g is 1 at its peak.
struct palm_integrals {
  double mass = 0.0;       ///< weight 1
  double impatient = 0.0;  ///< weight G(s)
  double time = 0.0;       ///< weight s
};

/// 1 - (1 + z) e^(-z), given e^(-z); z >= 0.
inline double lower_gamma_of_two(double z, double survival) {
  if (z > 0.4) return 1.0 - (1.0 + z) * survival;
  double sum = 0.0;  // z^2 sum over k >= 0 of (-z)^k / (k! (k + 2))
  double term = 1.0;
  for (int k = 0; k < 14; ++k) {
    sum += term / (k + 2);
    term *= -z / (k + 1);
  }
  return z * z * sum;
}

/// u - (1 - e^(-theta u))/theta, given expm1(-theta u).
inline double psi(double u, double theta, double decline) {
  const double z = theta * u;
  if (std::abs(z) > 0.3) return u + decline / theta;
  double sum = 0.0;  // 1/2! - z/3! + z^2/4! - ...
  for (double factorial : {479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0, 5040.0, 720.0,
                           120.0, 24.0, 6.0, 2.0}) {
    sum = 1.0 / factorial - z * sum;
  }
  return u * z * sum;
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
  palm_quadrature(double n, double a, double theta) : n_(n), a_(a), theta_(theta) {
    scaled odds = acceptance_odds(n, a);
    idle_exponent_ = static_cast<double>(odds.exponent);
    const double exponent = static_cast<double>(exponent_of_load(n, a)) / theta;  // g(peak), a > n
    if (a > n) peak_ = log_ratio(a - n, n) / theta;
    idle_ = odds.factor / n * (a > n ? std::exp(-exponent) : 1.0);
    mass_ = waiting().mass;
    total_ = idle_ + mass_ * std::exp(-idle_exponent_);
  }

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
  /// On the same scale over all s > 0, with the weight (1 - (1 + theta s) e^(-theta s))/theta: the
  /// wait of those who give up before s.
  [[nodiscard]] double lost_time() const {
    double sum = 0.0;
    const double scale =
        visit(0.0, infinity, 0.0, [&](double mass, double s, double survival, double) {
          sum += mass * lower_gamma_of_two(theta_ * s, survival) / theta_;
        });
    return sum * scale;
  }
  /// Integrals times a/D over from < s < to.
  [[nodiscard]] palm_integrals between(double from, double to) const {
    return share(over(from, to));
  }
  [[nodiscard]] palm_integrals patient_between(double from, double to) const {
    return share(patient_waiting_between(from, to));
  }

 private:
  static constexpr double reach_ = 42.0;  // e^-42 = 6e-19

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
  [[nodiscard]] palm_integrals over(double from, double to, double k = 0.0) const {
    palm_integrals sums;
    const double scale = visit(from, to, k, [&](double mass, double s, double, double impatience) {
      sums.mass += mass;
      sums.impatient += mass * impatience;
      sums.time += mass * s;
    });
    return scaled_by(sums, scale);
  }

  /// Calls node(mass, s, e^(-theta s), 1 - e^(-theta s)) for every node of the quadrature of
  /// e^(g(s) - k theta s) over from < s < to; what the sums are then to be multiplied with.
  template <class Node>
  double visit(double from, double to, double k, const Node& node) const {
    if (!(to > from)) return 0.0;
    const double n = n_ + k * theta_;
    const double surplus = (a_ - n_) - k * theta_;
    const double peak = surplus > 0.0 ? log_ratio(surplus, n) / theta_ : 0.0;
    const double p = std::clamp(peak, from, to);
    const double b = p == peak && surplus > 0.0 ? n : a_ * std::exp(-theta_ * p);
    const double d = surplus > 0.0 ? -n * std::expm1(-theta_ * (p - peak))
                                   : -surplus - a_ * std::expm1(-theta_ * p);
    const double scale = std::exp(-fall(p - peak_) - k * theta_ * p);
    if (scale == 0.0) return 0.0;

    if (p < to) {
      const double end = std::min(right_reach(b, d), to - p);
      const double patient = std::min(end, 40.0 / theta_);
      panels(p, b, d, 0.0, patient, node);
      if (patient < end) panels(p, b, d, patient, end, node);
    }
    if (p > from) panels(p, b, d, -std::min(left_reach(b, d), p - from), 0.0, node);
    return scale;
  }

  /// u > 0 where d u + b psi(u) = 42: Newton from above, on a convex function.
  [[nodiscard]] double right_reach(double b, double d) const {
    const double z = std::sqrt(3.0 * reach_ * theta_ / b);    // psi(u) >= theta u^2/3 to z = 1
    double u = z <= 1.0 ? z / theta_ : reach_ / (0.367 * b);  // psi(u) >= u/e from there
    if (d > 0.0) u = std::min(u, reach_ / d);
    for (int i = 0; i < 4; ++i) {
      const double decline = std::expm1(-theta_ * u);
      const double excess = d * u + b * psi(u, theta_, decline) - reach_;
      if (excess <= 0.0) break;
      u -= excess / (d - b * decline);
    }
    return u;
  }

  /// A v > 0 where -d v + b psi(-v) is 42 or somewhat more; d <= 0.
  [[nodiscard]] double left_reach(double b, double d) const {
    double v = std::min(std::sqrt(2.0 * reach_ / (b * theta_)),  // psi(-v) >= theta v^2/2
                        std::max(2.0, std::log(1.7 * reach_ * theta_ / b)) / theta_);
    if (d < 0.0) v = std::min(v, -reach_ / d);
    return v;
  }

  /// Visits the nodes of e^-(d u + b psi(u)) over p + u, from < u < to, one end of which is 0 or
  /// lies beyond the reach of patience: in up to five panels, fewer where little changes.
  template <class Node>
  void panels(double p, double b, double d, double from, double to, const Node& node) const {
    const auto exponent = [&](double u, double decline) {
      return d * u + b * psi(u, theta_, decline);
    };
    const auto change = [&](double u) { return exponent(u, std::expm1(-theta_ * u)); };
    const double most = std::max(std::abs(change(to) - change(from)), theta_ * (to - from));
    const int count = most < 32.0 ? 1 + static_cast<int>(most / 8.0) : 5;
    const auto& nodes = boost::math::quadrature::gauss<double, 20>::abscissa();
    const auto& weights = boost::math::quadrature::gauss<double, 20>::weights();
    const double half = (to - from) / (2.0 * count);
    const double survival_at_p = std::exp(-theta_ * p);
    const double impatient_at_p = -std::expm1(-theta_ * p);
    const auto at = [&](double u, double weight) {
      const double decline = std::expm1(-theta_ * u);
      node(weight * std::exp(-exponent(u, decline)), p + u, survival_at_p * (1.0 + decline),
           impatient_at_p - survival_at_p * decline);
    };
    for (int panel = 0; panel < count; ++panel) {
      const double middle = from + (2 * panel + 1) * half;
      for (std::size_t i = 0; i < nodes.size(); ++i) {
        at(middle - half * nodes[i], half * weights[i]);
        at(middle + half * nodes[i], half * weights[i]);
      }
    }
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

}  // namespace krarup::detail
