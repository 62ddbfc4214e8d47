// M/M/n+G: Erlang A with any law of patience.
//
// Sources
//   [1] F. Baccelli, G. Hebuterne, On queues with impatient customers, Performance '81, 1981.
//   [2] S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of
//       the M/M/n+G queue, Queueing Systems 51(3), 2005.
#pragma once

#include <cmath>

#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/mmn_g_state.hpp>
#include <krarup/queues/wait_quantile.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One queue of alike contacts whose patience follows a law, answered first come first served by
/// alike agents. No load is too much for it if all hang up in the end.
template <patience_law Patience = any_patience>
struct mmn_g {
  rate arrival_rate;             ///< Contacts offered; a Poisson stream.
  duration average_handle_time;  ///< Talk, hold and wrap-up; exponential; > 0.
  Patience patience;             ///< How long a contact would wait.
};

/// Work that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
template <patience_law Patience>
[[nodiscard]] constexpr erlangs offered_load(const mmn_g<Patience>& queue) {
  return offered_load(queue.arrival_rate, queue.average_handle_time);
}

/// What n agents meet, computed once for every measure.
template <patience_law Patience>
[[nodiscard]] mmn_g_state state_of(const mmn_g<Patience>& queue, agents n) {
  return {queue.arrival_rate, queue.average_handle_time, queue.patience, n};
}

/// Share of offered contacts that find every agent busy.
/// Limits    0 where nothing is offered, else 1 without agents.
template <patience_law Patience>
[[nodiscard]] double probability_of_wait(const mmn_g<Patience>& queue, agents n) {
  return state_of(queue, n).probability_of_wait();
}

/// Share of offered contacts that hang up before an answer.
template <patience_law Patience>
[[nodiscard]] double probability_of_abandonment(const mmn_g<Patience>& queue, agents n) {
  return state_of(queue, n).probability_of_abandonment();
}

/// Both sides of the service level's fraction, as shares of offered contacts.
template <patience_law Patience>
[[nodiscard]] service_level_shares shares_for_service_level(const mmn_g<Patience>& queue, agents n,
                                                            duration answer_within,
                                                            service_level_definition definition,
                                                            duration short_abandon = duration(0)) {
  return state_of(queue, n).shares(answer_within, definition, short_abandon);
}

/// Share of contacts that are answered within `answer_within`; the definition names the share and
/// its denominator.
template <patience_law Patience>
[[nodiscard]] double service_level(
    const mmn_g<Patience>& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  return state_of(queue, n).service_level(answer_within, definition, short_abandon);
}

/// Mean wait of those whom `whom` names, none-waiters as 0.
template <patience_law Patience>
[[nodiscard]] duration mean_wait(const mmn_g<Patience>& queue, agents n,
                                 wait_of whom = wait_of::offered) {
  return state_of(queue, n).mean_wait(whom);
}

/// Mean wait of answered contacts, none-waiters as 0 (ASA).
template <patience_law Patience>
[[nodiscard]] duration average_speed_of_answer(const mmn_g<Patience>& queue, agents n) {
  return mean_wait(queue, n, wait_of::answered);
}

/// Contacts that wait, averaged over time.
template <patience_law Patience>
[[nodiscard]] double mean_queue_length(const mmn_g<Patience>& queue, agents n) {
  return state_of(queue, n).mean_queue_length();
}

/// Share of the agents' ready time spent handling contacts.
template <patience_law Patience>
[[nodiscard]] double occupancy(const mmn_g<Patience>& queue, agents n) {
  return state_of(queue, n).occupancy();
}

/// Share of those whom `whom` names that wait longer than t: the whole distribution of the wait.
template <patience_law Patience>
[[nodiscard]] double probability_of_wait_beyond(const mmn_g<Patience>& queue, agents n, duration t,
                                                wait_of whom = wait_of::offered) {
  return state_of(queue, n).probability_of_wait_beyond(t, whom);
}

/// Share of offered contacts that are answered within t.
template <patience_law Patience>
[[nodiscard]] double probability_of_answer_within(const mmn_g<Patience>& queue, agents n,
                                                  duration t) {
  return state_of(queue, n).probability_of_answer_within(t);
}

/// Share of offered contacts that hang up within t.
template <patience_law Patience>
[[nodiscard]] double probability_of_abandonment_within(const mmn_g<Patience>& queue, agents n,
                                                       duration t) {
  return state_of(queue, n).probability_of_abandonment_within(t);
}

/// Mean wait of those who hang up (ATA).
template <patience_law Patience>
[[nodiscard]] duration average_time_to_abandon(const mmn_g<Patience>& queue, agents n) {
  return mean_wait(queue, n, wait_of::abandoned);
}

/// Mean wait of those who find every agent busy, whatever the end.
template <patience_law Patience>
[[nodiscard]] duration mean_wait_of_waiters(const mmn_g<Patience>& queue, agents n) {
  return state_of(queue, n).mean_wait_of_waiters();
}

/// Wait that the stated share of those whom `whom` names does not exceed.
/// Limits    0 where nothing is offered; infinity for a share of 1, and where no answer comes.
template <patience_law Patience>
[[nodiscard]] duration wait_quantile(const mmn_g<Patience>& queue, agents n, proportion share,
                                     wait_of whom = wait_of::offered) {
  const mmn_g_state state = state_of(queue, n);
  return detail::least_wait([&](duration t) { return state.probability_of_wait_beyond(t, whom); },
                            share, queue.average_handle_time);
}

}  // namespace krarup
