#include <krarup/detail/tagged_contact.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

using two = tagged_questions::two;

tagged_rates rates_of(double agents, double handling, double hanging_up) {
  return tagged_rates({.handling = handling, .agents = agents, .hanging_up = hanging_up});
}

// Nobody hangs up: with j ahead the wait is the time of j + 1 events of a Poisson stream.
TEST(tagged_contact, waits_for_those_ahead) {
  tagged_questions questions{.if_answered = {1.0, 0.0},
                             .may_hang_up = {1.0, 1.0},
                             .answer = std::vector<two>(12, {0.0, 1.0})};
  go_back(questions, rates_of(4.0, 0.5, 0.0), 3.0);
  double more = 0.0;
  double poisson = std::exp(-6.0);
  for (std::size_t j = 0; j < 12; ++j) {
    more += poisson;
    poisson *= 6.0 / static_cast<double>(j + 1);
    EXPECT_NEAR(questions.answer[j][1], more, 1e-14);
    EXPECT_NEAR(questions.answer[j][0], 1.0 - more, 1e-14);
  }
}

// The first in the queue: two exponential times race.
TEST(tagged_contact, may_hang_up) {
  tagged_questions questions{.if_answered = {1.0, 0.0},
                             .may_hang_up = {1.0, 1.0},
                             .first_per_second = {0.0, 1.0},
                             .answer = std::vector<two>(1)};
  const tagged_rates rates = rates_of(3.0, 1.0, 0.5);
  go_back(questions, rates, 2.0);
  const double over = -std::expm1(-7.0);
  EXPECT_NEAR(questions.answer[0][0], 3.0 / 3.5 * over, 1e-14);
  // The integral of P(waits, and is answered in the rest of the 2 s).
  EXPECT_NEAR(questions.answer[0][1], 3.0 / 3.5 * (over / 3.5 - 2.0 * std::exp(-7.0)), 1e-14);
  settle(questions, rates);
  EXPECT_NEAR(questions.answer[0][0], 3.0 / 3.5, 1e-15);
  EXPECT_NEAR(questions.answer[0][1], 3.0 / 3.5 / 3.5, 1e-15);
  tagged_questions later = questions;
  go_back(later, rates, 500.0);
  EXPECT_NEAR(later.answer[0][1], questions.answer[0][1], 1e-13);
}

TEST(tagged_contact, waits_in_vain_where_nothing_happens) {
  tagged_questions questions{.if_answered = {0.0, 0.0},
                             .may_hang_up = {1.0, 1.0},
                             .per_second = {1.0, 0.0},
                             .first_per_second = {0.0, 1.0},
                             .answer = {{2.0, 5.0}}};
  go_back(questions, rates_of(0.0, 1.0, 0.0), 3.0);
  EXPECT_EQ(questions.answer[0][0], 5.0);
  go_back(questions, rates_of(2.0, 1.0, 0.0), 0.0);
  EXPECT_EQ(questions.answer[0][0], 5.0);
  settle(questions, rates_of(0.0, 1.0, 0.0));
  EXPECT_EQ(questions.answer[0], (two{0.0, 0.0}));
}

TEST(tagged_contact, agents_come_and_go) {
  const tagged_questions after{.if_answered = {9.0, 8.0},
                               .answer = {{0.0, 10.0}, {1.0, 11.0}, {2.0, 12.0}}};
  tagged_questions come = after;
  go_back_over_change(come, 3.0, 5.0, false, 4);
  EXPECT_EQ(come.answer, (std::vector<two>{{9.0, 8.0}, {9.0, 8.0}, {0.0, 10.0}, {1.0, 11.0}}));
  tagged_questions finish = after;
  go_back_over_change(finish, 5.0, 4.0, false, 2);
  EXPECT_EQ(finish.answer, (std::vector<two>{{0.0, 10.0}, {1.0, 11.0}}));
  tagged_questions hand_over = after;
  go_back_over_change(hand_over, 5.0, 4.0, true, 3);
  EXPECT_EQ(hand_over.answer, (std::vector<two>{{1.0, 11.0}, {2.0, 12.0}, {2.0, 12.0}}));
}

TEST(tagged_contact, sums) {
  const system_states states{1, {0.1, 0.2, 0.3, 0.4}};  // 1 to 4 in system
  const system_rates rates{.agents = 2.0, .lines = 4.0};
  const tagged_questions questions{.answer = {{1.0, 10.0}, {2.0, 20.0}}};
  const two arriving = over_waiting(states, rates, questions);  // at 2 and 3, not at 4
  EXPECT_NEAR(arriving[0], 0.2 * 1.0 + 0.3 * 2.0, 1e-15);
  EXPECT_NEAR(arriving[1], 0.2 * 10.0 + 0.3 * 20.0, 1e-14);
  const two queue = over_queue(states, rates, questions);  // one waits at 3, two at 4
  EXPECT_NEAR(queue[0], 0.3 * 1.0 + 0.4 * 3.0, 1e-15);
  tagged_questions other = questions;
  other.answer[1][0] = 2.5;
  EXPECT_NEAR(gaps(states, rates, questions, other)[0], 0.3 * 0.5, 1e-15);
  EXPECT_EQ(gaps(states, rates, questions, other)[1], 0.0);
}

}  // namespace
}  // namespace krarup::detail
