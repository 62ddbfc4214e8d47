// A day of a queue whose contacts hang up by any law of patience, nearly: those who wait hang up as
// they would on average if each had waited since its turn came among the arrivals [1], which makes the
// number in system a chain of its own; what becomes of a contact follows its own law of patience over
// the time that those before it take.
//
// The exponential law gives the exact day, within 0.001 of service level and of abandonment. Of others
// the largest errors of a half hour were measured against simulation, with mean patience of 2 to 5
// minutes, calls of 3 minutes and 20 seconds to answer within: over eight half hours about 10 and 100
// erlangs, some of them overloaded, and over five days that are harder: 3 agents, half an hour without
// agents, swings every 10 minutes, an hour of 1.5 times the load, an hour with a third of the agents
// away (examples/validation/patience.expected, of each day by itself). Errors of the service level at
// 10, at 100 and on hard days, and of abandonment: two kinds of 30 and 330 seconds 0.006, 0.002, 0.009
// and 0.004, 0.001, 0.007; half of them of 10 seconds 0.020, 0.004, 0.027 and 0.012, 0.002, 0.019;
// lognormal with sigma 1 0.002, 0.003, 0.039 and 0.001, 0.001, 0.014; Weibull of shape 0.5 0.011, 0.003,
// 0.034 and 0.008, 0.001, 0.020; Weibull of shape 2 0.009, 0.003, 0.022 and 0.007, 0.001, 0.022; uniform
// from 1 to 5 minutes 0.018, 0.004, 0.055 and 0.016, 0.003, 0.051; the same 2 minutes for all 0.038,
// 0.018, 0.079 and 0.034, 0.009, 0.073. The more alike patience is, the worse: whether the answer or its
// end comes first hangs on who stands where, which numbers do not tell.
//
// Sources
//   [1] W. Whitt, Engineering solution of a basic call-center model, Management Science 51(2), 2005.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/patient_contact.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/detail/waiting_ages.hpp>
#include <krarup/level_shares.hpp>
#include <krarup/patience.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day under stated agents whose contacts have one law of patience all day. Who waits when it begins
/// is taken to have waited since its turn came at the first rate; a simulation takes it to have just
/// come. The overtime is that of the rates right after the day.
class state_dependent_day {
 public:
  /// Errors    as check(day, on_phone) and check(law); std::domain_error where an interval has a patience
  ///           of its own, where some hang up at once and where the tolerance is not in (0, 0.1].
  template <patience_law Law>
  state_dependent_day(const time_varying_queue& day, const Law& law,
                      std::span<const agents> on_phone, const exact_options& options = {})
      : options_(options),
        there_([law](double t) { return shares_after(law, duration(t)).there; }) {
    check(law);
    go_through(day, on_phone);
  }

  [[nodiscard]] std::size_t intervals() const { return rows_.size(); }

 private:
  friend time_varying_performance evaluate(const state_dependent_day& day, duration answer_within,
                                           service_level_definition definition,
                                           duration short_abandon);
  [[nodiscard]] KRARUP_FUNCTION time_varying_performance measures(
      duration answer_within, service_level_definition definition, duration short_abandon) const;

  /// What is counted in an interval.
  struct row {
    double length = 0.0;
    double load = 0.0;
    double offered = 0.0;
    double waits = 0.0;
    double blocked = 0.0;
    double busy = 0.0;
    double waiting = 0.0;
    double carried_over = 0.0;
    double carrying_over = 0.0;
    double overrun = 0.0;
  };
  KRARUP_FUNCTION void go_through(const time_varying_queue& day, std::span<const agents> on_phone);

  exact_options options_;
  detail::share_still_there there_;
  std::vector<detail::day_piece> pieces_;  // of the day, and after it under its last agents
  std::vector<row> rows_;
  double clearing_ = 0.0;
  double overtime_ = 0.0;
  double error_ = 0.0;
};

/// Every measure of every interval, and of the day.
/// Errors    std::domain_error where a time is < 0.
[[nodiscard]] inline time_varying_performance evaluate(
    const state_dependent_day& day, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  return day.measures(answer_within, definition, short_abandon);
}

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION void state_dependent_day::go_through(const time_varying_queue& day,
                                                     std::span<const agents> on_phone) {
  check(day, on_phone);
  detail::check_tolerance(options_);
  detail::require(there_(0.0) == 1.0, "the share that hangs up at once", "0", 1.0 - there_(0.0));
  detail::arrival_course arrivals;
  double length = 0.0;
  for (const auto& interval : day.intervals) {
    detail::require(std::isinf(interval.average_patience.count()), "average_patience",
                    "infinite where the day has a law of patience",
                    interval.average_patience.count());
    const double rate = interval.arrival_rate.per_second();
    arrivals.add(interval.length.count(), rate,
                 interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second());
    length += interval.length.count();
  }
  const double lines = day.lines ? day.lines->count() : detail::infinity;
  detail::system_states now{0, day.start};
  std::vector<double> hang_ups;
  double begin = 0.0;
  // The rates from `begin` on, for a piece of that length, and those who wait in it.
  const auto piece_of = [&](std::size_t i, double of_length) {
    const time_varying_interval& interval = day.intervals[i];
    const double n = on_phone[i].count();
    const double handling = interval.average_handle_time.count();
    const double come = std::max(arrivals.until(begin + of_length) - arrivals.until(begin), 0.0);
    const double waiting = std::max(static_cast<double>(now.high()) - n, 0.0);
    const double most = std::min(waiting + come + 10.0 * std::sqrt(come) + 20.0, lines + 1.0);
    const double rate = come / of_length;
    const double end_rate =
        interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    const double slope =
        come > 0.0 ? (end_rate - interval.arrival_rate.per_second()) / interval.length.count()
                   : 0.0;
    return detail::day_piece{.interval = i,
                             .begin = begin,
                             .length = of_length,
                             .rates = {.arrivals = std::max(rate - 0.5 * slope * of_length, 0.0),
                                       .arrivals_slope = slope,
                                       .handling = 1.0 / handling,
                                       .agents = n,
                                       .lines = lines},
                             .ages = detail::waiting_ages(arrivals, there_, begin + 0.5 * of_length,
                                                          most, handling / 200.0),
                             .arriving = {}};
  };
  const auto table_of = [&](detail::day_piece& of) {
    hang_ups.clear();
    const double come = (of.rates.arrivals + 0.5 * of.rates.arrivals_slope * of.length) * of.length;
    const auto most =
        static_cast<std::size_t>(std::max(static_cast<double>(now.high()) - of.rates.agents, 0.0) +
                                 come + 10.0 * std::sqrt(come) + 20.0);
    for (std::size_t k = 0; k <= most; ++k) {
      hang_ups.push_back(
          of.ages.mean_hang_ups(static_cast<double>(k), of.rates.agents * of.rates.handling));
    }
    of.rates.hanging_up = hang_ups[most] - hang_ups[most - 1];
    of.rates.hang_ups = hang_ups;
  };
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    detail::tell_interval(options_);
    const time_varying_interval& interval = day.intervals[i];
    const double n = on_phone[i].count();
    const double before = i > 0 ? on_phone[i - 1].count() : n;
    if (n < before && options_.leaving == leaving_agents::finish_contact) {
      const double leaving =
          now.mean([&](double k) { return std::max(std::min(k, before) - n, 0.0); });
      rows_.back().overrun = leaving * detail::handling_from(day, i);
    }
    now = detail::after_change(std::move(now), before, n, options_.leaving);
    row of{.length = interval.length.count(), .offered = krarup::offered(interval).count()};
    of.load = of.offered / of.length * interval.average_handle_time.count();
    const double handling = interval.average_handle_time.count();
    // Short before the interval ends, where it makes a difference who comes when.
    std::vector<double> parts;
    double rest = of.length;
    for (double part = handling / 40.0; rest > 0.0; part = std::min(1.5 * part, 0.7 * handling)) {
      parts.push_back(1.5 * part < rest ? part : rest);
      rest -= parts.back();
    }
    std::reverse(parts.begin(), parts.end());
    for (const double part : parts) {
      detail::day_piece next = piece_of(i, part);
      table_of(next);
      detail::system_time passed;
      error_ += detail::move_on(now, passed, next.rates, part, options_.tolerance * part / length);
      next.rates.hang_ups = {};
      const auto waits = [n](double k) { return std::max(k - n, 0.0); };
      of.waiting += passed.present.mean(waits);
      of.busy += passed.present.mean([n](double k) { return std::min(k, n); });
      of.waits += passed.arriving.mean([&](double k) { return k >= n && k < lines ? 1.0 : 0.0; });
      of.blocked += passed.arriving.mean([&](double k) { return k >= lines ? 1.0 : 0.0; });
      next.arriving = std::move(passed.arriving);
      pieces_.push_back(std::move(next));
      begin += part;
    }
    of.carried_over = now.mean([n](double k) { return std::max(k - n, 0.0); });
    of.carrying_over = now.mean([n](double k) { return k > n ? 1.0 : 0.0; });
    rows_.push_back(of);
  }
  clearing_ = now.low == 0 ? now.p.front() : 0.0;
  // After the day the last agents answer who is left.
  double part = pieces_.back().length;
  detail::day_piece last = piece_of(rows_.size() - 1, part);
  table_of(last);
  const bool for_ever = last.rates.agents == 0.0 && there_(detail::infinity) > 0.0;
  double time = 0.0;
  for (std::size_t k = 1; k <= now.high(); ++k) {
    time += for_ever ? detail::infinity : 1.0 / last.rates.departures(static_cast<double>(k));
    if (k >= now.low && now.p[k - now.low] > 1e-15) overtime_ += time * now.p[k - now.low];
  }
  for (int j = 0; j < 40; ++j, part *= 1.2) {
    pieces_.push_back(piece_of(rows_.size() - 1, part));
    begin += part;
  }
}

KRARUP_FUNCTION time_varying_performance state_dependent_day::measures(
    duration answer_within, service_level_definition definition, duration short_abandon) const {
  std::vector<double> times;
  for (const duration t : {answer_within, short_abandon}) {
    detail::require(t.count() >= 0.0, "a wait", ">= 0 s", t.count());
    times.push_back(t.count());
  }
  std::sort(times.begin(), times.end());
  std::vector<detail::patient_fate> fates(rows_.size());
  for (detail::patient_fate& each : fates) {
    for (const double t : times) each.moments.push_back({.t = t});
  }
  const bool hands_over = options_.leaving == leaving_agents::hand_over;
  for (std::size_t p = 0; p < pieces_.size(); ++p) {
    if (p == 0 || pieces_[p].interval != pieces_[p - 1].interval) detail::tell_interval(options_);
    if (!pieces_[p].arriving.p.empty())
      detail::follow(pieces_, p, there_, hands_over, fates[pieces_[p].interval]);
  }
  std::vector<time_varying_row> rows;
  std::vector<duration> lengths;
  std::size_t p = 0;
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    const row& of = rows_[i];
    while (pieces_[p].interval < i) ++p;
    const double n = pieces_[p].rates.agents;
    const auto share = [&of](double part) {
      return of.offered > 0.0 ? std::clamp(part / of.offered, 0.0, 1.0) : 0.0;
    };
    struct moment {
      detail::fate_by at;
      double offered;
      double blocked;
      [[nodiscard]] double served_within() const { return at.served / offered; }
      [[nodiscard]] double virtual_within() const { return at.taken_if_patient / offered; }
      [[nodiscard]] double beyond() const { return at.there / offered; }
      [[nodiscard]] double lost_within() const {
        return std::max(0.0, 1.0 - blocked - served_within() - beyond());
      }
    };
    const auto moment_of = [&](duration t) {
      for (const detail::fate_by& at : fates[i].moments) {
        if (at.t == t.count()) return moment{at, of.offered, share(of.blocked)};
      }
      return moment{{}, of.offered, 0.0};
    };
    const double answered = of.offered > 0.0 ? share(fates[i].answered) : 1.0;
    const service_level_shares shares =
        of.offered > 0.0
            ? detail::level_shares(moment_of, answered, answer_within, definition, short_abandon)
            : service_level_shares{1.0, 1.0};
    const double waited =
        fates[i].answered > 0.0 ? fates[i].wait_of_answered / fates[i].answered : detail::infinity;
    const double ready = n * of.length;
    rows.push_back(
        {.offered = contacts(of.offered),
         .answered = contacts(of.offered * answered),
         .performance = {.agents = fractional_agents(n),
                         .offered_load = erlangs(of.load),
                         .occupancy = ready > 0.0 ? std::min(1.0, of.busy / ready)
                                                  : (of.offered > 0.0 ? 1.0 : 0.0),
                         .probability_of_wait = share(of.waits),
                         .service_level = shares.level(),
                         .average_speed_of_answer = duration(of.offered > 0.0 ? waited : 0.0),
                         .mean_queue_length = of.waiting / of.length,
                         .probability_of_abandonment =
                             of.offered > 0.0
                                 ? std::max(0.0,
                                            1.0 - answered - share(of.blocked + fates[i].for_ever))
                                 : 0.0,
                         .probability_of_blocking = share(of.blocked)},
         .shares_for_service_level = shares,
         .carried_over = of.carried_over,
         .probability_of_carrying_over = of.carrying_over,
         .overrun = duration(of.overrun)});
    lengths.emplace_back(of.length);
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = clearing_;
  result.overtime = duration(overtime_);
  result.error = error_;
  return result;
}
#endif

}  // namespace krarup
