// The service level of a whole day, which differs from day to day where the volume does.
//
// All intervals of a day share its factor, and each has one of its own. Given the day's factor, the
// contacts of the day that are served in time, less a level's share of those that count, are a sum
// over intervals that are independent; the sum is taken to have the gamma law, moved and mirrored, of
// its mean, variance and skewness, which are those of the intervals, by quadrature. Where the factors
// of intervals do not vary nothing is assumed. That single contacts are few is left out: the service
// level of an interval is that of the queue in balance under its factors.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <krarup/detail/gamma_factors.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/detail/moved_gamma.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A queue whose day has a factor of its own.
template <class Queue>
concept daily_varying_queue = plannable_queue<Queue> && requires(const Queue queue) {
  { day_factor_of(queue) } -> std::same_as<volume_factor>;
  { at_day_factor(queue, 1.0) } -> std::same_as<Queue>;
  { factor_of(queue) } -> std::same_as<volume_factor>;
  { at_factor(queue, 1.0) } -> queue_model;
  { queue.dispersion } -> std::convertible_to<over_dispersion>;
};

/// The service level of a day under given agents: contacts in time over contacts that count, each
/// summed over its intervals, each interval by the definition and the answer time of its own target.
/// Of a queue with redials contacts are attempts.
/// Accuracy  as probability_of_target for one interval, and where the intervals have no factors of
///           their own; else of the law that is taken for their sum: probabilities are off by at most
///           0.01 for 24 intervals, and for 4 whose factors vary by at most 0.04; by 0.04 for 4 whose
///           factors vary by 0.2 (tests/staffing/day_service_level_test.cpp).
/// Work      where both day and intervals vary, about 100 means over the factor of each interval, which
///           is asked under some 100 rates
template <daily_varying_queue Queue>
class day_service_level {
 public:
  /// Errors    std::invalid_argument without intervals, where there is not one number of agents for
  ///           each, where a target promises no service level, and where the day's variation is not
  ///           that of the first interval; std::domain_error for a length out of range.
  day_service_level(std::vector<plan_interval<Queue>> intervals, std::vector<agents> on_phone)
      : intervals_(std::move(intervals)), on_phone_(std::move(on_phone)) {
    if (intervals_.empty()) throw std::invalid_argument("a day must have an interval, got none");
    if (intervals_.size() != on_phone_.size()) {
      throw std::invalid_argument(
          "agents must be given for each interval: " + std::to_string(intervals_.size()) +
          " intervals, got " + std::to_string(on_phone_.size()) + " numbers of agents");
    }
    const over_dispersion first = intervals_.front().queue.dispersion;
    for (const plan_interval<Queue>& each : intervals_) {
      detail::require(detail::is_finite_positive(each.length.count()), "the length of an interval",
                      "finite and > 0 s", each.length.count());
      check(each.target);
      if (!each.target.service_level) {
        throw std::invalid_argument(
            "every target must promise a service level, got one that does "
            "not");
      }
      const over_dispersion its = each.queue.dispersion;
      check(its);
      if (its.day != first.day) {
        throw std::invalid_argument("the day's variation must be the same in all intervals, got " +
                                    std::to_string(first.day) + " and " + std::to_string(its.day));
      }
      volume_ += volume(each);
      intervals_vary_ = intervals_vary_ || its.interval > 0.0;
    }
    if (intervals_.size() == 1) intervals_vary_ = false;  // its factor is the day's
  }

  /// On days of the stated factor, over their contacts.
  /// Limits    1 where no contact counts.
  [[nodiscard]] double on_day(double factor) const {
    service_level_shares all{0.0, 0.0};
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      add(all, i, at_day_factor(intervals_[i].queue, factor));
    }
    return all.level();
  }

  /// Over the contacts of all days, as a long run of them shows.
  [[nodiscard]] double mean() const {
    service_level_shares all{0.0, 0.0};
    for (std::size_t i = 0; i < intervals_.size(); ++i) add(all, i, intervals_[i].queue);
    return all.level();
  }

  /// Share of days whose service level is at least this.
  [[nodiscard]] double probability_at_least(proportion level) const {
    answers known{.by_day = {}, .of_intervals = std::vector<shares_by_rate>(intervals_.size())};
    return probability_at_least(level.value(), known);
  }

  /// Service level that the stated share of days does not exceed: 0.10 asks for what nine of ten
  /// days reach.
  /// Limits    for shares of 0 and 1 the level under factors that are exceeded, or not exceeded, with
  ///           probability 1e-300, as far as the intervals do not vary.
  [[nodiscard]] double quantile(proportion share) const {
    const double p = share.value();
    if (volume_ == 0.0) return 1.0;
    if (!intervals_vary_) {
      const volume_factor factor = day_factor();
      return level_under(p < 1.0 ? factor.quantile_above(std::max(p, 1e-300))
                                 : factor.quantile(1e-300));
    }
    answers known{.by_day = {}, .of_intervals = std::vector<shares_by_rate>(intervals_.size())};
    double low = 0.0;
    double high = 1.0;
    while (high - low > 1e-9) {
      const double middle = (low + high) / 2.0;
      (probability_at_least(middle, known) > 1.0 - p ? low : high) = middle;
    }
    return (low + high) / 2.0;
  }

 private:
  /// What has been asked for once.
  struct answers {
    std::map<double, cumulants_of_served> by_day;  // of ln of the day's factor
    std::vector<shares_by_rate> of_intervals;
  };

  [[nodiscard]] static double volume(const plan_interval<Queue>& interval) {
    return (arrival_rate(interval.queue) * interval.length).count();
  }

  /// Of the day, and of its interval where it is the only one.
  [[nodiscard]] volume_factor day_factor() const {
    const Queue& queue = intervals_.front().queue;
    return intervals_.size() == 1 ? factor_of(queue) : day_factor_of(queue);
  }

  [[nodiscard]] double level_under(double factor) const {
    if (intervals_.size() > 1) return on_day(factor);
    service_level_shares all{0.0, 0.0};
    add(all, 0, at_factor(intervals_.front().queue, factor));
    return all.level();
  }

  template <queue_model Any>
  void add(service_level_shares& all, std::size_t i, const Any& queue) const {
    const service_target& target = intervals_[i].target;
    const service_level_shares shares =
        shares_for_service_level(queue, on_phone_[i], *target.answer_within, target.definition,
                                 target.short_abandon.value_or(duration(0)));
    const double attempts = volume(intervals_[i]) * attempts_each(queue, on_phone_[i]);
    all.in_time += attempts * shares.in_time;
    all.counted += attempts * shares.counted;
  }

  /// Attempts per first attempt.
  template <queue_model Any>
  [[nodiscard]] static double attempts_each(const Any& queue, agents n) {
    if constexpr (requires { attempt_rate(queue, n); }) {
      const double first = arrival_rate(queue).per_second();
      if (first > 0.0) return attempt_rate(queue, n).per_second() / first;
    }
    return 1.0;
  }

  /// Of all intervals together, in contacts.
  [[nodiscard]] cumulants_of_served cumulants_on_day(double factor, answers& known) const {
    cumulants_of_served all;
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      const service_target& target = intervals_[i].target;
      const cumulants_of_served each = cumulants_for_service_level(
          at_day_factor(intervals_[i].queue, factor), on_phone_[i], *target.answer_within,
          target.definition, target.short_abandon.value_or(duration(0)), known.of_intervals[i]);
      const double v = volume(intervals_[i]);
      for (std::size_t k = 0; k < each.first.size(); ++k) all.first[k] += v * each.first[k];
      for (std::size_t k = 0; k < each.second.size(); ++k) all.second[k] += v * v * each.second[k];
      for (std::size_t k = 0; k < each.third.size(); ++k) all.third[k] += v * v * v * each.third[k];
    }
    return all;
  }

  [[nodiscard]] double probability_at_least(double level, answers& known) const {
    if (level <= 0.0 || volume_ == 0.0) return 1.0;
    const volume_factor factor = day_factor();
    if (intervals_vary_) {
      return detail::mean_over<1>(
          factor.law(), detail::weighted_by::time, {},
          [&](double u) {
            const auto at = known.by_day.find(u);
            if (at != known.by_day.end())
              return std::array{probability_at_least(level, at->second)};
            const cumulants_of_served all = cumulants_on_day(std::exp(u), known);
            known.by_day.emplace(u, all);
            return std::array{probability_at_least(level, all)};
          },
          1e-7)[0];
    }
    const auto missed = [&](double x) { return level_under(x) < level; };
    if (factor.is_certain()) return missed(1.0) ? 0.0 : 1.0;
    const double least = factor.quantile(1e-300);
    const double most = factor.quantile_above(1e-300);
    if (missed(least)) return 0.0;
    if (!missed(most)) return 1.0;
    return factor.probability_at_most(detail::threshold(missed, least, most));
  }

  /// That X - level Y >= 0, given the day's factor.
  [[nodiscard]] static double probability_at_least(double level, const cumulants_of_served& all) {
    const double mean = all.first[0] - level * all.first[1];
    const double variance =
        all.second[0] - 2.0 * level * all.second[1] + level * level * all.second[2];
    if (!(variance > 0.0)) return mean >= 0.0 ? 1.0 : 0.0;
    const double third = all.third[0] - 3.0 * level * all.third[1] +
                         3.0 * level * level * all.third[2] - level * level * level * all.third[3];
    return detail::probability_above_zero(mean, variance, third);
  }

  std::vector<plan_interval<Queue>> intervals_;
  std::vector<agents> on_phone_;
  double volume_ = 0.0;  // expected contacts
  bool intervals_vary_ = false;
};

}  // namespace krarup
