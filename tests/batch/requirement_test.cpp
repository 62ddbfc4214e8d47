#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"

namespace krarup::batch {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr instruction_set every_set[] = {instruction_set::baseline, instruction_set::avx2,
                                         instruction_set::avx512};

struct problems {
  std::vector<double> rate, handle_time, level, answer_within;
};

/// Loads from 1e-6 to 1e7, levels near 0, near 1 and between, answer times from 0 to 100 handle times.
problems random_problems(std::size_t rows) {
  std::mt19937_64 random(20260509);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  problems all;
  for (std::size_t row = 0; row < rows; ++row) {
    const bool usual = row % 4 == 0;
    const double handle_time = row % 3 == 0 ? 180.0 : 60.0 + 600.0 * uniform();
    all.handle_time.push_back(handle_time);
    all.rate.push_back(std::pow(10.0, -6.0 + 13.0 * uniform()) / handle_time);
    const double level = row % 2 == 0 ? uniform() : 1.0 - std::pow(10.0, -14.0 * uniform());
    all.level.push_back(usual ? 0.80 : level);
    const double time = row % 5 == 0 ? 0.0 : handle_time * std::pow(10.0, -4.0 + 6.0 * uniform());
    all.answer_within.push_back(usual ? 20.0 : time);
  }
  return all;
}

TEST(batch_agents_required, equals_one_after_the_other_with_every_instruction_set) {
  const problems all = random_problems(100'000);
  std::vector<double> expected;
  for (std::size_t row = 0; row < all.rate.size(); ++row) {
    const auto n = krarup::agents_required(
        erlang_c{rate::per_second(all.rate[row]), duration(all.handle_time[row])},
        {.service_level = all.level[row], .answer_within = duration(all.answer_within[row])});
    expected.push_back(n ? n->count() : infinity);
  }
  for (const instruction_set set : every_set) {
    std::vector<double> n(expected.size());
    EXPECT_FALSE(agents_required({.arrival_rate = all.rate, .average_handle_time = all.handle_time},
                                 {.service_level = all.level, .answer_within = all.answer_within},
                                 {n}, {.workers = 1, .instructions = set}));
    EXPECT_EQ(n, expected) << static_cast<int>(set);
  }
}

TEST(batch_agents_required, asks_no_usual_row_alone) {
  constexpr std::size_t rows = 500;
  constexpr std::size_t begin = 7;
  std::vector<double> rate, handle_time, level, time;
  for (std::size_t row = 0; row < rows; ++row) {
    const double load = std::pow(10.0, -2.0 + 6.0 * static_cast<double>(row) / rows);
    handle_time.push_back(0.5 + static_cast<double>(row % 7));
    rate.push_back(load / 0.5);
    level.push_back(0.5 + 0.4 * static_cast<double>(row % 11) / 11.0);
    time.push_back(0.01 + 0.1 * static_cast<double>(row % 5));
  }
  const queue_columns same{.arrival_rate = rate, .average_handle_time = 0.5};
  const queue_columns varied{.arrival_rate = rate, .average_handle_time = handle_time};
  const target_columns usual{.service_level = 0.8, .answer_within = 0.1};
  const target_columns levels{.service_level = level, .answer_within = 0.1};
  const target_columns times{.service_level = 0.8, .answer_within = time};
  for (const auto& [queues, targets] :
       {std::pair{same, usual}, {varied, usual}, {same, levels}, {same, times}}) {
    for (const instruction_set set : every_set) {
      if (set > widest_instruction_set()) continue;
      std::vector<double> n(rows, -7.0);
      const auto write = [&](std::size_t row, double agents, double reason) {
        n[row] = agents;
        EXPECT_EQ(reason, 0.0);
      };
      const auto ask = [&](std::size_t row) { ADD_FAILURE() << row << " asked alone"; };
      detail::answer_levels(queues, targets, begin, rows, set, write, ask);
      detail::answer_levels(queues, targets, rows, rows, set, write, ask);
      for (std::size_t row = 0; row < rows; ++row) {
        const erlang_c queue{krarup::rate::per_second(queues.arrival_rate[row]),
                             duration(queues.average_handle_time[row])};
        EXPECT_EQ(n[row],
                  row < begin ? -7.0 : krarup::agents_required(queue, targets[row])->count());
      }
    }
  }
}

TEST(batch_agents_required, of_more_agents_than_anybody_has) {
  support::random_numbers random(20261124);
  std::vector<double> rate, level, time, expected;
  for (int row = 0; row < 1'000; ++row) {
    rate.push_back(random.scale(1e11, 1e19));
    level.push_back(random.uniform(0.1, 0.95));
    time.push_back(row % 4 == 0 ? 0.0 : random.scale(1e-9, 39.0));
    const outcome<agents> alone = krarup::agents_required(
        erlang_c{krarup::rate::per_second(rate.back()), duration(1)},
        {.service_level = level.back(), .answer_within = duration(time.back())});
    expected.push_back(alone ? alone->count() : infinity);  // there is no number beyond 2^53
  }
  for (const instruction_set set : every_set) {
    std::vector<double> n(rate.size());
    EXPECT_FALSE(agents_required({.arrival_rate = rate, .average_handle_time = 1.0},
                                 {.service_level = level, .answer_within = time}, {n},
                                 {.instructions = set}));
    EXPECT_EQ(n, expected);
  }
}

TEST(batch_agents_required, does_not_depend_on_workers) {
  const problems all = random_problems(300'000);
  const auto ask = [&](std::size_t workers) {
    std::vector<double> n(all.rate.size());
    EXPECT_FALSE(agents_required({.arrival_rate = all.rate, .average_handle_time = all.handle_time},
                                 {.service_level = all.level, .answer_within = 20.0}, {n},
                                 {.workers = workers}));
    return n;
  };
  const std::vector<double> alone = ask(1);
  EXPECT_EQ(ask(2), alone);
  EXPECT_EQ(ask(5), alone);
  EXPECT_EQ(ask(0), alone);
}

TEST(batch_agents_required, answers_patient_and_impatient_rows_side_by_side) {
  const std::vector<double> patience{infinity, 300.0, infinity, 60.0};
  std::vector<double> n(4);
  EXPECT_FALSE(agents_required(
      {.arrival_rate = 100.0 / 1800.0, .average_handle_time = 180.0, .average_patience = patience},
      {.service_level = 0.80, .answer_within = 20.0}, {n}));
  EXPECT_EQ(n, (std::vector<double>{14, 13, 14, 12}));
}

TEST(batch_agents_required, takes_whole_targets) {
  std::vector<double> n(2);
  const std::vector<double> caps{0.70, -1.0};
  EXPECT_FALSE(agents_required({.arrival_rate = 100.0 / 1800.0, .average_handle_time = 180.0},
                               {.service_level = 0.80, .answer_within = 20.0, .occupancy = caps},
                               {n}));
  EXPECT_EQ(n, (std::vector<double>{15, 14}));
}

TEST(batch_agents_required, corners) {
  const std::vector<double> rate{0.0, 0.0, 1.0, 1.0};
  const std::vector<double> level{0.8, 1.0, 1.0, 0.0};
  for (const instruction_set set : every_set) {
    std::vector<double> n(4), reason(4);
    EXPECT_FALSE(agents_required({.arrival_rate = rate, .average_handle_time = 180.0},
                                 {.service_level = level, .answer_within = 20.0}, {n, reason},
                                 {.instructions = set}));
    EXPECT_EQ(n, (std::vector<double>{0, 0, infinity, 0}));
    const double perfect = 1.0 + static_cast<double>(unreachable::perfect_service_level);
    EXPECT_EQ(reason, (std::vector<double>{0, 0, perfect, 0}));
    EXPECT_FALSE(agents_required({.arrival_rate = 1.0, .average_handle_time = 180.0},
                                 {.service_level = 0.8, .answer_within = 20.0}, {{}},
                                 {.instructions = set}));
  }
}

TEST(batch_agents_required, says_why_there_is_no_number) {
  const std::vector<double> patience{300.0, 300.0, nan, 0.0};
  const std::vector<double> abandonment{0.0, 0.1, 0.1, 0.1};
  std::vector<double> n(4, -7.0), reason(4, -7.0);
  const auto refused = agents_required(
      {.arrival_rate = 0.1, .average_handle_time = 180.0, .average_patience = patience},
      {.probability_of_abandonment = abandonment}, {n, reason});
  EXPECT_EQ(n[0], infinity);
  EXPECT_EQ(reason[0], 1.0 + static_cast<double>(unreachable::no_abandonment));
  EXPECT_GT(n[1], 0.0);
  EXPECT_EQ(reason[1], 0.0);
  for (const std::size_t row : {2U, 3U}) EXPECT_TRUE(std::isnan(n[row]) && std::isnan(reason[row]));
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->row, 3U);
}

TEST(batch_agents_required, leaves_out_a_gap_that_is_not_read) {
  std::vector<double> n(20);
  EXPECT_FALSE(agents_required({.arrival_rate = 1.0, .average_handle_time = 180.0},
                               {.service_level = 0.8, .answer_within = 20.0, .short_abandon = nan},
                               {n}));
  for (const double each : n) EXPECT_TRUE(std::isnan(each));
}

TEST(batch_agents_required, takes_no_two_wrongs_for_a_right) {
  const std::vector<double> rate(20, -10.0), handle_time(20, -0.5), times(20, -0.1);
  for (const instruction_set set : every_set) {
    std::vector<double> n(20);
    EXPECT_TRUE(agents_required({.arrival_rate = rate, .average_handle_time = handle_time},
                                {.service_level = 0.8, .answer_within = times}, {n},
                                {.instructions = set}));
    for (const double each : n) EXPECT_TRUE(std::isnan(each));
  }
}

TEST(batch_agents_required, keeps_what_is_wrong_to_its_row) {
  const std::vector<double> rate{1.0, nan, 1.0, -1.0, infinity, 1.0};
  for (const instruction_set set : every_set) {
    std::vector<double> n(6);
    const auto refused =
        agents_required({.arrival_rate = rate, .average_handle_time = 180.0},
                        {.service_level = 0.8, .answer_within = 20.0}, {n}, {.instructions = set});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->row, 3U);
    EXPECT_EQ(refused->why, "rate must be finite and >= 0, got -1");
    for (const std::size_t row : {1U, 3U, 4U}) EXPECT_TRUE(std::isnan(n[row])) << row;
    for (const std::size_t row : {0U, 2U, 5U}) EXPECT_EQ(n[row], 188) << row;
  }
}

TEST(batch_agents_required, refuses_times_hardly_below_nothing) {
  const std::vector<double> load(20, 10.0);
  const std::vector<double> time(20, -3e-322);  // as a quotient -0
  for (const instruction_set set : every_set) {
    std::vector<double> result(load.size());
    EXPECT_TRUE(agents_required({.arrival_rate = load, .average_handle_time = 180.0},
                                {.service_level = 0.8, .answer_within = time}, {result},
                                {.instructions = set}));
    for (const double n : result) EXPECT_TRUE(std::isnan(n));
    EXPECT_TRUE(service_level({.arrival_rate = load, .average_handle_time = 180.0}, 2000.0, time,
                              result, {.instructions = set}));
    for (const double level : result) EXPECT_TRUE(std::isnan(level));
  }
}

TEST(batch_agents_required, reads_columns_with_steps) {
  const std::vector<double> table{10.0, 0.8, 100.0, 0.9, 1000.0, 0.95};
  std::vector<double> n(3);
  EXPECT_FALSE(
      agents_required({.arrival_rate = column(table.data(), 2), .average_handle_time = 1.0},
                      {.service_level = column(table.data() + 1, 2), .answer_within = 0.1}, {n}));
  for (std::size_t row = 0; row < 3; ++row) {
    const erlang_c queue{rate::per_second(table[2 * row]), duration(1)};
    EXPECT_EQ(n[row], krarup::agents_required(queue, {.service_level = table[2 * row + 1],
                                                      .answer_within = duration(0.1)})
                          ->count());
  }
}

TEST(batch_agents_required, refuses_a_short_abandon_that_no_target_may_have) {
  std::vector<double> agents(20);
  for (const double wrong : {0.0, -0.0, infinity}) {
    const auto refused = agents_required(
        {.arrival_rate = 0.1, .average_handle_time = 180.0, .average_patience = infinity},
        {.service_level = 0.80, .answer_within = 20.0, .short_abandon = wrong}, {agents});
    ASSERT_TRUE(refused) << wrong;
    EXPECT_EQ(refused->row, 0U);
    EXPECT_TRUE(refused->why.starts_with("short_abandon must be finite and > 0 s")) << refused->why;
  }
}

TEST(batch_agents_required, refuses_columns_of_other_lengths) {
  const std::vector<double> rates(2, 1.0);
  std::vector<double> n(3);
  EXPECT_THROW((void)agents_required({.arrival_rate = rates, .average_handle_time = 180.0},
                                     {.service_level = 0.8, .answer_within = 20.0}, {n}),
               std::invalid_argument);
  EXPECT_THROW((void)agents_required({.arrival_rate = 1.0, .average_handle_time = 180.0},
                                     {.service_level = 0.8, .answer_within = rates}, {n}),
               std::invalid_argument);
}

TEST(target_columns, promise_levels_alone_where_nothing_else_is_read_or_refused) {
  const auto alone = [](const column& definition, const column& short_abandon,
                        double occupancy = -1.0) {
    return target_columns{.service_level = 0.8,
                          .answer_within = 20.0,
                          .definition = definition,
                          .short_abandon = short_abandon,
                          .occupancy = occupancy}
        .promises_levels_alone();
  };
  for (const double unread : {-5.0, -0.5, 5e-324, 0.5, 5.0}) {
    for (const double definition : {0.0, 1.0}) EXPECT_TRUE(alone(definition, unread)) << unread;
    EXPECT_FALSE(alone(4.0, unread)) << unread;
    EXPECT_FALSE(alone(0.5, unread)) << unread;
    EXPECT_FALSE(alone(0.0, unread, 0.9)) << unread;
  }
  for (const double refused : {0.0, -0.0, infinity, nan}) EXPECT_FALSE(alone(0.0, refused));
  const std::vector<double> nobody_looks_at_every_row(3, 1.0);
  EXPECT_FALSE(alone(nobody_looks_at_every_row, -1.0));
  EXPECT_FALSE(alone(0.0, nobody_looks_at_every_row));
}

TEST(batch_agents_required, errors) {
  std::vector<double> n(3), reason(2);
  EXPECT_THROW((void)agents_required({.arrival_rate = 1.0, .average_handle_time = 180.0},
                                     {.service_level = 0.8, .answer_within = 20.0}, {n, reason}),
               std::invalid_argument);
  const auto refused =
      agents_required({.arrival_rate = 1.0, .average_handle_time = 180.0}, {}, {n});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->why, "a service target must promise something, got no field");
  for (const double definition : {7.0, -1.0, 0.5, 1e300}) {
    const auto unknown = agents_required(
        {.arrival_rate = 1.0, .average_handle_time = 180.0},
        {.service_level = 0.8, .answer_within = 20.0, .definition = definition}, {n});
    ASSERT_TRUE(unknown) << definition;
    EXPECT_EQ(unknown->row, 0u);
    EXPECT_EQ(unknown->why.find("definition must be the number of an enumerator, got "), 0u);
  }
}

}  // namespace
}  // namespace krarup::batch
