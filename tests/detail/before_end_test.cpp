#include <krarup/detail/before_end.hpp>

#include <cmath>
#include <cstddef>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

// Where patience is as long as handling everybody leaves alike: from nobody on N(t) is Poisson with
// m' = arrivals + slope t - m / handle time.
struct leaving_alike {
  double arrivals;
  double slope;

  [[nodiscard]] double mean(double t) const {
    const double decay = -std::expm1(-t);
    return arrivals * decay + slope * (t - decay);
  }
  /// P(N(t) >= n).
  [[nodiscard]] double busy(double t, int n) const {
    double less = 0.0;
    double p = std::exp(-mean(t));
    for (int k = 0; k < n; ++k) {
      less += p;
      p *= mean(t) / (k + 1);
    }
    return 1.0 - less;
  }
  [[nodiscard]] system_stretch over(double length, double agents) const {
    system_stretch of{.rates = {.arrivals = arrivals,
                                .arrivals_slope = slope,
                                .handling = 1.0,
                                .agents = agents,
                                .hanging_up = 1.0},
                      .length = length,
                      .offered = (arrivals + 0.5 * slope * length) * length,
                      .begin = {0, {1.0}}};
    of.end = of.begin;
    static_cast<void>(move_on(of.end, of.passed, of.rates, length, 1e-12));
    return of;
  }
};

TEST(before_end, knows_the_states_of_any_moment) {
  for (const leaving_alike& queue : {leaving_alike{9.0, 0.0}, leaving_alike{5.0, 3.0}}) {
    const system_stretch of = queue.over(8.0, 6.0);
    waiting_states states(of, 2.0, 1e-10);
    for (const double t : {8.0, 2.0, 5.0, 7.9, 2.0}) {
      const system_states now = states.at(t);
      double poisson = std::exp(-queue.mean(t));
      for (std::size_t k = 0; k < 40; ++k) {
        if (k >= 6 && k >= now.low && k <= now.high()) {
          EXPECT_NEAR(now.p[k - now.low], poisson, 1e-9) << t << ": " << k;
        }
        poisson *= queue.mean(t) / static_cast<double>(k + 1);
      }
      EXPECT_LE(now.low, 6U);
      EXPECT_GE(now.high(), 25U);
    }
  }
}

TEST(before_end, has_the_states_of_its_beginning) {
  const system_stretch of = leaving_alike{2.0, 0.0}.over(3.0, 1.0);
  waiting_states states(of, 0.0, 1e-10);
  EXPECT_EQ(states.at(0.0).low, 0U);
  EXPECT_EQ(states.at(0.0).p.front(), 1.0);
}

// The change is 3 for whom there is an agent then and 2 x for whom comes x before the end.
TEST(before_end, adds_what_the_end_changes) {
  const int n = 4;
  for (const leaving_alike& queue : {leaving_alike{6.0, 0.0}, leaving_alike{2.0, 1.0}}) {
    const system_stretch of = queue.over(5.0, n);
    const tagged_questions otherwise{.answer = {{1.0, 0.0}}};
    const auto answers_at = [](double x) { return tagged_questions{.answer = {{4.0, 2.0 * x}}}; };
    const tagged_questions::two change =
        change_before_end(of, 0.5, 3.0, otherwise, answers_at, {30.0, 30.0}, 1e-8);
    double first = 0.0;
    double second = 0.0;
    constexpr int parts = 1000;  // Simpson's rule
    for (int i = 0; i <= parts; ++i) {
      const double x = 0.5 + 2.5 * i / parts;
      const double t = 5.0 - x;
      const double weight =
          (i == 0 || i == parts ? 1.0 : (i % 2 == 1 ? 4.0 : 2.0)) * 2.5 / parts / 3;
      const double come = weight * (queue.arrivals + queue.slope * t) * queue.busy(t, n);
      first += 3.0 * come;
      second += 2.0 * x * come;
    }
    EXPECT_NEAR(change[0], first, 1e-6);
    EXPECT_NEAR(change[1], second, 1e-6);
  }
}

TEST(before_end, changes_nothing_where_nobody_waits) {
  const system_stretch of = leaving_alike{0.1, 0.0}.over(5.0, 60.0);
  const auto answers_at = [](double) -> tagged_questions {
    ADD_FAILURE() << "asked";
    return {};
  };
  const tagged_questions otherwise{.answer = {{1.0, 0.0}}};
  EXPECT_EQ(change_before_end(of, 0.0, 5.0, otherwise, answers_at, {1.0, 1.0}, 1e-8),
            (tagged_questions::two{0.0, 0.0}));
}

}  // namespace
}  // namespace krarup::detail
