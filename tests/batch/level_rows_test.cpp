#include <krarup/batch/level_rows.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
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

/// What packs say of promises when they begin with n agents, whatever these promise.
std::vector<double> ask_from(const std::vector<question>& rows, const std::vector<double>& n,
                             instruction_set set) {
  krarup::detail::level_rows block{};
  block.rows = rows.size();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto& [promised, load] = rows[i];
    const double reached =
        1.0 - service_level(erlang_c{rate::per_second(load), duration(1)},
                            fractional_agents(n[i] - 0.3), duration(promised.time));
    block.load[i] = load;
    block.time[i] = promised.time;
    block.fall[i] = std::exp(-promised.time);
    block.per_late[i] = 1.0 / promised.late;
    block.wanted[i] = -std::log(reached);
    block.untimed[i] = krarup::detail::untimed_excess(block.wanted[i]);
    block.doubtful[i] = krarup::detail::doubt(promised.late);
  }
  run_packs(krarup::detail::certain_packs{block}, set);
  return {block.agents, block.agents + rows.size()};
}

TEST(certain_packs, say_what_they_have_seen_wherever_they_begin) {
  support::random_numbers random(20261123);
  for (const auto set : {instruction_set::avx2, instruction_set::avx512}) {
    if (set > widest_instruction_set()) continue;
    for (int block = 0; block < 20; ++block) {
      std::vector<question> kept, missed, tied;  // by n agents
      std::vector<double> n;
      for (std::size_t row = 0; row < krarup::detail::block_rows; ++row) {
        const double load = random.scale(100.0, 3e3);
        const double time = row % 3 == 0 ? 0.0 : random.scale(0.001, 0.1);
        n.push_back(std::ceil(load + 3.0 + random.uniform(0.0, 1.0) * std::sqrt(load)));
        const double late = 1.0 - service_level(erlang_c{rate::per_second(load), duration(1)},
                                                fractional_agents(n.back()), duration(time));
        kept.push_back({{time, late * (1.0 + 1e-6)}, load});
        missed.push_back({{time, late * (1.0 - 1e-6)}, load});
        tied.push_back({{time, late}, load});
      }
      const auto moved = [&](double by) {
        std::vector<double> all = n;
        for (double& each : all) each += by;
        return all;
      };
      const auto knows = [&](const std::vector<question>& rows, double begin) {
        const std::vector<double> said = ask_from(rows, moved(begin), set);
        return std::none_of(said.begin(), said.end(), [](double x) { return std::isnan(x); })
                   ? std::optional(said)
                   : std::nullopt;
      };
      const auto doubts = [&](const std::vector<question>& rows, double begin) {
        const std::vector<double> said = ask_from(rows, moved(begin), set);
        return std::all_of(said.begin(), said.end(), [](double x) { return std::isnan(x); });
      };
      EXPECT_EQ(knows(kept, 0.0), n);
      EXPECT_EQ(knows(kept, -1.0), n);
      EXPECT_EQ(knows(missed, 0.0), moved(1.0));
      EXPECT_EQ(knows(missed, 1.0), moved(1.0));
      EXPECT_TRUE(doubts(kept, -2.0));  // two steps away
      EXPECT_TRUE(doubts(kept, 1.0));   // fewer will do
      EXPECT_TRUE(doubts(missed, 2.0));
      for (const double begin : {-1.0, 0.0, 1.0}) EXPECT_TRUE(doubts(tied, begin)) << begin;
    }
  }
}

TEST(certain_packs, doubt_more_than_their_fit_of_the_odds_is_wrong_by) {
  using namespace krarup::detail;
  support::random_numbers random(20261124);
  for (int i = 0; i < 3'000; ++i) {
    const double a = random.scale(16.0, i % 2 == 0 ? 32.0 : 300.0);
    long double odds = 0.0L;  // by the recursion from no agent
    for (double n = 1.0;; n += 1.0) {
      odds = (1.0L + odds) * n / a;
      if (n <= a) continue;
      const double wait = static_cast<double>(n / (n + (n - a) * odds));
      if (wait < 1e-12) break;
      const double fit =
          central_odds<temme_from_128, double>(n, a, central_exponent<double>(n, a, 1.0 / (a + n)));
      ASSERT_LE(std::abs(fit / odds - 1.0L), doubt(wait) / 10.0L) << n << ' ' << a;
    }
  }
}

#endif

}  // namespace
}  // namespace krarup::batch::detail
