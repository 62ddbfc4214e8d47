#include <krarup/queues/observed_patience.hpp>

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

TEST(observed_patience, published_median) {
  EXPECT_NEAR(average_patience_from_median(120s).count(), 173.12, 5e-3);
  EXPECT_NEAR(median_patience_from_average(average_patience_from_median(120s)).count(), 120.0,
              1e-12);
}

TEST(observed_patience, total_wait_over_abandonments) {
  EXPECT_EQ(average_patience(3600s, contacts(12)), 300s);
  EXPECT_EQ(average_patience(3600s, contacts(0.5)), 2h);
  EXPECT_THROW((void)average_patience(3600s, contacts(0)), std::domain_error);
  EXPECT_THROW((void)average_patience(0s, contacts(3)), std::domain_error);
}

TEST(patience_from_abandonment, is_the_inverse_of_the_abandonment) {
  const rate arrivals = contacts(100) / 30min;
  for (int n : {10, 12, 14, 20}) {
    for (duration patience : {10s, 120s, 300s, 3600s}) {
      const erlang_a queue{arrivals, 180s, patience};
      const auto found =
          patience_from_abandonment(arrivals, 180s, n, probability_of_abandonment(queue, n));
      ASSERT_TRUE(found) << n;
      EXPECT_NEAR(*found / patience, 1.0, 1e-9) << n;
    }
  }
}

TEST(patience_from_abandonment, answers_for_any_handle_time) {
  for (const double handle_time : {1e-320, 1e-290, 1e290, 1e308}) {
    const rate arrivals = rate::per_second(std::min(10.0 / handle_time, 1e308));
    const auto found = patience_from_abandonment(arrivals, duration(handle_time), 12, 0.0427);
    EXPECT_EQ(found.has_value(), handle_time > 1e-320) << handle_time;  // else next to no load
  }
}

TEST(patience_from_abandonment, says_when_no_patience_explains_it) {
  const rate arrivals = contacts(100) / 30min;
  // 8 agents carry at most 8 of 10 erlangs; 12 agents lose at most what Erlang B blocks, 11.97 %.
  EXPECT_EQ(patience_from_abandonment(arrivals, 180s, 8, 0.19).why(), unreachable::below_floor);
  EXPECT_TRUE(patience_from_abandonment(arrivals, 180s, 8, 0.21));
  EXPECT_EQ(patience_from_abandonment(arrivals, 180s, 12, 0.1198).why(), unreachable::below_floor);
  EXPECT_TRUE(patience_from_abandonment(arrivals, 180s, 12, 0.1197));
  EXPECT_FALSE(patience_from_abandonment(arrivals, 180s, 12, 0.0));
  // The ends are what no patience shows: half of twice the load.
  EXPECT_EQ(patience_from_abandonment(arrivals, 180s, 5, 0.5).why(), unreachable::below_floor);
  // Patience is looked for from 1e-20 to 1e20 handle times.
  for (const double log_patience : {-46.0, 46.5}) {
    const erlang_a queue{rate::per_second(10), 1s, duration(std::exp(log_patience))};
    EXPECT_EQ(
        patience_from_abandonment(queue.arrival_rate, 1s, 12, probability_of_abandonment(queue, 12))
            .why(),
        unreachable::below_floor)
        << log_patience;
  }
  EXPECT_EQ(
      patience_from_abandonment(contacts(10) / duration(1e300), duration(1e300), 12, 1e-18).why(),
      unreachable::beyond_numbers);
  // Without agents every patience shows 100 %, without contacts none shows anything.
  EXPECT_EQ(patience_from_abandonment(arrivals, 180s, 0, 0.5).why(), unreachable::below_floor);
  EXPECT_EQ(patience_from_abandonment(contacts(0) / 30min, 180s, 12, 0.1).why(),
            unreachable::below_floor);
}

}  // namespace
}  // namespace krarup
