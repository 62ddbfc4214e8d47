#include <krarup/batch/measures.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>

namespace krarup::batch {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using numbers = std::vector<double>;

/// Erlang C and A by turns, from no load to overload, and from no agents to plenty.
struct center {
  numbers arrivals, patience, staff, within, definition, short_abandon;

  center() {
    for (const double load : {0.0, 0.5, 9.5, 40.0}) {
      for (const double n : {0.0, 1.0, 9.5, 12.5, 44.0}) {
        for (const double lasts : {infinity, 60.0, 400.0}) {
          arrivals.push_back(load / 180.0);
          staff.push_back(n);
          patience.push_back(lasts);
          within.push_back(5.0 + static_cast<double>(within.size() % 4) * 10.0);
          definition.push_back(static_cast<double>(definition.size() % 7));
          short_abandon.push_back(2.5);
        }
      }
    }
  }

  [[nodiscard]] std::size_t rows() const { return arrivals.size(); }
  [[nodiscard]] queue_columns queues() const {
    return {std::span(arrivals), 180.0, std::span(patience)};
  }
  [[nodiscard]] column agents() const { return staff; }
  [[nodiscard]] level_columns levels() const {
    return {std::span(within), std::span(definition), std::span(short_abandon)};
  }

  /// What the row's queue and agents alone answer.
  template <class Ask>
  [[nodiscard]] auto alone(std::size_t row, const Ask& ask) const {
    const rate offered = rate::per_second(arrivals[row]);
    const krarup::agents n = fractional_agents(staff[row]);
    if (patience[row] == infinity) return ask(erlang_c{offered, duration(180)}, n);
    return ask(erlang_a{offered, duration(180), duration(patience[row])}, n);
  }
};

/// Equal to the last bit; NaN to NaN.
void expect_equal(const numbers& got, const numbers& expected) {
  ASSERT_EQ(got.size(), expected.size());
  for (std::size_t row = 0; row < got.size(); ++row) {
    if (std::isnan(expected[row])) {
      EXPECT_TRUE(std::isnan(got[row])) << row;
    } else {
      EXPECT_EQ(got[row], expected[row]) << row;
    }
  }
}

template <class Batch, class One>
void expect_as_alone(const Batch& batch, const One& one) {
  const center all;
  numbers got(all.rows()), expected;
  EXPECT_FALSE(batch(all.queues(), all.agents(), std::span(got)));
  for (std::size_t row = 0; row < all.rows(); ++row) expected.push_back(all.alone(row, one));
  expect_equal(got, expected);
}

TEST(batch_measures, equal_one_after_the_other) {
  expect_as_alone([](auto... of) { return average_speed_of_answer(of...); },
                  [](const auto& queue, krarup::agents n) {
                    return krarup::average_speed_of_answer(queue, n).count();
                  });
  expect_as_alone(
      [](auto... of) { return mean_queue_length(of...); },
      [](const auto& queue, krarup::agents n) { return krarup::mean_queue_length(queue, n); });
  expect_as_alone([](auto... of) { return occupancy(of...); },
                  [](const auto& queue, krarup::agents n) { return krarup::occupancy(queue, n); });
}

TEST(batch_mean_wait, is_of_those_who_are_named) {
  for (const wait_of whom :
       {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
    expect_as_alone([whom](const auto& queues, const auto& staff,
                           const auto& to) { return mean_wait(queues, staff, whom, to); },
                    [whom](const auto& queue, krarup::agents n) {
                      if constexpr (requires { queue.average_patience; }) {
                        return krarup::mean_wait(queue, n, whom).count();
                      } else {  // nobody hangs up
                        return whom == wait_of::abandoned ? missing
                                                          : krarup::mean_wait(queue, n).count();
                      }
                    });
  }
}

/// The level of one row, by its own definition.
double level_alone(const center& all, std::size_t row) {
  return all.alone(row, [&](const auto& queue, krarup::agents n) {
    const auto counted = static_cast<service_level_definition>(row % 7);
    return krarup::service_level(queue, n, duration(all.within[row]), counted, duration(2.5));
  });
}

TEST(batch_service_level, counts_by_the_definition_of_each_row) {
  const center all;
  numbers got(all.rows()), expected;
  EXPECT_FALSE(service_level(all.queues(), all.agents(), all.levels(), got));
  for (std::size_t row = 0; row < all.rows(); ++row) expected.push_back(level_alone(all, row));
  expect_equal(got, expected);

  numbers usual(all.rows());  // what is left out is the definition of the other overload
  EXPECT_FALSE(
      service_level(all.queues(), all.agents(), level_columns{std::span(all.within)}, got));
  EXPECT_FALSE(service_level(all.queues(), all.agents(), column(all.within), usual));
  expect_equal(got, usual);
}

TEST(batch_service_level, takes_no_definition_without_what_it_reads) {
  const center all;
  numbers got(all.rows());
  const level_columns nothing_short{std::span(all.within), 4.0};
  const auto refused = service_level(all.queues(), all.agents(), nothing_short, got);
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->row, 0U);
  EXPECT_EQ(refused->why, "short_abandon must be finite and > 0 s, got -1");

  const level_columns unknown{std::span(all.within), 7.0};
  EXPECT_EQ(service_level(all.queues(), all.agents(), unknown, got)->why,
            "definition must be the number of an enumerator, got 7");
  const level_columns unread{std::span(all.within), 0.0, missing};  // a NaN is one wherever it is
  EXPECT_FALSE(service_level(all.queues(), all.agents(), unread, got));
  expect_equal(got, numbers(all.rows(), missing));
}

TEST(batch_evaluate, says_every_measure_or_those_asked_for) {
  const center all;
  std::array<numbers, 7> got;
  got.fill(numbers(all.rows()));
  const performance_columns to{got[0], got[1], got[2], got[3], got[4], got[5], got[6]};
  EXPECT_FALSE(evaluate(all.queues(), all.agents(), all.levels(), all.rows(), to));
  for (std::size_t row = 0; row < all.rows(); ++row) {
    const performance one = all.alone(row, [&](const auto& queue, krarup::agents n) {
      return krarup::evaluate(queue, n, duration(all.within[row]),
                              static_cast<service_level_definition>(row % 7), duration(2.5));
    });
    const std::array expected{one.offered_load.value(),
                              one.occupancy,
                              one.probability_of_wait,
                              one.service_level,
                              one.average_speed_of_answer.count(),
                              one.mean_queue_length,
                              one.probability_of_abandonment};
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(got[i][row], expected[i]) << row;
  }

  numbers busy(all.rows());
  EXPECT_FALSE(evaluate(all.queues(), all.agents(), all.levels(), all.rows(), {.occupancy = busy}));
  expect_equal(busy, got[1]);
  numbers too_few(all.rows() - 1);
  EXPECT_THROW(evaluate(all.queues(), all.agents(), all.levels(), all.rows(),
                        {.occupancy = busy, .service_level = too_few}),
               std::invalid_argument);
}

TEST(batch_measures, leave_out_rows_with_a_gap_and_name_the_first_that_is_none) {
  center all;
  all.arrivals[3] = missing;
  all.patience[7] = 0.0;
  all.staff[5] = -1.0;
  numbers got(all.rows()), level(all.rows());
  const auto check = [&](const std::optional<refusal>& refused, const numbers& results) {
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->row, 5U);
    EXPECT_EQ(refused->why, "agents must be finite and >= 0, got -1");
    for (std::size_t row = 0; row < 9; ++row) {
      EXPECT_EQ(std::isnan(results[row]), row == 3 || row == 5 || row == 7) << row;
    }
  };
  check(occupancy(all.queues(), all.agents(), got), got);
  check(service_level(all.queues(), all.agents(), all.levels(), got), got);
  check(evaluate(all.queues(), all.agents(), all.levels(), all.rows(), {.service_level = level}),
        level);
}

TEST(batch_measures, take_columns_of_as_many_rows_alone) {
  const center all;
  numbers fewer(all.rows() - 1);
  EXPECT_THROW(occupancy(all.queues(), all.agents(), fewer), std::invalid_argument);
  EXPECT_THROW(mean_wait(all.queues(), all.agents(), wait_of::offered, fewer),
               std::invalid_argument);
  EXPECT_THROW(service_level(all.queues(), all.agents(), all.levels(), fewer),
               std::invalid_argument);
  EXPECT_THROW(evaluate(all.queues(), all.agents(), all.levels(), fewer.size(), {}),
               std::invalid_argument);
  EXPECT_THROW(
      service_level(all.queues(), 12.0, level_columns{20.0, std::span(fewer)}, std::span(fewer)),
      std::invalid_argument);
}

}  // namespace
}  // namespace krarup::batch
