// What holds for every queue, asked of many: units, identities between the models, and their limits.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <gtest/gtest.h>
#include <boost/math/special_functions/gamma.hpp>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/any.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::any_real;
using support::any_size;
using support::any_whole;
using support::epsilon;
using support::relative_error;

/// Numbers of one queue; times in some unit.
struct numbers {
  double volume;
  double interval;
  double handle_time;
  double patience;
  double answer_within;
};

numbers any_numbers() {
  const double handle_time = *any_size(1.0, 3600.0);
  return {.volume = *any_size(0.01, 5000.0),
          .interval = 1800.0,
          .handle_time = handle_time,
          .patience = handle_time * *any_size(1e-3, 1e3),
          .answer_within = *any_real(0.0, 600.0)};
}

erlang_c patient(const numbers& of) {
  return {.arrival_rate = contacts(of.volume) / duration(of.interval),
          .average_handle_time = duration(of.handle_time)};
}
erlang_a impatient(const numbers& of) {
  return {.arrival_rate = contacts(of.volume) / duration(of.interval),
          .average_handle_time = duration(of.handle_time),
          .average_patience = duration(of.patience)};
}

/// Agents about the load, or few or many of them.
agents any_agents(double load) {
  const double n = load + *any_real(-4.0, 6.0) * std::sqrt(load);
  return fractional_agents(std::max(0.0, *any_whole(0, 1) == 1 ? std::ceil(n) : n));
}

std::vector<double> shares(const numbers& of, agents n) {
  const duration t(of.answer_within);
  std::vector<double> all{probability_of_wait(patient(of), n), service_level(patient(of), n, t),
                          occupancy(patient(of), n), mean_queue_length(patient(of), n),
                          probability_of_wait_beyond(patient(of), n, t)};
  const erlang_a_state state(impatient(of), n);
  for (const double share :
       {state.probability_of_wait(), state.probability_of_abandonment(), state.occupancy(),
        state.mean_queue_length(), state.probability_of_wait_beyond(t),
        state.probability_of_answer_within(t), state.probability_of_abandonment_within(t)}) {
    all.push_back(share);
  }
  for (int definition = 0; definition < 7; ++definition) {
    all.push_back(
        state.service_level(t, static_cast<service_level_definition>(definition), 0.5 * t));
  }
  return all;
}

std::vector<double> seconds(const numbers& of, agents n) {
  const erlang_a_state state(impatient(of), n);
  return {average_speed_of_answer(patient(of), n).count(),
          wait_quantile(patient(of), n, 0.9).count(),
          state.mean_wait(wait_of::offered).count(),
          state.mean_wait(wait_of::answered).count(),
          state.mean_wait(wait_of::abandoned).count(),
          state.mean_wait(wait_of::virtual_contact).count()};
}

std::vector<double> requirements(const numbers& of) {
  const service_target target{.service_level = 0.8, .answer_within = duration(of.answer_within)};
  return {agents_required(patient(of), target)->count(),
          agents_required(impatient(of), target)->count()};
}

RC_GTEST_PROP(units, hours_or_half_hours_are_the_same_to_the_bit, ()) {
  const numbers half = any_numbers();
  numbers whole = half;
  whole.volume *= 2.0;
  whole.interval *= 2.0;
  const agents n = any_agents(offered_load(patient(half)).value());
  RC_ASSERT(shares(half, n) == shares(whole, n));
  RC_ASSERT(seconds(half, n) == seconds(whole, n));
  RC_ASSERT(requirements(half) == requirements(whole));
}

RC_GTEST_PROP(units, a_clock_that_is_faster_by_a_power_of_two_changes_no_bit, ()) {
  const numbers slow = any_numbers();
  const double factor = std::ldexp(1.0, *any_whole(-12, 12));
  const numbers fast{slow.volume, slow.interval * factor, slow.handle_time * factor,
                     slow.patience * factor, slow.answer_within * factor};
  const agents n = any_agents(offered_load(patient(slow)).value());
  RC_ASSERT(shares(slow, n) == shares(fast, n));
  RC_ASSERT(requirements(slow) == requirements(fast));
  std::vector<double> expected = seconds(slow, n);
  for (double& time : expected) time *= factor;
  RC_ASSERT(seconds(fast, n) == expected);
}

// Each number divided by 60 is rounded once, and so are the ratios made of them: 4 epsilons at most
// in the load, and in times as multiples of others.
RC_GTEST_PROP(units, minutes_or_seconds_differ_by_the_rounding_of_their_numbers, ()) {
  const numbers by_seconds = any_numbers();
  const numbers by_minutes{by_seconds.volume, by_seconds.interval / 60.0,
                           by_seconds.handle_time / 60.0, by_seconds.patience / 60.0,
                           by_seconds.answer_within / 60.0};
  const agents n = any_agents(offered_load(patient(by_seconds)).value());
  const std::vector<double> expected = shares(by_seconds, n);
  const std::vector<double> got = shares(by_minutes, n);
  constexpr double step = 1e-7;
  std::vector<double> slope(expected.size(), 0.0);  // what a relative error of 1 would make
  for (double numbers::*number :
       {&numbers::volume, &numbers::patience, &numbers::answer_within, &numbers::handle_time}) {
    for (const double change : {-step, step}) {
      numbers moved = by_seconds;
      moved.*number *= 1.0 + change;
      const std::vector<double> there = shares(moved, n);
      for (std::size_t i = 0; i < slope.size(); ++i) {
        slope[i] += std::abs(there[i] - expected[i]) / step;
      }
    }
  }
  for (std::size_t i = 0; i < got.size(); ++i) {
    if (std::isinf(expected[i]) || std::isinf(slope[i])) continue;  // where load = agents
    const double stated = 1e-13 * std::abs(expected[i]) + 1e-15;
    RC_LOG() << "measure " << i << ": " << got[i] - expected[i] << '\n';
    RC_ASSERT(std::abs(got[i] - expected[i]) <= 4.0 * epsilon * slope[i] + 2.0 * stated);
  }
}

RC_GTEST_PROP(identities, erlang_c_is_made_of_erlang_b, ()) {
  const double n = *any_size(0.5, 1e5);
  const double a = n * *any_real(0.01, 0.9999);
  const double b = probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n));
  const double c =
      probability_of_wait(erlang_c{rate::per_second(a), duration(1)}, fractional_agents(n));
  RC_ASSERT(relative_error(c, n * b / ((n - a) + a * b)) <= 2e-14);
}

RC_GTEST_PROP(identities, one_trunk_more, ()) {
  const double n = *any_size(0.5, 1e5);
  const double a = n * *any_size(0.01, 10.0);
  const erlang_b system = loss_system(erlangs(a));
  const double b = probability_of_blocking(system, fractional_trunks(n));
  const double next = probability_of_blocking(system, fractional_trunks(n + 1.0));
  RC_PRE(next > 1e-290);
  RC_ASSERT(relative_error(next, a * b / (n + 1.0 + a * b)) <= 2e-14);
}

// With patience as long as handle times every contact leaves at the same rate: the number in the
// system is Poisson.
RC_GTEST_PROP(identities, patience_as_long_as_handle_times_makes_a_poisson_number, ()) {
  const int n = *any_whole(1, 2000);
  const double a = n * *any_real(0.5, 2.0);
  const erlang_a_state state({.arrival_rate = rate::per_second(a),
                              .average_handle_time = duration(1),
                              .average_patience = duration(1)},
                             n);
  const double at_least_n = boost::math::gamma_p(static_cast<double>(n), a);
  const double more = boost::math::gamma_p(n + 1.0, a);
  RC_PRE(at_least_n > 1e-12);
  RC_ASSERT(relative_error(state.probability_of_wait(), at_least_n) <= 1e-11);
  RC_ASSERT(std::abs(state.mean_queue_length() - (a * at_least_n - n * more)) <= 1e-12 * n);
}

RC_GTEST_PROP(identities, what_comes_is_answered_or_gone, ()) {
  const numbers of = any_numbers();
  const agents n = any_agents(offered_load(impatient(of)).value());
  RC_PRE(n.count() > 0.0);
  const erlang_a_state state(impatient(of), n);
  const double a = offered_load(impatient(of)).value();
  const double gone = state.probability_of_abandonment();
  const double stays = state.probability_of_answer();
  const duration t(of.answer_within);
  RC_ASSERT(std::abs(gone + stays - 1.0) <= 1e-13);
  RC_ASSERT(relative_error(n.count() * state.occupancy(), a * stays) <= 1e-13);
  RC_ASSERT(relative_error(state.mean_wait(wait_of::offered).count(),
                           stays * state.mean_wait(wait_of::answered).count() +
                               gone * state.mean_wait(wait_of::abandoned).count()) <= 1e-12);
  RC_ASSERT(std::abs(state.probability_of_answer_within(t) +
                     state.probability_of_abandonment_within(t) +
                     state.probability_of_wait_beyond(t) - 1.0) <= 1e-13);
}

RC_GTEST_PROP(requirements, n_agents_meet_the_target_and_one_less_does_not, ()) {
  const numbers of = any_numbers();
  service_target target{.service_level = *any_real(0.001, 0.999),
                        .answer_within = duration(of.answer_within)};
  if (*any_whole(0, 1) == 1) target.occupancy = *any_real(0.05, 1.0);
  if (*any_whole(0, 1) == 1) target.mean_wait = duration(*any_size(0.01, 1000.0));
  const auto least = [&](const auto& queue) {
    const agents n = *agents_required(queue, target);
    return meets(queue, n, target) &&
           (n.count() == 0.0 || !meets(queue, fractional_agents(n.count() - 1.0), target));
  };
  RC_ASSERT(least(patient(of)));
  RC_ASSERT(least(impatient(of)));
}

// Limits, with their rate: far enough a tenth of the distance leaves a tenth of the difference.

RC_GTEST_PROP(limits, erlang_a_tends_to_erlang_c_as_patience_grows, ()) {
  const int n = *any_whole(1, 60);
  const double a = n * *any_real(0.3, 0.9);
  const duration t(*any_real(0.0, 1.0));
  const rate arrivals = rate::per_second(a);
  const erlang_c endless{arrivals, duration(1)};
  const double patience = 1e5 * n / ((n - a) * (n - a));
  const auto differences = [&](double how_long) {
    const erlang_a_state state({arrivals, duration(1), duration(how_long)}, n);
    return std::vector<double>{
        probability_of_wait(endless, n) - state.probability_of_wait(),
        state.probability_of_wait_beyond(t, wait_of::virtual_contact) -
            probability_of_wait_beyond(endless, n, t),
        average_speed_of_answer(endless, n).count() - state.mean_wait(wait_of::answered).count()};
  };
  RC_PRE(probability_of_wait(endless, n) > 1e-4);
  const auto near = differences(patience);
  const auto nearer = differences(10.0 * patience);
  for (std::size_t i = 0; i < near.size(); ++i) {
    RC_ASSERT(std::abs(nearer[i] - 0.1 * near[i]) <= 1e-3 * std::abs(near[i]) + 1e-13);
  }
}

RC_GTEST_PROP(limits, erlang_a_tends_to_erlang_b_as_patience_fails, ()) {
  const int n = *any_whole(1, 60);
  const double a = n * *any_real(0.3, 3.0);
  const rate arrivals = rate::per_second(a);
  const double blocked = probability_of_blocking(loss_system(erlangs(a)), n);
  const auto difference = [&](double patience) {
    const erlang_a_state state({arrivals, duration(1), duration(patience)}, n);
    return state.probability_of_abandonment() - blocked;
  };
  RC_PRE(blocked > 1e-4);
  const double patience = 1e-5 / (n + a);
  RC_ASSERT(std::abs(difference(0.1 * patience) - 0.1 * difference(patience)) <=
            1e-3 * std::abs(difference(patience)) + 1e-14);
}

double phi(double x) {
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * std::numbers::pi);
}
double hazard(double x) {
  return phi(x) / (0.5 * std::erfc(x / std::numbers::sqrt2));
}

// n = a + beta sqrt(a) [Halfin and Whitt 1981; Garnett, Mandelbaum and Reiman 2002]: the error falls
// as 1/sqrt(a); the largest factors at 20,000 random points were 0.55, 2.4, 2.9 and 2.3.
RC_GTEST_PROP(limits, square_root_staffing_and_its_rate, ()) {
  const double beta = *any_real(0.1, 2.0);
  const double patience = *any_size(0.1, 10.0);
  const double a = *any_size(100.0, 1e12);
  const double root = std::sqrt(a);
  const double n = a + beta * root;
  const double error = 1.0 / root + 1e-11;
  const rate arrivals = rate::per_second(a);

  const double blocked = hazard(-beta);
  RC_ASSERT(
      relative_error(root * probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n)),
                     blocked) <= 0.6 * error);
  const double waits = 1.0 / (1.0 + beta / blocked);
  RC_ASSERT(
      relative_error(probability_of_wait(erlang_c{arrivals, duration(1)}, fractional_agents(n)),
                     waits) <= 2.6 * error);
  if (a > 1e6) return;
  const double slower = std::sqrt(1.0 / patience);  // sqrt(theta / mu)
  const double steep = hazard(beta / slower);
  const erlang_a_state state({arrivals, duration(1), duration(patience)}, fractional_agents(n));
  const double limit = 1.0 / (1.0 + slower * steep / blocked);
  RC_ASSERT(relative_error(state.probability_of_wait(), limit) <= 3.2 * error);
  RC_ASSERT(relative_error(root * state.probability_of_abandonment(),
                           limit * (slower * steep - beta)) <= 2.6 * error);
}

}  // namespace
}  // namespace krarup
