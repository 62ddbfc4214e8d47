// The chances of every number of contacts in the system through a day, carried from one moment to the
// next, over the ends of intervals too.
//
// Exact for Poisson arrivals, exponential handle times and exponential patience.
//
// Sources
//   [1] A. Ingolfsson, E. Akhmetshina, S. Budge, Y. Li, X. Wu, A survey and experimental comparison
//       of service-level-approximation methods for nonstationary M(t)/M/s(t) queueing systems with
//       exhaustive discipline, INFORMS Journal on Computing 19(2), 2007.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// How a day is computed.
struct exact_options {
  leaving_agents leaving = leaving_agents::finish_contact;
  /// Bound of the error, summed over the states, that a day is to keep; in (0, 0.1].
  double tolerance = 1e-8;
  /// Called before each interval of each pass over the day; what it throws ends the work.
  std::function<void()> before_interval = {};
};

namespace detail {

inline void tell_interval(const exact_options& options) {
  if (options.before_interval) options.before_interval();
}

inline void check_tolerance(const exact_options& options) {
  require(options.tolerance > 0.0 && options.tolerance <= 0.1, "tolerance", "in (0, 0.1]",
          options.tolerance);
}

}  // namespace detail

/// The states of a day under stated agents: what can be told without following who waits.
class day_course {
 public:
  using stretch = detail::system_stretch;

  /// Errors    as check(day, on_phone); std::domain_error where the tolerance is not in (0, 0.1].
  KRARUP_FUNCTION day_course(const time_varying_queue& day, std::span<const agents> on_phone,
                             const exact_options& options = {});

  [[nodiscard]] std::size_t intervals() const { return stretches_.size(); }
  [[nodiscard]] const stretch& at(std::size_t i) const { return stretches_.at(i); }
  [[nodiscard]] const exact_options& options() const { return options_; }

  [[nodiscard]] agents agents_of(std::size_t i) const {
    return fractional_agents(at(i).rates.agents);
  }
  [[nodiscard]] duration length(std::size_t i) const { return duration(at(i).length); }

  /// Contacts that arrive in interval i, on average.
  [[nodiscard]] contacts offered(std::size_t i) const { return contacts(at(i).offered); }

  /// Work that arrives in interval i per unit of time.
  [[nodiscard]] erlangs offered_load(std::size_t i) const {
    return erlangs(at(i).offered / at(i).length / at(i).rates.handling);
  }

  /// Share of the contacts offered in interval i that wait: find every agent busy, and a line.
  /// Limits    0 where nothing is offered.
  [[nodiscard]] double probability_of_wait(std::size_t i) const {
    const double n = at(i).rates.agents;
    const double lines = at(i).rates.lines;
    return share_of_arrivals(i, [=](double k) { return k >= n && k < lines ? 1.0 : 0.0; });
  }
  /// Share of the contacts offered in interval i that find no line.
  [[nodiscard]] double probability_of_blocking(std::size_t i) const {
    const double lines = at(i).rates.lines;
    return share_of_arrivals(i, [lines](double k) { return k >= lines ? 1.0 : 0.0; });
  }

  /// Contacts that wait, averaged over the time of interval i.
  [[nodiscard]] double mean_queue_length(std::size_t i) const {
    const double n = at(i).rates.agents;
    const double time = at(i).passed.present.mean([n](double k) { return std::max(k - n, 0.0); });
    return std::max(0.0, time / at(i).length);
  }
  /// Share of the agents' ready time in interval i spent handling contacts.
  /// Limits    without agents 0 where nothing is offered, else 1.
  [[nodiscard]] double occupancy(std::size_t i) const {
    const double n = at(i).rates.agents;
    if (n == 0.0) return at(i).offered > 0.0 ? 1.0 : 0.0;
    const double busy = at(i).passed.present.mean([n](double k) { return std::min(k, n); });
    return std::clamp(busy / at(i).length / n, 0.0, 1.0);
  }

  /// P(so many contacts in the system) at the end of interval i, by the index: those that wait and
  /// those that an agent of the interval has.
  [[nodiscard]] std::vector<double> number_in_system(std::size_t i) const {
    const detail::system_states& end = at(i).end;
    std::vector<double> p(end.low, 0.0);
    for (const double each : end.p) p.push_back(std::max(0.0, each));  // a stride rounds below 0
    return p;
  }
  /// Contacts that wait at the end of interval i, on average.
  [[nodiscard]] double carried_over(std::size_t i) const {
    const double n = at(i).rates.agents;
    return std::max(0.0, at(i).end.mean([n](double k) { return std::max(k - n, 0.0); }));
  }
  /// P(somebody waits at the end of interval i).
  [[nodiscard]] double probability_of_carrying_over(std::size_t i) const {
    const double n = at(i).rates.agents;
    return std::clamp(at(i).end.mean([n](double k) { return k > n ? 1.0 : 0.0; }), 0.0, 1.0);
  }
  /// Agents' time after the end of interval i, of those who leave with a contact in hand, on average.
  [[nodiscard]] duration overrun(std::size_t i) const { return duration(at(i).overrun); }

  /// P(nobody waits or is being handled at the end of the day).
  [[nodiscard]] double probability_of_clearing() const {
    const detail::system_states& end = stretches_.back().end;
    return end.low == 0 ? std::clamp(end.p.front(), 0.0, 1.0) : 0.0;
  }
  /// Time from the end of the day until the last contact is gone, on average, under the agents of the
  /// last interval.
  /// Limits    infinite where some never go.
  [[nodiscard]] duration overtime() const {
    const stretch& last = stretches_.back();
    double time = 0.0;
    double sum = 0.0;
    for (std::size_t k = 1; k <= last.end.high(); ++k) {
      time += 1.0 / last.rates.departures(static_cast<double>(k));
      const double p = k >= last.end.low ? last.end.p[k - last.end.low] : 0.0;
      if (p > 1e-15) sum += time * p;
    }
    return duration(sum);
  }

  /// The probabilities of all states are wrong by no more than this, summed, at any moment, but for
  /// rounding. Of the states alone, not of a measure.
  [[nodiscard]] double error() const { return error_; }

 private:
  template <class Function>
  [[nodiscard]] double share_of_arrivals(std::size_t i, const Function& f) const {
    const double all = at(i).offered;
    return all > 0.0 ? std::clamp(at(i).passed.arriving.mean(f) / all, 0.0, 1.0) : 0.0;
  }

  exact_options options_;
  std::vector<stretch> stretches_;
  double error_ = 0.0;
};

namespace detail {

/// Mean time until a contact is handled that an agent has when interval `first` begins.
[[nodiscard]] inline double handling_from(const time_varying_queue& day, std::size_t first) {
  double time = 0.0;
  double still = 1.0;
  for (std::size_t i = first; i + 1 < day.intervals.size(); ++i) {
    const double handling = day.intervals[i].average_handle_time.count();
    const double gone = -std::expm1(-day.intervals[i].length.count() / handling);
    time += still * handling * gone;
    still *= 1.0 - gone;
  }
  return time + still * day.intervals.back().average_handle_time.count();
}

/// The states once the agents are n and were `before`: those who leave take a contact with them, or
/// leave it in the queue.
[[nodiscard]] inline system_states after_change(system_states now, double before, double n,
                                                leaving_agents leaving) {
  if (n >= before || leaving == leaving_agents::hand_over) return now;
  system_states left;
  for (std::size_t s = 0; s < now.p.size(); ++s) {
    const auto k = static_cast<double>(now.low + s);
    const double stay = std::min(k, n) + std::max(k - before, 0.0);
    left.add({static_cast<std::size_t>(stay), {now.p[s]}});
  }
  return left;
}

}  // namespace detail

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION day_course::day_course(const time_varying_queue& day,
                                       std::span<const agents> on_phone,
                                       const exact_options& options)
    : options_(options) {
  check(day, on_phone);
  detail::check_tolerance(options);
  double length = 0.0;
  for (const auto& interval : day.intervals) length += interval.length.count();
  const bool hands_over = options_.leaving == leaving_agents::hand_over;
  detail::system_states now{0, day.start};
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    detail::tell_interval(options_);
    const time_varying_interval& interval = day.intervals[i];
    const double n = on_phone[i].count();
    const double before = i > 0 ? stretches_.back().rates.agents : n;
    if (n < before && !hands_over) {
      const double leaving =
          now.mean([&](double k) { return std::max(std::min(k, before) - n, 0.0); });
      stretches_.back().overrun = std::max(0.0, leaving) * detail::handling_from(day, i);
    }
    now = detail::after_change(std::move(now), before, n, options_.leaving);
    const double arrivals = interval.arrival_rate.per_second();
    const double at_end = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    stretches_.emplace_back();
    stretch& next = stretches_.back();
    next.rates = {.arrivals = arrivals,
                  .arrivals_slope = (at_end - arrivals) / interval.length.count(),
                  .handling = 1.0 / interval.average_handle_time.count(),
                  .agents = n,
                  .hanging_up = 1.0 / interval.average_patience.count(),
                  .lines = day.lines ? day.lines->count() : detail::infinity};
    next.length = interval.length.count();
    next.offered = krarup::offered(interval).count();
    next.begin = now;
    error_ += detail::move_on(now, next.passed, next.rates, next.length,
                              options_.tolerance * next.length / length);
    next.end = now;
  }
}
#endif

}  // namespace krarup
