// How often Palm's function takes the slow ways to its numbers. Its parts are renamed on their way in
// and counted under their own names; the namespace is renamed as well, since the rest of this program
// has the parts uncounted.
#include <utility>

// NOLINTBEGIN(readability-identifier-naming): the names to be renamed
#define krarup krarup_counted
#define exp_of_minus uncounted_exp_of_minus
#define palm_few uncounted_palm_few
#include <krarup/detail/palm_kernel.hpp>
#undef palm_few
#undef exp_of_minus
#define falling_exponent uncounted_falling_exponent
#include <krarup/detail/falling_exponent.hpp>
#undef falling_exponent
// NOLINTEND(readability-identifier-naming)

namespace krarup::detail {

inline int nodes = 0;
struct falling_exponent {
  double slope;
  double bend;
  double theta;

  template <class Count, class Node>
  void visit(double left, double right, const Count& count, const Node& node) const {
    uncounted_falling_exponent{slope, bend, theta}.visit(
        left, right, count, [&](double value, double u, double decline) {
          ++nodes;
          node(value, u, decline);
        });
  }
};

}  // namespace krarup::detail

// NOLINTNEXTLINE(readability-identifier-naming): likewise
#define palm_quadrature uncounted_palm_quadrature
#include <krarup/detail/palm_integrals.hpp>
#undef palm_quadrature

namespace krarup::detail {

inline int twofold_powers = 0;
inline twofold<double> exp_of_minus(const twofold<double>& z) {
  ++twofold_powers;
  return uncounted_exp_of_minus(z);
}

inline int recursions = 0;
inline palm_parts palm_few(const palm_kernel& far, double x, double y) {
  ++recursions;
  return uncounted_palm_few(far, x, y);
}

inline int quadratures = 0;
struct palm_quadrature : uncounted_palm_quadrature {
  palm_quadrature(double n, double a, double theta) : uncounted_palm_quadrature(n, a, theta) {
    ++quadratures;
  }
};

}  // namespace krarup::detail

#include <krarup/detail/palm.hpp>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"

namespace krarup::detail {
namespace {

struct counts {
  int moment_quadratures = 0;
  int mean_quadratures = 0;
  int twofold_powers = 0;
  int recursions = 0;
};

/// Asks `queues` queues all that there is to ask at one time.
template <class Pick>
counts count(int queues, const Pick& pick) {
  double sum = 0.0;
  counts done;
  twofold_powers = recursions = quadratures = 0;
  for (int i = 0; i < queues; ++i) {
    const auto [n, a, patience, wait] = pick();
    const palm queue(n, a, patience);
    const palm::moment at = queue.at({wait, 0.0});
    sum += at.served_within() + at.lost_within() + at.served_beyond() + at.beyond_of_lost();
    done.moment_quadratures += std::exchange(quadratures, 0);
    sum += queue.mean_wait_of_served() + queue.mean_wait_of_lost() + queue.mean_virtual_wait();
    done.mean_quadratures += std::exchange(quadratures, 0);
  }
  EXPECT_GT(sum, 0.0);
  done.twofold_powers = twofold_powers;
  done.recursions = recursions;
  return done;
}

struct question {
  double n, a, patience, wait;
};

constexpr int queues = 4000;

TEST(palm_work, of_a_quadrature) {
  support::random_numbers random(20260404);
  nodes = 0;
  double sum = 0.0;
  for (int i = 0; i < queues; ++i) {
    const double n = random.scale(1.0, 3000.0);
    const palm_quadrature queue(n, n * random.uniform(0.5, 1.6), random.scale(1e-3, 10.0));
    sum += queue.mean_wait_of_lost();
  }
  EXPECT_GT(sum, 0.0);
  EXPECT_LE(nodes, 275 * queues);
}

TEST(palm_work, of_a_contact_centre) {
  support::random_numbers random(20260401);
  const counts done = count(queues, [&]() -> question {
    const double n = random.scale(1.0, 3000.0);
    const double patience = random.scale(8.0 / n, 50.0);
    return {n, n * random.uniform(0.5, 1.6), patience, random.scale(1e-3, 1.0)};
  });
  EXPECT_LE(done.moment_quadratures, 0.025 * queues);
  EXPECT_LE(done.mean_quadratures, 0.6 * queues);  // where most of what is waited is answered
  EXPECT_LE(done.twofold_powers, 0.025 * queues);
  EXPECT_EQ(done.recursions, 0);
}

TEST(palm_work, of_few_agents_of_short_patience) {
  support::random_numbers random(20260402);
  const counts done = count(queues, [&]() -> question {
    const double patience = random.scale(1e-3, 0.5);
    return {random.uniform(0.5, 8.0) / patience, random.uniform(0.1, 99.0) / patience, patience,
            random.scale(1e-3, 1.0)};
  });
  EXPECT_LE(done.moment_quadratures, 0.025 * queues);
  EXPECT_LE(done.mean_quadratures, 0.002 * queues);
  EXPECT_EQ(done.twofold_powers, 0);
  EXPECT_EQ(done.recursions, 2 * queues);  // for all waits, and for those beyond a time
}

TEST(palm_work, of_few_agents_under_any_load) {
  support::random_numbers random(20260403);
  const counts done = count(queues, [&]() -> question {
    const double patience = random.scale(1e-3, 0.5);
    return {random.uniform(0.5, 8.0) / patience, random.scale(103.0, 1e9) / patience, patience,
            random.scale(1e-6, 0.01)};
  });
  EXPECT_EQ(done.moment_quadratures, 0);
  EXPECT_EQ(done.mean_quadratures, 0);
  EXPECT_EQ(done.twofold_powers, 0);
  EXPECT_EQ(done.recursions, 0);
}

}  // namespace
}  // namespace krarup::detail
