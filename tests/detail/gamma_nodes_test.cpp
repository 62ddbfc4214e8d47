#include <krarup/detail/gamma_nodes.hpp>

#include <cmath>

#include <gtest/gtest.h>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/quadrature/gauss_kronrod.hpp>

namespace krarup::detail {
namespace {

template <class Function>
double mean(const gamma_nodes& nodes, const Function& f) {
  double sum = 0.0;
  for (const auto& [value, probability] : nodes) sum += probability * f(value);
  return sum;
}

TEST(GammaNodes, HaveTheLawsMoments) {
  for (const double v : {1e-6, 0.001, 0.01, 0.09, 0.25}) {
    const gamma_nodes nodes(v, 1.0);
    EXPECT_NEAR(mean(nodes, [](double) { return 1.0; }), 1.0, 1e-14);
    EXPECT_NEAR(mean(nodes, [](double x) { return x; }), 1.0, 1e-9) << v;
    EXPECT_NEAR(mean(nodes, [](double x) { return (x - 1.0) * (x - 1.0); }), v, 1e-7 * v) << v;
  }
}

// Functions that bend within a part of the factor's deviation, against Boost's law and quadrature.
TEST(GammaNodes, FollowAFunctionThatBends) {
  const double v = 0.04;
  const boost::math::gamma_distribution<> law(1.0 / v, v);
  using rule = boost::math::quadrature::gauss_kronrod<double, 31>;
  for (const double width : {0.1, 0.03, 0.01}) {
    for (const double at : {0.8, 1.1, 1.5}) {
      const auto f = [=](double x) {
        return 0.5 * std::erfc(std::log(x / at) / (width * std::sqrt(2.0)));
      };
      const auto integrand = [&](double x) { return f(x) * boost::math::pdf(law, x); };
      const double truth = rule::integrate(integrand, 0.0, at, 15, 1e-12) +
                           rule::integrate(integrand, at, 6.0, 15, 1e-12);
      EXPECT_NEAR(mean(gamma_nodes(v, width), f), truth, 1e-8) << width << " at " << at;
    }
  }
}

TEST(GammaNodes, AreOneWithoutVariation) {
  for (const double v : {0.0, 1e-40}) {
    const gamma_nodes nodes(v, 1.0);
    EXPECT_EQ(nodes.end() - nodes.begin(), 1);
    EXPECT_EQ(nodes.largest(), 1.0);
  }
  EXPECT_GT(gamma_nodes(0.04, 1.0).largest(), 2.0);
}

}  // namespace
}  // namespace krarup::detail
