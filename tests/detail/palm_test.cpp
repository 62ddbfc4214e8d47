#include <krarup/detail/palm.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using detail::palm_kernel;
using detail::palm_parts;
using detail::palm_side;
using detail::twofold;
using support::error_in_epsilons;
using support::forever;
using support::oracle_integral;
using support::real;

double below(double x) {
  return std::nextafter(x, 0.0);
}
double above(double x) {
  return std::nextafter(x, std::numeric_limits<double>::infinity());
}

TEST(palm, shares_of_the_patient_are_right_to_the_last_places) {
  std::vector<double> waits;
  for (double z = 1e-18; z < 690.0; z *= 1.07) waits.push_back(z);
  for (const double seam : {0.25, 1.0}) {
    for (const double z : {0.96 * seam, below(seam), seam, above(seam), 1.04 * seam}) {
      waits.push_back(z);
    }
  }
  for (const double z : waits) {
    SCOPED_TRACE(z);
    const support::decay truth = support::decay_over(z);
    const double gone = detail::share_gone(z);
    EXPECT_LE(error_in_epsilons(gone, truth.gone), 1.5);
    EXPECT_LE(error_in_epsilons(detail::share_bend(z, gone), truth.psi), z > 0.25 ? 9.0 : 1.5);
    const double tail = 0.4 * support::epsilon * z;
    const real stays = exp(-(real(z) + tail));
    EXPECT_LE(error_in_epsilons(detail::share_staying({z, tail}, gone), stays), 1);
    const twofold<double> both = detail::exp_of_minus({z, tail});
    EXPECT_LE(abs(real(both.head) + both.tail - stays) / stays, 1.3e-21);
  }
}

TEST(palm_fall, is_right_to_the_last_places) {
  for (const double x : {8.0, 1e3}) {
    for (double s = -0.999; s < 1.0; s += 0.003) {
      SCOPED_TRACE(s);
      const double d = x * (1 + s) / (1 - s) - x;
      const real mu = real(d) / x;
      EXPECT_LE(error_in_epsilons(detail::palm_fall(x, x + d, d), real(x * (mu - log(1 + mu)))),
                std::abs(s) > 0.3 ? 4.0 : 1.5);
    }
  }
}

struct kernel_point {
  double x, y;
};

std::vector<kernel_point> kernel_points() {
  std::vector<kernel_point> points;
  for (const double x : {8.0, 9.3, 20.0, below(128.0), 128.0, 1000.0, 1e6, 1e10}) {
    for (const double ratio : {1e-3, 0.05, 0.165, 0.175, 0.25, 0.4,  0.54, 0.56, 0.7,   0.9,
                               1.1,  1.4,  1.64,  1.66,  2.2,  2.95, 3.05, 5.0,  100.0, 1e9}) {
      points.push_back({x, ratio * x});
    }
    for (const double ratio : {0.17, 0.55, 1.65, 3.0}) {
      const double y = ratio * x;
      for (const double near : {below(y), y, above(y)}) points.push_back({x, near});
    }
    for (const double root : {0.01, 0.24, 0.26, 0.98, 1.02, 3.0, 6.0}) {
      for (const double z : {-root, root}) {
        const double y = x + z * std::sqrt(2 * x);
        if (y > 0.0) points.push_back({x, y});
      }
    }
  }
  return points;
}

TEST(palm_kernel, is_right_on_every_seam) {
  support::oracle_quadrature integral;
  for (const auto& [x, y] : kernel_points()) {
    SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
                 << "x " << x << ", y " << y << ", " << y / x);
    const double d = y - x;
    const palm_kernel kernel(x, y);
    const auto check = [&](const palm_side& got, const real& f) {
      EXPECT_LE(error_in_epsilons(got.f, f), 6);
      EXPECT_LE(error_in_epsilons(got.k, real(1 - abs(real(y) - x) / x * f)), 5);
    };
    if (y >= x) {
      const oracle_integral before = integral(x, y, -forever, 0, false);
      const real f = x * exp(before.log) * before.all;
      check(kernel.side(y, d, detail::palm_fall(x, y, d)), f);
    } else {
      const oracle_integral sums = integral(x, y, 0, forever);
      const real scale = x * exp(sums.log);
      const palm_parts got = kernel.below(y, d);
      EXPECT_LE(error_in_epsilons(got.whole, real(scale * sums.all)), 6);
      EXPECT_LE(error_in_epsilons(got.served, real(scale * sums.patient)), 8);
      EXPECT_LE(error_in_epsilons(got.lost, real(scale * sums.lost)), 5);
      if (y >= 0.17 * x) {
        check(kernel.side(y, d, detail::palm_fall(x, y, d)), real(scale * sums.all));
      }
    }
  }
}

struct point {
  double n, a, patience, t;
};

twofold<double> mean_patiences(const point& p) {
  const double quotient = p.t / p.patience;
  const twofold<double> back = detail::two_product(quotient, p.patience);
  return {quotient, ((p.t - back.head) - back.tail) / p.patience};
}

TEST(palm, moments_are_right_where_the_ways_to_them_meet) {
  support::oracle_quadrature integral;
  for (const point& p : {
           point{73.3, 2e181, 7.6e-6, 2.8e-4},             // long after all but e^-37 hung up
           point{89557.6, 3e135, 19545.8, 726028.0},       // the same for many agents
           point{93769.6, 4321587.0, 8.783e-5, 6.257e-3},  // as far beyond the peak as 0 is below
           point{34.3708, 1.555e258, 0.23275, 137.55},     // more load than time can tell apart
       }) {
    SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
                 << p.n << " agents, " << p.a << " erlangs, patience " << p.patience << ", within "
                 << p.t);
    const support::erlang_a_oracle truth(p.n, p.a, p.patience, integral);
    const auto within = truth.until(p.t);
    const detail::palm queue(p.n, p.a, p.patience);
    const detail::palm::moment at = queue.at(mean_patiences(p));
    EXPECT_LE(error_in_epsilons(at.served_within(), within.answered), 2200);
    EXPECT_LE(error_in_epsilons(at.virtual_within(), within.virtual_wait), 2200);
    EXPECT_LE(error_in_epsilons(at.lost_within(), within.abandoned), 2200);
    EXPECT_LE(error_in_epsilons(at.virtual_beyond(), within.virtual_beyond), 2200);
    EXPECT_LE(error_in_epsilons(at.beyond(), within.beyond), 2200);
    EXPECT_LE(error_in_epsilons(at.served_beyond(), within.answered_beyond), 2200);
    const real lost_beyond = truth.abandon() - within.abandoned;
    if (lost_beyond > 1e-60) {
      EXPECT_LE(error_in_epsilons(at.beyond_of_lost(), real(lost_beyond / truth.abandon())), 2200);
    }
  }
}

// As n goes to 0, ln y - ln U of an exponential U: ln y and Euler's constant.
TEST(palm, knows_the_mean_wait_of_the_answered_next_to_no_agents) {
  const double euler = 0.57721566490153286;
  for (const double a : {1e30, 1e200, 1e300}) {
    EXPECT_LE(error_in_epsilons(detail::palm(1e-300, a, 1.0).mean_wait_of_served(),
                                real(log(real(a)) + euler)),
              4)
        << a;
  }
}

}  // namespace
}  // namespace krarup
