#include <krarup/queues/erlang_b.hpp>

#include <cmath>
#include <iomanip>
#include <limits>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/linear_scan.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::reference_table;
using support::within;

// Tolerances in epsilons: those of the header's Accuracy lines.
constexpr double blocking_accuracy = 4;
constexpr double log_blocking_accuracy = 4;
constexpr double inverse_accuracy = 1e-12 / support::epsilon;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double blocking(double n, double load) {
  return probability_of_blocking(loss_system(erlangs(load)), fractional_trunks(n));
}

// Published values

/// Half of the last place of a number as printed: 0.005 for "1.23".
double half_of_the_last_place(const std::string& printed) {
  const auto point = printed.find('.');
  const auto places = point == std::string::npos ? 0 : printed.size() - point - 1;
  return 0.5 * std::pow(10.0, -static_cast<double>(places));
}

TEST(erlang_b, published_traffic_table) {
  const reference_table table("vectors/published_erlang_b_table.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto load = largest_offered_load(fractional_trunks(table.number(row, "servers")),
                                           table.number(row, "blocking"));
    ASSERT_TRUE(load) << table.where(row, {"servers", "blocking"});
    EXPECT_NEAR(load->value(), table.number(row, "printed_offered_load"),
                1.001 * half_of_the_last_place(table.text(row, "printed_offered_load")))
        << table.where(row, {"servers", "blocking"});
  }
}

// Westbay Engineers, Extended Erlang B calculator: 1500 erlangs, 1000 lines, 20 % recall.
TEST(erlang_b, published_recalls) {
  const auto total = load_with_recalls(loss_system(erlangs(1500)), 1000, 0.20);
  ASSERT_TRUE(total);
  EXPECT_NEAR(blocking(1000, total->value()), 0.3857, 0.00005);
}

TEST(erlang_b, says_when_a_load_is_no_double) {
  const trunks many = fractional_trunks(1e308);
  EXPECT_EQ(largest_offered_load(many, 0.5).why(), unreachable::beyond_numbers);
  EXPECT_EQ(largest_offered_load(many, 0.9).why(), unreachable::beyond_numbers);
  EXPECT_EQ(load_with_recalls(loss_system(erlangs(1.7e308)), 0, 0.9).why(),
            unreachable::beyond_numbers);
  const auto total =
      load_with_recalls(loss_system(erlangs(1.8e210)), fractional_trunks(1e206), 0.5);
  ASSERT_TRUE(total);
  EXPECT_NEAR(total->value() / 3.6e210, 1.0, 1e-3);
  // Of a load well above n all but n are turned away: total = (a - r n)/(1 - r), by mpmath.
  const auto most =
      load_with_recalls(loss_system(erlangs(1e308)), fractional_trunks(9.9e307), 0.25);
  ASSERT_TRUE(most);
  EXPECT_TRUE(within(4, most->value(), 1.0033333333333333e308L));
}

// Printed as .0183 and .937 in a popular guide, whose numbers are wrong.
TEST(erlang_b, published_mistake) {
  const erlang_b system = loss_system(erlangs(10));
  EXPECT_NEAR(probability_of_blocking(system, 17), 0.01295, 0.000005);
  EXPECT_NEAR(occupancy(system, 17), 0.5806, 0.00005);
}

// Reference tables

void check_blocking(const std::string& file, const std::string& blocking_column,
                    const std::string& log_column) {
  const reference_table table(file);
  ASSERT_GE(table.rows(), 30u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const erlang_b system = loss_system(erlangs(table.number(row, "offered_load")));
    const trunks n = fractional_trunks(table.number(row, "servers"));
    SCOPED_TRACE(table.where(row, {"servers", "offered_load"}));
    const long double expected = table.precise(row, blocking_column);
    const long double load = table.precise(row, "offered_load");
    EXPECT_TRUE(within(blocking_accuracy, probability_of_blocking(system, n), expected));
    EXPECT_TRUE(within(log_blocking_accuracy, log_probability_of_blocking(system, n),
                       table.precise(row, log_column)));
    EXPECT_TRUE(within(blocking_accuracy, lost_load(system, n).value(), load * expected));
    if (expected < 0.9L) {  // beyond, the subtraction costs the table its digits
      EXPECT_TRUE(
          within(blocking_accuracy, carried_load(system, n).value(), load * (1 - expected)));
    }
  }
}

TEST(erlang_b, reference_table) {
  check_blocking("erlang_b.csv", "blocking", "log_blocking");
}

TEST(erlang_b, reference_vectors) {
  check_blocking("vectors/erlang_b.csv", "blocking_probability", "log_blocking_probability");
}

TEST(erlang_b, reference_table_of_the_inverse) {
  const reference_table table("erlang_b_inverse.csv");
  ASSERT_GE(table.rows(), 30u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    SCOPED_TRACE(table.where(row, {"servers", "blocking"}));
    const auto load = largest_offered_load(fractional_trunks(table.number(row, "servers")),
                                           table.number(row, "blocking"));
    ASSERT_TRUE(load);
    EXPECT_TRUE(within(inverse_accuracy, load->value(), table.precise(row, "offered_load")));
  }
}

TEST(erlang_b, reference_vectors_of_the_inverses) {
  const reference_table table("vectors/erlang_b_inverse.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    SCOPED_TRACE(table.where(row, {"query", "servers_or_load", "target_blocking"}));
    const double given = table.number(row, "servers_or_load");
    const double target = table.number(row, "target_blocking");
    if (table.text(row, "query") == "load_for_blocking") {
      const auto load = largest_offered_load(fractional_trunks(given), target);
      EXPECT_TRUE(within(inverse_accuracy, load->value(), table.precise(row, "solution")));
    } else {
      ASSERT_EQ(table.text(row, "query"), "servers_for_blocking");
      const auto n = trunks_required(loss_system(erlangs(given)), target);
      EXPECT_EQ(n->count(), std::ceil(table.number(row, "solution")));
    }
  }
}

// Identities

TEST(erlang_b, follows_its_recursion_for_real_trunks) {
  for (const double load : {1e-6, 0.3, 1.0, 7.5, 40.0, 999.5, 1e5}) {
    for (double n = 0.0; n < 2000.0; n = 1.3 * n + 0.17) {
      const long double before = blocking(n, load);
      // n + 1 is rounded, half an epsilon of n + 1, which d ln B / d n <= |ln B| / n magnifies.
      const double after = blocking(n + 1.0, load);
      EXPECT_TRUE(within(2 * blocking_accuracy - std::log(after), after,
                         load * before / (n + 1.0L + load * before)))
          << n << " trunks, " << load << " erlangs";
    }
  }
}

TEST(erlang_b, the_logarithm_is_that_of_the_probability) {
  for (const double load : {0.01, 3.0, 50.0, 4000.0}) {
    for (const double n : {0.5, 1.0, 4.0, 51.0, 1000.0}) {
      const double log =
          log_probability_of_blocking(loss_system(erlangs(load)), fractional_trunks(n));
      if (log < -690.0) continue;
      EXPECT_TRUE(within(blocking_accuracy - 8 * log, blocking(n, load),
                         std::exp(static_cast<long double>(log))))
          << n << " trunks, " << load << " erlangs";
    }
  }
}

TEST(erlang_b, falls_with_trunks_and_rises_with_load) {
  for (const double load : {0.1, 2.0, 10.0, 150.0, 1e4}) {
    for (double n = 0.25; n < 1.2 * load + 20.0; n += 0.25 + n / 50) {
      const double here =
          log_probability_of_blocking(loss_system(erlangs(load)), fractional_trunks(n));
      EXPECT_GT(here, log_probability_of_blocking(loss_system(erlangs(load)),
                                                  fractional_trunks(1.01 * n)));
      EXPECT_LT(here, log_probability_of_blocking(loss_system(erlangs(1.01 * load)),
                                                  fractional_trunks(n)));
    }
  }
}

TEST(erlang_b, whole_trunks_are_a_special_case_of_real_ones) {
  const erlang_b system = loss_system(erlangs(10));
  EXPECT_EQ(probability_of_blocking(system, 14),
            probability_of_blocking(system, fractional_trunks(14.0)));
  EXPECT_LT(blocking(14.5, 10), blocking(14, 10));
  EXPECT_GT(blocking(14.5, 10), blocking(15, 10));
}

TEST(erlang_b, hours_may_become_half_hours) {
  const erlang_b hourly{.arrival_rate = contacts(240) / 1h, .average_handle_time = 3min};
  const erlang_b halved{.arrival_rate = contacts(120) / 30min, .average_handle_time = 180s};
  EXPECT_EQ(offered_load(hourly), offered_load(halved));
  EXPECT_EQ(probability_of_blocking(hourly, 15), probability_of_blocking(halved, 15));
}

TEST(erlang_b, what_is_offered_is_carried_or_lost) {
  for (const double load : {1e-3, 0.5, 10.0, 1e3, 1e6}) {
    for (const int n : {1, 2, 10, 1000, 1000000}) {
      const erlang_b system = loss_system(erlangs(load));
      EXPECT_TRUE(within(blocking_accuracy,
                         carried_load(system, n).value() + lost_load(system, n).value(), load))
          << n << " trunks, " << load << " erlangs";
      EXPECT_TRUE(within(1, occupancy(system, n), carried_load(system, n).value() / n));
    }
  }
}

TEST(erlang_b, required_trunks_are_enough_and_one_less_is_not) {
  for (const double load : {1e-9, 0.02, 1.0, 10.0, 333.3, 1e5, 1e9}) {
    for (const double target : {0.9, 0.5, 0.05, 0.01, 1e-6, 1e-100}) {
      const auto n = trunks_required(loss_system(erlangs(load)), target);
      ASSERT_TRUE(n) << load << " erlangs, " << target;
      EXPECT_LE(blocking(n->count(), load), target) << load;
      if (n->count() > 0.0) {
        EXPECT_GT(blocking(n->count() - 1.0, load), target) << load;
      }
    }
  }
}

TEST(erlang_b, required_trunks_equal_a_linear_scan) {
#if defined(__SANITIZE_ADDRESS__)
  constexpr int problems = 10'000;
#else
  constexpr int problems = 120'000;
#endif
  constexpr long double tie = 1e-12L;  // of the blocking: rounding may decide, either way
  support::random_numbers random(20260106);
  int ties = 0;
  int wrong = 0;
  for (int i = 0; i < problems && wrong < 5; ++i) {
    const double load = i % 4000 == 0 ? random.scale(1e4, 1e7) : random.scale(1e-6, 2e3);
    double target = random.uniform();
    if (i % 3 == 0) target = random.scale(1e-9, 1.0);
    if (i % 7 == 0) target = 1.0 - random.scale(1e-9, 1.0);
    if (i % 50 == 0) target = random.scale(1e-300, 1.0);
    const double found = trunks_required(loss_system(erlangs(load)), target)->count();
    const support::allowed right = support::scanned_trunks(load, target, tie);
    ties += right.least != right.most;
    if (found >= right.least && found <= right.most) continue;
    ++wrong;
    ADD_FAILURE() << std::setprecision(17) << load << " erlangs, blocking " << target << ": found "
                  << found << ", scanned " << right.least << " to " << right.most;
  }
  EXPECT_LE(ties, 2);
}

// One evaluation or none, but where rounding decides.
TEST(erlang_b, required_trunks_are_certain_at_once) {
  support::random_numbers random(20260107);
  const auto doubtful = [&](double least_load, double most_load) {
    int without = 0;
    for (int i = 0; i < 2000; ++i) {
      const double target = i % 2 == 0 ? random.uniform(0.001, 0.999) : random.scale(1e-12, 1.0);
      without += !detail::certain_trunks(random.scale(least_load, most_load), target);
    }
    return without / 2000.0;
  };
  EXPECT_EQ(doubtful(1e-6, 64.0), 0.0);
  EXPECT_EQ(doubtful(64.0, 1e4), 0.0);
  EXPECT_LE(doubtful(1e4, 1e5), 0.001);
  EXPECT_LE(doubtful(1e5, 1e6), 0.02);
  EXPECT_LE(doubtful(1e6, 1e8), 0.08);
  EXPECT_LE(doubtful(2e12, 1e14), 0.9);
  // Nobody counts on where the guess is far off, nor where there are more numbers than doubles.
  EXPECT_GE(doubtful(1e11, 1e12), 0.5);
  EXPECT_EQ(doubtful(1e16, 1e300), 1.0);
}

// The blocking of n trunks, made a little easier and a little harder to keep.
TEST(erlang_b, required_trunks_are_certain_a_little_beside_a_tie) {
  for (const double load : {0.3, 10.0, 63.0, 65.0, 900.0, 1e4}) {
    for (const double share : {1e-3, 0.02, 0.4, 0.8, 0.95, 1.0, 1.05}) {
      const double n = std::floor(load * share) + 1.0;
      const double odds = detail::acceptance_odds(n, load).value();
      const double aside = 1e-10 + 1e-13 * (1.0 + odds) / odds;
      if (aside > 1e-3) continue;
      const auto easier = detail::certain_trunks(load, 1.0 / (1.0 + odds * (1.0 - aside)));
      const auto harder = detail::certain_trunks(load, 1.0 / (1.0 + odds * (1.0 + aside)));
      ASSERT_TRUE(easier && harder) << n << " trunks, " << load << " erlangs";
      EXPECT_EQ(*easier, n) << load;
      EXPECT_EQ(*harder, n + 1.0) << load;
    }
  }
}

// Up to some trunks and to the percent by which the normal law is rough.
TEST(erlang_b, likely_trunks_are_near_the_required_ones) {
  support::random_numbers random(20260108);
  for (int i = 0; i < 2000; ++i) {
    const double load = random.scale(64.0, 1e9);
    const double target = i % 2 == 0 ? random.uniform(0.001, 0.999) : random.scale(1e-12, 1.0);
    const double n = trunks_required(loss_system(erlangs(load)), target)->count();
    const double off = std::abs(detail::likely_trunks(load, target) - n);
    EXPECT_LE(off, 6.5 + 0.026 * std::sqrt(load)) << load << " erlangs, " << target;
  }
}

// Where a probability has a digit or two, its logarithm decides.
TEST(erlang_b, required_trunks_for_the_least_doubles_equal_a_scan) {
  for (double load = 0.5; load < 30.0; load += 0.37) {
    for (const double target : {5e-324, 1.5e-323, 1e-320}) {
      long double b = 1.0L;
      int least = 0;
      while (b > static_cast<long double>(target)) {
        ++least;
        b = load * b / (least + load * b);
      }
      EXPECT_EQ(trunks_required(loss_system(erlangs(load)), target)->count(), least)
          << load << " erlangs, " << target;
    }
  }
}

TEST(erlang_b, what_some_trunks_block_takes_as_many) {
  for (const double load : {0.02, 0.9, 10.0, 51.0, 333.3, 1629.0, 1e5, 1e7, 1e9}) {
    for (double n = 1.0; n <= 200.0; n += 1.0) {
      const double target = blocking(n, load);
      if (target < 1e-305) break;
      const double found = trunks_required(loss_system(erlangs(load)), target)->count();
      EXPECT_LE(found, n) << load << " erlangs";
      EXPECT_LE(blocking(found, load), target) << load << " erlangs, " << n;
      const double less = std::nextafter(target, 0.0);
      const double more = trunks_required(loss_system(erlangs(load)), less)->count();
      EXPECT_LE(blocking(more, load), less) << load << " erlangs, " << n;
    }
  }
  for (const double load : {1e4, 3e4, 1e5, 1e6}) {
    for (double roots = -4.0; roots < 4.0; roots += 0.05) {
      const double n = std::floor(load + roots * std::sqrt(load));
      const double target = blocking(n, load);
      const double found = trunks_required(loss_system(erlangs(load)), target)->count();
      EXPECT_LE(found, n) << load << " erlangs";
      EXPECT_LE(blocking(found, load), target) << load << " erlangs, " << n;
    }
  }
}

// B = e^-a a^n / Gamma(n+1) but for a^2.
TEST(erlang_b, the_largest_load_for_a_tiny_blocking_is_a_root) {
  for (double n = 1.0; n <= 24.0; n += 0.5) {
    for (const double load : {1e-12, 3e-9, 1e-8, 3e-7}) {
      const double log_target = n * std::log(load) - std::lgamma(n + 1.0);
      if (log_target < -700.0) continue;
      const double target = std::exp(log_target);
      const auto found = largest_offered_load(fractional_trunks(n), target);
      ASSERT_TRUE(found) << n;
      const long double root =
          std::exp((std::log(static_cast<long double>(target)) + std::lgamma(n + 1.0L)) / n);
      EXPECT_TRUE(within(inverse_accuracy, found->value(), root * std::exp(root / n)))
          << n << " trunks, " << load << " erlangs";
    }
  }
}

// One trunk blocks a/(1 + a).
TEST(erlang_b, the_largest_load_of_one_trunk_is_the_odds_of_blocking) {
  for (const double target : {5e-324, 1e-323, 1.5e-323, 1e-310, 3e-308, 1e-200, 1e-12, 0.3, 0.75,
                              1.0 - 0x1p-20, 1.0 - 0x1p-30, 1.0 - 0x1p-40, 1.0 - 0x1p-53}) {
    const auto load = largest_offered_load(1, target);
    ASSERT_TRUE(load) << target;
    EXPECT_TRUE(within(inverse_accuracy, load->value(), target / (1.0L - target))) << target;
  }
  EXPECT_EQ(largest_offered_load(1, 5e-324)->value(), 5e-324);
  EXPECT_EQ(largest_offered_load(fractional_trunks(0.5), 1e-200)->value(), 0.0);  // 1e-400
}

TEST(erlang_b, the_largest_load_of_countless_trunks_is_what_they_carry) {
  for (const double target : {1e-300, 0.25, 0.9}) {
    EXPECT_TRUE(within(inverse_accuracy,
                       largest_offered_load(fractional_trunks(1e307), target)->value(),
                       1e307L / (1.0L - target)));
  }
}

TEST(erlang_b, the_largest_load_leads_back_to_its_blocking) {
  for (const double n : {0.5, 1.0, 8.0, 33.3, 1200.0}) {
    for (const double target : {1e-200, 1e-9, 0.01, 0.5, 0.99, 0.999999}) {
      const auto load = largest_offered_load(fractional_trunks(n), target);
      ASSERT_TRUE(load) << n << " trunks, " << target;
      if (load->value() < std::numeric_limits<double>::min()) continue;  // below every double
      // As many times worse as the blocking answers to the load: n - a (1 - B) <= n.
      EXPECT_TRUE(within((1 + n) * 64, blocking(n, load->value()), target)) << n;
    }
  }
}

TEST(erlang_b, recalls_add_what_was_blocked) {
  for (const double load : {0.5, 9.0, 10.0, 14.0, 300.0}) {
    for (const double recall : {0.1, 0.5, 0.9, 1.0}) {
      const auto total = load_with_recalls(loss_system(erlangs(load)), 10, recall);
      if (recall == 1.0 && load >= 10.0) {
        EXPECT_EQ(total.why(), unreachable::unlimited);
        continue;
      }
      ASSERT_TRUE(total) << load << " erlangs, recall " << recall;
      const double recalled = recall * total->value() * blocking(10, total->value());
      EXPECT_TRUE(within(1e4, total->value(), load + recalled)) << load << ", " << recall;
    }
  }
}

// By hand: one trunk and total T, T - r T T/(1 + T) = a.
TEST(erlang_b, recalls_of_one_trunk_solve_a_quadratic) {
  for (const double load : {5e-324, 1e-310, 1e-9, 0.1, 0.999, 1.0, 5.0, 1e9, 1e300}) {
    for (const double recall : {0.0, 0.25, 0.9, 1.0}) {
      const auto total = load_with_recalls(loss_system(erlangs(load)), 1, recall);
      if (recall == 1.0 && load >= 1.0) {
        EXPECT_EQ(total.why(), unreachable::unlimited);
        continue;
      }
      ASSERT_TRUE(total) << load << ", " << recall;
      // (1 - r) T^2 + (1 - a) T - a = 0
      const long double a = load;
      const long double kept = 1.0L - recall;
      const long double root = std::sqrt((1.0L - a) * (1.0L - a) + 4.0L * kept * a);
      const long double truth =
          a <= 1.0L ? 2.0L * a / (1.0L - a + root) : (a - 1.0L + root) / (2.0L * kept);
      const double loss = recall == 1.0 ? 1.0 / (1.0 - load) : 1.0;
      EXPECT_TRUE(within(16 * loss, total->value(), truth)) << load << ", " << recall;
    }
  }
}

TEST(erlang_b, recalls_that_change_nothing) {
  EXPECT_EQ(load_with_recalls(loss_system(erlangs(9)), 10, 0.0)->value(), 9.0);  // nobody recalls
  for (double load = 0.01; load < 1e4; load *= 1.3) {
    EXPECT_EQ(load_with_recalls(loss_system(erlangs(load)), 100, 0.0)->value(), load);
  }
  // B(3300, 1540) = 1e-328, while twice that load is blocked now and then.
  EXPECT_EQ(load_with_recalls(loss_system(erlangs(1540)), 3300, 0.5)->value(), 1540.0);
  // Nobody is turned away: B(1e6, 1) is below every double.
  EXPECT_TRUE(
      within(1.0, load_with_recalls(loss_system(erlangs(1)), 1'000'000, 0.5)->value(), 1.0L));
}

// Corners

TEST(erlang_b, no_load) {
  const erlang_b idle{.arrival_rate = contacts(0) / 1h, .average_handle_time = 3min};
  for (const int n : {0, 1, 10}) {
    EXPECT_EQ(probability_of_blocking(idle, n), 0.0);
    EXPECT_EQ(log_probability_of_blocking(idle, n), -infinity);
    EXPECT_EQ(carried_load(idle, n).value(), 0.0);
    EXPECT_EQ(lost_load(idle, n).value(), 0.0);
    EXPECT_EQ(occupancy(idle, n), 0.0);
    EXPECT_EQ(load_with_recalls(idle, n, 1.0)->value(), 0.0);
  }
  EXPECT_EQ(trunks_required(idle, 0.01)->count(), 0.0);
  EXPECT_EQ(trunks_required(idle, 0.0)->count(), 0.0);
}

TEST(erlang_b, no_trunks) {
  const erlang_b system = loss_system(erlangs(10));
  EXPECT_EQ(probability_of_blocking(system, 0), 1.0);
  EXPECT_EQ(log_probability_of_blocking(system, 0), 0.0);
  EXPECT_EQ(carried_load(system, 0).value(), 0.0);
  EXPECT_EQ(lost_load(system, 0).value(), 10.0);
  EXPECT_EQ(occupancy(system, 0), 0.0);
  EXPECT_EQ(trunks_required(system, 1.0)->count(), 0.0);
  for (const double target : {0.0, 5e-324, 0.01, 1.0 - 0x1p-53}) {
    EXPECT_EQ(largest_offered_load(0, target)->value(), 0.0);
  }
}

TEST(erlang_b, load_equal_to_trunks_is_nothing_special) {
  // Erlang's sum for 3 of 3: (27/6) / (1 + 3 + 9/2 + 27/6).
  EXPECT_TRUE(within(blocking_accuracy, blocking(3, 3), 4.5L / 13.0L));
  EXPECT_LT(blocking(1000000, 999999.999), blocking(1000000, 1000000));
  EXPECT_LT(blocking(1000000, 1000000), blocking(1000000, 1000000.001));
}

TEST(erlang_b, load_above_trunks_is_mostly_lost) {
  // Of 1e6 erlangs ten trunks carry nearly ten.
  const erlang_b flooded = loss_system(erlangs(1e6));
  EXPECT_NEAR(carried_load(flooded, 10).value(), 10.0, 1.1e-4);
  EXPECT_LE(carried_load(flooded, 10).value(), 10.0);
  EXPECT_LE(carried_load(loss_system(erlangs(1e290)), fractional_trunks(0x1p-95)).value(), 0x1p-95);
  EXPECT_LE(occupancy(flooded, 10), 1.0);
  EXPECT_NEAR(blocking(10, 1e6), 1.0 - 1e-5, 1e-9);
  EXPECT_EQ(blocking(10, 1e300), 1.0);
}

TEST(erlang_b, blocking_below_every_double_keeps_its_logarithm) {
  EXPECT_EQ(blocking(1000000, 1000), 0.0);
  EXPECT_TRUE(within(log_blocking_accuracy,
                     log_probability_of_blocking(loss_system(erlangs(1000)), 1000000),
                     -5908763.105676032572197102L));
  EXPECT_EQ(carried_load(loss_system(erlangs(1000)), 1000000).value(), 1000.0);
}

TEST(erlang_b, limits_that_no_number_reaches) {
  EXPECT_EQ(trunks_required(loss_system(erlangs(10)), 0.0).why(), unreachable::no_blocking);
  EXPECT_EQ(trunks_required(loss_system(erlangs(1e300)), 0.01).why(), unreachable::beyond_numbers);
  EXPECT_EQ(largest_offered_load(10, 1.0).why(), unreachable::unlimited);
  EXPECT_EQ(largest_offered_load(10, 0.0)->value(), 0.0);
}

// Errors

TEST(erlang_b, handle_time_must_be_positive_and_finite) {
  for (const double wrong : {0.0, -180.0, nan, infinity}) {
    const erlang_b system{.arrival_rate = contacts(1) / 1s, .average_handle_time = duration(wrong)};
    EXPECT_THROW(static_cast<void>(offered_load(system)), std::domain_error) << wrong;
    EXPECT_THROW(static_cast<void>(probability_of_blocking(system, 10)), std::domain_error);
    EXPECT_THROW(static_cast<void>(log_probability_of_blocking(system, 10)), std::domain_error);
    EXPECT_THROW(static_cast<void>(carried_load(system, 10)), std::domain_error);
    EXPECT_THROW(static_cast<void>(lost_load(system, 10)), std::domain_error);
    EXPECT_THROW(static_cast<void>(occupancy(system, 10)), std::domain_error);
    EXPECT_THROW(static_cast<void>(trunks_required(system, 0.01)), std::domain_error);
    EXPECT_THROW(static_cast<void>(load_with_recalls(system, 10, 0.1)), std::domain_error);
  }
}

TEST(erlang_b, percentages_and_negative_trunks_are_refused) {
  const erlang_b system = loss_system(erlangs(10));
  EXPECT_THROW(static_cast<void>(trunks_required(system, 1.5)), std::domain_error);
  EXPECT_THROW(static_cast<void>(trunks_required(system, nan)), std::domain_error);
  EXPECT_THROW(static_cast<void>(largest_offered_load(10, -0.01)), std::domain_error);
  EXPECT_THROW(static_cast<void>(load_with_recalls(system, 10, 20.0)), std::domain_error);
  EXPECT_THROW(static_cast<void>(probability_of_blocking(system, -1)), std::domain_error);
}

}  // namespace
}  // namespace krarup
