// A day by any of the methods there are for one, under one name each: what the exact answer costs, and
// what a fast one misses.
#pragma once

#include <span>

#include <krarup/detail/fast_math.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/backlog_carry_over.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/transient/fluid.hpp>
#include <krarup/transient/pointwise.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// How a day is evaluated, from what forgets most.
enum class day_method {
  stationary,    ///< each interval in balance by itself at its mean rate: standing_rate::mean
  lagged,        ///< at the mean rate of a handle time before: standing_rate::lagged
  offered_load,  ///< at the load that would be, were there always a free agent:
                 ///< standing_rate::offered_load
  backlog,       ///< with the backlog of the sub-period before: evaluate_backlog_carry_over
  fluid,         ///< as a flow, with nothing left to chance: evaluate_fluid
  exact,         ///< the chances of every number in the system: exact_day
};

/// A day by one of them. queue_of(interval, rate) makes the stationary queue of those that take one.
/// Limits    what a method does not know is NaN, as it says; `how` is read by the exact day, its rule
///           for those who leave by the fluid one too.
/// Errors    as the method's own.
template <class Make>
[[nodiscard]] time_varying_performance evaluate(
    const time_varying_queue& day, std::span<const agents> on_phone, day_method method,
    const Make& queue_of, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0), const exact_options& how = {}) {
  const auto pointwise = [&](standing_rate which) {
    return evaluate_pointwise(day, on_phone, which, queue_of, answer_within, definition,
                              short_abandon);
  };
  switch (method) {
    case day_method::stationary:
      return pointwise(standing_rate::mean);
    case day_method::lagged:
      return pointwise(standing_rate::lagged);
    case day_method::offered_load:
      return pointwise(standing_rate::offered_load);
    case day_method::backlog:
      return evaluate_backlog_carry_over(day, on_phone, queue_of, answer_within, definition,
                                         short_abandon);
    case day_method::fluid:
      return evaluate_fluid(day, on_phone, answer_within, definition, short_abandon, how.leaving);
    case day_method::exact:
      break;
  }
  return evaluate(exact_day(day, on_phone, how), answer_within, definition, short_abandon);
}

}  // namespace krarup
