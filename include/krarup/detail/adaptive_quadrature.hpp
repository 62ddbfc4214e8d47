// Integrals of several functions at once, whose values are costly: Gauss-Kronrod panels of 21 points,
// of which those are halved that do not yet agree with their own 10 Gauss points.
//
// Sources
//   [1] R. Piessens, E. de Doncker-Kapenga, C. W. Ueberhuber, D. K. Kahaner, QUADPACK, Springer, 1983.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace krarup::detail {

/// Nodes >= 0 and weights on (-1, 1): the roots of Legendre's polynomial of degree 10, at odd places,
/// and of Stieltjes's of degree 11, computed with 60 digits.
inline constexpr std::array<double, 11> kronrod_nodes{
    0.0,
    0.14887433898163121088,
    0.29439286270146019813,
    0.4333953941292471908,
    0.56275713466860468334,
    0.67940956829902440623,
    0.78081772658641689706,
    0.86506336668898451073,
    0.930157491355708226,
    0.97390652851717172008,
    0.99565716302580808074,
};
inline constexpr std::array<double, 11> kronrod_weights{
    0.14944555400291690566,  0.14773910490133849137,  0.1427759385770600808,
    0.13470921731147332593,  0.12349197626206585108,  0.1093871588022976419,
    0.093125454583697605535, 0.075039674810919952767, 0.054755896574351996031,
    0.032558162307964727479, 0.011694638867371874278,
};
/// Of Gauss's rule, at the nodes of odd places.
inline constexpr std::array<double, 5> gauss_weights_of_10{
    0.29552422471475287017, 0.26926671930999635509,  0.219086362515982044,
    0.14945134915058059315, 0.066671344308688137594,
};

/// The integrals of the `Size` values of a function, over panels that are added one by one.
template <std::size_t Size>
class adaptive_quadrature {
 public:
  using values = std::array<double, Size>;

  /// Adds the integrals over one panel to the total.
  template <class Function>
  void add(const Function& f, double low, double high) {
    panels_.push_back(panel_of(f, low, high));
    for (std::size_t i = 0; i < Size; ++i) total_[i] += panels_.back().integral[i];
  }

  [[nodiscard]] const values& total() const { return total_; }

  /// Halves panels until the estimated error of each is below `tolerance` of every total, or of what
  /// `least` says where that is more, or no more than rounding: what then is left of a jump lies
  /// between neighbouring nodes.
  template <class Function>
  void refine(const Function& f, double tolerance, const values& least = {}) {
    for (int round = 0; round < 50 && panels_.size() < most_panels_; ++round) {
      const auto rough = std::partition(panels_.begin(), panels_.end(), [&](const panel& each) {
        return is_fine(each, tolerance, least);
      });
      if (rough == panels_.end()) return;
      const std::vector<panel> halved(rough, panels_.end());
      panels_.erase(rough, panels_.end());
      for (const panel& each : halved) {
        const double middle = each.low + (each.high - each.low) / 2.0;
        panels_.push_back(panel_of(f, each.low, middle));
        panels_.push_back(panel_of(f, middle, each.high));
      }
      total_ = {};
      for (const panel& each : panels_) {
        for (std::size_t i = 0; i < Size; ++i) total_[i] += each.integral[i];
      }
    }
  }

 private:
  static constexpr std::size_t most_panels_ = 4000;

  struct panel {
    double low;
    double high;
    values integral;
    values error;  // as estimated
  };

  [[nodiscard]] bool is_fine(const panel& each, double tolerance, const values& least) const {
    const double middle = each.low + (each.high - each.low) / 2.0;
    if (!(each.low < middle && middle < each.high)) return true;
    for (std::size_t i = 0; i < Size; ++i) {
      if (each.error[i] > tolerance * std::max(std::abs(total_[i]), least[i])) {
        return false;  // no where one is infinite
      }
    }
    return true;
  }

  template <class Function>
  static panel panel_of(const Function& f, double low, double high) {
    const double middle = low + (high - low) / 2.0;
    const double half = (high - low) / 2.0;
    std::array<std::pair<values, values>, kronrod_nodes.size()> at;
    at[0] = {f(middle), values{}};
    for (std::size_t k = 1; k < at.size(); ++k) {
      at[k] = {f(middle - half * kronrod_nodes[k]), f(middle + half * kronrod_nodes[k])};
    }
    panel result{.low = low, .high = high, .integral = {}, .error = {}};
    for (std::size_t i = 0; i < Size; ++i) {
      double sum = 0.0;
      double gauss = 0.0;
      for (std::size_t k = 0; k < at.size(); ++k) {
        const double both = at[k].first[i] + at[k].second[i];
        sum += kronrod_weights[k] * both;
        if (k % 2 == 1) gauss += gauss_weights_of_10[k / 2] * both;
      }
      double unrest = kronrod_weights[0] * std::abs(at[0].first[i] - sum / 2.0);
      for (std::size_t k = 1; k < at.size(); ++k) {
        unrest += kronrod_weights[k] *
                  (std::abs(at[k].first[i] - sum / 2.0) + std::abs(at[k].second[i] - sum / 2.0));
      }
      const double gap = std::abs(sum - gauss);
      result.integral[i] = half * sum;
      // What 21 points miss is far less than what 10 do [1].
      result.error[i] =
          unrest > 0.0 ? half * unrest * std::min(1.0, std::pow(200.0 * gap / unrest, 1.5)) : 0.0;
    }
    return result;
  }

  std::vector<panel> panels_;
  values total_{};
};

}  // namespace krarup::detail
