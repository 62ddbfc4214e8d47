#include <krarup/detail/moved_gamma.hpp>

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include <support/relative_error.hpp>

namespace krarup::detail {
namespace {

using support::within;

TEST(MovedGamma, NeedsTheSkewnessOfTheSum) {
  // A sum of `count` gamma variables of shape 1/4, less 90 % of its mean: shape count/4, exactly.
  for (const int count : {4, 40, 4000}) {
    const double shape = count / 4.0;
    const double exact = gamma_at_most(shape, std::log(0.9), true);
    EXPECT_TRUE(within(1e3, probability_above_zero(0.1 * shape, shape, 2.0 * shape), exact));
    EXPECT_TRUE(
        within(1e3, probability_above_zero(-0.1 * shape, shape, -2.0 * shape), 1.0 - exact));
  }
  EXPECT_TRUE(within(10, probability_above_zero(3.0, 4.0, 0.0),
                     0.5 * std::erfc(-1.5 / std::numbers::sqrt2)));
  EXPECT_NEAR(probability_above_zero(3.0, 4.0, 1e-4), probability_above_zero(3.0, 4.0, 0.0), 1e-5);
  EXPECT_EQ(probability_above_zero(9.0, 1.0, 1.0), 1.0);  // below its least value
  EXPECT_EQ(probability_above_zero(-9.0, 1.0, -1.0), 0.0);
}

}  // namespace
}  // namespace krarup::detail
