// A day of a queue whose agents are still to be decided: they are put to one interval after the other,
// and what a change does is computed where it is felt and nowhere else.
//
// Where the volume strays from the forecast by a factor that each interval has for itself, the states
// at its end are those under every factor, weighed by its chance, and contacts meet a factor as often
// as it brings contacts. Who waits behind a contact does not matter to it, so the mixture is exact.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <set>
#include <span>
#include <vector>

#include <krarup/detail/compiled.hpp>
#include <krarup/detail/gamma_nodes.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/service_target.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/day_service.hpp>
#include <krarup/transient/pointwise.hpp>
#include <krarup/transient/promised_sums.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <cstdint>
#include <utility>
#endif

namespace krarup {

/// A day that is asked what a target names, of one interval after the other, while agents are put to
/// it. Sums of an interval are of the contacts that arrive in it, as of exact_day.
/// Accuracy  of exact_day. A change is taken to be over where it moves the states by less than a
///           tenth of the tolerance, summed.
class adjustable_day {
 public:
  /// Errors    as exact_day, as check(target), as check(dispersion); std::domain_error where the day
  ///           has a factor, which all its intervals share: staff for the volume of a quantile of it.
  KRARUP_FUNCTION adjustable_day(time_varying_queue day, std::span<const agents> on_phone,
                                 const service_target& target, const exact_options& options = {},
                                 const over_dispersion& dispersion = {});
  /// Begins with as many agents as the load that there would be if one were always free, and the root
  /// of it.
  adjustable_day(const time_varying_queue& day, const service_target& target,
                 const exact_options& options = {}, const over_dispersion& dispersion = {})
      : adjustable_day(day, likely_agents(day), target, options, dispersion) {}

  [[nodiscard]] std::size_t intervals() const { return day_.intervals.size(); }
  [[nodiscard]] duration length(std::size_t i) const { return day_.intervals.at(i).length; }
  [[nodiscard]] agents agents_of(std::size_t i) const { return on_phone_.at(i); }
  [[nodiscard]] const service_target& target() const { return target_; }
  [[nodiscard]] const time_varying_queue& day() const { return day_; }

  /// Puts n agents to interval i.
  /// Errors    std::domain_error where n is not whole.
  KRARUP_FUNCTION void put(std::size_t i, agents n);

  /// Takes the own factor of interval i for known.
  /// Errors    std::domain_error where it is not finite and >= 0.
  KRARUP_FUNCTION void know_factor(std::size_t i, double factor);

  /// Sums of interval i under the agents there are now.
  [[nodiscard]] KRARUP_FUNCTION const promised_sums& sums(std::size_t i);

  /// Agents of interval i of whom more help nobody: for each line, or for as many contacts as will not
  /// be there.
  [[nodiscard]] KRARUP_FUNCTION agents useful_agents(std::size_t i);

 private:
  struct answer {
    bool known = false;
    std::size_t reach = 0;  // intervals that it depends on, from its own
    promised_sums sums{};
    detail::system_states end{};  // of the interval, before the change to the next
  };

  [[nodiscard]] static std::vector<agents> likely_agents(const time_varying_queue& day) {
    check(day);
    std::vector<agents> result;
    for (const double load : detail::unhindered_loads(day)) {
      const double own = std::max(load, 0.0);
      result.push_back(fractional_agents(std::ceil(own + std::sqrt(own))));
    }
    return result;
  }
  [[nodiscard]] KRARUP_FUNCTION std::vector<double> start_of(std::size_t i);
  [[nodiscard]] KRARUP_FUNCTION time_varying_queue part(std::size_t i, std::size_t intervals,
                                                        double factor) const;
  /// Intervals from i on that contacts of interval i meet within a time after it, and one at least.
  [[nodiscard]] std::size_t reach_of(std::size_t i, double time) const {
    std::size_t reach = std::min<std::size_t>(2, intervals() - i);
    double seen = 0.0;
    for (std::size_t l = i + 1; i + reach < intervals(); ++l, ++reach) {
      seen += day_.intervals[l].length.count();
      if (seen >= time) break;
    }
    return reach;
  }
  KRARUP_FUNCTION void ask_within(std::size_t i, double time, std::vector<double> start);
  KRARUP_FUNCTION void ask_all(std::size_t i, const std::vector<double>& start);
  KRARUP_FUNCTION void ask(std::size_t i);
  /// Measures bend where the load is the agents', within its own deviation.
  [[nodiscard]] detail::gamma_nodes factors_of(std::size_t i) const {
    const double load = offered(day_.intervals[i]).count() *
                        (day_.intervals[i].average_handle_time / day_.intervals[i].length);
    const double cut_off = 4.6 - std::log(std::min(options_.tolerance, 0.01));
    return {varies_[i] && load > 0.0 ? variation_ : 0.0, 1.0 / std::sqrt(std::max(load, 1.0)),
            cut_off};
  }
  [[nodiscard]] bool asks_for_waits() const {
    return target_.average_speed_of_answer || target_.mean_wait ||
           target_.probability_of_abandonment ||
           target_.definition == service_level_definition::answered;
  }

  time_varying_queue day_;
  std::vector<agents> on_phone_;
  service_target target_;
  exact_options options_;
  double variation_;          // of an interval's factor, squared
  std::vector<bool> varies_;  // whether the interval has one
  std::vector<answer> answers_;
  std::vector<detail::system_states> ends_;  // of each interval, before the change to the next
  std::set<std::size_t> stale_;              // ends to be computed anew
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION adjustable_day::adjustable_day(time_varying_queue day,
                                               std::span<const agents> on_phone,
                                               const service_target& target,
                                               const exact_options& options,
                                               const over_dispersion& dispersion)
    : day_(std::move(day)),
      on_phone_(on_phone.begin(), on_phone.end()),
      target_(target),
      options_(options),
      variation_((check(dispersion), dispersion.interval)) {
  check(day_, on_phone_);
  check(target_);
  detail::require(dispersion.day == 0.0, "over_dispersion.day", "0: a day of one known factor",
                  dispersion.day);
  detail::check_tolerance(options);
  answers_.resize(intervals());
  ends_.resize(intervals());
  varies_.assign(intervals(), true);
  for (std::size_t i = 0; i < intervals(); ++i) stale_.insert(stale_.end(), i);
}

KRARUP_FUNCTION void adjustable_day::put(std::size_t i, agents n) {
  detail::require(n.count() == std::floor(n.count()), "agents", "whole through a day", n.count());
  if (on_phone_.at(i) == n) return;
  on_phone_[i] = n;
  for (std::size_t l = 0; l <= i; ++l) {
    if (l + answers_[l].reach > i) answers_[l].known = false;
  }
  stale_.insert(i);
  if (i + 1 < intervals()) {
    answers_[i + 1].known = false;
    stale_.insert(i + 1);
  }
}

KRARUP_FUNCTION void adjustable_day::know_factor(std::size_t i, double factor) {
  detail::require(detail::is_finite_nonnegative(factor), "factor", "finite and >= 0", factor);
  day_.intervals.at(i) = with_volume_times(factor, day_.intervals[i]);
  varies_[i] = false;
  answers_[i].known = false;
  stale_.insert(i);
}

KRARUP_FUNCTION time_varying_queue adjustable_day::part(std::size_t i, std::size_t intervals,
                                                        double factor) const {
  time_varying_queue result{.intervals = {}, .lines = day_.lines, .start = {}};
  const auto from = day_.intervals.begin() + static_cast<std::ptrdiff_t>(i);
  result.intervals.assign(from, from + static_cast<std::ptrdiff_t>(intervals));
  time_varying_interval& own = result.intervals.front();
  own = with_volume_times(factor, own);
  return result;
}

KRARUP_FUNCTION std::vector<double> adjustable_day::start_of(std::size_t i) {
  while (!stale_.empty() && *stale_.begin() < i) {
    const std::size_t at = *stale_.begin();
    detail::system_states end = answers_[at].known ? answers_[at].end : detail::system_states{};
    if (!answers_[at].known) {
      time_varying_queue alone = part(at, 1, 1.0);
      alone.start = start_of(at);
      for (const auto& [factor, weight] : factors_of(at)) {
        alone.intervals[0] = with_volume_times(factor, day_.intervals[at]);
        end.add(day_course(alone, {&on_phone_[at], 1}, options_).at(0).end, weight);
      }
    }
    stale_.erase(at);
    detail::system_states change = end;
    change.add(ends_[at], -1.0);
    double moved = 0.0;
    for (const double p : change.p) moved += std::abs(p);
    if (moved > 0.1 * options_.tolerance) {
      ends_[at] = std::move(end);
      if (at + 1 < intervals()) {
        answers_[at + 1].known = false;
        stale_.insert(at + 1);
      }
    }
  }
  if (i == 0) return day_.start;
  const detail::system_states begin = detail::after_change(ends_[i - 1], on_phone_[i - 1].count(),
                                                           on_phone_[i].count(), options_.leaving);
  std::vector<double> start(begin.low, 0.0);
  double all = 0.0;
  for (const double p : begin.p) all += std::max(0.0, p);  // a stride rounds below 0
  for (const double p : begin.p) start.push_back(std::max(0.0, p) / all);
  return start;
}

KRARUP_FUNCTION void adjustable_day::ask(std::size_t i) {
  const double asked = std::max(target_.answer_within.value_or(duration(0)).count(),
                                target_.short_abandon.value_or(duration(0)).count());
  answers_[i].reach = 1;
  answers_[i].sums = {};
  answers_[i].end = {};
  if (asks_for_waits()) {
    ask_all(i, start_of(i));
  } else {
    ask_within(i, asked, start_of(i));
  }
  answers_[i].known = true;
}

// Who comes earlier than so long before the end has nothing to do with what comes after it. So the
// interval is cut there, and the last one where nobody asks any more.
KRARUP_FUNCTION void adjustable_day::ask_within(std::size_t i, double time,
                                                std::vector<double> start) {
  answer& of = answers_[i];
  of.reach = reach_of(i, time);
  time_varying_queue ahead = part(i, of.reach, 1.0);
  ahead.start = std::move(start);
  std::vector<agents> staff(on_phone_.begin() + static_cast<std::ptrdiff_t>(i),
                            on_phone_.begin() + static_cast<std::ptrdiff_t>(i + of.reach));
  std::size_t pieces = 1;
  if (of.reach > 1) {
    double left = time;
    for (std::size_t l = 1; l + 1 < of.reach; ++l) left -= ahead.intervals[l].length.count();
    time_varying_interval& last = ahead.intervals.back();
    if (left > 0.0 && left < last.length.count()) last = cut(last, duration(left))[0];
    const double early = ahead.intervals[0].length.count() - time;
    if (time > 0.0 && early > 0.0) {
      const auto [first, second] = cut(ahead.intervals[0], duration(early));
      ahead.intervals[0] = second;
      ahead.intervals.insert(ahead.intervals.begin(), first);
      staff.insert(staff.begin(), staff.front());
      pieces = 2;
    }
  }
  const std::vector<time_varying_interval> forecast(
      ahead.intervals.begin(), ahead.intervals.begin() + static_cast<std::ptrdiff_t>(pieces));
  for (const auto& [factor, weight] : factors_of(i)) {
    for (std::size_t l = 0; l < pieces; ++l) {
      ahead.intervals[l] = with_volume_times(factor, forecast[l]);
    }
    const day_service service(ahead, staff, options_);
    for (std::size_t l = 0; l < pieces; ++l) detail::add(of.sums, target_, service, l, weight);
    of.end.add(service.course().at(pieces - 1).end, weight);
  }
}

// Waits are followed until hardly anybody is left who waits.
KRARUP_FUNCTION void adjustable_day::ask_all(std::size_t i, const std::vector<double>& start) {
  answer& of = answers_[i];
  for (const auto& [factor, weight] : factors_of(i)) {
    for (std::size_t reach = reach_of(i, 0.0);; reach = std::min(2 * reach, intervals() - i)) {
      time_varying_queue day = part(i, reach, factor);
      day.start = start;
      const day_service ahead(day, std::span(on_phone_).subspan(i, reach), options_);
      double seen = 0.0;
      for (std::size_t l = 1; l < reach; ++l) seen += ahead.course().length(l).count();
      const service_level_shares then = ahead.shares_for_service_level(
          0, duration(seen), service_level_definition::exclude_abandoned_within);
      if (i + reach < intervals() && then.counted - then.in_time > 1e-3 * options_.tolerance) {
        continue;
      }
      detail::add(of.sums, target_, ahead, 0, weight);
      of.end.add(ahead.course().at(0).end, weight);
      of.reach = std::max(of.reach, reach);
      break;
    }
  }
}

KRARUP_FUNCTION const promised_sums& adjustable_day::sums(std::size_t i) {
  answer& of = answers_.at(i);
  static_cast<void>(start_of(i));
  if (!of.known) ask(i);
  return of.sums;
}

KRARUP_FUNCTION agents adjustable_day::useful_agents(std::size_t i) {
  const double most = static_cast<double>(start_of(i).size());
  const double factor = factors_of(i).largest();
  const double come = factor * offered(day_.intervals.at(i)).count();
  const double there = std::ceil(most + come + 9.0 * std::sqrt(come) + 30.0);
  return agents(
      static_cast<std::int64_t>(day_.lines ? std::min(there, day_.lines->count()) : there));
}
#endif

}  // namespace krarup
