// One queue through a day, made ready to be simulated.
#pragma once

#include <span>
#include <utility>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day, its agents and its laws, made ready for replications, which share it.
class first_come_day {
 public:
  /// Errors    as check() of the day with its agents, and as day_stretches and volume_factors;
  ///           std::domain_error for arrivals that do not rise within the day.
  first_come_day(time_varying_queue day, std::span<const agents> on_phone,
                 const simulated_laws& laws, service_level_question question)
      : day_(checked(std::move(day), on_phone, laws)),
        laws_(laws),
        question_(question),
        stretches_(day_.intervals, on_phone, laws.handle_time, laws.patience),
        volume_(laws.dispersion) {}

  [[nodiscard]] const time_varying_queue& day() const { return day_; }
  [[nodiscard]] const simulated_laws& laws() const { return laws_; }
  [[nodiscard]] const service_level_question& question() const { return question_; }

 private:
  friend class first_come_replication;

  static time_varying_queue checked(time_varying_queue day, std::span<const agents> on_phone,
                                    const simulated_laws& laws) {
    check(day, on_phone);
    if (!laws.arrivals) return day;
    double end = 0.0;
    for (const time_varying_interval& interval : day.intervals) end += interval.length.count();
    double before = 0.0;
    for (const duration at : *laws.arrivals) {
      detail::require(at.count() >= before && at.count() < end, "an arrival",
                      ">= 0 s, not before the last one and before the day's end", at.count());
      before = at.count();
    }
    return day;
  }

  time_varying_queue day_;
  simulated_laws laws_;
  service_level_question question_;
  day_stretches stretches_;
  volume_factors volume_;
};

}  // namespace krarup
