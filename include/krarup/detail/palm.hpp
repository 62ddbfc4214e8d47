// What a contact meets that arrives when every agent is busy, in closed form.
//
// With time in mean patiences, x = n/theta and y = a/theta, the virtual wait V has on s > 0 the
// density x e^g(s)/D, g(s) = y (1 - e^-s) - x s, and the mass J(n, a)/D at 0 [1], where
//   D = J(n, a) + A(x, y),   A(x, y) = x int_0^inf e^g .
// Who meets V = s is answered with probability e^-s. What lies beyond a wait t is the same integral
// with y' = y e^-t, and the mean wait of the answered is the derivative of A by x: palm_kernel.hpp has
// them all. For y > x everything is kept divided by e^L, the largest value of e^g (x >= 8) or the
// whole integral over all s (x < 8, y > 100, where J(x, y) < 1e-25 A), so that no load overflows.
// y - x and y' - x come from a - n and a e^-t - n, where these are still exact.
//
// What lies below a wait is the difference of two values of A, or, before the peak of e^g, of J(x, y),
// which is not larger than the mass at 0 calls for. Where a short wait and long patience leave less
// than 1/64 of them, and for x or y above 1e290, the quadrature of palm_integrals.hpp answers. Where
// J(x, y) is nothing beside A, V is ln y - ln U with U of the gamma law of x: the mean waits need no
// more of y than its logarithm.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/palm_integrals.hpp>
#include <krarup/detail/palm_kernel.hpp>
#include <krarup/detail/palm_slope.hpp>
#include <krarup/detail/twofold.hpp>

namespace krarup::detail {

/// The queue of n agents under load a whose contacts have this mean patience, in handle times.
class palm {
 public:
  /// n > 0, a > 0, patience > 0, all finite.
  KRARUP_FUNCTION palm(double n, double a, double patience);

  /// Share of offered contacts whose virtual wait is 0.
  [[nodiscard]] double idle() const { return idle_; }
  /// Shares of those who find every agent busy, all of them and by their end.
  [[nodiscard]] palm_parts waiting() const { return shares(parts_); }
  /// The same as shares of those who find every agent busy: they outlive the chance to wait.
  [[nodiscard]] double lost_of_waiting() const { return parts_.lost / parts_.whole; }

  /// What lies on either side of a wait t.
  class moment {
   public:
    /// Answered within t, the virtual wait of 0 included.
    [[nodiscard]] double served_within() const {
      const double sum = palm_.idle_weight_ + before_.served;
      if (enough(sum, terms_.served)) return palm_.idle_ + palm_.down_ * before_.served;
      return palm_.idle_ + palm_.quadrature().patient_between(0.0, t_).mass;
    }
    /// Has a virtual wait of at most t.
    [[nodiscard]] double virtual_within() const {
      const double sum = palm_.idle_weight_ + before_.whole;
      if (enough(sum, terms_.whole)) return palm_.idle_ + palm_.down_ * before_.whole;
      return palm_.idle_ + palm_.quadrature().between(0.0, t_).mass;
    }
    /// Hangs up within t: those whose turn would have come before t, and those it would not.
    [[nodiscard]] double lost_within() const {
      if (enough(before_.lost, terms_.lost)) return palm_.down_ * before_.lost;
      return palm_.quadrature().between(0.0, t_).impatient + gone_ * virtual_beyond();
    }
    /// Has a virtual wait longer than t.
    [[nodiscard]] double virtual_beyond() const { return palm_.down_ * after_.whole; }
    /// Waits longer than t.
    [[nodiscard]] double beyond() const { return stays_ * virtual_beyond(); }
    /// Waits longer than t and is answered.
    [[nodiscard]] double served_beyond() const { return palm_.down_ * after_.served; }
    /// Waits longer than t, of those who hang up.
    [[nodiscard]] double beyond_of_lost() const {
      if (palm_.parts_.lost > 1e-290) return after_.lost / palm_.parts_.lost;
      const double patience = 1e-100 * palm_.patience_;  // that there are any is below a double
      return palm(palm_.n_, palm_.a_, patience).at({t_ / patience, 0.0}).beyond_of_lost();
    }

   private:
    friend class palm;
    KRARUP_FUNCTION moment(const palm& queue, const twofold<double>& wait);

    [[nodiscard]] static bool enough(double sum, double term) { return 64.0 * sum >= term; }

    /// V is ln y - ln U with U of the gamma law of x: beyond z it is what it is beyond 0 under y e^-z.
    void swamp(const twofold<double>& wait) {
      const palm_parts& all = palm_.parts_;
      const double y = palm_.load_after(wait);
      const bool narrow = palm_.x_ > 1e30;  // U is x to rounding
      if (narrow ? wait.head < log_ratio(palm_.a_ - palm_.n_, palm_.n_) : y > 1e90) {
        before_.lost = gone_;
        const double lost = gone_ < 0.5 ? all.lost - gone_ : stays_ - all.served;
        after_ = {1.0, all.served, std::max(lost, 0.0)};
      } else if (!narrow && y > 0.0) {
        const palm rest(palm_.x_, y, 1.0);
        const palm_parts waiting = rest.waiting();
        after_ = {waiting.whole, stays_ * waiting.served, stays_ * waiting.lost};
        before_ = {rest.idle(), all.served - after_.served, all.lost - after_.lost};
      } else {
        before_ = all;
      }
    }

    void descend(double weight, const palm_parts& rest) {
      const palm_parts& all = palm_.parts_;
      terms_ = all;
      after_ = {weight * rest.whole, weight * stays_ * rest.served, weight * stays_ * rest.lost};
      before_ = {all.whole - after_.whole, all.served - after_.served, all.lost - after_.lost};
    }

    /// t lies before the peak, a distance d/x below it: the integrals below 0 and below t.
    void rise(double peak, double foot, const palm_side& low, double weight, const palm_side& high,
              double d) {
      const double per_rho = palm_.per_rho_;
      terms_ = {weight * high.f, weight * (1.0 + high.f) * per_rho,
                std::max(peak * gone_, weight * high.k * per_rho)};
      before_ = {terms_.whole - foot * low.f, terms_.served - foot * (1.0 + low.f) * per_rho,
                 peak * gone_ + (foot * low.k - weight * high.k) * per_rho};
      after_ = {peak - terms_.whole, peak * per_rho - terms_.served,
                peak * (d / palm_.y_) + weight * high.k * per_rho};
    }

    const palm& palm_;
    double t_;
    double gone_;
    double stays_;
    palm_parts before_{0.0, 0.0, 0.0};
    palm_parts after_{0.0, 0.0, 0.0};
    palm_parts terms_{0.0, 0.0, 0.0};  // the largest terms of the differences in before_
  };

  /// Mean waits, in handle times, none-waiters as 0: of those who are answered ...
  [[nodiscard]] double mean_wait_of_served() const {
    if (swamped()) return swamped_wait() * patience_;
    if (huge_) return quadrature().patient_between(0.0, infinity).time;  // of nearly all
    return served_share() / answered();
  }
  /// ... of those who hang up: what the answered leave of all waiting, unless most of it is theirs ...
  [[nodiscard]] double mean_wait_of_lost() const {
    if (!huge_ || swamped()) {
      const double rest = 1.0 - served_time() / parts_.lost;
      if (rest > 0.125) return rest * patience_;
    }
    return quadrature().mean_wait_of_lost();
  }
  /// ... and of a contact of endless patience.
  [[nodiscard]] double mean_virtual_wait() const {
    if (swamped()) return 1.0 / n_ + swamped_wait() * patience_;
    if (huge_) return quadrature().all().time;
    return parts_.whole * down_ / n_ + served_share() * std::min(a_ / n_, largest);
  }
  /// Share of those who are answered.
  [[nodiscard]] double answered() const { return idle_ + down_ * parts_.served; }

  /// A wait in mean patiences, >= 0.
  [[nodiscard]] moment at(const twofold<double>& wait) const { return {*this, wait}; }

  [[nodiscard]] palm_quadrature quadrature() const { return {n_, a_, 1.0 / patience_}; }

 private:
  static constexpr double most_ = 1e290;
  static constexpr double few_ = 100.0;

  /// g(z), given 1 - e^-z.
  [[nodiscard]] double rise_to(double z, double gone) const {
    return d_ * z - y_ * share_bend(z, gone);
  }

  /// y e^-wait, where e^-wait or y is none.
  [[nodiscard]] double load_after(const twofold<double>& wait) const {
    const double half = std::exp(-0.5 * wait.head);
    return (a_ * half) * (patience_ * half) * (1.0 - wait.tail);
  }

  /// a e^-wait - n
  [[nodiscard]] double excess_after(const twofold<double>& wait) const {
    const twofold<double> rest = exp_of_minus(wait) * a_;
    const twofold<double> excess = two_sum(rest.head, -n_);
    return excess.head + (excess.tail + rest.tail);
  }

  /// So much load that J(x, y) < 1e-25 A: whoever arrives finds every agent busy.
  [[nodiscard]] bool swamped() const {
    return x_ < palm_least_x ? y_ > few_ : per_rho_ < (huge_ ? 1.0 : 1e-10);
  }

  /// Mean wait of the answered there, in mean patiences: ln y - d/dx ln Gamma(x+1).
  [[nodiscard]] KRARUP_FUNCTION double swamped_wait() const;

  /// x times the integral of s e^-s e^g, on the scale of parts_.
  [[nodiscard]] KRARUP_FUNCTION double served_time() const;

  /// The same as a share of all, in handle times; in an order that neither runs out nor over.
  [[nodiscard]] double served_share() const {
    return d_ < 0.0 ? served_time() * patience_ * down_ : served_time() * down_ * patience_;
  }

  [[nodiscard]] palm_parts shares(const palm_parts& parts) const {
    return {parts.whole * down_, parts.served * down_, parts.lost * down_};
  }

  double n_;
  double a_;
  double patience_;
  double x_;
  double y_;
  double d_;                  // y - x
  double per_rho_;            // x/y
  palm_kernel kernel_;        // of x, or of the next from 8 on that is a whole number away
  double fall_ = 0.0;         // L, where x >= 8, y >= x
  double foot_ = 1.0;         // e^-L: parts_ are divided by e^L
  double rest_ = 0.0;         // ln Gamma(x+1), where x < 8, y > 100
  double peak_ = 0.0;         // the integral over all s, where x >= 8, y >= x
  palm_side side_{0.0, 0.0};  // there
  palm_parts parts_;          // over s > 0
  double idle_;               // mass at 0, as a share
  double idle_weight_ = 0.0;  // the same on the scale of parts_
  double down_;               // what turns parts_ into shares
  bool huge_ = false;         // x or y beyond most_
};

#ifdef KRARUP_HAS_BODIES

palm::palm(double n, double a, double patience)
    : n_(n),
      a_(a),
      patience_(patience),
      x_(std::max(n * patience, 1e-300)),
      y_(a * patience),
      d_((a - n) * patience),
      per_rho_(n / a),
      kernel_(x_ >= palm_least_x ? x_ : x_ + std::ceil(palm_least_x - x_), y_) {
  const scaled odds = acceptance_odds(n, a);
  if (!(x_ < most_ && y_ < most_)) {
    huge_ = true;
    if (swamped()) {
      idle_ = 0.0;
      down_ = 1.0;
      parts_ = {1.0, per_rho_, (a_ - n_) / a_};
      return;
    }
    const palm_quadrature all = quadrature();
    const palm_integrals waiting = all.waiting();
    idle_ = all.idle();
    down_ = all.busy() / waiting.mass;
    parts_ = {waiting.mass, all.patient_waiting_between(0.0, infinity).mass, waiting.impatient};
    return;
  }
  if (x_ >= palm_least_x) {
    if (d_ < 0.0) {
      parts_ = kernel_.below(y_, d_);
    } else {
      fall_ = palm_fall(x_, y_, d_);
      foot_ = std::exp(-fall_);
      side_ = kernel_.side(y_, d_, fall_);
      peak_ = kernel_.peak();
      parts_ = {peak_ - foot_ * side_.f, (peak_ - foot_ * (1.0 + side_.f)) * per_rho_,
                peak_ * (d_ / y_) + foot_ * side_.k * per_rho_};
    }
  } else if (y_ <= few_) {
    parts_ = palm_few(kernel_, x_, y_);
  } else {
    rest_ = std::log(std::tgamma(x_ + 1.0));
    foot_ = std::exp(x_ * std::log(y_) - y_ - rest_);
    parts_ = {1.0, per_rho_, d_ / y_};
  }
  idle_ = odds.factor * foot_;
  idle_weight_ = odds.value() * foot_;
  const double unlikely = std::exp(-odds.exponent);
  const double total = idle_ + parts_.whole * unlikely;
  down_ = unlikely / total;
  idle_ /= total;
}

palm::moment::moment(const palm& queue, const twofold<double>& wait)
    : palm_(queue),
      t_(wait.head * queue.patience_),
      gone_(share_gone(wait.head)),
      stays_(share_staying(wait, gone_)) {
  const double z = wait.head;
  const palm_parts& all = queue.parts_;
  if (z == 0.0) {
    after_ = all;
    return;
  }
  if (queue.huge_ && queue.swamped()) {
    swamp(wait);
    return;
  }
  if (queue.huge_) {
    const palm_quadrature integrals = queue.quadrature();
    const palm_integrals early = integrals.waiting_between(0.0, t_);
    const palm_integrals late = integrals.waiting_between(t_, infinity);
    after_ = {late.mass, integrals.patient_waiting_between(t_, infinity).mass,
              std::max(late.impatient - gone_ * late.mass, 0.0)};
    before_ = {early.mass, integrals.patient_waiting_between(0.0, t_).mass,
               early.impatient + gone_ * late.mass};
    return;
  }
  if (!(z <= largest)) {
    before_ = all;
    return;
  }
  const double x = queue.x_;  // e^-z is 0 or denormal from 700 on
  const double y = z < 700.0 ? queue.y_ * stays_ : queue.load_after(wait);
  const double fallen = queue.y_ * gone_;
  double d = fallen < y ? queue.d_ - fallen : y - x;
  if (queue.peak_ > 0.0) {
    double fall = palm_fall(x, y, d);
    // An error of d moves g by |d|/y of it, and the normal law of its peak by 1/sqrt(x) of it.
    const double error = std::min(fallen, y) * (std::abs(d) / y + 1.0 / std::sqrt(x));
    if (error > 200.0 && fall < 800.0) {
      d = queue.excess_after(wait) * queue.patience_;
      fall = palm_fall(x, y, d);
    }
    if (d < 0.0) {
      descend(std::exp(-fall), queue.kernel_.below(y, d));
      return;
    }
    // While g has hardly risen, the weights of both ends share the error of the lower one.
    const double weight = queue.fall_ - fall < 1.0 && fall < 800.0
                              ? queue.foot_ * std::exp(queue.rise_to(z, gone_))
                              : std::exp(-fall);
    rise(queue.peak_, queue.foot_, queue.side_, weight, queue.kernel_.side(y, d, fall), d);
  } else if (x >= palm_least_x) {
    descend(std::exp(queue.rise_to(z, gone_)), queue.kernel_.below(y, d));
  } else {
    const double weight = std::exp(
        queue.y_ <= few_ ? queue.y_ * gone_ - x * z
                         : x * (y > 0.0 ? std::log(y) : std::log(queue.y_) - z) - y - queue.rest_);
    if (y <= few_) descend(weight, palm_few(queue.kernel_, x, y));
    if (d >= 0.0 && (y > few_ || 8.0 * (queue.idle_weight_ + before_.served) <= all.served)) {
      const double f = acceptance_odds(x, y).factor;
      const double f0 = acceptance_odds(x, queue.y_).factor;
      rise(queue.y_ <= few_ ? all.whole + f0 : 1.0, queue.foot_, {f0, 1.0 - queue.d_ * (f0 / x)},
           weight, {f, 1.0 - d * (f / x)}, d);
    }
  }
}

double palm::swamped_wait() const {
  if (x_ >= palm_least_x) return log_ratio(a_ - n_, n_) - 0.5 / x_ - stirling_slope(x_);
  return (y_ < most_ ? std::log(y_) : std::log(a_) + std::log(patience_)) - log_gamma_slope(x_);
}

double palm::served_time() const {
  if (x_ >= palm_least_x && d_ < 0.0) return palm_time_below(x_, y_, d_);
  if (swamped()) return swamped_wait() * parts_.served;
  if (x_ >= palm_least_x) {
    const double slope = std::log1p(d_ / x_) - 0.5 / x_ - stirling_slope(x_);
    return (peak_ * slope + foot_ * palm_slope(x_, y_, d_)) * per_rho_;
  }
  return palm_time_few(kernel_, x_, y_);
}

#endif

}  // namespace krarup::detail
