#include <krarup/performance.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::reference_table;
using support::within;

static_assert(queue_model<erlang_c> && !abandoned_queue<erlang_c>);

// Tolerances in epsilons: those of the header's Accuracy lines.
constexpr double wait_accuracy = 4;
constexpr double log_wait_accuracy = 4;
constexpr double service_level_accuracy = 4;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A queue whose handle time is the unit of time.
erlang_c queue_of(double load) {
  return {.arrival_rate = rate::per_second(load), .average_handle_time = 1s};
}

double wait(double n, double load) {
  return probability_of_wait(queue_of(load), fractional_agents(n));
}

// 100 contacts per half-hour of 3 minutes each.
const erlang_c canonical{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};

// Published values

// Call Centre Helper's worked example of Erlang C, 100 calls in 30 minutes of 180 s each, answered
// within 20 s; these digits are those of several calculators that reproduce it.
TEST(erlang_c, published_worked_example) {
  const struct {
    int agents;
    double wait, service_level, speed_of_answer, occupancy, queue_length;
  } rows[] = {
      {11, 0.6821182047, 0.3896138117, 122.7812768, 0.9090909, 6.8211820},
      {12, 0.4493882243, 0.6401580404, 40.44494019, 0.8333333, 2.2469411},
      {13, 0.2852704530, 0.7955947884, 17.11622718, 0.7692308, 0.9509015},
      {14, 0.1741319336, 0.8883500192, 7.835937012, 0.7142857, 0.4353298},
      {15, 0.1020423670, 0.9414528429, 3.673525212, 0.6666667, 0.2040847},
      {16, 0.0573403309, 0.9705604925, 1.720209927, 0.6250000, 0.0955672},
      {17, 0.0308761100, 0.9858147177, 0.7939571138, 0.5882353, 0.0441087},
  };
  for (const auto& row : rows) {
    const performance now = evaluate(canonical, row.agents, 20s);
    EXPECT_NEAR(now.probability_of_wait, row.wait, 0.5001e-10) << row.agents;
    EXPECT_NEAR(now.service_level, row.service_level, 0.5001e-10) << row.agents;
    EXPECT_NEAR(now.average_speed_of_answer.count(), row.speed_of_answer,
                row.speed_of_answer * 5e-9)
        << row.agents;
    EXPECT_NEAR(now.occupancy, row.occupancy, 0.5001e-7) << row.agents;
    EXPECT_NEAR(now.mean_queue_length, row.queue_length, 0.5001e-7) << row.agents;
    EXPECT_EQ(now.offered_load.value(), 10.0);
    EXPECT_EQ(now.probability_of_abandonment, 0.0);
    EXPECT_EQ(now.probability_of_blocking, 0.0);
  }
}

// As the READMEs of pyworkforce and of the R package ErlangC print it.
TEST(erlang_c, published_digits) {
  EXPECT_TRUE(within(4, service_level(canonical, 14, 20s), 0.8883500191794669));
  EXPECT_TRUE(within(4, probability_of_wait(canonical, 14), 0.1741319335950498));
  EXPECT_TRUE(within(4, average_speed_of_answer(canonical, 14).count(), 7.83593701177724));
}

// Reference tables

TEST(erlang_c, reference_table) {
  const reference_table table("erlang_c.csv");
  ASSERT_GE(table.rows(), 200u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_c queue = queue_of(table.number(row, "offered_load"));
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "answer_within"));
    SCOPED_TRACE(table.where(row, {"servers", "offered_load", "answer_within"}));
    EXPECT_TRUE(within(wait_accuracy, probability_of_wait(queue, n), table.precise(row, "wait")));
    EXPECT_TRUE(within(log_wait_accuracy, log_probability_of_wait(queue, n),
                       table.precise(row, "log_wait")));
    EXPECT_TRUE(within(service_level_accuracy, service_level(queue, n, t),
                       table.precise(row, "service_level")));
    EXPECT_TRUE(within(wait_accuracy + 1, average_speed_of_answer(queue, n).count(),
                       table.precise(row, "asa")));
    // The exponential multiplies the rounding of its argument by the argument.
    const long double log_exceeds = table.precise(row, "log_wait_exceeds");
    EXPECT_TRUE(within(static_cast<double>(4 - 4 * log_exceeds),
                       probability_of_wait_beyond(queue, n, t), std::exp(log_exceeds)));
  }
}

TEST(erlang_c, reference_vectors) {
  const reference_table table("vectors/erlang_c.csv");
  ASSERT_GE(table.rows(), 20u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_c queue{.arrival_rate = rate::per_second(table.number(row, "arrival_rate")),
                         .average_handle_time = duration(1.0 / table.number(row, "service_rate"))};
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "acceptable_wait"));
    SCOPED_TRACE(table.where(row, {"servers", "arrival_rate", "service_rate", "acceptable_wait"}));
    EXPECT_TRUE(within(1, offered_load(queue).value(), table.precise(row, "offered_load")));
    EXPECT_TRUE(within(1, occupancy(queue, n), table.precise(row, "utilization")));
    EXPECT_TRUE(within(wait_accuracy, probability_of_wait(queue, n),
                       table.precise(row, "wait_probability")));
    EXPECT_TRUE(within(log_wait_accuracy, log_probability_of_wait(queue, n),
                       table.precise(row, "log_wait_probability")));
    EXPECT_TRUE(within(service_level_accuracy, service_level(queue, n, t),
                       table.precise(row, "service_level")));
    EXPECT_TRUE(within(wait_accuracy + 1, average_speed_of_answer(queue, n).count(),
                       table.precise(row, "mean_wait")));
    EXPECT_TRUE(within(2, mean_wait_of_waiters(queue, n).count(),
                       table.precise(row, "mean_wait_given_wait")));
    EXPECT_TRUE(within(wait_accuracy + 2, mean_queue_length(queue, n),
                       table.precise(row, "mean_queue_length")));
    EXPECT_TRUE(within(64, wait_quantile(queue, n, 0.9375).count(),
                       table.precise(row, "wait_quantile_0p9375")));
  }
}

// Identities

TEST(erlang_c, follows_from_erlang_b) {
  for (const double n : {0.5, 1.0, 2.0, 7.25, 14.0, 100.0, 2000.0, 1e5}) {
    for (const double utilization : {0.1, 0.5, 0.8, 0.99, 0.99999}) {
      const double load = n * utilization;
      const long double b =
          probability_of_blocking(loss_system(erlangs(load)), fractional_trunks(n));
      if (b < 1e-290L) continue;
      EXPECT_TRUE(within(3 * wait_accuracy, wait(n, load), n * b / ((n - load) + load * b)))
          << n << " agents, " << load << " erlangs";
    }
  }
}

TEST(erlang_c, one_agent_is_the_single_server_queue) {
  for (const double load : {1e-9, 0.1, 0.5, 0.9, 0.999}) {
    const erlang_c queue = queue_of(load);
    EXPECT_TRUE(within(wait_accuracy, probability_of_wait(queue, 1), load));
    EXPECT_TRUE(within(2 * wait_accuracy, mean_queue_length(queue, 1),
                       static_cast<long double>(load) * load / (1.0L - load)));
  }
}

TEST(erlang_c, falls_with_agents_and_rises_with_load) {
  for (const double load : {0.1, 2.0, 10.0, 150.0, 1e4}) {
    for (double n = 1.05 * load; n < 1.2 * load + 20.0; n += 0.25 + n / 50) {
      const agents here = fractional_agents(n);
      const agents more = fractional_agents(1.01 * n);
      const erlang_c queue = queue_of(load);
      const erlang_c busier = queue_of(1.01 * load);
      EXPECT_GT(log_probability_of_wait(queue, here), log_probability_of_wait(queue, more));
      EXPECT_LT(log_probability_of_wait(queue, here), log_probability_of_wait(busier, here));
      EXPECT_LE(service_level(queue, here, 100ms), service_level(queue, more, 100ms));
      EXPECT_GE(service_level(queue, here, 100ms), service_level(busier, here, 100ms));
      EXPECT_GT(average_speed_of_answer(queue, here), average_speed_of_answer(queue, more));
      EXPECT_LT(average_speed_of_answer(queue, here), average_speed_of_answer(busier, here));
    }
  }
}

TEST(erlang_c, real_agents_lie_between_whole_ones) {
  EXPECT_GT(service_level(canonical, fractional_agents(13.5), 20s),
            service_level(canonical, 13, 20s));
  EXPECT_LT(service_level(canonical, fractional_agents(13.5), 20s),
            service_level(canonical, 14, 20s));
  EXPECT_EQ(service_level(canonical, fractional_agents(14.0), 20s),
            service_level(canonical, 14, 20s));
  EXPECT_NEAR(service_level(canonical, fractional_agents(13.0372064664), 20s), 0.8, 1e-10);
}

TEST(erlang_c, hours_may_become_half_hours) {
  const erlang_c hourly{.arrival_rate = contacts(200) / 1h, .average_handle_time = 3min};
  EXPECT_EQ(service_level(hourly, 14, 20s), service_level(canonical, 14, 20'000ms));
  EXPECT_EQ(average_speed_of_answer(hourly, 14), average_speed_of_answer(canonical, 14));
}

TEST(erlang_c, only_ratios_of_times_matter) {
  const erlang_c slower{.arrival_rate = contacts(100) / 60min, .average_handle_time = 360s};
  EXPECT_EQ(service_level(slower, 14, 40s), service_level(canonical, 14, 20s));
  EXPECT_EQ(average_speed_of_answer(slower, 14), 2.0 * average_speed_of_answer(canonical, 14));
}

TEST(erlang_c, the_distribution_of_the_wait_holds_together) {
  for (const int n : {11, 14, 20, 40}) {
    EXPECT_EQ(probability_of_wait_beyond(canonical, n, 0s),
              std::exp(log_probability_of_wait(canonical, n)));
    for (const duration t : {duration(0), duration(1), duration(20), duration(600)}) {
      EXPECT_TRUE(within(
          service_level_accuracy,
          service_level(canonical, n, t) + probability_of_wait_beyond(canonical, n, t), 1.0L));
    }
    EXPECT_TRUE(
        within(wait_accuracy,
               probability_of_wait(canonical, n) * mean_wait_of_waiters(canonical, n).count(),
               average_speed_of_answer(canonical, n).count()));
    EXPECT_EQ(mean_wait(canonical, n), average_speed_of_answer(canonical, n));
    // Little's law: those who wait are those who arrive, for as long as they wait.
    EXPECT_TRUE(within(
        4, canonical.arrival_rate.per_second() * average_speed_of_answer(canonical, n).count(),
        mean_queue_length(canonical, n)));
  }
}

TEST(erlang_c, quantiles_lead_back_to_their_share) {
  for (const int n : {11, 12, 14, 20}) {
    const double without_wait = service_level(canonical, n, 0s);
    for (const double share : {0.01, 0.3, 0.5, 0.8, 0.95, 0.999999}) {
      const duration t = wait_quantile(canonical, n, share);
      if (share <= without_wait) {
        EXPECT_EQ(t, 0s) << n << ", " << share;
      } else {
        EXPECT_TRUE(within(1000, service_level(canonical, n, t), share)) << n << ", " << share;
      }
    }
  }
}

TEST(erlang_c, every_definition_is_the_same_where_nobody_hangs_up) {
  for (const auto definition :
       {service_level_definition::offered, service_level_definition::answered,
        service_level_definition::exclude_abandoned_within, service_level_definition::positive,
        service_level_definition::exclude_short, service_level_definition::positive_short,
        service_level_definition::virtual_wait}) {
    const double level = service_level(canonical, 14, 20s, definition, 5s);
    EXPECT_EQ(level, service_level(canonical, 14, 20s));
    EXPECT_EQ(shares_for_service_level(canonical, 14, 20s, definition, 5s).level(), level);
  }
}

TEST(erlang_c, next_to_saturation_no_digit_is_lost) {
  // C = 1 - (n - a) (1 - B) / ..., whose distance from 1 the service level shows.
  const double load = 100.0 - 0x1p-40;
  const double b = probability_of_blocking(loss_system(erlangs(load)), 100);
  EXPECT_TRUE(within(service_level_accuracy, service_level(queue_of(load), 100, 0s),
                     0x1p-40L * (1.0L - b) / (0x1p-40L + static_cast<long double>(load) * b)));
}

// Corners

TEST(erlang_c, no_load) {
  const erlang_c idle{.arrival_rate = contacts(0) / 1h, .average_handle_time = 3min};
  for (const int n : {0, 1, 14}) {
    EXPECT_EQ(probability_of_wait(idle, n), 0.0);
    EXPECT_EQ(log_probability_of_wait(idle, n), -infinity);
    EXPECT_EQ(probability_of_wait_beyond(idle, n, 20s), 0.0);
    EXPECT_EQ(service_level(idle, n, 20s), 1.0);
    EXPECT_EQ(average_speed_of_answer(idle, n), 0s);
    EXPECT_EQ(mean_wait(idle, n), 0s);
    EXPECT_EQ(wait_quantile(idle, n, 1.0), 0s);
    EXPECT_EQ(mean_queue_length(idle, n), 0.0);
    EXPECT_EQ(occupancy(idle, n), 0.0);
  }
  EXPECT_EQ(mean_wait_of_waiters(idle, 4), 45s);
  EXPECT_EQ(mean_wait_of_waiters(idle, 0).count(), infinity);
}

// 1 - C = (n - a) (-ln a - 0.5772) for so few, by mpmath 7.7e-320: most do not wait, and a wait that is
// no double is not met by those who do not.
TEST(erlang_c, wait_quantile_of_next_to_no_agents) {
  const double least = std::numeric_limits<double>::denorm_min();
  const erlang_c queue = queue_of(3.3137e-310);
  const agents n = fractional_agents(3.3137e-310 + 22.0 * least);
  EXPECT_EQ(wait_quantile(queue, n, 18.0 * least), 0s);
}

void expect_overload(const erlang_c& queue, agents n) {
  EXPECT_EQ(probability_of_wait(queue, n), 1.0);
  EXPECT_EQ(log_probability_of_wait(queue, n), 0.0);
  EXPECT_EQ(probability_of_wait_beyond(queue, n, 1h), 1.0);
  EXPECT_EQ(service_level(queue, n, 20s), 0.0);
  EXPECT_EQ(average_speed_of_answer(queue, n).count(), infinity);
  EXPECT_EQ(mean_wait(queue, n).count(), infinity);
  EXPECT_EQ(mean_wait_of_waiters(queue, n).count(), infinity);
  EXPECT_EQ(wait_quantile(queue, n, 0.5).count(), infinity);
  EXPECT_EQ(wait_quantile(queue, n, 0.0), 0s);
  EXPECT_EQ(mean_queue_length(queue, n), infinity);
  EXPECT_EQ(occupancy(queue, n), 1.0);
}

TEST(erlang_c, no_agents) {
  expect_overload(canonical, 0);
}

TEST(erlang_c, load_equal_to_agents) {
  expect_overload(canonical, 10);
}

TEST(erlang_c, load_above_agents) {
  expect_overload(canonical, 9);
  expect_overload(queue_of(1e300), 1000000);
}

TEST(erlang_c, a_wait_below_every_double_keeps_its_logarithm) {
  EXPECT_EQ(wait(1000000, 1000), 0.0);
  EXPECT_TRUE(within(log_wait_accuracy, log_probability_of_wait(queue_of(1000), 1000000),
                     -5908763.104675532238613568L));
  EXPECT_EQ(service_level(queue_of(1000), 1000000, 0s), 1.0);
}

TEST(erlang_c, answer_times_of_zero_and_without_end) {
  EXPECT_TRUE(within(wait_accuracy, service_level(canonical, 14, 0s),
                     1.0L - probability_of_wait(canonical, 14)));
  EXPECT_EQ(service_level(canonical, 14, duration(infinity)), 1.0);
  EXPECT_EQ(probability_of_wait_beyond(canonical, 14, duration(infinity)), 0.0);
  EXPECT_EQ(wait_quantile(canonical, 14, 1.0).count(), infinity);
}

TEST(erlang_c, a_quantile_exists_where_no_probability_does) {
  // Share 0.5 of a queue in which hardly anybody waits.
  EXPECT_EQ(wait_quantile(queue_of(1.0), 1000, 0.5), 0s);
  const duration least(std::numeric_limits<double>::denorm_min());  // a call, of which n - a make 0
  EXPECT_EQ(wait_quantile({rate::per_second(1e300), least}, 14, 1.0).count(), infinity);
}

// Errors

TEST(erlang_c, handle_time_must_be_positive_and_finite) {
  for (const double wrong : {0.0, -180.0, nan, infinity}) {
    const erlang_c queue{.arrival_rate = contacts(1) / 1s, .average_handle_time = duration(wrong)};
    EXPECT_THROW(static_cast<void>(offered_load(queue)), std::domain_error) << wrong;
    EXPECT_THROW(static_cast<void>(probability_of_wait(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(log_probability_of_wait(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(probability_of_wait_beyond(queue, 14, 20s)), std::domain_error);
    EXPECT_THROW(static_cast<void>(service_level(queue, 14, 20s)), std::domain_error);
    EXPECT_THROW(static_cast<void>(average_speed_of_answer(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(mean_wait_of_waiters(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(wait_quantile(queue, 14, 0.5)), std::domain_error);
    EXPECT_THROW(static_cast<void>(mean_queue_length(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(occupancy(queue, 14)), std::domain_error);
    EXPECT_THROW(static_cast<void>(evaluate(queue, 14, 20s)), std::domain_error);
  }
}

TEST(erlang_c, times_below_zero_and_no_times_are_refused) {
  for (const double wrong : {-1.0, -infinity, nan}) {
    EXPECT_THROW(static_cast<void>(service_level(canonical, 14, duration(wrong))),
                 std::domain_error);
    EXPECT_THROW(static_cast<void>(probability_of_wait_beyond(canonical, 14, duration(wrong))),
                 std::domain_error);
    EXPECT_THROW(static_cast<void>(evaluate(canonical, 14, duration(wrong))), std::domain_error);
    // Also where the answer would not depend on it.
    EXPECT_THROW(static_cast<void>(service_level(canonical, 9, duration(wrong))),
                 std::domain_error);
  }
}

TEST(erlang_c, percentages_and_negative_agents_are_refused) {
  EXPECT_THROW(static_cast<void>(wait_quantile(canonical, 14, 95.0)), std::domain_error);
  EXPECT_THROW(static_cast<void>(wait_quantile(canonical, 14, nan)), std::domain_error);
  EXPECT_THROW(static_cast<void>(probability_of_wait(canonical, -1)), std::domain_error);
}

TEST(erlang_c, refusals_name_argument_rule_and_value) {
  try {
    static_cast<void>(service_level(canonical, 14, -3s));
    ADD_FAILURE() << "a negative time was accepted";
  } catch (const std::domain_error& error) {
    EXPECT_STREQ(error.what(), "answer_within must be >= 0 s, got -3");
  }
}

TEST(erlang_c, evaluates_to_its_measures) {
  for (const double load : {0.0, 1e-300, 0.5, 13.0, 14.0, 200.0, 4000.0}) {
    for (const double servers : {0.0, 0.3, 1.0, 13.5, 14.0, 250.0, 4100.0, 1e6}) {
      const erlang_c queue{rate::per_second(load / 180.0), 180s};
      const agents n = fractional_agents(servers);
      const performance row = evaluate(queue, n, 20s);
      EXPECT_EQ(row.agents, n);
      EXPECT_EQ(row.offered_load, offered_load(queue));
      EXPECT_EQ(row.occupancy, occupancy(queue, n));
      EXPECT_EQ(row.probability_of_wait, probability_of_wait(queue, n));
      EXPECT_EQ(row.service_level, service_level(queue, n, 20s));
      EXPECT_EQ(row.average_speed_of_answer, average_speed_of_answer(queue, n));
      EXPECT_EQ(row.mean_queue_length, mean_queue_length(queue, n));
      EXPECT_EQ(row.probability_of_abandonment, 0.0);
      EXPECT_EQ(row.probability_of_blocking, 0.0);
    }
  }
}

}  // namespace
}  // namespace krarup
