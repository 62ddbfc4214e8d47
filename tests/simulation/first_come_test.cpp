// A day of one queue, contact by contact: days worked by hand, contacts that are conserved, and the
// differential equations of the queue's states.
#include <krarup/simulation/first_come.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/simulation/replications.hpp>
#include <krarup/simulation/tally.hpp>

namespace krarup {
namespace {

const any_patience always_the_same{deterministic_patience{duration(1)}};

time_varying_interval quiet(double length, double average_handle_time) {
  return {duration(length), rate::per_second(0), duration(average_handle_time)};
}

std::vector<simulated_counts> one_day(const time_varying_queue& day, std::vector<agents> on_phone,
                                      const simulated_laws& laws) {
  const first_come_day of(day, on_phone, laws, {duration(20)});
  first_come_replication replicate(of);
  const auto counts = replicate(1, 0);
  return {counts.begin(), counts.end()};
}

// Three contacts are there, handle times 10 s, one agent: 0-10, 10-20, and the third would be answered
// at 20 s but waits 15 s only.
TEST(first_come, worked_by_hand) {
  const time_varying_queue day{{quiet(12, 10), quiet(100, 10)}, {}, starting_with(3)};
  const auto counts = one_day(day, {1, 1},
                              {.handle_time = always_the_same,
                               .patience = any_patience{deterministic_patience{duration(15)}}});
  EXPECT_DOUBLE_EQ(counts[0].waiting_time, 22.0);
  EXPECT_DOUBLE_EQ(counts[1].waiting_time, 3.0);
  EXPECT_DOUBLE_EQ(counts[0].handling_time, 12.0);
  EXPECT_DOUBLE_EQ(counts[1].handling_time, 8.0);
  EXPECT_EQ(counts[0].waiting_at_end, 1.0);
  EXPECT_EQ(counts[0].handled_at_end, 1.0);
  EXPECT_EQ(counts[1].waiting_at_end, 0.0);
  EXPECT_EQ(counts[0].offered, 0.0);
}

// Half of the handle time at 10 s to the contact, the other half at 20 s: 5 + 10.
TEST(first_come, handle_time_belongs_to_the_time) {
  const time_varying_queue day{{quiet(5, 10), quiet(100, 20)}, {}, starting_with(1)};
  const auto counts = one_day(day, {1, 1}, {.handle_time = always_the_same});
  EXPECT_DOUBLE_EQ(counts[0].handling_time, 5.0);
  EXPECT_DOUBLE_EQ(counts[1].handling_time, 10.0);
}

// Two contacts in hand when one of two agents leaves after 4 of 10 s.
TEST(first_come, agents_that_leave) {
  const time_varying_queue day{{quiet(4, 10), quiet(100, 10)}, {}, starting_with(2)};
  simulated_laws laws{.handle_time = always_the_same};
  auto counts = one_day(day, {2, 1}, laws);
  EXPECT_DOUBLE_EQ(counts[0].handling_time, 8.0);
  EXPECT_DOUBLE_EQ(counts[1].handling_time, 6.0);
  EXPECT_DOUBLE_EQ(counts[1].overtime, 6.0);
  EXPECT_EQ(counts[0].handled_at_end, 2.0);
  EXPECT_EQ(counts[0].handed_over, 0.0);

  laws.leaving = leaving_agents::hand_over;  // 6 s of waiting, then the other 6 s of handling
  for (const bool lines : {false, true}) {
    time_varying_queue limited = day;
    if (lines) limited.lines = trunks(2);
    counts = one_day(limited, {2, 1}, laws);
    EXPECT_DOUBLE_EQ(counts[1].handling_time, 12.0);
    EXPECT_DOUBLE_EQ(counts[1].waiting_time, 6.0);
    EXPECT_EQ(counts[1].overtime, 0.0);
    EXPECT_EQ(counts[0].handed_over, 1.0);
    EXPECT_EQ(counts[0].handled_at_end, 1.0);
    EXPECT_EQ(counts[0].waiting_at_end, 1.0);
    EXPECT_EQ(counts[0].lost_again, 0.0);
  }

  laws.patience = any_patience{deterministic_patience{duration(5)}};  // and no more than 5 s of it
  counts = one_day(day, {2, 1}, laws);
  EXPECT_DOUBLE_EQ(counts[1].handling_time, 6.0);
  EXPECT_DOUBLE_EQ(counts[1].waiting_time, 5.0);
  EXPECT_EQ(counts[0].lost_again, 1.0);
}

// Handed over at 4 s with 6 s to go, nobody there until 50 s; handed over again at 52 s with 4 s to go.
TEST(first_come, handed_over_again_and_again) {
  const time_varying_queue day{
      {quiet(4, 10), quiet(46, 10), quiet(2, 10), quiet(8, 10), quiet(40, 10)},
      {},
      starting_with(1)};
  const auto counts = one_day(
      day, {1, 0, 1, 0, 1}, {.handle_time = always_the_same, .leaving = leaving_agents::hand_over});
  const double handling[] = {4, 0, 2, 0, 4};
  const double waiting[] = {0, 46, 0, 8, 0};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    EXPECT_DOUBLE_EQ(counts[i].handling_time, handling[i]) << i;
    EXPECT_DOUBLE_EQ(counts[i].waiting_time, waiting[i]) << i;
  }
  EXPECT_EQ(counts[0].handed_over + counts[2].handed_over, 2.0);
}

// Nobody comes any more, and nobody hangs up.
TEST(first_come, unanswered) {
  time_varying_queue day{{quiet(10, 5), quiet(10, 5)}};
  day.intervals[1].arrival_rate = rate::per_second(2);
  for (const auto& lines : {std::optional<trunks>{}, std::optional<trunks>{7}}) {
    day.lines = lines;
    const auto counts = one_day(day, {1, 0}, {});
    EXPECT_GT(counts[1].offered, 7.0);
    EXPECT_EQ(counts[1].waiting_at_end, lines ? 7.0 : counts[1].offered);
    EXPECT_EQ(counts[1].unanswered(), counts[1].waiting_at_end);
    EXPECT_EQ(counts[1].waited, counts[1].unanswered());
  }
  day.start = starting_with(2);  // nobody to hand over to
  day.intervals[1].arrival_rate = rate::per_second(0);
  const auto counts =
      one_day({{quiet(2, 5), quiet(10, 5)}, {}, starting_with(2)}, {1, 0},
              {.handle_time = always_the_same, .leaving = leaving_agents::hand_over});
  EXPECT_EQ(counts[1].waiting_at_end, 2.0);
}

time_varying_queue busy_day() {
  time_varying_queue day{{{duration(600), rate::per_second(0.08), duration(60), duration(90)},
                          {duration(300), rate::per_second(0.2), duration(80), duration(60)},
                          {duration(900), rate::per_second(0.05), duration(50), duration(200)},
                          {duration(600), rate::per_second(0.0), duration(60), duration(90)}}};
  day.intervals[0].arrival_rate_at_end = rate::per_second(0.25);
  day.intervals[2].arrival_rate_at_end = rate::per_second(0.0);
  return day;
}
const std::vector<agents> busy_agents{6, 12, 3, 5};

TEST(first_come, contacts_are_conserved) {
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    for (const bool lines : {false, true}) {
      time_varying_queue day = busy_day();
      if (lines) day.lines = trunks(11);
      const first_come_day of(day, busy_agents,
                              {.handle_time = {lognormal_patience{duration(1), 1.0}},
                               .dispersion = {.day = 0.1, .interval = 0.1},
                               .leaving = leaving},
                              {duration(20), service_level_definition::offered, duration(5)});
      first_come_replication replicate(of);
      simulated_counts sum;
      for (std::uint64_t r = 0; r < 200; ++r) {
        for (const simulated_counts& counts : replicate(3, r)) {
          EXPECT_EQ(counts.unanswered(), 0.0);
          EXPECT_LE(counts.handling_time, counts.ready_time * (1.0 + 1e-12));
          EXPECT_LE(counts.answered_within, counts.answered);
          EXPECT_LE(counts.short_abandoned, counts.abandoned_within);
          EXPECT_LE(counts.abandoned_within, counts.abandoned);
          EXPECT_GE(counts.waiting_at_end, 0.0);
          EXPECT_GE(counts.handled_at_end, 0.0);
          EXPECT_GE(counts.virtual_within, counts.answered_within);
          detail::add(sum, counts);
        }
      }
      EXPECT_EQ(sum.blocked > 0.0, lines);
      EXPECT_EQ(sum.handed_over > 0.0, leaving == leaving_agents::hand_over);
      EXPECT_EQ(sum.overtime > 0.0, leaving == leaving_agents::finish_contact);
      EXPECT_GT(sum.abandoned, 0.0);
    }
  }
}

TEST(first_come, a_replication_is_its_number) {
  const first_come_day of(busy_day(), busy_agents, {}, {duration(20)});
  first_come_replication here(of);
  first_come_replication there(of);
  for (std::uint64_t r = 0; r < 20; ++r) here(5, r);
  const auto again = here(5, 7);
  const auto alone = there(5, 7);
  for (std::size_t i = 0; i < again.size(); ++i) {
    for (const auto member : detail::simulated_members) {
      EXPECT_EQ(again[i].*member, alone[i].*member);
    }
  }
}

TEST(first_come, plans_meet_the_same_contacts) {
  const auto few = one_day(busy_day(), busy_agents, {});
  const auto more = one_day(busy_day(), {7, 13, 4, 6}, {});
  for (std::size_t i = 0; i < few.size(); ++i) {
    EXPECT_EQ(few[i].offered, more[i].offered);
    EXPECT_GE(few[i].wait_of_answered + few[i].wait_of_abandoned,
              more[i].wait_of_answered + more[i].wait_of_abandoned);
  }
}

/// Expected contact-seconds of an interval, waiting and in the hands of its own agents.
struct expected_times {
  double waiting;
  double handling;
};

/// The day's own differential equations for the probabilities of the number in the system, by the
/// classical Runge-Kutta method with steps of a 200th of the least mean time.
std::vector<expected_times> by_equations(const time_varying_queue& day,
                                         const std::vector<agents>& on_phone,
                                         leaving_agents leaving) {
  const std::size_t top = day.lines ? static_cast<std::size_t>(day.lines->count()) : 120;
  std::vector<double> p = day.start;
  p.resize(top + 1, 0.0);
  std::vector<expected_times> times;
  std::size_t before = 0;
  for (std::size_t j = 0; j < day.intervals.size(); ++j) {
    const time_varying_interval& here = day.intervals[j];
    const auto n = static_cast<std::size_t>(on_phone[j].count());
    if (j > 0 && n < before && leaving == leaving_agents::finish_contact) {
      std::vector<double> stay(top + 1, 0.0);
      for (std::size_t k = 0; k <= top; ++k) {
        stay[k <= n ? k : n + (k > before ? k - before : 0)] += p[k];
      }
      p = stay;
    }
    before = n;
    const double length = here.length.count();
    const double mu = 1.0 / here.average_handle_time.count();
    const double theta = 1.0 / here.average_patience.count();
    const double first = here.arrival_rate.per_second();
    const double last = here.arrival_rate_at_end.value_or(here.arrival_rate).per_second();
    const auto slope = [&](double t, const std::vector<double>& q) {
      const double lambda = first + (last - first) * t / length;
      std::vector<double> change(top + 1, 0.0);
      for (std::size_t k = 0; k <= top; ++k) {
        const double busy = static_cast<double>(std::min(k, n));
        const double down = q[k] * (busy * mu + (static_cast<double>(k) - busy) * theta);
        change[k] -= down;
        if (k > 0) change[k - 1] += down;
        if (k < top) {
          change[k] -= lambda * q[k];
          change[k + 1] += lambda * q[k];
        }
      }
      return change;
    };
    const auto plus = [](std::vector<double> x, const std::vector<double>& d, double h) {
      for (std::size_t k = 0; k < x.size(); ++k) x[k] += h * d[k];
      return x;
    };
    const auto add_times = [&](expected_times& sum, double weight) {
      for (std::size_t k = 0; k <= top; ++k) {
        const double busy = static_cast<double>(std::min(k, n));
        sum.handling += weight * p[k] * busy;
        sum.waiting += weight * p[k] * (static_cast<double>(k) - busy);
      }
    };
    constexpr int steps = 600;
    const double h = length / steps;
    expected_times sum{0.0, 0.0};
    add_times(sum, 0.5 * h);
    for (int i = 0; i < steps; ++i) {
      const double t = i * h;
      const auto a = slope(t, p);
      const auto b = slope(t + 0.5 * h, plus(p, a, 0.5 * h));
      const auto c = slope(t + 0.5 * h, plus(p, b, 0.5 * h));
      const auto d = slope(t + h, plus(p, c, h));
      for (std::size_t k = 0; k <= top; ++k) p[k] += h / 6.0 * (a[k] + 2.0 * (b[k] + c[k]) + d[k]);
      add_times(sum, i + 1 < steps ? h : 0.5 * h);
    }
    times.push_back(sum);
  }
  return times;
}

// Errors over standard errors, as a set: 2000 days each.
TEST(first_come, follows_the_equations) {
  double squares = 0.0;
  double count = 0.0;
  const auto look = [&](double simulated, double half_width, double exact) {
    if (exact < 1e-6) return;  // no queue once nobody comes
    const double z = (simulated - exact) / (half_width / student_quantile(0.95, 1999));
    EXPECT_LT(std::abs(z), 4.0) << simulated << " for " << exact;
    squares += z * z;
    count += 1.0;
  };
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    time_varying_queue day = busy_day();
    day.start = {0.1, 0.2, 0.3, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.4};
    if (leaving == leaving_agents::hand_over) day.lines = trunks(14);
    const auto exact = by_equations(day, busy_agents, leaving);
    const simulated_day simulated = simulate(day, busy_agents, {.leaving = leaving}, {duration(20)},
                                             {.replications = 2000, .seed = 11, .threads = 1});
    for (std::size_t i = 0; i < exact.size(); ++i) {
      const simulated_interval& row = simulated.intervals[i];
      const double length = day.intervals[i].length.count();
      look(row.performance.mean_queue_length, row.half_widths.mean_queue_length,
           exact[i].waiting / length);
      look(row.performance.occupancy, row.half_widths.occupancy,
           exact[i].handling / length / busy_agents[i].count());
    }
  }
  EXPECT_NEAR(squares, count, 2.6 * std::sqrt(2.0 * count));
}

// The variance of the number of contacts, over 4000 days: within 4 of its standard errors, which for
// a mixture of gamma's spread are about 3 %.
TEST(first_come, volume_is_over_dispersed) {
  const over_dispersion factors{.day = 0.02, .interval = 0.03};
  const time_varying_queue day{{{duration(100), rate::per_second(2), duration(1)},
                                {duration(100), rate::per_second(1), duration(1)}}};
  const first_come_day of(
      day, std::vector<agents>{1, 1},
      {.patience = any_patience{deterministic_patience{duration(1)}}, .dispersion = factors},
      {duration(20)});
  first_come_replication replicate(of);
  ratio_tally offered;
  double squares = 0.0;
  double products = 0.0;
  for (std::uint64_t r = 0; r < 4000; ++r) {
    const auto counts = replicate(8, r);
    const double first = counts[0].offered - 200.0;
    offered.add(first, 1.0);
    squares += first * first;
    products += first * (counts[1].offered - 100.0);
  }
  EXPECT_NEAR(offered.ratio(), 0.0, 4.0 * offered.standard_error());
  const double variance = variance_of_count(factors, contacts(200));
  EXPECT_NEAR(squares / 4000.0, variance, 0.1 * variance);
  EXPECT_NEAR(products / 4000.0, 0.02 * 200.0 * 100.0, 90.0);
}

// Contacts at 0, 1, 2 and 30 s, handle times of 10 s, one agent until 25 s, two lines,
// 5 s of patience.
TEST(first_come, arrivals_of_a_log) {
  const time_varying_queue day{{quiet(25, 10), quiet(25, 10)}, trunks(2)};
  simulated_laws laws{.handle_time = always_the_same,
                      .patience = any_patience{deterministic_patience{duration(5)}}};
  laws.arrivals = {duration(0), duration(1), duration(2), duration(30)};
  const first_come_day of(day, std::vector<agents>{1, 0}, laws, {duration(20)});
  first_come_replication replicate(of);
  const contact_columns contacts = replicate.contacts(1, 0);
  using enum contact_fate;
  EXPECT_EQ(contacts.fate, (std::vector{answered, abandoned, blocked, abandoned}));
  EXPECT_EQ(contacts.interval, (std::vector<std::uint32_t>{0, 0, 0, 1}));
  EXPECT_EQ(contacts.arrival, (std::vector<double>{0, 1, 2, 30}));
  EXPECT_EQ(contacts.wait, (std::vector<double>{0, 5, 0, 5}));
  EXPECT_EQ(contacts.handle_time, (std::vector<double>{10, 0, 0, 0}));
}

TEST(first_come, contacts_are_those_that_are_counted) {
  time_varying_queue day = busy_day();
  day.lines = trunks(11);
  day.start = starting_with(3);
  for (time_varying_interval& interval : day.intervals) {
    interval.average_patience = duration(detail::infinity);
  }
  day.intervals[3].arrival_rate = rate::per_second(0.05);
  const first_come_day of(day, std::vector<agents>{6, 12, 3, 0},
                          {.patience = any_patience{weibull_patience{duration(90), 0.7}}},
                          {duration(20)});
  first_come_replication replicate(of);
  const contact_columns contacts = replicate.contacts(2, 5);
  std::vector<simulated_counts> noted(4);
  for (std::size_t i = 0; i < contacts.fate.size(); ++i) {
    simulated_counts& counts = noted[contacts.interval[i]];
    counts.offered += 1.0;
    if (contacts.fate[i] == contact_fate::blocked) counts.blocked += 1.0;
    if (contacts.fate[i] == contact_fate::answered) {
      counts.answered += 1.0;
      counts.wait_of_answered += contacts.wait[i];
    }
    if (contacts.fate[i] == contact_fate::abandoned) {
      counts.abandoned += 1.0;
      counts.wait_of_abandoned += contacts.wait[i];
    }
  }
  const auto counted = replicate(2, 5);
  for (std::size_t i = 0; i < 4; ++i) {
    for (const auto member :
         {&simulated_counts::offered, &simulated_counts::blocked, &simulated_counts::answered,
          &simulated_counts::abandoned, &simulated_counts::wait_of_answered,
          &simulated_counts::wait_of_abandoned}) {
      EXPECT_DOUBLE_EQ(noted[i].*member, counted[i].*member);
    }
  }
  EXPECT_TRUE(std::is_sorted(contacts.arrival.begin(), contacts.arrival.end()));
}

TEST(first_come, who_waits_for_ever_is_noted) {
  simulated_laws laws;
  laws.arrivals = {duration(1)};
  const first_come_day of({{quiet(10, 5)}}, std::vector<agents>{0}, laws, {duration(20)});
  const contact_columns contacts = first_come_replication(of).contacts(1, 0);
  EXPECT_EQ(contacts.fate, std::vector{contact_fate::unanswered});
  EXPECT_EQ(contacts.wait, std::vector{detail::infinity});
}

TEST(first_come, errors) {
  const time_varying_queue day = busy_day();
  const auto ready = [&](const simulated_laws& laws) {
    return first_come_day(day, busy_agents, laws, {duration(20)});
  };
  EXPECT_NO_THROW(ready({}));
  EXPECT_THROW(ready({.handle_time = {endless_patience{}}}), std::domain_error);
  EXPECT_THROW(ready({.patience = any_patience{endless_patience{}}}), std::domain_error);
  EXPECT_THROW(ready({.dispersion = {.day = -1.0}}), std::domain_error);
  for (const std::vector<duration>& arrivals :
       {std::vector{duration(-1)}, std::vector{duration(5), duration(4)},
        std::vector{duration(2400)}}) {
    EXPECT_THROW(ready({.arrivals = arrivals}), std::domain_error);
  }
  EXPECT_THROW(first_come_day(day, std::vector<agents>{1}, {}, {duration(20)}),
               std::invalid_argument);
}

}  // namespace
}  // namespace krarup
