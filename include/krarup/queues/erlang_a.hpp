// Erlang A, the M/M/n+M queue: contacts wait for a while and then hang up.
//
// Sources
//   [1] C. Palm, Research on telephone traffic carried by full availability groups, Tele 1, 1957.
//   [2] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
//   [3] O. Jouini, G. Koole, A. Roubos, Performance indicators for call centers with impatient
//       customers, IIE Transactions 45(3), 2013.
//   [4] A. Mandelbaum, S. Zeltyn, Staffing many-server queues with impatient customers: constraint
//       satisfaction in call centers, Operations Research 57(5), 2009.
#pragma once

#include <algorithm>
#include <cmath>

#include <krarup/detail/compiled.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Share of offered contacts that find every agent busy.
/// Formula   A B / (1 - B + A B), with B the Erlang B formula and A Palm's function [1]
/// Limits    0 where nothing is offered, else 1 without agents.
[[nodiscard]] inline double probability_of_wait(const erlang_a& queue, agents n) {
  return erlang_a_state(queue, n).probability_of_wait();
}

/// Share of offered contacts that hang up before an answer.
/// Limits    0 where nothing is offered, else 1 without agents.
[[nodiscard]] inline double probability_of_abandonment(const erlang_a& queue, agents n) {
  return erlang_a_state(queue, n).probability_of_abandonment();
}

/// Share of offered contacts that are answered within t.
[[nodiscard]] inline double probability_of_answer_within(const erlang_a& queue, agents n,
                                                         duration t) {
  return erlang_a_state(queue, n).probability_of_answer_within(t);
}

/// Share of offered contacts that hang up within t.
[[nodiscard]] inline double probability_of_abandonment_within(const erlang_a& queue, agents n,
                                                              duration t) {
  return erlang_a_state(queue, n).probability_of_abandonment_within(t);
}

/// Share of those whom `whom` names that wait longer than t: the whole distribution of the wait.
[[nodiscard]] inline double probability_of_wait_beyond(const erlang_a& queue, agents n, duration t,
                                                       wait_of whom = wait_of::offered) {
  return erlang_a_state(queue, n).probability_of_wait_beyond(t, whom);
}

/// Both sides of the service level's fraction, as shares of offered contacts.
[[nodiscard]] inline service_level_shares shares_for_service_level(
    const erlang_a& queue, agents n, duration answer_within, service_level_definition definition,
    duration short_abandon = duration(0)) {
  return erlang_a_state(queue, n).shares(answer_within, definition, short_abandon);
}

/// Share of contacts that are answered within `answer_within`; the definition names the share and
/// its denominator [3].
/// Limits    1 where nothing is offered, else 0 without agents, but for definitions that count an
///           early abandonment as good or leave it out.
/// Errors    std::domain_error where a time is < 0.
/// Accuracy  error below 1e-12, as of erlang_a_state.
[[nodiscard]] inline double service_level(
    const erlang_a& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  return erlang_a_state(queue, n).service_level(answer_within, definition, short_abandon);
}

/// Mean wait of those whom `whom` names, none-waiters as 0.
/// Limits    0 where nothing is offered; without agents infinity for answered and virtual contacts,
///           else the average patience.
[[nodiscard]] inline duration mean_wait(const erlang_a& queue, agents n,
                                        wait_of whom = wait_of::offered) {
  return erlang_a_state(queue, n).mean_wait(whom);
}

/// Mean wait of answered contacts, none-waiters as 0 (ASA).
[[nodiscard]] inline duration average_speed_of_answer(const erlang_a& queue, agents n) {
  return mean_wait(queue, n, wait_of::answered);
}

/// Mean wait of those who hang up (ATA).
[[nodiscard]] inline duration average_time_to_abandon(const erlang_a& queue, agents n) {
  return mean_wait(queue, n, wait_of::abandoned);
}

/// Mean wait of those who find every agent busy, whatever the end.
/// Limits    0 where nothing is offered, the average patience without agents.
[[nodiscard]] inline duration mean_wait_of_waiters(const erlang_a& queue, agents n) {
  return erlang_a_state(queue, n).mean_wait_of_waiters();
}

/// Wait that the stated share of those whom `whom` names does not exceed.
/// Limits    0 where nothing is offered; infinity for a share of 1, and where no answer comes.
[[nodiscard]] KRARUP_FUNCTION duration wait_quantile(const erlang_a& queue, agents n,
                                                     proportion share,
                                                     wait_of whom = wait_of::offered)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const erlang_a_state state(queue, n);
  const double rest = 1.0 - share.value();
  const auto beyond = [&](double t) { return state.probability_of_wait_beyond(duration(t), whom); };
  if (beyond(0.0) <= rest) return duration(0);
  if (rest == 0.0) return duration(detail::infinity);
  double low = 0.0;
  double high = queue.average_handle_time.count();
  for (double leap = 2.0; beyond(high) > rest; leap *= leap) {
    if (high == detail::largest) return duration(detail::infinity);
    low = high;
    high = std::min(high * leap, detail::largest);
  }
  while (low > 0.0 && high > 4.0 * low) {
    const double middle = std::sqrt(low) * std::sqrt(high);
    (beyond(middle) > rest ? low : high) = middle;
  }
  const double unit = std::ldexp(1.0, std::ilogb(high));  // so that no sum of two waits overflows
  const auto excess = [&](double units) {  // of what has a secant, which ln 0 has not
    return std::log(std::max(beyond(units * unit), 1e-300)) - std::log(rest);
  };
  return duration(detail::bracketed_root(excess, low / unit, high / unit) * unit);
}
#endif

/// Contacts that wait, averaged over time: arrival rate times the mean wait of offered contacts.
[[nodiscard]] inline double mean_queue_length(const erlang_a& queue, agents n) {
  return erlang_a_state(queue, n).mean_queue_length();
}

/// Share of the agents' ready time spent handling contacts.
/// Formula   a (1 - P(abandon)) / n
/// Limits    0 where nothing is offered, else 1 without agents.
[[nodiscard]] inline double occupancy(const erlang_a& queue, agents n) {
  return erlang_a_state(queue, n).occupancy();
}

/// Every measure at once, at the cost of one.
[[nodiscard]] inline performance evaluate(
    const erlang_a& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const erlang_a_state state(queue, n);
  const erlang_a_state::answered_part answered = state.answered();
  const double abandons = state.probability_of_abandonment();
  const double load = offered_load(queue).value();
  return {
      .agents = n,
      .offered_load = erlangs(load),
      .occupancy = state.occupancy(answered.probability),
      .probability_of_wait = state.probability_of_wait(),
      .service_level = state.service_level(answer_within, definition, short_abandon),
      .average_speed_of_answer = answered.mean_wait,
      .mean_queue_length = state.mean_queue_length(abandons),
      .probability_of_abandonment = abandons,
      .probability_of_blocking = 0.0,
  };
}

/// What n agents meet, computed once for every measure.
[[nodiscard]] inline erlang_a_state state_of(const erlang_a& queue, agents n) {
  return {queue, n};
}

/// About the number of agents that keeps every promise of the target, where a search may begin: what
/// a fluid would need [4], whose contacts wait ln(a/n) / theta and then are served or gone.
[[nodiscard]] inline double likely_agents(const erlang_a& queue, const service_target& target) {
  const double a = offered_load(queue).value();
  const auto still_there = [&](duration t) { return std::exp(-t / queue.average_patience); };
  double share = 0.0;  // of the load
  if (target.service_level) {
    share = still_there(*target.answer_within);
    if (target.definition == service_level_definition::offered) {
      share = std::max(share, target.service_level->value());
    }
  }
  if (target.average_speed_of_answer) {
    share = std::max(share, still_there(*target.average_speed_of_answer));
  }
  if (target.mean_wait) share = std::max(share, still_there(*target.mean_wait));
  if (target.probability_of_abandonment) {
    share = std::max(share, 1.0 - target.probability_of_abandonment->value());
  }
  if (target.probability_of_wait) share = 1.0;
  if (target.occupancy) share = std::max(share, 1.0 / target.occupancy->value());
  return a * share;
}

}  // namespace krarup
