#include <krarup/fitting/kaplan_meier.hpp>

#include <cmath>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"
#include "support/shared_waits.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::waits_of;
using support::within;

/// 1 hangs up at 2 s; at 3 s 2 hang up and 1 is answered; at 5 s 1 is answered; at 6 s 1 hangs up and
/// 2 are answered: 8 contacts.
observed_waits by_hand() {
  const std::vector<double> wait{2, 3, 5, 6};
  const std::vector<double> answered{0, 1, 1, 2};
  const std::vector<double> abandoned{1, 2, 0, 1};
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

TEST(KaplanMeier, ByHandAnAbandonmentComesBeforeAnAnswer) {
  const kaplan_meier_estimate estimate = kaplan_meier(by_hand());
  ASSERT_EQ(estimate.steps.size(), 3U);
  EXPECT_TRUE(within(4, estimate.steps[0].still_there, 7.0L / 8));
  EXPECT_TRUE(within(4, estimate.steps[1].still_there, 7.0L / 8 * 5 / 7));
  EXPECT_TRUE(within(4, estimate.steps[2].still_there, 7.0L / 8 * 5 / 7 * 2 / 3));
  EXPECT_EQ(estimate.steps[0].at_risk, 8.0);
  EXPECT_EQ(estimate.steps[1].at_risk, 7.0);
  EXPECT_EQ(estimate.steps[2].at_risk, 3.0);
  EXPECT_EQ(estimate.steps[2].abandoned, 1.0);
  // 1/(8 7), then + 2/(7 5), then + 1/(3 2)
  EXPECT_TRUE(within(8, estimate.steps[0].standard_error, 7.0L / 8 * std::sqrt(1.0L / 56)));
  EXPECT_TRUE(within(8, estimate.steps[2].standard_error,
                     5.0L / 12 * std::sqrt(1.0L / 56 + 2.0L / 35 + 1.0L / 6)));
  EXPECT_EQ(estimate.steps[0].exposure, 16s);                 // 8 x 2
  EXPECT_EQ(estimate.steps[1].exposure, 23s);                 // + 7 x 1
  EXPECT_EQ(estimate.steps[2].exposure, 2s + 9s + 5s + 18s);  // all waits
  EXPECT_EQ(estimate.longest_wait, 6s);
  EXPECT_TRUE(std::isinf(average_patience(estimate.law).count()));
  // 2 x 1 + 1 x 7/8 + 1 x 5/8
  EXPECT_TRUE(within(4, restricted_average_patience(estimate.law, 4s).count(), 3.5L));
  EXPECT_TRUE(within(4, restricted_average_patience(estimate.law, 1s).count(), 1.0L));
}

TEST(KaplanMeier, WithoutAnswersIsTheShareOfLongerWaits) {
  const std::vector<double> wait{1, 2, 4, 8};
  const std::vector<double> none(4, 0.0);
  const std::vector<double> one(4, 1.0);
  const kaplan_meier_estimate estimate =
      kaplan_meier(observed_waits(wait_histogram{wait, none, one}));
  for (std::size_t i = 0; i < 4; ++i) {
    const long double share = 1.0L - (static_cast<long double>(i) + 1) / 4;
    EXPECT_NEAR(estimate.steps[i].still_there, static_cast<double>(share), 1e-15);
    EXPECT_NEAR(estimate.steps[i].standard_error,
                static_cast<double>(std::sqrt(share * (1 - share) / 4)), 1e-15);  // binomial
  }
  EXPECT_EQ(average_patience(estimate.law), 3.75s);
}

TEST(KaplanMeier, OfTwoCentersIsAsPublishedWithTheData) {
  const double waits[] = {10, 20, 30, 60, 120, 180, 300};
  const std::pair<std::string, std::vector<double>> centers[] = {
      {"vanad_2014q1", {.9896, .9774, .9707, .9298, .8637, .8084, .6901}},
      {"technion_1999_02", {.9625, .9245, .8981, .8202, .7090, .6084, .4838}}};
  for (const auto& [center, shares] : centers) {
    const kaplan_meier_estimate estimate = kaplan_meier(waits_of(center));
    for (std::size_t i = 0; i < shares.size(); ++i) {
      // the data's own table, to the 4 digits it prints
      EXPECT_NEAR(shares_after(estimate.law, duration(waits[i])).there, shares[i], 0.5001e-4)
          << center << " at " << waits[i];
    }
  }
}

TEST(KaplanMeier, IntervalOfConfidenceStaysWithinShares) {
  const kaplan_meier_estimate estimate = kaplan_meier(by_hand());
  const patience_interval interval = confidence_interval(estimate.steps[0], 0.95);
  const double s =
      1.959963984540054 * estimate.steps[0].standard_error / (-0.875 * std::log(0.875));
  EXPECT_NEAR(std::log(-std::log(interval.lower)) - std::log(-std::log(0.875)), s, 1e-12);
  EXPECT_NEAR(std::log(-std::log(0.875)) - std::log(-std::log(interval.upper)), s, 1e-12);
  for (const auto& step : estimate.steps) {
    const patience_interval wide = confidence_interval(step, 0.999);
    EXPECT_GT(wide.lower, 0.0);
    EXPECT_LT(wide.lower, step.still_there);
    EXPECT_GT(wide.upper, step.still_there);
    EXPECT_LT(wide.upper, 1.0);
  }
  const patience_interval certain = confidence_interval({1s, 1, 1, 0.0, 0.0, 1s}, 0.95);
  EXPECT_EQ(certain.lower, 0.0);
  EXPECT_EQ(certain.upper, 0.0);
  EXPECT_EQ(confidence_interval({1s, 1, 1, 1.0, 0.0, 1s}, 0.95).lower, 1.0);
}

TEST(KaplanMeier, MeanBeyondTheLastStep) {
  const empirical_patience law{{{10s, 0.5}, {20s, 0.25}}};
  EXPECT_EQ(restricted_average_patience(law, 15s), 12.5s);
  EXPECT_EQ(restricted_average_patience(law, 40s), 20s);
}

TEST(KaplanMeier, NeedsAnAbandonment) {
  const std::vector<double> one{1};
  const std::vector<double> none{0};
  EXPECT_THROW((void)kaplan_meier(observed_waits(wait_histogram{one, one, none})),
               std::domain_error);
  EXPECT_THROW((void)kaplan_meier(observed_waits(wait_log{{}, {}})), std::domain_error);
}

}  // namespace
}  // namespace krarup
