// How far a contact in a queue moves up in a time, while each of those before it hangs up at one rate
// and agents take who is first at another: in closed form, whose terms are all positive.
//
// With k ahead the queue moves at the rate H + k b. With u = H / b the number of moves within x is as
// if each of k + u were gone with the chance 1 - e^{-b x}: a binomial law, of a number that need not be
// whole, and a Poisson law where b = 0.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <krarup/detail/birth_death.hpp>

namespace krarup::detail {

/// How fast a contact moves up, and hangs up.
struct tagged_rates {
  double handling;  // of all agents together
  double hanging_up;

  explicit tagged_rates(const system_rates& rates)
      : handling(rates.agents * rates.handling), hanging_up(rates.hanging_up) {}
  [[nodiscard]] double up(std::size_t ahead) const {
    return handling + static_cast<double>(ahead) * hanging_up;
  }
  /// P(it does not hang up within x).
  [[nodiscard]] double stay(double x) const { return std::exp(-hanging_up * x); }
};

/// A product whose factors may lead out of the range of a double on the way.
class long_product {
 public:
  explicit long_product(double log) : log_(log) {}
  void multiply(double factor) {
    mantissa_ *= factor;
    if (mantissa_ > 1e200 || (mantissa_ < 1e-200 && mantissa_ > 0.0)) {
      log_ += std::log(mantissa_);
      mantissa_ = 1.0;
      scale_ = std::exp(log_);
    }
  }
  [[nodiscard]] double value() const { return mantissa_ * scale_; }

 private:
  double log_;
  double mantissa_ = 1.0;
  double scale_ = std::exp(log_);
};

/// P(no more than k of a queue are gone within x, which moves as if `own` more were ahead), for each k
/// below size: with own = 0 P(no answer within x | k ahead) for whom does not hang up.
/// Formula   sum over m <= k of (u + own)_m / m! (1 - e^{-bx})^m e^{-(H + own b) x}
[[nodiscard]] inline std::vector<double> not_gone_within(double x, const tagged_rates& rates,
                                                         std::size_t own, std::size_t size) {
  std::vector<double> chance(size);
  const double b = rates.hanging_up;
  const double gone = b > 0.0 ? -std::expm1(-b * x) / b : x;
  long_product term(-rates.up(own) * x);
  double sum = term.value();
  for (std::size_t k = 0; k < size; ++k) {
    if (k > 0) {
      term.multiply(rates.up(k - 1 + own) / static_cast<double>(k) * gone);
      sum += term.value();
    }
    chance[k] = std::min(sum, 1.0);
  }
  return chance;
}

/// Means of what is then, by the number that is ahead then, for each number ahead x before; nothing for
/// whom an agent has taken.
/// Formula   sum over m <= k of W(k, m) then(k - m), with
///           W(k, m) = up(k) ... up(k - m + 1) / m! ((e^{bx} - 1) / b)^m e^{-(H + k b) x}
template <std::size_t Size>
[[nodiscard]] std::vector<std::array<double, Size>> moved_up(
    const std::vector<std::array<double, Size>>& then, double x, const tagged_rates& rates) {
  constexpr double negligible = 1e-17;
  constexpr double tiny = 1e-150;
  constexpr std::size_t most_rows = 64;
  const std::size_t size = then.size();
  const double b = rates.hanging_up;
  const double growth = b > 0.0 ? std::expm1(b * x) / b : x;
  const double stay = rates.stay(x);
  std::vector<double> up(size + 1);
  for (std::size_t j = 0; j <= size; ++j) up[j] = rates.up(j);
  std::array<std::vector<double>, Size> value;
  for (std::size_t q = 0; q < Size; ++q) {
    value[q].resize(size);
    for (std::size_t j = 0; j < size; ++j) value[q][j] = then[j][q];
  }
  std::vector<std::array<double, Size>> now(size);
  // W(k, m) along the edge below which all m are negligible.
  long_product edge(-rates.handling * x);
  std::size_t k = 0;
  std::size_t m = 0;
  const auto one_more_ahead = [&](std::size_t j) {
    return m == 0 ? stay : stay * (up[j] / up[j - m]);
  };
  while (k < size) {
    for (; m < k && edge.value() < negligible; ++m) {
      edge.multiply(up[k - m] * growth / static_cast<double>(m + 1));
    }
    if (edge.value() < negligible) {
      if (++k < size) edge.multiply(one_more_ahead(k));
      continue;
    }
    std::array<double, most_rows> weight;
    std::size_t rows = 0;
    double last = edge.value();
    while (true) {
      weight[rows++] = last;
      if (k + rows == size || rows == most_rows || last < tiny) break;
      last *= one_more_ahead(k + rows);
    }
    std::array<std::array<double, most_rows>, Size> sum{};
    for (std::size_t moves = m; moves < k + rows; ++moves) {
      const double factor = growth / static_cast<double>(moves + 1);
      const std::size_t from = moves > k ? moves - k : 0;
      const std::size_t first = k + from - moves;
      const std::size_t count = rows - from;
      double* w = weight.data() + from;
      for (std::size_t q = 0; q < Size; ++q) {
        double* to = sum[q].data() + from;
        const double* at = value[q].data() + first;
        for (std::size_t i = 0; i < count; ++i) to[i] += w[i] * at[i];
      }
      const double* of = up.data() + first;
      for (std::size_t i = 0; i < count; ++i) w[i] *= of[i] * factor;
      if (weight[rows - 1] < negligible && up[k + rows - 1 - moves] * factor < 1.0) break;
    }
    for (std::size_t row = 0; row < rows; ++row) {
      for (std::size_t q = 0; q < Size; ++q) now[k + row][q] = sum[q][row];
    }
    for (std::size_t row = 0; row < rows; ++row) {
      if (++k < size) edge.multiply(one_more_ahead(k));
    }
  }
  return now;
}

}  // namespace krarup::detail
