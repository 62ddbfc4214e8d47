#include <krarup/detail/lanes.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/share_out.hpp>
#include <krarup/detail/real.hpp>

#include "support/hard_points.hpp"
#include "support/relative_error.hpp"

#ifdef KRARUP_LANES

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"

// What is inlined into functions that are compiled for one instruction set.
#define OF_PACKS(...) (__VA_ARGS__) __attribute__((always_inline))

namespace krarup::detail {
namespace {

using batch::instruction_set;
using numbers = std::vector<double>;

constexpr std::size_t widest = lanes<avx512>::width;

template <class Operation>
struct by_packs {
  const Operation& of;
  const double *a, *b, *c;
  double* result;
  std::size_t rows;

  template <class Set>
  [[gnu::always_inline]] void run() {
    using pack = lanes<Set>;
    for (std::size_t row = 0; row < rows; row += pack::width) {
      const pack all = of(pack::load(a + row), pack::load(b + row), pack::load(c + row));
      all.store(result + row);
    }
  }
};

/// Calls check(row, result) for every row with what the operation says of it, by each instruction set
/// that the processor has.
template <class Operation, class Check>
void by_every_set(const numbers& a, const numbers& b, const numbers& c, const Operation& of,
                  const Check& check) {
  ASSERT_EQ(a.size() % widest, 0U);
  for (const auto set : {instruction_set::avx2, instruction_set::avx512}) {
    if (set > batch::widest_instruction_set()) continue;
    SCOPED_TRACE(set == instruction_set::avx2 ? "AVX2" : "AVX-512");
    numbers result(a.size());
    batch::detail::run_packs(
        by_packs<Operation>{of, a.data(), b.data(), c.data(), result.data(), a.size()}, set);
    for (std::size_t row = 0; row < a.size(); ++row) check(row, result[row]);
  }
}

/// Numbers of all sizes and signs, each beside others in a pack; some are equal to others.
struct columns {
  numbers a, b, c;

  columns() {
    support::random_numbers random(20261122);
    const auto any_number = [&] {
      return (random.one_of(2) == 0 ? 1.0 : -1.0) * random.scale(1e-6, 1e6);
    };
    for (int row = 0; row < 800; ++row) {
      a.push_back(row % 55 == 11 ? 0.0 : any_number());
      b.push_back(row % 5 == 0 ? a.back() : any_number());
      c.push_back(row % 7 == 0 ? b.back() : any_number());
    }
  }

  /// A lane says what a number says.
  template <class Operation>
  void expect_as_numbers(const Operation& of) const {
    by_every_set(a, b, c, of, [&](std::size_t row, double got) {
      const double expected = of(a[row], b[row], c[row]);
      EXPECT_EQ(got, expected) << "of " << a[row] << ", " << b[row] << ", " << c[row];
      EXPECT_EQ(std::signbit(got), std::signbit(expected)) << a[row] << ", " << b[row];
    });
  }
};

TEST(lanes, reckon_as_numbers_do) {
  const columns all;
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto&) { return a + b; });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto&) { return a - b; });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto&) { return a * b; });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto&) { return a / b; });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto&, const auto&) { return -a; });
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto&, const auto&) { return absolute(a); });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto&, const auto&) {
    using std::sqrt;
    return sqrt(a * a);
  });
}

TEST(lanes, compare_and_choose_as_numbers_do) {
  const columns all;
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return select(a < b, a, c); });
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return select(a <= b, a, c); });
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return select(a > b, a, c); });
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return select(a >= b, a, c); });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto& c) {
    return select((a < b) & (b < c), a, c);
  });
  all.expect_as_numbers([] OF_PACKS(const auto& a, const auto& b, const auto& c) {
    return select((a < b) | (b < c), a, c);
  });
  all.expect_as_numbers(
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return select(!(a < b), a, c); });
}

TEST(lanes, say_no_to_nan) {
  const numbers none(widest, std::numeric_limits<double>::quiet_NaN()), one(widest, 1.0);
  const auto expect_one = [](std::size_t, double got) { EXPECT_EQ(got, 1.0); };
  by_every_set(
      none, one, one,
      [] OF_PACKS(const auto& a, const auto& b, const auto&) {
        return select((a < b) | (a <= b) | (b < a) | (b <= a) | !(b <= b), b + 1.0, b);
      },
      expect_one);
}

TEST(lanes, fuse_a_product_with_a_sum) {
  const columns all;
  by_every_set(
      all.a, all.b, all.c,
      [] OF_PACKS(const auto& a, const auto& b, const auto& c) { return fused(a, b, c); },
      [&](std::size_t row, double got) {
        EXPECT_EQ(got, std::fma(all.a[row], all.b[row], all.c[row]));
      });
  by_every_set(
      all.a, all.b, all.c,
      [] OF_PACKS(const auto& a, const auto& b, const auto&) { return two_product(a, b).head; },
      [&](std::size_t row, double got) { EXPECT_EQ(got, all.a[row] * all.b[row]); });
  by_every_set(
      all.a, all.b, all.c,
      [] OF_PACKS(const auto& a, const auto& b, const auto&) { return two_product(a, b).tail; },
      [&](std::size_t row, double got) {
        const double head = all.a[row] * all.b[row];
        EXPECT_EQ(got, std::fma(all.a[row], all.b[row], -head));
      });
}

TEST(lanes, ask_whether_any_lane_is_true) {
  numbers positive(widest, 0.0);  // none, then one alone in every place
  for (std::size_t place = 0; place < widest; ++place) {
    for (std::size_t lane = 0; lane < widest; ++lane) positive.push_back(lane == place ? 1.0 : 0.0);
  }
  by_every_set(
      positive, positive, positive,
      [] OF_PACKS(const auto& a, const auto& b, const auto&) {
        return any(a > 0.0) ? 0.0 * b + 1.0 : 0.0 * b;
      },
      [&](std::size_t row, double got) {
        if (row < widest || positive[row] > 0.0) {
          EXPECT_EQ(got, positive[row]) << row;
        }
      });
}

/// The largest error of a function of packs at these points, in epsilons of what is true.
template <class Operation, class Truth>
double worst_error(const numbers& x, const Operation& of, const Truth& truth) {
  double worst = 0.0;
  by_every_set(x, x, x, of, [&](std::size_t row, double got) {
    worst =
        std::max(worst, support::error_in_epsilons(got, truth(static_cast<long double>(x[row]))));
  });
  return worst;
}

/// Exponents up to 708 of either sign: half of them of a size at which the result is near 1.
numbers exponents() {
  support::random_numbers random(20261122);
  numbers all{0.0, -0.0, 708.0, -708.0, 1e-300, -1e-300, 1.0, -1.0};
  while (all.size() < 80'000) {
    all.push_back(random.uniform(-708.0, 708.0));
    all.push_back((random.one_of(2) == 0 ? 1.0 : -1.0) * random.scale(1e-18, 2.0));
  }
  return all;
}

TEST(lanes, exp_is_good_to_an_epsilon) {
  EXPECT_LE(
      worst_error(
          exponents(), [] OF_PACKS(const auto& a, const auto&, const auto&) { return exp(a); },
          [](long double x) { return std::exp(x); }),
      1.0);
}

TEST(lanes, expm1_is_good_to_two_epsilons) {
  EXPECT_LE(
      worst_error(
          exponents(), [] OF_PACKS(const auto& a, const auto&, const auto&) { return expm1(a); },
          [](long double x) { return std::expm1(x); }),
      2.0);
}

TEST(lanes, log_is_good_enough_for_a_guess) {
  support::random_numbers random(20261122);
  numbers all{0.71, 1.0, 1.4142135623730949, 1.4142135623730951, 2.0, 4.0, 1e300, 1.7e308};
  while (all.size() < 80'000) {
    all.push_back(random.scale(0.71, 1e308));
    all.push_back(random.uniform(0.71, 3.0));
  }
  by_every_set(
      all, all, all, [] OF_PACKS(const auto& a, const auto&, const auto&) { return log(a); },
      [&](std::size_t row, double got) {
        EXPECT_NEAR(got, std::log(all[row]), 1e-12) << all[row];
      });
}

TEST(lanes, ceil_is_the_least_whole_number) {
  support::random_numbers random(20261122);
  numbers all{0.0, 0.5, -0.5, 0x1p51 - 0.5, 0x1p51 - 1.0, 0.5 - 0x1p51, 1e-300, -1e-300};
  while (all.size() < 8'000) {
    const double whole = std::floor(random.scale(1.0, 0x1p50));
    for (const double x :
         {whole, whole + 0.5, std::nextafter(whole, 0.0), whole * (1.0 + 0x1p-52)}) {
      all.push_back(x);
      all.push_back(-x);
    }
  }
  by_every_set(
      all, all, all, [] OF_PACKS(const auto& a, const auto&, const auto&) { return ceil(a); },
      [&](std::size_t row, double got) { EXPECT_EQ(got, std::ceil(all[row])) << all[row]; });
}

}  // namespace
}  // namespace krarup::detail

#pragma GCC diagnostic pop
#endif
