#include <krarup/transient/adjustable_day.hpp>

#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/quadrature/gauss.hpp>

#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

time_varying_queue day_of_six() {
  const auto interval = [](double per_minute, duration length, duration handling,
                           duration patience) {
    return time_varying_interval{.length = length,
                                 .arrival_rate = contacts(per_minute) / 60s,
                                 .average_handle_time = handling,
                                 .average_patience = patience};
  };
  time_varying_queue day{.intervals = {interval(3, 10min, 90s, 120s), interval(6, 5min, 120s, 60s),
                                       interval(5, 15min, 100s, duration(detail::infinity)),
                                       interval(0, 2min, 90s, 90s), interval(4, 10min, 60s, 80s),
                                       interval(2, 20min, 150s, 300s)},
                         .lines = trunks(25),
                         .start = starting_with(4)};
  day.intervals[1].arrival_rate_at_end = contacts(3) / 60s;
  return day;
}

service_target all_promises(service_level_definition definition) {
  return {.service_level = proportion(0.8),
          .answer_within = 25s,
          .definition = definition,
          .short_abandon = duration(5),
          .average_speed_of_answer = duration(30),
          .mean_wait = duration(30),
          .probability_of_abandonment = proportion(0.05),
          .occupancy = proportion(0.9),
          .probability_of_wait = proportion(0.5)};
}

void expect_ratio(const promised_sums::ratio& sums, double whole, double measure,
                  const char* what) {
  EXPECT_NEAR(sums.whole, whole, 1e-7) << what;
  EXPECT_NEAR(sums.part, whole * measure, 1e-7 * (1.0 + whole)) << what;
}

void expect_exact(adjustable_day& day, const exact_day& exact, const service_target& target) {
  for (std::size_t i = 0; i < day.intervals(); ++i) {
    const promised_sums& sums = day.sums(i);
    const double offered = exact.course().offered(i).count();
    const service_level_shares shares = exact.shares_for_service_level(
        i, *target.answer_within, target.definition, *target.short_abandon);
    EXPECT_NEAR(sums.service_level.part, offered * shares.in_time, 1e-7) << i;
    EXPECT_NEAR(sums.service_level.whole, offered * shares.counted, 1e-7) << i;
    expect_ratio(sums.average_speed_of_answer, offered * exact.probability_of_answer(i),
                 exact.average_speed_of_answer(i).count(), "asa");
    expect_ratio(sums.mean_wait, offered, exact.mean_wait(i).count(), "wait");
    expect_ratio(sums.probability_of_abandonment, offered, exact.probability_of_abandonment(i),
                 "abandonment");
    expect_ratio(sums.probability_of_wait, offered, exact.course().probability_of_wait(i),
                 "probability of wait");
    expect_ratio(sums.occupancy,
                 exact.course().agents_of(i).count() * exact.course().length(i).count(),
                 exact.course().occupancy(i), "occupancy");
  }
}

// The day is asked after each of many changes, of which it computes what they touch; the exact day is
// made anew.
TEST(AdjustableDay, IsTheExactDayAfterEveryChange) {
  using enum service_level_definition;
  std::mt19937 random(5);
  std::uniform_int_distribution<std::int64_t> number(2, 14);
  std::uniform_int_distribution<std::size_t> interval(0, 5);
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    for (const auto definition : {offered, answered, exclude_short}) {
      const time_varying_queue of = day_of_six();
      const service_target target = all_promises(definition);
      std::vector<agents> on_phone{7, 12, 9, 3, 5, 6};
      adjustable_day day(of, on_phone, target, {.leaving = leaving});
      expect_exact(day, exact_day(of, on_phone, {.leaving = leaving}), target);
      for (int k = 0; k < 8; ++k) {
        for (int changes = 0; changes < 1 + k % 3; ++changes) {
          const std::size_t i = interval(random);
          on_phone[i] = agents(number(random));
          day.put(i, on_phone[i]);
        }
        if (k % 2 == 0) static_cast<void>(day.sums(interval(random)));  // some are known before
        expect_exact(day, exact_day(of, on_phone, {.leaving = leaving}), target);
      }
    }
  }
}

// Where no wait is asked for a day is cut where the time of the service level is over: it may be none,
// shorter and longer than intervals, or endless.
TEST(AdjustableDay, IsTheExactDayOfServiceLevelsAlone) {
  using enum service_level_definition;
  const time_varying_queue of = day_of_six();
  for (const double within : {0.0, 25.0, 150.0, 500.0, detail::infinity}) {
    for (const auto definition :
         {offered, exclude_abandoned_within, positive_short, virtual_wait}) {
      if (definition == positive_short && within < 5.0) continue;
      const service_target target{.service_level = proportion(0.8),
                                  .answer_within = duration(within),
                                  .definition = definition,
                                  .short_abandon = duration(5),
                                  .occupancy = proportion(0.9),
                                  .probability_of_wait = proportion(0.5)};
      std::vector<agents> on_phone{7, 12, 9, 3, 5, 6};
      adjustable_day day(of, on_phone, target, {.tolerance = 1e-10});
      for (const std::size_t changed : {0U, 2U, 4U}) {
        on_phone[changed] = agents(4 + 2 * static_cast<int>(changed));
        day.put(changed, on_phone[changed]);
        const exact_day exact(of, on_phone, {.tolerance = 1e-10});
        for (std::size_t i = 0; i < 6; ++i) {
          const promised_sums& sums = day.sums(i);
          const double offered = exact.course().offered(i).count();
          const service_level_shares shares =
              exact.shares_for_service_level(i, duration(within), definition, duration(5));
          EXPECT_NEAR(sums.service_level.part, offered * shares.in_time, 1e-8)
              << i << " in " << within;
          EXPECT_NEAR(sums.service_level.whole, offered * shares.counted, 1e-8)
              << i << " in " << within;
          EXPECT_NEAR(sums.probability_of_wait.part,
                      offered * exact.course().probability_of_wait(i), 1e-8);
          const double ready =
              exact.course().agents_of(i).count() * exact.course().length(i).count();
          EXPECT_NEAR(sums.occupancy.whole, ready, 1e-8);
          EXPECT_NEAR(sums.occupancy.part, exact.course().occupancy(i) * ready, 1e-6);
        }
      }
    }
  }
}

TEST(AdjustableDay, IsMadeOfIntervalsCutInTwo) {
  const time_varying_interval sloping{.length = 10min,
                                      .arrival_rate = contacts(6) / 60s,
                                      .average_handle_time = 2min,
                                      .average_patience = 1min,
                                      .arrival_rate_at_end = contacts(1) / 60s};
  const auto [first, second] = cut(sloping, 6min);
  EXPECT_EQ(first.length, duration(6min));
  EXPECT_EQ(second.length, duration(4min));
  EXPECT_NEAR(first.arrival_rate_at_end->per_second(), 3.0 / 60.0, 1e-15);
  EXPECT_NEAR(second.arrival_rate.per_second(), 3.0 / 60.0, 1e-15);
  EXPECT_EQ(second.arrival_rate_at_end, sloping.arrival_rate_at_end);
  EXPECT_NEAR(offered(first).count() + offered(second).count(), offered(sloping).count(), 1e-12);
  const time_varying_interval even{
      .length = 10min, .arrival_rate = contacts(6) / 60s, .average_handle_time = 2min};
  EXPECT_FALSE(cut(even, 6min)[0].arrival_rate_at_end.has_value());
  EXPECT_THROW(static_cast<void>(cut(even, 10min)), std::domain_error);
  EXPECT_THROW(static_cast<void>(cut(even, 0min)), std::domain_error);
}

// Waits that last through intervals are followed to their end.
TEST(AdjustableDay, FollowsWaitsThroughManyIntervals) {
  time_varying_queue day{.intervals = {}};
  for (int i = 0; i < 8; ++i) {
    day.intervals.push_back({.length = 2min,
                             .arrival_rate = contacts(i < 3 ? 8 : 1) / 60s,
                             .average_handle_time = 90s});
  }
  const std::vector<agents> on_phone{6, 5, 5, 6, 4, 6, 6, 5};
  const service_target target = all_promises(service_level_definition::answered);
  adjustable_day adjustable(day, on_phone, target);
  expect_exact(adjustable, exact_day(day, on_phone), target);
}

/// Means over the gamma law by its quantiles, which the day's own nodes do not use.
template <class Function>
double over_factors(double squared_variation, const Function& f) {
  const boost::math::gamma_distribution<> law(1.0 / squared_variation, squared_variation);
  using rule = boost::math::quadrature::gauss<double, 25>;
  double sum = 0.0;
  // More of the nodes where the density has its tails.
  for (const auto& [low, high] : {std::pair{1e-13, 1e-4},
                                  {1e-4, 0.03},
                                  {0.03, 0.97},
                                  {0.97, 1 - 1e-4},
                                  {1 - 1e-4, 1 - 1e-13}}) {
    sum += rule::integrate([&](double p) { return f(boost::math::quantile(law, p)); }, low, high);
  }
  return sum;
}

// Two intervals whose rates have factors of their own: each pair of factors a day by itself.
TEST(AdjustableDay, MixesDaysOfEveryFactor) {
  const double variation = 0.09;
  time_varying_queue day{.intervals = {{.length = 5min,
                                        .arrival_rate = contacts(3) / 60s,
                                        .average_handle_time = 90s,
                                        .average_patience = 120s},
                                       {.length = 5min,
                                        .arrival_rate = contacts(4) / 60s,
                                        .average_handle_time = 90s,
                                        .average_patience = 120s}}};
  const std::vector<agents> on_phone{5, 6};
  const service_target target{.service_level = proportion(0.8),
                              .answer_within = duration(20),
                              .mean_wait = duration(60),
                              .occupancy = proportion(0.9)};
  adjustable_day adjustable(day, on_phone, target, {}, {.interval = variation});
  const auto under = [&](double first, double second, std::size_t i, auto measure) {
    time_varying_queue varied = day;
    const double factors[] = {first, second};
    for (std::size_t l = 0; l < 2; ++l) {
      varied.intervals[l].arrival_rate =
          rate::per_second(factors[l] * day.intervals[l].arrival_rate.per_second());
    }
    return measure(exact_day(varied, on_phone), i);
  };
  const auto in_time = [](const exact_day& of, std::size_t i) {
    return of.course().offered(i).count() * of.shares_for_service_level(i, 20s).in_time;
  };
  const auto waited = [](const exact_day& of, std::size_t i) {
    return of.course().offered(i).count() * of.mean_wait(i).count();
  };
  const auto busy = [](const exact_day& of, std::size_t i) {
    return of.course().occupancy(i) * of.course().agents_of(i).count() * 300.0;
  };
  const auto check_first = [&](double sum, auto measure) {
    const double mean =
        over_factors(variation, [&](double f) { return under(f, 1.0, 0, measure); });
    EXPECT_NEAR(sum, mean, 1e-6 * mean);
  };
  check_first(adjustable.sums(0).service_level.part, in_time);
  check_first(adjustable.sums(0).mean_wait.part, waited);
  check_first(adjustable.sums(0).occupancy.part, busy);
  // The second interval under one factor of the first is known from a day that begins with its states.
  const double mean = over_factors(variation, [&](double first) {
    time_varying_queue alone = day;
    alone.intervals[0].arrival_rate =
        rate::per_second(first * day.intervals[0].arrival_rate.per_second());
    const day_course course(alone, on_phone);
    time_varying_queue second = day;
    second.intervals.erase(second.intervals.begin());
    second.start = course.number_in_system(0);
    double all = 0.0;
    for (double& p : second.start) all += (p = std::max(0.0, p));
    for (double& p : second.start) p /= all;
    adjustable_day rest(second, {&on_phone[1], 1}, target, {}, {.interval = variation});
    return rest.sums(0).service_level.part;
  });
  EXPECT_NEAR(adjustable.sums(1).service_level.part, mean, 1e-6 * mean);
}

TEST(AdjustableDay, KnowsHowManyAgentsHelp) {
  adjustable_day day(day_of_six(), std::vector<agents>(6, 5), all_promises({}));
  EXPECT_EQ(day.useful_agents(0).count(), 25.0);  // lines
  time_varying_queue free = day_of_six();
  free.lines = {};
  free.start = starting_with(60);
  adjustable_day unlimited(free, std::vector<agents>(6, 5), all_promises({}));
  const agents n = unlimited.useful_agents(0);
  unlimited.put(0, n);
  EXPECT_LT(unlimited.sums(0).probability_of_wait.part, 1e-12);
}

TEST(AdjustableDay, RefusesWhatCannotBe) {
  const std::vector<agents> on_phone(6, 5);
  const service_target target = all_promises({});
  EXPECT_THROW(adjustable_day(day_of_six(), std::vector<agents>(5, 5), target),
               std::invalid_argument);
  EXPECT_THROW(adjustable_day(day_of_six(), on_phone, service_target{}), std::invalid_argument);
  EXPECT_THROW(adjustable_day(day_of_six(), on_phone, target, {.tolerance = 0.0}),
               std::domain_error);
  EXPECT_THROW(adjustable_day(day_of_six(), on_phone, target, {}, {.day = 0.1}), std::domain_error);
  EXPECT_THROW(adjustable_day(day_of_six(), on_phone, target, {}, {.interval = -0.1}),
               std::domain_error);
  adjustable_day day(day_of_six(), on_phone, target);
  EXPECT_THROW(day.put(0, fractional_agents(2.5)), std::domain_error);
  EXPECT_THROW(day.put(6, agents(2)), std::out_of_range);
}

}  // namespace
}  // namespace krarup
