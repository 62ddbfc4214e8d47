// A day of a queue exactly: the chances of every number of contacts in the system are carried from
// one moment to the next, over the ends of intervals too.
//
// Exact for Poisson arrivals, exponential handle times and exponential patience. A contact's chances
// are those of the rates that it meets while it waits, later intervals' among them.
//
// Sources
//   [1] A. Ingolfsson, E. Akhmetshina, S. Budge, Y. Li, X. Wu, A survey and experimental comparison
//       of service-level-approximation methods for nonstationary M(t)/M/s(t) queueing systems with
//       exhaustive discipline, INFORMS Journal on Computing 19(2), 2007.
#pragma once

#include <algorithm>
#include <array>
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
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// How a day is computed.
struct exact_options {
  leaving_agents leaving = leaving_agents::finish_contact;
  /// Bound of the error, summed over the states, that a day is to keep; > 0.
  double tolerance = 1e-8;
};

/// A day's course under stated agents, computed once and asked often.
class exact_day {
 public:
  /// Errors    as check(day, on_phone); std::domain_error where the tolerance is not > 0.
  KRARUP_FUNCTION exact_day(const time_varying_queue& day, std::span<const agents> on_phone,
                            const exact_options& options = {});

  [[nodiscard]] std::size_t intervals() const { return stretches_.size(); }

  [[nodiscard]] agents agents_of(std::size_t i) const { return fractional_agents(at(i).agents); }
  [[nodiscard]] duration length(std::size_t i) const { return duration(at(i).length); }

  /// Contacts that arrive in interval i, on average.
  [[nodiscard]] contacts offered(std::size_t i) const { return contacts(at(i).offered); }

  /// Work that arrives in interval i per unit of time.
  [[nodiscard]] erlangs offered_load(std::size_t i) const {
    return erlangs(at(i).offered / at(i).length / at(i).rates.handling);
  }

  /// Share of the contacts offered in interval i that find every agent busy.
  [[nodiscard]] double probability_of_wait(std::size_t i) const {
    return share(i, at(i).busy, 0.0);
  }
  /// That find no line.
  [[nodiscard]] double probability_of_blocking(std::size_t i) const {
    return share(i, at(i).blocked, 0.0);
  }
  /// That are answered, in this interval or later.
  [[nodiscard]] double probability_of_answer(std::size_t i) const {
    return share(i, at(i).answered, 1.0);
  }
  /// That hang up, in this interval or later.
  [[nodiscard]] double probability_of_abandonment(std::size_t i) const {
    return at(i).offered > 0.0
               ? std::max(0.0, 1.0 - probability_of_answer(i) - probability_of_blocking(i) -
                                   at(i).for_ever / at(i).offered)
               : 0.0;
  }

  /// Mean wait of the contacts of interval i that are answered (ASA), none-waiters as 0.
  /// Limits    0 where nothing is offered, infinite where nobody is answered.
  [[nodiscard]] duration average_speed_of_answer(std::size_t i) const {
    const stretch& of = at(i);
    if (of.offered == 0.0) return duration(0);
    return duration(of.answered > 0.0 ? of.wait_of_answered / of.answered : detail::infinity);
  }
  /// Mean wait of those whom `whom` names; `virtual_contact` is not among them.
  [[nodiscard]] duration mean_wait(std::size_t i, wait_of whom = wait_of::offered) const {
    const stretch& of = at(i);
    if (whom == wait_of::answered) return average_speed_of_answer(i);
    if (of.offered == 0.0) return duration(0);
    const double all = of.for_ever > 0.0 ? detail::infinity : of.wait;
    if (whom == wait_of::offered) return duration(all / of.offered);
    const double gone = probability_of_abandonment(i) * of.offered;
    return duration(gone > 0.0 ? std::max(0.0, of.wait - of.wait_of_answered) / gone : 0.0);
  }

  /// Contacts that wait, averaged over the time of interval i.
  [[nodiscard]] double mean_queue_length(std::size_t i) const {
    const stretch& of = at(i);
    const double n = of.agents;
    return of.passed.present.mean([n](double k) { return std::max(k - n, 0.0); }) / of.length;
  }
  /// Share of the agents' ready time in interval i spent handling contacts.
  /// Limits    without agents 0 where nothing is offered, else 1.
  [[nodiscard]] double occupancy(std::size_t i) const {
    const stretch& of = at(i);
    const double n = of.agents;
    if (n == 0.0) return of.offered > 0.0 ? 1.0 : 0.0;
    return of.passed.present.mean([n](double k) { return std::min(k, n); }) / of.length / n;
  }

  /// P(so many contacts in the system) at the end of interval i, by the index: those that wait and
  /// those that an agent of the interval has.
  [[nodiscard]] std::vector<double> number_in_system(std::size_t i) const {
    const detail::system_states& end = at(i).end;
    std::vector<double> p(end.low, 0.0);
    p.insert(p.end(), end.p.begin(), end.p.end());
    return p;
  }
  /// Contacts that wait at the end of interval i, on average.
  [[nodiscard]] double carried_over(std::size_t i) const {
    const double n = at(i).agents;
    return at(i).end.mean([n](double k) { return std::max(k - n, 0.0); });
  }
  /// P(somebody waits at the end of interval i).
  [[nodiscard]] double probability_of_carrying_over(std::size_t i) const {
    const double n = at(i).agents;
    return at(i).end.mean([n](double k) { return k > n ? 1.0 : 0.0; });
  }
  /// Agents' time after the end of interval i, of those who leave with a contact in hand, on average.
  [[nodiscard]] duration overrun(std::size_t i) const { return duration(at(i).overrun); }

  /// P(nobody waits or is being handled at the end of the day).
  [[nodiscard]] double probability_of_clearing() const {
    const detail::system_states& end = stretches_.back().end;
    return end.low == 0 ? end.p.front() : 0.0;
  }
  /// Time from the end of the day until the last contact is gone, on average, under the agents of the
  /// last interval. Infinite where some never go.
  [[nodiscard]] KRARUP_FUNCTION duration overtime() const;

  /// The probabilities of all states are wrong by no more than this, summed, at any moment; rounding,
  /// which is left out, is below 1e-10 of it in the tests.
  [[nodiscard]] double error() const { return error_; }

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

  struct stretch {
    detail::system_rates rates;
    double length;
    double agents;
    detail::system_states begin;
    detail::system_states end;
    detail::system_time passed;
    std::size_t places;  // contacts that may be ahead of one that waits
    double offered = 0.0;
    double busy = 0.0;
    double at_once = 0.0;
    double blocked = 0.0;
    double answered = 0.0;
    double wait = 0.0;
    double wait_of_answered = 0.0;
    double for_ever = 0.0;  // contacts to whom neither an answer nor an end of patience comes
    double overrun = 0.0;
  };

  [[nodiscard]] const stretch& at(std::size_t i) const { return stretches_.at(i); }
  [[nodiscard]] double negligible_share() const { return 1e-3 * options_.tolerance; }
  [[nodiscard]] double share(std::size_t i, double part, double of_none) const {
    const double all = at(i).offered;
    return all > 0.0 ? std::clamp(part / all, 0.0, 1.0) : of_none;
  }

  using two = detail::tagged_questions::two;

  /// Shares of the contacts offered in interval i that an agent has taken, and that still wait, t after
  /// their arrival; contacts that may not hang up tell of the virtual wait.
  [[nodiscard]] KRARUP_FUNCTION two fate_after(std::size_t i, duration t, bool may_hang_up) const;

  [[nodiscard]] moment moment_at(std::size_t i, duration t) const {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    const two fate = fate_after(i, t, true);
    return {*this, i, t, fate[0], fate[1], probability_of_blocking(i)};
  }

  KRARUP_FUNCTION void go_forward(const time_varying_queue& day, std::span<const agents> on_phone);
  KRARUP_FUNCTION void go_backward();

  /// Sums of answers over those who wait and have a line.
  [[nodiscard]] static two over_waiting(const detail::system_states& states, const stretch& of,
                                        const std::vector<two>& answer) {
    two sum{};
    const auto first = static_cast<std::size_t>(of.agents);
    for (std::size_t s = first > states.low ? first - states.low : 0; s < states.p.size(); ++s) {
      const std::size_t k = states.low + s;
      if (static_cast<double>(k) >= of.rates.lines) break;
      const two& at = answer[std::min(k - first, answer.size() - 1)];
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += states.p[s] * at[q];
    }
    return sum;
  }

  /// Sums of answers over everybody in the queue, not over one more who comes.
  [[nodiscard]] static two over_queue(const detail::system_states& states, const stretch& of,
                                      const std::vector<two>& answer) {
    two sum{};
    two of_queue{};
    const auto first = static_cast<std::size_t>(of.agents);
    for (std::size_t k = first + 1; k <= states.high(); ++k) {
      const two& last = answer[std::min(k - first - 1, answer.size() - 1)];
      for (std::size_t q = 0; q < sum.size(); ++q) {
        of_queue[q] += last[q];
        if (k >= states.low) sum[q] += states.p[k - states.low] * of_queue[q];
      }
    }
    return sum;
  }

  [[nodiscard]] bool has_settled(const detail::tagged_questions& now,
                                 const detail::tagged_questions& settled) const {
    two most{1.0, 1.0};
    for (const two& at : settled.answer) {
      for (std::size_t q = 0; q < most.size(); ++q) most[q] = std::max(most[q], at[q]);
    }
    for (std::size_t j = 0; j < settled.answer.size(); ++j) {
      for (std::size_t q = 0; q < most.size(); ++q) {
        const double gap = std::abs(now.answer[j][q] - settled.answer[j][q]);
        if (!(gap <= 0.01 * options_.tolerance * most[q])) return false;
      }
    }
    return true;
  }

  /// What it changes for the contacts of a stretch that answers_at(x) and not `otherwise` holds for
  /// those who come x before its end, low <= x <= high.
  template <class Answers>
  [[nodiscard]] two change_before_end(const stretch& of, double low, double high,
                                      const detail::tagged_questions& otherwise,
                                      const Answers& answers_at, two scale) const {
    if (of.busy <= negligible_share() * of.offered) return {};
    std::map<double, detail::system_states> known{{0.0, of.begin}};
    const auto change = [&](double x) {
      const double t = of.length - x;
      const auto last = std::prev(known.upper_bound(t));
      detail::system_rates rates = of.rates;
      rates.arrivals += rates.arrivals_slope * last->first;
      detail::system_states now = last->second;
      if (t > last->first) {
        detail::system_time passed;
        const double allowed = 0.01 * options_.tolerance;
        static_cast<void>(detail::move_on(now, passed, rates, t - last->first, allowed));
        known.emplace(t, now);
      }
      two result = over_waiting(now, of, answers_at(x).answer);
      const two less = over_waiting(now, of, otherwise.answer);
      const double arrivals = of.rates.arrivals + of.rates.arrivals_slope * t;
      for (std::size_t q = 0; q < result.size(); ++q) result[q] = arrivals * (result[q] - less[q]);
      return result;
    };
    for (double& each : scale) each *= 0.1 * options_.tolerance;
    return detail::integral_of<2>(change, low, high, scale);
  }

  exact_options options_;
  std::vector<stretch> stretches_;
  double error_ = 0.0;
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION exact_day::exact_day(const time_varying_queue& day,
                                     std::span<const agents> on_phone, const exact_options& options)
    : options_(options) {
  check(day, on_phone);
  detail::require(detail::is_finite_positive(options.tolerance), "tolerance", "finite and > 0",
                  options.tolerance);
  go_forward(day, on_phone);
  go_backward();
}

KRARUP_FUNCTION void exact_day::go_forward(const time_varying_queue& day,
                                           std::span<const agents> on_phone) {
  double length = 0.0;
  for (const auto& interval : day.intervals) length += interval.length.count();
  const bool hands_over = options_.leaving == leaving_agents::hand_over;
  detail::system_states now{0, day.start};
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const double n = on_phone[i].count();
    if (i > 0) {
      stretch& last = stretches_.back();
      const double before = last.agents;
      if (n < before && !hands_over) {
        const double leaving =
            now.mean([&](double k) { return std::max(std::min(k, before) - n, 0.0); });
        last.overrun = leaving * interval.average_handle_time.count();
        detail::system_states left;
        for (std::size_t s = 0; s < now.p.size(); ++s) {
          const auto k = static_cast<double>(now.low + s);
          const double stay = std::min(k, n) + std::max(k - before, 0.0);
          left.add({static_cast<std::size_t>(stay), {now.p[s]}});
        }
        now = std::move(left);
      }
    }
    const double arrivals = interval.arrival_rate.per_second();
    const double at_end = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    stretch next{.rates = {.arrivals = arrivals,
                           .arrivals_slope = (at_end - arrivals) / interval.length.count(),
                           .handling = 1.0 / interval.average_handle_time.count(),
                           .agents = n,
                           .hanging_up = 1.0 / interval.average_patience.count(),
                           .lines = day.lines ? day.lines->count() : detail::infinity},
                 .length = interval.length.count(),
                 .agents = n,
                 .begin = now,
                 .end = {},
                 .passed = {},
                 .places = 1};
    error_ += detail::move_on(now, next.passed, next.rates, next.length,
                              options_.tolerance * next.length / length);
    next.end = now;
    const auto high = static_cast<double>(
        detail::without_ends(next.passed.present, negligible_share() * next.length).high());
    next.places = static_cast<std::size_t>(std::max(0.0, high - n)) + 1;
    next.offered = krarup::offered(interval).count();
    const double lines = next.rates.lines;
    next.busy = next.passed.arriving.mean([n](double k) { return k >= n ? 1.0 : 0.0; });
    next.blocked = next.passed.arriving.mean([lines](double k) { return k >= lines ? 1.0 : 0.0; });
    next.at_once =
        next.passed.arriving.mean([n, lines](double k) { return k < n && k < lines ? 1.0 : 0.0; });
    stretches_.push_back(std::move(next));
  }
}

KRARUP_FUNCTION void exact_day::go_backward() {
  using answers = detail::tagged_questions;
  // Of a contact that waits: whether it is answered, and its wait if it is.
  answers of_answered{.if_answered = {1.0, 0.0},
                      .may_hang_up = {1.0, 1.0},
                      .per_second = {0.0, 0.0},
                      .first_per_second = {0.0, 1.0},
                      .answer = {}};
  // Its wait, and whether it waits for ever.
  answers of_all{.if_answered = {0.0, 0.0},
                 .may_hang_up = {1.0, 1.0},
                 .per_second = {1.0, 0.0},
                 .first_per_second = {0.0, 0.0},
                 .answer = {}};
  for (std::size_t i = stretches_.size(); i-- > 0;) {
    stretch& of = stretches_[i];
    const detail::tagged_rates rates(of.rates);
    const auto settled_of = [&](answers settled) {
      settled.answer.assign(of.places, {});
      detail::settle(settled, rates);
      return settled;
    };
    const answers settled = settled_of(of_answered);
    const answers all_settled = settled_of(of_all);
    if (i + 1 == stretches_.size()) {
      of_answered = settled;
      of_all = all_settled;
      const bool dead_end = rates.handling == 0.0 && rates.hanging_up == 0.0;
      for (two& at : of_all.answer) at[1] = dead_end ? 1.0 : 0.0;
    } else {
      const double next = stretches_[i + 1].agents;
      const bool hands_over = options_.leaving == leaving_agents::hand_over;
      detail::go_back_over_change(of_answered, of.agents, next, hands_over, of.places);
      detail::go_back_over_change(of_all, of.agents, next, hands_over, of.places);
    }
    const two at_end = over_queue(of.end, of, of_all.answer);
    two sum = over_waiting(of.passed.arriving, of, settled.answer);
    if (!has_settled(of_answered, settled)) {
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
      while (reach < of.length && !has_settled(answers_at(reach), settled)) {
        reach = std::min(reach + step, of.length);
      }
      const two change = change_before_end(of, 0.0, reach, settled, answers_at,
                                           {of.offered, of.offered / of.rates.handling});
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += change[q];
      of_answered = reach < of.length ? settled : answers_at(reach);
    }
    const double stride = rates.handling + rates.hanging_up > 0.0
                              ? 60.0 / (rates.handling + rates.hanging_up)
                              : of.length;
    for (double left = of.length; left > 0.0; left -= stride) {
      if (has_settled(of_all, all_settled)) {
        of_all = all_settled;
        break;
      }
      detail::go_back(of_all, rates, std::min(stride, left));
    }
    of.wait_of_answered = sum[1];
    of.answered = of.at_once + sum[0];
    // Those who wait at its end have their time before them, those of the beginning theirs behind.
    const two at_begin = over_queue(of.begin, of, of_all.answer);
    const double n = of.agents;
    const double meanwhile = of.passed.present.mean([n](double k) { return std::max(k - n, 0.0); });
    of.wait = std::max(0.0, meanwhile + at_end[0] - at_begin[0]);
    of.for_ever = std::max(0.0, at_end[1] - at_begin[1]);
  }
}

KRARUP_FUNCTION exact_day::two exact_day::fate_after(std::size_t i, duration t,
                                                     bool may_hang_up) const {
  const stretch& of = at(i);
  const double within = t.count();
  if (of.offered == 0.0) return {1.0, 0.0};
  bool changes = false;
  double fastest = detail::tagged_rates(of.rates).up(of.places);
  double come = 0.0;  // agents, while it waits
  double seen = 0.0;
  for (std::size_t l = i + 1; l < stretches_.size() && seen < within; ++l) {
    const stretch& later = stretches_[l];
    changes = changes || later.agents != of.agents || later.rates.handling != of.rates.handling ||
              later.rates.hanging_up != of.rates.hanging_up;
    fastest = std::max(fastest, detail::tagged_rates(later.rates).up(later.places));
    come += std::max(0.0, later.agents - stretches_[l - 1].agents);
    seen += later.length;
  }
  // Nobody moves up further within the time; who waits behind waits as long.
  const double moves = fastest * within;
  const double furthest = moves + 9.0 * std::sqrt(moves) + 24.0 + come;
  const auto places_of = [&](std::size_t l) {
    const std::size_t places = stretches_[l].places;
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
  // Of who arrives x before the end of the interval, where its time is over in the interval `last`,
  // `left` after that begins, or after the day.
  const auto answers_in = [&](std::size_t last, double x, double left) {
    const detail::tagged_rates at_last(stretches_[last].rates);
    answers now = then(places_of(last));
    if (std::isinf(left)) {
      last_for_ever(now, at_last);
    } else {
      detail::go_back(now, at_last, left);
    }
    for (std::size_t l = last; l-- > i;) {
      const stretch& earlier = stretches_[l];
      detail::go_back_over_change(now, earlier.agents, stretches_[l + 1].agents,
                                  options_.leaving == leaving_agents::hand_over, places_of(l));
      detail::go_back(now, detail::tagged_rates(earlier.rates), l == i ? x : earlier.length);
    }
    return now;
  };
  answers alone = then(places_of(i));
  const detail::tagged_rates rates(of.rates);
  if (std::isinf(within)) {
    last_for_ever(alone, rates);
  } else {
    detail::go_back(alone, rates, within);
  }
  two sum = over_waiting(of.passed.arriving, of, alone.answer);
  double before = 0.0;  // from the end of the interval to the beginning of `last`
  for (std::size_t last = i + 1; changes && last < stretches_.size() && before < within; ++last) {
    const bool closes = last + 1 == stretches_.size();
    const double after = closes ? detail::infinity : before + stretches_[last].length;
    const double low = std::max(0.0, within - after);
    const double high = std::min(of.length, within - before);
    if (low < high) {
      const auto answers_at = [&](double x) {
        return answers_in(last, x, std::max(0.0, within - x - before));
      };
      const two change =
          change_before_end(of, low, high, alone, answers_at, {of.offered, of.offered});
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += change[q];
    }
    before = after;
  }
  const auto share = [&of](double part) { return std::clamp(part / of.offered, 0.0, 1.0); };
  return {share(of.at_once + sum[0]), share(sum[1])};
}

KRARUP_FUNCTION duration exact_day::overtime() const {
  const stretch& last = stretches_.back();
  double time = 0.0;
  double sum = 0.0;
  for (std::size_t k = 1; k <= last.end.high(); ++k) {
    time += 1.0 / last.rates.departures(static_cast<double>(k));
    if (k >= last.end.low) sum += time * last.end.p[k - last.end.low];
  }
  return duration(sum);
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
  for (std::size_t i = 0; i < day.intervals(); ++i) {
    const service_level_shares shares =
        day.shares_for_service_level(i, answer_within, definition, short_abandon);
    rows.push_back({.offered = day.offered(i),
                    .performance = {.agents = day.agents_of(i),
                                    .offered_load = day.offered_load(i),
                                    .occupancy = day.occupancy(i),
                                    .probability_of_wait = day.probability_of_wait(i),
                                    .service_level = shares.level(),
                                    .average_speed_of_answer = day.average_speed_of_answer(i),
                                    .mean_queue_length = day.mean_queue_length(i),
                                    .probability_of_abandonment = day.probability_of_abandonment(i),
                                    .probability_of_blocking = day.probability_of_blocking(i)},
                    .shares_for_service_level = shares,
                    .carried_over = day.carried_over(i),
                    .probability_of_carrying_over = day.probability_of_carrying_over(i),
                    .overrun = day.overrun(i)});
    lengths.push_back(day.length(i));
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = day.probability_of_clearing();
  result.overtime = day.overtime();
  result.error = day.error();
  return result;
}

}  // namespace krarup
