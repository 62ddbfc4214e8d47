#include <krarup/fitting/agents.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

struct made_log {
  std::vector<double> arrival;
  std::vector<double> wait;
  std::vector<unsigned char> abandoned;
  std::vector<double> handle_time;
  std::vector<std::int64_t> agent;

  void add(double at, double waited, bool left, double handled, std::int64_t who) {
    arrival.push_back(at);
    wait.push_back(waited);
    abandoned.push_back(left ? 1 : 0);
    handle_time.push_back(handled);
    agent.push_back(who);
  }
  [[nodiscard]] call_log log(duration wrap_up = duration(0)) const {
    return {arrival, wait, abandoned, handle_time, agent, wrap_up};
  }
};

class generator {
 public:
  explicit generator(std::uint64_t seed) : engine_(seed) {}
  double uniform() { return (static_cast<double>(engine_() >> 11U) + 0.5) / 9007199254740992.0; }
  double exponential(double mean) { return -mean * std::log(uniform()); }
  int below(int end) { return static_cast<int>(uniform() * end); }

 private:
  std::mt19937_64 engine_;
};

/// Contacts that overlap, in whole seconds.
made_log drawn(std::uint64_t seed) {
  generator draw(seed);
  made_log made;
  for (int i = 0; i < 120; ++i) {
    const bool left = draw.uniform() < 0.1;
    made.add(draw.below(12000), draw.below(60), left, left ? -5 : draw.below(300),
             left ? -1 : draw.below(4));
  }
  return made;
}

TEST(Overlaps, AreThoseFoundPairByPair) {
  const made_log made = drawn(1);
  const auto found = overlaps(made.log(30s));
  std::size_t number = 0;
  for (std::size_t i = 0; i < made.wait.size(); ++i) {
    double over = 0.0;
    for (std::size_t j = 0; j < made.wait.size(); ++j) {
      const double begin = made.arrival[i] + made.wait[i];
      const double other = made.arrival[j] + made.wait[j];
      const bool earlier = other < begin || (other == begin && j < i);
      if (made.abandoned[i] || made.abandoned[j] || made.agent[i] != made.agent[j]) continue;
      if (earlier) over = std::max(over, other + made.handle_time[j] - begin);
    }
    if (over == 0.0) continue;
    ASSERT_LT(number, found.size());
    EXPECT_EQ(found[number].row, i);
    EXPECT_EQ(found[number].by.count(), over);
    const std::size_t of = found[number].other;
    EXPECT_EQ(made.arrival[of] + made.wait[of] + made.handle_time[of],
              made.arrival[i] + made.wait[i] + over);
    ++number;
  }
  EXPECT_EQ(number, found.size());
  EXPECT_GT(number, 20U);
}

TEST(AgentsPresent, SecondBySecond) {
  const made_log made = drawn(2);
  for (const int gap : {0, 60, 300}) {
    constexpr int end = 14000;
    std::array<std::array<bool, end>, 4> busy{};
    std::array<std::array<bool, end>, 4> present{};
    for (std::size_t i = 0; i < made.wait.size(); ++i) {
      if (made.abandoned[i]) continue;
      const auto who = static_cast<std::size_t>(made.agent[i]);
      const auto begin = static_cast<std::size_t>(made.arrival[i] + made.wait[i]);
      for (std::size_t t = begin; t < begin + static_cast<std::size_t>(made.handle_time[i]) + 6;
           ++t) {
        busy[who][t] = true;
      }
    }
    for (std::size_t who = 0; who < 4; ++who) {
      int last = -end;
      for (int t = 0; t < end; ++t) {
        if (!busy[who][static_cast<std::size_t>(t)]) continue;
        const int from = t - last - 1 <= gap ? last : t;
        for (int s = from; s <= t; ++s) present[who][static_cast<std::size_t>(s)] = true;
        last = t;
      }
    }
    const auto found = agents_present(made.log(6s), 15min, duration(gap));
    for (const auto& row : found) {
      double there = 0.0;
      double working = 0.0;
      const auto from = static_cast<std::size_t>(row.from.count());
      for (std::size_t who = 0; who < 4; ++who) {
        for (std::size_t t = from; t < std::min<std::size_t>(from + 900, end); ++t) {
          there += present[who][t] ? 1.0 : 0.0;
          working += busy[who][t] ? 1.0 : 0.0;
        }
      }
      EXPECT_NEAR(row.agents, there / 900, 1e-12) << row.from.count();
      EXPECT_NEAR(row.busy, working / 900, 1e-12);
      EXPECT_DOUBLE_EQ(row.occupancy(), row.busy / row.agents);
    }
    EXPECT_GE(found.size(), 13U);
  }
}

TEST(AgentsPresent, ByHand) {
  made_log made;
  made.add(-100, 10, false, 60, 7);  // from -90 to -30, and wrap-up to -20
  made.add(0, 0, true, 0, -1);
  made.add(3600, 0, false, 1790, 7);  // ends with wrap-up where an interval does
  const auto found = agents_present(made.log(10s), 30min, 5min);
  ASSERT_EQ(found.size(), 4U);
  EXPECT_EQ(found[0].from, -30min);
  EXPECT_DOUBLE_EQ(found[0].agents, 70.0 / 1800);
  EXPECT_EQ(found[1].agents, 0.0);
  EXPECT_TRUE(std::isnan(found[1].occupancy()));
  EXPECT_EQ(found[3].from, 1h);
  EXPECT_DOUBLE_EQ(found[3].agents, 1.0);
  made_log apart;
  apart.add(0, 0, false, 100, 0);
  apart.add(400, 0, false, 100, 0);
  EXPECT_DOUBLE_EQ(agents_present(apart.log(), 1000s, 300s)[0].agents, 0.5);
  EXPECT_DOUBLE_EQ(agents_present(apart.log(), 1000s, 299s)[0].agents, 0.2);
  made_log brief;
  brief.add(1800, 0, false, 0, 0);  // no work at all
  ASSERT_EQ(agents_present(brief.log(), 30min, 5min).size(), 1U);
  EXPECT_EQ(agents_present(brief.log(), 30min, 5min)[0].agents, 0.0);
  EXPECT_TRUE(agents_present(made_log().log(), 30min, 5min).empty());
  EXPECT_TRUE(overlaps(made_log().log()).empty());
}

TEST(WrapUp, ByHand) {
  made_log made;
  made.add(0, 0, false, 100, 1);
  made.add(50, 60, false, 100, 1);   // begins at 110: a gap of 10
  made.add(60, 0, false, 20, 2);     // another agent
  made.add(205, 25, false, 50, 1);   // 230: 20
  made.add(290, 0, false, 30, 1);    // did not wait
  made.add(300, 15, false, 10, 1);   // 315: overlaps
  made.add(310, 100, false, 10, 1);  // 410: 90 after 320
  made.add(500, 3, false, 10, 1);    // 503: waited 3 s
  const auto found = estimate_wrap_up(made.log(9s), 3s, 1min);
  EXPECT_EQ(found.average, 15s);
  EXPECT_EQ(found.median, 20s);
  EXPECT_EQ(found.standard_error, 5s);  // sqrt(2 * 5^2 / 1 / 2)
  EXPECT_EQ(found.gaps, 2.0);
  EXPECT_EQ(found.longer, 1.0);
  const auto all = estimate_wrap_up(made.log(), 0s, 10min);
  EXPECT_EQ(all.gaps, 4.0);  // 10, 20, 83, 90
  EXPECT_EQ(all.median, duration(51.5));
  made_log at_once;
  at_once.add(0, 0, false, 100, 1);
  at_once.add(90, 10, false, 100, 1);
  EXPECT_EQ(estimate_wrap_up(at_once.log(), 3s, 1min).average, 0s);
  const auto one = estimate_wrap_up(made.log(), 3s, 10s);
  EXPECT_EQ(one.average, 10s);
  EXPECT_TRUE(std::isnan(one.standard_error.count()));
}

/// Six agents under load, who wrap up for 0 to 40 s and at times go away for ten minutes.
made_log under_load(std::uint64_t seed) {
  generator draw(seed);
  std::array<double, 6> free{};
  made_log made;
  double at = 0.0;
  for (int i = 0; i < 2000; ++i) {
    at += draw.exponential(27.0);
    const auto who = std::min_element(free.begin(), free.end());
    const double wait = std::max(0.0, *who - at);
    const double patience = draw.exponential(200.0);
    const double handled = draw.exponential(150.0);
    const bool left = patience < wait;
    made.add(at, std::min(wait, patience), left, handled, who - free.begin());
    if (left) continue;
    *who = at + wait + handled + 40.0 * draw.uniform();
    if (draw.uniform() < 0.03) *who += 600.0;
  }
  return made;
}

TEST(WrapUp, IsFoundAgainAndCovered) {
  int covered = 0;
  double average = 0.0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const auto found = estimate_wrap_up(under_load(seed).log(), 0s, 1min);
    average += found.average.count() / 100.0;
    covered += std::abs(found.average.count() - 20.0) < 1.96 * found.standard_error.count() ? 1 : 0;
    EXPECT_GT(found.longer, 5.0);
  }
  EXPECT_NEAR(average, 20.0, 0.2);
  EXPECT_GE(covered, 87);  // of 100: 95 expected
}

TEST(Agents, Refuse) {
  const made_log right = under_load(1);
  EXPECT_THROW((void)agents_present(right.log(), 0s, 1s), std::domain_error);
  EXPECT_THROW((void)agents_present(right.log(), 30min, -1s), std::domain_error);
  EXPECT_THROW((void)overlaps(right.log(-1s)), std::domain_error);
  EXPECT_THROW((void)estimate_wrap_up(right.log(), -1s, 1s), std::domain_error);
  EXPECT_THROW((void)estimate_wrap_up(right.log(), 0s, -1s), std::domain_error);
  EXPECT_THROW((void)estimate_wrap_up(made_log().log(), 0s, 1s), std::domain_error);
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  made_log wrong;
  wrong.add(0, -1, false, 1, 0);
  EXPECT_THROW((void)overlaps(wrong.log()), std::domain_error);
  wrong.wait = {0};
  EXPECT_NO_THROW((void)overlaps(wrong.log()));
  wrong.arrival = {missing};
  EXPECT_THROW((void)overlaps(wrong.log()), std::domain_error);
  wrong.arrival = {0};
  wrong.handle_time = {missing};
  EXPECT_THROW((void)overlaps(wrong.log()), std::domain_error);
  wrong.handle_time = {1};
  wrong.agent = {-1};
  EXPECT_THROW((void)overlaps(wrong.log()), std::domain_error);
  wrong.agent = {};
  EXPECT_THROW((void)overlaps(wrong.log()), std::invalid_argument);
  wrong.agent = {0};
  wrong.handle_time = {};
  EXPECT_THROW((void)overlaps(wrong.log()), std::invalid_argument);
  wrong.handle_time = {1};
  wrong.wait = {};
  EXPECT_THROW((void)overlaps(wrong.log()), std::invalid_argument);
  wrong.wait = {0};
  wrong.abandoned = {};
  EXPECT_THROW((void)overlaps(wrong.log()), std::invalid_argument);
}

}  // namespace
}  // namespace krarup
