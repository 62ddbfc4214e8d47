#include <krarup/fitting/handle_time.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::within;

TEST(HandleTime, ByHandFromColumnsAndFromAHistogram) {
  // 10, 20, 20, 50 s and 5 s of wrap-up: average 30, variance (225 + 25 + 25 + 625)/3 = 300
  const std::vector<double> each{10, 20, 20, 50};
  const std::vector<double> times{20, 50, 10, 70};
  const std::vector<double> contacts{2, 1, 1, 0};
  for (const auto& estimate :
       {estimate_handle_time({.handle_time = each, .wrap_up = 5s}),
        estimate_handle_time({.handle_time = times, .contacts = contacts, .wrap_up = 5s})}) {
    EXPECT_EQ(estimate.average, 30s);
    EXPECT_TRUE(within(4, estimate.squared_variation, 1.0L / 3));
    EXPECT_TRUE(within(4, estimate.standard_error.count(), std::sqrt(300.0L / 4)));
    EXPECT_EQ(estimate.count, 4.0);
    // influences at strays -1/2, -1/6, -1/6, 5/6: s^2 - 1/3 - 2 s/3
    const double influence[] = {1.0 / 4, -7.0 / 36, -7.0 / 36, -7.0 / 36};
    double squares = 0.0;
    for (const double x : influence) squares += x * x;
    EXPECT_NEAR(estimate.squared_variation_standard_error, std::sqrt(squares) / 4.0, 1e-15);
  }
}

TEST(HandleTime, ErrorsCoverWhatWasDrawn) {
  std::mt19937_64 engine(1);
  const auto uniform = [&] {
    return (static_cast<double>(engine() >> 11U) + 0.5) / 9007199254740992.0;
  };
  int average = 0;
  int variation = 0;
  for (int sample = 0; sample < 200; ++sample) {
    std::vector<double> times(4000);
    for (double& each : times) each = -90.0 * std::log(uniform() * uniform());  // SCV 1/2
    const auto estimate = estimate_handle_time({.handle_time = times});
    average +=
        std::abs(estimate.average.count() - 180.0) < 1.96 * estimate.standard_error.count() ? 1 : 0;
    variation += std::abs(estimate.squared_variation - 0.5) <
                         1.96 * estimate.squared_variation_standard_error
                     ? 1
                     : 0;
  }
  EXPECT_NEAR(average, 190, 11);  // of 200: 3.5 standard deviations
  EXPECT_NEAR(variation, 190, 11);
}

TEST(HandleTime, Refuses) {
  const std::vector<double> one{10};
  const std::vector<double> two{10, 20};
  const std::vector<double> zeros{0, 0};
  const std::vector<double> negative{10, -1};
  const std::vector<double> unknown{10, std::numeric_limits<double>::quiet_NaN()};
  EXPECT_THROW((void)estimate_handle_time({.handle_time = one}), std::domain_error);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = zeros}), std::domain_error);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = negative}), std::domain_error);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = unknown}), std::domain_error);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = two, .contacts = negative}),
               std::domain_error);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = two, .contacts = one}),
               std::invalid_argument);
  EXPECT_THROW((void)estimate_handle_time({.handle_time = two, .wrap_up = -1s}), std::domain_error);
  EXPECT_EQ(estimate_handle_time({.handle_time = zeros, .wrap_up = 3s}).average, 3s);
}

}  // namespace
}  // namespace krarup
