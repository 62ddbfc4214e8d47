#include <krarup/queues/sensitivity.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::reference_table;
using support::within;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double accuracy = 450;  // epsilons, 1e-13; Erlang A's table has 4500, 1e-12

constexpr std::array every_definition{offered,     answered,      exclude_abandoned_within,
                                      positive,    exclude_short, positive_short,
                                      virtual_wait};

const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};
const erlang_c patient{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};

erlang_a per_handle_time(double load, double patience) {
  return {.arrival_rate = rate::per_second(load),
          .average_handle_time = 1s,
          .average_patience = duration(patience)};
}

erlang_c per_handle_time(double load) {
  return {.arrival_rate = rate::per_second(load), .average_handle_time = 1s};
}

/// All of Erlang A's measures, by the names of the columns of the reference table.
struct named {
  std::string name;
  sensitivity slopes;
  double value;
};
std::array<named, 11> every_measure(const erlang_a& queue, agents n, duration t, duration early) {
  const auto level = [&](service_level_definition definition) {
    return sensitivity_of_service_level(queue, n, t, definition, early);
  };
  const auto value = [&](service_level_definition definition) {
    return service_level(queue, n, t, definition, early);
  };
  return {{{"wait", sensitivity_of_probability_of_wait(queue, n), probability_of_wait(queue, n)},
           {"abandon", sensitivity_of_probability_of_abandonment(queue, n),
            probability_of_abandonment(queue, n)},
           {"mean_wait", sensitivity_of_mean_wait(queue, n), mean_wait(queue, n).count()},
           {"asa", sensitivity_of_average_speed_of_answer(queue, n),
            average_speed_of_answer(queue, n).count()},
           {"offered", level(offered), value(offered)},
           {"answered", level(answered), value(answered)},
           {"exclude_abandoned_within", level(exclude_abandoned_within),
            value(exclude_abandoned_within)},
           {"positive", level(positive), value(positive)},
           {"exclude_short", level(exclude_short), value(exclude_short)},
           {"positive_short", level(positive_short), value(positive_short)},
           {"virtual", level(virtual_wait), value(virtual_wait)}}};
}

// Reference tables

TEST(sensitivity, reference_table_of_erlang_b) {
  const reference_table table("sensitivity_b.csv");
  ASSERT_GE(table.rows(), 100u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_b system = loss_system(erlangs(table.number(row, "offered_load")));
    const trunks n = fractional_trunks(table.number(row, "servers"));
    const sensitivity log = sensitivity_of_log_probability_of_blocking(system, n);
    const sensitivity share = sensitivity_of_probability_of_blocking(system, n);
    const auto where = table.where(row, {"servers", "offered_load"});
    const auto expect = [&](double got, const char* column) {
      EXPECT_TRUE(within(accuracy, got, table.precise(row, column))) << column << ", " << where;
    };
    expect(log.per_agent, "log_per_trunk");
    expect(log.per_erlang, "log_per_erlang");
    expect(share.per_agent, "per_trunk");
    expect(share.per_erlang, "per_erlang");
    EXPECT_EQ(log.value, log_probability_of_blocking(system, n)) << where;
    EXPECT_EQ(share.value, probability_of_blocking(system, n)) << where;
    EXPECT_EQ(log.per_second_of_patience, 0.0);
    EXPECT_EQ(share.per_second_of_patience, 0.0);
  }
}

TEST(sensitivity, reference_table_of_erlang_c) {
  const reference_table table("sensitivity_c.csv");
  ASSERT_GE(table.rows(), 70u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_c queue = per_handle_time(table.number(row, "offered_load"));
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "answer_within"));
    const auto where = table.where(row, {"servers", "offered_load", "answer_within"});
    const auto expect = [&](const std::string& measure, const sensitivity& got, double value) {
      EXPECT_EQ(got.value, value) << measure << ", " << where;
      EXPECT_EQ(got.per_second_of_patience, 0.0);
      const auto each = [&](double slope, const char* input) {
        const std::string column = measure + "_per_" + input;
        EXPECT_TRUE(within(accuracy, slope, table.precise(row, column))) << column << ", " << where;
      };
      each(got.per_agent, "agent");
      each(got.per_erlang, "erlang");
      each(got.per_second_of_handle_time, "aht");
    };
    expect("log_wait", sensitivity_of_log_probability_of_wait(queue, n),
           log_probability_of_wait(queue, n));
    expect("service_level", sensitivity_of_service_level(queue, n, t), service_level(queue, n, t));
    expect("asa", sensitivity_of_average_speed_of_answer(queue, n),
           average_speed_of_answer(queue, n).count());
    // The slopes of C itself are C times those of ln C.
    const sensitivity share = sensitivity_of_probability_of_wait(queue, n);
    const double wait = probability_of_wait(queue, n);
    EXPECT_EQ(share.value, wait) << where;
    EXPECT_EQ(share.per_second_of_patience, 0.0);
    if (wait > 1e-300) {
      EXPECT_TRUE(
          within(accuracy, share.per_agent, wait * table.precise(row, "log_wait_per_agent")));
      EXPECT_TRUE(
          within(accuracy, share.per_erlang, wait * table.precise(row, "log_wait_per_erlang")));
    }
  }
}

TEST(sensitivity, reference_table_of_erlang_a) {
  const reference_table table("sensitivity_a.csv");
  ASSERT_GE(table.rows(), 70u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double patience = table.number(row, "patience");
    const auto measures = every_measure(
        per_handle_time(table.number(row, "offered_load"), patience),
        fractional_agents(table.number(row, "servers")),
        duration(table.number(row, "answer_within")), duration(table.number(row, "short")));
    const auto where =
        table.where(row, {"servers", "offered_load", "patience", "answer_within", "short"});
    for (const auto& [name, got, value] : measures) {
      EXPECT_EQ(got.value, value) << name << ", " << where;
      const auto each = [&, &measure = name](double slope, const char* input) {
        const std::string column = measure + "_per_" + input;
        EXPECT_TRUE(within(4500, slope, table.precise(row, column))) << column << ", " << where;
      };
      each(got.per_agent, "agent");
      each(got.per_erlang, "erlang");
      each(got.per_second_of_handle_time, "aht");
      each(got.per_second_of_patience, "patience");
    }
  }
}

TEST(sensitivity, independent_vectors) {
  const reference_table b("vectors/erlang_b.csv");
  for (std::size_t row = 0; row < b.rows(); ++row) {
    if (b.missing(row, "d_blocking_d_load") || b.number(row, "offered_load") == 0.0) continue;
    const sensitivity got =
        sensitivity_of_probability_of_blocking(loss_system(erlangs(b.number(row, "offered_load"))),
                                               fractional_trunks(b.number(row, "servers")));
    EXPECT_TRUE(within(accuracy, got.per_erlang, b.precise(row, "d_blocking_d_load"))) << row;
    if (b.missing(row, "d_blocking_d_servers")) continue;
    EXPECT_TRUE(within(accuracy, got.per_agent, b.precise(row, "d_blocking_d_servers"))) << row;
  }
  const reference_table c("vectors/erlang_c.csv");
  for (std::size_t row = 0; row < c.rows(); ++row) {
    if (c.missing(row, "d_wait_probability_d_load")) continue;
    if (c.number(row, "servers") <= c.number(row, "offered_load")) continue;
    const sensitivity got =
        sensitivity_of_probability_of_wait(per_handle_time(c.number(row, "offered_load")),
                                           fractional_agents(c.number(row, "servers")));
    EXPECT_TRUE(within(accuracy, got.per_erlang, c.precise(row, "d_wait_probability_d_load")))
        << row;
    if (c.missing(row, "d_wait_probability_d_servers")) continue;
    EXPECT_TRUE(within(accuracy, got.per_agent, c.precise(row, "d_wait_probability_d_servers")))
        << row;
  }
  const reference_table a("vectors/erlang_a.csv");
  for (std::size_t row = 0; row < a.rows(); ++row) {
    if (a.missing(row, "d_p_wait_d_servers")) continue;
    const double service = a.number(row, "service_rate");
    const erlang_a queue{.arrival_rate = rate::per_second(a.number(row, "arrival_rate")),
                         .average_handle_time = duration(1.0 / service),
                         .average_patience = duration(1.0 / a.number(row, "abandonment_rate"))};
    const agents n = fractional_agents(a.number(row, "servers"));
    const sensitivity wait = sensitivity_of_probability_of_wait(queue, n);
    const sensitivity abandon = sensitivity_of_probability_of_abandonment(queue, n);
    const auto expect = [&](double got, const char* column) {
      EXPECT_TRUE(within(accuracy, got, a.precise(row, column))) << column << ", row " << row;
    };
    expect(wait.per_agent, "d_p_wait_d_servers");
    expect(abandon.per_agent, "d_p_abandon_d_servers");
    expect(wait.per_erlang / service, "d_p_wait_d_arrival_rate");
    expect(abandon.per_erlang / service, "d_p_abandon_d_arrival_rate");
  }
}

// Closed forms

TEST(sensitivity, one_trunk_and_one_agent) {
  for (const double a : {1e-300, 1e-9, 0.3, 0.875, 5.0, 1e200}) {
    const sensitivity blocking =
        sensitivity_of_probability_of_blocking(loss_system(erlangs(a)), 1);  // a/(1 + a)
    EXPECT_TRUE(within(accuracy, blocking.per_erlang, 1.0L / (1.0L + a) / (1.0L + a))) << a;
  }
  for (const double a : {1e-300, 1e-9, 0.3, 0.875}) {
    const erlang_c queue = per_handle_time(a);  // C = a, W = a/(1 - a)
    EXPECT_TRUE(within(accuracy, sensitivity_of_probability_of_wait(queue, 1).per_erlang, 1.0L));
    EXPECT_TRUE(within(accuracy, sensitivity_of_average_speed_of_answer(queue, 1).per_erlang,
                       1.0L / ((1.0L - a) * (1.0L - a))));
    EXPECT_TRUE(within(accuracy, sensitivity_of_mean_wait(queue, 1).per_erlang,
                       1.0L / ((1.0L - a) * (1.0L - a))));  // all are answered
    EXPECT_TRUE(within(accuracy, sensitivity_of_service_level(queue, 1, 2s).per_erlang,
                       -(1.0L + 2.0L * a) * std::exp(-2.0L * (1.0L - a))))
        << a;
  }
}

TEST(sensitivity, the_first_fraction_of_a_trunk) {
  // 1/B(n, a) = 1 + n e^a E1(a) + ... [E1(a) = -Ei(-a)]
  for (const double a : {1e-8, 0.01, 0.5, 3.0, 40.0}) {
    const long double expected =
        std::exp(static_cast<long double>(a)) * std::expint(-static_cast<long double>(a));
    const sensitivity got = sensitivity_of_probability_of_blocking(loss_system(erlangs(a)), 0);
    EXPECT_TRUE(within(accuracy, got.per_agent, expected)) << a;
    EXPECT_EQ(got.per_erlang, 0.0);
  }
}

TEST(sensitivity, where_patience_equals_handle_time_contacts_are_a_poisson_count) {
  for (const int n : {1, 2, 9, 40}) {
    for (const double a : {0.01, 3.0, 10.0, 80.0}) {
      const erlang_a queue = per_handle_time(a, 1.0);
      const long double term = std::exp((n - 1) * std::log(static_cast<long double>(a)) - a -
                                        std::lgamma(static_cast<long double>(n)));
      const sensitivity got = sensitivity_of_probability_of_wait(queue, n);
      EXPECT_TRUE(within(accuracy, got.per_erlang, term)) << n << ", " << a;
    }
  }
}

// Identities

TEST(sensitivity, tends_to_erlang_c_as_patience_grows) {
  const sensitivity expected = sensitivity_of_service_level(patient, 14, 20s);
  const erlang_a endless{patient.arrival_rate, patient.average_handle_time, duration(1e17)};
  for (const auto definition : every_definition) {
    const sensitivity got = sensitivity_of_service_level(endless, 14, 20s, definition, 5s);
    EXPECT_TRUE(within(1e5, got.per_agent, expected.per_agent));
    EXPECT_TRUE(within(1e5, got.per_erlang, expected.per_erlang));
    EXPECT_TRUE(within(1e5, got.per_second_of_handle_time, expected.per_second_of_handle_time));
  }
}

TEST(sensitivity, clocks_may_tick_in_any_unit) {
  // With all times scaled alike a share stays and a time scales: handle time and patience, with the
  // arrival rate the other way.
  for (const double n : {0.5, 1.0, 7.0, 10.0, 14.5, 40.0}) {
    const agents k = fractional_agents(n);
    const auto expect = [&](const sensitivity& s, double degree) {
      const double parts[] = {180.0 * s.per_second_of_handle_time, 300.0 * s.per_second_of_patience,
                              -10.0 * s.per_erlang, -degree * s.value};
      double sum = 0.0;
      double size = 0.0;
      for (const double part : parts) {
        sum += part;
        size += std::abs(part);
      }
      EXPECT_LT(std::abs(sum), 1e-13 * size) << n;
    };
    expect(sensitivity_of_probability_of_wait(impatient, k), 0.0);
    expect(sensitivity_of_probability_of_abandonment(impatient, k), 0.0);
    expect(sensitivity_of_mean_wait(impatient, k), 1.0);
    expect(sensitivity_of_average_speed_of_answer(impatient, k), 1.0);
    for (const auto definition : every_definition) {
      expect(sensitivity_of_service_level(impatient, k, 0s, definition, 0s), 0.0);
    }
  }
}

TEST(sensitivity, longer_handle_times_are_more_load_and_slower_clocks) {
  const erlang_b lines{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
  const double arrivals = 10.0 / 180.0;
  for (const double n : {0.5, 1.0, 7.0, 10.0, 14.5, 40.0}) {
    for (const sensitivity& s :
         {sensitivity_of_probability_of_blocking(lines, fractional_trunks(n)),
          sensitivity_of_log_probability_of_blocking(lines, fractional_trunks(n))}) {
      EXPECT_TRUE(within(accuracy, s.per_second_of_handle_time, arrivals * s.per_erlang)) << n;
    }
  }
  for (const double n : {10.5, 14.0, 40.0}) {
    const agents k = fractional_agents(n);
    for (const sensitivity& s : {sensitivity_of_probability_of_wait(patient, k),
                                 sensitivity_of_log_probability_of_wait(patient, k),
                                 sensitivity_of_service_level(patient, k, 0s)}) {
      EXPECT_TRUE(within(accuracy, s.per_second_of_handle_time, arrivals * s.per_erlang)) << n;
    }
    // Per second of the answer time the level rises by (n - a)/AHT of the late.
    const sensitivity level = sensitivity_of_service_level(patient, k, 20s);
    const double sooner = 20.0 / 180.0 * (n - 10.0);
    const double in_time = sooner * probability_of_wait(patient, k) * std::exp(-sooner);
    EXPECT_TRUE(within(accuracy, 180.0 * level.per_second_of_handle_time + in_time,
                       10.0 * level.per_erlang))
        << n;
    const sensitivity wait = sensitivity_of_average_speed_of_answer(patient, k);
    const sensitivity in_handle_times =
        sensitivity_of_average_speed_of_answer(per_handle_time(10.0), k);
    EXPECT_TRUE(within(accuracy, wait.per_agent, 180.0 * in_handle_times.per_agent)) << n;
    EXPECT_TRUE(within(accuracy, wait.per_erlang, 180.0 * in_handle_times.per_erlang)) << n;
    EXPECT_TRUE(within(accuracy, 180.0 * wait.per_second_of_handle_time,
                       10.0 * wait.per_erlang + wait.value))
        << n;
  }
}

TEST(sensitivity, without_a_time_limit_the_level_is_who_does_not_hang_up) {
  for (const double load : {0.5, 5.0, 12.0, 15.0, 60.0}) {
    const erlang_a queue{rate::per_second(load / 180.0), 180s, 300s};
    const sensitivity lost = sensitivity_of_probability_of_abandonment(queue, 12);
    const sensitivity got = sensitivity_of_service_level(queue, 12, duration(infinity));
    EXPECT_TRUE(within(accuracy, got.per_agent, -lost.per_agent)) << load;
    EXPECT_TRUE(within(accuracy, got.per_erlang, -lost.per_erlang)) << load;
    EXPECT_TRUE(within(accuracy, got.per_second_of_handle_time, -lost.per_second_of_handle_time));
    EXPECT_TRUE(within(1e4, got.per_second_of_patience, -lost.per_second_of_patience)) << load;
    // Whoever hangs up at any time counts as good, too.
    const sensitivity soon = sensitivity_of_service_level(queue, 12, 20s);
    const sensitivity both =
        sensitivity_of_service_level(queue, 12, 20s, positive_short, duration(infinity));
    EXPECT_TRUE(within(1e4, both.per_agent, soon.per_agent + lost.per_agent)) << load;
    EXPECT_TRUE(within(1e4, both.per_erlang, soon.per_erlang + lost.per_erlang)) << load;
  }
}

TEST(sensitivity, no_abandonment_is_short_unless_said) {
  for (const auto definition : {exclude_short, positive_short}) {
    const sensitivity got = sensitivity_of_service_level(impatient, 12, 20s, definition);
    EXPECT_EQ(got.value, service_level(impatient, 12, 20s));
    EXPECT_EQ(got.per_agent, sensitivity_of_service_level(impatient, 12, 20s).per_agent);
  }
}

TEST(sensitivity, definitions_meet_at_their_ends) {
  for (const double n : {0.75, 6.0, 10.0, 13.0}) {
    const agents k = fractional_agents(n);
    const auto same = [&](service_level_definition one, duration early,
                          service_level_definition other) {
      const sensitivity u = sensitivity_of_service_level(impatient, k, 20s, one, early);
      const sensitivity v = sensitivity_of_service_level(impatient, k, 20s, other);
      EXPECT_TRUE(within(accuracy, u.per_agent, v.per_agent)) << n;
      EXPECT_TRUE(within(accuracy, u.per_erlang, v.per_erlang)) << n;
      EXPECT_TRUE(within(accuracy, u.per_second_of_handle_time, v.per_second_of_handle_time)) << n;
      EXPECT_TRUE(within(accuracy, u.per_second_of_patience, v.per_second_of_patience)) << n;
    };
    same(exclude_short, 0s, offered);
    same(exclude_short, 20s, exclude_abandoned_within);
    same(exclude_short, duration(1e9), answered);
    same(positive_short, 0s, offered);
    same(positive_short, 20s, positive);
  }
}

TEST(sensitivity, is_the_slope_of_the_measure) {
  const auto slope = [](const auto& measure, double x, double step) {
    return (measure(x + step) - measure(x - step)) / (2.0 * step);
  };
  const auto with = [](double aht, double patience) {
    return erlang_a{impatient.arrival_rate, duration(aht), duration(patience)};
  };
  const auto measures = every_measure(impatient, 12, 20s, 5s);
  for (std::size_t i = 0; i < measures.size(); ++i) {
    const sensitivity& got = measures[i].slopes;
    const auto near = [&](double expected, double found) {
      EXPECT_NEAR(found, expected, 1e-6 * std::abs(expected)) << measures[i].name;
    };
    near(got.per_agent,
         slope(
             [&](double n) {
               return every_measure(impatient, fractional_agents(n), 20s, 5s)[i].value;
             },
             12.0, 1e-3));
    near(got.per_erlang, slope(
                             [&](double a) {
                               erlang_a queue = impatient;
                               queue.arrival_rate = rate::per_second(a / 180.0);
                               return every_measure(queue, 12, 20s, 5s)[i].value;
                             },
                             10.0, 1e-3));
    near(got.per_second_of_handle_time,
         slope([&](double aht) { return every_measure(with(aht, 300.0), 12, 20s, 5s)[i].value; },
               180.0, 0.02));
    near(got.per_second_of_patience,
         slope(
             [&](double patience) {
               return every_measure(with(180.0, patience), 12, 20s, 5s)[i].value;
             },
             300.0, 0.05));
  }
}

TEST(sensitivity, has_the_sign_that_everybody_expects) {
  for (const double load : {1e-9, 0.3, 10.0, 30.0, 1e4, 1e7}) {
    for (const double patience : {1e-4, 0.3, 1.0, 30.0, 1e4}) {
      for (const double n : {1.0, 10.0, 31.5, 9900.0, 1e6}) {
        const auto measures = every_measure(per_handle_time(load, patience), fractional_agents(n),
                                            duration(0.1), duration(0.02));
        for (std::size_t i = 0; i < measures.size(); ++i) {
          const sensitivity& s = measures[i].slopes;
          const double better = i < 4 ? -1.0 : 1.0;
          EXPECT_GE(better * s.per_agent, 0.0) << measures[i].name << ' ' << load << ' ' << n;
          EXPECT_LE(better * s.per_erlang, 0.0) << measures[i].name << ' ' << load << ' ' << n;
          if (i != 3) {  // answered at once or never: longer handle times can quicken the answer
            EXPECT_LE(better * s.per_second_of_handle_time, 0.0) << measures[i].name << ' ' << load;
          }
          EXPECT_TRUE(std::isfinite(s.per_second_of_patience)) << measures[i].name << ' ' << load;
        }
        EXPECT_GE(measures[0].slopes.per_second_of_patience, 0.0);
        EXPECT_LE(measures[1].slopes.per_second_of_patience, 0.0);
        EXPECT_GE(measures[2].slopes.per_second_of_patience, 0.0);
      }
    }
  }
}

// Corners

TEST(sensitivity, corner_no_load) {
  const erlang_a night{contacts(0) / 30min, 180s, 300s};
  const erlang_c quiet{contacts(0) / 30min, 180s};
  const erlang_b idle{contacts(0) / 30min, 180s};
  for (const double n : {0.0, 0.5, 1.0, 1.5, 5.0}) {
    const agents k = fractional_agents(n);
    const auto expect = [&](const sensitivity& s, double value, double per_erlang_of_one) {
      EXPECT_EQ(s.value, value);
      EXPECT_EQ(s.per_agent, 0.0);
      EXPECT_EQ(s.per_second_of_handle_time, 0.0);
      EXPECT_EQ(s.per_second_of_patience, 0.0);
      if (n > 1.0) {
        EXPECT_EQ(s.per_erlang, 0.0);
      } else if (n == 1.0) {
        EXPECT_TRUE(within(accuracy, s.per_erlang, per_erlang_of_one));
      } else {
        EXPECT_EQ(s.per_erlang, std::copysign(infinity, per_erlang_of_one)) << n;
      }
    };
    expect(sensitivity_of_probability_of_blocking(idle, fractional_trunks(n)), 0.0, 1.0);
    expect(sensitivity_of_probability_of_wait(quiet, k), 0.0, 1.0);
    expect(sensitivity_of_service_level(quiet, k, 0s), 1.0, -1.0);
    expect(sensitivity_of_average_speed_of_answer(quiet, k), 0.0, 180.0);
    expect(sensitivity_of_probability_of_wait(night, k), 0.0, 1.0);
    expect(sensitivity_of_probability_of_abandonment(night, k), 0.0, 0.6 / 1.6);
    expect(sensitivity_of_mean_wait(night, k), 0.0, 180.0 / 1.6);
    expect(sensitivity_of_service_level(night, k, 0s), 1.0, -1.0);
  }
  for (const sensitivity& log : {sensitivity_of_log_probability_of_blocking(idle, 3),
                                 sensitivity_of_log_probability_of_wait(quiet, 3)}) {
    EXPECT_EQ(log.value, -infinity);
    EXPECT_EQ(log.per_agent, -infinity);
    EXPECT_EQ(log.per_erlang, infinity);
    EXPECT_EQ(log.per_second_of_handle_time, 3.0 / 180.0);  // as a^3
    EXPECT_EQ(log.per_second_of_patience, 0.0);
  }
}

TEST(sensitivity, corner_times_and_loads_that_hardly_are) {
  const auto all_finite = [](const sensitivity& s) {
    return std::isfinite(s.value) && std::isfinite(s.per_agent) && std::isfinite(s.per_erlang) &&
           std::isfinite(s.per_second_of_handle_time) && std::isfinite(s.per_second_of_patience);
  };
  const double least = std::numeric_limits<double>::denorm_min();
  EXPECT_TRUE(all_finite(sensitivity_of_service_level(per_handle_time(10.0), 12, duration(1e308))));
  EXPECT_TRUE(all_finite(sensitivity_of_service_level(impatient, 12, duration(least))));
  const erlang_a hasty{rate::per_second(1.0), 1s, 1ms};
  EXPECT_TRUE(all_finite(sensitivity_of_service_level(hasty, 1000000, duration(1e308))));
  EXPECT_EQ(sensitivity_of_probability_of_blocking(loss_system(erlangs(1e-321)), 0).per_erlang,
            0.0);
  const erlang_c quiet{contacts(0) / 30min, 180s};
  const agents half = fractional_agents(0.5);
  EXPECT_EQ(sensitivity_of_service_level(quiet, half, duration(1e9)).per_erlang, -infinity);
  EXPECT_EQ(sensitivity_of_service_level(quiet, half, duration(1e308)).per_erlang, -infinity);
  EXPECT_EQ(sensitivity_of_service_level(quiet, half, duration(infinity)).per_erlang, 0.0);
}

TEST(sensitivity, corner_numbers_of_agents_that_hardly_are) {
  const erlang_a most = per_handle_time(8e303, 1e6);
  const sensitivity half =
      sensitivity_of_service_level(most, fractional_agents(4e303), duration(1e12));
  EXPECT_TRUE(within(accuracy, half.per_agent, 1.0L / 8e303L));  // each carries one erlang
  EXPECT_EQ(half.per_second_of_patience, 0.0);
  for (const double n : {1e-304, 1e-301, 1e-299}) {
    const erlang_a queue = per_handle_time(1e-3, 1e-4);
    for (const auto& [name, s, value] :
         every_measure(queue, fractional_agents(n), duration(1e-5), duration(1e-6))) {
      EXPECT_FALSE(std::isnan(s.per_agent + s.per_erlang)) << name << ' ' << n;
      EXPECT_FALSE(std::isnan(s.per_second_of_patience)) << name << ' ' << n;
    }
  }
}

TEST(sensitivity, corner_the_longest_waits) {
  // The answered wait p ln(a/n), as of a fluid.
  const erlang_a endless{rate::per_second(10.0 / 1e299), duration(1e299), duration(1e307)};
  const sensitivity wait = sensitivity_of_average_speed_of_answer(endless, 1);
  EXPECT_TRUE(within(1e9, wait.per_second_of_patience, std::log(10.0L)));
  EXPECT_TRUE(within(1e9, wait.per_agent, -1e307L));
}

// Nobody is answered: of the measures only those who give up in time, 1 - e^-(t/patience), are left.
TEST(sensitivity, corner_the_largest_load) {
  const erlang_a flooded{.arrival_rate = rate::per_second(1.7976931348623157e308),
                         .average_handle_time = 1s,
                         .average_patience = duration(0.8)};
  using enum service_level_definition;
  for (const auto definition : {offered, answered, positive, virtual_wait}) {
    const sensitivity s = sensitivity_of_service_level(flooded, 1, duration(0.0034), definition);
    const bool lost = definition == positive;
    EXPECT_EQ(s.per_agent, 0.0);
    EXPECT_EQ(s.per_erlang, 0.0);
    EXPECT_EQ(s.per_second_of_handle_time, 0.0);
    EXPECT_NEAR(s.value, lost ? 0.004240981530688467 : 0.0, 1e-15);
    EXPECT_NEAR(s.per_second_of_patience, lost ? -0.005289969785618217 : 0.0, 1e-15);
  }
}

TEST(sensitivity, corner_no_agents) {
  const sensitivity wait = sensitivity_of_probability_of_wait(impatient, 0);
  EXPECT_EQ(wait.value, 1.0);
  EXPECT_LT(wait.per_agent, 0.0);
  EXPECT_EQ(wait.per_erlang, 0.0);
  EXPECT_EQ(wait.per_second_of_handle_time, 0.0);
  // Of the first fraction of an agent the load is n less what is idle: once in e^-(a/theta) times
  // it finds nobody waiting, n e^a E1(a) more often for each n.
  const long double idle = std::exp(-10.0L / 0.6L);
  const long double empty = -std::exp(10.0L) * std::expint(-10.0L);
  EXPECT_TRUE(within(accuracy, sensitivity_of_probability_of_abandonment(impatient, 0).per_agent,
                     -0.1L * (1.0L - idle * (1.0L - 10.0L * empty))));
  EXPECT_TRUE(within(accuracy, wait.per_agent, -idle * empty));
  EXPECT_TRUE(within(accuracy, sensitivity_of_mean_wait(impatient, 0).per_second_of_patience, 1.0));
  const sensitivity answer = sensitivity_of_average_speed_of_answer(impatient, 0);
  EXPECT_EQ(answer.value, infinity);
  EXPECT_EQ(answer.per_agent, -infinity);
  EXPECT_EQ(answer.per_erlang, 0.0);
  EXPECT_EQ(answer.per_second_of_handle_time, 0.0);
  EXPECT_EQ(answer.per_second_of_patience, 0.0);
  EXPECT_EQ(sensitivity_of_probability_of_wait(per_handle_time(0.5, 2.0), 0).per_erlang, 0.0);
  const sensitivity good = sensitivity_of_service_level(impatient, 0, 20s, positive);
  EXPECT_TRUE(
      within(accuracy, good.per_second_of_patience, -20.0L / 90000.0L * std::exp(-20.0L / 300.0L)));
  EXPECT_GT(sensitivity_of_service_level(impatient, 0, 20s).per_agent, 0.0);
  EXPECT_EQ(sensitivity_of_probability_of_blocking(loss_system(erlangs(2)), 0).per_erlang, 0.0);
}

TEST(sensitivity, corner_overload_of_erlang_c) {
  for (const int n : {0, 9, 10}) {
    const auto flat = [](const sensitivity& s, double value) {
      EXPECT_EQ(s.value, value);
      EXPECT_EQ(s.per_agent, 0.0);
      EXPECT_EQ(s.per_erlang, 0.0);
      EXPECT_EQ(s.per_second_of_handle_time, 0.0);
      EXPECT_EQ(s.per_second_of_patience, 0.0);
    };
    flat(sensitivity_of_probability_of_wait(patient, n), 1.0);
    flat(sensitivity_of_log_probability_of_wait(patient, n), 0.0);
    flat(sensitivity_of_service_level(patient, n, 20s), 0.0);
    const sensitivity wait = sensitivity_of_average_speed_of_answer(patient, n);
    EXPECT_EQ(wait.value, infinity);
    EXPECT_EQ(wait.per_agent, -infinity);
    EXPECT_EQ(wait.per_erlang, infinity);
    EXPECT_EQ(wait.per_second_of_handle_time, infinity);
    EXPECT_EQ(wait.per_second_of_patience, 0.0);
  }
}

TEST(sensitivity, corner_overload_of_erlang_a) {
  // In the flood agents are never idle: each carries one erlang of the load.
  const erlang_a flood = per_handle_time(1e6, 1.0);
  const sensitivity lost = sensitivity_of_probability_of_abandonment(flood, 1000);
  EXPECT_TRUE(within(accuracy, lost.per_agent, -1e-6L));
  EXPECT_TRUE(within(accuracy, lost.per_erlang, 1e-9L));
  EXPECT_EQ(lost.per_second_of_patience, 0.0);
  const sensitivity at_once = sensitivity_of_service_level(flood, 1000, 0s);
  EXPECT_EQ(at_once.per_agent, 0.0);
  EXPECT_EQ(at_once.per_second_of_patience, 0.0);
}

TEST(sensitivity, shares_next_to_the_least_double_keep_their_digits) {
  // At one erlang 1/B is n! (1/0! + ... + 1/n!), and dB/da is B (n - 1 + B).
  long double factorial = 1.0L;
  for (int n = 1; n <= 169; ++n) {
    factorial *= n;
    if (n < 160) continue;
    const long double blocking = 1.0L / (factorial * std::exp(1.0L));
    EXPECT_TRUE(within(
        accuracy, sensitivity_of_probability_of_blocking(loss_system(erlangs(1)), n).per_erlang,
        blocking * (n - 1)))
        << n;
    // C is n B/(n - a (1 - B)).
    EXPECT_TRUE(within(accuracy,
                       sensitivity_of_probability_of_wait(per_handle_time(1.0), n).per_erlang,
                       blocking * n / (n - 1.0L) * (n - 1 + 1.0L / (n - 1))))
        << n;
  }
}

TEST(sensitivity, a_share_below_every_double_keeps_the_slopes_of_its_logarithm) {
  const sensitivity blocking =
      sensitivity_of_log_probability_of_blocking(loss_system(erlangs(1000)), 1000000);
  // ln a - psi(n + 1)
  const long double n = 1e6L;
  EXPECT_TRUE(within(accuracy, blocking.per_agent,
                     std::log(1e3L) - std::log(n) - 0.5L / n + 1.0L / (12.0L * n * n)));
  EXPECT_TRUE(within(accuracy, blocking.per_erlang, n / 1e3L - 1.0L));
  const sensitivity none =
      sensitivity_of_probability_of_blocking(loss_system(erlangs(1000)), 1000000);
  EXPECT_EQ(none.per_agent, 0.0);
  EXPECT_EQ(none.per_erlang, 0.0);
}

TEST(sensitivity, is_a_number_for_every_load_and_any_number_of_agents) {
  for (double load = 1e-307; load < 1e307; load *= 1e15) {
    for (const double patience : {1e-6, 1.0, 1e6}) {
      for (const double n : {0.0, 1e-3, 0.5, 1.0, 33.0, 1e9}) {
        for (const auto& [name, s, value] :
             every_measure(per_handle_time(load, patience), fractional_agents(n), duration(0.1),
                           duration(0.2))) {
          EXPECT_FALSE(std::isnan(s.per_agent))
              << name << ' ' << load << ' ' << patience << ' ' << n;
          EXPECT_FALSE(std::isnan(s.per_erlang)) << name << ' ' << load << ' ' << n;
          EXPECT_FALSE(std::isnan(s.per_second_of_handle_time)) << name << ' ' << load << ' ' << n;
          EXPECT_FALSE(std::isnan(s.per_second_of_patience)) << name << ' ' << load << ' ' << n;
        }
      }
    }
  }
}

TEST(sensitivity, answer_times_without_end) {
  for (const auto definition : every_definition) {
    const sensitivity s =
        sensitivity_of_service_level(impatient, 12, duration(infinity), definition, 5s);
    for (const double slope :
         {s.per_agent, s.per_erlang, s.per_second_of_handle_time, s.per_second_of_patience}) {
      EXPECT_TRUE(std::isfinite(slope)) << static_cast<int>(definition);
    }
  }
  const sensitivity all = sensitivity_of_service_level(patient, 14, duration(infinity));
  EXPECT_EQ(all.per_agent, 0.0);
  EXPECT_EQ(all.per_erlang, 0.0);
  EXPECT_EQ(all.per_second_of_handle_time, 0.0);
  EXPECT_EQ(all.per_second_of_patience, 0.0);
}

// Errors

TEST(sensitivity, errors) {
  const erlang_a no_time{contacts(1) / 1min, 0s, 60s};
  const erlang_a no_patience{contacts(1) / 1min, 60s, 0s};
  EXPECT_THROW((void)sensitivity_of_probability_of_wait(no_time, 1), std::domain_error);
  EXPECT_THROW((void)sensitivity_of_probability_of_wait(no_patience, 1), std::domain_error);
  EXPECT_THROW((void)sensitivity_of_average_speed_of_answer(no_patience, 1), std::domain_error);
  EXPECT_THROW((void)sensitivity_of_service_level(impatient, 5, -1s), std::domain_error);
  EXPECT_THROW((void)sensitivity_of_service_level(impatient, 5, 1s, exclude_short, -1s),
               std::domain_error);
  EXPECT_THROW((void)sensitivity_of_service_level(patient, 5, -1s), std::domain_error);
  EXPECT_THROW((void)sensitivity_of_probability_of_wait(erlang_c{contacts(1) / 1min, 0s}, 1),
               std::domain_error);
  EXPECT_THROW((void)sensitivity_of_probability_of_blocking(erlang_b{contacts(1) / 1min, 0s}, 1),
               std::domain_error);
}

}  // namespace
}  // namespace krarup
