#include <krarup/detail/load_exponent.hpp>

#include <cmath>
#include <iterator>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using detail::twofold;
using support::real;

real exactly(const twofold<double>& x) {
  return real(x.head) + x.tail;
}

/// a - n - n ln(a/n); the logarithm has 77 digits.
real true_exponent(double n, double a) {
  return real(a) - n - n * log(real(a) / n);
}

/// The head is the number, rounded, give or take a bit.
void check_parts(const twofold<double>& x) {
  EXPECT_LE(std::abs(x.tail), support::epsilon * std::abs(x.head));
}

constexpr int problems = 2000;

TEST(central_exponent, keeps_its_digits_behind_the_point) {
  support::random_numbers random(20260611);
  for (int i = 0; i < problems; ++i) {
    const double n = random.scale(0.1, 1e12);
    const double near = random.uniform(-1.0, 1.0) * random.scale(1e-12, 0.6);
    const double a = n * (i % 2 == 0 ? random.uniform(0.5501, 1.6499) : 1.0 + 0.7 * near);
    const twofold<double> got = detail::central_exponent(n, a, 1.0 / (a + n));
    const real truth = true_exponent(n, a);
    const double error = static_cast<double>(real(abs(exactly(got) - truth)));
    const double size = static_cast<double>(truth);
    // What is added to s (a - n) is below 1, and so is its rounding, in epsilons; beyond, both have
    // more digits than one double.
    const double s = (a - n) / (a + n);
    const double bent = s * s * std::abs(a - n) * (1.0 - s);
    if (s * s < 0.0156 && bent < 1.0) {
      EXPECT_LE(error, std::min(1.5 * bent, 0.12 * size) * support::epsilon) << n << ' ' << a;
    } else {
      EXPECT_LE(error, 1.1e-19 * size) << n << ' ' << a;
    }
    check_parts(got);
  }
}

TEST(central_exponent, is_nothing_at_its_peak) {
  for (const double n : {0.3, 8.0, 1e9}) {
    const twofold<double> got = detail::central_exponent(n, n, 0.5 / n);
    EXPECT_EQ(got.head, 0.0);
    EXPECT_EQ(got.tail, 0.0);
  }
}

TEST(exponent_of_load, has_more_digits_than_a_double) {
  support::random_numbers random(20260612);
  for (int i = 0; i < problems; ++i) {
    const double n = random.scale(0.1, 1e12);
    double ratio = random.scale(1e-100, 1e100);
    if (i % 4 == 1) ratio = random.uniform(1.65, 3.0);
    if (i % 4 == 2) ratio = random.uniform(0.2, 0.55);
    if (i % 4 == 3) ratio = random.scale(0.9999, 1.0001) * (i % 8 == 3 ? 0.55 : 1.65);
    const double a = n * ratio;
    const twofold<double> got = detail::exponent_of_load(n, a);
    const real truth = true_exponent(n, a);
    EXPECT_LE(abs(exactly(got) - truth), 1.1e-19 * truth) << n << ' ' << a;
    check_parts(got);
  }
}

TEST(exponent_of_load, keeps_its_digits_next_to_its_peak) {
  for (const double n : {0.3, 8.0, 1e9}) {
    for (const double near : {-1e-3, -1e-6, 1e-12, 1e-9, 1e-5}) {
      const double a = n * (1.0 + near);
      const real truth = true_exponent(n, a);
      EXPECT_LE(abs(exactly(detail::exponent_of_load(n, a)) - truth),
                0.12 * support::epsilon * truth)
          << n << ' ' << near;
    }
  }
}

// Mantissas of which one is up to twice the other, each way.
TEST(exponent_of_load, has_them_for_every_pair_of_mantissas) {
  for (double u = 0.5; u < 1.0; u += 0.03125) {
    for (double v = 0.5; v < 1.0; v += 0.03125) {
      for (const double power : {0x1p-40, 0x1p-2, 0x1p2, 0x1p40}) {
        const real truth = true_exponent(v, power * u);
        EXPECT_LE(abs(exactly(detail::exponent_of_load(v, power * u)) - truth), 4e-21 * truth)
            << power << ' ' << u << ' ' << v;
      }
    }
  }
}

// ln((1 + s)/(1 - s)) = 2 s (1 + s^2 q)
TEST(log_series, is_what_is_left_of_a_logarithm) {
  for (double s = 0.3; s > 1e-3; s *= 0.98) {
    const real z = real(s) * s;
    const double head = s * s;
    const twofold<double> got = detail::log_series<double>({head, static_cast<double>(z - head)});
    const real truth = (log((1 + real(s)) / (1 - real(s))) / (2 * real(s)) - 1) / z;
    EXPECT_LE(abs(exactly(got) - truth), 1e-18) << s;
    check_parts(got);
  }
}

TEST(relative_excess, has_twice_the_digits) {
  support::random_numbers random(20260613);
  for (int i = 0; i < problems; ++i) {
    const double n = random.scale(1e-9, 1e9);
    const double a = n * random.uniform(0.5, 2.0);
    const double excess = a - n;
    const twofold<double> sum = detail::two_sum(a, n);
    const real truth = (real(a) - n) / (real(a) + n);
    const twofold<double> got = detail::relative_excess(excess, sum, 1.0 / sum.head);
    EXPECT_LE(abs(exactly(got) - truth), 4 * 0x1p-104 * abs(truth)) << n << ' ' << a;
  }
}

TEST(odd_reciprocals, are_the_reciprocals_of_odd_numbers) {
  for (std::size_t i = 0; i < std::size(detail::odd_reciprocals); ++i) {
    EXPECT_EQ(detail::odd_reciprocals[i], 1.0 / static_cast<double>(7 + 2 * i));
  }
  for (std::size_t i = 0; i < std::size(detail::few_odd_reciprocals); ++i) {
    EXPECT_EQ(detail::few_odd_reciprocals[i], 1.0 / static_cast<double>(3 + 2 * i));
  }
}

}  // namespace
}  // namespace krarup
