// The mixture of two kinds of callers, each with an exponential patience, that censored waits make
// likeliest.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A mixture of exponential patiences and how well it is known.
struct hyperexponential_fit {
  hyperexponential_patience law;  ///< two kinds, the impatient first; or one: see the function
  double share_standard_error;    ///< of the impatient; NaN where there is one kind
  std::array<duration, 2> average_standard_errors;  ///< in the order of the kinds
  double left_out;  ///< contacts that hung up after a wait of 0, where any mixture can be likely
};

namespace detail {

/// A mixture as three free numbers: ln(share/(1 - share)) of the first, and ln of both rates.
struct mixture {
  double logit;
  std::array<double, 2> log_rates;

  [[nodiscard]] double share() const { return 1.0 / (1.0 + std::exp(-logit)); }
  [[nodiscard]] double other_share() const { return 1.0 / (1.0 + std::exp(logit)); }
};

/// The logarithm of the likelihood, its first derivatives and its negated second ones.
struct mixture_likelihood {
  double value = 0.0;
  std::array<double, 3> slope{};
  std::array<std::array<double, 3>, 3> information{};
};

/// Both kinds' terms share (rate if hung up) e^{-rate wait} are weighed against each other as they
/// stand, so that nothing underflows in a long wait.
[[nodiscard]] inline mixture_likelihood likelihood(const mixture& kinds,
                                                   const observed_waits& waits) {
  mixture_likelihood sum;
  const double p = kinds.share();
  const double q = kinds.other_share();
  const double rate[] = {std::exp(kinds.log_rates[0]), std::exp(kinds.log_rates[1])};
  const auto add = [&](double wait, double count, bool hung_up) {
    const double end = hung_up ? 1.0 : 0.0;
    const double z[] = {rate[0] * wait, rate[1] * wait};
    const double ratio =  // of the first kind's term to the other's
        std::exp(kinds.logit + end * (kinds.log_rates[0] - kinds.log_rates[1]) - (z[0] - z[1]));
    const double b = 1.0 / (1.0 + ratio);  // probability of the other kind
    const double a = ratio <= 1.0 ? ratio * b : 1.0 - b;
    const double of_first = std::log(p) + end * kinds.log_rates[0] - z[0];
    const double of_other = std::log(q) + end * kinds.log_rates[1] - z[1];
    sum.value +=
        count * (ratio > 1.0 ? of_first + std::log1p(1.0 / ratio) : of_other + std::log1p(ratio));
    const double s[] = {end - z[0], end - z[1]};
    const double ab = a * b;
    sum.slope[0] += count * (a * q - b * p);
    sum.slope[1] += count * a * s[0];
    sum.slope[2] += count * b * s[1];
    auto& h = sum.information;
    h[0][0] += count * (p * q - ab);
    h[1][1] += count * (a * z[0] - ab * s[0] * s[0]);
    h[2][2] += count * (b * z[1] - ab * s[1] * s[1]);
    h[1][0] -= count * ab * s[0];
    h[2][0] += count * ab * s[1];
    h[2][1] += count * ab * s[0] * s[1];
  };
  for (const auto& row : waits.rows()) {
    if (row.abandoned > 0.0) add(row.wait, row.abandoned, true);
    if (row.answered > 0.0 && row.wait > 0.0) add(row.wait, row.answered, false);
  }
  return sum;
}

/// Inverse of a symmetric matrix of which the lower half is read; none where it is not positive
/// definite.
[[nodiscard]] inline std::optional<std::array<std::array<double, 3>, 3>> inverse(
    const std::array<std::array<double, 3>, 3>& m) {
  std::array<std::array<double, 3>, 3> root{};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = m[i][j];
      for (std::size_t k = 0; k < j; ++k) sum -= root[i][k] * root[j][k];
      if (i > j) {
        root[i][j] = sum / root[j][j];
      } else if (sum > 1e-14 * m[i][i]) {
        root[i][i] = std::sqrt(sum);
      } else {
        return std::nullopt;
      }
    }
  }
  std::array<std::array<double, 3>, 3> result{};
  for (std::size_t column = 0; column < 3; ++column) {
    std::array<double, 3> x{};
    for (std::size_t i = 0; i < 3; ++i) {
      double sum = i == column ? 1.0 : 0.0;
      for (std::size_t k = 0; k < i; ++k) sum -= root[i][k] * x[k];
      x[i] = sum / root[i][i];
    }
    for (std::size_t i = 3; i-- > 0;) {
      double sum = x[i];
      for (std::size_t k = i + 1; k < 3; ++k) sum -= root[k][i] * x[k];
      x[i] = sum / root[i][i];
    }
    for (std::size_t i = 0; i < 3; ++i) result[i][column] = x[i];
  }
  return result;
}

/// Newton's method, damped after Levenberg and Marquardt: every step makes the waits likelier.
[[nodiscard]] inline std::pair<mixture, mixture_likelihood> likeliest_from(
    mixture kinds, const observed_waits& waits) {
  mixture_likelihood now = likelihood(kinds, waits);
  double damping = 1e-3;
  for (int step = 0; step < 500 && damping < 1e12; ++step) {
    auto damped = now.information;
    for (std::size_t i = 0; i < 3; ++i) damped[i][i] += damping * (std::abs(damped[i][i]) + 1e-9);
    const auto solved = inverse(damped);
    if (!solved) {
      damping *= 4.0;
      continue;
    }
    std::array<double, 3> move{};
    double gain = 0.0;  // twice what a quadratic promises
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) move[i] += (*solved)[i][j] * now.slope[j];
      move[i] = std::fmax(-2.0, std::fmin(2.0, move[i]));
      gain += move[i] * now.slope[i];
    }
    const mixture next{kinds.logit + move[0],
                       {kinds.log_rates[0] + move[1], kinds.log_rates[1] + move[2]}};
    const mixture_likelihood then = likelihood(next, waits);
    const bool last = gain <= 1e-16 * (1.0 + std::abs(now.value));
    if (then.value >= now.value || last) {
      kinds = next;
      now = then;
      damping = std::fmax(1e-15, 0.1 * damping);
    } else {
      damping *= 4.0;
    }
    if (last) break;
  }
  return {kinds, now};
}

/// Neighbouring waits taken together, at most `groups` of about equal numbers of contacts.
[[nodiscard]] inline observed_waits grouped(const observed_waits& waits, double groups) {
  if (static_cast<double>(waits.rows().size()) <= groups) return waits;
  const double enough = (waits.answered().count() + waits.abandoned().count()) / groups;
  std::vector<double> wait;
  std::vector<double> answered;
  std::vector<double> abandoned;
  observed_waits::row sum{0.0, 0.0, 0.0};
  for (const auto& row : waits.rows()) {
    const double count = row.answered + row.abandoned;
    sum.wait += count * row.wait;
    sum.answered += row.answered;
    sum.abandoned += row.abandoned;
    if (sum.answered + sum.abandoned < enough && &row != &waits.rows().back()) continue;
    wait.push_back(sum.wait / (sum.answered + sum.abandoned));
    answered.push_back(sum.answered);
    abandoned.push_back(sum.abandoned);
    sum = {0.0, 0.0, 0.0};
  }
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

}  // namespace detail

/// The likeliest mixture of two exponential patiences, given the waits of those who hung up and, as
/// lower bounds, of those who were answered.
/// Formula   the maximum of sum d ln f(w) + sum c ln P(patience > w), over d abandonments and c
///           answers at each wait w, by Newton's method from six mixtures; standard errors from the
///           observed information
/// Limits    where no mixture is likelier than one exponential patience, as of callers who grow more
///           impatient while they wait, the law has that one kind alone. Where some never hang up
///           within the waits that were seen, the average of the patient has no bound: it is a
///           very long time, of a standard error that is longer still, or infinite.
/// Errors    std::domain_error where nobody hung up after a wait > 0.
/// Accuracy  relative error of law and standard errors below 1e-8, of the waits of a real center
///           (tests/reference/patience_fits.csv).
[[nodiscard]] KRARUP_FUNCTION hyperexponential_fit
fit_hyperexponential_patience(const observed_waits& all)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const observed_waits waits = all.without_abandoned_at_once();
  const exponential_fit one = fit_exponential_patience(waits);
  const double log_rate = -std::log(one.law.average.count());
  const double alone = waits.abandoned().count() * (log_rate - 1.0);
  // Where there are many waits, the starts are judged by fewer.
  const observed_waits few = detail::grouped(waits, 2000.0);
  std::optional<std::pair<detail::mixture, detail::mixture_likelihood>> best;
  for (const double logit : {-2.5, 0.0}) {
    for (const double ratio : {1.0, 2.5, 4.0}) {
      const double down = logit < 0.0 ? 0.5 : 1.0;
      const detail::mixture start{logit, {log_rate + ratio, log_rate - down}};
      const auto found = detail::likeliest_from(start, few);
      if (!best || found.second.value > best->second.value) best = found;
    }
  }
  const auto [kinds, at] = detail::likeliest_from(best->first, waits);
  constexpr double chance = 1e-6;  // what rounding adds to the likelihood of equal laws
  if (!(at.value > alone + chance)) {
    return {{{{1.0, one.law.average}}},
            std::numeric_limits<double>::quiet_NaN(),
            {one.standard_error, duration(std::numeric_limits<double>::quiet_NaN())},
            all.abandoned_at_once()};
  }
  const double p = kinds.share();
  const auto covariance = detail::inverse(at.information);
  const auto error = [&](std::size_t i) {
    return covariance ? std::sqrt((*covariance)[i][i]) : detail::infinity;
  };
  const duration average[] = {duration(std::exp(-kinds.log_rates[0])),
                              duration(std::exp(-kinds.log_rates[1]))};
  const double other = kinds.other_share();
  const hyperexponential_patience law =
      average[0] < average[1] ? hyperexponential_patience{{{p, average[0]}, {other, average[1]}}}
                              : hyperexponential_patience{{{other, average[1]}, {p, average[0]}}};
  std::array<duration, 2> errors{average[0] * error(1), average[1] * error(2)};
  if (!(average[0] < average[1])) std::swap(errors[0], errors[1]);
  return {law, p * other * error(0), errors, all.abandoned_at_once()};
}
#endif

}  // namespace krarup
