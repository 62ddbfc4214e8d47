#include <krarup/krarup.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

const erlang_a impatient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};
const erlang_c endless{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
const service_target eighty_twenty{.service_level = 0.80, .answer_within = 20s};
const over_dispersed<erlang_a> billing{.queue = impatient, .dispersion = {.day = 0.04}};
const over_dispersed<erlang_a> nested{.queue = impatient,
                                      .dispersion = {.day = 0.04, .interval = 0.02}};
const over_dispersed<erlang_c> patient{.queue = endless, .dispersion = {.interval = 0.04}};
static_assert(varying_queue<over_dispersed<erlang_a>> && !varying_queue<erlang_a>);

// --- against sampling -----------------------------------------------------------------------------

/// Share of drawn intervals that keep the target, with the half-width of five standard errors.
template <class Queue>
void expect_share_of_draws(const over_dispersed<Queue>& queue, agents n,
                           const service_target& target) {
  constexpr int draws = 20'000;
  std::mt19937_64 stream(20260302);
  const auto factor = [&](double squared_variation) {
    if (squared_variation == 0.0) return 1.0;
    return std::gamma_distribution<double>(1.0 / squared_variation, squared_variation)(stream);
  };
  int kept = 0;
  for (int i = 0; i < draws; ++i) {
    const double x = factor(queue.dispersion.day) * factor(queue.dispersion.interval);
    const rate drawn = rate::per_second(x * queue.queue.arrival_rate.per_second());
    kept += meets(with_arrival_rate(queue.queue, drawn), n, target) ? 1 : 0;
  }
  const double share = static_cast<double>(kept) / draws;
  const double probability = probability_of_target(queue, n, target);
  const double half_width = 5.0 * std::sqrt(share * (1.0 - share) / draws);
  EXPECT_GT(half_width, 0.0);
  EXPECT_NEAR(probability, share, half_width);
}

TEST(probability_of_target, is_the_share_of_drawn_intervals_that_keep_it) {
  for (const int n : {11, 13, 14, 17}) {
    expect_share_of_draws(billing, n, eighty_twenty);
    expect_share_of_draws(nested, n, eighty_twenty);
    expect_share_of_draws(patient, n, eighty_twenty);
    expect_share_of_draws(nested, n, {.average_speed_of_answer = 20s, .occupancy = 0.85});
    expect_share_of_draws(nested, n, {.probability_of_abandonment = 0.05});
  }
}

// --- identities -----------------------------------------------------------------------------------

TEST(probability_of_target, of_one_volume_is_whether_it_is_met) {
  const over_dispersed<erlang_a> still{.queue = impatient, .dispersion = {}};
  for (const int n : {0, 5, 12, 13, 30}) {
    EXPECT_EQ(probability_of_target(still, n, eighty_twenty),
              meets(impatient, n, eighty_twenty) ? 1.0 : 0.0);
  }
  EXPECT_EQ(agents_required(still, eighty_twenty, 0.5)->count(), 13.0);
  EXPECT_EQ(agents_required(still, eighty_twenty, 1.0)->count(), 13.0);
}

TEST(probability_of_target, is_a_step_as_variation_vanishes) {
  const over_dispersed<erlang_a> nearly{.queue = impatient, .dispersion = {.interval = 1e-10}};
  EXPECT_NEAR(probability_of_target(nearly, 12, eighty_twenty), 0.0, 1e-300);
  EXPECT_EQ(probability_of_target(nearly, 13, eighty_twenty), 1.0);
}

TEST(agents_required, keeps_a_promise_with_a_probability_that_one_agent_less_misses) {
  for (const auto& queue : {billing, nested}) {
    for (const double p : {1e-9, 0.05, 0.5, 0.9, 0.99, 1.0 - 1e-9}) {
      const outcome<agents> n = agents_required(queue, eighty_twenty, p);
      ASSERT_TRUE(n);
      EXPECT_GE(probability_of_target(queue, *n, eighty_twenty), p * (1.0 - 1e-12));
      EXPECT_LT(probability_of_target(queue, fractional_agents(n->count() - 1.0), eighty_twenty),
                p);
    }
  }
  EXPECT_EQ(agents_required(billing, eighty_twenty, 0.9)->count(), 16.0);
  EXPECT_NEAR(probability_of_target(billing, 14, eighty_twenty), 0.8000, 5e-5);
}

TEST(service_level_quantile, is_the_level_that_the_rest_reaches) {
  for (const double share : {0.01, 0.1, 0.5, 0.9, 0.99}) {
    for (const auto& queue : {billing, nested}) {
      const double level = service_level_quantile(queue, 14, 20s, share);
      const double reached =
          probability_of_target(queue, 14, {.service_level = level, .answer_within = 20s});
      EXPECT_NEAR(reached, 1.0 - share, 1e-10);
    }
  }
}

// --- corners --------------------------------------------------------------------------------------

TEST(probability_of_target, answers_the_corners) {
  over_dispersed<erlang_a> night = nested;
  night.queue.arrival_rate = contacts(0) / 30min;
  EXPECT_EQ(probability_of_target(night, 0, eighty_twenty), 1.0);
  EXPECT_EQ(agents_required(night, eighty_twenty, 1.0)->count(), 0.0);
  EXPECT_EQ(probability_of_target(nested, 0, eighty_twenty), 0.0);
  EXPECT_EQ(agents_required(nested, eighty_twenty, 0.0)->count(), 0.0);
  EXPECT_EQ(agents_required(nested, eighty_twenty, 1.0).why(), unreachable::unbounded_volume);
  const service_target perfect{.service_level = 1.0, .answer_within = 20s};
  EXPECT_EQ(probability_of_target(nested, 20, perfect), 0.0);
  EXPECT_EQ(agents_required(nested, perfect, 0.5).why(), unreachable::perfect_service_level);
  const service_target anything{.service_level = 0.0, .answer_within = 20s};
  EXPECT_EQ(probability_of_target(nested, 1, anything), 1.0);
  EXPECT_EQ(agents_required(nested, anything, 0.9)->count(), 0.0);
}

// --- errors ---------------------------------------------------------------------------------------

TEST(probability_of_target, refuses_what_the_queue_refuses) {
  EXPECT_THROW(static_cast<void>(probability_of_target(nested, 14, {})), std::invalid_argument);
  EXPECT_THROW(static_cast<void>(agents_required(nested, {}, 0.9)), std::invalid_argument);
  EXPECT_THROW(
      static_cast<void>(agents_required(patient, {.probability_of_abandonment = 0.05}, 0.9)),
      std::invalid_argument);
  over_dispersed<erlang_a> wrong = nested;
  wrong.dispersion.day = -1.0;
  EXPECT_THROW(static_cast<void>(probability_of_target(wrong, 14, eighty_twenty)),
               std::domain_error);
}

}  // namespace
}  // namespace krarup
