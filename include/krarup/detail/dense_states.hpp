// The states of a queue at every moment of a stretch of fixed rates, from those at a few.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/system_course.hpp>

namespace krarup::detail {

/// From `from` to `length` after a beginning: polynomials of degree 8 between Chebyshev points, on
/// panels that are halved until each agrees with a state of its own within the tolerance.
class dense_states {
 public:
  dense_states(system_states at, const system_rates& rates, double length, double from,
               double tolerance)
      : rates_(rates), tolerance_(tolerance) {
    system_time passed;
    if (from > 0.0) error_ += move_on(at, passed, rates_, from, tolerance_);
    rates_.arrivals += rates.arrivals_slope * from;
    begin_ = from;
    add(at, from, length, 0);
  }

  [[nodiscard]] system_states at(double t) const {
    auto panel =
        std::upper_bound(panels_.begin(), panels_.end(), t,
                         [](double moment, const auto& each) { return moment < each.begin; });
    if (panel != panels_.begin()) --panel;
    return interpolated(*panel, t);
  }

 private:
  static constexpr std::size_t degree = 8;

  struct panel_of_states {
    double begin;
    double end;
    std::array<system_states, degree + 1> node;
  };

  [[nodiscard]] static double place(const panel_of_states& panel, std::size_t i) {
    const double z = std::cos(std::numbers::pi * static_cast<double>(i) / degree);
    return panel.begin + 0.5 * (panel.end - panel.begin) * (1.0 - z);
  }

  [[nodiscard]] static system_states interpolated(const panel_of_states& panel, double t) {
    std::array<double, degree + 1> weight{};
    double all = 0.0;
    for (std::size_t i = 0; i <= degree; ++i) {
      const double gap = t - place(panel, i);
      if (gap == 0.0) return panel.node[i];
      weight[i] = (i % 2 == 0 ? 1.0 : -1.0) * (i == 0 || i == degree ? 0.5 : 1.0) / gap;
      all += weight[i];
    }
    system_states sum;
    for (std::size_t i = 0; i <= degree; ++i) sum.add(panel.node[i], weight[i] / all);
    return sum;
  }

  [[nodiscard]] system_states moved(system_states at, double from, double to) {
    system_time passed;
    system_rates rates = rates_;
    rates.arrivals += rates.arrivals_slope * (from - begin_);
    error_ += move_on(at, passed, rates, to - from, tolerance_);
    return at;
  }

  void add(const system_states& at, double begin, double end, int halvings) {
    panel_of_states panel{begin, end, {}};
    panel.node[0] = at;
    for (std::size_t i = 1; i <= degree; ++i) {
      panel.node[i] = moved(panel.node[i - 1], place(panel, i - 1), place(panel, i));
    }
    // Where a polynomial is worst: between the last nodes.
    const double test = 0.5 * (place(panel, degree - 1) + end);
    system_states gap = moved(panel.node[degree - 1], place(panel, degree - 1), test);
    gap.add(interpolated(panel, test), -1.0);
    double wrong = 0.0;
    for (const double p : gap.p) wrong += std::abs(p);
    if (wrong <= tolerance_ || halvings == 30) {
      panels_.push_back(std::move(panel));
      return;
    }
    const double middle = 0.5 * (begin + end);
    add(at, begin, middle, halvings + 1);
    add(panels_.back().node[degree], middle, end, halvings + 1);
  }

  system_rates rates_;
  double tolerance_;
  double begin_ = 0.0;
  double error_ = 0.0;
  std::vector<panel_of_states> panels_;
};

}  // namespace krarup::detail
