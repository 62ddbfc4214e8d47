#include <krarup/detail/palm.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <limits>
#include <ostream>
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
  for (const double x : {8.0, 9.3, 20.0, below(128.0), 128.0, 1e4, 1e10}) {
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
  for (const kernel_point& p : kernel_points()) {
    const double x = p.x;
    const double y = p.y;
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
      EXPECT_LE(error_in_epsilons(got.served, real(scale * sums.patient)), y < 0.55 * x ? 2.5 : 8);
      EXPECT_LE(error_in_epsilons(got.lost, real(scale * sums.lost)), 5);
      if (y >= 0.17 * x) {
        check(kernel.side(y, d, detail::palm_fall(x, y, d)), real(scale * sums.all));
      }
    }
  }
}

TEST(palm_few, is_right_below_eight) {
  support::oracle_quadrature integral;
  for (const double x : {1e-9, 0.01, 0.5, below(1.0), 1.0, 3.0, 6.9, 7.3, below(8.0)}) {
    for (const double y : {1e-300, 1e-3, 0.2, 1.0, 1.4, 4.0, 7.0, 8.0, 8.3, 13.0, 25.0, 100.0}) {
      SCOPED_TRACE(testing::Message() << "x " << x << ", y " << y);
      const oracle_integral sums = integral(x, y, 0, forever);
      const real scale = x * exp(sums.log);
      const palm_parts got = detail::palm_few(palm_kernel(x + std::ceil(8 - x), y), x, y);
      const double epsilons = y > 8.0 ? 0.7 * y : 4.0;  // of e^y
      EXPECT_LE(error_in_epsilons(got.whole, real(scale * sums.all)), epsilons);
      EXPECT_LE(error_in_epsilons(got.served, real(scale * sums.patient)), epsilons);
      EXPECT_LE(error_in_epsilons(got.lost, real(scale * sums.lost)), epsilons);
    }
  }
}

struct queue_point {
  double n, a, patience;
};

std::ostream& operator<<(std::ostream& out, const queue_point& p) {
  return out << std::setprecision(17) << p.n << " agents, " << p.a << " erlangs, patience "
             << p.patience;
}

// One way for all ranges: the witness of the closed forms is compared with the same integrals.
TEST(palm_quadrature, is_right_in_every_regime) {
  support::oracle_quadrature integral;
  for (const queue_point& p :
       {queue_point{0.5, 0.7, 1.0}, queue_point{10, 9, 2.0}, queue_point{10, 10, 1e-3},
        queue_point{10, 10, 1e6}, queue_point{10, 11, 0.4}, queue_point{10, 25, 30.0},
        queue_point{100, 60, 5.0}, queue_point{1000, 10, 1.0}, queue_point{3000, 3100, 3.0},
        queue_point{3000, 1e6, 1e-2}, queue_point{2e5, 2.0001e5, 1e4}}) {
    const support::erlang_a_oracle truth(p.n, p.a, p.patience, integral);
    const detail::palm_quadrature queue(p.n, p.a, 1.0 / p.patience);
    const auto expect = [&](const char* what, double got, const real& expected) {
      EXPECT_LE(error_in_epsilons(got, expected), 1500) << what << ", " << p;
    };
    const auto all = queue.all();
    const auto patient = queue.patient_between(0.0, detail::infinity);
    expect("busy", queue.busy(), truth.wait());
    expect("wait", all.mass, truth.wait());
    expect("lost", all.impatient, truth.abandon());
    expect("virtual wait", all.time, truth.mean_virtual_wait());
    expect("answered", queue.idle() + patient.mass, truth.answered());
    expect("wait of answered", patient.time, truth.mean_wait_answered() * truth.answered());
    expect("wait of lost", queue.mean_wait_of_lost(), truth.mean_wait_abandoned());
    const double peak = p.a > p.n ? p.patience * std::log(p.a / p.n) : 0.0;
    const double width = std::min(std::sqrt(p.patience / p.n), 1.0 / std::abs(p.n - p.a));
    for (const double t :
         {0.5 * peak, peak, peak + 1e-3 * width, peak + width, peak + 30.0 * width}) {
      SCOPED_TRACE(t);
      const auto within = truth.until(t);
      const auto early = queue.between(0.0, t);
      const auto late = queue.between(t, detail::infinity);
      const real gone = support::decay_over(real(t) / p.patience).gone;
      if (t > 0.0) {
        expect("early", queue.idle() + early.mass, within.virtual_wait);
        expect("early answered", queue.idle() + queue.patient_between(0.0, t).mass,
               within.answered);
        expect("early lost", early.impatient + static_cast<double>(gone) * late.mass,
               within.abandoned);
      }
      expect("late", late.mass, within.virtual_beyond);
      expect("late answered", queue.patient_between(t, detail::infinity).mass,
             within.answered_beyond);
    }
  }
}

TEST(palm_quadrature, has_nothing_where_the_density_is_below_a_double) {
  for (const auto& [n, a, patience] :
       {queue_point{1e-6, 1.7e308, 1e6}, queue_point{1e-300, 1e300, 1e200}}) {
    const detail::palm_quadrature queue(n, a, 1.0 / patience);
    for (const auto& early :
         {queue.waiting_between(1000.0, 2000.0), queue.patient_waiting_between(1000.0, 2000.0)}) {
      EXPECT_EQ(early.mass, 0.0);
      EXPECT_EQ(early.impatient, 0.0);
      EXPECT_EQ(early.time, 0.0);
    }
  }
}

// After 100 mean patiences nobody comes any more: n agents work off what there is.
TEST(palm_quadrature, falls_like_a_line_where_all_have_given_up) {
  for (const double hour : {1.0, 64.0}) {  // whatever the unit of time
    const real n = 10.0 / hour, a = 0.001 / hour, theta = 10.0 / hour;
    const detail::palm_quadrature queue(static_cast<double>(n), static_cast<double>(a),
                                        static_cast<double>(theta));
    const real from = 10.0 * hour, to = 10.05 * hour;
    const auto integrals =
        queue.patient_waiting_between(static_cast<double>(from), static_cast<double>(to));
    const real rate = n + theta;
    const real mass = exp(a / theta) * (exp(-rate * from) - exp(-rate * to)) / rate;
    EXPECT_LE(error_in_epsilons(integrals.mass, mass), 200);
    EXPECT_LE(error_in_epsilons(integrals.impatient, mass), 200);
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
  struct known {
    point at;
    double epsilons;  // at most thrice what is reached
  };
  for (const auto& [p, epsilons] : {
           known{{73.3, 2e181, 7.6e-6, 2.8e-4}, 20},        // after all but e^-37 hung up
           known{{89557.6, 3e135, 19545.8, 726028.0}, 20},  // the same for many agents
           known{
               {2788.0429551512525, 1.6130526836191885e226, 2789.3351518790155, 1430731.6273343023},
               20},                                                // after all but e^-513
           known{{93769.6, 4321587.0, 8.783e-5, 6.257e-3}, 1000},  // as far below the peak as 0 is
           known{{34.3708, 1.555e258, 0.23275, 137.55}, 200},      // for nearly nobody
           known{{24.04, 9.04e288, 0.01343, 9.759}, 20},           // when e^-t is next to no double
           known{{0.50014687852916551, 0.69533877230065499, 695.763548710937, 695.763548710937},
                 250},                                            // after one mean patience
           known{{123630.5, 486866.1, 1.9616e-4, 8.874e-8}, 20},  // before the density has risen
           known{{17.581247711653035, 32.719983783182983, 15.63596613191986, 0.071218272201949789},
                 20},  // when it has by e
           known{{352827.3438301718, 5.496942923430704e228, 2.3345341628645858e-5,
                  0.011933530688889036},
                 20},                                       // at the peak, from far away
           known{{2.0, 1000.0, 0.1, 0.3689}, 200},          // y is 100
           known{{4.0, 0.2, 2.0, 1e-3}, 20},                // x is 8
           known{{74.0, 0.0013627, 73383.9, 18331.2}, 20},  // P(wait) is 1e-290
       }) {
    SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
                 << p.n << " agents, " << p.a << " erlangs, patience " << p.patience << ", within "
                 << p.t);
    const support::erlang_a_oracle truth(p.n, p.a, p.patience, integral);
    const auto within = truth.until(p.t);
    const detail::palm queue(p.n, p.a, p.patience);
    const detail::palm::moment at = queue.at(mean_patiences(p));
    EXPECT_LE(error_in_epsilons(at.served_within(), within.answered), epsilons);
    EXPECT_LE(error_in_epsilons(at.virtual_within(), within.virtual_wait), epsilons);
    EXPECT_LE(error_in_epsilons(at.lost_within(), within.abandoned), epsilons);
    EXPECT_LE(error_in_epsilons(at.virtual_beyond(), within.virtual_beyond), epsilons);
    EXPECT_LE(error_in_epsilons(at.beyond(), within.beyond), epsilons);
    EXPECT_LE(error_in_epsilons(at.served_beyond(), within.answered_beyond), epsilons);
    const real lost_beyond = truth.abandon() - within.abandoned;
    if (lost_beyond > 1e-60) {
      EXPECT_LE(error_in_epsilons(at.beyond_of_lost(), real(lost_beyond / truth.abandon())),
                epsilons);
    }
    EXPECT_LE(error_in_epsilons(queue.mean_wait_of_served(), truth.mean_wait_answered()), 20);
    EXPECT_LE(error_in_epsilons(queue.mean_wait_of_lost(), truth.mean_wait_abandoned()), 20);
    EXPECT_LE(error_in_epsilons(queue.mean_virtual_wait(), truth.mean_virtual_wait()), 20);
  }
}

TEST(palm, beyond_no_time_is_everything_and_beyond_all_time_nothing) {
  for (const queue_point& p :
       {queue_point{2.0, 1.5, 1.0}, queue_point{3.3, 7.7, 2.0}, queue_point{2.0, 1e3, 1.0},
        queue_point{20.0, 12.3, 3.0}, queue_point{20.0, 31.7, 3.0}, queue_point{1e5, 1.1e5, 7.0},
        queue_point{10.0, 9.0, 1e295}, queue_point{10.0, 12.0, 1e295}}) {
    SCOPED_TRACE(testing::Message() << p);
    const detail::palm queue(p.n, p.a, p.patience);
    const detail::palm::moment now = queue.at({0.0, 0.0});
    EXPECT_EQ(now.served_within(), queue.idle());
    EXPECT_EQ(now.virtual_within(), queue.idle());
    EXPECT_EQ(now.lost_within(), 0.0);
    EXPECT_EQ(now.beyond(), queue.waiting().whole);
    EXPECT_EQ(now.virtual_beyond(), queue.waiting().whole);
    EXPECT_EQ(now.served_beyond(), queue.waiting().served);
    EXPECT_EQ(now.beyond_of_lost(), 1.0);
    const detail::palm::moment never = queue.at({detail::infinity, 0.0});
    EXPECT_EQ(never.served_within(), queue.answered());
    EXPECT_EQ(never.virtual_within(), queue.idle() + queue.waiting().whole);
    EXPECT_EQ(never.lost_within(), queue.waiting().lost);
    EXPECT_EQ(never.virtual_beyond(), 0.0);
    EXPECT_EQ(never.served_beyond(), 0.0);
    EXPECT_EQ(never.beyond_of_lost(), 0.0);
  }
}

struct within_and_beyond {
  real served_within, virtual_within, lost_within, virtual_beyond, served_beyond, beyond_of_lost;
};

void check(const queue_point& p, const twofold<double>& wait, const within_and_beyond& truth,
           double epsilons) {
  SCOPED_TRACE(testing::Message() << p << ", within " << wait.head << " mean patiences");
  const detail::palm queue(p.n, p.a, p.patience);
  const detail::palm::moment at = queue.at(wait);
  if (truth.served_within > 0) {
    EXPECT_LE(error_in_epsilons(at.served_within(), truth.served_within), epsilons);
  }
  EXPECT_LE(error_in_epsilons(at.virtual_within(), truth.virtual_within), epsilons);
  EXPECT_LE(error_in_epsilons(at.lost_within(), truth.lost_within), epsilons);
  EXPECT_LE(error_in_epsilons(at.virtual_beyond(), truth.virtual_beyond), epsilons);
  EXPECT_LE(error_in_epsilons(at.served_beyond(), truth.served_beyond), epsilons);
  EXPECT_LE(error_in_epsilons(at.beyond_of_lost(), truth.beyond_of_lost), epsilons);
}

// The laws that V tends to: Erlang C's below n; half a normal law of variance p/n at n; the point
// p ln(a/n) above it, seen from either side.
TEST(palm, knows_what_lies_within_a_time_under_endless_patience) {
  const double n = 10.0;
  const auto expect_means = [&](double load, double p, const real& served, const real& lost) {
    SCOPED_TRACE(load);
    const detail::palm queue(n, load, p);
    EXPECT_LE(error_in_epsilons(queue.mean_wait_of_served(), served), 20);
    EXPECT_LE(error_in_epsilons(queue.mean_wait_of_lost(), lost), 20);
  };
  for (const double p : {1e100, 1e200, 1e289, 1e291, 1e295, 1e300, 1.7e307}) {
    double blocked = 1.0;
    for (double k = 1.0; k <= n; k += 1.0) blocked = 5.0 * blocked / (k + 5.0 * blocked);
    const real c = n * blocked / (n - 5.0 * (1.0 - real(blocked)));
    const double t = 0.3;
    const real late = exp(-(real(n) - 5.0) * t);
    check({n, 5.0, p}, mean_patiences({n, 5.0, p, t}),
          {1 - c * late, 1 - c * late, c * (1 - late) / 5 / p, c * late, c * late, late}, 100);

    expect_means(5.0, p, c / 5, real(1) / 5);

    const double half_t = std::sqrt(p / n);
    const real sigma = sqrt(real(p) / n);
    const real z = half_t / sigma;
    const real beyond = boost::math::erfc(static_cast<long double>(z / sqrt(real(2))));
    const real mean = sigma * sqrt(2 / acos(real(-1)));
    const real rest = mean * exp(-z * z / 2) - half_t * beyond;  // of the wait, beyond t
    check({n, n, p}, mean_patiences({n, n, p, half_t}),
          {1 - beyond, 1 - beyond, (mean - rest) / p, beyond, beyond, rest / mean}, 200);
    expect_means(n, p, mean, sigma * sigma / (2 * mean));

    for (const double load : {10.007, 12.0, 40.0}) {
      const double v = std::log(load / n);
      const real idle = real(n) / load;
      const real exact = log(real(load) / n);
      expect_means(load, p, exact * p, (1 - exact * idle / (1 - idle)) * p);
      const real gone = support::decay_over(real(0.9 * v)).gone;
      check({n, load, p}, {0.9 * v, 0.0}, {0, 0, gone, 1, idle, (1 - gone - idle) / (1 - idle)},
            100);
      check({n, load, p}, {1.1 * v, 0.0}, {idle, 1, 1 - idle, 0, 0, 0}, 100);
    }
  }
}

// V is ln y - ln U of an exponential U where n patience is 1.
TEST(palm, knows_what_lies_within_a_time_under_more_load_than_a_double) {
  for (const queue_point& p : {queue_point{1.0, 1e280, 1.0}, queue_point{1.0, 1e295, 1.0},
                               queue_point{1e-5, 1e304, 1e5}, queue_point{4.0, 1e308, 0.25}}) {
    const double log_y = std::log(p.a) + std::log(p.patience);
    const detail::palm queue(p.n, p.a, p.patience);
    const real mean = log(real(p.a)) + log(real(p.patience)) - 0.42278433509846714;  // psi(2)
    if (p.n < 4.0) {
      EXPECT_LE(error_in_epsilons(queue.mean_wait_of_served(), real(mean * p.patience)), 4) << p;
    }
    for (const double more : {-450.0, -201.0, -199.0, -3.0, 0.25, 2.0, 36.0}) {
      const double z = log_y + more;
      const real y = real(p.a) * p.patience;
      const real u = y * exp(-real(z));
      const real none = exp(-u);  // of U lies below u
      const real some = support::decay_over(u).gone;
      const real answers = 1 - (1 + u) * none;
      check(p, {z, 0.0}, {0, none, 1, some, answers / y, (u * some - answers) / y}, 100);
      EXPECT_LE(abs(queue.at({z, 0.0}).served_within() * y - (1 - answers)), 1e-13) << p << more;
    }
  }
}

TEST(palm, tells_when_those_hang_up_who_are_fewer_than_a_double_tells) {
  for (const double p : {1e285, 1e292, 1e302}) {
    const detail::palm queue(1e6, 9e5, p);
    const detail::palm::moment at = queue.at({2e-5 / p, 0.0});
    EXPECT_LE(error_in_epsilons(at.beyond_of_lost(), real(exp(real(-2)))), 200) << p;
  }
}

// Erlang C's waits, the longer the likelier to be given up in.
TEST(palm_quadrature, knows_the_mean_wait_of_the_lost_of_endless_patience) {
  EXPECT_LE(error_in_epsilons(detail::palm_quadrature(1e6, 9e5, 2.5e-308).mean_wait_of_lost(),
                              real(1) / 100000),
            20);
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
