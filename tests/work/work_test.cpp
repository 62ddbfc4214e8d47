// How often the solvers evaluate their kernels. The kernels are renamed on their way in and counted
// under their own names, which nothing else in this program may include: hence a room of its own.
#include <boost/math/special_functions/gamma.hpp>

// NOLINTNEXTLINE(readability-identifier-naming): the name to be renamed
#define acceptance_odds uncounted_acceptance_odds
#include <krarup/detail/blocking.hpp>
#undef acceptance_odds

namespace krarup::detail {
inline int odds_evaluated = 0;
inline scaled acceptance_odds(double n, double a) {
  ++odds_evaluated;
  return uncounted_acceptance_odds(n, a);
}
}  // namespace krarup::detail

// NOLINTNEXTLINE(readability-identifier-naming): likewise
#define rough_lower_ratio uncounted_rough_lower_ratio
#include <krarup/detail/normal.hpp>
#undef rough_lower_ratio

namespace krarup::detail {
inline int guesses_refined = 0;
template <class Real>
Real rough_lower_ratio(const Real& b) {
  ++guesses_refined;
  return uncounted_rough_lower_ratio<Real>(b);
}
}  // namespace krarup::detail

// NOLINTNEXTLINE(readability-identifier-naming): likewise
#define palm uncounted_palm
#include <krarup/detail/palm.hpp>
#undef palm

namespace krarup::detail {
inline int queues_evaluated = 0;
inline int waits_looked_at = 0;
struct palm : uncounted_palm {
  palm(double n, double a, double theta) : uncounted_palm(n, a, theta) { ++queues_evaluated; }
  [[nodiscard]] moment at(const twofold<double>& wait) const {
    ++waits_looked_at;
    return uncounted_palm::at(wait);
  }
};
}  // namespace krarup::detail

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"

namespace krarup {
namespace {

/// Evaluations per problem.
struct work {
  int problems = 0;
  int all = 0;
  int most = 0;

  template <class Solve>
  void count(int& evaluations, const Solve& solve) {
    evaluations = 0;
    solve();
    ++problems;
    all += evaluations;
    most = std::max(most, evaluations);
  }
  [[nodiscard]] double mean() const { return static_cast<double>(all) / problems; }
};

constexpr int problems = 20'000;

double any_level(support::random_numbers& random) {
  switch (random.one_of(6)) {
    case 0:
      return random.scale(1e-12, 1.0);
    case 1:
    case 2:
      return 1.0 - random.scale(1e-15, 1.0);
    default:
      return random.uniform(0.01, 0.99);
  }
}

double any_time(support::random_numbers& random) {
  return random.one_of(5) == 0 ? 0.0 : random.scale(1e-8, 1e4);
}

TEST(work, erlang_b) {
  support::random_numbers random(20260201);
  work done;
  for (int i = 0; i < problems; ++i) {
    const double load = random.scale(1e-6, 1e7);
    const double blocking = i % 2 == 0 ? random.uniform(0.001, 0.999) : random.scale(1e-12, 1.0);
    done.count(detail::odds_evaluated,
               [&] { (void)trunks_required(loss_system(erlangs(load)), blocking); });
  }
  EXPECT_LE(done.mean(), 0.5);  // small loads are counted up
  EXPECT_LE(done.most, 12);
}

TEST(work, of_a_guess_of_trunks) {
  support::random_numbers random(20260205);
  work done;
  for (int i = 0; i < problems; ++i) {
    const double load = random.scale(64.0, 1e7);
    const double blocking = random.scale(1e-12, 1.0) / std::sqrt(load);
    done.count(detail::guesses_refined, [&] { (void)detail::likely_trunks(load, blocking); });
  }
  EXPECT_LE(done.mean(), 1.4);
  EXPECT_LE(done.most, 4);
}

TEST(work, erlang_b_of_more_trunks_than_a_guess_hits) {
  support::random_numbers random(20260204);
  work done;
  for (int i = 0; i < problems; ++i) {
    const double load = random.scale(1e9, 1e11);
    const double blocking = i % 2 == 0 ? random.uniform(0.001, 0.999) : random.scale(1e-12, 1.0);
    done.count(detail::odds_evaluated,
               [&] { (void)trunks_required(loss_system(erlangs(load)), blocking); });
  }
  EXPECT_LE(done.mean(), 1.95);
  EXPECT_LE(done.most, 15);
}

TEST(work, erlang_c) {
  support::random_numbers random(20260202);
  work level;
  work joint;
  for (int i = 0; i < problems; ++i) {
    const erlang_c queue{.arrival_rate = rate::per_second(random.scale(1e-6, 1e7)),
                         .average_handle_time = duration(1)};
    service_target target{.service_level = any_level(random),
                          .answer_within = duration(any_time(random))};
    level.count(detail::odds_evaluated, [&] { (void)agents_required(queue, target); });
    target.average_speed_of_answer = duration(random.scale(1e-4, 10.0));
    target.occupancy = random.uniform(0.5, 1.0);
    joint.count(detail::odds_evaluated, [&] { (void)agents_required(queue, target); });
  }
  EXPECT_LE(level.mean(), 0.6);  // small loads are counted up
  EXPECT_LE(level.most, 16);
  EXPECT_LE(joint.mean(), 2.0);
  EXPECT_LE(joint.most, 40);
}

TEST(work, erlang_a) {
  support::random_numbers random(20260203);
  work level;
  work joint;
  for (int i = 0; i < problems; ++i) {
    const erlang_a queue{.arrival_rate = rate::per_second(random.scale(1e-6, 1e7)),
                         .average_handle_time = duration(1),
                         .average_patience = duration(random.scale(1e-6, 1e6))};
    const double time = any_time(random);
    service_target target{
        .service_level = any_level(random),
        .answer_within = duration(time),
        .definition = time == 0.0 ? service_level_definition::offered
                                  : static_cast<service_level_definition>(random.one_of(7)),
        .short_abandon = duration(time == 0.0 ? 1.0 : time * random.uniform(0.01, 1.0))};
    level.count(detail::queues_evaluated, [&] { (void)agents_required(queue, target); });
    target.probability_of_abandonment = random.scale(1e-4, 1.0);
    target.occupancy = random.uniform(0.5, 1.0);
    joint.count(detail::queues_evaluated, [&] { (void)agents_required(queue, target); });
  }
  EXPECT_LE(level.mean(), 5.0);
  EXPECT_LE(level.most, 40);
  EXPECT_LE(joint.mean(), 3.0);
  EXPECT_LE(joint.most, 48);
}

TEST(work, erlang_a_quantiles) {
  support::random_numbers random(20260206);
  work done;
  for (int i = 0; i < 2'000; ++i) {
    const double load = random.scale(0.1, 1e4);
    const erlang_a queue{.arrival_rate = rate::per_second(load),
                         .average_handle_time = duration(1),
                         .average_patience = duration(random.scale(0.1, 1e2))};
    const agents n = fractional_agents(load * random.uniform(0.5, 1.1));
    done.count(detail::waits_looked_at,
               [&] { (void)wait_quantile(queue, n, random.uniform(0.5, 0.999)); });
  }
  EXPECT_LE(done.mean(), 15.0);
  EXPECT_LE(done.most, 40);
}

}  // namespace
}  // namespace krarup
