#include <krarup/fitting/balking.hpp>

#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/fitting/hazard.hpp>
#include <krarup/patience.hpp>

namespace krarup {
namespace {

using columns = std::vector<double>;

observed_waits waits_of(double gone, double answered_at_once, double others) {
  const columns wait{0, 7};
  const columns answered{answered_at_once, 0.75 * others};
  const columns abandoned{gone, 0.25 * others};
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

/// P(at least `least` of `all`), each one of them with this probability, term by term.
long double binomial_tail(int all, int least, long double share) {
  long double sum = 0;
  for (int k = least; k <= all; ++k) {
    const long double ways =
        std::lgamma(all + 1.0L) - std::lgamma(k + 1.0L) - std::lgamma(all - k + 1.0L);
    sum += std::exp(ways + k * std::log(share) + (all - k) * std::log1p(-share));
  }
  return sum;
}

TEST(Balking, IsTheShareOfThoseWhoHadToWait) {
  const balking_fit fit = fit_balking(waits_of(30, 5000, 170), 0.95);
  EXPECT_EQ(fit.share, 0.15);
  EXPECT_EQ(fit.hung_up_at_once.count(), 30.0);
  EXPECT_EQ(fit.had_to_wait.count(), 200.0);
}

TEST(Balking, BoundsHaveTheBinomialTails) {
  for (const double confidence : {0.5, 0.95, 0.999}) {
    for (const int gone : {1, 3, 30, 199}) {
      const balking_fit fit = fit_balking(waits_of(gone, 40, 200 - gone), confidence);
      const double tail = 0.5 * (1.0 - confidence);
      const long double at_least = binomial_tail(200, gone, fit.lower.value());
      EXPECT_NEAR(static_cast<double>(at_least) / tail, 1.0, 1e-11) << gone;
      const long double at_most = 1 - binomial_tail(200, gone + 1, fit.upper.value());
      EXPECT_NEAR(static_cast<double>(at_most) / tail, 1.0, 1e-11) << gone;
    }
  }
}

TEST(Balking, NobodyAndEverybody) {
  const balking_fit nobody = fit_balking(waits_of(0, 40, 200), 0.95);
  EXPECT_EQ(nobody.share, 0.0);
  EXPECT_EQ(nobody.lower, 0.0);
  EXPECT_NEAR(nobody.upper.value(), 1.0 - std::pow(0.025, 1.0 / 200), 1e-14);
  const balking_fit all = fit_balking(waits_of(200, 0, 0), 0.95);
  EXPECT_EQ(all.share, 1.0);
  EXPECT_EQ(all.upper, 1.0);
  EXPECT_NEAR(all.lower.value(), std::pow(0.025, 1.0 / 200), 1e-14);
}

TEST(Balking, ALawWithBalkingIsFoundAgainAndCovered) {
  std::mt19937_64 engine(5);
  const auto uniform = [&] {
    return (static_cast<double>(engine() >> 11U) + 0.5) / 9007199254740992.0;
  };
  int covered = 0;
  int average_covered = 0;
  for (int sample = 0; sample < 200; ++sample) {
    columns wait;
    std::vector<unsigned char> left;
    for (int i = 0; i < 1000; ++i) {
      const bool at_once = uniform() < 0.3;  // somebody is free
      const double answer = at_once ? 0.0 : -60.0 * std::log(uniform());
      const double patience = uniform() < 0.05 ? 0.0 : -180.0 * std::log(uniform());
      wait.push_back(std::fmin(answer, patience));
      left.push_back(!at_once && patience < answer ? 1 : 0);
    }
    const observed_waits waits(wait_log{wait, left});
    const balking_fit fit = fit_balking(waits, 0.95);
    covered += fit.lower.value() < 0.05 && 0.05 < fit.upper.value() ? 1 : 0;
    const auto others = fit_exponential_patience(waits.without_abandoned_at_once());
    average_covered +=
        std::abs(others.law.average.count() - 180.0) < 1.96 * others.standard_error.count() ? 1 : 0;
  }
  EXPECT_GE(covered, 180);  // of 200: 190 or more expected
  EXPECT_NEAR(average_covered, 190, 11);
}

TEST(Balking, MakesALawOfPatience) {
  const observed_waits waits = waits_of(30, 5000, 170);
  const auto others = fit_exponential_patience(waits.without_abandoned_at_once()).law;
  EXPECT_DOUBLE_EQ(others.average.count(), 28.0);
  const balking_patience<exponential_patience> law{fit_balking(waits, 0.95).share, others};
  EXPECT_DOUBLE_EQ(shares_after(law, duration(0)).gone, 0.15);
  EXPECT_DOUBLE_EQ(average_patience(law).count(), 0.85 * 28.0);
}

TEST(Balking, Refuses) {
  EXPECT_THROW((void)fit_balking(waits_of(0, 40, 0), 0.95), std::domain_error);
  EXPECT_THROW((void)fit_balking(waits_of(1, 0, 1), 1.0), std::domain_error);
  EXPECT_THROW((void)fit_balking(waits_of(1, 0, 1), 0.0), std::domain_error);
  EXPECT_EQ((observed_waits(wait_log{{}, {}})).had_to_wait().count(), 0.0);
}

}  // namespace
}  // namespace krarup
