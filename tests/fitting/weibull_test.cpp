#include <krarup/fitting/weibull.hpp>

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/fitting/hazard.hpp>

#include "support/random_waits.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"
#include "support/shared_waits.hpp"

namespace krarup {
namespace {

using support::reference_table;
using support::relative_error;
using support::waits_of;

/// The waits that tests/reference/patience_fits.py calls small.
observed_waits small() {
  const std::vector<double> wait{1, 2, 3, 5, 8, 13, 40, 90};
  const std::vector<double> answered{1, 0, 0, 1, 2, 0, 1, 1};
  const std::vector<double> abandoned{0, 1, 2, 1, 0, 1, 1, 0};
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

TEST(WeibullPatience, IsTheLikeliestByAnIndependentMaximum) {
  const reference_table table("patience_fits.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, "law") != "weibull") continue;
    const std::string& name = table.text(row, "waits");
    const weibull_fit fit = fit_weibull_patience(name == "small" ? small() : waits_of(name));
    EXPECT_LT(relative_error(fit.law.scale.count(), table.precise(row, "parameter_1")), 1e-12);
    EXPECT_LT(relative_error(fit.law.shape, table.precise(row, "parameter_2")), 1e-12);
    EXPECT_LT(
        relative_error(fit.scale_standard_error.count(), table.precise(row, "standard_error_1")),
        1e-12);
    EXPECT_LT(relative_error(fit.shape_standard_error, table.precise(row, "standard_error_2")),
              1e-12);
  }
}

TEST(WeibullPatience, LeavesOutWhoHungUpAtOnce) {
  EXPECT_EQ(fit_weibull_patience(waits_of("vanad_2014q1")).left_out, 17.0);
  EXPECT_EQ(fit_weibull_patience(waits_of("technion_1999_02")).left_out, 31.0);
  EXPECT_EQ(fit_weibull_patience(small()).left_out, 0.0);
}

TEST(WeibullPatience, IsFoundAgainInGeneratedWaits) {
  int within_two_errors = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const observed_waits waits = support::generated_waits(
        20000, 60.0, [](double u, double) { return 300.0 * std::pow(-std::log(u), 1.0 / 0.6); },
        seed);
    const weibull_fit fit = fit_weibull_patience(waits);
    EXPECT_NEAR(fit.law.shape, 0.6, 4.5 * fit.shape_standard_error);
    EXPECT_NEAR(fit.law.scale.count(), 300.0, 4.5 * fit.scale_standard_error.count());
    within_two_errors += std::abs(fit.law.shape - 0.6) < 2.0 * fit.shape_standard_error ? 1 : 0;
  }
  EXPECT_GE(within_two_errors, 16);  // 19 of 20 on average
}

TEST(WeibullPatience, TimesInAnotherUnitChangeTheScaleAlone) {
  const std::vector<double> wait{1e6, 2e6, 3e6, 5e6, 8e6, 13e6, 40e6, 90e6};
  const std::vector<double> answered{1, 0, 0, 1, 2, 0, 1, 1};
  const std::vector<double> abandoned{0, 1, 2, 1, 0, 1, 1, 0};
  const weibull_fit fit = fit_weibull_patience(small());
  const weibull_fit other =
      fit_weibull_patience(observed_waits(wait_histogram{wait, answered, abandoned}));
  EXPECT_LT(relative_error(other.law.scale.count(), 1e6 * fit.law.scale.count()), 1e-13);
  EXPECT_LT(relative_error(other.law.shape, fit.law.shape), 1e-13);
}

TEST(WeibullPatience, RefusesWaitsThatHaveNoMaximum) {
  const std::vector<double> wait{1, 5};
  const std::vector<double> answered{3, 0};
  const std::vector<double> abandoned{0, 4};
  EXPECT_THROW(
      (void)fit_weibull_patience(observed_waits(wait_histogram{wait, answered, abandoned})),
      std::domain_error);
  const std::vector<double> at_once{0, 5};
  const std::vector<double> left{4, 0};
  EXPECT_THROW((void)fit_weibull_patience(observed_waits(wait_histogram{at_once, answered, left})),
               std::domain_error);
  // A 1e308th of them before.
  const std::vector<double> next{4, 5};
  const std::vector<double> none{0, 0};
  const std::vector<double> most{1e-300, 1e8};
  EXPECT_THROW((void)fit_weibull_patience(observed_waits(wait_histogram{next, none, most})),
               std::domain_error);
}

}  // namespace
}  // namespace krarup
