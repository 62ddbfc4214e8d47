// The Weibull patience that censored waits make likeliest.
#pragma once

#include <cmath>
#include <cstdint>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/tools/toms748_solve.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup {

/// A Weibull patience and how well it is known.
struct weibull_fit {
  weibull_patience law;
  duration scale_standard_error;
  double shape_standard_error;
  double left_out;  ///< contacts that hung up after a wait of 0, where the law has no density
};

/// The likeliest Weibull patience, given the waits of those who hung up and, as lower bounds, of those
/// who were answered.
/// Formula   with n contacts and d abandonments at each wait w, the shape k is the one root of
///           sum n w^k ln w / sum n w^k - 1/k = sum d ln w / sum d, and scale^k = sum n w^k / sum d;
///           standard errors from the observed information
/// Errors    std::domain_error where nobody hung up after a wait > 0, or all did after the longest:
///           then the likelihood grows with the shape for ever.
/// Accuracy  relative error of law and standard errors below 1e-12 (tests/reference/patience_fits.csv).
[[nodiscard]] KRARUP_FUNCTION weibull_fit fit_weibull_patience(const observed_waits& all)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const observed_waits waits = all.without_abandoned_at_once();
  detail::require_censored(waits);
  const double longest = waits.rows().back().wait;
  const double abandoned = waits.abandoned().count();
  double mean_log = 0.0;  // of the waits that ended by hanging up, relative to the longest
  for (const auto& row : waits.rows()) {
    if (row.abandoned > 0.0) mean_log += row.abandoned * std::log(row.wait / longest);
  }
  mean_log /= abandoned;
  // So near the longest that no double holds the shape counts as no earlier.
  detail::require(mean_log < -1e-15, "abandonments before the longest wait", "> 0 contacts", 0.0);

  struct powers {
    double sum;      // of n x^k, x the wait relative to the longest
    double logs;     // of n x^k ln x
    double squares;  // of n x^k (ln x)^2
  };
  const auto powers_of = [&](double shape) {
    powers p{0.0, 0.0, 0.0};
    for (const auto& row : waits.rows()) {
      if (row.wait == 0.0) continue;
      const double log = std::log(row.wait / longest);
      const double term = (row.answered + row.abandoned) * std::exp(shape * log);
      p.sum += term;
      p.logs += term * log;
      p.squares += term * log * log;
    }
    return p;
  };
  // Rises with the shape: from minus infinity to -mean_log > 0.
  const auto slope = [&](double shape) {
    const powers p = powers_of(shape);
    return p.logs / p.sum - 1.0 / shape - mean_log;
  };
  std::uintmax_t steps = 200;
  const auto bracket = boost::math::tools::bracket_and_solve_root(
      slope, 1.0, 2.0, true, boost::math::tools::eps_tolerance<double>(50), steps,
      detail::math_policy());
  const double shape = 0.5 * (bracket.first + bracket.second);
  const powers p = powers_of(shape);
  const double log_scale = std::log(p.sum / abandoned) / shape;  // relative to the longest

  // Information of (ln scale, shape); the logarithms are now relative to the scale.
  const double norm = abandoned / p.sum;
  const double logs = norm * (p.logs - log_scale * p.sum);
  const double squares =
      norm * (p.squares - 2.0 * log_scale * p.logs + log_scale * log_scale * p.sum);
  const double of_scale = shape * shape * abandoned;
  const double of_both = -shape * logs;
  const double of_shape = abandoned / (shape * shape) + squares;
  const double determinant = of_scale * of_shape - of_both * of_both;
  const duration scale(longest * std::exp(log_scale));
  return {{scale, shape},
          scale * std::sqrt(of_shape / determinant),
          std::sqrt(of_scale / determinant),
          all.abandoned_at_once()};
}
#endif

}  // namespace krarup
