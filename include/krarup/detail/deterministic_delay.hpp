// The M/D/n queue: how many wait and how long, where every handle time is the same.
//
// Contacts in the system, looked at one handle time apart, go up by a Poisson number and down by n, so
// the queue is the maximum of a random walk, and Spitzer's identity says about it, with K(i) a Poisson
// number of mean i a,
//   -ln(1 - P(wait)) = sum over i >= 1 of P(K(i) >= i n) / i
//   E[wait]          = sum over i >= 1 of E[(K(i) - i n)^+] / (i a),     in handle times.
// Both are continuous in n where the Poisson probabilities are. Near saturation the sums are long and their terms smooth: after the first few an integral
// takes over, with Gregory's correction at its end.
//
// Sources
//   [1] F. Spitzer, A combinatorial lemma and its application to probability theory, Transactions of
//       the American Mathematical Society 82(2), 1956.
//   [2] C. D. Crommelin, Delay probability formulae when the holding times are constant, Post Office
//       Electrical Engineers' Journal 25, 1932.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/load_exponent.hpp>
#include <krarup/detail/twofold.hpp>

namespace krarup::detail {

/// Waits under deterministic handle times.
struct deterministic_delay {
  double wait;       ///< probability of it
  double mean_wait;  ///< of all, in handle times
};

/// Of the agents, where M/D/n's sums of positive terms end: they have up to 40 times its reciprocal.
inline constexpr double least_idle_share = 4e-5;

#ifdef KRARUP_HAS_BODIES

/// Terms of the two sums, for any real i > 0.
struct spitzer_terms {
  double late;    ///< P(K >= i n) / i
  double excess;  ///< E[(K - i n)^+] / (i a)

  friend spitzer_terms operator+(const spitzer_terms& x, const spitzer_terms& y) {
    return {x.late + y.late, x.excess + y.excess};
  }
  friend spitzer_terms operator-(const spitzer_terms& x, const spitzer_terms& y) {
    return {x.late - y.late, x.excess - y.excess};
  }
  friend spitzer_terms operator*(double factor, const spitzer_terms& x) {
    return {factor * x.late, factor * x.excess};
  }
};

/// P(K = x) of a Poisson number with this mean, continued between the whole numbers; 0 where it is
/// below what a double holds.
inline double poisson_density(double x, double mean) {
  if (x < temme_least_n) return std::exp(x * std::log(mean) - mean) / std::tgamma(x + 1.0);
  const twofold<double> peak = density_peak<temme_from_8>(x, 1.0 / x);
  return 1.0 / multiplied_out(peak, exponent_of_load(x, mean)).value();
}

/// Sums of positive terms, but for what makes them long: then P(K >= i n) is one less what Erlang's
/// function says, with digits enough beside the terms before it unless these are small themselves.
inline spitzer_terms spitzer_terms_at(double i, double n, double a) {
  const double most = i * n;
  const double mean = i * a;
  const double density = poisson_density(most, mean);
  const double idle = (n - a) / n;
  if (most > 300.0 && (idle * std::sqrt(n) < 3.0 || idle < least_idle_share)) {
    const double late = 1.0 - density * acceptance_odds(most, mean).value();
    return {late / i, std::max(0.0, (density - idle * late) / (1.0 - idle))};
  }
  double term = 1.0;
  double late = 1.0;
  double excess = 0.0;
  for (double j = 1.0; term > 1e-17 * late; j += 1.0) {
    term *= mean / (most + j);
    late += term;
    excess += j * term;
  }
  return {density * late / i, density * excess / mean};
}

#endif

/// M/D/n for real n <= 1e15 and 0 < a < n by more than the last digits.
/// Accuracy  relative error below 1e-9, from 0.25 to 200 agents and up to 99.9 % of load
///           (tests/reference/deterministic_delay.csv); from 2e10 agents on error, not relative, below
///           1e-9 of P(wait), since small ones are differences there.
/// Work      24 terms, and near saturation up to 500 more
KRARUP_FUNCTION deterministic_delay deterministic_wait(double n, double a)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  constexpr std::size_t summed = 24;
  constexpr double negligible = 1e-17;
  const auto at = [&](double i) { return spitzer_terms_at(i, n, a); };
  const auto answer = [](const spitzer_terms& sum) {
    return deterministic_delay{-std::expm1(-sum.late), sum.excess};
  };
  std::array<spitzer_terms, summed> last{};  // the latest first; in the end their differences
  spitzer_terms sum{0.0, 0.0};
  for (std::size_t i = 1; i <= summed; ++i) {
    const spitzer_terms now = at(static_cast<double>(i));
    sum = sum + now;
    if (now.excess <= negligible * sum.excess && now.late <= negligible * sum.late) {
      return answer(sum);
    }
    last[summed - i] = now;
  }
  // Gregory: what half the last term and its backward differences add to the integral beyond it.
  constexpr std::array gregory{1.0 / 2.0,   1.0 / 12.0,      1.0 / 24.0,      19.0 / 720.0,
                               3.0 / 160.0, 863.0 / 60480.0, 275.0 / 24192.0, 33953.0 / 3628800.0};
  for (std::size_t order = 0; order < gregory.size(); ++order) {
    sum = sum - gregory[order] * last[0];
    for (std::size_t i = 0; i + 1 < summed - order; ++i) last[i] = last[i] - last[i + 1];
  }
  constexpr std::array nodes{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                             0.9602898564975363};  // Gauss-Legendre, 8 points
  constexpr std::array weights{0.3626837833783620, 0.3137066458778873, 0.2223810344533745,
                               0.1012285362903763};
  const double idle = (n - a) / n;
  const double decay = 0.5 * n * idle * idle;  // of the terms, per i, and no less than this
  for (double left = summed; left * decay < 40.0;) {
    const double half = 0.5 * std::min(left, 4.0 / decay);
    const double middle = left + half;
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const double away = half * nodes[k];
      sum = sum + half * weights[k] * (at(middle - away) + at(middle + away));
    }
    left += 2.0 * half;
  }
  return answer(sum);
}
#endif

}  // namespace krarup::detail
