#include <krarup/transient/pointwise.hpp>

#include <chrono>
#include <cmath>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_interval half_hour(double volume) {
  return {.length = 30min,
          .arrival_rate = contacts(volume) / 30min,
          .average_handle_time = 5min,
          .average_patience = 5min};
}

time_varying_queue morning() {
  return {.intervals = {half_hour(20), half_hour(80), half_hour(120), half_hour(60)}};
}

erlang_a erlang_a_of(const time_varying_interval& interval, rate arrivals) {
  return {arrivals, interval.average_handle_time, interval.average_patience};
}

TEST(Pointwise, TakesTheMeanOfAnInterval) {
  time_varying_queue day = morning();
  day.intervals[1].arrival_rate_at_end = contacts(120) / 30min;
  const std::vector<rate> rates = standing_rates(day, standing_rate::mean);
  const double expected[] = {20, 100, 120, 60};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(rates[i].per_second() * 1800.0, expected[i], 1e-12);
  }
}

// 5 of 30 minutes are the interval's before.
TEST(Pointwise, LagsByAHandleTime) {
  const std::vector<rate> rates = standing_rates(morning(), standing_rate::lagged);
  const double expected[] = {20, (5 * 20 + 25 * 80) / 30.0, (5 * 80 + 25 * 120) / 30.0,
                             (5 * 120 + 25 * 60) / 30.0};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(rates[i].per_second() * 1800.0, expected[i], 1e-12);
  }
}

// Where patience is as long as handling, the number in system does not heed the agents.
TEST(Pointwise, KnowsTheMeanNumberInSystemWithoutHindrance) {
  time_varying_queue day = morning();
  day.intervals[2].arrival_rate_at_end = contacts(30) / 30min;
  day.start = starting_with(7);
  const std::vector<agents> on_phone{3, 10, 16, 9};
  const day_course course(day, on_phone, {.leaving = leaving_agents::hand_over});
  const std::vector<rate> rates = standing_rates(day, standing_rate::offered_load);
  for (std::size_t i = 0; i < 4; ++i) {
    const double present = course.mean_queue_length(i) + course.occupancy(i) * on_phone[i].count();
    EXPECT_NEAR(rates[i].per_second() * 300.0, present, 1e-8);
  }
}

TEST(Pointwise, IsStationaryWhereNothingChanges) {
  const time_varying_queue day{.intervals = std::vector(6, half_hour(100)),
                               .start = starting_with(16)};
  const std::vector<agents> on_phone(6, 16);
  const performance exact = evaluate(exact_day(day, on_phone), 20s).rows[5].performance;
  for (const auto which : {standing_rate::mean, standing_rate::lagged}) {
    const auto result = evaluate_pointwise(day, on_phone, which, erlang_a_of, 20s);
    const performance& last = result.rows[5].performance;
    EXPECT_NEAR(last.service_level, exact.service_level, 1e-6);
    EXPECT_NEAR(last.probability_of_abandonment, exact.probability_of_abandonment, 1e-6);
    EXPECT_NEAR(result.offered.count(), 600.0, 1e-9);
    EXPECT_NEAR(result.service_level, last.service_level, 1e-12);
    EXPECT_TRUE(std::isnan(result.rows[5].carried_over));
    EXPECT_TRUE(std::isnan(result.error));
  }
}

TEST(Pointwise, RefusesWhatIsNoDay) {
  EXPECT_THROW(static_cast<void>(standing_rates({}, standing_rate::mean)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(evaluate_pointwise(morning(), std::vector<agents>{1},
                                                    standing_rate::mean, erlang_a_of, 20s)),
               std::invalid_argument);
}

}  // namespace
}  // namespace krarup
