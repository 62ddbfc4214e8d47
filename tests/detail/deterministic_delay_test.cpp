#include <krarup/detail/deterministic_delay.hpp>

#include <cmath>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"

namespace krarup::detail {
namespace {

/// Relative, as the header says.
constexpr double accuracy = 1e-9;

TEST(deterministic_delay, by_the_roots_and_by_the_sums) {
  const support::reference_table table("deterministic_delay.csv");
  ASSERT_GE(table.rows(), 50u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const deterministic_delay delay =
        deterministic_wait(table.number(row, "servers"), table.number(row, "offered_load"));
    const double wait = table.number(row, "wait");
    const double mean = table.number(row, "asa");
    SCOPED_TRACE(table.where(row, {"servers", "offered_load"}));
    EXPECT_NEAR(delay.wait, wait, accuracy * wait);
    EXPECT_NEAR(delay.mean_wait, mean, accuracy * mean);
  }
}

TEST(deterministic_delay, one_agent_is_pollaczek_and_khinchine) {
  for (const double a : {1e-12, 1e-3, 0.25, 0.7, 0.96, 0.999, 0.999999}) {
    const deterministic_delay delay = deterministic_wait(1.0, a);
    EXPECT_NEAR(delay.wait, a, accuracy * a) << a;
    EXPECT_NEAR(delay.mean_wait, 0.5 * a / (1.0 - a), accuracy * 0.5 * a / (1.0 - a)) << a;
  }
}

// Where contacts are rare, one waits until the first of n evenly spread ends of others: 1/(n + 1).
TEST(deterministic_delay, light_traffic) {
  for (const double n : {1.0, 2.0, 5.0, 8.0}) {
    const deterministic_delay delay = deterministic_wait(n, 1e-6);
    EXPECT_NEAR(delay.mean_wait / delay.wait, 1.0 / (n + 1.0), 1e-6) << n;
  }
}

// Many agents near saturation wait like the maximum of a Gaussian random walk of drift -b:
// P(no wait) = sqrt(2) b exp(b zeta(1/2)/sqrt(2 pi) + b^2/4 ...) with the next term below b^3/50.
TEST(deterministic_delay, gaussian_walk) {
  const double b = 0.1;
  for (const double n : {1e6, 1e8}) {
    const double no_wait =
        std::sqrt(2.0) * b * std::exp(-1.4603545088095868 * b / std::sqrt(2.0 * 3.141592653589793));
    const deterministic_delay delay = deterministic_wait(n, n - b * std::sqrt(n));
    EXPECT_NEAR(1.0 - delay.wait, no_wait, 0.01 * no_wait) << n;
  }
}

TEST(deterministic_delay, falls_with_agents_without_a_step) {
  for (const double a : {0.3, 4.0, 30.0, 500.0}) {
    deterministic_delay last = deterministic_wait(a * 1.0005, a);
    for (double share = 1.001; share < 1.6; share *= 1.0005) {
      const deterministic_delay now = deterministic_wait(a * share, a);
      if (now.wait < 1e-250) break;
      EXPECT_LT(now.wait, last.wait) << a << ' ' << share;
      EXPECT_LT(now.mean_wait, last.mean_wait) << a << ' ' << share;
      last = now;
    }
  }
}

}  // namespace
}  // namespace krarup::detail
