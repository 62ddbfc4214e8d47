#include <krarup/batch/measure_rows.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/detail/packs.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include "support/hard_points.hpp"
#include "support/relative_error.hpp"

#ifdef KRARUP_LANES

namespace krarup::batch::detail {
namespace {

using krarup::detail::blocking_measure;
using krarup::detail::level_measure;
using krarup::detail::wait_measure;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// What packs say of every row: nothing where they do not take it, NaN where they give it back.
template <class Measure>
std::vector<std::optional<double>> ask(const std::vector<packed_row>& rows, instruction_set set) {
  std::vector<std::optional<double>> said(rows.size());
  std::vector<int> times(rows.size());
  const auto done = [&](std::size_t row, double value) {
    said[row] = value;
    ++times[row];
  };
  measure_blocks<Measure, decltype(done)> blocks(set, done);
  std::vector<int> taken;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    taken.push_back(blocks.add(row, rows[row]) ? 1 : 0);
  }
  blocks.flush();
  EXPECT_EQ(times, taken);
  return said;
}

template <class Check>
void with_every_set(const Check& check) {
  for (const auto set : {instruction_set::avx2, instruction_set::avx512}) {
    if (set > widest_instruction_set()) continue;
    SCOPED_TRACE(static_cast<int>(set));
    check(set);
  }
}

double alone(blocking_measure, const packed_row& row) {
  return probability_of_blocking(loss_system(erlangs(row.load)), fractional_trunks(row.servers));
}
double alone(wait_measure, const packed_row& row) {
  return probability_of_wait(erlang_c{rate::per_second(row.load), duration(1)},
                             fractional_agents(row.servers));
}
double alone(level_measure, const packed_row& row) {
  return service_level(erlang_c{rate::per_second(row.load), duration(1)},
                       fractional_agents(row.servers), duration(row.time));
}

/// What e is raised to where the density of a load falls from its peak to n.
double exponent_of(const packed_row& row) {
  const double x = row.load / row.servers;
  return row.servers * (x - 1.0 - std::log(x));
}

/// Rows of every method, from its least number of servers to its largest.
std::vector<packed_row> rows_for_packs(double heaviest) {
  support::random_numbers random(20261122);
  std::vector<packed_row> rows{
      {8.0, 0.5, 0.0},     {8.0, 4.0, 0.1},           {8.0, 4.4, 0.1},
      {8.5, 7.0, 1.0},     {1e6, 0.5e6, 0.0},         {1e12, 1e12, 0.0},
      {127.5, 127.0, 0.1}, {128.0, 127.0, 0.1},       {1.0, 0.5, 0.0},
      {7.0, 6.0, 1e308},   {100.0, 90.0, 1e308},      {1e12, 0.9999999e12, 1e-7},
      {1.0, 1e-299, 1e-9}, {100.0, 1.65 * 100.0, 0.1}};
  for (int i = 0; i < 3'000; ++i) {
    const double t = i % 7 == 0 ? 0.0 : random.scale(1e-5, 1e2);
    const double few = 1.0 + std::floor(random.uniform(0.0, 7.0));
    rows.push_back({few, few * random.scale(1e-3, heaviest), t});
    const double n = random.scale(8.0, i % 2 == 0 ? 1e3 : 1e12);
    rows.push_back({n, n * random.uniform(0.55, heaviest), t});
    const double of_light = random.scale(8.0, i % 2 == 0 ? 1e3 : 1e6);
    rows.push_back({of_light, of_light * random.uniform(1.0 / 16.0, 0.55), t});
  }
  std::erase_if(rows, [&](const packed_row& row) { return row.load > heaviest * row.servers; });
  return rows;
}

template <class Measure>
void expect_as_alone(double heaviest) {
  const std::vector<packed_row> rows = rows_for_packs(heaviest);
  with_every_set([&](instruction_set set) {
    const auto said = ask<Measure>(rows, set);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double exponent =
          rows[i].servers < 8.0 || rows[i].load >= rows[i].servers ? 0.0 : exponent_of(rows[i]);
      ASSERT_TRUE(said[i]) << rows[i].servers << ' ' << rows[i].load;
      if (std::abs(exponent - 660.0) < 0.01) continue;
      if (exponent > 660.0) {  // n J might overflow
        EXPECT_TRUE(std::isnan(*said[i])) << rows[i].servers << ' ' << rows[i].load;
      } else {
        const double epsilons = rows[i].servers < 8.0 ? 8.0 : 5.0;
        EXPECT_TRUE(support::within(epsilons, *said[i], alone(Measure(), rows[i])))
            << rows[i].servers << ' ' << rows[i].load << ' ' << rows[i].time;
      }
    }
  });
}

TEST(measure_blocks, say_what_one_row_alone_says) {
  expect_as_alone<blocking_measure>(1.65);
  expect_as_alone<wait_measure>(0.9999999);
  expect_as_alone<level_measure>(0.9999999);
}

TEST(measure_blocks, answer_whole_blocks) {
  constexpr std::size_t whole = krarup::detail::block_rows;
  std::size_t told = 0;
  const auto done = [&](std::size_t, double) { ++told; };
  measure_blocks<wait_measure, decltype(done)> blocks(widest_instruction_set(), done);
  for (std::size_t row = 0; row < 3 * whole - 1; ++row) {
    EXPECT_EQ(told, row / whole * whole);
    EXPECT_TRUE(blocks.add(row, {100.0, 90.0, 0.0}));
  }
  blocks.flush();
  EXPECT_EQ(told, 3 * whole - 1);
}

TEST(measure_blocks, leave_rows_for_which_they_have_no_method) {
  const std::vector<packed_row> rows{{},
                                     {0.0, 0.5},
                                     {-1.0, 0.5},
                                     {0.5, 0.2},
                                     {2.5, 2.0},
                                     {7.9, 7.0},
                                     {nan, 1.0},
                                     {3.0, nan},
                                     {3.0, 0.0},
                                     {3.0, -1.0},
                                     {3.0, infinity},
                                     {100.0, nan},
                                     {100.0, -90.0},
                                     {100.0, 6.2},
                                     {100.0, 166.0},
                                     {100.0, infinity},
                                     {1.01e6, 0.5e6},
                                     {1.01e12, 1.01e12},
                                     {infinity, 1.0},
                                     {infinity, infinity}};
  with_every_set([&](instruction_set set) {
    for (const auto& said : ask<blocking_measure>(rows, set)) EXPECT_FALSE(said);
    for (const auto& said : ask<level_measure>(rows, set)) EXPECT_FALSE(said);
    std::vector<packed_row> untimed;
    for (const double time : {-1.0, -1e-300, -0.0, infinity, nan}) {
      untimed.push_back({3.0, 2.0, time});
      untimed.push_back({100.0, 90.0, time});
    }
    for (const auto& said : ask<level_measure>(untimed, set)) EXPECT_FALSE(said);
    for (const auto& said : ask<wait_measure>(untimed, set)) EXPECT_TRUE(said);
  });
}

TEST(measure_blocks, give_back_rows_whose_numbers_overflow) {
  std::vector<packed_row> rows;
  for (const double x : {0.08, 0.2, 0.5, 0.6, 0.9}) {  // a/n
    for (const double exponent : {600.0, 659.5, 660.5, 689.0, 1e5}) {
      const double n = exponent / (x - 1.0 - std::log(x));
      rows.push_back({n, n * x, 0.0});
    }
  }
  with_every_set([&](instruction_set set) {
    const auto said = ask<wait_measure>(rows, set);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      EXPECT_EQ(std::isnan(said[i].value()), exponent_of(rows[i]) > 660.0) << rows[i].servers;
    }
  });
}

TEST(measure_blocks, answer_few_servers_under_any_load_unless_they_overflow) {
  // J is about 5040/a^7.
  const std::vector<packed_row> few{{7.0, std::pow(5040.0 / 1e296, 1.0 / 7.0)},
                                    {7.0, std::pow(5040.0 / 1e304, 1.0 / 7.0)},
                                    {7.0, 1e-200},
                                    {7.0, 1e31},
                                    {1.0, 1e308}};
  with_every_set([&](instruction_set set) {
    const auto said = ask<blocking_measure>(few, set);
    for (const std::size_t i : {0U, 3U, 4U}) {
      EXPECT_TRUE(support::within(5.0, said[i].value(), alone(blocking_measure(), few[i])));
    }
    for (const std::size_t i : {1U, 2U}) EXPECT_TRUE(std::isnan(said[i].value()));
  });
}

}  // namespace
}  // namespace krarup::batch::detail

#endif
