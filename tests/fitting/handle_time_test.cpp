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

TEST(HandleTimeOfSums, IsThatOfTheContacts) {
  // groups (10, 20, 20), none, (50, 80), and 5 s of wrap-up
  const std::vector<double> each{10, 20, 20, 50, 80};
  const std::vector<double> sum{50, 0, 130};
  const std::vector<double> contacts{3, 0, 2};
  const std::vector<double> squares{900, 0, 8900};
  const auto expected = estimate_handle_time({.handle_time = each, .wrap_up = 5s});
  const auto estimate =
      estimate_handle_time({.sum = sum, .contacts = contacts, .squares = squares, .wrap_up = 5s});
  EXPECT_EQ(estimate.average, expected.average);
  EXPECT_TRUE(within(4, estimate.squared_variation, expected.squared_variation));
  EXPECT_EQ(estimate.count, 5.0);
  // 50 - 3 * 36 = -58 and 130 - 2 * 36 = 58, by G/(G - 1) = 2
  EXPECT_TRUE(within(4, estimate.standard_error.count(), std::sqrt(2.0L * 2 * 58 * 58) / 5));
  const auto plain = estimate_handle_time({.sum = sum, .contacts = contacts, .wrap_up = 5s});
  EXPECT_EQ(plain.average, expected.average);
  EXPECT_EQ(plain.standard_error, estimate.standard_error);
  EXPECT_TRUE(std::isnan(plain.squared_variation));
  EXPECT_TRUE(std::isnan(plain.squared_variation_standard_error));
  const std::vector<double> one_sum{180};
  const std::vector<double> five{5};
  const std::vector<double> one_squares{9800};
  const auto one = estimate_handle_time({.sum = one_sum, .contacts = five, .squares = one_squares});
  EXPECT_EQ(one.average, 36s);
  EXPECT_TRUE(within(4, one.squared_variation, 830.0L / 36 / 36));
  EXPECT_TRUE(std::isnan(one.standard_error.count()));
  EXPECT_TRUE(std::isnan(one.squared_variation_standard_error));
}

TEST(HandleTimeOfSums, GroupsOfOneContactHaveTheErrorsOfContacts) {
  const std::vector<double> each{10, 20, 20, 50, 80, 35};
  const std::vector<double> ones(6, 1.0);
  std::vector<double> squares = each;
  for (double& x : squares) x *= x;
  const auto expected = estimate_handle_time({.handle_time = each, .wrap_up = 4s});
  const auto estimate =
      estimate_handle_time({.sum = each, .contacts = ones, .squares = squares, .wrap_up = 4s});
  EXPECT_TRUE(within(8, estimate.standard_error.count(), expected.standard_error.count()));
  EXPECT_TRUE(within(64, estimate.squared_variation_standard_error,
                     expected.squared_variation_standard_error * std::sqrt(6.0L / 5)));
}

TEST(HandleTimeOfSums, ErrorsCoverWhatWasDrawn) {
  std::mt19937_64 engine(2);
  const auto uniform = [&] {
    return (static_cast<double>(engine() >> 11U) + 0.5) / 9007199254740992.0;
  };
  int average = 0;
  int variation = 0;
  for (int sample = 0; sample < 200; ++sample) {
    std::vector<double> sums(200, 0.0);
    std::vector<double> contacts(200, 0.0);
    std::vector<double> squares(200, 0.0);
    for (std::size_t group = 0; group < sums.size(); ++group) {
      contacts[group] = 10.0 + std::floor(20.0 * uniform());
      const double slow = 0.8 + 0.4 * uniform();  // a group's contacts are alike
      for (double k = 0; k < contacts[group]; ++k) {
        const double x = -90.0 * slow * std::log(uniform() * uniform());
        sums[group] += x;
        squares[group] += x * x;
      }
    }
    const auto estimate =
        estimate_handle_time({.sum = sums, .contacts = contacts, .squares = squares});
    average +=
        std::abs(estimate.average.count() - 180.0) < 1.96 * estimate.standard_error.count() ? 1 : 0;
    const double truth = 1.5 * (1.0 + 0.04 / 3.0) - 1.0;  // E[slow^2] = 1 + 0.4^2/12
    variation += std::abs(estimate.squared_variation - truth) <
                         1.96 * estimate.squared_variation_standard_error
                     ? 1
                     : 0;
  }
  EXPECT_NEAR(average, 190, 11);
  EXPECT_NEAR(variation, 190, 14);  // a squared variation is skew
}

TEST(HandleTimeOfSums, Refuses) {
  using column = std::vector<double>;
  const column two{10, 20};
  const column ones{1, 1};
  const column squares{100, 400};
  const auto refused = [](const column& sum, const column& contacts, const column& of_squares,
                          duration wrap_up = duration(0)) {
    try {
      (void)estimate_handle_time({sum, contacts, of_squares, wrap_up});
    } catch (const std::domain_error&) {
      return true;
    }
    return false;
  };
  EXPECT_FALSE(refused(two, ones, squares));
  EXPECT_TRUE(refused({10, -1}, ones, {}));
  EXPECT_TRUE(refused(two, {1, -1}, {}));
  EXPECT_TRUE(refused(two, {1, 0}, {}));
  EXPECT_TRUE(refused(two, ones, {100, 399}));
  EXPECT_TRUE(refused({10, 20, 0}, {1, 1, 0}, {100, 400, 1}));
  EXPECT_TRUE(refused(two, ones, {100, std::numeric_limits<double>::infinity()}));
  EXPECT_TRUE(refused({10}, {1}, {}));
  EXPECT_TRUE(refused({0, 0}, ones, {}));
  EXPECT_TRUE(refused(two, ones, squares, -1s));
  const column one{10};
  EXPECT_THROW((void)estimate_handle_time({.sum = two, .contacts = one}), std::invalid_argument);
  EXPECT_THROW((void)estimate_handle_time({.sum = two, .contacts = ones, .squares = one}),
               std::invalid_argument);
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
