// How many of those who would have to wait do not wait at all.
//
// Sources
//   [1] C. J. Clopper, E. S. Pearson, The use of confidence or fiducial limits illustrated in the case
//       of the binomial, Biometrika 26(4), 1934.
#pragma once

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/special_functions/beta.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup {

/// The share that balks, and what it rests on.
struct balking_fit {
  proportion share;  ///< of those who had to wait
  proportion lower;  ///< of the interval of confidence
  proportion upper;
  contacts hung_up_at_once;
  contacts had_to_wait;
};

/// Share of contacts that hang up at once, after a wait of 0, among those who had to wait: 1 less the
/// Kaplan-Meier estimate at 0 of those who were not answered at once. It and a law fitted to
/// without_abandoned_at_once() are together the likeliest balking_patience of that law.
/// Formula   bounds p of which the binomial law has (1 - confidence)/2 at, and beyond, as many as were
///           seen [1]; they cover at least with the confidence, and more where few balk
/// Errors    std::domain_error where nobody had to wait, or for a confidence not within (0, 1).
/// Accuracy  of the bounds: relative error of the binomial tails below 1e-11
///           (tests/fitting/balking_test.cpp).
/// Example   const auto others = fit_exponential_patience(waits.without_abandoned_at_once()).law;
///           const balking_patience<exponential_patience> law{fit_balking(waits, 0.95).share, others};
[[nodiscard]] KRARUP_FUNCTION balking_fit fit_balking(const observed_waits& waits,
                                                      proportion confidence)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  detail::require(confidence.value() > 0.0 && confidence.value() < 1.0, "confidence", "in (0, 1)",
                  confidence.value());
  const double all = waits.had_to_wait().count();
  detail::require(all > 0.0, "contacts that had to wait", "> 0", all);
  const double gone = waits.abandoned_at_once();
  const double others = all - gone;
  const double tail = 0.5 * (1.0 - confidence.value());
  const detail::math_policy policy;
  return {gone / all, gone > 0.0 ? boost::math::ibeta_inv(gone, others + 1.0, tail, policy) : 0.0,
          others > 0.0 ? boost::math::ibetac_inv(gone + 1.0, others, tail, policy) : 1.0,
          contacts(gone), contacts(all)};
}
#endif

}  // namespace krarup
