// Waiting places: M/M/n/K with any law of patience.
#include <krarup/queues/mmn_g_state.hpp>

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/patience_chain.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::patience_chain;
using support::reference_table;
using support::two_phases;
using support::within;

constexpr double epsilons = 450;  // the header's 1e-13

struct kind {
  any_patience law;
  two_phases phases;
};

std::vector<kind> kinds_of_patience() {
  std::vector<kind> all;
  for (const double mean : {0.1, 0.5, 2.0, 8.0}) {
    all.push_back(
        {{gamma_patience{duration(mean), 2.0}}, {{1.0, 0.0}, 2.0 / mean, {0.0, 2.0 / mean}}});
    all.push_back(
        {{hyperexponential_patience{{{0.25, duration(0.125 * mean)}, {0.75, duration(mean)}}}},
         {{0.25, 0.75}, 0.0, {8.0 / mean, 1.0 / mean}}});
  }
  return all;
}

TEST(mmn_g_lines, ordered_queue_of_phases) {
  for (const auto& [law, phases] : kinds_of_patience()) {
    for (const int n : {1, 2}) {
      for (const int places : {1, 2, 3, 4}) {
        for (const double load : {0.3, 1.0, 1.5, 4.0}) {
          const patience_chain chain(n, load, places, phases);
          const mmn_g_state state(rate::per_second(load), 1s, law, n, places);
          SCOPED_TRACE(testing::Message()
                       << n << ' ' << places << ' ' << load << ' ' << average_patience(law).count()
                       << ' ' << law.law.index());
          const auto end = chain.in_the_end();
          EXPECT_TRUE(
              within(epsilons, state.probability_of_blocking(), chain.probability_of_blocking()));
          EXPECT_TRUE(within(epsilons, state.probability_of_wait(),
                             1 - chain.idle() - chain.probability_of_blocking()));
          EXPECT_TRUE(within(epsilons, state.probability_of_abandonment(),
                             chain.probability_of_abandonment()));
          EXPECT_TRUE(within(epsilons, state.probability_of_abandonment(), end.abandoned));
          EXPECT_TRUE(within(epsilons, state.probability_of_answer(), end.answered));
          EXPECT_TRUE(within(epsilons, state.mean_queue_length(), chain.mean_queue_length()));
          EXPECT_TRUE(within(epsilons, state.mean_wait(wait_of::answered).count(),
                             end.wait_of_answered / end.answered));
          EXPECT_TRUE(within(epsilons, state.mean_wait(wait_of::abandoned).count(),
                             end.wait_of_abandoned / end.abandoned));
          for (const double t : {0.05, 0.4, 2.0}) {
            const auto by_then = chain.until(t);
            EXPECT_TRUE(
                within(epsilons, state.service_level(duration(t), offered, 0s), by_then.answered));
            EXPECT_TRUE(within(epsilons, state.probability_of_abandonment_within(duration(t)),
                               by_then.abandoned));
            EXPECT_TRUE(
                within(epsilons, state.probability_of_wait_beyond(duration(t)), by_then.waiting));
          }
        }
      }
    }
  }
}

TEST(mmn_g_lines, independent_vectors) {
  const reference_table table("vectors/mmnk.csv");
  ASSERT_GE(table.rows(), 14u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double servers = table.number(row, "servers");
    const double places = table.number(row, "capacity") - servers;
    const double hang_ups = table.number(row, "abandonment_rate");
    if (!(places > 0.0)) continue;
    const any_patience law = hang_ups > 0.0
                                 ? any_patience{exponential_patience{duration(1.0 / hang_ups)}}
                                 : any_patience{endless_patience{}};
    const mmn_g_state state(rate::per_second(table.number(row, "arrival_rate")),
                            duration(1.0 / table.number(row, "service_rate")), law,
                            fractional_agents(servers), places);
    const duration t(table.number(row, "time"));
    const auto is = [&](const char* column, double value) {
      if (table.missing(row, column)) return;
      EXPECT_TRUE(within(epsilons, value, table.precise(row, column))) << column << ", row " << row;
    };
    const double in = 1.0 - state.probability_of_blocking();
    is("p_block", state.probability_of_blocking());
    is("p_wait", state.probability_of_wait());
    is("p_abandon", state.probability_of_abandonment());
    is("p_served", state.probability_of_answer());
    is("mean_wait_admitted", state.mean_wait(wait_of::offered).count() / in);
    is("mean_wait_given_wait", state.mean_wait_of_waiters().count());
    is("mean_wait_served", state.mean_wait(wait_of::answered).count());
    is("mean_wait_abandoned", state.mean_wait(wait_of::abandoned).count());
    is("mean_queue_length", state.mean_queue_length());
    is("occupancy", state.occupancy());
    is("p_wait_exceeds_given_admitted", state.probability_of_wait_beyond(t) / in);
    is("p_served_within", state.service_level(t, offered, 0s));
    is("p_abandoned_within", state.probability_of_abandonment_within(t));
  }
}

}  // namespace
}  // namespace krarup
