// How fast waiting contacts hang up: by one rate for all waits, which is an exponential patience, or
// by a rate for each stretch of the wait.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// An exponential patience and how well it is known.
struct exponential_fit {
  exponential_patience law;
  duration standard_error;  ///< of the average
};

/// The likeliest exponential patience: all waiting time, of answered and abandoned contacts, over the
/// number of those who hung up [1]. A table of intervals has both as sums.
/// Formula   standard error = average / sqrt(abandoned)
/// Errors    std::domain_error where nobody hung up, or nobody waited.
[[nodiscard]] inline exponential_fit fit_exponential_patience(duration total_wait,
                                                              contacts abandoned) {
  const double left = abandoned.count();
  detail::require(left > 0.0, "abandoned", "> 0 contacts", left);
  detail::require(detail::is_finite_positive(total_wait.count()), "waiting time of all contacts",
                  "finite and > 0 s", total_wait.count());
  const duration average = total_wait / left;
  return {{average}, average / std::sqrt(left)};
}
/// The same from a log or a histogram.
[[nodiscard]] inline exponential_fit fit_exponential_patience(const observed_waits& waits) {
  return fit_exponential_patience(waits.total_wait(), waits.abandoned());
}

/// A rate for each stretch of the wait, and what it rests on.
struct hazard_fit {
  struct stretch {
    duration from;          ///< excluded, but for a wait of 0
    duration to;            ///< included; infinite in the last
    double abandoned;       ///< contacts that hung up in it
    duration exposure;      ///< time that contacts waited in it
    double hazard;          ///< per second: abandoned / exposure
    double standard_error;  ///< of the hazard: sqrt(abandoned) / exposure
  };

  hazard_patience law;
  std::vector<stretch> stretches;
};

/// The likeliest rates of hanging up, each constant from one of the waits in `from` to the next.
/// Errors    std::domain_error where nobody hung up, or `from` does not begin with 0 s, does not rise,
///           or has a stretch in which nobody waited.
[[nodiscard]] inline hazard_fit fit_hazard_patience(const observed_waits& waits,
                                                    std::span<const duration> from) {
  detail::require_censored(waits);
  detail::require(!from.empty() && from.front().count() == 0.0, "first stretch's from", "0 s",
                  from.empty() ? detail::infinity : from.front().count());
  hazard_fit fit;
  const double longest = waits.rows().back().wait;
  for (std::size_t i = 0; i < from.size(); ++i) {
    detail::require(i == 0 || from[i] > from[i - 1], "a stretch's from", "> the one before",
                    from[i].count());
    detail::require(from[i].count() < longest, "a stretch's from", "< the longest wait",
                    from[i].count());
    const duration to = i + 1 < from.size() ? from[i + 1] : duration(detail::infinity);
    fit.stretches.push_back({from[i], to, 0.0, duration(0), 0.0, 0.0});
  }
  double at_risk = waits.abandoned().count() + waits.answered().count();
  double since = 0.0;
  auto now = fit.stretches.begin();
  for (const auto& row : waits.rows()) {
    for (; row.wait > now->to.count(); ++now) {
      now->exposure += duration(at_risk * (now->to.count() - since));
      since = now->to.count();
    }
    now->exposure += duration(at_risk * (row.wait - since));
    now->abandoned += row.abandoned;
    since = row.wait;
    at_risk = std::max(0.0, at_risk - row.answered - row.abandoned);
  }
  for (auto& each : fit.stretches) {
    each.hazard = each.abandoned / each.exposure.count();
    each.standard_error = std::sqrt(each.abandoned) / each.exposure.count();
    fit.law.steps.push_back({each.from, rate::per_second(each.hazard)});
  }
  return fit;
}

}  // namespace krarup
