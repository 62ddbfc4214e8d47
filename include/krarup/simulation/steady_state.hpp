// A queue in balance by simulation: one long run, its beginning forgotten, the rest cut into batches.
//
// Contacts of one run hang together, and the more so the busier the agents are: at 1,000 agents the
// abandonment of a million contacts strays by a tenth. Batches that are long against the time in which
// the queue forgets are nearly independent, and their spread is the measure of error.
//
// Sources
//   [1] A. M. Law, Simulation modeling and analysis, 5th ed., 2015: batch means, and the beginning that
//       is dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <krarup/detail/compiled.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>
#include <stdexcept>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/offered_wait.hpp>
#include <krarup/simulation/replication_rounds.hpp>
#endif

namespace krarup {

/// How long a queue in balance is simulated, and what of it is counted.
struct steady_plan {
  duration warm_up;          ///< forgotten; from an empty queue some tens of handle times; > 0
  duration batch;            ///< long against the time in which the queue forgets; > 0
  std::size_t batches = 30;  ///< > 1
  std::uint64_t seed = 1;
  proportion confidence = 0.95;  ///< of each interval by itself
  queue_engine engine = queue_engine::fastest;
  /// Told how many batches are over, some ten times a second; false: stop, and rest on those but the
  /// last of them, whose contacts may still have waited.
  std::function<bool(std::size_t)> go_on = {};
};

/// A queue, or a class of contacts, in balance.
struct steady_state {
  simulated_interval average;  ///< counts are those of a batch, on average
  /// Of a batch's mean queue length with that of the next: some 1/sqrt(batches) around 0 by chance
  /// alone. Where it is greater, batches are too short and the half-widths too narrow. 0 where nobody
  /// waits.
  double correlation;
  std::size_t batches;  ///< that the answer rests on
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

inline std::vector<time_varying_interval> batches_of(const time_varying_interval& queue,
                                                     const steady_plan& plan) {
  const double warm_up = plan.warm_up.count();
  const double batch = plan.batch.count();
  require(is_finite_positive(warm_up), "warm_up", "finite and > 0 s", warm_up);
  require(is_finite_positive(batch), "batch", "finite and > 0 s", batch);
  require(plan.batches > 1, "batches", "> 1", static_cast<double>(plan.batches));
  if (queue.arrival_rate_at_end) {
    throw std::invalid_argument("a queue in balance must have a rate that does not change");
  }
  std::vector<time_varying_interval> all(plan.batches + 1, queue);
  for (time_varying_interval& one : all) one.length = plan.batch;
  all.front().length = plan.warm_up;
  return all;
}

inline void refuse_unsteady(const over_dispersion& dispersion, bool has_log) {
  if (dispersion.day > 0.0 || dispersion.interval > 0.0) {
    throw std::invalid_argument("a queue in balance must have a volume that does not stray");
  }
  if (has_log) throw std::invalid_argument("a queue in balance must have no log's arrivals");
}

/// How far the one run is, as the plan wants to be told.
class steady_course {
 public:
  explicit steady_course(const steady_plan& plan)
      : plan_(plan), question_(plan.go_on, std::chrono::milliseconds(100)) {}

  /// Has the run of a day, or of a center, ask.
  template <class Day>
  void follow(Day& day) {
    if (plan_.go_on) day.ask([this](double time) { return go_on(time); });
  }

  /// Batches that count.
  [[nodiscard]] std::size_t batches() const {
    return question_.stopped() ? over_ - std::min<std::size_t>(over_, 1) : plan_.batches;
  }

 private:
  bool go_on(double time) {
    const double batches = std::floor((time - plan_.warm_up.count()) / plan_.batch.count());
    const auto over = static_cast<std::size_t>(std::max(0.0, batches));
    question_.count(over - over_);
    over_ = over;
    question_.ask();
    return !question_.stopped();
  }

  const steady_plan& plan_;
  patient_question question_;
  std::size_t over_ = 0;
};

inline steady_state steady_of(std::span<const simulated_counts> counts, std::size_t over,
                              const time_varying_interval& queue, agents n,
                              service_level_definition definition, const steady_plan& plan) {
  interval_tally tally;
  const std::span<const simulated_counts> batches = counts.subspan(1, over);
  double mean = 0.0;
  for (const simulated_counts& one : batches) {
    tally.add(one, plan.batch.count(), definition);
    mean += one.waiting_time / static_cast<double>(batches.size());
  }
  double products = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < batches.size(); ++i) {
    const double here = batches[i].waiting_time - mean;
    squares += here * here;
    if (i > 0) products += here * (batches[i - 1].waiting_time - mean);
  }
  const double load = queue.arrival_rate.per_second() * queue.average_handle_time.count();
  return {tally.result(n, erlangs(load), plan.confidence), squares > 0.0 ? products / squares : 0.0,
          batches.size()};
}

}  // namespace detail
#endif

/// A queue in balance, whose interval's length does not matter.
/// Overload  without patience, and lines, there is no balance: the answer is that of a queue that grows.
/// Errors    as first_come_day; std::invalid_argument for a log's arrivals, for volume that strays and
///           for a rate that changes, which know no balance; std::domain_error for a plan out of range.
/// Accuracy  over 9 queues by each engine the errors in half-widths spread as Student's law says
///           (tests/simulation/steady_state_test.cpp)
[[nodiscard]] KRARUP_FUNCTION steady_state simulate_steady(const time_varying_interval& queue,
                                                           agents n, const simulated_laws& laws,
                                                           service_level_question question,
                                                           const steady_plan& plan,
                                                           std::optional<trunks> lines = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  detail::refuse_unsteady(laws.dispersion, laws.arrivals.has_value());
  const std::vector<time_varying_interval> batches = detail::batches_of(queue, plan);
  first_come_day of({batches, lines}, std::vector<agents>(batches.size(), n), laws, question);
  detail::steady_course course(plan);
  course.follow(of);
  const auto run = [&](auto replication) {
    const auto counts = replication(plan.seed, 0);
    return detail::steady_of(counts, course.batches(), queue, n, question.definition, plan);
  };
  return plan.engine == queue_engine::fastest && has_offered_waits(of)
             ? run(offered_wait_replication(of))
             : run(first_come_replication(of));
}
#endif

/// The classes of a contact center in balance, each with one interval, whose length does not matter.
/// Overload  as of one queue.
/// Errors    as center_day, and as of one queue; std::invalid_argument for a class of several intervals,
///           and for breaks.
[[nodiscard]] KRARUP_FUNCTION std::vector<steady_state> simulate_steady(
    const contact_center& center, agents n, const steady_plan& plan)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  contact_center run = center;
  if (!run.breaks.empty()) {
    throw std::invalid_argument("a queue in balance must have no breaks");
  }
  for (contact_class& one : run.classes) {
    detail::refuse_unsteady(center.dispersion, one.arrivals.has_value());
    if (one.intervals.size() != 1) {
      throw std::invalid_argument("a queue in balance must have one interval");
    }
    one.intervals = detail::batches_of(one.intervals.front(), plan);
  }
  center_day of(run, std::vector<agents>(plan.batches + 1, n));
  detail::steady_course course(plan);
  course.follow(of);
  center_replication replication(of);
  const auto& counts = replication(plan.seed, 0);
  std::vector<steady_state> result;
  for (std::size_t k = 0; k < run.classes.size(); ++k) {
    const contact_class& one = center.classes[k];
    result.push_back(detail::steady_of(counts[k], course.batches(), one.intervals.front(), n,
                                       one.question.definition, plan));
  }
  return result;
}
#endif

}  // namespace krarup
