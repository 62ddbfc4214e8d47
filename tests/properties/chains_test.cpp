// Every measure of small queues against their chains: all states written out.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <iomanip>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/erlang.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/chain.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::chain_number;
using support::chain_queue;
using support::queue_chain;

/// Equations in long double leave some 1e-18 of the whole, whatever its part.
testing::AssertionResult agrees(double got, chain_number expected, double absolute = 1e-17) {
  constexpr double relative = 1e-13;
  const auto error = static_cast<double>(std::abs(got - expected));
  if (error <= relative * static_cast<double>(std::abs(expected)) + absolute) {
    return testing::AssertionSuccess();
  }
  return testing::AssertionFailure() << std::setprecision(17) << "got " << got
                                     << ", the chain says " << expected << ", wrong by " << error;
}

constexpr std::array times{0.0, 0.01, 0.3, 1.0, 4.0};  // in handle times

std::vector<chain_queue> delay_queues() {
  std::vector<chain_queue> all;
  for (const int n : {1, 2, 3, 5, 8, 12}) {
    for (const double ratio : {0.01, 0.3, 0.8}) all.push_back({n, n * ratio, 0.0});
  }
  return all;
}

std::vector<chain_queue> impatient_queues() {
  std::vector<chain_queue> all;
  for (const int n : {1, 2, 3, 7, 12}) {
    for (const double ratio : {0.05, 0.7, 1.0, 1.6}) {
      for (const double hang_ups : {0.25, 1.0, 5.0, 100.0}) all.push_back({n, n * ratio, hang_ups});
    }
  }
  return all;
}

std::string text(const chain_queue& queue) {
  return std::to_string(queue.agents) + " agents, " + std::to_string(queue.load) + " erlangs, " +
         std::to_string(queue.hang_ups) + " hang-ups per handle time";
}

TEST(chains, erlang_b) {
  for (const int n : {1, 2, 3, 5, 9, 14}) {
    for (const double load : {0.01, 0.5, 1.0, 4.0, 14.0, 60.0}) {
      SCOPED_TRACE(text({n, load, 0.0}));
      const queue_chain chain({n, load, 0.0}, n);
      const erlang_b system = loss_system(erlangs(load));
      EXPECT_TRUE(agrees(probability_of_blocking(system, n), chain.probability_of_blocking()));
      EXPECT_TRUE(agrees(occupancy(system, n), chain.occupancy()));
      EXPECT_TRUE(agrees(carried_load(system, n).value(), n * chain.occupancy()));
    }
  }
}

TEST(chains, erlang_c) {
  for (const chain_queue& of : delay_queues()) {
    SCOPED_TRACE(text(of));
    const queue_chain chain(of);
    const erlang_c queue{.arrival_rate = rate::per_second(of.load),
                         .average_handle_time = duration(1)};
    const agents n = of.agents;
    EXPECT_TRUE(agrees(probability_of_wait(queue, n), chain.probability_of_wait()));
    EXPECT_TRUE(agrees(mean_queue_length(queue, n), chain.mean_queue_length()));
    EXPECT_TRUE(agrees(occupancy(queue, n), chain.occupancy()));
    const auto end = chain.in_the_end();
    EXPECT_TRUE(agrees(1.0, end.answered));
    EXPECT_TRUE(agrees(average_speed_of_answer(queue, n).count(), end.wait_of_answered));
    for (const double t : times) {
      const auto within = chain.until(t);
      EXPECT_TRUE(agrees(service_level(queue, n, duration(t)), within.answered)) << t;
      EXPECT_TRUE(agrees(probability_of_wait_beyond(queue, n, duration(t)), within.waiting)) << t;
    }
  }
}

TEST(chains, erlang_a) {
  for (const chain_queue& of : impatient_queues()) {
    SCOPED_TRACE(text(of));
    const queue_chain chain(of);
    const erlang_a_state state({.arrival_rate = rate::per_second(of.load),
                                .average_handle_time = duration(1),
                                .average_patience = duration(1.0 / of.hang_ups)},
                               of.agents);
    const auto end = chain.in_the_end();
    EXPECT_TRUE(agrees(state.probability_of_wait(), chain.probability_of_wait()));
    EXPECT_TRUE(agrees(state.probability_of_abandonment(), end.abandoned));
    EXPECT_TRUE(agrees(state.probability_of_answer(), end.answered));
    EXPECT_TRUE(agrees(state.mean_queue_length(), chain.mean_queue_length()));
    EXPECT_TRUE(agrees(state.occupancy(), chain.occupancy()));
    EXPECT_TRUE(agrees(state.mean_wait(wait_of::offered).count(),
                       end.wait_of_answered + end.wait_of_abandoned));
    EXPECT_TRUE(
        agrees(state.mean_wait(wait_of::answered).count(), end.wait_of_answered / end.answered));
    EXPECT_TRUE(agrees(state.mean_wait(wait_of::abandoned).count() *
                           static_cast<double>(end.abandoned),  // may have few digits
                       end.wait_of_abandoned));
    EXPECT_TRUE(agrees(state.mean_wait(wait_of::virtual_contact).count(),
                       chain.in_the_end(0).wait_of_answered));
  }
}

TEST(chains, waits_and_service_levels_of_erlang_a) {
  using enum service_level_definition;
  for (const chain_queue& of : impatient_queues()) {
    const queue_chain chain(of);
    const erlang_a_state state({.arrival_rate = rate::per_second(of.load),
                                .average_handle_time = duration(1),
                                .average_patience = duration(1.0 / of.hang_ups)},
                               of.agents);
    const auto end = chain.in_the_end();
    for (const double time : times) {
      const double t = time * std::min(1.0, 4.0 / of.hang_ups);
      SCOPED_TRACE(text(of) + ", t " + std::to_string(t));
      const duration wait(t);
      const duration early_wait(0.4 * t);
      const auto within = chain.until(t);
      const auto early = chain.until(0.4 * t);
      const auto endless = chain.until(t, 0);
      EXPECT_TRUE(agrees(state.probability_of_answer_within(wait), within.answered));
      EXPECT_TRUE(agrees(state.probability_of_abandonment_within(wait), within.abandoned));
      EXPECT_TRUE(agrees(state.probability_of_wait_beyond(wait), within.waiting));
      EXPECT_TRUE(agrees(state.probability_of_wait_beyond(wait, wait_of::answered),
                         (end.answered - within.answered) / end.answered, 1e-15));
      EXPECT_TRUE(agrees(state.probability_of_wait_beyond(wait, wait_of::virtual_contact),
                         endless.waiting));
      const auto level = [&](service_level_definition definition) {
        return state.service_level(wait, definition, early_wait);
      };
      EXPECT_TRUE(agrees(level(offered), within.answered));
      EXPECT_TRUE(agrees(level(answered), within.answered / end.answered));
      EXPECT_TRUE(
          agrees(level(exclude_abandoned_within), within.answered / (1 - within.abandoned)));
      EXPECT_TRUE(agrees(level(positive), within.answered + within.abandoned));
      EXPECT_TRUE(agrees(level(exclude_short), within.answered / (1 - early.abandoned)));
      EXPECT_TRUE(agrees(level(positive_short), within.answered + early.abandoned));
      EXPECT_TRUE(agrees(level(virtual_wait), endless.answered));
    }
  }
}

TEST(chains, batches) {
  const auto all = impatient_queues();
  std::vector<double> load(all.size()), patience(all.size()), n(all.size()), got(all.size());
  for (std::size_t row = 0; row < all.size(); ++row) {
    load[row] = all[row].load;
    patience[row] = 1.0 / all[row].hang_ups;
    n[row] = all[row].agents;
  }
  EXPECT_FALSE(batch::probability_of_wait({load, 1.0, patience}, n, got));
  for (std::size_t row = 0; row < all.size(); ++row) {
    EXPECT_TRUE(agrees(got[row], queue_chain(all[row]).probability_of_wait())) << text(all[row]);
  }
  EXPECT_FALSE(batch::service_level({load, 1.0, patience}, n, 0.3, got));
  for (std::size_t row = 0; row < all.size(); ++row) {
    EXPECT_TRUE(agrees(got[row], queue_chain(all[row]).until(0.3).answered)) << text(all[row]);
  }
}

TEST(chains, agents_required) {
  for (const double hang_ups : {0.0, 0.5, 3.0}) {
    for (const double load : {0.3, 2.0, 6.0}) {
      for (const double level : {0.5, 0.8, 0.99}) {
        int least = hang_ups == 0.0 ? static_cast<int>(load) + 1 : 1;
        while (queue_chain({least, load, hang_ups}).until(0.2).answered < level) ++least;
        const service_target target{.service_level = level, .answer_within = duration(0.2)};
        const rate arrivals = rate::per_second(load);
        const auto required =
            hang_ups == 0.0
                ? agents_required(erlang_c{arrivals, duration(1)}, target)
                : agents_required(erlang_a{arrivals, duration(1), duration(1 / hang_ups)}, target);
        EXPECT_EQ(required->count(), least) << text({0, load, hang_ups});
      }
    }
  }
}

// The figures that lines.hpp gives for the error of sizing lines by Erlang B.
TEST(chains, lines_by_erlang_b_block_more_than_meant) {
  const erlang_c queue{.arrival_rate = contacts(100) / duration(1800),
                       .average_handle_time = duration(180)};
  const auto blocks = [](int n, double load, int lines) {
    return static_cast<double>(queue_chain({n, load, 0.0}, lines).probability_of_blocking());
  };
  EXPECT_EQ(lines_required(queue, 14, duration(0), 0.001)->count(), 22);
  EXPECT_NEAR(blocks(14, 10, 22), 0.0034, 5e-5);
  EXPECT_GT(blocks(14, 10, 25), 0.001);
  EXPECT_LE(blocks(14, 10, 26), 0.001);
  EXPECT_EQ(lines_required(queue, 14, duration(0), 0.01)->count(), 18);
  EXPECT_NEAR(blocks(14, 10, 18), 0.0134, 5e-5);
  EXPECT_LE(blocks(14, 10, 19), 0.01);
}

}  // namespace
}  // namespace krarup
