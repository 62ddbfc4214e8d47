// Everything about single questions, for those who want one include; columns of them are krarup/batch/.
#pragma once

#include <krarup/contact_counts.hpp>
#include <krarup/fitting/agents.hpp>
#include <krarup/fitting/arrivals.hpp>
#include <krarup/fitting/balking.hpp>
#include <krarup/fitting/call_log.hpp>
#include <krarup/fitting/goodness_of_fit.hpp>
#include <krarup/fitting/handle_time.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/hyperexponential.hpp>
#include <krarup/fitting/kaplan_meier.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/fitting/weibull.hpp>
#include <krarup/outcome.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/queues/erlang_x_state.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/queues/mgn.hpp>
#include <krarup/queues/mgn_state.hpp>
#include <krarup/queues/mmn_g.hpp>
#include <krarup/queues/mmn_g_state.hpp>
#include <krarup/queues/observed_patience.hpp>
#include <krarup/queues/over_dispersed.hpp>
#include <krarup/queues/over_dispersed_mean.hpp>
#include <krarup/queues/sensitivity.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/center_contacts.hpp>
#include <krarup/simulation/center_day.hpp>
#include <krarup/simulation/center_record.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/event_calendar.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/exponential_times.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/first_come_day.hpp>
#include <krarup/simulation/least_times.hpp>
#include <krarup/simulation/offered_wait.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/replication_rounds.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/simulation/steady_state.hpp>
#include <krarup/simulation/tally.hpp>
#include <krarup/simulation/time_quantiles.hpp>
#include <krarup/staffing/contact_mix.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/day_requirement.hpp>
#include <krarup/staffing/day_rules.hpp>
#include <krarup/staffing/day_service_level.hpp>
#include <krarup/staffing/probability_of_target.hpp>
#include <krarup/staffing/promise_margins.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/staffing/sure_day.hpp>
#include <krarup/staffing/whole_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/backlog_carry_over.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/day_method.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/transient/day_service.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/transient/fluid.hpp>
#include <krarup/transient/pointwise.hpp>
#include <krarup/transient/promised_sums.hpp>
#include <krarup/transient/sloping_rates.hpp>
#include <krarup/transient/state_dependent.hpp>
#include <krarup/transient/uncertain_day.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_COMPILED  // the library has the templates for its own queues
// NOLINTBEGIN(bugprone-macro-parentheses): a type
#define KRARUP_STAFFING(queue)                                                                 \
  KRARUP_INSTANTIATION outcome<agents> agents_required(const queue&, const service_target&);   \
  KRARUP_INSTANTIATION outcome<agents> fractional_agents_required(const queue&,                \
                                                                  const service_target&);      \
  KRARUP_INSTANTIATION outcome<agents> interpolated_agents_required(const queue&,              \
                                                                    const service_target&);    \
  KRARUP_INSTANTIATION outcome<contacts> contacts_answerable(const queue&, agents,             \
                                                             const service_target&, duration); \
  KRARUP_INSTANTIATION outcome<duration> longest_average_handle_time(const queue&, agents,     \
                                                                     const service_target&);   \
  KRARUP_INSTANTIATION outcome<duration> answer_within_achieved(                               \
      const queue&, agents, proportion, service_level_definition, duration);                   \
  KRARUP_INSTANTIATION day_plan plan_day(std::span<const plan_interval<queue>>, rounding);     \
  KRARUP_INSTANTIATION day_plan evaluate_day(std::span<const plan_interval<queue>>,            \
                                             std::span<const agents>, rounding);
// NOLINTEND(bugprone-macro-parentheses)
namespace krarup {
KRARUP_STAFFING(erlang_c)
KRARUP_STAFFING(erlang_a)
}  // namespace krarup
#undef KRARUP_STAFFING
#endif
