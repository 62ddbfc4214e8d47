#include <krarup/krarup.hpp>

#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <support/reference_table.hpp>
#include <support/relative_error.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::within;
using enum service_level_definition;

using dispersed_a = over_dispersed<erlang_a>;
using dispersed_c = over_dispersed<erlang_c>;
static_assert(queue_model<dispersed_a> && abandoned_queue<dispersed_a>);
static_assert(queue_model<dispersed_c> && !abandoned_queue<dispersed_c>);
static_assert(plannable_queue<dispersed_a> && plannable_queue<dispersed_c>);

const erlang_a billing{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};

// --- published values -----------------------------------------------------------------------------

TEST(over_dispersed, reproduces_the_mixtures_of_two_quadratures) {
  const support::reference_table table("vectors/random_rate_gamma.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const double mu = table.number(row, "service_rate");
    const dispersed_a queue{
        .queue = {.arrival_rate = rate::per_second(table.number(row, "mean_arrival_rate")),
                  .average_handle_time = duration(1.0 / mu),
                  .average_patience = duration(1.0 / table.number(row, "abandonment_rate"))},
        .dispersion = {.interval = 1.0 / table.number(row, "gamma_shape")}};
    const agents n = fractional_agents(table.number(row, "servers"));
    const duration t(table.number(row, "time"));
    const auto expected = [&](const char* column) { return table.precise(row, column); };
    EXPECT_TRUE(within(40, probability_of_wait(queue, n), expected("p_wait_per_call")));
    EXPECT_TRUE(within(40, probability_of_abandonment(queue, n), expected("p_abandon_per_call")));
    EXPECT_TRUE(within(40, service_level(queue, n, t), expected("p_served_within_per_call")));
    EXPECT_TRUE(within(40, mean_queue_length(queue, n), expected("mean_queue_length")));
    EXPECT_TRUE(within(40, mean_service_level_of_intervals(queue, n, t),
                       expected("p_served_within_time_average")));
  }
}

// --- identities -----------------------------------------------------------------------------------

TEST(over_dispersed, without_variation_is_the_queue_itself_to_the_last_bit) {
  const dispersed_a still{.queue = billing, .dispersion = {}};
  for (const int n : {0, 1, 12, 14, 40}) {
    EXPECT_EQ(probability_of_wait(still, n), probability_of_wait(billing, n));
    EXPECT_EQ(probability_of_abandonment(still, n), probability_of_abandonment(billing, n));
    EXPECT_EQ(average_speed_of_answer(still, n), average_speed_of_answer(billing, n));
    EXPECT_EQ(mean_queue_length(still, n), mean_queue_length(billing, n));
    EXPECT_EQ(occupancy(still, n), occupancy(billing, n));
    for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                  exclude_short, positive_short, virtual_wait}) {
      EXPECT_EQ(service_level(still, n, 20s, definition, 5s),
                service_level(billing, n, 20s, definition, 5s));
    }
    for (const auto whom :
         {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
      EXPECT_EQ(mean_wait(still, n, whom), mean_wait(billing, n, whom));
      EXPECT_EQ(wait_quantile(still, n, 0.9, whom), wait_quantile(billing, n, 0.9, whom));
      EXPECT_EQ(probability_of_wait_beyond(still, n, 20s, whom),
                probability_of_wait_beyond(billing, n, 20s, whom));
    }
  }
}

}  // namespace
}  // namespace krarup
