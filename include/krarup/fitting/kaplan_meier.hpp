// The law of patience that waits show, without any formula for it: the estimate of Kaplan and Meier.
//
// Sources
//   [1] E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, Journal of the
//       American Statistical Association 53(282), 1958.
//   [2] M. Greenwood, The natural duration of cancer, Reports on Public Health and Medical Subjects
//       33, 1926.
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/special_functions/erf.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup {

/// The estimate, and what it rests on.
struct kaplan_meier_estimate {
  struct step {
    duration wait;          ///< at which somebody hung up
    double at_risk;         ///< contacts that were still waiting just before it
    double abandoned;       ///< of them, those who hung up at it
    double still_there;     ///< P(patience > wait)
    double standard_error;  ///< of still_there, by Greenwood's formula; 0 where nobody is left
    duration exposure;      ///< waiting time of all contacts, up to this wait
  };

  empirical_patience law;
  std::vector<step> steps;
  duration longest_wait;  ///< of any contact; beyond it the waits say nothing
};

/// Share of contacts that would still be waiting, at each wait at which somebody hung up.
/// Formula   product of 1 - abandoned / at risk [1]; its variance is the squared share times the sum
///           of abandoned / (at risk (at risk - abandoned)) [2]
/// Limits    at equal waits an abandonment is counted before an answer. Where the longest wait ended
///           with an answer, the law leaves a share that never hangs up, and its average is
///           infinite: see restricted_average_patience().
/// Errors    std::domain_error where nobody hung up.
/// Accuracy  relative error of the shares below 1e-14, of the errors below 1e-13, against fractions
///           for the waits of two centers, 464 steps (tests/python/test_fit_patience.py).
[[nodiscard]] inline kaplan_meier_estimate kaplan_meier(const observed_waits& waits) {
  detail::require(waits.abandoned().count() > 0.0, "abandoned", "> 0 contacts",
                  waits.abandoned().count());
  kaplan_meier_estimate estimate;
  estimate.longest_wait = duration(waits.rows().back().wait);
  double at_risk = waits.abandoned().count() + waits.answered().count();
  double there = 1.0;
  double sum = 0.0;
  double over = 0.0;  // waiting time of those whose wait is over
  for (const auto& row : waits.rows()) {
    if (row.abandoned > 0.0) {
      const double left = std::max(0.0, at_risk - row.abandoned);
      there *= left / at_risk;
      sum += left > 0.0 ? row.abandoned / (at_risk * left) : 0.0;
      estimate.law.points.push_back({duration(row.wait), there});
      estimate.steps.push_back({duration(row.wait), at_risk, row.abandoned, there,
                                there * std::sqrt(sum), duration(over + at_risk * row.wait)});
    }
    at_risk -= row.abandoned + row.answered;
    over += (row.abandoned + row.answered) * row.wait;
  }
  return estimate;
}

/// A range for the share still there.
struct patience_interval {
  double lower;
  double upper;
};

/// The interval of confidence around the share still there after this step; it stays within [0, 1].
/// Formula   share^exp(-+ z s), with s = standard error / |share ln share|: normal in ln(-ln share)
/// Limits    [share, share] where it is 0 or 1.
[[nodiscard]] KRARUP_FUNCTION patience_interval
confidence_interval(const kaplan_meier_estimate::step& step, proportion confidence)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const double share = step.still_there;
  if (share <= 0.0 || share >= 1.0) return {share, share};
  const double z =
      std::numbers::sqrt2 * boost::math::erf_inv(confidence.value(), detail::math_policy());
  const double s = z * step.standard_error / (share * -std::log(share));
  return {std::pow(share, std::exp(s)), std::pow(share, std::exp(-s))};
}
#endif

/// Mean of the lesser of patience and `until`: the area under the shares up to there.
[[nodiscard]] inline duration restricted_average_patience(const empirical_patience& law,
                                                          duration until) {
  duration sum(0);
  duration from(0);
  double there = 1.0;
  for (const auto& point : law.points) {
    if (point.wait >= until) break;
    sum += there * (point.wait - from);
    from = point.wait;
    there = point.still_there.value();
  }
  return sum + there * (until - from);
}

}  // namespace krarup
