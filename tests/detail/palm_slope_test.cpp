#include <krarup/detail/palm_slope.hpp>

#include <cmath>
#include <iomanip>
#include <limits>

#include <gtest/gtest.h>
#include <boost/math/special_functions/bernoulli.hpp>
#include <boost/math/special_functions/digamma.hpp>

#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup::detail {
namespace {

using support::error_in_epsilons;
using support::real;

constexpr double infinity = std::numeric_limits<double>::infinity();

auto at(double x, double y) {
  return testing::Message().operator<<(std::setprecision(17)) << "x " << x << ", y " << y;
}

// Gamma's logarithm

real slope_of_log_gamma(double x) {
  return boost::math::digamma(real(x) + 1);
}

TEST(stirling_slope, is_what_the_leading_terms_leave_of_digamma) {
  for (const double x : {8.0, 8.5, 9.0, 10.0, 14.0, 20.0, 60.0, 1e3, 1e9}) {
    const real whole = slope_of_log_gamma(x) - log(real(x)) - real(0.5) / x;
    EXPECT_LE(error_in_epsilons(stirling_slope(x), whole), x < 10.0 ? 80 : 2) << x;
    real terms = 0;  // of Stirling's series; the next is 2e-14 of it at 8
    for (int k = 1; k < 10; ++k) {
      terms -= boost::math::bernoulli_b2n<real>(k) / (2 * k) * pow(real(x), -2 * k);
    }
    EXPECT_LE(error_in_epsilons(stirling_slope(x), terms), 2) << x;
  }
}

TEST(log_gamma_slope, is_digamma) {
  for (const double x :
       {1e-300, 1e-9, 0.01, 0.25, 0.46, 0.5, 1.0, 2.5, 3.0, 5.5, 7.0, 7.999, 8.0, 8.5, 20.0, 1e6}) {
    const real truth = slope_of_log_gamma(x);  // with a zero at 0.4616
    EXPECT_LE(abs(log_gamma_slope(x) - truth),
              support::epsilon * (4 + static_cast<double>(abs(truth))))
        << x;
  }
}

// Polynomials

struct any_fit {
  static constexpr int columns[] = {3, 2, 1};
  static constexpr double rows[3][3] = {{2.0, -3.0, 5.0}, {7.0, -11.0}, {13.0}};
};

TEST(gradient_of, is_a_polynomial_with_its_derivatives) {
  for (const double u : {-1.0, 0.0, 0.5, 2.0}) {
    for (const double v : {-2.0, 0.0, 1.0, 0.25}) {
      const palm_gradient got = gradient_of<any_fit>(u, v);
      EXPECT_EQ(got.value, (2 - 3 * v + 5 * v * v) + u * (7 - 11 * v) + u * u * 13);
      EXPECT_EQ(got.by_u, (7 - 11 * v) + 26 * u);
      EXPECT_EQ(got.by_v, (-3 + 10 * v) - 11 * u);
    }
  }
}

// Palm's function

/// dF/dx: F is x times the integral of f = exp(y (1 - e^-s) - x s), over s > 0 for y < x and over
/// s < 0 for y > x, and x df/dx is -x s f.
real true_slope(double x, double y, support::oracle_quadrature& integral) {
  const support::oracle_integral sums =
      y < x ? integral(x, y, 0, infinity) : integral(x, y, -infinity, 0);
  return exp(sums.log) * (sums.all - x * sums.time);
}

/// x times the integral of s e^-s f over s > 0.
real true_time(double x, double y, support::oracle_quadrature& integral) {
  const support::oracle_integral sums = integral(x, y, 0, infinity);
  return exp(sums.log) * x * sums.patient_time;
}

/// What rounding leaves: 1 - K and its slope lose digits as y/x falls.
double epsilons_of_slope(double rho) {
  return rho < 0.55 ? 20 : 12;
}

TEST(palm_slope, is_the_derivative_by_x_in_every_range) {
  support::oracle_quadrature integral;
  for (const double x : {8.0, 11.3, 40.0, 128.0, 300.0, 1e8}) {
    for (const double rho :
         {0.17, 0.2,   0.3,   0.45, 0.549, 0.551, 0.7,   0.9, 0.999, 1.0,   1.001, 1.2,
          1.5,  1.649, 1.651, 1.9,  2.4,   2.999, 3.001, 3.5, 6.0,   100.0, 1e9}) {
      const double y = std::max(rho, 0.17) * x;
      EXPECT_LE(error_in_epsilons(palm_slope(x, y, y - x), true_slope(x, y, integral)),
                epsilons_of_slope(rho))
          << at(x, y);
    }
    for (const double z : {-3.0, -0.7, -0.1, -1e-3, 1e-3, 0.1, 0.7, 3.0}) {  // about the peak of f
      const double y = x + z * std::sqrt(x);
      if (y < 0.17 * x) continue;
      EXPECT_LE(error_in_epsilons(palm_slope(x, y, y - x), true_slope(x, y, integral)),
                epsilons_of_slope(y / x))
          << at(x, y);
    }
  }
}

TEST(palm_time_below, is_the_time_of_the_patient) {
  support::oracle_quadrature integral;
  for (const double x : {8.0, 11.3, 30.0, 1e8}) {
    for (const double rho : {1e-300, 1e-9, 1e-3, 0.05, 0.1, 0.15, 0.169, 0.171, 0.3, 0.6, 0.9}) {
      const double y = rho * x;
      EXPECT_LE(error_in_epsilons(palm_time_below(x, y, y - x), true_time(x, y, integral)),
                rho < 0.17 ? 4 : epsilons_of_slope(rho))
          << at(x, y);
    }
  }
}

TEST(palm_time_few, is_the_time_of_the_patient_for_few_agents) {
  support::oracle_quadrature integral;
  for (const double x : {1e-300, 1e-3, 0.5, 1.0, 2.5, 5.3, 7.0, 7.999}) {
    const double far = x + std::ceil(palm_least_x - x);
    for (const double y : {1e-300, 1e-6, 0.3, 3.0, 6.0, 8.5, 9.0, 13.0, 20.0, 60.0, 100.0}) {
      const palm_kernel kernel(far, y);
      // e^y is part of it: y epsilons from the rounding of y alone.
      EXPECT_LE(error_in_epsilons(palm_time_few(kernel, x, y), true_time(x, y, integral)), 6 + y)
          << at(x, y);
    }
  }
}

}  // namespace
}  // namespace krarup::detail
