// Erlang A's answers for one number of agents, from one evaluation of Palm's function.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
//   [2] O. Jouini, G. Koole, A. Roubos, Performance indicators for call centers with impatient
//       customers, IIE Transactions 45(3), 2013.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>

#include <krarup/detail/palm.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One queue of alike contacts that lose patience, answered first come first served by alike
/// agents. No load is too much for it: what the agents cannot carry hangs up.
struct erlang_a {
  rate arrival_rate;             ///< Contacts offered; a Poisson stream.
  duration average_handle_time;  ///< Talk, hold and wrap-up; exponential; > 0.
  duration average_patience;     ///< How long a contact would wait, on average; exponential; > 0.
};

/// Work that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
[[nodiscard]] constexpr erlangs offered_load(const erlang_a& queue) {
  return offered_load(queue.arrival_rate, queue.average_handle_time);
}

/// Everything that Erlang A says about n agents, computed once and asked often [1]. All shares are of
/// offered contacts.
/// Accuracy  relative error below 1e-13 of the probabilities to wait, to hang up and to be answered and
///           of every mean, below 1e-12 of shares within and beyond a time t down to 1e-290; error of
///           a service level of any definition below 1e-12: n from 0.5 to 1e6, every load, patience
///           from 1e-8 to 1e8 handle times (tests/reference/erlang_a.csv).
class erlang_a_state {
 public:
  /// Errors    std::domain_error where average_handle_time or average_patience is not > 0.
  erlang_a_state(const erlang_a& queue, agents n)
      : load_(krarup::offered_load(queue).value()),
        agents_(n.count()),
        handle_time_(queue.average_handle_time),
        patience_(queue.average_patience) {
    detail::require(detail::is_finite_positive(patience_.count()), "average_patience",
                    "finite and > 0 s", patience_.count());
    if (load_ > 0.0 && agents_ > 0.0) {
      // Agents that are next to no double have long reached their limits.
      palm_.emplace(std::max(agents_, 1e-300), load_, patience_in_handle_times());
    }
  }

  /// Finds every agent busy.
  /// Limits    0 where nothing is offered, else 1 without agents.
  [[nodiscard]] double probability_of_wait() const {
    return palm_ ? palm_->waiting().whole : corner(1.0);
  }

  /// Hangs up before an answer.
  /// Limits    0 where nothing is offered, else 1 without agents.
  [[nodiscard]] double probability_of_abandonment() const {
    return palm_ ? std::min(palm_->waiting().lost, 1.0) : corner(1.0);
  }

  /// Is answered at some time: 1 - probability_of_abandonment, without the subtraction.
  [[nodiscard]] double probability_of_answer() const {
    if (!palm_) return load_ > 0.0 ? 0.0 : 1.0;
    return std::min(palm_->answered(), 1.0);
  }

  /// Those who are answered at some time.
  struct answered_part {
    double probability;  ///< probability_of_answer
    duration mean_wait;  ///< 0 where nothing is offered, infinity without agents
  };
  [[nodiscard]] answered_part answered() const {
    if (load_ == 0.0) return {1.0, duration(0)};
    if (!palm_) return {0.0, duration(detail::infinity)};
    return {probability_of_answer(), palm_->mean_wait_of_served() * handle_time_};
  }

  /// Waits longer than t; as a share of those whom `whom` names, not of all offered.
  /// Limits    0 where nothing is offered; 1 where nobody is answered and answered ones are meant.
  [[nodiscard]] double probability_of_wait_beyond(duration t,
                                                  wait_of whom = wait_of::offered) const {
    const detail::twofold<double> limit = mean_patiences(t);
    if (!palm_) {
      const bool lasts = whom == wait_of::answered || whom == wait_of::virtual_contact;
      return corner(lasts ? 1.0 : std::exp(-t / patience_));
    }
    const detail::palm::moment at = palm_->at(limit);
    switch (whom) {
      case wait_of::offered:
        return std::min(at.beyond(), 1.0);
      case wait_of::answered:
        return std::min(1.0, at.served_beyond() / probability_of_answer());
      case wait_of::abandoned:
        return std::min(at.beyond_of_lost(), 1.0);
      case wait_of::virtual_contact:
        break;
    }
    return std::min(at.virtual_beyond(), 1.0);
  }

  /// Is answered within t.
  [[nodiscard]] double probability_of_answer_within(duration t) const {
    const detail::twofold<double> limit = mean_patiences(t);
    if (!palm_) return load_ > 0.0 ? 0.0 : 1.0;
    return std::min(palm_->at(limit).served_within(), 1.0);
  }

  /// Hangs up within t: those whose turn would have come before t, and those it would not.
  [[nodiscard]] double probability_of_abandonment_within(duration t) const {
    const detail::twofold<double> limit = mean_patiences(t);
    if (!palm_) return corner(-std::expm1(-t / patience_));
    return std::min(palm_->at(limit).lost_within(), 1.0);
  }

  /// Both sides of the service level's fraction, as shares of offered contacts [2].
  /// Errors    std::domain_error where a time is < 0.
  [[nodiscard]] service_level_shares shares(duration t, service_level_definition definition,
                                            duration short_abandon) const {
    if (palm_) {
      const auto at = [&](duration wait) { return palm_->at(mean_patiences(wait)); };
      return detail::level_shares(at, probability_of_answer(), t, definition, short_abandon);
    }
    const auto at = [&](duration wait) {
      return corner_moment{corner(1.0), std::exp(-mean_patiences(wait).head)};
    };
    return detail::level_shares(at, probability_of_answer(), t, definition, short_abandon);
  }

  /// The service level itself; 0 where contacts are offered and none of them counts.
  [[nodiscard]] double service_level(duration t, service_level_definition definition,
                                     duration short_abandon) const {
    const service_level_shares both = shares(t, definition, short_abandon);
    return both.counted > 0.0 ? both.level() : 0.0;
  }

  /// Mean wait of those whom `whom` names.
  /// Limits    0 where nothing is offered. Without agents infinity for answered and virtual
  ///           contacts, whom no answer ever reaches; else the average patience.
  [[nodiscard]] duration mean_wait(wait_of whom = wait_of::offered) const {
    if (load_ == 0.0) return duration(0);
    if (!palm_) {
      const bool lasts = whom == wait_of::answered || whom == wait_of::virtual_contact;
      return lasts ? duration(detail::infinity) : patience_;
    }
    switch (whom) {
      case wait_of::offered:
        return probability_of_abandonment() * patience_;
      case wait_of::answered:
        return answered().mean_wait;
      case wait_of::abandoned:
        return palm_->mean_wait_of_lost() * handle_time_;
      case wait_of::virtual_contact:
        break;
    }
    return palm_->mean_virtual_wait() * handle_time_;
  }

  /// Mean wait of answered contacts, none-waiters as 0 (ASA).
  [[nodiscard]] duration average_speed_of_answer() const { return mean_wait(wait_of::answered); }

  /// Mean wait of those who find every agent busy, whatever the end.
  /// Limits    0 where nothing is offered, the average patience without agents.
  [[nodiscard]] duration mean_wait_of_waiters() const {
    if (!palm_) return corner(1.0) * patience_;
    return palm_->lost_of_waiting() * patience_;
  }

  /// Contacts that wait, averaged over time: arrival rate times the mean wait of offered contacts.
  [[nodiscard]] double mean_queue_length() const {
    return mean_queue_length(probability_of_abandonment());
  }
  [[nodiscard]] double mean_queue_length(double probability_of_abandonment) const {
    return load_ * probability_of_abandonment * patience_in_handle_times();
  }

  /// Share of the agents' ready time spent handling contacts: the load that is answered / agents.
  /// Limits    0 where nothing is offered, else 1 without agents.
  [[nodiscard]] double occupancy() const { return occupancy(probability_of_answer()); }
  [[nodiscard]] double occupancy(double probability_of_answer) const {
    return palm_ ? std::min(1.0, load_ / agents_ * probability_of_answer) : corner(1.0);
  }

 private:
  /// A palm::moment where nothing is offered or nobody works.
  struct corner_moment {
    double waits;
    double patient;

    [[nodiscard]] double served_within() const { return 1.0 - waits; }
    [[nodiscard]] double virtual_within() const { return 1.0 - waits; }
    [[nodiscard]] double lost_within() const { return waits * (1.0 - patient); }
    [[nodiscard]] double beyond() const { return waits * patient; }
  };

  /// A double > 0, also where the quotient is none.
  [[nodiscard]] double patience_in_handle_times() const {
    return std::clamp(patience_ / handle_time_, 1e-300, detail::largest);
  }

  [[nodiscard]] double corner(double loaded) const { return load_ > 0.0 ? loaded : 0.0; }

  /// t / average_patience, with what the division rounds off, unless the way back overflows.
  [[nodiscard]] detail::twofold<double> mean_patiences(duration t) const {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    const double quotient = t / patience_;
    const detail::twofold<double> back = detail::two_product(quotient, patience_.count());
    const double rest = (t.count() - back.head) - back.tail;
    return {quotient, std::abs(rest) < detail::infinity ? rest / patience_.count() : 0.0};
  }

  double load_;
  double agents_;
  duration handle_time_;
  duration patience_;
  std::optional<detail::palm> palm_;
};

}  // namespace krarup
