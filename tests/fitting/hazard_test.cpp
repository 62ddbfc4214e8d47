#include <krarup/fitting/hazard.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"
#include "support/shared_waits.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::waits_of;
using support::within;
using starts = std::vector<duration>;

TEST(ExponentialPatience, OfTwoCentersIsAsPublishedWithTheData) {
  const exponential_fit vanad = fit_exponential_patience(waits_of("vanad_2014q1"));
  EXPECT_NEAR(vanad.law.average.count(), 840.942, 0.5e-3);
  EXPECT_TRUE(within(4, vanad.standard_error.count(),
                     static_cast<long double>(vanad.law.average.count()) / std::sqrt(15176.0L)));
  EXPECT_NEAR(fit_exponential_patience(waits_of("technion_1999_02")).law.average.count(), 343.036,
              0.5e-3);
}

/// Waits 2, 4+, 6, 10+, 10, 30 s; + is answered.
observed_waits by_hand() {
  const std::vector<double> wait{2, 4, 6, 10, 10, 30};
  const std::vector<unsigned char> left{1, 0, 1, 0, 1, 1};
  return observed_waits(wait_log{wait, left});
}

TEST(ExponentialPatience, ByHand) {
  const exponential_fit fit = fit_exponential_patience(by_hand());
  EXPECT_EQ(fit.law.average, 15.5s);
  EXPECT_EQ(fit.standard_error, 7.75s);
}

TEST(HazardPatience, ByHand) {
  const starts from{0s, 5s, 10s};
  const hazard_fit fit = fit_hazard_patience(by_hand(), from);
  ASSERT_EQ(fit.stretches.size(), 3U);
  EXPECT_EQ(fit.stretches[0].exposure, 26s);  // 2 + 4 + 4 x 5
  EXPECT_EQ(fit.stretches[1].exposure, 16s);  // 1 + 3 x 5
  EXPECT_EQ(fit.stretches[2].exposure, 20s);
  EXPECT_EQ(fit.stretches[0].abandoned, 1.0);
  EXPECT_EQ(fit.stretches[1].abandoned, 2.0);  // at 6 and at 10, which the stretch includes
  EXPECT_EQ(fit.stretches[2].abandoned, 1.0);
  EXPECT_TRUE(within(2, fit.stretches[1].hazard, 2.0L / 16));
  EXPECT_TRUE(within(2, fit.stretches[1].standard_error, std::sqrt(2.0L) / 16));
  EXPECT_EQ(fit.law.steps[1].from, 5s);
  EXPECT_EQ(fit.law.steps[1].hazard.per_second(), fit.stretches[1].hazard);
  EXPECT_TRUE(std::isinf(fit.stretches[2].to.count()));
}

TEST(HazardPatience, OfOneStretchIsExponentialAndExposuresAddUp) {
  const observed_waits waits = waits_of("technion_1999_02");
  const hazard_fit one = fit_hazard_patience(waits, starts{0s});
  EXPECT_TRUE(within(8, 1.0 / one.law.steps[0].hazard.per_second(),
                     fit_exponential_patience(waits).law.average.count()));
  const hazard_fit many = fit_hazard_patience(waits, starts{0s, 1s, 7.5s, 60s, 61s, 600s});
  duration exposure(0);
  double abandoned = 0.0;
  for (const auto& stretch : many.stretches) {
    exposure += stretch.exposure;
    abandoned += stretch.abandoned;
  }
  EXPECT_TRUE(within(16, exposure.count(), waits.total_wait().count()));
  EXPECT_EQ(abandoned, 3901.0);
}

TEST(HazardPatience, AStretchWithoutAbandonmentsHasNone) {
  const hazard_fit fit = fit_hazard_patience(by_hand(), starts{0s, 12s, 20s});
  EXPECT_EQ(fit.stretches[1].hazard, 0.0);
  EXPECT_EQ(fit.stretches[1].exposure, 8s);
}

TEST(HazardPatience, Refuses) {
  const observed_waits waits = by_hand();
  EXPECT_THROW((void)fit_hazard_patience(waits, starts{}), std::domain_error);
  EXPECT_THROW((void)fit_hazard_patience(waits, starts{1s}), std::domain_error);
  EXPECT_THROW((void)fit_hazard_patience(waits, starts{0s, 5s, 5s}), std::domain_error);
  EXPECT_THROW((void)fit_hazard_patience(waits, starts{0s, 30s}), std::domain_error);
  EXPECT_THROW((void)fit_hazard_patience(
                   waits, starts{0s, duration(std::numeric_limits<double>::quiet_NaN())}),
               std::domain_error);
  const std::vector<double> zero{0};
  const std::vector<double> one{1};
  const observed_waits nobody_waited(wait_histogram{zero, one, one});
  const observed_waits nobody_left(wait_histogram{one, one, zero});
  EXPECT_THROW((void)fit_exponential_patience(nobody_waited), std::domain_error);
  EXPECT_THROW((void)fit_exponential_patience(nobody_left), std::domain_error);
  EXPECT_THROW((void)fit_hazard_patience(nobody_waited, starts{0s}), std::domain_error);
}

}  // namespace
}  // namespace krarup
