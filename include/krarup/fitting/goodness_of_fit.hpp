// How well a law of patience explains the waits that were observed, to choose between laws.
//
// Sources
//   [1] H. Akaike, A new look at the statistical model identification, IEEE Transactions on Automatic
//       Control 19(6), 1974.
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>

#include <krarup/detail/check.hpp>
#include <krarup/fitting/kaplan_meier.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// ln of the density of patience at a wait t > 0, per second.
/// Limits    minus infinity where nobody hangs up at t.
[[nodiscard]] inline double log_density(const exponential_patience& law, duration t) {
  return -t / law.average - std::log(law.average.count());
}
[[nodiscard]] inline double log_density(const weibull_patience& law, duration t) {
  const double log = std::log(t / law.scale);
  return std::log(law.shape / law.scale.count()) + (law.shape - 1.0) * log -
         std::exp(law.shape * log);
}
[[nodiscard]] inline double log_density(const lognormal_patience& law, duration t) {
  const double z = std::log(t / law.median) / law.sigma;
  return -0.5 * z * z - std::log(t.count() * law.sigma) - 0.5 * std::log(2.0 * std::numbers::pi);
}
[[nodiscard]] inline double log_density(const gamma_patience& law, duration t) {
  const double x = law.shape * (t / law.average);
  return law.shape * std::log(x) - x - std::lgamma(law.shape) - std::log(t.count());
}
[[nodiscard]] inline double log_density(const hyperexponential_patience& law, duration t) {
  double most = -detail::infinity;
  const auto term = [t](const auto& kind) {
    return std::log(kind.share.value()) +
           log_density(exponential_patience{kind.average_patience}, t);
  };
  for (const auto& kind : law.kinds) most = std::max(most, term(kind));
  double sum = 0.0;
  for (const auto& kind : law.kinds) sum += std::exp(term(kind) - most);
  return most + std::log(sum);
}
[[nodiscard]] inline double log_density(const hazard_patience& law, duration t) {
  const auto next = std::lower_bound(law.steps.begin(), law.steps.end(), t,
                                     [](const auto& step, duration at) { return step.from < at; });
  const double hazard = next == law.steps.begin() ? 0.0 : std::prev(next)->hazard.per_second();
  return std::log(hazard) + std::log(shares_after(law, t).there);
}

/// How well a law fits.
struct goodness_of_fit {
  double log_likelihood;     ///< of the waits > 0; the higher, the better
  double akaike;             ///< AIC: 2 parameters - 2 log_likelihood; the lower, the better [1]
  double greatest_distance;  ///< between the shares still there of law and Kaplan-Meier estimate
  duration at;               ///< the wait where it is
};

/// ln of the probability, or density, of the waits under a law: of those who hung up by its density,
/// of those who were answered by the share still there. Those who hung up after a wait of 0 are left
/// out for every law, so that laws can be compared.
/// Limits    minus infinity where the law cannot be.
/// Errors    std::domain_error as check(law).
template <patience_law Law>
[[nodiscard]] double log_likelihood(const Law& law, const observed_waits& waits) {
  check(law);
  double sum = 0.0;
  for (const auto& row : waits.rows()) {
    if (row.wait == 0.0) continue;
    const duration wait(row.wait);
    if (row.abandoned > 0.0) sum += row.abandoned * log_density(law, wait);
    if (row.answered > 0.0) sum += row.answered * std::log(shares_after(law, wait).there);
  }
  return sum;
}

/// The same in two numbers, and the greatest distance to the Kaplan-Meier estimate, over the waits up
/// to `until`, and to the longest that ended by hanging up: there few are left, and the estimate is
/// rough. `parameters` is how many numbers of the law were fitted.
/// Errors    std::domain_error where nobody hung up; as check(law).
template <patience_law Law>
[[nodiscard]] goodness_of_fit judge(const Law& law, const observed_waits& waits, int parameters,
                                    duration until = duration(detail::infinity)) {
  const double value = log_likelihood(law, waits);
  goodness_of_fit fit{value, 2.0 * parameters - 2.0 * value, 0.0, duration(0)};
  double before = 1.0;
  for (const auto& step : kaplan_meier(waits).steps) {
    if (step.wait > until) break;
    const double there = shares_after(law, step.wait).there;
    const double distance = std::max(std::abs(there - before), std::abs(there - step.still_there));
    before = step.still_there;
    if (distance <= fit.greatest_distance) continue;
    fit.greatest_distance = distance;
    fit.at = step.wait;
  }
  return fit;
}

}  // namespace krarup
