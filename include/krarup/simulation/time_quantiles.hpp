// Times drawn from a law: by inversion, one random word for one time, so that a longer time always
// belongs to a greater word and two plans that share their words share their contacts.
//
// The laws are those of patience.hpp, which serve for handle times too: what a law calls patience is
// any time that ends. A smooth law is inverted once, at the nodes of a table, and drawn by a cubic
// between them; where a law is made of steps or straight lines, so is its inverse, exactly.
//
// Sources
//   [1] W. Hoermann, J. Leydold, Continuous random variate generation by fast numerical inversion, ACM
//       Transactions on Modeling and Computer Simulation 13(4), 2003: the error is measured in shares.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/patience.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/units.hpp>

namespace krarup {

namespace detail {

/// -log(u) for u in (0, 1), of sums, products and a quotient alone, so that it is the same to the bit
/// wherever the compiler does not fuse them (-ffp-contract=off).
/// Formula   u = 2^e m with m in [1/sqrt(2), sqrt(2)); log m = 2 artanh((m - 1)/(m + 1)), of which the
///           first ten terms leave 2e-17 of the value
/// Accuracy  relative error below 3 epsilon (tests/simulation/time_quantiles_test.cpp)
[[nodiscard]] inline double minus_log(double u) {
  constexpr double log_of_2 = 0.69314718055994530942;
  const std::uint64_t root_of_half = 0x3FE6A09E667F3BCD;
  const auto bits = std::bit_cast<std::uint64_t>(u);
  const std::int64_t e = static_cast<std::int64_t>(bits - root_of_half) >> 52;
  const auto m = std::bit_cast<double>(bits - (static_cast<std::uint64_t>(e) << 52));
  const double s = (m - 1.0) / (m + 1.0);
  const double t = s * s;
  const double t2 = t * t;
  const double t4 = t2 * t2;
  const double low = (1.0 / 3 + t * (1.0 / 5)) + t2 * (1.0 / 7 + t * (1.0 / 9));
  const double high = (1.0 / 11 + t * (1.0 / 13)) + t2 * (1.0 / 15 + t * (1.0 / 17));
  const double rest = t * (low + t4 * (high + t4 * (1.0 / 19)));
  return -(static_cast<double>(e) * log_of_2) - 2.0 * (s + s * rest);
}

}  // namespace detail

/// An exponential time of mean 1.
[[nodiscard]] inline double exponential_of(std::uint64_t word) {
  return detail::minus_log(share_of(~word));
}

/// The inverse of a smooth law without an atom: the time that a share of contacts does not exceed.
/// Each octave of shares, down to 2^-41 at either end, has 32 cubics.
/// Accuracy  the share that the law gives to the time of a share is that share within 1e-7 of the
///           nearer end (tests/simulation/time_quantiles_test.cpp); beyond the last octave its end.
class quantile_table {
 public:
  template <class Law>
  explicit quantile_table(const Law& law) : cells_(2 * side_) {
    double guess = std::log(middle(law));
    fill(
        0, guess, [&](duration t) { return shares_after(law, t).gone; }, 1.0);
    fill(
        side_, guess, [&](duration t) { return shares_after(law, t).there; }, -1.0);
  }

  /// In seconds.
  [[nodiscard]] double operator()(std::uint64_t word) const {
    const bool upper = (word >> 63) != 0;
    std::uint64_t from_end = upper ? ~word : word;
    from_end = std::max(from_end, std::uint64_t{1} << (63 - octaves_));
    const int zeros = std::countl_zero(from_end);  // 1 and more
    const std::uint64_t rest = from_end << (zeros + 1);
    const std::size_t cell = static_cast<std::size_t>(zeros - 1) * steps_ + (rest >> 59);
    const double f = static_cast<double>((rest << 5) >> 12) * 0x1p-52;
    const auto& c = cells_[(upper ? side_ : 0) + cell];
    return c[0] + f * (c[1] + f * (c[2] + f * c[3]));
  }

 private:
  static constexpr int octaves_ = 40;
  static constexpr std::size_t steps_ = 32;
  static constexpr std::size_t side_ = octaves_ * steps_;

  template <class Law>
  static double middle(const Law& law) {
    const double mean = average_patience(law).count();
    return mean <= detail::largest ? mean : 1.0;
  }

  /// The cells of one end, from the middle outwards. `rises` is the sign of the share's slope.
  template <class Share>
  void fill(std::size_t first, double guess, const Share& share, double rises) {
    double beyond = guess = log_time(share, rises, 0.5, guess);
    for (int octave = 0; octave < octaves_; ++octave) {
      const double base = std::ldexp(1.0, -2 - octave);
      for (std::size_t step = steps_; step-- > 0;) {
        std::array<double, 4> t{};
        t[3] = std::exp(beyond);
        for (int i = 2; i >= 0; --i) {
          const double f = (static_cast<double>(step) + i / 3.0) / static_cast<double>(steps_);
          beyond = log_time(share, rises, base * (1.0 + f), beyond);
          t[static_cast<std::size_t>(i)] = std::exp(beyond);
        }
        cells_[first + static_cast<std::size_t>(octave) * steps_ + step] = cubic(t);
      }
    }
  }

  /// The cubic through values at 0, 1/3, 2/3 and 1.
  static std::array<double, 4> cubic(const std::array<double, 4>& t) {
    const double once = t[1] - t[0];
    const double twice = t[2] - 2.0 * t[1] + t[0];
    const double thrice = t[3] - 3.0 * t[2] + 3.0 * t[1] - t[0];
    return {t[0], 3.0 * once - 1.5 * twice + thrice, 4.5 * twice - 4.5 * thrice, 4.5 * thrice};
  }

  /// log t where the share is `wanted`: a bracket around the guess, then false position with the
  /// stale end's value halved, on logarithms, which tails make straight.
  template <class Share>
  static double log_time(const Share& share, double rises, double wanted, double guess) {
    const auto miss = [&](double x) {
      return rises * (std::log(share(duration(std::exp(x)))) - std::log(wanted));
    };
    double a = guess;
    double at_a = miss(a);
    if (at_a == 0.0) return a;
    double width = at_a < 0.0 ? 0.02 : -0.02;
    double b = a + width;
    double at_b = miss(b);
    while ((at_b < 0.0) == (at_a < 0.0) && std::abs(b) < 690.0) {
      a = b;
      at_a = at_b;
      width *= 2.0;
      b += width;
      at_b = miss(b);
    }
    for (int i = 0; i < 200 && std::abs(b - a) > 1e-13; ++i) {
      double x = b - at_b * (b - a) / (at_b - at_a);
      if (!(x > std::min(a, b) && x < std::max(a, b))) x = 0.5 * (a + b);
      const double at_x = miss(x);
      if (std::abs(at_x) < 1e-13) return x;
      if ((at_x < 0.0) != (at_b < 0.0)) {
        a = b;
        at_a = at_b;
      } else {
        at_a *= 0.5;
      }
      b = x;
      at_b = at_x;
    }
    return b;
  }

  std::vector<std::array<double, 4>> cells_;
};

class time_quantiles;

/// A law that neither jumps nor bends.
template <class Law>
concept smooth_law =
    !std::same_as<Law, time_quantiles> && patience_law<Law> && !requires(const Law law) {
  kinks(law);
};

/// The times of a law of patience.hpp, in seconds; infinite for who never ends. A law of one's own
/// must be smooth: what has kinks is a hazard or a table.
/// Errors    as the law's check().
class time_quantiles {
 public:
  explicit time_quantiles(const any_patience& law) : balking_(law.balking.value()) {
    check(law);
    std::visit([this](const auto& of) { take(of); }, law.law);
  }
  template <class Law>
  requires smooth_law<Law>
  explicit time_quantiles(const Law& law) {
    check(law);
    take(law);
  }

  [[nodiscard]] double operator()(std::uint64_t word) const {
    if (balking_ > 0.0) {
      const double share = share_of(word);
      if (share < balking_) return 0.0;
      word = static_cast<std::uint64_t>((share - balking_) / (1.0 - balking_) * 0x1p52) << 12;
    }
    if (const auto* mean = std::get_if<double>(&times_)) return *mean * exponential_of(word);
    if (const auto* table = std::get_if<quantile_table>(&times_)) return (*table)(word);
    if (const auto* line = std::get_if<straight>(&times_)) {
      return line->first + line->width * share_of(word);
    }
    return by_steps(word);
  }

 private:
  struct straight {
    double first;
    double width;
  };
  struct hazard_steps {
    std::vector<double> from;
    std::vector<double> hazard;
  };
  struct jumps {
    std::vector<double> gone;  // P(time <= at), rising
    std::vector<double> at;
  };

  [[nodiscard]] double by_steps(std::uint64_t word) const {
    if (const auto* table = std::get_if<jumps>(&times_)) {
      const auto found = std::lower_bound(table->gone.begin(), table->gone.end(), share_of(word));
      return found == table->gone.end()
                 ? detail::infinity
                 : table->at[static_cast<std::size_t>(found - table->gone.begin())];
    }
    if (const auto* law = std::get_if<hazard_steps>(&times_)) {
      double left = exponential_of(word);
      for (std::size_t i = 0; i < law->from.size(); ++i) {
        const bool last = i + 1 == law->from.size();
        const double length = last ? detail::infinity : law->from[i + 1] - law->from[i];
        if (law->hazard[i] > 0.0 && left <= law->hazard[i] * length) {
          return law->from[i] + left / law->hazard[i];
        }
        if (!last) left -= law->hazard[i] * length;
      }
    }
    return detail::infinity;
  }

  void take(const endless_patience&) {}
  void take(const exponential_patience& law) { times_ = law.average.count(); }
  void take(const deterministic_patience& law) { times_ = straight{law.patience.count(), 0.0}; }
  void take(const uniform_patience& law) {
    times_ = straight{law.shortest.count(), (law.longest - law.shortest).count()};
  }
  void take(const hazard_patience& law) {
    hazard_steps steps;
    for (const auto& step : law.steps) {
      steps.from.push_back(step.from.count());
      steps.hazard.push_back(step.hazard.per_second());
    }
    times_ = std::move(steps);
  }
  void take(const empirical_patience& law) {
    jumps table;
    for (const auto& point : law.points) {
      table.gone.push_back(1.0 - point.still_there.value());
      table.at.push_back(point.wait.count());
    }
    times_ = std::move(table);
  }
  template <class Law>
  void take(const Law& law) {
    times_ = quantile_table(law);
  }

  double balking_ = 0.0;
  std::variant<std::monostate, double, straight, hazard_steps, jumps, quantile_table> times_;
};

}  // namespace krarup
