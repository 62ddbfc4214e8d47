#include <krarup/fitting/goodness_of_fit.hpp>

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/weibull.hpp>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"
#include "support/shared_waits.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::relative_error;
using support::waits_of;

/// The share that hangs up per second around t, of a difference.
template <class Law>
double slope(const Law& law, double t) {
  const double h = 1e-4 * t;
  return (shares_after(law, duration(t + h)).gone - shares_after(law, duration(t - h)).gone) /
         (2.0 * h);
}

TEST(LogDensity, IsTheSlopeOfTheSharesGone) {
  const exponential_patience exponential{300s};
  const weibull_patience weibull{300s, 0.7};
  const lognormal_patience lognormal{200s, 1.3};
  const gamma_patience gamma{250s, 2.5};
  const hyperexponential_patience mixture{{{0.2, 10s}, {0.8, 500s}}};
  const hazard_patience steps{{{0s, rate::per_second(0.01)}, {30s, rate::per_second(0.002)}}};
  for (const double t : {0.5, 3.0, 29.0, 31.0, 200.0, 900.0}) {
    EXPECT_NEAR(std::exp(log_density(exponential, duration(t))) / slope(exponential, t), 1.0, 1e-7);
    EXPECT_NEAR(std::exp(log_density(weibull, duration(t))) / slope(weibull, t), 1.0, 1e-7);
    EXPECT_NEAR(std::exp(log_density(lognormal, duration(t))) / slope(lognormal, t), 1.0, 1e-7);
    EXPECT_NEAR(std::exp(log_density(gamma, duration(t))) / slope(gamma, t), 1.0, 1e-7);
    EXPECT_NEAR(std::exp(log_density(mixture, duration(t))) / slope(mixture, t), 1.0, 1e-7);
    EXPECT_NEAR(std::exp(log_density(steps, duration(t))) / slope(steps, t), 1.0, 1e-7);
  }
  const hyperexponential_patience far{{{0.5, 1s}, {0.5, 2s}}};
  EXPECT_EQ(log_density(steps, 0s), -std::numeric_limits<double>::infinity());
  EXPECT_NEAR(log_density(far, 4000s), std::log(0.25) - 2000.0, 1e-9);  // e^-2000 is no double
}

TEST(GoodnessOfFit, ByHand) {
  const std::vector<double> wait{0, 2, 4, 8};
  const std::vector<double> answered{5, 1, 0, 1};
  const std::vector<double> abandoned{1, 0, 2, 0};
  const observed_waits waits(wait_histogram{wait, answered, abandoned});
  const exponential_patience law{10s};
  // 2 densities e^-0.4/10, the shares e^-0.2 and e^-0.8; the one at 0 is left out
  const double expected = 2.0 * (-0.4 - std::log(10.0)) - 0.2 - 0.8;
  const goodness_of_fit fit = judge(law, waits, 1);
  EXPECT_NEAR(fit.log_likelihood, expected, 1e-14);
  EXPECT_NEAR(fit.akaike, 2.0 - 2.0 * expected, 1e-14);
  // Kaplan-Meier: 9/10 from 0, 9/10 x 1/3 from 4 s; e^-0.4 - 0.3
  EXPECT_NEAR(fit.greatest_distance, std::exp(-0.4) - 0.3, 1e-14);
  EXPECT_EQ(fit.at, 4s);
  const goodness_of_fit early = judge(law, waits, 1, 3s);
  EXPECT_NEAR(early.greatest_distance, 0.1, 1e-15);  // 1 - 9/10, just after 0
  EXPECT_EQ(early.at, 0s);
}

TEST(GoodnessOfFit, OfTheReferenceLaws) {
  const support::reference_table table("patience_fits.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    if (table.text(row, "law") != "weibull" || table.text(row, "waits") == "small") continue;
    const observed_waits waits = waits_of(table.text(row, "waits"));
    EXPECT_LT(relative_error(judge(fit_weibull_patience(waits).law, waits, 2).log_likelihood,
                             table.precise(row, "log_likelihood")),
              1e-13);
  }
}

TEST(GoodnessOfFit, MoreFreedomIsLikelier) {
  const observed_waits waits = waits_of("technion_1999_02").without_abandoned_at_once();
  const std::vector<duration> from{0s, 10s, 30s, 60s, 120s};
  const double exponential = log_likelihood(fit_exponential_patience(waits).law, waits);
  EXPECT_GT(log_likelihood(fit_weibull_patience(waits).law, waits), exponential);
  EXPECT_GT(log_likelihood(fit_hazard_patience(waits, from).law, waits), exponential);
}

TEST(GoodnessOfFit, OfWhatCannotBeIsMinusInfinity) {
  const std::vector<double> wait{2};
  const std::vector<double> one{1};
  const observed_waits waits(wait_histogram{wait, one, one});
  const hazard_patience never{{{0s, rate::per_second(0.0)}}};
  EXPECT_EQ(log_likelihood(never, waits), -std::numeric_limits<double>::infinity());
}

}  // namespace
}  // namespace krarup
