// M/G/n, Erlang C for handle times of any law, by their squared coefficient of variation (SCV): the
// measures of mgn_state.hpp, with their accuracy.
//
// Where contacts hang up the law of the handle times matters little. With 10 or 50 agents, loads of 0.9
// to 1.2 times as many and a patience of 0.5 or 2 handle times, Erlang A, for which they are
// exponential, is off by at most
//   SCV                           0       0.5     2       4
//   probability of abandonment    0.017   0.008   0.004   0.011
//   service level in 1/8 AHT      0.060   0.029   0.017   0.044
// against simulated contacts of deterministic or lognormal handle times; up to 100 % of load
// 0.042, 0.016, 0.005 and 0.015 for the service level (tests/reference/mgn_patience_simulated.csv).
#pragma once

#include <optional>

#include <krarup/performance.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/mgn_state.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// What n agents meet, computed once for every measure, and the measures of it.
[[nodiscard]] inline mgn_state state_of(const mgn& queue, agents n) {
  return {queue, n};
}
[[nodiscard]] inline double occupancy(const mgn_state& state) {
  return state.occupancy();
}
[[nodiscard]] inline double probability_of_wait(const mgn_state& state) {
  return state.probability_of_wait();
}
[[nodiscard]] inline duration average_speed_of_answer(const mgn_state& state) {
  return state.mean_wait();
}
[[nodiscard]] inline duration mean_wait(const mgn_state& state) {
  return state.mean_wait();
}
[[nodiscard]] inline double service_level(const mgn_state& state, duration t,
                                          service_level_definition, duration = duration(0)) {
  return state.service_level(t);
}

/// Share of offered contacts that find every agent busy.
/// Limits    0 where nothing is offered, else 1 where load >= n.
[[nodiscard]] inline double probability_of_wait(const mgn& queue, agents n) {
  return mgn_state(queue, n).probability_of_wait();
}

/// Share of offered contacts that wait longer than t: the whole distribution of the wait.
/// Limits    0 where nothing is offered, else 1 where load >= n.
/// Errors    std::domain_error where t < 0.
[[nodiscard]] inline double probability_of_wait_beyond(const mgn& queue, agents n, duration t) {
  return mgn_state(queue, n).probability_of_wait_beyond(t);
}

/// Share of offered contacts that are answered within `answer_within`, by any definition: they
/// coincide where nobody hangs up.
/// Limits    1 where nothing is offered, else 0 where load >= n.
/// Errors    std::domain_error where answer_within < 0.
[[nodiscard]] inline double service_level(
    const mgn& queue, agents n, duration answer_within,
    service_level_definition = service_level_definition::offered, duration = duration(0)) {
  return mgn_state(queue, n).service_level(answer_within);
}

/// Both sides of the service level's fraction; every offered contact counts.
[[nodiscard]] inline service_level_shares shares_for_service_level(const mgn& queue, agents n,
                                                                   duration answer_within,
                                                                   service_level_definition,
                                                                   duration = duration(0)) {
  return {.in_time = service_level(queue, n, answer_within), .counted = 1.0};
}

/// Mean wait of all contacts, none-waiters as 0 (ASA). All are answered.
/// Limits    0 where nothing is offered, else infinity where load >= n.
[[nodiscard]] inline duration average_speed_of_answer(const mgn& queue, agents n) {
  return mgn_state(queue, n).mean_wait();
}

/// Mean wait of offered contacts: the average speed of answer, since all are answered.
[[nodiscard]] inline duration mean_wait(const mgn& queue, agents n) {
  return mgn_state(queue, n).mean_wait();
}

/// Mean wait of those who wait.
/// Limits    infinity where load >= n and something is offered; with no load Erlang C's, AHT / n.
[[nodiscard]] inline duration mean_wait_of_waiters(const mgn& queue, agents n) {
  return mgn_state(queue, n).mean_wait_of_waiters();
}

/// Wait that the stated share of offered contacts does not exceed.
/// Limits    infinity for a share of 1 with contacts offered, and where load >= n for one above 0.
[[nodiscard]] inline duration wait_quantile(const mgn& queue, agents n, proportion share) {
  return mgn_state(queue, n).wait_quantile(share);
}

/// Contacts that wait, averaged over time.
/// Limits    0 where nothing is offered, else infinity where load >= n.
[[nodiscard]] inline double mean_queue_length(const mgn& queue, agents n) {
  return mgn_state(queue, n).mean_queue_length();
}

/// Share of the agents' ready time spent handling contacts.
/// Formula   a / n
/// Limits    0 where nothing is offered, else 1 where load >= n.
[[nodiscard]] inline double occupancy(const mgn& queue, agents n) {
  return mgn_state(queue, n).occupancy();
}

/// Every measure at once, at the cost of one.
[[nodiscard]] inline performance evaluate(
    const mgn& queue, agents n, duration answer_within,
    service_level_definition = service_level_definition::offered, duration = duration(0)) {
  const mgn_state state(queue, n);
  return {
      .agents = n,
      .offered_load = offered_load(queue),
      .occupancy = state.occupancy(),
      .probability_of_wait = state.probability_of_wait(),
      .service_level = state.service_level(answer_within),
      .average_speed_of_answer = state.mean_wait(),
      .mean_queue_length = state.mean_queue_length(),
      .probability_of_abandonment = 0.0,
      .probability_of_blocking = 0.0,
  };
}

/// About the number of agents that keeps every promise of the target, where a search may begin: as
/// many as Erlang C needs.
[[nodiscard]] inline double likely_agents(const mgn& queue, const service_target& target) {
  return likely_agents(with_exponential_handle_times(queue), target);
}

/// The least number of agents for exponential handle times, where Erlang C is certain of it.
[[nodiscard]] inline std::optional<double> certain_agents(const mgn& queue,
                                                          const service_target& target) {
  if (queue.handle_time_scv != 1.0) return std::nullopt;
  return certain_agents(with_exponential_handle_times(queue), target);
}

}  // namespace krarup
