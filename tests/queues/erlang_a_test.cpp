#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::reference_table;
using support::relative_error;
using support::within;

static_assert(abandoned_queue<erlang_a>);

const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};

erlang_a per_handle_time(double load, double patience) {
  return {.arrival_rate = rate::per_second(load),
          .average_handle_time = 1s,
          .average_patience = duration(patience)};
}

constexpr std::array every_definition{offered,     answered,      exclude_abandoned_within,
                                      positive,    exclude_short, positive_short,
                                      virtual_wait};

TEST(erlang_a, published_values) {
  // The canonical example with a patience of 300 s, as exact solvers print it.
  const double level[] = {0.6568732037, 0.7722793077, 0.8581777000, 0.9167920919};
  for (int n = 11; n <= 14; ++n) {
    EXPECT_NEAR(service_level(impatient, n, 20s), level[n - 11], 1e-10) << n;
  }
  EXPECT_NEAR(probability_of_abandonment(impatient, 12), 0.0427, 5e-5);
  EXPECT_NEAR(mean_wait(impatient, 12).count(), 12.81, 5e-3);
  EXPECT_NEAR(average_speed_of_answer(impatient, 12).count(), 11.86, 5e-3);
  EXPECT_NEAR(mean_wait(impatient, 12, wait_of::virtual_contact).count(), 14.44, 5e-3);
  const erlang_a clausthal{
      .arrival_rate = contacts(3.5) / 1min, .average_handle_time = 3min, .average_patience = 5min};
  EXPECT_NEAR(service_level(clausthal, 9, 20s, positive), 0.3501, 5e-5);
  EXPECT_NEAR(service_level(clausthal, 9, 120s, positive), 0.8573, 5e-5);
}

// The header's 1e-13, and its 1e-12 for what lies within or beyond a time.
constexpr double epsilons = 450;
constexpr double share_epsilons = 4500;

/// Compares every measure that the row of a table has; `columns` in the order of the checks.
void check_row(const reference_table& table, std::size_t row, const erlang_a& queue, agents n,
               duration t, const std::array<const char*, 12>& columns) {
  const erlang_a_state state(queue, n);
  const std::array<double, 12> got{state.probability_of_wait(),
                                   state.probability_of_abandonment(),
                                   state.mean_wait(wait_of::offered).count(),
                                   state.mean_wait(wait_of::answered).count(),
                                   state.mean_wait(wait_of::abandoned).count(),
                                   state.mean_wait(wait_of::virtual_contact).count(),
                                   state.probability_of_wait_beyond(t),
                                   state.probability_of_wait_beyond(t, wait_of::virtual_contact),
                                   state.probability_of_answer_within(t),
                                   state.probability_of_abandonment_within(t),
                                   state.mean_queue_length(),
                                   state.occupancy()};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (table.missing(row, columns[i])) continue;
    const bool of_a_time = i >= 6 && i < 10;
    EXPECT_TRUE(
        within(of_a_time ? share_epsilons : epsilons, got[i], table.precise(row, columns[i])))
        << columns[i] << ", row " << row;
  }
}

TEST(erlang_a, reference_table) {
  const reference_table table("erlang_a.csv");
  ASSERT_GE(table.rows(), 300u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    check_row(table, row,
              per_handle_time(table.number(row, "offered_load"), table.number(row, "patience")),
              fractional_agents(table.number(row, "servers")),
              duration(table.number(row, "answer_within")),
              {"wait", "abandon", "mean_wait", "mean_wait_answered", "mean_wait_abandoned",
               "mean_virtual_wait", "wait_exceeds", "virtual_wait_exceeds", "answered_within",
               "abandoned_within", "mean_queue_length", "occupancy"});
  }
}

TEST(erlang_a, independent_vectors) {
  for (const char* path : {"vectors/erlang_a.csv", "vectors/erlang_a_large.csv"}) {
    const reference_table table(path);
    for (std::size_t row = 0; row < table.rows(); ++row) {
      const erlang_a queue{
          .arrival_rate = rate::per_second(table.number(row, "arrival_rate")),
          .average_handle_time = duration(1.0 / table.number(row, "service_rate")),
          .average_patience = duration(1.0 / table.number(row, "abandonment_rate"))};
      const agents n = fractional_agents(table.number(row, "servers"));
      const duration t(table.number(row, "time"));
      check_row(table, row, queue, n, t,
                {"p_wait", "p_abandon", "mean_wait", "mean_wait_served", "mean_wait_abandoned",
                 "mean_offered_wait", "p_wait_exceeds", "p_offered_wait_exceeds", "p_served_within",
                 "p_abandoned_within", "mean_queue_length", "occupancy"});
      const auto level = [&](service_level_definition definition, const char* column) {
        EXPECT_TRUE(within(share_epsilons, service_level(queue, n, t, definition),
                           table.precise(row, column)))
            << path << ' ' << column << ", row " << row;
      };
      level(offered, "p_served_within");
      level(answered, "sl_of_served");
      level(exclude_abandoned_within, "sl_excluding_short_abandons");
      level(positive, "sl_answered_or_short_abandons");
    }
  }
}

TEST(erlang_a, fates_add_up) {
  for (double load : {0.01, 3.0, 10.0, 11.0, 30.0, 1e4}) {
    for (double patience : {1e-3, 0.2, 1.0, 40.0}) {
      for (double n : {0.5, 1.0, 10.0, 11.5, 9000.0}) {
        const erlang_a_state state(per_handle_time(load, patience), fractional_agents(n));
        for (duration t : {0ms, 100ms, 3000ms}) {
          EXPECT_NEAR(state.probability_of_answer_within(t) +
                          state.probability_of_abandonment_within(t) +
                          state.probability_of_wait_beyond(t),
                      1.0, 1e-14);
        }
        const double abandons = state.probability_of_abandonment();
        EXPECT_NEAR(state.probability_of_answer() + abandons, 1.0, 1e-14);
        // Little's law, and the wait of all as the mix of both fates.
        EXPECT_LT(relative_error(state.mean_queue_length(),
                                 load * state.mean_wait(wait_of::offered).count()),
                  1e-14);
        EXPECT_LT(relative_error(
                      state.probability_of_answer() * state.mean_wait(wait_of::answered).count() +
                          abandons * state.mean_wait(wait_of::abandoned).count(),
                      state.mean_wait(wait_of::offered).count()),
                  1e-13);
      }
    }
  }
}

TEST(erlang_a, tends_to_erlang_c_as_patience_grows_and_to_erlang_b_as_it_goes) {
  const erlang_c patient{.arrival_rate = rate::per_second(10), .average_handle_time = 1s};
  const erlang_b none{.arrival_rate = rate::per_second(10), .average_handle_time = 1s};
  const erlang_a endless = per_handle_time(10, 1e13);
  EXPECT_LT(relative_error(probability_of_wait(endless, 12), probability_of_wait(patient, 12)),
            1e-11);
  EXPECT_LT(relative_error(service_level(endless, 12, 100ms), service_level(patient, 12, 100ms)),
            1e-11);
  EXPECT_LT(relative_error(average_speed_of_answer(endless, 12).count(),
                           average_speed_of_answer(patient, 12).count()),
            1e-11);
  EXPECT_LT(relative_error(probability_of_abandonment(per_handle_time(10, 1e-13), 12),
                           probability_of_blocking(none, 12)),
            1e-11);
}

TEST(erlang_a, equals_a_poisson_count_where_patience_equals_handle_time) {
  // Every contact then leaves at the same rate, served or not.
  double term = std::exp(-10.0);
  double below = 0.0;
  for (int k = 0; k < 12; term *= 10.0 / ++k) below += term;
  EXPECT_LT(relative_error(probability_of_wait(per_handle_time(10, 1), 12), 1.0 - below), 1e-13);
}

TEST(erlang_a, is_monotone_in_agents_whole_or_not) {
  for (double patience : {0.05, 1.0, 20.0}) {
    const erlang_a queue = per_handle_time(10, patience);
    for (double n = 0.5; n < 20.0; n += 0.25) {
      const agents fewer = fractional_agents(n);
      const agents more = fractional_agents(n + 0.25);
      const auto falls = [&](const auto& measure) {
        EXPECT_GE(measure(fewer), measure(more) * (1.0 - 1e-13)) << n;  // flat but for rounding
        if (measure(fewer) > 1e-9 && measure(fewer) < 1.0 - 1e-9) {
          EXPECT_GT(measure(fewer), measure(more)) << n;
        }
      };
      falls([&](agents k) { return probability_of_wait(queue, k); });
      falls([&](agents k) { return probability_of_abandonment(queue, k); });
      falls([&](agents k) { return occupancy(queue, k); });
      falls([&](agents k) { return 1.0 - service_level(queue, k, 100ms); });
      EXPECT_GT(average_speed_of_answer(queue, fewer), average_speed_of_answer(queue, more));
      for (service_level_definition definition : every_definition) {
        EXPECT_LE(service_level(queue, fewer, 100ms, definition, 50ms),
                  service_level(queue, more, 100ms, definition, 50ms) * (1.0 + 1e-13))
            << n << ' ' << static_cast<int>(definition);
      }
    }
  }
}

TEST(erlang_a, does_not_change_when_hours_become_half_hours) {
  const erlang_a hours{
      .arrival_rate = contacts(200) / 1h, .average_handle_time = 3min, .average_patience = 5min};
  EXPECT_DOUBLE_EQ(service_level(hours, 12, 20s), service_level(impatient, 12, 20s));
}

TEST(erlang_a, definitions_are_ordered) {
  const auto level = [](service_level_definition definition) {
    return service_level(impatient, 9, 20s, definition, 5s);
  };
  EXPECT_LT(level(offered), level(exclude_short));
  EXPECT_LT(level(exclude_short), level(exclude_abandoned_within));
  EXPECT_LT(level(offered), level(answered));
  EXPECT_LT(level(offered), level(positive_short));
  EXPECT_LT(level(positive_short), level(positive));
}

TEST(erlang_a, wait_quantile_is_the_inverse_of_the_distribution) {
  for (wait_of whom :
       {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
    for (double share : {0.7, 0.9, 0.99, 0.999999}) {
      const duration t = wait_quantile(impatient, 9, share, whom);
      EXPECT_LT(relative_error(probability_of_wait_beyond(impatient, 9, t, whom), 1.0 - share),
                1e-9)
          << share;
    }
  }
  // Patience so short, or a load so large, that no double is left of the longest waits.
  for (double patience : {1e-3, 1e-9}) {
    const erlang_a hasty{impatient.arrival_rate, impatient.average_handle_time,
                         patience * impatient.average_handle_time};
    const duration t = wait_quantile(hasty, 9, 0.9);
    EXPECT_LT(relative_error(probability_of_wait_beyond(hasty, 9, t), 0.1), 1e-9) << patience;
  }
  const erlang_a flooded{rate::per_second(47.5), duration(1), duration(1000)};
  const duration late = wait_quantile(flooded, fractional_agents(9.5), 0.9);
  EXPECT_LT(relative_error(probability_of_wait_beyond(flooded, fractional_agents(9.5), late), 0.1),
            1e-9);
  // Where half of them must hang up, and all are patient, the first quarter does before any is answered.
  for (double handle_time : {1.0, 1e-100, 1e-290}) {
    for (double patience : {1e18, 1.7e308}) {
      const erlang_a patient{rate::per_second(2.0 / handle_time), duration(handle_time),
                             duration(patience)};
      EXPECT_LT(
          relative_error(wait_quantile(patient, 1, 0.25).count(), patience * std::log(4.0 / 3.0)),
          1e-9)
          << handle_time << ' ' << patience;
    }
  }
  // The endlessly patient wait p ln(a/n), all alike.
  for (double handle_time : {1.0, 1e-290}) {
    for (double patience : {1e106, 1e154, 1e155, 1e156}) {
      const erlang_a queue{rate::per_second(2.0 / handle_time), duration(handle_time),
                           duration(patience * handle_time)};
      for (double share : {0.2, 0.5, 0.65, 0.8}) {
        for (wait_of whom : {wait_of::answered, wait_of::virtual_contact}) {
          EXPECT_LT(relative_error(wait_quantile(queue, 1, share, whom).count(),
                                   patience * handle_time * std::log(2.0)),
                    1e-12)
              << handle_time << ' ' << patience << ' ' << share;
        }
      }
    }
  }
  EXPECT_EQ(wait_quantile(impatient, 20, 0.5).count(), 0.0);
  EXPECT_TRUE(std::isinf(wait_quantile(impatient, 9, 1.0).count()));
  for (wait_of whom : {wait_of::answered, wait_of::virtual_contact}) {
    EXPECT_TRUE(std::isinf(wait_quantile(impatient, 0, 0.5, whom).count()));
  }
  const erlang_a night{contacts(0) / 30min, 180s, 300s};
  for (double share : {0.0, 0.5, 1.0}) EXPECT_EQ(wait_quantile(night, 5, share).count(), 0.0);
}

TEST(erlang_a, evaluate_says_what_the_measures_say) {
  const performance row = evaluate(impatient, 12, 20s, answered);
  EXPECT_EQ(row.service_level, service_level(impatient, 12, 20s, answered));
  EXPECT_EQ(row.occupancy, occupancy(impatient, 12));
  EXPECT_EQ(row.average_speed_of_answer, average_speed_of_answer(impatient, 12));
  EXPECT_EQ(row.probability_of_wait, probability_of_wait(impatient, 12));
  EXPECT_EQ(row.probability_of_abandonment, probability_of_abandonment(impatient, 12));
  EXPECT_EQ(row.mean_queue_length, mean_queue_length(impatient, 12));
  EXPECT_EQ(row.offered_load.value(), 10.0);
  EXPECT_EQ(row.probability_of_blocking, 0.0);
}

TEST(erlang_a, no_abandonment_is_short_unless_said) {
  const double level = service_level(impatient, 12, 20s);
  for (const auto definition : {exclude_short, positive_short}) {
    EXPECT_EQ(service_level(impatient, 12, 20s, definition), level);
    EXPECT_EQ(shares_for_service_level(impatient, 12, 20s, definition).level(), level);
    EXPECT_EQ(evaluate(impatient, 12, 20s, definition).service_level, level);
  }
}

// In a fluid n of a erlangs are answered, after ln(a/n) mean patiences; the rest hang up earlier.
TEST(erlang_a, likely_agents_keep_the_promises_of_a_fluid) {
  const auto agents_for = [](const service_target& target) {
    return likely_agents(impatient, target);
  };
  const auto wait_for = [](double n) { return 300.0 * std::log(10.0 / n); };
  service_target level{.service_level = 0.8, .answer_within = 45s};
  level.definition = answered;
  EXPECT_NEAR(wait_for(agents_for(level)), 45.0, 1e-10);
  level.definition = offered;  // of whom 0.8 must also be answered at all
  EXPECT_NEAR(wait_for(agents_for(level)), 45.0, 1e-10);
  level.service_level = 0.9;
  EXPECT_NEAR(agents_for(level), 9.0, 1e-14);
  level.definition = answered;
  EXPECT_NEAR(wait_for(agents_for(level)), 45.0, 1e-10);
  EXPECT_NEAR(wait_for(agents_for({.average_speed_of_answer = 30s})), 30.0, 1e-10);
  EXPECT_NEAR(wait_for(agents_for({.mean_wait = 25s})), 25.0, 1e-10);
  EXPECT_NEAR(agents_for({.probability_of_abandonment = 0.03}), 9.7, 1e-14);
  EXPECT_EQ(agents_for({.probability_of_wait = 0.2}), 10.0);
  EXPECT_NEAR(agents_for({.occupancy = 0.8}), 12.5, 1e-14);
  // Of several the one that takes most; that of none is 0.
  EXPECT_NEAR(
      agents_for(
          {.average_speed_of_answer = 30s, .mean_wait = 25s, .probability_of_abandonment = 0.3}),
      10.0 * std::exp(-25.0 / 300.0), 1e-13);
  EXPECT_NEAR(agents_for({.average_speed_of_answer = 20s, .mean_wait = 25s}),
              10.0 * std::exp(-20.0 / 300.0), 1e-13);
  EXPECT_NEAR(agents_for({.mean_wait = 25s, .probability_of_abandonment = 0.01}), 9.9, 1e-13);
  EXPECT_NEAR(agents_for({.occupancy = 0.8, .probability_of_wait = 0.2}), 12.5, 1e-14);
  EXPECT_EQ(agents_for({}), 0.0);
}

TEST(erlang_a, corner_no_load) {
  const erlang_a night{
      .arrival_rate = contacts(0) / 30min, .average_handle_time = 180s, .average_patience = 300s};
  for (agents n : {agents(0), agents(5)}) {
    EXPECT_EQ(probability_of_wait(night, n), 0.0);
    EXPECT_EQ(probability_of_abandonment(night, n), 0.0);
    EXPECT_EQ(average_speed_of_answer(night, n).count(), 0.0);
    EXPECT_EQ(mean_queue_length(night, n), 0.0);
    EXPECT_EQ(occupancy(night, n), 0.0);
    for (service_level_definition definition : every_definition) {
      EXPECT_EQ(service_level(night, n, 20s, definition, 5s), 1.0);
    }
  }
}

TEST(erlang_a, corner_no_agents) {
  EXPECT_EQ(probability_of_wait(impatient, 0), 1.0);
  EXPECT_EQ(probability_of_abandonment(impatient, 0), 1.0);
  EXPECT_EQ(mean_wait(impatient, 0), 300s);
  EXPECT_EQ(average_time_to_abandon(impatient, 0), 300s);
  EXPECT_EQ(mean_wait_of_waiters(impatient, 0), 300s);
  EXPECT_TRUE(std::isinf(average_speed_of_answer(impatient, 0).count()));
  EXPECT_DOUBLE_EQ(mean_queue_length(impatient, 0), 100.0 / 1800.0 * 300.0);
  EXPECT_EQ(occupancy(impatient, 0), 1.0);
  for (service_level_definition definition :
       {offered, answered, exclude_abandoned_within, exclude_short, virtual_wait}) {
    EXPECT_EQ(service_level(impatient, 0, 20s, definition, 5s), 0.0);
  }
  EXPECT_DOUBLE_EQ(service_level(impatient, 0, 20s, positive), -std::expm1(-20.0 / 300.0));
}

TEST(erlang_a, corner_load_equals_and_exceeds_agents) {
  const erlang_a_state equal(impatient, 10);
  EXPECT_GT(equal.probability_of_wait(), 0.4);
  EXPECT_LT(equal.probability_of_wait(), 0.6);
  const erlang_a flood = per_handle_time(1e6, 1.0);
  EXPECT_DOUBLE_EQ(probability_of_wait(flood, 10), 1.0);
  EXPECT_NEAR(probability_of_abandonment(flood, 10), 1.0 - 1e-5, 1e-9);
  EXPECT_NEAR(occupancy(flood, 10), 1.0, 1e-12);
}

TEST(erlang_a, stays_within_bounds_for_every_load_a_double_can_express) {
  for (double load = 1e-307; load < 1e307; load *= 1e3) {
    for (double patience : {1e-6, 1.0, 1e6}) {
      for (double n : {0.5, 1.0, 33.0, 1e6}) {
        const erlang_a_state state(per_handle_time(load, patience), fractional_agents(n));
        for (double share :
             {state.probability_of_wait(), state.probability_of_abandonment(), state.occupancy(),
              state.probability_of_answer_within(100ms), state.probability_of_wait_beyond(100ms)}) {
          EXPECT_TRUE(share >= 0.0 && share <= 1.0) << load << ' ' << patience << ' ' << n;
        }
        EXPECT_NEAR(state.probability_of_answer() + state.probability_of_abandonment(), 1.0, 1e-13);
        EXPECT_TRUE(state.mean_wait(wait_of::abandoned) > 0s);
      }
    }
  }
}

TEST(erlang_a, stays_within_bounds_for_a_vanishing_number_of_agents) {
  for (double n = 1e-300; n < 1.0; n *= 1e10) {
    for (double load : {1e-310, 5.6e-4, 1.0}) {
      const erlang_a_state state(per_handle_time(load, 1.0), fractional_agents(n));
      for (double share : {state.probability_of_wait(), state.probability_of_abandonment(),
                           state.occupancy(), state.probability_of_answer_within(100ms)}) {
        EXPECT_TRUE(share >= 0.0 && share <= 1.0) << load << ' ' << n;
      }
      EXPECT_TRUE(state.mean_wait(wait_of::answered) >= 0s) << load << ' ' << n;
    }
  }
  const erlang_a_state swamped(per_handle_time(2e159, 6e-155), fractional_agents(3e-296));
  const double soon = swamped.service_level(duration(5e-152), virtual_wait, 0s);
  EXPECT_TRUE(soon >= 0.0 && soon < 1e-290);
}

TEST(erlang_a, stays_within_bounds_for_numbers_that_hardly_are) {
  const double least = std::numeric_limits<double>::denorm_min();
  for (const double n : {least, 1e-310, 1.0, 1e9}) {
    for (const double load : {least, 1e-310, 1.6e-6, 3e3, 1e16}) {
      for (const double handle_time : {least, 1e-160, 1.0, 1e160}) {
        for (const double patience : {least, 8e-5, 3e3, 1e300}) {
          const double arrivals = load / handle_time;
          if (!std::isfinite(arrivals)) continue;
          const erlang_a queue{rate::per_second(arrivals), duration(handle_time),
                               duration(patience)};
          const erlang_a_state state(queue, fractional_agents(n));
          SCOPED_TRACE(testing::Message()
                       << n << ' ' << load << ' ' << handle_time << ' ' << patience);
          for (const double t : {0.0, least, 1.0, 1e308}) {
            for (const double share :
                 {state.probability_of_wait(), state.probability_of_abandonment(),
                  state.occupancy(), state.service_level(duration(t), exclude_short, 0s),
                  state.probability_of_wait_beyond(duration(t))}) {
              EXPECT_TRUE(share >= 0.0 && share <= 1.0) << t;
            }
          }
          EXPECT_GE(state.mean_queue_length(), 0.0);
          EXPECT_GE(wait_quantile(queue, fractional_agents(n), 0.9).count(), 0.0);
        }
      }
    }
  }
}

TEST(erlang_a, errors) {
  const auto with = [](duration handle_time, duration patience) {
    return erlang_a{contacts(1) / 1min, handle_time, patience};
  };
  EXPECT_THROW((void)probability_of_wait(with(0s, 60s), 1), std::domain_error);
  EXPECT_THROW((void)probability_of_wait(with(-1s, 60s), 1), std::domain_error);
  EXPECT_THROW((void)probability_of_wait(with(60s, 0s), 1), std::domain_error);
  EXPECT_THROW((void)probability_of_wait(with(60s, duration(INFINITY)), 1), std::domain_error);
  EXPECT_THROW((void)probability_of_wait(with(60s, duration(NAN)), 1), std::domain_error);
  EXPECT_THROW((void)service_level(impatient, 5, -1s), std::domain_error);
  EXPECT_THROW((void)service_level(impatient, 5, duration(NAN)), std::domain_error);
  EXPECT_THROW((void)wait_quantile(impatient, 5, 90), std::domain_error);
}

}  // namespace
}  // namespace krarup
