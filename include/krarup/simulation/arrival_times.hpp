// When contacts come: a Poisson stream whose rate rises and falls through a day.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/exponential_times.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Refuses a log's arrivals that do not rise within the day.
/// Errors    std::domain_error.
inline void check_arrivals(std::span<const duration> arrivals,
                           std::span<const time_varying_interval> intervals) {
  double end = 0.0;
  for (const time_varying_interval& interval : intervals) end += interval.length.count();
  double before = 0.0;
  for (const duration at : arrivals) {
    detail::require(at.count() >= before && at.count() < end, "an arrival",
                    ">= 0 s, not before the last one and before the day's end", at.count());
    before = at.count();
  }
}

/// The arrivals of one replication of a day, in order. One word leads to the next contact: the
/// expected number of contacts between two is exponential, and a greater word means a longer time.
class arrival_times {
 public:
  /// `factors` multiply the intervals' rates.
  arrival_times(std::span<const time_varying_interval> intervals, std::vector<double> factors,
                std::uint64_t seed, std::uint64_t replication, std::uint64_t contact_class = 0)
      : intervals_(intervals),
        factors_(std::move(factors)),
        steps_({seed, random_purpose::arrival, replication, contact_class}) {
    enter();
  }

  /// Whether there is another contact; then interval() and time() are its.
  bool next() {
    double expected = steps_();
    while (expected > left_) {
      expected -= left_;
      begin_ += length_;
      if (++interval_ == intervals_.size()) return false;
      enter();
    }
    left_ -= expected;
    // The root of rate x + slope x^2 / 2 = expected, in the form without cancellation.
    double step = expected / rate_;
    if (slope_ != 0.0) {
      const double rate_then = std::sqrt(std::max(0.0, rate_ * rate_ + 2.0 * slope_ * expected));
      step = 2.0 * expected / (rate_ + rate_then);
      rate_ = rate_then;
    }
    passed_ = std::min(passed_ + step, length_);
    return true;
  }

  [[nodiscard]] std::size_t interval() const { return interval_; }
  /// Since the day began, s.
  [[nodiscard]] double time() const { return begin_ + passed_; }

 private:
  void enter() {
    const time_varying_interval& here = intervals_[interval_];
    const double factor = factors_.empty() ? 1.0 : factors_[interval_];
    length_ = here.length.count();
    rate_ = factor * here.arrival_rate.per_second();
    const double end = factor * here.arrival_rate_at_end.value_or(here.arrival_rate).per_second();
    slope_ = (end - rate_) / length_;
    left_ = 0.5 * (rate_ + end) * length_;
    passed_ = 0.0;
  }

  std::span<const time_varying_interval> intervals_;
  std::vector<double> factors_;
  exponential_stream steps_;
  std::size_t interval_ = 0;
  double begin_ = 0.0;   // of the interval
  double length_ = 0.0;  // of it
  double passed_ = 0.0;  // of it, when the last contact came
  double rate_ = 0.0;    // then
  double slope_ = 0.0;   // of the rate
  double left_ = 0.0;    // contacts expected in the rest of it
};

}  // namespace krarup
