// What replications say together: means, and how far they may be from the truth.
//
// Replications are independent and alike, so their spread is the measure of error; contacts within one
// are neither. Sums are kept in such a form that two tallies merge into the tally of both, and merged in
// the order of the replications they do not depend on who computed what.
//
// Sources
//   [1] T. F. Chan, G. H. Golub, R. J. LeVeque, Algorithms for computing the sample variance: analysis
//       and recommendations, The American Statistician 37(3), 1983.
//   [2] A. M. Law, Simulation modeling and analysis, 5th ed., 2015: ratios and confidence intervals of
//       replications.
//   [3] M. Abramowitz, I. A. Stegun, Handbook of mathematical functions, 1964: 26.7.3 and 26.7.4,
//       Student's law; 26.7.5, its quantiles for many degrees of freedom.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// P(-t <= T <= t) for Student's law with so many degrees of freedom [3].
[[nodiscard]] inline double student_share_within(double t, std::size_t degrees) {
  const double nu = static_cast<double>(degrees);
  const double angle = std::atan(t / std::sqrt(nu));
  const double sine = std::sin(angle);
  const double cosine = std::cos(angle);
  const bool odd = degrees % 2 == 1;
  double term = odd ? cosine : 1.0;
  double sum = degrees == 1 ? 0.0 : term;
  for (std::size_t k = odd ? 3 : 2; k + 2 <= degrees; k += 2) {
    const double step = static_cast<double>(k);
    term *= cosine * cosine * (step - 1.0) / step;
    sum += term;
  }
  return odd ? 2.0 / std::numbers::pi * (angle + sine * sum) : sine * sum;
}

/// The t that P(-t <= T <= t) is `confidence` for. Above 200 degrees of freedom by the expansion
/// around the normal law [3], which errs by less than 4e-9 up to a confidence of 0.99.
/// Limits    0 for no confidence, infinity for certainty and without degrees of freedom.
[[nodiscard]] inline double student_quantile(proportion confidence, std::size_t degrees) {
  const double wanted = confidence.value();
  if (wanted == 0.0) return 0.0;
  if (wanted == 1.0 || degrees == 0) return detail::infinity;
  const auto least = [wanted](const auto& share_within) {
    double high = 1.0;
    while (share_within(high) < wanted && high < 1e300) high *= 2.0;
    double low = high == 1.0 ? 0.0 : 0.5 * high;
    for (int i = 0; i < 60; ++i) {
      const double middle = 0.5 * (low + high);
      (share_within(middle) < wanted ? low : high) = middle;
    }
    return high;
  };
  if (degrees <= 200) return least([&](double t) { return student_share_within(t, degrees); });
  const double z = least([](double t) { return std::erf(t / std::numbers::sqrt2); });
  const double nu = static_cast<double>(degrees);
  const double z2 = z * z;
  const double first = (z2 + 1.0) / 4.0;
  const double second = ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
  const double third = (((3.0 * z2 + 19.0) * z2 + 17.0) * z2 - 15.0) / 384.0;
  return z * (1.0 + (first + (second + third / nu) / nu) / nu);
}

/// One sum over another, as a service level is answered in time over offered, from replications that
/// each say both: the ratio of the sums, not the mean of ratios.
class ratio_tally {
 public:
  /// Of one replication.
  void add(double numerator, double denominator) {
    ++count_;
    const double n = static_cast<double>(count_);
    const double d_numerator = numerator - numerator_;
    const double d_denominator = denominator - denominator_;
    numerator_ += d_numerator / n;
    denominator_ += d_denominator / n;
    square_numerator_ += d_numerator * (numerator - numerator_);
    square_denominator_ += d_denominator * (denominator - denominator_);
    product_ += d_numerator * (denominator - denominator_);
  }

  /// Of other replications, as if they had been added after these [1].
  void merge(const ratio_tally& other) {
    if (other.count_ == 0) return;
    if (count_ == 0) {
      *this = other;
      return;
    }
    const double here = static_cast<double>(count_);
    const double there = static_cast<double>(other.count_);
    const double all = here + there;
    const double d_numerator = other.numerator_ - numerator_;
    const double d_denominator = other.denominator_ - denominator_;
    const double weight = here * there / all;
    numerator_ += d_numerator * there / all;
    denominator_ += d_denominator * there / all;
    square_numerator_ += other.square_numerator_ + weight * d_numerator * d_numerator;
    square_denominator_ += other.square_denominator_ + weight * d_denominator * d_denominator;
    product_ += other.product_ + weight * d_numerator * d_denominator;
    count_ += other.count_;
  }

  [[nodiscard]] std::size_t count() const { return count_; }
  /// Of a replication, on average.
  [[nodiscard]] double mean_numerator() const { return numerator_; }
  [[nodiscard]] double mean_denominator() const { return denominator_; }

  /// Limits    `otherwise` where the denominator is 0.
  [[nodiscard]] double ratio(double otherwise = 0.0) const {
    return denominator_ > 0.0 ? numerator_ / denominator_ : otherwise;
  }

  /// Standard error of the ratio, to the first order in the errors of both sums [2].
  /// Limits    infinite with fewer than two replications, 0 where the denominator is 0.
  [[nodiscard]] double standard_error() const {
    if (count_ < 2) return detail::infinity;
    if (!(denominator_ > 0.0)) return 0.0;
    const double r = ratio();
    const double squares = square_numerator_ - 2.0 * r * product_ + r * r * square_denominator_;
    const double n = static_cast<double>(count_);
    return std::sqrt(std::max(0.0, squares) / (n - 1.0) / n) / denominator_;
  }

  /// Half the confidence interval, which has the ratio in its middle.
  /// Limits    as standard_error().
  [[nodiscard]] double half_width(proportion confidence) const {
    const double error = standard_error();
    return error == 0.0 || count_ < 2 ? error : error * student_quantile(confidence, count_ - 1);
  }

 private:
  std::size_t count_ = 0;
  double numerator_ = 0.0;
  double denominator_ = 0.0;
  double square_numerator_ =
      0.0;  // sums of squared distances from the means, and of their products
  double square_denominator_ = 0.0;
  double product_ = 0.0;
};

}  // namespace krarup
