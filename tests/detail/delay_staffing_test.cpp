#include <krarup/detail/delay_staffing.hpp>

#include <krarup/detail/monotone_search.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/linear_scan.hpp"
#include "support/oracle.hpp"

namespace krarup::detail {
namespace {

using support::random_numbers;

// The guess

/// A double that counts the exponentials taken of it: one a Newton step.
struct counting {
  static inline int exponentials = 0;
  double value;
  counting(double x) : value(x) {}  // NOLINT(google-explicit-constructor)

  friend counting operator+(counting x, counting y) { return x.value + y.value; }
  friend counting operator-(counting x, counting y) { return x.value - y.value; }
  friend counting operator*(counting x, counting y) { return x.value * y.value; }
  friend counting operator/(counting x, counting y) { return x.value / y.value; }
  friend auto operator<=>(counting x, counting y) { return x.value <=> y.value; }
  friend counting sqrt(counting x) { return std::sqrt(x.value); }
  friend counting log(counting x) { return std::log(x.value); }
  friend counting exp(counting x) {
    ++exponentials;
    return std::exp(x.value);
  }
  friend counting select(bool which, counting yes, counting no) { return which ? yes : no; }
};

/// b of the law of many agents, which takes ln(1/C) for the logarithm of 1 + b (m + 2/(3 root)), by
/// bisection. Where what is demanded of ln(1/C) falls with b.
template <class Demanded>
double law_of_many(double root, const Demanded& demanded) {
  const auto kept = [&](double b) {
    return std::log1p(b * (rough_lower_ratio(b) + 2.0 / (3.0 * root))) >= demanded(b);
  };
  double high = 1e-12;
  while (!kept(high)) high *= 2.0;
  return threshold(kept, 0.0, high);
}

TEST(untimed_excess, is_a_little_less_than_what_is_wanted) {
  for (double wanted = 1e-12; wanted < 700.0; wanted *= 1.3) {
    const double b = law_of_many(infinity, [&](double) { return wanted; });
    EXPECT_LE(untimed_excess(wanted), 1.0001 * b) << wanted;
    EXPECT_GE(untimed_excess(wanted), (wanted < 1e-3 ? 0.998 : 0.85) * b) << wanted;
  }
}

TEST(delay_excess, solves_its_equation_to_a_tenth_of_an_agent_in_few_steps) {
  random_numbers random(20261101);
  int problems = 0;
  int steps = 0;
  for (double load = 1e-6; load < 3e5; load *= 3.0) {
    for (int i = 0; i < 100; ++i, ++problems) {
      const double root = std::sqrt(load);
      const double wanted = random.scale(1e-6, 690.0);
      const double handle_times = random.one_of(3) == 0 ? 0.0 : random.scale(1e-6, 1e3);
      counting::exponentials = 0;
      const double b =
          delay_excess<counting>(root, 1.0 / root, handle_times, wanted, untimed_excess(wanted))
              .value;
      EXPECT_LE(counting::exponentials, 3);
      steps += counting::exponentials;
      const double solution =
          law_of_many(root, [&](double at) { return wanted - at * root * handle_times; });
      EXPECT_NEAR(b * root, solution * root, load < 1.0 ? 0.05 : 0.09)
          << load << ' ' << wanted << ' ' << handle_times;
    }
  }
  EXPECT_LE(steps, 1.12 * problems);
}

TEST(delay_excess, is_linear_in_small_promises) {
  // J(a, a) = sqrt(pi a/2) + 2/3 for many agents.
  for (const double root : {0.3, 1.0, 10.0, 1e3}) {
    const double odds_per_excess = std::sqrt(std::acos(-1.0) / 2.0) + 2.0 / (3.0 * root);
    const double b = delay_excess(root, 1.0 / root, 0.0, 1e-5, untimed_excess(1e-5));
    EXPECT_NEAR(b * odds_per_excess, 1e-5, 1e-8);
  }
}

TEST(waited_excess, solves_its_equation_to_a_hundredth_of_an_agent) {
  for (double load = 1e-6; load < 1e15; load *= 7.0) {
    const double root = std::sqrt(load);
    for (double mean_wait = 1e-12; mean_wait < 1e4; mean_wait *= 5.0) {
      const double wanted = -std::log(mean_wait);
      const double b = waited_excess(root, wanted);
      const double solution =
          law_of_many(root, [&](double at) { return wanted - std::log(at * root); });
      EXPECT_NEAR(b * root, solution * root, 0.01) << load << ' ' << mean_wait;
    }
  }
}

TEST(likely_delay_agents, are_those_of_the_promise_that_takes_most) {
  for (const double load : {0.2, 9.0, 5000.0}) {
    const delay_promises late{.late = 0.2, .handle_times = 0.1};
    const delay_promises waiting{.waiting = 0.03};
    const delay_promises mean_wait{.mean_wait = 1e-4};
    const delay_promises occupancy{.occupancy = 0.9};
    const auto likely = [&](const delay_promises& promised) {
      return likely_delay_agents(load, promised);
    };
    const double root = std::sqrt(load);
    const double wanted = -std::log(0.2);
    EXPECT_DOUBLE_EQ(likely(late), load + root * delay_excess(root, 1.0 / root, 0.1, wanted,
                                                              untimed_excess(wanted)));
    EXPECT_EQ(likely(waiting), likely({.late = 0.03}));
    EXPECT_DOUBLE_EQ(likely(mean_wait), load + root * waited_excess(root, std::log(1e4)));
    EXPECT_DOUBLE_EQ(likely(occupancy), load / 0.9);
    EXPECT_EQ(likely({.late = 0.2, .handle_times = 0.1, .waiting = 0.03}), likely(waiting));
    EXPECT_EQ(likely({.late = 0.2, .handle_times = 0.1, .waiting = 0.9}), likely(late));
    EXPECT_EQ(likely({.waiting = 0.03, .mean_wait = 1e-4}), likely(mean_wait));
    EXPECT_EQ(likely({.waiting = 0.03, .mean_wait = 10.0}), likely(waiting));
    EXPECT_EQ(likely({.mean_wait = 1e-4, .occupancy = 0.9}),
              std::max(likely(mean_wait), likely(occupancy)));
    EXPECT_EQ(likely({.waiting = 0.03, .occupancy = 0.01}), load / 0.01);
  }
}

// The answer

/// 1/C, in long double, for every number of agents above a load, up to many.
class inverse_waits {
 public:
  explicit inverse_waits(double load) : load_(load) {
    support::delay_scan scan(load);
    const auto last = static_cast<long double>(1.35 * load + 45.0 * std::sqrt(load) + 300.0);
    for (scan.next(); scan.n() < last; scan.next()) {
      if (scan.n() > load) inverse_.push_back(1 / scan.wait());
    }
  }

  /// The least number that keeps the promises; 0 where that is further than one has looked.
  [[nodiscard]] double least(const delay_promises& promised) const {
    long double n = std::floor(load_);
    for (const long double inverse : inverse_) {
      n += 1;
      const long double excess = n - load_;
      const long double kept =
          std::min({inverse * promised.late * std::exp(excess * promised.handle_times),
                    inverse * promised.waiting, inverse * excess * promised.mean_wait,
                    n * promised.occupancy / load_});
      if (kept >= 1) return static_cast<double>(n);
    }
    return 0.0;
  }

 private:
  long double load_;
  std::vector<long double> inverse_;
};

double any_share(random_numbers& random) {
  return random.one_of(2) == 0 ? random.uniform(0.01, 0.999) : random.scale(1e-9, 1.0);
}

TEST(certain_delay_agents, are_the_least_that_keep_one_promise_and_several) {
  random_numbers random(20261102);
  for (int i = 0; i < 120; ++i) {
    const double load = random.scale(1e-3, 1e4);
    const inverse_waits scanned(load);
    for (int j = 0; j < 40; ++j) {
      // One promise, and the others with it or not.
      delay_promises promised;
      const std::size_t one = random.one_of(4);
      const auto has = [&](std::size_t promise) { return promise == one || random.one_of(6) == 0; };
      if (has(0)) {
        promised.late = any_share(random);
        promised.handle_times = random.one_of(4) == 0 ? 0.0 : random.scale(1e-4, 10.0);
      }
      if (has(1)) promised.waiting = any_share(random);
      if (has(2)) promised.mean_wait = random.scale(1e-6, 100.0);
      if (has(3)) promised.occupancy = random.uniform(0.75, 0.999);
      const double least = scanned.least(promised);
      ASSERT_GT(least, 0.0);
      EXPECT_EQ(certain_delay_agents(load, promised), least)
          << load << ": late " << promised.late << " beyond " << promised.handle_times
          << ", waiting " << promised.waiting << ", mean wait " << promised.mean_wait
          << ", occupancy " << promised.occupancy;
    }
  }
}

TEST(certain_delay_agents, are_the_least_that_wait_less_than_a_call_lasts) {
  random_numbers random(20261103);
  for (int i = 0; i < 100; ++i) {
    const double load = random.uniform(1.0, 12.0);
    const inverse_waits scanned(load);
    for (int j = 0; j < 100; ++j) {
      const delay_promises promised{.mean_wait = random.uniform(0.05, 1.0)};
      EXPECT_EQ(certain_delay_agents(load, promised), scanned.least(promised))
          << load << ' ' << promised.mean_wait;
    }
  }
}

TEST(certain_delay_agents, are_the_first_above_the_load_for_easy_promises) {
  for (const double load : {0.3, 2.0, 63.5, 64.0, 777.3, 1e6, 1e10}) {
    const double first = std::floor(load) + 1.0;
    EXPECT_EQ(certain_delay_agents(load, {.late = 1.0 - 1e-6, .handle_times = 1.0}), first);
    EXPECT_EQ(certain_delay_agents(load, {.mean_wait = 1e4}), first) << load;
  }
  EXPECT_EQ(certain_delay_agents(2.0, {.occupancy = 0.99}), 3.0);
  EXPECT_EQ(certain_delay_agents(64.0, {.occupancy = 0.99}), 65.0);
}

TEST(certain_delay_agents, are_right_for_many_agents) {
  support::oracle_quadrature integral;
  for (const double load : {1e6, 1e8 + 0.3, 1e11, 4e14}) {
    const double n = std::ceil(load + 1e-3 * std::sqrt(load));
    const auto log_of_wait = [&](double agents) {
      return static_cast<double>(
          support::erlang_c_oracle(agents, load, integral).log_probability());
    };
    const double here = log_of_wait(n);
    const double below = log_of_wait(n - 1.0);
    EXPECT_EQ(certain_delay_agents(load, {.waiting = std::exp((here + below) / 2.0)}), n) << load;
    EXPECT_EQ(certain_delay_agents(
                  load, {.mean_wait = std::exp((here + below) / 2.0) / (n - 0.5 - load)}),
              n)
        << load;
    const double time = 10.0 / (n - load);
    EXPECT_EQ(certain_delay_agents(
                  load, {.late = std::exp((here + below) / 2.0 - (n - 0.5 - load) * time),
                         .handle_times = time}),
              n)
        << load;
  }
}

/// Whether the answer is `n` a little on one side of a measure, and one more on the other.
template <class Promise>
void expect_certain_beyond(double relative, double load, double n, double measure,
                           const Promise& promise) {
  EXPECT_EQ(certain_delay_agents(load, promise(measure * (1.0 + relative))), n);
  EXPECT_EQ(certain_delay_agents(load, promise(measure * (1.0 - relative))), n + 1.0);
}
template <class Promise>
void expect_unsure_within(double relative, double load, double measure, const Promise& promise) {
  EXPECT_EQ(certain_delay_agents(load, promise(measure * (1.0 + relative))), std::nullopt);
  EXPECT_EQ(certain_delay_agents(load, promise(measure * (1.0 - relative))), std::nullopt);
}

void expect_doubt_about(const double load, const double n) {
  support::delay_scan scan(load);
  while (scan.n() < n) scan.next();
  const double excess = n - load;
  const auto wait = static_cast<double>(scan.wait());
  const auto check = [&](double measure, const auto& promise, double doubted = least_doubt) {
    expect_unsure_within(0.9 * doubted, load, measure, promise);
    expect_certain_beyond(1.1 * doubted, load, n, measure, promise);
  };
  check(
      wait, [](double share) { return delay_promises{.late = share}; }, doubt(wait));
  const double late = wait * std::exp(-excess * 0.2 / n);
  check(
      late, [&](double share) { return delay_promises{.late = share, .handle_times = 0.2 / n}; },
      doubt(late));
  check(wait, [](double share) { return delay_promises{.waiting = share}; });
  check(wait / excess, [](double mean) { return delay_promises{.mean_wait = mean}; });
  check(load / n, [](double share) { return delay_promises{.occupancy = share}; });
  // The service level 1 - 1e-9 is only known to half an epsilon, which is no doubt of the others.
  const double time = (std::log(wait) - std::log(1e-9)) / excess;
  const auto rarely = [&](double share) {
    return delay_promises{.late = share, .handle_times = time};
  };
  expect_unsure_within(3e-7, load, 1e-9, rarely);
  expect_certain_beyond(3e-6, load, n, 1e-9, rarely);
  check(wait, [&](double share) {
    return delay_promises{.late = 1e-15, .handle_times = 100.0, .waiting = share};
  });
}

TEST(certain_delay_agents, say_nothing_where_both_sides_agree_to_about_rounding) {
  for (const double load : {9.5, 100.0}) {
    for (const double further : {1.0, 3.0, 3.5 * std::sqrt(load)}) {
      expect_doubt_about(load, std::ceil(load + further));
    }
  }
}

TEST(certain_delay_agents, say_nothing_where_nothing_is_promised) {
  EXPECT_EQ(certain_delay_agents(0.5, {}), std::nullopt);
  EXPECT_EQ(certain_delay_agents(100.0, {}), std::nullopt);
}

TEST(certain_delay_agents, say_nothing_where_a_double_has_no_neighbours) {
  EXPECT_EQ(certain_delay_agents(1e17, {.mean_wait = 1e-7}), std::nullopt);
  EXPECT_EQ(certain_delay_agents(1e300, {.occupancy = 0.5}), std::nullopt);
}

TEST(certain_delay_agents, say_nothing_where_a_number_on_the_way_is_no_double) {
  EXPECT_EQ(certain_delay_agents(100.0, {.waiting = 1e-3, .occupancy = 0.011}), std::nullopt);
  EXPECT_EQ(certain_delay_agents(60.0, {.late = 0.2, .handle_times = 1e3}), std::nullopt);
}

TEST(certain_delay_agents, are_at_most_eight_steps_from_the_guess) {
  const inverse_waits scanned(100.0);
  for (double share = 1e-7; share > 1e-17; share *= 0.7) {
    const delay_promises promised{.waiting = share};
    const double least = scanned.least(promised);
    const auto found = certain_delay_agents(100.0, promised);
    EXPECT_EQ(found.has_value(), least <= std::ceil(likely_delay_agents(100.0, promised)) + 8.0);
    EXPECT_EQ(found.value_or(least), least);
  }
  EXPECT_EQ(certain_delay_agents(5e8, {.waiting = 0.5}), std::nullopt);
}

TEST(counted_delay_agents, are_certain_of_all_levels_that_a_double_tells_from_one) {
  const inverse_waits scanned(63.0);
  for (double late = 0.9; late > 1e-14; late *= 0.3) {
    EXPECT_EQ(counted_delay_agents(63.0, late, 0.0), scanned.least({.late = late})) << late;
  }
  EXPECT_EQ(counted_delay_agents(63.0, 1e-16, 0.0), std::nullopt);
  EXPECT_EQ(counted_delay_agents(63.0, 1e-300, 1e-3), std::nullopt);
}

}  // namespace
}  // namespace krarup::detail
