// A day simulated again and again: what happens in it on average, and how sure that is.
//
// Replications are computed by any number of threads and put together in their own order, in blocks of
// fixed size, so that the answer is the same to the bit for one thread and for many.
//
// Sources
//   [1] A. M. Law, W. D. Kelton, Confidence intervals for steady-state simulations, Operations Research
//       32(6), 1984: the fixed-sample and the sequential procedure for replications.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include <krarup/detail/compiled.hpp>
#include <krarup/performance.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <algorithm>
#include <array>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>
#include <utility>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/tally.hpp>
#endif

namespace krarup {

/// How often, how exactly and how.
struct replication_plan {
  std::size_t replications = 1000;  ///< > 1; at most, where a half-width is wanted
  std::uint64_t seed = 1;           ///< two plans of the same seed meet the same contacts
  unsigned threads = 0;             ///< 0: as many as the machine has
  proportion confidence = 0.95;     ///< of each interval by itself, not of all of them together
  std::optional<double> half_width = {};  ///< of the day's service level: stop when it is reached
  /// Told how many replications are done, now and then, by one thread; false: stop.
  std::function<bool(std::size_t)> go_on = {};
};

/// Half-widths of confidence intervals, which have the measures of `performance` in their middle.
/// Infinite with fewer than two replications.
struct performance_half_widths {
  double occupancy;
  double probability_of_wait;
  double service_level;
  duration average_speed_of_answer;
  double mean_queue_length;
  double probability_of_abandonment;
  double probability_of_blocking;
};

/// An interval, or the day. Contacts belong to the interval in which they came, times to the one in
/// which they passed.
struct simulated_interval {
  /// Each a ratio of means over replications. offered_load is the intervals' own, not simulated; of
  /// the day, agents and offered_load are averages over its time. probability_of_wait is over offered,
  /// of those who find a line; service_level as its definition says (service_level_counts). Overtime
  /// is no part of occupancy.
  krarup::performance performance;
  performance_half_widths half_widths;
  simulated_counts counts;  ///< of a replication, on average
};

struct simulated_day {
  std::vector<simulated_interval> intervals;
  simulated_interval day;
  std::size_t replications;  ///< that the answer rests on
  bool reached;  ///< the half-width, or without one all replications: nothing stopped it early
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// What replications say of an interval.
class interval_tally {
 public:
  void add(const simulated_counts& counts, double length, service_level_definition definition) {
    const service_level_shares level = service_level_counts(counts, definition);
    const double both[][2] = {{counts.handling_time, counts.ready_time},
                              {counts.waited, counts.offered},
                              {level.in_time, level.counted},
                              {counts.wait_of_answered, counts.answered},
                              {counts.waiting_time, length},
                              {counts.abandoned, counts.offered},
                              {counts.blocked, counts.offered}};
    for (std::size_t i = 0; i < ratios_.size(); ++i) ratios_[i].add(both[i][0], both[i][1]);
    detail::add(sum_, counts);
  }

  void merge(const interval_tally& later) {
    for (std::size_t i = 0; i < ratios_.size(); ++i) ratios_[i].merge(later.ratios_[i]);
    detail::add(sum_, later.sum_);
  }

  [[nodiscard]] const ratio_tally& service_level() const { return ratios_[2]; }
  [[nodiscard]] std::size_t count() const { return ratios_[2].count(); }

  [[nodiscard]] simulated_interval result(agents n, erlangs load, proportion confidence) const {
    const auto width = [&](std::size_t i) { return ratios_[i].half_width(confidence); };
    return {.performance = {.agents = n,
                            .offered_load = load,
                            .occupancy = ratios_[0].ratio(),
                            .probability_of_wait = ratios_[1].ratio(),
                            .service_level = ratios_[2].ratio(1.0),
                            .average_speed_of_answer = duration(
                                ratios_[3].ratio(sum_.unanswered() > 0.0 ? infinity : 0.0)),
                            .mean_queue_length = ratios_[4].ratio(),
                            .probability_of_abandonment = ratios_[5].ratio(),
                            .probability_of_blocking = ratios_[6].ratio()},
            .half_widths = {.occupancy = width(0),
                            .probability_of_wait = width(1),
                            .service_level = width(2),
                            .average_speed_of_answer = duration(width(3)),
                            .mean_queue_length = width(4),
                            .probability_of_abandonment = width(5),
                            .probability_of_blocking = width(6)},
            .counts = mean_of(sum_, static_cast<double>(count()))};
  }

 private:
  std::array<ratio_tally, 7> ratios_;
  simulated_counts sum_;
};

/// Of the intervals and, last, of the day.
using day_tally = std::vector<interval_tally>;

inline void add_replication(day_tally& tally, std::span<const simulated_counts> intervals,
                            const first_come_day& of) {
  const service_level_definition definition = of.question().definition;
  simulated_counts whole;
  double length = 0.0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const double own = of.day().intervals[i].length.count();
    tally[i].add(intervals[i], own, definition);
    add(whole, intervals[i]);
    length += own;
  }
  tally.back().add(whole, length, definition);
}

/// Work for several threads, the caller's among them: piece(i) for i from 0 on, in any order.
/// Errors    what a piece throws, the first by number, after all have ended.
template <class Piece>
void in_parallel(std::size_t pieces, unsigned threads, const Piece& piece) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> thrown(pieces);
  const auto work = [&] {
    for (std::size_t i = next++; i < pieces; i = next++) {
      try {
        piece(i);
      } catch (...) {
        thrown[i] = std::current_exception();
      }
    }
  };
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, pieces); ++i) {
    try {
      others.emplace_back(work);
    } catch (const std::system_error&) {
      break;  // with those there are
    }
  }
  work();
  for (std::thread& other : others) other.join();
  for (const std::exception_ptr& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

inline simulated_day result_of(const day_tally& tally, const first_come_day& of,
                               std::span<const agents> on_phone, const replication_plan& plan,
                               bool reached) {
  std::vector<simulated_interval> rows;
  double length = 0.0;
  double ready = 0.0;
  double work = 0.0;
  for (std::size_t i = 0; i + 1 < tally.size(); ++i) {
    const time_varying_interval& here = of.day().intervals[i];
    const double own_work = offered(here).count() * here.average_handle_time.count();
    const double own_length = here.length.count();
    rows.push_back(tally[i].result(on_phone[i], erlangs(own_work / own_length), plan.confidence));
    length += own_length;
    ready += on_phone[i].count() * own_length;
    work += own_work;
  }
  return {.intervals = std::move(rows),
          .day = tally.back().result(fractional_agents(ready / length), erlangs(work / length),
                                     plan.confidence),
          .replications = tally.back().count(),
          .reached = reached};
}

}  // namespace detail
#endif

/// What happens in a day of one queue with so many agents in each interval, by simulation: of each
/// interval and of the day.
/// Overload  an interval without end of waiting is none: the day ends, and contacts that nobody answers
///           are `unanswered`; where all are, the average speed of answer is infinite.
/// Errors    as first_come_day; std::domain_error for fewer than two replications, a half_width that
///           is not > 0.
/// Accuracy  over 48 queues in balance the errors in half-widths spread as Student's law says
///           (tests/simulation/replications_test.cpp)
[[nodiscard]] KRARUP_FUNCTION simulated_day simulate(const time_varying_queue& day,
                                                     std::span<const agents> on_phone,
                                                     const simulated_laws& laws,
                                                     service_level_question question,
                                                     const replication_plan& plan = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  constexpr std::size_t block = 8;        // replications that one thread does in a row
  constexpr std::size_t round_size = 64;  // replications between two looks at the half-width
  detail::require(plan.replications > 1, "replications", "> 1",
                  static_cast<double>(plan.replications));
  if (plan.half_width) {
    detail::require(detail::is_finite_positive(*plan.half_width), "half_width", "finite and > 0",
                    *plan.half_width);
  }
  const first_come_day of(day, on_phone, laws, question);
  const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  const unsigned threads = plan.threads == 0 ? machine : plan.threads;
  const detail::day_tally nothing(day.intervals.size() + 1);
  detail::day_tally tally = nothing;
  bool reached = true;
  for (std::size_t done = 0; done < plan.replications;) {
    const std::size_t last = std::min(done + round_size, plan.replications);
    std::vector<detail::day_tally> blocks((last - done + block - 1) / block, nothing);
    detail::in_parallel(blocks.size(), threads, [&](std::size_t i) {
      first_come_replication replicate(of);
      const std::size_t first = done + i * block;
      for (std::size_t r = first; r < std::min(first + block, last); ++r) {
        detail::add_replication(blocks[i], replicate(plan.seed, r), of);
      }
    });
    for (const detail::day_tally& one : blocks) {
      for (std::size_t i = 0; i < tally.size(); ++i) tally[i].merge(one[i]);
    }
    done = last;
    const double width = tally.back().service_level().half_width(plan.confidence);
    if (plan.half_width && width <= *plan.half_width) break;
    if (done == plan.replications) {
      reached = !plan.half_width;
    } else if (plan.go_on && !plan.go_on(done)) {
      reached = false;
      break;
    }
  }
  return detail::result_of(tally, of, on_phone, plan, reached);
}
#endif

}  // namespace krarup
