#include <krarup/batch/level_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/hard_points.hpp"

namespace krarup::batch::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(level_promise, is_ordinary_where_packs_can_keep_it) {
  for (const double time : {0.0, 0.1, 39.9}) {
    for (const double late : {1.1e-12, 0.2, 0.9999999}) {
      EXPECT_TRUE((level_promise{time, late}.is_ordinary())) << time << ' ' << late;
    }
  }
  for (const double time : {-0.0, -1.0, 40.0, nan}) {
    EXPECT_FALSE((level_promise{time, 0.2}.is_ordinary())) << time;
  }
  for (const double late : {-1.0, 0.0, 1e-12, 1.0, 2.0, nan}) {
    EXPECT_FALSE((level_promise{0.1, late}.is_ordinary())) << late;
  }
  for (const double load : {5e-324, 1.0, 9.9e11}) EXPECT_TRUE(is_ordinary(load)) << load;
  for (const double load : {-1.0, 0.0, 1e12, nan}) EXPECT_FALSE(is_ordinary(load)) << load;
}

#ifdef KRARUP_LANES

struct question {
  level_promise promised;
  double load;
};

/// Agents that packs say each row needs, NaN where that is not certain.
std::vector<double> ask(const std::vector<question>& rows, instruction_set set) {
  std::vector<double> agents(rows.size());
  std::vector<int> times(rows.size());
  const auto done = [&](std::size_t row, double n) {
    agents[row] = n;
    ++times[row];
  };
  level_blocks blocks(set, done);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    blocks.promise(rows[row].promised);
    blocks.add(row, rows[row].load);
  }
  blocks.flush();
  EXPECT_EQ(times, std::vector<int>(rows.size(), 1));
  return agents;
}

double alone(const question& row) {
  return krarup::agents_required(erlang_c{rate::per_second(row.load), duration(1)},
                                 {.service_level = 1.0 - row.promised.late,
                                  .answer_within = duration(row.promised.time)})
      ->count();
}

/// Agents as of one row alone, wherever packs are certain; the share of rows where they are not.
double uncertain_share(const std::vector<question>& rows) {
  std::vector<double> expected(rows.size());
  std::transform(rows.begin(), rows.end(), expected.begin(), alone);
  double worst = 0.0;
  for (const auto set : {instruction_set::avx2, instruction_set::avx512}) {
    if (set > widest_instruction_set()) continue;
    SCOPED_TRACE(static_cast<int>(set));
    const std::vector<double> agents = ask(rows, set);
    double uncertain = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isnan(agents[i])) {
        uncertain += 1.0;
      } else {
        EXPECT_EQ(agents[i], expected[i])
            << rows[i].load << ' ' << rows[i].promised.time << ' ' << rows[i].promised.late;
      }
    }
    worst = std::max(worst, uncertain / static_cast<double>(rows.size()));
  }
  return worst;
}

TEST(level_blocks, answer_whole_blocks) {
  constexpr std::size_t whole = krarup::detail::block_rows;
  std::size_t told = 0;
  const auto done = [&](std::size_t, double) { ++told; };
  level_blocks blocks(widest_instruction_set(), done);
  blocks.promise({0.1, 0.2});
  for (std::size_t row = 0; row < 3 * whole - 1; ++row) {
    EXPECT_EQ(told, row / whole * whole);
    blocks.add(row, 100.0);
  }
  blocks.flush();
  EXPECT_EQ(told, 3 * whole - 1);
}

struct range {
  double low;
  double high;
};

/// Rows of every load, time and share in these ranges; some have a promise in common with the row
/// before, or its time, or its share.
std::vector<question> rows_between(range load, range time, range late) {
  support::random_numbers random(20261122);
  const auto any_of = [&](range all) {
    return all.low < all.high ? random.scale(all.low, all.high) : all.low;
  };
  std::vector<question> rows;
  level_promise promised{any_of(time), any_of(late)};
  for (int i = 0; i < 4'000; ++i) {
    const std::size_t kept = random.one_of(4);
    if (kept == 0 || kept == 1) promised.time = any_of(time);
    if (kept == 0 || kept == 2) promised.late = any_of(late);
    rows.push_back({promised, any_of(load)});
  }
  return rows;
}

TEST(level_blocks, say_what_one_row_alone_says) {
  constexpr double hardly = 0.001;
  constexpr range usual{0.1, 0.9999};
  constexpr range no_time{0.0, 0.0};
  EXPECT_LE(uncertain_share(rows_between({1e-3, 1e9}, {0.003, 10.0}, usual)), hardly);
  EXPECT_LE(uncertain_share(rows_between({1e-3, 1e5}, no_time, usual)), hardly);
  EXPECT_LE(uncertain_share(rows_between({1e-9, 16.0}, {1e-4, 39.0}, {2e-12, 1.0})), hardly);
  EXPECT_LE(uncertain_share(rows_between({1e-9, 16.0}, no_time, {2e-12, 1.0})), hardly);
  EXPECT_LE(uncertain_share(rows_between({16.0, 1e5}, {0.01, 0.1}, {0.01, 0.1})), 0.01);
  EXPECT_LE(uncertain_share(rows_between({1e6, 16e6}, no_time, {0.01, 0.1})), 0.3);
  EXPECT_LE(uncertain_share(rows_between({16.0, 9e11}, {1e-4, 39.0}, {2e-12, 1.0})), 0.5);
}

/// What nobody but a comparison of the two can tell: a promise of just the level that n agents reach,
/// or so much more or less of lateness.
std::vector<question> ties(double by) {
  support::random_numbers random(20261122);
  std::vector<question> rows;
  for (int i = 0; i < 1'500; ++i) {
    const double load = random.scale(0.1, i % 2 == 0 ? 300.0 : 1e6);
    const double time = i % 4 == 0 ? 0.0 : random.scale(0.001, 1.0);
    const double n = std::ceil(load + random.uniform(0.05, 3.5) * std::sqrt(load));
    const double late = 1.0 - service_level(erlang_c{rate::per_second(load), duration(1)},
                                            fractional_agents(n), duration(time));
    if (late > 1e-5) rows.push_back({{time, late * (1.0 + by)}, load});
  }
  return rows;
}

TEST(level_blocks, do_not_guess_at_ties) {
  EXPECT_EQ(uncertain_share(ties(0.0)), 1.0);
  EXPECT_EQ(uncertain_share(ties(4e-12)), 1.0);
  EXPECT_EQ(uncertain_share(ties(-4e-12)), 1.0);
  EXPECT_LE(uncertain_share(ties(3e-10)), 0.1);  // some are two steps from the guess
  EXPECT_LE(uncertain_share(ties(-3e-10)), 0.2);
}

#endif

}  // namespace
}  // namespace krarup::batch::detail
