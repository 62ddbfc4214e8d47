#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/units.hpp>

#include <cmath>
#include <concepts>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;

// What compiles, and what it costs.

static_assert(std::convertible_to<std::chrono::seconds, duration>);
static_assert(std::convertible_to<std::chrono::milliseconds, duration>);
static_assert(std::convertible_to<std::chrono::hours, duration>);
static_assert(std::convertible_to<int, agents>);
static_assert(std::convertible_to<std::uint64_t, agents>);
static_assert(std::convertible_to<short, trunks>);
static_assert(std::convertible_to<double, proportion>);
static_assert(std::constructible_from<contacts, int>);
static_assert(std::constructible_from<contacts, double>);
static_assert(std::constructible_from<erlangs, int>);
static_assert(std::constructible_from<erlangs, double>);
static_assert(sizeof(agents) == sizeof(double));
static_assert(std::is_trivially_copyable_v<rate> && std::is_trivially_copyable_v<agents>);

static_assert((contacts(240) / 1h).per_second() == 240.0 / 3600.0);
static_assert((contacts(240) / 1h * 30min).count() == 120.0);
static_assert((30min * (contacts(240) / 1h)).count() == 120.0);
static_assert(offered_load(contacts(100) / 30min, 3min).value() == 10.0);
static_assert(contacts(99) / 1h < contacts(100) / 1h);
static_assert(agents(14) == fractional_agents(14.0));
static_assert(fractional_agents(13.5).count() == 13.5);
static_assert(fractional_trunks(30.5) > trunks(30));
static_assert(proportion(0.80).value() == 0.80 && proportion(0).value() == 0.0);

// What must not compile. Each concept below is true of a right use first, so that a misspelt
// concept does not pass for a refusal.

template <class Target, class... Source>
concept makes = requires(Source... source) {
  Target{source...};
};

template <class Rate, class Duration>
concept makes_erlang_c = requires(Rate rate, Duration duration) {
  erlang_c{.arrival_rate = rate, .average_handle_time = duration};
};
static_assert(makes_erlang_c<rate, std::chrono::minutes>);
static_assert(!makes_erlang_c<int, std::chrono::minutes>);       // .arrival_rate = 120
static_assert(!makes_erlang_c<double, std::chrono::minutes>);    // .arrival_rate = 0.0333
static_assert(!makes_erlang_c<contacts, std::chrono::minutes>);  // 120 contacts per what?
static_assert(!makes_erlang_c<std::chrono::minutes, rate>);      // swapped
static_assert(!makes_erlang_c<duration, duration>);              // .arrival_rate = 3min
static_assert(!makes_erlang_c<erlangs, duration>);
static_assert(!makes_erlang_c<rate, int>);  // 180 of what?
static_assert(!makes_erlang_c<rate, double>);
static_assert(!makes_erlang_c<rate, contacts>);

// A field left out must not become a silent zero: what has no default constructor cannot be.
template <class Model>
concept goes_without_arrival_rate = requires {
  Model{.average_handle_time = duration(180)};
};
template <class Model>
concept goes_with_both = requires {
  Model{.arrival_rate = rate::per_second(1), .average_handle_time = duration(180)};
};
static_assert(goes_with_both<erlang_c> && !goes_without_arrival_rate<erlang_c>);
static_assert(goes_with_both<erlang_b> && !goes_without_arrival_rate<erlang_b>);
static_assert(!std::default_initializable<rate>);
static_assert(!std::default_initializable<contacts>);
static_assert(!std::default_initializable<erlangs>);
static_assert(!std::default_initializable<agents>);
static_assert(!std::default_initializable<trunks>);
static_assert(!std::default_initializable<proportion>);

template <class... Words>
concept asks_service_level = requires(erlang_c queue, Words... words) {
  service_level(queue, words...);
};
static_assert(asks_service_level<int, std::chrono::seconds>);
static_assert(asks_service_level<agents, duration>);
static_assert(!asks_service_level<std::chrono::seconds, int>);  // swapped
static_assert(!asks_service_level<int, int>);                   // 20 of what?
static_assert(!asks_service_level<int, double>);
static_assert(!asks_service_level<double, std::chrono::seconds>);  // 14.5: say fractional_agents
static_assert(!asks_service_level<float, std::chrono::seconds>);
static_assert(!asks_service_level<erlangs, std::chrono::seconds>);
static_assert(!asks_service_level<contacts, std::chrono::seconds>);
static_assert(!asks_service_level<trunks, std::chrono::seconds>);
static_assert(!asks_service_level<proportion, std::chrono::seconds>);
static_assert(!asks_service_level<bool, std::chrono::seconds>);
static_assert(!asks_service_level<char, std::chrono::seconds>);
static_assert(!asks_service_level<std::chrono::seconds>);  // how many agents?

template <class Count>
concept asks_blocking = requires(erlang_b system, Count n) {
  probability_of_blocking(system, n);
};
static_assert(asks_blocking<int> && asks_blocking<trunks>);
static_assert(!asks_blocking<agents>);
static_assert(!asks_blocking<double>);
static_assert(!asks_blocking<bool>);

static_assert(makes<agents, int> && !makes<agents, double> && !makes<agents, bool>);
static_assert(!makes<agents, char> && !makes<agents, wchar_t> && !makes<agents, trunks>);
static_assert(!makes<agents, const bool> && !makes<agents, erlangs> && !makes<trunks, agents>);
static_assert(makes<erlangs, double> && !makes<erlangs, contacts>);  // rate * duration
static_assert(!std::convertible_to<double, erlangs>);
static_assert(!std::convertible_to<int, contacts>);
static_assert(!makes<contacts, bool> && !makes<erlangs, bool>);
static_assert(!makes<rate, double> && !makes<rate, int> && !makes<rate, contacts>);
static_assert(!std::convertible_to<double, duration> && !std::convertible_to<int, duration>);
static_assert(!std::convertible_to<agents, double> && !std::convertible_to<erlangs, double>);
static_assert(!std::convertible_to<rate, double> && !std::convertible_to<proportion, double>);

template <class Left, class Right>
concept divides = requires(Left left, Right right) {
  left / right;
};
template <class Left, class Right>
concept multiplies = requires(Left left, Right right) {
  left* right;
};
template <class Left, class Right>
concept compares = requires(Left left, Right right) {
  left < right;
};
static_assert(divides<contacts, std::chrono::hours> && !divides<contacts, int>);
static_assert(!divides<contacts, agents> && !divides<agents, duration>);
static_assert(!divides<int, duration> && !divides<erlangs, duration>);
static_assert(multiplies<rate, std::chrono::minutes> && !multiplies<rate, double>);
static_assert(!multiplies<rate, rate> && !multiplies<contacts, duration>);
static_assert(compares<agents, agents> && compares<agents, int>);
static_assert(!compares<agents, trunks> && !compares<agents, erlangs> && !compares<agents, double>);
static_assert(!compares<contacts, erlangs> && !compares<rate, contacts>);

// At run time: each type's own range.

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The text of the std::domain_error that `make` throws, or what happened instead.
template <class Make>
std::string refusal(Make make) {
  try {
    make();
  } catch (const std::domain_error& error) {
    return error.what();
  }
  return "accepted";
}

TEST(units, refuse_what_is_negative_or_not_finite) {
  for (const double wrong : {-1.0, -1e-300, nan, infinity, -infinity}) {
    EXPECT_THROW(contacts{wrong}, std::domain_error) << wrong;
    EXPECT_THROW(erlangs{wrong}, std::domain_error) << wrong;
    EXPECT_THROW(static_cast<void>(rate::per_second(wrong)), std::domain_error) << wrong;
    EXPECT_THROW(static_cast<void>(fractional_agents(wrong)), std::domain_error) << wrong;
    EXPECT_THROW(static_cast<void>(fractional_trunks(wrong)), std::domain_error) << wrong;
    EXPECT_THROW(proportion{wrong}, std::domain_error) << wrong;
  }
  EXPECT_THROW(agents{-1}, std::domain_error);
  EXPECT_THROW(trunks{-1LL}, std::domain_error);
}

TEST(units, zero_is_a_value) {
  EXPECT_EQ(contacts(0).count(), 0.0);
  EXPECT_EQ(erlangs(0).value(), 0.0);
  EXPECT_EQ(rate::per_second(0).per_second(), 0.0);
  EXPECT_EQ(agents(0).count(), 0.0);
  EXPECT_EQ(trunks(0u).count(), 0.0);
}

TEST(units, a_percentage_is_no_proportion) {
  EXPECT_EQ(refusal([] { proportion{80.0}; }),
            "a proportion must be in [0, 1] (0.80 for 80 %), got 80");
  EXPECT_EQ(refusal([] { proportion{1.0000000000000002}; }),
            "a proportion must be in [0, 1] (0.80 for 80 %), got 1.0000000000000002");
  EXPECT_EQ(proportion(1.0).value(), 1.0);
}

TEST(units, refusals_name_argument_rule_and_value) {
  EXPECT_EQ(refusal([] { agents{-3}; }), "agents must be finite and >= 0, got -3");
  EXPECT_EQ(refusal([] { trunks{-3}; }), "trunks must be finite and >= 0, got -3");
  EXPECT_EQ(refusal([] { contacts{-0.1}; }), "contacts must be finite and >= 0, got -0.1");
  EXPECT_EQ(refusal([] { contacts{-0.1234567}; }),
            "contacts must be finite and >= 0, got -0.1234567");
  EXPECT_EQ(refusal([] { contacts{-5e-324}; }),
            "contacts must be finite and >= 0, got -4.94066e-324");
  EXPECT_EQ(refusal([] { contacts{-std::numeric_limits<double>::max()}; }),
            "contacts must be finite and >= 0, got -1.7976931348623157e+308");
  EXPECT_EQ(refusal([] { erlangs{nan}; }), "erlangs must be finite and >= 0, got nan");
  EXPECT_EQ(refusal([] { static_cast<void>(contacts(1) / 0s); }),
            "interval must be finite and > 0 s, got 0");
}

TEST(units, intervals_and_handle_times_are_positive_and_finite) {
  for (const duration wrong :
       {duration(0), duration(-1), duration(nan), duration(infinity), duration(-infinity)}) {
    EXPECT_THROW(static_cast<void>(contacts(1) / wrong), std::domain_error) << wrong.count();
    EXPECT_THROW(static_cast<void>(offered_load(contacts(1) / 1s, wrong)), std::domain_error)
        << wrong.count();
  }
  EXPECT_THROW(static_cast<void>(contacts(1) / 1s * -1s), std::domain_error);
  EXPECT_EQ((contacts(1) / 1s * 0s).count(), 0.0);
}

TEST(units, a_quotient_or_product_that_overflows_is_refused) {
  EXPECT_THROW(static_cast<void>(contacts(1e300) / duration(1e-300)), std::domain_error);
  EXPECT_THROW(static_cast<void>(rate::per_second(1e300) * duration(1e300)), std::domain_error);
  EXPECT_THROW(static_cast<void>(offered_load(rate::per_second(1e300), duration(1e300))),
               std::domain_error);
}

TEST(units, no_agents_have_no_sign) {
  EXPECT_FALSE(std::signbit(fractional_agents(-0.0).count()));
}

TEST(units, every_chrono_unit_means_the_same_time) {
  const rate hourly = contacts(240) / 1h;
  EXPECT_EQ(hourly, contacts(240) / 60min);
  EXPECT_EQ(hourly, contacts(240) / 3600s);
  EXPECT_EQ(hourly, contacts(240) / 3'600'000ms);
  EXPECT_EQ(offered_load(hourly, 3min), offered_load(hourly, 180'000ms));
}

TEST(units, hours_may_become_half_hours) {
  for (const double volume : {1.0, 7.0, 123.456, 1e6}) {
    EXPECT_EQ(contacts(volume) / 1h, contacts(volume / 2) / 30min) << volume;
    EXPECT_EQ(30min * (contacts(volume) / 1h), contacts(volume) / 1h * 30min) << volume;
    EXPECT_TRUE(support::within(1.0, (contacts(volume) / 1h * 24h).count(), 24.0L * volume));
  }
}

TEST(units, a_duration_keeps_fractions_of_a_second) {
  EXPECT_EQ(180s / 7, 25s);  // std::chrono's own, before it reaches us
  EXPECT_TRUE(support::within(0.5, (duration(180s) / 7).count(), 180.0L / 7));
}

}  // namespace
}  // namespace krarup
