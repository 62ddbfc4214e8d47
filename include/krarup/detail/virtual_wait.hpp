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
#include <functional>
#include <vector>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/legendre.hpp>
#include <krarup/detail/monotone_search.hpp>

namespace krarup::detail {

/// Shares of contacts that have hung up after a wait, or not.
struct shares_at {
  double gone;
  double there;
};

/// Sums over a range of virtual waits x of the weight e^g, on the scale on which e^g is 1 at its largest.
struct wait_weights {
  double mass = 0.0;      ///< weight 1
  double gone = 0.0;      ///< G(x): hang up
  double there = 0.0;     ///< 1 - G(x): are answered
  double time = 0.0;      ///< x: the virtual wait
  double spent = 0.0;     ///< H(x): the wait
  double lost = 0.0;      ///< the wait of those who hang up
  double answered = 0.0;  ///< x (1 - G(x)): the wait of those who are answered
};

/// n agents under load a, with waiting places without limit or m of them.
class virtual_wait {
 public:
  /// n > 0, a > 0, finite; places >= 0, infinite too. `balking` hang up at once; `shares` is the law of
  /// the others in handle times, `kinks` where it jumps or bends, in rising order.
  KRARUP_FUNCTION virtual_wait(double n, double a, double places, double balking,
                               std::function<shares_at(double)> shares, std::vector<double> kinks);

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
  using series = legendre::series;
  using values = legendre::values;

  /// What is known at 20 places, the Gauss nodes of a stretch of x; of those who do not balk.
  struct stretch {
    values gone;
    values there;
    values gone_until;  // integral of G from 0
    values spent;       // H
    values slope;       // of g
  };

  /// A stretch on which G, and all that depends on it, is a polynomial.
  struct piece {
    double from;
    double half;          // of its length
    double gone_before;   // integral of G from 0 to from
    double spent_before;  // H(from)
    double rise;          // of g along the piece
    double near;          // g - g(peak) at the end next to the peak, 0 around the peak
    stretch at_nodes;
    series gone;
    series there;
    series slope;

    [[nodiscard]] double to() const { return from + 2.0 * half; }
    [[nodiscard]] double gone_after() const { return gone_before + 2.0 * half * gone[0]; }
    [[nodiscard]] double spent_after() const { return spent_before + 2.0 * half * there[0]; }
    [[nodiscard]] double place(double x) const {
      return std::clamp((x - from) / half - 1.0, -1.0, 1.0);
    }
  };

  KRARUP_FUNCTION void append(double from, double to, double reference, double before, int depth);
  KRARUP_FUNCTION double extend(double from, double to, double reference, piece& next) const;
  KRARUP_FUNCTION void find_peak();
  [[nodiscard]] KRARUP_FUNCTION std::size_t piece_around(double x) const;
  [[nodiscard]] KRARUP_FUNCTION double exponent_at(double x) const;
  [[nodiscard]] KRARUP_FUNCTION double weigh_blocked() const;
  KRARUP_FUNCTION void share_out(double blocked, double foot);
  KRARUP_FUNCTION static void read(const piece& of, double low, double high, stretch& into);

  /// Goes from x = start, where the exponent of a weight is `exponent`, to x = end, either way, as long
  /// as the exponent is above `least`, by steps in each of which it changes by no more than 20.
  /// slope(stretch, values) puts the exponent's derivative, or says that the step is too long;
  /// add(stretch, x, weights) takes e^exponent dx, and says whether to go on.
  template <class Slope, class Add>
  void walk(double start, double exponent, double end, double least, const Slope& slope,
            const Add& add) const;

  static constexpr double reach_ = 42.0;        // e^-42 = 6e-19
  static constexpr double rounding_ = 2.2e-16;  // of a double
  static constexpr double farthest_ = 760.0;    // beyond which e^-g is 0
  static constexpr double steepest_ = 20.0;     // 20 nodes are exact to rounding for e^g within
  static constexpr int most_halvings_ = 2000;   // of pieces; the rest are taken as they are

  double n_;
  double a_;
  double places_;
  double balking_;
  std::function<shares_at(double)> shares_;
  std::vector<piece> pieces_;
  int halvings_ = 0;
  std::size_t summit_ = 0;
  double peak_ = 0.0;
  bool endless_ = false;
  bool all_in_one_ = false;  // virtual waits are closer to the peak than doubles are
  double idle_ = 0.0;
  double scale_ = 0.0;
  double blocked_ = 0.0;
  wait_weights all_;
};

#ifdef KRARUP_HAS_BODIES

virtual_wait::virtual_wait(double n, double a, double places, double balking,
                           std::function<shares_at(double)> shares, std::vector<double> kinks)
    : n_(n), a_(a), places_(places), balking_(balking), shares_(std::move(shares)) {
  if (places_ == 0.0) {
    share_out(1.0, 1.0);
    return;
  }
  const shares_at ever = shares_(infinity);
  const double stay = (1.0 - balking_) * ever.there;
  const double leave = balking_ + (1.0 - balking_) * ever.gone;
  if (places_ == infinity && !((n_ - a_) + a_ * leave > 1e-14 * a_ * std::min(leave, stay))) {
    endless_ = true;
    return;
  }
  // From 0 on, each piece twice as long as the one before, until e^g is next to no number.
  double at = 0.0;
  double width = 4.0 / (n_ + std::sqrt(n_));
  double g = 0.0;
  double top = 0.0;
  auto kink = kinks.begin();
  for (bool done = false; !done;) {
    while (kink != kinks.end() && !(*kink > at)) ++kink;
    const double end = kink != kinks.end() ? std::min(at + width, *kink) : at + width;
    const std::size_t before = pieces_.size();
    append(at, end, shares_(end).gone * (end - at), infinity, 0);
    for (std::size_t i = before; i < pieces_.size(); ++i) {
      g += pieces_[i].rise;
      top = std::max(top, g);
    }
    at = end;
    width = std::max(width, 2.0 * (at - pieces_[before].from));
    done = g < top - farthest_ || !(at < largest / 4.0);
  }
  find_peak();
  all_ = between(0.0, infinity);
  if (!(all_.mass > 0.0)) {
    all_in_one_ = true;
    all_ = between(0.0, infinity);
  }
  share_out(places_ < infinity ? n_ * weigh_blocked() : 0.0,
            std::exp(std::min(0.0, exponent_at(0.0))));
}

/// From weights, of which those let in or turned away are known but for n, to shares of all.
void virtual_wait::share_out(double blocked, double foot) {
  const scaled odds = acceptance_odds(n_, a_);
  const double unlikely = std::exp(-odds.exponent);
  const double total = odds.factor * foot + (n_ * all_.mass + blocked) * unlikely;
  idle_ = odds.factor * foot / total;
  scale_ = n_ * unlikely / total;
  blocked_ = blocked * unlikely / total;
}

/// Makes the next piece, from < x < to, and says by what factor 20 values fail to say all about it: at
/// most 1 where the last coefficients are rounding, that of x included, and the ends are met. Next to
/// 0 what is missed may also count nothing beside `reference`, an integral of G.
double virtual_wait::extend(double from, double to, double reference, piece& next) const {
  next.from = from;
  next.half = 0.5 * (to - from);
  next.gone_before = pieces_.empty() ? 0.0 : pieces_.back().gone_after();
  next.spent_before = pieces_.empty() ? 0.0 : pieces_.back().spent_after();
  const shares_at start = shares_(from + 4.0 * rounding_ * from);
  const shares_at end = shares_(to - 4.0 * rounding_ * to);
  stretch& at = next.at_nodes;
  const bool level = start.gone == end.gone && start.there == end.there;
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    const shares_at here = level ? start : shares_(from + next.half * (1.0 + legendre::node(i)));
    at.gone[i] = here.gone;
    at.there[i] = here.there;
  }
  next.gone = legendre_series(at.gone);
  next.there = legendre_series(at.there);
  at.gone_until = legendre_integrals(at.gone);
  at.spent = legendre_integrals(at.there);
  values halted{};  // 1 - (1 - G)(1 - B)
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    at.gone_until[i] = next.gone_before + next.half * at.gone_until[i];
    at.spent[i] = next.spent_before + next.half * at.spent[i];
    double blocking = 0.0;
    if (places_ < infinity) {
      const double load = a_ * (1.0 - balking_) * at.spent[i];
      const scaled odds = acceptance_odds(places_, load);
      if (odds.exponent == 0.0) blocking = std::min(1.0, places_ / (load * odds.factor));
    }
    halted[i] = balking_ + (1.0 - balking_) * (at.gone[i] + at.there[i] * blocking);
    at.slope[i] = (a_ - n_) - a_ * halted[i];
  }
  next.slope = legendre_series(at.slope);
  next.rise = next.half * gauss_sum(at.slope);

  constexpr double rounding = 1e-14;
  const double width = to - from;
  const auto tail = [](const series& of) {
    return std::max({std::abs(of[17]), std::abs(of[18]), std::abs(of[19])});
  };
  const auto noise = [&](const values& of) {
    const double least = of[legendre::first];
    const double most = of[legendre::last];
    return rounding * std::max(least, most) + 4.0 * rounding_ * to / width * std::abs(most - least);
  };
  // By how much the last coefficients exceed rounding; infinity where an end is not met.
  const auto excess = [&](const values& of, const series& by, double first, double last,
                          double beside) {
    const double gap = std::max(std::abs(legendre(-1.0).value(by) - first),
                                std::abs(legendre(1.0).value(by) - last));
    const double missed = std::max(tail(by), gap);
    if (missed <= 1e-290 || (from <= 4.0 * width && missed * width <= rounding * beside))
      return 0.0;
    return gap <= 1e-9 + noise(of) ? tail(by) / noise(of) : infinity;
  };
  if (level && places_ == infinity) return 0.0;
  const double of_slope =
      tail(next.slope) * width <= rounding
          ? 0.0
          : tail(next.slope) / (a_ * noise(halted) + 4.0 * rounding_ * std::abs(a_ - n_));
  const double of_gone =
      excess(at.gone, next.gone, start.gone, end.gone, std::max(reference, next.gone_before));
  const double of_there = excess(at.there, next.there, start.there, end.there, next.spent_after());
  return std::max(std::max(of_gone, of_there), of_slope);
}

void virtual_wait::append(double from, double to, double reference, double before, int depth) {
  piece next;
  const double middle = from + 0.5 * (to - from);
  const double excess = extend(from, to, reference, next);
  // What halving does not lessen is rounding of the law itself.
  const bool law_is_rough = excess < 1e4 && excess > before / 8.0;
  if (excess <= 1.0 || law_is_rough || depth == 50 || halvings_ == most_halvings_ ||
      !(from < middle && middle < to)) {
    pieces_.push_back(next);
    return;
  }
  ++halvings_;
  append(from, middle, reference, excess, depth + 1);
  append(middle, to, reference, excess, depth + 1);
}

/// The peak of g, and g next to it of each piece.
void virtual_wait::find_peak() {
  while (summit_ + 1 < pieces_.size() && legendre(1.0).value(pieces_[summit_].slope) > 0.0) {
    ++summit_;
  }
  piece& summit = pieces_[summit_];
  const double z = threshold(
      [&](double place) { return !(legendre(place).value(summit.slope) > 0.0); }, -1.0, 1.0);
  peak_ = std::clamp(summit.from + (z + 1.0) * summit.half, summit.from, summit.to());
  summit.near = 0.0;
  double g = exponent_at(summit.from);
  for (std::size_t i = summit_; i-- > 0;) {
    pieces_[i].near = g;
    g -= pieces_[i].rise;
  }
  g = exponent_at(summit.to());
  for (std::size_t i = summit_ + 1; i < pieces_.size(); ++i) {
    pieces_[i].near = g;
    g += pieces_[i].rise;
  }
}

std::size_t virtual_wait::piece_around(double x) const {
  const auto next = std::upper_bound(pieces_.begin() + 1, pieces_.end(), x,
                                     [](double at, const piece& of) { return at < of.from; });
  return static_cast<std::size_t>(next - pieces_.begin()) - 1;
}

/// g(x) - g(peak), by the integral of g' from the end of the piece next to the peak.
double virtual_wait::exponent_at(double x) const {
  const std::size_t i =
      x == pieces_[summit_].from || x == pieces_[summit_].to() ? summit_ : piece_around(x);
  const piece& of = pieces_[i];
  const double near = of.place(i == summit_ ? peak_ : i < summit_ ? of.to() : of.from);
  const double z = of.place(x);
  const double half = 0.5 * (z - near);
  double sum = 0.0;
  for (std::size_t k = 0; k < legendre::nodes; ++k) {
    const double at = near + half * (1.0 + legendre::node(k));
    sum += legendre::weight(k) * legendre(at).value(of.slope);
  }
  return of.near + of.half * half * sum;
}

/// At the nodes of low < z < high, in coordinates of the piece.
void virtual_wait::read(const piece& of, double low, double high, stretch& into) {
  if (low == -1.0 && high == 1.0) {
    into = of.at_nodes;
    return;
  }
  values z{};
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    z[i] = low + 0.5 * (high - low) * (1.0 + legendre::node(i));
  }
  const legendre_places at(z);
  into.gone = at.value(of.gone);
  into.there = at.value(of.there);
  into.gone_until = at.integral_of(of.gone);
  into.spent = at.integral_of(of.there);
  into.slope = at.value(of.slope);
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    into.gone[i] = std::max(into.gone[i], 0.0);
    into.there[i] = std::max(into.there[i], 0.0);
    into.gone_until[i] = of.gone_before + of.half * into.gone_until[i];
    into.spent[i] = of.spent_before + of.half * into.spent[i];
  }
}

template <class Slope, class Add>
void virtual_wait::walk(double start, double exponent, double end, double least, const Slope& slope,
                        const Add& add) const {
  const bool up = end > start;
  std::size_t i = piece_around(start);
  if (!up && i > 0 && start == pieces_[i].from) --i;
  for (;; up ? ++i : --i) {
    const piece& of = pieces_[i];
    double z = of.place(start);
    const double last = of.place(end);
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
        read(of, low, std::max(z, next), at);
        const bool smooth = slope(at, rise);
        whole = of.half * half * gauss_sum(rise);
        if (next == z || std::abs(step) < 1e-15) break;
        if (smooth && std::abs(whole) <= steepest_) break;
        step *= smooth ? std::clamp(std::sqrt(0.8 * steepest_ / std::abs(whole)), 1e-4, 0.5) : 0.5;
      }
      rise = legendre_integrals(rise);
      values x{};
      const double at_low = up ? exponent : exponent - whole;
      for (std::size_t k = 0; k < legendre::nodes; ++k) {
        x[k] = of.from + of.half * (1.0 + low + half * (1.0 + legendre::node(k)));
        rise[k] =
            of.half * half * legendre::weight(k) * std::exp(at_low + of.half * half * rise[k]);
      }
      const bool on = add(at, x, rise);
      exponent += up ? whole : -whole;
      if (!on || exponent < least || next == z) return;
      z = next;
      step *= 2.0;
    }
    if (up ? !(of.to() < end) || i + 1 == pieces_.size() : !(of.from > end) || i == 0) return;
  }
}

wait_weights virtual_wait::between(double from, double to) const {
  wait_weights sums;
  if (pieces_.empty()) return sums;  // nobody waits
  const auto slope = [](const stretch& at, values& put) {
    put = at.slope;
    return true;
  };
  const auto add = [&](const stretch& at, const values& x, const values& mass) {
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      sums.mass += mass[i];
      sums.gone += mass[i] * at.gone[i];
      sums.there += mass[i] * at.there[i];
      sums.time += mass[i] * x[i];
      sums.spent += mass[i] * at.spent[i];
      sums.lost += mass[i] * std::max(0.0, at.gone[i] < 0.5 ? x[i] * at.gone[i] - at.gone_until[i]
                                                            : at.spent[i] - x[i] * at.there[i]);
      sums.answered += mass[i] * x[i] * at.there[i];
    }
    return true;
  };
  const double end = std::min(to, pieces_.back().to());
  const double top = std::clamp(peak_, from, std::max(from, end));
  if (all_in_one_) {
    if (from <= peak_ && peak_ < to) {
      stretch at;
      values mass{};
      values x{};
      x.fill(peak_);
      mass[0] = 1.0;
      const piece& summit = pieces_[summit_];
      read(summit, summit.place(peak_), summit.place(peak_), at);
      add(at, x, mass);
    }
  } else if (from < end) {
    const double most = top == peak_ ? 0.0 : exponent_at(top);
    if (top < end) walk(top, most, end, most - reach_, slope, add);
    if (top > from) walk(top, most, from, most - reach_, slope, add);
  }
  const double rest = 1.0 - balking_;
  sums.gone = balking_ * sums.mass + rest * sums.gone;
  for (double* each : {&sums.there, &sums.spent, &sums.lost, &sums.answered}) *each *= rest;
  return sums;
}

/// The integral of (a H)^m/m! e^(-n x), which has a peak of its own, where m (1 - G)/H = n.
double virtual_wait::weigh_blocked() const {
  if (balking_ == 1.0) return 0.0;  // nobody takes a place
  const auto slope_at = [this](double there, double spent) { return places_ * there / spent - n_; };
  const auto rises = [&](const piece& of, double z) {
    stretch at;
    read(of, z, z, at);
    return slope_at(at.there[0], at.spent[0]) > 0.0;
  };
  std::size_t highest = 0;
  while (highest + 1 < pieces_.size() && rises(pieces_[highest], 1.0)) ++highest;
  const piece& summit = pieces_[highest];
  const double z = threshold([&](double place) { return !rises(summit, place); }, -1.0, 1.0);
  const double peak = std::clamp(summit.from + (z + 1.0) * summit.half, summit.from, summit.to());
  stretch there;
  read(summit, z, z, there);
  const scaled odds = acceptance_odds(places_, a_ * (1.0 - balking_) * there.spent[0]);
  const double most = exponent_at(peak) - std::log(odds.factor) - odds.exponent;
  double sum = 0.0;
  const auto slope = [&](const stretch& at, values& put) {
    for (std::size_t i = 0; i < legendre::nodes; ++i) put[i] = slope_at(at.there[i], at.spent[i]);
    return at.spent[legendre::last] < 4.0 * at.spent[legendre::first];
  };
  const auto add = [&](const stretch&, const values& x, const values& mass) {
    for (const double each : mass) sum += each;
    return x[legendre::first] * mass[legendre::first] >
           1e-20 * sum * (x[legendre::last] - x[legendre::first]);
  };
  const double end = pieces_.back().to();
  if (peak < end) walk(peak, most, end, most - reach_, slope, add);
  if (peak > 0.0) walk(peak, most, 0.0, most - reach_, slope, add);
  return sum;
}

#endif

}  // namespace krarup::detail
