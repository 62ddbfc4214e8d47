// Erlang B, C and A at the exact doubles given, to 50 digits and more, from their integrals: the
// witness of what the library answers between the rows of the reference tables. Nothing of the
// library is used here.
//
// One integrand serves all,
//   f(s) = exp(y (1 - e^-s) - x s),
//   J(n, a) = 1/B(n, a) - 1 = n times its integral over s < 0, with x = n, y = a [1, by parts],
//   A(x, y) = x times its integral over s > 0, with x = n/theta, y = a/theta,
// where s is a time in mean patiences. Its logarithm is concave. From a point p with b = y e^-p and
// c = x - b it falls by c u + b (e^-u - 1 + u), every term >= 0 where p is the peak or the end next
// to it; so no digit is lost but those of f(p) itself, whose logarithm has up to 12 digits before
// the point. Gauss-Legendre panels of 40 nodes lead from p to where e^-130 of f is left.
// oracle_test.cpp compares with panels of other widths, with sums over the states and with the
// reference tables.
//
// Sources
//   [1] A. A. Jagers, E. A. van Doorn, On the continued Erlang loss function, Operations Research
//       Letters 5(1), 1986.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <tuple>
#include <utility>
#include <vector>

#include <boost/math/quadrature/gauss.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>

namespace krarup::support {

/// 77 digits.
using real = boost::multiprecision::number<
    boost::multiprecision::cpp_bin_float<256, boost::multiprecision::digit_base_2>,
    boost::multiprecision::et_off>;

/// e^-fall for fall >= 0; 0 from 1e8 on. Ten times as fast as the general function.
inline real exp_of_minus(const real& fall) {
  static const auto table = [] {
    std::array<std::array<real, 256>, 4> powers;  // e^-j, e^(-j/2^8), e^(-j/2^16), e^(-j/2^24)
    for (int scale = 0; scale < 4; ++scale) {
      for (int j = 0; j < 256; ++j) {
        powers.at(static_cast<std::size_t>(scale)).at(static_cast<std::size_t>(j)) =
            exp(-ldexp(real(j), -8 * scale));
      }
    }
    return powers;
  }();
  static const auto coefficients = [] {
    std::array<real, 11> reciprocals{1};  // of the factorials
    for (std::size_t k = 1; k < reciprocals.size(); ++k) reciprocals[k] = reciprocals[k - 1] / k;
    return reciprocals;
  }();
  if (fall >= 256) return fall < 1e8 ? real(exp(-fall)) : real(0);
  const auto steps = static_cast<std::uint32_t>(ldexp(fall, 24));
  const real rest = fall - ldexp(real(steps), -24);
  real series = coefficients.back();  // rest^11 / 11! < 1e-87
  for (std::size_t k = coefficients.size() - 1; k-- > 0;) series = coefficients[k] - rest * series;
  return table[0][steps >> 24] * table[1][steps >> 16 & 255] * table[2][steps >> 8 & 255] *
         table[3][steps & 255] * series;
}

/// 1 - e^-u and u - (1 - e^-u) to their last digits, for u of either sign.
struct decay {
  real gone;
  real psi;
};
inline decay decay_over(const real& u) {
  if (abs(u) >= 1) {
    const real gone = 1 - exp(-u);
    return {gone, u - gone};
  }
  real psi = 0;
  real term = u * u / 2;
  for (int k = 3; abs(term) > 1e-80 * psi; ++k) {
    psi += term;
    term *= -u / k;
  }
  return {u - psi, psi};
}

/// ln(1 + z) to its last digit, z >= 0.
inline real log_of_one_more(const real& z) {
  if (z > 1e-5) return log(1 + z);
  real sum = 0;
  for (int k = 16; k > 0; --k) sum = real(1) / k - z * sum;
  return z * sum;
}

/// Integrals of f with weights: each is the number below times e^log.
struct oracle_integral {
  real log = 0;
  real log_less_y = 0;    ///< log - y, with its digits where y has more than a hundred
  real all = 0;           ///< weight 1
  real lost = 0;          ///< weight 1 - e^-s
  real patient = 0;       ///< weight e^-s
  real time = 0;          ///< weight s
  real patient_time = 0;  ///< weight s e^-s
};

class oracle_quadrature {
 public:
  /// `width` scales the panels: 1 or less.
  explicit oracle_quadrature(double width = 1.0) : log2_width_(std::log2(width)) {}

  /// Over from < s < to, each of which may be infinite; where not `weighted` only of weight 1.
  /// What was asked before is remembered: mutation testing asks the same of thousands of libraries.
  oracle_integral operator()(const real& x, const real& y, const real& from, const real& to,
                             bool weighted = true) {
    static std::map<std::tuple<real, real, real, real, bool, double>, oracle_integral> known;
    const auto [place, is_new] = known.try_emplace({x, y, from, to, weighted, log2_width_});
    if (is_new) place->second = integral(x, y, from, to, weighted);
    return place->second;
  }

 private:
  oracle_integral integral(const real& x, const real& y, const real& from, const real& to,
                           bool weighted) {
    oracle_integral sums;
    if (!(from < to)) return sums;
    const real free_peak = log(y / x);
    const bool inside = from < free_peak && free_peak < to;
    const real p = inside ? free_peak : free_peak <= from ? from : to;
    const real stays = exp(-p);
    const real b = inside ? x : y * stays;
    const real c = inside ? real(0) : x - b;
    sums.log = (inside ? y - x : y * decay_over(p).gone) - x * p;
    sums.log_less_y = -b - x * p;
    if (p < to) walk(1, p, b, c, to - p, weighted, sums);
    if (from < p) walk(-1, p, b, c, p - from, weighted, sums);
    return sums;
  }

  static constexpr unsigned count_ = 40;

  struct node {
    real distance;  // from the panel's near end
    real weight;
    decay fall;
  };
  struct panel {
    real width;
    std::vector<node> nodes;
    decay end;
  };

  static panel make_panel(int direction, const real& width) {
    using rule = boost::math::quadrature::gauss<real, count_>;
    panel made{width, {}, decay_over(direction * width)};
    for (std::size_t i = 0; i < rule::abscissa().size(); ++i) {
      for (const int sign : {-1, 1}) {
        const real distance = width / 2 * (1 + sign * rule::abscissa()[i]);
        made.nodes.push_back(
            {distance, width / 2 * rule::weights()[i], decay_over(direction * distance)});
      }
    }
    return made;
  }

  const panel& standard_panel(int direction, int power) {
    panel& found = panels_[{direction, power}];
    if (found.nodes.empty()) found = make_panel(direction, ldexp(real(1), power));
    return found;
  }

  static double log2_of(const real& number) {
    if (number == 0) return -1e18;
    int power = 0;
    const real fraction = frexp(number, &power);
    return power + std::log2(static_cast<double>(fraction));
  }

  /// Adds the integral over `reach` from p in a direction in which f falls.
  void walk(int direction, const real& p, real b, real c, const real& reach, bool weighted,
            oracle_integral& sums) {
    real distance = 0;
    real fallen = 0;
    real stays = exp(-p);  // e^-s at the panel's near end
    real lost = decay_over(p).gone;
    while (fallen < 130) {
      const real scale = exp_of_minus(fallen);
      if (direction > 0 && b < 1e-75) {  // what is left is e^(-c u)
        exponential_tail(p + distance, stays, c, reach - distance, scale, sums);
        return;
      }
      // Over a panel the exponent changes by up to 24 and bends by up to 2; before e^-b e^-s drops,
      // also its wings in the complex plane must stay small.
      const double log2_b = log2_of(b);
      const double log2_width = std::min(
          {std::log2(24.0) - log2_of(abs(c)), 1.0 - 0.5 * log2_b,
           std::log2(1.5 + std::max(0.0, -log2_b * std::log(2.0) / 4.0)), std::log2(20.0)});
      const int power = static_cast<int>(std::floor(log2_width + log2_width_));
      const bool last = reach - distance <= ldexp(real(1), power);
      const panel own = last ? make_panel(direction, reach - distance) : panel();
      const panel& now = last ? own : standard_panel(direction, power);
      for (const node& at : now.nodes) {
        const real here =
            scale * at.weight * exp_of_minus(direction * c * at.distance + b * at.fall.psi);
        sums.all += here;
        if (!weighted) continue;
        const real gone = stays * at.fall.gone;
        const real patient = here * (stays - gone);
        const real s = p + direction * (distance + at.distance);
        sums.lost += here * (lost + gone);
        sums.patient += patient;
        sums.time += here * s;
        sums.patient_time += patient * s;
      }
      if (last) return;
      fallen += direction * c * now.width + b * now.end.psi;
      c += b * now.end.gone;
      b -= b * now.end.gone;
      lost += stays * now.end.gone;
      stays -= stays * now.end.gone;
      distance += now.width;
    }
  }

  /// Adds the integral of scale e^(-c u) over s + u, 0 < u < reach, where e^-s is `stays`.
  static void exponential_tail(const real& s, const real& stays, const real& c, const real& reach,
                               const real& scale, oracle_integral& sums) {
    const auto moments = [&](const real& rate) {
      if (reach == std::numeric_limits<real>::infinity()) {
        return std::pair(real(1 / rate), real(1 / (rate * rate)));
      }
      const decay over = decay_over(rate * reach);  // 1 - (1 + z) e^-z = z (1 - e^-z) - psi
      return std::pair(real(over.gone / rate),
                       real((rate * reach * over.gone - over.psi) / (rate * rate)));
    };
    const auto [all, later] = moments(c);
    const auto [patient, patient_later] = moments(c + 1);
    sums.all += scale * all;
    sums.lost += scale * (all - stays * patient);
    sums.patient += scale * stays * patient;
    sums.time += scale * (s * all + later);
    sums.patient_time += scale * stays * (s * patient + patient_later);
  }

  double log2_width_;
  std::map<std::pair<int, int>, panel> panels_;
};

inline const real forever = std::numeric_limits<real>::infinity();

/// e^log; 0 and infinity beyond what any double expresses.
inline real power_of_e(const real& log) {
  if (log < -1e6) return 0;
  if (log > 1e6) return forever;
  return exp(log);
}

/// ln J(n, a); -infinity without trunks. n >= 0, a > 0.
inline real log_acceptance_odds(double n, double a, oracle_quadrature& integral) {
  if (n == 0.0) return -forever;
  const oracle_integral sums = integral(n, a, -forever, 0, false);
  return sums.log + log(n * sums.all);
}

/// Odds that something does not happen, by their logarithm, and what follows.
struct oracle_odds {
  real log;

  [[nodiscard]] real probability() const { return 1 / (1 + power_of_e(log)); }
  [[nodiscard]] real complement() const { return 1 / (1 + power_of_e(-log)); }
  [[nodiscard]] real log_probability() const {
    return log > 0 ? -log - log_of_one_more(power_of_e(-log)) : -log_of_one_more(power_of_e(log));
  }
};

/// Erlang B: of acceptance, so that probability() is the blocking.
inline oracle_odds erlang_b_oracle(double n, double a, oracle_quadrature& integral) {
  return {log_acceptance_odds(n, a, integral)};
}

/// Erlang C: of no wait, so that probability() is that of a wait. a < n.
inline oracle_odds erlang_c_oracle(double n, double a, oracle_quadrature& integral) {
  return {log_acceptance_odds(n, a, integral) + log((real(n) - a) / n)};
}

/// Erlang C: the share that waits longer than t, in handle times.
inline real erlang_c_late(const oracle_odds& no_wait, double n, double a, double t) {
  return power_of_e(no_wait.log_probability() - (real(n) - a) * t);
}

/// Erlang A with times in handle times. n > 0, a > 0, patience > 0; all measures over offered.
class erlang_a_oracle {
 public:
  erlang_a_oracle(double n, double a, double patience, oracle_quadrature& integral)
      : x_(real(n) * patience), y_(real(a) * patience), patience_(patience), integral_(integral) {
    const real log_j = log_acceptance_odds(n, a, integral) - y_;
    waiting_ = integral(x_, y_, 0, forever);
    const real log_a = waiting_.log_less_y + log(x_ * waiting_.all);
    const real most = log_a > log_j ? log_a : log_j;
    log_total_ = most + log(power_of_e(log_a - most) + power_of_e(log_j - most));
    idle_ = power_of_e(log_j - log_total_);
  }

  /// The integral over the waits in question, x e^log sum, over the total A + J.
  [[nodiscard]] real share(const oracle_integral& part, const real& sum) const {
    return sum == 0 ? real(0) : power_of_e(part.log_less_y - log_total_ + log(x_ * sum));
  }

  [[nodiscard]] real wait() const { return share(waiting_, waiting_.all); }
  [[nodiscard]] real abandon() const { return share(waiting_, waiting_.lost); }
  [[nodiscard]] real answered() const { return idle_ + share(waiting_, waiting_.patient); }
  [[nodiscard]] real mean_wait() const { return abandon() * patience_; }
  [[nodiscard]] real mean_wait_answered() const {
    return share(waiting_, waiting_.patient_time) * patience_ / answered();
  }
  [[nodiscard]] real mean_wait_abandoned() const {
    return (waiting_.lost - waiting_.patient_time) / waiting_.lost * patience_;
  }
  [[nodiscard]] real mean_virtual_wait() const {
    return share(waiting_, waiting_.time) * patience_;
  }

  /// What happens within t, 0 <= t <= infinity.
  struct within {
    real answered;
    real abandoned;
    real virtual_wait;  // answered, had all been ready to wait for ever
    real beyond;        // still waiting at t
    real virtual_beyond;
    real answered_beyond;  // answered after t
  };
  [[nodiscard]] within until(double t) const {
    const real end = real(t) / patience_;
    const oracle_integral early = integral_(x_, y_, 0, end);
    const oracle_integral late = integral_(x_, y_, end, forever);
    const real beyond = share(late, late.all);
    return {idle_ + share(early, early.patient),
            share(early, early.lost) + decay_over(end).gone * beyond,
            idle_ + share(early, early.all),
            exp(-end) * beyond,
            beyond,
            share(late, late.patient)};
  }

 private:
  real x_;
  real y_;
  real patience_;
  oracle_quadrature& integral_;
  oracle_integral waiting_;
  real log_total_;  // less y
  real idle_;
};

/// In the order of service_level_definition.
inline constexpr std::array level_names{"SL offered",  "SL answered",      "SL exclude ab.",
                                        "SL positive", "SL exclude short", "SL positive short",
                                        "SL virtual"};

/// Erlang A's service level under the definition of that number, from what happens within the answer
/// time and within the short-abandon threshold.
inline real level(std::size_t definition, const erlang_a_oracle& truth,
                  const erlang_a_oracle::within& within, const erlang_a_oracle::within& early) {
  switch (definition) {
    case 0:
      return within.answered;
    case 1:
      return within.answered / truth.answered();
    case 2:
      return within.answered / (within.answered + within.beyond);
    case 3:
      return within.answered + within.abandoned;
    case 4:
      return within.answered / (early.answered + early.beyond);
    case 5:
      return within.answered + early.abandoned;
    default:
      return within.virtual_wait;
  }
}

}  // namespace krarup::support
