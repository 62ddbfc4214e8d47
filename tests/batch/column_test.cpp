// What every question over columns does with columns of other lengths, with steps, and with gaps.
#include <krarup/batch/column.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>

#include "support/relative_error.hpp"

namespace krarup::batch {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::size_t rows = 20;

/// Everything that a question may be asked about, with the numbers of one row.
struct everything {
  double arrival_rate = 0.05;
  double average_handle_time = 180.0;
  double average_patience = infinity;
  double agents = 12.0;
  double level = 0.7;
  double answer_within = 20.0;
  double definition = 4.0;
  double short_abandon = 5.0;
  double blocking = 0.01;
  double interval = 1800.0;
  double shrinkage = 0.3;
  double occupancy = 0.95;
  double wait = 60.0;
  double abandonment = -1.0;  // nothing promised
  double waiting = 0.5;
};
using number = double everything::*;

/// The same, of which one or no number is a column.
class center {
 public:
  center(const everything& numbers, number varied, column with)
      : numbers_(numbers), varied_(varied), with_(with) {}
  [[nodiscard]] column operator[](number one) const {
    return one == varied_ ? with_ : column(numbers_.*one);
  }
  [[nodiscard]] queue_columns queues() const {
    return {(*this)[&everything::arrival_rate], (*this)[&everything::average_handle_time],
            (*this)[&everything::average_patience]};
  }
  [[nodiscard]] level_columns levels() const {
    return {(*this)[&everything::answer_within], (*this)[&everything::definition],
            (*this)[&everything::short_abandon]};
  }
  [[nodiscard]] target_columns targets() const {
    return {.service_level = (*this)[&everything::level],
            .answer_within = (*this)[&everything::answer_within],
            .definition = (*this)[&everything::definition],
            .short_abandon = (*this)[&everything::short_abandon],
            .average_speed_of_answer = (*this)[&everything::wait],
            .mean_wait = (*this)[&everything::wait],
            .probability_of_abandonment = (*this)[&everything::abandonment],
            .occupancy = (*this)[&everything::occupancy],
            .probability_of_wait = (*this)[&everything::waiting]};
  }

 private:
  everything numbers_;
  number varied_;
  column with_;
};

using numbers = std::vector<number>;
using result = std::span<double>;
using said = std::optional<refusal>;

struct question {
  std::string name;
  numbers reads;
  said (*ask)(const center&, result);
};

const numbers queue{&everything::arrival_rate, &everything::average_handle_time,
                    &everything::average_patience};
const numbers level{&everything::answer_within, &everything::definition,
                    &everything::short_abandon};
const numbers target{&everything::level,      &everything::answer_within,
                     &everything::definition, &everything::short_abandon,
                     &everything::wait,       &everything::abandonment,
                     &everything::waiting,    &everything::occupancy};

numbers operator+(numbers a, const numbers& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
numbers operator-(numbers a, number b) {
  std::erase(a, b);
  return a;
}

said day(const center& of, result to, std::optional<column> staff) {
  const day_plan_row of_yesterday{.length = duration(1),
                                  .offered = contacts(1),
                                  .required = unreachable::unlimited,
                                  .staffed = std::nullopt};
  std::vector<std::optional<day_plan_row>> plan(to.size(), of_yesterday);
  auto refused = plan_day({.contacts = of[&everything::arrival_rate],
                           .length = of[&everything::interval],
                           .average_handle_time = of[&everything::average_handle_time],
                           .average_patience = of[&everything::average_patience],
                           .targets = of.targets(),
                           .shrinkage = of[&everything::shrinkage],
                           .on_phone = staff},
                          rounding::up_at_end, plan);
  for (std::size_t row = 0; row < to.size(); ++row) {
    to[row] = !plan[row] ? nan : plan[row]->staffed ? plan[row]->staffed->paid_time.count() : -1.0;
  }
  return refused;
}

const question questions[] = {
    {"probability_of_blocking",
     {&everything::arrival_rate, &everything::agents},
     [](const center& of, result to) {
       return probability_of_blocking(of[&everything::arrival_rate], of[&everything::agents], to);
     }},
    {"probability_of_wait", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return probability_of_wait(of.queues(), of[&everything::agents], to);
     }},
    {"probability_of_abandonment", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return probability_of_abandonment(of.queues(), of[&everything::agents], to);
     }},
    {"service_level", queue + numbers{&everything::agents, &everything::answer_within},
     [](const center& of, result to) {
       return service_level(of.queues(), of[&everything::agents], of[&everything::answer_within],
                            to);
     }},
    {"service_level by definition", queue + level + numbers{&everything::agents},
     [](const center& of, result to) {
       return service_level(of.queues(), of[&everything::agents], of.levels(), to);
     }},
    {"service_level of the offered",
     queue + numbers{&everything::agents, &everything::answer_within, &everything::short_abandon},
     [](const center& of, result to) {
       level_columns levels = of.levels();
       levels.definition = 0.0;
       return service_level(of.queues(), of[&everything::agents], levels, to);
     }},
    {"average_speed_of_answer", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return average_speed_of_answer(of.queues(), of[&everything::agents], to);
     }},
    {"mean_wait", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return mean_wait(of.queues(), of[&everything::agents], wait_of::offered, to);
     }},
    {"mean_queue_length", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return mean_queue_length(of.queues(), of[&everything::agents], to);
     }},
    {"occupancy", queue + numbers{&everything::agents},
     [](const center& of, result to) {
       return occupancy(of.queues(), of[&everything::agents], to);
     }},
    {"evaluate", queue + level + numbers{&everything::agents},
     [](const center& of, result to) {
       return evaluate(of.queues(), of[&everything::agents], of.levels(), to.size(),
                       {.service_level = to});
     }},
    {"trunks_required",
     {&everything::arrival_rate, &everything::blocking},
     [](const center& of, result to) {
       return trunks_required(of[&everything::arrival_rate], of[&everything::blocking], {to});
     }},
    {"fractional_agents_required", queue + target,
     [](const center& of, result to) {
       return fractional_agents_required(of.queues(), of.targets(), {to});
     }},
    {"contacts_answerable",
     queue + target + numbers{&everything::agents, &everything::interval} -
         &everything::arrival_rate,
     [](const center& of, result to) {
       return contacts_answerable(of.queues(), of[&everything::agents], of.targets(),
                                  of[&everything::interval], {to});
     }},
    {"longest_average_handle_time",
     queue + target + numbers{&everything::agents} - &everything::average_handle_time,
     [](const center& of, result to) {
       return longest_average_handle_time(of.queues(), of[&everything::agents], of.targets(), {to});
     }},
    {"answer_within_achieved",
     queue + level + numbers{&everything::agents, &everything::level} - &everything::answer_within,
     [](const center& of, result to) {
       return answer_within_achieved(of.queues(), of[&everything::agents], of[&everything::level],
                                     of.levels(), {to});
     }},
    {"agents_required", queue + target,
     [](const center& of, result to) { return agents_required(of.queues(), of.targets(), {to}); }},
    {"agents_required for a level", queue + numbers{&everything::level, &everything::answer_within},
     [](const center& of, result to) {
       return agents_required(of.queues(),
                              {.service_level = of[&everything::level],
                               .answer_within = of[&everything::answer_within]},
                              {to});
     }},
    {"plan_day", queue + target + numbers{&everything::interval, &everything::shrinkage},
     [](const center& of, result to) { return day(of, to, std::nullopt); }},
    {"plan_day under given staff",
     queue + target + numbers{&everything::interval, &everything::shrinkage, &everything::agents},
     [](const center& of, result to) { return day(of, to, of[&everything::agents]); }},
};

/// Calls check(question, numbers, number that it reads) for all of them, patient and impatient.
template <class Check>
void for_every_column(const Check& check) {
  for (const question& one : questions) {
    for (const double patience : {infinity, 300.0}) {
      everything row;
      row.average_patience = patience;
      if (patience < infinity) row.abandonment = 0.4;
      for (std::size_t i = 0; i < one.reads.size(); ++i) {
        SCOPED_TRACE(one.name + ", column " + std::to_string(i));
        check(one, row, one.reads[i]);
      }
    }
  }
}

TEST(columns, with_a_gap_leave_its_row_out_and_no_other) {
  for_every_column([](const question& asked, const everything& row, number varied) {
    std::vector<double> with_gap(rows, row.*varied), got(rows, -7.0);
    with_gap[13] = nan;
    EXPECT_FALSE(asked.ask({row, varied, column(with_gap)}, got));
    for (std::size_t i = 0; i < rows; ++i) EXPECT_EQ(std::isnan(got[i]), i == 13) << i;
    EXPECT_EQ(got[12], got[0]);
    EXPECT_FALSE(asked.ask({row, varied, column(nan)}, got));
    for (const double each : got) EXPECT_TRUE(std::isnan(each));
  });
}

TEST(columns, have_the_rows_of_the_result) {
  for_every_column([](const question& asked, const everything& row, number varied) {
    std::vector<double> fewer(rows - 1, row.*varied), got(rows);
    EXPECT_THROW(asked.ask({row, varied, column(fewer)}, got), std::invalid_argument);
  });
}

TEST(columns, are_read_with_steps_and_from_a_row_on) {
  for_every_column([](const question& asked, const everything& row, number varied) {
    std::vector<double> values(rows), spread(3 * rows + 3, nan), expected(rows), got(rows);
    for (std::size_t i = 0; i < rows; ++i) {
      values[i] = row.*varied;
      if (varied == &everything::level) values[i] *= 1.0 - 0.01 * static_cast<double>(i);
      spread[3 * i + 3] = values[i];
    }
    asked.ask({row, varied, column(values)}, expected);
    asked.ask({row, varied, column(spread.data(), 3).from(1)}, got);
    for (std::size_t i = 0; i < rows; ++i) EXPECT_TRUE(support::within(5.0, got[i], expected[i]));
    asked.ask({row, varied, column(values.data(), 0)}, got);
    for (const double each : got) EXPECT_TRUE(support::within(5.0, each, expected[0]));
  });
}

TEST(column, knows_whether_all_its_rows_are_the_same) {
  const std::vector<double> values{1.0, 2.0};
  EXPECT_EQ(column(3.0).same(), 3.0);
  EXPECT_EQ(column(values.data() + 1, 0).same(), 2.0);
  EXPECT_FALSE(column(values).same());
  EXPECT_FALSE(column(values.data(), 1).same());
  EXPECT_FALSE(column(values.data() + 1, -1).is_same());
}

}  // namespace
}  // namespace krarup::batch
