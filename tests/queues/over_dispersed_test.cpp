#include <krarup/krarup.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <support/reference_table.hpp>
#include <support/relative_error.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::within;
using enum service_level_definition;

constexpr double infinity = std::numeric_limits<double>::infinity();

using dispersed_a = over_dispersed<erlang_a>;
using dispersed_c = over_dispersed<erlang_c>;
static_assert(queue_model<dispersed_a> && abandoned_queue<dispersed_a>);
static_assert(queue_model<dispersed_c> && !abandoned_queue<dispersed_c>);
static_assert(plannable_queue<dispersed_a> && plannable_queue<dispersed_c>);

const erlang_a billing{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};
const erlang_c endless{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};

// --- published values -----------------------------------------------------------------------------

TEST(over_dispersed, reproduces_the_mixtures_of_two_quadratures) {
  const support::reference_table table("vectors/random_rate_gamma.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double mu = table.number(row, "service_rate");
    const dispersed_a queue{
        .queue = {.arrival_rate = rate::per_second(table.number(row, "mean_arrival_rate")),
                  .average_handle_time = duration(1.0 / mu),
                  .average_patience = duration(1.0 / table.number(row, "abandonment_rate"))},
        .dispersion = {.interval = 1.0 / table.number(row, "gamma_shape")}};
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "time"));
    const auto expected = [&](const char* column) { return table.precise(row, column); };
    EXPECT_TRUE(within(40, probability_of_wait(queue, n), expected("p_wait_per_call")));
    EXPECT_TRUE(within(40, probability_of_abandonment(queue, n), expected("p_abandon_per_call")));
    EXPECT_TRUE(within(40, service_level(queue, n, t), expected("p_served_within_per_call")));
    EXPECT_TRUE(within(40, mean_queue_length(queue, n), expected("mean_queue_length")));
    EXPECT_TRUE(within(40, mean_service_level_of_intervals(queue, n, t),
                       expected("p_served_within_time_average")));
  }
}

// --- reference table ------------------------------------------------------------------------------

TEST(over_dispersed, agrees_with_the_reference_table) {
  const support::reference_table table("over_dispersed.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const dispersed_a queue{
        .queue = {.arrival_rate = rate::per_second(table.number(row, "offered_load")),
                  .average_handle_time = 1s,
                  .average_patience = duration(table.number(row, "patience"))},
        .dispersion = {.day = table.number(row, "day"), .interval = table.number(row, "interval")}};
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "answer_within"));
    const auto agrees = [&](double got, const char* column) {
      EXPECT_TRUE(within(450, got, table.precise(row, column)))  // 1e-13
          << column << ' ' << table.where(row, {"servers", "offered_load", "day", "interval"});
    };
    agrees(probability_of_wait(queue, n), "wait");
    agrees(probability_of_abandonment(queue, n), "abandon");
    agrees(average_speed_of_answer(queue, n).count(), "mean_wait_answered");
    agrees(service_level(queue, n, t), "answered_within");
    agrees(mean_queue_length(queue, n), "mean_queue_length");
    agrees(occupancy(queue, n), "occupancy");
    const performance all = evaluate(queue, n, t);
    agrees(all.average_speed_of_answer.count(), "mean_wait_answered");
    agrees(all.service_level, "answered_within");
  }
}

// --- identities -----------------------------------------------------------------------------------

TEST(over_dispersed, without_variation_is_the_queue_itself_to_the_last_bit) {
  const dispersed_a still{.queue = billing, .dispersion = {}};
  for (const int n : {0, 1, 12, 14, 40}) {
    EXPECT_EQ(probability_of_wait(still, n), probability_of_wait(billing, n));
    EXPECT_EQ(probability_of_abandonment(still, n), probability_of_abandonment(billing, n));
    EXPECT_EQ(average_speed_of_answer(still, n), average_speed_of_answer(billing, n));
    EXPECT_EQ(mean_queue_length(still, n), mean_queue_length(billing, n));
    EXPECT_EQ(occupancy(still, n), occupancy(billing, n));
    for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                  exclude_short, positive_short, virtual_wait}) {
      EXPECT_EQ(service_level(still, n, 20s, definition, 5s),
                service_level(billing, n, 20s, definition, 5s));
    }
    for (const auto whom :
         {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
      EXPECT_EQ(mean_wait(still, n, whom), mean_wait(billing, n, whom));
      EXPECT_EQ(wait_quantile(still, n, 0.9, whom), wait_quantile(billing, n, 0.9, whom));
      EXPECT_EQ(probability_of_wait_beyond(still, n, 20s, whom),
                probability_of_wait_beyond(billing, n, 20s, whom));
    }
  }
}

/// Calls visit(name, value, value) for every measure of a queue under n agents.
template <class Queue, class Visitor>
void each_measure(const Queue& queue, agents n, const Visitor& visit) {
  visit("wait", probability_of_wait(queue, n));
  visit("abandonment", probability_of_abandonment(queue, n));
  visit("asa", average_speed_of_answer(queue, n).count());
  visit("ata", average_time_to_abandon(queue, n).count());
  visit("waiters", mean_wait_of_waiters(queue, n).count());
  visit("mean wait", mean_wait(queue, n).count());
  visit("virtual wait", mean_wait(queue, n, wait_of::virtual_contact).count());
  visit("queue length", mean_queue_length(queue, n));
  visit("occupancy", occupancy(queue, n));
  visit("answered within", probability_of_answer_within(queue, n, 20s));
  visit("abandoned within", probability_of_abandonment_within(queue, n, 20s));
  visit("beyond", probability_of_wait_beyond(queue, n, 20s));
  visit("beyond, abandoned", probability_of_wait_beyond(queue, n, 20s, wait_of::abandoned));
  visit("quantile", wait_quantile(queue, n, 0.99).count());
  for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                exclude_short, positive_short, virtual_wait}) {
    visit("service level", service_level(queue, n, 20s, definition, 5s));
  }
}

TEST(over_dispersed, tends_to_the_queue_itself_as_variation_vanishes) {
  std::vector<double> plain;
  each_measure(billing, 13, [&](const char*, double value) { plain.push_back(value); });
  for (const over_dispersion& nearly :
       {over_dispersion{.day = 1e-10}, over_dispersion{.interval = 1e-20},
        over_dispersion{.day = 1e-9, .interval = 1e-11}, over_dispersion{.day = 4e-31}}) {
    std::size_t i = 0;
    each_measure(dispersed_a{billing, nearly}, 13, [&](const char* name, double value) {
      // The difference is half a second derivative times the squared variation.
      EXPECT_NEAR(value, plain[i], 100.0 * plain[i] * squared_variation(nearly) + 1e-12 * plain[i])
          << name << ' ' << nearly.day;
      ++i;
    });
  }
}

TEST(over_dispersed, needs_only_the_product_of_both_factors) {
  const dispersed_a one_way{billing, {.day = 0.1, .interval = 0.02}};
  const dispersed_a other_way{billing, {.day = 0.02, .interval = 0.1}};
  std::vector<double> values;
  each_measure(one_way, 14, [&](const char*, double value) { values.push_back(value); });
  std::size_t i = 0;
  each_measure(other_way, 14,
               [&](const char* name, double value) { EXPECT_EQ(value, values[i++]) << name; });
}

TEST(over_dispersed, of_both_factors_is_a_mixture_of_mixtures) {
  // The day's factor on a grid, weighted by contacts: Simpson's rule over its logarithm.
  const dispersed_a both{billing, {.day = 0.04, .interval = 0.09}};
  const double shape = 1.0 / both.dispersion.day;
  double mass = 0.0;
  double waits = 0.0;
  double queue_length = 0.0;
  constexpr int steps = 400;
  for (int i = 0; i <= steps; ++i) {
    const double u = -3.0 + 5.0 * i / steps;
    const double simpson = i == 0 || i == steps ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
    const double density = simpson * std::exp((shape + 1.0) * u - shape * std::exp(u) + shape);
    const dispersed_a day{at_factor(both, std::exp(u)), {.interval = both.dispersion.interval}};
    mass += density;
    waits += density * probability_of_wait(day, 14);
    queue_length += density * mean_queue_length(day, 14) / std::exp(u);
  }
  EXPECT_TRUE(within(1e4, probability_of_wait(both, 14), waits / mass));
  EXPECT_TRUE(within(1e4, mean_queue_length(both, 14), queue_length / mass));
}

TEST(over_dispersed, keeps_the_laws_that_hold_in_every_interval) {
  for (const over_dispersion& dispersion :
       {over_dispersion{.day = 0.04}, over_dispersion{.day = 0.5, .interval = 0.1}}) {
    const dispersed_a queue{billing, dispersion};
    const double rate_per_second = billing.arrival_rate.per_second();
    for (const int n : {1, 8, 14, 25}) {
      const double abandons = probability_of_abandonment(queue, n);
      const duration wait = mean_wait(queue, n);
      EXPECT_TRUE(within(1e3, abandons, wait / billing.average_patience));
      EXPECT_TRUE(within(1e3, mean_queue_length(queue, n), rate_per_second * wait.count()));
      EXPECT_TRUE(
          within(1e3, occupancy(queue, n) * n, offered_load(queue).value() * (1.0 - abandons)));
      const duration of_answered = (1.0 - abandons) * mean_wait(queue, n, wait_of::answered);
      const duration of_abandoned = abandons * mean_wait(queue, n, wait_of::abandoned);
      EXPECT_TRUE(within(1e3, wait.count(), (of_answered + of_abandoned).count()));
      EXPECT_TRUE(
          within(1e3, mean_wait_of_waiters(queue, n) * probability_of_wait(queue, n) / wait, 1.0));
      EXPECT_EQ(average_time_to_abandon(queue, n), mean_wait(queue, n, wait_of::abandoned));
      EXPECT_TRUE(
          within(1e3, service_level(queue, n, 20s), probability_of_answer_within(queue, n, 20s)));
      EXPECT_TRUE(within(1e3,
                         probability_of_answer_within(queue, n, 20s) +
                             probability_of_abandonment_within(queue, n, 20s) +
                             probability_of_wait_beyond(queue, n, 20s),
                         1.0));
    }
  }
}

TEST(over_dispersed, wraps_every_queue) {
  const over_dispersion dispersion{.day = 0.04, .interval = 0.01};
  const dispersed_a queue{billing, dispersion};
  const over_dispersed<mmn_g<exponential_patience>> general{
      {billing.arrival_rate, billing.average_handle_time, {billing.average_patience}}, dispersion};
  const over_dispersed<erlang_x> extended{
      {.arrival_rate = billing.arrival_rate,
       .average_handle_time = billing.average_handle_time,
       .patience = {exponential_patience{billing.average_patience}}},
      dispersion};
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  const performance row = evaluate(queue, 14, 20s);
  const auto expect_alike = [&](const auto& other) {
    EXPECT_EQ(agents_required(other, target)->count(), agents_required(queue, target)->count());
    EXPECT_EQ(agents_required(other, target, 0.9)->count(),
              agents_required(queue, target, 0.9)->count());
    EXPECT_NEAR(probability_of_target(other, 14, target), probability_of_target(queue, 14, target),
                1e-10);
    const performance its = evaluate(other, 14, 20s);
    EXPECT_TRUE(within(1e4, its.service_level, row.service_level));
    EXPECT_TRUE(
        within(1e4, its.average_speed_of_answer.count(), row.average_speed_of_answer.count()));
    EXPECT_TRUE(within(1e4, its.mean_queue_length, row.mean_queue_length));
    EXPECT_TRUE(within(1e4, its.probability_of_abandonment, row.probability_of_abandonment));
  };
  expect_alike(general);
  expect_alike(extended);
  erlang_x with_dispersion = extended.queue;
  with_dispersion.dispersion = dispersion;
  EXPECT_TRUE(within(1e4, service_level(with_dispersion, 14, 20s), row.service_level));
}

TEST(over_dispersed, does_not_change_with_the_unit_of_time) {
  const dispersed_a seconds{billing, {.day = 0.04}};
  const dispersed_a hours{{.arrival_rate = contacts(100 / 3600.0) / 30min,
                           .average_handle_time = 180h,
                           .average_patience = 300h},
                          {.day = 0.04}};
  EXPECT_TRUE(within(100, service_level(hours, 14, 20h), service_level(seconds, 14, 20s)));
  EXPECT_TRUE(within(100, mean_wait(hours, 14).count(), 3600.0 * mean_wait(seconds, 14).count()));
}

TEST(over_dispersed, evaluates_every_measure_at_once) {
  for (const over_dispersion& dispersion : {over_dispersion{}, over_dispersion{.day = 0.04}}) {
    const dispersed_a queue{billing, dispersion};
    for (const int n : {0, 1, 14, 40}) {
      for (const auto definition : {offered, answered, positive_short}) {
        const performance row = evaluate(queue, n, 20s, definition, 5s);
        EXPECT_EQ(row.agents, agents(n));
        EXPECT_EQ(row.offered_load, offered_load(billing));
        EXPECT_TRUE(within(1e3, row.occupancy, occupancy(queue, n)));
        EXPECT_TRUE(within(1e3, row.probability_of_wait, probability_of_wait(queue, n)));
        EXPECT_TRUE(within(1e3, row.service_level, service_level(queue, n, 20s, definition, 5s)));
        EXPECT_TRUE(within(1e3, row.average_speed_of_answer.count(),
                           average_speed_of_answer(queue, n).count()));
        EXPECT_TRUE(within(1e3, row.mean_queue_length, mean_queue_length(queue, n)));
        EXPECT_TRUE(
            within(1e3, row.probability_of_abandonment, probability_of_abandonment(queue, n)));
        EXPECT_EQ(row.probability_of_blocking, 0.0);
      }
    }
  }
}

TEST(over_dispersed, wait_quantile_is_where_the_tail_is) {
  const dispersed_a queue{billing, {.day = 0.04, .interval = 0.01}};
  for (const auto whom : {wait_of::offered, wait_of::answered, wait_of::abandoned}) {
    const duration wait = wait_quantile(queue, 12, 0.95, whom);
    EXPECT_NEAR(probability_of_wait_beyond(queue, 12, wait, whom), 0.05, 1e-12);
  }
  EXPECT_EQ(wait_quantile(queue, 12, 0.1), duration(0));
  EXPECT_EQ(wait_quantile(queue, 12, 1.0).count(), infinity);
}

TEST(over_dispersed, plans_and_staffs_like_any_queue) {
  const dispersed_a queue{billing, {.day = 0.04}};
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  const agents n = *agents_required(queue, target);
  EXPECT_EQ(n.count(), 14.0);
  EXPECT_EQ(agents_required(billing, target)->count(), 13.0);
  EXPECT_GE(service_level(queue, n, 20s), 0.80);
  EXPECT_LT(service_level(queue, fractional_agents(n.count() - 1), 20s), 0.80);
  const double fractional = fractional_agents_required(queue, target)->count();
  EXPECT_NEAR(service_level(queue, fractional_agents(fractional), 20s), 0.80, 1e-12);
  const contacts most = *contacts_answerable(queue, n, target, 30min);
  EXPECT_NEAR(service_level(with_arrival_rate(queue, most / 30min), n, 20s), 0.80, 1e-12);
  const duration longest = *longest_average_handle_time(queue, n, target);
  EXPECT_NEAR(service_level(with_average_handle_time(queue, longest), n, 20s), 0.80, 1e-12);
  const duration reached = *answer_within_achieved(queue, n, 0.80);
  EXPECT_NEAR(service_level(queue, n, reached), 0.80, 1e-12);

  const std::vector<plan_interval<dispersed_a>> day(2, {queue, 30min, target, 0.3});
  const day_plan plan = plan_day(day, rounding::up_at_end);
  EXPECT_EQ(plan.rows[1].required->count(), 14.0);
  EXPECT_EQ(plan.totals.offered.count(), 200.0);
  EXPECT_TRUE(within(1e3, plan.totals.service_level, service_level(queue, n, 20s)));
}

TEST(over_dispersed, asks_for_more_agents_the_more_the_volume_varies) {
  double before = 0.0;
  for (const double variation : {0.0, 0.01, 0.04, 0.16, 0.64}) {
    const dispersed_a queue{billing, {.interval = variation}};
    const double n = agents_required(queue, {.service_level = 0.80, .answer_within = 20s})->count();
    EXPECT_GE(n, before);
    before = n;
  }
  EXPECT_GT(before, 18.0);
}

// --- corners --------------------------------------------------------------------------------------

TEST(over_dispersed, of_an_endless_queue_waits_without_end) {
  for (const over_dispersion& dispersion :
       {over_dispersion{.day = 0.04}, over_dispersion{.interval = 1e-6}}) {
    const dispersed_c queue{endless, dispersion};
    EXPECT_EQ(average_speed_of_answer(queue, 14).count(), infinity);
    EXPECT_EQ(mean_wait(queue, 14).count(), infinity);
    EXPECT_EQ(mean_queue_length(queue, 14), infinity);
    const performance row = evaluate(queue, 14, 20s);
    EXPECT_EQ(row.average_speed_of_answer.count(), infinity);
    EXPECT_EQ(row.mean_queue_length, infinity);
    EXPECT_EQ(row.service_level, service_level(queue, 14, 20s));
    EXPECT_LT(row.service_level, 1.0);
    EXPECT_GT(row.service_level, 0.7);
    EXPECT_LT(row.occupancy, 1.0);
    EXPECT_FALSE(agents_required(queue, {.average_speed_of_answer = 20s}));
    EXPECT_EQ(agents_required(queue, {.service_level = 0.80, .answer_within = 20s})->count(),
              dispersion.day > 0.0 ? 15.0 : 14.0);
  }
}

TEST(over_dispersed, of_an_endless_queue_counts_overload_as_nobody_in_time) {
  // By the midpoint rule below the bend at a load of n, beyond which nobody is answered in time.
  const dispersed_c queue{endless, {.day = 0.04}};
  const double bend = std::log(1.2);
  double sum = 0.0;
  constexpr int steps = 20'000;
  const double step = (bend + 3.0) / steps;
  for (int i = 0; i < steps; ++i) {
    const double u = -3.0 + step * (i + 0.5);
    sum += std::exp(26.0 * u - 25.0 * std::exp(u)) *
           service_level(at_factor(queue, std::exp(u)), 12, 20s);
  }
  const double all = std::tgamma(26.0) / std::pow(25.0, 26.0);
  EXPECT_NEAR(service_level(queue, 12, 20s), step * sum / all, 1e-7);
}

TEST(over_dispersed, answers_the_corners) {
  dispersed_a night{billing, {.day = 0.04, .interval = 0.01}};
  night.queue.arrival_rate = contacts(0) / 30min;
  for (const int n : {0, 5}) {
    EXPECT_EQ(probability_of_wait(night, n), 0.0);
    EXPECT_EQ(probability_of_abandonment(night, n), 0.0);
    EXPECT_EQ(service_level(night, n, 20s), 1.0);
    EXPECT_EQ(average_speed_of_answer(night, n).count(), 0.0);
    EXPECT_EQ(mean_queue_length(night, n), 0.0);
    EXPECT_EQ(occupancy(night, n), 0.0);
  }
  EXPECT_EQ(agents_required(night, {.service_level = 0.80, .answer_within = 20s})->count(), 0.0);
  const dispersed_a busy{billing, {.day = 0.04, .interval = 0.01}};
  EXPECT_TRUE(within(10, probability_of_wait(busy, 0), 1.0));
  EXPECT_TRUE(within(10, probability_of_abandonment(busy, 0), 1.0));
  EXPECT_EQ(service_level(busy, 0, 20s), 0.0);
  EXPECT_EQ(average_speed_of_answer(busy, 0).count(), infinity);
  EXPECT_TRUE(within(10, mean_wait(busy, 0).count(), 300.0));
  EXPECT_TRUE(within(10, mean_queue_length(busy, 0), 100.0 / 1800.0 * 300.0));
  EXPECT_EQ(occupancy(busy, 0), 1.0);
  EXPECT_EQ(service_level_quantile(busy, 14, 20s, 1.0), 1.0);
  EXPECT_LT(service_level_quantile(busy, 14, 20s, 0.0), 1e-3);
}

TEST(over_dispersed, answers_for_the_largest_and_the_least_numbers) {
  for (const double load : {1e-300, 1e-10, 1e10, 1e300}) {
    for (const double variation : {1e-12, 1.0, 100.0}) {
      const dispersed_a queue{{.arrival_rate = rate::per_second(load),
                               .average_handle_time = 1s,
                               .average_patience = 2s},
                              {.day = variation}};
      const performance row = evaluate(queue, 10, 1s);
      EXPECT_TRUE(row.probability_of_wait >= 0.0 && row.probability_of_wait <= 1.0 + 1e-12);
      EXPECT_TRUE(row.service_level >= 0.0 && row.service_level <= 1.0 + 1e-12);
      EXPECT_TRUE(row.occupancy >= 0.0 && row.occupancy <= 1.0);
      EXPECT_TRUE(row.mean_queue_length >= 0.0);
      EXPECT_TRUE(row.average_speed_of_answer.count() >= 0.0);
    }
  }
}

// --- errors ---------------------------------------------------------------------------------------

TEST(over_dispersed, refuses_what_is_no_variation_and_what_the_queue_refuses) {
  for (const double wrong : {-0.1, 101.0, infinity, std::nan("")}) {
    EXPECT_THROW(static_cast<void>(probability_of_wait(dispersed_a{billing, {.day = wrong}}, 14)),
                 std::domain_error);
    EXPECT_THROW(static_cast<void>(evaluate(dispersed_a{billing, {.interval = wrong}}, 14, 20s)),
                 std::domain_error);
  }
  const dispersed_a queue{billing, {.day = 0.04}};
  EXPECT_THROW(static_cast<void>(service_level(queue, 14, -1s)), std::domain_error);
  EXPECT_THROW(static_cast<void>(at_factor(queue, -1.0)), std::domain_error);
  dispersed_a timeless = queue;
  timeless.queue.average_handle_time = 0s;
  EXPECT_THROW(static_cast<void>(occupancy(timeless, 14)), std::domain_error);
}

}  // namespace
}  // namespace krarup
