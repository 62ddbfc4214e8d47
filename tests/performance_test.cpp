#include <krarup/performance.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

// The least that can be called a queue: numbers by which each measure can be told from the others.
struct toy_queue {};
[[nodiscard]] erlangs offered_load(const toy_queue&) {
  return erlangs(10);
}
[[nodiscard]] double probability_of_wait(const toy_queue&, agents n) {
  return 1.0 / n.count();
}
[[nodiscard]] double service_level(const toy_queue&, agents, duration answer_within,
                                   service_level_definition definition, duration short_abandon) {
  return definition == service_level_definition::offered
             ? answer_within.count() / 100
             : (answer_within.count() + short_abandon.count()) / 100;
}
[[nodiscard, maybe_unused]] service_level_shares shares_for_service_level(const toy_queue&, agents,
                                                                          duration answer_within,
                                                                          service_level_definition,
                                                                          duration) {
  return {.in_time = answer_within.count() / 100, .counted = 1.0};
}
[[nodiscard]] duration average_speed_of_answer(const toy_queue&, agents) {
  return 7s;
}
[[nodiscard, maybe_unused]] duration mean_wait(const toy_queue&, agents) {
  return 6s;
}
[[nodiscard]] double mean_queue_length(const toy_queue&, agents) {
  return 3.0;
}
[[nodiscard]] double occupancy(const toy_queue&, agents) {
  return 0.5;
}

struct toy_queue_that_hangs_up : toy_queue {};
[[nodiscard]] double probability_of_abandonment(const toy_queue_that_hangs_up&, agents) {
  return 0.04;
}

/// Has a load, and answers nothing else.
struct no_queue {};
[[nodiscard, maybe_unused]] erlangs offered_load(const no_queue&) {
  return erlangs(10);
}

static_assert(queue_model<toy_queue> && !abandoned_queue<toy_queue>);
static_assert(queue_model<toy_queue_that_hangs_up> && abandoned_queue<toy_queue_that_hangs_up>);
static_assert(!queue_model<no_queue>);
static_assert(!queue_model<int> && !queue_model<erlangs> && !queue_model<performance>);

template <class... Words>
concept evaluates = requires(toy_queue queue, Words... words) {
  evaluate(queue, words...);
};
static_assert(evaluates<int, std::chrono::seconds>);
static_assert(!evaluates<std::chrono::seconds, int> && !evaluates<int> && !evaluates<int, int>);

TEST(performance, evaluate_keeps_the_measures_apart) {
  const performance row = evaluate(toy_queue{}, 4, 20s);
  EXPECT_EQ(row.agents, agents(4));
  EXPECT_EQ(row.offered_load, erlangs(10));
  EXPECT_EQ(row.occupancy, 0.5);
  EXPECT_EQ(row.probability_of_wait, 0.25);
  EXPECT_EQ(row.service_level, 0.2);
  EXPECT_EQ(row.average_speed_of_answer, 7s);
  EXPECT_EQ(row.mean_queue_length, 3.0);
}

TEST(performance, what_a_queue_cannot_do_has_probability_0) {
  const performance row = evaluate(toy_queue{}, 4, 20s);
  EXPECT_EQ(row.probability_of_abandonment, 0.0);
  EXPECT_EQ(row.probability_of_blocking, 0.0);
  EXPECT_EQ(evaluate(toy_queue_that_hangs_up{}, 4, 20s).probability_of_abandonment, 0.04);
}

TEST(performance, evaluate_hands_the_definition_on) {
  const performance row =
      evaluate(toy_queue{}, 4, 20s, service_level_definition::exclude_short, 5s);
  EXPECT_EQ(row.service_level, 0.25);
  // No abandon is short where no time says so.
  EXPECT_EQ(evaluate(toy_queue{}, 4, 20s, service_level_definition::exclude_short).service_level,
            0.2);
}

}  // namespace
}  // namespace krarup
