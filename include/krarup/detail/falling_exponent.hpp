// The quadrature of e^-(slope u + bend psi(u)), psi(u) = u - (1 - e^(-theta u))/theta, around its peak
// at u = 0: what the virtual wait's density is from any point on, as a sum of two terms >= 0.
//
// Gauss-Legendre panels of 20 points reach to where it has fallen by e^-42; where patience is far
// shorter than that reach, the first 40 mean patiences get panels of their own.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <iterator>

namespace krarup::detail {

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

/// Legendre's polynomial of degree 20: its positive roots, and the weights there.
inline constexpr double gauss_nodes[] = {
    0.076526521133497333755, 0.22778585114164507808, 0.37370608871541956067, 0.51086700195082709800,
    0.63605368072651502545,  0.74633190646015079261, 0.83911697182221882339, 0.91223442825132590587,
    0.96397192727791379127,  0.99312859918509492479};
inline constexpr double gauss_weights[] = {0.15275338713072585070,  0.14917298647260374679,
                                           0.14209610931838205133,  0.13168863844917662690,
                                           0.11819453196151841731,  0.10193011981724043504,
                                           0.083276741576704748725, 0.062672048334109063570,
                                           0.040601429800386941331, 0.017614007139152118312};

/// slope >= 0 on the right of the peak and <= 0 on its left, bend > 0, theta > 0.
struct falling_exponent {
  double slope;
  double bend;
  double theta;

  /// What the exponent has fallen by at u, given expm1(-theta u).
  [[nodiscard]] double fall(double u, double decline) const {
    return slope * u + bend * psi(u, theta, decline);
  }

  /// Calls node(value, u, expm1(-theta u)) for the nodes over -left < u < right, the value times its
  /// weight; count(from, to, change) says how many panels a stretch is to have in which the exponent
  /// changes by `change`.
  template <class Count, class Node>
  void visit(double left, double right, const Count& count, const Node& node) const {
    if (right > 0.0) {
      const double end = std::min(right_reach(), right);
      const double patient = std::min(end, 40.0 / theta);
      panels(0.0, patient, count, node);
      if (patient < end) panels(patient, end, count, node);
    }
    if (left > 0.0) panels(-std::min(left_reach(), left), 0.0, count, node);
  }

 private:
  static constexpr double reach_ = 42.0;  // e^-42 = 6e-19

  /// A u > 0 where the fall is 42 or somewhat more: a step of Newton from above, on a convex function.
  [[nodiscard]] double right_reach() const {
    const double half = 0.5 * reach_ / bend;  // psi(u) >= theta u^2/(2 + theta u)
    double u = half + std::hypot(half, 2.0 * std::sqrt(half) / std::sqrt(theta));
    if (slope > 0.0) u = std::min(u, reach_ / slope);
    const double decline = std::expm1(-theta * u);
    return u - (fall(u, decline) - reach_) / (slope - bend * decline);
  }

  /// A v > 0 where the fall at -v is 42 or somewhat more.
  [[nodiscard]] double left_reach() const {
    double v = std::min(std::sqrt(2.0 * reach_ / bend / theta),  // psi(-v) >= theta v^2/2
                        std::max(2.0, std::log(1.7 * reach_ * theta / bend)) / theta);
    if (slope < 0.0) v = std::min(v, -reach_ / slope);
    return v;
  }

  template <class Count, class Node>
  void panels(double from, double to, const Count& count, const Node& node) const {
    const double change =
        std::abs(fall(to, std::expm1(-theta * to)) - fall(from, std::expm1(-theta * from)));
    const int all = count(from, to, change);
    const double half = (to - from) / (2.0 * all);
    const auto at = [&](double u, double weight) {
      const double decline = std::expm1(-theta * u);
      node(weight * std::exp(-fall(u, decline)), u, decline);
    };
    for (int panel = 0; panel < all; ++panel) {
      const double middle = from + (2 * panel + 1) * half;
      for (std::size_t i = 0; i < std::size(gauss_nodes); ++i) {
        at(middle - half * gauss_nodes[i], half * gauss_weights[i]);
        at(middle + half * gauss_nodes[i], half * gauss_weights[i]);
      }
    }
  }
};

}  // namespace krarup::detail
