#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

const erlang_c canonical{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};
const service_target eighty_twenty{.service_level = 0.80, .answer_within = 20s};

TEST(slack, is_a_distance_in_log_odds_or_logarithms) {
  EXPECT_DOUBLE_EQ(detail::slack(0.2, true, 0.5), std::log(4.0));
  EXPECT_DOUBLE_EQ(detail::slack(0.5, true, 0.2), -std::log(4.0));
  EXPECT_DOUBLE_EQ(detail::slack(0.5, false, 0.2), std::log(2.5));
  EXPECT_DOUBLE_EQ(detail::slack(0.2, false, 0.5), -std::log(2.5));
  EXPECT_DOUBLE_EQ(detail::slack(30.0, false, 10.0), std::log(3.0));
  EXPECT_EQ(detail::slack(0.3, true, 0.3), 0.0);
  EXPECT_EQ(detail::slack(1.0, true, 1.0), 0.0);
  EXPECT_EQ(detail::slack(0.0, false, 0.0), 0.0);
}

TEST(slack, has_the_sign_that_the_numbers_have_to_the_last_bit) {
  for (double share = 1e-300; share < 1.0; share *= 1.1) {
    for (const double promised : {share, 1.0 - share}) {
      if (promised == 1.0) continue;
      const double more = std::nextafter(promised, 1.0);
      EXPECT_GE(detail::slack(promised, true, more), 0.0);
      EXPECT_LT(detail::slack(more, true, promised), 0.0);
      EXPECT_GE(detail::slack(more, false, promised), 0.0);
      EXPECT_LT(detail::slack(promised, false, more), 0.0);
    }
  }
}

TEST(largest_kept, finds_a_limit_by_few_questions) {
  for (const double guess : {1e-250, 1.0, 3.0, 1e289}) {
    for (const double times : {0.3e-299, 1e-20, 0.3, 1.0, 1.7, 1e12, 0x1.6p52}) {
      const double limit = guess * times;
      if (limit < 1e-300 && guess < 1.0) continue;
      int asked = 0;
      const auto kept = [&](double x) {
        ++asked;
        return x <= limit;
      };
      const auto found = detail::largest_kept(kept, guess);
      ASSERT_TRUE(found) << guess << ' ' << times;
      EXPECT_EQ(*found, limit);
      EXPECT_LE(asked, 58 + std::abs(std::log2(times))) << guess << ' ' << times;
    }
  }
}

TEST(largest_kept, says_why_there_is_no_limit) {
  const auto below = [](double limit) { return [limit](double x) { return x <= limit; }; };
  EXPECT_EQ(detail::largest_kept(below(0x1p54), 1.0).why(), unreachable::unlimited);
  EXPECT_EQ(detail::largest_kept(below(1e-301), 1.0).why(), unreachable::too_few_agents);
  EXPECT_EQ(detail::largest_kept(below(1e300), 1e291).why(), unreachable::beyond_numbers);
}

TEST(agents_required, does_not_read_a_promise_that_was_withdrawn) {
  service_target target{.service_level = 0.99,
                        .answer_within = 1s,
                        .average_speed_of_answer = 1ms,
                        .mean_wait = 1ms,
                        .occupancy = 0.1,
                        .probability_of_wait = 1e-9};
  target.service_level.reset();
  target.answer_within.reset();
  target.average_speed_of_answer.reset();
  target.mean_wait.reset();
  target.occupancy.reset();
  EXPECT_EQ(*agents_required(canonical, target),
            *agents_required(canonical, {.probability_of_wait = 1e-9}));
  target.occupancy = 0.9;
  target.probability_of_wait.reset();
  EXPECT_EQ(*agents_required(canonical, target), *agents_required(canonical, {.occupancy = 0.9}));
  EXPECT_EQ(*agents_required(impatient, target), *agents_required(impatient, {.occupancy = 0.9}));
}

TEST(meets, refuses_what_is_no_target) {
  EXPECT_THROW((void)meets(canonical, 14, {}), std::invalid_argument);
  EXPECT_THROW((void)meets(canonical, 14, {.probability_of_abandonment = 0.1}),
               std::invalid_argument);
}

TEST(contacts_answerable, refuses_what_is_no_target) {
  const service_target half{.service_level = 1.0};
  const service_target no_trunk{.probability_of_abandonment = 0.0};
  for (const service_target& wrong : {half, no_trunk}) {
    EXPECT_THROW((void)contacts_answerable(canonical, 14, wrong, 30min), std::invalid_argument);
    EXPECT_THROW((void)longest_average_handle_time(canonical, 14, wrong), std::invalid_argument);
  }
}

TEST(contacts_answerable, does_not_read_the_queues_own_volume) {
  erlang_c queue = canonical;
  const contacts most = *contacts_answerable(queue, 14, eighty_twenty, 30min);
  for (const double volume : {0.0, 1e-300, 1e300}) {
    queue.arrival_rate = rate::per_second(volume);
    EXPECT_EQ(*contacts_answerable(queue, 14, eighty_twenty, 30min), most) << volume;
  }
}

TEST(longest_average_handle_time, needs_an_agent) {
  EXPECT_EQ(longest_average_handle_time(canonical, 0, eighty_twenty).why(),
            unreachable::too_few_agents);
  EXPECT_TRUE(longest_average_handle_time(canonical, 1, eighty_twenty));
}

TEST(interpolated_agents_required, is_set_by_the_promises_that_one_agent_less_breaks) {
  // 13 agents keep the occupancy; of the others the one that takes most counts.
  const double by_wait =
      interpolated_agents_required(canonical, {.probability_of_wait = 0.2})->count();
  const double by_both =
      interpolated_agents_required(canonical, {.occupancy = 0.77, .probability_of_wait = 0.2})
          ->count();
  EXPECT_EQ(by_wait, by_both);
  EXPECT_GT(by_wait, 13.0);
  EXPECT_LT(by_wait, 14.0);
}

TEST(answer_within_achieved, is_zero_for_what_is_answered_at_once) {
  EXPECT_EQ(*answer_within_achieved(canonical, 14, service_level(canonical, 14, 0s)), duration(0));
  EXPECT_EQ(*answer_within_achieved(canonical, 9, 0.0), duration(0));
}

TEST(answer_within_achieved, may_be_a_part_of_a_second) {
  const double at_once = service_level(canonical, 14, 0s);
  for (const double more : {1e-6, 1e-4, 1e-3}) {
    const duration t = *answer_within_achieved(canonical, 14, at_once + more);
    EXPECT_GT(t, 0s);
    EXPECT_LT(t, 1s);
    EXPECT_NEAR(service_level(canonical, 14, t), at_once + more, 1e-15);
  }
}

TEST(answer_within_achieved, takes_no_abandon_for_short_where_no_time_says_so) {
  const auto exclude = service_level_definition::exclude_short;
  EXPECT_EQ(*answer_within_achieved(impatient, 11, 0.8, exclude),
            *answer_within_achieved(impatient, 11, 0.8));
}

TEST(answer_within_achieved, is_a_number_of_seconds) {
  // All are answered in the end, but hardly any before 1e322 s.
  const erlang_c slow{.arrival_rate = rate::per_second(std::numeric_limits<double>::denorm_min()),
                      .average_handle_time = duration(1e300)};
  const agents n = fractional_agents(2.0 * offered_load(slow).value());
  EXPECT_EQ(service_level(slow, n, duration(detail::infinity)), 1.0);
  EXPECT_EQ(answer_within_achieved(slow, n, 0.5).why(), unreachable::above_ceiling);
}

/// Counts how often its service level is asked for.
struct counted_queue : erlang_c {
  int* asked;
};
double service_level(const counted_queue& queue, agents n, duration t, service_level_definition,
                     duration) {
  ++*queue.asked;
  return service_level(static_cast<const erlang_c&>(queue), n, t);
}

TEST(answer_within_achieved, gives_up_at_once_where_no_time_is_enough) {
  int asked = 0;
  EXPECT_EQ(answer_within_achieved(counted_queue{canonical, &asked}, 9, 0.5).why(),
            unreachable::above_ceiling);
  EXPECT_EQ(asked, 2);
}

TEST(interpolated_agents_required, what_is_kept_anyway_decides_nothing) {
  const erlang_c queue{.arrival_rate = rate::per_second(0.01), .average_handle_time = duration(1)};
  // Of 199 and of 200 agents nobody waits as long as the least double.
  const service_target target{.mean_wait = duration(5), .occupancy = 0.01 / 199.5};
  const double share = (0.01 / 199.5 - 0.01 / 199) / (0.01 / 200 - 0.01 / 199);
  EXPECT_EQ(mean_wait(queue, 199), mean_wait(queue, 200));
  EXPECT_NEAR(interpolated_agents_required(queue, target)->count(), 199 + share, 1e-9);

  // So few wait that one agent more or less is no difference to a double.
  const erlang_c large{.arrival_rate = rate::per_second(1e8), .average_handle_time = duration(1)};
  double n = 1e8 + 3.7e5;
  while (probability_of_wait(large, fractional_agents(n)) > 1e-321) n += 100.0;
  const double waiting = probability_of_wait(large, fractional_agents(n));
  ASSERT_GT(waiting, 0.0);
  ASSERT_EQ(probability_of_wait(large, fractional_agents(n + 1.0)), waiting);
  const service_target busy{.occupancy = 1e8 / (n + 0.5), .probability_of_wait = 1.5 * waiting};
  EXPECT_NEAR(interpolated_agents_required(large, busy)->count(), n + 0.5, 1e-3);
}

}  // namespace
}  // namespace krarup
