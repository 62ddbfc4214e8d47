#include <krarup/detail/blocking.hpp>

#include <krarup/queues/erlang_c.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <limits>
#include <vector>

#include <boost/math/special_functions/erf.hpp>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using detail::twofold;
using support::error_in_epsilons;
using support::error_in_ulps;
using support::loss_point;
using support::real;

// What the headers' Accuracy lines say.
constexpr double ulps_from_eight = 4;
constexpr double epsilons_below_eight = 1e-14 / support::epsilon;
constexpr double epsilons_of_log_blocking = 2;
constexpr double epsilons_of_log_wait = 2;

double error_of_share(double n, double got, const real& expected) {
  return n >= 8.0 ? error_in_ulps(got, expected) / ulps_from_eight
                  : error_in_epsilons(got, expected) / epsilons_below_eight;
}

void check(const loss_point& p, support::oracle_quadrature& integral) {
  SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
               << p.n << " trunks or agents, " << p.a << " erlangs");
  const real log_odds = support::log_acceptance_odds(p.n, p.a, integral);
  const support::oracle_odds accepted{log_odds};
  const detail::scaled odds = detail::acceptance_odds(p.n, p.a);
  EXPECT_LE(error_of_share(p.n, odds.share_of_one(), accepted.probability()), 1) << "B";
  EXPECT_LE(error_in_epsilons(-odds.log_of_one_more(), accepted.log_probability()),
            epsilons_of_log_blocking)
      << "ln B";
  if (p.a >= p.n) return;
  const support::oracle_odds immediate{log_odds + log((real(p.n) - p.a) / p.n)};
  const erlang_c queue{.arrival_rate = rate::per_second(p.a), .average_handle_time = duration(1)};
  const agents n = fractional_agents(p.n);
  EXPECT_LE(error_of_share(p.n, probability_of_wait(queue, n), immediate.probability()), 1) << "C";
  EXPECT_LE(error_in_epsilons(log_probability_of_wait(queue, n), immediate.log_probability()),
            epsilons_of_log_wait)
      << "ln C";
}

/// One point of so many, where the oracle is slow.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t one_of = 8;
#else
constexpr std::size_t one_of = 1;
#endif

TEST(acceptance_odds, are_right_to_the_last_place_on_every_seam) {
  support::oracle_quadrature integral;
  const std::vector<loss_point> points = support::structured_loss_points();
  for (std::size_t i = 0; i < points.size(); i += one_of) check(points[i], integral);
}

TEST(acceptance_odds, are_right_to_the_last_place_at_random) {
  support::oracle_quadrature integral;
  support::random_numbers random(20260303);
  for (std::size_t i = 0; i < 1200 / one_of; ++i) {
    const auto region = static_cast<support::loss_region>(i % support::loss_region_names.size());
    check(support::random_loss_point(region, random), integral);
  }
}

// erfc by its series from the definition.
real true_erfcx(double y) {
  const real square = real(y) * y;
  real power = y;
  real sum = 0;
  for (int k = 0; k < 60; ++k) {
    sum += power / (2 * k + 1);
    power *= -square / (k + 1);
  }
  return exp(square) * (1 - 2 * sum / sqrt(boost::math::constants::pi<real>()));
}

TEST(erfcx_near_zero, is_right_to_less_than_an_epsilon) {
  for (double y = 0.25; y > 1e-9; y *= y > 0.2 ? 0.9995 : 0.99) {
    const twofold<double> got = detail::erfcx_near_zero(y);
    const real truth = true_erfcx(y);
    EXPECT_LE(abs(real(got.head) + got.tail - truth) / truth, 0.8 * support::epsilon) << y;
  }
}

TEST(erfcx_in_parts, is_right_to_little_more_than_an_epsilon) {
  support::random_numbers random(20260305);
  for (int i = 0; i < 200; ++i) {
    const double y = i % 2 == 0 ? random.uniform(0.25, 4.0) : random.scale(0.25, 30.0);
    const twofold<double> got = detail::erfcx_in_parts<double>(y);
    const real truth = exp(real(y) * y) * boost::math::erfc(real(y));
    EXPECT_LE(abs(real(got.head) + got.tail - truth) / truth, 1.25 * support::epsilon) << y;
    EXPECT_EQ(detail::erfcx(y), got.head + got.tail);
  }
}

/// Gamma(n+1) / (sqrt(2 pi n) (n/e)^n), by Stirling's series from n >= 60 down.
real true_stirling_factor(double n) {
  real top = n;
  real shift = 1;
  for (; top < 60; top += 1) shift *= top + 1;
  constexpr int numerators[] = {1, -1, 1, -1, 1, -691, 1, -3617, 43867, -174611, 77683};
  constexpr int denominators[] = {12,  360,    1260,   1680,   1188, 360360,
                                  156, 122400, 244188, 125400, 5796};
  real rest = 0;
  real power = top;
  for (int i = 0; i < 11; ++i, power *= top * top) {
    rest += real(numerators[i]) / denominators[i] / power;
  }
  const real x = n;
  return exp((top + 0.5) * log(top) - top + rest - ((x + 0.5) * log(x) - x)) / shift;
}

TEST(density_peak, has_more_digits_than_a_double) {
  support::random_numbers random(20260306);
  for (int i = 0; i < 1000; ++i) {
    const double n = i % 2 == 0 ? random.scale(8.0, 200.0) : random.scale(8.0, 1e9);
    const real factor = true_stirling_factor(n);
    const real peak = factor * sqrt(2 * boost::math::constants::pi<real>() * n);
    const auto error = [&](const twofold<double>& got) {
      return abs(real(got.head) + got.tail - peak) / peak / support::epsilon;
    };
    EXPECT_LE(error(detail::density_peak<detail::temme_from_8>(n, 1.0 / n)), 0.02) << n;
    if (n >= 128.0) {
      EXPECT_LE(error(detail::density_peak<detail::temme_from_128>(n, 1.0 / n)), 0.0012) << n;
    }
    EXPECT_LE(error_in_ulps(detail::stirling_factor(n), factor), 0.53) << n;
  }
}

// T = J - peak e^E erfc(sqrt(E))/2, with erfc(-sqrt(E)) below n; E = n eta^2/2.
TEST(temme_remainder, is_what_the_error_function_leaves_of_the_odds) {
  support::oracle_quadrature integral;
  support::random_numbers random(20260310);
  for (int i = 0; i < 150; ++i) {
    const double n = i % 3 == 0 ? 8.0 : random.scale(8.0, 300.0);
    const double a = n * (i % 2 == 0 ? random.uniform(0.55, 1.65) : i % 4 == 1 ? 0.5501 : 1.6499);
    const real exponent = real(a) - n - n * log(real(a) / n);
    const real root = sqrt(exponent);
    const real side = a < n ? -root : root;
    const real peak = true_stirling_factor(n) * sqrt(2 * boost::math::constants::pi<real>() * n);
    const real truth = exp(support::log_acceptance_odds(n, a, integral)) -
                       peak * exp(exponent) * boost::math::erfc(side) / 2;
    const double eta = static_cast<double>(side * sqrt(2 / real(n)));
    EXPECT_LE(abs(detail::temme_remainder(eta, n) - truth), 1.5e-16) << n << ' ' << a;
  }
}

TEST(lower_series, is_summed_to_its_last_term) {
  support::random_numbers random(20260307);
  const auto check_series = [](auto n, auto a) {
    using number = decltype(n);
    real term = 1;
    real truth = 0;
    for (int k = 1; k < 1000 && term > 1e-40 * truth; ++k) {
      term *= real(a) / (real(n) + k);
      truth += term;
    }
    EXPECT_LE(abs(real(detail::lower_series(n, a)) - truth) / truth,
              5 * real(std::numeric_limits<number>::epsilon()))
        << n << ' ' << a;
  };
  for (int i = 0; i < 1000; ++i) {
    const double n = random.scale(8.0, 1e5);
    check_series(n, n * random.scale(1e-9, 0.55));
    const long double few = random.uniform(0.1, 8.0);
    check_series(few, std::max(few + 1.0L, 3.0L) * random.scale(1e-9, 1.0));
  }
}

/// J by so many terms of the continued fraction.
long double odds_by_terms(double n, double a, int terms) {
  const long double excess = static_cast<long double>(a) - n;
  long double e = excess + 2.0L * terms;
  for (int k = terms; k > 1; --k) e = (excess + 2.0L * (k - 1)) + k * (n + 1.0L - k) / e;
  return n * ((e - 1.0L) / e) / (excess + n / e);
}

// As many as leave out less than e^-38, and on average few more.
TEST(legendre_terms, are_about_as_many_as_it_takes) {
  support::random_numbers random(20260308);
  const auto more_than_needed = [](double n, double a, int most) {
    const long double truth = odds_by_terms(n, a, 400);
    int least = 1;
    while (std::abs(odds_by_terms(n, a, least) / truth - 1.0L) > std::exp(-38.0L)) ++least;
    const double terms = detail::legendre_terms(n, a - n);
    EXPECT_GE(terms, least) << n << ' ' << a;
    EXPECT_LT(terms, most) << n << ' ' << a;
    return terms - least;
  };
  constexpr int problems = 1000;
  double of_few = 0.0;
  double of_some = 0.0;
  double of_many = 0.0;
  for (int i = 0; i < problems; ++i) {
    const double excess = random.scale(1.0, i % 2 == 0 ? 1.1 : 1e4);
    double n = random.uniform(0.1, 8.0);
    of_few += more_than_needed(n, std::max(n + 1.0, 3.0) * excess, 60);
    n = random.scale(8.0, 300.0);
    of_some += more_than_needed(n, 1.65 * n * excess, 25);
    n = random.scale(300.0, 1e9);
    of_many += more_than_needed(n, 1.65 * n * excess, 25);
  }
  EXPECT_LE(of_few / problems, 7.5);
  EXPECT_LE(of_some / problems, 5.0);
  EXPECT_LE(of_many / problems, 3.25);
}

TEST(acceptance_odds, of_few_trunks_are_rounded_once_unless_the_load_is_heavy) {
  support::oracle_quadrature integral;
  support::random_numbers random(20260309);
  for (int i = 0; i < 120; ++i) {
    double n = random.uniform(0.01, 7.0);
    if (i % 4 == 0) n = std::ceil(n);
    const double most = std::max(n + 1.0, 3.0);
    const double a = i % 2 == 0 ? random.uniform(0.0, most) : random.scale(0.01, most);
    const detail::scaled odds = detail::acceptance_odds(n, a);
    ASSERT_EQ(odds.exponent, 0.0);
    EXPECT_LE(error_in_ulps(odds.factor, exp(support::log_acceptance_odds(n, a, integral))), 0.52)
        << n << ' ' << a;
  }
}

TEST(acceptance_odds, without_trunks_are_none) {
  for (const double a : {5e-324, 1.0, 1.7e308}) {
    EXPECT_EQ(detail::acceptance_odds(0.0, a).factor, 0.0);
    EXPECT_EQ(detail::acceptance_odds(0.0, a).exponent, 0.0);
  }
}

TEST(acceptance_odds, keep_their_logarithm_for_more_trunks_than_there_are) {
  support::oracle_quadrature integral;
  for (const double n : {1e14, 3e15, 9.9e15, 1e17, 1e18, 1e20, 1e30}) {
    for (const double share : {1e-300, 0.3, 0.5, 0.9, 0.999}) check({n, n * share}, integral);
    for (const double roots : {1.0, 20.0, 26.4, 26.5, 36.0, 37.1, 37.17, 37.2, 38.0}) {
      check({n, n - roots * std::sqrt(n)}, integral);
    }
  }
}

TEST(acceptance_odds, keep_their_places_for_more_trunks_than_there_are) {
  support::oracle_quadrature integral;
  for (const double n : {1.1e12, 1e14, 3e15, 1e17, 1e20, 1e33, 1e60}) {
    for (const double share : {1.0, 1.0 + 1e-9, 1.00003, 1.001, 1.2, 1.64, 1.66, 1e3}) {
      check({n, n * share}, integral);
    }
  }
  for (const double n : {1e291, 1.7e308}) {  // the limits: half a normal law, a geometric law
    EXPECT_LE(
        error_in_epsilons(detail::acceptance_odds(n, n).factor, sqrt(real(n) * acos(real(-1)) / 2)),
        4);
    EXPECT_EQ(detail::acceptance_odds(n, n).exponent, 0.0);
    EXPECT_LE(error_in_epsilons(detail::acceptance_odds(n / 2, n).factor, real(1)), 2);
    EXPECT_LE(error_in_epsilons(detail::acceptance_odds(n, n / 2).exponent,
                                real(n) * (log(real(2)) - real(0.5))),
              2);
  }
}

TEST(acceptance_odds, keep_their_logarithm_for_more_trunks_than_numbers_reach) {
  for (const double n : {1e291, 1e300, 1e305}) {
    for (const double a : {5e-324, 1e-250, 1.0, 1e99, 1e101, 1e250, 0.5 * n}) {
      const real truth = real(n) * (log(real(n)) - log(real(a)) - 1) + a;
      EXPECT_LE(error_in_epsilons(detail::acceptance_odds(n, a).log_of_one_more(), truth), 2)
          << n << ' ' << a;
    }
  }
}

TEST(acceptance_odds, are_a_number_for_all_trunks_and_all_loads) {
  support::random_numbers random(20260304);
  for (int i = 0; i < 200'000; ++i) {
    const double n = random.one_of(3) == 0 ? random.scale(1e-308, 1.0) : random.scale(1e-3, 1e9);
    const double a = random.one_of(3) == 0 ? n * random.uniform(0.9, 1.1)
                                           : std::exp(random.uniform(-744.0, 709.7));
    if (a == 0.0) continue;
    const detail::scaled odds = detail::acceptance_odds(n, a);
    const double blocking = odds.share_of_one();
    const double log = odds.log_of_one_more();
    ASSERT_TRUE(blocking >= 0.0 && blocking <= 1.0) << n << ' ' << a << ": " << blocking;
    ASSERT_TRUE(log >= 0.0 && std::isfinite(log)) << n << ' ' << a << ": " << log;
  }
}

}  // namespace
}  // namespace krarup
