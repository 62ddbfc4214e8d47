// What counts of contacts say: the profile of a day, and how much more they vary than chance alone
// would let them, split into a factor that all intervals of a day share and one that each has for
// itself. By moments: no law of the factors is assumed.
//
// Sources
//   [1] A. N. Avramidis, A. Deslauriers, P. L'Ecuyer, Modeling daily arrivals to a telephone call
//       center, Management Science 50(7), 2004.
//   [2] B. Efron, C. Stein, The jackknife estimate of variance, Annals of Statistics 9(3), 1981.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/distributions/students_t.hpp>
#endif

namespace krarup {

/// Contacts offered in each interval of several days.
struct observed_counts {
  std::span<const double> contacts;  ///< day by day, each with all its intervals; >= 0
  std::size_t intervals;             ///< of a day
  /// Which days are expected to be alike, such as the Mondays: a number for each day, from 0; all of
  /// them where empty. A difference between kinds of days is then no over-dispersion.
  std::span<const std::size_t> kind = {};
};

/// Contacts of a log by day and interval.
struct counted_arrivals {
  std::vector<double> contacts;  ///< as observed_counts has them
  double outside;                ///< contacts that arrived in no interval
};

/// Counts arrivals in so many intervals of each day, from its opening on.
/// Units     arrival: s by the wall clock, a day having 24 hours, since midnight of the first day
/// Limits    days up to that of the last arrival, those without contacts too: observed_counts::kind sets
///           days apart on which nobody is there.
/// Errors    std::domain_error for an arrival that is not finite and >= 0, an interval that is not > 0,
///           and intervals that do not lie within a day.
[[nodiscard]] inline counted_arrivals count_arrivals(std::span<const double> arrival,
                                                     duration opening, duration interval,
                                                     std::size_t intervals) {
  constexpr double day = 86400.0;
  const double from = opening.count();
  const double length = interval.count();
  detail::require(detail::is_finite_nonnegative(from), "opening", "finite and >= 0 s", from);
  detail::require(detail::is_finite_positive(length), "interval", "finite and > 0 s", length);
  const double closing = from + length * static_cast<double>(intervals);
  detail::require(closing <= day, "end of the last interval", "<= 24 h", closing);
  double last = -1.0;
  for (const double at : arrival) {
    detail::require(detail::is_finite_nonnegative(at), "arrival", "finite and >= 0 s", at);
    last = std::max(last, std::floor(at / day));
  }
  counted_arrivals counted{std::vector<double>(static_cast<std::size_t>(last + 1.0) * intervals),
                           0.0};
  for (const double at : arrival) {
    const double date = std::floor(at / day);
    const double place = std::floor((at - date * day - from) / length);
    if (place >= 0.0 && place < static_cast<double>(intervals)) {
      counted
          .contacts[static_cast<std::size_t>(date) * intervals + static_cast<std::size_t>(place)] +=
          1.0;
    } else {
      counted.outside += 1.0;
    }
  }
  return counted;
}

/// An estimate and the interval of confidence around it.
struct estimate_with_interval {
  double value;
  double standard_error;
  double lower;
  double upper;
};

/// Of one kind of days, contacts expected in each interval.
/// Formula   average -+ t sqrt(variance / days), with Student's t of days - 1
/// Errors    std::domain_error for a count that is not finite and >= 0, less than 2 days of the kind,
///           or a confidence not within (0, 1); std::invalid_argument for columns that do not fit.
[[nodiscard]] KRARUP_FUNCTION std::vector<estimate_with_interval> intraday_profile(
    const observed_counts& of, std::size_t kind, proportion confidence);

/// Over-dispersion of both levels.
struct over_dispersion_fit {
  over_dispersion factors;          ///< negative estimates set to 0
  estimate_with_interval day;       ///< as estimated: below 0 where counts vary less than Poisson
  estimate_with_interval interval;  ///< the same; bounds of intervals are >= 0
};

/// Squared coefficients of variation of the day's factor and of the interval's.
/// Formula   1 + day = E[X_i X_j] / (m_i m_j) for intervals i != j of a day, and (1 + day)(1 +
///           interval) = E[X_i (X_i - 1)] / m_i^2, each as a ratio of sums over intervals and kinds
///           of days of unbiased estimates; standard errors by leaving out one day after the other
///           [2]; bounds are value exp(-+ t error/value), or value -+ t error where that is not > 0
/// Limits    standard error and upper bound are infinite where all contacts came on two days.
/// Errors    as intraday_profile; std::domain_error for less than 3 days of any kind, less than 2
///           intervals, or no contacts at all.
/// Accuracy  of 95 % intervals from 60 days of 24 intervals of 40 contacts, 95 and 96 % cover
///           (tests/fitting/arrivals_test.cpp).
[[nodiscard]] KRARUP_FUNCTION over_dispersion_fit fit_over_dispersion(const observed_counts& of,
                                                                      proportion confidence);

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// The days of each kind, as positions of their first intervals.
/// Errors    as intraday_profile.
[[nodiscard]] KRARUP_FUNCTION std::vector<std::vector<std::size_t>> days_by_kind(
    const observed_counts& of) {
  if (of.intervals == 0 || of.contacts.size() % of.intervals != 0) {
    throw std::invalid_argument("counts must be whole days of as many intervals");
  }
  const std::size_t days = of.contacts.size() / of.intervals;
  if (!of.kind.empty() && of.kind.size() != days) {
    throw std::invalid_argument("there must be a kind for each day");
  }
  for (const double each : of.contacts) {
    require(is_finite_nonnegative(each), "contacts", "finite and >= 0", each);
  }
  std::vector<std::vector<std::size_t>> kinds;
  for (std::size_t day = 0; day < days; ++day) {
    const std::size_t kind = of.kind.empty() ? 0 : of.kind[day];
    if (kind >= kinds.size()) kinds.resize(kind + 1);
    kinds[kind].push_back(day * of.intervals);
  }
  return kinds;
}

/// Student's t that a variable of that law stays within, on both sides, with this probability.
[[nodiscard]] KRARUP_FUNCTION double student_t(double degrees, proportion confidence) {
  require(confidence.value() > 0.0 && confidence.value() < 1.0, "confidence", "in (0, 1)",
          confidence.value());
  return boost::math::quantile(
      boost::math::complement(boost::math::students_t(degrees), 0.5 * (1.0 - confidence.value())));
}

/// The sums of which both ratios are made, for days alike; additive over kinds.
struct count_moments {
  double between = 0.0;        // covariances of different intervals
  double between_means = 0.0;  // products of their means
  double within = 0.0;         // variances of intervals beyond Poisson's
  double within_means = 0.0;   // squares of their means

  [[nodiscard]] double day() const { return between / between_means; }
  [[nodiscard]] double interval() const {
    return (1.0 + within / within_means) / (1.0 + day()) - 1.0;
  }
  void add(const count_moments& other) {
    between += other.between;
    between_means += other.between_means;
    within += other.within;
    within_means += other.within_means;
  }
};

/// Of the days that begin at these positions, one of them left out.
[[nodiscard]] KRARUP_FUNCTION count_moments moments_of(const observed_counts& of,
                                                       const std::vector<std::size_t>& days,
                                                       std::size_t left_out) {
  const double n = static_cast<double>(days.size()) - (left_out < days.size() ? 1.0 : 0.0);
  std::vector<double> mean(of.intervals, 0.0);
  for (std::size_t d = 0; d < days.size(); ++d) {
    if (d == left_out) continue;
    for (std::size_t i = 0; i < of.intervals; ++i) mean[i] += of.contacts[days[d] + i] / n;
  }
  double variances = 0.0;
  double variance_of_total = 0.0;
  for (std::size_t d = 0; d < days.size(); ++d) {
    if (d == left_out) continue;
    double total = 0.0;
    for (std::size_t i = 0; i < of.intervals; ++i) {
      const double stray = of.contacts[days[d] + i] - mean[i];
      variances += stray * stray / (n - 1.0);
      total += stray;
    }
    variance_of_total += total * total / (n - 1.0);
  }
  double sum = 0.0;
  double squares = 0.0;
  for (const double m : mean) {
    sum += m;
    squares += m * m;
  }
  const double covariances = variance_of_total - variances;
  return {n * covariances, n * (sum * sum - squares) - covariances, n * (variances - sum),
          n * squares - variances};
}

/// The interval around an estimate that cannot be below 0; an error that is no number is infinite.
[[nodiscard]] KRARUP_FUNCTION estimate_with_interval around(double value, double error, double t) {
  if (!(error <= largest)) return {value, infinity, 0.0, infinity};
  if (value > 0.0) {
    const double factor = std::exp(t * error / value);
    return {value, error, value / factor, value * factor};
  }
  return {value, error, 0.0, std::max(0.0, value + t * error)};
}

}  // namespace detail

KRARUP_FUNCTION std::vector<estimate_with_interval> intraday_profile(const observed_counts& of,
                                                                     std::size_t kind,
                                                                     proportion confidence) {
  const auto kinds = detail::days_by_kind(of);
  const auto days = kind < kinds.size() ? kinds[kind] : std::vector<std::size_t>();
  const auto n = static_cast<double>(days.size());
  detail::require(n >= 2.0, "days of a kind", ">= 2", n);
  const double t = detail::student_t(n - 1.0, confidence);
  std::vector<estimate_with_interval> profile;
  for (std::size_t i = 0; i < of.intervals; ++i) {
    double mean = 0.0;
    for (const std::size_t day : days) mean += of.contacts[day + i] / n;
    double squares = 0.0;
    for (const std::size_t day : days) {
      const double stray = of.contacts[day + i] - mean;
      squares += stray * stray;
    }
    const double error = std::sqrt(squares / (n - 1.0) / n);
    profile.push_back({mean, error, std::max(0.0, mean - t * error), mean + t * error});
  }
  return profile;
}

KRARUP_FUNCTION over_dispersion_fit fit_over_dispersion(const observed_counts& of,
                                                        proportion confidence) {
  const auto kinds = detail::days_by_kind(of);
  detail::require(of.intervals >= 2, "intervals of a day", ">= 2",
                  static_cast<double>(of.intervals));
  std::vector<detail::count_moments> parts;
  detail::count_moments all;
  double degrees = 0.0;
  for (const auto& days : kinds) {
    const auto n = static_cast<double>(days.size());
    detail::require(n >= 3.0, "days of each kind", ">= 3", n);
    parts.push_back(detail::moments_of(of, days, days.size()));
    all.add(parts.back());
    degrees += n - 1.0;
  }
  detail::require(all.within_means > 0.0 && all.between_means > 0.0, "contacts in two intervals",
                  "> 0", 0.0);
  double day_variance = 0.0;
  double interval_variance = 0.0;
  for (std::size_t k = 0; k < kinds.size(); ++k) {
    const std::size_t n = kinds[k].size();
    std::vector<double> day(n);
    std::vector<double> interval(n);
    for (std::size_t d = 0; d < n; ++d) {
      detail::count_moments without = detail::moments_of(of, kinds[k], d);
      for (std::size_t other = 0; other < kinds.size(); ++other) {
        if (other != k) without.add(parts[other]);
      }
      day[d] = without.day();
      interval[d] = without.interval();
    }
    const auto spread = [n](const std::vector<double>& values) {
      double mean = 0.0;
      for (const double value : values) mean += value / static_cast<double>(n);
      double squares = 0.0;
      for (const double value : values) squares += (value - mean) * (value - mean);
      return squares * static_cast<double>(n - 1) / static_cast<double>(n);
    };
    day_variance += spread(day);
    interval_variance += spread(interval);
  }
  const double t = detail::student_t(degrees, confidence);
  const double day = all.day();
  const double interval = all.interval();
  return {{std::max(0.0, day), std::max(0.0, interval)},
          detail::around(day, std::sqrt(day_variance), t),
          detail::around(interval, std::sqrt(interval_variance), t)};
}
#endif

}  // namespace krarup
