#include <krarup/detail/twofold.hpp>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using detail::twofold;
using support::error_in_ulps;
using support::real;

real exactly(const twofold<double>& x) {
  return real(x.head) + x.tail;
}

double any_number(support::random_numbers& random) {
  return (random.one_of(2) == 0 ? -1.0 : 1.0) * random.scale(1e-20, 1e20);
}

/// A head and a tail of less than half its last place.
twofold<double> any_twofold(support::random_numbers& random) {
  const double head = any_number(random);
  return {head, head * random.uniform(-0.25, 0.25) * support::epsilon};
}

constexpr int problems = 2000;

TEST(twofold, is_one_number_in_two) {
  EXPECT_EQ(static_cast<double>(twofold<double>{1.0, support::epsilon}), 1.0 + support::epsilon);
  EXPECT_EQ(static_cast<double>(twofold<double>{1.0, -support::epsilon}), 1.0 - support::epsilon);
  EXPECT_LE(abs(exactly(detail::ln_2) - log(real(2))), 0x1p-107);
}

TEST(twofold, sums_are_exact) {
  support::random_numbers random(20260601);
  for (int i = 0; i < problems; ++i) {
    const double a = any_number(random);
    const double b = any_number(random);
    const twofold<double> sum = detail::two_sum(a, b);
    EXPECT_EQ(sum.head, a + b);
    EXPECT_EQ(exactly(sum), real(a) + b) << a << ' ' << b;
    const bool larger = std::abs(a) >= std::abs(b);
    const twofold<double> quick =
        larger ? detail::quick_two_sum(a, b) : detail::quick_two_sum(b, a);
    EXPECT_EQ(quick.head, sum.head);
    EXPECT_EQ(quick.tail, sum.tail) << a << ' ' << b;
  }
}

TEST(twofold, halves_have_half_of_the_digits) {
  support::random_numbers random(20260602);
  for (int i = 0; i < problems; ++i) {
    const double x = any_number(random);
    const double upper = detail::upper_half(x);
    int power = 0;
    const double digits = std::ldexp(std::frexp(upper, &power), 26);
    EXPECT_EQ(digits, std::trunc(digits)) << x;
    EXPECT_LT(std::abs(x - upper), std::ldexp(1.0, power - 26)) << x;
  }
}

// By halves, the last product may round.
TEST(twofold, products_of_two_numbers_are_exact_but_for_the_last_bit) {
  support::random_numbers random(20260603);
  for (int i = 0; i < problems; ++i) {
    const double a = any_number(random);
    const double b = any_number(random);
    const twofold<double> product = detail::two_product(a, b);
    EXPECT_EQ(product.head, a * b);
    EXPECT_LE(abs(exactly(product) - real(a) * b), 0x1p-104 * std::abs(product.head))
        << a << ' ' << b;
  }
}

TEST(twofold, products_have_twice_the_digits) {
  support::random_numbers random(20260604);
  for (int i = 0; i < problems; ++i) {
    const twofold<double> a = any_twofold(random);
    const twofold<double> b = any_twofold(random);
    const real both = exactly(a) * exactly(b);
    const real one = exactly(a) * b.head;
    EXPECT_LE(abs((exactly(a * b) - both) / both), 0x1p-102) << a.head << ' ' << b.head;
    EXPECT_LE(abs((exactly(a * b.head) - one) / one), 0x1p-102) << a.head << ' ' << b.head;
    EXPECT_EQ((a * b).head, static_cast<double>(a * b));
  }
}

TEST(times_ratio, rounds_about_once_where_the_product_is_exact) {
  support::random_numbers random(20260605);
  for (int i = 0; i < problems; ++i) {
    const double product = random.one_of(4) == 0   ? random.scale(1e287, 0.999e290)
                           : random.one_of(3) == 0 ? random.scale(1.001e-290, 1e-287)
                                                   : std::pow(10.0, random.uniform(-280.0, 280.0));
    const double x = std::pow(product, random.uniform(0.1, 0.9));
    const double numerator = product / x;
    const double denominator = numerator * random.scale(1e-8, 1e8);
    EXPECT_LE(error_in_ulps(detail::times_ratio(x, numerator, denominator),
                            real(x) * numerator / denominator),
              0.501)
        << x << " times " << numerator << " / " << denominator;
  }
}

TEST(times_ratio, is_right_where_the_product_is_no_double) {
  for (const double x : {1e-320, 1e-200, 0.3e-160, 0.3e160, 1e200, 1e307}) {
    for (const double numerator : {1e-200, 0.7e-150, 0.7e150, 1e200, 1e306}) {
      const real truth = real(x) * numerator / (3 * real(numerator));
      EXPECT_LE(error_in_ulps(detail::times_ratio(x, numerator, 3 * numerator), truth), 1.5)
          << x << ' ' << numerator;
    }
  }
  EXPECT_EQ(detail::times_ratio(0.0, 3.0, 7.0), 0.0);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(detail::times_ratio(infinity, 3.0, 7.0), infinity);
}

}  // namespace
}  // namespace krarup
