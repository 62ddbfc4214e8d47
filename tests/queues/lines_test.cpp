#include <algorithm>
#include <limits>
#include <string>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

// The canonical queue: 100 contacts in 30 minutes, 180 s each.
const erlang_c canonical{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};

/// Erlang B by its recursion, from the definition.
double blocking_by_recursion(int n, double a) {
  double b = 1.0;
  for (int i = 1; i <= n; ++i) b = a * b / (i + a * b);
  return b;
}

int lines_by_scan(double load, double blocking) {
  int n = 0;
  while (blocking_by_recursion(n, load) > blocking) ++n;
  return n;
}

// ErlangXL's Trunks: Erlang B to 0.1 % on the load rate (AHT + ASA). With the published 14 agents
// and 7.836 s: 100 (180 + 7.836) / 1800 = 10.4353 erlangs. ErlangXL rounds the ASA to 8 s first,
// which changes the load by 0.009 and the lines by none.
TEST(lines, published_values) {
  EXPECT_NEAR(load_on_lines(canonical, 14, 0s)->value(), 100 * (180 + 7.83593701177724) / 1800,
              1e-13);
  EXPECT_EQ(*lines_required(canonical, 14, 0s, 0.001), trunks(22));
  EXPECT_EQ(lines_by_scan(100 * 188.0 / 1800, 0.001), 22);
}

// Of the 180 s, 60 are wrap-up.
TEST(lines, wrap_up_holds_no_line) {
  EXPECT_NEAR(load_on_lines(canonical, 14, 60s)->value(), 100 * (120 + 7.83593701177724) / 1800,
              1e-13);
  EXPECT_NEAR(load_on_lines(canonical, 14, 180s)->value(), 100 * 7.83593701177724 / 1800, 1e-13);
  EXPECT_LT(*lines_required(canonical, 14, 60s, 0.001), *lines_required(canonical, 14, 0s, 0.001));
}

// The form that the header does not use: rate (mean wait of offered + answered (AHT - wrap-up)).
TEST(lines, littles_law) {
  for (int n = 1; n <= 20; ++n) {
    const double per_second = impatient.arrival_rate.per_second();
    const double answered = 1.0 - probability_of_abandonment(impatient, n);
    const duration on_line = mean_wait(impatient, n, wait_of::offered) + answered * 135s;
    EXPECT_NEAR(load_on_lines(impatient, n, 45s)->value(), per_second * on_line.count(), 1e-12);
    if (n <= 10) continue;
    const duration patient = average_speed_of_answer(canonical, n) + 135s;
    EXPECT_NEAR(load_on_lines(canonical, n, 45s)->value() / (per_second * patient.count()), 1.0,
                1e-14);
  }
}

TEST(lines, patience_without_end_is_erlang_c) {
  erlang_a patient = impatient;
  patient.average_patience = duration(1e9);
  EXPECT_NEAR(load_on_lines(patient, 14, 30s)->value(), load_on_lines(canonical, 14, 30s)->value(),
              1e-5);
  EXPECT_EQ(*lines_required(patient, 14, 30s, 0.01), *lines_required(canonical, 14, 30s, 0.01));
}

TEST(lines, equals_the_scan_by_recursion) {
  for (int n = 11; n <= 30; ++n) {
    for (const double blocking : {0.5, 0.05, 0.01, 0.001, 1e-6}) {
      for (const duration wrap_up : {duration(0s), duration(50s), duration(179s)}) {
        const double load = 10 * (1 - wrap_up / 180s) + mean_queue_length(canonical, n);
        EXPECT_EQ(*lines_required(canonical, n, wrap_up, blocking),
                  trunks(lines_by_scan(load, blocking)))
            << n << ' ' << blocking << ' ' << wrap_up.count();
      }
    }
  }
}

// What the header says of its approximation, by the balance of arrivals and departures: how many
// contacts a queue with that many lines turns away where none has wrap-up.
TEST(lines, errs_as_measured) {
  const auto really_blocked = [](int agents, double a, int lines) {
    double state = 1.0;
    double sum = 1.0;
    for (int k = 1; k <= lines; ++k) {
      state *= a / std::min(k, agents);
      sum += state;
    }
    return state / sum;
  };
  EXPECT_EQ(*lines_required(canonical, 14, 0s, 0.001), trunks(22));
  EXPECT_NEAR(really_blocked(14, 10.0, 22), 0.0034, 5e-5);
  EXPECT_LE(really_blocked(14, 10.0, 26), 0.001);
  EXPECT_GT(really_blocked(14, 10.0, 25), 0.001);
  EXPECT_EQ(*lines_required(canonical, 14, 0s, 0.01), trunks(18));
  EXPECT_NEAR(really_blocked(14, 10.0, 18), 0.0134, 5e-5);
  EXPECT_LE(really_blocked(14, 10.0, 19), 0.01);
  const erlang_c large{.arrival_rate = contacts(1000) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(*lines_required(large, 120, 0s, 0.001), trunks(129));
  EXPECT_LE(really_blocked(120, 100.0, 130), 0.001);
}

TEST(lines, unit_of_time_changes_nothing) {
  const erlang_c hourly{.arrival_rate = contacts(200) / 1h, .average_handle_time = 3min};
  EXPECT_EQ(*lines_required(hourly, 14, 1min, 0.001), *lines_required(canonical, 14, 60s, 0.001));
}

TEST(lines, corners) {
  // No load, even without agents.
  const erlang_c calm{.arrival_rate = contacts(0) / 1h, .average_handle_time = 180s};
  EXPECT_EQ(load_on_lines(calm, 0, 30s)->value(), 0.0);
  EXPECT_EQ(*lines_required(calm, 0, 30s, 0.0), trunks(0));
  // No agents, load = agents, load > agents: the queue of Erlang C has no end.
  for (const int n : {0, 10, 9}) {
    ASSERT_FALSE(load_on_lines(canonical, n, 0s));
    EXPECT_EQ(load_on_lines(canonical, n, 0s).why(), unreachable::endless_queue);
    EXPECT_EQ(lines_required(canonical, n, 180s, 0.01).why(), unreachable::endless_queue);
  }
  EXPECT_NE(std::string(explain(unreachable::endless_queue)), "");
  // Without agents everybody holds a line until they hang up: rate x patience.
  EXPECT_NEAR(load_on_lines(impatient, 0, 0s)->value(), 100 * 300.0 / 1800, 1e-12);
  EXPECT_TRUE(load_on_lines(impatient, 10, 0s));
  // Who may turn everybody away needs no line; who may turn nobody away has never enough.
  EXPECT_EQ(*lines_required(canonical, 14, 0s, 1.0), trunks(0));
  EXPECT_EQ(lines_required(canonical, 14, 0s, 0.0).why(), unreachable::no_blocking);
}

TEST(lines, errors) {
  try {
    static_cast<void>(lines_required(canonical, 14, 200s, 0.01));
    FAIL() << "wrap-up exceeded the handle time";
  } catch (const std::domain_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "wrap_up must be >= 0 s and <= average_handle_time (180 s), got 200");
  }
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(static_cast<void>(load_on_lines(canonical, 14, -1s)), std::domain_error);
  EXPECT_THROW(static_cast<void>(load_on_lines(canonical, 14, duration(nan))), std::domain_error);
  // An overloaded queue is not asked before its question is checked.
  EXPECT_THROW(static_cast<void>(load_on_lines(canonical, 9, 200s)), std::domain_error);
  const erlang_c unset{.arrival_rate = contacts(1) / 1h, .average_handle_time = 0s};
  EXPECT_THROW(static_cast<void>(load_on_lines(unset, 1, 0s)), std::domain_error);
}

}  // namespace
}  // namespace krarup
