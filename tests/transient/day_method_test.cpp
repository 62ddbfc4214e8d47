#include <krarup/transient/day_method.hpp>

#include <chrono>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

erlang_a erlang_a_of(const time_varying_interval& interval, rate arrivals) {
  return {arrivals, interval.average_handle_time, interval.average_patience};
}

time_varying_interval half_hour(double volume) {
  return {.length = 30min,
          .arrival_rate = contacts(volume) / 30min,
          .average_handle_time = 5min,
          .average_patience = 5min};
}

time_varying_queue morning() {
  return {.intervals = {half_hour(40), half_hour(90), half_hour(60)}};
}

// An idle morning with more agents after it: rates that stand for others' show.
TEST(DayMethod, IsTheMethodOfItsName) {
  const std::vector<agents> on_phone{8, 14, 10};
  const service_level_definition answered = service_level_definition::answered;
  const auto level = [](const time_varying_performance& result) {
    return result.rows[2].performance.service_level;
  };
  const auto by = [&](day_method method, leaving_agents leaving = leaving_agents::finish_contact) {
    return level(evaluate(morning(), on_phone, method, erlang_a_of, 20s, answered, 0s,
                          {.leaving = leaving}));
  };
  const auto pointwise = [&](standing_rate which) {
    return level(evaluate_pointwise(morning(), on_phone, which, erlang_a_of, 20s, answered));
  };
  EXPECT_EQ(by(day_method::stationary), pointwise(standing_rate::mean));
  EXPECT_EQ(by(day_method::lagged), pointwise(standing_rate::lagged));
  EXPECT_EQ(by(day_method::offered_load), pointwise(standing_rate::offered_load));
  EXPECT_EQ(by(day_method::backlog),
            level(evaluate_backlog_carry_over(morning(), on_phone, erlang_a_of, 20s, answered)));
  for (const auto leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    EXPECT_EQ(by(day_method::fluid, leaving),
              level(evaluate_fluid(morning(), on_phone, 20s, answered, 0s, leaving)));
    EXPECT_EQ(by(day_method::exact, leaving),
              level(evaluate(exact_day(morning(), on_phone, {.leaving = leaving}), 20s, answered)));
  }
  EXPECT_NE(by(day_method::exact), by(day_method::exact, leaving_agents::hand_over));
}

// A constant day, met in balance: all of them but the flow, which sees no chance, say the same.
TEST(DayMethod, IsOneAnswerWhereNothingChanges) {
  time_varying_queue day{.intervals = std::vector(12, half_hour(90))};
  day.start = starting_with(15);
  const std::vector<agents> on_phone(12, 15);
  const performance expected =
      evaluate(erlang_a_of(half_hour(90), half_hour(90).arrival_rate), 15, 20s);
  for (const auto method : {day_method::stationary, day_method::lagged, day_method::offered_load,
                            day_method::backlog, day_method::exact}) {
    const auto result = evaluate(day, on_phone, method, erlang_a_of, 20s);
    EXPECT_NEAR(result.rows[11].performance.service_level, expected.service_level, 1e-8);
    EXPECT_NEAR(result.rows[11].performance.probability_of_abandonment,
                expected.probability_of_abandonment, 1e-8);
    EXPECT_EQ(std::isnan(result.error), method != day_method::exact);
  }
}

// The last half hour's callers wait for ever, and spoil no mean of the others.
TEST(DayMethod, AnswersNobodyWithoutAgentsAndPatience) {
  time_varying_queue day{.intervals = {half_hour(40), half_hour(0), half_hour(50)}};
  for (auto& interval : day.intervals) interval.average_patience = duration(detail::infinity);
  const std::vector<agents> on_phone{12, 12, 0};
  const auto erlang_c_of = [](const time_varying_interval& interval, rate arrivals) {
    return erlang_c{arrivals, interval.average_handle_time};
  };
  const auto erlang_x_of = [](const time_varying_interval& interval, rate arrivals) {
    return erlang_x{.arrival_rate = arrivals, .average_handle_time = interval.average_handle_time};
  };
  for (const auto method : {day_method::stationary, day_method::lagged, day_method::offered_load,
                            day_method::backlog, day_method::fluid, day_method::exact}) {
    for (const auto& result : {evaluate(day, on_phone, method, erlang_c_of, 20s),
                               evaluate(day, on_phone, method, erlang_x_of, 20s)}) {
      EXPECT_NEAR(result.rows[0].answered.count(), 40.0, 1e-6) << static_cast<int>(method);
      EXPECT_EQ(result.rows[2].answered.count(), 0.0) << static_cast<int>(method);
      EXPECT_TRUE(std::isinf(result.rows[2].performance.average_speed_of_answer.count()));
      EXPECT_NEAR(result.average_speed_of_answer.count(),
                  result.rows[0].performance.average_speed_of_answer.count(), 1e-6);
    }
  }
}

}  // namespace
}  // namespace krarup
