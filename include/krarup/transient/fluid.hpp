// A day as a flow: contacts are a liquid, agents a drain, and nothing is left to chance. Near the truth
// where a large center is overloaded for a while; where agents suffice it sees no wait at all.
//
// Sources
//   [1] W. Whitt, Fluid models for multiserver queues with abandonments, Operations Research 54(1),
//       2006.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

namespace detail {

/// What a drop of the liquid meets that arrives at one moment.
struct drop {
  double arriving;   // contacts that it stands for and that find a line
  double until_end;  // of the interval, s
  double wait;       // until an agent takes it, if it stays so long; s
  double stays;      // share that does
};

/// A day's flow in steps.
class fluid_day {
 public:
  fluid_day(const time_varying_queue& day, std::span<const agents> on_phone, leaving_agents leaving)
      : day_(day), on_phone_(on_phone), hands_over_(leaving == leaving_agents::hand_over) {}

  /// What flows in interval i, from what the interval before has left; the intervals in turn.
  [[nodiscard]] std::vector<drop> drops_of(std::size_t i) {
    const time_varying_interval& interval = day_.intervals[i];
    const double n = agents_in(i);
    overrun = 0.0;
    if (i == 0) {
      for (std::size_t k = 0; k < day_.start.size(); ++k) {
        in_system_ += static_cast<double>(k) * day_.start[k];
      }
    } else if (const double before = agents_in(i - 1); n < before && !hands_over_) {
      in_system_ = std::min(in_system_, n) + std::max(in_system_ - before, 0.0);
    }
    const double length = interval.length.count();
    const double first = interval.arrival_rate.per_second();
    const double last = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    const double lines = day_.lines ? day_.lines->count() : infinity;
    const double step = length / steps;
    std::vector<drop> drops;
    waiting = 0.0;
    busy = 0.0;
    for (std::size_t s = 0; s < steps; ++s) {
      const double middle = (static_cast<double>(s) + 0.5) / steps;
      const double rate = first + (last - first) * middle;
      // No more than there are lines, but for those who are there.
      const auto flow = [&](double from) {
        return std::min(after(from, 0.5 * step, rate, i), std::max(lines, from));
      };
      const double then = flow(in_system_);
      drop now = fate_of(then, i, length * (1.0 - middle));
      const double out =
          std::min(then, n) * handling_in(i) + std::max(then - n, 0.0) * hanging_up_in(i);
      const double taken = then < lines ? rate : then > lines ? 0.0 : std::min(rate, out);
      now.arriving = taken * step;
      drops.push_back(now);
      waiting += std::max(then - n, 0.0) / steps;
      busy += std::min(then, n) / steps;
      in_system_ = flow(then);
    }
    left = std::max(in_system_ - n, 0.0);
    if (i + 1 < on_phone_.size() && !hands_over_) {
      const double leaving = std::max(0.0, std::min(in_system_, n) - agents_in(i + 1));
      overrun = leaving * day_.intervals[i + 1].average_handle_time.count();
    }
    return drops;
  }

  /// Share that is ready to wait for a time, of who arrives in interval i so long before its end.
  [[nodiscard]] double patient_for(std::size_t i, double until_end, double time) const {
    double exponent = 0.0;
    for (std::size_t l = i; time > 0.0; ++l) {
      const bool closes = l + 1 == on_phone_.size();
      const double here = closes ? time : std::min(time, l == i ? until_end : length_of(l));
      if (hanging_up_in(l) > 0.0) exponent += hanging_up_in(l) * here;
      if (closes) break;
      time -= here;
    }
    return std::exp(-exponent);
  }

  double waiting = 0.0;  ///< contacts, on average over the interval that was last
  double busy = 0.0;     ///< agents
  double left = 0.0;     ///< contacts that wait at its end
  double overrun = 0.0;  ///< of those who leave at its end, s

 private:
  static constexpr std::size_t steps = 1000;

  [[nodiscard]] double agents_in(std::size_t i) const { return on_phone_[i].count(); }
  [[nodiscard]] double handling_in(std::size_t i) const {
    return 1.0 / day_.intervals[i].average_handle_time.count();
  }
  [[nodiscard]] double hanging_up_in(std::size_t i) const {
    return 1.0 / day_.intervals[i].average_patience.count();
  }

  /// In system a time later: on either side of the number of agents the flow nears its own level.
  [[nodiscard]] double after(double now, double time, double rate, std::size_t i) const {
    const double n = agents_in(i);
    const double handling = handling_in(i);
    const double hanging_up = hanging_up_in(i);
    const double excess = rate - n * handling;  // of the flow in over all agents' work
    // Which side it is on, and stays on at first.
    const bool waits = now > n || (now == n && excess > 0.0);
    const double decay = waits ? hanging_up : handling;
    const double pull = waits ? excess - hanging_up * (now - n) : rate - handling * now;
    const double gained = decay > 0.0 ? -std::expm1(-decay * time) / decay : time;
    const double then = now + pull * gained;
    const bool crosses = waits ? then < n : then > n;
    if (!crosses) return then;
    const double share = (n - now) / (pull * gained);  // of the way; steps are short
    const double left_over = time * (1.0 - share);
    const double there = waits ? rate - handling * n : excess;
    return n + there * left_over;
  }

  /// Of who arrives at this level in interval i, `until_end` before its end.
  [[nodiscard]] drop fate_of(double in_system, std::size_t i, double until_end) const {
    drop result{0.0, until_end, 0.0, 1.0};
    double ahead = in_system - agents_in(i);
    if (ahead < 0.0 || (ahead == 0.0 && agents_in(i) > 0.0)) return result;
    for (std::size_t l = i; true; ++l) {
      const double work = agents_in(l) * handling_in(l);
      const double hanging_up = hanging_up_in(l);
      const bool closes = l + 1 == on_phone_.size();
      const double left_here = closes ? infinity : l == i ? until_end : length_of(l);
      double turn = infinity;
      if (work > 0.0) {
        turn = hanging_up > 0.0 ? std::log1p(hanging_up * ahead / work) / hanging_up : ahead / work;
      }
      const double spent = std::min(turn, left_here);
      result.wait += spent;
      if (std::isinf(spent)) {  // nobody comes any more
        result.stays = 0.0;
        return result;
      }
      result.stays *= std::exp(-hanging_up * spent);
      if (turn <= left_here) return result;
      const double gone = hanging_up > 0.0 ? -std::expm1(-hanging_up * spent) : 0.0;
      ahead = ahead * (1.0 - gone) - (hanging_up > 0.0 ? work * gone / hanging_up : work * spent);
      const double come = agents_in(l + 1) - agents_in(l);
      if (come > 0.0 || hands_over_) ahead -= come;
      if (ahead < 0.0) return result;
    }
  }

  [[nodiscard]] double length_of(std::size_t i) const { return day_.intervals[i].length.count(); }

  const time_varying_queue& day_;
  std::span<const agents> on_phone_;
  bool hands_over_;
  double in_system_ = 0.0;
};

}  // namespace detail

/// A day by its flow. Shares are of what flows in, of which all that arrives at one moment waits alike.
/// Limits    what is cleared at the end, overtime and the error are NaN: the method does not know them.
/// Errors    as check(day, on_phone); std::domain_error where a time is < 0.
/// Accuracy  of the flow itself: an interval is 1,000 steps, so that a share is wrong by some 1e-3.
[[nodiscard]] KRARUP_FUNCTION time_varying_performance evaluate_fluid(
    const time_varying_queue& day, std::span<const agents> on_phone, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0), leaving_agents leaving = leaving_agents::finish_contact)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  check(day, on_phone);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  detail::fluid_day flow(day, on_phone, leaving);
  std::vector<time_varying_row> rows;
  std::vector<duration> lengths;
  for (std::size_t i = 0; i < on_phone.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const double all = offered(interval).count();
    const std::vector<detail::drop> drops = flow.drops_of(i);
    const auto share = [&](double none, const auto& of) {
      double sum = 0.0;
      for (const detail::drop& each : drops) sum += each.arriving * of(each);
      return all > 0.0 ? std::clamp(sum / all, 0.0, 1.0) : none;
    };
    struct fates {
      double served;
      double reached;
      double there;
      double taken;  // found a line
      [[nodiscard]] double served_within() const { return served; }
      [[nodiscard]] double lost_within() const { return std::max(0.0, taken - served - there); }
      [[nodiscard]] double virtual_within() const { return reached; }
      [[nodiscard]] double beyond() const { return there; }
    };
    const double taken = share(1.0, [](const auto&) { return 1.0; });
    const auto at = [&](duration t) -> fates {
      detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
      const double time = t.count();
      return {share(1.0, [time](const auto& d) { return d.wait <= time ? d.stays : 0.0; }),
              share(1.0, [time](const auto& d) { return d.wait <= time ? 1.0 : 0.0; }),
              share(0.0,
                    [&](const auto& d) {
                      return d.wait <= time ? 0.0 : flow.patient_for(i, d.until_end, time);
                    }),
              taken};
    };
    const auto for_ever = [&](const detail::drop& d) {  // to whom no end of patience comes
      return flow.patient_for(i, d.until_end, detail::infinity);
    };
    const double answers = share(1.0, [](const auto& d) { return d.stays; });
    double waited = 0.0;
    for (const detail::drop& each : drops) {
      if (each.stays > 0.0) waited += each.arriving * each.stays * each.wait;
    }
    const double n = on_phone[i].count();
    const double none_answered = all > 0.0 ? detail::infinity : 0.0;
    const service_level_shares shares =
        detail::level_shares(at, answers, answer_within, definition, short_abandon);
    rows.push_back(
        {.offered = contacts(all),
         .answered = contacts(all * answers),
         .performance = {.agents = on_phone[i],
                         .offered_load = erlangs(all / interval.length.count() *
                                                 interval.average_handle_time.count()),
                         .occupancy =
                             n > 0.0 ? std::min(1.0, flow.busy / n) : (all > 0.0 ? 1.0 : 0.0),
                         .probability_of_wait =
                             share(0.0, [](const auto& d) { return d.wait > 0.0 ? 1.0 : 0.0; }),
                         .service_level = shares.level(),
                         .average_speed_of_answer = duration(
                             answers * all > 0.0 ? waited / (answers * all) : none_answered),
                         .mean_queue_length = flow.waiting,
                         .probability_of_abandonment = share(
                             0.0,
                             [&](const auto& d) {
                               return 1.0 - d.stays - (std::isinf(d.wait) ? for_ever(d) : 0.0);
                             }),
                         .probability_of_blocking = all > 0.0 ? 1.0 - taken : 0.0},
         .shares_for_service_level = shares,
         .carried_over = flow.left,
         .probability_of_carrying_over = flow.left > 0.0 ? 1.0 : 0.0,
         .overrun = duration(flow.overrun)});
    lengths.push_back(interval.length);
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = unknown;
  result.overtime = duration(unknown);
  result.error = unknown;
  return result;
}
#endif

}  // namespace krarup
