// Derivatives of Erlang A's measures.
//
// A measure is the mean of a function f(V) of the virtual wait V, which is 0 with some chance and
// else has a density. Where q moves the logarithm of both by a score s(x), the mean moves by
//   d E[f] / dq = Cov(f, s) + E[df/dq],
// and a covariance is taken from parts, the chance of no wait being the first of them:
//   Cov(f, s) = sum_i p_i Cov_i(f, s) + sum_(i<j) p_i p_j (f_j - f_i)(s_j - s_i).
// The scores, with spare = n - a (1 - B(n - 1, a)) and waits as in wait_moments.hpp:
//   by                                       x > 0      x = 0
//   n                                        -x         d ln(1/B(n - 1, a))/dn
//   ln a                                     a H(x)     -spare
//   ln theta                                 -a L(x)    0
//   ln of the handle time, at a fixed rate   n x        1 - spare
// the last since busy agents know the handle time through n/AHT alone. All scores are monotone in
// x, and so is f unless short abandonments may come after the answer time: no term is subtracted.
#pragma once

#include <algorithm>
#include <cmath>
#include <span>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/wait_moments.hpp>

namespace krarup::detail {

/// Derivatives of one measure.
struct partials {
  double agents = 0.0;
  double log_load = 0.0;         ///< at fixed theta and times in handle times
  double log_handle_time = 0.0;  ///< at a fixed arrival rate and fixed times in seconds
  double log_theta = 0.0;
};

inline partials operator+(const partials& u, const partials& v) {
  return {u.agents + v.agents, u.log_load + v.log_load, u.log_handle_time + v.log_handle_time,
          u.log_theta + v.log_theta};
}

/// 0 where the factor is, whatever overflows.
inline partials operator*(double factor, const partials& d) {
  if (factor == 0.0) return {};
  return {factor * d.agents, factor * d.log_load, factor * d.log_handle_time, factor * d.log_theta};
}

/// z e^(-z), also at infinity.
inline double z_exp(double z) {
  return std::min(z, 800.0) * std::exp(-z);
}

/// n agents under load a whose contacts lose patience at rate theta; handle time 1.
class palm_partials {
 public:
  /// n > 0, a > 0, theta > 0, all finite.
  palm_partials(double n, double a, double theta)
      : n_(n), a_(a), theta_(theta), room_(moments_of_blocking(n, a)) {
    const scaled odds = acceptance_odds(n, a);
    wait_scale_ = std::exp(-odds.exponent);
    const double peak = a > n ? static_cast<double>(exponent_of_load(n, a)) / theta : 0.0;
    idle_ = odds.factor / n * std::exp(-peak);
    spare_ = room_.still + n * room_.gone;
    busy_ = (n - 1.0) * room_.gone;
  }

  /// P(V > 0)
  [[nodiscard]] partials busy() const {
    const part all = over(0.0, infinity);
    const double total = idle_ + all.weight;
    return (all.weight / total) * (idle_ / total) * first_gap(all);
  }

  /// E[H(V)]: the mean wait of offered contacts. H falls in theta.
  [[nodiscard]] partials wait_of_offered() const { return wait_of_offered(over(0.0, infinity)); }

  /// theta E[H(V)]: who gives up. What patience changes is not how many agents are idle while some
  /// are, but how often: a P(abandoned) = a - n + spare P(V = 0).
  [[nodiscard]] partials abandonment() const {
    const part all = over(0.0, infinity);
    const double total = idle_ + all.weight;
    partials d = theta_ * wait_of_offered(all);
    d.log_theta = spare_ * (idle_ / total) * (all.weight / total) * all.moments.from_start.lost;
    return d;
  }

  /// Mean V of those who are still there when their turn comes.
  [[nodiscard]] partials wait_of_answered() const {
    const part all = over(0.0, infinity, 1.0);
    const double total = idle_ + all.weight;
    return (all.weight / total) * (scores(all.moments.with_met, true) +
                                   (idle_ / total) * all.moments.from_start.met * first_gap(all));
  }

  /// P(V <= t)
  [[nodiscard]] partials virtual_within(double t) const {
    const part parts[] = {over(0.0, t).falls_by(1.0), over(t, infinity)};
    return covariance(parts);
  }

  /// Answered within t. Less patience gives up more and shortens the queue: where these all but
  /// make up for each other, they do so in all who are answered, at any time, whose share changes
  /// as in abandonment(); what remains are those who are answered late.
  [[nodiscard]] partials answered_within(double t) const {
    const double stay = std::exp(-theta_ * t);
    const part parts[] = {over(0.0, t).fades(-1.0).falls_by(stay), over(t, infinity)};
    const wait_moments& early = parts[0].moments;
    const wait_moments& late = parts[1].moments;
    const double share_early = share(parts, 0);
    const double share_late = share(parts, 1);
    partials d = covariance(parts);
    const double given_up = share_early * theta_ * early.patient_wait;
    d.log_theta -= given_up;
    if (std::abs(d.log_theta) > 0.1 * given_up || t == 0.0) return d;

    const double idle = idle_ / (idle_ + parts[0].weight + parts[1].weight);
    const double z = std::min(theta_ * t, 800.0);  // from where on stay is 0
    const double lost_late = lost_share(z, stay) / theta_ + late.from_start.lost;
    const double lost = share_early * early.from_start.lost + share_late * lost_late;
    d.log_theta = -spare_ * idle * lost;
    if (share_late * stay > 0.0) {
      const double longer = late.kept * (idle * lost_late +
                                         share_early * (early.to_end.lost + late.from_start.lost)) -
                            late.with_faded.lost;
      d.log_theta += share_late * stay * (z * late.kept + theta_ * late.patient_wait + a_ * longer);
    }
    return d;
  }

  /// Answered within t, of those who are answered.
  [[nodiscard]] partials answered_within_of_answered(double t) const {
    const part parts[] = {over(0.0, t, 1.0).falls_by(1.0), over(t, infinity, 1.0)};
    return covariance(parts);
  }

  /// Answered within t, of those who do not give up before `early`.
  [[nodiscard]] partials answered_within_without(double t, double early) const {
    if (early == 0.0) return answered_within(t);
    const double stay = std::exp(-theta_ * early);
    if (early >= t) {
      const part parts[] = {over(0.0, t, 1.0).falls_by(1.0), over(t, early, 1.0),
                            over(early, infinity).times(stay)};
      return covariance(parts);
    }
    const part parts[] = {
        over(0.0, early, 1.0),
        over(early, t).times(stay).fades(-1.0).falls_by(std::exp(-theta_ * (t - early))),
        over(t, infinity).times(stay)};
    partials d = covariance(parts);
    d.log_theta -= share(parts, 1) * theta_ * parts[1].moments.patient_wait;
    return d;
  }

  /// Answered within t or given up before `early`.
  [[nodiscard]] partials answered_within_or_lost(double t, double early) const {
    if (early == 0.0) return answered_within(t);
    const double stay = std::exp(-theta_ * std::min(t, early));
    if (early > t) {
      const part parts[] = {over(0.0, t).falls_by(stay), over(t, early).fades(stay),
                            over(early, infinity)};
      const wait_moments& between = parts[1].moments;
      partials d = covariance(parts);
      d.log_theta += share(parts, 1) * theta_ * stay * (t * between.kept + between.patient_wait) +
                     share(parts, 2) * z_exp(theta_ * early);
      return d;
    }
    const part parts[] = {over(0.0, early),
                          over(early, t).fades(-1.0).falls_by(std::exp(-theta_ * (t - early))),
                          over(t, infinity)};
    partials d = covariance(parts);
    d.log_theta -= share(parts, 1) * theta_ * parts[1].moments.patient_wait;
    d = stay * d;
    d.log_theta +=
        z_exp(theta_ * early) * (share(parts, 1) * parts[1].moments.faded + share(parts, 2));
    return d;
  }

 private:
  struct part {
    wait_moments moments;
    double weight;
    bool tilted;        // weighted with e^(-theta x)
    double fade = 0.0;  // f = f(from) + fade (1 - e^(-theta (x - from)))
    double fall = 0.0;  // f falls by that at `to`

    [[nodiscard]] part times(double factor) const {
      part p = *this;
      p.weight *= factor;
      return p;
    }
    [[nodiscard]] part fades(double factor) const {
      part p = *this;
      p.fade = factor;
      return p;
    }
    [[nodiscard]] part falls_by(double step) const {
      part p = *this;
      p.fall = step;
      return p;
    }
  };

  [[nodiscard]] partials wait_of_offered(const part& all) const {
    const double total = idle_ + all.weight;
    partials d = scores(all.moments.with_spent, false) +
                 (idle_ / total) * all.moments.from_start.spent * first_gap(all);
    d.log_theta -= all.moments.from_start.lost;
    return (all.weight / total) * d;
  }

  [[nodiscard]] part over(double from, double to, double k = 0.0) const {
    const wait_moments moments = moments_between(n_, a_, theta_, from, to, k);
    return {.moments = moments, .weight = moments.mass * wait_scale_, .tilted = k > 0.0};
  }

  [[nodiscard]] partials scores(const waits& w, bool tilted) const {
    return {-w.met, a_ * w.spent, n_ * w.met, -a_ * w.lost - (tilted ? theta_ * w.met : 0.0)};
  }

  /// From no wait to the mean of the first part.
  [[nodiscard]] partials first_gap(const part& first) const {
    return scores(first.moments.from_start, first.tilted) +
           partials{-room_.log, spare_, busy_, 0.0};
  }

  [[nodiscard]] double share(std::span<const part> parts, std::size_t i) const {
    double total = idle_;
    for (const part& each : parts) total += each.weight;
    return parts[i].weight / total;
  }

  /// Cov(f, s) for the scores of all four; the last part does not fade.
  [[nodiscard]] partials covariance(std::span<const part> parts) const {
    double total = idle_;
    for (const part& each : parts) total += each.weight;
    partials sum;
    for (std::size_t i = 0; i < parts.size(); ++i) {  // 0 is no wait, i > 0 is parts[i - 1]
      const double p = (i == 0 ? idle_ : parts[i - 1].weight) / total;
      if (i > 0) {
        const part& here = parts[i - 1];
        sum = sum + p * here.fade * scores(here.moments.with_faded, here.tilted);
      }
      double rise = 0.0;
      partials gap;
      for (std::size_t j = i + 1; j <= parts.size(); ++j) {
        const part& next = parts[j - 1];
        rise += next.fade * next.moments.faded;
        if (j == 1) {
          gap = first_gap(next);
        } else {
          const part& last = parts[j - 2];
          rise += last.fade * last.moments.yet_to_fade - last.fall;
          gap = gap + scores(last.moments.to_end, last.tilted) +
                scores(next.moments.from_start, next.tilted);
        }
        sum = sum + p * (next.weight / total) * rise * gap;
      }
    }
    return sum;
  }

  double n_;
  double a_;
  double theta_;
  blocking_moments room_;  // of B(n - 1, a)
  double spare_;           // n - a (1 - B(n - 1, a)): mean number of idle agents, while one is
  double busy_;            // spare - 1
  double wait_scale_;      // below 1 where the idle weight is beyond the largest double
  double idle_;            // J(n, a)/n, where e^g is 1 at its largest
};

}  // namespace krarup::detail
