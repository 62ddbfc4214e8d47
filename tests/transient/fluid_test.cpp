#include <krarup/transient/fluid.hpp>

#include <chrono>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_interval hour(double load, duration patience = duration(detail::infinity)) {
  return {.length = 1h,
          .arrival_rate = contacts(load) / 3min,
          .average_handle_time = 3min,
          .average_patience = patience};
}

// 12 erlangs fill 10 agents in 3 min ln 6 and then gain two contacts a handle time, of which ten are
// taken in that: who comes at t waits (t - fills) / 5.
TEST(Fluid, QueuesWhatAgentsCannotTake) {
  const time_varying_queue day{.intervals = {hour(12), hour(0)}};
  const std::vector<agents> on_phone{10, 10};
  const auto result = evaluate_fluid(day, on_phone, 60s);
  const double fills = 180.0 * std::log(6.0);
  const double in_time = (fills + 5.0 * 60.0) / 3600.0;
  const performance& first = result.rows[0].performance;
  EXPECT_NEAR(first.service_level, in_time, 1e-3);
  EXPECT_NEAR(first.probability_of_wait, 1.0 - fills / 3600.0, 1e-3);
  EXPECT_NEAR(result.rows[0].carried_over, 2.0 / 180.0 * (3600.0 - fills), 1e-2);
  EXPECT_NEAR(first.average_speed_of_answer.count(),
              std::pow(3600.0 - fills, 2) / 2.0 / 5.0 / 3600.0, 0.5);
  EXPECT_EQ(first.probability_of_abandonment, 0.0);
  EXPECT_EQ(result.rows[1].carried_over, 0.0);
  EXPECT_EQ(result.rows[1].performance.service_level, 1.0);
  EXPECT_TRUE(std::isnan(result.error));
}

// In balance agents take what they can, and the rest hangs up.
TEST(Fluid, LosesWhatAgentsCannotTake) {
  time_varying_queue day{.intervals = std::vector(3, hour(125, 5min))};
  day.start = starting_with(142);  // 100 handled, 25 / 3 min x 5 min waiting: 41.7
  const auto result = evaluate_fluid(day, std::vector<agents>(3, 100), 20s);
  const performance& row = result.rows[2].performance;
  EXPECT_NEAR(row.probability_of_abandonment, 0.2, 1e-4);
  EXPECT_NEAR(row.average_speed_of_answer.count(), 300.0 * std::log(1.25), 0.1);
  EXPECT_NEAR(row.mean_queue_length, 125.0 / 3.0, 1e-2);
  EXPECT_EQ(row.service_level, 0.0);
  EXPECT_NEAR(row.occupancy, 1.0, 1e-12);
  const auto by = [&](service_level_definition definition) {
    return evaluate_fluid(day, std::vector<agents>(3, 100), 20s, definition, 5s)
        .rows[2]
        .performance.service_level;
  };
  EXPECT_NEAR(by(service_level_definition::positive), -std::expm1(-20.0 / 300.0), 1e-6);
  EXPECT_NEAR(by(service_level_definition::positive_short), -std::expm1(-5.0 / 300.0), 1e-6);
  EXPECT_EQ(by(service_level_definition::virtual_wait), 0.0);
}

TEST(Fluid, SeesNoWaitWhereAgentsSuffice) {
  const time_varying_queue day{.intervals = std::vector(2, hour(9, 5min))};
  const performance row = evaluate_fluid(day, std::vector<agents>(2, 10), 0s).rows[1].performance;
  EXPECT_EQ(row.service_level, 1.0);
  EXPECT_EQ(row.probability_of_wait, 0.0);
  EXPECT_NEAR(row.occupancy, 0.9, 1e-6);
}

// A large center that is short of staff in its second hour, and closed for lunch in another day.
TEST(Fluid, IsNearTheTruthOfLargeOverloads) {
  time_varying_queue day{.intervals = std::vector(4, hour(200, 6min))};
  day.start = starting_with(200);
  const std::vector<agents> on_phone{230, 150, 240, 230};
  for (const auto leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    const auto exact = evaluate(exact_day(day, on_phone, {.leaving = leaving}), 60s);
    const auto flow = evaluate_fluid(day, on_phone, 60s, {}, 0s, leaving);
    for (std::size_t i = 0; i < 4; ++i) {
      EXPECT_NEAR(flow.rows[i].performance.probability_of_abandonment,
                  exact.rows[i].performance.probability_of_abandonment, 0.01);
      EXPECT_NEAR(flow.rows[i].performance.average_speed_of_answer.count(),
                  exact.rows[i].performance.average_speed_of_answer.count(), 2.0);
      EXPECT_NEAR(flow.rows[i].carried_over, exact.rows[i].carried_over, 5.0);
      EXPECT_NEAR(flow.rows[i].overrun.count(), exact.rows[i].overrun.count(),
                  0.1 * exact.rows[i].overrun.count() + 20.0);
    }
  }
  const std::vector<agents> lunch{230, 0, 330, 230};
  const auto exact = evaluate(exact_day(day, lunch), 60s);
  const auto flow = evaluate_fluid(day, lunch, 60s);
  EXPECT_NEAR(flow.rows[1].performance.probability_of_abandonment,
              exact.rows[1].performance.probability_of_abandonment, 0.01);
  EXPECT_NEAR(flow.rows[1].answered.count(), exact.rows[1].answered.count(), 25.0);
}

TEST(Fluid, TurnsAwayWhatFindsNoLine) {
  time_varying_queue day{.intervals = std::vector(3, hour(125, 5min))};
  day.lines = 120;
  const performance row = evaluate_fluid(day, std::vector<agents>(3, 100), 20s).rows[2].performance;
  // 100 handled a handle time and 20 who wait, of whom 20 x 3 / 5 hang up in that.
  EXPECT_NEAR(row.probability_of_abandonment + row.probability_of_blocking, 0.2, 0.01);
  EXPECT_NEAR(row.mean_queue_length, 20.0, 0.2);
}

// Nobody is there to the end, and nobody hangs up.
TEST(Fluid, LeavesWhomNobodyAnswers) {
  const auto day = evaluate_fluid({.intervals = {hour(10)}}, std::vector<agents>{0}, 20s);
  EXPECT_EQ(day.rows[0].performance.service_level, 0.0);
  EXPECT_EQ(day.rows[0].performance.probability_of_abandonment, 0.0);
  EXPECT_EQ(day.rows[0].answered.count(), 0.0);
  EXPECT_TRUE(std::isinf(day.average_speed_of_answer.count()));
  EXPECT_NEAR(day.rows[0].carried_over, 200.0, 1e-9);
}

}  // namespace
}  // namespace krarup
