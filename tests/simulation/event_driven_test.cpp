// Classes of contacts and redials: against one queue contact by contact, exact priorities, Erlang X.
#include <krarup/simulation/event_driven.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/simulation/tally.hpp>

namespace krarup {
namespace {

constexpr service_level_question question{duration(20), service_level_definition::offered,
                                          duration(5)};

std::vector<time_varying_interval> busy_intervals() {
  std::vector<time_varying_interval> intervals{
      {duration(600), rate::per_second(0.08), duration(60), duration(90)},
      {duration(300), rate::per_second(0.2), duration(80), duration(60)},
      {duration(900), rate::per_second(0.05), duration(50), duration(200)}};
  intervals[0].arrival_rate_at_end = rate::per_second(0.25);
  return intervals;
}

// The same words, the same rules, another method.
TEST(event_driven, one_class_is_one_queue) {
  const std::vector<agents> more_and_more{4, 9, 9};
  for (const bool lines : {false, true}) {
    const over_dispersion dispersion{.day = 0.05, .interval = 0.02};
    const any_patience lognormal{lognormal_patience{duration(1), 0.8}, 0.0};
    time_varying_queue day{busy_intervals()};
    contact_center center{.classes = {{busy_intervals(), question, lognormal}},
                          .dispersion = dispersion};
    if (lines) center.lines = day.lines = trunks(13);
    const first_come_day queue(day, more_and_more,
                               {.handle_time = lognormal, .dispersion = dispersion}, question);
    const center_day events(center, more_and_more);
    first_come_replication by_recursion(queue);
    center_replication by_events(events);
    simulated_counts sum;
    for (std::uint64_t r = 0; r < 50; ++r) {
      const auto one = by_recursion(4, r);
      const auto& other = by_events(4, r).front();
      for (std::size_t i = 0; i < one.size(); ++i) {
        for (const auto member : detail::simulated_members) {
          if (member == &simulated_counts::virtual_within) continue;
          EXPECT_NEAR(one[i].*member, other[i].*member, 1e-9 * (1.0 + one[i].*member));
        }
        detail::add(sum, one[i]);
      }
    }
    EXPECT_GT(sum.abandoned, 0.0);
    EXPECT_EQ(sum.blocked > 0.0, lines);
  }
}

/// Errors in standard errors, as a set.
class errors {
 public:
  void look(double simulated, double exact, double standard_error) {
    const double z = (simulated - exact) / standard_error;
    EXPECT_LT(std::abs(z), 4.0) << simulated << " for " << exact;
    squares_ += z * z;
    count_ += 1.0;
  }
  ~errors() { EXPECT_NEAR(squares_, count_, 2.6 * std::sqrt(2.0 * count_)); }

 private:
  double squares_ = 0.0;
  double count_ = 0.0;
};

// Which agents leave is drawn from another order of contacts, so that only averages agree.
TEST(event_driven, leaving_agents) {
  const std::vector<agents> fewer{12, 7, 3};
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    const simulated_day one = simulate(time_varying_queue{busy_intervals(), trunks(16)}, fewer,
                                       {.leaving = leaving}, question, {.replications = 1000});
    const simulated_day other = simulate(contact_center{.classes = {{busy_intervals(), question}},
                                                        .lines = trunks(16),
                                                        .leaving = leaving},
                                         fewer, {.replications = 1000})
                                    .classes[0];
    for (std::size_t i = 0; i < 3; ++i) {
      const performance& x = one.intervals[i].performance;
      const performance& y = other.intervals[i].performance;
      const performance_half_widths& within = one.intervals[i].half_widths;
      EXPECT_NEAR(x.occupancy, y.occupancy, within.occupancy);
      EXPECT_NEAR(x.mean_queue_length, y.mean_queue_length, within.mean_queue_length);
      EXPECT_NEAR(x.probability_of_abandonment, y.probability_of_abandonment,
                  within.probability_of_abandonment);
      EXPECT_NEAR(x.probability_of_blocking, y.probability_of_blocking,
                  within.probability_of_blocking);
      const simulated_counts& a = one.intervals[i].counts;
      const simulated_counts& b = other.intervals[i].counts;
      EXPECT_NEAR(a.overtime, b.overtime, 0.03 * a.overtime);
      EXPECT_NEAR(a.handed_over, b.handed_over, 0.03 * a.handed_over);
      EXPECT_NEAR(a.lost_again, b.lost_again, 0.1 * a.lost_again);
      EXPECT_EQ(a.overtime > 0.0, i > 0 && leaving == leaving_agents::finish_contact);
      EXPECT_EQ(a.lost_again > 0.0, i < 2 && leaving == leaving_agents::hand_over);
    }
  }
}

contact_class steady(double per_second, double warm_up, double length, duration patience) {
  const time_varying_interval forgotten{duration(warm_up), rate::per_second(per_second),
                                        duration(1), patience};
  time_varying_interval measured = forgotten;
  measured.length = duration(length);
  return {{forgotten, measured}, {duration(0.1)}};
}

// Mean waits of M/M/n with priorities and one mean handle time: C(n, a) AHT / n over (1 - s) (1 - s'),
// s and s' the occupancies by the classes above and down to the own one (A. Cobham, Priority assignment
// in waiting line problems, Operations Research 2(1), 1954).
TEST(event_driven, priorities) {
  struct queue {
    int n;
    std::vector<double> loads;
  };
  errors set;
  constexpr std::size_t replications = 64;
  std::uint64_t seed = 0;
  for (const queue& of :
       {queue{1, {0.3, 0.4}}, queue{3, {1.0, 1.0}}, queue{5, {2.0, 1.5}}, queue{4, {0.5, 2.5}},
        queue{8, {2.0, 2.0, 2.0}}, queue{12, {5.0, 1.0, 3.0}}, queue{2, {0.2, 0.5, 0.7}}}) {
    contact_center center;
    double all = 0.0;
    for (const double load : of.loads) {
      center.classes.push_back(steady(load, 60.0, 400.0, duration(detail::infinity)));
      all += load;
    }
    const erlang_c together{rate::per_second(all), duration(1)};
    const simulated_center result = simulate(center, std::vector<agents>{of.n, of.n},
                                             {.replications = replications, .seed = ++seed});
    double above = 0.0;
    for (std::size_t k = 0; k < of.loads.size(); ++k) {
      const double down_to = above + of.loads[k] / of.n;
      const double exact =
          probability_of_wait(together, of.n) / of.n / ((1.0 - above) * (1.0 - down_to));
      above = down_to;
      const simulated_interval& row = result.classes[k].intervals[1];
      set.look(row.performance.average_speed_of_answer.count(), exact,
               row.half_widths.average_speed_of_answer.count() /
                   student_quantile(0.95, replications - 1));
      EXPECT_NEAR(row.performance.occupancy, of.loads[k] / of.n, 0.02);
    }
  }
}

// Erlang X forgets who calls again; after 50 handle times so does the queue.
TEST(event_driven, redials) {
  errors set;
  constexpr std::size_t replications = 200;
  for (const double of_abandoned : {0.0, 0.7}) {
    contact_class one = steady(9.0, 200.0, 60.0, duration(0.6));
    one.again = {of_abandoned, 0.8, duration(50)};
    const simulated_interval row =
        simulate(contact_center{.classes = {one}, .lines = trunks(13)}, std::vector<agents>{10, 10},
                 {.replications = replications, .seed = 5})
            .classes[0]
            .intervals[1];
    const erlang_x model{.arrival_rate = rate::per_second(9),
                         .average_handle_time = duration(1),
                         .patience = {exponential_patience{duration(0.6)}},
                         .lines = trunks(13),
                         .again = {of_abandoned, 0.8}};
    const double quantile = student_quantile(0.95, replications - 1);
    set.look(row.performance.probability_of_blocking, probability_of_blocking(model, 10),
             row.half_widths.probability_of_blocking / quantile);
    set.look(row.performance.probability_of_abandonment, probability_of_abandonment(model, 10),
             row.half_widths.probability_of_abandonment / quantile);
    set.look(row.performance.occupancy, occupancy(model, 10), row.half_widths.occupancy / quantile);
    EXPECT_GT(row.counts.redials, 0.0);
  }
}

TEST(event_driven, contacts_are_conserved) {
  contact_class urgent{busy_intervals(), question};
  contact_class other{busy_intervals(), question, {gamma_patience{duration(1), 3.0}}};
  urgent.again = {0.5, 0.5, duration(100)};
  for (time_varying_interval& interval : other.intervals) {
    interval.average_patience = duration(detail::infinity);
  }
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    const center_day of({.classes = {urgent, other}, .lines = trunks(30), .leaving = leaving},
                        std::vector<agents>{15, 25, 0});
    center_replication replicate(of);
    for (std::uint64_t r = 0; r < 20; ++r) {
      const auto& counts = replicate(9, r);
      for (std::size_t i = 0; i < 3; ++i) {
        const double handling = counts[0][i].handling_time + counts[1][i].handling_time;
        EXPECT_LE(handling, counts[0][i].ready_time * (1.0 + 1e-12));
        EXPECT_EQ(counts[0][i].unanswered(), 0.0);
        EXPECT_GE(counts[1][i].unanswered(), 0.0);
      }
      simulated_counts patient;
      for (const simulated_counts& interval : counts[1]) detail::add(patient, interval);
      const double again = leaving == leaving_agents::hand_over ? counts[1][1].handed_over : 0.0;
      EXPECT_EQ(patient.abandoned, 0.0);
      EXPECT_EQ(patient.unanswered() + again, counts[1][2].waiting_at_end);
    }
  }
}

TEST(event_driven, any_number_of_threads) {
  contact_class one{busy_intervals(), question};
  one.again = {0.5, 0.0, duration(100)};
  const contact_center center{.classes = {one, one}};
  const std::vector<agents> on_phone{20, 30, 9};
  const auto alone = simulate(center, on_phone, {.replications = 70, .threads = 1});
  const auto together = simulate(center, on_phone, {.replications = 70, .threads = 3});
  for (std::size_t k = 0; k < 2; ++k) {
    for (const auto member : detail::simulated_members) {
      EXPECT_EQ(alone.classes[k].day.counts.*member, together.classes[k].day.counts.*member);
    }
    EXPECT_EQ(alone.classes[k].day.half_widths.service_level,
              together.classes[k].day.half_widths.service_level);
  }
  EXPECT_LT(alone.classes[0].day.performance.average_speed_of_answer,
            alone.classes[1].day.performance.average_speed_of_answer);
}

TEST(event_driven, bad_input) {
  const std::vector<agents> on_phone{1, 1, 1};
  const auto ready = [&](const contact_center& center) { return center_day(center, on_phone); };
  contact_class one{busy_intervals(), question};
  EXPECT_THROW(ready({}), std::invalid_argument);
  contact_class longer = one;
  longer.intervals[1].length = duration(301);
  EXPECT_THROW(ready({.classes = {one, longer}}), std::invalid_argument);
  contact_class shorter = one;
  shorter.intervals.pop_back();
  EXPECT_THROW(ready({.classes = {one, shorter}}), std::invalid_argument);
  one.again.average_pause = duration(0);
  EXPECT_THROW(ready({.classes = {one}}), std::domain_error);
}

}  // namespace
}  // namespace krarup
