// Integrals of a few smooth functions at once, whose values are costly: Clenshaw and Curtis's rule,
// whose nodes are kept where their number is doubled.
//
// Sources
//   [1] C. W. Clenshaw, A. R. Curtis, A method for numerical integration on an automatic computer,
//       Numerische Mathematik 2, 1960.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

namespace krarup::detail {

/// Weights of the n + 1 nodes cos(k pi / n) on [-1, 1]; n is even.
[[nodiscard]] inline std::vector<double> clenshaw_curtis_weights(std::size_t n) {
  std::vector<double> weights(n + 1);
  const auto real = static_cast<double>(n);
  for (std::size_t k = 0; k <= n; ++k) {
    double sum = 1.0;
    for (std::size_t j = 1; j <= n / 2; ++j) {
      const auto d = static_cast<double>(j);
      const double term = std::cos(2.0 * d * static_cast<double>(k) * std::numbers::pi / real) /
                          (4.0 * d * d - 1.0);
      sum -= j < n / 2 ? 2.0 * term : term;
    }
    weights[k] = (k == 0 || k == n ? 1.0 : 2.0) / real * sum;
  }
  return weights;
}

/// The integrals of f(x), an array, from low to high, within about tolerance * scale. The number of
/// nodes is doubled until the sums change so little that the next change, which is about the square of
/// this one, is below the tolerance with much to spare; from 64 nodes on the range is halved.
template <std::size_t Size, class Function>
[[nodiscard]] std::array<double, Size> integral_of(const Function& f, double low, double high,
                                                   const std::array<double, Size>& scale,
                                                   double tolerance, int halvings = 0) {
  using values = std::array<double, Size>;
  constexpr std::size_t first = 4;
  constexpr std::size_t most = 64;
  const double enough = 0.1 * std::pow(tolerance, 2.0 / 3.0);
  const double middle = low + 0.5 * (high - low);
  const auto at = [&](std::size_t k, std::size_t n) {
    const double angle = std::numbers::pi * static_cast<double>(k) / static_cast<double>(n);
    return f(std::clamp(middle - 0.5 * (high - low) * std::cos(angle), low, high));
  };
  std::vector<values> node;
  for (std::size_t k = 0; k <= first; ++k) node.push_back(at(k, first));
  values sum{};
  for (std::size_t n = first; n <= most; n *= 2) {
    if (n > first) {
      std::vector<values> finer(n + 1);
      for (std::size_t k = 0; k <= n; ++k) finer[k] = k % 2 == 0 ? node[k / 2] : at(k, n);
      node.swap(finer);
    }
    const std::vector<double> weights = clenshaw_curtis_weights(n);
    values now{};
    for (std::size_t k = 0; k <= n; ++k) {
      for (std::size_t i = 0; i < Size; ++i) now[i] += 0.5 * (high - low) * weights[k] * node[k][i];
    }
    bool agrees = n > first;
    for (std::size_t i = 0; i < Size; ++i) {
      agrees = agrees && std::abs(now[i] - sum[i]) <= enough * scale[i];
    }
    sum = now;
    if (agrees || (n == most && halvings == 20)) return sum;
  }
  sum = integral_of<Size>(f, low, middle, scale, 0.5 * tolerance, halvings + 1);
  const values rest = integral_of<Size>(f, middle, high, scale, 0.5 * tolerance, halvings + 1);
  for (std::size_t i = 0; i < Size; ++i) sum[i] += rest[i];
  return sum;
}

}  // namespace krarup::detail
