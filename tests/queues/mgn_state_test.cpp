#include <krarup/queues/mgn_state.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::reference_table;
using support::within;

/// With the handle time as the unit of time.
mgn queue_of(double load, double scv) {
  return {.arrival_rate = rate::per_second(load),
          .average_handle_time = duration(1),
          .handle_time_scv = scv};
}

mgn_state state(double n, double load, double scv) {
  return {queue_of(load, scv), fractional_agents(n)};
}

/// The bounds of the header's Accuracy lines, from 10 agents on.
struct bounds {
  double wait;       ///< relative
  double mean_wait;  ///< relative
  double level;      ///< absolute
  double level_of_one_agent;
};
bounds bounds_for(const std::string& law, double scv) {
  if (scv == 1.0) return {1e-14, 1e-14, 1e-14, 1e-14};
  if (law == "deterministic") return {0.001, 0.004, 0.0045, 0.02};
  if (law == "gamma") {
    if (scv < 1.0) return {0.005, 0.01, 0.001, 0.001};
    return scv == 2.0 ? bounds{0.01, 0.13, 0.012, 0.005} : bounds{0.01, 0.335, 0.0395, 0.016};
  }
  if (scv < 1.0) return {0.01, 0.06, 0.0035, 0.01};
  if (law == "lognormal") return {0.01, 0.132, 0.0235, 0.055};
  return {0.01, 0.05, 0.016, 0.055};
}

// Lognormal, hyperexponential, gamma and deterministic handle times, by another method altogether. With
// exponential ones, an SCV of 1, the half-widths are tried themselves.
TEST(mgn_state, simulated_queues) {
  const reference_table table("mgn_simulated.csv");
  ASSERT_GE(table.rows(), 83u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const std::string law = table.text(row, "service");
    const double scv = table.number(row, "scv");
    const double n = table.number(row, "servers");
    const mgn_state now = state(n, table.number(row, "offered_load"), scv);
    const bounds bound = bounds_for(law, scv);
    const double level = n == 1.0 ? bound.level_of_one_agent : bound.level;
    const double mean_wait = n == 1.0 ? 1e-14 : bound.mean_wait;
    SCOPED_TRACE(table.where(row, {"service", "scv", "servers", "offered_load"}));
    const auto expect = [&](const std::string& name, double value, double relative,
                            double absolute) {
      const double simulated = table.number(row, name);
      EXPECT_NEAR(value, simulated,
                  relative * simulated + absolute + 1.2 * table.number(row, name + "_half_width"))
          << name;
    };
    expect("wait", now.probability_of_wait(), bound.wait, 0.0);
    expect("asa", now.mean_wait().count(), mean_wait, 0.0);
    for (const std::string time : {"half_time", "two_times"}) {
      expect("wait_exceeds_" + time,
             now.probability_of_wait_beyond(duration(table.number(row, time))), 0.0, level);
    }
  }
}

// Exact values for deterministic, Erlang-2 and two-phase handle times.
TEST(mgn_state, reference_vectors) {
  const reference_table table("vectors/mgn.csv");
  ASSERT_GE(table.rows(), 21u);
  const std::map<std::string, bounds> bound_of{{"deterministic", {1e-9, 1e-9, 0.0, 0.0}},
                                               {"erlang2", {0.016, 0.007, 0.0, 0.0}},
                                               {"hyperexponential2", {0.016, 0.09, 0.0, 0.0}}};
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double n = table.number(row, "servers");
    const bounds bound = bound_of.at(table.text(row, "service"));
    const mgn_state now =
        state(n, n * table.number(row, "utilization"), table.number(row, "service_scv"));
    SCOPED_TRACE(table.where(row, {"service", "servers", "utilization"}));
    const auto expect = [&](const char* name, double value, double relative) {
      const double exact = table.number(row, name);
      EXPECT_NEAR(value, exact, (n == 1.0 ? 1e-14 : relative) * exact) << name;
    };
    expect("wait_probability", now.probability_of_wait(), bound.wait);
    expect("mean_wait", now.mean_wait().count(), bound.mean_wait);
    expect("mean_queue_length", now.mean_queue_length(), bound.mean_wait);
  }
}

TEST(mgn_state, one_agent_is_pollaczek_and_khinchine) {
  for (const double scv : {0.0, 0.3, 1.0, 1.7, 4.0, 50.0}) {
    for (const double load : {1e-9, 0.25, 0.5, 0.96875, 1.0 - 0x1p-40}) {
      const mgn_state now = state(1.0, load, scv);
      EXPECT_TRUE(within(8, now.probability_of_wait(), load)) << scv << ' ' << load;
      EXPECT_TRUE(within(8, now.mean_wait().count(), 0.5L * (1.0L + scv) * load / (1.0L - load)))
          << scv << ' ' << load;
    }
  }
}

// Between two and three agents, just beside one, and at a load that is a double's last below n.
TEST(mgn_state, has_no_step) {
  for (const double scv : {0.0, 0.5, 0.999999, 1.000001, 3.0}) {
    const mgn_state one = state(1.0, 0.7, scv);
    const mgn_state beside = state(1.0 + 1e-9, 0.7, scv);
    EXPECT_NEAR(beside.probability_of_wait(), one.probability_of_wait(), 1e-7);
    EXPECT_NEAR(beside.mean_wait().count(), one.mean_wait().count(), 1e-7 * 10);
    const double load = 20.0 - 1e-6 * std::sqrt(20.0);  // where M/D/n gives way to its limit
    const double above = state(20.0, load * (1.0 + 1e-12), scv).mean_wait().count();
    EXPECT_NEAR(state(20.0, load * (1.0 - 1e-12), scv).mean_wait().count(), above, 1e-3 * above);
    EXPECT_LT(state(3.0, std::nextafter(3.0, 0.0), scv).mean_wait().count(), 1e17);
  }
  for (const double n : {1.0, 2.5, 14.0, 200.0}) {  // from both sides of SCV 1
    for (const double t : {0.0, 0.1, 2.0}) {
      const double exponential = state(n, 0.8 * n, 1.0).probability_of_wait_beyond(duration(t));
      for (const double scv : {1.0 - 1e-9, 1.0 + 1e-9}) {
        EXPECT_NEAR(state(n, 0.8 * n, scv).probability_of_wait_beyond(duration(t)), exponential,
                    1e-7);
      }
    }
  }
}

// E[W] is the integral of P(W > t), by Simpson's rule.
TEST(mgn_state, law_of_the_wait_has_its_mean) {
  for (const double scv : {0.0, 0.25, 0.9, 1.0, 1.5, 4.0}) {
    for (const double n : {0.5, 1.0, 3.0, 14.0, 120.0}) {
      for (const double utilization : {0.3, 0.7, 0.95}) {
        const mgn_state now = state(n, utilization * n, scv);
        const double mean = now.mean_wait().count();
        const double of_waiters = now.mean_wait_of_waiters().count();
        const double reach = 60.0 * (1.0 + scv) * of_waiters;
        const int parts = 20000;
        double sum = 0.0;
        for (int i = 0; i <= parts; ++i) {
          const double weight = i == 0 || i == parts ? 1.0 : i % 2 == 1 ? 4.0 : 2.0;
          sum += weight * now.probability_of_wait_beyond(duration(reach * i / parts));
        }
        EXPECT_NEAR(sum * reach / parts / 3.0, mean, 1e-5 * mean) << scv << ' ' << n;
        EXPECT_NEAR(of_waiters * now.probability_of_wait(), mean, 1e-12 * mean);
        EXPECT_NEAR(now.probability_of_wait_beyond(duration(0)), now.probability_of_wait(), 1e-14);
      }
    }
  }
}

// Right after 0 waits end at the rate of M/M/n, and in the end as the header says.
TEST(mgn_state, law_of_the_wait_has_its_density_and_decay) {
  for (const double n : {1.0, 3.0, 14.0}) {
    const double load = 0.8 * n;
    const double ends = (n - load) * state(n, load, 1.0).probability_of_wait();
    const auto beyond = [&](double scv, double t) {
      return state(n, load, scv).probability_of_wait_beyond(duration(t));
    };
    const auto mean_in_the_end = [&](double scv) {  // of what is left of a long wait
      const double late = 40.0 / (n - load);
      return 1.0 / std::log(beyond(scv, late) / beyond(scv, late + 1.0));
    };
    for (const double scv : {0.0, 0.5, 0.95, 2.0, 4.0}) {
      const double step = 1e-6;
      EXPECT_NEAR((beyond(scv, 0.0) - beyond(scv, step)) / step, ends, 1e-4 * ends)
          << n << ' ' << scv;
    }
    const double alike = mean_in_the_end(0.0);
    EXPECT_NEAR(load * std::expm1(1.0 / (alike * n)) * alike, 1.0, 1e-6) << n;
    for (const double scv : {0.5, 2.0, 4.0}) {
      const double mean = scv / (n - load) + (1.0 - scv) * alike;
      EXPECT_NEAR(mean_in_the_end(scv), mean, 1e-3 * mean) << n << ' ' << scv;
    }
  }
}

TEST(mgn_state, quantile_turns_the_law_round) {
  for (const double scv : {0.0, 0.5, 1.0, 2.0, 4.0}) {
    const mgn_state now = state(14.0, 13.0, scv);
    EXPECT_EQ(now.wait_quantile(0.0), duration(0));
    EXPECT_EQ(now.wait_quantile(0.99 * (1.0 - now.probability_of_wait())), duration(0));
    EXPECT_EQ(now.wait_quantile(1.0), duration(detail::infinity));
    for (const double share : {0.5, 0.9, 0.99, 0.999999}) {
      const duration t = now.wait_quantile(share);
      EXPECT_NEAR(now.service_level(t), share, 1e-14);
    }
  }
}

// More agents, less load and handle times that vary less: less wait, by every measure.
TEST(mgn_state, monotone) {
  for (const double n : {0.75, 1.0, 1.5, 2.0, 7.0, 14.0, 60.0, 400.0}) {
    for (double idle = 0.001; idle < 0.9; idle *= 1.7) {
      const double load = n * (1.0 - idle);
      double last_wait = 0.0;
      double last_mean = 0.0;
      for (const double scv : {0.0, 0.1, 0.5, 0.9, 1.0, 1.1, 2.0, 4.0}) {
        const mgn_state now = state(n, load, scv);
        const mgn_state more = state(n * 1.01, load, scv);
        const std::string where =
            std::to_string(n) + ' ' + std::to_string(idle) + ' ' + std::to_string(scv);
        if (n >= 1.0) {
          EXPECT_GE(now.probability_of_wait() * (1.0 + 1e-9), last_wait) << where;
          EXPECT_GT(now.mean_wait().count(), last_mean) << where;
        }
        EXPECT_LE(now.probability_of_wait(), 1.0);
        EXPECT_LT(more.probability_of_wait(), now.probability_of_wait()) << where;
        EXPECT_LT(more.mean_wait(), now.mean_wait()) << where;
        double longer = 1.0;
        for (const double t : {0.0, 0.02, 0.1, 0.5, 2.0, 10.0}) {
          const double beyond = now.probability_of_wait_beyond(duration(t));
          EXPECT_LE(more.probability_of_wait_beyond(duration(t)), beyond) << where << ' ' << t;
          EXPECT_LE(beyond, longer) << where << ' ' << t;
          EXPECT_GE(beyond, 0.0);
          longer = beyond;
        }
        last_wait = now.probability_of_wait();
        last_mean = now.mean_wait().count();
      }
    }
  }
}

// Next to no contacts, and so many agents that no double holds who waits.
TEST(mgn_state, where_nearly_nobody_waits) {
  for (const double scv : {0.0, 0.5, 2.0, 4.0}) {
    for (const auto& [n, load] :
         {std::pair{3.0, 1e-200}, {5000.0, 10.0}, {1e6, 9e5}, {1.0, 1e-9}, {1e308, 1e8}}) {
      const mgn_state now = state(n, load, scv);
      EXPECT_GE(now.probability_of_wait(), 0.0);
      EXPECT_LT(now.probability_of_wait(), 1e-3);
      EXPECT_GE(now.mean_wait().count(), 0.0);
      EXPECT_TRUE(std::isfinite(now.mean_wait_of_waiters().count()));
      EXPECT_GE(now.service_level(duration(0)), 0.999);
      EXPECT_GE(now.service_level(duration(20)), 0.999);
      EXPECT_EQ(now.wait_quantile(0.5), duration(0));
    }
  }
}

// Anywhere: shares are shares, the law of the wait falls, and neither the probability of wait nor the
// mean leaves what lies between M/D/n or M/M/n and heavy traffic's (1 + SCV)/2.
TEST(mgn_state, is_a_law_everywhere) {
  support::random_numbers random(20260501);
  for (int i = 0; i < 6000; ++i) {
    double n = random.scale(0.01, i % 10 == 0 ? 1e18 : 1e7);
    if (i % 2 == 0) n = std::max(1.0, std::round(n));
    const double load =
        i % 5 == 0 ? n * random.scale(1e-300, 1.0) : n * (1.0 - random.scale(1e-17, 1.0));
    if (!(load > 0.0 && load < n)) continue;
    const double scv = i % 3 == 0 ? random.scale(1e-6, 1e6) : random.uniform(0.0, 4.0);
    const mgn_state now = state(n, load, scv);
    const mgn_state exponential = state(n, load, 1.0);
    SCOPED_TRACE(std::to_string(n) + ' ' + std::to_string(load) + ' ' + std::to_string(scv));
    const double wait = now.probability_of_wait();
    EXPECT_LE(wait, std::min(1.0, 2.0 * exponential.probability_of_wait()));
    EXPECT_GE(wait, 0.5 * exponential.probability_of_wait());
    const double heavy = 0.5 * (1.0 + scv);
    const double ratio = now.mean_wait() / exponential.mean_wait();
    if (exponential.mean_wait().count() > 1e-290) {
      EXPECT_LE(ratio, std::max(1.0, heavy) * (1.0 + 1e-9));
      EXPECT_GE(ratio, std::min(1.0, heavy) * (1.0 - 1e-9));
    }
    const duration mean = now.mean_wait_of_waiters();
    double longer = wait * (1.0 + 1e-12);
    for (const double times : {0.0, 0.01, 0.1, 1.0, 3.0, 10.0, 100.0, 1e4}) {
      const double beyond = now.probability_of_wait_beyond(times * mean);
      EXPECT_GE(beyond, 0.0);
      EXPECT_LE(beyond, longer);
      longer = beyond;
    }
    EXPECT_EQ(now.probability_of_wait_beyond(duration(detail::infinity)), 0.0);
    for (const double share : {0.1, 0.9, 0.999}) {
      const duration t = now.wait_quantile(share);
      if (t.count() == 0.0) {
        EXPECT_GE(now.service_level(t), share);
      } else {
        EXPECT_NEAR(now.service_level(t), share, 1e-9);
      }
    }
  }
}

}  // namespace
}  // namespace krarup
