#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <iomanip>
#include <random>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/linear_scan.hpp"
#include "support/oracle.hpp"
#include "support/reference_table.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;

const erlang_c canonical{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};
const service_target eighty_twenty{.service_level = 0.80, .answer_within = 20s};

erlang_c delay_queue(double load) {
  return {.arrival_rate = rate::per_second(load), .average_handle_time = duration(1)};
}
erlang_a patience_queue(double load, double patience) {
  return {.arrival_rate = rate::per_second(load),
          .average_handle_time = duration(1),
          .average_patience = duration(patience)};
}

/// Service levels in (0, 1), half of them near an end.
double any_level(support::random_numbers& random) {
  constexpr std::array special{1e-6, 0.2, 0.5, 0.8, 0.95, 0.999, 1.0 - 1e-9};
  switch (random.one_of(5)) {
    case 0:
      return special.at(random.one_of(special.size()));
    case 1:
      return 1.0 - random.scale(1e-9, 1.0);
    case 2:
      return random.scale(1e-6, 1.0);
    default:
      return random.uniform(1e-6, 1.0 - 1e-9);
  }
}

/// Answer times from 0 to more handle times than anybody waits.
double any_time(support::random_numbers& random) {
  switch (random.one_of(6)) {
    case 0:
      return 0.0;
    case 1:
      return random.scale(1e-12, 1e-4);
    case 2:
      return random.one_of(4) == 0 ? 1e300 : random.scale(10.0, 1e9);
    default:
      return random.scale(1e-4, 10.0);
  }
}

/// What came of many problems. A tie is one that rounding may decide, either way.
struct tally {
  int problems = 0;
  int wrong = 0;
  int ties = 0;

  void add(double found, const support::allowed& right, const testing::Message& problem) {
    ++problems;
    ties += right.least != right.most;
    if (found >= right.least && found <= right.most) return;
    if (++wrong <= 5) {
      ADD_FAILURE() << problem << ": found " << found << ", scanned " << right.least << " to "
                    << right.most;
    }
  }
};

/// How near to a service level rounding may decide: its own doubles are 1.1e-16 apart.
constexpr long double tie = 4e-15L;

/// Whether n agents keep the promises of a target with so much margin; times in handle times.
bool keeps(const support::delay_scan& scan, double load, const service_target& target,
           long double margin) {
  if (scan.n() <= load) return false;
  const long double wait = scan.wait();
  const long double excess = scan.n() - load;
  const long double relative = 1 + margin;
  if (target.service_level) {
    const long double late = wait * std::exp(-excess * target.answer_within->count());
    if (!(1.0L - target.service_level->value() >= late + margin)) return false;
  }
  if (target.probability_of_wait && wait * relative > target.probability_of_wait->value())
    return false;
  if (target.occupancy && load / scan.n() * relative > target.occupancy->value()) return false;
  if (target.average_speed_of_answer &&
      wait / excess * relative > target.average_speed_of_answer->count()) {
    return false;
  }
  return true;
}

bool keeps(const support::delay_scan& scan, double load, double patience,
           const service_target& target, long double margin) {
  const double t = target.answer_within ? target.answer_within->count() : 0.0;
  const support::abandonment_chain chain(scan, load, patience, t,
                                         target.average_speed_of_answer.has_value());
  const long double relative = 1 + margin;
  if (target.service_level &&
      !(1.0L - target.service_level->value() >= chain.abandons + chain.late + margin)) {
    return false;
  }
  if (target.probability_of_abandonment &&
      chain.abandons * relative > target.probability_of_abandonment->value()) {
    return false;
  }
  if (target.occupancy &&
      load * (1 - chain.abandons) / scan.n() * relative > target.occupancy->value()) {
    return false;
  }
  return !target.average_speed_of_answer ||
         chain.speed_of_answer * relative <= target.average_speed_of_answer->count();
}

/// The least number from `first` on that keeps the target, one after the other. `kept(scan, margin)`
template <class Kept>
support::allowed scanned_agents(double load, double first, const Kept& kept) {
  support::delay_scan scan(load);
  while (scan.n() < first) scan.next();
  support::allowed found{-1, -1};
  for (;; scan.next()) {
    if (found.least < 0 && kept(scan, -tie)) found.least = static_cast<double>(scan.n());
    if (found.least >= 0 && kept(scan, tie)) return {found.least, static_cast<double>(scan.n())};
  }
}

support::allowed scanned_agents(double load, const service_target& target) {
  return scanned_agents(load, 1.0, [&](const support::delay_scan& scan, long double margin) {
    return keeps(scan, load, target, margin);
  });
}

/// Answered contacts have been served, so that at least as many agents are needed as their load.
support::allowed scanned_agents(double load, double patience, const service_target& target) {
  const double served = target.service_level ? load * target.service_level->value() : 0.0;
  return scanned_agents(load, std::max(1.0, std::floor(served * (1.0 - 1e-12))),
                        [&](const support::delay_scan& scan, long double margin) {
                          return keeps(scan, load, patience, target, margin);
                        });
}

TEST(agents_required, published_values) {
  EXPECT_EQ(agents_required(canonical, eighty_twenty)->count(), 14);
  service_target capped = eighty_twenty;
  capped.occupancy = 0.70;
  EXPECT_EQ(agents_required(canonical, capped)->count(), 15);
  EXPECT_NEAR(fractional_agents_required(canonical, eighty_twenty)->count(), 13.0372064664, 1e-10);
  EXPECT_NEAR(interpolated_agents_required(canonical, eighty_twenty)->count(), 13.0474928642,
              1e-10);
  const erlang_a large{.arrival_rate = contacts(10000) / 30min,
                       .average_handle_time = 300s,
                       .average_patience = 120s};
  EXPECT_EQ(agents_required(large, eighty_twenty)->count(), 1486);
}

TEST(agents_required, one_expected_contact_needs_one_agent) {
  const erlang_c quiet{.arrival_rate = contacts(1) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(agents_required(quiet, eighty_twenty)->count(), 1);
  const erlang_c day{.arrival_rate = contacts(1) / 24h, .average_handle_time = 180s};
  EXPECT_EQ(agents_required(day, eighty_twenty)->count(), 1);
}

TEST(agents_required, definition_changes_the_answer) {
  using enum service_level_definition;
  service_target target = eighty_twenty;
  EXPECT_EQ(agents_required(impatient, target)->count(), 13);
  target.definition = answered;
  EXPECT_EQ(agents_required(impatient, target)->count(), 12);
}

TEST(agents_required, reference_table) {
  const support::reference_table table("staffing.csv");
  ASSERT_GE(table.rows(), 100u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const service_target target{.service_level = table.number(row, "target"),
                                .answer_within = duration(table.number(row, "answer_within"))};
    const rate arrivals =
        contacts(table.number(row, "contacts")) / duration(table.number(row, "interval"));
    const duration handle_time(table.number(row, "aht"));
    const outcome<agents> n =
        table.text(row, "model") == "erlang_c"
            ? agents_required(erlang_c{arrivals, handle_time}, target)
            : agents_required(
                  erlang_a{arrivals, handle_time, duration(table.number(row, "patience"))}, target);
    ASSERT_TRUE(n) << "row " << row;
    EXPECT_EQ(n->count(), table.number(row, "servers")) << "row " << row;
  }
}

#if defined(__SANITIZE_ADDRESS__)
constexpr int share = 10;
#else
constexpr int share = 1;
#endif

TEST(agents_required, equals_a_linear_scan) {
  support::random_numbers random(20260101);
  tally all;
  for (int i = 0; i < 120'000 / share; ++i) {
    const double load = i % 4000 == 0 ? random.scale(1e4, 1e6) : random.scale(1e-6, 2e3);
    const service_target target{.service_level = any_level(random),
                                .answer_within = duration(any_time(random))};
    all.add(agents_required(delay_queue(load), target)->count(), scanned_agents(load, target),
            testing::Message() << std::setprecision(17) << load << " erlangs, "
                               << target.service_level->value() << " within "
                               << target.answer_within->count());
  }
  EXPECT_EQ(all.wrong, 0) << "of " << all.problems;
  EXPECT_LE(all.ties, 2);
}

TEST(agents_required, equals_a_linear_scan_for_joint_targets) {
  support::random_numbers random(20260102);
  tally all;
  for (int i = 0; i < 20'000 / share; ++i) {
    const double load = random.scale(1e-6, 1e3);
    const service_target target{.service_level = any_level(random),
                                .answer_within = duration(any_time(random)),
                                .average_speed_of_answer = duration(random.scale(1e-6, 10.0)),
                                .occupancy = random.uniform(0.1, 1.0),
                                .probability_of_wait = random.scale(1e-6, 1.0)};
    all.add(agents_required(delay_queue(load), target)->count(), scanned_agents(load, target),
            testing::Message() << std::setprecision(17) << load << " erlangs, joint target " << i);
  }
  EXPECT_EQ(all.wrong, 0) << "of " << all.problems;
  EXPECT_LE(all.ties, 2);
}

TEST(agents_required, equals_a_linear_scan_with_patience) {
  support::random_numbers random(20260103);
  tally all;
  for (int i = 0; i < 110'000 / share; ++i) {
    const double load = i % 500 == 0 ? random.scale(100.0, 2e3) : random.scale(1e-6, 100.0);
    const double patience = random.scale(1e-3, std::min(1e4, 1e4 / load));
    const service_target target{.service_level = any_level(random),
                                .answer_within = duration(any_time(random))};
    all.add(agents_required(patience_queue(load, patience), target)->count(),
            scanned_agents(load, patience, target),
            testing::Message() << std::setprecision(17) << load << " erlangs, patience " << patience
                               << ", " << target.service_level->value() << " within "
                               << target.answer_within->count());
  }
  EXPECT_EQ(all.wrong, 0) << "of " << all.problems;
  EXPECT_LE(all.ties, 2);
}

TEST(agents_required, equals_a_linear_scan_for_joint_targets_with_patience) {
  support::random_numbers random(20260104);
  tally all;
  for (int i = 0; i < 10'000 / share; ++i) {
    const double load = random.scale(1e-6, 50.0);
    const double patience = random.scale(1e-3, 100.0);
    const service_target target{.service_level = any_level(random),
                                .answer_within = duration(any_time(random)),
                                .average_speed_of_answer = duration(random.scale(1e-6, 10.0)),
                                .probability_of_abandonment = random.scale(1e-6, 1.0),
                                .occupancy = random.uniform(0.1, 1.0)};
    all.add(agents_required(patience_queue(load, patience), target)->count(),
            scanned_agents(load, patience, target),
            testing::Message() << std::setprecision(17) << load << " erlangs, patience " << patience
                               << ", joint target " << i);
  }
  EXPECT_EQ(all.wrong, 0) << "of " << all.problems;
  EXPECT_LE(all.ties, 2);
}

// The level rises with the agents, so that a number that misses it bounds the answer from below.
TEST(agents_required, equals_a_linear_scan_of_large_centers_with_patience) {
  support::random_numbers random(20260105);
  support::oracle_quadrature integral;
  for (int i = 0; i < 40 / share; ++i) {
    const double load = random.scale(1e4, 1e7);
    const double patience = random.scale(1e-3, 1e3);
    const double level = random.uniform(0.01, 0.99);
    const double t =
        random.one_of(4) == 0 ? 0.0 : random.scale(1e-4, 1.0) * std::min(patience, 1.0);
    const auto found = agents_required(patience_queue(load, patience),
                                       {.service_level = level, .answer_within = duration(t)});
    ASSERT_TRUE(found);
    const auto enough = [&](double n) {
      return support::erlang_a_oracle(n, load, patience, integral).until(t).answered >= level;
    };
    double n = found->count() - 5.0;
    SCOPED_TRACE(testing::Message()
                 << load << " erlangs, patience " << patience << ", " << level << " within " << t);
    EXPECT_FALSE(enough(n));
    while (n < found->count() + 5.0 && !enough(n)) n += 1.0;
    EXPECT_EQ(n, found->count());
  }
}

TEST(agents_required, is_the_least_by_every_definition) {
  support::random_numbers random(20260106);
  support::oracle_quadrature integral;
  for (std::size_t i = 0; i < 210 / share; ++i) {
    const std::size_t definition = i % support::level_names.size();
    const double load = random.scale(1e-2, 1e6);
    const double patience = random.scale(1e-3, 1e3);
    const double level = random.uniform(0.05, 0.99);
    const double t = random.scale(1e-4, 1.0) * std::min(patience, 1.0);
    const double instant = random.uniform(0.05, 1.0) * t;
    SCOPED_TRACE(testing::Message()
                 << support::level_names.at(definition) << ", " << load << " erlangs, patience "
                 << patience << ", " << level << " within " << t << ", short " << instant);
    const auto found =
        agents_required(patience_queue(load, patience),
                        {.service_level = level,
                         .answer_within = duration(t),
                         .definition = static_cast<service_level_definition>(definition),
                         .short_abandon = duration(instant)});
    ASSERT_TRUE(found);
    const auto enough = [&](double n) {
      const support::erlang_a_oracle truth(n, load, patience, integral);
      return support::level(definition, truth, truth.until(t), truth.until(instant)) >= level;
    };
    const double n = found->count();
    if (n > 0.0) {
      EXPECT_TRUE(enough(n));
    }
    if (n > 1.0) {
      EXPECT_FALSE(enough(n - 1.0));
    }
  }
}

TEST(agents_required, joint_target_is_the_hardest_of_its_promises) {
  const service_target alone[] = {
      eighty_twenty,       {.average_speed_of_answer = 4s},
      {.mean_wait = 4s},   {.probability_of_abandonment = 0.02},
      {.occupancy = 0.75}, {.probability_of_wait = 0.25},
  };
  double hardest = 0.0;
  for (const service_target& target : alone) {
    const double n = agents_required(impatient, target)->count();
    EXPECT_TRUE(meets(impatient, fractional_agents(n), target));
    EXPECT_FALSE(meets(impatient, fractional_agents(n - 1.0), target));
    hardest = std::max(hardest, n);
  }
  const service_target together{.service_level = 0.80,
                                .answer_within = 20s,
                                .average_speed_of_answer = 4s,
                                .mean_wait = 4s,
                                .probability_of_abandonment = 0.02,
                                .occupancy = 0.75,
                                .probability_of_wait = 0.25};
  EXPECT_EQ(agents_required(impatient, together)->count(), hardest);
}

TEST(agents_required, tells_the_mean_wait_of_offered_from_that_of_answered) {
  // 12 agents: 12.81 s over offered, 11.86 s over answered contacts.
  EXPECT_EQ(agents_required(impatient, {.average_speed_of_answer = 12.5s})->count(), 12);
  EXPECT_EQ(agents_required(impatient, {.mean_wait = 12.5s})->count(), 13);
}

TEST(agents_required, occupancy_caps_carried_load) {
  // Patience leaves 12 agents less to carry than the 10 erlangs offered.
  const erlang_a hasty{
      .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 10s};
  const service_target cap{.occupancy = 0.80};
  EXPECT_EQ(agents_required(canonical, cap)->count(), 13);  // 10 / 0.80 = 12.5
  EXPECT_LT(agents_required(hasty, cap)->count(), 13);
}

TEST(agents_required, scales) {
  const erlang_c enormous{.arrival_rate = contacts(10'000'000) / 1h, .average_handle_time = 180s};
  EXPECT_EQ(agents_required(enormous, eighty_twenty)->count(), 500015);
  EXPECT_TRUE(meets(enormous, 500015, eighty_twenty));
  EXPECT_FALSE(meets(enormous, 500014, eighty_twenty));
}

/// A queue that counts how many numbers of agents it is asked about: by the service level alone.
template <class Queue>
struct counted {
  Queue queue;
  int* questions;
};
template <class Queue>
[[nodiscard]] erlangs offered_load(const counted<Queue>& asked) {
  return offered_load(asked.queue);
}
template <class Queue>
[[nodiscard]] double probability_of_wait(const counted<Queue>& asked, agents n) {
  return probability_of_wait(asked.queue, n);
}
template <class Queue>
[[nodiscard]] double service_level(const counted<Queue>& asked, agents n, duration t,
                                   service_level_definition definition, duration short_abandon) {
  ++*asked.questions;
  return service_level(asked.queue, n, t, definition, short_abandon);
}
template <class Queue>
[[nodiscard]] service_level_shares shares_for_service_level(const counted<Queue>& asked, agents n,
                                                            duration t,
                                                            service_level_definition definition,
                                                            duration short_abandon) {
  return shares_for_service_level(asked.queue, n, t, definition, short_abandon);
}
template <class Queue>
[[nodiscard]] duration average_speed_of_answer(const counted<Queue>& asked, agents n) {
  return average_speed_of_answer(asked.queue, n);
}
template <class Queue>
[[nodiscard]] duration mean_wait(const counted<Queue>& asked, agents n) {
  return mean_wait(asked.queue, n);
}
template <class Queue>
[[nodiscard]] double mean_queue_length(const counted<Queue>& asked, agents n) {
  return mean_queue_length(asked.queue, n);
}
template <class Queue>
[[nodiscard]] double occupancy(const counted<Queue>& asked, agents n) {
  return occupancy(asked.queue, n);
}
template <class Queue>
[[nodiscard]] double likely_agents(const counted<Queue>& asked, const service_target& target) {
  return likely_agents(asked.queue, target);
}

TEST(agents_required, asks_about_few_numbers_of_agents) {
  std::mt19937_64 random(20260103);
  const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
  int all_c = 0, most_c = 0, all_a = 0, most_a = 0;
  constexpr int problems = 2000;
  for (int i = 0; i < problems; ++i) {
    const rate arrivals = rate::per_second(std::pow(10.0, -6.0 + 13.0 * uniform()));
    const duration patience(std::pow(10.0, -3.0 + 6.0 * uniform()));
    const double level =
        i % 2 == 0 ? 0.01 + 0.98 * uniform() : 1.0 - std::pow(10.0, -12 * uniform());
    const duration t(i % 5 == 0 ? 0.0 : std::pow(10.0, -4.0 + 6.0 * uniform()));
    if (level <= 0.0) continue;
    const service_target target{.service_level = level, .answer_within = t};
    int questions = 0;
    (void)agents_required(counted<erlang_c>{{arrivals, 1s}, &questions}, target);
    all_c += questions;
    most_c = std::max(most_c, questions);
    questions = 0;
    (void)agents_required(counted<erlang_a>{{arrivals, 1s, patience}, &questions}, target);
    all_a += questions;
    most_a = std::max(most_a, questions);
  }
  EXPECT_LE(all_c, 2.5 * problems);
  EXPECT_LE(most_c, 6);
  EXPECT_LE(all_a, 5.0 * problems);
  EXPECT_LE(most_a, 30);
}

TEST(agents_required, corners) {
  const erlang_c night{.arrival_rate = contacts(0) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(agents_required(night, eighty_twenty)->count(), 0);
  EXPECT_EQ(fractional_agents_required(night, eighty_twenty)->count(), 0);
  EXPECT_EQ(agents_required(night, {.service_level = 1.0, .answer_within = 0s})->count(), 0);
}

TEST(agents_required, answers_some_time) {
  const duration ever(detail::infinity);
  for (const double load : {1e-6, 0.3, 1.0, 9.99, 10.0, 63.5, 700.0, 123456.7, 9999999.5}) {
    const erlang_c patient{.arrival_rate = rate::per_second(load / 180.0),
                           .average_handle_time = 180s};
    const double stable = std::floor(offered_load(patient).value()) + 1.0;
    for (const double level : {1e-9, 0.5, 0.8, 0.999999, 1.0}) {
      EXPECT_EQ(agents_required(patient, {.service_level = level, .answer_within = ever})->count(),
                stable)
          << load << ", " << level;
    }
    const erlang_a leaves{.arrival_rate = patient.arrival_rate,
                          .average_handle_time = 180s,
                          .average_patience = 120s};
    for (const double level : {0.5, 0.8, 0.99}) {
      EXPECT_EQ(agents_required(leaves, {.service_level = level, .answer_within = ever})->count(),
                agents_required(leaves, {.probability_of_abandonment = 1.0 - level})->count())
          << load << ", " << level;
    }
  }
  EXPECT_EQ(agents_required(impatient, {.service_level = 1.0, .answer_within = ever}).why(),
            unreachable::perfect_service_level);
  EXPECT_EQ(agents_required(impatient, {.service_level = 0.9,
                                        .answer_within = ever,
                                        .definition = service_level_definition::answered})
                ->count(),
            1);
}

TEST(agents_required, says_why_there_is_none) {
  EXPECT_EQ(agents_required(canonical, {.service_level = 1.0, .answer_within = 20s}).why(),
            unreachable::perfect_service_level);
  EXPECT_EQ(agents_required(canonical, {.probability_of_wait = 0.0}).why(),
            unreachable::no_wait_ever);
  EXPECT_EQ(agents_required(canonical, {.occupancy = 0.0}).why(), unreachable::idle_agents);
  EXPECT_EQ(agents_required(canonical, {.average_speed_of_answer = 0s}).why(),
            unreachable::no_wait_at_all);
  EXPECT_EQ(agents_required(canonical, {.mean_wait = 0s}).why(), unreachable::no_wait_at_all);
  EXPECT_EQ(agents_required(impatient, {.probability_of_abandonment = 0.0}).why(),
            unreachable::no_abandonment);
}

TEST(agents_required, is_beyond_numbers_where_agents_can_no_longer_be_counted) {
  const auto loaded = [](double load) {
    return erlang_c{.arrival_rate = rate::per_second(load), .average_handle_time = 1s};
  };
  const service_target promise{.service_level = 0.80, .answer_within = duration(1e-9)};
  EXPECT_EQ(agents_required(loaded(1e17), promise).why(), unreachable::beyond_numbers);
  EXPECT_EQ(agents_required(loaded(1e300), {.occupancy = 0.5}).why(), unreachable::beyond_numbers);
  const erlang_c countable = loaded(4e15);
  const agents n = *agents_required(countable, promise);
  EXPECT_GT(n.count(), 4e15);
  EXPECT_TRUE(meets(countable, n, promise));
  EXPECT_FALSE(meets(countable, fractional_agents(n.count() - 1.0), promise));
}

TEST(agents_required, a_promise_missed_by_the_last_bit_is_missed) {
  const double next = std::nextafter(0.3, 1.0);
  EXPECT_LT(detail::slack(0.3, false, next), 0.0);  // though the logarithms may be equal
  EXPECT_LT(detail::slack(next, true, 0.3), 0.0);
  EXPECT_GE(detail::slack(0.3, true, 0.3), 0.0);
}

TEST(agents_required, errors) {
  EXPECT_THROW((void)agents_required(canonical, {}), std::invalid_argument);
  EXPECT_THROW((void)agents_required(canonical, {.service_level = 0.8}), std::invalid_argument);
  EXPECT_THROW((void)agents_required(canonical, {.probability_of_abandonment = 0.05}),
               std::invalid_argument)
      << "nobody hangs up in Erlang C: the promise would mean nothing";
  const erlang_a forgotten{
      .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 0s};
  EXPECT_THROW((void)agents_required(forgotten, eighty_twenty), std::domain_error);
}

TEST(fractional_agents_required, rounds_up_to_the_whole_answer) {
  for (double level : {0.2, 0.5, 0.8, 0.95, 0.999}) {
    const service_target target{.service_level = level, .answer_within = 20s};
    const double n = fractional_agents_required(impatient, target)->count();
    EXPECT_EQ(std::ceil(n), agents_required(impatient, target)->count());
    EXPECT_NEAR(service_level(impatient, fractional_agents(n), 20s), level, 1e-12);
    const double between = interpolated_agents_required(impatient, target)->count();
    EXPECT_EQ(std::ceil(between), std::ceil(n));
  }
}

TEST(interpolated_agents_required, is_linear_in_the_promise_that_takes_most) {
  // Erlang C with 10 erlangs: 13 agents have P(wait) = C(13), 14 have C(14).
  const double c13 = probability_of_wait(canonical, 13);
  const double c14 = probability_of_wait(canonical, 14);
  const service_target joint{.occupancy = 0.9, .probability_of_wait = 0.2};  // 12 for occupancy
  EXPECT_NEAR(interpolated_agents_required(canonical, joint)->count(),
              13.0 + (c13 - 0.2) / (c13 - c14), 1e-12);
  // All are answered, so that both mean waits are one; at 10 agents they are infinite.
  const auto by_wait = interpolated_agents_required(canonical, {.mean_wait = 10s});
  const auto by_answer = interpolated_agents_required(canonical, {.average_speed_of_answer = 10s});
  EXPECT_EQ(by_wait->count(), by_answer->count());
  const auto endless = interpolated_agents_required(canonical, {.mean_wait = 1h});
  EXPECT_EQ(endless->count(), 11.0);
}

TEST(interpolated_agents_required, has_the_corners_of_the_whole_answer) {
  const erlang_c night{.arrival_rate = contacts(0) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(interpolated_agents_required(night, eighty_twenty)->count(), 0.0);
  const service_target perfect{.service_level = 1.0, .answer_within = 20s};
  EXPECT_EQ(interpolated_agents_required(canonical, perfect).why(),
            unreachable::perfect_service_level);
  EXPECT_EQ(fractional_agents_required(canonical, perfect).why(),
            unreachable::perfect_service_level);
}

TEST(contacts_answerable, is_the_volume_that_just_keeps_the_target) {
  erlang_a queue = impatient;
  for (int n : {1, 2, 14, 300}) {
    const contacts most = *contacts_answerable(queue, n, eighty_twenty, 30min);
    queue.arrival_rate = most / 30min;
    EXPECT_NEAR(service_level(queue, n, 20s), 0.80, 1e-9) << n;
    EXPECT_TRUE(meets(queue, n, eighty_twenty)) << n;
    EXPECT_EQ(agents_required(queue, eighty_twenty)->count(), n);
  }
  EXPECT_EQ(contacts_answerable(canonical, 0, eighty_twenty, 30min).why(),
            unreachable::too_few_agents);
  const erlang_c instant{.arrival_rate = contacts(1) / 30min,
                         .average_handle_time = duration(1e-300)};
  EXPECT_EQ(contacts_answerable(instant, 10, eighty_twenty, 30min).why(),
            unreachable::beyond_numbers);
  const service_target anything{.service_level = 0.0, .answer_within = 20s};
  const service_target perfect{.service_level = 1.0, .answer_within = 20s};
  EXPECT_EQ(contacts_answerable(canonical, 14, perfect, 30min).why(),
            unreachable::perfect_service_level);
  EXPECT_EQ(longest_average_handle_time(canonical, 14, perfect).why(),
            unreachable::perfect_service_level);
  // Half an agent is busy with probability sqrt(a) / Gamma(1.5) under next to no load a.
  EXPECT_EQ(
      contacts_answerable(canonical, fractional_agents(0.5), {.probability_of_wait = 1e-200}, 30min)
          .why(),
      unreachable::too_few_agents);
  for (int n : {0, 14}) {
    EXPECT_EQ(contacts_answerable(canonical, n, anything, 30min).why(), unreachable::unlimited);
    EXPECT_EQ(longest_average_handle_time(impatient, n, anything).why(), unreachable::unlimited);
  }
}

// A handle time for which the least volume is 1e-23 erlangs, and 3e-319 agents.
TEST(contacts_answerable, says_when_any_volume_is_too_much) {
  erlang_a endless = impatient;
  endless.average_handle_time = duration(4.7e301);
  EXPECT_EQ(contacts_answerable(endless, fractional_agents(3e-319), eighty_twenty, 1s).why(),
            unreachable::too_few_agents);
  endless.arrival_rate = rate::per_second(1e300);
  EXPECT_EQ(longest_average_handle_time(endless, fractional_agents(1e-100), eighty_twenty).why(),
            unreachable::too_few_agents);
}

TEST(longest_average_handle_time, just_keeps_the_target) {
  erlang_c queue = canonical;
  queue.average_handle_time = *longest_average_handle_time(canonical, 14, eighty_twenty);
  EXPECT_NEAR(service_level(queue, 14, 20s), 0.80, 1e-9);
  EXPECT_GT(queue.average_handle_time, 180s);
  const erlang_c night{.arrival_rate = contacts(0) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(longest_average_handle_time(night, 14, eighty_twenty).why(), unreachable::unlimited);
}

TEST(answer_within_achieved, is_the_inverse_of_the_service_level) {
  for (double level : {0.6, 0.8, 0.9}) {
    const duration t = *answer_within_achieved(impatient, 11, level);
    EXPECT_NEAR(service_level(impatient, 11, t), level, 1e-12);
  }
  EXPECT_EQ(answer_within_achieved(impatient, 20, 0.5)->count(), 0.0);
}

TEST(answer_within_achieved, has_a_ceiling_where_contacts_hang_up) {
  const erlang_a busy{.arrival_rate = contacts(1000) / 30min,
                      .average_handle_time = 180s,
                      .average_patience = 300s};
  EXPECT_NEAR(service_level(busy, 95, 600s), 0.9356, 5e-5);
  EXPECT_EQ(answer_within_achieved(busy, 95, 0.95).why(), unreachable::above_ceiling);
  EXPECT_EQ(answer_within_achieved(canonical, 10, 0.5).why(), unreachable::above_ceiling);
}

TEST(answer_within_achieved, may_be_many_handle_times) {
  // One agent under 0.9 erlangs: 1 - 0.9 exp(-0.1 t / AHT) = 0.95 at t = 10 ln 18 AHT.
  const erlang_c queue{.arrival_rate = contacts(9) / 30min, .average_handle_time = 180s};
  EXPECT_NEAR(answer_within_achieved(queue, 1, 0.95)->count(), 1800.0 * std::log(18.0), 1e-8);
}

}  // namespace
}  // namespace krarup
