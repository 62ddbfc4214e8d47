// The exponent g of the weight e^g that a virtual wait x has while all n agents are busy, under any law
// of patience and any number m of waiting places; waits are in handle times, a is the load. With shares
// G(x) of contacts that have hung up after x and 1 - G(x) that have not, and H(x) the integral of 1 - G
// over (0, x),
//   g(x) = a H(x) - n x + ln Q(m, a H(x)),   g'(x) = a (1 - G(x)) (1 - B(m - 1, a H(x))) - n,
// Q being the regularized upper incomplete gamma function and B the Erlang loss function; without a limit
// of places Q = 1 and B = 0. Where it comes from stands in virtual_wait.hpp.
//
// g is concave and is never evaluated as a difference of large numbers: it is the integral of g' from
// its peak, along pieces on which G is a polynomial of degree 19 to rounding.
#pragma once

#include <algorithm>
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

/// g, as far as e^g is a number next to its largest.
class wait_exponent {
 public:
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

  /// Of nobody's wait.
  wait_exponent() = default;

  /// n agents under load a with whole or infinite places > 0; `balking` hang up at once, `others` is the
  /// law of the rest.
  KRARUP_FUNCTION wait_exponent(double n, double a, double places, double balking,
                                patience_pieces& others);

  /// From x = 0 on; none where nobody waits.
  [[nodiscard]] const std::vector<piece>& pieces() const { return pieces_; }
  [[nodiscard]] const piece& summit() const { return pieces_[summit_]; }
  /// Where g is largest.
  [[nodiscard]] double peak() const { return peak_; }

  /// g(x) - g(peak).
  [[nodiscard]] KRARUP_FUNCTION double at(double x) const;

  /// At the nodes of low < z < high, in coordinates of the piece.
  [[nodiscard]] KRARUP_FUNCTION static stretch read(const piece& of, double low, double high);

  /// Goes from x = start, where the exponent of a weight is `exponent`, to x = end, either way, by steps
  /// in each of which it changes by no more than 20. slope(stretch, values) puts the exponent's
  /// derivative, or says that the step is too long; add(stretch, x, weights, exponent) takes
  /// e^exponent dx, and says whether to go on from where the exponent is as told.
  template <class Slope, class Add>
  void walk(double start, double exponent, double end, const Slope& slope, const Add& add) const;

 private:
  KRARUP_FUNCTION void append(const std::shared_ptr<const patience_piece>& law, int depth);
  [[nodiscard]] KRARUP_FUNCTION double blocking_at(double spent) const;
  KRARUP_FUNCTION void find_peak();
  [[nodiscard]] KRARUP_FUNCTION std::size_t piece_around(double x) const;

  static constexpr double farthest_ = 760.0;   // beyond which e^-g is 0
  static constexpr double steepest_ = 20.0;    // 20 nodes are exact to rounding for e^g within
  static constexpr int most_halvings_ = 2000;  // of pieces of the law

  double n_ = 0.0;
  double a_ = 0.0;
  double places_ = 0.0;
  double balking_ = 0.0;
  std::vector<piece> pieces_;
  int halvings_ = 0;
  std::size_t summit_ = 0;
  double peak_ = 0.0;
};

#ifdef KRARUP_HAS_BODIES

wait_exponent::wait_exponent(double n, double a, double places, double balking,
                             patience_pieces& others)
    : n_(n), a_(a), places_(places), balking_(balking) {
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
}

/// B(places - 1, load while `spent` is spent waiting).
double wait_exponent::blocking_at(double spent) const {
  const double load = a_ * (1.0 - balking_) * spent;
  if (!(load > 0.0)) return 0.0;
  const scaled odds = acceptance_odds(places_, load);
  return odds.exponent == 0.0 ? std::min(1.0, places_ / (load * odds.factor)) : 0.0;
}

/// The slope of g along a piece of the law, by halves where places that are taken bend it more than 20
/// values say.
void wait_exponent::append(const std::shared_ptr<const patience_piece>& law, int depth) {
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
void wait_exponent::find_peak() {
  while (summit_ + 1 < pieces_.size() && legendre_at_end.value(pieces_[summit_].slope) > 0.0) {
    ++summit_;
  }
  piece& summit = pieces_[summit_];
  const double z = threshold(
      [&](double place) { return !(legendre(place).value(summit.slope) > 0.0); }, -1.0, 1.0);
  peak_ = std::clamp(summit.law->wait(z), summit.law->from, summit.law->to());
  summit.near = 0.0;
  double g = at(summit.law->from);
  for (std::size_t i = summit_; i-- > 0;) {
    pieces_[i].near = g;
    g -= pieces_[i].rise;
  }
  g = at(summit.law->to());
  for (std::size_t i = summit_ + 1; i < pieces_.size(); ++i) {
    pieces_[i].near = g;
    g += pieces_[i].rise;
  }
}

std::size_t wait_exponent::piece_around(double x) const {
  const auto next = std::upper_bound(pieces_.begin() + 1, pieces_.end(), x,
                                     [](double at, const piece& of) { return at < of.law->from; });
  return static_cast<std::size_t>(next - pieces_.begin()) - 1;
}

/// By the integral of g' from the end of the piece next to the peak.
double wait_exponent::at(double x) const {
  const std::size_t i = x == pieces_[summit_].law->from || x == pieces_[summit_].law->to()
                            ? summit_
                            : piece_around(x);
  const piece& of = pieces_[i];
  const double near = i == summit_ ? of.law->place(peak_) : i < summit_ ? 1.0 : -1.0;
  const double z = of.law->place(x);
  const values slope = legendre_places::between(near, z).value(of.slope);
  return of.near + of.law->half * 0.5 * (z - near) * gauss_sum(slope);
}

wait_exponent::stretch wait_exponent::read(const piece& of, double low, double high) {
  if (low == -1.0 && high == 1.0) return {of.law->at_nodes, of.slope_at_nodes};
  const legendre_places at = legendre_places::between(low, high);
  return {of.law->read(at), at.value(of.slope)};
}

template <class Slope, class Add>
void wait_exponent::walk(double start, double exponent, double end, const Slope& slope,
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

#endif

}  // namespace krarup::detail
