// The law of a chance factor X = D I, D and I independent, each with a gamma law of mean 1, in terms
// of u = ln X, in which its density is smooth and log-concave for every shape.
//
// The density of the product is the integral of exp(-A (e^t - 1 - t) - B (e^-t - 1 + t)) over t = ln D
// less its most likely value: by the trapezoidal rule, whose error falls exponentially where an
// integrand falls doubly exponentially on both sides.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>

#include <krarup/detail/adaptive_quadrature.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/monotone_search.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/special_functions/gamma.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup::detail {

/// e^u - 1 - u, without the difference near 0.
[[nodiscard]] inline double beyond_tangent(double u) {
  if (std::abs(u) > 0.3) return std::expm1(u) - u;
  double sum = 0.0;  // 1/2! + u/3! + ...
  for (double factorial : {6227020800.0, 479001600.0, 39916800.0, 3628800.0, 362880.0, 40320.0,
                           5040.0, 720.0, 120.0, 24.0, 6.0, 2.0}) {
    sum = 1.0 / factorial + u * sum;
  }
  return u * u * sum;
}

/// The integral of exp(-rise (e^t - 1 - t) - fall (e^-t - 1 + t)) over all t; rise, fall > 0.
KRARUP_FUNCTION double two_sided_integral(double rise, double fall)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const double step = std::min(0.25, 0.6 / std::sqrt(rise + fall));
  double sum = 1.0;
  for (const double direction : {step, -step}) {
    for (double k = 1.0;; ++k) {
      const double drop =
          rise * beyond_tangent(k * direction) + fall * beyond_tangent(-k * direction);
      if (!(drop < 45.0)) break;
      sum += std::exp(-drop);
    }
  }
  return step * sum;
}
#endif

/// Of shapes so large Temme's expansion of the incomplete gamma function is its first term, and
/// Boost's series do not end.
inline constexpr double large_shape = 1e8;

/// P(gamma <= e^u), or > e^u, of the gamma law of this shape and mean 1.
KRARUP_FUNCTION double gamma_at_most(double shape, double u, bool beyond)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  if (shape > large_shape) {
    const double drop = shape * beyond_tangent(std::min(u, 700.0));
    const double root = std::copysign(std::sqrt(drop), beyond ? u : -u);
    const double skew = std::exp(-drop) / std::sqrt(2.0 * std::numbers::pi * shape) *
                        (std::clamp(u, -1.0, 1.0) / 12.0 - 1.0 / 3.0);
    return 0.5 * std::erfc(root) + (beyond ? skew : -skew);
  }
  const double x = std::min(shape * std::exp(u), largest);
  return beyond ? boost::math::gamma_q(shape, x, math_policy())
                : boost::math::gamma_p(shape, x, math_policy());
}
#endif

/// Over what a mean is taken: days or intervals, each alike, or contacts, of which a large factor
/// brings more.
enum class weighted_by { time, contacts };

/// X = D I, of the two squared coefficients of variation; one of less than epsilon^2 is none, as the
/// factor would be 1 to the last bit.
class gamma_factors {
 public:
  gamma_factors(double one, double other)
      : wide_(shape_of(std::max(one, other))), narrow_(shape_of(std::min(one, other))) {}

  /// Whether X is 1 for certain.
  [[nodiscard]] bool none() const { return wide_ == infinity; }

  /// ln of the density of u = ln X, up to a constant.
  [[nodiscard]] double log_density(double u, weighted_by by) const {
    return log_density(u) + (by == weighted_by::contacts ? u : 0.0);
  }

  /// Near the most likely u.
  [[nodiscard]] double peak(weighted_by by) const {
    if (by == weighted_by::time) return 0.0;
    return std::log1p(1.0 / wide_) + std::log1p(1.0 / narrow_);
  }

  /// About the standard deviation of u.
  [[nodiscard]] double deviation(weighted_by by) const {
    const double more = by == weighted_by::contacts ? 1.0 : 0.0;
    return std::sqrt(1.0 / (wide_ + more) + 1.0 / (narrow_ + more));
  }

  /// P(X <= e^u), or P(X > e^u), over time.
  [[nodiscard]] KRARUP_FUNCTION double probability(double u, bool beyond) const;

  /// The u that is not exceeded, or exceeded, with this probability in (0, 1).
  [[nodiscard]] KRARUP_FUNCTION double quantile(double probability, bool beyond) const;

 private:
  [[nodiscard]] static double shape_of(double squared_variation) {
    constexpr double epsilon = std::numeric_limits<double>::epsilon();
    return squared_variation > epsilon * epsilon ? 1.0 / squared_variation : infinity;
  }

  [[nodiscard]] KRARUP_FUNCTION double log_density(double u) const;

  double wide_;  // the shapes, wide_ <= narrow_; infinite where there is no factor
  double narrow_;
};

/// Where a function of u = ln X bends, within what width; NaN where it does not. It is smooth where it
/// has derivatives without end, there too.
struct bend {
  double at = std::numeric_limits<double>::quiet_NaN();
  double width = 0.0;
  bool smooth = false;
};

/// The means of the `Size` values of f(u), u = ln X, which bends as told. An infinite value makes its mean infinite. Where a mean lies far out in the tail of the law, since
/// values > 0 rise or fall that fast, it is followed there.
template <std::size_t Size, class Function>
class mean_over_factors {
 public:
  using values = std::array<double, Size>;

  mean_over_factors(const gamma_factors& law, weighted_by by, const bend& where, const Function& f,
                    double tolerance)
      : law_(law), by_(by), bend_(where), f_(f), tolerance_(tolerance) {}

  [[nodiscard]] values operator()() {
    if (law_.none()) return f_(0.0);
    top_ = law_.log_density(law_.peak(by_), by_);
    if (bend_.smooth) {
      if (const std::optional<values> means = by_steps()) return *means;
    }
    return by_panels();
  }

 private:
  using sums = adaptive_quadrature<Size + 1>;  // the last one of the density itself
  static constexpr double window_ = 40.0;      // which covers the law but for e^-40
  static constexpr double far_out_ = 690.0;    // where doubles end

  /// By the trapezoidal rule, whose error is about squared where its step is halved; nothing where it
  /// does not settle so.
  [[nodiscard]] std::optional<values> by_steps() {
    double step = 2.4 * std::min(law_.deviation(by_), bend_.width);
    if (!(step > 0.05 * law_.deviation(by_))) return std::nullopt;
    // At the same loads, whatever the mean of the rate is.
    const double peak = law_.peak(by_);
    const double origin = std::isfinite(bend_.at) ? bend_.at : peak;
    low_ = high_ = origin + step * std::round((peak - origin) / step);
    typename sums::values total = integrand(low_);
    for (double* end : {&low_, &high_}) {
      const double stride = end == &low_ ? -step : step;
      for (bool on = true; on;) {
        *end += stride;
        const typename sums::values at = integrand(*end);
        on = drop(*end) < window_;
        for (std::size_t i = 0; i <= Size; ++i) {
          total[i] += at[i];
          on = on || (at[i] > 0.01 * tolerance_ * total[i] && drop(*end) < far_out_);
        }
      }
      if (hidden(total, *end, stride)) return std::nullopt;
    }
    // The error after one halving from the errors of the two before, of which one may be small by luck.
    const auto next = [](double error) { return std::pow(error, 1.8); };
    double before = 1.0;
    for (double error = 1.0; error > tolerance_; step /= 2.0) {
      typename sums::values more{};
      for (double u = low_ + step / 2.0; u < high_; u += step) {
        const typename sums::values at = integrand(u);
        for (std::size_t i = 0; i <= Size; ++i) more[i] += at[i];
      }
      double change = 0.0;
      for (std::size_t i = 0; i <= Size; ++i) {
        if (!std::isfinite(more[i] + total[i])) return std::nullopt;
        if (more[i] != total[i]) {
          change = std::max(change, std::abs(more[i] - total[i]) / (more[i] + total[i]));
        }
        total[i] += more[i];
      }
      if (before < 1.0 && change > std::max(std::pow(before, 1.5), tolerance_)) return std::nullopt;
      error = std::min(change, next(std::max(change, next(before))));
      before = change;
    }
    values means{};
    for (std::size_t i = 0; i < Size; ++i) means[i] = total[i] / total[Size];
    return means;
  }

  [[nodiscard]] values by_panels() {
    stride_ = 3.0 * law_.deviation(by_);
    low_ = high_ = law_.peak(by_);
    while (drop(low_) < window_ ||
           ((matters(low_) || hidden(sums_.total(), low_, -stride_)) && drop(low_) < far_out_)) {
      low_ -= stride_;
      add(low_, low_ + stride_);
    }
    while (drop(high_) < window_ ||
           ((matters(high_) || hidden(sums_.total(), high_, stride_)) && drop(high_) < far_out_)) {
      high_ += stride_;
      add(high_ - stride_, high_);
    }
    sums_.refine([&](double u) { return integrand(u); }, tolerance_);
    values means{};
    for (std::size_t i = 0; i < Size; ++i) means[i] = sums_.total()[i] / sums_.total()[Size];
    return means;
  }

  [[nodiscard]] double drop(double u) const { return top_ - law_.log_density(u, by_); }

  [[nodiscard]] typename sums::values integrand(double u) const {
    typename sums::values all{};
    all[Size] = std::exp(-drop(u));
    const values at = f_(u);
    for (std::size_t i = 0; i < Size; ++i) all[i] = at[i] == 0.0 ? 0.0 : all[Size] * at[i];
    return all;
  }

  void add(double low, double high) {
    const auto f = [&](double u) { return integrand(u); };
    double from = low;
    for (const double edge :
         {bend_.at - 4.0 * bend_.width, bend_.at, bend_.at + 4.0 * bend_.width, high}) {
      if (!(edge > from && edge <= high)) continue;
      sums_.add(f, from, edge);
      from = edge;
    }
  }

  /// Whether what lies beyond u is not yet nothing beside the rest.
  [[nodiscard]] bool matters(double u) const {
    const typename sums::values at = integrand(u);
    for (std::size_t i = 0; i < Size; ++i) {
      if (stride_ * at[i] > 0.1 * tolerance_ * sums_.total()[i]) return true;
    }
    return false;
  }

  /// Whether a value that was 0 up to u, in a double, is not 0 far out.
  [[nodiscard]] bool hidden(const typename sums::values& total, double u, double step) const {
    if (std::none_of(total.begin(), total.end(), [](double each) { return each == 0.0; })) {
      return false;
    }
    while (drop(u) < far_out_) u += step;
    const values far = f_(u);
    for (std::size_t i = 0; i < Size; ++i) {
      if (total[i] == 0.0 && far[i] > 0.0) return true;
    }
    return false;
  }

  gamma_factors law_;
  weighted_by by_;
  bend bend_;
  const Function& f_;
  double tolerance_;
  double stride_ = 0.0;
  double low_ = 0.0;
  double high_ = 0.0;
  double top_ = 0.0;
  sums sums_;
};

template <std::size_t Size, class Function>
[[nodiscard]] std::array<double, Size> mean_over(const gamma_factors& law, weighted_by by,
                                                 const bend& where, const Function& f,
                                                 double tolerance = 1e-12) {
  return mean_over_factors<Size, Function>(law, by, where, f, tolerance)();
}

#ifdef KRARUP_HAS_BODIES

KRARUP_FUNCTION double gamma_factors::log_density(double u) const {
  if (narrow_ == infinity) return -wide_ * beyond_tangent(u);
  const double a = wide_;
  const double b = narrow_;
  // The most likely ln D and ln I for this u: a e^d - b e^i = a - b, d + i = u.
  const double root = std::hypot(b - a, 2.0 * std::sqrt(a) * std::sqrt(b) * std::exp(u / 2.0));
  double d = 0.0;
  double i = 0.0;
  if (std::abs(u) < 1.0) {
    const double near = 2.0 * std::expm1(u) / ((a + b) + root);
    d = std::log1p(b * near);
    i = std::log1p(a * near);
  } else {
    d = std::log(2.0 * b / ((b - a) + root)) + u;
    i = u - d;
  }
  return std::log(two_sided_integral(a * std::exp(d), b * std::exp(i))) - a * beyond_tangent(d) -
         b * beyond_tangent(i);
}

KRARUP_FUNCTION double gamma_factors::probability(double u, bool beyond) const {
  if (none()) return (u < 0.0) == beyond ? 1.0 : 0.0;
  if (narrow_ == infinity) return gamma_at_most(wide_, u, beyond);
  const gamma_factors narrow(1.0 / narrow_, 0.0);
  return mean_over<1>(narrow, weighted_by::time, {.at = u}, [&](double of_narrow) {
    return std::array{gamma_at_most(wide_, u - of_narrow, beyond)};
  })[0];
}

KRARUP_FUNCTION double gamma_factors::quantile(double share, bool beyond) const {
  const auto excess = [&](double u) {
    const double at = std::log(std::max(probability(u, beyond), 1e-308)) - std::log(share);
    return beyond ? -at : at;
  };
  const double stride = 2.0 * deviation(weighted_by::time);
  double low = -stride;
  double high = stride;
  for (double leap = stride; excess(low) > 0.0 && low > -1e6; leap *= 2.0) {
    high = low;
    low -= leap;
  }
  for (double leap = stride; excess(high) < 0.0 && high < 1e6; leap *= 2.0) {
    low = high;
    high += leap;
  }
  return bracketed_root(excess, low, high);
}

#endif

}  // namespace krarup::detail
