// Erlang C, the M/M/n queue: every contact waits until it is answered.
//
// Sources
//   [1] A. K. Erlang, Solution of some problems in the theory of probabilities of significance in
//       automatic telephone exchanges, 1917.
//   [2] N. Gans, G. Koole, A. Mandelbaum, Telephone call centers: tutorial, review, and research
//       prospects, Manufacturing & Service Operations Management 5(2), 2003.
//   [3] A. A. Jagers, E. A. van Doorn, Convexity of functions which are generalizations of the
//       Erlang loss function and the Erlang delay function, SIAM Review 33(2), 1991.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/delay_staffing.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One queue of alike contacts, answered first come first served by alike agents.
/// Overload, agents <= offered load, is answered: everybody waits, without end.
struct erlang_c {
  rate arrival_rate;             ///< Contacts offered; a Poisson stream.
  duration average_handle_time;  ///< Talk, hold and wrap-up; exponential; > 0.
};

/// Work that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
[[nodiscard]] constexpr erlangs offered_load(const erlang_c& queue) {
  return offered_load(queue.arrival_rate, queue.average_handle_time);
}

namespace detail {

/// (1 - C)/C = (n - a)/n J(n, a): the odds that a contact does not wait; 0 < a < n.
inline scaled no_wait_odds(double n, double a) {
  scaled odds = acceptance_odds(n, a);
  odds.factor = times_ratio(odds.factor, n - a, n);
  return odds;
}

/// 1 - C e^(-falls), without the subtraction.
inline double level_of(const scaled& odds, double falls) {
  if (odds.exponent != 0.0) return 1.0;
  return (odds.factor - std::expm1(-falls)) / (1.0 + odds.factor);
}

}  // namespace detail

/// Natural logarithm of probability_of_wait, with its digits where that is below 1e-308.
/// Limits    -infinity where nothing is offered, 0 where a >= n.
/// Accuracy  relative error below 2 epsilon (tests/detail/blocking_test.cpp).
[[nodiscard]] inline double log_probability_of_wait(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a == 0.0) return -detail::infinity;
  if (a >= n.count()) return 0.0;
  return -detail::no_wait_odds(n.count(), a).log_of_one_more();
}

/// Share of offered contacts that find every agent busy: the Erlang C formula C(n, a) [1], for real
/// n [3].
/// Formula   1/C = 1 + (n - a)/n (1/B - 1), with B the Erlang B formula
/// Limits    0 where nothing is offered, else 1 where a >= n.
/// Accuracy  error below 4 units in the last place from 8 agents on, relative error below 1e-14 for
///           fewer, for every load (tests/detail/blocking_test.cpp).
[[nodiscard]] inline double probability_of_wait(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a == 0.0) return 0.0;
  if (a >= n.count()) return 1.0;
  return detail::no_wait_odds(n.count(), a).share_of_one();
}

/// Share of offered contacts that wait longer than t: the whole distribution of the wait.
/// Formula   C(n, a) exp(-(n - a) t / AHT) [2]
/// Limits    0 where nothing is offered, else 1 where a >= n.
/// Errors    std::domain_error where t < 0.
[[nodiscard]] inline double probability_of_wait_beyond(const erlang_c& queue, agents n,
                                                       duration t) {
  detail::require(t.count() >= 0.0, "t", ">= 0 s", t.count());
  const double a = offered_load(queue).value();
  if (a == 0.0) return 0.0;
  if (a >= n.count()) return 1.0;
  return std::exp(log_probability_of_wait(queue, n) -
                  (n.count() - a) * (t / queue.average_handle_time));
}

/// Share of offered contacts that are answered within `answer_within`.
/// Formula   1 - C(n, a) exp(-(n - a) t / AHT) [2], without the subtraction
/// Limits    1 where nothing is offered, else 0 where a >= n.
/// Errors    std::domain_error where answer_within < 0.
/// Accuracy  relative error below 4 epsilon (tests/reference/erlang_c.csv).
[[nodiscard]] inline double service_level(const erlang_c& queue, agents n, duration answer_within) {
  detail::require(answer_within.count() >= 0.0, "answer_within", ">= 0 s", answer_within.count());
  const double a = offered_load(queue).value();
  if (a == 0.0) return 1.0;
  if (a >= n.count()) return 0.0;
  return detail::level_of(detail::no_wait_odds(n.count(), a),
                          (n.count() - a) * (answer_within / queue.average_handle_time));
}

/// The same under any definition: they coincide where nobody hangs up.
[[nodiscard]] inline double service_level(const erlang_c& queue, agents n, duration answer_within,
                                          service_level_definition, duration = duration(0)) {
  return service_level(queue, n, answer_within);
}

/// Both sides of the service level's fraction; every offered contact counts.
[[nodiscard]] inline service_level_shares shares_for_service_level(const erlang_c& queue, agents n,
                                                                   duration answer_within,
                                                                   service_level_definition,
                                                                   duration = duration(0)) {
  return {.in_time = service_level(queue, n, answer_within), .counted = 1.0};
}

/// Mean wait of all contacts, none-waiters as 0 (ASA). All are answered.
/// Formula   C(n, a) AHT / (n - a)
/// Limits    0 where nothing is offered, else infinity where a >= n.
[[nodiscard]] inline duration average_speed_of_answer(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a == 0.0) return duration(0);
  if (a >= n.count()) return duration(detail::infinity);
  return probability_of_wait(queue, n) * (queue.average_handle_time / (n.count() - a));
}

/// Mean wait of offered contacts: the average speed of answer, since all are answered.
[[nodiscard]] inline duration mean_wait(const erlang_c& queue, agents n) {
  return average_speed_of_answer(queue, n);
}

/// Mean wait of those who wait.
/// Formula   AHT / (n - a)
/// Limits    infinity where a >= n and something is offered; with no load, of a contact that would
///           come: AHT / n.
[[nodiscard]] inline duration mean_wait_of_waiters(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a >= n.count()) return duration(detail::infinity);
  return queue.average_handle_time / (n.count() - a);
}

/// Wait that the stated share of offered contacts does not exceed.
/// Formula   0 where 1 - C >= share, else ln(C / (1 - share)) AHT / (n - a)
/// Limits    infinity for a share of 1 with contacts offered, and where a >= n for a share above 0.
[[nodiscard]] inline duration wait_quantile(const erlang_c& queue, agents n, proportion share) {
  const double a = offered_load(queue).value();
  if (a == 0.0 || share.value() == 0.0) return duration(0);
  if (a >= n.count() || share.value() == 1.0) return duration(detail::infinity);
  const double waits = log_probability_of_wait(queue, n) - std::log1p(-share.value());
  if (!(waits > 0.0)) return duration(0);
  return waits * (queue.average_handle_time / (n.count() - a));
}

/// Contacts that wait, averaged over time.
/// Formula   C(n, a) a / (n - a)
/// Limits    0 where nothing is offered, else infinity where a >= n.
[[nodiscard]] inline double mean_queue_length(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a == 0.0) return 0.0;
  if (a >= n.count()) return detail::infinity;
  return probability_of_wait(queue, n) * (a / (n.count() - a));
}

/// Share of the agents' ready time spent handling contacts.
/// Formula   a / n
/// Limits    0 where nothing is offered, else 1 where a >= n.
[[nodiscard]] inline double occupancy(const erlang_c& queue, agents n) {
  const double a = offered_load(queue).value();
  if (a == 0.0) return 0.0;
  return std::min(1.0, a / n.count());
}

/// Every measure at once, at the cost of one.
[[nodiscard]] inline performance evaluate(
    const erlang_c& queue, agents n, duration answer_within,
    service_level_definition = service_level_definition::offered, duration = duration(0)) {
  detail::require(answer_within.count() >= 0.0, "answer_within", ">= 0 s", answer_within.count());
  const erlangs load = offered_load(queue);
  const double excess = n.count() - load.value();
  const bool idle = load.value() == 0.0;
  performance row{
      .agents = n,
      .offered_load = load,
      .occupancy = occupancy(queue, n),
      .probability_of_wait = idle ? 0.0 : 1.0,
      .service_level = idle ? 1.0 : 0.0,
      .average_speed_of_answer = duration(idle ? 0.0 : detail::infinity),
      .mean_queue_length = idle ? 0.0 : detail::infinity,
      .probability_of_abandonment = 0.0,
      .probability_of_blocking = 0.0,
  };
  if (idle || excess <= 0.0) return row;
  const detail::scaled odds = detail::no_wait_odds(n.count(), load.value());
  const double waits = odds.share_of_one();
  row.probability_of_wait = waits;
  row.service_level = detail::level_of(odds, excess * (answer_within / queue.average_handle_time));
  row.average_speed_of_answer = waits * (queue.average_handle_time / excess);
  row.mean_queue_length = waits * (load.value() / excess);
  return row;
}

namespace detail {

/// A target's promises in handle times.
inline delay_promises promises_of(const erlang_c& queue, const service_target& target) {
  delay_promises all;
  if (target.service_level) {
    all.late = std::max(1.0 - target.service_level->value(), 1e-300);
    all.handle_times = std::min(*target.answer_within / queue.average_handle_time, 1e100);
  }
  if (target.probability_of_wait) all.waiting = target.probability_of_wait->value();
  for (const auto& wait : {target.average_speed_of_answer, target.mean_wait}) {
    if (wait) all.mean_wait = std::min(all.mean_wait, *wait / queue.average_handle_time);
  }
  if (target.occupancy) all.occupancy = target.occupancy->value();
  return all;
}

}  // namespace detail

/// About the number of agents that keeps every promise of the target, where a search may begin.
[[nodiscard]] inline double likely_agents(const erlang_c& queue, const service_target& target) {
  return detail::likely_delay_agents(offered_load(queue).value(),
                                     detail::promises_of(queue, target));
}

/// The least number of agents that keeps every promise of the target, where one evaluation of the
/// formula decides it beyond doubt; a target that no number or any number keeps is left undecided.
[[nodiscard]] inline std::optional<double> certain_agents(const erlang_c& queue,
                                                          const service_target& target) {
  const detail::delay_promises promised = detail::promises_of(queue, target);
  return detail::certain_delay_agents(offered_load(queue).value(), promised);
}

}  // namespace krarup
