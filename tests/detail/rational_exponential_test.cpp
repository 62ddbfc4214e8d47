#include <krarup/detail/rational_exponential.hpp>

#include <cmath>
#include <complex>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

using complex = std::complex<long double>;

/// 2 Re sum residue / (x - pole), or of residue / pole in the residue's place.
long double value_at(long double x, bool of_time) {
  using constants = rational_exponential;
  long double sum = 0.0L;
  for (std::size_t k = 0; k < constants::poles; ++k) {
    const complex pole(constants::pole_re[k], constants::pole_im[k]);
    complex residue(constants::residue_re[k], constants::residue_im[k]);
    if (of_time) residue /= pole;
    sum += 2.0L * std::real(residue / (x - pole));
  }
  return sum;
}

TEST(rational_exponential, is_near_the_exponential_on_the_negative_axis) {
  long double worst = 0.0L;
  long double worst_time = 0.0L;
  for (long double x = 1e-6L; x < 1e6L; x *= 1.003L) {
    worst = std::max(worst, std::abs(value_at(-x, false) - std::exp(-x)));
    worst_time = std::max(worst_time, std::abs(value_at(-x, true) + std::expm1(-x) / x));
  }
  EXPECT_LT(worst, 4e-15L);
  EXPECT_LT(worst_time, 3e-14L);
}

// As many contacts come as go from 3 places that are always handled alike: M/M/infinity.
TEST(rational_exponential, strides_as_far_as_one_likes) {
  for (const double length : {0.1, 3.0, 50.0, 1e4}) {
    const system_rates rates{.arrivals = 2.0, .handling = 0.5, .agents = 100.0};
    system_states now{0, {1.0}};
    system_time passed;
    const state_range range = states_of_stride(now, rates, length);
    stride(now, passed, rates, length, range);
    const double mean = 4.0 * -std::expm1(-0.5 * length);
    double poisson = std::exp(-mean);
    for (std::size_t k = 0; k < now.p.size(); ++k) {
      EXPECT_NEAR(now.p[k], poisson, 1e-11);
      poisson *= mean / static_cast<double>(k + 1);
    }
    EXPECT_NEAR(passed.present.sum(), length, 1e-10 * length);
    EXPECT_NEAR(passed.arriving.sum(), 2.0 * length, 2e-10 * length);
  }
}

// Late in a stride the states are those of a shorter one, as near as error_of_share says.
TEST(rational_exponential, knows_late_moments_of_a_stride) {
  const system_rates rates{.arrivals = 2.0, .handling = 0.5, .agents = 5.0, .hanging_up = 0.1};
  for (const double length : {0.5, 3.0}) {
    const system_states start{3, {0.25, 0.5, 0.25}};
    const state_range range = states_of_stride(start, rates, length);
    const late_states late(start, rates, length, range, 6);
    EXPECT_LT(late.lost(), 1e-12);
    const double distance = distance_from_balance(start, rates, range);
    for (const double share : {1.0, 0.99, 0.96, 0.91}) {
      system_states now = start;
      system_time passed;
      stride(now, passed, rates, share * length, range);
      const system_states seen = late.at(share);
      EXPECT_EQ(seen.low, 6U);
      double wrong = 0.0;
      for (std::size_t k = 6; k <= range.high; ++k) {
        wrong += std::abs(seen.p[k - 6] - now.p[k - now.low]);
      }
      EXPECT_LE(wrong, distance * rational_exponential::error_of_share(share))
          << length << " " << share;
    }
  }
  EXPECT_TRUE(std::isinf(rational_exponential::error_of_share(0.5)));
}

// What the weights of a share are wrong by, on the negative axis.
TEST(rational_exponential, states_the_error_of_a_share) {
  using constants = rational_exponential;
  for (const long double share : {0.98L, 0.95L, 0.9L}) {
    long double worst = 0.0L;
    for (long double x = 1e-6L; x < 1e6L; x *= 1.003L) {
      long double sum = 0.0L;
      for (std::size_t k = 0; k < constants::poles; ++k) {
        const complex pole(constants::pole_re[k], constants::pole_im[k]);
        const complex residue(constants::residue_re[k], constants::residue_im[k]);
        sum += 2.0L * std::real(residue * std::exp((share - 1.0L) * pole) / (-x - pole));
      }
      worst = std::max(worst, std::abs(sum - std::exp(-share * x)));
    }
    EXPECT_LT(worst, constants::error_of_share(static_cast<double>(share)));
    EXPECT_GT(worst, 0.1L * constants::error_of_share(static_cast<double>(share)));
  }
}

TEST(rational_exponential, knows_how_far_from_balance_it_is) {
  const system_rates rates{.arrivals = 8.0, .handling = 1.0, .agents = 100.0};
  system_states balance{0, {std::exp(-8.0)}};
  for (double k = 1.0; k < 40.0; k += 1.0) balance.p.push_back(balance.p.back() * 8.0 / k);
  EXPECT_NEAR(distance_from_balance(balance, rates, {0, 39}), 1.0, 1e-12);
  // Nobody there: 1 / sqrt(law of 0).
  EXPECT_NEAR(distance_from_balance({0, {1.0}}, rates, {0, 39}), std::exp(4.0), 1e-9);
}

}  // namespace
}  // namespace krarup::detail
