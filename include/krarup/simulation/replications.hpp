// A day simulated again and again: what happens in it on average, and how sure that is.
#pragma once

#include <span>

#include <krarup/detail/compiled.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/offered_wait.hpp>
#include <krarup/simulation/replication_rounds.hpp>
#endif

namespace krarup {

/// What happens in a day of one queue with so many agents in each interval, by simulation: of each
/// interval and of the day.
/// Overload  an interval without end of waiting is none: the day ends, and contacts that nobody answers
///           are `unanswered`; where all are, the average speed of answer is infinite.
/// Errors    as first_come_day, and std::domain_error for fewer than two replications, a half_width that
///           is not > 0.
/// Accuracy  over 48 queues in balance the errors in half-widths spread as Student's law says
///           (tests/simulation/replications_test.cpp), and so do those of days that are in none against
///           their equations (tests/simulation/exact_day_test.cpp)
/// Example   A queue in balance is the second of two alike intervals, the first of which, some tens of
///           handle times, is there to be forgotten.
[[nodiscard]] KRARUP_FUNCTION simulated_day simulate(const time_varying_queue& day,
                                                     std::span<const agents> on_phone,
                                                     const simulated_laws& laws,
                                                     service_level_question question,
                                                     const replication_plan& plan = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const first_come_day of(day, on_phone, laws, question);
  std::vector<detail::day_tally> tallies(1, detail::day_tally(day.intervals.size() + 1));
  const auto replicate_by = [&]<class Replication>(std::type_identity<Replication>) {
    return detail::replicate(plan, tallies, [&] {
      return [&, replication = Replication(of)](std::size_t r,
                                                std::vector<detail::day_tally>& sums) mutable {
        detail::add_replication(sums[0], replication(plan.seed, r), day.intervals,
                                question.definition);
      };
    });
  };
  const bool fast = plan.engine == queue_engine::fastest && has_offered_waits(of);
  const bool reached = fast ? replicate_by(std::type_identity<offered_wait_replication>())
                            : replicate_by(std::type_identity<first_come_replication>());
  return detail::result_of(tallies[0], day.intervals, on_phone, plan, reached);
}
#endif

/// What happens in a day of several classes of contacts with so many agents in each interval, by
/// simulation: of each class, of each interval and of the day. Offered are attempts, redials among
/// them. Of `virtual_wait` only a lower bound is to be had: those who hang up are taken for late.
/// Errors    as center_day, and std::domain_error as for one queue.
/// Accuracy  over 48 sets of two to four classes in balance the errors in half-widths spread as Student's
///           law says, and over 48 queues of one class (tests/simulation/replications_test.cpp)
[[nodiscard]] KRARUP_FUNCTION simulated_center simulate(const contact_center& center,
                                                        std::span<const agents> on_phone,
                                                        const replication_plan& plan = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const center_day of(center, on_phone);
  const std::size_t classes = center.classes.size();
  std::vector<detail::day_tally> tallies(
      classes, detail::day_tally(center.classes.front().intervals.size() + 1));
  const bool reached = detail::replicate(plan, tallies, [&] {
    return [&, replication = center_replication(of)](std::size_t r,
                                                     std::vector<detail::day_tally>& sums) mutable {
      const auto& counts = replication(plan.seed, r);
      for (std::size_t k = 0; k < classes; ++k) {
        const contact_class& one = center.classes[k];
        detail::add_replication(sums[k], counts[k], one.intervals, one.question.definition);
      }
    };
  });
  simulated_center result;
  for (std::size_t k = 0; k < classes; ++k) {
    result.classes.push_back(
        detail::result_of(tallies[k], center.classes[k].intervals, on_phone, plan, reached));
  }
  return result;
}
#endif

}  // namespace krarup
