// How many agents a promise takes, and the same question turned round: what n agents can promise.
//
// Every measure that a target can name is monotone in the number of agents, in the volume and in
// the handle time, so each answer is found by bracketing, from any starting point, and the number
// below it is known to miss the target.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>

#include <krarup/detail/monotone_search.hpp>
#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

namespace detail {

/// Refuses what check() refuses, and a promise that the queue would keep whatever happens.
/// Errors    std::invalid_argument.
template <queue_model Queue>
constexpr void check_for(const service_target& target) {
  check(target);
  if (target.probability_of_abandonment && !abandoned_queue<Queue>) {
    throw std::invalid_argument(
        "probability_of_abandonment must come with a queue whose contacts can hang up");
  }
}

/// A queue under n agents, asked for one measure after the other.
template <queue_model Queue>
struct staffed {
  const Queue& queue;
  agents n;
};
template <class Queue>
[[nodiscard]] double occupancy(const staffed<Queue>& of) {
  return occupancy(of.queue, of.n);
}
template <class Queue>
[[nodiscard]] double probability_of_wait(const staffed<Queue>& of) {
  return probability_of_wait(of.queue, of.n);
}
template <class Queue>
[[nodiscard]] double probability_of_abandonment(const staffed<Queue>& of) {
  return probability_of_abandonment(of.queue, of.n);
}
template <class Queue>
[[nodiscard]] duration average_speed_of_answer(const staffed<Queue>& of) {
  return average_speed_of_answer(of.queue, of.n);
}
template <class Queue>
[[nodiscard]] duration mean_wait(const staffed<Queue>& of) {
  return mean_wait(of.queue, of.n);
}
template <class Queue>
[[nodiscard]] double service_level(const staffed<Queue>& of, duration t,
                                   service_level_definition definition, duration short_abandon) {
  return service_level(of.queue, of.n, t, definition, short_abandon);
}

/// A queue under n agents: the state that it computes once for all measures, where it has one.
template <queue_model Queue>
[[nodiscard]] auto under(const Queue& queue, agents n) {
  if constexpr (requires { state_of(queue, n); }) {
    return state_of(queue, n);
  } else {
    return staffed<Queue>{queue, n};
  }
}

/// Calls visit(promised, at_least, measure) for every promise of a checked target, where the measure
/// of what `under` returns is to be at least or at most what is promised, until a visit returns
/// false; whether none did.
template <queue_model Queue, class Visitor>
bool each_promise(const service_target& target, Visitor&& visit) {
  constexpr bool at_least = true;
  constexpr bool at_most = false;
  if (target.occupancy && !visit(target.occupancy->value(), at_most,
                                 [](const auto& state) { return occupancy(state); })) {
    return false;
  }
  if (target.probability_of_wait &&
      !visit(target.probability_of_wait->value(), at_most,
             [](const auto& state) { return probability_of_wait(state); })) {
    return false;
  }
  if constexpr (abandoned_queue<Queue>) {
    if (target.probability_of_abandonment &&
        !visit(target.probability_of_abandonment->value(), at_most,
               [](const auto& state) { return probability_of_abandonment(state); })) {
      return false;
    }
  }
  if (target.average_speed_of_answer &&
      !visit(target.average_speed_of_answer->count(), at_most,
             [](const auto& state) { return average_speed_of_answer(state).count(); })) {
    return false;
  }
  if (target.mean_wait && !visit(target.mean_wait->count(), at_most,
                                 [](const auto& state) { return mean_wait(state).count(); })) {
    return false;
  }
  return !target.service_level ||
         visit(target.service_level->value(), at_least, [&](const auto& state) {
           return service_level(state, *target.answer_within, target.definition,
                                target.short_abandon.value_or(duration(0)));
         });
}

/// How well a measure keeps its promise: >= 0 where it does. A smooth function of the number of
/// agents: at_least compares shares by their log odds, at_most shares and times by their logarithms.
[[nodiscard]] inline double slack(double promised, bool at_least, double value) {
  const auto log_odds = [](double share) { return std::log(share) - std::log1p(-share); };
  const double distance =
      at_least ? log_odds(value) - log_odds(promised) : std::log(promised) - std::log(value);
  const bool kept = at_least ? value >= promised : value <= promised;
  if (kept) return distance > 0.0 ? distance : 0.0;
  return distance < 0.0 ? distance : -std::numeric_limits<double>::min();
}

/// The slack of the promise of a checked target that n agents keep least.
template <queue_model Queue>
[[nodiscard]] double least_slack(const Queue& queue, agents n, const service_target& target) {
  double least = infinity;
  const auto state = under(queue, n);
  each_promise<Queue>(target, [&](double promised, bool at_least, const auto& measure) {
    least = std::min(least, slack(promised, at_least, measure(state)));
    return true;
  });
  return least;
}

/// Where a search for the least number of agents begins: where the queue says, else at its load.
template <queue_model Queue>
[[nodiscard]] double first_guess(const Queue& queue, const service_target& target) {
  if constexpr (requires { likely_agents(queue, target); }) {
    return std::ceil(likely_agents(queue, target));
  } else {
    return offered_load(queue).value();
  }
}

/// A promise that only an infinite number of agents keeps once a contact is offered. Rounding would
/// hide it: a service level rounds to 1 long before it is 1. Where nobody hangs up, all are answered
/// in the end.
[[nodiscard]] constexpr std::optional<unreachable> impossible(const service_target& target,
                                                              bool hangs_up) {
  const auto share_is = [](const std::optional<proportion>& promise, double value) {
    return promise && promise->value() == value;
  };
  const auto none = [](const std::optional<duration>& wait) {
    return wait && wait->count() == 0.0;
  };
  if (share_is(target.service_level, 1.0) &&
      (hangs_up || target.answer_within->count() < infinity)) {
    return unreachable::perfect_service_level;
  }
  if (share_is(target.probability_of_wait, 0.0)) return unreachable::no_wait_ever;
  if (share_is(target.occupancy, 0.0)) return unreachable::idle_agents;
  if (share_is(target.probability_of_abandonment, 0.0)) return unreachable::no_abandonment;
  if (none(target.average_speed_of_answer) || none(target.mean_wait)) {
    return unreachable::no_wait_at_all;
  }
  return std::nullopt;
}
template <queue_model Queue>
[[nodiscard]] constexpr std::optional<unreachable> impossible(const service_target& target) {
  return impossible(target, abandoned_queue<Queue>);
}

}  // namespace detail

/// Whether n agents keep every promise of the target.
/// Errors    as check(target), and the queue's own; std::invalid_argument for a promise on
///           abandonment where nobody can hang up.
template <queue_model Queue>
[[nodiscard]] bool meets(const Queue& queue, agents n, const service_target& target) {
  detail::check_for<Queue>(target);
  const auto state = detail::under(queue, n);
  return detail::each_promise<Queue>(
      target, [&](double promised, bool at_least, const auto& measure) {
        return detail::slack(promised, at_least, measure(state)) >= 0.0;
      });
}

/// Least whole number of agents that keeps every promise of the target.
/// Work         evaluations of the queue's formula for loads from 1e-6 to 1e7: Erlang C 0.5 in the
///              mean, as small loads need none, and at most 16, Erlang A 5 and at most 40; with several
///              promises at most 40 and 48 (tests/work/work_test.cpp).
/// Limits       0 where nothing is offered. With patience it can lie far below the offered load.
/// Unreachable  the promises that only an infinite number would keep; numbers beyond 2^53; too_few_lines
///              where a line for each agent does not keep them.
/// Errors       std::invalid_argument for a target without or with half a promise;
///              std::invalid_argument for a promise on abandonment where nobody can hang up;
///              std::domain_error as the queue's own.
/// Example      100 contacts / 30 min, handle time 180 s, 80 % within 20 s, Erlang C: 14.
template <queue_model Queue>
[[nodiscard]] outcome<agents> agents_required(const Queue& queue, const service_target& target) {
  detail::check_for<Queue>(target);
  const double load = offered_load(queue).value();
  if (load == 0.0) return agents(0);
  if (const auto why = detail::impossible<Queue>(target)) return *why;
  if constexpr (requires { certain_agents(queue, target); }) {
    if (const auto n = certain_agents(queue, target)) return fractional_agents(*n);
  }
  if constexpr (requires { useful_agents(queue); }) {
    const auto most = useful_agents(queue);
    if (most && !meets(queue, *most, target)) return unreachable::too_few_lines;
  }
  const auto n = detail::least_whole_number(
      [&](double count) { return detail::least_slack(queue, fractional_agents(count), target); },
      detail::first_guess(queue, target), 0.5 * std::sqrt(load));
  if (!n) return unreachable::beyond_numbers;
  return fractional_agents(*n);
}

/// Least real number of agents that keeps every promise, with each formula continued between the
/// whole numbers; agents_required rounds it up.
/// Unreachable  as agents_required.
/// Accuracy     the last bits of n, as far as the measure determines it.
/// Example      100 contacts / 30 min, handle time 180 s, 80 % within 20 s, Erlang C: 13.0372.
template <queue_model Queue>
[[nodiscard]] outcome<agents> fractional_agents_required(const Queue& queue,
                                                         const service_target& target) {
  const outcome<agents> whole = agents_required(queue, target);
  if (!whole || whole->count() == 0.0) return whole;
  const double n = detail::threshold(
      [&](double count) { return meets(queue, fractional_agents(count), target); },
      whole->count() - 1.0, whole->count());
  return fractional_agents(n);
}

/// The other convention for a real number of agents: between the last whole number that misses the
/// target and the first that meets it each promised measure is taken to be linear. 13.5 is then
/// half the time 13 and half the time 14 agents. A measure that is infinite below gives the upper
/// end.
/// Unreachable  as agents_required.
/// Example      100 contacts / 30 min, handle time 180 s, 80 % in 20 s, Erlang C: 13.0475.
template <queue_model Queue>
[[nodiscard]] outcome<agents> interpolated_agents_required(const Queue& queue,
                                                           const service_target& target) {
  const outcome<agents> whole = agents_required(queue, target);
  if (!whole || whole->count() == 0.0) return whole;
  const agents above = *whole;
  const agents below = fractional_agents(above.count() - 1.0);
  double share = 0.0;
  const auto state_below = detail::under(queue, below);
  const auto state_above = detail::under(queue, above);
  detail::each_promise<Queue>(target, [&](double promised, bool at_least, const auto& measure) {
    const double low = measure(state_below);
    if (detail::slack(promised, at_least, low) < 0.0) {
      const double high = measure(state_above);
      share = std::max(share, std::isinf(low) ? 1.0 : (promised - low) / (high - low));
    }
    return true;
  });
  return fractional_agents(below.count() + share);
}

namespace detail {

/// Largest number for which `kept` holds, where it holds for every smaller one.
template <class Predicate>
[[nodiscard]] outcome<double> largest_kept(Predicate&& kept, double guess) {
  if (!(guess < 1e290)) return unreachable::beyond_numbers;
  guess = std::max(guess, std::numeric_limits<double>::denorm_min());
  double high = guess;
  double low = guess;
  while (kept(high)) {
    high *= 2.0;
    if (high > guess * largest_whole_number) return unreachable::unlimited;
  }
  while (!kept(low)) {
    high = low;
    low /= 2.0;
    if (!(low > guess * 1e-300)) return unreachable::too_few_agents;
  }
  return threshold(kept, high, low);
}

/// The same where nobody answers: every load is the same to a promise.
template <class Predicate>
[[nodiscard]] unreachable without_agents(Predicate&& kept) {
  return kept(1.0) ? unreachable::unlimited : unreachable::too_few_agents;
}

}  // namespace detail

/// Largest volume per interval with which n agents keep every promise of the target: the capacity.
/// The queue's own arrival rate is not read.
/// Unreachable  the promises that only an infinite number of agents keeps; too_few_agents without
///              agents, or for any volume but less than a double names; unlimited where no volume breaks the target; beyond_numbers.
template <queue_model Queue>
[[nodiscard]] outcome<contacts> contacts_answerable(const Queue& queue, agents n,
                                                    const service_target& target,
                                                    duration interval) {
  detail::check_for<Queue>(target);
  const auto under_volume = [&](double volume) {
    return with_arrival_rate(queue, contacts(volume) / interval);
  };
  const double contact = offered_load(under_volume(1)).value();  // erlangs that one contact brings
  if (const auto why = detail::impossible<Queue>(target)) return *why;
  const auto kept = [&](double volume) { return meets(under_volume(volume), n, target); };
  if (n.count() == 0.0) return detail::without_agents(kept);
  const outcome<double> most = detail::largest_kept(kept, n.count() / contact);
  if (!most) return most.why();
  return contacts(*most);
}

/// Longest average handle time with which n agents keep every promise of the target. The queue's
/// own handle time is not read.
/// Unreachable  as contacts_answerable; unlimited where nothing is offered.
template <queue_model Queue>
[[nodiscard]] outcome<duration> longest_average_handle_time(const Queue& queue, agents n,
                                                            const service_target& target) {
  detail::check_for<Queue>(target);
  const double arrivals = arrival_rate(queue).per_second();
  if (arrivals == 0.0) return unreachable::unlimited;
  if (const auto why = detail::impossible<Queue>(target)) return *why;
  const auto kept = [&](double seconds) {
    return meets(with_average_handle_time(queue, duration(seconds)), n, target);
  };
  if (n.count() == 0.0) return detail::without_agents(kept);
  const outcome<double> most = detail::largest_kept(kept, n.count() / arrivals);
  if (!most) return most.why();
  return duration(*most);
}

/// Shortest answer time within which n agents reach the service level.
/// Unreachable  above_ceiling where no answer time is long enough: under the offered definition the
///              level cannot exceed 1 - P(abandon).
template <queue_model Queue>
[[nodiscard]] outcome<duration> answer_within_achieved(
    const Queue& queue, agents n, proportion level,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  const auto reached = [&](double t) {
    return service_level(queue, n, duration(t), definition, short_abandon) >= level.value();
  };
  if (reached(0.0)) return duration(0);
  if (!reached(detail::infinity)) return unreachable::above_ceiling;
  double high = average_handle_time(queue).count();
  while (!reached(high)) {
    high *= 2.0;
    if (high > detail::largest) return unreachable::above_ceiling;
  }
  return duration(detail::threshold(reached, 0.0, high));
}

}  // namespace krarup
