// One queue through a day, made ready to be simulated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <utility>
#include <variant>

#include <krarup/patience.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/random_stream.hpp>
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

  /// Has each run ask now and then, with the time that it has come to, s; false: no more contacts come.
  void ask(std::function<bool(double)> go_on) { go_on_ = std::move(go_on); }

  /// Whether an interval has fewer agents than the one before.
  [[nodiscard]] bool agents_ever_leave() const {
    for (std::size_t i = 1; i < stretches_.size(); ++i) {
      if (stretches_[i].agents < stretches_[i - 1].agents) return true;
    }
    return false;
  }

 private:
  friend class first_come_replication;
  friend class offered_wait_replication;

  /// come(interval, time) for the contacts of a replication, in order.
  template <class Come>
  void for_each_arrival(std::uint64_t seed, std::uint64_t replication, const Come& come) const {
    if (laws_.arrivals) {
      std::size_t interval = 0;
      for (const duration at : *laws_.arrivals) {
        while (at.count() >= stretches_[interval].end) ++interval;
        come(interval, at.count());
      }
      return;
    }
    arrival_times arrivals(day_.intervals, volume_(stretches_.size(), seed, replication), seed,
                           replication);
    // The next arrival is known before this one is dealt with, so that a processor that guessed wrong
    // what becomes of this one need not wait for it.
    std::uint32_t came = 0;
    for (bool more = arrivals.next(); more;) {
      const std::size_t interval = arrivals.interval();
      const double time = arrivals.time();
      if (++came % 65536 == 0 && go_on_ && !go_on_(time)) return;
      more = arrivals.next();
      come(interval, time);
    }
  }

  /// How many contacts are there at first, as a word has it.
  [[nodiscard]] std::size_t in_system_at_start(std::uint64_t word) const {
    return index_drawn(day_.start, word);
  }

  static time_varying_queue checked(time_varying_queue day, std::span<const agents> on_phone,
                                    const simulated_laws& laws) {
    check(day, on_phone);
    if (laws.arrivals) check_arrivals(*laws.arrivals, day.intervals);
    return day;
  }

  time_varying_queue day_;
  simulated_laws laws_;
  service_level_question question_;
  day_stretches stretches_;
  volume_factors volume_;
  std::function<bool(double)> go_on_;
};

/// Whether a day can be simulated by its offered waits: handle times are exponential, lines have no
/// end, and no contact is handed over.
[[nodiscard]] inline bool has_offered_waits(const first_come_day& of) {
  const simulated_laws& laws = of.laws();
  const bool exponential = std::holds_alternative<exponential_patience>(laws.handle_time.law) &&
                           laws.handle_time.balking.value() == 0.0;
  return exponential && !of.day().lines &&
         (laws.leaving == leaving_agents::finish_contact || !of.agents_ever_leave());
}

}  // namespace krarup
