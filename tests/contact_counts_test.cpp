#include <cmath>
#include <string>
#include <type_traits>

#include <krarup/contact_counts.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using definition = service_level_definition;

// Forgetting one of the three counts that every definition reads does not compile.
static_assert(!std::is_default_constructible_v<contact_counts>);

constexpr contact_counts icmi{.answered = contacts(1000),
                              .answered_within = contacts(860),
                              .abandoned = contacts(60),
                              .abandoned_within = contacts(20),
                              .short_abandoned = contacts(10)};

template <class Error, class Call>
std::string message_of(Call&& call) {
  try {
    static_cast<void>(call());
  } catch (const Error& error) {
    return error.what();
  }
  return "no error of this type";
}

// ICMI queue tip of July 2002, formulas 1 to 5, and Genesys' exclusion of short abandons.
TEST(contact_counts, published_icmi) {
  EXPECT_NEAR(service_level(icmi, definition::positive), 0.830189, 5e-7);
  EXPECT_NEAR(service_level(icmi, definition::answered), 0.86, 1e-15);
  EXPECT_NEAR(service_level(icmi, definition::offered), 0.811321, 5e-7);
  EXPECT_NEAR(service_level(icmi, definition::exclude_abandoned_within), 0.826923, 5e-7);
  EXPECT_NEAR(service_level(icmi, definition::positive_short), 0.820755, 5e-7);
  EXPECT_NEAR(service_level(icmi, definition::exclude_short), 0.819048, 5e-7);
}

// Cisco support document 216240: 70 answered in time, 10 abandoned in time, 20 beyond the
// threshold. Whether those 20 were answered late or hung up late changes nothing.
TEST(contact_counts, published_cisco) {
  for (const double answered_late : {0.0, 8.0, 20.0}) {
    const contact_counts counts{.answered = contacts(70 + answered_late),
                                .answered_within = contacts(70),
                                .abandoned = contacts(30 - answered_late),
                                .abandoned_within = contacts(10)};
    EXPECT_NEAR(service_level(counts, definition::exclude_abandoned_within), 7.0 / 9, 1e-15);
    EXPECT_NEAR(service_level(counts, definition::offered), 0.70, 1e-15);
    EXPECT_NEAR(service_level(counts, definition::positive), 0.80, 1e-15);
  }
}

// Genesys StatServer: 200 / ((300 + 100) - 50) = 57.14 %.
TEST(contact_counts, published_stat_server) {
  const contact_counts counts{.answered = contacts(300),
                              .answered_within = contacts(200),
                              .abandoned = contacts(100),
                              .short_abandoned = contacts(50)};
  EXPECT_NEAR(service_level(counts, definition::exclude_short), 0.5714, 5e-5);
}

TEST(contact_counts, published_85_of_100) {
  const contact_counts counts{
      .answered = contacts(100), .answered_within = contacts(85), .abandoned = contacts(0)};
  EXPECT_EQ(service_level(counts, definition::offered), 0.85);
  EXPECT_EQ(service_level(counts, definition::answered), 0.85);
}

TEST(contact_counts, abandonment_by_definition) {
  EXPECT_NEAR(probability_of_abandonment(icmi), 60.0 / 1060, 1e-16);
  EXPECT_NEAR(probability_of_abandonment(icmi, abandonment_definition::exclude_short), 50.0 / 1050,
              1e-16);
  EXPECT_NEAR(probability_of_abandonment(icmi, abandonment_definition::forgive_short), 50.0 / 1060,
              1e-16);
}

TEST(contact_counts, occupancy_of_a_shift) {
  EXPECT_NEAR(occupancy(6h + 24min, 8h), 0.80, 1e-15);
  EXPECT_EQ(occupancy(8h, 8h), 1.0);
  EXPECT_EQ(occupancy(0h, 8h), 0.0);
}

TEST(contact_counts, definitions_agree_where_nobody_hangs_up) {
  const contact_counts counts{.answered = contacts(123),
                              .answered_within = contacts(77),
                              .abandoned = contacts(0),
                              .abandoned_within = contacts(0),
                              .short_abandoned = contacts(0)};
  for (const definition d :
       {definition::offered, definition::answered, definition::exclude_abandoned_within,
        definition::positive, definition::exclude_short, definition::positive_short}) {
    EXPECT_EQ(service_level(counts, d), 77.0 / 123);
  }
  EXPECT_EQ(probability_of_abandonment(counts), 0.0);
}

TEST(contact_counts, a_sum_weighs_by_contacts) {
  const contact_counts busy{.answered = contacts(900),
                            .answered_within = contacts(450),
                            .abandoned = contacts(100),
                            .short_abandoned = contacts(10)};
  const contact_counts calm{.answered = contacts(100),
                            .answered_within = contacts(100),
                            .abandoned = contacts(0),
                            .abandoned_within = contacts(0),
                            .short_abandoned = contacts(0)};
  const contact_counts day = busy + calm;
  EXPECT_EQ(service_level(day, definition::offered), 0.5);  // not (0.45 + 1) / 2
  EXPECT_EQ(offered(day), contacts(1100));
  EXPECT_EQ(day.short_abandoned, contacts(10));
  EXPECT_FALSE(day.abandoned_within.has_value());  // one of the two did not count it
  EXPECT_FALSE((calm + busy).abandoned_within.has_value());
}

TEST(contact_counts, a_sum_adds_each_count) {
  const contact_counts more{.answered = contacts(1),
                            .answered_within = contacts(0.5),
                            .abandoned = contacts(3),
                            .abandoned_within = contacts(2),
                            .short_abandoned = contacts(0.25)};
  const contact_counts both = icmi + more;
  EXPECT_EQ(both.answered, contacts(1001));
  EXPECT_EQ(both.answered_within, contacts(860.5));
  EXPECT_EQ(both.abandoned, contacts(63));
  EXPECT_EQ(both.abandoned_within, contacts(22));
  EXPECT_EQ(both.short_abandoned, contacts(10.25));
}

TEST(contact_counts, corners) {
  const contact_counts none{.answered = contacts(0),
                            .answered_within = contacts(0),
                            .abandoned = contacts(0),
                            .abandoned_within = contacts(0),
                            .short_abandoned = contacts(0)};
  EXPECT_EQ(service_level(none, definition::offered), 1.0);
  EXPECT_EQ(service_level(none, definition::exclude_short), 1.0);
  EXPECT_EQ(probability_of_abandonment(none), 0.0);
  EXPECT_EQ(probability_of_abandonment(none, abandonment_definition::exclude_short), 0.0);
  EXPECT_EQ(occupancy(0s, 0s), 0.0);

  const contact_counts all_lost{.answered = contacts(0),
                                .answered_within = contacts(0),
                                .abandoned = contacts(7),
                                .abandoned_within = contacts(7),
                                .short_abandoned = contacts(7)};
  EXPECT_EQ(service_level(all_lost, definition::offered), 0.0);
  EXPECT_EQ(service_level(all_lost, definition::answered), 0.0);  // came, but none counts
  EXPECT_EQ(service_level(all_lost, definition::exclude_short), 0.0);
  EXPECT_EQ(service_level(all_lost, definition::positive), 1.0);
  EXPECT_EQ(probability_of_abandonment(all_lost), 1.0);
  EXPECT_EQ(probability_of_abandonment(all_lost, abandonment_definition::exclude_short), 0.0);
}

TEST(contact_counts, errors_name_both_fields_and_values) {
  contact_counts counts = icmi;
  counts.answered_within = contacts(1000.5);
  EXPECT_EQ(
      message_of<std::domain_error>([&] { return service_level(counts, definition::offered); }),
      "answered_within must be <= answered (1000), got 1000.5");
  counts = icmi;
  counts.abandoned_within = contacts(61);
  EXPECT_EQ(message_of<std::domain_error>([&] { return probability_of_abandonment(counts); }),
            "abandoned_within must be <= abandoned (60), got 61");
  counts = icmi;
  counts.short_abandoned = contacts(70);
  EXPECT_EQ(
      message_of<std::domain_error>([&] { return service_level(counts, definition::answered); }),
      "short_abandoned must be <= abandoned (60), got 70");
  EXPECT_EQ(message_of<std::domain_error>([] { return occupancy(8h, 6h); }),
            "handling_time must be <= ready_time (21600), got 28800");
  EXPECT_THROW(static_cast<void>(occupancy(-1s, 6h)), std::domain_error);
  EXPECT_THROW(static_cast<void>(occupancy(1s, duration(detail::infinity))), std::domain_error);
  EXPECT_THROW(static_cast<void>(occupancy(duration(std::nan("")), 6h)), std::domain_error);
}

TEST(contact_counts, more_than_a_double_counts_is_refused) {
  const contact_counts countless{.answered = contacts(1e308),
                                 .answered_within = contacts(1e308),
                                 .abandoned = contacts(1e308),
                                 .abandoned_within = contacts(1e308)};
  EXPECT_THROW((void)service_level(countless, service_level_definition::positive),
               std::domain_error);
}

TEST(contact_counts, errors_say_what_was_not_counted) {
  const contact_counts bare{
      .answered = contacts(100), .answered_within = contacts(85), .abandoned = contacts(5)};
  for (const definition d :
       {definition::exclude_abandoned_within, definition::positive, definition::exclude_short,
        definition::positive_short, definition::virtual_wait}) {
    EXPECT_THROW(static_cast<void>(service_level(bare, d)), std::invalid_argument);
  }
  EXPECT_NE(message_of<std::invalid_argument>([&] {
              return service_level(bare, definition::positive);
            }).find("abandoned_within"),
            std::string::npos);
  EXPECT_NE(message_of<std::invalid_argument>([] {
              return service_level(icmi, definition::virtual_wait);
            }).find("virtual_wait"),
            std::string::npos);
  for (const abandonment_definition d :
       {abandonment_definition::exclude_short, abandonment_definition::forgive_short}) {
    EXPECT_THROW(static_cast<void>(probability_of_abandonment(bare, d)), std::invalid_argument);
  }
}

// Forecasts and means of days are no whole numbers: less than one contact is still some.
TEST(contact_counts, less_than_one_contact) {
  const contact_counts few{.answered = contacts(0.5),
                           .answered_within = contacts(0.125),
                           .abandoned = contacts(0.25),
                           .abandoned_within = contacts(0.125),
                           .short_abandoned = contacts(0.125)};
  EXPECT_EQ(service_level(few, definition::offered), 0.125 / 0.75);
  EXPECT_EQ(service_level(few, definition::answered), 0.25);
  EXPECT_EQ(probability_of_abandonment(few), 0.25 / 0.75);
  EXPECT_EQ(probability_of_abandonment(few, abandonment_definition::exclude_short), 0.2);
  const contact_counts lost{
      .answered = contacts(0), .answered_within = contacts(0), .abandoned = contacts(0.5)};
  EXPECT_EQ(service_level(lost, definition::answered), 0.0);
  EXPECT_EQ(occupancy(duration(0.25), duration(0.5)), 0.5);
}

}  // namespace
}  // namespace krarup
