#include <krarup/over_dispersion.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <support/reference_table.hpp>
#include <support/relative_error.hpp>

namespace krarup {
namespace {

using support::within;

constexpr double infinity = std::numeric_limits<double>::infinity();

static_assert(squared_variation({.day = 0.5, .interval = 0.25}) == 0.875);  // 1.5 x 1.25 - 1
static_assert(variance_of_count({}, contacts(100)) == 100.0);               // Poisson's
static_assert(variance_of_count({.day = 0.03}, contacts(100)) == 400.0);

const std::vector<over_dispersion> kinds{
    {.day = 0.0625},
    {.interval = 2.0},
    {.day = 0.25, .interval = 0.0625},
    {.day = 0.0625, .interval = 1e-6},
    {.day = 2.0, .interval = 1.0},
};

// --- reference table ------------------------------------------------------------------------------

TEST(volume_factor, agrees_with_the_reference_table) {
  const support::reference_table table("volume_factor.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const volume_factor factor(
        {.day = table.number(row, "day"), .interval = table.number(row, "interval")});
    const double x = table.number(row, "factor");
    const auto where = table.where(row, {"day", "interval", "factor"});
    EXPECT_TRUE(within(450, factor.probability_at_most(x), table.precise(row, "at_most"))) << where;
    EXPECT_TRUE(within(450, factor.probability_above(x), table.precise(row, "above"))) << where;
  }
}

// --- identities -----------------------------------------------------------------------------------

TEST(volume_factor, of_one_exponential_factor_is_exponential) {
  for (const over_dispersion& one :
       {over_dispersion{.day = 1.0}, over_dispersion{.interval = 1.0}}) {
    const volume_factor factor(one);
    for (const double x : {1e-300, 1e-10, 0.1, 1.0, 10.0, 600.0}) {
      EXPECT_TRUE(within(200, factor.probability_at_most(x), -std::expm1(-x)));
      EXPECT_TRUE(within(10, factor.probability_above(x), std::exp(-x)));
    }
    EXPECT_TRUE(within(10, factor.quantile(0.25), -std::log1p(-0.25)));
    EXPECT_TRUE(within(10, factor.quantile_above(1e-200), -std::log(1e-200)));
  }
}

TEST(volume_factor, has_quantiles_that_are_not_exceeded) {
  for (const over_dispersion& kind : kinds) {
    const volume_factor factor(kind);
    for (const double share : {1e-12, 0.01, 0.3, 0.5, 0.7, 0.99, 1.0 - 1e-9}) {
      EXPECT_TRUE(within(1e5, factor.probability_at_most(factor.quantile(share)), share));
      EXPECT_TRUE(within(1e5, factor.probability_above(factor.quantile_above(share)), share));
      EXPECT_NEAR(factor.quantile(share), factor.quantile_above(1.0 - share),
                  1e-3 * factor.quantile(share));
    }
  }
}

TEST(volume_factor, knows_no_order_of_its_factors) {
  for (const over_dispersion& kind : kinds) {
    const volume_factor one(kind);
    const volume_factor other({.day = kind.interval, .interval = kind.day});
    for (const double x : {0.1, 0.9, 1.0, 3.0}) {
      EXPECT_EQ(one.probability_at_most(x), other.probability_at_most(x));
    }
  }
}

TEST(volume_factor, has_the_mean_1_and_the_variance_of_the_product) {
  for (const over_dispersion& kind : kinds) {
    const auto [mean_over_contacts, mean_of_reciprocal] = detail::mean_over<2>(
        volume_factor(kind).law(), detail::weighted_by::contacts, {}, [](double u) {
          return std::array{std::exp(u), std::exp(-u)};
        });
    EXPECT_TRUE(within(1e3, mean_over_contacts, 1.0 + squared_variation(kind)));
    EXPECT_TRUE(within(1e3, mean_of_reciprocal, 1.0));
  }
}

// --- corners --------------------------------------------------------------------------------------

TEST(volume_factor, without_variation_is_1) {
  for (const over_dispersion& none : {over_dispersion{}, over_dispersion{.day = 1e-40}}) {
    const volume_factor factor(none);
    EXPECT_TRUE(factor.is_certain());
    EXPECT_EQ(factor.probability_at_most(0.999), 0.0);
    EXPECT_EQ(factor.probability_at_most(1.0), 1.0);
    EXPECT_EQ(factor.probability_above(0.999), 1.0);
    EXPECT_EQ(factor.probability_above(1.0), 0.0);
    for (const double share : {0.0, 0.3, 1.0}) EXPECT_EQ(factor.quantile(share), 1.0);
  }
}

TEST(volume_factor, is_a_number) {
  const volume_factor factor({.day = 0.04});
  EXPECT_THROW(static_cast<void>(factor.probability_at_most(std::nan(""))), std::domain_error);
  EXPECT_THROW(static_cast<void>(factor.probability_above(std::nan(""))), std::domain_error);
}

TEST(volume_factor, has_neither_a_least_nor_a_largest_value) {
  for (const over_dispersion& kind : kinds) {
    const volume_factor factor(kind);
    EXPECT_FALSE(factor.is_certain());
    EXPECT_EQ(factor.quantile(0.0), 0.0);
    EXPECT_EQ(factor.quantile(1.0), infinity);
    EXPECT_EQ(factor.quantile_above(0.0), infinity);
    EXPECT_EQ(factor.quantile_above(1.0), 0.0);
    EXPECT_EQ(factor.probability_at_most(0.0), 0.0);
    EXPECT_EQ(factor.probability_at_most(-1.0), 0.0);
    EXPECT_EQ(factor.probability_above(0.0), 1.0);
    EXPECT_EQ(factor.probability_at_most(infinity), 1.0);
    EXPECT_EQ(factor.probability_above(infinity), 0.0);
  }
}

// --- errors ---------------------------------------------------------------------------------------

TEST(over_dispersion, refuses_what_is_no_variation) {
  for (const double wrong : {-1e-9, 100.5, infinity, std::nan("")}) {
    EXPECT_THROW(check({.day = wrong}), std::domain_error);
    EXPECT_THROW(check({.interval = wrong}), std::domain_error);
    EXPECT_THROW(volume_factor({.day = wrong}), std::domain_error);
    EXPECT_THROW(static_cast<void>(squared_variation({.interval = wrong})), std::domain_error);
  }
  try {
    check({.day = 0.01, .interval = -3.0});
    ADD_FAILURE() << "accepted";
  } catch (const std::domain_error& error) {
    EXPECT_STREQ(error.what(), "over_dispersion.interval must be in [0, 100], got -3");
  }
  EXPECT_THROW(static_cast<void>(volume_factor({.day = 1.0}).quantile(1.5)), std::domain_error);
}

}  // namespace
}  // namespace krarup
