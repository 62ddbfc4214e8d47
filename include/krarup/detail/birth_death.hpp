// How the number of contacts in a system moves while its rates last, by uniformization: a chain that
// is looked at when a Poisson stream says so, of which no step is ever negative. What is cut off is
// missing from the sum of the probabilities, so that the sum itself bounds the error.
//
// Sources
//   [1] A. Jensen, Markoff chains as an aid in the study of Markoff processes, Skandinavisk
//       Aktuarietidskrift 36, 1953.
//   [2] W. K. Grassmann, Transient solutions in Markovian queueing systems, Computers & Operations
//       Research 4(1), 1977.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>

namespace krarup::detail {

/// What drives the number in system, per second.
struct system_rates {
  double arrivals = 0.0;        // at first
  double arrivals_slope = 0.0;  // per second more of it
  double handling = 0.0;        // of each contact that an agent has
  double agents = 0.0;          // whole
  double hanging_up = 0.0;      // of each contact that waits
  double lines = infinity;
  /// Of all together, by how many wait, not falling; from the last on each more has hanging_up.
  std::span<const double> hang_ups = {};

  [[nodiscard]] double departures(double in_system) const {
    const double waiting = std::max(in_system - agents, 0.0);
    double hang_up = waiting * hanging_up;
    if (!hang_ups.empty()) {
      const auto known = std::min(static_cast<std::size_t>(waiting), hang_ups.size() - 1);
      hang_up = hang_ups[known] + (waiting - static_cast<double>(known)) * hanging_up;
    }
    return std::min(in_system, agents) * handling + hang_up;
  }
};

/// Probabilities, or integrals of them over time, of consecutive numbers in system.
struct system_states {
  std::size_t low = 0;
  std::vector<double> p = {};

  [[nodiscard]] std::size_t high() const { return low + p.size() - 1; }
  [[nodiscard]] double sum() const {
    double all = 0.0;
    for (const double value : p) all += value;
    return all;
  }
  /// Sum of f(k) p(k).
  template <class Function>
  [[nodiscard]] double mean(const Function& f) const {
    double all = 0.0;
    for (std::size_t i = 0; i < p.size(); ++i) all += f(static_cast<double>(low + i)) * p[i];
    return all;
  }
  void add(const system_states& other, double weight = 1.0) {
    if (other.p.empty()) return;
    if (p.empty()) low = other.low;
    if (other.low < low) {
      p.insert(p.begin(), low - other.low, 0.0);
      low = other.low;
    }
    if (other.high() > high() || p.empty()) p.resize(other.high() - low + 1, 0.0);
    for (std::size_t i = 0; i < other.p.size(); ++i) p[other.low - low + i] += weight * other.p[i];
  }
};

/// Of a Poisson number of the stated mean: P(= j), and P(> j) for every j that is not negligible where
/// each j counts V_j-fold: V_{j+1} = V_j + 2 j growth V_{j-1}, V_0 = V_1 = 1.
struct poisson_weights {
  std::vector<double> equal;
  std::vector<double> more;

  explicit poisson_weights(double mean, double growth = 0.0) {
    const auto mode = static_cast<std::size_t>(mean);
    equal.assign(mode + 1, 0.0);
    equal[mode] = 1.0;
    for (std::size_t j = mode; j > 0; --j) equal[j - 1] = equal[j] * static_cast<double>(j) / mean;
    double count = 1.0;
    double before = 1.0;
    for (std::size_t j = 1; j < mode; ++j) {
      before = std::exchange(count, count + 2.0 * static_cast<double>(j) * growth * before);
    }
    while (equal.back() * count > 1e-20) {
      const auto j = static_cast<double>(equal.size());
      equal.push_back(equal.back() * mean / j);
      before = std::exchange(count, count + 2.0 * (j - 1.0) * growth * before);
    }
    more.assign(equal.size(), 0.0);
    const std::size_t last = equal.size() - 1;
    for (std::size_t j = last; j > 0; --j) more[j - 1] = more[j] + equal[j];
    const double all = more[0] + equal[0];
    for (double& w : equal) w /= all;
    for (double& w : more) w /= all;
  }
};

/// Integrals over a stretch of time.
struct system_time {
  system_states present;   // of p(t)
  system_states arriving;  // of arrivals(t) p(t): what contacts find when they arrive
};

/// Moves `now` on by `length`, and adds to `passed` what it goes through.
/// Formula   with p(t) = e^{-Lt} sum v_j (Lt)^j / j!, where L is no less than any rate out of a state,
///           v_{j+1} = (I + Q/L) v_j + j (slope / L^2) (shift - I) v_{j-1} [1]
///           A slope makes some v_j negative. Their absolute sums are below the coefficients V_j of
///           exp(Lt + |slope| t^2), so that |slope| h^2 <= 1 in a step loses less than a digit.
/// Accuracy  what the probabilities lack of their sum before
class uniformization {
 public:
  uniformization(const system_rates& rates, double length) : rates_(rates), length_(length) {}

  void advance(system_states& now, system_time& passed) {
    double done = 0.0;
    while (done < length_) {
      const double arrivals = rates_.arrivals + rates_.arrivals_slope * done;
      const double first = std::max(arrivals, rates_.arrivals + rates_.arrivals_slope * length_);
      const double rate = first + rates_.departures(static_cast<double>(now.high()));
      const double steep = std::abs(rates_.arrivals_slope);
      double h = length_ - done;
      if (steep * h * h > 1.0) h = 1.0 / std::sqrt(steep);
      if (rate * h > longest) h = longest / rate;
      step(now, passed, arrivals, h);
      done = h == length_ - done ? length_ : done + h;
    }
  }

 private:
  static constexpr double longest = 300.0;     // events of a step
  static constexpr double negligible = 1e-20;  // probability that is dropped at an end

  /// More than a Poisson number of the stated mean has but for a probability below 1e-18.
  [[nodiscard]] static std::size_t most(double mean) {
    return static_cast<std::size_t>(mean + 9.0 * std::sqrt(mean) + 24.0);
  }

  void step(system_states& now, system_time& passed, double arrivals, double h) {
    const double slope = rates_.arrivals_slope;
    const double most_arrivals = std::max(arrivals, arrivals + slope * h);
    std::size_t high = now.high() + most(most_arrivals * h);
    if (static_cast<double>(high) > rates_.lines) {
      high = std::max(now.high(), static_cast<std::size_t>(rates_.lines));
    }
    const double outward = rates_.departures(static_cast<double>(high));
    const std::size_t low = now.low - std::min(now.low, most(outward * h));
    const std::size_t size = high - low + 1;
    const double rate = most_arrivals + outward;
    if (rate == 0.0) {
      passed.present.add(now, h);
      return;
    }
    // A place at each end, of rate and probability 0, spares the ends a case of their own.
    std::vector<double> up(size + 2, 0.0);
    std::vector<double> down(size + 2, 0.0);
    std::vector<double> stay(size + 2, 0.0);
    for (std::size_t i = 0; i < size; ++i) {
      const auto k = static_cast<double>(low + i);
      up[i + 1] = k < rates_.lines ? arrivals / rate : 0.0;
      down[i + 1] = rates_.departures(k) / rate;
      stay[i + 1] = 1.0 - up[i + 1] - down[i + 1];
    }
    const poisson_weights weights(rate * h, std::abs(slope) / (rate * rate));
    std::vector<double> v(size + 2, 0.0);  // 0 outside of from to to
    std::size_t from = now.low - low + 1;
    std::size_t to = now.high() - low + 1;
    std::copy(now.p.begin(), now.p.end(), v.begin() + static_cast<std::ptrdiff_t>(from));
    std::vector<double> next(size + 2, 0.0);
    std::vector<double> before(slope != 0.0 ? size + 2 : 0, 0.0);
    std::vector<double> end(size + 2, 0.0);
    std::vector<double> present(size + 2, 0.0);
    std::vector<double> later(slope != 0.0 ? size + 2 : 0, 0.0);  // of t p(t)
    for (std::size_t j = 0; j < weights.equal.size(); ++j) {
      const double w = weights.equal[j];
      const double t = weights.more[j] / rate;
      if (w > negligible || slope != 0.0) {
        for (std::size_t i = from; i <= to; ++i) end[i] += w * v[i];
      }
      for (std::size_t i = from; i <= to; ++i) present[i] += t * v[i];
      const std::size_t l = std::max<std::size_t>(from, 2) - 1;
      const std::size_t r = std::min(to + 1, size);
      for (std::size_t i = l; i <= r; ++i) {
        next[i] = stay[i] * v[i] + up[i - 1] * v[i - 1] + down[i + 1] * v[i + 1];
      }
      if (slope != 0.0) {
        const double after = j + 1 < weights.more.size() ? weights.more[j + 1] : 0.0;
        const double tt = static_cast<double>(j + 1) * after / (rate * rate);
        const double turn = static_cast<double>(j) * slope / (rate * rate);
        for (std::size_t i = from; i <= to; ++i) later[i] += tt * v[i];
        for (std::size_t i = from; i <= to; ++i) {
          if (static_cast<double>(low + i - 1) >= rates_.lines) continue;
          next[i] -= turn * before[i];
          if (i < size) next[i + 1] += turn * before[i];
        }
        before = v;
      }
      std::swap(v, next);
      from = l;
      to = r;
      const auto nothing = [&](std::size_t i) {
        return std::abs(v[i]) < negligible && (slope == 0.0 || std::abs(before[i]) < negligible);
      };
      while (from < to && nothing(from)) v[from] = next[from] = 0.0, ++from;
      while (to > from && nothing(to)) v[to] = next[to] = 0.0, --to;
    }
    const system_states stayed = trimmed(low, present);
    passed.present.add(stayed);
    passed.arriving.add(stayed, arrivals);
    if (slope != 0.0) passed.arriving.add(trimmed(low, later), slope);
    now = trimmed(low, end);
  }

  /// Without the ends that nothing is lost with, and without the places beside them.
  [[nodiscard]] static system_states trimmed(std::size_t low, const std::vector<double>& p) {
    std::size_t from = 1;
    std::size_t to = p.size() - 2;
    while (from < to && std::abs(p[from]) < negligible) ++from;
    while (to > from && std::abs(p[to]) < negligible) --to;
    return {low + from - 1, std::vector<double>(p.begin() + static_cast<std::ptrdiff_t>(from),
                                                p.begin() + static_cast<std::ptrdiff_t>(to) + 1)};
  }

  system_rates rates_;
  double length_;
};

}  // namespace krarup::detail
