// Callbacks, breaks, who is there at first and contacts of a log in the event engine: worked by hand,
// by the balance of a chain, and by the recursion for one queue.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/simulation/tally.hpp>

namespace krarup {
namespace {

constexpr service_level_question question{duration(20), service_level_definition::offered,
                                          duration(5)};
const any_patience always_the_same{deterministic_patience{duration(1)}};

/// n agents, handle times of 1 on average, exponential patience; who comes when `asked_from` or more
/// wait leaves a number with probability p, and is called when `least_free` agents are free.
struct callback_queue {
  std::size_t n;
  double load;
  double patience;
  std::size_t asked_from;
  double accepted;
  std::size_t least_free;
};
struct callback_measures {
  double called_back;  // of the offered
  double to_call;      // numbers, on average
  double waiting;
  double handled;
};

/// By the balance of its chain: agents with a contact, contacts that wait, numbers to call.
callback_measures by_balance(const callback_queue& of) {
  constexpr std::size_t most_waiting = 24;
  constexpr std::size_t most_to_call = 60;
  const std::size_t fronts = of.n + 1 + most_waiting;  // busy, and waiting on top of n busy
  const auto at = [](std::size_t front, std::size_t to_call) {
    return front * (most_to_call + 1) + to_call;
  };
  std::vector<double> p(fronts * (most_to_call + 1), 1.0);
  std::vector<double> next(p.size());
  const double step =
      1.0 / (of.load + static_cast<double>(of.n) + static_cast<double>(most_waiting) / of.patience);
  for (int i = 0; i < 6000; ++i) {
    next = p;
    for (std::size_t front = 0; front < fronts; ++front) {
      const std::size_t waiting = front > of.n ? front - of.n : 0;
      for (std::size_t c = 0; c <= most_to_call; ++c) {
        const double here = step * p[at(front, c)];
        const auto move = [&](std::size_t to_front, std::size_t to_c, double rate) {
          next[at(front, c)] -= here * rate;
          next[at(to_front, to_c)] += here * rate;
        };
        const bool asked = front >= of.n && waiting >= of.asked_from;
        const double leaves = asked && c < most_to_call ? of.accepted : 0.0;
        if (leaves > 0.0) move(front, c + 1, of.load * leaves);
        if (front + 1 < fronts) move(front + 1, c, of.load * (1.0 - leaves));
        if (front == 0) continue;
        std::size_t then = front - 1;
        std::size_t left = c;
        while (then < of.n && left > 0 && of.n - then >= of.least_free) {
          ++then;
          --left;
        }
        move(then, left, static_cast<double>(front - waiting));
        if (waiting > 0) move(front - 1, c, static_cast<double>(waiting) / of.patience);
      }
    }
    std::swap(p, next);
  }
  double all = 0.0;
  callback_measures sum{};
  for (std::size_t front = 0; front < fronts; ++front) {
    const std::size_t waiting = front > of.n ? front - of.n : 0;
    for (std::size_t c = 0; c <= most_to_call; ++c) {
      const double here = p[at(front, c)];
      all += here;
      if (front >= of.n && waiting >= of.asked_from) sum.called_back += of.accepted * here;
      sum.to_call += here * static_cast<double>(c);
      sum.waiting += here * static_cast<double>(waiting);
      sum.handled += here * static_cast<double>(front - waiting);
    }
  }
  return {sum.called_back / all, sum.to_call / all, sum.waiting / all, sum.handled / all};
}

// In standard errors, as a set; the bound of the sum of squares holds 99 % of seeds.
TEST(callbacks, agree_with_their_chain) {
  double squares = 0.0;
  double count = 0.0;
  std::uint64_t seed = 30;
  for (const callback_queue& of :
       {callback_queue{2, 1.6, 2.0, 0, 0.5, 1}, callback_queue{3, 2.7, 1.0, 1, 1.0, 1},
        callback_queue{4, 3.6, 0.5, 2, 0.7, 2}, callback_queue{6, 6.5, 0.8, 1, 0.2, 1}}) {
    const double n = static_cast<double>(of.n);
    const time_varying_interval forgotten{duration(60), rate::per_second(of.load), duration(1),
                                          duration(of.patience)};
    time_varying_interval measured = forgotten;
    measured.length = duration(300);
    contact_class one{{forgotten, measured}, {duration(0.1)}};
    one.callback = {of.accepted, duration((static_cast<double>(of.asked_from) + 0.5) / n),
                    agents(of.least_free)};
    const center_day day({.classes = {one}}, std::vector<agents>(2, agents(of.n)));
    center_replication replicate(day);
    ratio_tally tallies[4];
    ++seed;
    for (std::uint64_t r = 0; r < 200; ++r) {
      const simulated_counts& counts = replicate(seed, r)[0][1];
      EXPECT_EQ(counts.unanswered(), 0.0);
      tallies[0].add(counts.called_back, counts.offered);
      tallies[1].add(counts.waiting_for_callback, 300.0);
      tallies[2].add(counts.waiting_time, 300.0);
      tallies[3].add(counts.handling_time, 300.0);
    }
    const callback_measures exact = by_balance(of);
    const double right[] = {exact.called_back, exact.to_call, exact.waiting, exact.handled};
    for (std::size_t i = 0; i < 4; ++i) {
      const double z = (tallies[i].ratio() - right[i]) / tallies[i].standard_error();
      EXPECT_LT(std::abs(z), 4.0) << i << " of " << of.n << " agents: " << tallies[i].ratio()
                                  << " for " << right[i];
      squares += z * z;
      count += 1.0;
    }
  }
  EXPECT_NEAR(squares, count, 2.6 * std::sqrt(2.0 * count));
  RecordProperty("squares", std::to_string(squares));
}

std::vector<time_varying_interval> quiet(const std::vector<double>& lengths) {
  std::vector<time_varying_interval> intervals;
  intervals.reserve(lengths.size());
  for (const double length : lengths) {
    intervals.push_back({duration(length), rate::per_second(0), duration(10)});
  }
  return intervals;
}
std::vector<duration> at(const std::vector<double>& seconds) {
  return {seconds.begin(), seconds.end()};
}

// One agent, handle times 10 s. At 0, 1, 2, 3 s: the first is answered, the second is told 10 s and
// waits, the third is told 20 s and leaves its number, the fourth, of the urgent class, waits. So the
// agent is with the first until 10, the fourth until 20, the second until 30, calls the third until 40.
TEST(callbacks, worked_by_hand) {
  contact_class urgent{quiet({25, 100}), question, always_the_same};
  urgent.arrivals = at({3});
  contact_class other{quiet({25, 100}), question, always_the_same};
  other.arrivals = at({0, 1, 2});
  other.callback = {1.0, duration(15)};
  const center_day of({.classes = {urgent, other}}, std::vector<agents>{1, 1});
  center_replication replicate(of);
  const auto& counts = replicate(1, 0);
  EXPECT_EQ(counts[0][0].wait_of_answered, 7.0);
  EXPECT_EQ(counts[1][0].offered, 3.0);
  EXPECT_EQ(counts[1][0].answered, 2.0);
  EXPECT_EQ(counts[1][0].called_back, 1.0);
  EXPECT_EQ(counts[1][0].waited, 2.0);
  EXPECT_EQ(counts[1][0].unanswered(), 0.0);
  EXPECT_EQ(counts[1][0].wait_of_called_back, 28.0);
  EXPECT_EQ(counts[1][0].waiting_for_callback, 23.0);
  EXPECT_EQ(counts[1][0].callbacks_at_end, 1.0);
  EXPECT_EQ(counts[1][1].waiting_for_callback, 5.0);
  EXPECT_EQ(counts[1][1].handling_time, 15.0);
  const auto columns = replicate.contacts(1, 0)[1];
  EXPECT_EQ(columns.fate, (std::vector{contact_fate::answered, contact_fate::answered,
                                       contact_fate::called_back}));
  EXPECT_EQ(columns.wait, (std::vector{0.0, 19.0, 0.0}));
  EXPECT_EQ(columns.handle_time, (std::vector{10.0, 10.0, 10.0}));
  EXPECT_EQ(columns.arrival, (std::vector{0.0, 1.0, 2.0}));
  EXPECT_EQ(columns.interval, (std::vector<std::uint32_t>{0, 0, 0}));
}

// With two agents of whom one is to stay free, the number is called only when both are.
TEST(callbacks, leave_agents_free) {
  contact_class one{quiet({100}), question, always_the_same};
  one.arrivals = at({0, 4, 5});
  one.callback = {1.0, duration(0), 2};
  const center_day of({.classes = {one}}, std::vector<agents>{2});
  center_replication replicate(of);
  EXPECT_EQ(replicate(1, 0)[0][0].wait_of_called_back, 9.0);
}

// Nobody calls without agents.
TEST(callbacks, never_called) {
  contact_class one{quiet({10, 20}), question, always_the_same};
  one.arrivals = at({3, 15});
  one.callback = {1.0};
  const center_day of({.classes = {one}}, std::vector<agents>{0, 0});
  center_replication replicate(of);
  const auto& counts = replicate(1, 0)[0];
  EXPECT_EQ(counts[0].called_back + counts[1].called_back, 2.0);
  EXPECT_EQ(counts[1].callbacks_at_end, 2.0);
  EXPECT_EQ(counts[1].waiting_for_callback, 35.0);
  EXPECT_EQ(counts[0].wait_of_called_back, 0.0);
}

// Two agents, one away from 4 to 12 s, two contacts of 10 s at first and a third at 5 s.
TEST(breaks, worked_by_hand) {
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    contact_class one{quiet({20, 100}), question, always_the_same};
    one.start = starting_with(2);
    one.arrivals = at({5});
    contact_center center{.classes = {one}, .leaving = leaving};
    center.breaks = {{duration(4), duration(12), 1}};
    const center_day of(center, std::vector<agents>{2, 2});
    center_replication replicate(of);
    const auto& counts = replicate(1, 0)[0];
    EXPECT_EQ(counts[0].ready_time, 32.0);
    EXPECT_EQ(counts[1].ready_time, 200.0);
    EXPECT_EQ(counts[0].offered, 1.0);
    if (leaving == leaving_agents::finish_contact) {
      // Both end at 10 s; the third is answered by the one who is there, at 10 s.
      EXPECT_EQ(counts[0].overtime, 6.0);
      EXPECT_EQ(counts[0].handling_time, 14.0 + 10.0);
      EXPECT_EQ(counts[0].wait_of_answered, 5.0);
    } else {
      // One is handed over at 4 s with 6 s to go, taken at 10 s; the third by who is back at 12 s.
      EXPECT_EQ(counts[0].overtime, 0.0);
      EXPECT_EQ(counts[0].handed_over, 1.0);
      EXPECT_EQ(counts[0].handling_time, 4.0 + 10.0 + 6.0 + 8.0);
      EXPECT_EQ(counts[0].waiting_time, 6.0 + 7.0);
      EXPECT_EQ(counts[0].wait_of_answered, 7.0);
      EXPECT_EQ(counts[0].handled_at_end, 1.0);
    }
  }
}

// A break from one interval's end to another's is a day with other agents.
TEST(breaks, of_whole_intervals_are_fewer_agents) {
  const std::vector<time_varying_interval> intervals{
      {duration(600), rate::per_second(0.08), duration(60), duration(90)},
      {duration(300), rate::per_second(0.2), duration(80), duration(60)},
      {duration(900), rate::per_second(0.05), duration(50), duration(200)}};
  contact_center with{.classes = {{intervals, question}}};
  with.breaks = {{duration(600), duration(900), 3}, {duration(600), duration(1800), 2}};
  const center_day one(with, std::vector<agents>{9, 14, 7});
  const center_day other({.classes = {{intervals, question}}}, std::vector<agents>{9, 9, 5});
  center_replication by_breaks(one);
  center_replication by_agents(other);
  for (std::uint64_t r = 0; r < 20; ++r) {
    const auto& x = by_breaks(2, r)[0];
    const auto& y = by_agents(2, r)[0];
    for (std::size_t i = 0; i < 3; ++i) {
      for (const auto member : detail::simulated_members) EXPECT_EQ(x[i].*member, y[i].*member);
    }
  }
}

// Contact by contact as by the recursion: who is there at first, and a log's contacts.
TEST(event_driven_columns, are_those_of_one_queue) {
  std::vector<time_varying_interval> intervals{
      {duration(600), rate::per_second(0.12), duration(60), duration(90)},
      {duration(300), rate::per_second(0.2), duration(80), duration(60)}};
  for (const bool log : {false, true}) {
    time_varying_queue day{intervals, trunks(12), {0.2, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.5}};
    contact_class one{intervals, question};
    simulated_laws laws;
    one.start = day.start;
    if (log) one.arrivals = laws.arrivals = at({0, 2, 3.5, 10, 400, 599, 600, 601, 700, 899});
    const std::vector<agents> on_phone{5, 8};
    const first_come_day queue(day, on_phone, laws, question);
    const center_day events({.classes = {one}, .lines = trunks(12)}, on_phone);
    first_come_replication by_recursion(queue);
    center_replication by_events(events);
    for (std::uint64_t r = 0; r < 30; ++r) {
      const contact_columns x = by_recursion.contacts(7, r);
      const contact_columns y = by_events.contacts(7, r)[0];
      EXPECT_EQ(x.interval, y.interval);
      EXPECT_EQ(x.fate, y.fate);
      for (std::size_t i = 0; i < x.wait.size(); ++i) {
        EXPECT_NEAR(x.arrival[i], y.arrival[i], 1e-9);
        EXPECT_NEAR(x.wait[i], y.wait[i], 1e-9);
        EXPECT_NEAR(x.handle_time[i], y.handle_time[i], 1e-9);
      }
    }
  }
}

TEST(callbacks, bad_input) {
  const auto ready = [](const contact_center& center) {
    return center_day(center, std::vector<agents>{2, 2});
  };
  const contact_class good{quiet({25, 100}), question};
  contact_class one = good;
  one.callback.when_told = duration(-1);
  EXPECT_THROW(ready({.classes = {one}}), std::domain_error);
  one = good;
  one.callback.least_free_agents = 0;
  EXPECT_THROW(ready({.classes = {one}}), std::domain_error);
  one = good;
  one.arrivals = at({3, 2});
  EXPECT_THROW(ready({.classes = {one}}), std::domain_error);
  for (const agents_away& away :
       {agents_away{duration(-1), duration(3), 1}, agents_away{duration(5), duration(5), 1},
        agents_away{duration(5), duration(126), 1}, agents_away{duration(5), duration(6), 3},
        agents_away{duration(5), duration(6), fractional_agents(0.5)}}) {
    EXPECT_THROW(ready({.classes = {good}, .breaks = {away}}), std::domain_error);
  }
}

}  // namespace
}  // namespace krarup
