#include <krarup/detail/monotone_search.hpp>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

TEST(least_whole_number, finds_the_step_from_every_guess) {
  for (double answer : {0.0, 1.0, 2.0, 17.0, 1e6 + 3.0, 1e15 + 1.0}) {
    for (double guess : {-5.0, 0.0, 0.7, 16.0, 17.0, 18.0, 1e6, 1e17}) {
      for (double stride : {0.1, 1.0, 500.0}) {
        int asked = 0;
        const auto infinite = least_whole_number(
            [&](double n) {
              ++asked;
              return n >= answer ? infinity : -infinity;
            },
            guess, stride);
        ASSERT_TRUE(infinite);
        EXPECT_EQ(*infinite, answer) << guess << ' ' << stride;
        EXPECT_LE(asked, 120);
        const auto linear = least_whole_number([&](double n) { return n - answer; }, guess, stride);
        EXPECT_EQ(*linear, answer) << guess << ' ' << stride;
      }
    }
  }
}

TEST(least_whole_number, asks_about_few_numbers_where_margins_are_smooth) {
  for (double root : {0.3, 7.9, 1234.5, 1e9 + 0.25}) {
    int asked = 0;
    const auto found = least_whole_number(
        [&](double n) {
          ++asked;
          return std::log((n + 1.0) / (root + 1.0));
        },
        0.8 * root, 0.1 * root);
    EXPECT_EQ(*found, std::ceil(root));
    EXPECT_LE(asked, 12) << root;
  }
}

TEST(least_whole_number, has_margins_that_are_flat_or_zero) {
  EXPECT_EQ(*least_whole_number([](double n) { return n >= 40.0 ? 0.0 : -1e-300; }, 3.0, 1.0),
            40.0);
  EXPECT_EQ(*least_whole_number([](double) { return 0.0; }, 1e6, 100.0), 0.0);
  EXPECT_FALSE(least_whole_number([](double) { return -1.0; }, 5.0, 1.0));
  EXPECT_FALSE(least_whole_number([](double) { return std::numeric_limits<double>::quiet_NaN(); },
                                  5.0, 1.0));
}

TEST(bracketed_root, takes_an_end_for_the_root_that_rounding_moved_beyond_it) {
  EXPECT_DOUBLE_EQ(bracketed_root([](double x) { return x * x - 2.0; }, 0.0, 2.0), std::sqrt(2.0));
  EXPECT_EQ(bracketed_root([](double x) { return x - 3.0; }, 0.0, 3.0), 3.0);
  EXPECT_EQ(bracketed_root([](double x) { return x - 3.0; }, 0.0, 2.9999), 2.9999);
}

TEST(threshold, is_the_last_bit_in_either_direction) {
  EXPECT_EQ(threshold([](double x) { return x >= 0.3; }, 0.0, 1.0), 0.3);
  EXPECT_EQ(threshold([](double x) { return x <= 0.3; }, 1.0, 0.0), 0.3);
}

}  // namespace
}  // namespace krarup::detail
