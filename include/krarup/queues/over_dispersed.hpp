// A queue whose volume is over-dispersed: its measures, means over the factor of its rate.
//
// Sources
//   [1] G. Jongbloed, G. Koole, Managing uncertainty in call centres using Poisson mixtures, Applied
//       Stochastic Models in Business and Industry 17(4), 2001.
#pragma once

#include <algorithm>
#include <array>
#include <concepts>

#include <krarup/over_dispersion.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/queues/over_dispersed_mean.hpp>
#include <krarup/queues/wait_quantile.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Share of offered contacts that find every agent busy, over contacts.
template <queue_model Queue>
[[nodiscard]] double probability_of_wait(const over_dispersed<Queue>& of, agents n) {
  return detail::contact_mean(of, n,
                              [&](const Queue& queue) { return probability_of_wait(queue, n); });
}

/// Share of offered contacts that hang up before an answer, over contacts.
template <abandoned_queue Queue>
[[nodiscard]] double probability_of_abandonment(const over_dispersed<Queue>& of, agents n) {
  return detail::contact_mean(
      of, n, [&](const Queue& queue) { return probability_of_abandonment(queue, n); });
}

/// Share of offered contacts that find no free trunk, over contacts.
template <queue_model Queue>
requires requires(const Queue queue, agents n) {
  { probability_of_blocking(queue, n) } -> std::same_as<double>;
}
[[nodiscard]] double probability_of_blocking(const over_dispersed<Queue>& of, agents n) {
  return detail::contact_mean(
      of, n, [&](const Queue& queue) { return probability_of_blocking(queue, n); });
}

/// Share of offered contacts that are answered within t, over contacts.
template <queue_model Queue>
requires requires(const Queue queue, agents n, duration t) {
  { probability_of_answer_within(queue, n, t) } -> std::same_as<double>;
}
[[nodiscard]] double probability_of_answer_within(const over_dispersed<Queue>& of, agents n,
                                                  duration t) {
  return detail::contact_mean(
      of, n, [&](const Queue& queue) { return probability_of_answer_within(queue, n, t); });
}

/// Share of offered contacts that hang up within t, over contacts.
template <queue_model Queue>
requires requires(const Queue queue, agents n, duration t) {
  { probability_of_abandonment_within(queue, n, t) } -> std::same_as<double>;
}
[[nodiscard]] double probability_of_abandonment_within(const over_dispersed<Queue>& of, agents n,
                                                       duration t) {
  return detail::contact_mean(
      of, n, [&](const Queue& queue) { return probability_of_abandonment_within(queue, n, t); });
}

/// Share of those whom `whom` names, among the contacts of all intervals, that wait longer than t.
template <queue_model Queue>
requires requires(const Queue queue, agents n, duration t) {
  { probability_of_wait_beyond(queue, n, t, wait_of::offered) } -> std::same_as<double>;
}
[[nodiscard]] double probability_of_wait_beyond(const over_dispersed<Queue>& of, agents n,
                                                duration t, wait_of whom = wait_of::offered) {
  return detail::mean_over_those(of, n, [&](const Queue& queue) -> detail::mean_of_share {
    return {detail::share_of(queue, n, whom), probability_of_wait_beyond(queue, n, t, whom)};
  });
}

/// Both sides of the service level's fraction, as shares of offered contacts, over contacts.
template <queue_model Queue>
[[nodiscard]] service_level_shares shares_for_service_level(const over_dispersed<Queue>& of,
                                                            agents n, duration answer_within,
                                                            service_level_definition definition,
                                                            duration short_abandon = duration(0)) {
  const auto [in_time, counted] =
      detail::mean_over_contacts<2>(of, n, [&](const Queue& queue, double) {
        const service_level_shares both =
            shares_for_service_level(queue, n, answer_within, definition, short_abandon);
        return std::array{both.in_time, both.counted};
      });
  return {.in_time = in_time, .counted = counted};
}

/// Service level over contacts: those of all intervals that are served in time, over those that
/// count. A long run of days shows it; the mean of their service levels is larger, as it weighs quiet
/// intervals alike.
/// Limits    as the queue's own.
template <queue_model Queue>
[[nodiscard]] double service_level(
    const over_dispersed<Queue>& of, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  if (!factor_of(of).is_certain()) {
    const service_level_shares both =
        shares_for_service_level(of, n, answer_within, definition, short_abandon);
    if (both.counted > 0.0) return both.level();
  }
  return service_level(of.queue, n, answer_within, definition, short_abandon);
}

/// Mean wait of offered contacts, over contacts, none-waiters as 0.
template <queue_model Queue>
[[nodiscard]] duration mean_wait(const over_dispersed<Queue>& of, agents n) {
  return duration(
      detail::contact_mean(of, n, [&](const Queue& queue) { return mean_wait(queue, n).count(); }));
}

/// Mean wait of those whom `whom` names, none-waiters as 0: what they wait in all intervals, over
/// their number in all intervals.
template <queue_model Queue>
requires requires(const Queue queue, agents n) {
  { mean_wait(queue, n, wait_of::offered) } -> std::same_as<duration>;
}
[[nodiscard]] duration mean_wait(const over_dispersed<Queue>& of, agents n, wait_of whom) {
  return duration(detail::mean_over_those(of, n, [&](const Queue& queue) -> detail::mean_of_share {
    return {detail::share_of(queue, n, whom), mean_wait(queue, n, whom).count()};
  }));
}

/// Mean wait of answered contacts, none-waiters as 0 (ASA): what those of all intervals wait, over
/// their number.
template <queue_model Queue>
[[nodiscard]] duration average_speed_of_answer(const over_dispersed<Queue>& of, agents n) {
  return duration(detail::mean_over_those(of, n, [&](const Queue& queue) -> detail::mean_of_share {
    return {detail::share_answered(queue, n), average_speed_of_answer(queue, n).count()};
  }));
}

/// Mean wait of those who hang up (ATA): what those of all intervals wait, over their number.
template <abandoned_queue Queue>
requires requires(const Queue queue, agents n) {
  { average_time_to_abandon(queue, n) } -> std::same_as<duration>;
}
[[nodiscard]] duration average_time_to_abandon(const over_dispersed<Queue>& of, agents n) {
  return duration(detail::mean_over_those(of, n, [&](const Queue& queue) -> detail::mean_of_share {
    return {probability_of_abandonment(queue, n), average_time_to_abandon(queue, n).count()};
  }));
}

/// Mean wait of those who find every agent busy, whatever the end, in all intervals.
template <queue_model Queue>
requires requires(const Queue queue, agents n) {
  { mean_wait_of_waiters(queue, n) } -> std::same_as<duration>;
}
[[nodiscard]] duration mean_wait_of_waiters(const over_dispersed<Queue>& of, agents n) {
  return duration(detail::mean_over_those(of, n, [&](const Queue& queue) -> detail::mean_of_share {
    return {probability_of_wait(queue, n), mean_wait_of_waiters(queue, n).count()};
  }));
}

/// Contacts that wait, averaged over time.
template <queue_model Queue>
[[nodiscard]] double mean_queue_length(const over_dispersed<Queue>& of, agents n) {
  return detail::time_mean(of, n, [&](const Queue& queue) { return mean_queue_length(queue, n); });
}

/// Share of the agents' ready time spent handling contacts, over time.
/// Limits    0 where nothing is offered, else 1 without agents.
template <queue_model Queue>
[[nodiscard]] double occupancy(const over_dispersed<Queue>& of, agents n) {
  if (n.count() == 0.0) return occupancy(of.queue, n);
  return std::min(
      1.0, detail::time_mean(of, n, [&](const Queue& queue) { return occupancy(queue, n); }));
}

/// Every measure at once, at about the cost of one.
template <queue_model Queue>
[[nodiscard]] performance evaluate(
    const over_dispersed<Queue>& of, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  performance row = evaluate(of.queue, n, answer_within, definition, short_abandon);
  if (factor_of(of).is_certain()) return row;
  const auto [busy, waits, in_time, counted, answered, waited, waiting, abandons, blocked] =
      detail::mean_over_contacts<9>(of, n, [&](const Queue& queue, double factor) {
        const performance at = evaluate(queue, n, answer_within, definition, short_abandon);
        const service_level_shares both =
            shares_for_service_level(queue, n, answer_within, definition, short_abandon);
        const double share = detail::share_answered(queue, n);
        return std::array{at.occupancy / factor,
                          at.probability_of_wait,
                          both.in_time,
                          both.counted,
                          share,
                          detail::of_share(share, at.average_speed_of_answer.count()),
                          at.mean_queue_length / factor,
                          at.probability_of_abandonment,
                          at.probability_of_blocking};
      });
  if (n.count() > 0.0) row.occupancy = std::min(1.0, busy);
  row.probability_of_wait = waits;
  if (counted > 0.0) row.service_level = in_time / counted;
  if (answered > 0.0) row.average_speed_of_answer = duration(waited / answered);
  row.mean_queue_length = waiting;
  row.probability_of_abandonment = abandons;
  row.probability_of_blocking = blocked;
  return row;
}

/// Service level that the stated share of intervals does not exceed: 0.10 asks for the level that nine
/// of ten reach. Every interval counts alike. It falls with the volume, so it is the level under the
/// factor that the rest of the intervals does not exceed.
/// Limits    1 for a share of 1, of intervals without a contact; for a share of 0 the level under a
///           factor that is exceeded with probability 1e-300.
/// Errors    as service_level.
template <queue_model Queue>
requires requires(const Queue queue) {
  { factor_of(queue) } -> std::same_as<volume_factor>;
  { at_factor(queue, 1.0) } -> queue_model;
}
[[nodiscard]] double service_level_quantile(
    const Queue& of, agents n, duration answer_within, proportion share,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const volume_factor factor = factor_of(of);
  const double p = std::max(share.value(), 1e-300);
  return service_level(at_factor(of, factor.quantile_above(p)), n, answer_within, definition,
                       short_abandon);
}

/// Mean of the service level over intervals, each alike: larger than over contacts.
template <queue_model Queue>
[[nodiscard]] double mean_service_level_of_intervals(
    const over_dispersed<Queue>& of, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  return detail::mean_over_intervals(of, n, [&](const Queue& queue) {
    return service_level(queue, n, answer_within, definition, short_abandon);
  });
}

/// The queue on a day of the stated factor: the interval's factor alone is left to chance.
/// Errors    as at_factor.
template <queue_model Queue>
[[nodiscard]] constexpr over_dispersed<Queue> at_day_factor(const over_dispersed<Queue>& of,
                                                            double factor) {
  return {at_factor(of, factor), {.day = 0.0, .interval = of.dispersion.interval}};
}

/// The factor of a day's rate.
/// Errors    as check(over_dispersion).
template <queue_model Queue>
[[nodiscard]] volume_factor day_factor_of(const over_dispersed<Queue>& of) {
  check(of.dispersion);
  return volume_factor({.day = of.dispersion.day, .interval = 0.0});
}

namespace detail {

/// What an interval adds to a day's service level, from what it counts under each factor, per contact
/// expected: shares_of(queue).
template <queue_model Queue, class Shares>
[[nodiscard]] cumulants_of_served cumulants_of(const over_dispersed<Queue>& of, agents n,
                                               const Shares& shares_of) {
  const auto [x, y, xx, xy, yy, xxx, xxy, xyy, yyy] = mean_over_contacts<9>(
      of, n,
      [&](const Queue& queue, double factor) {
        const auto [in, all] = shares_of(queue);
        const double f = factor;  // a mean over contacts is one over time, times the factor
        return std::array{in,
                          all,
                          f * in * in,
                          f * in * all,
                          f * all * all,
                          f * f * in * in * in,
                          f * f * in * in * all,
                          f * f * in * all * all,
                          f * f * all * all * all};
      },
      1e-9);
  cumulants_of_served all{
      .first = {x, y},
      .second = {std::max(0.0, xx - x * x), xy - x * y, std::max(0.0, yy - y * y)}};
  if (squared_variation(of.dispersion) < 1e-5) return all;
  all.third = {xxx - 3.0 * xx * x + 2.0 * x * x * x, xxy - xx * y - 2.0 * xy * x + 2.0 * x * x * y,
               xyy - yy * x - 2.0 * xy * y + 2.0 * x * y * y, yyy - 3.0 * yy * y + 2.0 * y * y * y};
  return all;
}

}  // namespace detail

/// What an interval of the queue adds to a day's service level, with its factor left to chance, per
/// contact expected. `known` is of the same question under other means of the rate.
/// Accuracy  relative error below 1e-9 of the means, error below 1e-9 of the others; third cumulants
///           are taken for 0 where the factors vary by less than 1e-5, of which that leaves nothing
template <queue_model Queue>
[[nodiscard]] cumulants_of_served cumulants_for_service_level(const over_dispersed<Queue>& of,
                                                              agents n, duration answer_within,
                                                              service_level_definition definition,
                                                              duration short_abandon,
                                                              shares_by_rate& known) {
  return detail::cumulants_of(of, n, [&](const Queue& queue) {
    return known.at(arrival_rate(queue), [&] {
      return shares_for_service_level(queue, n, answer_within, definition, short_abandon);
    });
  });
}

/// Wait that the stated share of those whom `whom` names, in all intervals, does not exceed.
/// Limits    0 where nothing is offered; infinity for a share of 1, and where no answer comes.
template <queue_model Queue>
requires requires(const Queue queue, agents n, duration t) {
  { probability_of_wait_beyond(queue, n, t, wait_of::offered) } -> std::same_as<double>;
}
[[nodiscard]] duration wait_quantile(const over_dispersed<Queue>& of, agents n, proportion share,
                                     wait_of whom = wait_of::offered) {
  if (factor_of(of).is_certain()) return wait_quantile(of.queue, n, share, whom);
  return detail::least_wait([&](duration t) { return probability_of_wait_beyond(of, n, t, whom); },
                            share, average_handle_time(of.queue));
}

/// About the number of agents that keeps every promise of the target, where a search may begin: as if
/// the forecast were true.
template <queue_model Queue>
requires requires(const Queue queue, const service_target target) {
  { likely_agents(queue, target) } -> std::same_as<double>;
}
[[nodiscard]] double likely_agents(const over_dispersed<Queue>& of, const service_target& target) {
  return likely_agents(of.queue, target);
}

}  // namespace krarup
