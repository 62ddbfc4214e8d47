#include <krarup/detail/normal.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace krarup {
namespace {

double density(double b) {
  return std::exp(-0.5 * b * b) / std::sqrt(2.0 * std::acos(-1.0));
}

/// 1 - Phi(b)
double upper(double b) {
  return 0.5 * std::erfc(b / std::sqrt(2.0));
}

TEST(normal, is_right_to_about_a_percent) {
  for (double b = 0.0; b < 30.0; b += 0.012) {
    EXPECT_NEAR(detail::rough_upper_ratio(b) * density(b) / upper(b), 1.0, 0.012) << b;
    EXPECT_NEAR(detail::rough_lower_ratio(b) * density(b) / (1.0 - upper(b)), 1.0, 0.0065) << b;
  }
}

TEST(normal, is_right_at_the_middle_and_far_out) {
  EXPECT_NEAR(detail::rough_upper_ratio(0.0) * density(0.0), 0.5, 1e-15);
  EXPECT_NEAR(detail::rough_lower_ratio(0.0) * density(0.0), 0.5, 1e-15);
  EXPECT_NEAR(detail::rough_upper_ratio(1e6) * 1e6, 1.0, 1e-11);
}

}  // namespace
}  // namespace krarup
