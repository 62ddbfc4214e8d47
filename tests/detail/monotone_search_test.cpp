#include <krarup/detail/monotone_search.hpp>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"

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

TEST(least_whole_number, asks_only_about_whole_numbers_that_are_counted) {
  for (const double guess : {-5.0, 0.0, 0.4, 1e20}) {
    for (const double answer : {0.0, 1.0, 3.0}) {
      const auto found = least_whole_number(
          [&](double n) {
            EXPECT_TRUE(n >= 0.0 && n <= largest_whole_number && n == std::floor(n)) << n;
            return n - answer;
          },
          guess, 0.1);
      EXPECT_EQ(found, answer);
    }
  }
}

struct start {
  double guess;
  double stride;
};
start next_to(double root, support::random_numbers& random) {
  return {root + random.uniform(-1.0, 1.0), 0.5 * std::sqrt(root) + 0.1};
}
start near(double root, support::random_numbers& random) {
  return {root + random.uniform(-0.5, 0.5) * std::sqrt(root), 0.5 * std::sqrt(root) + 0.1};
}
start far_from(double root, support::random_numbers& random) {
  return {root * random.uniform(0.3, 3.0), 0.1 * root};
}

/// How many numbers are asked about, at most and on average.
template <class Margin, class Start>
void expect_questions(int most, double mean, const Margin& margin, const Start& from) {
  support::random_numbers random(20261104);
  constexpr int problems = 500;
  int all = 0;
  for (int i = 0; i < problems; ++i) {
    const double root = random.scale(0.1, 1e12);
    const start at = from(root, random);
    int asked = 0;
    const auto found = least_whole_number(
        [&](double n) {
          ++asked;
          return margin(n, root);
        },
        at.guess, at.stride);
    EXPECT_EQ(found, std::ceil(root));
    EXPECT_LE(asked, most) << root;
    all += asked;
  }
  EXPECT_LE(all, mean * problems) << static_cast<double>(all) / problems;
}

TEST(least_whole_number, asks_little_where_margins_are_smooth) {
  const auto linear = [](double n, double root) { return n - root; };
  expect_questions(3, 2.26, linear, next_to);
  expect_questions(4, 3.65, linear, near);
  expect_questions(6, 4.34, linear, far_from);
  const auto logarithmic = [](double n, double root) { return std::log((n + 1.0) / (root + 1.0)); };
  expect_questions(3, 2.26, logarithmic, next_to);
  expect_questions(6, 3.7, logarithmic, near);
  expect_questions(15, 8.97, logarithmic, far_from);
  const auto exploding = [](double n, double root) {
    return std::expm1((n - root) / (1.0 + 0.1 * root));
  };
  expect_questions(5, 3.9, exploding, near);
  expect_questions(40, 17.6, exploding, far_from);
  const auto saturating = [](double n, double root) {
    return -std::expm1(-(n - root) / (1.0 + 0.1 * root));
  };
  expect_questions(6, 3.84, saturating, near);
  expect_questions(30, 14.86, saturating, far_from);
}

TEST(least_whole_number, asks_once_where_none_are_enough) {
  int asked = 0;
  const auto found = least_whole_number(
      [&](double n) {
        ++asked;
        return n + 1.0;
      },
      0.9, 1.0);
  EXPECT_EQ(found, 0.0);
  EXPECT_EQ(asked, 1);
}

TEST(least_whole_number, halves_where_margins_say_nothing) {
  const auto zero_above = [](double n, double root) { return n >= root ? 0.0 : n - root; };
  const auto infinite_above = [](double n, double root) { return n >= root ? infinity : n - root; };
  const auto infinite_below = [](double n, double root) { return n < root ? -infinity : n - root; };
  const auto infinite = [](double n, double root) { return n >= root ? infinity : -infinity; };
  expect_questions(25, 11.84, zero_above, near);
  expect_questions(25, 11.84, infinite_above, near);
  expect_questions(25, 11.43, infinite_below, near);
  expect_questions(25, 12.63, infinite, near);
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

TEST(bracketed_root, is_the_root_of_functions_that_rise_or_fall) {
  for (const double scale : {1e-20, 1e-3, 1.0, 1e6, -1e-20, -1e-3, -1.0, -1e6}) {
    for (double root = 1e-3; root < 1e3; root *= 1.7) {
      const auto f = [&](double x) { return scale * (std::log(x) - std::log(root)); };
      EXPECT_NEAR(bracketed_root(f, 1e-4, 1e4), root, 1e-15 * root);
      EXPECT_EQ(bracketed_root(f, root, 1e4), root);
      EXPECT_EQ(bracketed_root(f, 1e-4, root), root);
      EXPECT_EQ(bracketed_root(f, root * 1.001, 1e4), root * 1.001);
      EXPECT_EQ(bracketed_root(f, 1e-4, root / 1.001), root / 1.001);
    }
  }
}

TEST(threshold, is_the_last_bit_in_either_direction) {
  EXPECT_EQ(threshold([](double x) { return x >= 0.3; }, 0.0, 1.0), 0.3);
  EXPECT_EQ(threshold([](double x) { return x <= 0.3; }, 1.0, 0.0), 0.3);
}

TEST(threshold, asks_once_for_every_bit) {
  support::random_numbers random(20261105);
  for (int i = 0; i < 50; ++i) {
    const double from = random.uniform(0.25, 1.0);
    int asked = 0;
    const double found = threshold(
        [&](double x) {
          ++asked;
          return x >= from;
        },
        0.0, 1.0);
    EXPECT_EQ(found, from);
    EXPECT_LE(asked, 55);
  }
}

}  // namespace
}  // namespace krarup::detail
