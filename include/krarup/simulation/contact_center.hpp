// Several classes of contacts before the same agents, the more urgent first.
#pragma once

#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Who tries again, after a pause, as if for the first time. Who would do so after the day does not.
struct redialing {
  proportion of_abandoned = 0.0;           ///< of contacts that hung up
  proportion of_blocked = 0.0;             ///< of contacts that found no line
  duration average_pause = duration(600);  ///< exponential; finite and > 0
};

/// Who is called back instead of waiting. A contact that finds no agent free is told the wait to expect:
/// the contacts before it, and itself, times its average handle time over the agents who are there. Who
/// leaves a number leaves the queue, is called by an agent when nobody waits, in the order of the
/// classes and of coming, and is there then.
struct callback_offer {
  proportion accepted = 0.0;         ///< of contacts that are asked
  duration when_told = duration(0);  ///< asked are those who are told a longer wait; >= 0
  agents least_free_agents = 1;      ///< for a callback to be made; whole, >= 1
};

/// Alike contacts of a day.
struct contact_class {
  std::vector<time_varying_interval> intervals;
  service_level_question question;
  any_patience handle_time = {exponential_patience{duration(1)}};  ///< the shape: a time is scaled
                                                                   ///< to the average in force
  std::optional<any_patience> patience =
      {};  ///< the same all day; then the intervals must have none
  redialing again = {};
  callback_offer callback = {};
  /// When contacts come, since the day began: a log's, instead of the intervals' rates, as in
  /// simulated_laws.
  std::optional<std::vector<duration>> arrivals = {};
  std::vector<double> start = {1.0};  ///< P(as many of them in the system as the index) at first
};

/// Agents who are away from the phones, within intervals or beyond their ends. Who has a contact in hand
/// then does with it as the center's `leaving` says, and is back at the same time.
struct agents_away {
  duration from;  ///< since the day began
  duration to;    ///< > from, within the day
  agents count;   ///< whole; at most those who are there
};

/// A day of several classes. An agent who is free takes the most urgent class's first contact; a
/// contact in hand is not interrupted by a more urgent one. Each class begins with its own `start`.
struct contact_center {
  std::vector<contact_class> classes;  ///< the most urgent first; intervals of the same lengths
  std::optional<trunks> lines = {};    ///< of all classes together; whole; nothing: no limit
  over_dispersion dispersion = {};     ///< of the volume, the same factors for all classes
  leaving_agents leaving = leaving_agents::finish_contact;
  std::vector<agents_away> breaks = {};
};

/// Refuses a day that cannot be.
/// Errors    std::invalid_argument without classes and for intervals that differ in number or length;
///           else as check() of each class as a time_varying_queue with these agents, and
///           std::domain_error for a pause that is not finite and > 0, for a callback_offer out of
///           range, and for arrivals that do not rise within the day.
inline void check(const contact_center& center, std::span<const agents> on_phone) {
  if (center.classes.empty()) throw std::invalid_argument("a center must have a class, got none");
  const auto& first = center.classes.front().intervals;
  for (std::size_t k = 0; k < center.classes.size(); ++k) {
    const contact_class& one = center.classes[k];
    check(time_varying_queue{one.intervals, center.lines, one.start}, on_phone);
    if (one.arrivals) check_arrivals(*one.arrivals, one.intervals);
    for (std::size_t i = 0; i < first.size(); ++i) {
      if (one.intervals[i].length == first[i].length) continue;
      throw std::invalid_argument("interval " + std::to_string(i) +
                                  " must be as long in every class, differs in class " +
                                  std::to_string(k));
    }
    const double pause = one.again.average_pause.count();
    detail::require(detail::is_finite_positive(pause), "average_pause", "finite and > 0 s", pause);
    const double told = one.callback.when_told.count();
    detail::require(told >= 0.0, "when_told", ">= 0 s", told);
    const double free = one.callback.least_free_agents.count();
    detail::require(free >= 1.0 && free == std::floor(free), "least_free_agents", "whole and >= 1",
                    free);
  }
}

}  // namespace krarup
