#include <krarup/queues/erlang_a_state.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::error_in_epsilons;
using support::patience_point;
using support::real;

// What the headers' Accuracy lines say: of probabilities relative, of service levels absolute.
constexpr double probability_accuracy = 1e-13 / support::epsilon;
constexpr double tail_accuracy = 1e-12 / support::epsilon;
constexpr double service_level_accuracy = 1e-12;

void check(const patience_point& p, support::oracle_quadrature& integral) {
  SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
               << p.n << " agents, " << p.a << " erlangs, patience " << p.patience << ", within "
               << p.t << ", short " << p.instant);
  const support::erlang_a_oracle truth(p.n, p.a, p.patience, integral);
  const auto within = truth.until(p.t);
  const auto early = truth.until(p.instant);
  const erlang_a_state state({.arrival_rate = rate::per_second(p.a),
                              .average_handle_time = duration(1),
                              .average_patience = duration(p.patience)},
                             fractional_agents(p.n));
  EXPECT_LE(error_in_epsilons(state.probability_of_wait(), truth.wait()), probability_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_abandonment(), truth.abandon()),
            probability_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_answer(), truth.answered()),
            probability_accuracy);
  const auto mean_error = [&](wait_of whom, const real& mean) {
    return error_in_epsilons(state.mean_wait(whom).count(), mean);
  };
  EXPECT_LE(mean_error(wait_of::offered, truth.mean_wait()), probability_accuracy);
  EXPECT_LE(mean_error(wait_of::answered, truth.mean_wait_answered()), probability_accuracy);
  EXPECT_LE(mean_error(wait_of::abandoned, truth.mean_wait_abandoned()), probability_accuracy);
  EXPECT_LE(mean_error(wait_of::virtual_contact, truth.mean_virtual_wait()), probability_accuracy);
  if (truth.wait() > 0) {  // else below every number of the oracle
    const real of_waiters = truth.mean_wait() / truth.wait();
    EXPECT_LE(error_in_epsilons(state.mean_wait_of_waiters().count(), of_waiters),
              probability_accuracy);
  }
  const duration t(p.t);
  EXPECT_LE(error_in_epsilons(state.probability_of_wait_beyond(t), within.beyond), tail_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_wait_beyond(t, wait_of::virtual_contact),
                              within.virtual_beyond),
            tail_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_wait_beyond(t, wait_of::answered),
                              within.answered_beyond / truth.answered()),
            tail_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_answer_within(t), within.answered),
            tail_accuracy);
  EXPECT_LE(error_in_epsilons(state.probability_of_abandonment_within(t), within.abandoned),
            tail_accuracy);
  for (std::size_t i = 0; i < support::level_names.size(); ++i) {
    const double level =
        state.service_level(t, static_cast<service_level_definition>(i), duration(p.instant));
    EXPECT_NEAR(level, static_cast<double>(support::level(i, truth, within, early)),
                service_level_accuracy)
        << support::level_names.at(i);
  }
}

/// One point of so many, where the oracle is slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t one_of = 16;
#else
constexpr std::size_t one_of = 2;
#endif

TEST(erlang_a_state, is_right_in_every_regime) {
  support::oracle_quadrature integral;
  const std::vector<patience_point> points = support::structured_patience_points();
  for (std::size_t i = 0; i < points.size(); i += 2 * one_of + 1) check(points[i], integral);
}

TEST(erlang_a_state, is_right_at_random) {
  support::oracle_quadrature integral;
  support::random_numbers random(20260305);
  for (std::size_t i = 0; i < 400 / one_of; ++i) {
    check(support::random_patience_point(random), integral);
  }
}

// By mpmath: p (ln(a p) - psi(n p + 1)) and p (ln(a p) - psi(n p)) for a patience p.
TEST(erlang_a_state, knows_the_mean_waits_under_any_load) {
  struct overload {
    double n, a, patience, answered, virtual_wait;
  };
  for (const overload& p : {
           overload{8497, 2.7e149, 2.47, 827.52641776576465837, 827.52653545436063342},
           overload{94.9, 3.59e301, 748983.0, 516651051.01080694857, 516651051.02134435636},
           overload{0.5, 1e200, 1e-3, 0.45418565681807411811, 2.4541856568180741181},
       }) {
    const erlang_a_state state({.arrival_rate = rate::per_second(p.a),
                                .average_handle_time = duration(1),
                                .average_patience = duration(p.patience)},
                               fractional_agents(p.n));
    const auto mean = [&](wait_of whom) { return state.mean_wait(whom).count(); };
    EXPECT_LE(error_in_epsilons(mean(wait_of::answered), real(p.answered)), 4) << p.a;
    EXPECT_LE(error_in_epsilons(mean(wait_of::virtual_contact), real(p.virtual_wait)), 4) << p.a;
    EXPECT_LE(error_in_epsilons(mean(wait_of::abandoned), real(p.patience)), 4) << p.a;
  }
}

// The laws that V tends to as patience p grows: Erlang C's below n; half a normal law of variance
// p/n at n; the point p ln(a/n) above it.
TEST(erlang_a_state, knows_the_mean_waits_of_endless_patience) {
  const double n = 10.0;
  const double pi = std::acos(-1.0);
  for (const double p : {1e160, 1e200, 1e250, 1e289, 1e291, 1e308}) {
    SCOPED_TRACE(p);
    const auto waits = [&](double a) {
      const erlang_a_state state({.arrival_rate = rate::per_second(a),
                                  .average_handle_time = duration(1),
                                  .average_patience = duration(p)},
                                 fractional_agents(n));
      return std::array{state.mean_wait(wait_of::answered).count(),
                        state.mean_wait(wait_of::virtual_contact).count(),
                        state.mean_wait(wait_of::abandoned).count()};
    };
    const auto expect = [&](double a, const std::array<double, 3>& mean) {
      for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_LE(error_in_epsilons(waits(a)[i], real(mean[i])), 20) << a << ", measure " << i;
      }
    };
    double blocked = 1.0;
    for (double k = 1.0; k <= n; k += 1.0) blocked = 5.0 * blocked / (k + 5.0 * blocked);
    const double c = n * blocked / (n - 5.0 * (1.0 - blocked));
    expect(5.0, {c / (n - 5.0), c / (n - 5.0), 1.0 / (n - 5.0)});
    const double sigma = std::sqrt(p / n);
    const double half = sigma * std::sqrt(2.0 / pi);
    expect(n, {half, half, sigma * sigma / (2.0 * half)});
    const double v = std::log(1.2);
    expect(12.0, {v * p, v * p, (1.0 - v * (n / 12.0) / (1.0 - n / 12.0)) * p});
  }
}

TEST(erlang_a_state, is_a_number_for_all_agents_and_all_loads) {
  support::random_numbers random(20260306);
  for (int i = 0; i < 30'000; ++i) {
    const double n = random.one_of(3) == 0 ? random.scale(1e-12, 1.0) : random.scale(1e-3, 1e9);
    const double a = random.one_of(2) == 0 ? n * random.uniform(0.9, 1.1)
                                           : std::exp(random.uniform(-744.0, 709.7));
    if (a == 0.0) continue;
    const bool sane = random.one_of(2) == 0;
    const double patience =
        sane ? random.scale(1e-6, 1e6) : std::exp(random.uniform(-690.0, 709.0));
    const double wait =
        sane ? random.scale(1e-6, 1e6) : std::min(patience * random.scale(1e-5, 1e3), 1e308);
    const duration t(random.one_of(4) == 0 ? 0.0 : wait);
    const duration instant(t * random.uniform());
    SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
                 << n << " agents, " << a << " erlangs, patience " << patience << ", within "
                 << t.count() << ", short " << instant.count());
    const erlang_a_state state({.arrival_rate = rate::per_second(a),
                                .average_handle_time = duration(1),
                                .average_patience = duration(patience)},
                               fractional_agents(n));
    const auto expect_share = [](double share) {
      EXPECT_GE(share, 0.0);
      EXPECT_LE(share, 1.0);
    };
    expect_share(state.probability_of_wait());
    expect_share(state.probability_of_abandonment());
    expect_share(state.probability_of_answer());
    expect_share(state.probability_of_answer_within(t));
    expect_share(state.probability_of_abandonment_within(t));
    expect_share(state.occupancy());
    for (std::size_t definition = 0; definition < support::level_names.size(); ++definition) {
      expect_share(
          state.service_level(t, static_cast<service_level_definition>(definition), instant));
    }
    for (const wait_of whom :
         {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
      expect_share(state.probability_of_wait_beyond(t, whom));
      EXPECT_GE(state.mean_wait(whom).count(), 0.0);
    }
  }
}

// Where rounding alone would make a share of next to all of them more than all.
TEST(erlang_a_state, no_share_exceeds_1) {
  struct wait_of_next_to_nothing {
    double n, a, patience, wait;  // in handle times, in mean patiences
  };
  for (const wait_of_next_to_nothing& p :
       {wait_of_next_to_nothing{1.5808952694876935e-5, 3.5316402016864604e295,
                                4.0879513438125103e-296, 2.5431535196375573e-16},
        {1.9144308425175275e-9, 3.8282742809895207e291, 3.5637196620860249e-292,
         2.7186798852186723e-16},
        {6.3849351936409246e-5, 1.275296005396297e296, 1.5010113356003694e-296,
         6.765516083737433e-17},
        {9.1270098837428182e-11, 3.7213895767821053e296, 2.3409504417476531e-295,
         1.6807979060012045e-15},
        {803.42120871475004, 174560.0374045599, 1.3292875448816158e-4, 2.9264372261413755e-16},
        {93.786599504935239, 8.3520523172448211e195, 9.1392118267273758e-197,
         2.3835954659760548e-15}}) {
    const double handle_time = 0x1p330;
    const double patience = p.patience * handle_time;
    const erlang_a_state state({.arrival_rate = rate::per_second(p.a / handle_time),
                                .average_handle_time = duration(handle_time),
                                .average_patience = duration(patience)},
                               fractional_agents(p.n));
    for (const wait_of whom :
         {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
      EXPECT_LE(state.probability_of_wait_beyond(duration(p.wait * patience), whom), 1.0) << p.n;
    }
    EXPECT_LE(state.probability_of_wait(), 1.0) << p.n;
  }
}

TEST(erlang_a_state, nobody_waits_as_long_as_the_largest_double) {
  for (const double patience : {1.0, 1e100, 1e118, 1e200}) {
    const erlang_a_state state({.arrival_rate = rate::per_second(2.0),
                                .average_handle_time = duration(1),
                                .average_patience = duration(patience)},
                               1);
    for (const double t :
         {std::numeric_limits<double>::max(), std::numeric_limits<double>::infinity()}) {
      for (const wait_of whom :
           {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
        EXPECT_EQ(state.probability_of_wait_beyond(duration(t), whom), 0.0) << patience;
      }
      EXPECT_NEAR(state.probability_of_answer_within(duration(t)), state.probability_of_answer(),
                  1e-15)
          << patience;
    }
  }
}

// Patience times the quotient of the two rounds beyond a double.
TEST(erlang_a_state, of_those_of_nearly_endless_patience_some_wait_as_long_as_the_largest_double) {
  constexpr double largest = std::numeric_limits<double>::max();
  const double patience = largest / 1.2197220169782081;
  ASSERT_TRUE(std::isinf(largest / patience * patience));
  const erlang_a_state state({.arrival_rate = rate::per_second(10.0),
                              .average_handle_time = duration(1),
                              .average_patience = duration(patience)},
                             1);  // ln 10 mean patiences are waited for an answer
  EXPECT_NEAR(state.probability_of_wait_beyond(duration(largest)), std::exp(-largest / patience),
              1e-15);
}

// Nobody works: every contact waits, leaves when its patience ends, and is never answered.
TEST(erlang_a_state, no_agents) {
  const double patience = 300.0;
  for (const double load : {1e-9, 0.5, 10.0}) {
    const erlang_a_state state({.arrival_rate = rate::per_second(load / 180.0),
                                .average_handle_time = duration(180),
                                .average_patience = duration(patience)},
                               0);
    for (const double t : {0.0, 1.0, 300.0, 3600.0}) {
      const duration wait(t);
      const double stays = std::exp(-t / patience);
      EXPECT_DOUBLE_EQ(state.probability_of_wait_beyond(wait), stays) << t;
      EXPECT_DOUBLE_EQ(state.probability_of_wait_beyond(wait, wait_of::abandoned), stays) << t;
      EXPECT_EQ(state.probability_of_wait_beyond(wait, wait_of::answered), 1.0) << t;
      EXPECT_EQ(state.probability_of_wait_beyond(wait, wait_of::virtual_contact), 1.0) << t;
      EXPECT_EQ(state.probability_of_answer_within(wait), 0.0) << t;
      EXPECT_NEAR(state.probability_of_abandonment_within(wait), 1.0 - stays, 1e-15) << t;
      // Who is still there counts as not answered in time.
      const auto both =
          state.shares(wait, service_level_definition::exclude_abandoned_within, duration(0));
      EXPECT_EQ(both.in_time, 0.0) << t;
      EXPECT_DOUBLE_EQ(both.counted, stays) << t;
    }
    EXPECT_EQ(state.probability_of_wait(), 1.0);
    EXPECT_EQ(state.probability_of_answer(), 0.0);
    EXPECT_EQ(state.answered().probability, 0.0);
    EXPECT_TRUE(std::isinf(state.answered().mean_wait.count()));
    EXPECT_TRUE(std::isinf(state.mean_wait(wait_of::answered).count()));
    EXPECT_TRUE(std::isinf(state.mean_wait(wait_of::virtual_contact).count()));
    EXPECT_EQ(state.mean_wait(wait_of::offered).count(), patience);
    EXPECT_EQ(state.mean_wait(wait_of::abandoned).count(), patience);
    EXPECT_EQ(state.mean_wait_of_waiters().count(), patience);
    EXPECT_EQ(state.occupancy(), 1.0);
  }
}

TEST(erlang_a_state, no_load) {
  for (const double n : {0.0, 5.0}) {
    const erlang_a_state state({.arrival_rate = contacts(0) / duration(1800),
                                .average_handle_time = duration(180),
                                .average_patience = duration(300)},
                               fractional_agents(n));
    for (const wait_of whom :
         {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
      EXPECT_EQ(state.probability_of_wait_beyond(duration(0), whom), 0.0) << n;
      EXPECT_EQ(state.mean_wait(whom).count(), 0.0) << n;
    }
    EXPECT_EQ(state.probability_of_answer(), 1.0) << n;
    EXPECT_EQ(state.answered().probability, 1.0) << n;
    EXPECT_EQ(state.answered().mean_wait.count(), 0.0) << n;
    EXPECT_EQ(state.probability_of_answer_within(duration(0)), 1.0) << n;
    EXPECT_EQ(state.probability_of_abandonment_within(duration(60)), 0.0) << n;
    EXPECT_EQ(state.mean_wait_of_waiters().count(), 0.0) << n;
  }
}

}  // namespace
}  // namespace krarup
