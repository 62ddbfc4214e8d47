#include <krarup/transient/backlog_carry_over.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/transient/exact.hpp>

#include "support/reference_table.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_interval half_hour(double volume, duration patience = duration(detail::infinity)) {
  return {.length = 30min,
          .arrival_rate = contacts(volume) / 30min,
          .average_handle_time = 5min,
          .average_patience = patience};
}

erlang_c erlang_c_of(const time_varying_interval& interval, rate arrivals) {
  return {arrivals, interval.average_handle_time};
}

erlang_a erlang_a_of(const time_varying_interval& interval, rate arrivals) {
  return {arrivals, interval.average_handle_time, interval.average_patience};
}

// Every second sub-period of a day of which the table says the rates, mu = 16.
TEST(BacklogCarryOver, FollowsTheStepsOfTheTable) {
  const support::reference_table table("vectors/sbc_example.csv");
  time_varying_queue day;
  std::vector<agents> on_phone;
  for (std::size_t row = 0; row < table.rows(); row += 4) {
    day.intervals.push_back({.length = 30min,
                             .arrival_rate = contacts(table.number(row, "arrival_rate")) / 1h,
                             .average_handle_time = duration(225)});
    on_phone.emplace_back(static_cast<int>(table.number(row, "servers")));
  }
  const auto sub_periods = backlog_sub_periods(day, on_phone);
  ASSERT_EQ(sub_periods.size(), 6U);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto at = static_cast<std::size_t>(table.number(row, "sub_period"));
    ASSERT_EQ(sub_periods[at / 8].size(), 8U);
    const backlog_sub_period& each = sub_periods[at / 8][at % 8];
    const auto near = [&](double value, const char* column) {
      const double expected = table.number(row, column);
      EXPECT_NEAR(value, expected, 1e-12 * expected) << column << " of " << at;
    };
    const agents n = on_phone[at / 8];
    const erlang_c queue = erlang_c_of(day.intervals[at / 8], each.settled_rate);
    near(each.arrival_rate.per_second() * 3600.0, "arrival_rate");
    near(each.modified_arrival_rate.per_second() * 3600.0, "modified_arrival_rate_step1");
    near(each.probability_of_blocking, "blocking_probability");
    near(each.backlog_rate.per_second() * 3600.0, "backlog_rate");
    near(each.settled_rate.per_second() * 3600.0, "modified_arrival_rate_step2");
    near(occupancy(queue, n), "sbc_utilization");
    near(probability_of_wait(queue, n), "sbc_p_wait");
    near(mean_queue_length(queue, n), "sbc_mean_queue");
  }
}

// The row of an interval weighs its sub-periods, here the table's first and the one that it leaves
// out.
TEST(BacklogCarryOver, AveragesAnInterval) {
  const time_varying_queue day{.intervals = {{.length = duration(450),
                                              .arrival_rate = contacts(40) / 1h,
                                              .average_handle_time = duration(225)}}};
  const std::vector<agents> on_phone{4};
  const auto sub_periods = backlog_sub_periods(day, on_phone)[0];
  double wait = 0.0;
  double queue = 0.0;
  double level = 0.0;
  for (const backlog_sub_period& each : sub_periods) {
    const erlang_c met = erlang_c_of(day.intervals[0], each.settled_rate);
    wait += 0.5 * average_speed_of_answer(met, 4).count();
    queue += 0.5 * mean_queue_length(met, 4);
    level += 0.5 * service_level(met, 4, 20s);
  }
  const time_varying_row row = evaluate_backlog_carry_over(day, on_phone, erlang_c_of, 20s).rows[0];
  EXPECT_NEAR(row.performance.average_speed_of_answer.count(), wait, 1e-12 * wait);
  EXPECT_NEAR(row.performance.mean_queue_length, queue, 1e-12 * queue);
  EXPECT_NEAR(row.performance.service_level, level, 1e-12);
  EXPECT_NEAR(row.carried_over, 2.0 * queue - 0.2336869268952062465217236, 1e-12);
  EXPECT_TRUE(std::isnan(row.overrun.count()));
}

// Twelve hours on the stationary queue has said all there is, overloaded or not, with lines or not.
TEST(BacklogCarryOver, EndsInTheStationaryQueue) {
  const auto ends_in = [](const time_varying_interval& interval, agents n, const auto& queue_of,
                          std::optional<trunks> lines = {}) {
    const time_varying_queue day{.intervals = std::vector(25, interval), .lines = lines};
    const auto result = evaluate_backlog_carry_over(day, std::vector<agents>(25, n), queue_of, 20s);
    const performance& last = result.rows[24].performance;
    const performance expected = evaluate(queue_of(interval, interval.arrival_rate), n, 20s);
    EXPECT_NEAR(last.service_level, expected.service_level, 1e-9);
    EXPECT_NEAR(last.probability_of_abandonment, expected.probability_of_abandonment, 1e-9);
    EXPECT_NEAR(last.probability_of_blocking, expected.probability_of_blocking, 1e-9);
    EXPECT_NEAR(last.mean_queue_length, expected.mean_queue_length, 1e-7);
    EXPECT_NEAR(last.occupancy, expected.occupancy, 1e-9);
    EXPECT_NEAR(last.offered_load.value(), expected.offered_load.value(), 1e-9);
  };
  ends_in(half_hour(60), 13, erlang_c_of);
  ends_in(half_hour(60, 3min), 11, erlang_a_of);
  ends_in(half_hour(60, 3min), 7, erlang_a_of);
  ends_in(
      half_hour(60), 8,
      [](const time_varying_interval& interval, rate arrivals) {
        return erlang_x{.arrival_rate = arrivals,
                        .average_handle_time = interval.average_handle_time,
                        .lines = trunks(14)};
      },
      trunks(14));
}

// Nothing is lost but to those who hang up or find no line: arrivals are settled or handed on.
TEST(BacklogCarryOver, KeepsContacts) {
  time_varying_queue day{.intervals = {half_hour(40), half_hour(120), half_hour(20)}};
  day.intervals[1].arrival_rate_at_end = contacts(60) / 30min;
  day.intervals[2].length = 17min;
  day.start = starting_with(12);
  const std::vector<agents> on_phone{7, 9, 8};
  double there = 5.0;
  for (const auto& interval : backlog_sub_periods(day, on_phone)) {
    for (const backlog_sub_period& each : interval) {
      const double length = each.length.count();
      EXPECT_NEAR(each.modified_arrival_rate.per_second() * length,
                  each.arrival_rate.per_second() * length + there, 1e-12);
      there = each.backlog_rate.per_second() * length;
      EXPECT_NEAR(each.settled_rate.per_second() * length + there,
                  each.modified_arrival_rate.per_second() * length, 1e-12);
    }
  }
}

// One agent, who turns a / (1 + a) away; of those e^-1 stay a handle time of 5 min. One more of the two
// lines is free to wait.
TEST(BacklogCarryOver, LosesWhoHangsUpOrFindsNoLine) {
  time_varying_interval interval = half_hour(6, 5min);
  interval.length = 10min;
  time_varying_queue day{.intervals = {interval}};
  const double left = 1.0 / 2.0 * std::exp(-1.0);
  const auto each = backlog_sub_periods(day, std::vector<agents>{1})[0];
  EXPECT_NEAR(each[0].backlog_rate.per_second() * 300.0, left, 1e-15);
  EXPECT_NEAR(each[0].settled_rate.per_second() * 300.0, 1.0 - left, 1e-15);
  const double then = 1.0 + left;
  EXPECT_NEAR(each[1].backlog_rate.per_second() * 300.0,
              then * then / (1.0 + then) * std::exp(-1.0), 1e-15);
  day.intervals[0] = half_hour(60);
  day.lines = 2;
  const auto full = backlog_sub_periods(day, std::vector<agents>{1})[0];
  EXPECT_NEAR(full[0].backlog_rate.per_second() * 300.0, 1.0, 1e-15);
  EXPECT_NEAR(full[0].settled_rate.per_second() * 300.0, 9.0, 1e-14);
}

// Overload without patience: no formula by itself has an answer, and the day has one.
TEST(BacklogCarryOver, LivesThroughAnOverload) {
  const time_varying_queue day{
      .intervals = {half_hour(48), half_hour(78), half_hour(48), half_hour(48)}};
  const std::vector<agents> on_phone(4, 12);
  const auto exact = evaluate(exact_day(day, on_phone), 20s);
  const auto handed_on = evaluate_backlog_carry_over(day, on_phone, erlang_c_of, 20s);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(handed_on.rows[i].performance.service_level,
                exact.rows[i].performance.service_level, 0.15);
    EXPECT_NEAR(handed_on.rows[i].performance.occupancy, exact.rows[i].performance.occupancy, 0.12);
  }
  EXPECT_NEAR(handed_on.service_level, exact.service_level, 0.1);
  EXPECT_EQ(handed_on.probability_of_abandonment, 0.0);
}

TEST(BacklogCarryOver, AnswersCorners) {
  const auto day_of = [](const time_varying_interval& interval, agents n, const auto& queue_of) {
    return evaluate_backlog_carry_over({.intervals = {interval}}, std::vector{n}, queue_of, 20s)
        .rows[0]
        .performance;
  };
  EXPECT_EQ(day_of(half_hour(0), 3, erlang_c_of).service_level, 1.0);
  EXPECT_EQ(day_of(half_hour(0), 0, erlang_c_of).average_speed_of_answer.count(), 0.0);
  const performance none = day_of(half_hour(10), 0, erlang_c_of);
  EXPECT_EQ(none.service_level, 0.0);
  EXPECT_TRUE(std::isinf(none.average_speed_of_answer.count()));
  EXPECT_EQ(day_of(half_hour(10, 5min), 0, erlang_a_of).probability_of_abandonment, 1.0);
  // Nobody comes any more, and those who are there are handled.
  const auto late = evaluate_backlog_carry_over({.intervals = {half_hour(60), half_hour(0)}},
                                                std::vector<agents>{5, 20}, erlang_c_of, 20s);
  EXPECT_EQ(late.rows[1].performance.service_level, 1.0);
  EXPECT_EQ(late.rows[1].performance.average_speed_of_answer.count(), 0.0);
  EXPECT_GT(late.rows[1].performance.occupancy, 0.05);
}

TEST(BacklogCarryOver, RefusesWhatIsNoDay) {
  EXPECT_THROW(static_cast<void>(backlog_sub_periods({}, std::vector<agents>{})),
               std::invalid_argument);
  const time_varying_queue day{.intervals = {half_hour(10)}};
  EXPECT_THROW(static_cast<void>(backlog_sub_periods(day, std::vector<agents>{1, 2})),
               std::invalid_argument);
}

}  // namespace
}  // namespace krarup
