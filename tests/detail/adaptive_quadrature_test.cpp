#include <krarup/detail/adaptive_quadrature.hpp>

#include <array>
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include <support/relative_error.hpp>

namespace krarup::detail {
namespace {

using support::within;

TEST(kronrod_rule, is_exact_for_polynomials_up_to_its_degree) {
  for (int degree = 0; degree <= 31; degree += 2) {
    long double sum = 0.0L;
    for (std::size_t k = 0; k < kronrod_nodes.size(); ++k) {
      const long double power = degree == 0 ? 1.0L : std::pow(kronrod_nodes[k], degree);
      sum += (k == 0 ? 1.0L : 2.0L) * kronrod_weights[k] * power;
    }
    EXPECT_TRUE(within(20, static_cast<double>(sum), 2.0L / (degree + 1))) << degree;
  }
}

TEST(kronrod_rule, has_the_nodes_of_gauss_among_its_own) {
  for (int degree = 0; degree <= 19; degree += 2) {
    long double sum = 0.0L;
    for (std::size_t k = 0; k < gauss_weights_of_10.size(); ++k) {
      const long double power = degree == 0 ? 1.0L : std::pow(kronrod_nodes[2 * k + 1], degree);
      sum += 2.0L * gauss_weights_of_10[k] * power;
    }
    EXPECT_TRUE(within(20, static_cast<double>(sum), 2.0L / (degree + 1))) << degree;
  }
}

TEST(adaptive_quadrature, adds_panels_of_smooth_functions) {
  const auto f = [](double x) { return std::array{std::exp(x), std::cos(x)}; };
  adaptive_quadrature<2> sums;
  sums.add(f, -1.0, 0.5);
  sums.add(f, 0.5, 2.0);
  EXPECT_TRUE(within(8, sums.total()[0], std::exp(2.0L) - std::exp(-1.0L)));
  EXPECT_TRUE(within(8, sums.total()[1], std::sin(2.0L) + std::sin(1.0L)));
}

TEST(adaptive_quadrature, halves_panels_where_a_function_bends_or_jumps) {
  constexpr double bend = 0.3;
  const auto f = [](double x) {
    return std::array{std::abs(x - bend), x < bend ? 1.0 : 0.0, std::tanh(1e4 * (x - bend)) + 1.0};
  };
  adaptive_quadrature<3> sums;
  sums.add(f, 0.0, 1.0);
  EXPECT_GT(std::abs(sums.total()[1] - bend), 1e-4);
  sums.refine(f, 1e-12);
  EXPECT_NEAR(sums.total()[0], 0.29, 1e-12);
  EXPECT_NEAR(sums.total()[1], bend, 1e-11);
  EXPECT_NEAR(sums.total()[2], 1.4, 1e-11);
}

TEST(adaptive_quadrature, asks_no_more_than_once_where_the_first_panel_is_fine) {
  int asked = 0;
  const auto f = [&](double x) {
    ++asked;
    return std::array{std::exp(-x * x)};
  };
  adaptive_quadrature<1> sums;
  sums.add(f, -1.0, 1.0);
  sums.refine(f, 1e-12);
  EXPECT_EQ(asked, 21);
  EXPECT_TRUE(within(4, sums.total()[0], 1.493648265624854050798934872263706L));
}

TEST(adaptive_quadrature, keeps_an_infinite_value_and_ends) {
  const auto f = [](double x) {
    return std::array{x > 0.5 ? std::numeric_limits<double>::infinity() : 1.0, x};
  };
  adaptive_quadrature<2> sums;
  sums.add(f, 0.0, 1.0);
  sums.refine(f, 1e-12);
  EXPECT_EQ(sums.total()[0], std::numeric_limits<double>::infinity());
  EXPECT_TRUE(within(4, sums.total()[1], 0.5));
}

}  // namespace
}  // namespace krarup::detail
