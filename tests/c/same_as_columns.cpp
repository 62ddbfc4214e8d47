// What the C interface says is, bit for bit, what the columns of C++ say.
#include <algorithm>
#include <array>
#include <bit>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup.h>
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/outcome.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>

namespace krarup {
namespace {

using numbers = std::vector<double>;
using reasons = std::vector<std::int32_t>;
constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows = 3000;
constexpr auto count = static_cast<std::int64_t>(rows);

/// Columns as a center may have them, with gaps, overload, patient and impatient callers, and wrong
/// numbers.
struct table {
  numbers rate = numbers(rows), handle_time = numbers(rows), patience = numbers(rows);
  numbers agents = numbers(rows), within = numbers(rows), level = numbers(rows);
  numbers definition = numbers(rows), short_abandon = numbers(rows), interval = numbers(rows);
  numbers load = numbers(rows), shrinkage = numbers(rows), share = numbers(rows);

  table() {
    std::mt19937_64 engine(20251);
    const auto uniform = [&](double low, double high) {
      return low + (high - low) * static_cast<double>(engine() >> 11U) * 0x1p-53;
    };
    for (std::size_t i = 0; i < rows; ++i) {
      handle_time[i] = uniform(60, 600);
      load[i] = std::exp(uniform(-2, 6));
      rate[i] = load[i] / handle_time[i];
      patience[i] = i % 3 == 0 ? infinity : uniform(30, 900);
      agents[i] = std::floor(load[i] * uniform(0.8, 1.4)) + (i % 5 == 0 ? 0.5 : 0.0);
      within[i] = uniform(0, 60);
      level[i] = uniform(0.5, 0.99);
      definition[i] = static_cast<double>(i % 7);
      short_abandon[i] = uniform(0.5, 1.0) * within[i];
      interval[i] = i % 2 == 0 ? 1800 : 900;
      shrinkage[i] = uniform(0, 0.5);
      share[i] = uniform(0.001, 0.2);
    }
    rate[17] = missing;
    agents[100] = missing;
    rate[200] = handle_time[300] = -1.0;
    level[400] = 80.0;
    load[500] = -1.0;
  }

  [[nodiscard]] batch::queue_columns queues() const {
    return {std::span(rate), std::span(handle_time), std::span(patience)};
  }
  [[nodiscard]] krarup_queues c_queues() const {
    return {sizeof(krarup_queues), krarup_rows(rate.data()), krarup_rows(handle_time.data()),
            krarup_rows(patience.data())};
  }
  [[nodiscard]] batch::target_columns targets() const {
    return {.service_level = std::span(level),
            .answer_within = std::span(within),
            .definition = std::span(definition),
            .short_abandon = std::span(short_abandon),
            .occupancy = 0.9};
  }
  [[nodiscard]] krarup_targets c_targets() const {
    static const double busy = 0.9;
    krarup_targets all{};
    all.size = sizeof all;
    all.service_level = krarup_rows(level.data());
    all.answer_within = krarup_rows(within.data());
    all.definition = krarup_rows(definition.data());
    all.short_abandon = krarup_rows(short_abandon.data());
    all.occupancy = krarup_same(&busy);
    return all;
  }
  [[nodiscard]] batch::level_columns levels() const {
    return {std::span(within), std::span(definition), std::span(short_abandon)};
  }
  [[nodiscard]] krarup_levels c_levels() const {
    return {sizeof(krarup_levels), krarup_rows(within.data()), krarup_rows(definition.data()),
            krarup_rows(short_abandon.data())};
  }
};

const table& center() {
  static const table all;
  return all;
}

testing::AssertionResult same_bits(const numbers& got, const numbers& expected) {
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const bool same =
        std::bit_cast<std::uint64_t>(got[i]) == std::bit_cast<std::uint64_t>(expected[i]) ||
        (std::isnan(got[i]) && std::isnan(expected[i]));
    if (!same) {
      return testing::AssertionFailure()
             << "row " << i << ": got " << got[i] << ", expected " << expected[i];
    }
  }
  return testing::AssertionSuccess();
}

/// The C call and the C++ call give the same numbers and the same word of the first refused row.
template <class InC, class InColumns>
void expect_same(const InC& in_c, const InColumns& in_columns) {
  numbers got(rows, -7.0), expected(rows, -7.0);
  krarup_error error{};
  error.size = sizeof error;
  const krarup_status status = in_c(got.data(), &error);
  const std::optional<batch::refusal> refused = in_columns(std::span(expected));
  EXPECT_TRUE(same_bits(got, expected));
  EXPECT_EQ(status, refused ? KRARUP_ROWS_REFUSED : KRARUP_OK);
  EXPECT_EQ(error.status, status);
  EXPECT_EQ(error.row, refused ? static_cast<std::int64_t>(refused->row) : -1);
  EXPECT_EQ(error.message, refused ? refused->why : "");
}

TEST(c_interface, measures_as_columns_do) {
  const table& all = center();
  const krarup_queues queues = all.c_queues();
  const krarup_column agents = krarup_rows(all.agents.data());
  const auto ask = [&](auto c, auto columns) {
    expect_same([&](double* to,
                    krarup_error* error) { return c(&queues, &agents, count, to, nullptr, error); },
                [&](std::span<double> to) {
                  return columns(all.queues(), batch::column(std::span(all.agents)), to);
                });
  };
  ask(krarup_probability_of_wait,
      [](const auto&... of) { return batch::probability_of_wait(of...); });
  ask(krarup_probability_of_abandonment,
      [](const auto&... of) { return batch::probability_of_abandonment(of...); });
  ask(krarup_average_speed_of_answer,
      [](const auto&... of) { return batch::average_speed_of_answer(of...); });
  ask(krarup_mean_queue_length, [](const auto&... of) { return batch::mean_queue_length(of...); });
  ask(krarup_occupancy, [](const auto&... of) { return batch::occupancy(of...); });
  for (const std::int32_t whom : {KRARUP_WAIT_OF_OFFERED, KRARUP_WAIT_OF_ANSWERED,
                                  KRARUP_WAIT_OF_ABANDONED, KRARUP_WAIT_OF_VIRTUAL}) {
    expect_same(
        [&](double* to, krarup_error* error) {
          return krarup_mean_wait(&queues, &agents, whom, count, to, nullptr, error);
        },
        [&](std::span<double> to) {
          return batch::mean_wait(all.queues(), std::span(all.agents), static_cast<wait_of>(whom),
                                  to);
        });
  }
}

TEST(c_interface, counts_service_levels_as_columns_do) {
  const table& all = center();
  const krarup_queues queues = all.c_queues();
  const krarup_column agents = krarup_rows(all.agents.data());
  krarup_levels levels = all.c_levels();
  expect_same(
      [&](double* to, krarup_error* error) {
        return krarup_service_level(&queues, &agents, &levels, count, to, nullptr, error);
      },
      [&](std::span<double> to) {
        return batch::service_level(all.queues(), std::span(all.agents), all.levels(), to);
      });
  levels.definition.values = levels.short_abandon.values = nullptr;
  expect_same(
      [&](double* to, krarup_error* error) {
        return krarup_service_level(&queues, &agents, &levels, count, to, nullptr, error);
      },
      [&](std::span<double> to) {
        return batch::service_level(all.queues(), std::span(all.agents),
                                    batch::column(std::span(all.within)), to);
      });
}

TEST(c_interface, evaluates_as_columns_do) {
  const table& all = center();
  const krarup_queues queues = all.c_queues();
  const krarup_column agents = krarup_rows(all.agents.data());
  const krarup_levels levels = all.c_levels();
  std::array<numbers, 7> got, expected;
  got.fill(numbers(rows));
  expected.fill(numbers(rows));
  const krarup_measures to{sizeof(krarup_measures), got[0].data(), got[1].data(), got[2].data(),
                           got[3].data(),           got[4].data(), got[5].data(), got[6].data()};
  EXPECT_EQ(krarup_evaluate(&queues, &agents, &levels, count, &to, nullptr, nullptr),
            KRARUP_ROWS_REFUSED);
  const batch::performance_columns columns{expected[0], expected[1], expected[2], expected[3],
                                           expected[4], expected[5], expected[6]};
  const auto refused =
      batch::evaluate(all.queues(), std::span(all.agents), all.levels(), rows, columns);
  EXPECT_EQ(refused->row, 200U);
  for (std::size_t i = 0; i < got.size(); ++i) EXPECT_TRUE(same_bits(got[i], expected[i]));
}

TEST(c_interface, blocks_as_columns_do) {
  const table& all = center();
  const krarup_column loads = krarup_rows(all.load.data());
  const krarup_column trunks = krarup_rows(all.agents.data());
  expect_same(
      [&](double* to, krarup_error* error) {
        return krarup_probability_of_blocking(&loads, &trunks, count, to, nullptr, error);
      },
      [&](std::span<double> to) {
        return batch::probability_of_blocking(std::span(all.load), std::span(all.agents), to);
      });
}

TEST(c_interface, solves_as_columns_do) {
  const table& all = center();
  const krarup_queues queues = all.c_queues();
  const krarup_targets targets = all.c_targets();
  const krarup_levels levels = all.c_levels();
  const krarup_column agents = krarup_rows(all.agents.data());
  const krarup_column loads = krarup_rows(all.load.data());
  const krarup_column share = krarup_rows(all.share.data());
  const krarup_column level = krarup_rows(all.level.data());
  const krarup_column interval = krarup_rows(all.interval.data());
  const auto ask = [](const auto& in_c, const auto& in_columns) {
    reasons got(rows, -7);
    numbers expected(rows);
    expect_same([&](double* to, krarup_error* error) { return in_c(to, got.data(), error); },
                [&](std::span<double> to) { return in_columns(to, std::span(expected)); });
    for (std::size_t i = 0; i < rows; ++i) {
      const double reason = std::isnan(expected[i]) ? -1.0 : expected[i];
      ASSERT_EQ(got[i], reason) << i;
    }
  };
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_agents_required(&queues, &targets, count, to, why, nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::agents_required(all.queues(), all.targets(), {values, why});
      });
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_fractional_agents_required(&queues, &targets, count, to, why, nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::fractional_agents_required(all.queues(), all.targets(), {values, why});
      });
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_trunks_required(&loads, &share, count, to, why, nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::trunks_required(std::span(all.load), std::span(all.share), {values, why});
      });
  krarup_queues without_rate = queues;
  without_rate.arrival_rate.values = nullptr;
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_contacts_answerable(&without_rate, &agents, &targets, &interval, count, to,
                                          why, nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::contacts_answerable(all.queues(), std::span(all.agents), all.targets(),
                                          std::span(all.interval), {values, why});
      });
  krarup_queues without_time = queues;
  without_time.average_handle_time.values = nullptr;
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_longest_average_handle_time(&without_time, &agents, &targets, count, to, why,
                                                  nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::longest_average_handle_time(all.queues(), std::span(all.agents),
                                                  all.targets(), {values, why});
      });
  krarup_levels without_within = levels;
  without_within.answer_within.values = nullptr;
  ask(
      [&](double* to, std::int32_t* why, krarup_error* error) {
        return krarup_answer_within_achieved(&queues, &agents, &level, &without_within, count, to,
                                             why, nullptr, error);
      },
      [&](auto values, auto why) {
        return batch::answer_within_achieved(all.queues(), std::span(all.agents),
                                             std::span(all.level), all.levels(), {values, why});
      });
}

/// A day plan of the center, by C, with all its columns.
struct planned {
  std::array<numbers, 11> columns;
  reasons reason = reasons(rows);
  krarup_totals totals{};
  krarup_error error{};
  krarup_status status;

  explicit planned(bool staff_is_given, const krarup_execution* how = nullptr) {
    const table& all = center();
    columns.fill(numbers(rows));
    auto& [required, agents, load, busy, waits, level, asa, queue, gone, scheduled, paid] = columns;
    krarup_forecast forecast{};
    forecast.size = sizeof forecast;
    forecast.contacts = krarup_rows(all.load.data());
    forecast.length = krarup_rows(all.interval.data());
    forecast.average_handle_time = krarup_rows(all.handle_time.data());
    forecast.average_patience = krarup_rows(all.patience.data());
    forecast.shrinkage = krarup_rows(all.shrinkage.data());
    if (staff_is_given) forecast.on_phone = krarup_rows(all.agents.data());
    const krarup_targets targets = all.c_targets();
    krarup_plan plan{};
    plan = {sizeof plan, required.data(),  reason.data(), agents.data(), load.data(),
            busy.data(), waits.data(),     level.data(),  asa.data(),    queue.data(),
            gone.data(), scheduled.data(), paid.data()};
    totals.size = sizeof totals;
    error.size = sizeof error;
    status = krarup_plan_day(&forecast, &targets, count, KRARUP_ROUNDING_UP_AT_END, &plan, &totals,
                             how, &error);
  }
};

TEST(c_interface, plans_a_day_as_columns_do) {
  const table& all = center();
  for (const bool staff_is_given : {false, true}) {
    const planned got(staff_is_given);
    std::vector<std::optional<day_plan_row>> expected(rows);
    const auto refused = batch::plan_day(
        {.contacts = std::span(all.load),
         .length = std::span(all.interval),
         .average_handle_time = std::span(all.handle_time),
         .average_patience = std::span(all.patience),
         .targets = all.targets(),
         .shrinkage = std::span(all.shrinkage),
         .on_phone =
             staff_is_given ? std::optional<batch::column>(std::span(all.agents)) : std::nullopt},
        rounding::up_at_end, expected);
    ASSERT_TRUE(refused);
    EXPECT_EQ(got.status, KRARUP_ROWS_REFUSED);
    EXPECT_EQ(got.error.row, static_cast<std::int64_t>(refused->row));
    EXPECT_EQ(got.error.message, refused->why);
    day_sums sums;
    double peak = 0.0;
    std::int64_t peak_row = -1;
    std::array<numbers, 11> columns;
    columns.fill(numbers(rows, missing));
    for (std::size_t i = 0; i < rows; ++i) {
      if (!expected[i]) {
        EXPECT_EQ(got.reason[i], KRARUP_REASON_NO_QUESTION);
        continue;
      }
      const day_plan_row& row = *expected[i];
      sums.add(row);
      columns[0][i] = row.required ? row.required->count() : infinity;
      EXPECT_EQ(got.reason[i], row.required ? 0 : 1 + static_cast<int>(row.required.why()));
      if (row.required && row.required->count() > peak) {
        peak = row.required->count();
        peak_row = static_cast<std::int64_t>(i);
      }
      if (!row.staffed) continue;
      const performance& under = row.staffed->performance;
      const numbers rest{under.agents.count(),
                         under.offered_load.value(),
                         under.occupancy,
                         under.probability_of_wait,
                         under.service_level,
                         under.average_speed_of_answer.count(),
                         under.mean_queue_length,
                         under.probability_of_abandonment,
                         row.staffed->scheduled.count(),
                         row.staffed->paid_time.count()};
      for (std::size_t j = 0; j < rest.size(); ++j) columns[j + 1][i] = rest[j];
    }
    for (std::size_t j = 0; j < columns.size(); ++j) {
      EXPECT_TRUE(same_bits(got.columns[j], columns[j])) << j;
    }
    const day_totals totals = sums.totals();
    EXPECT_EQ(got.totals.intervals, static_cast<std::int64_t>(totals.intervals));
    EXPECT_EQ(got.totals.intervals_left_out, static_cast<std::int64_t>(totals.intervals_left_out));
    EXPECT_EQ(got.totals.peak_interval, peak_row);
    EXPECT_EQ(got.totals.peak_required, peak);
    EXPECT_TRUE(same_bits(
        {got.totals.offered, got.totals.answered, got.totals.abandoned, got.totals.in_time,
         got.totals.counted, got.totals.service_level, got.totals.average_speed_of_answer,
         got.totals.probability_of_abandonment, got.totals.handling_time, got.totals.ready_time,
         got.totals.occupancy, got.totals.paid_time},
        {totals.offered.count(), totals.answered.count(), totals.abandoned.count(),
         totals.in_time.count(), totals.counted.count(), totals.service_level,
         totals.average_speed_of_answer.count(), totals.probability_of_abandonment,
         totals.handling_time.count(), totals.ready_time.count(), totals.occupancy,
         totals.paid_time.count()}));
  }
}

/// More rows than are planned at once, every one like a row of the center.
TEST(c_interface, plans_many_rows_in_pieces_as_at_once) {
  constexpr std::size_t many = 150'000;
  numbers volume(many), required(many);
  for (std::size_t i = 0; i < many; ++i) volume[i] = static_cast<double>(i % 1000);
  volume[140'000] = -1.0;
  const double length = 1800, handle_time = 180, level = 0.8, within = 20;
  krarup_forecast forecast{};
  forecast.size = sizeof forecast;
  forecast.contacts = krarup_rows(volume.data());
  forecast.length = krarup_same(&length);
  forecast.average_handle_time = krarup_same(&handle_time);
  krarup_targets targets{};
  targets.size = sizeof targets;
  targets.service_level = krarup_same(&level);
  targets.answer_within = krarup_same(&within);
  krarup_plan plan{};
  plan.size = sizeof plan;
  plan.agents_required = required.data();
  krarup_totals totals{};
  totals.size = sizeof totals;
  krarup_error error{};
  error.size = sizeof error;
  struct watcher {
    double last = 0.0;
    double until = 2.0;
    bool rises = true;
  } watching;
  krarup_execution how{};
  how.size = sizeof how;
  how.workers = 1;  // else the others may be far ahead when the caller's thread is asked
  how.context = &watching;
  how.go_on = [](double share, void* context) -> std::int32_t {
    auto& told = *static_cast<watcher*>(context);
    told.rises = told.rises && share >= told.last;
    told.last = share;
    return share < told.until ? 1 : 0;
  };
  EXPECT_EQ(krarup_plan_day(&forecast, &targets, many, KRARUP_ROUNDING_NONE, &plan, &totals, &how,
                            &error),
            KRARUP_ROWS_REFUSED);
  EXPECT_EQ(error.row, 140'000);
  EXPECT_TRUE(watching.rises);
  EXPECT_GT(watching.last, 0.95);
  EXPECT_EQ(totals.intervals, static_cast<std::int64_t>(many) - 1);
  const auto peak = std::max_element(required.begin(), required.begin() + 1000);
  EXPECT_EQ(totals.peak_interval, peak - required.begin());
  EXPECT_EQ(totals.peak_required, *peak);
  for (std::size_t i = 1000; i < many; ++i) {
    if (i != 140'000) {
      ASSERT_EQ(required[i], required[i % 1000]) << i;
    }
  }
  watching = {.until = 0.5};
  EXPECT_EQ(krarup_plan_day(&forecast, &targets, many, KRARUP_ROUNDING_NONE, &plan, &totals, &how,
                            &error),
            KRARUP_STOPPED);
  EXPECT_LT(watching.last, 0.55);
}

TEST(c_interface, says_the_same_by_any_number_of_workers_and_instructions) {
  const planned usual(false);
  for (const std::int32_t workers : {1, 4}) {
    for (const std::int32_t instructions :
         {KRARUP_INSTRUCTIONS_WIDEST, KRARUP_INSTRUCTIONS_BASELINE}) {
      krarup_execution how{};
      how.size = sizeof how;
      how.workers = workers;
      how.instructions = instructions;
      const planned again(false, &how);
      EXPECT_TRUE(same_bits(again.columns[0], usual.columns[0]));
      if (instructions == KRARUP_INSTRUCTIONS_WIDEST) {
        EXPECT_TRUE(same_bits(again.columns[6], usual.columns[6]));
      }
    }
  }
}

TEST(c_interface, keeps_the_floating_point_environment) {
  const planned usual(true);
  std::feclearexcept(FE_ALL_EXCEPT);
  std::fesetround(FE_DOWNWARD);
  const planned downward(true);
  const int rounding = std::fegetround();
  const int raised = std::fetestexcept(FE_ALL_EXCEPT);
  std::fesetround(FE_TONEAREST);
  EXPECT_EQ(rounding, FE_DOWNWARD);
  EXPECT_EQ(raised, 0);
  for (std::size_t i = 0; i < usual.columns.size(); ++i) {
    EXPECT_TRUE(same_bits(downward.columns[i], usual.columns[i])) << i;
  }
#ifdef __GLIBC__
  feenableexcept(FE_INVALID | FE_DIVBYZERO | FE_OVERFLOW);
  const planned trapping(true);  // whose overloaded rows wait without end
  fedisableexcept(FE_ALL_EXCEPT);
  EXPECT_TRUE(same_bits(trapping.columns[6], usual.columns[6]));
#endif
}

TEST(c_interface, shrinks_as_the_library_does) {
  const table& all = center();
  const krarup_column agents = krarup_rows(all.agents.data());
  const krarup_column share = krarup_rows(all.shrinkage.data());
  numbers got(rows), back(rows);
  for (const rounding how : {rounding::none, rounding::up_at_end, rounding::up_each_step}) {
    EXPECT_EQ(krarup_scheduled_from_on_phone(&agents, &share, count, static_cast<int>(how),
                                             got.data(), nullptr, nullptr),
              KRARUP_OK);
    for (std::size_t i = 0; i < rows; ++i) {
      if (std::isnan(all.agents[i])) {
        EXPECT_TRUE(std::isnan(got[i]));
      } else {
        ASSERT_EQ(got[i],
                  scheduled_from_on_phone(fractional_agents(all.agents[i]), all.shrinkage[i], how)
                      .count());
      }
    }
  }
  const krarup_column scheduled = krarup_rows(got.data());
  EXPECT_EQ(
      krarup_on_phone_from_scheduled(&scheduled, &share, count, back.data(), nullptr, nullptr),
      KRARUP_OK);
  for (std::size_t i = 0; i < rows; ++i) {
    if (!std::isnan(got[i])) {
      ASSERT_EQ(back[i], got[i] * (1.0 - all.shrinkage[i]));
    }
  }
}

TEST(c_interface, names_what_the_library_names) {
  for (int i = 0; i <= static_cast<int>(unreachable::beyond_numbers); ++i) {
    EXPECT_STREQ(krarup_reason_text(i + 1), explain(static_cast<unreachable>(i)));
  }
  EXPECT_EQ(KRARUP_REASON_BEYOND_NUMBERS, 1 + static_cast<int>(unreachable::beyond_numbers));
  EXPECT_EQ(KRARUP_REASON_UNLIMITED, 1 + static_cast<int>(unreachable::unlimited));
  EXPECT_EQ(KRARUP_REASON_NO_ABANDONMENT, 1 + static_cast<int>(unreachable::no_abandonment));
  using enum service_level_definition;
  EXPECT_EQ(KRARUP_DEFINITION_ANSWERED, static_cast<int>(answered));
  EXPECT_EQ(KRARUP_DEFINITION_EXCLUDE_ABANDONED_WITHIN, static_cast<int>(exclude_abandoned_within));
  EXPECT_EQ(KRARUP_DEFINITION_POSITIVE, static_cast<int>(positive));
  EXPECT_EQ(KRARUP_DEFINITION_EXCLUDE_SHORT, static_cast<int>(exclude_short));
  EXPECT_EQ(KRARUP_DEFINITION_POSITIVE_SHORT, static_cast<int>(positive_short));
  EXPECT_EQ(KRARUP_DEFINITION_VIRTUAL_WAIT, static_cast<int>(virtual_wait));
  EXPECT_EQ(KRARUP_WAIT_OF_VIRTUAL, static_cast<int>(wait_of::virtual_contact));
  EXPECT_EQ(KRARUP_ROUNDING_UP_EACH_STEP, static_cast<int>(rounding::up_each_step));
  for (krarup_status status = KRARUP_INTERNAL_ERROR; status <= KRARUP_ROWS_REFUSED; ++status) {
    EXPECT_STRNE(krarup_status_text(status), "") << status;
  }
}

}  // namespace
}  // namespace krarup
