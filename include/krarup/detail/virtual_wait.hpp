// What a contact meets that finds every agent busy, under any law of patience and any number of
// waiting places: the density of the virtual wait by quadrature.
//
// With time in handle times, load a, n agents, and shares G(x) of contacts that have hung up after x
// and 1 - G(x) that have not, let H(x) = integral of 1 - G over (0, x): what a contact spends waiting on average
// that meets a virtual wait x. In equilibrium [1, 2], as weights on the scale on which all n agents
// busy and nobody waiting weighs 1/n,
//   j contacts wait, and who joins now would wait x:   (a H(x))^j/j! e^(-n x) dx
//   fewer than n agents are busy:                      J(n, a)/n, the odds against Erlang B's loss
// With m waiting places a contact is let in while j < m. Over these j the weights add up to
//   e^g(x),   g(x) = a H(x) - n x + ln Q(m, a H(x)),
// Q being the regularized upper incomplete gamma function, 1 without a limit. Those turned away weigh
// B(m, a H)/(1 - B(m, a H)) times as much as those let in, B being the Erlang loss function.
//
// Sources
//   [1] S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of
//       the M/M/n+G queue, Queueing Systems 51(3), 2005.
//   [2] A. Brandt, M. Brandt, On the M(n)/M(n)/s queue with impatient calls, Performance Evaluation
//       35(1-2), 1999.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/legendre.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/detail/patience_pieces.hpp>
#include <krarup/detail/wait_exponent.hpp>

namespace krarup::detail {

/// Sums over a range of virtual waits x of the weight e^g, on the scale on which e^g is 1 at its largest.
struct wait_weights {
  double mass = 0.0;      ///< weight 1
  double gone = 0.0;      ///< G(x): hang up
  double there = 0.0;     ///< 1 - G(x): are answered
  double time = 0.0;      ///< x: the virtual wait
  double spent = 0.0;     ///< H(x): the wait
  double lost = 0.0;      ///< the wait of those who hang up
  double answered = 0.0;  ///< x (1 - G(x)): the wait of those who are answered

  /// Adds another's sums, times a factor.
  void add(const wait_weights& other, double factor) {
    for (double wait_weights::*sum :
         {&wait_weights::mass, &wait_weights::gone, &wait_weights::there, &wait_weights::time,
          &wait_weights::spent, &wait_weights::lost, &wait_weights::answered}) {
      this->*sum += factor * (other.*sum);
    }
  }
};

/// n agents under load a, with waiting places without limit or m of them. Where m is not whole, there is
/// one place more for that fraction of the time, so that what is monotone in places stays so.
class virtual_wait {
 public:
  /// n > 0, a > 0, finite; places >= 0, infinite too. `balking` hang up at once; `others` is the law of
  /// the rest in handle times, with a first piece of first_width(n).
  KRARUP_FUNCTION virtual_wait(double n, double a, double places, double balking,
                               patience_pieces& others);

  /// Of a piece next to 0, within which e^-nx still is a number of its own; a power of 2, the same for
  /// numbers of agents that are close.
  [[nodiscard]] static double first_width(double n) {
    return std::ldexp(1.0, std::ilogb(4.0 / (n + std::sqrt(n))));
  }

  /// Whether there is no equilibrium: those who never hang up are too many.
  [[nodiscard]] bool endless() const { return endless_; }

  /// Share of all offered contacts that find an agent free.
  [[nodiscard]] double idle() const { return idle_; }
  /// What turns sums over all x into shares of offered contacts.
  [[nodiscard]] double scale() const { return scale_; }
  [[nodiscard]] const wait_weights& all() const { return all_; }
  /// Share of all offered contacts that find all waiting places taken.
  [[nodiscard]] double blocked() const { return blocked_; }
  /// Sums over from < x < to, on the scale of all().
  [[nodiscard]] KRARUP_FUNCTION wait_weights between(double from, double to) const;

 private:
  using values = wait_exponent::values;
  using stretch = wait_exponent::stretch;

  KRARUP_FUNCTION void solve(patience_pieces& others);
  [[nodiscard]] KRARUP_FUNCTION wait_weights between_own(double from, double to) const;
  [[nodiscard]] KRARUP_FUNCTION double weigh_blocked() const;
  KRARUP_FUNCTION void share_out(double blocked, double foot);

  static constexpr double reach_ = 42.0;  // e^-42 = 6e-19

  double n_;
  double a_;
  double places_;
  double balking_;
  wait_exponent g_;
  bool endless_ = false;
  bool all_in_one_ = false;  // virtual waits are closer to the peak than doubles are
  double idle_ = 0.0;
  double scale_ = 0.0;
  double blocked_ = 0.0;
  double total_ = 0.0;  // of all weights
  wait_weights all_;
  std::shared_ptr<const virtual_wait> roomier_;  // with one place more, where places are not whole
  double of_roomier_ = 0.0;                      // what its sums count beside these
};

#ifdef KRARUP_HAS_BODIES

virtual_wait::virtual_wait(double n, double a, double places, double balking,
                           patience_pieces& others)
    : n_(n), a_(a), places_(std::floor(places)), balking_(balking) {
  solve(others);
  if (places_ == places) return;
  const double part = places - places_;
  roomier_ = std::make_shared<const virtual_wait>(n, a, places_ + 1.0, balking, others);
  of_roomier_ = part / (1.0 - part) * (total_ / roomier_->total_);
  all_.add(roomier_->all_, of_roomier_);
  idle_ += part * (roomier_->idle_ - idle_);
  blocked_ += part * (roomier_->blocked_ - blocked_);
  scale_ *= 1.0 - part;
}

void virtual_wait::solve(patience_pieces& others) {
  if (places_ == 0.0) {
    share_out(1.0, 1.0);
    return;
  }
  const double stay = (1.0 - balking_) * others.ever().there;
  const double leave = balking_ + (1.0 - balking_) * others.ever().gone;
  if (places_ == infinity && !((n_ - a_) + a_ * leave > 1e-14 * a_ * std::min(leave, stay))) {
    endless_ = true;
    return;
  }
  g_ = wait_exponent(n_, a_, places_, balking_, others);
  all_ = between_own(0.0, infinity);
  if (!(all_.mass > 0.0)) {
    all_in_one_ = true;
    all_ = between_own(0.0, infinity);
  }
  share_out(places_ < infinity ? n_ * weigh_blocked() : 0.0, std::exp(std::min(0.0, g_.at(0.0))));
}

/// From weights, of which those let in or turned away are known but for n, to shares of all.
void virtual_wait::share_out(double blocked, double foot) {
  const scaled odds = acceptance_odds(n_, a_);
  const double unlikely = std::exp(-odds.exponent);
  total_ = odds.factor * foot + (n_ * all_.mass + blocked) * unlikely;
  idle_ = odds.factor * foot / total_;
  scale_ = n_ * unlikely / total_;
  blocked_ = blocked * unlikely / total_;
}

wait_weights virtual_wait::between(double from, double to) const {
  wait_weights sums = between_own(from, to);
  if (roomier_) sums.add(roomier_->between_own(from, to), of_roomier_);
  return sums;
}

wait_weights virtual_wait::between_own(double from, double to) const {
  wait_weights sums;
  if (g_.pieces().empty()) return sums;  // nobody waits
  const auto slope = [](const stretch& at, values& put) {
    put = at.slope;
    return true;
  };
  const bool someone_leaves = g_.pieces().back().law->at_nodes.gone[legendre::last] > 0.0;
  double most = 0.0;
  const auto add = [&](const stretch& at, const values& x, const values& mass, double exponent) {
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      const double gone = at.law.gone[i];
      const double there = at.law.there[i];
      const double spent = at.law.spent[i];
      sums.mass += mass[i];
      sums.gone += mass[i] * gone;
      sums.there += mass[i] * there;
      sums.time += mass[i] * x[i];
      sums.spent += mass[i] * spent;
      sums.lost += mass[i] * std::max(0.0, gone < 0.5 ? x[i] * gone - at.law.gone_until[i]
                                                      : spent - x[i] * there);
      sums.answered += mass[i] * x[i] * there;
    }
    // Those who hang up late may be few, and all of them out there.
    const double left = exponent - most;
    return left >= -reach_ || (someone_leaves && std::exp(left) * sums.mass > 1e-18 * sums.gone);
  };
  const double end = std::min(to, g_.pieces().back().law->to());
  const double top = std::clamp(g_.peak(), from, std::max(from, end));
  if (all_in_one_) {
    if (from <= g_.peak() && g_.peak() < to) {
      values mass{};
      values x{};
      x.fill(g_.peak());
      mass[0] = 1.0;
      const wait_exponent::piece& summit = g_.summit();
      const double z = summit.law->place(g_.peak());
      add(wait_exponent::read(summit, z, z), x, mass, 0.0);
    }
  } else if (from < end) {
    most = top == g_.peak() ? 0.0 : g_.at(top);
    if (top < end) g_.walk(top, most, end, slope, add);
    if (top > from) g_.walk(top, most, from, slope, add);
  }
  const double rest = 1.0 - balking_;
  sums.gone = balking_ * sums.mass + rest * sums.gone;
  for (double* each : {&sums.there, &sums.spent, &sums.lost, &sums.answered}) *each *= rest;
  return sums;
}

/// The integral of (a H)^m/m! e^(-n x), which has a peak of its own, where m (1 - G)/H = n.
double virtual_wait::weigh_blocked() const {
  const double most_spent = (1.0 - balking_) * g_.pieces().back().law->spent_after();
  if (!(a_ * most_spent > 0.0)) return 0.0;  // nobody takes a place
  const auto slope_at = [this](double there, double spent) { return places_ * there / spent - n_; };
  const auto rises = [&](const patience_piece& of, double z) {
    const legendre at(z);
    return slope_at(at.value(of.there), of.spent_before + of.half * at.integral(of.there)) > 0.0;
  };
  std::size_t highest = 0;
  while (highest + 1 < g_.pieces().size() && rises(*g_.pieces()[highest].law, 1.0)) ++highest;
  const patience_piece& summit = *g_.pieces()[highest].law;
  const double z = threshold([&](double place) { return !rises(summit, place); }, -1.0, 1.0);
  const double peak = std::clamp(summit.wait(z), summit.from, summit.to());
  const double spent = summit.spent_before + summit.half * legendre(z).integral(summit.there);
  const scaled odds = acceptance_odds(places_, a_ * (1.0 - balking_) * spent);
  const double most = g_.at(peak) - std::log(odds.factor) - odds.exponent;
  double sum = 0.0;
  const auto slope = [&](const stretch& at, values& put) {
    const patience_piece::stretch& law = at.law;
    for (std::size_t i = 0; i < legendre::nodes; ++i) put[i] = slope_at(law.there[i], law.spent[i]);
    return law.spent[legendre::last] < 4.0 * law.spent[legendre::first];
  };
  const auto add = [&](const stretch&, const values& x, const values& mass, double exponent) {
    for (const double each : mass) sum += each;
    return exponent >= most - reach_ && x[legendre::first] * mass[legendre::first] >
                                            1e-20 * sum * (x[legendre::last] - x[legendre::first]);
  };
  const double end = g_.pieces().back().law->to();
  if (peak < end) g_.walk(peak, most, end, slope, add);
  if (peak > 0.0) g_.walk(peak, most, 0.0, slope, add);
  return sum;
}

#endif

}  // namespace krarup::detail
