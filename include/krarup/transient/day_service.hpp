// What becomes of the contacts of each interval of a day, whenever it is: whether they are answered,
// within a time or ever.
//
// Exact for Poisson arrivals, exponential handle times and exponential patience. A contact's chances
// are those of the rates that it meets while it waits, later intervals' among them. Where lines are
// limited, a contact that a leaving agent finishes is taken to hold none any more.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/before_end.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/detail/tagged_contact.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day under stated agents, computed once and asked often: who is answered. The measures of an
/// interval are those of the contacts that arrive in it; contacts that are in the system when the day
/// begins are in none.
class day_service {
 public:
  /// Errors    as check(day, on_phone); std::domain_error where the tolerance is not in (0, 0.1].
  KRARUP_FUNCTION day_service(const time_varying_queue& day, std::span<const agents> on_phone,
                              const exact_options& options = {});

  /// The states it goes through.
  [[nodiscard]] const day_course& course() const { return course_; }
  [[nodiscard]] std::size_t intervals() const { return course_.intervals(); }

  /// Share of the contacts offered in interval i that are answered, in this interval or later.
  /// Limits    1 where nothing is offered, 0 where it is no more than 1e-10, which rounding may be.
  [[nodiscard]] double probability_of_answer(std::size_t i) const {
    const double all = course_.at(i).offered;
    return all > 0.0 ? std::clamp(fates_[i].answered / all, 0.0, 1.0) : 1.0;
  }
  /// Share that hangs up, in this interval or later.
  /// Limits    0 where nothing is offered.
  [[nodiscard]] double probability_of_abandonment(std::size_t i) const {
    const double all = course_.at(i).offered;
    return all > 0.0 ? std::min(1.0, fates_[i].abandoned / all) : 0.0;
  }
  /// Mean wait of the contacts of interval i, answered or not, none-waiters as 0.
  /// Limits    0 where nothing is offered, infinite where a share above the tolerance waits for ever.
  [[nodiscard]] duration mean_wait(std::size_t i) const {
    const double all = course_.at(i).offered;
    if (all == 0.0) return duration(0);
    return duration(fates_[i].for_ever > 0.0 ? detail::infinity : fates_[i].wait / all);
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
  friend class exact_day;
  using stretch = day_course::stretch;
  using answers = detail::tagged_questions;
  using two = answers::two;

  /// What becomes of the contacts of an interval.
  struct fate {
    std::size_t places = 1;  // contacts that may be ahead of one that waits
    double answered = 0.0;
    double abandoned = 0.0;
    double wait = 0.0;      // of all together, s
    double for_ever = 0.0;  // contacts to whom neither an answer nor an end of patience comes
  };

  /// What has become of interval i's contacts t after their arrival, over offered.
  struct moment {
    const day_service& day;
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
  /// Room for the answers to everybody who may wait in interval i.
  [[nodiscard]] answers settled_in(std::size_t i, answers questions) const {
    questions.answer.assign(fates_[i].places, {});
    detail::settle(questions, detail::tagged_rates(at(i).rates));
    return questions;
  }
  /// Makes the answers at the beginning of interval i + 1, or at the end of the day, those just before
  /// interval i ends.
  void go_back_to_end(std::size_t i, answers& questions) const {
    if (i + 1 == intervals()) return;
    detail::go_back_over_change(questions, at(i).rates.agents, at(i + 1).rates.agents, hands_over(),
                                fates_[i].places);
  }
  /// How long before the end of interval i the answers are no longer moved by it, as far as those who
  /// wait in it are to tell.
  [[nodiscard]] double reach(std::size_t i, const answers& now, const answers& settled,
                             const two& scale) const {
    const double most = 0.01 * tolerance() * at(i).length;
    return detail::reach_of(at(i).passed.present, at(i).rates, now, settled,
                            {most * scale[0], most * scale[1]}, at(i).length);
  }

  /// Shares of the contacts offered in interval i that an agent has taken, and that still wait, t after
  /// their arrival; contacts that may not hang up tell of the virtual wait.
  [[nodiscard]] KRARUP_FUNCTION two fate_after(std::size_t i, duration t, bool may_hang_up) const;

  [[nodiscard]] moment moment_at(std::size_t i, duration t) const {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    const two by_then = fate_after(i, t, true);
    return {*this, i, t, by_then[0], by_then[1], course_.probability_of_blocking(i)};
  }

  KRARUP_FUNCTION void go_backward();

  day_course course_;
  std::vector<fate> fates_;
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION day_service::day_service(const time_varying_queue& day,
                                         std::span<const agents> on_phone,
                                         const exact_options& options)
    : course_(day, on_phone, options), fates_(course_.intervals()) {
  for (std::size_t i = 0; i < intervals(); ++i) {
    const detail::system_states present =
        detail::without_ends(at(i).passed.present, 1e-3 * tolerance() * at(i).length);
    const double most = static_cast<double>(present.high()) - at(i).rates.agents;
    fates_[i].places = static_cast<std::size_t>(std::max(0.0, most)) + 1;
  }
  go_backward();
}

KRARUP_FUNCTION void day_service::go_backward() {
  // Of a contact that waits: its wait, and whether it hangs up.
  answers of_all{.if_answered = {0.0, 0.0},
                 .may_hang_up = {1.0, 1.0},
                 .per_second = {1.0, 0.0},
                 .first_per_second = {0.0, 0.0},
                 .answer = {}};
  // Whether it waits for ever.
  const detail::tagged_rates after(at(intervals() - 1).rates);
  const bool dead_end = after.handling == 0.0 && after.hanging_up == 0.0;
  answers of_ever{.if_answered = {0.0, 0.0},
                  .may_hang_up = {1.0, 1.0},
                  .per_second = {0.0, 0.0},
                  .first_per_second = {0.0, 0.0},
                  .answer = {}};
  bool somebody_answers = false;
  for (std::size_t i = intervals(); i-- > 0;) {
    detail::tell_interval(course_.options());
    const stretch& of = at(i);
    fate& becomes = fates_[i];
    const detail::tagged_rates rates(of.rates);
    const two scale{1.0 / of.rates.handling, 1.0};
    // The answers at the end of the interval; over the interval they become those at its beginning.
    const auto at_end_of = [&](answers& questions, const answers& settled, bool known) {
      if (i + 1 == intervals() && !known) questions = settled;
      go_back_to_end(i, questions);
      return detail::over_queue(of.end, of.rates, questions);
    };
    const auto at_begin_of = [&](answers& questions, const answers& settled) {
      if (reach(i, questions, settled, scale) < of.length) {
        questions = settled;
      } else {
        detail::go_back(questions, rates, of.length);
      }
      return detail::over_queue(of.begin, of.rates, questions);
    };
    of_all.per_second[1] = rates.hanging_up;
    const answers settled = settled_in(i, of_all);
    const two at_end = at_end_of(of_all, settled, false);
    const two at_begin = at_begin_of(of_all, settled);
    // Those who wait at its end have their time before them, those of the beginning theirs behind.
    const double n = of.rates.agents;
    const double waiting = of.passed.present.mean([n](double k) { return std::max(k - n, 0.0); });
    const double reached = of.offered * (1.0 - course_.probability_of_blocking(i));
    becomes.abandoned =
        std::clamp(of.rates.hanging_up * waiting + at_end[1] - at_begin[1], 0.0, reached);
    becomes.wait = std::max(0.0, waiting + at_end[0] - at_begin[0]);
    somebody_answers = somebody_answers || n > 0.0;
    // As much as rounding makes of those who find no line, or have hung up, before an agent comes.
    const auto count_answered = [&](double answered) {
      becomes.answered = answered > 1e-10 * of.offered ? answered : 0.0;
    };
    count_answered(somebody_answers ? reached - becomes.abandoned : 0.0);
    if (!dead_end) continue;
    if (i + 1 == intervals()) of_ever.answer.assign(becomes.places, {1.0, 0.0});
    const two left_at_end = at_end_of(of_ever, of_ever, true);
    const two left_at_begin = at_begin_of(of_ever, settled_in(i, of_ever));
    const double left =
        somebody_answers ? left_at_end[0] - left_at_begin[0] : reached - becomes.abandoned;
    becomes.for_ever = left > tolerance() * of.offered ? left : 0.0;
    if (somebody_answers) count_answered(becomes.answered - becomes.for_ever);
  }
}

KRARUP_FUNCTION day_service::two day_service::fate_after(std::size_t i, duration t,
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
  const answers alone =
      detail::taken_and_there(within, detail::tagged_rates(of.rates), may_hang_up, places_of(i));
  two sum = detail::over_waiting(of.passed.arriving, of.rates, alone);
  double before = 0.0;  // from the end of the interval to the beginning of `last`
  for (std::size_t last = i + 1; changes && last < intervals() && before < within; ++last) {
    const bool closes = last + 1 == intervals();
    const double after = closes ? detail::infinity : before + at(last).length;
    const double low = std::max(0.0, within - after);
    const double high = std::min(of.length, within - before);
    if (low < high) {
      // Of who arrives x before the end, whose time is over in the interval `last` or after the day.
      const detail::tagged_rates at_last(at(last).rates);
      const auto answers_at = [&](double x) {
        const double left = std::max(0.0, within - x - before);
        answers now = detail::taken_and_there(left, at_last, may_hang_up, places_of(last));
        for (std::size_t l = last; l-- > i;) {
          const stretch& earlier = at(l);
          detail::go_back_over_change(now, earlier.rates.agents, at(l + 1).rates.agents,
                                      hands_over(), places_of(l));
          detail::go_back(now, detail::tagged_rates(earlier.rates), l == i ? x : earlier.length);
        }
        return now;
      };
      const two change = detail::change_before_end(of, low, high, alone, answers_at,
                                                   {of.offered, of.offered}, tolerance());
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

}  // namespace krarup
