// How patient contacts are, told from how many of them hang up, or from the half that does.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <cmath>
#include <numbers>

#include <krarup/detail/compiled.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/outcome.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// The estimate from totals: waiting time of all contacts, answered or not, over the number of
/// those that hung up; the maximum-likelihood estimate of an exponential patience [1].
/// Errors    std::domain_error where nobody hung up, or the waiting time is not finite and > 0.
[[nodiscard]] constexpr duration average_patience(duration total_wait, contacts abandoned) {
  detail::require(detail::is_finite_positive(total_wait.count()), "total_wait", "finite and > 0 s",
                  total_wait.count());
  detail::require(abandoned.count() > 0.0, "abandoned", "> 0 contacts", abandoned.count());
  return total_wait / abandoned.count();
}

/// Mean of an exponential patience from its median: median / ln 2.
[[nodiscard]] constexpr duration average_patience_from_median(duration median) {
  return median / std::numbers::ln2;
}

/// Median of an exponential patience from its mean: mean ln 2.
[[nodiscard]] constexpr duration median_patience_from_average(duration average) {
  return average * std::numbers::ln2;
}

/// The average patience under which n agents show the observed share of abandonment among offered
/// contacts. Patience in the queue leaves no other trace: handle time and volume must be right.
/// Unreachable  below_floor outside what any patience explains, which is from max(0, 1 - n/a),
///              where nobody ever tires, to Erlang B's blocking, where nobody waits at all; both
///              excluded; beyond_numbers where the patience is no double > 0.
/// Accuracy     as well as the abandonment determines it: close to either end hardly.
[[nodiscard]] KRARUP_FUNCTION outcome<duration> patience_from_abandonment(
    rate arrival_rate, duration average_handle_time, agents n, proportion abandonment)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const double a = offered_load(arrival_rate, average_handle_time).value();
  const auto excess = [&](double log_patience) {
    const erlang_a queue{rate::per_second(a), duration(1), duration(std::exp(log_patience))};
    return probability_of_abandonment(queue, n) - abandonment.value();
  };
  constexpr double farthest = 46.0;  // 1e-20 to 1e20 handle times
  if (!(excess(-farthest) > 0.0) || !(excess(farthest) < 0.0)) return unreachable::below_floor;
  const duration patience =
      average_handle_time * std::exp(detail::bracketed_root(excess, -farthest, farthest));
  if (!detail::is_finite_positive(patience.count())) return unreachable::beyond_numbers;
  return patience;
}
#endif

}  // namespace krarup
