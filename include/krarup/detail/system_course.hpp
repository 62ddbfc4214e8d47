// How the number of contacts in a system moves while its rates last, with a bound of the error: by
// one rational stride where it can be trusted, by uniformization where it cannot.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/rational_exponential.hpp>

namespace krarup::detail {

/// Without what both ends have less of than `negligible` each.
[[nodiscard]] inline system_states without_ends(const system_states& of, double negligible) {
  std::size_t from = 0;
  std::size_t to = of.p.size();
  for (double left = std::abs(of.p[from]); left < negligible && from + 1 < to;) {
    left += std::abs(of.p[++from]);
  }
  for (double left = std::abs(of.p[to - 1]); left < negligible && from + 1 < to;) {
    left += std::abs(of.p[--to - 1]);
  }
  return {of.low + from, std::vector<double>(of.p.begin() + static_cast<std::ptrdiff_t>(from),
                                             of.p.begin() + static_cast<std::ptrdiff_t>(to))};
}

/// What happens between two changes of the rates.
struct system_stretch {
  system_rates rates{};
  double length = 0.0;    // s
  double offered = 0.0;   // contacts
  double overrun = 0.0;   // agents' time after the end, of those who leave with a contact, s
  system_states begin{};  // after the change
  system_states end{};    // before the next
  system_time passed{};
};

/// Moves `now` on by `length`, adds to `passed` what it goes through, and says by how much at most the
/// error, summed over all states, has grown: by no more than `allowed` where it can be helped.
[[nodiscard]] KRARUP_FUNCTION double move_on(system_states& now, system_time& passed,
                                             const system_rates& rates, double length,
                                             double allowed)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  constexpr double end = 1e-17;  // what a stride does without
  double error = 0.0;
  double left = length;
  while (left > 0.0) {
    const double before = now.sum();
    if (rates.arrivals > 0.0 && rates.arrivals_slope == 0.0) {
      system_states then = without_ends(now, end);
      const state_range range = states_of_stride(then, rates, left);
      const double bound = rational_exponential::error * distance_from_balance(then, rates, range);
      if (bound < 0.5 * allowed) {
        system_time meanwhile;
        stride(then, meanwhile, rates, left, range);
        const double lost = std::abs(before - then.sum());
        if (lost < 0.5 * allowed) {
          now = std::move(then);
          passed.present.add(meanwhile.present);
          passed.arriving.add(meanwhile.arriving);
          return error + bound + lost;
        }
      }
    }
    // The nearer to balance, the better a stride: another is tried before long.
    const double part = rates.arrivals_slope == 0.0 ? std::max(0.125 * left, 0.02 * length) : left;
    system_rates from_here = rates;
    from_here.arrivals += rates.arrivals_slope * (length - left);
    uniformization(from_here, std::min(part, left)).advance(now, passed);
    error += std::abs(before - now.sum());
    left = part >= left ? 0.0 : left - part;
  }
  return error;
}
#endif

}  // namespace krarup::detail
