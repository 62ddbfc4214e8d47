#include <krarup/batch/day_plan.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/units.hpp>

namespace krarup::batch {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr auto rounded = rounding::up_at_end;

using rows = std::vector<std::optional<day_plan_row>>;

struct day {
  std::vector<double> volume, patience, level;
  std::vector<double> staff = std::vector<double>(volume.size(), 9.5);

  [[nodiscard]] forecast_columns columns(bool staff_is_given = false) const {
    return {.contacts = std::span(volume),
            .length = 1800.0,
            .average_handle_time = 180.0,
            .average_patience = std::span(patience),
            .targets = {.service_level = std::span(level), .answer_within = 20.0},
            .shrinkage = 0.3,
            .on_phone = staff_is_given ? std::optional<column>(std::span(staff)) : std::nullopt};
  }
};

template <class Queue>
plan_interval<Queue> interval_of(const Queue& queue, double level) {
  return {queue, duration(1800), {.service_level = level, .answer_within = duration(20)}, 0.3};
}

/// The same row from one interval alone.
day_plan_row alone(const day& of, std::size_t i, bool staff_is_given) {
  const rate arrivals = contacts(of.volume[i]) / duration(1800);
  const std::vector<agents> staff{fractional_agents(of.staff[i])};
  const auto plan = [&](const auto& interval) {
    const std::vector intervals{interval};
    return staff_is_given ? evaluate_day(intervals, staff, rounded) : plan_day(intervals, rounded);
  };
  const erlang_a impatient{arrivals, duration(180), duration(of.patience[i])};
  const erlang_c patient{arrivals, duration(180)};
  return of.patience[i] < infinity ? plan(interval_of(impatient, of.level[i])).rows[0]
                                   : plan(interval_of(patient, of.level[i])).rows[0];
}

void expect_equal(const day_plan_row& row, const day_plan_row& expected) {
  EXPECT_EQ(row.length, expected.length);
  EXPECT_EQ(row.offered, expected.offered);
  ASSERT_EQ(row.required.has_value(), expected.required.has_value());
  if (row.required) {
    EXPECT_EQ(*row.required, *expected.required);
  } else {
    EXPECT_EQ(row.required.why(), expected.required.why());
  }
  ASSERT_EQ(row.staffed.has_value(), expected.staffed.has_value());
  if (!row.staffed) return;
  const performance &result = row.staffed->performance, &wanted = expected.staffed->performance;
  EXPECT_EQ(result.agents, wanted.agents);
  EXPECT_DOUBLE_EQ(result.service_level, wanted.service_level);
  EXPECT_DOUBLE_EQ(result.occupancy, wanted.occupancy);
  EXPECT_DOUBLE_EQ(result.probability_of_abandonment, wanted.probability_of_abandonment);
  EXPECT_EQ(row.staffed->scheduled, expected.staffed->scheduled);
  EXPECT_EQ(row.staffed->paid_time, expected.staffed->paid_time);
}

TEST(batch_day_plan, each_row_is_its_interval_alone) {
  const day mixed{.volume = {0, 60, 100, 140, 80, 20000},
                  .patience = {infinity, 300, infinity, 60, 300, infinity},
                  .level = {0.8, 0.8, 0.9, 0.5, 1.0, 1.0}};
  for (const bool staff_is_given : {false, true}) {
    rows results(mixed.volume.size());
    EXPECT_FALSE(plan_day(mixed.columns(staff_is_given), rounded, results));
    for (std::size_t i = 0; i < results.size(); ++i) {
      ASSERT_TRUE(results[i]) << i;
      expect_equal(*results[i], alone(mixed, i, staff_is_given));
    }
  }
}

TEST(batch_day_plan, rows_from_one_on_are_a_forecast_of_their_own) {
  const std::vector<double> with_steps{10.0, -1.0, 60.0, -1.0, 100.0, -1.0, 3.0, -1.0};
  const std::vector<double> level{0.8, 0.9, 0.5, 0.95};
  const std::vector<double> staff{3.0, 8.5, 14.0, 2.0};
  const forecast_columns whole{
      .contacts = column(with_steps.data(), 2),
      .length = 1800.0,
      .average_handle_time = 180.0,
      .targets = {.service_level = std::span(level), .answer_within = 20.0},
      .on_phone = column(std::span(staff))};
  rows expected(4);
  EXPECT_FALSE(plan_day(whole, rounded, expected));
  for (std::size_t first = 0; first <= 4; ++first) {
    rows rest(4 - first);
    EXPECT_FALSE(plan_day(whole.from(first), rounded, rest));
    for (std::size_t i = 0; i < rest.size(); ++i) {
      EXPECT_EQ(rest[i]->offered, contacts(with_steps[2 * (first + i)]));
      EXPECT_EQ(*rest[i]->required, *expected[first + i]->required);
      EXPECT_EQ(rest[i]->staffed->performance.agents, fractional_agents(staff[first + i]));
      EXPECT_EQ(rest[i]->staffed->performance.service_level,
                expected[first + i]->staffed->performance.service_level);
    }
  }
  EXPECT_EQ(whole.targets.service_level.from(1).rows(), 3U);
}

TEST(batch_day_plan, two_wrongs_make_no_right) {
  // -10 contacts in -1800 s would be a rate like any other.
  rows result(1);
  const auto refused = plan_day({.contacts = -10.0,
                                 .length = -1800.0,
                                 .average_handle_time = 180.0,
                                 .targets = {.service_level = 0.8, .answer_within = 20.0}},
                                rounded, result);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->row, 0U);
  EXPECT_FALSE(result[0]);
}

TEST(batch_day_plan, takes_columns_of_as_many_rows_alone) {
  const day two{.volume = {60, 60}, .patience = {300, 300}, .level = {0.8, 0.8}};
  const std::vector<double> one{1800.0};
  rows results(2), more(3);
  for (const auto field : {&forecast_columns::contacts, &forecast_columns::length,
                           &forecast_columns::average_handle_time,
                           &forecast_columns::average_patience, &forecast_columns::shrinkage}) {
    forecast_columns columns = two.columns();
    columns.*field = std::span(one);
    EXPECT_THROW(plan_day(columns, rounded, results), std::invalid_argument);
  }
  forecast_columns given = two.columns(true);
  given.on_phone = std::span(one);
  EXPECT_THROW(plan_day(given, rounded, results), std::invalid_argument);
  forecast_columns promised = two.columns();
  promised.targets.service_level = std::span(one);
  EXPECT_THROW(plan_day(promised, rounded, results), std::invalid_argument);
  EXPECT_THROW(plan_day(two.columns(), rounded, more), std::invalid_argument);
}

TEST(batch_day_plan, incomplete_rows_stay_empty) {
  const day holes{.volume = {60, missing, 60, 60, 60},
                  .patience = {300, 300, missing, 300, 300},
                  .level = {0.8, 0.8, 0.8, missing, 0.8},
                  .staff = {9, 9, 9, 9, missing}};
  rows results(5);
  EXPECT_FALSE(plan_day(holes.columns(true), rounded, results));
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(results[i].has_value(), i == 0) << i;
}

TEST(batch_day_plan, an_incomplete_row_is_not_refused_for_what_else_it_holds) {
  const forecast_columns wrong{.contacts = -1.0,
                               .length = 1800.0,
                               .average_handle_time = 180.0,
                               .targets = {.service_level = 0.8, .answer_within = 20.0}};
  const std::vector<double> gap{missing, 0.3};
  const auto expect_a_gap = [](const forecast_columns& forecast) {
    rows planned(2);
    const auto refused = plan_day(forecast, rounded, planned);
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->row, 1u);
    EXPECT_FALSE(planned[0] || planned[1]);
  };
  for (const auto field : {&forecast_columns::length, &forecast_columns::average_handle_time,
                           &forecast_columns::average_patience, &forecast_columns::shrinkage}) {
    forecast_columns forecast = wrong;
    forecast.*field = std::span(gap);
    expect_a_gap(forecast);
  }
  forecast_columns forecast = wrong;
  forecast.on_phone = std::span(gap);
  expect_a_gap(forecast);
  forecast = wrong;
  forecast.targets.service_level = std::span(gap);
  expect_a_gap(forecast);
  forecast = wrong;
  forecast.contacts = std::span(gap);
  forecast.average_handle_time = -3.0;
  expect_a_gap(forecast);
}

TEST(batch_day_plan, the_first_wrong_row_is_reported) {
  const day wrong{.volume = {60, 60, -1, 60, infinity},
                  .patience = {300, 300, 300, 0, 300},
                  .level = {0.8, 0.8, 0.8, 0.8, 0.8}};
  rows results(5);
  const std::optional<refusal> refused = plan_day(wrong.columns(), rounded, results);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->row, 2u);
  EXPECT_EQ(refused->why, "contacts must be finite and >= 0, got -1");
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(results[i].has_value(), i < 2) << i;

  forecast_columns endless = wrong.columns();
  endless.contacts = infinity;
  endless.length = infinity;  // whose rate is NaN
  EXPECT_EQ(plan_day(endless, rounded, results).value().row, 0u);
}

TEST(batch_day_plan, the_first_wrong_row_may_lack_a_requirement_or_a_staff) {
  const auto first_of = [](std::vector<double> patience, std::vector<double> shrinkage) {
    rows planned(3);
    return plan_day({.contacts = 100.0,
                     .length = 1800.0,
                     .average_handle_time = 180.0,
                     .average_patience = patience,
                     .targets = {.service_level = 0.8, .answer_within = 20.0},
                     .shrinkage = shrinkage},
                    rounded, planned);
  };
  EXPECT_FALSE(first_of({300, 300, 300}, {0.3, 0.3, 0.3}));
  EXPECT_EQ(first_of({300, -1, 300}, {0.3, 0.3, 0.3}).value().row, 1U);
  EXPECT_EQ(first_of({300, 300, 300}, {0.3, 1.5, 0.3}).value().row, 1U);
  EXPECT_EQ(first_of({300, 300, -1}, {0.3, 1.5, 0.3}).value().row, 1U);
  EXPECT_EQ(first_of({300, -1, 300}, {0.3, 0.3, 1.5}).value().row, 1U);
}

TEST(batch_day_plan, workers_change_nothing) {
  day many{.volume = {}, .patience = {}, .level = {}};
  for (int i = 0; i < 25'000; ++i) {
    many.volume.push_back(i % 997);
    many.patience.push_back(i % 2 == 0 ? infinity : 300);
    many.level.push_back(0.8);
  }
  rows by_one(many.volume.size()), by_seven(many.volume.size());
  EXPECT_FALSE(plan_day(many.columns(), rounded, by_one, {.workers = 1}));
  EXPECT_FALSE(plan_day(many.columns(), rounded, by_seven, {.workers = 7}));
  for (std::size_t i = 0; i < by_one.size(); ++i) {
    EXPECT_EQ(*by_one[i]->required, *by_seven[i]->required);
    EXPECT_EQ(by_one[i]->staffed->performance.service_level,
              by_seven[i]->staffed->performance.service_level);
  }
}

}  // namespace
}  // namespace krarup::batch
