#include <krarup/transient/state_dependent.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/mmn_g.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

struct staffed_day {
  time_varying_queue queue;
  std::vector<agents> on_phone;
};

/// Half hours about so many erlangs, some of them overloaded, and a last one to go home in.
staffed_day day_about(double erlangs, duration patience = duration(detail::infinity)) {
  constexpr double load[] = {0.6, 0.9, 1.15, 1.0, 0.8, 1.1, 0.4, 0.0};
  constexpr double ready[] = {0.7, 0.95, 1.05, 1.05, 0.8, 1.0, 0.6, 0.3};
  staffed_day day;
  for (std::size_t i = 0; i < 8; ++i) {
    day.queue.intervals.push_back({.length = 30min,
                                   .arrival_rate = rate::per_second(load[i] * erlangs / 180.0),
                                   .average_handle_time = 3min,
                                   .average_patience = patience});
    day.on_phone.emplace_back(static_cast<int>(std::ceil(ready[i] * erlangs)));
  }
  return day;
}

const hyperexponential_patience two_kinds{{{0.3, 30s}, {0.7, 330s}}};

/// The rows' largest errors, and what the truth is not known better than.
struct errors {
  double level = 0.0;
  double abandonment = 0.0;
};

template <patience_law Law>
void expect_near_simulation(const Law& law, const staffed_day& of, std::size_t replications,
                            const errors& bound,
                            leaving_agents leaving = leaving_agents::finish_contact) {
  const state_dependent_day day(of.queue, law, of.on_phone, {.leaving = leaving});
  const auto got = evaluate(day, 20s);
  const simulated_day truth =
      simulate(of.queue, of.on_phone, {.patience = any_patience{law}, .leaving = leaving}, {20s},
               {.replications = replications, .seed = 7, .threads = 1});
  for (std::size_t i = 0; i < got.rows.size(); ++i) {
    const performance& row = got.rows[i].performance;
    const performance& simulated = truth.intervals[i].performance;
    const performance_half_widths& sure = truth.intervals[i].half_widths;
    EXPECT_NEAR(row.service_level, simulated.service_level, bound.level + 1.6 * sure.service_level)
        << "interval " << i;
    EXPECT_NEAR(row.probability_of_abandonment, simulated.probability_of_abandonment,
                bound.abandonment + 1.6 * sure.probability_of_abandonment)
        << "interval " << i;
  }
}

// The bounds are those of the header; a simulated share may be 1.6 half-widths off.
TEST(state_dependent_day, is_near_simulation) {
  expect_near_simulation(exponential_patience{240s}, day_about(10), 700, {0.001, 0.001});
  expect_near_simulation(weibull_patience{120s, 0.5}, day_about(10), 700, {0.012, 0.008});
  expect_near_simulation(weibull_patience{270s, 2.0}, day_about(10), 700, {0.012, 0.008});
  expect_near_simulation(lognormal_patience{180s, 1.0}, day_about(10), 700, {0.004, 0.003});
  expect_near_simulation(two_kinds, day_about(10), 700, {0.006, 0.005});
  expect_near_simulation(weibull_patience{120s, 0.5}, day_about(100), 60, {0.003, 0.002});
  expect_near_simulation(weibull_patience{270s, 2.0}, day_about(100), 60, {0.006, 0.002});
  expect_near_simulation(lognormal_patience{180s, 1.0}, day_about(100), 60, {0.003, 0.001});
  expect_near_simulation(two_kinds, day_about(100), 60, {0.003, 0.001});
}

// Half as much again as the agents can do for an hour, and what is left of it after closing.
TEST(state_dependent_day, is_near_simulation_while_a_queue_grows_and_goes) {
  staffed_day of = day_about(100);
  of.queue.intervals.erase(of.queue.intervals.begin() + 4, of.queue.intervals.end());
  of.on_phone.assign(4, agents(100));
  constexpr double load[] = {150.0, 150.0, 0.0, 20.0};
  for (std::size_t i = 0; i < 4; ++i) {
    of.queue.intervals[i].arrival_rate = rate::per_second(load[i] / 180.0);
  }
  expect_near_simulation(weibull_patience{20min, 2.0}, of, 60, {0.005, 0.004});
  expect_near_simulation(lognormal_patience{180s, 1.0}, of, 60, {0.015, 0.011});
  expect_near_simulation(two_kinds, of, 60, {0.007, 0.006});
}

/// Intervals of one length with these loads in erlangs, of calls of 3 minutes.
staffed_day day_of(duration length, const std::vector<double>& loads, std::vector<agents> ready) {
  staffed_day day{.queue = {}, .on_phone = std::move(ready)};
  for (const double load : loads) {
    day.queue.intervals.push_back({.length = length,
                                   .arrival_rate = rate::per_second(load / 180.0),
                                   .average_handle_time = 3min});
  }
  return day;
}

const hyperexponential_patience half_at_once{{{0.5, 10s}, {0.5, 470s}}};
const uniform_patience one_to_five{1min, 5min};
const deterministic_patience two_minutes{2min};

TEST(state_dependent_day, is_near_simulation_with_three_agents) {
  const staffed_day of =
      day_of(30min, {1.5, 2.4, 3.3, 2.7, 2.1, 3.0, 1.2}, std::vector<agents>(7, 3));
  expect_near_simulation(two_kinds, of, 2000, {0.009, 0.008});
  expect_near_simulation(half_at_once, of, 2000, {0.027, 0.020});
  expect_near_simulation(lognormal_patience{180s, 1.0}, of, 2000, {0.005, 0.005});
  expect_near_simulation(one_to_five, of, 2000, {0.056, 0.052});
  expect_near_simulation(two_minutes, of, 2000, {0.079, 0.074});
}

TEST(state_dependent_day, is_near_simulation_where_nobody_answers_for_half_an_hour) {
  const staffed_day of = day_of(30min, {8, 9, 9, 9, 8}, {12, 12, 0, 12, 12});
  expect_near_simulation(two_kinds, of, 1000, {0.004, 0.003});
  expect_near_simulation(half_at_once, of, 1000, {0.014, 0.009});
  expect_near_simulation(lognormal_patience{180s, 1.0}, of, 1000, {0.039, 0.015});
  expect_near_simulation(weibull_patience{120s, 0.5}, of, 1000, {0.035, 0.020});
  expect_near_simulation(two_minutes, of, 1000, {0.013, 0.015});
}

TEST(state_dependent_day, is_near_simulation_where_the_load_swings_every_ten_minutes) {
  const staffed_day of =
      day_of(10min, {60, 140, 60, 140, 60, 140, 60, 140}, std::vector<agents>(8, 100));
  expect_near_simulation(half_at_once, of, 100, {0.010, 0.004});
  expect_near_simulation(weibull_patience{270s, 2.0}, of, 100, {0.018, 0.004});
  expect_near_simulation(two_minutes, of, 100, {0.031, 0.011});
}

// An hour with a third of the agents away, who finish what they have in hand or hand it over.
TEST(state_dependent_day, is_near_simulation_where_agents_leave) {
  const staffed_day of =
      day_of(30min, {100, 100, 100, 100, 100, 100}, {105, 105, 70, 70, 105, 105});
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    expect_near_simulation(half_at_once, of, 60, {0.010, 0.004}, leaving);
    expect_near_simulation(lognormal_patience{180s, 1.0}, of, 60, {0.006, 0.003}, leaving);
    expect_near_simulation(two_minutes, of, 60, {0.014, 0.053}, leaving);
  }
}

// By the exponential law it is the exact day but for the width of its pieces.
TEST(state_dependent_day, is_exact_for_exponential_patience) {
  for (const double erlangs : {3.0, 25.0}) {
    staffed_day of = day_about(erlangs);
    of.queue.lines = trunks(static_cast<int>(1.3 * erlangs) + 2);
    of.queue.start = starting_with(static_cast<std::size_t>(erlangs));
    staffed_day known = day_about(erlangs, 4min);
    known.queue.lines = of.queue.lines;
    known.queue.start = of.queue.start;
    for (const leaving_agents leaving :
         {leaving_agents::finish_contact, leaving_agents::hand_over}) {
      const exact_day exact(known.queue, known.on_phone, {.leaving = leaving});
      const state_dependent_day day(of.queue, exponential_patience{4min}, of.on_phone,
                                    {.leaving = leaving});
      using enum service_level_definition;
      for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                    exclude_short, positive_short, virtual_wait}) {
        const auto got = evaluate(day, 20s, definition, 5s);
        const auto expected = evaluate(exact, 20s, definition, 5s);
        for (std::size_t i = 0; i < got.rows.size(); ++i) {
          const performance& row = got.rows[i].performance;
          const performance& right = expected.rows[i].performance;
          EXPECT_NEAR(row.service_level, right.service_level, 1e-3) << i;
          EXPECT_NEAR(row.probability_of_abandonment, right.probability_of_abandonment, 5e-4) << i;
          EXPECT_NEAR(row.average_speed_of_answer.count(), right.average_speed_of_answer.count(),
                      0.01 + 0.002 * right.average_speed_of_answer.count())
              << i;
          EXPECT_NEAR(row.probability_of_wait, right.probability_of_wait, 1e-7);
          EXPECT_NEAR(row.probability_of_blocking, right.probability_of_blocking, 1e-7);
          EXPECT_NEAR(row.mean_queue_length, right.mean_queue_length, 1e-6);
          EXPECT_NEAR(row.occupancy, right.occupancy, 1e-7);
          EXPECT_NEAR(got.rows[i].carried_over, expected.rows[i].carried_over, 1e-6);
          EXPECT_NEAR(got.rows[i].overrun.count(), expected.rows[i].overrun.count(), 1e-4);
        }
        EXPECT_NEAR(got.service_level, expected.service_level, 1e-3);
        EXPECT_NEAR(got.probability_of_clearing, expected.probability_of_clearing, 1e-7);
        EXPECT_NEAR(got.overtime.count(), expected.overtime.count(), 1e-3);
      }
    }
  }
}

// Where nothing changes it is near M/M/n+G.
TEST(state_dependent_day, becomes_mmn_g_where_nothing_changes) {
  const auto look = [](const auto& law, double bound) {
    const time_varying_interval hour{
        .length = 1h, .arrival_rate = contacts(400) / 1h, .average_handle_time = 3min};
    for (const int n : {17, 22}) {
      const state_dependent_day day({std::vector(3, hour)}, law, std::vector<agents>(3, n));
      const performance row = evaluate(day, 20s).rows[2].performance;
      const mmn_g<std::decay_t<decltype(law)>> queue{hour.arrival_rate, 3min, law};
      EXPECT_NEAR(row.service_level, service_level(queue, n, 20s), bound);
      EXPECT_NEAR(row.probability_of_abandonment, probability_of_abandonment(queue, n), bound);
      EXPECT_NEAR(row.probability_of_wait, probability_of_wait(queue, n), bound);
    }
  };
  look(exponential_patience{240s}, 2e-4);
  look(weibull_patience{120s, 0.5}, 0.006);
  look(weibull_patience{270s, 2.0}, 0.006);
  look(gamma_patience{240s, 2.0}, 0.004);
  look(lognormal_patience{180s, 1.0}, 0.004);
  look(two_kinds, 0.004);
}

// Erlang-2 patience of one handle time: abandonment 0.03783 exactly, by the rates of [1] 0.03779.
TEST(state_dependent_day, is_near_a_published_queue) {
  const time_varying_interval hour{.length = duration(30),
                                   .arrival_rate = rate::per_second(102),
                                   .average_handle_time = duration(1)};
  const state_dependent_day day({{hour, hour}}, gamma_patience{duration(1), 2.0},
                                std::vector<agents>{100, 100});
  EXPECT_NEAR(evaluate(day, duration(0.1)).rows[1].performance.probability_of_abandonment, 0.03783,
              3e-4);
}

TEST(state_dependent_day, answers_corners) {
  const exponential_patience law{100s};
  const auto interval = [](double volume) {
    return time_varying_interval{
        .length = 30min, .arrival_rate = contacts(volume) / 30min, .average_handle_time = 3min};
  };
  const auto empty =
      evaluate(state_dependent_day({{interval(0)}}, law, std::vector<agents>{3}), 20s);
  EXPECT_EQ(empty.rows[0].performance.service_level, 1.0);
  EXPECT_EQ(empty.rows[0].performance.probability_of_abandonment, 0.0);
  const auto alone =
      evaluate(state_dependent_day({{interval(9)}}, law, std::vector<agents>{0}), 20s);
  EXPECT_EQ(alone.rows[0].performance.service_level, 0.0);
  EXPECT_NEAR(alone.rows[0].performance.probability_of_abandonment, 1.0, 1e-8);
  const auto patient = evaluate(
      state_dependent_day({{interval(9)}}, endless_patience{}, std::vector<agents>{0}), 20s);
  EXPECT_EQ(patient.rows[0].performance.service_level, 0.0);
  EXPECT_NEAR(patient.rows[0].performance.probability_of_abandonment, 0.0, 1e-8);
  EXPECT_TRUE(std::isinf(patient.rows[0].performance.average_speed_of_answer.count()));
  EXPECT_TRUE(std::isinf(patient.overtime.count()));
  const empirical_patience half_for_ever{{{100s, 0.5}}};
  const auto some =
      evaluate(state_dependent_day({{interval(9)}}, half_for_ever, std::vector<agents>{0}), 20s);
  EXPECT_NEAR(some.rows[0].performance.probability_of_abandonment, 0.5, 1e-8);
  EXPECT_TRUE(std::isinf(some.overtime.count()));
}

TEST(state_dependent_day, refuses_what_it_does_not_model) {
  const std::vector<agents> two{2};
  const time_varying_interval known{.length = 30min,
                                    .arrival_rate = contacts(9) / 30min,
                                    .average_handle_time = 3min,
                                    .average_patience = 2min};
  EXPECT_THROW(state_dependent_day({{known}}, exponential_patience{60s}, two), std::domain_error);
  time_varying_interval open = known;
  open.average_patience = duration(detail::infinity);
  EXPECT_THROW(state_dependent_day({{open}}, exponential_patience{0s}, two), std::domain_error);
  EXPECT_THROW(
      state_dependent_day({{open}}, balking_patience<exponential_patience>{0.1, {60s}}, two),
      std::domain_error);
  EXPECT_THROW(state_dependent_day({{open}}, exponential_patience{60s}, two, {.tolerance = 0.0}),
               std::domain_error);
  const state_dependent_day day({{open}}, exponential_patience{60s}, two);
  EXPECT_THROW(static_cast<void>(evaluate(day, -1s)), std::domain_error);
}

}  // namespace
}  // namespace krarup
