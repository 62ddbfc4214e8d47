// How the service level of a day is distributed whose volume strays from its forecast, with those who
// wait carried over.
//
// All intervals of a day share its factor, and each has one of its own. Given the day's factor, the
// contacts in time, less a level's share of those that count, are a function of the intervals' factors;
// it is taken to be the sum of what each factor does by itself, in its interval and in those that
// feel it, and that sum to have the gamma law, moved and mirrored, of its mean, variance and skewness.
// Where the factors of intervals do not vary nothing is assumed. That single contacts are few is left
// out: the service level is that of the mean over chance under the factors.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <vector>

#include <krarup/detail/compiled.hpp>
#include <krarup/detail/gamma_nodes.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/service_target.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <algorithm>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <krarup/detail/monotone_search.hpp>
#include <krarup/detail/moved_gamma.hpp>
#endif

namespace krarup {

/// A day under given agents, asked for its service level on days of every factor. Answers are kept for
/// later questions.
/// Accuracy  of the exact day and the quadrature, below 1e-6, where the intervals have no factors of
///           their own; else means within 1e-5, and probabilities are off by at most 0.03, for 6
///           intervals whose factors vary by 0.04, and 0.06 for 4 whose factors vary by 0.2, of which
///           0.002 at most is how the day's factor is divided (tests/transient/uncertain_day_test.cpp)
class uncertain_day {
 public:
  /// Errors    as adjustable_day, without its refusal of a day's factor; std::invalid_argument where the
  ///           target promises no service level.
  KRARUP_FUNCTION uncertain_day(time_varying_queue day, std::span<const agents> on_phone,
                                const service_target& target, const over_dispersion& dispersion,
                                const exact_options& options = {});

  /// On days of the stated factor, over their contacts.
  /// Limits    1 where no contact counts.
  [[nodiscard]] KRARUP_FUNCTION double on_day(double factor);

  /// Over the contacts of all days, as a long run of them shows.
  [[nodiscard]] KRARUP_FUNCTION double mean();

  /// Share of days whose service level is at least this.
  [[nodiscard]] KRARUP_FUNCTION double probability_at_least(proportion level);

  /// Service level that the stated share of days does not exceed: 0.10 asks for what nine of ten days
  /// reach.
  /// Limits    for shares of 0 and 1 the level that all but 1e-9 of the days exceed, or do not.
  [[nodiscard]] KRARUP_FUNCTION double quantile(proportion share);

 private:
  using ratio = promised_sums::ratio;

  /// What an interval's factor of this chance does to the day's sums, beside their mean.
  struct effect {
    std::size_t interval;
    double probability;
    ratio change;
  };

  /// The day under a factor; the tolerance is for intervals that vary, beside whose laws it is small.
  [[nodiscard]] KRARUP_FUNCTION adjustable_day of_factor(double factor,
                                                         double tolerance = 1e-4) const;
  [[nodiscard]] KRARUP_FUNCTION ratio sums_on(double factor);
  /// Variance and third cumulant, on a day of the stated factor, of contacts in time less the level's
  /// share of those that count.
  using spread = std::array<double, 2>;

  [[nodiscard]] KRARUP_FUNCTION const std::vector<effect>& effects_on(double factor);
  [[nodiscard]] KRARUP_FUNCTION spread spread_on(double factor, double level);
  [[nodiscard]] KRARUP_FUNCTION double probability_on(double factor, const ratio& all,
                                                      double level);
  [[nodiscard]] KRARUP_FUNCTION double largest_factor(double level);

  /// Factors of the day, for sums, which bend no more than `width_`.
  [[nodiscard]] detail::gamma_nodes day_factors() const {
    if (dispersion_.interval == 0.0) return {dispersion_.day, width_};
    return {dispersion_.day, 0.5 * std::sqrt(width_ * width_ + dispersion_.interval), 14.0, 1.0};
  }
  /// The day's sums at those factors, which rise by one ratio.
  struct curve {
    double step = 0.0;  // of the factor's logarithm
    double first = 0.0;
    std::vector<ratio> sums;
    [[nodiscard]] KRARUP_FUNCTION ratio at(double log_factor) const;
  };
  [[nodiscard]] KRARUP_FUNCTION curve curve_of_sums();

  time_varying_queue day_;
  std::vector<agents> on_phone_;
  service_target target_;
  over_dispersion dispersion_;
  exact_options options_;
  double width_;                                   // of what a factor of the day bends
  std::map<double, ratio> sums_;                   // by the day's factor
  std::map<double, std::vector<effect>> effects_;  // by the same, for few
};

#ifdef KRARUP_HAS_BODIES
KRARUP_FUNCTION uncertain_day::uncertain_day(time_varying_queue day,
                                             std::span<const agents> on_phone,
                                             const service_target& target,
                                             const over_dispersion& dispersion,
                                             const exact_options& options)
    : day_(std::move(day)),
      on_phone_(on_phone.begin(), on_phone.end()),
      target_{.service_level = target.service_level,
              .answer_within = target.answer_within,
              .definition = target.definition,
              .short_abandon = target.short_abandon},
      dispersion_((check(target), check(dispersion), dispersion)),
      options_(options) {
  if (!target_.service_level) {
    throw std::invalid_argument("the target must promise a service level, got one that does not");
  }
  double load = 0.0;
  double all = 0.0;
  for (const time_varying_interval& each : day_.intervals) {
    load += offered(each).count() * each.average_handle_time.count();
    all += each.length.count();
  }
  width_ = 1.0 / std::sqrt(std::max(1.0, all > 0.0 ? load / all : 1.0));
  static_cast<void>(of_factor(1.0));
}

KRARUP_FUNCTION adjustable_day uncertain_day::of_factor(double factor, double tolerance) const {
  exact_options options = options_;
  if (dispersion_.interval > 0.0) options.tolerance = std::max(options.tolerance, tolerance);
  return {with_volume_times(factor, day_),
          on_phone_,
          target_,
          options,
          {.interval = dispersion_.interval}};
}

KRARUP_FUNCTION uncertain_day::ratio uncertain_day::sums_on(double factor) {
  if (const auto known = sums_.find(factor); known != sums_.end()) return known->second;
  ratio all;
  adjustable_day day = of_factor(factor);
  for (std::size_t i = 0; i < day.intervals(); ++i) {
    const ratio own = day.sums(i).service_level;
    all.part += own.part;
    all.whole += own.whole;
  }
  return sums_.emplace(factor, all).first->second;
}

KRARUP_FUNCTION double uncertain_day::on_day(double factor) {
  detail::require(detail::is_finite_nonnegative(factor), "factor", "finite and >= 0", factor);
  const ratio all = sums_on(factor);
  return all.whole > 0.0 ? all.part / all.whole
                         : (factor > 0.0 && sums_on(1.0).whole > 0.0 ? 0.0 : 1.0);
}

KRARUP_FUNCTION double uncertain_day::mean() {
  ratio all;
  for (const auto& [factor, probability] : day_factors()) {
    const ratio own = sums_on(factor);
    all.part += probability * own.part;
    all.whole += probability * own.whole;
  }
  return all.whole > 0.0 ? all.part / all.whole : on_day(1.0);
}

KRARUP_FUNCTION const std::vector<uncertain_day::effect>& uncertain_day::effects_on(double factor) {
  if (const auto known = effects_.find(factor); known != effects_.end()) return known->second;
  std::vector<effect> effects;
  adjustable_day day = of_factor(factor, 0.05);
  std::vector<ratio> rows;
  for (std::size_t i = 0; i < day.intervals(); ++i) rows.push_back(day.sums(i).service_level);
  for (std::size_t i = 0; i < day.intervals(); ++i) {
    if (offered(day_.intervals[i]).count() == 0.0) continue;
    for (const auto& [own, probability] :
         detail::gamma_nodes(dispersion_.interval, detail::infinity, 9.0, 1.0)) {
      adjustable_day trial(day);
      trial.know_factor(i, own);
      effect found{.interval = i, .probability = probability, .change = {}};
      for (std::size_t l = i; l < rows.size(); ++l) {
        const ratio then = trial.sums(l).service_level;
        found.change.part += then.part - rows[l].part;
        found.change.whole += then.whole - rows[l].whole;
      }
      effects.push_back(found);
    }
  }
  return effects_.emplace(factor, std::move(effects)).first->second;
}

KRARUP_FUNCTION uncertain_day::spread uncertain_day::spread_on(double factor, double level) {
  const std::vector<effect>& effects = effects_on(factor);
  spread sum{};
  for (std::size_t e = 0; e < effects.size();) {
    double first = 0.0;
    double second = 0.0;
    double third = 0.0;
    for (const std::size_t of = effects[e].interval;
         e < effects.size() && effects[e].interval == of; ++e) {
      const double moved = effects[e].change.part - level * effects[e].change.whole;
      first += effects[e].probability * moved;
      second += effects[e].probability * moved * moved;
      third += effects[e].probability * moved * moved * moved;
    }
    sum[0] += second - first * first;
    sum[1] += third - 3.0 * first * second + 2.0 * first * first * first;
  }
  return sum;
}

KRARUP_FUNCTION uncertain_day::curve uncertain_day::curve_of_sums() {
  std::map<double, ratio> by_log;
  for (const auto& [factor, probability] : day_factors()) {
    by_log.emplace(std::log(factor), sums_on(factor));
  }
  curve found{.step = 0.0, .first = by_log.begin()->first, .sums = {}};
  for (const auto& [log_factor, sums] : by_log) found.sums.push_back(sums);
  if (by_log.size() > 1) found.step = std::next(by_log.begin())->first - found.first;
  return found;
}

/// By the polynomial through the six nearest.
KRARUP_FUNCTION uncertain_day::ratio uncertain_day::curve::at(double log_factor) const {
  if (sums.size() == 1) return sums.front();
  const std::size_t through = std::min<std::size_t>(6, sums.size());
  const double last = static_cast<double>(sums.size() - 1);
  const double place = std::clamp((log_factor - first) / step, 0.0, last);
  const double most = static_cast<double>(sums.size() - through);
  const double half = static_cast<double>(through) / 2.0;
  const auto from = static_cast<std::size_t>(std::clamp(std::ceil(place - half), 0.0, most));
  ratio all;
  for (std::size_t j = from; j < from + through; ++j) {
    double weight = 1.0;
    for (std::size_t k = from; k < from + through; ++k) {
      if (k == j) continue;
      weight *=
          (place - static_cast<double>(k)) / (static_cast<double>(j) - static_cast<double>(k));
    }
    all.part += weight * sums[j].part;
    all.whole += weight * sums[j].whole;
  }
  return all;
}

KRARUP_FUNCTION double uncertain_day::probability_on(double factor, const ratio& all,
                                                     double level) {
  const double mean = all.part - level * all.whole;
  // The spread changes slowly with the day's factor: it is asked under three, and lies between.
  const double apart = 1.3 * std::sqrt(std::log1p(dispersion_.day));
  const double place = apart > 0.0 ? std::clamp(std::log(factor) / apart, -1.0, 1.0) : 0.0;
  spread both = spread_on(1.0, level);
  if (place != 0.0) {
    const spread far = spread_on(std::exp(std::copysign(apart, place)), level);
    for (std::size_t k = 0; k < both.size(); ++k) both[k] += std::abs(place) * (far[k] - both[k]);
  }
  if (!(both[0] > 0.0)) return mean >= 0.0 ? 1.0 : 0.0;
  return detail::probability_above_zero(mean, both[0], both[1]);
}

KRARUP_FUNCTION double uncertain_day::largest_factor(double level) {
  double low = 1.0;
  double high = 1.0;
  while (on_day(high) >= level && high < 1e3) high *= 1.3;
  while (on_day(low) < level && low > 1e-3) low /= 1.3;
  for (int step = 0; step < 60 && high - low > 1e-9 * high; ++step) {
    const double middle = low + (high - low) / 2.0;
    (on_day(middle) >= level ? low : high) = middle;
  }
  return low;
}

KRARUP_FUNCTION double uncertain_day::probability_at_least(proportion level) {
  if (level.value() == 0.0 || sums_on(1.0).whole == 0.0) return 1.0;
  const volume_factor of_day({.day = dispersion_.day});
  if (dispersion_.interval == 0.0) {
    if (of_day.is_certain()) return on_day(1.0) >= level.value() ? 1.0 : 0.0;
    return of_day.probability_at_most(largest_factor(level.value()));
  }
  // Between its factors of sums the day goes from one that keeps the level to one that does not.
  const curve sums = curve_of_sums();
  const double fine = sums.step > 0.0 ? sums.step / 16.0 : 1.0;
  double sum = 0.0;
  for (const auto& [factor, probability] : detail::gamma_nodes(dispersion_.day, fine, 14.0)) {
    sum += probability * probability_on(factor, sums.at(std::log(factor)), level.value());
  }
  return std::min(sum, 1.0);
}

KRARUP_FUNCTION double uncertain_day::quantile(proportion share) {
  if (sums_on(1.0).whole == 0.0) return 1.0;
  const double p = std::clamp(share.value(), 1e-9, 1.0 - 1e-9);
  if (dispersion_.interval == 0.0) {
    const volume_factor of_day({.day = dispersion_.day});
    return on_day(of_day.quantile_above(proportion(p)));
  }
  double low = 0.0;
  double high = 1.0;
  while (high - low > 1e-9) {
    const double middle = (low + high) / 2.0;
    (probability_at_least(proportion(middle)) > 1.0 - p ? low : high) = middle;
  }
  return (low + high) / 2.0;
}
#endif

}  // namespace krarup
