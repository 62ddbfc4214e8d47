// Volume that varies more than chance alone lets it: contacts come as a Poisson stream whose rate is
// the forecast times two factors that nobody knows beforehand, one of the day and one of the interval,
// each with a gamma law of mean 1. The count of an interval then has a variance above its mean.
//
// Sources
//   [1] G. Jongbloed, G. Koole, Managing uncertainty in call centres using Poisson mixtures, Applied
//       Stochastic Models in Business and Industry 17(4), 2001.
//   [2] A. N. Avramidis, A. Deslauriers, P. L'Ecuyer, Modeling daily arrivals to a telephone call
//       center, Management Science 50(7), 2004.
#pragma once

#include <array>
#include <cmath>
#include <map>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/gamma_factors.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// How far the two factors stray from 1: the squared coefficient of variation of each, 0.01 for a
/// factor that misses by 10 %. The inverse is the gamma law's shape; 0 is a factor that is always 1.
struct over_dispersion {
  double day = 0.0;       ///< of the factor that all intervals of a day share; in [0, 100]
  double interval = 0.0;  ///< of the factor that each interval has for itself; in [0, 100]
};

/// Refuses what is no variation. Beyond 100 a gamma law has next to nothing but zeros.
/// Errors    std::domain_error.
constexpr void check(const over_dispersion& factors) {
  const auto in_range = [](double value) { return value >= 0.0 && value <= 100.0; };
  detail::require(in_range(factors.day), "over_dispersion.day", "in [0, 100]", factors.day);
  detail::require(in_range(factors.interval), "over_dispersion.interval", "in [0, 100]",
                  factors.interval);
}

/// Squared coefficient of variation of the product of both factors, which is what an interval alone
/// shows: (1 + day)(1 + interval) - 1.
/// Errors    as check().
[[nodiscard]] constexpr double squared_variation(const over_dispersion& factors) {
  check(factors);
  return factors.day + factors.interval + factors.day * factors.interval;
}

/// Variance of the number of contacts in an interval, of which `expected` come on average.
/// Formula   m + m^2 (squared variation); m where both factors are 1, as of any Poisson count
/// Errors    as check().
[[nodiscard]] constexpr double variance_of_count(const over_dispersion& factors,
                                                 contacts expected) {
  const double m = expected.count();
  return m + m * m * squared_variation(factors);
}

/// The factor of the rate as a chance variable: the product of the day's and the interval's. The
/// product of two gamma variables has no gamma law: its distribution is the mean over the one of the
/// distribution of the other.
/// Errors    as check().
/// Accuracy  relative error of either tail below 1e-13, down to shares of 1e-140
///           (tests/reference/volume_factor.csv)
class volume_factor {
 public:
  explicit volume_factor(const over_dispersion& factors)
      : law_((check(factors), factors.day), factors.interval) {}

  /// Share of intervals, or of days, whose factor is at most x.
  /// Limits    0 where x <= 0; a step at 1 without over-dispersion.
  /// Errors    std::domain_error where x is NaN.
  [[nodiscard]] double probability_at_most(double x) const {
    detail::require(!std::isnan(x), "factor", "a number", x);
    return x > 0.0 ? law_.probability(std::log(x), false) : 0.0;
  }

  /// Share of those whose factor is greater than x: 1 - probability_at_most, without the subtraction.
  [[nodiscard]] double probability_above(double x) const {
    detail::require(!std::isnan(x), "factor", "a number", x);
    return x > 0.0 ? law_.probability(std::log(x), true) : 1.0;
  }

  /// The factor that the stated share does not exceed.
  /// Limits    for a share of 0 the factor is 0, of 1 infinite; 1 without over-dispersion.
  [[nodiscard]] double quantile(proportion share) const {
    if (law_.none()) return 1.0;
    const double p = share.value();
    if (p == 0.0 || p == 1.0) return p == 0.0 ? 0.0 : detail::infinity;
    return std::exp(p < 0.5 ? law_.quantile(p, false) : law_.quantile(1.0 - p, true));
  }

  /// The factor that the stated share exceeds: quantile(1 - share), without the subtraction.
  [[nodiscard]] double quantile_above(proportion share) const {
    if (law_.none()) return 1.0;
    const double p = share.value();
    if (p == 0.0 || p == 1.0) return p == 0.0 ? detail::infinity : 0.0;
    return std::exp(p < 0.5 ? law_.quantile(p, true) : law_.quantile(1.0 - p, false));
  }

  /// Whether the factor is 1 for certain.
  [[nodiscard]] bool is_certain() const { return law_.none(); }

  /// The law in terms of its logarithm, for means.
  [[nodiscard]] const detail::gamma_factors& law() const { return law_; }

 private:
  detail::gamma_factors law_;
};

/// Joint cumulants of two chance numbers of an interval: contacts that count as served in time, X, and
/// that count at all, Y; x and y are X and Y less their means. They add up over intervals that are
/// independent.
struct cumulants_of_served {
  std::array<double, 2> first{};   ///< means of X and Y
  std::array<double, 3> second{};  ///< variance of X, covariance, variance of Y
  std::array<double, 4> third{};   ///< E[x^3], E[x^2 y], E[x y^2], E[y^3]
};

/// Shares for the service level that an interval has shown under rates asked before, for whoever asks
/// for cumulants under many means of its rate.
class shares_by_rate {
 public:
  /// What compute() says under this rate, asked once.
  template <class Compute>
  [[nodiscard]] service_level_shares at(rate arrivals, const Compute& compute) {
    const auto key = std::llround(std::log(arrivals.per_second()) * 0x1p36);  // rounding apart
    const auto [known, is_new] = known_.try_emplace(key);
    if (is_new) known->second = compute();
    return known->second;
  }

 private:
  std::map<long long, service_level_shares> known_;
};

}  // namespace krarup
