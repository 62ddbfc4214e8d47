// What contacts meet that may lose patience, find no line, and call again, under one number of agents.
//
// Sources
//   [1] D. Y. Sze, A queueing model for telephone operator staffing, Operations Research 32(2), 1984.
//   [2] G. Koole, Call center optimization, MG Books, 2013.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <variant>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/patience.hpp>
#include <krarup/queues/erlang_a_state.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/mmn_g_state.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Who calls again, as shares of attempts: so long after that the queue has forgotten the first
/// attempt, and as patient as before. All attempts together are then taken for a Poisson stream [1],
/// which is exact where redials come late, and too kind where they come within minutes. Where lines are
/// limited and those who find none call again more rarely than those who hang up, an agent more can
/// cost service: a contact that would have waited in vain and come back is turned away for good.
struct redials {
  proportion of_abandoned = 0.0;  ///< of those who hung up; < 1
  proportion of_blocked = 0.0;    ///< of those who found no line; < 1
  proportion of_answered =
      0.0;  ///< of those who were answered, as their matter was not settled; < 1
};

namespace detail {

/// Erlang C, whose contacts wait for ever, asked like a queue whose contacts may not.
class calm_state {
 public:
  calm_state(rate arrival_rate, duration average_handle_time, agents n)
      : queue_{arrival_rate, average_handle_time}, n_(n) {}

  [[nodiscard]] double probability_of_wait() const {
    return krarup::probability_of_wait(queue_, n_);
  }
  [[nodiscard]] static double probability_of_blocking() { return 0.0; }
  [[nodiscard]] static double probability_of_abandonment() { return 0.0; }
  [[nodiscard]] static double probability_of_answer() { return 1.0; }
  [[nodiscard]] double probability_of_wait_beyond(duration t, wait_of whom) const {
    return whom == wait_of::abandoned ? 0.0 : krarup::probability_of_wait_beyond(queue_, n_, t);
  }
  [[nodiscard]] double probability_of_answer_within(duration t) const {
    return krarup::service_level(queue_, n_, t);
  }
  [[nodiscard]] static double probability_of_abandonment_within(duration) { return 0.0; }
  [[nodiscard]] service_level_shares shares(duration t, service_level_definition definition,
                                            duration short_abandon) const {
    return shares_for_service_level(queue_, n_, t, definition, short_abandon);
  }
  [[nodiscard]] double service_level(duration t, service_level_definition definition,
                                     duration short_abandon) const {
    return krarup::service_level(queue_, n_, t, definition, short_abandon);
  }
  [[nodiscard]] duration mean_wait(wait_of whom) const {
    return whom == wait_of::abandoned ? duration(0) : krarup::mean_wait(queue_, n_);
  }
  [[nodiscard]] duration mean_wait_of_waiters() const {
    return krarup::mean_wait_of_waiters(queue_, n_);
  }
  [[nodiscard]] double mean_queue_length() const { return krarup::mean_queue_length(queue_, n_); }
  [[nodiscard]] double occupancy() const { return krarup::occupancy(queue_, n_); }

 private:
  erlang_c queue_;
  agents n_;
};

/// Share of attempts that find no line; none where lines are without limit.
template <class State>
[[nodiscard]] double blocking_of(const State& state) {
  if constexpr (requires { state.probability_of_blocking(); }) {
    return state.probability_of_blocking();
  } else {
    return 0.0;
  }
}

}  // namespace detail

/// Everything that Erlang X says about n agents at a known rate of arrivals, computed once and asked
/// often. All shares are of attempts: first attempts and redials.
class erlang_x_state {
  using simplest = std::variant<detail::calm_state, erlang_a_state, mmn_g_state>;

  template <class Question>
  [[nodiscard]] auto ask(const Question& question) const {
    return std::visit(question, core_);
  }

 public:
  /// `lines` hold contacts that wait and that are handled; without them none is turned away.
  /// Errors    std::domain_error where average_handle_time is not > 0, where a share of redials is 1,
  ///           and as the law's check().
  KRARUP_FUNCTION erlang_x_state(rate first_attempts, duration average_handle_time,
                                 const any_patience& patience, std::optional<trunks> lines,
                                 const redials& again, agents n);

  /// First attempts and redials together, per second.
  [[nodiscard]] rate attempt_rate() const { return rate::per_second(attempts_); }

  /// Attempts for each first one; 1 where nothing is offered.
  [[nodiscard]] double attempts_each() const { return first_ > 0.0 ? attempts_ / first_ : 1.0; }

  /// Share of first attempts that are never answered, however often they are repeated.
  [[nodiscard]] double probability_of_loss() const {
    if (first_ == 0.0) return 0.0;
    const double given_up = (1.0 - again_.of_abandoned.value()) * probability_of_abandonment() +
                            (1.0 - again_.of_blocked.value()) * probability_of_blocking();
    return std::min(1.0, attempts_each() * given_up);
  }

  [[nodiscard]] double probability_of_wait() const {
    return ask([](const auto& core) { return core.probability_of_wait(); });
  }
  [[nodiscard]] double probability_of_blocking() const {
    return ask([](const auto& core) { return detail::blocking_of(core); });
  }
  [[nodiscard]] double probability_of_abandonment() const {
    return ask([](const auto& core) { return core.probability_of_abandonment(); });
  }
  [[nodiscard]] double probability_of_answer() const {
    return ask([](const auto& core) { return core.probability_of_answer(); });
  }
  [[nodiscard]] double probability_of_wait_beyond(duration t,
                                                  wait_of whom = wait_of::offered) const {
    return ask([&](const auto& core) { return core.probability_of_wait_beyond(t, whom); });
  }
  [[nodiscard]] double probability_of_answer_within(duration t) const {
    return ask([&](const auto& core) { return core.probability_of_answer_within(t); });
  }
  [[nodiscard]] double probability_of_abandonment_within(duration t) const {
    return ask([&](const auto& core) { return core.probability_of_abandonment_within(t); });
  }
  [[nodiscard]] service_level_shares shares(duration t, service_level_definition definition,
                                            duration short_abandon) const {
    return ask([&](const auto& core) { return core.shares(t, definition, short_abandon); });
  }
  [[nodiscard]] double service_level(duration t, service_level_definition definition,
                                     duration short_abandon) const {
    return ask([&](const auto& core) { return core.service_level(t, definition, short_abandon); });
  }
  [[nodiscard]] duration mean_wait(wait_of whom = wait_of::offered) const {
    return ask([&](const auto& core) { return core.mean_wait(whom); });
  }
  [[nodiscard]] duration average_speed_of_answer() const { return mean_wait(wait_of::answered); }
  [[nodiscard]] duration mean_wait_of_waiters() const {
    return ask([](const auto& core) { return core.mean_wait_of_waiters(); });
  }
  [[nodiscard]] double mean_queue_length() const {
    return ask([](const auto& core) { return core.mean_queue_length(); });
  }
  /// Share of the time of all n agents, those without a line too.
  [[nodiscard]] double occupancy() const {
    const double busy = ask([](const auto& core) { return core.occupancy(); });
    return agents_ > staffed_ ? busy * (staffed_ / agents_) : busy;
  }

 private:
  /// Share of attempts that are followed by another.
  [[nodiscard]] double returning() const {
    return again_.of_abandoned.value() * probability_of_abandonment() +
           again_.of_blocked.value() * probability_of_blocking() +
           again_.of_answered.value() * probability_of_answer();
  }

  /// The simplest queue that says all.
  simplest meet(rate attempts, duration average_handle_time, const any_patience& patience,
                std::optional<trunks> lines, agents n) {
    check(patience);
    staffed_ = lines ? std::min(n.count(), lines->count()) : n.count();
    if (lines) {
      return mmn_g_state(attempts, average_handle_time, patience, fractional_agents(staffed_),
                         lines->count() - staffed_);
    }
    if (patience.balking.value() == 0.0) {
      if (std::holds_alternative<endless_patience>(patience.law)) {
        return detail::calm_state(attempts, average_handle_time, n);
      }
      if (const auto* simple = std::get_if<exponential_patience>(&patience.law)) {
        return erlang_a_state({attempts, average_handle_time, simple->average}, n);
      }
    }
    return mmn_g_state(attempts, average_handle_time, patience, n);
  }

  double first_;
  double agents_;
  double staffed_ = 0.0;  // agents that can have a line
  redials again_;
  double attempts_ = 0.0;
  simplest core_;
};

#ifdef KRARUP_HAS_BODIES

erlang_x_state::erlang_x_state(rate first_attempts, duration average_handle_time,
                               const any_patience& patience, std::optional<trunks> lines,
                               const redials& again, agents n)
    : first_(first_attempts.per_second()),
      agents_(n.count()),
      again_(again),
      core_(meet(first_attempts, average_handle_time, patience, lines, n)) {
  const auto below_one = [](proportion share, const char* what) {
    detail::require(share.value() < 1.0, what, "< 1", share.value());
    return share.value();
  };
  const double most = std::max({below_one(again.of_abandoned, "redials of abandoned"),
                                below_one(again.of_blocked, "redials of blocked"),
                                below_one(again.of_answered, "redials of answered")});
  attempts_ = first_;
  if (most == 0.0 || first_ == 0.0) return;
  const auto excess = [&](double attempts) {
    core_ = meet(rate::per_second(attempts), average_handle_time, patience, lines, n);
    return attempts * (1.0 - returning()) - first_;
  };
  attempts_ = detail::bracketed_root(excess, first_, first_ / (1.0 - most));
  core_ = meet(rate::per_second(attempts_), average_handle_time, patience, lines, n);
}

#endif

}  // namespace krarup
