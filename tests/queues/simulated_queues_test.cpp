// M/M/n+G and Erlang X against queues that are simulated: within what 99.9 % of simulations show.
#include <krarup/queues/erlang_x.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/simulated_queue.hpp"

namespace krarup {
namespace {

using support::any_exponential;
using support::per_attempt;
using support::random_numbers;
using support::simulated_counts;
using support::simulated_interval;
using support::simulated_queue;
using support::simulation;

// Each law twice: as the library's, and by inversion.
const any_patience weibull{weibull_patience{duration(1.5), 0.7}};
double any_weibull(random_numbers& random) {
  return 1.5 * std::pow(any_exponential(random), 1.0 / 0.7);
}
const any_patience lognormal{lognormal_patience{duration(0.6), 1.3}};
double any_lognormal(random_numbers& random) {
  const double radius = std::sqrt(2.0 * any_exponential(random));
  return 0.6 * std::exp(1.3 * radius * std::cos(2.0 * std::numbers::pi * random.uniform()));
}
const any_patience deterministic{deterministic_patience{duration(0.25)}};
double always_a_quarter(random_numbers& /*random*/) {
  return 0.25;
}
const any_patience two_kinds_and_balking{
    hyperexponential_patience{{{0.3, duration(0.05)}, {0.7, duration(0.8)}}}, 0.1};
double any_of_two_kinds_or_balking(random_numbers& random) {
  if (random.uniform() < 0.1) return 0.0;
  return (random.uniform() < 0.3 ? 0.05 : 0.8) * any_exponential(random);
}

erlang_x model_of(const simulated_queue& queue, const any_patience& patience) {
  erlang_x model{
      .arrival_rate = rate::per_second(queue.load),
      .average_handle_time = duration(1),
      .patience = patience,
      .again = {.of_abandoned = queue.again_abandoned, .of_blocked = queue.again_blocked}};
  if (queue.lines < 1000) model.lines = trunks(queue.lines);
  return model;
}

void expect_simulated(const erlang_x& model, const simulated_queue& queue,
                      const std::vector<simulated_counts>& stretches,
                      double widest = 0.1) {  // half of an interval, as a share of its middle
  const agents n(queue.agents);
  const auto expect = [&](const char* what, double value, double simulated_counts::*measure) {
    const simulated_interval simulated = per_attempt(stretches, measure);
    EXPECT_NEAR(value, simulated.value, simulated.half_width) << what;
    EXPECT_LE(simulated.half_width, widest * simulated.value) << what << " shows too little";
  };
  const duration t(queue.answer_within);
  expect("P(wait)", probability_of_wait(model, n), &simulated_counts::found_all_busy);
  expect("P(abandon)", probability_of_abandonment(model, n), &simulated_counts::abandoned);
  expect("P(blocked)", probability_of_blocking(model, n), &simulated_counts::blocked);
  expect("E[W]", mean_wait(model, n).count(), &simulated_counts::wait);
  expect("service level", service_level(model, n, t), &simulated_counts::in_time);
}

void expect_balanced(std::uint64_t seed, const simulated_queue& queue,
                     const any_patience& patience) {
  SCOPED_TRACE(seed);
  random_numbers random(seed);
  const double warm_up = queue.again_abandoned > 0.0 ? 6.0 * queue.again_after : 30.0;
  const double length = 1800.0 / queue.load;
  const auto stretches = simulation(queue, random).run(warm_up, length, 50);
  expect_simulated(model_of(queue, patience), queue, stretches);
}

TEST(simulated_queues, mmn_g) {
  expect_balanced(1, {.agents = 10, .load = 11.0, .patience = any_weibull}, weibull);
  expect_balanced(2, {.agents = 4, .load = 4.0, .patience = any_lognormal}, lognormal);
  expect_balanced(3, {.agents = 10, .load = 11.0, .patience = always_a_quarter}, deterministic);
  expect_balanced(4, {.agents = 7, .load = 10.0, .patience = any_of_two_kinds_or_balking},
                  two_kinds_and_balking);
}

TEST(simulated_queues, lines) {
  expect_balanced(5, {.agents = 10, .load = 12.0, .patience = any_weibull, .lines = 14}, weibull);
  expect_balanced(6, {.agents = 5, .load = 4.5, .patience = always_a_quarter, .lines = 7},
                  deterministic);
}

TEST(simulated_queues, redials) {
  simulated_queue queue{.agents = 10, .load = 10.0, .patience = any_lognormal};
  queue.again_abandoned = 0.7;
  expect_balanced(7, queue, lognormal);
  queue.lines = 13;
  queue.again_blocked = 0.8;
  expect_balanced(8, queue, lognormal);
}

// Both factors' laws have whole shapes: sums of exponential variables.
TEST(simulated_queues, over_dispersed_volume) {
  const auto factor = [](int shape, random_numbers& random) {
    double sum = 0.0;
    for (int i = 0; i < shape; ++i) sum += any_exponential(random);
    return sum / shape;
  };
  const simulated_queue queue{.agents = 4, .load = 3.6, .patience = any_exponential};
  erlang_x model = model_of(queue, {exponential_patience{duration(1)}});
  model.dispersion = {.day = 0.125, .interval = 0.05};
  random_numbers random(9);
  std::vector<simulated_counts> intervals;
  for (int i = 0; i < 3000; ++i) {
    simulated_queue one = queue;
    one.load *= factor(8, random) * factor(20, random);
    intervals.push_back(simulation(one, random).run(5.0, 4.0, 1).front());
  }
  expect_simulated(model, queue, intervals, 0.2);
}

}  // namespace
}  // namespace krarup
