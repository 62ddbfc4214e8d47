// How sure a promise is where the volume varies: the share of intervals in which given agents keep it,
// and the agents that keep it in a stated share of intervals.
//
// More volume never helps a promise, so it is kept up to some factor of the rate, and its probability
// is that of factors up to there. To be asked of a queue, a number of agents that keep a promise in
// the mean over contacts is agents_required without a probability.
#pragma once

#include <cmath>
#include <concepts>

#include <krarup/outcome.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A queue whose rate is a mean times a factor of chance, and which is another queue under each factor.
template <class Queue>
concept varying_queue = queue_model<Queue> && requires(const Queue queue) {
  { factor_of(queue) } -> std::same_as<volume_factor>;
  { at_factor(queue, 1.0) } -> queue_model;
};

/// Share of intervals in which n agents keep every promise of the target. Each interval counts alike,
/// and its measures are those of the queue in balance under its factor.
/// Limits    1 or 0 where nothing is offered, and without variation; 0 for a promise that no agents
///           keep once a contact is offered.
/// Errors    as meets().
/// Accuracy  of the volume that the agents can answer; below 1e-10 for Erlang A and C
///           (tests/staffing/probability_of_target_test.cpp).
/// Example   100 contacts / 30 min, handle time 180 s, patience 300 s, 14 agents, 80 % in 20 s, the
///           factor of the day strays by 20 %: 0.8000
template <varying_queue Queue>
[[nodiscard]] double probability_of_target(const Queue& queue, agents n,
                                           const service_target& target) {
  const volume_factor factor = factor_of(queue);
  const auto forecast = at_factor(queue, 1.0);
  const double volume = arrival_rate(forecast).per_second();
  if (factor.is_certain() || volume == 0.0) return meets(forecast, n, target) ? 1.0 : 0.0;
  const outcome<contacts> most = contacts_answerable(forecast, n, target, duration(1));
  if (most) return factor.probability_at_most(most->count() / volume);
  return most.why() == unreachable::unlimited || most.why() == unreachable::beyond_numbers ? 1.0
                                                                                           : 0.0;
}

/// Least whole number of agents that keeps every promise of the target in at least the stated share of
/// intervals: what the factor takes that this share does not exceed.
/// Limits       0 where nothing is offered, and for a probability of 0.
/// Unreachable  as agents_required of the queue itself; unbounded_volume for a probability of 1 where
///              the volume varies.
/// Errors       as agents_required.
/// Example      as above: 16 with probability 0.9
template <varying_queue Queue>
[[nodiscard]] outcome<agents> agents_required(const Queue& queue, const service_target& target,
                                              proportion probability) {
  const auto forecast = at_factor(queue, 1.0);
  detail::check_for<decltype(at_factor(queue, 1.0))>(target);
  if (probability.value() == 0.0 || arrival_rate(forecast).per_second() == 0.0) return agents(0);
  if (const auto why = detail::impossible<decltype(at_factor(queue, 1.0))>(target)) return *why;
  const double factor = factor_of(queue).quantile(probability);
  if (std::isinf(factor)) return unreachable::unbounded_volume;
  return agents_required(at_factor(queue, factor), target);
}

}  // namespace krarup
