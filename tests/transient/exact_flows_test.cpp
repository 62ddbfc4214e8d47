// What becomes of contacts, told backward by those who wait, against what flows out of the states.
#include <krarup/transient/exact.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_x.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

struct staffed_day {
  time_varying_queue queue;
  std::vector<agents> on_phone;
};

/// Half hours about a load of so many erlangs, with rates, patience and agents of any size, and a night
/// in which all goes home.
staffed_day any_day(unsigned seed, double load, bool patient_enough) {
  std::mt19937_64 random(seed);
  const auto any = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  staffed_day day;
  for (int i = 0; i < 6; ++i) {
    const double handling = any(120, 300);
    const double patience = patient_enough ? handling * any(1, 4) : any(30, 400);
    day.queue.intervals.push_back(
        {.length = 30min,
         .arrival_rate = rate::per_second(any(0.3, 1.5) * load / handling),
         .average_handle_time = duration(handling),
         .average_patience = duration(patience)});
    if (any(0, 1) < 0.4) {
      day.queue.intervals.back().arrival_rate_at_end =
          rate::per_second(any(0.3, 1.5) * load / handling);
    }
    day.on_phone.emplace_back(i == 3 ? 0 : static_cast<int>(any(0.7, 1.3) * load));
  }
  day.queue.intervals.push_back({.length = 4h,
                                 .arrival_rate = contacts(0) / 1h,
                                 .average_handle_time = 3min,
                                 .average_patience = 2min});
  day.on_phone.emplace_back(static_cast<int>(load));
  return day;
}

TEST(ExactDay, LosesAndInventsNoContact) {
  for (const double load : {4.0, 40.0}) {
    for (unsigned seed = 1; seed <= 3; ++seed) {
      staffed_day of = any_day(seed, load, false);
      if (seed % 2 == 0) of.queue.lines = trunks(static_cast<int>(1.5 * load));
      const exact_day day(of.queue, of.on_phone);
      double offers = 0.0;
      double answers = 0.0;
      double hang_ups = 0.0;
      double blocks = 0.0;
      double waits = 0.0;
      double handled = 0.0;
      double flow_of_hang_ups = 0.0;
      double waiting_time = 0.0;
      for (std::size_t i = 0; i < day.intervals(); ++i) {
        const day_course& course = day.course();
        const time_varying_interval& interval = of.queue.intervals[i];
        const double n = of.on_phone[i].count();
        const double length = interval.length.count();
        const double offered = course.offered(i).count();
        offers += offered;
        answers += offered * day.probability_of_answer(i);
        hang_ups += offered * day.probability_of_abandonment(i);
        blocks += offered * course.probability_of_blocking(i);
        waits += offered * day.mean_wait(i).count();
        if (n > 0) {
          handled += course.occupancy(i) * n * length / interval.average_handle_time.count();
        }
        waiting_time += course.mean_queue_length(i) * length;
        flow_of_hang_ups +=
            course.mean_queue_length(i) * length / interval.average_patience.count();
        if (i > 0 && of.on_phone[i] < of.on_phone[i - 1]) {  // they finish their contacts elsewhere
          const std::vector<double> p = course.number_in_system(i - 1);
          const double before = of.on_phone[i - 1].count();
          for (std::size_t k = 0; k < p.size(); ++k) {
            handled += p[k] * std::max(std::min(static_cast<double>(k), before) - n, 0.0);
          }
        }
      }
      const double near = 1e-9 * offers;
      EXPECT_NEAR(answers + hang_ups + blocks, offers, near);
      EXPECT_NEAR(handled, answers, near);
      EXPECT_NEAR(flow_of_hang_ups, hang_ups, near);
      EXPECT_NEAR(waiting_time, waits, 300 * near);  // Little's law, summed over the day
    }
  }
}

// Where patience is no shorter than handling, another agent in an interval does no harm in any.
TEST(ExactDay, GainsByEveryAgent) {
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    const staffed_day of = any_day(5, 6.0, true);
    const exact_day day(of.queue, of.on_phone, {.leaving = leaving});
    for (std::size_t more = 0; more < 6; ++more) {
      std::vector<agents> on_phone = of.on_phone;
      on_phone[more] = agents(static_cast<int>(on_phone[more].count()) + 1);
      const exact_day better(of.queue, on_phone, {.leaving = leaving});
      for (std::size_t i = 0; i < 6; ++i) {
        const double near = 1e-9;
        EXPECT_GE(better.shares_for_service_level(i, 20s).in_time,
                  day.shares_for_service_level(i, 20s).in_time - near);
        EXPECT_GE(better.probability_of_answer(i), day.probability_of_answer(i) - near);
        EXPECT_LE(better.mean_wait(i).count(), day.mean_wait(i).count() + 300 * near);
        EXPECT_LE(better.course().mean_queue_length(i), day.course().mean_queue_length(i) + near);
      }
      EXPECT_GT(better.probability_of_answer(more), day.probability_of_answer(more));
    }
  }
}

// With lines a queue whose rates never change becomes Erlang X.
TEST(ExactDay, BecomesErlangXWhereNothingChanges) {
  const time_varying_interval hour{.length = 1h,
                                   .arrival_rate = contacts(200) / 1h,
                                   .average_handle_time = 3min,
                                   .average_patience = 5min};
  const exact_day day({.intervals = std::vector(5, hour), .lines = 13}, std::vector<agents>(5, 9));
  const erlang_x queue{.arrival_rate = hour.arrival_rate,
                       .average_handle_time = 3min,
                       .patience = {exponential_patience{5min}},
                       .lines = trunks(13)};
  const double near = 1e-9;
  const day_course& course = day.course();
  EXPECT_NEAR(course.probability_of_wait(4), probability_of_wait(queue, 9), near);
  EXPECT_NEAR(course.probability_of_blocking(4), probability_of_blocking(queue, 9), near);
  EXPECT_NEAR(day.probability_of_abandonment(4), probability_of_abandonment(queue, 9), near);
  EXPECT_NEAR(day.mean_wait(4).count(), mean_wait(queue, 9).count(), 300 * near);
  using enum service_level_definition;
  for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                exclude_short, positive_short, virtual_wait}) {
    EXPECT_NEAR(day.shares_for_service_level(4, 20s, definition, 5s).level(),
                service_level(queue, 9, 20s, definition, 5s), near);
  }
}

}  // namespace
}  // namespace krarup
