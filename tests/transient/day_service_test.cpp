#include <krarup/transient/day_service.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;

time_varying_interval stretch(duration length, double volume,
                              duration patience = duration(detail::infinity)) {
  return {.length = length,
          .arrival_rate = contacts(volume) / length,
          .average_handle_time = 100s,
          .average_patience = patience};
}

// Nobody is there for 10 minutes; then there are agents for all. Who comes u before that is answered if
// it is patient for so long.
TEST(day_service, answers_who_is_still_there_when_agents_come) {
  const double b = 1.0 / 200.0;
  const time_varying_queue queue{{stretch(600s, 30, 200s), stretch(600s, 20, 200s)}};
  const day_service day(queue, std::vector<agents>{0, 400});
  const double stays = -std::expm1(-600.0 * b) / (600.0 * b);
  EXPECT_NEAR(day.probability_of_answer(0), stays, 1e-9);
  EXPECT_NEAR(day.probability_of_abandonment(0), 1.0 - stays, 1e-9);
  EXPECT_NEAR(day.mean_wait(0).count(), (1.0 - stays) / b, 1e-6);
  EXPECT_NEAR(day.probability_of_answer(1), 1.0, 1e-9);
  for (const double t : {0.0, 50.0, 300.0, 700.0}) {
    const double counted = std::min(t, 600.0);
    const double within = -std::expm1(-counted * b) / (600.0 * b);
    const auto shares = day.shares_for_service_level(0, duration(t));
    EXPECT_NEAR(shares.level(), within, 1e-8) << t;
    EXPECT_NEAR(day.shares_for_service_level(0, duration(t), answered).level(), within / stays,
                1e-8);
    // Without patience of its own it is taken in time where it comes so late.
    EXPECT_NEAR(day.shares_for_service_level(0, duration(t), virtual_wait).level(), counted / 600.0,
                1e-8);
    // Gone within t: of those who come earlier all but e^{-bt}, of the others those before the agents.
    const double gone = (1.0 - std::exp(-counted * b)) * (600.0 - counted) / 600.0 +
                        (counted - -std::expm1(-counted * b) / b) / 600.0;
    EXPECT_NEAR(day.shares_for_service_level(0, duration(t), exclude_abandoned_within).level(),
                within / (1.0 - gone), 1e-8);
  }
  EXPECT_NEAR(day.shares_for_service_level(1, 0s).level(), 1.0, 1e-8);
}

// The same with agents two intervals later, and more patience in between.
TEST(day_service, follows_who_waits_through_several_intervals) {
  const double b = 1.0 / 200.0;
  const time_varying_queue queue{
      {stretch(300s, 15, 200s), stretch(300s, 15, 400s), stretch(100s, 0, 200s)}};
  const day_service day(queue, std::vector<agents>{0, 0, 400});
  for (const double t : {100.0, 350.0, 500.0, 800.0}) {
    const double late = std::clamp(t - 300.0, 0.0, 300.0);
    const double within = std::exp(-300.0 / 400.0) * -std::expm1(-late * b) / (300.0 * b);
    EXPECT_NEAR(day.shares_for_service_level(0, duration(t)).level(), within, 1e-8) << t;
    double gone = 0.0;
    constexpr int parts = 30000;
    for (int k = 0; k < parts; ++k) {
      const double before = 300.0 * (k + 0.5) / parts;  // the interval's end
      const double later = std::clamp(t - before, 0.0, 300.0);
      gone -= std::expm1(-std::min(t, before) * b - later / 400.0) / parts;
    }
    const auto shares = day.shares_for_service_level(0, duration(t), exclude_abandoned_within);
    EXPECT_NEAR(shares.level(), within / (1.0 - gone), 1e-7) << t;
  }
  EXPECT_NEAR(day.probability_of_answer(0),
              std::exp(-300.0 / 400.0) * -std::expm1(-300.0 * b) / (300.0 * b), 1e-9);
}

// A cut between two intervals that are alike changes nothing for anybody.
TEST(day_service, goes_over_ends_of_intervals_with_those_who_wait) {
  time_varying_queue whole{{stretch(1000s, 8)}};
  time_varying_queue cut{{stretch(400s, 3.2), stretch(600s, 4.8)}};
  const day_service one(whole, std::vector<agents>{1});
  const day_service two(cut, std::vector<agents>{1, 1});
  EXPECT_EQ(two.intervals(), 2U);
  for (const double t : {0.0, 30.0, 500.0, 3000.0}) {
    const auto level = [t](const day_service& day, std::size_t i) {
      return day.shares_for_service_level(i, duration(t)).level();
    };
    EXPECT_NEAR(0.4 * level(two, 0) + 0.6 * level(two, 1), level(one, 0), 1e-8) << t;
  }
  const auto wait = [](const day_service& day, std::size_t i) { return day.mean_wait(i).count(); };
  EXPECT_NEAR(0.4 * wait(two, 0) + 0.6 * wait(two, 1), wait(one, 0), 1e-5);
  EXPECT_NEAR(one.probability_of_answer(0), 1.0, 1e-9);
}

TEST(day_service, waits_for_ever_without_agents_and_patience) {
  const day_service alone({{stretch(600s, 30)}}, std::vector<agents>{0});
  EXPECT_EQ(alone.probability_of_answer(0), 0.0);
  EXPECT_EQ(alone.probability_of_abandonment(0), 0.0);
  EXPECT_TRUE(std::isinf(alone.mean_wait(0).count()));
  EXPECT_EQ(alone.shares_for_service_level(0, 20s).level(), 0.0);
  const day_service empty({{stretch(600s, 0, 200s)}}, std::vector<agents>{0});
  EXPECT_EQ(empty.probability_of_answer(0), 1.0);
  EXPECT_EQ(empty.probability_of_abandonment(0), 0.0);
  EXPECT_EQ(empty.mean_wait(0).count(), 0.0);
  EXPECT_EQ(empty.shares_for_service_level(0, 20s).level(), 1.0);
  const day_service impatient({{stretch(600s, 30, 200s)}}, std::vector<agents>{0});
  EXPECT_NEAR(impatient.probability_of_abandonment(0), 1.0, 1e-9);
  EXPECT_NEAR(impatient.mean_wait(0).count(), 200.0, 1e-5);
}

TEST(day_service, refuses_what_cannot_be) {
  const time_varying_queue queue{{stretch(600s, 30)}};
  EXPECT_THROW(day_service(queue, std::vector<agents>{1, 2}), std::invalid_argument);
  EXPECT_THROW(day_service(queue, std::vector<agents>{fractional_agents(1.5)}), std::domain_error);
  for (const double tolerance : {0.0, 0.11, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_THROW(day_service(queue, std::vector<agents>{1}, {.tolerance = tolerance}),
                 std::domain_error);
  }
  EXPECT_NO_THROW(day_service(queue, std::vector<agents>{1}, {.tolerance = 0.1}));
  const day_service day(queue, std::vector<agents>{1});
  EXPECT_THROW(static_cast<void>(day.shares_for_service_level(0, -1s)), std::domain_error);
}

}  // namespace
}  // namespace krarup
