#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/mgn.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/requirement.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;

static_assert(queue_model<mgn> && !abandoned_queue<mgn> && plannable_queue<mgn>);

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

// 100 contacts per half-hour of 3 minutes each.
mgn canonical(double scv) {
  return {
      .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .handle_time_scv = scv};
}
const erlang_c exponential{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};

TEST(mgn, with_an_scv_of_1_is_erlang_c_to_the_bit) {
  const mgn queue = canonical(1.0);
  for (const double count : {0.0, 0.5, 9.0, 10.0, 10.0000001, 12.5, 14.0, 40.0}) {
    const agents n = fractional_agents(count);
    EXPECT_EQ(probability_of_wait(queue, n), probability_of_wait(exponential, n));
    EXPECT_EQ(mean_wait(queue, n), mean_wait(exponential, n));
    EXPECT_EQ(average_speed_of_answer(queue, n), average_speed_of_answer(exponential, n));
    EXPECT_EQ(mean_wait_of_waiters(queue, n), mean_wait_of_waiters(exponential, n));
    EXPECT_EQ(mean_queue_length(queue, n), mean_queue_length(exponential, n));
    EXPECT_EQ(occupancy(queue, n), occupancy(exponential, n));
    for (const duration t : {0s, 20s, 3600s}) {
      EXPECT_EQ(service_level(queue, n, t), service_level(exponential, n, t));
      EXPECT_EQ(probability_of_wait_beyond(queue, n, t),
                probability_of_wait_beyond(exponential, n, t));
    }
    for (const double share : {0.0, 0.5, 0.99, 1.0}) {
      EXPECT_EQ(wait_quantile(queue, n, share), wait_quantile(exponential, n, share));
    }
  }
}

TEST(mgn, every_measure_at_once) {
  for (const double scv : {0.0, 0.5, 1.0, 2.0, 4.0}) {
    for (const int n : {9, 11, 14}) {
      const mgn queue = canonical(scv);
      const performance row = evaluate(queue, n, 20s, service_level_definition::answered);
      EXPECT_EQ(row.agents, agents(n));
      EXPECT_DOUBLE_EQ(row.offered_load.value(), 10.0);
      EXPECT_EQ(row.occupancy, occupancy(queue, n));
      EXPECT_EQ(row.probability_of_wait, probability_of_wait(queue, n));
      EXPECT_EQ(row.service_level, service_level(queue, n, 20s));
      EXPECT_EQ(row.average_speed_of_answer, average_speed_of_answer(queue, n));
      EXPECT_EQ(row.average_speed_of_answer, mean_wait(queue, n));
      EXPECT_EQ(row.mean_queue_length, mean_queue_length(queue, n));
      EXPECT_EQ(row.probability_of_abandonment, 0.0);
      EXPECT_EQ(row.probability_of_blocking, 0.0);
      const service_level_shares shares =
          shares_for_service_level(queue, n, 20s, service_level_definition::offered);
      EXPECT_EQ(shares.in_time, row.service_level);
      EXPECT_EQ(shares.counted, 1.0);
    }
    // Little's law: contacts that wait are those who arrive during a mean wait.
    EXPECT_NEAR(mean_queue_length(canonical(scv), 13),
                mean_wait(canonical(scv), 13).count() * 100.0 / 1800.0, 1e-13);
  }
}

TEST(mgn, does_not_depend_on_the_unit_of_time) {
  const mgn per_hour{
      .arrival_rate = contacts(200) / 1h, .average_handle_time = 3min, .handle_time_scv = 2.0};
  EXPECT_NEAR(service_level(per_hour, 14, 20s), service_level(canonical(2.0), 14, 20s), 1e-15);
}

TEST(mgn, corners) {
  const duration never(infinity);
  for (const double scv : {0.0, 0.5, 1.0, 4.0}) {
    mgn idle = canonical(scv);
    idle.arrival_rate = contacts(0) / 30min;
    for (const double count : {0.0, 1.0, 14.0}) {  // nothing offered, with nobody there too
      const agents n = fractional_agents(count);
      EXPECT_EQ(probability_of_wait(idle, n), 0.0);
      EXPECT_EQ(service_level(idle, n, 0s), 1.0);
      EXPECT_EQ(mean_wait(idle, n), duration(0));
      EXPECT_EQ(mean_queue_length(idle, n), 0.0);
      EXPECT_EQ(occupancy(idle, n), 0.0);
      EXPECT_EQ(wait_quantile(idle, n, 1.0), duration(0));
      EXPECT_EQ(probability_of_wait_beyond(idle, n, 0s), 0.0);
    }
    const mgn queue = canonical(scv);
    for (const int n : {0, 7, 10}) {  // no agents, too few, as many as erlangs
      EXPECT_EQ(probability_of_wait(queue, n), 1.0);
      EXPECT_EQ(service_level(queue, n, 1h), 0.0);
      EXPECT_EQ(mean_wait(queue, n), never);
      EXPECT_EQ(mean_wait_of_waiters(queue, n), never);
      EXPECT_EQ(mean_queue_length(queue, n), infinity);
      EXPECT_EQ(occupancy(queue, n), 1.0);
      EXPECT_EQ(wait_quantile(queue, n, 0.0), duration(0));
      EXPECT_EQ(wait_quantile(queue, n, 0.01), never);
      EXPECT_EQ(probability_of_wait_beyond(queue, n, 1h), 1.0);
    }
    EXPECT_EQ(service_level(queue, 11, never), 1.0);
    EXPECT_EQ(probability_of_wait_beyond(queue, 11, never), 0.0);
  }
}

TEST(mgn, errors) {
  for (const double scv : {-1e-9, infinity, nan}) {
    EXPECT_THROW((void)probability_of_wait(canonical(scv), 14), std::domain_error);
    EXPECT_THROW((void)mean_wait(canonical(scv), 9), std::domain_error);
  }
  try {
    (void)evaluate(canonical(-0.5), 14, 20s);
    FAIL();
  } catch (const std::domain_error& error) {
    EXPECT_EQ(std::string(error.what()), "handle_time_scv must be finite and >= 0, got -0.5");
  }
  mgn timeless = canonical(2.0);
  timeless.average_handle_time = 0s;
  EXPECT_THROW((void)probability_of_wait(timeless, 14), std::domain_error);
  EXPECT_THROW((void)service_level(canonical(2.0), 14, -1s), std::domain_error);
  EXPECT_THROW((void)probability_of_wait_beyond(canonical(2.0), 14, -1s), std::domain_error);
  EXPECT_THROW((void)service_level(canonical(2.0), 14, duration(nan)), std::domain_error);
}

// The number below the answer misses the target, whatever the search did.
TEST(mgn, agents_required_is_the_least_number) {
  const service_target targets[] = {
      {.service_level = 0.80, .answer_within = 20s},
      {.service_level = 0.95, .answer_within = 60s},
      {.average_speed_of_answer = 10s},
      {.probability_of_wait = 0.2},
      {.service_level = 0.80, .answer_within = 20s, .occupancy = 0.80},
  };
  for (const double scv : {0.0, 0.5, 1.0, 2.0, 4.0}) {
    for (const double volume : {0.01, 1.0, 30.0, 100.0, 3000.0}) {
      mgn queue = canonical(scv);
      queue.arrival_rate = contacts(volume) / 30min;
      for (const service_target& target : targets) {
        const outcome<agents> required = agents_required(queue, target);
        ASSERT_TRUE(required);
        EXPECT_TRUE(meets(queue, *required, target)) << scv << ' ' << volume;
        EXPECT_FALSE(meets(queue, fractional_agents(required->count() - 1.0), target))
            << scv << ' ' << volume;
        const outcome<agents> fractional = fractional_agents_required(queue, target);
        ASSERT_TRUE(fractional);
        EXPECT_EQ(std::ceil(fractional->count()), required->count());
      }
    }
  }
  EXPECT_EQ(*agents_required(canonical(1.0), targets[0]), agents(14));
  EXPECT_EQ(agents_required(canonical(2.0), {.service_level = 1.0, .answer_within = 20s}).why(),
            unreachable::perfect_service_level);
}

// The more handle times vary, the fewer contacts, the shorter contacts and the later the answer.
TEST(mgn, the_question_turned_round) {
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  double last_volume = infinity;
  duration last_handle_time(infinity);
  duration last_time(0);
  for (const double scv : {0.0, 0.5, 1.0, 2.0, 4.0}) {
    const outcome<contacts> most = contacts_answerable(canonical(scv), 14, target, 30min);
    const outcome<duration> longest = longest_average_handle_time(canonical(scv), 14, target);
    const outcome<duration> time = answer_within_achieved(canonical(scv), 12, 0.80);
    ASSERT_TRUE(most && longest && time);
    mgn full = canonical(scv);
    full.arrival_rate = *most / 30min;
    EXPECT_NEAR(service_level(full, 14, 20s), 0.80, 1e-12);
    EXPECT_NEAR(service_level(canonical(scv), 12, *time), 0.80, 1e-12);
    EXPECT_LT(most->count(), last_volume);
    EXPECT_LT(*longest, last_handle_time);
    EXPECT_GT(*time, last_time);
    last_volume = most->count();
    last_handle_time = *longest;
    last_time = *time;
  }
}

TEST(mgn, plans_a_day) {
  std::vector<plan_interval<mgn>> day{
      {canonical(0.0), 30min, {.service_level = 0.80, .answer_within = 20s}, 0.3},
      {canonical(1.0), 30min, {.service_level = 0.80, .answer_within = 20s}, 0.3},
      {canonical(4.0), 30min, {.service_level = 0.80, .answer_within = 20s}, 0.3},
      {canonical(4.0), 30min, {.service_level = 0.80, .answer_within = 20s}, 0.3},
  };
  day[3].queue.arrival_rate = contacts(0) / 30min;
  const day_plan plan = plan_day(day, rounding::up_at_end);
  for (std::size_t i = 0; i < 3; ++i) {
    ASSERT_TRUE(plan.rows[i].required);
    EXPECT_EQ(*plan.rows[i].required, *agents_required(day[i].queue, day[i].target));
    EXPECT_EQ(plan.rows[i].staffed->performance.service_level,
              service_level(day[i].queue, *plan.rows[i].required, 20s));
  }
  EXPECT_EQ(*plan.rows[3].required, agents(0));
  EXPECT_GE(plan.totals.service_level, 0.80);
}

// What Erlang A misses by taking handle times for exponential: as the header says, far less than
// Erlang C. Simulated, with deterministic handle times for an SCV of 0, lognormal ones for 0.5, 2, 4.
TEST(mgn, hardly_matters_where_contacts_hang_up) {
  const support::reference_table table("mgn_patience_simulated.csv");
  ASSERT_GE(table.rows(), 50u);
  const std::map<double, std::pair<double, double>> bounds{// of abandonment, service level
                                                           {0.0, {0.018, 0.061}},
                                                           {0.5, {0.009, 0.030}},
                                                           {1.0, {0.0, 0.0}},
                                                           {2.0, {0.004, 0.018}},
                                                           {4.0, {0.012, 0.046}}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_a queue{.arrival_rate = rate::per_second(table.number(row, "offered_load")),
                         .average_handle_time = duration(1),
                         .average_patience = duration(table.number(row, "patience"))};
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "answer_within"));
    const auto [abandonment, level] = bounds.at(table.number(row, "scv"));
    SCOPED_TRACE(table.where(row, {"scv", "servers", "offered_load", "patience"}));
    EXPECT_NEAR(probability_of_abandonment(queue, n), table.number(row, "abandon"),
                abandonment + 2.0 * table.number(row, "abandon_half_width"));
    EXPECT_NEAR(1.0 - service_level(queue, n, t), table.number(row, "not_answered_within"),
                level + 2.0 * table.number(row, "not_answered_within_half_width"));
  }
}

}  // namespace
}  // namespace krarup
