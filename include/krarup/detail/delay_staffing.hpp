// Erlang C's least number of agents from one evaluation of the Erlang B kernel.
//
// With C the probability of wait, every promise says that 1/C is at least something simple, and
//   1/C = 1 + (n - a)/n J(n, a),   J(n+1) = (n+1)/a (1 + J(n)),   J(n-1) = a/n J(n) - 1:
// from a good guess, one J and exact steps show that n keeps the promises and that n - 1 does not.
// Where the two sides agree to about rounding nothing is certain, and nothing is said.
//
// Sources
//   [1] S. Halfin, W. Whitt, Heavy-traffic limits for queues with many exponential servers,
//       Operations Research 29(3), 1981.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/normal.hpp>
#include <krarup/detail/real.hpp>

namespace krarup::detail {

/// Promises about Erlang C; a field left as it is promises nothing.
struct delay_promises {
  double late = 1.0;            ///< at most this share of contacts waits longer ...
  double handle_times = 0.0;    ///< ... than this
  double waiting = 1.0;         ///< at most this share waits at all
  double mean_wait = infinity;  ///< at most, in handle times
  double occupancy = 1.0;       ///< at most
};

/// What about b would be if time did not matter: ln(1/C) = wanted.
inline double untimed_excess(double wanted) {
  return 2.0 * wanted / (1.2533 + std::sqrt(1.5708 + 2.0 * wanted));
}

/// b > 0 such that n = a + b sqrt(a) [1] has about ln(1/C) + handle_times (n - a) = wanted, given
/// root = sqrt(a) and its reciprocal. With m = Phi(b)/phi(b), whose derivative is 1 + b m, 1/C = 1 +
/// b (m + 2/(3 root)), the last term for few agents. Newton starts between the two limits, where time
/// does not matter and where nothing else does.
template <class Real>
[[gnu::always_inline]] inline Real delay_excess(const Real& root, const Real& per_root,
                                                const Real& handle_times, const Real& wanted,
                                                const Real& untimed) {
  using std::log;
  const Real slope = handle_times * root;
  const Real few = (2.0 / 3.0) * per_root;
  Real b = untimed * wanted / (wanted + slope * untimed);
  for (int i = 0; i < 3; ++i) {
    const Real m = rough_lower_ratio<Real>(b);
    const Real one_and_odds = 1.0 + b * (m + few);
    const Real excess = log(one_and_odds) + b * slope - wanted;
    const Real rise = m + few + b * (1.0 + b * m) + slope * one_and_odds;
    const Real next = b - excess * one_and_odds / rise;
    const Real moved = next - b;
    b = select(next > 0.0, next, Real(0.0));
    if (!any(moved * moved * root > 0.5)) break;  // the error left is below a tenth of an agent
  }
  return b;
}

/// The same where ln(1/C) + ln(n - a) = wanted, from beyond the root or about as far as it gets.
inline double waited_excess(double root, double wanted) {
  double b = std::min(std::exp(wanted) / root, 2.0);
  for (int i = 0; i < 4; ++i) {
    const double m = rough_lower_ratio(b);
    const double odds = b * (m + 2.0 / (3.0 * root));
    const double excess = std::log((1.0 + odds) * b * root) - wanted;
    const double rise = (odds / b + b * (1.0 + b * m)) / (1.0 + odds) + 1.0 / b;
    b = std::max(0.2 * b, b - excess / rise);
  }
  return b;
}

/// About the least n that keeps the promises; a > 0.
inline double likely_delay_agents(double a, const delay_promises& promised) {
  const double root = std::sqrt(a);
  const double per_root = 1.0 / root;
  const auto excess = [&](double share, double handle_times) {
    const double wanted = -std::log(share);
    return delay_excess(root, per_root, handle_times, wanted, untimed_excess(wanted));
  };
  double b = 0.0;
  if (promised.late < 1.0) b = excess(promised.late, promised.handle_times);
  if (promised.waiting < 1.0) b = std::max(b, excess(promised.waiting, 0.0));
  if (promised.mean_wait < infinity) {
    b = std::max(b, waited_excess(root, -std::log(promised.mean_wait)));
  }
  return std::max(a + b * root, a / promised.occupancy);
}

/// Relative margin from which on a promise is kept or broken without doubt.
inline constexpr double least_doubt = 1e-11;

/// The same of a service level, which is itself only known to half an epsilon.
inline double doubt(double late) {
  return least_doubt + 1e-15 / late;
}

/// The least n that answers all but `late` of the contacts in time, counting up from one agent;
/// nothing where it is not certain. For small loads: two operations in a row for each agent.
inline std::optional<double> counted_delay_agents(double a, double late, double handle_times) {
  const double per_load = 1.0 / a;
  const double fall = std::exp(-handle_times);
  const double doubtful = doubt(late);
  double demanded = std::exp((a - 1.0) * handle_times) / late;  // of 1/C
  double odds = 0.0;
  for (double n = 1.0;; n += 1.0) {
    odds = (1.0 + odds) * (n * per_load);
    if (n > a) {
      const double margin = n + (n - a) * odds - n * demanded;
      const double unsure = doubtful * n * demanded;
      if (margin > unsure) return n;
      if (!(margin < -unsure)) return std::nullopt;
    }
    demanded *= fall;
  }
}

/// The least n that keeps the promises, at least one of which an endless queue breaks; nothing where
/// that is not certain, or nothing is promised.
/// Work      one evaluation of J and at most 8 exact steps: the guess is hardly ever above n.
inline std::optional<double> certain_delay_agents(double a, const delay_promises& promised) {
  const bool only_late =
      promised.waiting == 1.0 && promised.mean_wait == infinity && promised.occupancy == 1.0;
  if (only_late && promised.late == 1.0) return std::nullopt;
  if (only_late && a < 64.0) {
    return counted_delay_agents(a, promised.late, promised.handle_times);
  }
  const double level_doubt = doubt(promised.late);
  const auto margin = [&](double n, double odds) {  // n > a; in doubts
    const double excess = n - a;
    const double inverse = 1.0 + excess / n * odds;
    const double level = inverse * promised.late * std::exp(excess * promised.handle_times);
    const double means =
        std::min(inverse * excess * promised.mean_wait, n * promised.occupancy / a);
    const double others = std::min(inverse * promised.waiting, means);
    return std::min((level - 1.0) / level_doubt, (others - 1.0) / least_doubt);
  };
  double n = std::ceil(likely_delay_agents(a, promised));
  if (!(n < 1e15)) return std::nullopt;
  const scaled at_n = acceptance_odds(n, a);
  if (at_n.exponent != 0.0) return std::nullopt;
  double odds = at_n.factor;
  double now = margin(n, odds);
  if (now > 1.0) {
    const bool least = n - 1.0 <= a || margin(n - 1.0, a / n * odds - 1.0) < -1.0;
    return least ? std::optional(n) : std::nullopt;
  }
  for (int steps = 0; steps < 8 && now < -1.0; ++steps) {
    n += 1.0;
    odds = n / a * (1.0 + odds);
    now = margin(n, odds);
    if (now > 1.0) return n;
  }
  return std::nullopt;
}

}  // namespace krarup::detail
