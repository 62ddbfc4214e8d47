// A day by stationary formulas that hand a backlog on: the stationary backlog-carryover approach. The
// day is cut into sub-periods of about a handle time. Who finds every agent busy in one of them comes
// again in the next; a stationary queue of those who do get their turn in it tells what they meet.
//
// Sources
//   [1] R. Stolletz, Approximation of the non-stationary M(t)/M(t)/c(t)-queue using stationary queueing
//       models: the stationary backlog-carryover approach, European Journal of Operational Research
//       190(2), 2008.
//
// Patience and lines are not in [1]. Who hangs up within a sub-period is not handed on, nor who finds
// no line; they have their turn in it. So the day whose rates never change ends in the stationary
// queue's own answer here too.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A sub-period of an interval, in the terms of [1].
struct backlog_sub_period {
  duration length;
  rate arrival_rate;               ///< contacts offered
  rate modified_arrival_rate;      ///< with the backlog of the sub-period before
  double probability_of_blocking;  ///< under that, if nobody could wait
  rate backlog_rate;               ///< handed on to the next, over this one's length
  rate settled_rate;  ///< who has a turn here: the stationary queue's; modified less backlog
};

/// The sub-periods of each interval: as many of one length as handle times fit, one at least and
/// 10,000 at most.
/// Formula   rate + backlog before = modified; handed on: modified B(n, modified AHT) exp(-length /
///           patience), and no more contacts than lines less agents
/// Limits    the day's start hands on the contacts that it has above the number of agents, on average.
/// Errors    as check(day, on_phone).
[[nodiscard]] inline std::vector<std::vector<backlog_sub_period>> backlog_sub_periods(
    const time_varying_queue& day, std::span<const agents> on_phone) {
  check(day, on_phone);
  std::vector<std::vector<backlog_sub_period>> result;
  double backlog = 0.0;  // contacts
  for (std::size_t k = 0; k < day.start.size(); ++k) {
    backlog += day.start[k] * std::max(0.0, static_cast<double>(k) - on_phone[0].count());
  }
  for (std::size_t i = 0; i < on_phone.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const double n = on_phone[i].count();
    const double handle_time = interval.average_handle_time.count();
    const double fits = std::round(interval.length.count() / handle_time);
    const auto parts = static_cast<std::size_t>(std::clamp(fits, 1.0, 10'000.0));
    const double length = interval.length.count() / static_cast<double>(parts);
    const double first = interval.arrival_rate.per_second();
    const double last = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
    const double stays = std::exp(-length / interval.average_patience.count());
    const double room = day.lines ? std::max(0.0, day.lines->count() - n) : detail::infinity;
    std::vector<backlog_sub_period>& of = result.emplace_back();
    for (std::size_t s = 0; s < parts; ++s) {
      const double middle = (static_cast<double>(s) + 0.5) / static_cast<double>(parts);
      const double arrivals = first + (last - first) * middle;
      const double modified = arrivals + backlog / length;
      double blocked = 0.0;
      double settled = 0.0;
      if (modified > 0.0) {
        const double odds = detail::acceptance_odds(n, modified * handle_time).value();
        blocked = 1.0 / (1.0 + odds);
        const double taken = std::isinf(odds) ? 1.0 : odds / (1.0 + odds);
        settled = modified * (taken + blocked * (1.0 - stays));
      }
      backlog = modified * blocked * stays * length;
      if (backlog > room) {
        settled += (backlog - room) / length;
        backlog = room;
      }
      of.push_back({.length = duration(length),
                    .arrival_rate = rate::per_second(arrivals),
                    .modified_arrival_rate = rate::per_second(modified),
                    .probability_of_blocking = blocked,
                    .backlog_rate = rate::per_second(backlog / length),
                    .settled_rate = rate::per_second(settled)});
    }
  }
  return result;
}

/// A day by a stationary queue for each sub-period. queue_of(interval, rate) makes it: an erlang_c with
/// the interval's handle time under the rate, or an erlang_a with its patience. A share is that of the
/// queue's contacts, weighted by those who arrive; carried over is the last sub-period's mean queue.
/// Limits    where there are neither agents nor an end of patience, nobody has a turn and the queue is
///           that of the modified rate. What agents do at the end of a shift does not matter. The
///           chance of carrying over, overrun, how the day is cleared, and the error, are NaN: the
///           method does not know them.
/// Errors    as check(day, on_phone), and as the queue's own measures.
template <class Make>
[[nodiscard]] time_varying_performance evaluate_backlog_carry_over(
    const time_varying_queue& day, std::span<const agents> on_phone, const Make& queue_of,
    duration answer_within, service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const std::vector<std::vector<backlog_sub_period>> sub_periods =
      backlog_sub_periods(day, on_phone);
  std::vector<time_varying_row> rows;
  std::vector<duration> lengths;
  for (std::size_t i = 0; i < on_phone.size(); ++i) {
    const time_varying_interval& interval = day.intervals[i];
    const agents n = on_phone[i];
    const double volume = offered(interval).count();
    double evaluated = unknown;  // the rate of
    std::optional<performance> met;
    service_level_shares shares{0.0, 0.0};
    service_level_shares counts{0.0, 0.0};
    double answered = 0.0;
    double waited = 0.0;
    double waiting = 0.0;
    double abandoned = 0.0;
    double blocked = 0.0;
    double occupancy = 0.0;
    double mean_queue_length = 0.0;
    for (const backlog_sub_period& each : sub_periods[i]) {
      const double settled = each.settled_rate.per_second();
      const rate turns = settled > 0.0 ? each.settled_rate : each.modified_arrival_rate;
      if (!(std::abs(turns.per_second() - evaluated) <= 1e-13 * evaluated)) {
        evaluated = turns.per_second();
        const queue_model auto queue = queue_of(interval, turns);
        met = evaluate(queue, n, answer_within, definition, short_abandon);
        shares = shares_for_service_level(queue, n, answer_within, definition, short_abandon);
      }
      const double time = each.length / interval.length;
      mean_queue_length += time * met->mean_queue_length;
      occupancy += time * met->occupancy;
      const double contacts = each.arrival_rate.per_second() * each.length.count();
      if (contacts == 0.0) continue;
      waiting += contacts * met->probability_of_wait;
      abandoned += contacts * met->probability_of_abandonment;
      blocked += contacts * met->probability_of_blocking;
      counts.in_time += contacts * shares.in_time;
      counts.counted += contacts * shares.counted;
      const double reached = contacts * detail::share_answered(*met);
      answered += reached;
      if (reached > 0.0) waited += reached * met->average_speed_of_answer.count();
    }
    const auto share = [volume](double part) {
      return volume > 0.0 ? std::min(1.0, part / volume) : 0.0;
    };
    const service_level_shares of_all =
        volume > 0.0 ? service_level_shares{share(counts.in_time), share(counts.counted)}
                     : service_level_shares{1.0, 1.0};
    const double none_answered = volume > 0.0 ? detail::infinity : 0.0;
    rows.push_back({.offered = contacts(volume),
                    .answered = contacts(answered),
                    .performance = {.agents = n,
                                    .offered_load = erlangs(volume / interval.length.count() *
                                                            interval.average_handle_time.count()),
                                    .occupancy = std::min(1.0, occupancy),
                                    .probability_of_wait = share(waiting),
                                    .service_level = of_all.level(),
                                    .average_speed_of_answer = duration(
                                        answered > 0.0 ? waited / answered : none_answered),
                                    .mean_queue_length = mean_queue_length,
                                    .probability_of_abandonment = share(abandoned),
                                    .probability_of_blocking = share(blocked)},
                    .shares_for_service_level = of_all,
                    .carried_over = met->mean_queue_length,
                    .probability_of_carrying_over = unknown,
                    .overrun = duration(unknown)});
    lengths.push_back(interval.length);
  }
  time_varying_performance result = detail::day_of(std::move(rows), lengths);
  result.probability_of_clearing = unknown;
  result.overtime = duration(unknown);
  result.error = unknown;
  return result;
}

}  // namespace krarup
