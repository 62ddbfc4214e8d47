// Replications by any number of threads, put together in their own order, in blocks of fixed size, so
// that the answer is the same to the bit for one thread and for many.
//
// Sources
//   [1] A. M. Law, W. D. Kelton, Confidence intervals for steady-state simulations, Operations Research
//       32(6), 1984: the fixed-sample and the sequential procedure for replications.
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <span>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/simulation/tally.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup::detail {

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
    const bool came = sum_.offered > 0.0;
    return {.performance = {.agents = n,
                            .offered_load = load,
                            .occupancy = ratios_[0].ratio(came ? 1.0 : 0.0),
                            .probability_of_wait = ratios_[1].ratio(),
                            .service_level = ratios_[2].ratio(1.0),
                            .average_speed_of_answer =
                                duration(ratios_[3].ratio(came ? infinity : 0.0)),
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
            .counts = mean_of(sum_, std::max(1.0, static_cast<double>(count())))};
  }

 private:
  std::array<ratio_tally, 7> ratios_;
  simulated_counts sum_;
};

/// Of the intervals and, last, of the day.
using day_tally = std::vector<interval_tally>;

inline void add_replication(day_tally& tally, std::span<const simulated_counts> counts,
                            std::span<const time_varying_interval> intervals,
                            service_level_definition definition) {
  simulated_counts whole;
  double length = 0.0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double own = intervals[i].length.count();
    tally[i].add(counts[i], own, definition);
    add(whole, counts[i]);
    length += own;
  }
  tally.back().add(whole, length, definition);
}

/// Asks now and then whether to go on: not before `period` is over since the last time, and by the
/// thread alone that made it.
class patient_question {
 public:
  patient_question(const std::function<bool(std::size_t)>& go_on,
                   std::chrono::steady_clock::duration period)
      : go_on_(go_on), period_(period) {}

  void count(std::size_t more) { done_ += more; }
  [[nodiscard]] bool stopped() const { return stopped_; }
  void stop() { stopped_ = true; }

  void ask() {
    if (!go_on_ || stopped_ || std::this_thread::get_id() != by_) return;
    const auto now = std::chrono::steady_clock::now();
    if (now - last_ < period_) return;
    last_ = now;
    if (!go_on_(done_)) stopped_ = true;
  }
  [[nodiscard]] std::chrono::steady_clock::duration period() const { return period_; }

 private:
  const std::function<bool(std::size_t)>& go_on_;
  std::chrono::steady_clock::duration period_;
  std::thread::id by_ = std::this_thread::get_id();
  std::chrono::steady_clock::time_point last_ = std::chrono::steady_clock::now();
  std::atomic<std::size_t> done_ = 0;
  std::atomic<bool> stopped_ = false;
};

/// Work for several threads, the caller's among them: piece(i) for i from 0 on, in any order, until
/// the question is answered by no. The caller's thread asks it before each piece and while it waits for
/// others.
/// Errors    what a piece or the question throws, the first by number, after all have ended.
template <class Piece>
void in_parallel(std::size_t pieces, unsigned threads, patient_question& question,
                 const Piece& piece) {
  std::atomic<std::size_t> next = 0;
  std::vector<std::exception_ptr> thrown(pieces + 1);
  const auto guard = [&](std::size_t i, const auto& what) {
    try {
      what();
    } catch (...) {
      thrown[i] = std::current_exception();
      question.stop();
    }
  };
  const auto work = [&] {
    for (std::size_t i = next++; i < pieces && !question.stopped(); i = next++) {
      guard(i, [&] { piece(i); });
    }
  };
  std::mutex mutex;
  std::condition_variable ended;
  std::size_t working = 0;
  std::vector<std::thread> others;
  for (std::size_t i = 1; i < std::min<std::size_t>(threads, pieces); ++i) {
    try {
      const std::lock_guard lock(mutex);
      others.emplace_back([&] {
        work();
        const std::lock_guard its_lock(mutex);
        --working;
        ended.notify_one();
      });
      ++working;
    } catch (const std::system_error&) {
      break;  // with those there are
    }
  }
  work();
  std::unique_lock lock(mutex);
  while (!ended.wait_for(lock, question.period(), [&] { return working == 0; })) {
    lock.unlock();
    guard(pieces, [&] { question.ask(); });
    lock.lock();
  }
  lock.unlock();
  for (std::thread& other : others) other.join();
  for (const std::exception_ptr& one : thrown) {
    if (one) std::rethrow_exception(one);
  }
}

/// Rounds of replications until all are done, the wanted half-width is reached in each tally, or go_on
/// says stop; whether it was not stopped. make_worker() is called for each block of replications, and
/// what it makes, worker(replication, tallies), adds one. A round that is stopped is left out.
/// Errors    std::domain_error for fewer than two replications, a half_width that is not > 0.
template <class MakeWorker>
bool replicate(const replication_plan& plan, std::vector<day_tally>& tallies,
               const MakeWorker& make_worker,
               std::chrono::steady_clock::duration period = std::chrono::milliseconds(100)) {
  constexpr std::size_t block = 8;        // replications that one thread does in a row
  constexpr std::size_t round_size = 64;  // replications between two looks at the half-width
  // Shares are skewed where they are near 0 or 1: by fewer replications intervals of 95 % cover some
  // 91 %. And where all went alike a share may stray from that by a half-width in as many contacts as
  // would leave it unseen with this chance.
  const std::size_t first_look = std::min<std::size_t>(512, plan.replications);
  const double unseen = -std::log1p(-plan.confidence.value());
  require(plan.replications > 1, "replications", "> 1", static_cast<double>(plan.replications));
  const double wanted = plan.half_width.value_or(1.0);
  require(is_finite_positive(wanted), "half_width", "finite and > 0", wanted);
  const unsigned machine = std::max(1U, std::thread::hardware_concurrency());
  const unsigned threads = plan.threads == 0 ? machine : plan.threads;
  const std::vector<day_tally> nothing = tallies;
  patient_question question(plan.go_on, period);
  for (std::size_t done = 0; done < plan.replications;) {
    const std::size_t last = std::min(done + round_size, plan.replications);
    std::vector<std::vector<day_tally>> blocks((last - done + block - 1) / block, nothing);
    in_parallel(blocks.size(), threads, question, [&](std::size_t i) {
      auto worker = make_worker();
      const std::size_t first = done + i * block;
      for (std::size_t r = first; r < std::min(first + block, last); ++r) {
        question.ask();
        if (question.stopped()) return;
        worker(r, blocks[i]);
        question.count(1);
      }
    });
    if (question.stopped()) return false;
    for (const auto& one : blocks) {
      for (std::size_t k = 0; k < tallies.size(); ++k) {
        for (std::size_t i = 0; i < tallies[k].size(); ++i) tallies[k][i].merge(one[k][i]);
      }
    }
    done = last;
    const bool narrow = std::all_of(tallies.begin(), tallies.end(), [&](const day_tally& tally) {
      const ratio_tally& level = tally.back().service_level();
      const double counted = level.mean_denominator() * static_cast<double>(level.count());
      return done >= first_look && counted * wanted >= unseen &&
             level.half_width(plan.confidence) <= wanted;
    });
    if (plan.half_width && narrow) return true;
    if (done < plan.replications && plan.go_on && !plan.go_on(done)) return false;
  }
  return !plan.half_width;
}

inline simulated_day result_of(const day_tally& tally,
                               std::span<const time_varying_interval> intervals,
                               std::span<const agents> on_phone, const replication_plan& plan,
                               bool reached) {
  std::vector<simulated_interval> rows;
  double length = 0.0;
  double ready = 0.0;
  double work = 0.0;
  for (std::size_t i = 0; i + 1 < tally.size(); ++i) {
    const time_varying_interval& here = intervals[i];
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

}  // namespace krarup::detail
