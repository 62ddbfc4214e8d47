// A law of patience as polynomials: along pieces of the wait, short enough for 20 values to say all,
// the shares of contacts that have hung up or not, and their integrals. Pieces depend on the law and
// on the length of the first one alone, so that queues of different rates share them.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/legendre.hpp>

namespace krarup::detail {

/// Shares of contacts that have hung up after a wait, or not.
struct shares_at {
  double gone;
  double there;
};

/// A stretch of waits, from < x < to, on which both shares are polynomials of degree 19 to rounding.
struct patience_piece {
  /// What is known at the 20 Gauss nodes of a stretch.
  struct stretch {
    legendre::values gone;
    legendre::values there;
    legendre::values gone_until;  // integral of `gone` from 0
    legendre::values spent;       // integral of `there` from 0
  };

  double from = 0.0;
  double half = 0.0;          // of its length
  double gone_before = 0.0;   // integral of `gone` from 0 to from
  double spent_before = 0.0;  // integral of `there` from 0 to from
  stretch at_nodes{};
  legendre::series gone{};
  legendre::series there{};

  /// The piece of this length behind another, the first one behind nothing; the shares at its nodes
  /// are still to be put.
  patience_piece() = default;
  patience_piece(double begin, double end, double gone_so_far, double spent_so_far)
      : from(begin),
        half(0.5 * (end - begin)),
        gone_before(gone_so_far),
        spent_before(spent_so_far) {}

  [[nodiscard]] double to() const { return from + 2.0 * half; }
  [[nodiscard]] double gone_after() const { return gone_before + 2.0 * half * gone[0]; }
  [[nodiscard]] double spent_after() const { return spent_before + 2.0 * half * there[0]; }
  /// The wait as a coordinate in [-1, 1], and back.
  [[nodiscard]] double place(double x) const {
    return std::clamp((x - from) / half - 1.0, -1.0, 1.0);
  }
  [[nodiscard]] double wait(double z) const { return from + half * (1.0 + z); }

  /// Everything else, from the shares at the nodes.
  KRARUP_FUNCTION void complete();
  /// What it says at 20 places of its own coordinates.
  [[nodiscard]] KRARUP_FUNCTION stretch read(const legendre_places& at) const;
  /// Its first and its second half.
  [[nodiscard]] KRARUP_FUNCTION std::pair<patience_piece, patience_piece> halves() const;
};

/// The pieces of a law, from a wait of 0 on, each made when it is asked for.
class patience_pieces {
 public:
  /// `shares` is the law, of waits in handle times; `kinks` where it jumps or bends, in rising order;
  /// `width` > 0 the length of the first piece, which the next ones double.
  KRARUP_FUNCTION patience_pieces(std::function<shares_at(double)> shares,
                                  std::vector<double> kinks, double width);

  [[nodiscard]] const shares_at& ever() const { return ever_; }
  /// The next piece, if i is the number of those made.
  [[nodiscard]] std::shared_ptr<const patience_piece> at(std::size_t i) {
    while (pieces_.size() <= i) extend();
    return pieces_[i];
  }

 private:
  KRARUP_FUNCTION void extend();
  KRARUP_FUNCTION void append(double from, double to, double reference, double before, int depth);
  [[nodiscard]] KRARUP_FUNCTION double put_shares(patience_piece& into, double reference) const;

  static constexpr int most_halvings_ = 2000;  // of pieces; the rest are taken as they are

  std::function<shares_at(double)> shares_;
  std::vector<double> kinks_;
  double width_;
  shares_at ever_;
  std::size_t next_kink_ = 0;
  int halvings_ = 0;
  std::vector<std::shared_ptr<const patience_piece>> pieces_;
};

/// The pieces of a law whose waits are told in units of `unit`, with a first one of `width`. A thread
/// keeps those of its last law, as a search asks for them again and again; `make(width)` makes them.
template <class Law, class Make>
[[nodiscard]] std::shared_ptr<patience_pieces> pieces_of(const Law& law, double unit, double width,
                                                         const Make& make) {
  if constexpr (std::equality_comparable<Law>) {
    struct memory {
      std::optional<Law> law;
      double unit = 0.0;
      std::vector<std::pair<double, std::shared_ptr<patience_pieces>>> of_widths;
    };
    constexpr std::size_t most_widths = 4;
    thread_local memory last;
    if (!last.law || last.unit != unit || !(*last.law == law)) last = {law, unit, {}};
    auto& known = last.of_widths;
    for (const auto& [its_width, pieces] : known) {
      if (its_width == width) return pieces;
    }
    if (known.size() == most_widths) known.erase(known.begin());
    known.emplace_back(width, make(width));
    return known.back().second;
  } else {
    return make(width);
  }
}

#ifdef KRARUP_HAS_BODIES

void patience_piece::complete() {
  gone = legendre_series(at_nodes.gone);
  there = legendre_series(at_nodes.there);
  at_nodes.gone_until = legendre_integrals(at_nodes.gone);
  at_nodes.spent = legendre_integrals(at_nodes.there);
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    at_nodes.gone_until[i] = gone_before + half * at_nodes.gone_until[i];
    at_nodes.spent[i] = spent_before + half * at_nodes.spent[i];
  }
}

patience_piece::stretch patience_piece::read(const legendre_places& at) const {
  stretch into{at.value(gone), at.value(there), at.integral_of(gone), at.integral_of(there)};
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    into.gone[i] = std::max(into.gone[i], 0.0);
    into.there[i] = std::max(into.there[i], 0.0);
    into.gone_until[i] = gone_before + half * into.gone_until[i];
    into.spent[i] = spent_before + half * into.spent[i];
  }
  return into;
}

std::pair<patience_piece, patience_piece> patience_piece::halves() const {
  const double middle = from + half;
  patience_piece first(from, middle, gone_before, spent_before);
  first.at_nodes = read(legendre_places::between(-1.0, 0.0));
  first.complete();
  patience_piece second(middle, to(), first.gone_after(), first.spent_after());
  second.at_nodes = read(legendre_places::between(0.0, 1.0));
  second.complete();
  return {first, second};
}

patience_pieces::patience_pieces(std::function<shares_at(double)> shares, std::vector<double> kinks,
                                 double width)
    : shares_(std::move(shares)),
      kinks_(std::move(kinks)),
      width_(width),
      ever_(shares_(infinity)) {}

void patience_pieces::extend() {
  const double at = pieces_.empty() ? 0.0 : pieces_.back()->to();
  while (next_kink_ < kinks_.size() && !(kinks_[next_kink_] > at)) ++next_kink_;
  const double end =
      next_kink_ < kinks_.size() ? std::min(at + width_, kinks_[next_kink_]) : at + width_;
  append(at, end, shares_(end).gone * (end - at), infinity, 0);
  width_ = std::max(width_, 2.0 * (end - at));
}

/// Puts the shares at the nodes, and says by what factor these 20 values fail to say all about the
/// piece: at most 1 where the last coefficients are rounding, that of x included, and the ends are met.
/// Next to 0 what is missed may also count nothing beside `reference`, an integral of `gone`.
double patience_pieces::put_shares(patience_piece& into, double reference) const {
  const double from = into.from;
  const double to = into.to();
  constexpr double rounding = 1e-14;
  constexpr double of_wait = 4.0 * 2.2e-16;
  const shares_at start = shares_(from + of_wait * from);
  const shares_at end = shares_(to - of_wait * to);
  patience_piece::stretch& at = into.at_nodes;
  const bool level = start.gone == end.gone && start.there == end.there;
  for (std::size_t i = 0; i < legendre::nodes; ++i) {
    const shares_at here = level ? start : shares_(into.wait(legendre::node(i)));
    at.gone[i] = here.gone;
    at.there[i] = here.there;
  }
  into.complete();
  if (level) return 0.0;

  const double width = to - from;
  // By how much the last coefficients exceed rounding; infinity where an end is not met.
  const auto excess = [&](const legendre::values& of, const legendre::series& by, double first,
                          double last, double beside) {
    const double least = of[legendre::first];
    const double most = of[legendre::last];
    const double noise =
        rounding * std::max(least, most) + of_wait * to / width * std::abs(most - least);
    const double gap = std::max(std::abs(legendre_at_start.value(by) - first),
                                std::abs(legendre_at_end.value(by) - last));
    const double tail = legendre_tail(by);
    const double missed = std::max(tail, gap);
    if (missed <= 1e-290 || (from <= 4.0 * width && missed * width <= rounding * beside))
      return 0.0;
    return gap <= 1e-9 + noise ? tail / noise : infinity;
  };
  return std::max(
      excess(at.gone, into.gone, start.gone, end.gone, std::max(reference, into.gone_before)),
      excess(at.there, into.there, start.there, end.there, into.spent_after()));
}

void patience_pieces::append(double from, double to, double reference, double before, int depth) {
  patience_piece next(from, to, pieces_.empty() ? 0.0 : pieces_.back()->gone_after(),
                      pieces_.empty() ? 0.0 : pieces_.back()->spent_after());
  const double middle = from + 0.5 * (to - from);
  const double excess = put_shares(next, reference);
  // What halving does not lessen is rounding of the law itself.
  const bool law_is_rough = excess < 1e4 && excess > before / 8.0;
  if (excess <= 1.0 || law_is_rough || depth == 50 || halvings_ == most_halvings_ ||
      !(from < middle && middle < to)) {
    pieces_.push_back(std::make_shared<const patience_piece>(next));
    return;
  }
  ++halvings_;
  append(from, middle, reference, excess, depth + 1);
  append(middle, to, reference, excess, depth + 1);
}

#endif

}  // namespace krarup::detail
