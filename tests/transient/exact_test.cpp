#include <krarup/transient/exact.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_interval hour(double volume) {
  return {.length = 1h,
          .arrival_rate = contacts(volume) / 1h,
          .average_handle_time = 3min,
          .average_patience = 5min};
}

// A queue whose rates never change forgets its start.
TEST(ExactDay, BecomesErlangAWhereNothingChanges) {
  const exact_day day({.intervals = std::vector(5, hour(200))}, std::vector<agents>(5, 11));
  const performance row = evaluate(day, 20s).rows[4].performance;
  const erlang_a queue{contacts(200) / 1h, 3min, 5min};
  const performance stationary = evaluate(queue, 11, 20s);
  const double near = 1e-9;
  EXPECT_NEAR(row.service_level, stationary.service_level, near);
  EXPECT_NEAR(row.probability_of_wait, stationary.probability_of_wait, near);
  EXPECT_NEAR(row.probability_of_abandonment, stationary.probability_of_abandonment, near);
  EXPECT_NEAR(row.occupancy, stationary.occupancy, near);
  EXPECT_NEAR(row.mean_queue_length, stationary.mean_queue_length, 1e-8);
  EXPECT_NEAR(row.average_speed_of_answer.count(), stationary.average_speed_of_answer.count(),
              1e-7);
  using enum service_level_definition;
  for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                exclude_short, positive_short, virtual_wait}) {
    EXPECT_NEAR(day.shares_for_service_level(4, 20s, definition, 5s).level(),
                service_level(queue, 11, 20s, definition, 5s), near);
  }
  EXPECT_NEAR(day.mean_wait(4).count(), mean_wait(queue, 11).count(), 1e-7);
  EXPECT_NEAR(day.average_time_to_abandon(4).count(), average_time_to_abandon(queue, 11).count(),
              1e-6);
}

// Where patience is as long as handling, everybody leaves the system alike: N(t) is Poisson.
TEST(ExactDay, IsPoissonWherePatienceIsAsLongAsHandling) {
  std::vector<time_varying_interval> intervals;
  for (const double volume : {100.0, 300.0, 40.0, 0.0, 200.0}) {
    intervals.push_back(hour(volume));
    intervals.back().average_patience = 3min;
  }
  intervals[4].arrival_rate_at_end = contacts(20) / 1h;
  const exact_day day({.intervals = intervals}, std::vector<agents>{4, 20, 3, 0, 9},
                      {.leaving = leaving_agents::hand_over});
  double mean = 0.0;
  const double decay = std::exp(-20.0);
  const double means[] = {5.0, 15.0, 2.0, 0.0, 10.0};
  for (std::size_t i = 0; i < 5; ++i) {
    // m' = rate - m / 3 min; of the last the rate falls by 180 in an hour.
    const double fall = i == 4 ? 9.0 * (1.0 - (1.0 - decay) / 20.0) : 0.0;
    mean = mean * decay + means[i] * (1.0 - decay) - fall;
    const std::vector<double> p = day.course().number_in_system(i);
    double poisson = std::exp(-mean);
    for (std::size_t k = 0; k < p.size(); ++k) {
      EXPECT_NEAR(p[k], poisson, 1e-10);
      poisson *= mean / static_cast<double>(k + 1);
    }
  }
  EXPECT_LT(day.course().error(), 1e-8);
}

// Callers of the last hour are not answered, who would wait for ever: the others' wait is their own.
TEST(ExactDay, WeighsTheDaysAnswerByThoseWhoGetOne) {
  std::vector<time_varying_interval> intervals(4, hour(100));
  for (auto& interval : intervals) interval.average_patience = duration(detail::infinity);
  intervals[2].arrival_rate = contacts(0) / 1h;
  const time_varying_performance day =
      evaluate(exact_day({.intervals = intervals}, std::vector<agents>{9, 9, 9, 0}), 20s);
  EXPECT_EQ(day.rows[3].answered.count(), 0.0);
  EXPECT_TRUE(std::isinf(day.rows[3].performance.average_speed_of_answer.count()));
  EXPECT_NEAR(day.average_speed_of_answer.count(),
              0.5 * (day.rows[0].performance.average_speed_of_answer.count() +
                     day.rows[1].performance.average_speed_of_answer.count()),
              1e-6);
  EXPECT_TRUE(std::isinf(day.overtime.count()));
}

// Whom no line is for, and who has no patience left for agents half an hour later; a few who have are
// no rounding.
TEST(ExactDay, HasNoSpeedOfAnswerWhereNobodyIsAnswered) {
  const auto half_hour = [](duration patience) {
    return time_varying_interval{30min, contacts(1800) / 30min, 3min, patience};
  };
  const time_varying_queue shut{{half_hour(60s), half_hour(60s)}, trunks(0)};
  const exact_day without_lines(shut, std::vector<agents>{5, 0});
  const time_varying_queue late{{half_hour(50s), half_hour(50s), half_hour(50s)}};
  const exact_day too_late(late, std::vector<agents>{0, 0, 200});
  for (const exact_day* day : {&without_lines, &too_late}) {
    EXPECT_EQ(day->average_speed_of_answer(0).count(), detail::infinity);
    EXPECT_EQ(day->probability_of_answer(0), 0.0);
  }
  EXPECT_EQ(evaluate(without_lines, 20s).average_speed_of_answer.count(), detail::infinity);
  const time_varying_queue patient{{half_hour(100s), half_hour(100s), half_hour(100s)}};
  const exact_day in_time(patient, std::vector<agents>{0, 0, 200});
  EXPECT_NEAR(in_time.probability_of_answer(0), std::exp(-18.0) / 18.0, 1e-11);
  EXPECT_NEAR(in_time.average_speed_of_answer(0).count(), 1900.0, 19.0);
}

// At the closed door everybody in the system waits, for those who leave hand over, and each is still there
// after the break with the same chance by itself. Then the day begins again with those.
TEST(ExactDay, ClosesAndReopens) {
  const time_varying_interval open{30min, contacts(60) / 30min, 3min, 4min};
  const time_varying_interval closed{5min, contacts(0) / 5min, 3min, 4min};
  const exact_day day({{open, closed, open}}, std::vector<agents>{5, 0, 6},
                      {.leaving = leaving_agents::hand_over});
  const std::vector<double> at_door = day.course().number_in_system(0);
  const double stays = std::exp(-5.0 / 4.0);
  std::vector<double> then(at_door.size(), 0.0);
  for (std::size_t k = 0; k < at_door.size(); ++k) {
    double share = at_door[k] * std::pow(1.0 - stays, static_cast<double>(k));  // of nobody
    for (std::size_t j = 0; j <= k; ++j) {
      then[j] += share;
      share *= static_cast<double>(k - j) / static_cast<double>(j + 1) * stays / (1.0 - stays);
    }
  }
  const std::vector<double> after = day.course().number_in_system(1);
  for (std::size_t k = 0; k < std::min(after.size(), then.size()); ++k) {
    EXPECT_NEAR(after[k], then[k], 1e-9);
  }
  const exact_day again({{open}, {}, after}, std::vector<agents>{6});
  EXPECT_NEAR(day.average_speed_of_answer(2).count(), again.average_speed_of_answer(0).count(),
              1e-6);
  EXPECT_NEAR(evaluate(day, 20s).rows[2].performance.service_level,
              evaluate(again, 20s).service_level, 1e-8);
  EXPECT_EQ(evaluate(day, 20s).rows[1].performance.service_level, 1.0);
}

// Of days of a usual size there is no table. Two tolerances say how far the default one is away from
// what the method comes to: shares stay within the error that the day states, nearly; waits, lengths and
// agents' time, which have no bound, may be a thousand times further off.
TEST(ExactDay, KeepsToItsToleranceOnLongDays) {
  for (const auto& [most, patience] :
       {std::pair{20.0, 60.0}, {20.0, 300.0}, {20.0, detail::infinity}, {200.0, 300.0}}) {
    for (const double handling : {180.0, 1800.0}) {
      time_varying_queue day{.intervals = {}};
      std::vector<agents> on_phone;
      for (int i = 0; i < 24; ++i) {
        const double height = std::sin(3.14159 * (i + 0.5) / 24.0);
        const double load = most * (0.05 + 0.95 * height * height);
        day.intervals.push_back({.length = 30min,
                                 .arrival_rate = contacts(load) / duration(handling),
                                 .average_handle_time = duration(handling),
                                 .average_patience = duration(patience)});
        on_phone.emplace_back(static_cast<int>(std::ceil(load + 0.5 * std::sqrt(load))));
      }
      const time_varying_performance got = evaluate(exact_day(day, on_phone), 20s);
      const time_varying_performance right =
          evaluate(exact_day(day, on_phone, {.tolerance = 1e-11}), 20s);
      const auto expect = [](double value, double is, double bound) {
        EXPECT_NEAR(value, is, bound * std::max(1.0, std::abs(is)));
      };
      constexpr double of_shares = 2e-9;
      constexpr double of_others = 1e-7;
      for (std::size_t i = 0; i < got.rows.size(); ++i) {
        const time_varying_row& row = got.rows[i];
        const time_varying_row& as = right.rows[i];
        for (const auto share :
             {&performance::probability_of_wait, &performance::service_level,
              &performance::occupancy, &performance::probability_of_abandonment}) {
          expect(row.performance.*share, as.performance.*share, of_shares);
        }
        expect(row.probability_of_carrying_over, as.probability_of_carrying_over, of_shares);
        expect(row.performance.average_speed_of_answer.count(),
               as.performance.average_speed_of_answer.count(), of_others);
        expect(row.performance.mean_queue_length, as.performance.mean_queue_length, of_others);
        expect(row.carried_over, as.carried_over, of_others);
        expect(row.overrun.count(), as.overrun.count(), of_others);
      }
      expect(got.service_level, right.service_level, of_shares);
      expect(got.overtime.count(), right.overtime.count(), of_others);
    }
  }
}

// What listens hears of every interval before it is computed, and may end the work.
TEST(ExactDay, TellsOfEveryIntervalAndCanBeEnded) {
  const time_varying_queue day{.intervals = std::vector(5, time_varying_interval{
                                                               .length = 30min,
                                                               .arrival_rate = contacts(60) / 30min,
                                                               .average_handle_time = 3min,
                                                           })};
  const std::vector<agents> on_phone(5, 7);
  struct stopped {};
  int told = 0;
  const exact_options how{.before_interval = [&told] {
    if (++told == 8) throw stopped{};
  }};
  EXPECT_THROW(static_cast<void>(exact_day(day, on_phone, how)), stopped);
  EXPECT_EQ(told, 8);
  const exact_day course(day, on_phone, how);
  const int forward_and_back = told - 8;
  EXPECT_GE(forward_and_back, 10);
  const auto silent = evaluate(exact_day(day, on_phone), 20s);
  EXPECT_EQ(evaluate(course, 20s).service_level, silent.service_level);
  EXPECT_EQ(told - 8, forward_and_back + 5);
}

}  // namespace
}  // namespace krarup
