#include <krarup/detail/gamma_factors.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/special_functions/bessel.hpp>

#include <support/relative_error.hpp>

namespace krarup::detail {
namespace {

using support::within;

TEST(beyond_tangent, has_no_difference_near_0) {
  for (double u = 1e-300; u < 700.0; u *= 3.7) {
    for (const double at : {u, -u}) {
      const long double x = at;
      const long double series =
          x * x * (0.5L + x * (1.0L / 6.0L + x * (1.0L / 24.0L + x / 120.0L)));
      EXPECT_TRUE(within(20, beyond_tangent(at), u < 1e-4 ? series : std::expm1(x) - x)) << at;
    }
  }
  EXPECT_EQ(beyond_tangent(0.0), 0.0);
}

TEST(two_sided_integral, is_a_bessel_function) {
  // For rise = fall = z: exp(2 z) times the integral of exp(-2 z cosh t), which is 2 K_0(2 z).
  for (double z = 1e-6; z < 300.0; z *= 3.0) {
    const double expected = 2.0 * std::exp(2.0 * z) * boost::math::cyl_bessel_k(0, 2.0 * z);
    EXPECT_TRUE(within(200, two_sided_integral(z, z), expected)) << z;
  }
}

TEST(two_sided_integral, is_a_normal_one_where_it_falls_fast) {
  for (const double size : {1e8, 1e12, 1e16}) {
    for (const double share : {0.0, 0.3, 1.0}) {
      const double expected = std::sqrt(6.2831853071795865 / size);
      EXPECT_NEAR(two_sided_integral(share * size, (1.0 - share) * size), expected,
                  expected * (1.0 / size + 1e-14));
    }
  }
}

TEST(gamma_at_most, is_a_sum_of_poisson_terms_for_whole_shapes) {
  for (const double x : {0.2, 1.0, 3.0}) {
    const double lambda = 3.0 * x;
    const double beyond = std::exp(-lambda) * (1.0 + lambda + lambda * lambda / 2.0);
    EXPECT_TRUE(within(20, gamma_at_most(3.0, std::log(x), true), beyond));
    EXPECT_TRUE(within(40, gamma_at_most(3.0, std::log(x), false), 1.0L - beyond));
  }
}

// Integrals of the density at 60 digits, by mpmath.
TEST(gamma_at_most, of_shapes_that_end_no_series) {
  struct row {
    double shape;
    double u;
    long double at_most;
    long double beyond;
  };
  constexpr row rows[] = {
      {110000000.0, -0.0009534625892455923, 7.7455703972863151796e-24L, 1.0L},
      {110000000.0, -0.0002860387767736777, 0.0013506729015533038523L, 0.99864932709844669604L},
      {110000000.0, -4.767312946227962e-05, 0.30855012691377450385L, 0.69144987308622549615L},
      {110000000.0, 0.0, 0.5000126792179883434L, 0.4999873207820116566L},
      {110000000.0, 9.534625892455923e-08, 0.50041162143159717546L, 0.49958837856840282454L},
      {110000000.0, 0.00019069251784911847, 0.97725501547948104252L, 0.022744984520518957483L},
      {110000000.0, 0.0009534625892455923, 1.0L, 7.4961187970095343356e-24L},
      {1000000000.0, -0.00031622776601683794, 7.6613274587698231458e-24L, 1.0L},
      {1000000000.0, -9.486832980505138e-05, 0.0013501549878325881993L, 0.99864984501216741169L},
      {1000000000.0, -1.5811388300841898e-05, 0.30854171372322310465L, 0.69145828627677689535L},
      {1000000000.0, 0.0, 0.50000420522087005696L, 0.49999579477912994304L},
      {1000000000.0, 3.162277660168379e-08, 0.50040314743474787382L, 0.49959685256525212618L},
      {1000000000.0, 6.324555320336759e-05, 0.97725157535110124661L, 0.022748424648898753395L},
      {1000000000.0, 0.00031622776601683794, 1.0L, 7.5785967318827401224e-24L},
      {1e+20, -1e-09, 7.6198531549686558875e-24L, 1.0L},
      {1e+20, -3e-10, 0.0013498980324426001575L, 0.99865010196755739973L},
      {1e+20, -5e-11, 0.3085375387391893397L, 0.6914624612608106603L},
      {1e+20, 0.0, 0.50000000001329807601L, 0.49999999998670192399L},
      {1e+20, 1e-13, 0.50039894222720913861L, 0.49960105777279086139L},
      {1e+20, 2e-10, 0.97724986805721989338L, 0.022750131942780106615L},
      {1e+20, 1e-09, 1.0L, 7.6198528933523025795e-24L},
  };
  for (const auto& [shape, u, at_most, beyond] : rows) {
    EXPECT_TRUE(within(5000, gamma_at_most(shape, u, false), at_most)) << shape << ' ' << u;
    EXPECT_TRUE(within(5000, gamma_at_most(shape, u, true), beyond)) << shape << ' ' << u;
  }
  for (const double shape : {1e9, 1e12, 1e30}) {
    EXPECT_EQ(gamma_at_most(shape, -infinity, false), 0.0);
    EXPECT_EQ(gamma_at_most(shape, -infinity, true), 1.0);
    EXPECT_EQ(gamma_at_most(shape, infinity, false), 1.0);
    EXPECT_EQ(gamma_at_most(shape, 1e3, true), 0.0);
  }
}

/// E[X^s] over time: Gamma(k + s) / (Gamma(k) k^s) of each factor.
double moment(double squared_variation, double power) {
  if (squared_variation == 0.0) return 1.0;
  const double k = 1.0 / squared_variation;
  return std::exp(std::lgamma(k + power) - std::lgamma(k) - power * std::log(k));
}

TEST(mean_over, has_the_moments_of_the_law) {
  for (const auto& [one, other] : std::vector<std::array<double, 2>>{
           {2.0, 0.0}, {0.0, 0.0625}, {0.01, 0.0}, {0.25, 0.5}, {2.0, 3.0}, {0.01, 0.04}}) {
    const gamma_factors law(one, other);
    for (const double power : {-0.25, 0.5, 1.0, 2.0, 5.0, 20.0}) {
      const double over_time = moment(one, power) * moment(other, power);
      const double over_contacts = moment(one, power + 1.0) * moment(other, power + 1.0);
      const auto f = [&](double u) { return std::array{std::exp(power * u)}; };
      EXPECT_TRUE(within(5e4, mean_over<1>(law, weighted_by::time, {}, f)[0], over_time))
          << one << ' ' << other << ' ' << power;
      EXPECT_TRUE(within(5e4, mean_over<1>(law, weighted_by::contacts, {}, f)[0], over_contacts))
          << one << ' ' << other << ' ' << power;
    }
  }
}

TEST(mean_over, finds_what_lies_far_out_in_the_tail) {
  const gamma_factors law(0.01, 0.0);
  for (const double from : {1.0, 2.0, 4.0, 8.0}) {  // P(X > 8) is 1e-218
    const double u = std::log(from);
    const auto f = [&](double v) { return std::array{v > u ? 1.0 : 0.0}; };
    EXPECT_TRUE(within(1e6, mean_over<1>(law, weighted_by::time, {.at = u}, f)[0],
                       gamma_at_most(100.0, u, true)))
        << from;
  }
  for (const double to : {1.0, 0.5, 0.1, 0.01}) {
    const double u = std::log(to);
    const auto f = [&](double v) { return std::array{v < u ? 1.0 : 0.0}; };
    EXPECT_TRUE(within(1e6, mean_over<1>(law, weighted_by::time, {.at = u}, f)[0],
                       gamma_at_most(100.0, u, false)))
        << to;
  }
}

TEST(mean_over, is_the_function_at_1_where_nothing_varies) {
  for (const double none : {0.0, 1e-33}) {
    const gamma_factors law(none, 0.0);
    EXPECT_TRUE(law.none());
    const auto f = [](double u) { return std::array{std::exp(u), 7.0}; };
    EXPECT_EQ((mean_over<2>(law, weighted_by::contacts, {}, f)), (std::array{1.0, 7.0}));
  }
}

}  // namespace
}  // namespace krarup::detail
