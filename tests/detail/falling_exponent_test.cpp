#include <krarup/detail/falling_exponent.hpp>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using detail::falling_exponent;
using support::error_in_epsilons;
using support::real;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(psi, keeps_its_digits) {
  support::random_numbers random(20260621);
  for (int i = 0; i < 3000; ++i) {
    const double theta = random.scale(1e-3, 1e3);
    const double sign = random.one_of(2) == 0 ? -1.0 : 1.0;
    const double u = sign * random.scale(1e-9, 30.0) / theta;
    const double got = detail::psi(u, theta, std::expm1(-theta * u));
    // Beyond 0.3 a difference of 0.3 and 0.26, and more.
    const double most = std::abs(theta * u) > 0.3 ? 8.0 : 3.0;
    EXPECT_LE(error_in_epsilons(got, support::decay_over(real(theta) * u).psi / theta), most)
        << u << ' ' << theta;
  }
  EXPECT_EQ(detail::psi(0.0, 2.0, 0.0), 0.0);
}

TEST(gauss_nodes, are_exact_for_polynomials) {
  for (int power = 0; power < 40; power += 2) {
    double sum = 0.0;
    for (std::size_t i = 0; i < std::size(detail::gauss_nodes); ++i) {
      sum += 2.0 * detail::gauss_weights[i] * std::pow(detail::gauss_nodes[i], power);
    }
    EXPECT_NEAR(sum, 2.0 / (power + 1), 1e-15) << power;
  }
}

struct stretch {
  double from;
  double to;
  double change;
};

/// What `visit` asks the number of panels of.
std::vector<stretch> stretches_of(const falling_exponent& density, double left, double right) {
  std::vector<stretch> all;
  density.visit(
      left, right,
      [&](double from, double to, double change) {
        all.push_back({from, to, change});
        return 0;
      },
      [](double, double, double) {});
  return all;
}

double change_over(const std::vector<stretch>& all) {
  double sum = 0.0;
  for (const stretch& each : all) sum += each.change;
  return sum;
}

falling_exponent any_density(support::random_numbers& random) {
  return {.slope = random.one_of(3) == 0 ? 0.0 : random.scale(1e-6, 1e6),
          .bend = random.scale(1e-4, 1e6),
          .theta = random.scale(1e-6, 1e6)};
}

TEST(falling_exponent, is_followed_until_it_has_fallen_enough) {
  support::random_numbers random(20260622);
  for (int i = 0; i < 3000; ++i) {
    falling_exponent density = any_density(random);
    SCOPED_TRACE(testing::Message()
                 << density.slope << ' ' << density.bend << ' ' << density.theta);
    const auto right = stretches_of(density, 0.0, infinity);
    EXPECT_GE(change_over(right), 42.0 - 1e-12);
    EXPECT_LE(change_over(right), 46.7);
    // The first 40 mean patiences have panels of their own.
    ASSERT_TRUE(right.size() == 1 || right.size() == 2);
    EXPECT_EQ(right[0].from, 0.0);
    if (right.size() == 1) {
      EXPECT_LE(right[0].to, 40.0 / density.theta);
    } else {
      EXPECT_EQ(right[0].to, 40.0 / density.theta);
      EXPECT_EQ(right[1].from, right[0].to);
      EXPECT_GT(right[1].to, right[1].from);
    }
    density.slope = -density.slope;
    const auto left = stretches_of(density, infinity, 0.0);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].to, 0.0);
    EXPECT_GE(left[0].change, 42.0 - 1e-12);
    EXPECT_LE(left[0].change, 131.0);
    density.slope = 0.0;
    if (density.theta > density.bend) {
      EXPECT_LE(change_over(stretches_of(density, infinity, 0.0)), 1.7 * 42.0);
    }
  }
}

// A slope of nothing may have either sign.
TEST(falling_exponent, is_followed_as_far_from_its_peak_itself) {
  for (const double zero : {0.0, -0.0}) {
    const falling_exponent density{.slope = zero, .bend = 3.0, .theta = 0.5};
    EXPECT_GE(change_over(stretches_of(density, 0.0, infinity)), 42.0 - 1e-12);
    EXPECT_GE(change_over(stretches_of(density, infinity, 0.0)), 42.0 - 1e-12);
  }
}

TEST(falling_exponent, is_followed_no_further_than_asked) {
  const falling_exponent density{.slope = 0.0, .bend = 1.0, .theta = 1.0};
  EXPECT_TRUE(stretches_of(density, 0.0, 0.0).empty());
  const auto both = stretches_of(density, 0.5, 0.25);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].to, 0.25);
  EXPECT_EQ(both[1].from, -0.5);
}

TEST(falling_exponent, has_twenty_nodes_a_panel) {
  const falling_exponent density{.slope = 0.0, .bend = 1.0, .theta = 1.0};
  int nodes = 0;
  density.visit(
      0.0, 1.0, [](double, double, double) { return 3; }, [&](double, double, double) { ++nodes; });
  EXPECT_EQ(nodes, 60);
}

// A steep exponential law on the scale of many patiences, and the other way round.
TEST(falling_exponent, is_followed_where_its_scales_lie_apart) {
  for (const double bend : {1e-150, 1e-20, 1e20, 1e150}) {
    for (const double theta : {1e-150, 1e-20, 1e20, 1e150}) {
      const double change = change_over(stretches_of({0.0, bend, theta}, 0.0, infinity));
      EXPECT_GE(change, 42.0 - 1e-12) << bend << ' ' << theta;
      EXPECT_LE(change, 46.7) << bend << ' ' << theta;
    }
  }
}

// In mean patiences, s = theta u, the density is that of the oracle with y = bend/theta.
TEST(falling_exponent, its_nodes_integrate_it) {
  support::random_numbers random(20260623);
  support::oracle_quadrature integral;
  for (int i = 0; i < 30; ++i) {
    const double theta = random.scale(0.01, 100.0);
    const double bend = random.scale(0.1, 1e4);
    const double steep = i % 3 == 0 ? 0.0 : random.scale(0.1, 1.0) * bend;
    const double end = i % 2 == 0 ? infinity : random.scale(0.01, 10.0) / std::sqrt(bend * theta);
    const real y = real(bend) / theta;
    SCOPED_TRACE(testing::Message() << steep << ' ' << bend << ' ' << theta << " to " << end);
    const auto sums = [&](double slope, double left, double right) {
      struct {
        double all = 0.0;
        double time = 0.0;
        double lost = 0.0;
      } sum;
      falling_exponent{slope, bend, theta}.visit(
          left, right,
          [&](double from, double to, double change) {
            const double patiences = from > 0.0 ? 0.0 : theta * (to - from);
            return 1 + static_cast<int>(std::max(change / 8.0, patiences / 4.0));
          },
          [&](double mass, double u, double decline) {
            sum.all += theta * mass;
            sum.time += theta * mass * theta * u;
            sum.lost -= theta * mass * decline;
          });
      return sum;
    };
    const auto right = sums(steep, 0.0, end);
    const auto above = integral((real(steep) + bend) / theta, y, 0, real(theta) * end);
    EXPECT_LE(error_in_epsilons(right.all, above.all), 12);
    EXPECT_LE(error_in_epsilons(right.time, above.time), 12);
    EXPECT_LE(error_in_epsilons(right.lost, above.lost), 12);
    const double slope = -std::min(steep, 0.9 * bend);
    const auto left = sums(slope, end, 0.0);
    const auto below = integral((real(slope) + bend) / theta, y, -real(theta) * end, 0);
    EXPECT_LE(error_in_epsilons(left.all, below.all), 12);
    EXPECT_LE(error_in_epsilons(left.time, below.time), 12);
    EXPECT_LE(error_in_epsilons(left.lost, below.lost), 12);
  }
}

}  // namespace
}  // namespace krarup
