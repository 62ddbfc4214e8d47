#include <krarup/detail/patient_contact.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

/// Who came at 2 per second for ever before, and still does for 1,000 s.
arrival_course busy_course() {
  arrival_course course;
  course.add(1e3, 2.0, 2.0);
  return course;
}

day_piece piece(std::size_t interval, double begin, double length, double agents, double handling,
                const share_still_there& there, double lines = infinity) {
  return {.interval = interval,
          .begin = begin,
          .length = length,
          .rates = {.arrivals = 2.0, .handling = handling, .agents = agents, .lines = lines},
          .ages = waiting_ages(busy_course(), there, begin + 0.5 * length, 200.0, 0.01),
          .arriving = {}};
}

double endless(double) {
  return 1.0;
}

// Nobody hangs up: with j ahead the wait is the time of j + 1 events of a Poisson stream.
TEST(patient_contact, waits_for_those_ahead) {
  std::vector<day_piece> pieces;
  pieces.reserve(20);
  for (int i = 0; i < 20; ++i) pieces.push_back(piece(0, 10.0 * i, 10.0, 4.0, 0.5, endless));
  pieces[0].arriving = {2, {0.2, 0.3, 0.5, 0.25}};  // 2 to 5 in system
  patient_fate fate{.moments = {{.t = 0.0}, {.t = 1.5}, {.t = 30.0}}};
  follow(pieces, 0, endless, false, fate);
  EXPECT_DOUBLE_EQ(fate.moments[0].served, 0.5);
  EXPECT_DOUBLE_EQ(fate.moments[0].there, 0.75);
  const double first = -std::expm1(-3.0);  // an event of rate 2 within 1.5
  const double second = first - 3.0 * std::exp(-3.0);
  EXPECT_NEAR(fate.moments[1].served, 0.5 + 0.5 * first + 0.25 * second, 1e-9);
  EXPECT_NEAR(fate.moments[1].taken_if_patient, fate.moments[1].served, 1e-12);
  EXPECT_NEAR(fate.moments[1].there, 1.25 - fate.moments[1].served, 1e-9);
  EXPECT_NEAR(fate.answered, 1.25, 1e-8);
  EXPECT_NEAR(fate.wait_of_answered, 0.5 * 0.5 + 0.25 * 1.0, 5e-4);
  EXPECT_NEAR(fate.for_ever, 0.0, 1e-8);
}

// Exponential patience of rate b behind agents who take H a second: with j ahead answered is
// H / (H + (j + 1) b), since each step up is a race with one hang-up more.
TEST(patient_contact, races_with_its_patience) {
  const double b = 0.25;
  const auto there = [b](double t) { return std::exp(-b * t); };
  for (const std::size_t j : {0U, 1U, 5U}) {
    std::vector<day_piece> pieces;
    pieces.reserve(40);
    for (int i = 0; i < 40; ++i) pieces.push_back(piece(0, 2.0 * i, 2.0, 3.0, 0.5, there));
    pieces[0].arriving = {3 + j, {1.0}};
    patient_fate fate{.moments = {{.t = 2.0}}};
    follow(pieces, 0, there, false, fate);
    const double handling = 1.5;
    EXPECT_NEAR(fate.answered, handling / (handling + static_cast<double>(j + 1) * b), 2e-4) << j;
    if (j > 0) continue;
    const double both = handling + b;
    EXPECT_NEAR(fate.moments[0].served, handling / both * -std::expm1(-2.0 * both), 1e-4);
    EXPECT_NEAR(fate.moments[0].taken_if_patient, -std::expm1(-2.0 * handling), 1e-9);
    EXPECT_NEAR(fate.moments[0].there, std::exp(-2.0 * both), 1e-9);
    EXPECT_NEAR(fate.wait_of_answered, handling / (both * both), 5e-4);
  }
}

// The first in the queue, all with the same patience: answered where an agent is free before its end.
TEST(patient_contact, is_gone_when_its_patience_ends) {
  const auto there = [](double t) { return t < 2.0 ? 1.0 : 0.0; };
  std::vector<day_piece> pieces;
  pieces.reserve(20);
  for (int i = 0; i < 20; ++i) pieces.push_back(piece(0, 1.0 * i, 1.0, 1.0, 0.5, there));
  pieces[0].arriving = {1, {1.0}};
  patient_fate fate{.moments = {{.t = 1.0}, {.t = 3.0}}};
  follow(pieces, 0, there, false, fate);
  EXPECT_NEAR(fate.moments[0].served, -std::expm1(-0.5), 1e-9);
  EXPECT_NEAR(fate.moments[1].served, -std::expm1(-1.0), 0.01);
  EXPECT_NEAR(fate.answered, -std::expm1(-1.0), 0.01);
  EXPECT_EQ(fate.moments[1].there, 0.0);
}

// Nobody until two agents come, who take the first two and never end; it came in the middle of its
// piece, 5 s or 7 s before. Those before it stay, and it may be gone after 6 s.
TEST(patient_contact, is_taken_by_agents_who_come) {
  const auto there = [](double t) { return t < 6.0 ? 1.0 : 0.25; };
  for (const double wait : {5.0, 7.0}) {
    std::vector<day_piece> pieces{piece(0, 0.0, 2.0 * wait, 0.0, 1e-9, endless),
                                  piece(1, 2.0 * wait, 1e3, 2.0, 1e-9, endless)};
    pieces[0].arriving = {0, {0.5, 0.25, 0.25}};
    patient_fate fate{.moments = {{.t = 4.0}, {.t = 8.0}}};
    follow(pieces, 0, there, false, fate);
    const double share = wait < 6.0 ? 1.0 : 0.25;
    EXPECT_EQ(fate.moments[0].served, 0.0);
    EXPECT_NEAR(fate.moments[0].there, 1.0, 1e-9);
    EXPECT_NEAR(fate.moments[1].taken_if_patient, 0.75, 1e-6);
    EXPECT_NEAR(fate.moments[1].served, 0.75 * share, 1e-6);
    EXPECT_NEAR(fate.moments[1].there, 0.25 * 0.25, 1e-6);
    EXPECT_NEAR(fate.answered, 0.75 * share, 1e-5);
    EXPECT_NEAR(fate.wait_of_answered, 0.75 * share * wait, 2e-3);
  }
}

// Where agents leave and hand over what they have in hand, those callers wait before it.
TEST(patient_contact, stands_behind_who_is_handed_over) {
  const auto answered_by = [](bool hand_over) {
    std::vector<day_piece> pieces{piece(0, 0.0, 1e-6, 3.0, 0.5, endless),
                                  piece(1, 1e-6, 1e3, 1.0, 0.5, endless)};
    pieces[0].arriving = {3, {1.0}};
    patient_fate fate{.moments = {{.t = 2.0}}};
    follow(pieces, 0, endless, hand_over, fate);
    return fate.moments[0].served;
  };
  EXPECT_NEAR(answered_by(false), -std::expm1(-1.0), 1e-5);  // an event of rate 0.5 within 2
  EXPECT_NEAR(answered_by(true), 1.0 - std::exp(-1.0) * (1.0 + 1.0 + 0.5), 1e-5);  // three of them
}

TEST(patient_contact, may_wait_for_ever_or_find_no_line) {
  const auto there = [](double t) { return 0.4 + 0.6 * std::exp(-t); };
  std::vector<day_piece> pieces;
  pieces.reserve(4);
  for (int i = 0; i < 4; ++i) pieces.push_back(piece(0, 50.0 * i, 50.0, 0.0, 1.0, there, 2.0));
  pieces[0].arriving = {0, {0.5, 0.25, 0.25}};  // the last finds no line
  patient_fate fate;
  follow(pieces, 0, there, false, fate);
  EXPECT_EQ(fate.answered, 0.0);
  EXPECT_NEAR(fate.for_ever, 0.75 * 0.4, 1e-9);
}

}  // namespace
}  // namespace krarup::detail
