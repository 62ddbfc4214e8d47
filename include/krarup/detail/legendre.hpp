// Polynomials of degree 19 by their values at the 20 Gauss nodes of an interval, or by their Legendre
// coefficients: values, integrals, and quadrature.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <krarup/detail/falling_exponent.hpp>

namespace krarup::detail {

/// Legendre's polynomials P_0 to P_20 at z.
struct legendre {
  static constexpr std::size_t nodes = 20;
  using series = std::array<double, nodes>;  // coefficients of P_0 to P_19
  using values = std::array<double, nodes>;  // at the nodes

  constexpr explicit legendre(double z) {
    p[0] = 1.0;
    p[1] = z;
    for (std::size_t k = 1; k < nodes; ++k) {
      const auto d = static_cast<double>(k);
      p[k + 1] = ((2.0 * d + 1.0) * z * p[k] - d * p[k - 1]) / (d + 1.0);
    }
  }

  [[nodiscard]] constexpr double value(const series& of) const {
    double sum = 0.0;
    for (std::size_t k = nodes; k-- > 0;) sum += of[k] * p[k];
    return sum;
  }

  /// The integral from -1 to z.
  [[nodiscard]] constexpr double integral(const series& of) const {
    double sum = of[0] * (p[1] + 1.0);
    for (std::size_t k = 1; k < nodes; ++k) {
      sum += of[k] * ((p[k + 1] - p[k - 1]) / (2.0 * static_cast<double>(k) + 1.0));
    }
    return sum;
  }

  /// The i-th node, and its weight; the first and the last in place are the 19th and the 20th.
  static constexpr double node(std::size_t i) {
    return i % 2 == 0 ? -gauss_nodes[i / 2] : gauss_nodes[i / 2];
  }
  static constexpr double weight(std::size_t i) { return gauss_weights[i / 2]; }
  static constexpr std::size_t first = 18;
  static constexpr std::size_t last = 19;

  std::array<double, nodes + 1> p{};
};

/// At both ends.
inline constexpr legendre legendre_at_start(-1.0);
inline constexpr legendre legendre_at_end(1.0);

/// What the 20 values say, by the column of each value.
struct legendre_tables {
  std::array<legendre::series, legendre::nodes> coefficients{};
  std::array<legendre::values, legendre::nodes> integrals{};  // from -1 to each node

  constexpr legendre_tables() {
    for (std::size_t j = 0; j < legendre::nodes; ++j) {
      const legendre at(legendre::node(j));
      for (std::size_t k = 0; k < legendre::nodes; ++k) {
        coefficients[j][k] = (static_cast<double>(k) + 0.5) * legendre::weight(j) * at.p[k];
      }
    }
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      const legendre at(legendre::node(i));
      legendre::series antiderivative{};
      antiderivative[0] = at.p[1] + 1.0;
      for (std::size_t k = 1; k < legendre::nodes; ++k) {
        antiderivative[k] = (at.p[k + 1] - at.p[k - 1]) / (2.0 * static_cast<double>(k) + 1.0);
      }
      for (std::size_t j = 0; j < legendre::nodes; ++j) {
        for (std::size_t k = 0; k < legendre::nodes; ++k) {
          integrals[j][i] += antiderivative[k] * coefficients[j][k];
        }
      }
    }
  }

  [[nodiscard]] static constexpr legendre::values combined(
      const std::array<legendre::values, legendre::nodes>& columns,
      const legendre::values& values) {
    legendre::values sum{};
    for (std::size_t j = 0; j < legendre::nodes; ++j) {
      for (std::size_t i = 0; i < legendre::nodes; ++i) sum[i] += columns[j][i] * values[j];
    }
    return sum;
  }
};

inline const legendre_tables legendre_table;

/// Coefficients of the polynomial with these values at the nodes.
[[nodiscard]] inline legendre::series legendre_series(const legendre::values& values) {
  return legendre_tables::combined(legendre_table.coefficients, values);
}

/// The largest of the last coefficients: rounding, where 20 values say all.
[[nodiscard]] inline double legendre_tail(const legendre::series& of) {
  return std::max({std::abs(of[17]), std::abs(of[18]), std::abs(of[19])});
}

/// Its integrals from -1 to each node.
[[nodiscard]] inline legendre::values legendre_integrals(const legendre::values& values) {
  return legendre_tables::combined(legendre_table.integrals, values);
}

/// Its integral from -1 to 1.
[[nodiscard]] constexpr double gauss_sum(const legendre::values& values) {
  double sum = 0.0;
  for (std::size_t i = 0; i < legendre::nodes; ++i) sum += legendre::weight(i) * values[i];
  return sum;
}

/// P_0 to P_19, and their integrals from -1 on, at 20 places at once.
struct legendre_places {
  explicit legendre_places(const legendre::values& z) {
    p[0].fill(1.0);
    p[1] = z;
    for (std::size_t i = 0; i < legendre::nodes; ++i) integral[0][i] = z[i] + 1.0;
    for (std::size_t k = 1; k < legendre::nodes; ++k) {
      const auto d = static_cast<double>(k);
      const double next = (2.0 * d + 1.0) / (d + 1.0);
      const double before = d / (d + 1.0);
      const double per = 1.0 / (2.0 * d + 1.0);
      for (std::size_t i = 0; i < legendre::nodes; ++i) {
        p[k + 1][i] = next * z[i] * p[k][i] - before * p[k - 1][i];
        integral[k][i] = (p[k + 1][i] - p[k - 1][i]) * per;
      }
    }
  }

  /// The Gauss nodes of low < z < high.
  [[nodiscard]] static legendre_places between(double low, double high) {
    legendre::values z{};
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      z[i] = low + 0.5 * (high - low) * (1.0 + legendre::node(i));
    }
    return legendre_places(z);
  }

  [[nodiscard]] legendre::values value(const legendre::series& of) const { return sum(p, of); }
  [[nodiscard]] legendre::values integral_of(const legendre::series& of) const {
    return sum(integral, of);
  }

  std::array<legendre::values, legendre::nodes + 1> p;
  std::array<legendre::values, legendre::nodes> integral;

 private:
  template <class Rows>
  static legendre::values sum(const Rows& rows, const legendre::series& of) {
    legendre::values all{};
    for (std::size_t k = legendre::nodes; k-- > 0;) {
      for (std::size_t i = 0; i < legendre::nodes; ++i) all[i] += of[k] * rows[k][i];
    }
    return all;
  }
};

}  // namespace krarup::detail
