// How long contacts wait before they hang up, if no answer comes first: laws of patience.
//
// A law says which share of contacts is still there after a wait that brought no answer. Shares that
// are small are asked for themselves, never as 1 less what is near 1. Where a law jumps or bends, it
// says so, and whoever integrates stops there. Any law, a user's own too, may leave for ever a share
// of contacts that never hangs up.
//
// Sources
//   [1] S. Zeltyn, A. Mandelbaum, Call centers with impatient customers: many-server asymptotics of
//       the M/M/n+G queue, Queueing Systems 51(3), 2005.
//   [2] E. L. Kaplan, P. Meier, Nonparametric estimation from incomplete observations, Journal of the
//       American Statistical Association 53(282), 1958.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <numbers>
#include <stdexcept>
#include <variant>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/gamma_factors.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <boost/math/special_functions/gamma.hpp>

#include <krarup/detail/math_policy.hpp>
#endif

namespace krarup {

/// Shares of contacts, of which one that has waited so long has hung up or not.
struct patience_shares {
  double gone;   ///< P(patience <= t)
  double there;  ///< P(patience > t)
};

/// A law of patience: the shares at any wait t >= 0, infinity too, by their own digits, and a check of
/// its parameters, and the mean. A law that jumps, or bends, also says where: kinks(law), the waits in
/// rising order.
template <class Law>
concept patience_law = std::copyable<Law> && requires(const Law law, duration t) {
  { shares_after(law, t) } -> std::same_as<patience_shares>;
  { average_patience(law) } -> std::same_as<duration>;
  check(law);
};

/// Contacts that never hang up.
struct endless_patience {
  friend constexpr bool operator==(const endless_patience&, const endless_patience&) = default;
};

/// Hangs up at a rate that does not depend on how long it has waited: Erlang A's patience.
struct exponential_patience {
  duration average;  ///< > 0
  friend constexpr bool operator==(const exponential_patience&,
                                   const exponential_patience&) = default;
};

/// All hang up after the same wait.
struct deterministic_patience {
  duration patience;  ///< > 0
  friend constexpr bool operator==(const deterministic_patience&,
                                   const deterministic_patience&) = default;
};

/// Between two waits, each as likely as any.
struct uniform_patience {
  duration shortest;  ///< >= 0
  duration longest;   ///< > shortest
  friend constexpr bool operator==(const uniform_patience&, const uniform_patience&) = default;
};

/// The gamma law; an Erlang law where the shape is whole. Its squared coefficient of variation is
/// 1/shape.
struct gamma_patience {
  duration average;  ///< > 0
  double shape;      ///< > 0; 1 is exponential
  friend constexpr bool operator==(const gamma_patience&, const gamma_patience&) = default;
};

/// P(patience > t) = exp(-(t/scale)^shape).
struct weibull_patience {
  duration scale;  ///< > 0; 63.2 % have hung up after it
  double shape;    ///< > 0; below 1 the first seconds are the most dangerous
  friend constexpr bool operator==(const weibull_patience&, const weibull_patience&) = default;
};

/// ln(patience / median) is normal with the standard deviation sigma.
struct lognormal_patience {
  duration median;  ///< > 0
  double sigma;     ///< > 0
  friend constexpr bool operator==(const lognormal_patience&, const lognormal_patience&) = default;
};

/// A mixture of kinds of callers, each with an exponential patience of its own.
struct hyperexponential_patience {
  struct kind {
    proportion share;           ///< of all contacts; the shares add up to 1
    duration average_patience;  ///< > 0
    friend constexpr bool operator==(const kind&, const kind&) = default;
  };
  std::vector<kind> kinds;
  friend bool operator==(const hyperexponential_patience&,
                         const hyperexponential_patience&) = default;
};

/// Hangs up at a rate that changes with the wait, in steps: announcements, a message every minute.
struct hazard_patience {
  struct step {
    duration from;  ///< the first 0, then rising
    rate hazard;    ///< hang-ups per time and contact that is still there; the last may be 0
    friend constexpr bool operator==(const step&, const step&) = default;
  };
  std::vector<step> steps;
  friend bool operator==(const hazard_patience&, const hazard_patience&) = default;
};

/// A table of shares, as the Kaplan-Meier estimate [2] leaves it: a step at each wait, and after the
/// last the share that it ends with, which never hangs up if it is not 0.
struct empirical_patience {
  struct point {
    duration wait;           ///< >= 0, rising; contacts hang up at these waits alone
    proportion still_there;  ///< P(patience > wait), not rising
    friend constexpr bool operator==(const point&, const point&) = default;
  };
  std::vector<point> points;
  friend bool operator==(const empirical_patience&, const empirical_patience&) = default;
};

/// Another law for those who are ready to wait at all: the stated share of those who find every
/// agent busy hangs up at once.
template <class Law>
struct balking_patience {
  proportion balking;  ///< P(patience = 0), the other law's own zeros apart
  Law others;
};

namespace detail {

inline void require_time(duration t, const char* argument) {
  require(is_finite_positive(t.count()), argument, "finite and > 0 s", t.count());
}
inline void require_positive(double value, const char* argument) {
  require(is_finite_positive(value), argument, "finite and > 0", value);
}

/// Of an exponential law after z times its mean.
[[nodiscard]] inline patience_shares exponential_shares(double z) {
  return {-std::expm1(-z), std::exp(-z)};
}

}  // namespace detail

/// Errors    std::domain_error where a parameter is out of its range.
inline void check(const endless_patience&) {}
inline void check(const exponential_patience& law) {
  detail::require_time(law.average, "average patience");
}
inline void check(const deterministic_patience& law) {
  detail::require_time(law.patience, "patience");
}
inline void check(const uniform_patience& law) {
  detail::require(law.shortest.count() >= 0.0, "shortest patience", ">= 0 s", law.shortest.count());
  detail::require(law.longest > law.shortest && law.longest.count() <= detail::largest,
                  "longest patience", "finite and > the shortest", law.longest.count());
}
inline void check(const gamma_patience& law) {
  detail::require_time(law.average, "average patience");
  detail::require_positive(law.shape, "shape of patience");
}
inline void check(const weibull_patience& law) {
  detail::require_time(law.scale, "scale of patience");
  detail::require_positive(law.shape, "shape of patience");
}
inline void check(const lognormal_patience& law) {
  detail::require_time(law.median, "median patience");
  detail::require_positive(law.sigma, "sigma of patience");
}
inline void check(const hyperexponential_patience& law) {
  double sum = 0.0;
  for (const auto& kind : law.kinds) {
    detail::require_time(kind.average_patience, "average patience of a kind");
    sum += kind.share.value();
  }
  detail::require(std::abs(sum - 1.0) <= 1e-9, "sum of the shares of kinds", "1", sum);
}
inline void check(const hazard_patience& law) {
  detail::require(!law.steps.empty() && law.steps.front().from.count() == 0.0, "first step's from",
                  "0 s", law.steps.empty() ? detail::infinity : law.steps.front().from.count());
  for (std::size_t i = 1; i < law.steps.size(); ++i) {
    detail::require(
        law.steps[i].from > law.steps[i - 1].from && law.steps[i].from.count() <= detail::largest,
        "a step's from", "finite and > the one before", law.steps[i].from.count());
  }
}
inline void check(const empirical_patience& law) {
  double wait = -1.0;
  double there = 1.0;
  for (const auto& point : law.points) {
    detail::require(point.wait.count() >= 0.0 && point.wait.count() > wait &&
                        point.wait.count() <= detail::largest,
                    "a point's wait", "finite, >= 0 s and > the one before", point.wait.count());
    detail::require(point.still_there.value() <= there, "a point's share still there",
                    "no more than the one before", point.still_there.value());
    wait = point.wait.count();
    there = point.still_there.value();
  }
}

/// Shares of contacts that have hung up, or not, after a wait t that brought no answer; t >= 0.
/// Accuracy  relative error of either share below 5e-13 down to 1e-300, below 2e-15 where both exceed
///           1e-10 (tests/patience_test.cpp); a table's share gone is 1 less the share there
[[nodiscard]] inline patience_shares shares_after(const endless_patience&, duration) {
  return {0.0, 1.0};
}
[[nodiscard]] inline patience_shares shares_after(const exponential_patience& law, duration t) {
  return detail::exponential_shares(t / law.average);
}
[[nodiscard]] inline patience_shares shares_after(const deterministic_patience& law, duration t) {
  return t >= law.patience ? patience_shares{1.0, 0.0} : patience_shares{0.0, 1.0};
}
[[nodiscard]] inline patience_shares shares_after(const uniform_patience& law, duration t) {
  if (t <= law.shortest) return {0.0, 1.0};
  if (t >= law.longest) return {1.0, 0.0};
  const duration width = law.longest - law.shortest;
  return {(t - law.shortest) / width, (law.longest - t) / width};
}
[[nodiscard]] KRARUP_FUNCTION patience_shares shares_after(const gamma_patience& law, duration t)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  if (law.shape > detail::large_shape) {
    const double u = std::log(t / law.average);
    return {detail::gamma_at_most(law.shape, u, false), detail::gamma_at_most(law.shape, u, true)};
  }
  const double x = law.shape * (t / law.average);
  if (!(x <= detail::largest)) return {1.0, 0.0};
  return {boost::math::gamma_p(law.shape, x, detail::math_policy()),
          boost::math::gamma_q(law.shape, x, detail::math_policy())};
}
#endif
[[nodiscard]] inline patience_shares shares_after(const weibull_patience& law, duration t) {
  return detail::exponential_shares(std::pow(t / law.scale, law.shape));
}
[[nodiscard]] inline patience_shares shares_after(const lognormal_patience& law, duration t) {
  if (t.count() == 0.0) return {0.0, 1.0};
  const double z = std::log(t / law.median) / law.sigma;
  const double half = z / std::numbers::sqrt2;
  return {0.5 * std::erfc(-half), 0.5 * std::erfc(half)};
}
[[nodiscard]] inline patience_shares shares_after(const hyperexponential_patience& law,
                                                  duration t) {
  patience_shares sum{0.0, 0.0};
  for (const auto& kind : law.kinds) {
    const patience_shares of_kind = detail::exponential_shares(t / kind.average_patience);
    sum.gone += kind.share.value() * of_kind.gone;
    sum.there += kind.share.value() * of_kind.there;
  }
  return sum;
}
[[nodiscard]] inline patience_shares shares_after(const hazard_patience& law, duration t) {
  double sum = 0.0;
  for (std::size_t i = 0; i < law.steps.size() && law.steps[i].from < t; ++i) {
    const duration end = i + 1 < law.steps.size() ? std::min(t, law.steps[i + 1].from) : t;
    const double hazard = law.steps[i].hazard.per_second();
    if (hazard > 0.0) sum += hazard * (end - law.steps[i].from).count();
  }
  return detail::exponential_shares(sum);
}
[[nodiscard]] inline patience_shares shares_after(const empirical_patience& law, duration t) {
  const auto next =
      std::upper_bound(law.points.begin(), law.points.end(), t,
                       [](duration at, const auto& point) { return at < point.wait; });
  const double there = next == law.points.begin() ? 1.0 : std::prev(next)->still_there.value();
  return {1.0 - there, there};
}

/// How long contacts would wait on average; infinite where some never hang up.
[[nodiscard]] inline duration average_patience(const endless_patience&) {
  return duration(detail::infinity);
}
[[nodiscard]] inline duration average_patience(const exponential_patience& law) {
  return law.average;
}
[[nodiscard]] inline duration average_patience(const deterministic_patience& law) {
  return law.patience;
}
[[nodiscard]] inline duration average_patience(const uniform_patience& law) {
  return law.shortest + 0.5 * (law.longest - law.shortest);
}
[[nodiscard]] inline duration average_patience(const gamma_patience& law) {
  return law.average;
}
[[nodiscard]] inline duration average_patience(const weibull_patience& law) {
  return law.scale * std::tgamma(1.0 + 1.0 / law.shape);
}
[[nodiscard]] inline duration average_patience(const lognormal_patience& law) {
  return law.median * std::exp(0.5 * law.sigma * law.sigma);
}
[[nodiscard]] inline duration average_patience(const hyperexponential_patience& law) {
  duration sum(0);
  for (const auto& kind : law.kinds) sum += kind.share.value() * kind.average_patience;
  return sum;
}
[[nodiscard]] inline duration average_patience(const hazard_patience& law) {
  duration sum(0);
  for (std::size_t i = 0; i < law.steps.size(); ++i) {
    const double hazard = law.steps[i].hazard.per_second();
    const double there = shares_after(law, law.steps[i].from).there;
    const bool last = i + 1 == law.steps.size();
    const double length =
        last ? detail::infinity : (law.steps[i + 1].from - law.steps[i].from).count();
    sum += duration(hazard > 0.0 ? there * -std::expm1(-hazard * length) / hazard
                                 : (there > 0.0 ? there * length : 0.0));
  }
  return sum;
}
[[nodiscard]] inline duration average_patience(const empirical_patience& law) {
  duration sum(0);
  duration from(0);
  double there = 1.0;
  for (const auto& point : law.points) {
    sum += there * (point.wait - from);
    from = point.wait;
    there = point.still_there.value();
  }
  return there > 0.0 ? duration(detail::infinity) : sum;
}

/// Waits where a share jumps, or its derivative does.
[[nodiscard]] inline std::vector<duration> kinks(const deterministic_patience& law) {
  return {law.patience};
}
[[nodiscard]] inline std::vector<duration> kinks(const uniform_patience& law) {
  return {law.shortest, law.longest};
}
[[nodiscard]] inline std::vector<duration> kinks(const hazard_patience& law) {
  std::vector<duration> waits;
  for (std::size_t i = 1; i < law.steps.size(); ++i) waits.push_back(law.steps[i].from);
  return waits;
}
[[nodiscard]] inline std::vector<duration> kinks(const empirical_patience& law) {
  std::vector<duration> waits;
  for (const auto& point : law.points) waits.push_back(point.wait);
  return waits;
}

namespace detail {

/// Of those among whom `balking` hang up at once.
[[nodiscard]] constexpr patience_shares with_balking(double balking, const patience_shares& rest) {
  return {balking + (1.0 - balking) * rest.gone, (1.0 - balking) * rest.there};
}

/// kinks(law), none where it has none to tell.
template <patience_law Law>
[[nodiscard]] std::vector<duration> kinks_of(const Law& law) {
  if constexpr (requires { kinks(law); }) {
    return kinks(law);
  } else {
    return {};
  }
}

}  // namespace detail

template <patience_law Law>
void check(const balking_patience<Law>& law) {
  check(law.others);
}
template <patience_law Law>
[[nodiscard]] patience_shares shares_after(const balking_patience<Law>& law, duration t) {
  return detail::with_balking(law.balking.value(), shares_after(law.others, t));
}
template <patience_law Law>
[[nodiscard]] duration average_patience(const balking_patience<Law>& law) {
  const double rest = 1.0 - law.balking.value();
  return rest > 0.0 ? rest * average_patience(law.others) : duration(0);
}
template <patience_law Law>
[[nodiscard]] std::vector<duration> kinks(const balking_patience<Law>& law) {
  return detail::kinks_of(law.others);
}

/// Any of the laws, chosen while the program runs, with balking.
struct any_patience {
  std::variant<endless_patience, exponential_patience, deterministic_patience, uniform_patience,
               gamma_patience, weibull_patience, lognormal_patience, hyperexponential_patience,
               hazard_patience, empirical_patience>
      law;
  proportion balking = 0.0;
  friend bool operator==(const any_patience&, const any_patience&) = default;
};

inline void check(const any_patience& law) {
  std::visit([](const auto& of) { check(of); }, law.law);
}
[[nodiscard]] inline patience_shares shares_after(const any_patience& law, duration t) {
  return detail::with_balking(
      law.balking.value(),
      std::visit([t](const auto& of) { return shares_after(of, t); }, law.law));
}
[[nodiscard]] inline duration average_patience(const any_patience& law) {
  const double rest = 1.0 - law.balking.value();
  if (rest == 0.0) return duration(0);
  return rest * std::visit([](const auto& of) { return average_patience(of); }, law.law);
}
[[nodiscard]] inline std::vector<duration> kinks(const any_patience& law) {
  return std::visit([](const auto& of) { return detail::kinks_of(of); }, law.law);
}

namespace detail {

/// Share of those who hang up at once whatever the law of the others, and that law.
template <patience_law Law>
[[nodiscard]] double balking_of(const Law&) {
  return 0.0;
}
template <patience_law Law>
[[nodiscard]] double balking_of(const balking_patience<Law>& law) {
  return law.balking.value();
}
[[nodiscard]] inline double balking_of(const any_patience& law) {
  return law.balking.value();
}
template <patience_law Law>
[[nodiscard]] Law without_balking(const Law& law) {
  return law;
}
template <patience_law Law>
[[nodiscard]] Law without_balking(const balking_patience<Law>& law) {
  return law.others;
}
[[nodiscard]] inline any_patience without_balking(const any_patience& law) {
  return {law.law, 0.0};
}

}  // namespace detail

}  // namespace krarup
