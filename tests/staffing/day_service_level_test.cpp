#include <krarup/krarup.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <support/relative_error.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::within;

using queue_type = over_dispersed<erlang_a>;
const service_target eighty_twenty{.service_level = 0.80, .answer_within = 20s};

struct planned_day {
  std::vector<plan_interval<queue_type>> intervals;
  std::vector<agents> on_phone;
};

/// Intervals from 70 to 140 contacts, each with the agents that the forecast requires.
planned_day day_of(int count, over_dispersion dispersion) {
  planned_day day;
  for (int i = 0; i < count; ++i) {
    const double volume = 60.0 + 80.0 * std::sin(std::numbers::pi * (i + 0.5) / count);
    const erlang_a queue{.arrival_rate = contacts(volume) / 30min,
                         .average_handle_time = 180s,
                         .average_patience = 300s};
    day.intervals.push_back({queue_type{queue, dispersion}, 30min, eighty_twenty, 0.0});
    day.on_phone.push_back(*agents_required(queue, eighty_twenty));
  }
  return day;
}

/// Drawn days: the shares whose service level is at least each level, and the level of all of them.
struct drawn_days {
  std::vector<double> share;
  double mean;
};
drawn_days draw(const planned_day& day, const std::vector<double>& levels, int days) {
  std::mt19937_64 stream(20260302);
  const auto factor = [&](double squared_variation) {
    if (squared_variation == 0.0) return 1.0;
    return std::gamma_distribution<double>(1.0 / squared_variation, squared_variation)(stream);
  };
  drawn_days all{std::vector<double>(levels.size()), 0.0};
  double in_time = 0.0;
  double counted = 0.0;
  for (int k = 0; k < days; ++k) {
    const double of_day = factor(day.intervals.front().queue.dispersion.day);
    double day_in_time = 0.0;
    double day_counted = 0.0;
    for (std::size_t i = 0; i < day.intervals.size(); ++i) {
      const plan_interval<queue_type>& each = day.intervals[i];
      const double x = of_day * factor(each.queue.dispersion.interval);
      const double volume = x * (arrival_rate(each.queue) * each.length).count();
      const service_level_shares shares =
          shares_for_service_level(at_factor(each.queue, x), day.on_phone[i],
                                   *each.target.answer_within, each.target.definition);
      day_in_time += volume * shares.in_time;
      day_counted += volume * shares.counted;
    }
    for (std::size_t i = 0; i < levels.size(); ++i) {
      if (day_in_time >= levels[i] * day_counted) all.share[i] += 1.0 / days;
    }
    in_time += day_in_time;
    counted += day_counted;
  }
  all.mean = in_time / counted;
  return all;
}

/// `method` is what the law that is taken for the sum may be off by.
void expect_as_drawn(int intervals, over_dispersion dispersion, double method) {
  constexpr int days = 4000;
  const planned_day day = day_of(intervals, dispersion);
  const std::vector<double> levels{0.70, 0.80, 0.85, 0.90};
  const drawn_days drawn = draw(day, levels, days);
  const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
  for (std::size_t i = 0; i < levels.size(); ++i) {
    const double p = outlook.probability_at_least(levels[i]);
    EXPECT_NEAR(p, drawn.share[i], method + 4.0 * std::sqrt(p * (1.0 - p) / days) + 1e-3)
        << intervals << " intervals, day " << dispersion.day << ", interval " << dispersion.interval
        << ", level " << levels[i];
  }
  EXPECT_NEAR(outlook.mean(), drawn.mean, 0.01);
}

// --- against sampling -----------------------------------------------------------------------------

TEST(day_service_level, is_distributed_as_the_levels_of_drawn_days) {
  expect_as_drawn(1, {.day = 0.01, .interval = 0.04}, 0.0);
  expect_as_drawn(12, {.day = 0.02, .interval = 0.0}, 0.0);
  expect_as_drawn(4, {.day = 0.01, .interval = 0.04}, 0.01);
  expect_as_drawn(24, {.day = 0.01, .interval = 0.04}, 0.01);
  expect_as_drawn(24, {.day = 0.0, .interval = 0.04}, 0.01);
  expect_as_drawn(4, {.day = 0.04, .interval = 0.2}, 0.04);
}

// --- identities -----------------------------------------------------------------------------------

TEST(day_service_level, of_one_interval_is_that_of_the_interval) {
  const planned_day day = day_of(1, {.day = 0.03, .interval = 0.02});
  const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
  const queue_type& queue = day.intervals[0].queue;
  const agents n = day.on_phone[0];
  for (const double level : {0.5, 0.8, 0.95}) {
    EXPECT_NEAR(outlook.probability_at_least(level),
                probability_of_target(queue, n, {.service_level = level, .answer_within = 20s}),
                1e-12);
  }
  EXPECT_TRUE(within(1e3, outlook.quantile(0.1), service_level_quantile(queue, n, 20s, 0.1)));
  EXPECT_TRUE(within(1e3, outlook.mean(), service_level(queue, n, 20s)));
}

TEST(day_service_level, of_alike_intervals_under_one_factor_is_that_of_each) {
  planned_day day = day_of(1, {.day = 0.05});
  day.intervals.resize(7, day.intervals[0]);
  day.on_phone.resize(7, day.on_phone[0]);
  const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
  EXPECT_NEAR(outlook.probability_at_least(0.8),
              probability_of_target(day.intervals[0].queue, day.on_phone[0], eighty_twenty), 1e-12);
}

TEST(day_service_level, quantiles_are_reached_by_the_rest_of_the_days) {
  for (const over_dispersion& dispersion :
       {over_dispersion{.day = 0.02}, over_dispersion{.day = 0.02, .interval = 0.05},
        over_dispersion{.interval = 0.05}}) {
    const planned_day day = day_of(5, dispersion);
    const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
    for (const double share : {0.05, 0.5, 0.9}) {
      EXPECT_NEAR(outlook.probability_at_least(outlook.quantile(share)), 1.0 - share, 1e-6);
    }
  }
}

TEST(day_service_level, hardly_changes_with_the_least_of_interval_factors) {
  const planned_day without = day_of(6, {.day = 0.02});
  const planned_day with = day_of(6, {.day = 0.02, .interval = 1e-7});
  const day_service_level<queue_type> plain(without.intervals, without.on_phone);
  const day_service_level<queue_type> noisy(with.intervals, with.on_phone);
  for (const double level : {0.7, 0.8, 0.9}) {
    EXPECT_NEAR(noisy.probability_at_least(level), plain.probability_at_least(level), 1e-4);
  }
  EXPECT_NEAR(noisy.mean(), plain.mean(), 1e-6);
}

TEST(day_service_level, on_days_like_the_forecast_is_that_of_the_plan) {
  const planned_day day = day_of(6, {.day = 0.02});
  const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
  std::vector<plan_interval<erlang_a>> forecast;
  for (const auto& each : day.intervals) {
    forecast.push_back({each.queue.queue, each.length, each.target, each.shrinkage});
  }
  const day_plan plan = evaluate_day(forecast, day.on_phone, rounding::up_at_end);
  EXPECT_TRUE(within(10, outlook.on_day(1.0), plan.totals.service_level));
  const day_plan expected = evaluate_day(day.intervals, day.on_phone, rounding::up_at_end);
  EXPECT_TRUE(within(1e3, outlook.mean(), expected.totals.service_level));
  EXPECT_LT(outlook.mean(), outlook.on_day(1.0));
  const planned_day still = day_of(6, {});
  const day_service_level<queue_type> certain(still.intervals, still.on_phone);
  EXPECT_EQ(certain.probability_at_least(plan.totals.service_level - 1e-9), 1.0);
  EXPECT_EQ(certain.probability_at_least(plan.totals.service_level + 1e-9), 0.0);
  EXPECT_TRUE(within(10, certain.quantile(0.3), plan.totals.service_level));
}

TEST(day_service_level, weighs_intervals_by_their_attempts) {
  std::vector<plan_interval<erlang_x>> day;
  for (const double volume : {60.0, 140.0}) {
    day.push_back({{.arrival_rate = contacts(volume) / 30min,
                    .average_handle_time = 180s,
                    .patience = {exponential_patience{300s}},
                    .again = {.of_abandoned = 0.5, .of_answered = 0.2},
                    .dispersion = {.day = 0.01}},
                   30min,
                   eighty_twenty,
                   0.0});
  }
  const std::vector<agents> on_phone{6, 17};
  const day_service_level<erlang_x> outlook(day, on_phone);
  const auto level_of = [&] {
    return evaluate_day(day, on_phone, rounding::up_at_end).totals.service_level;
  };
  EXPECT_NEAR(outlook.mean(), level_of(), 1e-9);
  for (auto& each : day) each.queue.dispersion = {.day = 0.01, .interval = 1e-7};
  const day_service_level<erlang_x> noisy(day, on_phone);
  for (const double level : {0.2, 0.35, 0.5}) {
    EXPECT_NEAR(noisy.probability_at_least(level), outlook.probability_at_least(level), 1e-4);
  }
  for (auto& each : day) each.queue.dispersion = {};
  EXPECT_TRUE(within(10, outlook.on_day(1.0), level_of()));
  for (auto& each : day) each.queue.arrival_rate = contacts(0) / 30min;
  EXPECT_EQ(day_service_level<erlang_x>(day, on_phone).mean(), 1.0);
}

// --- corners --------------------------------------------------------------------------------------

TEST(day_service_level, answers_the_corners) {
  planned_day day = day_of(3, {.day = 0.02, .interval = 0.01});
  const day_service_level<queue_type> outlook(day.intervals, day.on_phone);
  EXPECT_EQ(outlook.probability_at_least(0.0), 1.0);
  EXPECT_LT(outlook.probability_at_least(1.0), 1e-6);
  const day_service_level<queue_type> nobody(day.intervals, {0, 0, 0});
  EXPECT_EQ(nobody.mean(), 0.0);
  EXPECT_LT(nobody.probability_at_least(0.01), 1e-6);
  for (auto& each : day.intervals) each.queue.queue.arrival_rate = contacts(0) / 30min;
  const day_service_level<queue_type> closed(day.intervals, day.on_phone);
  EXPECT_EQ(closed.mean(), 1.0);
  EXPECT_EQ(closed.probability_at_least(1.0), 1.0);
  EXPECT_EQ(closed.quantile(0.5), 1.0);
}

// --- errors ---------------------------------------------------------------------------------------

TEST(day_service_level, refuses_days_that_are_none) {
  using outlook = day_service_level<queue_type>;
  const planned_day day = day_of(3, {.day = 0.02});
  EXPECT_THROW(outlook({}, {}), std::invalid_argument);
  EXPECT_THROW(outlook(day.intervals, {14, 14}), std::invalid_argument);
  planned_day other = day;
  other.intervals[1].queue.dispersion.day = 0.03;
  EXPECT_THROW(outlook(other.intervals, other.on_phone), std::invalid_argument);
  other = day;
  other.intervals[1].target = {.occupancy = 0.8};
  EXPECT_THROW(outlook(other.intervals, other.on_phone), std::invalid_argument);
  other = day;
  other.intervals[2].length = 0s;
  EXPECT_THROW(outlook(other.intervals, other.on_phone), std::domain_error);
  other = day;
  other.intervals[2].queue.dispersion.interval = -1.0;
  EXPECT_THROW(outlook(other.intervals, other.on_phone), std::domain_error);
}

}  // namespace
}  // namespace krarup
