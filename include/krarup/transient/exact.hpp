// A day of a queue exactly: what becomes of the contacts of each interval, whenever they are answered,
// and how long that takes.
//
// Exact for Poisson arrivals, exponential handle times and exponential patience. A contact's chances
// are those of the rates that it meets while it waits, later intervals' among them. Where lines are
// limited, a contact that a leaving agent finishes is taken to hold none any more.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <map>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/tagged_contact.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/transient/day_service.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day under stated agents, computed once and asked often. The measures of an interval are those of
/// the contacts that arrive in it; contacts that are in the system when the day begins are in none.
/// Where only service levels and shares are asked, day_service is the cheaper.
/// Accuracy  with the tolerance of 1e-8, errors relative where a measure is above 1: below 5e-11 for
///           every measure of small days of every kind (tests/reference/time_varying_day.csv); on days
///           of 24 half hours of 20 and 200 erlangs, beside a tolerance of 1e-11, shares within 2e-9,
///           and waits, lengths and agents' time within 1e-7 (tests/transient/exact_test.cpp)
class exact_day {
 public:
  /// Errors    as check(day, on_phone); std::domain_error where the tolerance is not > 0.
  exact_day(const time_varying_queue& day, std::span<const agents> on_phone,
            const exact_options& options = {})
      : exact_day(day_service(day, on_phone, options)) {}
  KRARUP_FUNCTION explicit exact_day(day_service service);

  /// The states it goes through.
  [[nodiscard]] const day_course& course() const { return service_.course(); }
  /// Who is answered.
  [[nodiscard]] const day_service& service() const { return service_; }
  [[nodiscard]] std::size_t intervals() const { return service_.intervals(); }

  /// As day_service's.
  [[nodiscard]] double probability_of_answer(std::size_t i) const {
    return service_.probability_of_answer(i);
  }
  [[nodiscard]] double probability_of_abandonment(std::size_t i) const {
    return service_.probability_of_abandonment(i);
  }
  [[nodiscard]] duration mean_wait(std::size_t i) const { return service_.mean_wait(i); }
  [[nodiscard]] service_level_shares shares_for_service_level(
      std::size_t i, duration answer_within,
      service_level_definition definition = service_level_definition::offered,
      duration short_abandon = duration(0)) const {
    return service_.shares_for_service_level(i, answer_within, definition, short_abandon);
  }

  /// Mean wait of the contacts of interval i that are answered (ASA), none-waiters as 0.
  /// Limits    0 where nothing is offered, infinite where nobody is answered.
  [[nodiscard]] duration average_speed_of_answer(std::size_t i) const {
    if (service_.at(i).offered == 0.0) return duration(0);
    const double answered = service_.fates_[i].answered;
    return duration(answered > 0.0 ? wait_of_answered_[i] / answered : detail::infinity);
  }
  /// Mean wait of those who hang up (ATA).
  /// Limits    0 where nobody does.
  [[nodiscard]] duration average_time_to_abandon(std::size_t i) const {
    const double gone = service_.fates_.at(i).abandoned;
    const double waited = std::max(0.0, service_.fates_[i].wait - wait_of_answered_[i]);
    return duration(gone > 0.0 ? waited / gone : 0.0);
  }

 private:
  day_service service_;
  std::vector<double> wait_of_answered_;  // of all of an interval together, s
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION exact_day::exact_day(day_service service)
    : service_(std::move(service)), wait_of_answered_(service_.intervals()) {
  using answers = detail::tagged_questions;
  using two = answers::two;
  // Of a contact that waits: whether it is answered, and its wait if it is.
  answers of_answered{.if_answered = {1.0, 0.0},
                      .may_hang_up = {1.0, 1.0},
                      .per_second = {0.0, 0.0},
                      .first_per_second = {0.0, 1.0},
                      .answer = {}};
  for (std::size_t i = intervals(); i-- > 0;) {
    detail::tell_interval(course().options());
    const day_course::stretch& of = course().at(i);
    const detail::tagged_rates rates(of.rates);
    const answers settled = service_.settled_in(i, of_answered);
    const two scale{1.0, 1.0 / of.rates.handling};
    if (i + 1 == intervals()) of_answered = settled;
    service_.go_back_to_end(i, of_answered);
    two sum = detail::over_waiting(of.passed.arriving, of.rates, settled);
    const double reach = service_.reach(i, of_answered, settled, scale);
    if (reach > 0.0) {
      // What the end of the interval changes, for those who arrive within a time before it.
      std::map<double, answers> before_end{{0.0, of_answered}};
      const auto answers_at = [&](double x) -> const answers& {
        const auto later = std::prev(before_end.upper_bound(x));
        if (later->first == x) return later->second;
        answers at = later->second;
        detail::go_back(at, rates, x - later->first);
        return before_end.emplace(x, std::move(at)).first->second;
      };
      const two change = detail::change_before_end(of, 0.0, reach, settled, answers_at,
                                                   {of.offered * scale[0], of.offered * scale[1]},
                                                   service_.tolerance());
      for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += change[q];
      of_answered = reach < of.length ? settled : answers_at(reach);
    }
    wait_of_answered_[i] = std::max(0.0, sum[1]);
  }
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
    detail::tell_interval(course.options());
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
