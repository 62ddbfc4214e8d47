#include <krarup/detail/wait_moments.hpp>

#include <cmath>
#include <iomanip>
#include <limits>

#include <gtest/gtest.h>

#include "support/oracle.hpp"
#include "support/relative_error.hpp"

namespace krarup::detail {
namespace {

using support::decay_over;
using support::error_in_epsilons;
using support::real;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(lost_share, is_what_the_impatient_lose) {
  for (const double z : {-3.0, -0.5, -0.4, -0.3, -1e-9, 1e-300, 1e-9, 0.05, 0.399, 0.4, 0.401, 1.0,
                         30.0, 700.0, 800.0}) {
    const auto [gone, bend] = decay_over(z);  // 1 - (1 + z) e^-z = z (1 - e^-z) - psi
    EXPECT_LE(error_in_epsilons(lost_share(z, std::exp(-z)), z * gone - bend), 16) << z;
  }
  EXPECT_EQ(lost_share(infinity, 0.0), 1.0);
}

TEST(further, takes_nothing_more_from_who_is_gone) {
  const waits none = further(1e308, 2.0, 0.0, 1e3, -1.0);
  EXPECT_EQ(none.met, 2.0);
  EXPECT_EQ(none.spent, 0.0);
  EXPECT_EQ(none.lost, 0.0);
}

// Means over a stretch of e^(g(x) - k theta x)

struct stretch {
  double n, a, theta, from, to, k;
};

struct true_means {
  real met, spent, lost, kept, patient_wait;  // x, H, L, e^-theta x and x times that
  real log_mass;
};
true_means means_over(const stretch& over, const real& n, const real& a,
                      support::oracle_quadrature& integral) {
  const real theta = over.theta;
  const real end = over.to < infinity ? real(theta * over.to) : support::forever;
  const auto sums = integral(n / theta + over.k, a / theta, theta * over.from, end);
  const real patient_wait = sums.patient_time / sums.all / theta;
  const real spent = sums.lost / sums.all / theta;
  return {sums.time / sums.all / theta, spent,        spent - patient_wait,
          sums.patient / sums.all,      patient_wait, sums.log + log(sums.all / theta)};
}

TEST(moments_between, are_means_and_derivatives_of_means) {
  support::oracle_quadrature integral;
  for (const stretch& over : {
           stretch{14.0, 10.0, 0.6, 0.0, infinity, 0.0},
           {14.0, 10.0, 0.6, 0.0, 0.11, 1.0},
           {14.0, 10.0, 0.6, 0.11, infinity, 0.0},
           {10.0, 12.0, 0.5, 0.0, infinity, 1.0},
           {10.0, 12.0, 0.5, 0.0, 0.1, 0.0},       // before the peak
           {10.0, 12.0, 0.5, 0.5, 2.0, 1.0},       // with the peak
           {10.0, 12.0, 0.5, 1.0, infinity, 0.0},  // beyond it
           {1e3, 1e3 * (1.0 + 1e-9), 1e-4, 0.0, infinity, 0.0},
           {1e6, 1.01e6, 0.01, 0.0, infinity, 0.0},
           {1e6, 1.01e6, 0.01, 0.9, 1.2, 0.0},
           {0.5, 3.0, 2.0, 0.0, infinity, 0.0},
           {0.5, 3.0, 2.0, 0.0, 0.3, 1.0},
           {3.0, 60.0, 1.0, 2.0, 4.0, 0.0},
           {3.0, 60.0, 1.0, 4.0, infinity, 0.0},
           {2.0, 1e12, 0.3, 0.0, 1.0, 0.0},
           {1.0, 1e9, 1.0, 4.0, 5.0, 0.0},  // far below the peak
           {1.0, 1e9, 1.0, 6.0, 12.0, 0.0},
           {50.0, 40.0, 1e-3, 0.2, infinity, 0.0},
       }) {
    const double n = over.n;
    const double a = over.a;
    const double theta = over.theta;
    const double from = over.from;
    const double to = over.to;
    SCOPED_TRACE(testing::Message().operator<<(std::setprecision(17))
                 << n << " agents, " << a << " erlangs, theta " << theta << ", from " << from
                 << " to " << to << ", k " << over.k);
    const wait_moments got = moments_between(n, a, theta, from, to, over.k);
    const true_means all = means_over(over, n, a, integral);
    const double log_ratio = a > n ? std::log(a / n) : 0.0;  // whose rounding places the peak
    const auto expect = [&](double value, const real& expected, const char* what) {
      EXPECT_LE(error_in_epsilons(value, expected), 12 + 2 * log_ratio) << what;
    };
    const real there = exp(-real(theta) * from);
    const auto spent_at = [&](double x) { return real(decay_over(real(theta) * x).gone / theta); };
    const auto lost_at = [&](double x) { return real(spent_at(x) - x * exp(-real(theta) * x)); };
    expect(got.from_start.met, all.met - from, "from start: met");
    expect(got.from_start.spent, all.spent - spent_at(from), "from start: spent");
    expect(got.from_start.lost, all.lost - lost_at(from), "from start: lost");
    expect(got.kept, all.kept / there, "kept");
    expect(got.faded, 1 - all.kept / there, "faded");
    expect(got.patient_wait, (all.patient_wait - from * all.kept) / there, "patient wait");
    if (to < infinity) {
      expect(got.to_end.met, to - all.met, "to end: met");
      expect(got.to_end.spent, spent_at(to) - all.spent, "to end: spent");
      expect(got.to_end.lost, lost_at(to) - all.lost, "to end: lost");
      expect(got.yet_to_fade, (all.kept - exp(-real(theta) * to)) / there, "yet to fade");
    } else {
      EXPECT_EQ(got.to_end.met, 0.0);
      EXPECT_EQ(got.to_end.spent, 0.0);
      EXPECT_EQ(got.to_end.lost, 0.0);
      EXPECT_EQ(got.yet_to_fade, 0.0);
    }
    const double top = log_ratio / theta;
    const real largest = a * spent_at(top) - real(n) * top;  // g
    EXPECT_LE(error_in_epsilons(got.mass, exp(all.log_mass - largest)), 100) << "mass";

    // By n a mean moves by minus its covariance with x, by a by that with H.
    const real step = 1e-20;
    const true_means more_n = means_over(over, n + n * step, a, integral);
    const true_means less_n = means_over(over, n - n * step, a, integral);
    const true_means more_a = means_over(over, n, a + a * step, integral);
    const true_means less_a = means_over(over, n, a - a * step, integral);
    const auto by_n = [&](real true_means::*mean) {
      return real((less_n.*mean - more_n.*mean) / (2 * n * step));
    };
    const auto by_a = [&](real true_means::*mean) {
      return real((more_a.*mean - less_a.*mean) / (2 * a * step));
    };
    const auto covariances = [&](const waits& w, const auto& with, const real& factor,
                                 const char* what) {
      expect(w.met, factor * with(&true_means::met), what);
      expect(w.spent, factor * with(&true_means::spent), what);
      EXPECT_LE(error_in_epsilons(w.lost, factor * with(&true_means::lost)), 40) << what;
    };
    covariances(got.with_met, by_n, 1, "with x");
    covariances(got.with_spent, by_a, 1, "with H");
    covariances(got.with_faded, by_a, theta / there, "with what faded");
  }
}

TEST(moments_between, of_no_stretch_are_none) {
  const wait_moments none = moments_between(14.0, 10.0, 0.6, 0.3, 0.3, 0.0);
  EXPECT_EQ(none.mass, 0.0);
  EXPECT_EQ(none.kept, 0.0);
}

TEST(wait_density, takes_few_nodes) {
  const auto nodes = [](double n, double a, double theta, double from, double to) {
    return wait_density(n, a, theta, from, to).nodes.size();
  };
  EXPECT_EQ(nodes(14.0, 10.0, 0.6, 0.0, 0.1), 20u);  // one panel where little changes
  EXPECT_LE(nodes(14.0, 10.0, 0.6, 0.0, infinity), 80u);
  EXPECT_LE(nodes(10.0, 12.0, 0.5, 0.0, infinity), 100u);
  EXPECT_LE(nodes(1e6, 1.01e6, 0.01, 0.0, infinity), 160u);
  // 40 mean patiences, each four of them a panel; further out it is a mere exponential.
  EXPECT_LE(nodes(5.0, 4.0, 1e5, 0.0, infinity), 280u);
}

TEST(wait_density, takes_no_nodes_where_the_exponent_overflows) {
  EXPECT_TRUE(wait_density(1e-290, 1e146, 1e218, 0.0, infinity).nodes.empty());
}

// Erlang B's integral

TEST(moments_of_blocking, are_the_derivatives_of_its_logarithm) {
  support::oracle_quadrature integral;
  for (const double n : {0.25, 1.5, 14.0, 1e3, 1e6}) {  // of B(n - 1, a)
    for (const double share : {1e-3, 0.5, 1.0, 1.0 + 1e-9, 2.0, 1e3}) {
      const double a = share * n;
      // 1/B(n - 1, a) is a times the integral of e^(a (1 - e^-s) - n s) over s < 0.
      const auto log_of = [&](const real& servers, const real& load) {
        const auto sums = integral(servers, load, -infinity, 0, false);
        return real(sums.log + log(load * sums.all));
      };
      const real step = 1e-20;
      const real by_n = (log_of(n + n * step, a) - log_of(n - n * step, a)) / (2 * n * step);
      const real by_log_a = (log_of(n, a + a * step) - log_of(n, a - a * step)) / (2 * step);
      const blocking_moments got = moments_of_blocking(n, a);
      SCOPED_TRACE(testing::Message() << n << " servers, " << a << " erlangs");
      EXPECT_LE(error_in_epsilons(got.log, by_n), 60);
      EXPECT_LE(error_in_epsilons((n - 1.0) * got.gone, -by_log_a), 60);
      EXPECT_LE(error_in_epsilons(got.still + got.gone, real(1)), 16);
    }
  }
}

}  // namespace
}  // namespace krarup::detail
