// Erlang X: one queue with all that real ones have. Patience of any law, a limit of lines, callers who
// try again, and a volume that strays from its forecast; each may be left out. With none it is Erlang
// C, with exponential patience alone Erlang A, with as many lines as agents alone Erlang B, all to the
// last digit.
//
// Sources
//   [1] G. Koole, Call center optimization, MG Books, 2013.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/queues/erlang_x_state.hpp>
#include <krarup/queues/over_dispersed.hpp>
#include <krarup/queues/over_dispersed_mean.hpp>
#include <krarup/queues/wait_quantile.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One queue of alike contacts, answered first come first served by alike agents.
struct erlang_x {
  rate arrival_rate;  ///< First attempts; a Poisson stream, or one of a rate that strays.
  duration average_handle_time;  ///< Talk, hold and wrap-up; exponential; > 0.
  any_patience patience = {};    ///< How long a contact would wait; for ever unless said.
  /// Contacts in the system at most, waiting and handled; not whole where there is one line more for
  /// that fraction of the time.
  std::optional<trunks> lines = std::nullopt;
  redials again = {};               ///< Who tries again; nobody unless said.
  over_dispersion dispersion = {};  ///< How far the rate strays from its forecast; not unless said.
};

/// Work of first attempts that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
[[nodiscard]] constexpr erlangs offered_load(const erlang_x& queue) {
  return offered_load(queue.arrival_rate, queue.average_handle_time);
}

/// The factor of an interval's rate, and the queue in an interval of a stated factor.
/// Errors    as check(over_dispersion); std::domain_error where the factor is < 0 or the rate is beyond
///           the largest double.
[[nodiscard]] inline volume_factor factor_of(const erlang_x& queue) {
  return volume_factor(queue.dispersion);
}
[[nodiscard]] inline erlang_x at_factor(erlang_x queue, double factor) {
  queue.arrival_rate = rate::per_second(factor * queue.arrival_rate.per_second());
  queue.dispersion = {};
  return queue;
}

/// The factor of a day's rate, and the queue on a day of a stated factor: the interval's factor alone
/// is left to chance.
/// Errors    as at_factor.
[[nodiscard]] inline volume_factor day_factor_of(const erlang_x& queue) {
  check(queue.dispersion);
  return volume_factor({.day = queue.dispersion.day, .interval = 0.0});
}
[[nodiscard]] inline erlang_x at_day_factor(const erlang_x& queue, double factor) {
  erlang_x day = at_factor(queue, factor);
  day.dispersion.interval = queue.dispersion.interval;
  return day;
}

/// What n agents meet at the rate of the forecast, computed once for every measure; the rate's
/// dispersion is left out.
[[nodiscard]] inline erlang_x_state state_at_forecast(const erlang_x& queue, agents n) {
  return {
      queue.arrival_rate, queue.average_handle_time, queue.patience, queue.lines, queue.again, n};
}

// What the concept of a queue asks for, and what over-dispersed volume is asked through.
[[nodiscard]] double probability_of_wait(const erlang_x& queue, agents n);
[[nodiscard]] double service_level(const erlang_x& queue, agents n, duration answer_within,
                                   service_level_definition definition, duration short_abandon);
[[nodiscard]] service_level_shares shares_for_service_level(const erlang_x& queue, agents n,
                                                            duration answer_within,
                                                            service_level_definition definition,
                                                            duration short_abandon);
[[nodiscard]] duration mean_wait(const erlang_x& queue, agents n, wait_of whom = wait_of::offered);
[[nodiscard]] duration average_speed_of_answer(const erlang_x& queue, agents n);
[[nodiscard]] double mean_queue_length(const erlang_x& queue, agents n);
[[nodiscard]] double occupancy(const erlang_x& queue, agents n);

namespace detail {

/// The queue at a rate that is known.
[[nodiscard]] inline over_dispersed<erlang_x> by_rates(const erlang_x& queue) {
  over_dispersed<erlang_x> of{queue, queue.dispersion};
  of.queue.dispersion = {};
  return of;
}

/// The mean over those of all attempts, as question(state) says how many they are and what they meet.
template <class Question>
[[nodiscard]] double mean_over_attempts(const erlang_x& queue, agents n, const Question& question) {
  const mean_of_share at_forecast = question(state_at_forecast(queue, n));
  if (squared_variation(queue.dispersion) == 0.0) return at_forecast.mean;
  const auto [those, sum] =
      mean_over_contacts<2>(by_rates(queue), n, [&](const erlang_x& at, double) {
        const erlang_x_state state = state_at_forecast(at, n);
        const mean_of_share of = question(state);
        const double share = of.share * state.attempts_each();
        return std::array{share, of_share(share, of.mean)};
      });
  return those > 0.0 ? sum / those : at_forecast.mean;
}

/// The mean over first attempts.
template <class Question>
[[nodiscard]] double mean_over_first_attempts(const erlang_x& queue, agents n,
                                              const Question& question) {
  if (squared_variation(queue.dispersion) == 0.0) return question(state_at_forecast(queue, n));
  return contact_mean(by_rates(queue), n,
                      [&](const erlang_x& at) { return question(state_at_forecast(at, n)); });
}

/// The mean over time.
template <class Question>
[[nodiscard]] double mean_over_rates(const erlang_x& queue, agents n, const Question& question) {
  if (squared_variation(queue.dispersion) == 0.0) return question(state_at_forecast(queue, n));
  return time_mean(by_rates(queue), n,
                   [&](const erlang_x& at) { return question(state_at_forecast(at, n)); });
}

/// Share of attempts that `whom` names.
[[nodiscard]] inline double share_of(const erlang_x_state& state, wait_of whom) {
  switch (whom) {
    case wait_of::answered:
      return state.probability_of_answer();
    case wait_of::abandoned:
      return state.probability_of_abandonment();
    case wait_of::virtual_contact:
      return 1.0 - state.probability_of_blocking();
    case wait_of::offered:
      break;
  }
  return 1.0;
}

}  // namespace detail

/// Attempts per time: first attempts and redials.
[[nodiscard]] inline rate attempt_rate(const erlang_x& queue, agents n) {
  const double first = queue.arrival_rate.per_second();
  if (first == 0.0) return queue.arrival_rate;
  return rate::per_second(
      first * detail::mean_over_first_attempts(
                  queue, n, [](const erlang_x_state& state) { return state.attempts_each(); }));
}

/// Share of first attempts that are never answered, however often they are repeated.
[[nodiscard]] inline double probability_of_loss(const erlang_x& queue, agents n) {
  return detail::mean_over_first_attempts(
      queue, n, [](const erlang_x_state& state) { return state.probability_of_loss(); });
}

/// Share of attempts that find every agent busy, and a line.
/// Limits    0 where nothing is offered, else 1 without agents.
inline double probability_of_wait(const erlang_x& queue, agents n) {
  return detail::mean_over_attempts(queue, n, [](const erlang_x_state& state) {
    return detail::mean_of_share{1.0, state.probability_of_wait()};
  });
}

/// Share of attempts that hang up before an answer.
[[nodiscard]] inline double probability_of_abandonment(const erlang_x& queue, agents n) {
  return detail::mean_over_attempts(queue, n, [](const erlang_x_state& state) {
    return detail::mean_of_share{1.0, state.probability_of_abandonment()};
  });
}

/// Share of attempts that find no line.
/// Limits    0 where lines are without limit.
[[nodiscard]] inline double probability_of_blocking(const erlang_x& queue, agents n) {
  return detail::mean_over_attempts(queue, n, [](const erlang_x_state& state) {
    return detail::mean_of_share{1.0, state.probability_of_blocking()};
  });
}

/// Share of attempts that are answered within t.
[[nodiscard]] inline double probability_of_answer_within(const erlang_x& queue, agents n,
                                                         duration t) {
  return detail::mean_over_attempts(queue, n, [t](const erlang_x_state& state) {
    return detail::mean_of_share{1.0, state.probability_of_answer_within(t)};
  });
}

/// Share of attempts that hang up within t.
[[nodiscard]] inline double probability_of_abandonment_within(const erlang_x& queue, agents n,
                                                              duration t) {
  return detail::mean_over_attempts(queue, n, [t](const erlang_x_state& state) {
    return detail::mean_of_share{1.0, state.probability_of_abandonment_within(t)};
  });
}

/// Share of those attempts whom `whom` names that wait longer than t.
[[nodiscard]] inline double probability_of_wait_beyond(const erlang_x& queue, agents n, duration t,
                                                       wait_of whom = wait_of::offered) {
  return detail::mean_over_attempts(queue, n, [&](const erlang_x_state& state) {
    return detail::mean_of_share{detail::share_of(state, whom),
                                 state.probability_of_wait_beyond(t, whom)};
  });
}

/// Both sides of the service level's fraction, as shares of attempts; those that find no line are
/// offered, and neither answered nor given up.
inline service_level_shares shares_for_service_level(const erlang_x& queue, agents n,
                                                     duration answer_within,
                                                     service_level_definition definition,
                                                     duration short_abandon = duration(0)) {
  const auto shares_of = [&](const erlang_x_state& state) {
    return state.shares(answer_within, definition, short_abandon);
  };
  const service_level_shares at_forecast = shares_of(state_at_forecast(queue, n));
  if (squared_variation(queue.dispersion) == 0.0) return at_forecast;
  const auto [attempts, in_time, counted] =
      detail::mean_over_contacts<3>(detail::by_rates(queue), n, [&](const erlang_x& at, double) {
        const erlang_x_state state = state_at_forecast(at, n);
        const service_level_shares both = shares_of(state);
        const double each = state.attempts_each();
        return std::array{each, each * both.in_time, each * both.counted};
      });
  return attempts > 0.0 ? service_level_shares{in_time / attempts, counted / attempts}
                        : at_forecast;
}

/// Share of attempts that are answered within `answer_within`; the definition names the share and its
/// denominator. By the default one an attempt that finds no line is a call not answered.
inline double service_level(const erlang_x& queue, agents n, duration answer_within,
                            service_level_definition definition = service_level_definition::offered,
                            duration short_abandon = duration(0)) {
  if (squared_variation(queue.dispersion) == 0.0) {
    return state_at_forecast(queue, n).service_level(answer_within, definition, short_abandon);
  }
  const service_level_shares both =
      shares_for_service_level(queue, n, answer_within, definition, short_abandon);
  return both.counted > 0.0 ? both.level() : 0.0;
}

/// The same of those attempts alone that found a line.
/// Limits    0 where none did.
[[nodiscard]] inline double service_level_of_accepted(
    const erlang_x& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const service_level_shares both =
      shares_for_service_level(queue, n, answer_within, definition, short_abandon);
  using enum service_level_definition;
  const bool accepted_count = definition == answered || definition == exclude_abandoned_within ||
                              definition == exclude_short;
  const double counted = both.counted - (accepted_count ? 0.0 : probability_of_blocking(queue, n));
  return counted > 0.0 ? std::min(1.0, both.in_time / counted) : 0.0;
}

/// What an interval adds to a day's service level of attempts, with its factor left to chance, per
/// first attempt expected. `known` is of the same question under other means of the rate.
/// Accuracy  as of over_dispersed.
[[nodiscard]] inline cumulants_of_served cumulants_for_service_level(
    const erlang_x& queue, agents n, duration answer_within, service_level_definition definition,
    duration short_abandon, shares_by_rate& known) {
  return detail::cumulants_of(detail::by_rates(queue), n, [&](const erlang_x& at) {
    return known.at(at.arrival_rate, [&] {
      const erlang_x_state state = state_at_forecast(at, n);
      const service_level_shares both = state.shares(answer_within, definition, short_abandon);
      const double each = state.attempts_each();
      return service_level_shares{each * both.in_time, each * both.counted};
    });
  });
}

/// Mean wait of those attempts whom `whom` names; those that find an agent free, or no line, wait 0.
inline duration mean_wait(const erlang_x& queue, agents n, wait_of whom) {
  return duration(detail::mean_over_attempts(queue, n, [&](const erlang_x_state& state) {
    return detail::mean_of_share{detail::share_of(state, whom), state.mean_wait(whom).count()};
  }));
}

/// Mean wait of answered attempts, none-waiters as 0 (ASA).
inline duration average_speed_of_answer(const erlang_x& queue, agents n) {
  return mean_wait(queue, n, wait_of::answered);
}

/// Mean wait of those that hang up (ATA).
[[nodiscard]] inline duration average_time_to_abandon(const erlang_x& queue, agents n) {
  return mean_wait(queue, n, wait_of::abandoned);
}

/// Mean wait of attempts that find every agent busy, and a line, whatever the end.
[[nodiscard]] inline duration mean_wait_of_waiters(const erlang_x& queue, agents n) {
  return duration(detail::mean_over_attempts(queue, n, [](const erlang_x_state& state) {
    return detail::mean_of_share{state.probability_of_wait(), state.mean_wait_of_waiters().count()};
  }));
}

/// Wait that the stated share of those attempts whom `whom` names does not exceed.
/// Limits    0 where nothing is offered; infinity for a share of 1, and where no answer comes.
[[nodiscard]] inline duration wait_quantile(const erlang_x& queue, agents n, proportion share,
                                            wait_of whom = wait_of::offered) {
  if (squared_variation(queue.dispersion) == 0.0) {
    const erlang_x_state state = state_at_forecast(queue, n);
    return detail::least_wait([&](duration t) { return state.probability_of_wait_beyond(t, whom); },
                              share, queue.average_handle_time);
  }
  return detail::least_wait(
      [&](duration t) { return probability_of_wait_beyond(queue, n, t, whom); }, share,
      queue.average_handle_time);
}

/// Contacts that wait, averaged over time.
inline double mean_queue_length(const erlang_x& queue, agents n) {
  return detail::mean_over_rates(
      queue, n, [](const erlang_x_state& state) { return state.mean_queue_length(); });
}

/// Share of the agents' ready time spent handling contacts, averaged over time.
inline double occupancy(const erlang_x& queue, agents n) {
  return std::min(1.0, detail::mean_over_rates(queue, n, [](const erlang_x_state& state) {
                    return state.occupancy();
                  }));
}

/// Every measure at once, at about the cost of one.
[[nodiscard]] inline performance evaluate(
    const erlang_x& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const auto row_of = [&](const erlang_x& at) {
    return performance_of(state_at_forecast(at, n), n, offered_load(queue), answer_within,
                          definition, short_abandon);
  };
  performance row = row_of(queue);
  if (squared_variation(queue.dispersion) == 0.0) return row;
  const auto [attempts, busy, waits, in_time, counted, answered, waited, waiting, abandons,
              blocked] =
      detail::mean_over_contacts<10>(
          detail::by_rates(queue), n, [&](const erlang_x& at, double factor) {
            const erlang_x_state state = state_at_forecast(at, n);
            const service_level_shares both =
                state.shares(answer_within, definition, short_abandon);
            const double each = state.attempts_each();
            const double reached = each * state.probability_of_answer();
            return std::array{each,
                              state.occupancy() / factor,
                              each * state.probability_of_wait(),
                              each * both.in_time,
                              each * both.counted,
                              reached,
                              detail::of_share(reached, state.average_speed_of_answer().count()),
                              state.mean_queue_length() / factor,
                              each * state.probability_of_abandonment(),
                              each * state.probability_of_blocking()};
          });
  if (!(attempts > 0.0)) return row;
  if (n.count() > 0.0) row.occupancy = std::min(1.0, busy);
  row.probability_of_wait = waits / attempts;
  row.service_level = counted > 0.0 ? in_time / counted : 0.0;
  if (answered > 0.0) row.average_speed_of_answer = duration(waited / answered);
  row.mean_queue_length = waiting;
  row.probability_of_abandonment = abandons / attempts;
  row.probability_of_blocking = blocked / attempts;
  return row;
}

/// Agents beyond whom one more changes nothing: as many as there are lines, if these are limited.
[[nodiscard]] inline std::optional<agents> useful_agents(const erlang_x& queue) {
  if (!queue.lines) return std::nullopt;
  return fractional_agents(std::ceil(queue.lines->count()));
}

/// About the number of agents that keeps every promise of the target, where a search may begin: as if
/// patience were exponential, lines without limit and the forecast true.
[[nodiscard]] inline double likely_agents(const erlang_x& queue, const service_target& target) {
  const duration patience = average_patience(queue.patience);
  if (!detail::is_finite_positive(patience.count())) return offered_load(queue).value();
  return likely_agents(erlang_a{queue.arrival_rate, queue.average_handle_time, patience}, target);
}

}  // namespace krarup
