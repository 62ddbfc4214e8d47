#include <cmath>
#include <string>
#include <vector>

#include <krarup/staffing/shrinkage.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum shrinkage_combination;
using enum shrinkage_kind;

// Rounding is a choice that nobody makes for the caller, and a bare number is no contract.
template <class... Arguments>
concept can_schedule = requires(Arguments... arguments) {
  scheduled_from_on_phone(arguments...);
};
static_assert(can_schedule<agents, proportion, rounding>);
static_assert(!can_schedule<agents, proportion>);
static_assert(!can_schedule<proportion, agents, rounding>);
template <class... Arguments>
concept can_count = requires(Arguments... arguments) {
  full_time_equivalents(arguments...);
};
static_assert(can_count<duration, full_time_contract>);
static_assert(!can_count<duration, duration>);

const std::vector<shrinkage_item> three{
    {"leave", 0.10, planned}, {"training", 0.08, planned}, {"sickness", 0.12, unplanned}};

double scheduled(agents on_phone, proportion share, rounding how) {
  return scheduled_from_on_phone(on_phone, share, how).count();
}

// Call Centre Helper: 14 agents at 30 % are 20 scheduled; its 0.70-occupancy variant 15 and 22.
// ccPlanning and turbotab: 10 + 8 + 12 % are 30 % added and 27.136 % compounded.
// mytotalretail: 24 / 0.70 = 34.29, which is 35 people and not 34.
TEST(shrinkage, published_values) {
  EXPECT_EQ(scheduled(14, 0.30, rounding::up_at_end), 20.0);
  EXPECT_EQ(scheduled(15, 0.30, rounding::up_at_end), 22.0);
  EXPECT_NEAR(shrinkage(three, additive).value(), 0.30, 1e-16);
  EXPECT_NEAR(shrinkage(three, compounding).value(), 0.27136, 1e-16);
  EXPECT_NEAR(scheduled(24, 0.30, rounding::none), 34.285714285714285, 1e-13);
  EXPECT_EQ(scheduled(24, 0.30, rounding::up_at_end), 35.0);
}

TEST(shrinkage, rounding_up_forgives_arithmetic_only) {
  ASSERT_GT(21.0 / (1.0 - 0.3), 30.0);  // the trap
  EXPECT_EQ(scheduled(21, 0.3, rounding::up_at_end), 30.0);
  EXPECT_EQ(scheduled(21, 0.3, rounding::up_each_step), 30.0);
  EXPECT_EQ(scheduled(21, 0.3, rounding::none), 21.0 / (1.0 - 0.3));
  EXPECT_EQ(scheduled(fractional_agents(30.001 * 0.7), 0.3, rounding::up_at_end), 31.0);
  EXPECT_EQ(scheduled(fractional_agents(30.001), 0.0, rounding::up_at_end), 31.0);
  EXPECT_EQ(scheduled(fractional_agents(30.0 + 1e-12), 0.0, rounding::up_at_end), 31.0);
  EXPECT_EQ(scheduled(fractional_agents(1e-17), 0.0, rounding::up_at_end), 1.0);
}

// Every whole schedule and every shrinkage of two decimals: the on-phone agents it leaves are
// scheduled back to itself, however the product and the quotient rounded.
TEST(shrinkage, there_and_back) {
  for (int percent = 0; percent < 100; ++percent) {
    const proportion share = percent / 100.0;
    for (int n = 0; n <= 400; ++n) {
      const agents on_phone = on_phone_from_scheduled(n, share);
      ASSERT_EQ(scheduled(on_phone, share, rounding::up_at_end), n) << percent;
      ASSERT_NEAR(scheduled(on_phone, share, rounding::none), n, 1e-12 * n) << percent;
    }
  }
}

// Against the definition in whole numbers: least m with m (100 - percent) >= 100 n.
TEST(shrinkage, equals_the_least_whole_schedule) {
  for (int percent = 0; percent < 100; ++percent) {
    for (int n = 0; n <= 400; ++n) {
      const int kept = 100 - percent;
      const int least = (100 * n + kept - 1) / kept;
      ASSERT_EQ(scheduled(n, percent / 100.0, rounding::up_at_end), least) << n << ' ' << percent;
    }
  }
}

// The same with shrinkage as a sum of items, whose rounding is another, up to where little is left.
TEST(shrinkage, a_sum_of_items_rounds_as_the_number_written_out) {
  for (int a = 1; a <= 60; ++a) {
    for (int b = 1; b <= 38; ++b) {
      const std::vector<shrinkage_item> items{{"leave", a / 100.0, planned},
                                              {"sickness", b / 100.0, unplanned},
                                              {"breaks", 0.01, planned}};
      const proportion share = shrinkage(items, additive);
      const int kept = 99 - a - b;
      for (int n = 1; n <= 60; ++n) {
        ASSERT_EQ(scheduled(n, share, rounding::up_at_end), (100 * n + kept - 1) / kept)
            << n << ' ' << a << ' ' << b;
      }
    }
  }
}

TEST(shrinkage, rounding_policies_in_order) {
  const agents required = fractional_agents(13.0475);
  EXPECT_NEAR(scheduled(required, 0.30, rounding::none), 18.639285714285714, 1e-13);
  EXPECT_EQ(scheduled(required, 0.30, rounding::up_at_end), 19.0);
  EXPECT_EQ(scheduled(required, 0.30, rounding::up_each_step), 20.0);
}

TEST(shrinkage, four_epsilons_are_forgiven_in_each_step) {
  const double least_more = 8 * std::numeric_limits<double>::epsilon();  // next to 13, 0.6 epsilons
  const agents forgiven = fractional_agents(13.0 + 6.0 * least_more);
  const agents one_more = fractional_agents(13.0 + 7.0 * least_more);
  for (const rounding how : {rounding::up_at_end, rounding::up_each_step}) {
    EXPECT_EQ(scheduled(forgiven, 0.0, how), 13.0);
    EXPECT_EQ(scheduled(one_more, 0.0, how), 14.0);
  }
  EXPECT_EQ(scheduled(forgiven, 0.30, rounding::up_each_step), 19.0);
  EXPECT_EQ(scheduled(one_more, 0.30, rounding::up_each_step), 20.0);
}

TEST(shrinkage, rounding_each_step_never_schedules_fewer) {
  for (double n = 0.7; n < 1e16; n *= 1.07) {
    for (const double share : {0.0, 0.1, 0.3, 0.9}) {
      const agents on_phone = fractional_agents(n);
      EXPECT_GE(scheduled(on_phone, share, rounding::up_each_step),
                scheduled(on_phone, share, rounding::up_at_end))
          << n << ' ' << share;
    }
  }
}

TEST(shrinkage, planned_and_unplanned_make_the_whole) {
  EXPECT_NEAR(shrinkage(three, additive, planned).value(), 0.18, 1e-16);
  EXPECT_NEAR(shrinkage(three, additive, unplanned).value(), 0.12, 1e-16);
  const double p = shrinkage(three, compounding, planned).value();
  const double u = shrinkage(three, compounding, unplanned).value();
  EXPECT_NEAR(p, 0.172, 1e-16);
  EXPECT_NEAR(1.0 - (1.0 - p) * (1.0 - u), shrinkage(three, compounding).value(), 1e-15);
}

TEST(shrinkage, compounding_never_exceeds_additive) {
  const std::vector<shrinkage_item> heavy{{"a", 0.6, planned}, {"b", 0.3, unplanned}};
  EXPECT_NEAR(shrinkage(heavy, additive).value(), 0.9, 1e-15);
  EXPECT_NEAR(shrinkage(heavy, compounding).value(), 0.72, 1e-15);
  const std::vector<shrinkage_item> one{{"a", 0.37, planned}};
  EXPECT_EQ(shrinkage(one, additive), shrinkage(one, compounding));
}

TEST(shrinkage, paid_time_and_contracts) {
  EXPECT_EQ(paid_time(20, 30min), 10h);
  const std::vector<agents> day{20, 22, 18};
  EXPECT_EQ(paid_time(day, 30min), 30h);
  EXPECT_EQ(full_time_equivalents(760h, {.paid_time = 38h}), 20.0);
  EXPECT_EQ(full_time_equivalents(20h, {.paid_time = 40h}), 0.5);
}

TEST(shrinkage, corners) {
  EXPECT_EQ(shrinkage({}, additive).value(), 0.0);
  EXPECT_EQ(shrinkage({}, compounding).value(), 0.0);
  EXPECT_EQ(shrinkage(three, additive, planned), proportion(0.10 + 0.08));
  for (const rounding how : {rounding::none, rounding::up_at_end, rounding::up_each_step}) {
    EXPECT_EQ(scheduled(0, 0.30, how), 0.0);
    EXPECT_EQ(scheduled(7, 0.0, how), 7.0);
  }
  EXPECT_EQ(on_phone_from_scheduled(20, 1.0), agents(0));
  EXPECT_EQ(full_time_equivalents(0h, {.paid_time = 38h}), 0.0);
  EXPECT_EQ(paid_time(std::vector<agents>{}, 30min), 0h);
  // Beyond 2^53 every double is whole already.
  EXPECT_EQ(scheduled(fractional_agents(1e17), 0.0, rounding::up_at_end), 1e17);

  // A sum that misses 1 by its rounding is 1, from either side.
  const std::vector<shrinkage_item> below{
      {"", 0.7, planned}, {"", 0.2, planned}, {"", 0.1, planned}};
  ASSERT_NE(0.7 + 0.2 + 0.1, 1.0);
  EXPECT_EQ(shrinkage(below, additive).value(), 1.0);
  const std::vector<shrinkage_item> above{
      {"", 0.5, planned}, {"", 0.5 + 2 * std::numeric_limits<double>::epsilon(), planned}};
  EXPECT_EQ(shrinkage(above, additive).value(), 1.0);
}

TEST(shrinkage, errors) {
  for (const rounding how : {rounding::none, rounding::up_at_end, rounding::up_each_step}) {
    for (const int n : {0, 14}) {
      try {
        static_cast<void>(scheduled(n, 1.0, how));
        FAIL() << "a shrinkage of 1 was accepted";
      } catch (const std::domain_error& error) {
        EXPECT_EQ(std::string(error.what()), "shrinkage must be < 1, got 1");
      }
    }
  }
  const std::vector<shrinkage_item> excessive{{"leave", 0.75, planned},
                                              {"sickness", 0.5, unplanned}};
  EXPECT_EQ(shrinkage(excessive, compounding).value(), 0.875);
  try {
    static_cast<void>(shrinkage(excessive, additive));
    FAIL() << "125 % was accepted";
  } catch (const std::domain_error& error) {
    EXPECT_EQ(std::string(error.what()),
              "the sum of additive shrinkage must be <= 1 (all paid time), got 1.25");
  }
  EXPECT_THROW(proportion(30), std::domain_error);  // 30 where 0.30 is meant
  EXPECT_THROW(static_cast<void>(paid_time(20, 0s)), std::domain_error);
  EXPECT_THROW(static_cast<void>(paid_time(20, -1s)), std::domain_error);
  EXPECT_THROW(static_cast<void>(full_time_equivalents(1h, {.paid_time = 0h})), std::domain_error);
  EXPECT_THROW(static_cast<void>(full_time_equivalents(-1h, {.paid_time = 8h})), std::domain_error);
}

}  // namespace
}  // namespace krarup
