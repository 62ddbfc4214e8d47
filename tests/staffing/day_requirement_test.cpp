#include <krarup/staffing/day_requirement.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

constexpr service_target eighty_twenty{.service_level = proportion(0.8),
                                       .answer_within = duration(20)};

time_varying_interval quarter(double load, duration handling = 3min, duration patience = 5min) {
  return {.length = 15min,
          .arrival_rate = rate::per_second(load / handling.count()),
          .average_handle_time = handling,
          .average_patience = patience};
}

double total_time(const time_varying_queue& day, const std::vector<agents>& on_phone) {
  double sum = 0.0;
  for (std::size_t i = 0; i < on_phone.size(); ++i) {
    sum += on_phone[i].count() * day.intervals[i].length.count();
  }
  return sum;
}

/// By the exact day, made anew.
bool serves(const time_varying_queue& day, const std::vector<agents>& on_phone,
            const service_target& target, promised_for whom, double share = 1.0) {
  const exact_day exact(day, on_phone);
  const time_varying_performance all = evaluate(exact, *target.answer_within, target.definition);
  if (whom == promised_for::whole_day) return all.service_level >= target.service_level->value();
  for (const time_varying_row& row : all.rows) {
    if (row.performance.service_level < share * target.service_level->value()) return false;
  }
  return true;
}

/// The least agents' time of all staffings with at most `most` agents, by trying each.
std::array<double, 2> least_of_all(const time_varying_queue& day, const service_target& target,
                                   std::int64_t most, const std::vector<std::size_t>& block_of) {
  std::array<double, 2> best{detail::infinity, detail::infinity};
  std::vector<std::int64_t> numbers(block_of.back() + 1, 0);
  adjustable_day trial(day, std::vector<agents>(block_of.size(), 0), target);
  while (true) {
    std::vector<agents> on_phone;
    on_phone.reserve(block_of.size());
    for (const std::size_t b : block_of) on_phone.emplace_back(numbers[b]);
    const double time = total_time(day, on_phone);
    if (time < std::max(best[0], best[1])) {
      double part = 0.0;
      double whole = 0.0;
      bool every = true;
      for (std::size_t i = 0; i < on_phone.size(); ++i) trial.put(i, on_phone[i]);
      for (std::size_t i = 0; i < on_phone.size(); ++i) {
        const promised_sums::ratio own = trial.sums(i).service_level;
        every = every && own.part >= target.service_level->value() * own.whole;
        part += own.part;
        whole += own.whole;
      }
      if (every) best[0] = std::min(best[0], time);
      if (part >= target.service_level->value() * whole) best[1] = std::min(best[1], time);
    }
    std::size_t b = 0;
    while (b < numbers.size() && ++numbers[b] > most) numbers[b++] = 0;
    if (b == numbers.size()) return best;
  }
}

// Sixteen days at random, and all of their staffings with at most six agents.
TEST(DayRequirement, IsTheLeastOfAllForSmallDays) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  for (int k = 0; k < 16; ++k) {
    const duration handling = k % 2 == 0 ? duration(180) : duration(600);
    const duration patience = k % 4 < 3 ? duration(240) : duration(detail::infinity);
    time_varying_queue day{.intervals = {}};
    for (int i = 0; i < 4; ++i) {
      day.intervals.push_back(quarter(0.2 + 1.8 * uniform(random), handling, patience));
    }
    if (k % 8 >= 6) day.intervals[2].length = 30min;
    const service_target target{.service_level = proportion(0.6 + 0.3 * uniform(random)),
                                .answer_within = duration(k % 8 < 4 ? 20 : 60)};
    // On some days the second and third interval have the same agents.
    const bool free = k % 3 > 0;
    const std::vector<std::size_t> block_of =
        free ? std::vector<std::size_t>{0, 1, 2, 3} : std::vector<std::size_t>{0, 1, 1, 2};
    day_rules rules{.allowed = std::vector<agents_allowed>(4, {.most = agents(6)})};
    if (!free) rules.changes = {0, 1, 3};
    const std::array<double, 2> least = least_of_all(day, target, 6, block_of);
    for (const promised_for whom : {promised_for::every_interval, promised_for::whole_day}) {
      rules.promised = whom;
      adjustable_day adjustable(day, std::vector<agents>(4, 3), target);
      const outcome<day_requirement> found = agents_required(adjustable, rules);
      const double best = least[whom == promised_for::every_interval ? 0 : 1];
      ASSERT_EQ(found->kept, std::isfinite(best)) << k;
      if (!found->kept) continue;
      EXPECT_EQ(found->agents_time.count(), best) << k;
      EXPECT_EQ(total_time(day, found->on_phone), best) << k;
      EXPECT_TRUE(serves(day, found->on_phone, target, whom)) << k;
    }
  }
}

/// A day of 20 intervals with a rush, and handle times beside which an interval is not long.
time_varying_queue rush() {
  time_varying_queue day{.intervals = {}};
  for (int i = 0; i < 20; ++i) {
    const double x = (i - 9.0) / 4.0;
    day.intervals.push_back(quarter(6.0 + 24.0 * std::exp(-x * x), 10min));
  }
  return day;
}

std::vector<agents> by_intervals(const time_varying_queue& day, const service_target& target) {
  std::vector<agents> result;
  for (const time_varying_interval& each : day.intervals) {
    const erlang_a alone{each.arrival_rate, each.average_handle_time, each.average_patience};
    result.push_back(*agents_required(alone, target));
  }
  return result;
}

TEST(DayRequirement, ServesWhatIntervalsByThemselvesDoNot) {
  const time_varying_queue day = rush();
  const std::vector<agents> alone = by_intervals(day, eighty_twenty);
  EXPECT_FALSE(serves(day, alone, eighty_twenty, promised_for::every_interval));
  adjustable_day adjustable(day, alone, eighty_twenty);
  const outcome<day_requirement> found = agents_required(adjustable);
  EXPECT_TRUE(found->kept);
  EXPECT_TRUE(serves(day, found->on_phone, eighty_twenty, promised_for::every_interval));
  EXPECT_LT(found->agents_time.count(), total_time(day, alone));
  // Nobody can be spared.
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    std::vector<agents> fewer = found->on_phone;
    fewer[i] = fractional_agents(fewer[i].count() - 1.0);
    EXPECT_FALSE(serves(day, fewer, eighty_twenty, promised_for::every_interval)) << i;
  }
  // The search does not depend much on where it begins.
  adjustable_day from_none(day, std::vector<agents>(20, 0), eighty_twenty);
  EXPECT_NEAR(agents_required(from_none)->agents_time.count(), found->agents_time.count(),
              2.0 * 900.0);
}

// A simulator that shares nothing with the equations finds the promise kept: each interval's level is
// at least the promised, but for chance.
TEST(DayRequirement, IsKeptInSimulation) {
  const time_varying_queue day = rush();
  adjustable_day adjustable(day, by_intervals(day, eighty_twenty), eighty_twenty);
  const day_requirement found = *agents_required(adjustable);
  const simulated_day simulated = simulate(day, found.on_phone, {}, {*eighty_twenty.answer_within},
                                           {.replications = 2000, .seed = 3, .threads = 1});
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const simulated_interval& of = simulated.intervals[i];
    EXPECT_GT(of.performance.service_level + 2.0 * of.half_widths.service_level, 0.8) << i;
    EXPECT_LT(of.performance.service_level, 0.97) << i;
  }
}

TEST(DayRequirement, TakesLessForTheWholeDay) {
  const time_varying_queue day = rush();
  adjustable_day every(day, by_intervals(day, eighty_twenty), eighty_twenty);
  const double each = agents_required(every)->agents_time.count();
  double last = 0.0;
  for (const double floor : {0.0, 0.7}) {
    adjustable_day whole(day, by_intervals(day, eighty_twenty), eighty_twenty);
    const outcome<day_requirement> found = agents_required(
        whole, {.promised = promised_for::whole_day, .least_service_level = proportion(floor)});
    EXPECT_TRUE(found->kept);
    EXPECT_TRUE(serves(day, found->on_phone, eighty_twenty, promised_for::whole_day));
    EXPECT_TRUE(
        serves(day, found->on_phone, eighty_twenty, promised_for::every_interval, floor / 0.8));
    EXPECT_LT(found->agents_time.count(), each);
    EXPECT_GE(found->agents_time.count(), last);
    last = found->agents_time.count();
  }
}

TEST(DayRequirement, KeepsEveryPromiseOfATarget) {
  time_varying_queue day = rush();
  day.intervals = {day.intervals.begin() + 6, day.intervals.begin() + 12};
  const service_target target{.average_speed_of_answer = duration(15),
                              .probability_of_abandonment = proportion(0.03),
                              .occupancy = proportion(0.85)};
  for (const promised_for whom : {promised_for::every_interval, promised_for::whole_day}) {
    adjustable_day adjustable(day, std::vector<agents>(6, 20), target);
    const outcome<day_requirement> found = agents_required(adjustable, {.promised = whom});
    ASSERT_TRUE(found->kept);
    const time_varying_performance all = evaluate(exact_day(day, found->on_phone), 20s);
    if (whom == promised_for::whole_day) {
      EXPECT_LE(all.average_speed_of_answer.count(), 15.0);
      EXPECT_LE(all.probability_of_abandonment, 0.03);
      EXPECT_LE(all.occupancy, 0.85);
      continue;
    }
    for (const time_varying_row& row : all.rows) {
      EXPECT_LE(row.performance.average_speed_of_answer.count(), 15.0);
      EXPECT_LE(row.performance.probability_of_abandonment, 0.03);
      EXPECT_LE(row.performance.occupancy, 0.85);
    }
  }
}

TEST(DayRequirement, HeedsWhatIsAllowed) {
  const time_varying_queue day = rush();
  day_rules rules{.allowed = std::vector<agents_allowed>(20), .changes = {0, 4, 8, 12, 16}};
  rules.allowed[1].least = agents(12);
  rules.allowed[9].most = agents(30);
  adjustable_day adjustable(day, std::vector<agents>(20, 20), eighty_twenty);
  const outcome<day_requirement> found = agents_required(adjustable, rules);
  for (std::size_t i = 0; i < 20; ++i) {
    EXPECT_EQ(found->on_phone[i], found->on_phone[i - i % 4]) << i;
  }
  EXPECT_GE(found->on_phone[0].count(), 12.0);
  EXPECT_EQ(found->on_phone[8].count(), 30.0);
  // The rush takes more than it may have: it has all that, and those that it leaves are named.
  EXPECT_FALSE(found->kept);
  ASSERT_FALSE(found->unserved.empty());
  for (const std::size_t i : found->unserved) EXPECT_TRUE(i >= 8 && i < 12) << i;
  EXPECT_TRUE(found->on_phone[12].count() > 0.0);
}

TEST(DayRequirement, NamesWhatNoNumberServes) {
  time_varying_queue day = rush();
  day.lines = trunks(20);  // fewer than the rush's load
  adjustable_day adjustable(day, std::vector<agents>(20, 20), eighty_twenty);
  const outcome<day_requirement> found = agents_required(adjustable);
  EXPECT_FALSE(found->kept);
  for (const std::size_t i : found->unserved) {
    std::vector<agents> most(20, 20);
    EXPECT_LT(exact_day(day, most).shares_for_service_level(i, 20s).level(), 0.8) << i;
  }
  for (std::size_t i = 0; i < 20; ++i) {
    const bool is_unserved =
        std::find(found->unserved.begin(), found->unserved.end(), i) != found->unserved.end();
    if (!is_unserved) {
      EXPECT_GE(exact_day(day, found->on_phone).shares_for_service_level(i, 20s).level(), 0.8) << i;
    }
  }
}

TEST(DayRequirement, AnswersCorners) {
  time_varying_queue empty{.intervals = {quarter(0), quarter(0)}};
  for (const promised_for whom : {promised_for::every_interval, promised_for::whole_day}) {
    adjustable_day day(empty, std::vector<agents>(2, 4), eighty_twenty);
    const outcome<day_requirement> found = agents_required(day, {.promised = whom});
    EXPECT_TRUE(found->kept);
    EXPECT_EQ(found->agents_time.count(), 0.0);
  }
  // Who is there at first is in no interval's service level, but stands before those that come.
  time_varying_queue crowded{.intervals = {quarter(5), quarter(5)}, .start = starting_with(40)};
  adjustable_day day(crowded, std::vector<agents>(2, 4), eighty_twenty);
  const outcome<day_requirement> found = agents_required(day);
  EXPECT_TRUE(found->kept);
  EXPECT_GT(found->on_phone[0].count(), found->on_phone[1].count());
  adjustable_day perfect(crowded, std::vector<agents>(2, 4),
                         {.service_level = proportion(1), .answer_within = duration(20)});
  EXPECT_EQ(agents_required(perfect).why(), unreachable::perfect_service_level);
}

TEST(DayRequirement, RefusesRulesThatDoNotFit) {
  const time_varying_queue day{.intervals = {quarter(2), quarter(3), quarter(2)}};
  adjustable_day adjustable(day, std::vector<agents>(3, 4), eighty_twenty);
  const auto error = [&](const day_rules& rules) -> std::string {
    try {
      static_cast<void>(agents_required(adjustable, rules));
    } catch (const std::exception& e) {
      return e.what();
    }
    return "none";
  };
  EXPECT_EQ(error({.allowed = std::vector<agents_allowed>(2)}),
            "agents allowed must be told for each interval: 3 intervals, got 2");
  EXPECT_EQ(error({.allowed = {{.least = agents(3)}, {.most = agents(2)}, {}}, .changes = {0, 2}}),
            "agents allowed in interval 0 to 1, without a change, must leave a number, got at "
            "least 3 and at most 2");
  EXPECT_EQ(error({.allowed = {{}, {.least = fractional_agents(2.5)}, {}}}),
            "agents allowed in interval 1 must be whole, got 2.5");
  EXPECT_EQ(error({.changes = {2, 1}}),
            "changes must be intervals of the day in rising order, below 3, got 1 after 2");
  EXPECT_EQ(error({.changes = {3}}),
            "changes must be intervals of the day in rising order, below 3, got 3 after 0");
  EXPECT_EQ(error({.least_service_level = proportion(0.5)}),
            "least_service_level must come with a service level that is promised for the whole "
            "day");
}

}  // namespace
}  // namespace krarup
