#include <krarup/detail/blocking.hpp>

#include <krarup/queues/erlang_c.hpp>

#include <cmath>
#include <cstddef>
#include <iomanip>
#include <limits>
#include <vector>

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

TEST(erfcx_near_zero, is_right_to_less_than_half_an_epsilon) {
  for (double y = 0.25; y > 1e-9; y *= 0.99) {
    const twofold<double> got = detail::erfcx_near_zero(y);
    const real truth = true_erfcx(y);
    EXPECT_LE(abs(real(got.head) + got.tail - truth) / truth, 0.45 * support::epsilon) << y;
  }
}

TEST(acceptance_odds, keep_their_logarithm_for_more_trunks_than_there_are) {
  support::oracle_quadrature integral;
  for (const double n : {1e14, 3e15, 1e17, 1e18, 1e20, 1e30}) {
    for (const double share : {1e-300, 0.3, 0.5, 0.9, 0.999}) check({n, n * share}, integral);
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
    EXPECT_LE(error_in_epsilons(detail::acceptance_odds(n / 2, n).factor, real(1)), 2);
    EXPECT_LE(error_in_epsilons(detail::acceptance_odds(n, n / 2).exponent,
                                real(n) * (log(real(2)) - real(0.5))),
              2);
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
