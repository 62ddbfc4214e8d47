// What one agent, erlang or second more changes: partial derivatives of the measures of Erlang B, C
// and A, without finite differences.
//
// Agents are real numbers here: the derivative at 14 is the slope of the curve through 13, 14 and
// 15, not the step to 15. Answer times stay what they are in seconds. What else stays:
//
//   per_agent                  arrival rate, handle time, patience
//   per_erlang                 handle time, patience; an erlang is 1/AHT more contacts per time
//   per_second_of_handle_time  arrival rate, patience; the load rises with the handle time
//   per_second_of_patience     arrival rate, handle time
//
// Accuracy: relative error below 1e-13 for Erlang B and C, below 1e-12 for Erlang A, for n from 0.5
// to 1e6 and patience from 1e-4 to 1e4 handle times (tests/reference/sensitivity_b.csv,
// sensitivity_c.csv, sensitivity_a.csv). Two derivatives change their sign and lose digits next to
// their zero: that of Erlang A's average speed of answer by the handle time, below one agent; and
// that by patience of a service level to which some who give up are lost (offered, exclude_short,
// positive_short), since who is patient waits for an answer and makes others wait.
//
// Sources
//   [1] A. A. Jagers, E. A. van Doorn, On the continued Erlang loss function, Operations Research
//       Letters 5(1), 1986.
//   [2] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>

#include <krarup/detail/palm_partials.hpp>
#include <krarup/detail/wait_moments.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A measure and its partial derivatives; a measure that is a time is in seconds.
struct sensitivity {
  double value;                      ///< the measure itself
  double per_agent;                  ///< of Erlang B: per trunk
  double per_erlang;                 ///< of offered load, which comes from more contacts
  double per_second_of_handle_time;  ///< of all contacts, whose number stays
  double per_second_of_patience;     ///< 0 where nobody gives up
};

namespace detail {

/// What `at` says of a load, also of none: there the power of the load that the measure begins with
/// decides whether its slope is 0, finite or without end, and nothing else has an effect.
template <class At>
[[nodiscard]] sensitivity also_without_load(double a, double n, double value, const At& at) {
  if (a > 0.0) return at(a);
  if (n > 1.0) return {value, 0.0, 0.0, 0.0, 0.0};
  const sensitivity next = at(1e-300);
  if (n == 1.0) return {value, 0.0, next.per_erlang, 0.0, 0.0};
  double way = next.per_erlang;  // or -0, where that is too small for a double
  if (next.value != value) way = next.value - value;
  return {value, 0.0, std::copysign(infinity, way), 0.0, 0.0};
}

/// 1/(a (1 + odds)), where 1/(1 + odds) may be too small for its digits.
inline double share_per_load(const scaled& odds, double a) {
  if (odds.exponent == 0.0) return 1.0 / (a + a * odds.factor);
  const double root = std::exp(-0.5 * odds.exponent);
  return (root / a) * (root / odds.factor);
}

/// Erlang C at a load below n, with minus the derivative of ln C by n and that by ln a.
struct delay_slopes {
  double wait;
  double wait_per_load;  // C/a
  double per_agent;
  double per_log_load;
};

/// 0 < a < n
inline delay_slopes slopes_of_delay(double n, double a) {
  const scaled odds = no_wait_odds(n, a);
  const double others = 1.0 / (1.0 + 1.0 / odds.value());
  const double spare = (n - a) + n / acceptance_odds(n, a).value();
  return {.wait = odds.share_of_one(),
          .wait_per_load = share_per_load(odds, a),
          .per_agent = others / (n - a) + others * moments_of_blocking(n, a).log,
          .per_log_load = others * (a / (n - a) + spare)};
}

}  // namespace detail

/// Of log_probability_of_blocking.
/// Formula   per trunk -E[ln(1 + t)], by ln a n E[t/(1 + t)], for t > 0 of a density like
///           exp(-a t) (1 + t)^n [1]
/// Limits    where nothing is offered, infinities of these signs
/// Accuracy  relative error below 1e-13 (tests/reference/sensitivity_b.csv).
[[nodiscard]] inline sensitivity sensitivity_of_log_probability_of_blocking(const erlang_b& system,
                                                                            trunks n) {
  const double a = offered_load(system).value();
  const double handle_time = system.average_handle_time.count();
  if (a == 0.0) {
    return {-detail::infinity, -detail::infinity, detail::infinity, n.count() / handle_time, 0.0};
  }
  const detail::blocking_moments room = detail::moments_of_blocking(n.count() + 1.0, a);
  const double per_log_load = n.count() * room.gone;
  return {.value = log_probability_of_blocking(system, n),
          .per_agent = -room.log,
          .per_erlang = per_log_load / a,
          .per_second_of_handle_time = per_log_load / handle_time,
          .per_second_of_patience = 0.0};
}

/// Of probability_of_blocking, per trunk.
/// Limits    where nothing is offered all 0, but per erlang 1 for one trunk and infinity for less
[[nodiscard]] inline sensitivity sensitivity_of_probability_of_blocking(const erlang_b& system,
                                                                        trunks n) {
  const double handle_time = system.average_handle_time.count();
  return detail::also_without_load(
      offered_load(system).value(), n.count(), 0.0, [&](double a) -> sensitivity {
        const detail::scaled odds = detail::acceptance_odds(n.count(), a);
        const detail::blocking_moments room = detail::moments_of_blocking(n.count() + 1.0, a);
        const double blocking = odds.share_of_one();
        const double per_log_load = n.count() * room.gone;
        return {.value = blocking,
                .per_agent = -blocking * room.log,
                // 1/a is no double for the least loads, of which few trunks carry next to nothing.
                .per_erlang = odds.value() < 1.0 ? blocking * (per_log_load / a)
                                                 : detail::share_per_load(odds, a) * per_log_load,
                .per_second_of_handle_time = blocking * per_log_load / handle_time,
                .per_second_of_patience = 0.0};
      });
}

/// Of log_probability_of_wait.
/// Limits    where nothing is offered, infinities of the usual signs; all 0 where a >= n
[[nodiscard]] inline sensitivity sensitivity_of_log_probability_of_wait(const erlang_c& queue,
                                                                        agents n) {
  const double a = offered_load(queue).value();
  const double handle_time = queue.average_handle_time.count();
  if (a == 0.0) {
    return {-detail::infinity, -detail::infinity, detail::infinity, n.count() / handle_time, 0.0};
  }
  if (a >= n.count()) return {0.0, 0.0, 0.0, 0.0, 0.0};
  const detail::delay_slopes slopes = detail::slopes_of_delay(n.count(), a);
  return {.value = log_probability_of_wait(queue, n),
          .per_agent = -slopes.per_agent,
          .per_erlang = slopes.per_log_load / a,
          .per_second_of_handle_time = slopes.per_log_load / handle_time,
          .per_second_of_patience = 0.0};
}

/// Of probability_of_wait.
/// Formula   by n -C (1 - C) (1/(n - a) - d ln B(n - 1, a)/dn), by ln a C (1 - C) (a/(n - a) + i),
///           where i = n - a (1 - B(n - 1, a)) agents are idle on average while one is
/// Limits    all 0 where a >= n; where nothing is offered as Erlang B's
[[nodiscard]] inline sensitivity sensitivity_of_probability_of_wait(const erlang_c& queue,
                                                                    agents n) {
  const double handle_time = queue.average_handle_time.count();
  return detail::also_without_load(
      offered_load(queue).value(), n.count(), 0.0, [&](double a) -> sensitivity {
        if (a >= n.count()) return {1.0, 0.0, 0.0, 0.0, 0.0};
        const detail::delay_slopes slopes = detail::slopes_of_delay(n.count(), a);
        return {.value = slopes.wait,
                .per_agent = -slopes.wait * slopes.per_agent,
                .per_erlang = slopes.wait_per_load * slopes.per_log_load,
                .per_second_of_handle_time = slopes.wait * slopes.per_log_load / handle_time,
                .per_second_of_patience = 0.0};
      });
}

/// Of service_level, whatever the definition: they coincide where nobody hangs up.
/// Limits    all 0 where a >= n; where nothing is offered as Erlang B's, with the other sign
/// Errors    std::domain_error where answer_within < 0.
[[nodiscard]] inline sensitivity sensitivity_of_service_level(
    const erlang_c& queue, agents n, duration answer_within,
    service_level_definition = service_level_definition::offered, duration = duration(0)) {
  const double value = service_level(queue, n, answer_within);
  const double handle_time = queue.average_handle_time.count();
  const double t = answer_within / queue.average_handle_time;
  if (t > detail::largest) return {value, 0.0, 0.0, 0.0, 0.0};
  return detail::also_without_load(
      offered_load(queue).value(), n.count(), value, [&](double a) -> sensitivity {
        if (a >= n.count()) return {0.0, 0.0, 0.0, 0.0, 0.0};
        const double late = std::exp(-(n.count() - a) * t);  // of those who wait
        if (late == 0.0) return {value, 0.0, -0.0, -0.0, 0.0};
        const detail::delay_slopes slopes = detail::slopes_of_delay(n.count(), a);
        return {.value = value,
                .per_agent = slopes.wait * late * (slopes.per_agent + t),
                .per_erlang = -slopes.wait_per_load * late * (slopes.per_log_load + a * t),
                .per_second_of_handle_time =
                    -slopes.wait * late * (slopes.per_log_load + n.count() * t) / handle_time,
                .per_second_of_patience = 0.0};
      });
}

/// Of average_speed_of_answer.
/// Limits    where a >= n the infinite mean falls without bound per agent and rises per erlang and
///           second: infinities of these signs. Where nothing is offered as Erlang B's, per erlang
///           the handle time for one agent.
[[nodiscard]] inline sensitivity sensitivity_of_average_speed_of_answer(const erlang_c& queue,
                                                                        agents n) {
  const double handle_time = queue.average_handle_time.count();
  return detail::also_without_load(
      offered_load(queue).value(), n.count(), 0.0, [&](double a) -> sensitivity {
        using detail::infinity;
        if (a >= n.count()) return {infinity, -infinity, infinity, infinity, 0.0};
        const detail::delay_slopes slopes = detail::slopes_of_delay(n.count(), a);
        const double spare = n.count() - a;
        const double wait = slopes.wait / spare;  // in handle times
        return {.value = average_speed_of_answer(queue, n).count(),
                .per_agent = -wait * handle_time * (slopes.per_agent + 1.0 / spare),
                .per_erlang =
                    slopes.wait_per_load / spare * handle_time * (slopes.per_log_load + a / spare),
                .per_second_of_handle_time = wait * (slopes.per_log_load + n.count() / spare),
                .per_second_of_patience = 0.0};
      });
}

/// Of the mean wait of offered contacts: the average speed of answer, since all are answered.
[[nodiscard]] inline sensitivity sensitivity_of_mean_wait(const erlang_c& queue, agents n) {
  return sensitivity_of_average_speed_of_answer(queue, n);
}

namespace detail {

/// A measure of Erlang A from its value and its partials; `unit` is the handle time where the
/// measure is a time, else 1.
template <class Slopes>
[[nodiscard]] sensitivity sensitivity_of(const erlang_a& queue, agents n, double value, double unit,
                                         const Slopes& slopes) {
  const double handle_time = queue.average_handle_time.count();
  const double patience = queue.average_patience.count();
  // Without agents the measures are what they tend to as the last fraction of one goes.
  const double present = std::max(n.count(), 1e-290);
  const double load = offered_load(queue).value();
  sensitivity result = also_without_load(load, n.count(), value, [&](double a) -> sensitivity {
    const partials d = slopes(palm_partials(present, a, handle_time / patience));
    return {.value = value,
            .per_agent = unit * d.agents,
            .per_erlang = unit * d.log_load / a,
            .per_second_of_handle_time = unit * d.log_handle_time / handle_time,
            .per_second_of_patience = -unit * d.log_theta / patience};
  });
  if (n.count() == 0.0 && load > 0.0) {
    result.per_erlang = 0.0;
    result.per_second_of_handle_time = 0.0;
  }
  return result;
}

}  // namespace detail

/// Of probability_of_wait.
/// Formula   P(W > 0) P(W = 0) (s - s0), with the mean score s of the virtual wait V of those who
///           wait and the score s0 where nobody waits (detail/palm_partials.hpp)
/// Limits    where nothing is offered as Erlang B's; without agents all 0 but per agent
[[nodiscard]] inline sensitivity sensitivity_of_probability_of_wait(const erlang_a& queue,
                                                                    agents n) {
  return detail::sensitivity_of(queue, n, probability_of_wait(queue, n), 1.0,
                                [](const detail::palm_partials& at) { return at.busy(); });
}

/// Of probability_of_abandonment.
[[nodiscard]] inline sensitivity sensitivity_of_probability_of_abandonment(const erlang_a& queue,
                                                                           agents n) {
  return detail::sensitivity_of(queue, n, probability_of_abandonment(queue, n), 1.0,
                                [](const detail::palm_partials& at) { return at.abandonment(); });
}

/// Of service_level under any definition.
/// Errors    std::domain_error where a time is < 0.
[[nodiscard]] inline sensitivity sensitivity_of_service_level(
    const erlang_a& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const double value = service_level(queue, n, answer_within, definition, short_abandon);
  const double t = answer_within / queue.average_handle_time;
  const double early = short_abandon / queue.average_handle_time;
  return detail::sensitivity_of(queue, n, value, 1.0,
                                [&](const detail::palm_partials& at) -> detail::partials {
                                  using enum service_level_definition;
                                  switch (definition) {
                                    case offered:
                                      return at.answered_within(t);
                                    case answered:
                                      return at.answered_within_of_answered(t);
                                    case exclude_abandoned_within:
                                      return at.answered_within_without(t, t);
                                    case positive:
                                      return at.answered_within_or_lost(t, t);
                                    case exclude_short:
                                      return at.answered_within_without(t, early);
                                    case positive_short:
                                      return at.answered_within_or_lost(t, early);
                                    case virtual_wait:
                                      break;
                                  }
                                  return at.virtual_within(t);
                                });
}

/// Of the mean wait of offered contacts.
[[nodiscard]] inline sensitivity sensitivity_of_mean_wait(const erlang_a& queue, agents n) {
  return detail::sensitivity_of(
      queue, n, mean_wait(queue, n).count(), queue.average_handle_time.count(),
      [](const detail::palm_partials& at) { return at.wait_of_offered(); });
}

/// Of average_speed_of_answer: the mean wait of answered contacts.
/// Limits    without agents it is infinite: -infinity per agent, all others 0
[[nodiscard]] inline sensitivity sensitivity_of_average_speed_of_answer(const erlang_a& queue,
                                                                        agents n) {
  const double value = average_speed_of_answer(queue, n).count();
  if (value > detail::largest) return {value, -detail::infinity, 0.0, 0.0, 0.0};
  return detail::sensitivity_of(
      queue, n, value, queue.average_handle_time.count(),
      [](const detail::palm_partials& at) { return at.wait_of_answered(); });
}

}  // namespace krarup
