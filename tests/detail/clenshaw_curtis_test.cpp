#include <krarup/detail/clenshaw_curtis.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

// n + 1 nodes integrate polynomials of degree n.
TEST(clenshaw_curtis, weights) {
  for (const std::size_t n : {2U, 4U, 8U, 64U}) {
    const std::vector<double> weights = clenshaw_curtis_weights(n);
    ASSERT_EQ(weights.size(), n + 1);
    for (std::size_t power = 0; power <= std::min<std::size_t>(n, 12); ++power) {
      double sum = 0.0;
      for (std::size_t k = 0; k <= n; ++k) {
        const double x =
            std::cos(std::numbers::pi * static_cast<double>(k) / static_cast<double>(n));
        sum += weights[k] * std::pow(x, static_cast<double>(power));
      }
      EXPECT_NEAR(sum, power % 2 == 0 ? 2.0 / static_cast<double>(power + 1) : 0.0, 1e-14);
    }
  }
}

TEST(clenshaw_curtis, several_integrals_at_once) {
  const auto f = [](double x) { return std::array{std::exp(x), std::cos(3.0 * x)}; };
  const auto [grows, swings] = integral_of<2>(f, -1.0, 2.0, {1.0, 1.0}, 1e-10);
  EXPECT_NEAR(grows, std::exp(2.0) - std::exp(-1.0), 1e-10);
  EXPECT_NEAR(swings, (std::sin(6.0) + std::sin(3.0)) / 3.0, 1e-10);
}

TEST(clenshaw_curtis, asks_more_where_less_is_smooth) {
  std::size_t asked = 0;
  const auto f = [&asked](double x) {
    ++asked;
    return std::array{std::sqrt(std::abs(x - 0.3))};
  };
  const double expected = (std::pow(0.3, 1.5) + std::pow(0.7, 1.5)) * 2.0 / 3.0;
  EXPECT_NEAR((integral_of<1>(f, 0.0, 1.0, {1.0}, 1e-8)[0]), expected, 1e-7);
  EXPECT_GT(asked, 130U);
  asked = 0;
  const auto calm = [&asked](double x) {
    ++asked;
    return std::array{x * x};
  };
  EXPECT_NEAR((integral_of<1>(calm, 0.0, 3.0, {1.0}, 1e-8)[0]), 9.0, 1e-13);
  EXPECT_EQ(asked, 9U);
}

}  // namespace
}  // namespace krarup::detail
