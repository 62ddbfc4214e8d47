#include <krarup/fitting/hyperexponential.hpp>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/fitting/goodness_of_fit.hpp>

#include "support/random_waits.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"
#include "support/shared_waits.hpp"

namespace krarup {
namespace {

using support::reference_table;
using support::relative_error;
using support::waits_of;

TEST(HyperexponentialPatience, IsTheLikeliestByAnIndependentMaximum) {
  const reference_table table("patience_fits.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, "law") != "hyperexponential") continue;
    const observed_waits waits = waits_of(table.text(row, "waits"));
    const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
    ASSERT_EQ(fit.law.kinds.size(), 2U);
    const double got[] = {fit.law.kinds[0].share.value(),
                          fit.law.kinds[0].average_patience.count(),
                          fit.law.kinds[1].average_patience.count(),
                          fit.share_standard_error,
                          fit.average_standard_errors[0].count(),
                          fit.average_standard_errors[1].count()};
    const char* columns[] = {"parameter_1",      "parameter_2",      "parameter_3",
                             "standard_error_1", "standard_error_2", "standard_error_3"};
    for (std::size_t i = 0; i < 6; ++i) {
      EXPECT_LT(relative_error(got[i], table.precise(row, columns[i])), 1e-8) << columns[i];
    }
    EXPECT_LT(relative_error(log_likelihood(fit.law, waits), table.precise(row, "log_likelihood")),
              1e-13);
  }
}

TEST(HyperexponentialPatience, IsFoundAgainInGeneratedWaits) {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const observed_waits waits = support::generated_waits(
        50000, 90.0, [](double u, double v) { return -(v < 0.3 ? 20.0 : 600.0) * std::log(u); },
        seed);
    const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
    ASSERT_EQ(fit.law.kinds.size(), 2U);
    EXPECT_NEAR(fit.law.kinds[0].share.value(), 0.3, 4.5 * fit.share_standard_error);
    EXPECT_NEAR(fit.law.kinds[0].average_patience.count(), 20.0,
                4.5 * fit.average_standard_errors[0].count());
    EXPECT_NEAR(fit.law.kinds[1].average_patience.count(), 600.0,
                4.5 * fit.average_standard_errors[1].count());
    EXPECT_LT(fit.share_standard_error, 0.01);
  }
}

TEST(HyperexponentialPatience, OfGrowingImpatienceHasOneKind) {
  const observed_waits waits = support::generated_waits(
      20000, 60.0, [](double u, double) { return 100.0 * std::sqrt(-std::log(u)); }, 1);
  const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
  ASSERT_EQ(fit.law.kinds.size(), 1U);
  EXPECT_EQ(fit.law.kinds[0].average_patience, fit_exponential_patience(waits).law.average);
  EXPECT_TRUE(std::isnan(fit.share_standard_error));
}

TEST(HyperexponentialPatience, NobodyLeavesAfterAWhile) {
  // 40 % hang up after 10 s on average, the others never.
  const observed_waits waits = support::generated_waits(
      20000, 60.0, [](double u, double v) { return v < 0.4 ? -10.0 * std::log(u) : 1e9; }, 1);
  const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
  ASSERT_EQ(fit.law.kinds.size(), 2U);
  EXPECT_NEAR(fit.law.kinds[0].share.value(), 0.4, 0.02);
  EXPECT_NEAR(fit.law.kinds[0].average_patience.count(), 10.0, 0.5);
  EXPECT_GT(fit.law.kinds[1].average_patience.count(), 1e4);
}

TEST(HyperexponentialPatience, NeedsAnAbandonmentAfterAWait) {
  const std::vector<double> wait{0, 5};
  const std::vector<double> answered{3, 4};
  const std::vector<double> abandoned{2, 0};
  EXPECT_THROW((void)fit_hyperexponential_patience(
                   observed_waits(wait_histogram{wait, answered, abandoned})),
               std::domain_error);
}

}  // namespace
}  // namespace krarup
