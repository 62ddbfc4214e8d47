#include <krarup/detail/moving_up.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

using number = long double;

tagged_rates rates_of(double handling, double hanging_up) {
  return tagged_rates({.handling = handling, .agents = 1.0, .hanging_up = hanging_up});
}

/// What holds `x` before, with nothing for those who are taken, by the equations' own Taylor series.
std::vector<number> by_equations(std::vector<number> y, double x, const tagged_rates& rates) {
  const auto steps = static_cast<std::size_t>(rates.up(y.size()) * x) + 1;
  const number h = static_cast<number>(x) / static_cast<number>(steps);
  for (std::size_t step = 0; step < steps; ++step) {
    std::vector<number> term = y;
    for (int j = 1; j < 40; ++j) {
      for (std::size_t k = term.size(); k-- > 0;) {
        const number ahead = k > 0 ? term[k - 1] : 0.0L;
        term[k] = h / j * static_cast<number>(rates.up(k)) * (ahead - term[k]);
      }
      for (std::size_t k = 0; k < y.size(); ++k) y[k] += term[k];
    }
  }
  return y;
}

struct queue {
  double handling;
  double hanging_up;
  double x;
  std::size_t size;
};

const queue queues[] = {{0.5, 0.0, 3.0, 20},    {0.5, 0.02, 3.0, 20},  {0.0, 0.1, 5.0, 30},
                        {2.0, 0.3, 40.0, 25},   {10.0, 0.0, 9.0, 200}, {7.0, 0.05, 20.0, 300},
                        {1.0, 0.01, 60.0, 200}, {0.01, 2.0, 4.0, 90},  {30.0, 1e-9, 4.0, 200},
                        {0.0, 0.0, 3.0, 4},     {3.0, 0.5, 1e-6, 70}};

TEST(moving_up, is_what_its_equations_say) {
  for (const queue& of : queues) {
    const tagged_rates rates = rates_of(of.handling, of.hanging_up);
    std::vector<std::array<double, 2>> then(of.size);
    std::vector<number> one(of.size);
    std::vector<number> other(of.size);
    for (std::size_t k = 0; k < of.size; ++k) {
      const auto ahead = static_cast<double>(k);
      then[k] = {1.0, std::sin(ahead)};
      one[k] = then[k][0];
      other[k] = then[k][1];
    }
    one = by_equations(one, of.x, rates);
    other = by_equations(other, of.x, rates);
    const auto now = moved_up(then, of.x, rates);
    const std::vector<double> there = not_gone_within(of.x, rates, 0, of.size);
    for (std::size_t k = 0; k < of.size; ++k) {
      EXPECT_NEAR(now[k][0], static_cast<double>(one[k]), 1e-13) << of.handling << " " << k;
      EXPECT_NEAR(now[k][1], static_cast<double>(other[k]), 1e-13) << of.handling << " " << k;
      EXPECT_NEAR(there[k], static_cast<double>(one[k]), 1e-13) << of.handling << " " << k;
    }
  }
}

// A queue so long that the chances of the first moves are below any double: in half of the time twice.
TEST(moving_up, goes_any_way) {
  for (const double hanging_up : {0.0, 0.001, 1.0}) {
    const tagged_rates rates = rates_of(40.0, hanging_up);
    std::vector<std::array<double, 1>> then(4000);
    for (std::size_t k = 0; k < then.size(); ++k)
      then[k] = {1.0 + std::sin(0.01 * static_cast<double>(k))};
    const auto at_once = moved_up(then, 60.0, rates);
    const auto twice = moved_up(moved_up(then, 30.0, rates), 30.0, rates);
    for (std::size_t k = 0; k < then.size(); k += 7) EXPECT_NEAR(at_once[k][0], twice[k][0], 1e-12);
  }
}

// Among 2 and oneself the share of one who is taken is H / (H + 3 b), and a time does not change whom.
TEST(moving_up, tells_who_is_taken_before_it_hangs_up) {
  const tagged_rates rates = rates_of(3.0, 0.5);
  const double x = 0.7;
  // d/dx of the answer is H-fold the chance of being first and there.
  const std::vector<double> gone = not_gone_within(x, rates, 1, 1);
  EXPECT_NEAR(gone[0], std::exp(-3.5 * x), 1e-15);
  EXPECT_EQ(not_gone_within(0.0, rates, 1, 3)[2], 1.0);
  EXPECT_NEAR(not_gone_within(1e4, rates, 1, 3)[2], 0.0, 1e-300);
}

}  // namespace
}  // namespace krarup::detail
