// Palm's function: what a contact meets that arrives when every agent is busy, in closed form.
//
// With time in mean patiences, x = n/theta and y = a/theta, the virtual wait V has on s > 0 the
// density e^g(s) x/D, g(s) = y (1 - e^-s) - x s, and the mass J(n, a)/D at 0 [1], where
//   D = J(n, a) + A(x, y),   A(x, y) = x int_0^inf e^g = 1 + y/(x+1) + y^2/((x+1)(x+2)) + ... .
// Weighted with e^-s or 1 - e^-s the integral is B = (A - 1)/rho or C = 1/rho - (1/rho - 1) A, with
// rho = y/x: those who are answered, and those who hang up. What lies beyond a wait t is the same
// function at y' = y e^-t. Below 0 the integral of x e^g is J(x, y), the odds of Erlang's B: both sides
// are one kernel. With mu = rho - 1, d = y - x and eta as in Temme's form, both F = A for y < x and
// F = J for y > x come with K = 1 - |mu| F, which a difference would lose where the wait is short:
//   x >= 8, 0.55 <= rho <= 1.65   where (x eta^2/2 =) E < 1 from F by Temme's form, else from
//                                 K = G (mu/eta) g(sqrt(E)) + R(eta, 1/x) with fitted R
//   x >= 8, rho to 0.17 and to 3  K by fits of R for these ranges
//   x >= 8, rho > 3               K by Legendre's continued fraction, fewer than 15 terms
//   x >= 8, rho < 0.17            A and C by their series of positive terms, fewer than 25
//   x < 8, y <= 100               down from x + k >= 8 by A(x) = 1 + y A(x+1)/(x+1) and its
//                                 derivative: all terms positive
//   x < 8, y > 100                J(x, y) < 1e-25 A: A is the whole gamma function
// For y > x everything is kept divided by e^L, the largest value of e^g or the whole integral, so
// that no load overflows. d and y' - x are formed where a - n is known, before rounding by theta.
//
// What lies below a wait is the difference of two values of A, or before the peak of e^g of J, whose
// terms are then not larger than the mass at 0 calls for. Where a short wait and long patience leave
// less than 1/64 of them, and for x or y above 1e290, the quadrature of palm_integrals.hpp answers.
//
// Sources
//   [1] A. Mandelbaum, S. Zeltyn, Service engineering in action: the Palm/Erlang-A queue, with
//       applications to call centers, in: Advances in Services Innovations, Springer, 2007.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <numbers>
#include <utility>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/palm_fit.hpp>
#include <krarup/detail/palm_integrals.hpp>

namespace krarup::detail {

inline constexpr double palm_least_x = palm_middle_from_8::least_x;

/// x int e^g over some range of waits, and the same with the weights e^-s and 1 - e^-s.
struct palm_parts {
  double whole;
  double served;
  double lost;
};

/// F and K = 1 - |mu| F.
struct palm_side {
  double f;
  double k;
};

/// x (mu - log1p(mu)) with mu = d/x, y = x + d: the fall of g from its peak to 0.
inline double palm_fall(double x, double y, double d) {
  const double s = d / (x + y);
  if (std::abs(s) > 0.3) return d - x * std::log(y / x);
  const double z = s * s;
  const double rest = split_horner<std::size(odd_reciprocals), double>(odd_reciprocals, z);
  const double q = 1.0 / 3.0 + z * (1.0 / 5.0 + z * rest);
  return s * d * (1.0 - s * (1.0 - s) * q);
}

/// e^-z for 0 <= z < 700 to about 1e-24, by halving z six times.
inline twofold<double> exp_of_minus(const twofold<double>& z) {
  constexpr twofold<double> ln2{0.6931471805599453, 2.3190468138462996e-17};
  constexpr twofold<double> sixth{1.0 / 6.0, 9.25185853854297e-18};
  const double k = std::nearbyint(z.head / ln2.head);
  const twofold<double> shift = ln2 * k;
  const twofold<double> rest = two_sum(shift.head, -z.head);
  const twofold<double> r{std::ldexp(rest.head, -6),
                          std::ldexp(rest.tail + (shift.tail - z.tail), -6)};
  const double h = r.head;
  const double far = h * (1.0 / 24 + h * (1.0 / 120 + h * (1.0 / 720 + h * (1.0 / 5040))));
  const twofold<double> third = r * quick_two_sum(sixth.head, sixth.tail + far);
  const twofold<double> half = two_sum(0.5, third.head);
  const twofold<double> bend = r * r * twofold<double>{half.head, half.tail + third.tail};
  const twofold<double> sum = two_sum(r.head, bend.head);
  twofold<double> less{sum.head, sum.tail + (r.tail + bend.tail)};  // e^r - 1
  for (int i = 0; i < 6; ++i) {
    const twofold<double> square = less * less;
    const twofold<double> twice = two_sum(2.0 * less.head, square.head);
    less = quick_two_sum(twice.head, twice.tail + (2.0 * less.tail + square.tail));
  }
  const twofold<double> all = two_sum(1.0, less.head);
  const int power = -static_cast<int>(k);
  return {std::ldexp(all.head, power), std::ldexp(all.tail + less.tail, power)};
}

/// 1 - sqrt(pi) q erfcx(q) for q >= 1, given q^2.
inline double palm_excess(double q, double square) {
  constexpr double scale = 2.0 * (1.0 + palm_excess_shift);
  const double u = scale / (q + palm_excess_shift) - 1.0;
  return split_horner<std::size(palm_excess_fit), double>(palm_excess_fit, u) /
         (2.0 * square + 2.0);
}

/// x R(eta, 1/x)
template <class Fit>
[[nodiscard]] inline double palm_remainder(double eta, double per_x) {
  const double v = 2.0 * Fit::least_x * per_x - 1.0;
  return [&]<std::size_t... Row>(std::index_sequence<Row...>) {
    const double rows[] = {horner<Fit::columns[Row], double>(Fit::rows[Row], v)...};
    return split_horner<sizeof...(Row), double>(rows, Fit::scale * eta + Fit::shift);
  }
  (std::make_index_sequence<std::size(Fit::rows)>());
}

/// F and K for x >= 8, 0.17 x <= y; `fall` is that of g.
inline palm_side palm_kernel(double x, double y, double d, double fall) {
  if (y > 3.0 * x) {  // E as in odds_continued_fraction, F = x (E - 1)/(d E + x)
    double k = std::ceil(7.0 + 9.0 * x / d);
    double e = d + 2.0 * k;
    for (; k > 1.0; k -= 1.0) e = (d + 2.0 * (k - 1.0)) + k * (x + 1.0 - k) / e;
    const double sum = d + x / e;
    return {x * ((e - 1.0) / e) / sum, y / e / sum};
  }
  const double per_x = 1.0 / x;
  const double mu = std::abs(d) * per_x;
  const double root = std::sqrt(fall);
  const double size = root * std::sqrt(2.0 * per_x);
  const double gamma_star = stirling_factor(x);
  const double eta = d < 0.0 ? -size : size;
  if (fall < 1.0) {
    const double m = gamma_star * std::sqrt(std::numbers::pi / 2.0 * x) * erfcx(root);
    const double t = temme_remainder(eta, x);
    const double f = d < 0.0 ? m - t : m + t;
    return {f, 1.0 - mu * f};
  }
  double rest;
  if (y < 0.55 * x) {
    rest = palm_remainder<palm_left>(eta, per_x);
  } else if (y > 1.65 * x) {
    rest = palm_remainder<palm_right>(eta, per_x);
  } else if (x < palm_middle_from_128::least_x) {
    rest = palm_remainder<palm_middle_from_8>(eta, per_x);
  } else {
    rest = palm_remainder<palm_middle_from_128>(eta, per_x);
  }
  const double k = gamma_star * (mu / size) * palm_excess(root, fall) + per_x * rest;
  return {(1.0 - k) / mu, k};
}

/// A, B and C for x >= 8, y < x.
inline palm_parts palm_below(double x, double y, double d) {
  const double per_x = 1.0 / x;
  if (y < 0.17 * x) {
    double term = 1.0 / (x + 1.0);  // y^(k-1) / ((x+1) ... (x+k))
    double lost = term;
    for (double k = 2.0; k * term > 1e-17 * lost; k += 1.0) {
      term *= y / (x + k);
      lost += k * term;
    }
    const double served = (1.0 - lost) / (-d * per_x);
    return {served + lost, served, lost};
  }
  const palm_side side = palm_kernel(x, y, d, palm_fall(x, y, d));
  const double per_rho = x / y;
  const double lost = side.k * per_rho;
  const double served = y < 0.55 * x ? (1.0 - lost) / (-d * per_x) : (side.f - 1.0) * per_rho;
  return {side.f, served, lost};
}

/// A, B and C for x < 8, y <= 100.
inline palm_parts palm_few(double x, double y) {
  double k = std::ceil(palm_least_x - x);
  const double far = x + k;
  const double d = y - far;
  double whole;
  double slope;  // dA/dy, which is C
  if (d < 0.0) {
    const palm_parts parts = palm_below(far, y, d);
    whole = parts.whole;
    slope = parts.lost;
  } else {
    const double fall = palm_fall(far, y, d);
    const palm_side side = palm_kernel(far, y, d, fall);
    const double all =
        stirling_factor(far) * std::sqrt(2.0 * std::numbers::pi * far) * std::exp(fall);
    whole = all - side.f;
    slope = (all * d + side.k * far) / y;
  }
  double next = whole;
  double per = 0.0;
  for (; k > 0.0; k -= 1.0) {
    per = 1.0 / (x + k);
    next = whole;
    slope = (whole + y * slope) * per;
    whole = 1.0 + y * whole * per;
  }
  return {whole, x * next * per, slope};
}

/// The queue of n agents under load a whose contacts have this mean patience, in handle times.
class palm {
 public:
  /// n > 0, a > 0, patience > 0, all finite.
  palm(double n, double a, double patience)
      : n_(n),
        a_(a),
        patience_(patience),
        x_(n * patience),
        y_(a * patience),
        d_((a - n) * patience),
        per_rho_(n / a) {
    const scaled odds = acceptance_odds(n, a);
    if (!(x_ < most_ && y_ < most_)) {
      beyond_ = true;
      const palm_quadrature all = quadrature();
      const palm_integrals waiting = all.waiting();
      idle_ = all.idle();
      down_ = all.busy() / waiting.mass;
      parts_ = {waiting.mass, all.patient_between(0.0, infinity).mass / down_, waiting.impatient};
      return;
    }
    if (x_ >= palm_least_x) {
      if (d_ < 0.0) {
        parts_ = palm_below(x_, y_, d_);
      } else {
        const double fall = palm_fall(x_, y_, d_);
        foot_ = std::exp(-fall);
        side_ = palm_kernel(x_, y_, d_, fall);
        peak_ = stirling_factor(x_) * std::sqrt(2.0 * std::numbers::pi * x_);
        parts_ = {peak_ - foot_ * side_.f, (peak_ - foot_ * (1.0 + side_.f)) * per_rho_,
                  peak_ * (d_ / y_) + foot_ * side_.k * per_rho_};
      }
    } else if (y_ <= few_) {
      parts_ = palm_few(x_, y_);
    } else {
      rest_ = std::log(std::tgamma(x_ + 1.0)) - x_ * std::log(y_);
      foot_ = std::exp(-(y_ + rest_));
      parts_ = {1.0, per_rho_, d_ / y_};
    }
    idle_ = odds.factor * foot_;
    const double unlikely = odds.exponent > 0.0 ? std::exp(-odds.exponent) : 1.0;
    const double total = idle_ + parts_.whole * unlikely;
    down_ = unlikely / total;
    idle_weight_ = odds.exponent > 0.0 ? infinity : idle_;
    idle_ /= total;
  }

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
    [[nodiscard]] double beyond_of_lost() const { return after_.lost / palm_.parts_.lost; }

   private:
    friend class palm;
    moment(const palm& queue, const twofold<double>& wait)
        : palm_(queue),
          t_(wait.head * queue.patience_),
          stays_(std::exp(-wait.head)),
          gone_(-std::expm1(-wait.head)) {
      const double z = wait.head;
      const palm_parts& all = queue.parts_;
      terms_ = all;
      if (z == 0.0) {
        after_ = all;
        terms_ = {0.0, 0.0, 0.0};
        return;
      }
      if (queue.beyond_) {
        const palm_quadrature integrals = queue.quadrature();
        const palm_integrals early = integrals.waiting_between(0.0, t_);
        const palm_integrals late = integrals.waiting_between(t_, infinity);
        const double lost = std::max(late.impatient - gone_ * late.mass, 0.0);
        after_ = {late.mass, stays_ * late.mass - lost, lost};
        before_ = {early.mass, early.mass - early.impatient, early.impatient + gone_ * late.mass};
        terms_ = {0.0, 0.0, 0.0};
        return;
      }
      if (!(z <= largest)) {
        before_ = all;
        return;
      }
      const double x = queue.x_;
      const double y = queue.y_ * stays_;
      double d = queue.d_ - queue.y_ * gone_;
      if (queue.peak_ > 0.0) {
        double fall = palm_fall(x, y, d);
        // An error of d moves g by |d|/y of it, and the normal law of its peak by 1/sqrt(x) of it.
        const double error = queue.y_ * gone_ * (std::abs(d) / y + 1.0 / std::sqrt(x));
        if (error > 10.0 && fall < 800.0) {
          d = queue.excess_after(wait) * queue.patience_;
          fall = palm_fall(x, y, d);
        }
        const double weight = std::exp(-fall);
        if (d >= 0.0) {
          rise(queue.peak_, queue.foot_, queue.side_, weight, palm_kernel(x, y, d, fall), d);
        } else {
          descend(weight, palm_below(x, y, d));
        }
      } else if (x >= palm_least_x) {
        descend(std::exp(queue.d_ * z - queue.y_ * psi(z, 1.0, -gone_)), palm_below(x, y, d));
      } else {
        const double weight =
            std::exp(queue.y_ <= few_ ? queue.y_ * gone_ - x * z : -(y + x * z + queue.rest_));
        if (y <= few_) descend(weight, palm_few(x, y));
        if (d >= 0.0 && (y > few_ || !enough(queue.idle_weight_ + before_.served, all.served))) {
          const double f = acceptance_odds(x, y).factor;
          const double f0 = acceptance_odds(x, queue.y_).factor;
          rise(queue.y_ <= few_ ? all.whole + f0 : 1.0, queue.foot_,
               {f0, 1.0 - queue.d_ * (f0 / x)}, weight, {f, 1.0 - d * (f / x)}, d);
        }
      }
    }

    [[nodiscard]] static bool enough(double sum, double term) { return 64.0 * sum >= term; }

    void descend(double weight, const palm_parts& rest) {
      const palm_parts& all = palm_.parts_;
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
    double stays_;
    double gone_;
    palm_parts before_{0.0, 0.0, 0.0};
    palm_parts after_{0.0, 0.0, 0.0};
    palm_parts terms_;  // the largest terms of the differences in before_
  };

  /// A wait in mean patiences, >= 0.
  [[nodiscard]] moment at(const twofold<double>& wait) const { return {*this, wait}; }

  [[nodiscard]] palm_quadrature quadrature() const { return {n_, a_, 1.0 / patience_}; }

 private:
  static constexpr double most_ = 1e290;
  static constexpr double few_ = 100.0;

  /// a e^-wait - n
  [[nodiscard]] double excess_after(const twofold<double>& wait) const {
    const twofold<double> rest = exp_of_minus(wait) * a_;
    const twofold<double> excess = two_sum(rest.head, -n_);
    return excess.head + (excess.tail + rest.tail);
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
  double foot_ = 1.0;         // e^-L: parts_ are divided by e^L
  double rest_ = 0.0;         // L - y, where x < 8, y > 100
  double peak_ = 0.0;         // the integral over all s, where x >= 8, y >= x
  palm_side side_{0.0, 0.0};  // there
  palm_parts parts_;          // over s > 0
  double idle_;               // mass at 0, as a share
  double idle_weight_ = 0.0;  // the same on the scale of parts_
  double down_;               // what turns parts_ into shares
  bool beyond_ = false;       // x or y beyond most_
};

}  // namespace krarup::detail
