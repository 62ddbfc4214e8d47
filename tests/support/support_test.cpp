#include <gtest/gtest.h>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup::support {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST(relative_error, divides_by_what_was_expected) {
  EXPECT_DOUBLE_EQ(relative_error(1.5, 2.0L), 0.25);
  EXPECT_DOUBLE_EQ(relative_error(-1.5, -2.0L), 0.25);
  EXPECT_DOUBLE_EQ(relative_error(-2.0, 2.0L), 2.0);
  EXPECT_EQ(relative_error(0.0, 0.0L), 0.0);
  EXPECT_GT(relative_error(1e-20, 0.0L), 1.0);
}

TEST(relative_error, sees_digits_that_a_double_has_not) {
  EXPECT_GT(relative_error(0.1, 0.1L), 0.0);
  EXPECT_LT(relative_error(0.1, 0.1L), epsilon);
}

TEST(relative_error, not_a_number_agrees_with_itself_alone) {
  EXPECT_EQ(relative_error(nan, nan), 0.0);
  EXPECT_EQ(relative_error(nan, 1.0L), infinity);
  EXPECT_EQ(relative_error(1.0, nan), infinity);
}

TEST(relative_error, infinity_agrees_with_what_exceeds_every_double) {
  EXPECT_EQ(relative_error(infinity, infinity), 0.0);
  EXPECT_EQ(relative_error(infinity, 1e400L), 0.0);
  EXPECT_EQ(relative_error(infinity, 1e300L), infinity);
  EXPECT_EQ(relative_error(1e300, infinity), infinity);
  EXPECT_EQ(relative_error(-infinity, infinity), infinity);
}

TEST(relative_error, is_absolute_below_the_normal_doubles) {
  EXPECT_LT(relative_error(0.0, 1e-400L), epsilon);
  EXPECT_GT(relative_error(0.0, 1e-310L), 0.001);
  EXPECT_LE(relative_error(1e-310, 1e-310L), epsilon);
}

TEST(error_in_ulps, divides_by_the_distance_of_doubles) {
  EXPECT_EQ(error_in_ulps(1.0 + epsilon, 1.0L), 1.0);
  EXPECT_EQ(error_in_ulps(1.0 - epsilon / 2, 1.0L), 0.5);
  EXPECT_EQ(error_in_ulps(2.0, 2.0L - epsilon), 1.0);
  EXPECT_EQ(error_in_ulps(-3.0, -3.0L - epsilon), 0.5);
  EXPECT_EQ(error_in_ulps(5e-324, 0.0L), 1.0);
  EXPECT_NEAR(error_in_ulps(0.0, 1e-310L), 1e-310 / 5e-324, 1.0);
  EXPECT_EQ(error_in_ulps(0.0, 1e-400L), 0.0 + static_cast<double>(std::ldexp(1e-400L, 1074)));
  EXPECT_EQ(error_in_ulps(infinity, 1e400L), 0.0);
  EXPECT_EQ(error_in_ulps(infinity, 1e308L), infinity);
  EXPECT_EQ(error_in_ulps(nan, 1.0L), infinity);
}

TEST(error_in_epsilons, divides_by_what_was_expected) {
  EXPECT_EQ(error_in_epsilons(1.0 + epsilon, 1.0L), 1.0);
  EXPECT_EQ(error_in_epsilons(1.5, 2.0L) * epsilon, 0.25);
  EXPECT_EQ(error_in_epsilons(nan, 2.0L), infinity);
  EXPECT_LT(error_in_epsilons(0.0, 1e-400L), 1.0);
}

TEST(within, speaks_in_epsilons) {
  EXPECT_TRUE(within(1.0, 1.0 + epsilon, 1.0L));
  EXPECT_FALSE(within(1.0, 1.0 + 2 * epsilon, 1.0L));
  EXPECT_FALSE(within(1e300, nan, 1.0L));
  EXPECT_NE(std::string(within(1.0, 2.0, 1.0L).message()).find("got 2"), std::string::npos);
}

TEST(reference_table, reads_inputs_exactly_and_outputs_with_more_digits) {
  const reference_table table("vectors/erlang_b.csv");
  EXPECT_GT(table.rows(), 30u);
  EXPECT_EQ(table.number(1, "offered_load"), 0x1p-10);
  EXPECT_EQ(table.text(1, "blocking_probability"), "0.0009756097560975609756097561");
  EXPECT_LT(std::abs(table.precise(1, "blocking_probability") * 1025.0L - 1.0L), 1e-18L);
  EXPECT_EQ(table.where(1, {"servers", "offered_load"}),
            "vectors/erlang_b.csv row 1 (servers 1, offered_load 0.0009765625)");
}

TEST(reference_table, skips_remarks_and_knows_what_is_missing) {
  const reference_table table("erlang_b.csv");
  EXPECT_FALSE(table.missing(0, "servers"));
  EXPECT_EQ(table.number(0, "servers"), 1000.0);
}

TEST(reference_table, errors_say_what_is_wrong) {
  EXPECT_THROW(reference_table("no_such.csv"), std::runtime_error);
  const reference_table table("vectors/published_erlang_b_table.csv");
  EXPECT_THROW(static_cast<void>(table.text(0, "no_such_column")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(table.number(0, "how_known")), std::runtime_error);
  EXPECT_THROW(static_cast<void>(table.text(1000, "servers")), std::out_of_range);
}

}  // namespace
}  // namespace krarup::support
