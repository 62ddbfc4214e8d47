#include <krarup/staffing/sure_day.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/staffing/day_requirement.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/transient/uncertain_day.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

/// An agent for each hundredth of the forecast.
outcome<day_requirement> in_proportion(double factor) {
  const agents n = fractional_agents(std::ceil(100.0 * factor));
  return day_requirement{.on_phone = {n},
                         .agents_time = duration(n.count()),
                         .kept = true,
                         .unserved = {},
                         .passes = 1};
}

// Agents that answer 97 contacts each hundred of them: the least is known from the factor's law alone.
TEST(SureDay, IsTheLeastWhereOneNumberIsAsked) {
  for (const over_dispersion& varies :
       {over_dispersion{.day = 0.01}, over_dispersion{.interval = 0.04},
        over_dispersion{.day = 0.0004, .interval = 0.25}}) {
    const volume_factor factor(varies);
    const auto probability = [&](double n) { return factor.probability_at_most(0.0097 * n); };
    for (const double wanted : {0.02, 0.5, 0.8, 0.95, 0.999}) {
      const outcome<sure_day_requirement> found = agents_required(
          in_proportion, [&](const std::vector<agents>& n) { return probability(n[0].count()); },
          varies, wanted);
      ASSERT_TRUE(found);
      const double n = found->staffing.on_phone[0].count();
      EXPECT_GE(found->probability, wanted);
      EXPECT_LT(probability(n - 1.0), wanted);
      EXPECT_EQ(found->probability, probability(n));
      EXPECT_TRUE(found->staffing.kept);
      EXPECT_NEAR(found->volume_factor, 0.01 * n, 0.01 + 1e-9);
    }
  }
}

TEST(SureDay, AnswersCorners) {
  const over_dispersion varies{.day = 0.01};
  const auto always = [](const std::vector<agents>&) { return 1.0; };
  const auto never = [](const std::vector<agents>&) { return 0.0; };
  const outcome<sure_day_requirement> least = agents_required(in_proportion, always, varies, 0.9);
  ASSERT_TRUE(least);
  EXPECT_TRUE(least->staffing.kept);
  EXPECT_EQ(least->staffing.on_phone[0], agents(1));

  const auto at_most = [](double factor) {
    day_requirement found = *in_proportion(std::min(factor, 1.5));
    found.kept = factor <= 1.5;
    return outcome<day_requirement>(found);
  };
  const outcome<sure_day_requirement> most = agents_required(at_most, never, varies, 0.9);
  ASSERT_TRUE(most);
  EXPECT_FALSE(most->staffing.kept);
  EXPECT_EQ(most->staffing.on_phone[0], agents(150));
  EXPECT_EQ(most->probability, 0.0);

  const auto impossible = [](double) {
    return outcome<day_requirement>(unreachable::no_wait_ever);
  };
  EXPECT_EQ(agents_required(impossible, always, varies, 0.9).why(), unreachable::no_wait_ever);
  for (const double wrong : {0.0, 1.0}) {
    EXPECT_THROW(static_cast<void>(agents_required(in_proportion, always, varies, wrong)),
                 std::domain_error);
  }
  EXPECT_THROW(static_cast<void>(agents_required(in_proportion, always, {}, 0.9)),
               std::domain_error);
}

// Short intervals of long calls, whose factors matter together: drawn, and the exact day each time.
TEST(SureDay, KeepsThePromiseOnSoManyDrawnDays) {
  const auto interval = [](double load) {
    return time_varying_interval{.length = 15min,
                                 .arrival_rate = rate::per_second(load / 600.0),
                                 .average_handle_time = 10min,
                                 .average_patience = 10min};
  };
  const time_varying_queue day{.intervals = {interval(6), interval(10), interval(5)}};
  const service_target target{.service_level = proportion(0.8), .answer_within = duration(20)};
  const over_dispersion varies{.day = 0.01, .interval = 0.04};
  constexpr double wanted = 0.9;
  const auto staffing_for = [&](double factor) {
    adjustable_day busier(with_volume_times(factor, day), target, {},
                          {.interval = varies.interval});
    return agents_required(busier, {.promised = promised_for::whole_day});
  };
  const auto probability_under = [&](const std::vector<agents>& on_phone) {
    return uncertain_day(day, on_phone, target, varies).probability_at_least(0.8);
  };
  const outcome<sure_day_requirement> found =
      agents_required(staffing_for, probability_under, varies, wanted);
  ASSERT_TRUE(found);
  EXPECT_TRUE(found->staffing.kept);
  EXPECT_GE(found->probability, wanted);
  EXPECT_LT(found->probability, wanted + 0.05);
  // For the day's factor alone it would be
  const outcome<day_requirement> alone =
      staffing_for(volume_factor({.day = varies.day}).quantile(wanted));
  EXPECT_GT(found->staffing.agents_time, alone->agents_time);

  std::mt19937_64 random(20261123);
  std::gamma_distribution<double> of_day(1.0 / varies.day, varies.day);
  std::gamma_distribution<double> of_interval(1.0 / varies.interval, varies.interval);
  constexpr int days = 1000;
  int kept = 0;
  for (int i = 0; i < days; ++i) {
    const double shared = of_day(random);
    time_varying_queue drawn = day;
    for (time_varying_interval& each : drawn.intervals) {
      each = with_volume_times(shared * of_interval(random), each);
    }
    const exact_day exact(drawn, found->staffing.on_phone, {.tolerance = 1e-4});
    kept += evaluate(exact, duration(20)).service_level >= 0.8 ? 1 : 0;
  }
  EXPECT_NEAR(kept / static_cast<double>(days), found->probability, 0.03);
}

}  // namespace
}  // namespace krarup
