// What engines of a simulated day have in common: its intervals as stretches of one clock, times that
// run at each stretch's own pace, and the volume that strays.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/time_quantiles.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// An interval of one kind of contacts, on the day's clock in seconds.
struct day_stretch {
  double begin;
  double end;
  double handling;    ///< handle times per second
  double hanging_up;  ///< patience per second; 0: endless
  std::size_t agents;
};

/// The intervals of one kind of contacts, and how long those take and wait.
class day_stretches {
 public:
  /// Errors    as check() of the laws; std::domain_error for a handle time without a finite mean > 0,
  ///           and for an interval's average_patience beside a law of patience.
  day_stretches(std::span<const time_varying_interval> intervals, std::span<const agents> on_phone,
                const any_patience& handle_time, const std::optional<any_patience>& patience)
      : handle_time_(handle_time) {
    const double mean = average_patience(handle_time).count();
    detail::require(detail::is_finite_positive(mean), "mean of the handle time's law",
                    "finite and > 0 s", mean);
    scale_ = 1.0 / mean;
    if (patience) patience_.emplace(*patience);
    double end = 0.0;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const time_varying_interval& here = intervals[i];
      const double average = here.average_patience.count();
      detail::require(!patience || average == detail::infinity, "average_patience",
                      "left out beside a law of patience", average);
      const double begin = end;
      end += here.length.count();
      stretches_.push_back({.begin = begin,
                            .end = end,
                            .handling = 1.0 / here.average_handle_time.count(),
                            .hanging_up = 1.0 / average,
                            .agents = static_cast<std::size_t>(on_phone[i].count())});
    }
  }

  [[nodiscard]] std::size_t size() const { return stretches_.size(); }
  [[nodiscard]] const day_stretch& operator[](std::size_t i) const { return stretches_[i]; }
  [[nodiscard]] double ready_time(std::size_t i) const {
    return static_cast<double>(stretches_[i].agents) * (stretches_[i].end - stretches_[i].begin);
  }

  /// A contact's handle time in averages.
  [[nodiscard]] double work(std::uint64_t word) const { return handle_time_(word) * scale_; }

  [[nodiscard]] bool has_law_of_patience() const { return patience_.has_value(); }

  /// When a contact that waits since `now`, in stretch i, hangs up.
  [[nodiscard]] double hangs_up_at(std::size_t i, double now, std::uint64_t word) const {
    if (patience_) return now + (*patience_)(word);
    return finished_at(i, now, exponential_of(word), &day_stretch::hanging_up);
  }

  /// When so much is done, at each stretch's own pace, having begun at `now` in stretch i. The last
  /// stretch has no end.
  [[nodiscard]] double finished_at(std::size_t i, double now, double work,
                                   double day_stretch::*pace) const {
    for (;; ++i) {
      const double speed = stretches_[i].*pace;
      const double end = now + work / speed;
      if (end <= stretches_[i].end || i + 1 == stretches_.size()) return end;
      work -= (stretches_[i].end - now) * speed;
      now = stretches_[i].end;
    }
  }

  /// How much is handled between two times, the first of them in stretch i.
  [[nodiscard]] double work_between(std::size_t i, double from, double to) const {
    double work = 0.0;
    for (; to > stretches_[i].end && i + 1 < stretches_.size(); from = stretches_[i++].end) {
      work += (stretches_[i].end - from) * stretches_[i].handling;
    }
    return work + (to - from) * stretches_[i].handling;
  }

  /// Adds a time to the intervals in which it passes, from stretch i on, and counts at their ends.
  void spread(std::vector<simulated_counts>& counts, double simulated_counts::*time,
              double simulated_counts::*at_end, std::size_t i, double from, double to,
              double sign = 1.0) const {
    for (; i < stretches_.size(); ++i) {
      const double end = stretches_[i].end;
      if (to < end) {
        counts[i].*time += sign * (to - from);
        return;
      }
      if (from < end) {
        counts[i].*time += sign * (end - from);
        counts[i].*at_end += sign;
        from = end;
      }
    }
  }

 private:
  time_quantiles handle_time_;
  double scale_ = 1.0;
  std::optional<time_quantiles> patience_;
  std::vector<day_stretch> stretches_;
};

/// The factors by which a day's rates stray.
class volume_factors {
 public:
  /// Errors    as check(over_dispersion).
  explicit volume_factors(const over_dispersion& dispersion) {
    check(dispersion);
    if (dispersion.day > 0.0) day_.emplace(law(dispersion.day));
    if (dispersion.interval > 0.0) interval_.emplace(law(dispersion.interval));
  }

  /// Of each interval in one replication; none where nothing strays.
  [[nodiscard]] std::vector<double> operator()(std::size_t intervals, std::uint64_t seed,
                                               std::uint64_t replication) const {
    if (!day_ && !interval_) return {};
    random_stream words(seed, random_purpose::volume, replication);
    const std::uint64_t of_day = words();
    std::vector<double> factors(intervals, day_ ? (*day_)(of_day) : 1.0);
    for (double& factor : factors) {
      const std::uint64_t of_interval = words();
      if (interval_) factor *= (*interval_)(of_interval);
    }
    return factors;
  }

 private:
  static gamma_patience law(double variation) {
    return {.average = duration(1), .shape = 1.0 / variation};
  }

  std::optional<time_quantiles> day_;
  std::optional<time_quantiles> interval_;
};

}  // namespace krarup
