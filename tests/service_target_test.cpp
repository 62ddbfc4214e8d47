#include <krarup/service_target.hpp>

#include <limits>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

// A target cannot be given as bare numbers whose unit or kind is in doubt.
template <class Time>
concept answers_within = requires(Time time) {
  service_target{.service_level = 0.80, .answer_within = time};
};
template <class Time>
concept answers_on_average_within = requires(Time time) {
  service_target{.average_speed_of_answer = time};
};
static_assert(answers_within<std::chrono::seconds> && answers_within<duration>);
static_assert(!answers_within<int> && !answers_within<double> && !answers_within<proportion>);
static_assert(answers_on_average_within<std::chrono::seconds>);
static_assert(!answers_on_average_within<int> && !answers_on_average_within<double>);

/// What check() says about a target, with the kind of error in front.
std::string verdict(const service_target& target) {
  try {
    check(target);
  } catch (const std::domain_error& error) {
    return std::string("domain: ") + error.what();
  } catch (const std::invalid_argument& error) {
    return std::string("argument: ") + error.what();
  }
  return "kept";
}

TEST(service_target, one_promise_is_enough) {
  EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = 20s}), "kept");
  EXPECT_EQ(verdict({.average_speed_of_answer = 15s}), "kept");
  EXPECT_EQ(verdict({.probability_of_abandonment = 0.05}), "kept");
  EXPECT_EQ(verdict({.occupancy = 0.85}), "kept");
  EXPECT_EQ(verdict({.probability_of_wait = 0.2}), "kept");
}

TEST(service_target, promises_may_be_joined) {
  EXPECT_EQ(verdict({.service_level = 0.80,
                     .answer_within = 20s,
                     .definition = service_level_definition::exclude_short,
                     .short_abandon = 5s,
                     .average_speed_of_answer = 15s,
                     .probability_of_abandonment = 0.05,
                     .occupancy = 0.85,
                     .probability_of_wait = 0.2}),
            "kept");
}

TEST(service_target, the_default_definition_counts_every_offered_contact) {
  EXPECT_EQ(service_target{}.definition, service_level_definition::offered);
}

TEST(service_target, limits_are_promises_too) {
  EXPECT_EQ(verdict({.service_level = 1.0, .answer_within = 0s}), "kept");
  EXPECT_EQ(verdict({.service_level = 0.0, .answer_within = 0s}), "kept");
  EXPECT_EQ(verdict({.average_speed_of_answer = 0s}), "kept");
}

TEST(service_target, a_target_must_promise_something) {
  const std::string nothing = "argument: a service target must promise something, got no field";
  EXPECT_EQ(verdict({}), nothing);
  EXPECT_EQ(verdict({.answer_within = 20s}), nothing);
  EXPECT_EQ(verdict({.definition = service_level_definition::answered}), nothing);
}

TEST(service_target, half_a_promise_is_refused) {
  const std::string half = "argument: service_level and answer_within must come together, got one";
  EXPECT_EQ(verdict({.service_level = 0.80}), half);
  EXPECT_EQ(verdict({.answer_within = 20s, .occupancy = 0.85}), half);
}

TEST(service_target, definitions_with_short_abandons_need_their_threshold) {
  for (const auto definition :
       {service_level_definition::exclude_short, service_level_definition::positive_short}) {
    EXPECT_TRUE(needs_short_abandon(definition));
    EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = 20s, .definition = definition}),
              "argument: this service-level definition must come with short_abandon, got none");
  }
  for (const auto definition :
       {service_level_definition::offered, service_level_definition::answered,
        service_level_definition::exclude_abandoned_within, service_level_definition::positive,
        service_level_definition::virtual_wait}) {
    EXPECT_FALSE(needs_short_abandon(definition));
    EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = 20s, .definition = definition}),
              "kept");
  }
}

TEST(service_target, times_are_not_negative_and_limits_finite) {
  const duration infinite(std::numeric_limits<double>::infinity());
  const duration nan(std::numeric_limits<double>::quiet_NaN());
  EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = -1s}),
            "domain: answer_within must be >= 0 s, got -1");
  EXPECT_EQ(verdict({.average_speed_of_answer = -0.5s}),
            "domain: average_speed_of_answer must be finite and >= 0 s, got -0.5");
  EXPECT_EQ(verdict({.mean_wait = -0.5s}), "domain: mean_wait must be finite and >= 0 s, got -0.5");
  EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = 20s, .short_abandon = 0s}),
            "domain: short_abandon must be finite and > 0 s, got 0");
  EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = infinite}), "kept");
  EXPECT_NE(verdict({.service_level = 0.80, .answer_within = nan}), "kept");
  for (const duration wrong : {infinite, nan}) {
    EXPECT_NE(verdict({.average_speed_of_answer = wrong}), "kept");
    EXPECT_NE(verdict({.mean_wait = wrong}), "kept");
    EXPECT_NE(verdict({.short_abandon = wrong, .occupancy = 0.85}), "kept");
  }
}

TEST(service_target, short_abandons_are_shorter_than_the_promise) {
  for (const auto definition :
       {service_level_definition::exclude_short, service_level_definition::positive_short}) {
    const auto within = [&](duration answer, duration short_abandon) {
      return verdict({.service_level = 0.80,
                      .answer_within = answer,
                      .definition = definition,
                      .short_abandon = short_abandon});
    };
    EXPECT_EQ(within(20s, 20s), "kept");
    EXPECT_EQ(within(20s, 21s), "domain: short_abandon must be <= answer_within, got 21");
    EXPECT_EQ(verdict({.definition = definition, .short_abandon = 21s, .occupancy = 0.85}), "kept");
  }
}

TEST(service_target, other_definitions_do_not_read_short_abandons) {
  EXPECT_EQ(verdict({.service_level = 0.80, .answer_within = 20s, .short_abandon = 21s}), "kept");
}

TEST(service_target, shares_are_proportions) {
  EXPECT_THROW(check({.service_level = 80.0, .answer_within = 20s}), std::domain_error);
  EXPECT_THROW(check({.occupancy = 85.0}), std::domain_error);
}

TEST(service_level_shares, the_level_of_a_sum_is_the_ratio_of_sums) {
  constexpr service_level_shares quiet{.in_time = 10, .counted = 10};
  constexpr service_level_shares busy{.in_time = 30, .counted = 90};
  constexpr service_level_shares day{.in_time = quiet.in_time + busy.in_time,
                                     .counted = quiet.counted + busy.counted};
  EXPECT_DOUBLE_EQ(day.level(), 0.4);
}

TEST(service_level_shares, with_no_contact_no_promise_is_broken) {
  EXPECT_EQ((service_level_shares{.in_time = 0, .counted = 0}.level()), 1.0);
}

}  // namespace
}  // namespace krarup
