// How many agents a day takes whose promise is to be kept on a stated share of the days that may come of
// its forecast, where both the day's volume and that of each interval stray from it.
//
// Agents that serve a day of more volume keep the promise on more days. So the volume is sought whose
// agents keep it on as many as are asked for.
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/outcome.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/staffing/day_rules.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Agents of a day, and how sure they are.
struct sure_day_requirement {
  day_requirement staffing;  ///< `kept` where the promise is on as many days as were asked for
  double volume_factor;      ///< of the forecast that these agents serve
  double probability;        ///< share of days on which they keep the promise
};

/// Least agents' time, among the staffings of a day of more or less volume, that keeps its promise on the
/// stated share of days. staffing_for(factor) is the outcome<day_requirement> for the forecast times the
/// factor, probability_under(on_phone) the share of days on which so many agents keep the promise.
/// Accuracy     the staffing for 0.2 % less volume, if it is another, keeps the promise on fewer days.
/// Limits       where more volume would have to be served and cannot be, by the agents that are allowed,
///              the staffing that fails to is the answer, not kept; where next to none has to be, the
///              least that is allowed.
/// Unreachable  as staffing_for.
/// Errors       as both; std::domain_error for a probability that is not between 0 and 1, exclusively,
///              and for a dispersion without a variance.
template <class StaffingFor, class ProbabilityUnder>
[[nodiscard]] outcome<sure_day_requirement> agents_required(
    const StaffingFor& staffing_for, const ProbabilityUnder& probability_under,
    const over_dispersion& dispersion, proportion probability) {
  check(dispersion);
  const double wanted = probability.value();
  detail::require(wanted > 0.0 && wanted < 1.0, "probability", "in (0, 1)", wanted);
  const double variance = dispersion.day + dispersion.interval;
  detail::require(variance > 0.0, "dispersion", "of some variance", variance);
  const auto log_odds = [](double p) {
    const double inner = std::clamp(p, 1e-6, 1.0 - 1e-6);
    return std::log(inner / (1.0 - inner));
  };
  struct trial {
    double at;  // logarithm of the factor
    double margin;
    sure_day_requirement found;
  };
  std::optional<trial> low;
  std::optional<trial> high;
  const double first =
      dispersion.day > 0.0 ? volume_factor({.day = dispersion.day}).quantile(probability) : 1.0;
  const double stride = 0.6 * std::sqrt(variance);  // about a unit of log odds
  constexpr double resolution = 0.002;
  double reach = stride;
  for (double at = std::log(first);;) {
    const double factor = std::exp(at);
    const outcome<day_requirement> staffing = staffing_for(factor);
    if (!staffing) return staffing.why();
    const double share = probability_under(staffing->on_phone);
    trial now{at, log_odds(share) - log_odds(wanted), {*staffing, factor, share}};
    const bool enough = share >= wanted;
    if (!enough && !now.found.staffing.kept) return now.found;
    now.found.staffing.kept = enough;
    (enough ? high : low) = std::move(now);
    constexpr double hardly_any_volume = -30.0;
    if (enough && at < hardly_any_volume) return high->found;
    if (!low || !high) {
      at += std::clamp(-1.2 * stride * (enough ? *high : *low).margin, enough ? -reach : resolution,
                       enough ? -resolution : reach);
      reach *= 2.0;
      continue;
    }
    const double width = high->at - low->at;
    const double spared = high->found.staffing.agents_time / low->found.staffing.agents_time - 1.0;
    if (width <= resolution || spared <= 0.0) return high->found;
    const double part = low->margin / (low->margin - high->margin);
    at = low->at + std::clamp(part, 0.2, 0.8) * width;
  }
}

}  // namespace krarup
