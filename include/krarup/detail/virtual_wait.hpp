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
#include <krarup/detail/falling_exponent.hpp>
#include <krarup/detail/monotone_search.hpp>

namespace krarup::detail {

/// Legendre's polynomials P_0 to P_20 at z, and what interpolates 20 values at the Gauss nodes.
struct legendre {
  static constexpr std::size_t nodes = 20;
  using series = std::array<double, nodes>;  // coefficients of P_0 to P_19

  explicit legendre(double z) {
    p[0] = 1.0;
    p[1] = z;
    for (std::size_t k = 1; k < nodes; ++k) {
      const auto d = static_cast<double>(k);
      p[k + 1] = ((2.0 * d + 1.0) * z * p[k] - d * p[k - 1]) / (d + 1.0);
    }
  }

  [[nodiscard]] double value(const series& of) const {
    double sum = 0.0;
    for (std::size_t k = nodes; k-- > 0;) sum += of[k] * p[k];
    return sum;
  }
  /// Integral from -1 to z.
  [[nodiscard]] double integral(const series& of) const {
    double sum = 0.0;
    for (std::size_t k = nodes; k-- > 1;) {
      sum += of[k] * (p[k + 1] - p[k - 1]) / (2.0 * static_cast<double>(k) + 1.0);
    }
    return sum + of[0] * (p[1] + 1.0);
  }

  /// The i-th node, and its weight.
  static double node(std::size_t i) {
    return i % 2 == 0 ? -gauss_nodes[i / 2] : gauss_nodes[i / 2];
  }
  static double weight(std::size_t i) { return gauss_weights[i / 2]; }

  /// Of the polynomial with these values at the nodes.
  static series through(const series& values) {
    static const std::array<series, nodes> rows = [] {
      std::array<series, nodes> all{};
      for (std::size_t i = 0; i < nodes; ++i) {
        const legendre at(node(i));
        for (std::size_t k = 0; k < nodes; ++k) {
          all[k][i] = (static_cast<double>(k) + 0.5) * weight(i) * at.p[k];
        }
      }
      return all;
    }();
    series of{};
    for (std::size_t k = 0; k < nodes; ++k) {
      for (std::size_t i = 0; i < nodes; ++i) of[k] += rows[k][i] * values[i];
    }
    return of;
  }

  std::array<double, nodes + 1> p{};
};

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
  /// n > 0, a > 0, finite; places >= 0, infinite too; `shares` is a law of patience in handle times, `kinks` in
  /// rising order.
  KRARUP_FUNCTION virtual_wait(double n, double a, double places,
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

  /// A stretch of x on which G, and all that depends on it, is a polynomial.
  struct piece {
    double from;
    double half;  // of its length
    series gone;
    series there;
    series slope;         // of g
    double gone_before;   // integral of G from 0 to from
    double spent_before;  // H(from)
    double rise;          // of g along the piece
    double foot = 0.0;    // g(from) - g(peak)

    [[nodiscard]] double to() const { return from + 2.0 * half; }
  };

  KRARUP_FUNCTION void append(double from, double to, double reference, int depth);
  [[nodiscard]] KRARUP_FUNCTION piece over(double from, double to, bool* smooth,
                                           double reference) const;
  [[nodiscard]] KRARUP_FUNCTION double weigh_blocked() const;
  KRARUP_FUNCTION void share_out(double blocked, double foot);

  /// g(x) - g(peak), at z in coordinates of the piece.
  [[nodiscard]] static double g_at(const piece& of, const legendre& z) {
    return of.foot + of.half * z.integral(of.slope);
  }

  /// Calls node(z, x, weight) for the nodes over low < z < high, in coordinates of the piece; the weight
  /// is e^exponent(z), monotone there, times dx. What is below `least` is next to nothing.
  template <class Exponent, class Node>
  static void visit(const piece& of, double low, double high, double at_low, double at_high,
                    double least, const Exponent& exponent, const Node& node) {
    if (std::max(at_low, at_high) < least) return;
    const double half = 0.5 * (high - low);
    const double middle = low + half;
    if (std::abs(at_high - at_low) > 14.0 && middle > low && middle < high) {
      const double at_middle = exponent(legendre(middle));
      visit(of, low, middle, at_low, at_middle, least, exponent, node);
      visit(of, middle, high, at_middle, at_high, least, exponent, node);
      return;
    }
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      const double z = low + half * (1.0 + legendre::node(i));
      const legendre at(z);
      node(at, of.from + of.half * (1.0 + z),
           of.half * half * legendre::weight(i) * std::exp(exponent(at)));
    }
  }

  static constexpr double reach_ = 42.0;      // e^-42 = 6e-19
  static constexpr double farthest_ = 760.0;  // beyond which e^-g is 0

  double n_;
  double a_;
  double places_;
  std::function<shares_at(double)> shares_;
  std::vector<piece> pieces_;
  double peak_ = 0.0;
  bool endless_ = false;
  double idle_ = 0.0;
  double scale_ = 0.0;
  double blocked_ = 0.0;
  wait_weights all_;
};

#ifdef KRARUP_HAS_BODIES

virtual_wait::virtual_wait(double n, double a, double places,
                           std::function<shares_at(double)> shares, std::vector<double> kinks)
    : n_(n), a_(a), places_(places), shares_(std::move(shares)) {
  if (places_ == 0.0) {
    share_out(1.0, 1.0);
    return;
  }
  const shares_at ever = shares_(infinity);
  const double rounding = 1e-14 * a_ * std::min(ever.gone, ever.there);
  if (places_ == infinity && !((n_ - a_) + a_ * ever.gone > rounding)) {
    endless_ = true;
    return;
  }
  // From 0 on, each piece twice as long as the one before, until e^g is next to no number.
  const double first = 4.0 / (n_ + std::sqrt(n_));
  double at = 0.0;
  double width = first;
  double g = 0.0;
  double top = 0.0;
  auto kink = kinks.begin();
  for (bool done = false; !done;) {
    while (kink != kinks.end() && !(*kink > at)) ++kink;
    const double end = kink != kinks.end() ? std::min(at + width, *kink) : at + width;
    const std::size_t before = pieces_.size();
    append(at, end, shares_(end).gone * (end - at), 0);
    for (std::size_t i = before; i < pieces_.size(); ++i) {
      g += pieces_[i].rise;
      top = std::max(top, g);
    }
    at = end;
    width = std::max(width, 2.0 * (at - pieces_[before].from));
    done = g < top - farthest_ || !(at < largest / 4.0);
  }

  // The peak, and how far below it each piece begins.
  std::size_t highest = 0;
  while (highest + 1 < pieces_.size() && legendre(1.0).value(pieces_[highest].slope) > 0.0) {
    ++highest;
  }
  piece& summit = pieces_[highest];
  const double z = threshold(
      [&](double place) { return !(legendre(place).value(summit.slope) > 0.0); }, -1.0, 1.0);
  peak_ = summit.from + (z + 1.0) * summit.half;
  summit.foot = -summit.half * legendre(z).integral(summit.slope);
  for (std::size_t i = highest; i-- > 0;) pieces_[i].foot = pieces_[i + 1].foot - pieces_[i].rise;
  for (std::size_t i = highest + 1; i < pieces_.size(); ++i) {
    pieces_[i].foot = pieces_[i - 1].foot + pieces_[i - 1].rise;
  }

  all_ = between(0.0, infinity);
  share_out(places_ < infinity ? n_ * weigh_blocked() : 0.0, std::exp(pieces_.front().foot));
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

/// The piece over from < x < to, and whether 20 values say all about it: the last coefficients are
/// rounding and the ends are met, or what is missed counts nothing beside `reference`, an integral of G.
virtual_wait::piece virtual_wait::over(double from, double to, bool* smooth,
                                       double reference) const {
  piece next{.from = from,
             .half = 0.5 * (to - from),
             .gone = {},
             .there = {},
             .slope = {},
             .gone_before = 0.0,
             .spent_before = 0.0,
             .rise = 0.0};
  if (!pieces_.empty()) {
    const piece& last = pieces_.back();
    next.gone_before = last.gone_before + last.half * 2.0 * last.gone[0];
    next.spent_before = last.spent_before + last.half * 2.0 * last.there[0];
  }
  series gone{};
  series there{};
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    const shares_at here = shares_(from + next.half * (1.0 + legendre::node(i)));
    gone[i] = here.gone;
    there[i] = here.there;
  }
  next.gone = legendre::through(gone);
  next.there = legendre::through(there);
  series halted = gone;  // 1 - (1 - G)(1 - B)
  if (places_ < infinity) {
    for (std::size_t i = 0; i < legendre::nodes; ++i) {
      const double load =
          a_ * (next.spent_before + next.half * legendre(legendre::node(i)).integral(next.there));
      const scaled odds = acceptance_odds(places_, load);
      const double blocking =
          odds.exponent == 0.0 ? std::min(1.0, places_ / (load * odds.factor)) : 0.0;
      halted[i] = gone[i] + there[i] * blocking;
    }
  }
  next.slope = legendre::through(halted);

  const auto tail = [](const series& of) {
    return std::max({std::abs(of[17]), std::abs(of[18]), std::abs(of[19])});
  };
  const auto most = [](const series& of) {
    double largest_of = 0.0;
    for (const double value : of) largest_of = std::max(largest_of, value);
    return largest_of;
  };
  constexpr double rounding = 1e-14;
  const double width = to - from;
  const shares_at start = shares_(from);
  const shares_at end = shares_(std::nextafter(to, from));
  const legendre at_start(-1.0);
  const legendre at_end(1.0);
  const auto fine = [&](const series& values, const series& of, double first, double last,
                        double beside) {
    const double gap =
        std::max(std::abs(at_start.value(of) - first), std::abs(at_end.value(of) - last));
    return (tail(of) <= rounding * most(values) && gap <= 1e-9) ||
           std::max(tail(of), gap) * width <= rounding * beside;
  };
  *smooth =
      fine(gone, next.gone, start.gone, end.gone, std::max(reference, next.gone_before)) &&
      fine(there, next.there, start.there, end.there, next.spent_before + width * next.there[0]) &&
      (tail(next.slope) <= rounding * most(halted) || tail(next.slope) * width * a_ <= rounding);

  for (double& each : next.slope) each *= -a_;
  next.slope[0] += a_ - n_;
  next.rise = 2.0 * next.half * next.slope[0];
  return next;
}

void virtual_wait::append(double from, double to, double reference, int depth) {
  bool smooth = false;
  const piece next = over(from, to, &smooth, reference);
  if (smooth || depth == 50) {
    pieces_.push_back(next);
    return;
  }
  const double middle = from + 0.5 * (to - from);
  append(from, middle, reference, depth + 1);
  append(middle, to, reference, depth + 1);
}

wait_weights virtual_wait::between(double from, double to) const {
  wait_weights sums;
  double most = 0.0;
  if (peak_ < from || peak_ > to) {
    const double nearest = std::clamp(peak_, from, to);
    for (const piece& of : pieces_) {
      if (of.from <= nearest && nearest <= of.to()) {
        most = g_at(of, legendre((nearest - of.from) / of.half - 1.0));
        break;
      }
    }
  }
  for (const piece& of : pieces_) {
    if (of.to() <= from || of.from >= to) continue;
    const auto exponent = [&](const legendre& z) { return g_at(of, z); };
    const auto node = [&](const legendre& z, double x, double mass) {
      const double gone = z.value(of.gone);
      const double there = z.value(of.there);
      const double gone_until = of.gone_before + of.half * z.integral(of.gone);
      const double spent = of.spent_before + of.half * z.integral(of.there);
      sums.mass += mass;
      sums.gone += mass * gone;
      sums.there += mass * there;
      sums.time += mass * x;
      sums.spent += mass * spent;
      sums.lost += mass * (gone < 0.5 ? x * gone - gone_until : spent - x * there);
      sums.answered += mass * x * there;
    };
    const auto place = [&](double x) {
      return std::clamp((x - of.from) / of.half - 1.0, -1.0, 1.0);
    };
    const double edges[] = {place(from), std::clamp(place(peak_), place(from), place(to)),
                            place(to)};
    for (int side = 0; side < 2; ++side) {
      const double low = edges[side];
      const double high = edges[side + 1];
      if (!(low < high)) continue;
      visit(of, low, high, exponent(legendre(low)), exponent(legendre(high)), most - reach_,
            exponent, node);
    }
  }
  return sums;
}

/// The integral of (a H)^m/m! e^(-n x), which has a peak of its own, where m (1 - G)/H = n.
double virtual_wait::weigh_blocked() const {
  const auto exponent_along = [this](const piece& of) {
    return [this, &of](const legendre& z) {
      const double spent = of.spent_before + of.half * z.integral(of.there);
      if (!(spent > 0.0)) return -infinity;
      const scaled odds = acceptance_odds(places_, a_ * spent);
      return g_at(of, z) - std::log(odds.factor) - odds.exponent;
    };
  };
  const auto rises = [this](const piece& of, const legendre& z) {
    return places_ * z.value(of.there) > n_ * (of.spent_before + of.half * z.integral(of.there));
  };
  std::size_t highest = 0;
  while (highest + 1 < pieces_.size() && rises(pieces_[highest], legendre(1.0))) ++highest;
  const double peak =
      threshold([&](double z) { return !rises(pieces_[highest], legendre(z)); }, -1.0, 1.0);
  const double most = exponent_along(pieces_[highest])(legendre(peak));
  double sum = 0.0;
  for (std::size_t i = 0; i < pieces_.size(); ++i) {
    const piece& of = pieces_[i];
    const auto exponent = exponent_along(of);
    const double summit = i < highest ? 1.0 : i > highest ? -1.0 : peak;
    const double edges[] = {-1.0, summit, 1.0};
    for (int side = 0; side < 2; ++side) {
      const double low = edges[side];
      const double high = edges[side + 1];
      if (!(low < high)) continue;
      visit(of, low, high, exponent(legendre(low)), exponent(legendre(high)), most - reach_,
            exponent, [&](const legendre&, double, double mass) { sum += mass; });
    }
  }
  return sum;
}

#endif

}  // namespace krarup::detail
