// What Erlang X tends to, and what holds for it whatever its features.
#include <krarup/queues/erlang_x.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_c.hpp>

#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::relative_error;
using support::within;

const rate arrivals = contacts(100) / 30min;

std::vector<any_patience> laws() {
  return {{exponential_patience{300s}},
          {weibull_patience{300s, 0.7}},
          {lognormal_patience{200s, 1.3}, 0.05},
          {deterministic_patience{60s}},
          {hyperexponential_patience{{{0.2, 10s}, {0.8, 600s}}}}};
}

TEST(erlang_x_limits, lines_without_end) {
  for (const any_patience& law : laws()) {
    const erlang_x open{arrivals, 180s, law};
    double before = 1.0;
    for (const int lines : {20, 30, 60, 200}) {
      const erlang_x queue{arrivals, 180s, law, lines};
      const double blocked = probability_of_blocking(queue, 11);
      const double near = 30.0 * blocked + 1e-13;
      SCOPED_TRACE(std::to_string(law.law.index()) + ", " + std::to_string(lines));
      EXPECT_GT(blocked, 0.0);
      EXPECT_LT(blocked, 0.1 * before);
      EXPECT_NEAR(service_level(queue, 11, 20s) / service_level(open, 11, 20s), 1.0, near);
      EXPECT_NEAR(mean_wait(queue, 11) / mean_wait(open, 11), 1.0, near);
      EXPECT_NEAR(probability_of_abandonment(queue, 11) / probability_of_abandonment(open, 11), 1.0,
                  near);
      before = blocked;
    }
  }
}

TEST(erlang_x_limits, patience_without_end) {
  const erlang_c calm{arrivals, 180s};
  for (const double patience : {1e6, 1e8, 1e12}) {
    for (const any_patience& law : {any_patience{exponential_patience{duration(patience)}},
                                    any_patience{weibull_patience{duration(patience), 2.0}},
                                    any_patience{gamma_patience{duration(patience), 0.5}},
                                    any_patience{lognormal_patience{duration(patience), 1.0}}}) {
      const erlang_x queue{arrivals, 180s, law};
      const double abandoned = probability_of_abandonment(queue, 14);
      const double near = 100.0 * abandoned + 1e-14;
      SCOPED_TRACE(std::to_string(law.law.index()) + ", " + std::to_string(patience));
      EXPECT_GT(abandoned, 0.0);
      EXPECT_LT(abandoned, law.law.index() == 4 ? 1.0 / std::sqrt(patience) : 10.0 / patience);
      EXPECT_NEAR(probability_of_wait(queue, 14) / probability_of_wait(calm, 14), 1.0, near);
      EXPECT_NEAR(mean_wait(queue, 14) / mean_wait(calm, 14), 1.0, near);
      EXPECT_NEAR(service_level(queue, 14, 20s) / service_level(calm, 14, 20s), 1.0, near);
    }
  }
}

TEST(erlang_x_limits, rates_that_hardly_stray) {
  const erlang_x certain{.arrival_rate = arrivals,
                         .average_handle_time = 180s,
                         .patience = {exponential_patience{300s}},
                         .again = {.of_abandoned = 0.4}};
  for (const double variation : {1e-6, 1e-9, 1e-13}) {
    erlang_x queue = certain;
    queue.dispersion = {.day = variation, .interval = 0.5 * variation};
    const double near = 100.0 * variation + 1e-12;
    EXPECT_NEAR(service_level(queue, 12, 20s) / service_level(certain, 12, 20s), 1.0, near);
    EXPECT_NEAR(mean_wait(queue, 12) / mean_wait(certain, 12), 1.0, near);
    EXPECT_NEAR(probability_of_loss(queue, 12) / probability_of_loss(certain, 12), 1.0, near);
    EXPECT_NEAR(attempt_rate(queue, 12).per_second() / attempt_rate(certain, 12).per_second(), 1.0,
                near);
  }
}

/// P(all lines taken) by the balance of arrivals, answers and hang-ups, in logarithms.
long double log_blocking(int agents, int lines, long double load, long double hang_ups) {
  std::vector<long double> logs{0.0L};
  for (int i = 1; i <= lines; ++i) {
    const long double out = i <= agents ? i : agents + (i - agents) * hang_ups;
    logs.push_back(logs.back() + std::log(load / out));
  }
  long double sum = 0.0L;
  for (const long double each : logs)
    sum += std::exp(each - logs[static_cast<std::size_t>(agents)]);
  return logs.back() - logs[static_cast<std::size_t>(agents)] - std::log(sum);
}

TEST(erlang_x_limits, blocking_that_hardly_ever_happens) {
  for (const int lines : {18, 40, 100, 193, 250}) {
    for (const double patience : {300.0, 90.0}) {
      const erlang_x queue{arrivals, 180s, {exponential_patience{duration(patience)}}, lines};
      EXPECT_TRUE(within(2e4, probability_of_blocking(queue, 14),
                         std::exp(log_blocking(14, lines, 10.0L, 180.0L / patience))))
          << lines << ' ' << patience;
    }
    const erlang_x calm{arrivals, 180s, {}, 10 * lines};
    EXPECT_TRUE(within(2e4, probability_of_blocking(calm, 14),
                       std::exp(log_blocking(14, 10 * lines, 10.0L, 0.0L))))
        << lines;
  }
  EXPECT_LT(
      probability_of_blocking(erlang_x{arrivals, 180s, {exponential_patience{300s}}, 250}, 14),
      1e-200);
}

// Part of a line is one more for that part of the time.
TEST(erlang_x_limits, lines_and_agents_that_are_not_whole) {
  for (const any_patience& law : laws()) {
    for (const double n : {13.0, 13.5}) {
      const agents staff = fractional_agents(n);
      const auto with = [&](double places) {
        return erlang_x{arrivals, 180s, law, fractional_trunks(n + places)};
      };
      for (const double part : {0.25, 0.5}) {
        for (const double whole : {0.0, 1.0, 4.0}) {
          const double low = probability_of_blocking(with(whole), staff);
          const double high = probability_of_blocking(with(whole + 1.0), staff);
          const double middle = probability_of_blocking(with(whole + part), staff);
          EXPECT_LT(high, low);
          EXPECT_NEAR(middle, low + part * (high - low), 1e-12 * low);
        }
      }
    }
    const erlang_x queue{arrivals, 180s, law, 20};
    double level = 0.0;
    for (double n = 8.0; n <= 16.0; n += 0.25) {
      const double next = service_level(queue, fractional_agents(n), 20s);
      if (n == std::floor(n)) {
        EXPECT_GT(next, level) << n;
        level = next;
      }
      EXPECT_LE(next, 1.0);
    }
  }
}

struct row {
  const char* what;
  erlang_x queue;
  double near;  ///< relative
};

std::vector<row> rows() {
  std::vector<row> all;
  for (const any_patience& law : laws()) {
    all.push_back({"patience", {arrivals, 180s, law}, 1e-12});
    all.push_back({"lines", {arrivals, 180s, law, 15}, 1e-12});
    all.push_back({"redials",
                   {.arrival_rate = arrivals,
                    .average_handle_time = 180s,
                    .patience = law,
                    .again = {.of_abandoned = 0.5, .of_answered = 0.1}},
                   1e-11});
    all.push_back({"lines and redials",
                   {.arrival_rate = arrivals,
                    .average_handle_time = 180s,
                    .patience = law,
                    .lines = 14,
                    .again = {.of_abandoned = 0.5, .of_blocked = 0.7}},
                   1e-11});
  }
  const any_patience simple{exponential_patience{300s}};
  all.push_back({"rate that strays",
                 {.arrival_rate = arrivals,
                  .average_handle_time = 180s,
                  .patience = simple,
                  .dispersion = {.day = 0.04, .interval = 0.01}},
                 1e-9});
  all.push_back({"rate that strays, redials",
                 {.arrival_rate = arrivals,
                  .average_handle_time = 180s,
                  .patience = simple,
                  .again = {.of_abandoned = 0.5},
                  .dispersion = {.day = 0.04}},
                 1e-9});
  return all;
}

TEST(erlang_x_limits, what_comes_goes) {
  for (const auto& [what, queue, near] : rows()) {
    for (const double count : {7.0, 12.0, 12.5}) {
      if (queue.lines && count != std::floor(count)) continue;
      const agents n = fractional_agents(count);
      SCOPED_TRACE(std::string(what) + ", patience " + std::to_string(queue.patience.law.index()) +
                   ", agents " + std::to_string(count));
      const double attempts = attempt_rate(queue, n).per_second();
      const double blocked = probability_of_blocking(queue, n);
      const double abandoned = probability_of_abandonment(queue, n);
      const double reached =
          probability_of_answer_within(queue, n, duration(std::numeric_limits<double>::infinity()));
      const double wait = mean_wait(queue, n).count();
      EXPECT_NEAR(reached + abandoned + blocked, 1.0, near);
      const double again = queue.again.of_abandoned.value() * abandoned +
                           queue.again.of_blocked.value() * blocked +
                           queue.again.of_answered.value() * reached;
      EXPECT_LT(relative_error(attempts * (1.0 - again), arrivals.per_second()), near);
      EXPECT_LT(relative_error(mean_queue_length(queue, n), attempts * wait), near);
      EXPECT_LT(relative_error(occupancy(queue, n) * count, attempts * reached * 180.0), near);
      if (const auto* law = std::get_if<exponential_patience>(&queue.patience.law)) {
        EXPECT_LT(relative_error(abandoned, wait / law->average.count()), near);
      }
    }
  }
}

constexpr duration never(std::numeric_limits<double>::infinity());

TEST(erlang_x_limits, corner_nothing_offered) {
  for (const over_dispersion& dispersion : {over_dispersion{}, over_dispersion{.day = 0.1}}) {
    const erlang_x idle{.arrival_rate = contacts(0) / 30min,
                        .average_handle_time = 180s,
                        .patience = {exponential_patience{300s}},
                        .again = {.of_abandoned = 0.5},
                        .dispersion = dispersion};
    for (const int n : {0, 5}) {
      EXPECT_EQ(attempt_rate(idle, n).per_second(), 0.0);
      EXPECT_EQ(state_at_forecast(idle, n).attempts_each(), 1.0);
      EXPECT_EQ(probability_of_loss(idle, n), 0.0);
      EXPECT_EQ(probability_of_wait(idle, n), 0.0);
      EXPECT_EQ(service_level(idle, n, 20s), 1.0);
      EXPECT_EQ(mean_wait(idle, n), 0s);
      const performance row = evaluate(idle, n, 20s);
      EXPECT_EQ(row.service_level, 1.0);
      EXPECT_EQ(row.occupancy, 0.0);
      EXPECT_EQ(row.mean_queue_length, 0.0);
    }
  }
}

TEST(erlang_x_limits, corner_no_agents) {
  const erlang_x nobody{.arrival_rate = arrivals,
                        .average_handle_time = 180s,
                        .patience = {exponential_patience{300s}},
                        .dispersion = {.day = 0.1}};
  const performance row = evaluate(nobody, 0, 20s, answered);
  EXPECT_EQ(row.service_level, 0.0);
  EXPECT_EQ(row.occupancy, 1.0);
  EXPECT_NEAR(row.probability_of_abandonment, 1.0, 1e-12);
  EXPECT_EQ(service_level(nobody, 0, 20s, answered), 0.0);
  const erlang_x no_lines{arrivals, 180s, {exponential_patience{300s}}, 0};
  EXPECT_EQ(probability_of_blocking(no_lines, 3), 1.0);
  EXPECT_EQ(service_level_of_accepted(no_lines, 3, 20s), 0.0);
}

// Who waits is asked of those who do: of virtual contacts all that found a line.
TEST(erlang_x_limits, waits_of_everybody) {
  const erlang_x queue{.arrival_rate = arrivals,
                       .average_handle_time = 180s,
                       .patience = {exponential_patience{300s}},
                       .dispersion = {.day = 0.04}};
  const double reached = 1.0 - probability_of_abandonment(queue, 11);
  const auto beyond = [&](wait_of whom) {
    return probability_of_wait_beyond(queue, 11, 20s, whom);
  };
  EXPECT_NEAR(beyond(wait_of::offered),
              reached * beyond(wait_of::answered) + (1.0 - reached) * beyond(wait_of::abandoned),
              1e-10);
  EXPECT_NEAR(beyond(wait_of::virtual_contact), 1.0 - service_level(queue, 11, 20s, virtual_wait),
              1e-10);
  EXPECT_GT(mean_wait(queue, 11, wait_of::virtual_contact), mean_wait(queue, 11));
  const erlang_x lossy{arrivals, 180s, {exponential_patience{300s}}, 13};
  const double answers = probability_of_answer_within(lossy, 11, never);
  EXPECT_NEAR(service_level_of_accepted(lossy, 11, 20s, answered),
              service_level(lossy, 11, 20s) / answers, 1e-13);
  const double found_line = 1.0 - probability_of_blocking(lossy, 11);
  const auto both = [&](service_level_definition definition) {
    return shares_for_service_level(lossy, 11, 20s, definition, 5s);
  };
  const double lost_within = both(positive).in_time - both(offered).in_time;
  const double lost_early = both(positive_short).in_time - both(offered).in_time;
  EXPECT_NEAR(service_level_of_accepted(lossy, 11, 20s, exclude_abandoned_within),
              service_level(lossy, 11, 20s) / (found_line - lost_within), 1e-13);
  EXPECT_NEAR(service_level_of_accepted(lossy, 11, 20s, exclude_short, 5s),
              service_level(lossy, 11, 20s) / (found_line - lost_early), 1e-13);
  const erlang_x calm{arrivals, 180s};
  EXPECT_EQ(mean_wait(calm, 11, wait_of::abandoned), 0s);
  EXPECT_EQ(probability_of_wait_beyond(calm, 11, 20s, wait_of::abandoned), 0.0);
}

// Nobody there: all hang up, none is answered, whoever is asked.
TEST(erlang_x_limits, waits_where_nobody_answers) {
  const duration t = 60s;
  for (const bool some : {true, false}) {
    const mmn_g_state state(some ? arrivals : contacts(0) / 30min, 180s,
                            weibull_patience{300s, 0.7}, 0);
    const double there = some ? std::exp(-std::pow(60.0 / 300.0, 0.7)) : 0.0;
    EXPECT_EQ(state.probability_of_wait_beyond(t, wait_of::answered), some ? 1.0 : 0.0);
    EXPECT_EQ(state.probability_of_wait_beyond(t, wait_of::virtual_contact), some ? 1.0 : 0.0);
    EXPECT_NEAR(state.probability_of_wait_beyond(t, wait_of::abandoned), there, 1e-15);
    EXPECT_NEAR(state.probability_of_wait_beyond(t, wait_of::offered), there, 1e-15);
    const duration mean = some ? average_patience(weibull_patience{300s, 0.7}) : duration(0);
    EXPECT_EQ(state.mean_wait_of_waiters(), mean);
    EXPECT_EQ(state.mean_wait(wait_of::offered), mean);
    EXPECT_EQ(state.mean_wait(wait_of::virtual_contact), some ? never : duration(0));
  }
}

}  // namespace
}  // namespace krarup
