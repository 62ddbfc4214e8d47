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
//   e^g(x),   g(x) = a H(x) - n x + ln Q(m, a H(x)),   g'(x) = a (1 - G(x)) (1 - B(m - 1, a H(x))) - n,
// Q being the regularized upper incomplete gamma function and B the Erlang loss function; without a limit
// Q = 1 and B = 0. Those turned away weigh B(m, a H)/(1 - B(m, a H)) times as much as those let in.
//
// g is concave and is never evaluated as a difference of large numbers: it is the integral of g' from
// its peak, along pieces on which G is a polynomial of degree 19 to rounding.
//
// Sources
//   [1] S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of
//       the M/M/n+G queue, Queueing Systems 51(3), 2005.
//   [2] A. Brandt, M. Brandt, On the M(n)/M(n)/s queue with impatient calls, Performance Evaluation
//       35(1-2), 1999.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/legendre.hpp>
#include <krarup/detail/monotone_search.hpp>
#include <krarup/detail/patience_pieces.hpp>

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
  using values = legendre::values;

  /// What is known at the 20 Gauss nodes of a stretch of x; the law is that of those who do not balk.
  struct stretch {
    patience_piece::stretch law;
    values slope;  // of g
  };

  /// A stretch on which the law and the slope of g are polynomials.
  struct piece {
    std::shared_ptr<const patience_piece> law;
    values slope_at_nodes;
    legendre::series slope;
    double rise = 0.0;  // of g along the piece
    double near = 0.0;  // g - g(peak) at the end next to the peak, 0 around the peak
  };

  KRARUP_FUNCTION void solve(patience_pieces& others);
  KRARUP_FUNCTION void append(const std::shared_ptr<const patience_piece>& law, int depth);
  [[nodiscard]] KRARUP_FUNCTION double blocking_at(double spent) const;
  KRARUP_FUNCTION void find_peak();
  [[nodiscard]] KRARUP_FUNCTION std::size_t piece_around(double x) const;
  [[nodiscard]] KRARUP_FUNCTION double exponent_at(double x) const;
  [[nodiscard]] KRARUP_FUNCTION wait_weights between_own(double from, double to) const;
  [[nodiscard]] KRARUP_FUNCTION double weigh_blocked() const;
  KRARUP_FUNCTION void share_out(double blocked, double foot);
  [[nodiscard]] KRARUP_FUNCTION static stretch read(const piece& of, double low, double high);

  /// Goes from x = start, where the exponent of a weight is `exponent`, to x = end, either way, by steps
  /// in each of which it changes by no more than 20. slope(stretch, values) puts the exponent's
  /// derivative, or says that the step is too long; add(stretch, x, weights, exponent) takes
  /// e^exponent dx, and says whether to go on from where the exponent is as told.
  template <class Slope, class Add>
  void walk(double start, double exponent, double end, const Slope& slope, const Add& add) const;

  static constexpr double reach_ = 42.0;       // e^-42 = 6e-19
  static constexpr double farthest_ = 760.0;   // beyond which e^-g is 0
  static constexpr double steepest_ = 20.0;    // 20 nodes are exact to rounding for e^g within
  static constexpr int most_halvings_ = 2000;  // of pieces of the law

  double n_;
  double a_;
  double places_;
  double balking_;
  std::vector<piece> pieces_;
  int halvings_ = 0;
  std::size_t summit_ = 0;
  double peak_ = 0.0;
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
  // From 0 on, until e^g is next to no number.
  double g = 0.0;
  double top = 0.0;
  for (std::size_t i = 0;; ++i) {
    const std::size_t before = pieces_.size();
    append(others.at(i), 0);
    for (std::size_t k = before; k < pieces_.size(); ++k) {
      g += pieces_[k].rise;
      top = std::max(top, g);
    }
    if (g < top - farthest_ || !(pieces_.back().law->to() < largest / 4.0)) break;
  }
  find_peak();
  all_ = between_own(0.0, infinity);
  if (!(all_.mass > 0.0)) {
    all_in_one_ = true;
    all_ = between_own(0.0, infinity);
  }
  share_out(places_ < infinity ? n_ * weigh_blocked() : 0.0,
            std::exp(std::min(0.0, exponent_at(0.0))));
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

/// B(places - 1, load while `spent` is spent waiting).
double virtual_wait::blocking_at(double spent) const {
  const double load = a_ * (1.0 - balking_) * spent;
  if (!(load > 0.0)) return 0.0;
  const scaled odds = acceptance_odds(places_, load);
  return odds.exponent == 0.0 ? std::min(1.0, places_ / (load * odds.factor)) : 0.0;
}

/// The slope of g along a piece of the law, by halves where places that are taken bend it more than 20
/// values say.
void virtual_wait::append(const std::shared_ptr<const patience_piece>& law, int depth) {
  piece next{.law = law, .slope_at_nodes = {}, .slope = {}};
  const patience_piece::stretch& at = law->at_nodes;
  // Erlang B is less than load^k/k!.
  const double load = a_ * (1.0 - balking_) * at.spent[legendre::last];
  const bool blocks =
      places_ < infinity && !((places_ - 1.0) * std::log(load) - std::lgamma(places_) < -50.0);
  values halted{};  // 1 - (1 - G)(1 - B)
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    const double blocking = blocks ? blocking_at(at.spent[i]) : 0.0;
    halted[i] = balking_ + (1.0 - balking_) * (at.gone[i] + at.there[i] * blocking);
    next.slope_at_nodes[i] = (a_ - n_) - a_ * halted[i];
  }
  if (blocks) {
    next.slope = legendre_series(next.slope_at_nodes);
  } else {
    for (std::size_t k = 0; k < legendre::nodes; ++k) {
      next.slope[k] = -a_ * (1.0 - balking_) * law->gone[k];
    }
    next.slope[0] += (a_ - n_) - a_ * balking_;
  }
  next.rise = law->half * gauss_sum(next.slope_at_nodes);
  if (blocks && depth < 50 && halvings_ < most_halvings_) {
    const double width = 2.0 * law->half;
    const double tail = legendre_tail(next.slope);
    const auto [least, most] = std::minmax(halted[legendre::first], halted[legendre::last]);
    const double noise = 1e-14 * a_ * most + 8.8e-16 * a_ * (law->to() / width) * (most - least) +
                         4e-15 * std::abs(a_ - n_);
    const double middle = law->from + law->half;
    if (tail * width > 1e-14 && tail > noise && law->from < middle && middle < law->to()) {
      ++halvings_;
      const auto [first, second] = law->halves();
      append(std::make_shared<const patience_piece>(first), depth + 1);
      append(std::make_shared<const patience_piece>(second), depth + 1);
      return;
    }
  }
  pieces_.push_back(std::move(next));
}

/// The peak of g, and g next to it of each piece.
void virtual_wait::find_peak() {
  while (summit_ + 1 < pieces_.size() && legendre(1.0).value(pieces_[summit_].slope) > 0.0) {
    ++summit_;
  }
  piece& summit = pieces_[summit_];
  const double z = threshold(
      [&](double place) { return !(legendre(place).value(summit.slope) > 0.0); }, -1.0, 1.0);
  peak_ = std::clamp(summit.law->wait(z), summit.law->from, summit.law->to());
  summit.near = 0.0;
  double g = exponent_at(summit.law->from);
  for (std::size_t i = summit_; i-- > 0;) {
    pieces_[i].near = g;
    g -= pieces_[i].rise;
  }
  g = exponent_at(summit.law->to());
  for (std::size_t i = summit_ + 1; i < pieces_.size(); ++i) {
    pieces_[i].near = g;
    g += pieces_[i].rise;
  }
}

std::size_t virtual_wait::piece_around(double x) const {
  const auto next = std::upper_bound(pieces_.begin() + 1, pieces_.end(), x,
                                     [](double at, const piece& of) { return at < of.law->from; });
  return static_cast<std::size_t>(next - pieces_.begin()) - 1;
}

/// g(x) - g(peak), by the integral of g' from the end of the piece next to the peak.
double virtual_wait::exponent_at(double x) const {
  const std::size_t i = x == pieces_[summit_].law->from || x == pieces_[summit_].law->to()
                            ? summit_
                            : piece_around(x);
  const piece& of = pieces_[i];
  const double near = i == summit_ ? of.law->place(peak_) : i < summit_ ? 1.0 : -1.0;
  const double z = of.law->place(x);
  const values slope = legendre_places::between(near, z).value(of.slope);
  return of.near + of.law->half * 0.5 * (z - near) * gauss_sum(slope);
}

/// At the nodes of low < z < high, in coordinates of the piece.
virtual_wait::stretch virtual_wait::read(const piece& of, double low, double high) {
  if (low == -1.0 && high == 1.0) return {of.law->at_nodes, of.slope_at_nodes};
  const legendre_places at = legendre_places::between(low, high);
  return {of.law->read(at), at.value(of.slope)};
}

template <class Slope, class Add>
void virtual_wait::walk(double start, double exponent, double end, const Slope& slope,
                        const Add& add) const {
  const bool up = end > start;
  const double most = exponent;  // what is larger is rounding
  std::size_t i = piece_around(start);
  if (!up && i > 0 && start == pieces_[i].law->from) --i;
  for (;; up ? ++i : --i) {
    const patience_piece& law = *pieces_[i].law;
    double z = law.place(start);
    const double last = law.place(end);
    double step = last - z;
    while (z != last) {
      stretch at;
      values rise{};
      double whole = 0.0;
      double low = 0.0;
      double half = 0.0;
      double next = last;
      while (true) {
        if (std::abs(step) < std::abs(last - z)) next = z + step;
        low = std::min(z, next);
        half = 0.5 * std::abs(next - z);
        at = read(pieces_[i], low, std::max(z, next));
        const bool smooth = slope(at, rise);
        whole = law.half * half * gauss_sum(rise);
        if (next == z || std::abs(step) < 1e-15) break;
        if (smooth && std::abs(whole) <= steepest_) break;
        step *= smooth ? std::clamp(std::sqrt(0.8 * steepest_ / std::abs(whole)), 1e-4, 0.5) : 0.5;
      }
      rise = legendre_integrals(rise);
      values x{};
      const double at_low = up ? exponent : exponent - whole;
      for (std::size_t k = 0; k < legendre::nodes; ++k) {
        x[k] = law.wait(low + half * (1.0 + legendre::node(k)));
        rise[k] = law.half * half * legendre::weight(k) *
                  std::exp(std::min(at_low + law.half * half * rise[k], most));
      }
      exponent = std::min(exponent + (up ? whole : -whole), most);
      if (!add(at, x, rise, exponent) || next == z) return;
      z = next;
      step *= 2.0;
    }
    if (up ? !(law.to() < end) || i + 1 == pieces_.size() : !(law.from > end) || i == 0) return;
  }
}

wait_weights virtual_wait::between(double from, double to) const {
  wait_weights sums = between_own(from, to);
  if (roomier_) sums.add(roomier_->between_own(from, to), of_roomier_);
  return sums;
}

wait_weights virtual_wait::between_own(double from, double to) const {
  wait_weights sums;
  if (pieces_.empty()) return sums;  // nobody waits
  const auto slope = [](const stretch& at, values& put) {
    put = at.slope;
    return true;
  };
  const bool someone_leaves = pieces_.back().law->at_nodes.gone[legendre::last] > 0.0;
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
  const double end = std::min(to, pieces_.back().law->to());
  const double top = std::clamp(peak_, from, std::max(from, end));
  if (all_in_one_) {
    if (from <= peak_ && peak_ < to) {
      values mass{};
      values x{};
      x.fill(peak_);
      mass[0] = 1.0;
      const piece& summit = pieces_[summit_];
      const double z = summit.law->place(peak_);
      add(read(summit, z, z), x, mass, 0.0);
    }
  } else if (from < end) {
    most = top == peak_ ? 0.0 : exponent_at(top);
    if (top < end) walk(top, most, end, slope, add);
    if (top > from) walk(top, most, from, slope, add);
  }
  const double rest = 1.0 - balking_;
  sums.gone = balking_ * sums.mass + rest * sums.gone;
  for (double* each : {&sums.there, &sums.spent, &sums.lost, &sums.answered}) *each *= rest;
  return sums;
}

/// The integral of (a H)^m/m! e^(-n x), which has a peak of its own, where m (1 - G)/H = n.
double virtual_wait::weigh_blocked() const {
  const double most_spent = (1.0 - balking_) * pieces_.back().law->spent_after();
  if (!(a_ * most_spent > 0.0)) return 0.0;  // nobody takes a place
  const auto slope_at = [this](double there, double spent) { return places_ * there / spent - n_; };
  const auto rises = [&](const patience_piece& of, double z) {
    const legendre at(z);
    return slope_at(at.value(of.there), of.spent_before + of.half * at.integral(of.there)) > 0.0;
  };
  std::size_t highest = 0;
  while (highest + 1 < pieces_.size() && rises(*pieces_[highest].law, 1.0)) ++highest;
  const patience_piece& summit = *pieces_[highest].law;
  const double z = threshold([&](double place) { return !rises(summit, place); }, -1.0, 1.0);
  const double peak = std::clamp(summit.wait(z), summit.from, summit.to());
  const double spent = summit.spent_before + summit.half * legendre(z).integral(summit.there);
  const scaled odds = acceptance_odds(places_, a_ * (1.0 - balking_) * spent);
  const double most = exponent_at(peak) - std::log(odds.factor) - odds.exponent;
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
  const double end = pieces_.back().law->to();
  if (peak < end) walk(peak, most, end, slope, add);
  if (peak > 0.0) walk(peak, most, 0.0, slope, add);
  return sum;
}

#endif

}  // namespace krarup::detail
