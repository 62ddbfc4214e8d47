// The mixture of two kinds of callers, each with an exponential patience, that censored waits make
// likeliest.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#if __has_include(<Eigen/Core>)
#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <unsupported/Eigen/NonLinearOptimization>
#else  // where Debian has it, for who names no folder
#include <eigen3/Eigen/Cholesky>
#include <eigen3/Eigen/Core>
#include <eigen3/unsupported/Eigen/NonLinearOptimization>
#endif
#endif

namespace krarup {

/// A mixture of exponential patiences and how well it is known.
struct hyperexponential_fit {
  hyperexponential_patience law;  ///< two kinds, the impatient first; or one: see the function
  double share_standard_error;    ///< of the impatient; NaN where there is one kind
  std::array<duration, 2> average_standard_errors;  ///< in the order of the kinds
  double left_out;  ///< contacts that hung up after a wait of 0, where any mixture can be likely
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// A mixture as three free numbers (t, u, v), each triple of which is one: the first kind's share is
/// sin^2 t, the kinds' rates of hanging up are unit u^2 and unit v^2. Callers who never hang up are at
/// 0, in the midst of the numbers, and an optimiser needs no bounds.
struct mixture {
  double unit;  ///< 1/s
  Eigen::Vector3d free;
  std::array<double, 2> share{std::pow(std::sin(free[0]), 2), std::pow(std::cos(free[0]), 2)};
  double turn = std::sin(2.0 * free[0]);  ///< derivative of the first share by t
  std::array<double, 2> rate{unit * std::pow(free[1], 2), unit* std::pow(free[2], 2)};
};

/// Waits that ended in one way.
struct ended_waits {
  double wait;  ///< s; > 0
  double count;
  bool hung_up;
};

[[nodiscard]] inline std::vector<ended_waits> by_end(const observed_waits& waits) {
  std::vector<ended_waits> result;
  result.reserve(waits.rows().size());
  for (const auto& row : waits.rows()) {
    if (row.abandoned > 0.0) result.push_back({row.wait, row.abandoned, true});
    if (row.answered > 0.0 && row.wait > 0.0) result.push_back({row.wait, row.answered, false});
  }
  return result;
}

/// The logarithm of the likelihood, its first derivatives and its negated second ones.
struct mixture_likelihood {
  double value = 0.0;
  Eigen::Vector3d slope = Eigen::Vector3d::Zero();
  Eigen::Matrix3d information = Eigen::Matrix3d::Zero();

  static constexpr double rounding = 1e-6;  ///< what it adds to the value of equal laws
};

/// Of one wait. Both kinds' terms, share (rate if hung up) e^{-rate wait}, stand in units of the
/// larger exponential, so that nothing underflows in a long wait.
template <class = void>
[[nodiscard]] mixture_likelihood likelihood(const mixture& kinds, const ended_waits& of) {
  const auto& share = kinds.share;
  const double least = of.wait * std::fmin(kinds.rate[0], kinds.rate[1]);
  std::array<double, 2> term{};
  std::array<double, 2> first{};  // derivatives by u or v
  std::array<double, 2> second{};
  for (std::size_t i = 0; i < 2; ++i) {
    const double z = kinds.rate[i] * of.wait;
    const double there = std::exp(least - z);
    const double twice = 2.0 * kinds.unit * there;
    const double root = kinds.free[static_cast<Eigen::Index>(i) + 1];
    term[i] = of.hung_up ? kinds.rate[i] * there : there;
    first[i] = root * twice * (of.hung_up ? 1.0 - z : -of.wait);
    second[i] = twice * (of.hung_up ? 1.0 - z * (5.0 - 2.0 * z) : of.wait * (2.0 * z - 1.0));
  }
  const double sum = share[0] * term[0] + share[1] * term[1];
  const double apart = term[0] - term[1];
  mixture_likelihood result;
  result.value = std::log(sum) - least;
  result.slope << kinds.turn * apart, share[0] * first[0], share[1] * first[1];
  result.slope /= sum;
  Eigen::Matrix3d curved;
  curved << 2.0 * (share[1] - share[0]) * apart, kinds.turn * first[0], -kinds.turn * first[1],  //
      kinds.turn * first[0], share[0] * second[0], 0.0,                                          //
      -kinds.turn * first[1], 0.0, share[1] * second[1];
  result.information = result.slope * result.slope.transpose() - curved / sum;
  return result;
}

template <class = void>
[[nodiscard]] mixture_likelihood likelihood(const mixture& kinds,
                                            const std::vector<ended_waits>& waits) {
  mixture_likelihood sum;
  for (const ended_waits& of : waits) {
    const mixture_likelihood each = likelihood(kinds, of);
    sum.value += of.count * each.value;
    sum.slope += of.count * each.slope;
    sum.information += of.count * each.information;
  }
  return sum;
}

/// Deviance residuals: sqrt(2 (L - l)), where l is the logarithm of a wait's likelihood and L the
/// greatest that any mixture gives it: -1 - ln wait where it was hung up on, 0 where answered. Half the
/// sum of their squares is a constant less the logarithm of the likelihood of all.
struct deviance_residuals {
  double unit;
  const std::vector<ended_waits>& waits;

  [[nodiscard]] Eigen::Index values() const {
    return std::max<Eigen::Index>(3, static_cast<Eigen::Index>(waits.size()));
  }
  int operator()(const Eigen::VectorXd& free, Eigen::VectorXd& residuals) const {
    residuals.setZero();
    return each(free, [&](Eigen::Index i, double residual, double, const mixture_likelihood&) {
      residuals[i] = residual;
    });
  }
  int df(const Eigen::VectorXd& free, Eigen::MatrixXd& slopes) const {
    slopes.setZero();
    constexpr double least = 1e-8;  // root of what rounding leaves of a difference of 0
    return each(free,
                [&](Eigen::Index i, double residual, double count, const mixture_likelihood& at) {
                  slopes.row(i) = -count / std::fmax(residual, least) * at.slope.transpose();
                });
  }

 private:
  template <class Use>
  int each(const Eigen::VectorXd& free, const Use& use) const {
    const mixture kinds{unit, free};
    Eigen::Index i = 0;
    for (const ended_waits& of : waits) {
      const mixture_likelihood at = likelihood(kinds, of);
      const double deviance = (of.hung_up ? -1.0 - std::log(of.wait) : 0.0) - at.value;
      use(i++, std::sqrt(2.0 * of.count * (deviance < 0.0 ? 0.0 : deviance)), of.count, at);
    }
    return 0;
  }
};

/// What makes the waits likelier than the start does, by the method of Levenberg and Marquardt, which
/// takes no step down.
template <class = void>
[[nodiscard]] mixture likelier(const mixture& start, const std::vector<ended_waits>& waits) {
  deviance_residuals residuals{start.unit, waits};
  Eigen::LevenbergMarquardt<deviance_residuals> method(residuals);
  method.parameters.maxfev = 150;  // more are only spent where two kinds are alike
  Eigen::VectorXd free = start.free;
  method.minimize(free);
  return {start.unit, free};
}

/// The slope of the likelihood and its derivatives, which come of one pass over the waits.
struct mixture_score {
  double unit;
  const std::vector<ended_waits>& waits;
  Eigen::Vector3d at = Eigen::Vector3d::Constant(infinity);
  mixture_likelihood there = {};

  const mixture_likelihood& of(const Eigen::Vector3d& free) {
    if (at != free) {
      there = likelihood({unit, free}, waits);
      at = free;
    }
    return there;
  }
  int operator()(const Eigen::VectorXd& free, Eigen::VectorXd& slope) {
    slope = of(free).slope;
    return 0;
  }
  int df(const Eigen::VectorXd& free, Eigen::MatrixXd& derivatives) {
    derivatives = -of(free).information;
    return 0;
  }
};

/// A mixture, the logarithm of its likelihood, and the covariance of its free numbers.
struct likeliest_mixture {
  mixture law;
  double value;
  Eigen::Matrix3d covariance;
};

/// The zero of the slope near a start, by Powell's hybrid method; the start, of infinite covariance,
/// where what the method ends with makes the waits less likely or is no maximum.
template <class = void>
[[nodiscard]] likeliest_mixture likeliest_near(const mixture& start,
                                               const std::vector<ended_waits>& waits) {
  mixture_score score{start.unit, waits};
  const double before = score.of(start.free).value;
  Eigen::HybridNonLinearSolver<mixture_score> method(score);
  method.parameters.xtol = 1e-10;
  Eigen::VectorXd free = start.free;
  method.solve(free);
  const mixture_likelihood& at = score.of(free);
  const Eigen::LLT<Eigen::Matrix3d> root(at.information);
  const Eigen::Matrix3d covariance = root.solve(Eigen::Matrix3d::Identity());
  constexpr double enough = 1e-4;  // standard errors from the maximum
  const bool maximum =
      root.info() == Eigen::Success && at.slope.dot(covariance * at.slope) < enough * enough;
  if (maximum && at.value > before - mixture_likelihood::rounding)
    return {{start.unit, free}, at.value, covariance};
  return {start, before, Eigen::Matrix3d::Constant(infinity)};
}

/// Neighbouring waits taken together, at most `groups` of about equal numbers of contacts.
[[nodiscard]] inline observed_waits grouped(const observed_waits& waits, double groups) {
  if (static_cast<double>(waits.rows().size()) <= groups) return waits;
  const double enough = (waits.answered().count() + waits.abandoned().count()) / groups;
  std::vector<double> wait;
  std::vector<double> answered;
  std::vector<double> abandoned;
  observed_waits::row sum{0.0, 0.0, 0.0};
  for (const auto& row : waits.rows()) {
    const double count = row.answered + row.abandoned;
    sum.wait += count * row.wait;
    sum.answered += row.answered;
    sum.abandoned += row.abandoned;
    if (sum.answered + sum.abandoned < enough && &row != &waits.rows().back()) continue;
    wait.push_back(sum.wait / (sum.answered + sum.abandoned));
    answered.push_back(sum.answered);
    abandoned.push_back(sum.abandoned);
    sum = {0.0, 0.0, 0.0};
  }
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

}  // namespace detail
#endif

/// The likeliest mixture of two exponential patiences, given the waits of those who hung up and, as
/// lower bounds, of those who were answered.
/// Formula   the maximum of sum d ln f(w) + sum c ln P(patience > w), over d abandonments and c
///           answers at each wait w: Levenberg and Marquardt's method climbs from six mixtures, Powell's
///           hybrid method ends where the slope is 0, both of them Eigen's port of MINPACK;
///           standard errors from the observed information
/// Limits    where no mixture is likelier than one exponential patience, as of callers who grow more
///           impatient while they wait, the law has that one kind alone. Where some never hang up
///           within the waits that were seen, the average of the patient has no bound: it is a
///           very long time, of a standard error that is longer still, or infinite.
/// Errors    std::domain_error where nobody hung up after a wait > 0.
/// Accuracy  relative error of law and standard errors below 1e-8, of the waits of a real center
///           (tests/reference/patience_fits.csv).
template <class = void>  // so that Eigen's methods are compiled only where they are called
[[nodiscard]] hyperexponential_fit fit_hyperexponential_patience(const observed_waits& all)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const observed_waits waits = all.without_abandoned_at_once();
  const exponential_fit one = fit_exponential_patience(waits);
  const double unit = 1.0 / one.law.average.count();
  const double alone = waits.abandoned().count() * (std::log(unit) - 1.0);
  // Where there are many waits, the starts are judged by fewer.
  const auto few = detail::by_end(detail::grouped(waits, 2000.0));
  std::optional<std::pair<detail::mixture, double>> best;
  for (const double share : {0.03, 0.4}) {
    for (const double impatience : {2.0, 4.0, 10.0}) {
      const auto found =
          detail::likelier({unit, {std::asin(std::sqrt(share)), impatience, 0.8}}, few);
      const double value = detail::likelihood(found, few).value;
      if (!best || value > best->second) best = {found, value};
    }
  }
  const auto [law, value, covariance] = detail::likeliest_near(best->first, detail::by_end(waits));
  if (!(value > alone + detail::mixture_likelihood::rounding)) {
    return {{{{1.0, one.law.average}}},
            std::numeric_limits<double>::quiet_NaN(),
            {one.standard_error, duration(std::numeric_limits<double>::quiet_NaN())},
            all.abandoned_at_once()};
  }
  const Eigen::Array3d error = covariance.diagonal().array().sqrt();
  hyperexponential_fit fit{{}, std::abs(law.turn) * error[0], {}, all.abandoned_at_once()};
  const std::size_t impatient = law.rate[0] > law.rate[1] ? 0 : 1;
  for (const std::size_t kind : {impatient, 1 - impatient}) {
    const auto root = static_cast<Eigen::Index>(kind) + 1;
    const duration average(std::fmin(1.0 / law.rate[kind], detail::largest));
    fit.average_standard_errors[fit.law.kinds.size()] =
        average * (2.0 * error[root] / std::abs(law.free[root]));
    fit.law.kinds.push_back({law.share[kind], average});
  }
  return fit;
}
#endif

#ifdef KRARUP_COMPILED
KRARUP_INSTANTIATION hyperexponential_fit fit_hyperexponential_patience<>(const observed_waits&);
#endif

}  // namespace krarup
