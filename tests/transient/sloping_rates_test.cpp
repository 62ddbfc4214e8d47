#include <krarup/transient/sloping_rates.hpp>

#include <chrono>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_interval interval_of(double volume, duration length = 30min) {
  return {.length = length, .arrival_rate = contacts(volume) / length, .average_handle_time = 5min};
}

/// Rates at both ends of every interval, in contacts per half-hour.
std::vector<std::vector<double>> ends_of(const time_varying_queue& day) {
  std::vector<std::vector<double>> ends;
  for (const auto& each : with_sloping_rates(day).intervals) {
    ends.push_back({each.arrival_rate.per_second() * 1800.0,
                    each.arrival_rate_at_end.value().per_second() * 1800.0});
  }
  return ends;
}

void expect_near(const std::vector<std::vector<double>>& found,
                 const std::vector<std::vector<double>>& expected) {
  ASSERT_EQ(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    EXPECT_NEAR(found[i][0], expected[i][0], 1e-12) << "begin of " << i;
    EXPECT_NEAR(found[i][1], expected[i][1], 1e-12) << "end of " << i;
  }
}

TEST(SlopingRates, FollowsALineExactly) {
  expect_near(ends_of({.intervals = {interval_of(20), interval_of(40), interval_of(60)}}),
              {{10, 30}, {30, 50}, {50, 70}});
  // The line 60 + t / 30 min, in intervals of 30, 60 and 15 min.
  expect_near(ends_of({.intervals = {interval_of(60.5), interval_of(124, 60min),
                                     interval_of(63.25 / 2, 15min)}}),
              {{60, 61}, {61, 63}, {63, 63.5}});
}

// A peak and a valley are level; a slope ends at the mean of the neighbor that is nearer.
TEST(SlopingRates, GoesNotBeyondItsNeighbors) {
  expect_near(ends_of({.intervals = {interval_of(50), interval_of(100), interval_of(104),
                                     interval_of(60), interval_of(80)}}),
              {{25, 75}, {96, 104}, {104, 104}, {60, 60}, {70, 90}});
  expect_near(ends_of({.intervals = {interval_of(10), interval_of(60), interval_of(5)}}),
              {{0, 20}, {60, 60}, {10, 0}});
}

TEST(SlopingRates, KeepsEveryIntervalsContacts) {
  time_varying_queue day{.intervals = {interval_of(3), interval_of(90, 45min),
                                       interval_of(80, 10min), interval_of(0),
                                       interval_of(7, 5min)}};
  day.intervals[1].arrival_rate_at_end = contacts(200) / 30min;
  const time_varying_queue sloping = with_sloping_rates(day);
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    EXPECT_NEAR(offered(sloping.intervals[i]).count(), offered(day.intervals[i]).count(), 1e-12);
  }
}

TEST(SlopingRates, StaysEvenWhereThereIsNothingToFollow) {
  expect_near(ends_of({.intervals = {interval_of(40)}}), {{40, 40}});
  expect_near(ends_of({.intervals = {interval_of(0), interval_of(0)}}), {{0, 0}, {0, 0}});
  EXPECT_THROW(static_cast<void>(with_sloping_rates({})), std::invalid_argument);
}

}  // namespace
}  // namespace krarup
