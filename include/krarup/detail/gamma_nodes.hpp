// A gamma law of mean 1 as a few values with their chances, for means of functions that cost much and
// are smooth: the trapezoidal rule in the logarithm of the value, in which the density falls faster
// than exponentially on both sides.
#pragma once

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <krarup/detail/fast_math.hpp>

namespace krarup::detail {

class gamma_nodes {
 public:
  /// Of the squared coefficient of variation; 0: the value 1 for certain. For functions of its
  /// logarithm that bend like a normal law's distribution of the standard deviation `width`, or more
  /// gently; without those values whose density is e^-cut_off of the largest, or less,
  /// and at most so many standard deviations apart.
  gamma_nodes(double squared_variation, double width, double cut_off = 23.0, double most = 0.6) {
    if (!(squared_variation > 1e-30)) {
      nodes_ = {{1.0, 1.0}};
      return;
    }
    const double shape = 1.0 / squared_variation;
    const double step = std::min(most / std::sqrt(shape + 1.0), width);
    double all = 0.0;
    const auto add = [&](double u) {
      const double drop = shape * (std::expm1(u) - u);  // of the density of u
      if (drop > cut_off) return false;
      nodes_.emplace_back(std::exp(u), std::exp(-drop));
      all += nodes_.back().second;
      return true;
    };
    for (int k = 0; add(k * step);) ++k;
    for (int k = 1; add(-k * step);) ++k;
    for (auto& node : nodes_) node.second /= all;
  }

  [[nodiscard]] auto begin() const { return nodes_.begin(); }
  [[nodiscard]] auto end() const { return nodes_.end(); }

  [[nodiscard]] double largest() const {
    double most = 0.0;
    for (const auto& node : nodes_) most = node.first > most ? node.first : most;
    return most;
  }

 private:
  std::vector<std::pair<double, double>> nodes_;  // value, probability
};

}  // namespace krarup::detail
