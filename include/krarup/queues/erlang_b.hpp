// Erlang B, the M/M/n/n loss system: a contact that finds every trunk busy is turned away and gone.
// Service times may follow any law; only their mean matters.
//
// Sources
//   [1] A. K. Erlang, Solution of some problems in the theory of probabilities of significance in
//       automatic telephone exchanges, 1917.
//   [2] A. A. Jagers, E. A. van Doorn, On the continued Erlang loss function, Operations Research
//       Letters 5(1), 1986.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/detail/normal.hpp>
#include <krarup/outcome.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A group of trunks without a queue.
struct erlang_b {
  rate arrival_rate;             ///< Contacts offered; a Poisson stream.
  duration average_handle_time;  ///< Time that a contact holds a trunk; any law; > 0.
};

/// The same from a load alone, where only the load matters.
[[nodiscard]] constexpr erlang_b loss_system(erlangs load) {
  return {.arrival_rate = rate::per_second(load.value()), .average_handle_time = duration(1)};
}

/// Work that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
[[nodiscard]] constexpr erlangs offered_load(const erlang_b& system) {
  return offered_load(system.arrival_rate, system.average_handle_time);
}

/// Natural logarithm of probability_of_blocking, with its digits where that is below 1e-308.
/// Limits    -infinity where nothing is offered, 0 without trunks.
/// Accuracy  relative error below 2 epsilon (tests/detail/blocking_test.cpp).
[[nodiscard]] inline double log_probability_of_blocking(const erlang_b& system, trunks n) {
  const double a = offered_load(system).value();
  if (a == 0.0) return -detail::infinity;
  return -detail::acceptance_odds(n.count(), a).log_of_one_more();
}

/// Share of offered contacts that find every trunk busy: the Erlang B formula [1], for real n [2].
/// Formula   1/B = a * integral over t > 0 of exp(-a t) (1 + t)^n
/// Limits    0 where nothing is offered, else 1 without trunks.
/// Accuracy  error below 4 units in the last place from 8 trunks on, relative error below 1e-14 for
///           fewer, for every load (tests/detail/blocking_test.cpp).
[[nodiscard]] inline double probability_of_blocking(const erlang_b& system, trunks n) {
  const double a = offered_load(system).value();
  if (a == 0.0) return 0.0;
  return detail::acceptance_odds(n.count(), a).share_of_one();
}

/// Load that is served: mean number of busy trunks.
/// Formula   a (1 - B), without the subtraction
[[nodiscard]] inline erlangs carried_load(const erlang_b& system, trunks n) {
  const double a = offered_load(system).value();
  if (a == 0.0) return erlangs(0.0);
  const double odds = detail::acceptance_odds(n.count(), a).value();
  // Not above n, where rounding or odds below the smallest double would say so.
  return erlangs(odds > detail::largest ? a : std::min(n.count(), a * (odds / (1.0 + odds))));
}

/// Load that is turned away: a B.
[[nodiscard]] inline erlangs lost_load(const erlang_b& system, trunks n) {
  return erlangs(offered_load(system).value() * probability_of_blocking(system, n));
}

/// Share of the trunks' time that is busy: carried load / trunks; 0 without trunks.
[[nodiscard]] inline double occupancy(const erlang_b& system, trunks n) {
  return n.count() == 0.0 ? 0.0 : carried_load(system, n).value() / n.count();
}

namespace detail {

/// About the least n with B(n, a) <= blocking. In overload the idle trunks are as many as a
/// geometric law of ratio n/a says; else n = a + b sqrt(a) + b^2/6 where 1/B = sqrt(a) m + 2/3, m =
/// Phi(b)/phi(b), the square for the skewness of the load. a >= 64.
inline double likely_trunks(double a, double blocking) {
  const double root = std::sqrt(a);
  if (root * blocking > 3.0) return a * (1.0 - blocking) + (1.0 - blocking) / blocking;
  const double wanted = (1.0 / blocking - 2.0 / 3.0) / root;  // of m
  double b = std::sqrt(2.0 * std::log(std::max(0.4 * wanted, 1.0)));
  for (int steps = 0; steps < 20; ++steps) {  // about three are taken
    const double m = b < 0.0 ? rough_upper_ratio(-b) : rough_lower_ratio(b);
    const double step = std::log(m / wanted) * m / (1.0 + b * m);
    b -= step;
    if (!(step * step > 1e-3)) break;
  }
  return a + b * root + b * b / 6.0;
}

/// The least n with B(n, a) <= blocking < 1, where one evaluation of J = 1/B - 1 and exact steps,
/// or for small loads counting up, decide it beyond doubt.
inline std::optional<double> certain_trunks(double a, double blocking) {
  const double wanted = (1.0 - blocking) / blocking;  // of J
  const double doubtful = (1e-11 + 1e-15 / (1.0 - blocking)) * wanted;
  double n = 0.0;
  double odds = 0.0;
  if (a >= 64.0) {
    n = std::floor(likely_trunks(a, blocking));
    if (!(n < 1e15)) return std::nullopt;
    odds = acceptance_odds(n, a).value();
  }
  for (const double most = n < 1.0 ? 400.0 : n + 8.0; odds < wanted && n < most;) {
    if (!(odds < wanted - doubtful)) return std::nullopt;
    n += 1.0;
    odds = n / a * (1.0 + odds);
    if (odds > wanted + doubtful) return n;
  }
  // Steps down amplify an error of the odds, but there are few where these are small.
  for (const double least = n - 8.0; n > least && odds > wanted + doubtful; n -= 1.0) {
    odds = a / n * odds - 1.0;
    if (odds < wanted - doubtful) return n;
  }
  return std::nullopt;
}

}  // namespace detail

/// Least whole number of trunks that blocks at most the stated share of offered contacts.
/// Unreachable  no_blocking for a blocking of 0 with contacts offered.
[[nodiscard]] inline outcome<trunks> trunks_required(const erlang_b& system, proportion blocking) {
  const double a = offered_load(system).value();
  if (a == 0.0) return trunks(0);
  if (blocking.value() == 0.0) return unreachable::no_blocking;
  if (const auto n = detail::certain_trunks(a, blocking.value())) return fractional_trunks(*n);
  const double log_target = std::log(blocking.value());
  const auto margin = [&](double n) {
    const detail::scaled odds = detail::acceptance_odds(n, a);
    const double distance = log_target + odds.log_of_one_more();
    const double blocked = odds.share_of_one();
    if (blocked < std::numeric_limits<double>::min()) return distance;
    // The logarithm rounds once more: what n trunks are said to block takes n, not n + 1.
    if (blocked <= blocking.value()) return std::max(distance, 0.0);
    return std::min(distance, -std::numeric_limits<double>::min());
  };
  const auto n =
      detail::least_whole_number(margin, a * (1.0 - blocking.value()), 0.5 * std::sqrt(a));
  if (!n) return unreachable::beyond_numbers;
  return fractional_trunks(*n);
}

/// Largest load of which n trunks block at most the stated share.
/// Unreachable  unlimited for a blocking of 1, which every load keeps; beyond_numbers where the load
///              is beyond the largest double.
/// Accuracy  relative error below 1e-12 (tests/reference/erlang_b_inverse.csv).
[[nodiscard]] KRARUP_FUNCTION outcome<erlangs> largest_offered_load(trunks n, proportion blocking)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  if (blocking.value() == 1.0) return unreachable::unlimited;
  const double log_target = std::log(blocking.value());
  const auto excess = [&](double log_load) {
    return log_probability_of_blocking(loss_system(erlangs(std::exp(log_load))), n) - log_target;
  };
  constexpr double lowest = -745.0;             // e^lowest rounds to the least double above 0
  constexpr double highest = 709.782712893384;  // e^highest is the largest double but for its end
  // a^n / Gamma(n+1) >= B from below, carried load < n from above: n, where Gamma is no double.
  const double low = std::max(lowest, (log_target + std::lgamma(n.count() + 1.0)) / n.count());
  const double high = std::log(n.count()) - std::log1p(-blocking.value());
  if (high >= highest) return unreachable::beyond_numbers;
  if (low == lowest) return erlangs(0.0);
  if (low >= high) return erlangs(std::exp(high));
  return erlangs(std::exp(detail::bracketed_root(excess, low, high)));
}
#endif

/// Offered load after those turned away have called again: the fixed point of extended Erlang B,
/// first attempts plus recall times the blocked attempts, each as independent as a first one.
/// Formula   total = a + recall total B(n, total)
/// Limits    unreachable::unlimited where every blocked contact calls again and a >= n;
///           beyond_numbers where the total is beyond the largest double.
[[nodiscard]] KRARUP_FUNCTION outcome<erlangs> load_with_recalls(const erlang_b& system, trunks n,
                                                                 proportion recall)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const double a = offered_load(system).value();
  const double r = recall.value();
  if (a == 0.0) return erlangs(0.0);
  if (r == 1.0 && a >= n.count()) return unreachable::unlimited;
  // total - r total B(n, total) rises in total; it is total (J + 1 - r) / (J + 1).
  const auto total = [&](double times) { return std::min(times * a, detail::largest); };
  const auto shortfall = [&](double times) {
    const double odds = detail::acceptance_odds(n.count(), total(times)).value();
    const double kept = odds > detail::largest ? 1.0 : (odds + (1.0 - r)) / (1.0 + odds);
    return total(times) * kept / a - 1.0;
  };
  double high = 2.0;
  for (; shortfall(high) < 0.0; high *= 2.0) {
    if (total(high) == detail::largest) return unreachable::beyond_numbers;
  }
  return erlangs(total(detail::bracketed_root(shortfall, 1.0, high)));
}
#endif

}  // namespace krarup
