// How the number of contacts in a system moves in one stride, by a rational function that is near the
// exponential on the whole negative axis: eight tridiagonal systems instead of thousands of steps.
//
// The generator of a birth-death chain is symmetric in the norm that divides by its own stationary
// law, so there, and only there, what holds of a number <= 0 holds of the matrix. The ratio of that
// norm to the sum of the probabilities says how far it can be trusted: it is near 1 where the system
// is not far from balance, and beyond all bounds where a strong drift carries it away.
//
// Sources
//   [1] W. J. Cody, G. Meinardus, R. S. Varga, Chebyshev rational approximations to e^-x in
//       [0, +infinity) and applications to heat-conduction problems, Journal of Approximation
//       Theory 2(1), 1969.
//   [2] L. N. Trefethen, J. A. C. Weideman, T. Schmelzer, Talbot quadratures and rational
//       approximations, BIT Numerical Mathematics 46, 2006.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/check.hpp>

namespace krarup::detail {

/// Poles and residues of r(x) = 2 Re sum residue / (x - pole), of type (15, 16), by the method of
/// Caratheodory and Fejer [2] with 50 digits.
/// Accuracy  |r(x) - e^x| < 4e-15 and |(r(x) - r(0)) / x - (e^x - 1) / x| < 3e-14 for x <= 0; 4.3e-16
///           and 2.3e-14 if the constants had all their digits
struct rational_exponential {
  static constexpr std::size_t poles = 8;
  using column = std::array<double, poles>;
  static constexpr column pole_re{
      6.416177699099436405, 5.948152268951179781,  4.993174737717998885,  3.509103608414920810,
      1.419375897185669143, -1.413928462488882432, -5.264971343442642125, -10.84391707869698155};
  static constexpr column pole_im{1.194122393370138807, 3.587457362018322738, 5.996881713603942933,
                                  8.436198985884376209, 10.92536348449672419, 13.49772569889274770,
                                  16.22022147316793079, 19.27744616718165841};
  static constexpr column residue_re{-64.50087802553977029,  113.3977517848395418,
                                     -62.51839246320807204,  15.05958527002351459,
                                     -1.479300711355807145,  0.04102313683541049531,
                                     2.11517421824647669e-4, -5.0901521865211971e-7};
  static constexpr column residue_im{-224.5944076265214919,   101.9472170421588472,
                                     -11.19039109428329548,   -5.751405277642183896,
                                     1.768658832378297347,    -0.1574346617345551916,
                                     0.004389296964738088796, -2.42200176528524471e-5};
  /// Of what the function and rounding add to the norm: 4e-15, and at most 1e-13 in all strides of
  /// the tests.
  static constexpr double error = 1e-13;

  /// As error, of the residues times e^{pole (share - 1)}, which are those of e^{share x}, the poles
  /// being nodes of a contour integral [2].
  /// Limits    infinite below a share of 0.9
  /// Accuracy  9.6e-14, 1.1e-12 and 3.0e-11 were seen at 0.98, 0.95 and 0.9
  [[nodiscard]] static constexpr double error_of_share(double share) {
    if (share == 1.0) return error;
    if (share >= 0.98) return 2e-13;
    if (share >= 0.95) return 1.2e-12;
    return share >= 0.9 ? 3.2e-11 : infinity;
  }
};

/// The states a stride may need: those of now, and those about the path of the mean, at most 10 standard
/// deviations from it.
struct state_range {
  std::size_t low;
  std::size_t high;
};

[[nodiscard]] inline state_range states_of_stride(const system_states& now,
                                                  const system_rates& rates, double length) {
  const double mass = now.sum();
  double mean = now.mean([](double k) { return k; }) / mass;
  double variance = now.mean([mean](double k) { return (k - mean) * (k - mean); }) / mass;
  auto low = static_cast<double>(now.low);
  auto high = static_cast<double>(now.high());
  const double fastest = std::max(rates.handling, rates.hanging_up);
  const auto steps = static_cast<int>(std::min(200.0, 20.0 + 4.0 * fastest * length));
  const double dt = length / steps;
  for (int i = 0; i < steps; ++i) {
    const double slope = mean < rates.agents ? rates.handling : rates.hanging_up;
    const double out = rates.departures(mean);
    variance = (variance + dt * (rates.arrivals + out)) / (1.0 + 2.0 * dt * slope);
    mean = (mean + dt * (rates.arrivals - out + slope * mean)) / (1.0 + dt * slope);
    const double spread = 10.0 * std::sqrt(variance) + 6.0;
    low = std::min(low, mean - spread);
    high = std::max(high, mean + spread);
  }
  high = std::min(std::ceil(high), std::max(rates.lines, static_cast<double>(now.high())));
  return {static_cast<std::size_t>(std::max(0.0, std::floor(low))), static_cast<std::size_t>(high)};
}

/// sqrt(sum p^2 / law) sqrt(sum law), where law is stationary for these rates: 1 in balance.
[[nodiscard]] inline double distance_from_balance(const system_states& now,
                                                  const system_rates& rates,
                                                  const state_range& range) {
  std::vector<double> log_law(range.high - range.low + 1, 0.0);
  double highest = 0.0;
  for (std::size_t i = 1; i < log_law.size(); ++i) {
    const double out = rates.departures(static_cast<double>(range.low + i));
    log_law[i] = log_law[i - 1] + std::log(rates.arrivals / out);
    highest = std::max(highest, log_law[i]);
  }
  double all = 0.0;
  for (const double log : log_law) all += std::exp(log - highest);
  double sum = 0.0;
  for (std::size_t i = 0; i < now.p.size(); ++i) {
    const double p = now.p[i];
    if (p != 0.0) sum += p * p * std::exp(highest - log_law[now.low + i - range.low]);
  }
  return std::sqrt(sum * all);
}

/// What the poles make of `now`: solutions of (length Q - pole) y = now, told to each(i, re, im) state by
/// state of the range, the last first; the arrivals must be > 0 and without slope.
template <class Each>
void solve_at_poles(const system_states& now, const system_rates& rates, double length,
                    const state_range& range, const Each& each) {
  using constants = rational_exponential;
  constexpr std::size_t poles = constants::poles;
  const std::size_t size = range.high - range.low + 1;
  struct row {
    constants::column above_re, above_im, value_re, value_im;
  };
  std::vector<row> rows(size);
  const auto up = [&](std::size_t i) {  // from state i, out of the range too, which is lost
    return static_cast<double>(range.low + i) < rates.lines ? length * rates.arrivals : 0.0;
  };
  const auto down = [&](std::size_t i) {
    return length * rates.departures(static_cast<double>(range.low + i));
  };
  constants::column above_re{};
  constants::column above_im{};
  constants::column value_re{};
  constants::column value_im{};
  const std::size_t offset = now.low - range.low;
  for (std::size_t i = 0; i < size; ++i) {
    const double below = i > 0 ? up(i - 1) : 0.0;
    const double out = up(i) + down(i);
    const double from_above = i + 1 < size ? down(i + 1) : 0.0;
    const double p = i >= offset && i - offset < now.p.size() ? now.p[i - offset] : 0.0;
    row& at = rows[i];
    for (std::size_t k = 0; k < poles; ++k) {
      const double re = -out - constants::pole_re[k] - below * above_re[k];
      const double im = -constants::pole_im[k] - below * above_im[k];
      const double scale = 1.0 / (re * re + im * im);
      const double inverse_re = re * scale;
      const double inverse_im = -im * scale;
      above_re[k] = from_above * inverse_re;
      above_im[k] = from_above * inverse_im;
      const double rest_re = p - below * value_re[k];
      const double rest_im = -below * value_im[k];
      value_re[k] = rest_re * inverse_re - rest_im * inverse_im;
      value_im[k] = rest_re * inverse_im + rest_im * inverse_re;
    }
    at = {above_re, above_im, value_re, value_im};
  }
  constants::column y_re{};
  constants::column y_im{};
  for (std::size_t i = size; i-- > 0;) {
    const row& at = rows[i];
    for (std::size_t k = 0; k < poles; ++k) {
      const double re = at.value_re[k] - (at.above_re[k] * y_re[k] - at.above_im[k] * y_im[k]);
      const double im = at.value_im[k] - (at.above_re[k] * y_im[k] + at.above_im[k] * y_re[k]);
      y_re[k] = re;
      y_im[k] = im;
    }
    each(i, y_re, y_im);
  }
}

/// Moves `now` on by `length` in one stride, and adds to `passed` what it goes through; the arrivals
/// must be > 0 and without slope.
inline void stride(system_states& now, system_time& passed, const system_rates& rates,
                   double length, const state_range& range) {
  using constants = rational_exponential;
  constexpr std::size_t poles = constants::poles;
  constants::column time_re{};  // residue / pole
  constants::column time_im{};
  for (std::size_t k = 0; k < poles; ++k) {
    const double a = constants::pole_re[k];
    const double b = constants::pole_im[k];
    const double scale = 1.0 / (a * a + b * b);
    time_re[k] = (constants::residue_re[k] * a + constants::residue_im[k] * b) * scale;
    time_im[k] = (constants::residue_im[k] * a - constants::residue_re[k] * b) * scale;
  }
  const std::size_t size = range.high - range.low + 1;
  std::vector<double> end(size);
  std::vector<double> present(size);
  solve_at_poles(now, rates, length, range,
                 [&](std::size_t i, const constants::column& re, const constants::column& im) {
                   double sum = 0.0;
                   double integral = 0.0;
                   for (std::size_t k = 0; k < poles; ++k) {
                     sum += constants::residue_re[k] * re[k] - constants::residue_im[k] * im[k];
                     integral += time_re[k] * re[k] - time_im[k] * im[k];
                   }
                   end[i] = 2.0 * sum;
                   present[i] = 2.0 * length * integral;
                 });
  const system_states stayed{range.low, std::move(present)};
  passed.present.add(stayed);
  passed.arriving.add(stayed, rates.arrivals);
  now = {range.low, std::move(end)};
}

/// The states at several moments late in one stride, from `lowest` on: at a share of its length.
class late_states {
 public:
  late_states(const system_states& now, const system_rates& rates, double length,
              const state_range& range, std::size_t lowest)
      : length_(length), lowest_(std::max(lowest, range.low)), before_(now.sum()) {
    using constants = rational_exponential;
    if (range.high >= lowest_) at_poles_.resize(range.high - lowest_ + 1);
    solve_at_poles(now, rates, length, range,
                   [&](std::size_t i, const constants::column& re, const constants::column& im) {
                     double sum = 0.0;
                     for (std::size_t k = 0; k < constants::poles; ++k) {
                       sum += constants::residue_re[k] * re[k] - constants::residue_im[k] * im[k];
                     }
                     after_ += 2.0 * sum;
                     if (range.low + i >= lowest_) at_poles_[range.low + i - lowest_] = {re, im};
                   });
  }
  [[nodiscard]] double length() const { return length_; }
  /// What the whole stride has lost of all probability.
  [[nodiscard]] double lost() const { return std::abs(before_ - after_); }

  [[nodiscard]] system_states at(double share) const {
    using constants = rational_exponential;
    constants::column weight_re{};
    constants::column weight_im{};
    for (std::size_t k = 0; k < constants::poles; ++k) {
      const double size = 2.0 * std::exp((share - 1.0) * constants::pole_re[k]);
      const double angle = (share - 1.0) * constants::pole_im[k];
      const double re = size * std::cos(angle);
      const double im = size * std::sin(angle);
      weight_re[k] = constants::residue_re[k] * re - constants::residue_im[k] * im;
      weight_im[k] = constants::residue_re[k] * im + constants::residue_im[k] * re;
    }
    system_states states{lowest_, std::vector<double>(at_poles_.size())};
    for (std::size_t i = 0; i < at_poles_.size(); ++i) {
      double sum = 0.0;
      for (std::size_t k = 0; k < constants::poles; ++k) {
        sum += weight_re[k] * at_poles_[i].re[k] - weight_im[k] * at_poles_[i].im[k];
      }
      states.p[i] = sum;
    }
    return states;
  }

 private:
  struct row {
    rational_exponential::column re, im;
  };
  double length_;
  std::size_t lowest_;
  double before_;
  double after_ = 0.0;
  std::vector<row> at_poles_ = {};
};

}  // namespace krarup::detail
