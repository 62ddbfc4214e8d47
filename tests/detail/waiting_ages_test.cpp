#include <krarup/detail/waiting_ages.hpp>

#include <cmath>

#include <gtest/gtest.h>

namespace krarup::detail {
namespace {

arrival_course three_parts() {
  arrival_course course;
  course.add(10.0, 2.0, 2.0);
  course.add(20.0, 1.0, 3.0);
  course.add(10.0, 0.0, 0.0);
  return course;
}

TEST(arrival_course, counts_contacts) {
  const arrival_course course = three_parts();
  EXPECT_DOUBLE_EQ(course.until(-3.0), -6.0);
  EXPECT_DOUBLE_EQ(course.until(4.0), 8.0);
  EXPECT_DOUBLE_EQ(course.until(20.0), 20.0 + 10.0 + 5.0);
  EXPECT_DOUBLE_EQ(course.until(30.0), 60.0);
  EXPECT_DOUBLE_EQ(course.until(77.0), 60.0);
}

// Of an exponential law every one hangs up alike, whenever it came.
TEST(waiting_ages, mean_nothing_to_an_exponential_law) {
  const auto there = [](double t) { return std::exp(-0.01 * t); };
  const waiting_ages ages(three_parts(), there, 36.0, 70.0, 0.5);
  for (const double waiting : {0.5, 3.0, 30.0, 50.0, 65.0}) {
    EXPECT_NEAR(ages.hang_ups(waiting), 0.01 * waiting, 1e-14);
    EXPECT_NEAR(ages.mean_hang_ups(waiting, 1.3), 0.01 * waiting, 1e-14);
  }
  EXPECT_EQ(ages.waiting_within(6.0), 0.0);  // nobody came since
  // Those who came from 10 to 6 s before, and are still there.
  double waiting = 0.0;
  for (int i = 0; i < 1000; ++i) {
    const double age = 6.0 + 0.004 * (i + 0.5);
    waiting += 0.004 * (3.0 - 0.1 * (age - 6.0)) * there(age);
  }
  EXPECT_NEAR(ages.waiting_within(10.0), waiting, 1e-4);
}

// A law whose rate of hanging up rises as 2 t / s^2: of k who came at the rate a the i-th waits i / a.
TEST(waiting_ages, tell_how_fast_the_patient_lose_patience) {
  arrival_course course;
  course.add(1e4, 5.0, 5.0);
  const double s = 1e3;
  const auto there = [s](double t) { return std::exp(-t * t / (s * s)); };
  const waiting_ages ages(course, there, 5e3, 100.0, 0.1);
  for (const double k : {5.0, 20.0, 80.0}) {
    // Sum over ages below k / a of a 2 u / s^2, but for the few who are gone.
    EXPECT_NEAR(ages.hang_ups(k), k * k / 5.0 / (s * s), 2e-3 * k * k / 5.0 / (s * s));
  }
  // With one more expected behind whoever is first: mean k + 1 instead of k of a gamma law in balance.
  const double first = ages.mean_hang_ups(20.0, 5.0) / ages.hang_ups(20.0);
  EXPECT_NEAR(first, 21.0 / 20.0, 2e-3);
}

TEST(waiting_ages, know_that_all_are_gone) {
  arrival_course course;
  course.add(100.0, 1.0, 1.0);
  const auto there = [](double t) { return t < 10.0 ? 1.0 : 0.0; };
  const waiting_ages ages(course, there, 50.0, 30.0, 0.5);
  EXPECT_EQ(ages.hang_ups(5.0), 0.0);
  EXPECT_NEAR(ages.waiting_within(60.0), 10.0, 0.5);
  EXPECT_GT(ages.hang_ups(30.0), 20.0);
}

}  // namespace
}  // namespace krarup::detail
