#include <krarup/queues/erlang_x.hpp>

#include <cmath>
#include <optional>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/day_service_level.hpp>
#include <krarup/staffing/probability_of_target.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::reference_table;
using support::within;

static_assert(abandoned_queue<erlang_x>);
static_assert(blocked_queue<erlang_x>);
static_assert(varying_queue<erlang_x>);
static_assert(daily_varying_queue<erlang_x>);

constexpr double epsilons = 150;  // 2e-14

const rate arrivals = contacts(100) / 30min;

TEST(erlang_x, every_feature_off_is_erlang_c_a_and_b) {
  const erlang_x calm{arrivals, 180s};
  const erlang_c c{arrivals, 180s};
  const erlang_x impatient{arrivals, 180s, {exponential_patience{300s}}};
  const erlang_a a{arrivals, 180s, 300s};
  for (const int n : {0, 9, 10, 14, 20}) {
    EXPECT_EQ(probability_of_wait(calm, n), probability_of_wait(c, n));
    EXPECT_EQ(service_level(calm, n, 20s), service_level(c, n, 20s));
    EXPECT_EQ(mean_wait(calm, n), mean_wait(c, n));
    EXPECT_EQ(mean_queue_length(calm, n), mean_queue_length(c, n));
    EXPECT_EQ(occupancy(calm, n), occupancy(c, n));
    EXPECT_EQ(probability_of_abandonment(calm, n), 0.0);
    for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                  exclude_short, positive_short, virtual_wait}) {
      EXPECT_EQ(service_level(impatient, n, 20s, definition, 5s),
                service_level(a, n, 20s, definition, 5s));
    }
    EXPECT_EQ(probability_of_abandonment(impatient, n), probability_of_abandonment(a, n));
    EXPECT_EQ(average_speed_of_answer(impatient, n), average_speed_of_answer(a, n));
    EXPECT_EQ(occupancy(impatient, n), occupancy(a, n));
    const erlang_x lossy{arrivals, 180s, {}, n};
    EXPECT_EQ(probability_of_blocking(lossy, n),
              probability_of_blocking(erlang_b{arrivals, 180s}, n));
    EXPECT_EQ(mean_wait(lossy, n), 0s);
  }
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  EXPECT_EQ(agents_required(calm, target)->count(), agents_required(c, target)->count());
  EXPECT_EQ(agents_required(impatient, target)->count(), agents_required(a, target)->count());
}

TEST(erlang_x, lines_as_the_chain_of_all_states_has_them) {
  const reference_table table("vectors/mmnk.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double hang_up = table.number(row, "abandonment_rate");
    erlang_x queue{rate::per_second(table.number(row, "arrival_rate")),
                   duration(1.0 / table.number(row, "service_rate"))};
    if (hang_up > 0.0) queue.patience.law = exponential_patience{duration(1.0 / hang_up)};
    queue.lines = fractional_trunks(table.number(row, "capacity"));
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "time"));
    const auto is = [&](const char* column, double value) {
      if (table.missing(row, column)) return;
      EXPECT_TRUE(within(epsilons, value, table.precise(row, column))) << column << ", row " << row;
    };
    const double accepted = 1.0 - probability_of_blocking(queue, n);
    is("p_block", probability_of_blocking(queue, n));
    is("p_wait", probability_of_wait(queue, n));
    is("p_abandon", probability_of_abandonment(queue, n));
    is("mean_wait_admitted", mean_wait(queue, n).count() / accepted);
    is("mean_wait_given_wait", mean_wait_of_waiters(queue, n).count());
    is("mean_wait_served", average_speed_of_answer(queue, n).count());
    is("mean_queue_length", mean_queue_length(queue, n));
    is("occupancy", occupancy(queue, n));
    is("p_wait_exceeds_given_admitted", probability_of_wait_beyond(queue, n, t) / accepted);
    is("p_served_within", service_level(queue, n, t));
    is("p_abandoned_within", probability_of_abandonment_within(queue, n, t));
    EXPECT_TRUE(
        within(epsilons, service_level_of_accepted(queue, n, t),
               table.precise(row, "p_served_within") / (1.0L - table.precise(row, "p_block"))))
        << row;
  }
}

TEST(erlang_x, redials_reach_the_fixed_point) {
  const reference_table table("vectors/redial.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_x queue{
        .arrival_rate = rate::per_second(table.number(row, "fresh_arrival_rate")),
        .average_handle_time = duration(1.0 / table.number(row, "service_rate")),
        .patience = {exponential_patience{duration(1.0 / table.number(row, "abandonment_rate"))}},
        .again = {.of_abandoned = table.number(row, "redial_probability"),
                  .of_answered = table.number(row, "reconnect_probability")}};
    const agents n = fractional_agents(table.number(row, "servers"));
    const auto is = [&](const char* column, double value) {
      EXPECT_TRUE(within(epsilons, value, table.precise(row, column))) << column << ", row " << row;
    };
    is("total_attempt_rate", attempt_rate(queue, n).per_second());
    is("p_wait", probability_of_wait(queue, n));
    is("p_abandon_per_attempt", probability_of_abandonment(queue, n));
    is("mean_queue_length", mean_queue_length(queue, n));
    is("lost_fraction_of_fresh", probability_of_loss(queue, n));
  }
}

TEST(erlang_x, over_dispersed_volume_is_weighted_by_attempts) {
  const reference_table table("vectors/random_rate_gamma.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_x queue{
        .arrival_rate = rate::per_second(table.number(row, "mean_arrival_rate")),
        .average_handle_time = duration(1.0 / table.number(row, "service_rate")),
        .patience = {exponential_patience{duration(1.0 / table.number(row, "abandonment_rate"))}},
        .dispersion = {.day = 1.0 / table.number(row, "gamma_shape")}};
    const agents n = fractional_agents(table.number(row, "servers"));
    const auto is = [&](const char* column, double value) {
      EXPECT_TRUE(within(45000, value, table.precise(row, column))) << column << ", row " << row;
    };
    is("p_wait_per_call", probability_of_wait(queue, n));
    is("p_abandon_per_call", probability_of_abandonment(queue, n));
    is("p_served_within_per_call", service_level(queue, n, duration(table.number(row, "time"))));
    is("mean_queue_length", mean_queue_length(queue, n));
  }
}

TEST(erlang_x, varies_from_interval_to_interval_as_erlang_a_does) {
  const over_dispersion dispersion{.day = 0.04, .interval = 0.01};
  const over_dispersed<erlang_a> simple{{arrivals, 180s, 300s}, dispersion};
  const erlang_x queue{.arrival_rate = arrivals,
                       .average_handle_time = 180s,
                       .patience = {exponential_patience{300s}},
                       .dispersion = dispersion};
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  EXPECT_EQ(probability_of_target(queue, 14, target), probability_of_target(simple, 14, target));
  EXPECT_EQ(agents_required(queue, target, 0.9)->count(),
            agents_required(simple, target, 0.9)->count());
  EXPECT_EQ(service_level_quantile(queue, 14, 20s, 0.1),
            service_level_quantile(simple, 14, 20s, 0.1));
  EXPECT_EQ(day_factor_of(queue).quantile(0.9), day_factor_of(simple).quantile(0.9));
  shares_by_rate known;
  shares_by_rate known_of_simple;
  const auto served =
      cumulants_for_service_level(at_day_factor(queue, 1.1), 14, 20s, offered, 0s, known);
  const auto expected = cumulants_for_service_level(at_day_factor(simple, 1.1), 14, 20s, offered,
                                                    0s, known_of_simple);
  EXPECT_EQ(served.first, expected.first);
  EXPECT_EQ(served.second, expected.second);
}

TEST(erlang_x, counts_attempts_towards_a_day) {
  const erlang_x queue{.arrival_rate = arrivals,
                       .average_handle_time = 180s,
                       .patience = {exponential_patience{300s}},
                       .again = {.of_abandoned = 0.5},
                       .dispersion = {.interval = 0.04}};
  const double attempts = attempt_rate(queue, 12).per_second() / arrivals.per_second();
  EXPECT_GT(attempts, 1.01);
  shares_by_rate known;
  const auto served = cumulants_for_service_level(queue, 12, 20s, offered, 0s, known);
  EXPECT_TRUE(within(1e6, served.first[0], attempts * service_level(queue, 12, 20s)));
  EXPECT_TRUE(within(1e6, served.first[1], attempts));
}

TEST(erlang_x, has_a_line_more_for_a_fraction_of_the_time) {
  for (const double balking : {0.0, 1.0}) {
    const auto with_lines = [&](double lines) {
      return erlang_x{.arrival_rate = arrivals,
                      .average_handle_time = 180s,
                      .patience = {weibull_patience{300s, 0.7}, balking},
                      .lines = fractional_trunks(lines)};
    };
    for (const double lines : {12.0, 13.0, 16.0, 40.0}) {
      for (const double part : {0x1p-10, 0.25, 0.875}) {
        const auto mixed = [&](const auto& measure) {
          const double few = measure(with_lines(lines));
          return few + part * (measure(with_lines(lines + 1.0)) - few);
        };
        const auto is_mixed = [&](const auto& measure) {
          EXPECT_TRUE(within(1e3, measure(with_lines(lines + part)), mixed(measure)))
              << lines << ' ' << part << ' ' << balking;
        };
        is_mixed([](const erlang_x& of) { return probability_of_blocking(of, 12); });
        is_mixed([](const erlang_x& of) { return probability_of_wait(of, 12); });
        is_mixed([](const erlang_x& of) { return probability_of_abandonment(of, 12); });
        is_mixed([](const erlang_x& of) { return service_level(of, 12, 20s); });
        is_mixed([](const erlang_x& of) { return mean_queue_length(of, 12); });
        is_mixed([](const erlang_x& of) { return occupancy(of, 12); });
        is_mixed([](const erlang_x& of) { return probability_of_blocking(of, 0); });
      }
    }
  }
}

TEST(erlang_x, all_features_together_conserve_attempts) {
  const erlang_x queue{.arrival_rate = arrivals,
                       .average_handle_time = 180s,
                       .patience = {weibull_patience{300s, 1.5}, 0.02},
                       .lines = 18,
                       .again = {.of_abandoned = 0.3, .of_blocked = 0.8, .of_answered = 0.05}};
  for (const int n : {5, 10, 14, 18, 30}) {
    const erlang_x_state state = state_at_forecast(queue, n);
    EXPECT_NEAR(state.probability_of_answer() + state.probability_of_abandonment() +
                    state.probability_of_blocking(),
                1.0, 1e-13);
    const double again = 0.3 * state.probability_of_abandonment() +
                         0.8 * state.probability_of_blocking() +
                         0.05 * state.probability_of_answer();
    EXPECT_NEAR(state.attempts_each() * (1.0 - again), 1.0, 1e-13);
    // Who is not lost is answered in the end; reconnects are answered more than once.
    EXPECT_NEAR(
        state.probability_of_loss() + state.attempts_each() * state.probability_of_answer() * 0.95,
        1.0, 1e-13);
  }
}

TEST(erlang_x, a_day_counts_every_attempt) {
  const erlang_x queue{.arrival_rate = arrivals,
                       .average_handle_time = 180s,
                       .patience = {exponential_patience{300s}},
                       .lines = 15,
                       .again = {.of_abandoned = 0.5, .of_blocked = 0.9}};
  const service_target target{.service_level = 0.70, .answer_within = 20s};
  const plan_interval<erlang_x> half_hour{
      .queue = queue, .length = 30min, .target = target, .shrinkage = 0.0};
  const day_plan plan = plan_day(std::vector{half_hour, half_hour}, rounding::none);

  const agents n = *plan.rows[0].required;
  const double attempts = 2.0 * (attempt_rate(queue, n) * duration(30min)).count();
  EXPECT_GT(attempts, 200.0);
  EXPECT_DOUBLE_EQ(plan.totals.offered.count(), attempts);
  EXPECT_DOUBLE_EQ(plan.totals.blocked.count(), attempts * probability_of_blocking(queue, n));
  // Who is not lost for good is answered, once.
  EXPECT_NEAR(plan.totals.answered.count(), 200.0 * (1.0 - probability_of_loss(queue, n)), 1e-10);
  EXPECT_NEAR(plan.totals.service_level, service_level(queue, n, 20s), 1e-14);
}

TEST(erlang_x, evaluate_says_what_the_measures_say) {
  for (const over_dispersion& dispersion : {over_dispersion{}, over_dispersion{.day = 0.02}}) {
    const erlang_x queue{.arrival_rate = arrivals,
                         .average_handle_time = 180s,
                         .patience = {exponential_patience{300s}},
                         .again = {.of_abandoned = 0.4},
                         .dispersion = dispersion};
    const performance row = evaluate(queue, 12, 20s, answered);
    EXPECT_NEAR(row.probability_of_wait, probability_of_wait(queue, 12), 1e-10);
    EXPECT_NEAR(row.service_level, service_level(queue, 12, 20s, answered), 1e-10);
    EXPECT_NEAR(row.average_speed_of_answer.count(), average_speed_of_answer(queue, 12).count(),
                1e-8);
    EXPECT_NEAR(row.mean_queue_length, mean_queue_length(queue, 12), 1e-9);
    EXPECT_NEAR(row.occupancy, occupancy(queue, 12), 1e-10);
    EXPECT_NEAR(row.probability_of_abandonment, probability_of_abandonment(queue, 12), 1e-10);
    EXPECT_EQ(row.probability_of_blocking, 0.0);
  }
}

TEST(erlang_x, lines_may_be_too_few) {
  erlang_x queue{.arrival_rate = arrivals,
                 .average_handle_time = 180s,
                 .patience = {exponential_patience{300s}},
                 .lines = 12};
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  const agents required = *agents_required(queue, target);
  EXPECT_GE(service_level(queue, required, 20s), 0.80);
  EXPECT_LT(service_level(queue, fractional_agents(required.count() - 1.0), 20s), 0.80);
  queue.lines = 10;
  EXPECT_EQ(agents_required(queue, target).why(), unreachable::too_few_lines);
}

TEST(erlang_x, corner_all_balk) {
  const erlang_x hasty{arrivals, 180s, {endless_patience{}, 1.0}, 41};
  for (const int n : {0, 40}) {
    EXPECT_EQ(probability_of_blocking(hasty, n), 0.0);
    EXPECT_EQ(probability_of_wait(hasty, n), n == 0 ? 1.0 : probability_of_wait(hasty, n));
    EXPECT_EQ(mean_wait(hasty, n), 0s);
    EXPECT_EQ(average_time_to_abandon(hasty, n), 0s);
  }
  const erlang_x half{arrivals, 180s, {endless_patience{}, 0.5}, 10};
  EXPECT_EQ(average_time_to_abandon(half, 10), 0s);
  const erlang_x crowd{contacts(1) / 1s, 100s, {deterministic_patience{76216s}}};
  EXPECT_LE(probability_of_wait(crowd, 1), 1.0);
}

TEST(erlang_x, errors) {
  const erlang_x endless_redials{
      .arrival_rate = arrivals, .average_handle_time = 180s, .again = {.of_blocked = 1.0}};
  EXPECT_THROW(static_cast<void>(probability_of_wait(endless_redials, 3)), std::domain_error);
  const erlang_x no_law{arrivals, 180s, {weibull_patience{300s, 0.0}}};
  EXPECT_THROW(static_cast<void>(probability_of_wait(no_law, 3)), std::domain_error);
}

}  // namespace
}  // namespace krarup
