#include <krarup/detail/check.hpp>

#include <limits>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace krarup {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double least = std::numeric_limits<double>::denorm_min();

TEST(refusal, prints_a_value_with_as_many_digits_as_it_needs) {
  const auto printed = [](double value) { return detail::refusal("x", "small", value); };
  EXPECT_EQ(printed(0.25), "x must be small, got 0.25");
  EXPECT_EQ(printed(1234567.0), "x must be small, got 1234567");
  EXPECT_EQ(printed(9.95), "x must be small, got 9.95");
  EXPECT_EQ(printed(9.9512345678), "x must be small, got 9.9512345678");
  EXPECT_EQ(printed(1.0 / 3.0), "x must be small, got 0.33333333333333331");
  EXPECT_EQ(printed(least), "x must be small, got 4.94066e-324");
  EXPECT_EQ(printed(detail::largest), "x must be small, got 1.7976931348623157e+308");
  EXPECT_EQ(printed(-detail::infinity), "x must be small, got -inf");
  EXPECT_EQ(printed(nan), "x must be small, got nan");
}

TEST(require, refuses_what_is_not_met) {
  EXPECT_NO_THROW(detail::require(true, "x", "small", 1.0));
  try {
    detail::require(false, "x", "small", 2.0);
    FAIL() << "accepted";
  } catch (const std::domain_error& error) {
    EXPECT_EQ(std::string(error.what()), "x must be small, got 2");
  }
}

TEST(is_finite, draws_its_lines_at_zero_and_at_the_largest_double) {
  for (const double value : {least, 1.0, detail::largest}) {
    EXPECT_TRUE(detail::is_finite_positive(value));
    EXPECT_TRUE(detail::is_finite_nonnegative(value));
  }
  EXPECT_TRUE(detail::is_finite_nonnegative(0.0));
  EXPECT_FALSE(detail::is_finite_positive(0.0));
  for (const double value : {-least, -1.0, detail::infinity, -detail::infinity, nan}) {
    EXPECT_FALSE(detail::is_finite_positive(value));
    EXPECT_FALSE(detail::is_finite_nonnegative(value));
  }
}

}  // namespace
}  // namespace krarup
