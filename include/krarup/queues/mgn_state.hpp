// The M/G/n queue's answers for one number of agents: Erlang C's, corrected for handle times that vary
// less or more than exponential ones.
//
// Two numbers of the M/D/n queue, which are exact, and Erlang C's carry everything. With c2 the handle
// times' squared coefficient of variation, C and W Erlang C's probability of wait and mean wait, D and
// V those of M/D/n:
//   probability of wait    D + (C - D) 2 c2 / (1 + c2)
//   mean wait              c2 W + (1 - c2) V                       c2 <= 1 [1], [2]
//                          (1 + c2) / (2 c2 / W + (1 - c2) / V)    c2 > 1 [3]
//   wait of those who do   two exponentials, so weighed that the mean is right, that the density at 0
//                          is what M/M/n's is, (n - a) C / P(wait): its n - 1 busy agents are busy as
//                          often; and that the slower one decays as M/D/n's and M/M/n's waits do:
//                          1 / decay = c2 / (n - a) + (1 - c2) / decay of M/D/n
// The first and the last are krarup's own. Exact are M/M/n, the first two of M/D/n, and of M/G/1. Of the
// mean waits in the literature these two are nearest to lognormal and hyperexponential handle times:
// at SCV 2 and 4, 10 and 100 agents, [3] is off by -5 to 13 %, the line of [1] and [2] by up to 47 %,
// Whitt's of 1993 by up to 35 %, (1 + c2) / 2 W by up to 90 %.
//
// Sources
//   [1] G. P. Cosmetatos, Some approximate equilibrium results for the multi-server queue (M/G/r),
//       Operational Research Quarterly 27(3), 1976.
//   [2] H. C. Tijms, A First Course in Stochastic Models, Wiley, 2003.
//   [3] T. Kimura, A two-moment approximation for the mean waiting time in the GI/G/s queue,
//       Management Science 32(6), 1986.
#pragma once

#include <algorithm>
#include <cmath>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/deterministic_delay.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Erlang C with handle times of any law: what is known of it is how much they vary.
/// Overload, agents <= offered load, is answered: everybody waits, without end.
struct mgn {
  rate arrival_rate;             ///< Contacts offered; a Poisson stream.
  duration average_handle_time;  ///< Talk, hold and wrap-up; > 0.
  double handle_time_scv;        ///< variance of the handle time / average^2; 0 all alike, 1
                                 ///< exponential; finite and >= 0
};

/// Work that arrives per unit of time.
/// Errors    std::domain_error where average_handle_time <= 0.
[[nodiscard]] constexpr erlangs offered_load(const mgn& queue) {
  return offered_load(queue.arrival_rate, queue.average_handle_time);
}

/// The same queue with exponential handle times.
[[nodiscard]] constexpr erlang_c with_exponential_handle_times(const mgn& queue) {
  return {.arrival_rate = queue.arrival_rate, .average_handle_time = queue.average_handle_time};
}

namespace detail {

/// Of waits that are longer than 0, in handle times: two exponentials of this mean, density at 0 and
/// decay in the end. These are a law's where the density is above 1/mean and the decay below, or the
/// other way round and the decay not too fast, which else gives way; otherwise it is one exponential.
class two_exponentials {
 public:
  two_exponentials(double mean, double density, double decay)
      : slow_(1.0 / mean), fast_(1.0 / mean) {
    const double less = 1.0 - density * mean;  // > 0 where waits vary less than exponential ones
    // At the fastest decay the two are one, and their shares infinite.
    if (less > 0.0) decay = std::min(decay, (1.0 + std::sqrt(less)) / mean * (1.0 - 1e-5));
    const double longer = 1.0 - mean * decay;
    if (less * longer >= 0.0) return;
    const double fast = (density - decay) / longer;
    if (!(fast > decay)) return;
    fast_share_ = (density - decay) / (fast - decay);
    fast_ = fast;
    slow_ = decay;
  }
  /// Wait longer than t.
  [[nodiscard]] double beyond(double t) const {
    if (t == infinity) return 0.0;
    return std::exp(-slow_ * t) * (1.0 + fast_share_ * std::expm1((slow_ - fast_) * t));
  }
  [[nodiscard]] double slower_rate() const { return slow_; }

 private:
  double slow_;
  double fast_;
  double fast_share_ = 0.0;  ///< < 0 where waits vary less than exponential ones
};

/// Rate at which the waits of M/D/n decay, in 1/handle time: the root s > 0 of a (e^(s/n) - 1) = s.
inline double deterministic_decay(double n, double a) {
  const double log_load = std::log(a / n);
  const double near = 2.0 * (n - a) / a;
  if (near < 1e-5) return n * near * (1.0 - near / 3.0);
  double x = std::min(near, 2.0 - 2.0 * log_load);
  for (int i = 0; i < 8; ++i) {  // ln(a/n) + ln((e^x - 1)/x) is nearly linear
    const double excess = log_load + x + std::log(-std::expm1(-x) / x);
    x -= excess / (-1.0 / std::expm1(-x) - 1.0 / x);
  }
  return n * x;
}

}  // namespace detail

/// Everything that the M/G/n queue says about n agents, computed once and asked often. With an SCV of
/// 1 every measure is Erlang C's, to the bit.
/// Accuracy  greatest errors against simulated handle times (tests/reference/mgn_simulated.csv), with 10
///           agents at 50, 80 and 95 % of load and with 100 at 80, 90 and 95 %, and Erlang C's beside:
///             handle times, SCV         mean wait           P(wait > t), points
///             deterministic      0      0.4 %    96 %       0.4    19
///             lognormal          0.5    6 %      33 %       0.3    8
///             lognormal          2      13 %     31 %       2.0    10
///             lognormal          4      13 %     58 %       2.3    22
///             hyperexponential   2      3 %      33 %       0.6    10
///             hyperexponential   4      5 %      59 %       1.6    24
///             gamma              2      13 %     33 %       1.2    10
///             gamma              4      33 %     60 %       3.9    26
///           The mean wait is worst where few wait, at 50 and 80 %, P(wait > t) at 95 %. P(wait)
///           within 1 % or the simulation's half-width of up to 1.7 %. Handle times are mostly
///           lognormal; gamma ones of SCV 4 are mostly next to 0. No formula of the SCV alone can do
///           better than half the third by which the waits of such laws differ. One agent: P(wait)
///           and mean wait exact, P(wait > t) within 2 points for SCV <= 0.5, 5.5 for 2 and 4.
class mgn_state {
 public:
  /// Errors    std::domain_error where average_handle_time is not > 0 or handle_time_scv not >= 0.
  mgn_state(const mgn& queue, agents n)
      : exponential_(with_exponential_handle_times(queue)),
        load_(krarup::offered_load(queue).value()),
        agents_(n),
        probability_of_wait_(krarup::probability_of_wait(exponential_, n)),
        mean_wait_(krarup::mean_wait(exponential_, n)) {
    detail::require(detail::is_finite_nonnegative(queue.handle_time_scv), "handle_time_scv",
                    "finite and >= 0", queue.handle_time_scv);
    corrected_ = queue.handle_time_scv != 1.0 && load_ > 0.0 && load_ < n.count();
    if (corrected_) correct(std::min(queue.handle_time_scv, 1e300));
  }

  /// Finds every agent busy.
  /// Limits    0 where nothing is offered, else 1 where load >= n.
  [[nodiscard]] double probability_of_wait() const { return probability_of_wait_; }

  /// Waits longer than t.
  /// Limits    0 where nothing is offered, else 1 where load >= n.
  /// Errors    std::domain_error where t < 0.
  [[nodiscard]] double probability_of_wait_beyond(duration t) const {
    if (!corrected_) return krarup::probability_of_wait_beyond(exponential_, agents_, t);
    detail::require(t.count() >= 0.0, "t", ">= 0 s", t.count());
    return beyond(t / exponential_.average_handle_time);
  }

  /// Is answered within t.
  /// Limits    1 where nothing is offered, else 0 where load >= n.
  /// Errors    std::domain_error where t < 0.
  [[nodiscard]] double service_level(duration t) const {
    if (!corrected_) return krarup::service_level(exponential_, agents_, t);
    detail::require(t.count() >= 0.0, "answer_within", ">= 0 s", t.count());
    return 1.0 - beyond(t / exponential_.average_handle_time);
  }

  /// Mean wait of all contacts, none-waiters as 0. All are answered.
  /// Limits    0 where nothing is offered, else infinity where load >= n.
  [[nodiscard]] duration mean_wait() const { return mean_wait_; }

  /// Mean wait of those who wait.
  /// Limits    as Erlang C's.
  [[nodiscard]] duration mean_wait_of_waiters() const {
    if (!corrected_) return krarup::mean_wait_of_waiters(exponential_, agents_);
    return mean_of_waiters_ * exponential_.average_handle_time;
  }

  /// Wait that the stated share of contacts does not exceed.
  /// Limits    infinity for a share of 1 with contacts offered, and where load >= n for one above 0.
  [[nodiscard]] duration wait_quantile(proportion share) const {
    if (!corrected_) return krarup::wait_quantile(exponential_, agents_, share);
    if (share.value() == 1.0) return duration(detail::infinity);
    const double rest = 1.0 - share.value();
    if (probability_of_wait_ <= rest) return duration(0);
    const auto short_enough = [&](double t) { return beyond(t) <= rest; };
    double high = std::log(probability_of_wait_ / rest) / waits_.slower_rate();
    while (!short_enough(high)) high *= 2.0;
    return detail::threshold(short_enough, 0.0, high) * exponential_.average_handle_time;
  }

  /// Contacts that wait, averaged over time: arrival rate times mean wait.
  /// Limits    0 where nothing is offered, else infinity where load >= n.
  [[nodiscard]] double mean_queue_length() const {
    if (!corrected_) return krarup::mean_queue_length(exponential_, agents_);
    return load_ * (mean_wait_ / exponential_.average_handle_time);
  }

  /// Share of the agents' ready time spent handling contacts: load / n, whatever the handle times.
  [[nodiscard]] double occupancy() const { return krarup::occupancy(exponential_, agents_); }

 private:
  [[nodiscard]] double beyond(double handle_times) const {
    if (probability_of_wait_ == 0.0) return 0.0;  // of waits too short for a double
    return probability_of_wait_ * waits_.beyond(handle_times);
  }

  /// Erlang C's two numbers by what M/D/n makes of them.
  void correct(double scv) {
    const double n = agents_.count();
    const double excess = n - load_;
    const shares_of_exponential alike = alike_handle_times();
    const double weight = 2.0 * scv / (1.0 + scv);
    const double waits = alike.wait + (1.0 - alike.wait) * weight;
    const double mean = scv <= 1.0 ? scv + (1.0 - scv) * alike.mean_wait
                                   : (1.0 + scv) / (2.0 * scv - (scv - 1.0) / alike.mean_wait);
    probability_of_wait_ = std::min(1.0, probability_of_wait_ * waits);
    mean_wait_ *= mean;
    mean_of_waiters_ = mean / (waits * excess);
    const double decay = 1.0 / (scv / excess + (1.0 - scv) / detail::deterministic_decay(n, load_));
    waits_ = detail::two_exponentials(mean_of_waiters_, excess / waits, decay);
  }

  /// M/D/n's numbers as shares of M/M/n's.
  struct shares_of_exponential {
    double wait;
    double mean_wait;
  };
  [[nodiscard]] shares_of_exponential alike_handle_times() const {
    const double n = agents_.count();
    if (n <= 1.0) return {1.0, 0.5};
    const double root = std::sqrt(n);
    // Nobody waits, or nobody counts so many agents.
    if (probability_of_wait_ < 1e-290 || n > 1e15) return {1.0, 1.0};
    if (n - load_ > 6.0 * root && n - load_ < detail::least_idle_share * n) return {1.0, 1.0};
    // So close to saturation the shares have their limits.
    const double a = std::min(load_, n - 1e-6 * root);
    const detail::deterministic_delay alike = detail::deterministic_wait(n, a);
    const double waits = a == load_ ? probability_of_wait_ : 1.0 / (1.0 + odds_at(a));
    const auto share = [](double value) { return std::clamp(value, 0.5, 1.0); };
    return {share(alike.wait / waits), share(alike.mean_wait * (n - a) / waits)};
  }
  [[nodiscard]] double odds_at(double a) const {
    return detail::no_wait_odds(agents_.count(), a).value();
  }

  erlang_c exponential_;
  double load_;
  agents agents_;
  double probability_of_wait_;
  duration mean_wait_;
  bool corrected_ = false;
  double mean_of_waiters_ = 1.0;  ///< in handle times
  detail::two_exponentials waits_{1.0, 1.0, 1.0};
};

}  // namespace krarup
