#include <krarup/detail/birth_death.hpp>

#include <cmath>
#include <cstddef>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

TEST(birth_death, poisson_weights) {
  for (const double mean : {1e-3, 1.0, 17.5, 300.0}) {
    const poisson_weights weights(mean);
    double sum = 0.0;
    double first = 0.0;
    for (std::size_t j = 0; j < weights.equal.size(); ++j) {
      sum += weights.equal[j];
      first += static_cast<double>(j) * weights.equal[j];
      EXPECT_NEAR(sum + weights.more[j], 1.0, 1e-14);
    }
    EXPECT_NEAR(first, mean, 1e-13 * mean + 1e-15);
    EXPECT_NEAR(weights.equal[0], std::exp(-mean), 1e-13 * std::exp(-mean));
  }
}

TEST(birth_death, states_add_up) {
  system_states sum{5, {0.25}};
  sum.add({3, {0.5, 0.125}});
  sum.add({7, {0.125}}, 2.0);
  sum.add({});
  EXPECT_EQ(sum.low, 3U);
  EXPECT_EQ(sum.p, (std::vector<double>{0.5, 0.125, 0.25, 0.0, 0.25}));
  EXPECT_EQ(sum.high(), 7U);
  EXPECT_EQ(sum.sum(), 1.125);
  EXPECT_EQ(sum.mean([](double k) { return k; }), 1.5 + 0.5 + 1.25 + 1.75);
}

TEST(birth_death, departures) {
  const system_rates rates{.handling = 2.0, .agents = 3.0, .hanging_up = 0.5};
  EXPECT_EQ(rates.departures(2.0), 4.0);
  EXPECT_EQ(rates.departures(5.0), 7.0);
}

// m' = rate + slope t - m: all leave alike, so the number is Poisson.
TEST(birth_death, arrivals_in_a_straight_line) {
  for (const double slope : {0.0, 0.5, -0.5}) {
    const system_rates rates{.arrivals = 3.0,
                             .arrivals_slope = slope,
                             .handling = 1.0,
                             .agents = 4.0,
                             .hanging_up = 1.0};
    system_states now{0, {1.0}};
    system_time passed;
    uniformization(rates, 5.0).advance(now, passed);
    const double left = std::exp(-5.0);
    const double mean = 3.0 * (1.0 - left) + slope * (5.0 - 1.0 + left);
    double poisson = std::exp(-mean);
    for (std::size_t k = 0; k < now.p.size(); ++k) {
      EXPECT_NEAR(now.p[k], poisson, 1e-14);
      poisson *= mean / static_cast<double>(k + 1);
    }
    EXPECT_NEAR(passed.present.sum(), 5.0, 1e-13);
    EXPECT_NEAR(passed.arriving.sum(), 15.0 + 12.5 * slope, 1e-12);
  }
}

TEST(birth_death, nothing_happens_where_nothing_can) {
  system_states now{2, {0.5, 0.5}};
  system_time passed;
  uniformization({.handling = 1.0}, 7.0).advance(now, passed);
  EXPECT_EQ(now.p, (std::vector<double>{0.5, 0.5}));
  EXPECT_EQ(passed.present.sum(), 7.0);
}

}  // namespace
}  // namespace krarup::detail
