// A day of a queue exactly: what becomes of the contacts of each interval, whenever they are answered.
//
// Exact for Poisson arrivals, exponential handle times and exponential patience. A contact's chances
// are those of the rates that it meets while it waits, later intervals' among them. Where lines are
// limited, a contact that a leaving agent finishes is taken to hold none any more.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/clenshaw_curtis.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/detail/tagged_contact.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day under stated agents, computed once and asked often. The measures of an interval are those of
/// the contacts that arrive in it; contacts that are in the system when the day begins are in none.
/// Accuracy  with the tolerance of 1e-8 the error of every measure is below 5e-11, relative where it is
///           above 1, on small days of every kind (tests/reference/time_varying_day.csv).
class exact_day {
 public:
  /// Errors    as check(day, on_phone); std::domain_error where the tolerance is not > 0.
  KRARUP_FUNCTION exact_day(const time_varying_queue& day, std::span<const agents> on_phone,
                            const exact_options& options = {});

  /// The states it goes through.
  [[nodiscard]] const day_course& course() const { return course_; }
  [[nodiscard]] std::size_t intervals() const { return course_.intervals(); }

  /// Share of the contacts offered in interval i that are answered, in this interval or later.
  /// Limits    1 where nothing is offered.
  [[nodiscard]] double probability_of_answer(std::size_t i) const {
    const double all = at(i).offered;
    return all > 0.0 ? std::clamp(fates_[i].answered / all, 0.0, 1.0) : 1.0;
  }
  /// Share that hangs up, in this interval or later.
  /// Limits    0 where nothing is offered.
  [[nodiscard]] double probability_of_abandonment(std::size_t i) const {
    const double all = at(i).offered;
    return all > 0.0 ? std::min(1.0, fates_[i].abandoned / all) : 0.0;
  }

  /// Mean wait of the contacts of interval i that are answered (ASA), none-waiters as 0.
  /// Limits    0 where nothing is offered, infinite where nobody is answered.
  [[nodiscard]] duration average_speed_of_answer(std::size_t i) const {
    if (at(i).offered == 0.0) return duration(0);
    const fate& of = fates_[i];
    return duration(of.answered > 0.0 ? of.wait_of_answered / of.answered : detail::infinity);
  }
  /// Mean wait of the contacts of interval i, answered or not, none-waiters as 0.
  /// Limits    0 where nothing is offered, infinite where a share above the tolerance waits for ever.
  [[nodiscard]] duration mean_wait(std::size_t i) const {
    if (at(i).offered == 0.0) return duration(0);
    return duration(fates_[i].for_ever > 0.0 ? detail::infinity : fates_[i].wait / at(i).offered);
  }
  /// Mean wait of those who hang up (ATA).
  /// Limits    0 where nobody does.
  [[nodiscard]] duration average_time_to_abandon(std::size_t i) const {
    const double gone = fates_[i].abandoned;
    const double waited = std::max(0.0, fates_[i].wait - fates_[i].wait_of_answered);
    return duration(gone > 0.0 ? waited / gone : 0.0);
  }

  /// Both sides of the service level's fraction for the contacts that arrive in interval i, each over
  /// offered.
  /// Errors    std::domain_error where a time is < 0.
  [[nodiscard]] service_level_shares shares_for_service_level(
      std::size_t i, duration answer_within,
      service_level_definition definition = service_level_definition::offered,
      duration short_abandon = duration(0)) const {
    const auto moment_of = [this, i](duration t) { return moment_at(i, t); };
    return detail::level_shares(moment_of, probability_of_answer(i), answer_within, definition,
                                short_abandon);
  }

 private:
  using stretch = day_course::stretch;

  /// What becomes of the contacts of an interval.
  struct fate {
    std::size_t places = 1;  // contacts that may be ahead of one that waits
    double answered = 0.0;
    double abandoned = 0.0;
    double wait = 0.0;  // of all together, s
    double wait_of_answered = 0.0;
    double for_ever = 0.0;  // contacts to whom neither an answer nor an end of patience comes
  };

  /// What has become of interval i's contacts t after their arrival, over offered.
  struct moment {
    const exact_day& day;
    std::size_t i;
    duration t;
    double served;
    double there;
    double blocked;
    [[nodiscard]] double served_within() const { return served; }
    [[nodiscard]] double lost_within() const {
      return std::max(0.0, 1.0 - blocked - served - there);
    }
    [[nodiscard]] double virtual_within() const { return day.fate_after(i, t, false)[0]; }
    [[nodiscard]] double beyond() const { return there; }
  };

  [[nodiscard]] const stretch& at(std::size_t i) const { return course_.at(i); }
  [[nodiscard]] double tolerance() const { return course_.options().tolerance; }
  [[nodiscard]] bool hands_over() const {
    return course_.options().leaving == leaving_agents::hand_over;
  }

  using two = detail::tagged_questions::two;

  /// Shares of the contacts offered in interval i that an agent has taken, and that still wait, t after
  /// their arrival; contacts that may not hang up tell of the virtual wait.
  [[nodiscard]] KRARUP_FUNCTION two fate_after(std::size_t i, duration t, bool may_hang_up) const;

  [[nodiscard]] moment moment_at(std::size_t i, duration t) const {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    const two by_then = fate_after(i, t, true);
    return {*this, i, t, by_then[0], by_then[1], course_.probability_of_blocking(i)};
  }

  KRARUP_FUNCTION void go_backward();

  /// What it changes for the contacts of a stretch that answers_at(x) and not `otherwise` holds for
  /// those who come x before its end, low <= x <= high.
  template <class Answers>
  [[nodiscard]] two change_before_end(const stretch& of, double low, double high,
                                      const detail::tagged_questions& otherwise,
                                      const Answers& answers_at, const two& scale) const {
    const double n = of.rates.agents;
    const double busy = of.passed.arriving.mean([n](double k) { return k >= n ? 1.0 : 0.0; });
    if (busy <= 1e-3 * tolerance() * of.offered) return {};
    std::map<double, detail::system_states> known{{0.0, of.begin}};
    const auto change = [&](double x) {
      const double t = of.length - x;
      const auto last = std::prev(known.upper_bound(t));
      detail::system_rates rates = of.rates;
      rates.arrivals += rates.arrivals_slope * last->first;
      detail::system_states now = last->second;
      if (t > last->first) {
        detail::system_time passed;
        const double allowed = 0.1 * tolerance();
        static_cast<void>(detail::move_on(now, passed, rates, t - last->first, allowed));
        known.emplace(t, now);
      }
      two result = detail::over_waiting(now, of.rates, answers_at(x));
      const two less = detail::over_waiting(now, of.rates, otherwise);
      const double arrivals = of.rates.arrivals + of.rates.arrivals_slope * t;
      for (std::size_t q = 0; q < result.size(); ++q) result[q] = arrivals * (result[q] - less[q]);
      return result;
    };
    return detail::integral_of<2>(change, low, high, scale, 0.1 * tolerance());
  }

  day_course course_;
  std::vector<fate> fates_;
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION exact_day::exact_day(const time_varying_queue& day,
                                     std::span<const agents> on_phone, const exact_options& options)
    : course_(day, on_phone, options), fates_(course_.intervals()) {
  for (std::size_t i = 0; i < intervals(); ++i) {
    const detail::system_states present =
        detail::without_ends(at(i).passed.present, 1e-3 * tolerance() * at(i).length);
    const double most = static_cast<double>(present.high()) - at(i).rates.agents;
    fates_[i].places = static_cast<std::size_t>(std::max(0.0, most)) + 1;
  }
  go_backward();
}

KRARUP_FUNCTION void exact_day::go_backward() {
  using answers = detail::tagged_questions;
  // Of a contact that waits: whether it is answered, and its wait if it is.
  answers of_answered{.if_answered = {1.0, 0.0},
                      .may_hang_up = {1.0, 1.0},
                      .per_second = {0.0, 0.0},
                      .first_per_second = {0.0, 1.0},
                      .answer = {}};
  // Its wait, and whether it hangs up.
  answers of_all{.if_answered = {0.0, 0.0},
                 .may_hang_up = {1.0, 1.0},
                 .per_second = {1.0, 0.0},
                 .first_per_second = {0.0, 0.0},
                 .answer = {}};
  const detail::tagged_rates after(at(intervals() - 1).rates);
  const bool dead_end = after.handling == 0.0 && after.hanging_up == 0.0;
  for (std::size_t i = intervals(); i-- > 0;) {
    const stretch& of = at(i);
    fate& becomes = fates_[i];
    const detail::tagged_rates rates(of.rates);
    const auto settled_of = [&](answers settled) {
      settled.answer.assign(becomes.places, {});
      detail::settle(settled, rates);
      return settled;
    };
    of_all.per_second[1] = rates.hanging_up;
    const answers settled = settled_of(of_answered);
    const answers all_settled = settled_of(of_all);
    // Whether those who wait are too few, or their answers too near, to tell one from the other.
    const double handle_time = 1.0 / of.rates.handling;
    const auto has_settled = [&](const answers& now, const answers& then, two scale) {
      const two gap = detail::gaps(of.passed.present, of.rates, now, then);
      const double most = 0.01 * tolerance() * of.length;
      return gap[0] <= most * scale[0] && gap[1] <= most * scale[1];
    };
    if (i + 1 == intervals()) {
      of_answered = settled;
      of_all = all_settled;
    } else {
      for (answers* each : {&of_answered, &of_all}) {
        detail::go_back_over_change(*each, of.rates.agents, at(i + 1).rates.agents, hands_over(),
                                    becomes.places);
      }
    }
    const two at_end = detail::over_queue(of.end, of.rates, of_all);
    two sum = detail::over_waiting(of.passed.arriving, of.rates, settled);
    if (!has_settled(of_answered, settled, {1.0, handle_time})) {
      // What the end of the interval changes, for those who arrive within a time before it.
      std::map<double, answers> before_end{{0.0, of_answered}};
      const auto answers_at = [&](double x) -> const answers& {
        const auto later = std::prev(before_end.upper_bound(x));
        if (later->first == x) return later->second;
        answers at = later->second;
        detail::go_back(at, rates, x - later->first);
        return before_end.emplace(x, std::move(at)).first->second;
      };
      const double fastest = rates.handling + rates.hanging_up;
      const double step = fastest > 0.0 ? std::min(20.0 / fastest, of.length) : of.length;
      double reach = 0.0;  // of the change, back from the end
      while (reach < of.length && !has_settled(answers_at(reach), settled, {1.0, handle_time})) {
        reach = std::min(reach + step, of.length);
      }
      const two change = change_before_end(of, 0.0, reach, settled, answers_at,
                                           {of.offered, of.offered * handle_time});
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += change[q];
      of_answered = reach < of.length ? settled : answers_at(reach);
    }
    const double stride = rates.handling + rates.hanging_up > 0.0
                              ? 60.0 / (rates.handling + rates.hanging_up)
                              : of.length;
    for (double left = of.length; left > 0.0; left -= stride) {
      if (has_settled(of_all, all_settled, {handle_time, 1.0})) {
        of_all = all_settled;
        break;
      }
      detail::go_back(of_all, rates, std::min(stride, left));
    }
    // Those who wait at its end have their time before them, those of the beginning theirs behind.
    const two at_begin = detail::over_queue(of.begin, of.rates, of_all);
    const double n = of.rates.agents;
    const double waiting = of.passed.present.mean([n](double k) { return std::max(k - n, 0.0); });
    const double reached = of.offered * (1.0 - course_.probability_of_blocking(i));
    becomes.abandoned =
        std::clamp(of.rates.hanging_up * waiting + at_end[1] - at_begin[1], 0.0, reached);
    const double free = std::min(n, of.rates.lines);
    const double followed =  // to an agent, one by one
        sum[0] + of.passed.arriving.mean([free](double k) { return k < free ? 1.0 : 0.0; });
    becomes.answered = followed > 0.0 ? reached - becomes.abandoned : 0.0;
    if (dead_end) {
      const double left = reached - becomes.abandoned - followed;
      becomes.for_ever = left > tolerance() * of.offered ? left : 0.0;
      becomes.answered -= becomes.for_ever;
    }
    becomes.wait_of_answered = sum[1];
    becomes.wait = std::max(0.0, waiting + at_end[0] - at_begin[0]);
  }
}

KRARUP_FUNCTION exact_day::two exact_day::fate_after(std::size_t i, duration t,
                                                     bool may_hang_up) const {
  const stretch& of = at(i);
  const double within = t.count();
  if (of.offered == 0.0) return {1.0, 0.0};
  if (std::isinf(within) && may_hang_up) {
    return {probability_of_answer(i), fates_[i].for_ever / of.offered};
  }
  bool changes = false;
  double fastest = detail::tagged_rates(of.rates).up(fates_[i].places);
  double come = 0.0;  // agents, while it waits
  double seen = 0.0;
  for (std::size_t l = i + 1; l < intervals() && seen < within; ++l) {
    const stretch& later = at(l);
    changes = changes || later.rates.agents != of.rates.agents ||
              later.rates.handling != of.rates.handling ||
              later.rates.hanging_up != of.rates.hanging_up;
    fastest = std::max(fastest, detail::tagged_rates(later.rates).up(fates_[l].places));
    come += std::max(0.0, later.rates.agents - at(l - 1).rates.agents);
    seen += later.length;
  }
  // Nobody moves up further within the time; who waits behind waits as long.
  const double moves = fastest * within;
  const double furthest = moves + 9.0 * std::sqrt(moves) + 24.0 + come;
  const auto places_of = [&](std::size_t l) {
    const std::size_t places = fates_[l].places;
    return furthest < static_cast<double>(places) ? static_cast<std::size_t>(furthest) : places;
  };
  using answers = detail::tagged_questions;
  const double own = may_hang_up ? 1.0 : 0.0;
  const auto then = [&](std::size_t places) {
    return answers{.if_answered = {1.0, 0.0},
                   .may_hang_up = {own, own},
                   .per_second = {},
                   .first_per_second = {},
                   .answer = std::vector<two>(places, {0.0, 1.0})};
  };
  const auto last_for_ever = [own](answers& at, const detail::tagged_rates& rates) {
    detail::settle(at, rates);
    if (rates.handling == 0.0 && own * rates.hanging_up == 0.0) {
      for (two& each : at.answer) each[1] = 1.0;
    }
  };
  answers alone = then(places_of(i));
  const detail::tagged_rates rates(of.rates);
  if (std::isinf(within)) {
    last_for_ever(alone, rates);
  } else {
    detail::go_back(alone, rates, within);
  }
  two sum = detail::over_waiting(of.passed.arriving, of.rates, alone);
  double before = 0.0;  // from the end of the interval to the beginning of `last`
  for (std::size_t last = i + 1; changes && last < intervals() && before < within; ++last) {
    const bool closes = last + 1 == intervals();
    const double after = closes ? detail::infinity : before + at(last).length;
    const double low = std::max(0.0, within - after);
    const double high = std::min(of.length, within - before);
    if (low < high) {
      // Of who arrives x before the end, whose time is over in the interval `last` or after the day.
      std::map<double, answers> in_last{{0.0, then(places_of(last))}};
      const detail::tagged_rates at_last(at(last).rates);
      const auto answers_at = [&](double x) {
        const double left = std::max(0.0, within - x - before);
        const auto later = std::prev(in_last.upper_bound(left));
        answers now = later->second;
        if (std::isinf(left)) {
          last_for_ever(now, at_last);
        } else if (left > later->first) {
          detail::go_back(now, at_last, left - later->first);
          in_last.emplace(left, now);
        }
        for (std::size_t l = last; l-- > i;) {
          const stretch& earlier = at(l);
          detail::go_back_over_change(now, earlier.rates.agents, at(l + 1).rates.agents,
                                      hands_over(), places_of(l));
          detail::go_back(now, detail::tagged_rates(earlier.rates), l == i ? x : earlier.length);
        }
        return now;
      };
      const two change =
          change_before_end(of, low, high, alone, answers_at, {of.offered, of.offered});
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += change[q];
    }
    before = after;
  }
  const double free = std::min(of.rates.agents, of.rates.lines);
  const double at_once = of.passed.arriving.mean([free](double k) { return k < free ? 1.0 : 0.0; });
  const auto share = [&of](double part) { return std::clamp(part / of.offered, 0.0, 1.0); };
  return {share(at_once + sum[0]), share(sum[1])};
}

#endif

/// Every measure of every interval, and of the day.
/// Errors    as the day's own measures.
[[nodiscard]] inline time_varying_performance evaluate(
    const exact_day& day, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  std::vector<time_varying_row> rows;
  std::vector<duration> lengths;
  const day_course& course = day.course();
  for (std::size_t i = 0; i < day.intervals(); ++i) {
    const service_level_shares shares =
        day.shares_for_service_level(i, answer_within, definition, short_abandon);
    rows.push_back({.offered = course.offered(i),
                    .answered = contacts(course.offered(i).count() * day.probability_of_answer(i)),
                    .performance = {.agents = course.agents_of(i),
                                    .offered_load = course.offered_load(i),
                                    .occupancy = course.occupancy(i),
                                    .probability_of_wait = course.probability_of_wait(i),
                                    .service_level = shares.level(),
                                    .average_speed_of_answer = day.average_speed_of_answer(i),
                                    .mean_queue_length = course.mean_queue_length(i),
                                    .probability_of_abandonment = day.probability_of_abandonment(i),
                                    .probability_of_blocking = course.probability_of_blocking(i)},
                    .shares_for_service_level = shares,
                    .carried_over = course.carried_over(i),
                    .probability_of_carrying_over = course.probability_of_carrying_over(i),
                    .overrun = course.overrun(i)});
    lengths.push_back(course.length(i));
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = course.probability_of_clearing();
  result.overtime = course.overtime();
  result.error = course.error();
  return result;
}

}  // namespace krarup
