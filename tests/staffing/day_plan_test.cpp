#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;

constexpr service_target promise{.service_level = 0.80, .answer_within = 20s};

plan_interval<erlang_c> half_hour(double volume, duration average_handle_time = 180s,
                                  service_target target = promise, proportion share = 0.30) {
  return {.queue = {.arrival_rate = contacts(volume) / 30min,
                    .average_handle_time = average_handle_time},
          .length = 30min,
          .target = target,
          .shrinkage = share};
}

plan_interval<erlang_a> impatient_half_hour(double volume, service_target target = promise,
                                            duration average_patience = 300s) {
  return {.queue = {.arrival_rate = contacts(volume) / 30min,
                    .average_handle_time = 180s,
                    .average_patience = average_patience},
          .length = 30min,
          .target = target,
          .shrinkage = 0.30};
}

// Volume, handle time, promise, shrinkage and length all differ from row to row.
std::vector<plan_interval<erlang_c>> varied_day() {
  std::vector<plan_interval<erlang_c>> day{
      half_hour(40),
      half_hour(100),
      half_hour(160, 200s),
      half_hour(120, 240s, {.service_level = 0.90, .answer_within = 10s}, 0.25),
      half_hour(60, 150s, {.average_speed_of_answer = 15s, .occupancy = 0.75}, 0.0),
      half_hour(0)};
  day[1].length = 15min;
  return day;
}

// Call Centre Helper: 100 contacts in 30 min of 180 s, 80 % in 20 s, at most 85 % occupied, 30 %
// shrinkage: 14 agents, 20 scheduled. pyworkforce: at most 70 % occupied: 15 and 22.
TEST(day_plan, published_values) {
  std::vector<plan_interval<erlang_c>> day{half_hour(100), half_hour(100)};
  day[0].target.occupancy = 0.85;
  day[1].target.occupancy = 0.70;
  const day_plan plan = plan_day(day, rounding::up_at_end);
  EXPECT_EQ(*plan.rows[0].required, agents(14));
  EXPECT_EQ(plan.rows[0].staffed->scheduled, agents(20));
  EXPECT_NEAR(plan.rows[0].staffed->performance.service_level, 0.8883500192, 1e-10);
  EXPECT_EQ(plan.rows[0].staffed->paid_time, 10h);
  EXPECT_EQ(*plan.rows[1].required, agents(15));
  EXPECT_EQ(plan.rows[1].staffed->scheduled, agents(22));
  EXPECT_EQ(plan.totals.paid_time, 21h);
  EXPECT_EQ(full_time_equivalents(plan, {.paid_time = 8h}), 21.0 / 8);
  EXPECT_EQ(plan.totals.peak_interval, 1u);
  EXPECT_EQ(plan.totals.peak_required, agents(15));
}

// The table of the canonical queue, 11 and 14 agents, put together by hand.
TEST(day_plan, totals_by_hand) {
  const std::vector<plan_interval<erlang_c>> day{half_hour(100), half_hour(50, 360s)};
  const std::vector<agents> given{14, 11};  // both 10 erlangs
  const day_totals sums = evaluate_day(day, given, rounding::none).totals;
  const double late = 1.0 - service_level(day[1].queue, 11, 20s);
  EXPECT_NEAR(sums.service_level, (100 * 0.8883500191794669 + 50 * (1.0 - late)) / 150, 1e-14);
  // The second wait is twice the table's 122.78 s, since the handle time is.
  EXPECT_NEAR(sums.average_speed_of_answer.count(),
              (100 * 7.83593701177724 + 50 * 2 * 122.7812768) / 150, 1e-6);
  EXPECT_NEAR(sums.occupancy, 20.0 / 25, 1e-15);
  EXPECT_EQ(sums.ready_time, 12.5h);
  EXPECT_NEAR(sums.handling_time / 1h, 10.0, 1e-14);
  EXPECT_NEAR(sums.paid_time / 1h, 12.5 / 0.7, 1e-13);
  EXPECT_NEAR(sums.offered.count(), 150.0, 1e-12);
  EXPECT_EQ(sums.answered, sums.offered);
  EXPECT_EQ(sums.abandoned, contacts(0));
}

TEST(day_plan, each_row_is_its_interval_alone) {
  const auto day = varied_day();
  const day_plan plan = plan_day(day, rounding::up_at_end);
  ASSERT_EQ(plan.rows.size(), day.size());
  for (std::size_t i = 0; i < day.size(); ++i) {
    const day_plan_row& row = plan.rows[i];
    int least = 0;  // by a scan
    while (!meets(day[i].queue, least, day[i].target) && offered_load(day[i].queue).value() > 0.0) {
      ++least;
    }
    EXPECT_EQ(*row.required, agents(least)) << i;
    EXPECT_EQ(row.offered, day[i].queue.arrival_rate * day[i].length);
    ASSERT_TRUE(row.staffed) << i;
    EXPECT_EQ(row.staffed->performance.agents, agents(least));
    EXPECT_EQ(row.staffed->performance.average_speed_of_answer,
              average_speed_of_answer(day[i].queue, least));
    EXPECT_EQ(row.staffed->scheduled,
              scheduled_from_on_phone(least, day[i].shrinkage, rounding::up_at_end));
    EXPECT_EQ(row.staffed->paid_time, row.staffed->scheduled.count() * day[i].length);
    const std::vector<plan_interval<erlang_c>> alone{day[i]};
    const day_totals sums = plan_day(alone, rounding::up_at_end).totals;
    EXPECT_NEAR(sums.occupancy, row.staffed->performance.occupancy, 1e-15) << i;
    EXPECT_EQ(sums.peak_required, agents(least));
    if (day[i].target.service_level) {
      EXPECT_NEAR(sums.service_level, row.staffed->performance.service_level, 1e-15) << i;
    }
  }
}

// A service level of the day is no mean of percentages, an average speed of answer none of times.
TEST(day_plan, totals_weigh_by_contacts) {
  const std::vector<plan_interval<erlang_a>> day{impatient_half_hour(20), impatient_half_hour(200)};
  const std::vector<agents> given{4, 15};
  const day_plan plan = evaluate_day(day, given, rounding::none);
  const performance calm = plan.rows[0].staffed->performance;
  const performance busy = plan.rows[1].staffed->performance;
  const day_totals& sums = plan.totals;
  EXPECT_NEAR(sums.service_level, (20 * calm.service_level + 200 * busy.service_level) / 220,
              1e-14);
  EXPECT_GT((calm.service_level + busy.service_level) / 2 - sums.service_level, 0.2);

  const double answered_calm = 20 * (1 - calm.probability_of_abandonment);
  const double answered_busy = 200 * (1 - busy.probability_of_abandonment);
  EXPECT_NEAR(sums.answered.count(), answered_calm + answered_busy, 1e-11);
  EXPECT_NEAR(sums.average_speed_of_answer.count(),
              (answered_calm * calm.average_speed_of_answer.count() +
               answered_busy * busy.average_speed_of_answer.count()) /
                  (answered_calm + answered_busy),
              1e-11);
  EXPECT_NEAR(sums.probability_of_abandonment,
              (20 * calm.probability_of_abandonment + 200 * busy.probability_of_abandonment) / 220,
              1e-14);
  EXPECT_NEAR(sums.offered.count(), sums.answered.count() + sums.abandoned.count(), 1e-11);
  // Handling is what was answered times the handle time.
  EXPECT_NEAR(sums.handling_time.count(), sums.answered.count() * 180.0, 1e-8);
}

/// The numbers of "6|8|12".
std::vector<double> numbers(const std::string& text) {
  std::vector<double> all;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, '|');) all.push_back(std::stod(item));
  return all;
}

// Each rate in as many of eight intervals as its probability says: the day is the mixture.
TEST(day_plan, totals_are_those_of_a_rate_by_chance) {
  const support::reference_table table("vectors/random_rate_discrete.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto rates = numbers(table.text(row, "arrival_rates"));
    const auto probabilities = numbers(table.text(row, "probabilities"));
    std::vector<plan_interval<erlang_a>> day;
    for (std::size_t i = 0; i < rates.size(); ++i) {
      const plan_interval<erlang_a> interval{
          .queue = {.arrival_rate = rate::per_second(rates[i]),
                    .average_handle_time = duration(1.0 / table.number(row, "service_rate")),
                    .average_patience = duration(1.0 / table.number(row, "abandonment_rate"))},
          .length = 30min,
          .target = {.service_level = 0.80, .answer_within = duration(table.number(row, "time"))},
          .shrinkage = 0.0};
      day.insert(day.end(), static_cast<std::size_t>(std::lround(8.0 * probabilities[i])),
                 interval);
    }
    ASSERT_EQ(day.size(), 8u);
    const std::vector<agents> given(8, fractional_agents(table.number(row, "servers")));
    const day_plan plan = evaluate_day(day, given, rounding::none);
    const auto is = [&](const char* column, double value) {
      EXPECT_TRUE(support::within(20, value, table.precise(row, column)))
          << column << ", row " << row;
    };
    is("p_served_within_per_call", plan.totals.service_level);
    is("p_abandon_per_call", plan.totals.probability_of_abandonment);
    double waits = 0.0;
    double queue = 0.0;
    double wait_share = 0.0;
    double level = 0.0;
    for (const day_plan_row& each : plan.rows) {
      const performance& its = each.staffed->performance;
      waits += its.probability_of_wait * each.offered.count() / plan.totals.offered.count();
      wait_share += its.probability_of_wait / 8.0;
      queue += its.mean_queue_length / 8.0;
      level += its.service_level / 8.0;
    }
    is("p_wait_per_call", waits);
    is("p_wait_time_average", wait_share);
    is("mean_queue_length", queue);
    is("p_served_within_time_average", level);
  }
}

// Rows with different definitions: the sums are of contacts, whatever counts in each.
TEST(day_plan, definitions_may_differ) {
  service_target over_answered = promise;
  over_answered.definition = service_level_definition::answered;
  service_target without_short = promise;
  without_short.definition = service_level_definition::exclude_short;
  without_short.short_abandon = 5s;
  const std::vector<plan_interval<erlang_a>> day{impatient_half_hour(100, over_answered),
                                                 impatient_half_hour(150, without_short),
                                                 impatient_half_hour(80)};
  const std::vector<agents> given{9, 13, 7};
  const day_plan plan = evaluate_day(day, given, rounding::none);
  double in_time = 0.0;
  double counted = 0.0;
  const std::array<double, 3> volume{100, 150, 80};
  for (std::size_t i = 0; i < 3; ++i) {
    in_time += volume[i] * probability_of_answer_within(day[i].queue, given[i], 20s);
  }
  counted += 100 * (1 - probability_of_abandonment(day[0].queue, 9));
  counted += 150 * (1 - probability_of_abandonment_within(day[1].queue, 13, 5s));
  counted += 80;
  EXPECT_NEAR(plan.totals.in_time.count(), in_time, 1e-10);
  EXPECT_NEAR(plan.totals.counted.count(), counted, 1e-10);
  EXPECT_NEAR(plan.totals.service_level, in_time / counted, 1e-13);
  EXPECT_LT(plan.totals.counted.count(), plan.totals.offered.count() - 1.0);
}

// Two quarters of an hour at one rate are a half hour at that rate.
TEST(day_plan, splitting_an_interval_changes_no_total) {
  auto whole = varied_day();
  std::vector<plan_interval<erlang_c>> halves;
  for (const auto& interval : whole) {
    for (int part = 0; part < 2; ++part) {
      halves.push_back(interval);
      halves.back().length = interval.length / 2;
    }
  }
  const day_totals a = plan_day(whole, rounding::up_at_end).totals;
  const day_totals b = plan_day(halves, rounding::up_at_end).totals;
  EXPECT_EQ(b.intervals, 2 * a.intervals);
  EXPECT_NEAR(a.offered.count(), b.offered.count(), 1e-10);
  EXPECT_NEAR(a.service_level, b.service_level, 1e-14);
  EXPECT_NEAR(a.average_speed_of_answer.count(), b.average_speed_of_answer.count(), 1e-12);
  EXPECT_NEAR(a.occupancy, b.occupancy, 1e-14);
  EXPECT_NEAR(a.paid_time.count(), b.paid_time.count(), 1e-9);
  EXPECT_EQ(a.peak_required, b.peak_required);
  EXPECT_EQ(*b.peak_interval, 2 * *a.peak_interval);
}

TEST(day_plan, planning_is_evaluating_what_is_required) {
  const auto day = varied_day();
  const day_plan plan = plan_day(day, rounding::up_each_step);
  std::vector<agents> required;
  for (const day_plan_row& row : plan.rows) required.push_back(*row.required);
  const day_plan again = evaluate_day(day, required, rounding::up_each_step);
  for (std::size_t i = 0; i < day.size(); ++i) {
    EXPECT_EQ(again.rows[i].required->count(), required[i].count());
    EXPECT_EQ(again.rows[i].staffed->scheduled, plan.rows[i].staffed->scheduled);
  }
  EXPECT_EQ(plan.totals.service_level, again.totals.service_level);
  EXPECT_EQ(plan.totals.paid_time, again.totals.paid_time);
  EXPECT_EQ(plan.totals.average_speed_of_answer, again.totals.average_speed_of_answer);
}

TEST(day_plan, several_days_add_up) {
  const auto day = varied_day();
  auto week = plan_day(day, rounding::none);
  const day_totals one = week.totals;
  for (int again = 0; again < 4; ++again) {
    const day_plan next = plan_day(day, rounding::none);
    week.rows.insert(week.rows.end(), next.rows.begin(), next.rows.end());
  }
  const day_totals five = totals(week.rows);
  EXPECT_NEAR(five.paid_time.count(), 5 * one.paid_time.count(), 1e-8);
  EXPECT_NEAR(five.service_level, one.service_level, 1e-14);
  EXPECT_EQ(five.peak_interval, one.peak_interval);
}

/// Rows of what nobody could have planned: fractions of contacts and seconds, trunks that block.
day_plan_row fraction_row(double volume, performance result,
                          std::optional<service_level_shares> shares) {
  return {.length = 250ms,
          .offered = contacts(volume),
          .required = agents(1),
          .staffed = staffed_interval{.performance = result,
                                      .shares_for_service_level = shares,
                                      .scheduled = 2,
                                      .paid_time = 500ms}};
}
performance fraction_of(agents n, double abandoned, double blocked, duration speed_of_answer) {
  return {.agents = n,
          .offered_load = erlangs(1),
          .occupancy = 0.5,
          .probability_of_wait = 1.0,
          .service_level = 0.0,
          .average_speed_of_answer = speed_of_answer,
          .mean_queue_length = 0.0,
          .probability_of_abandonment = abandoned,
          .probability_of_blocking = blocked};
}

TEST(day_plan, totals_of_less_than_one_contact_and_of_blocked_ones) {
  const day_totals sums = totals(std::vector{
      fraction_row(0.25, fraction_of(2, 0.25, 0.25, 8s), {{.in_time = 0.25, .counted = 0.5}}),
      fraction_row(0.5, fraction_of(1, 0.125, 0.375, 2s), {{.in_time = 0.5, .counted = 1.0}})});
  EXPECT_EQ(sums.offered, contacts(0.75));
  EXPECT_EQ(sums.abandoned, contacts(0.125));
  EXPECT_EQ(sums.blocked, contacts(0.25));
  EXPECT_EQ(sums.answered, contacts(0.375));
  EXPECT_EQ(sums.average_speed_of_answer, 4s);
  EXPECT_DOUBLE_EQ(sums.probability_of_abandonment, 1.0 / 6.0);
  EXPECT_EQ(sums.in_time, contacts(0.3125));
  EXPECT_EQ(sums.counted, contacts(0.625));
  EXPECT_EQ(sums.service_level, 0.5);
  EXPECT_EQ(sums.intervals_without_service_level, 0U);
  EXPECT_EQ(sums.ready_time, 750ms);
  EXPECT_EQ(sums.handling_time, 375ms);
  EXPECT_EQ(sums.occupancy, 0.5);
  EXPECT_EQ(sums.paid_time, 1s);
}

TEST(day_plan, totals_where_nobody_is_ready_answered_or_counted) {
  const auto of = [](std::vector<day_plan_row> rows) { return totals(rows); };
  const service_level_shares none{.in_time = 0.0, .counted = 0.0};
  // Rounding may lose more than there are.
  const day_plan_row lost = fraction_row(0.5, fraction_of(0, 0.5, 0.625, duration(1e300)), none);
  EXPECT_EQ(of({lost}).answered, contacts(0));
  EXPECT_EQ(of({lost}).average_speed_of_answer.count(), detail::infinity);
  EXPECT_EQ(of({lost}).occupancy, 1.0);
  EXPECT_EQ(of({lost}).service_level, 0.0);
  const day_plan_row empty = fraction_row(0.0, fraction_of(0, 0.0, 0.0, 0s), none);
  EXPECT_EQ(of({empty}).average_speed_of_answer, 0s);
  EXPECT_EQ(of({empty}).occupancy, 0.0);
  EXPECT_EQ(of({empty}).service_level, 1.0);
  // What came without a promise breaks none.
  const day_plan_row unpromised = fraction_row(0.5, fraction_of(1, 0.0, 0.0, 1s), std::nullopt);
  EXPECT_EQ(of({empty, unpromised}).service_level, 1.0);
  EXPECT_TRUE(std::isnan(of({unpromised}).service_level));
}

TEST(day_plan, rounding_is_per_interval) {
  const std::vector<plan_interval<erlang_c>> day{half_hour(100), half_hour(105), half_hour(60)};
  const day_plan exact = plan_day(day, rounding::none);
  const day_plan whole = plan_day(day, rounding::up_at_end);
  for (std::size_t i = 0; i < day.size(); ++i) {
    EXPECT_NEAR(exact.rows[i].staffed->scheduled.count(), exact.rows[i].required->count() / 0.7,
                1e-13);
    EXPECT_GE(whole.rows[i].staffed->scheduled, exact.rows[i].staffed->scheduled);
    EXPECT_LT(whole.rows[i].staffed->scheduled.count(),
              exact.rows[i].staffed->scheduled.count() + 1.0);
  }
  const std::vector<agents> given{fractional_agents(13.0475), 14, 9};
  const day_plan stepwise = evaluate_day(day, given, rounding::up_each_step);
  const day_plan at_end = evaluate_day(day, given, rounding::up_at_end);
  EXPECT_EQ(stepwise.rows[0].staffed->scheduled, agents(20));
  EXPECT_EQ(at_end.rows[0].staffed->scheduled, agents(19));
  EXPECT_EQ(stepwise.rows[0].staffed->performance.agents, fractional_agents(13.0475));
}

TEST(day_plan, interval_without_contacts) {
  const std::vector<plan_interval<erlang_c>> night{half_hour(0), half_hour(0)};
  const day_plan plan = plan_day(night, rounding::up_at_end);
  EXPECT_EQ(*plan.rows[0].required, agents(0));
  EXPECT_EQ(plan.rows[0].staffed->scheduled, agents(0));
  EXPECT_EQ(plan.rows[0].staffed->performance.service_level, 1.0);
  const day_totals& sums = plan.totals;
  EXPECT_EQ(sums.offered, contacts(0));
  EXPECT_EQ(sums.service_level, 1.0);
  EXPECT_EQ(sums.average_speed_of_answer, 0s);
  EXPECT_EQ(sums.probability_of_abandonment, 0.0);
  EXPECT_EQ(sums.occupancy, 0.0);
  EXPECT_EQ(sums.paid_time, 0s);
  EXPECT_EQ(sums.intervals_left_out, 0u);
  EXPECT_EQ(sums.peak_interval, 0u);
  EXPECT_EQ(sums.peak_required, agents(0));
  // Staff without contacts is paid and idle.
  const std::vector<agents> given{3, 0};
  const day_totals idle = evaluate_day(night, given, rounding::none).totals;
  EXPECT_EQ(idle.occupancy, 0.0);
  EXPECT_EQ(idle.ready_time, 1.5h);
  EXPECT_EQ(idle.service_level, 1.0);
}

TEST(day_plan, unreachable_interval_is_left_out_and_said_so) {
  const service_target perfect{.service_level = 1.0, .answer_within = 20s};
  const std::vector<plan_interval<erlang_c>> day{half_hour(40), half_hour(900, 180s, perfect),
                                                 half_hour(100)};
  const std::vector<plan_interval<erlang_c>> rest{day[0], day[2]};
  const day_plan plan = plan_day(day, rounding::up_at_end);
  EXPECT_EQ(plan.rows[1].required.why(), unreachable::perfect_service_level);
  EXPECT_FALSE(plan.rows[1].staffed);
  EXPECT_NEAR(plan.rows[1].offered.count(), 900.0, 1e-10);
  const day_totals& sums = plan.totals;
  EXPECT_EQ(sums.intervals, 3u);
  EXPECT_EQ(sums.intervals_left_out, 1u);
  EXPECT_EQ(sums.intervals_without_requirement, 1u);
  EXPECT_NEAR(sums.offered_left_out.count(), 900.0, 1e-10);
  const day_totals without = plan_day(rest, rounding::up_at_end).totals;
  EXPECT_EQ(without.intervals_left_out, 0u);
  EXPECT_EQ(sums.offered, without.offered);
  EXPECT_EQ(sums.service_level, without.service_level);
  EXPECT_EQ(sums.paid_time, without.paid_time);
  EXPECT_EQ(sums.peak_interval, 2u);

  // Given staff, the interval has a performance and is in every sum; only its requirement lacks.
  const std::vector<agents> given{6, 95, 14};
  const day_plan staffed = evaluate_day(day, given, rounding::none);
  EXPECT_TRUE(staffed.rows[1].staffed);
  EXPECT_EQ(staffed.totals.intervals_without_requirement, 1u);
  EXPECT_EQ(staffed.totals.intervals_left_out, 0u);
  EXPECT_NEAR(staffed.totals.offered.count(), 1040.0, 1e-9);
  EXPECT_EQ(staffed.totals.peak_interval, 2u);

  const std::vector<plan_interval<erlang_c>> hopeless{day[1]};
  const day_totals none = plan_day(hopeless, rounding::none).totals;
  EXPECT_FALSE(none.peak_interval);
  EXPECT_EQ(none.peak_required, agents(0));
  EXPECT_EQ(none.intervals_left_out, 1u);
  EXPECT_EQ(none.offered, contacts(0));
  EXPECT_TRUE(std::isnan(none.service_level));  // no row is left that promises one
}

TEST(day_plan, no_service_level_where_none_is_promised) {
  const service_target fast{.average_speed_of_answer = 15s};
  const std::vector<plan_interval<erlang_c>> mixed{half_hour(100), half_hour(80, 180s, fast)};
  const day_plan plan = plan_day(mixed, rounding::none);
  EXPECT_FALSE(plan.rows[1].staffed->shares_for_service_level);
  EXPECT_TRUE(std::isnan(plan.rows[1].staffed->performance.service_level));
  EXPECT_LE(plan.rows[1].staffed->performance.average_speed_of_answer, 15s);
  EXPECT_EQ(plan.totals.intervals_without_service_level, 1u);
  EXPECT_EQ(plan.totals.intervals_left_out, 0u);
  EXPECT_NEAR(plan.totals.counted.count(), 100.0, 1e-12);
  EXPECT_EQ(plan.totals.service_level, plan.rows[0].staffed->performance.service_level);
  const std::vector<plan_interval<erlang_c>> neither{mixed[1]};
  EXPECT_TRUE(std::isnan(plan_day(neither, rounding::none).totals.service_level));
}

// No agents, load = agents, load > agents.
TEST(day_plan, overload_is_answered) {
  const std::vector<plan_interval<erlang_c>> day{half_hour(100), half_hour(100), half_hour(100),
                                                 half_hour(100)};
  const std::vector<agents> given{0, 10, 9, 14};
  const day_plan plan = evaluate_day(day, given, rounding::none);
  const day_totals& sums = plan.totals;
  EXPECT_NEAR(sums.service_level, 0.8883500191794669 / 4, 1e-15);
  EXPECT_EQ(sums.average_speed_of_answer.count(), detail::infinity);
  EXPECT_NEAR(sums.occupancy, (10.0 + 9.0 + 10.0) / 33.0, 1e-15);
  EXPECT_EQ(sums.probability_of_abandonment, 0.0);
  const std::vector<plan_interval<erlang_c>> one{half_hour(100)};
  const std::vector<agents> nobody{0};
  const day_totals empty = evaluate_day(one, nobody, rounding::none).totals;
  EXPECT_EQ(empty.occupancy, 1.0);
  EXPECT_EQ(empty.service_level, 0.0);
  EXPECT_EQ(empty.paid_time, 0s);
}

// With patience: an interval without agents loses everybody, and spoils no mean of the others.
TEST(day_plan, nobody_answered_in_one_interval) {
  const std::vector<plan_interval<erlang_a>> day{impatient_half_hour(50), impatient_half_hour(100)};
  const std::vector<agents> given{0, 14};
  const day_plan plan = evaluate_day(day, given, rounding::none);
  ASSERT_EQ(plan.rows[0].staffed->performance.average_speed_of_answer.count(), detail::infinity);
  EXPECT_NEAR(plan.totals.average_speed_of_answer.count(),
              average_speed_of_answer(day[1].queue, 14).count(), 1e-12);
  EXPECT_NEAR(plan.totals.abandoned.count(),
              50 + 100 * probability_of_abandonment(day[1].queue, 14), 1e-11);
  const std::vector<plan_interval<erlang_a>> lost{day[0]};
  const std::vector<agents> nobody{0};
  const day_totals sums = evaluate_day(lost, nobody, rounding::none).totals;
  EXPECT_EQ(sums.average_speed_of_answer.count(), detail::infinity);
  EXPECT_EQ(sums.probability_of_abandonment, 1.0);
  EXPECT_EQ(sums.answered, contacts(0));
}

TEST(day_plan, impatient_rows_require_fewer_agents) {
  const std::vector<plan_interval<erlang_a>> day{impatient_half_hour(100),
                                                 impatient_half_hour(100, promise, duration(1e9))};
  const day_plan plan = plan_day(day, rounding::up_at_end);
  EXPECT_EQ(*plan.rows[0].required, agents(13));
  EXPECT_EQ(*plan.rows[1].required, agents(14));
  EXPECT_GT(plan.totals.abandoned.count(), 0.0);
}

TEST(day_plan, takes_spans_too) {
  const std::array<plan_interval<erlang_c>, 2> day{half_hour(100), half_hour(40)};
  const std::span<const plan_interval<erlang_c>> view(day);
  EXPECT_EQ(*plan_day(view, rounding::none).rows[0].required, agents(14));
  EXPECT_EQ(plan_day(view.subspan(1), rounding::none).rows.size(), 1u);
}

template <class Error, class Call>
std::string refusal_of(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error of this type";
}

TEST(day_plan, errors) {
  const auto day = varied_day();
  const std::vector<plan_interval<erlang_c>> none;
  const std::vector<agents> nobody;
  EXPECT_THROW(static_cast<void>(plan_day(none, rounding::none)), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(evaluate_day(none, nobody, rounding::none)),
               std::invalid_argument);
  const std::vector<agents> five(5, agents(10));
  EXPECT_EQ(
      refusal_of<std::invalid_argument>([&] { return evaluate_day(day, five, rounding::none); }),
      "agents must be given for each interval: 6 intervals, got 5 numbers of agents");

  for (const double seconds : {0.0, -1.0, detail::infinity, std::nan("")}) {
    auto wrong = day;
    wrong[2].length = duration(seconds);
    EXPECT_EQ(refusal_of<std::domain_error>([&] {
                return plan_day(wrong, rounding::none);
              }).find("the length of an interval must be finite and > 0 s"),
              0u)
        << seconds;
  }
  auto wrong = day;
  wrong[2].shrinkage = 1.0;
  EXPECT_THROW(static_cast<void>(plan_day(wrong, rounding::none)), std::domain_error);
  wrong = day;
  wrong[2].queue.average_handle_time = 0s;
  EXPECT_THROW(static_cast<void>(plan_day(wrong, rounding::none)), std::domain_error);
  wrong = day;
  wrong[2].target = {};
  EXPECT_THROW(static_cast<void>(plan_day(wrong, rounding::none)), std::invalid_argument);
  const std::vector<agents> six(6, agents(10));
  EXPECT_THROW(static_cast<void>(evaluate_day(wrong, six, rounding::none)), std::invalid_argument);
  wrong[2].target = {.service_level = 0.8};
  EXPECT_THROW(static_cast<void>(evaluate_day(wrong, six, rounding::none)), std::invalid_argument);
}

}  // namespace
}  // namespace krarup
