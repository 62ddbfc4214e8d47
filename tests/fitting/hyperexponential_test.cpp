#include <krarup/fitting/hyperexponential.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
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

/// By definition; for those who were answered and who hung up after each wait.
double likelihood_by_definition(const std::vector<observed_waits::row>& rows, double share,
                                double first, double other) {
  double sum = 0.0;
  for (const auto& row : rows) {
    const double still_there[] = {share * std::exp(-row.wait / first),
                                  (1.0 - share) * std::exp(-row.wait / other)};
    sum += row.answered * std::log(still_there[0] + still_there[1]) +
           row.abandoned * std::log(still_there[0] / first + still_there[1] / other);
  }
  return sum;
}

TEST(HyperexponentialPatience, IsLikelierThanAllOfAGrid) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    const observed_waits waits = support::generated_waits(
        25, 40.0, [](double u, double v) { return -(v < 0.4 ? 5.0 : 300.0) * std::log(u); }, seed);
    const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
    const double ours = log_likelihood(fit.law, waits);
    double best = -std::numeric_limits<double>::infinity();
    for (double share = 0.05; share < 1.0; share += 0.1) {
      for (double first = 0.5; first < 100.0; first *= 1.5) {
        for (double other = first; other < 2e4; other *= 1.5) {
          best = std::fmax(best, likelihood_by_definition(waits.rows(), share, first, other));
        }
      }
    }
    EXPECT_GT(ours, best) << seed;
    EXPECT_LT(ours, best + 0.5) << seed;
  }
}

TEST(HyperexponentialPatience, HasTheImpatientFirst) {
  const std::vector<double> wait{21, 64};
  const std::vector<double> answered{1.75, 26.5};
  const std::vector<double> abandoned{1.34375, 0.35};
  const observed_waits waits(wait_histogram{wait, answered, abandoned});
  const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
  ASSERT_EQ(fit.law.kinds.size(), 2U);
  EXPECT_LT(fit.law.kinds[0].average_patience, fit.law.kinds[1].average_patience);
  EXPECT_LT(fit.average_standard_errors[0], fit.average_standard_errors[1]);
  EXPECT_LT(fit.law.kinds[0].share.value(), 0.3);
}

#ifdef KRARUP_HAS_BODIES
TEST(HyperexponentialPatience, IsWhereTheMethodStartedUnlessThatFindsAMaximum) {
  const auto waits = detail::by_end(waits_of("technion_1999_02"));
  const auto near = [&](double t, double u, double v) {
    return detail::likeliest_near({1.0 / 400.0, {t, u, v}}, waits);
  };
  EXPECT_TRUE(near(0.4, 2.5, 0.9).covariance.allFinite());
  for (const double equal :
       {0.9, 3.0}) {  // where the slope by the share is 0, and the curvature too
    const auto found = near(0.4, equal, equal);
    EXPECT_EQ(found.law.free, Eigen::Vector3d(0.4, equal, equal));
    EXPECT_EQ(found.covariance(0, 0), detail::infinity);
    EXPECT_EQ(found.value, detail::likelihood(found.law, waits).value);
  }
}
#endif

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
  EXPECT_GT(fit.average_standard_errors[1], fit.law.kinds[1].average_patience);
  EXPECT_NEAR(fit.share_standard_error, 0.004, 0.001);
}

TEST(HyperexponentialPatience, EverybodyLeavesAtOneWait) {
  // The likelihood of one kind is the greatest there is: all deviances are 0.
  const std::vector<double> wait{7};
  const std::vector<double> answered{0};
  const std::vector<double> abandoned{3};
  const hyperexponential_fit fit =
      fit_hyperexponential_patience(observed_waits(wait_histogram{wait, answered, abandoned}));
  ASSERT_EQ(fit.law.kinds.size(), 1U);
  EXPECT_EQ(fit.law.kinds[0].average_patience, duration(7.0));
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
