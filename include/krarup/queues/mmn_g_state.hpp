// What contacts of any patience meet under one number of agents, from one integration over the
// virtual wait.
//
// Sources
//   [1] S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of
//       the M/M/n+G queue, Queueing Systems 51(3), 2005.
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/detail/virtual_wait.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/patience.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Everything that M/M/n+G says about n agents, computed once and asked often [1]. All shares are of
/// offered contacts. Where those who never hang up are too many for the agents, waits are endless, as
/// Erlang C's in overload are.
/// Accuracy  relative error below 1e-10 of every measure, for 1 to 10,000 agents, loads from half to
///           ten times as many, nine kinds of law (tests/reference/mmn_g.csv); the worst seen is
///           5e-13, but 4e-11 of waits beyond t of those who hang up, where next to nobody waits as
///           long. Absolute, 1e-20, is the error of what is smaller than that, but not of who hangs up.
class mmn_g_state {
 public:
  /// `places` contacts can wait, >= 0; whoever finds them taken is turned away. Between whole numbers
  /// there is one place more for that fraction of the time.
  /// Errors    std::domain_error where average_handle_time is not > 0, and as the law's check().
  template <patience_law Patience>
  mmn_g_state(rate arrival_rate, duration average_handle_time, const Patience& patience, agents n,
              double places = detail::infinity)
      : load_(krarup::offered_load(arrival_rate, average_handle_time).value()),
        agents_(n.count()),
        handle_time_(average_handle_time) {
    check(patience);
    average_patience_ = average_patience(patience);
    law_ = [patience, average_handle_time](double x) {
      const patience_shares shares = shares_after(patience, x * average_handle_time);
      return detail::shares_at{shares.gone, shares.there};
    };
    if (load_ > 0.0 && agents_ == 0.0 && places < detail::infinity) {
      // A place is held for the patience of who got it: Erlang B, which is blind to its law.
      const double held = load_ * (average_patience_ / handle_time_);
      const auto blocked = [held](double whole) {
        return held <= detail::largest ? detail::acceptance_odds(whole, held).share_of_one() : 1.0;
      };
      const double whole = std::floor(places);
      if (held > 0.0)
        blocked_ = blocked(whole) + (places - whole) * (blocked(whole + 1.0) - blocked(whole));
    }
    if (!(load_ > 0.0 && agents_ > 0.0)) return;
    const auto others = detail::without_balking(patience);
    const auto pieces = detail::pieces_of(
        others, handle_time_.count(), detail::virtual_wait::first_width(agents_),
        [&](double width) {
          std::vector<double> bends;
          for (const duration kink : detail::kinks_of(others)) bends.push_back(kink / handle_time_);
          const auto shares = [others, average_handle_time](double x) {
            const patience_shares at = shares_after(others, x * average_handle_time);
            return detail::shares_at{at.gone, at.there};
          };
          return std::make_shared<detail::patience_pieces>(shares, std::move(bends), width);
        });
    wait_.emplace(agents_, load_, places, detail::balking_of(patience), *pieces);
    if (wait_->endless()) wait_.reset();
  }

  /// Finds every agent busy and is let in.
  /// Limits    0 where nothing is offered, else 1 without agents and where waits are endless.
  [[nodiscard]] double probability_of_wait() const {
    return wait_ ? part(wait_->all().mass) : corner(1.0);
  }

  /// Finds every waiting place taken.
  [[nodiscard]] double probability_of_blocking() const {
    return wait_ ? wait_->blocked() : blocked_;
  }

  /// Hangs up before an answer.
  /// Limits    0 where nothing is offered; all who ever hang up without agents and where waits are
  ///           endless.
  [[nodiscard]] double probability_of_abandonment() const {
    return wait_ ? part(wait_->all().gone) : corner(law_(detail::infinity).gone);
  }

  /// Is answered at some time.
  /// Limits    1 where nothing is offered; 0 without agents; all who never hang up where waits are
  ///           endless.
  [[nodiscard]] double probability_of_answer() const {
    if (wait_) return std::min(wait_->idle() + share(wait_->all().there), 1.0);
    if (load_ == 0.0) return 1.0;
    return agents_ > 0.0 ? law_(detail::infinity).there : 0.0;
  }

  /// Waits longer than t; as a share of those whom `whom` names, not of all offered. Those who are
  /// turned away wait 0.
  /// Limits    0 where nothing is offered; 1 where nobody is answered and answered ones are meant.
  /// Errors    std::domain_error where t is < 0.
  [[nodiscard]] double probability_of_wait_beyond(duration t,
                                                  wait_of whom = wait_of::offered) const {
    const moment now = at(t);
    if (!wait_) {
      const bool lasts = whom == wait_of::answered || whom == wait_of::virtual_contact;
      if (lasts) return load_ > 0.0 ? 1.0 : 0.0;
      return whom == wait_of::abandoned ? (load_ > 0.0 ? now.there : 0.0) : now.beyond();
    }
    switch (whom) {
      case wait_of::offered:
        return now.beyond();
      case wait_of::answered:
        return std::min(1.0, now.served_beyond / probability_of_answer());
      case wait_of::abandoned:
        return now.lost_beyond;
      case wait_of::virtual_contact:
        break;
    }
    return std::min(1.0, now.virtual_beyond / (1.0 - probability_of_blocking()));
  }

  /// Is answered within t.
  [[nodiscard]] double probability_of_answer_within(duration t) const {
    return std::min(at(t).served_within(), 1.0);
  }

  /// Hangs up within t: those whose turn would have come before t, and those it would not.
  [[nodiscard]] double probability_of_abandonment_within(duration t) const {
    return std::min(at(t).lost_within(), 1.0);
  }

  /// Both sides of the service level's fraction, as shares of offered contacts.
  /// Errors    std::domain_error where a time is < 0.
  [[nodiscard]] service_level_shares shares(duration t, service_level_definition definition,
                                            duration short_abandon) const {
    return detail::level_shares([this](duration wait) { return at(wait); }, probability_of_answer(),
                                t, definition, short_abandon);
  }

  /// The service level itself; 0 where contacts are offered and none of them counts.
  [[nodiscard]] double service_level(duration t, service_level_definition definition,
                                     duration short_abandon) const {
    const service_level_shares both = shares(t, definition, short_abandon);
    return both.counted > 0.0 ? both.level() : 0.0;
  }

  /// Mean wait of those whom `whom` names; of offered contacts those who are turned away wait 0, and
  /// are no virtual ones.
  /// Limits    0 where nothing is offered, and of those who hang up where nobody does. Without agents
  ///           and where waits are endless infinity for answered and virtual contacts, else the
  ///           average patience.
  [[nodiscard]] duration mean_wait(wait_of whom = wait_of::offered) const {
    if (load_ == 0.0) return duration(0);
    if (!wait_) {
      const bool lasts = whom == wait_of::answered || whom == wait_of::virtual_contact;
      if (lasts) return duration(detail::infinity);
      if (whom == wait_of::abandoned) return average_patience_;
      return blocked_ < 1.0 ? (1.0 - blocked_) * average_patience_ : duration(0);
    }
    const detail::wait_weights& all = wait_->all();
    switch (whom) {
      case wait_of::offered:
        return share(all.spent) * handle_time_;
      case wait_of::answered:
        return share(all.answered) / probability_of_answer() * handle_time_;
      case wait_of::abandoned:
        return all.gone > 0.0 ? all.lost / all.gone * handle_time_ : duration(0);
      case wait_of::virtual_contact:
        break;
    }
    return share(all.time) / (1.0 - probability_of_blocking()) * handle_time_;
  }

  /// Mean wait of answered contacts, none-waiters as 0 (ASA).
  [[nodiscard]] duration average_speed_of_answer() const { return mean_wait(wait_of::answered); }

  /// Mean wait of those who find every agent busy and are let in, whatever the end.
  /// Limits    0 where nothing is offered; the average patience without agents and where waits are
  ///           endless.
  [[nodiscard]] duration mean_wait_of_waiters() const {
    if (!wait_) return load_ > 0.0 ? average_patience_ : duration(0);
    const detail::wait_weights& all = wait_->all();
    return all.mass > 0.0 ? all.spent / all.mass * handle_time_ : duration(0);
  }

  /// Contacts that wait, averaged over time: arrival rate times the mean wait of offered contacts.
  [[nodiscard]] double mean_queue_length() const {
    return load_ > 0.0 ? load_ * (mean_wait(wait_of::offered) / handle_time_) : 0.0;
  }

  /// Share of the agents' ready time spent handling contacts: the load that is answered / agents.
  /// Limits    0 where nothing is offered, else 1 without agents and where waits are endless.
  [[nodiscard]] double occupancy() const {
    if (wait_) return std::min(1.0, load_ / agents_ * probability_of_answer());
    return load_ > 0.0 ? 1.0 : 0.0;
  }

 private:
  /// What has become of contacts by a time.
  struct moment {
    double served;
    double lost;
    double reached;         // whose virtual wait is shorter
    double there;           // of contacts, by their patience alone
    double virtual_beyond;  // whose virtual wait is longer
    double served_beyond;
    double lost_beyond;  // as a share of those who hang up

    [[nodiscard]] double served_within() const { return served; }
    [[nodiscard]] double lost_within() const { return lost; }
    [[nodiscard]] double virtual_within() const { return reached; }
    [[nodiscard]] double beyond() const { return there * virtual_beyond; }
  };

  [[nodiscard]] moment at(duration t) const {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    const double x = t / handle_time_;
    const detail::shares_at law = law_(x);
    if (!wait_) {
      const double waits = corner(1.0);
      const double served = load_ > 0.0 ? 0.0 : 1.0;
      return {served, waits * law.gone, served, law.there, waits, waits, law.there};
    }
    const detail::wait_weights early = wait_->between(0.0, x);
    const detail::wait_weights late = wait_->between(x, detail::infinity);
    // G(x) - G(t) over the late x, by those who hang up or by those still there: who are fewer.
    const double later_lost =
        law.gone < 0.5 ? late.gone - law.gone * late.mass : law.there * late.mass - late.there;
    return {.served = wait_->idle() + share(early.there),
            .lost = share(early.gone + law.gone * late.mass),
            .reached = wait_->idle() + share(early.mass),
            .there = law.there,
            .virtual_beyond = part(late.mass),
            .served_beyond = share(late.there),
            .lost_beyond =
                late.gone > 0.0 ? std::clamp(later_lost / wait_->all().gone, 0.0, 1.0) : 0.0};
  }

  /// Of offered contacts.
  [[nodiscard]] double part(double weight) const { return std::min(share(weight), 1.0); }
  [[nodiscard]] double share(double weight) const { return weight * wait_->scale(); }
  [[nodiscard]] double corner(double accepted) const {
    return load_ > 0.0 ? (1.0 - blocked_) * accepted : 0.0;
  }

  double load_;
  double agents_;
  duration handle_time_;
  duration average_patience_{};
  double blocked_ = 0.0;                          // where there are no agents
  std::function<detail::shares_at(double)> law_;  // in handle times
  std::optional<detail::virtual_wait> wait_;
};

}  // namespace krarup
