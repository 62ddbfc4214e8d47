// What a switch has counted: contacts answered and abandoned, and the measures that follow from
// counts alone. Counts add up, so a day's service level is that of the day's counts.
#pragma once

#include <cstdio>
#include <optional>
#include <stdexcept>

#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Contacts of one stretch of time by how they ended. Offered is answered + abandoned; whoever left
/// otherwise (transferred out, dequeued) belongs to neither.
struct contact_counts {
  contacts answered;                              ///< reached an agent, however late
  contacts answered_within;                       ///< of the answered: within the answer time
  contacts abandoned;                             ///< hung up unanswered, short abandons among them
  std::optional<contacts> abandoned_within = {};  ///< of the abandoned: within the answer time
  std::optional<contacts> short_abandoned = {};   ///< of the abandoned: within the short threshold
};

/// Which abandoned contacts count, over which contacts.
enum class abandonment_definition {
  offered,        ///< abandoned / (answered + abandoned); the default
  exclude_short,  ///< (abandoned - short) / (answered + abandoned - short): never happened
  forgive_short,  ///< (abandoned - short) / (answered + abandoned): happened, and lost nothing
};

namespace detail {

/// Errors    std::domain_error naming both fields and both values unless part <= whole.
constexpr void require_part(const char* part_name, double part, const char* whole_name,
                            double whole) {
  if (part <= whole) return;
  char rule[64];
  std::snprintf(rule, sizeof rule, "<= %s (%.15g)", whole_name, whole);
  require(false, part_name, rule, part);
}

/// Errors    std::invalid_argument where the field was not counted.
constexpr double required_count(const std::optional<contacts>& field, const char* complaint) {
  if (!field) throw std::invalid_argument(complaint);
  return field->count();
}

constexpr double short_abandons(const contact_counts& counts) {
  return required_count(counts.short_abandoned,
                        "this definition must come with short_abandoned, which was not counted");
}

}  // namespace detail

/// Refuses counts of which a part exceeds its whole, and more contacts than a double can count.
/// Errors    std::domain_error naming both fields and both values, or the sum.
constexpr void check(const contact_counts& counts) {
  static_cast<void>(contacts(counts.answered.count() + counts.abandoned.count()));
  detail::require_part("answered_within", counts.answered_within.count(), "answered",
                       counts.answered.count());
  if (counts.abandoned_within) {
    detail::require_part("abandoned_within", counts.abandoned_within->count(), "abandoned",
                         counts.abandoned.count());
  }
  if (counts.short_abandoned) {
    detail::require_part("short_abandoned", counts.short_abandoned->count(), "abandoned",
                         counts.abandoned.count());
  }
}

/// Contacts that came: answered + abandoned.
[[nodiscard]] constexpr contacts offered(const contact_counts& counts) {
  return contacts(counts.answered.count() + counts.abandoned.count());
}

/// Counts of two stretches of time together; a field is counted where both counted it. The service
/// level of a sum weighs each interval by its contacts, which a mean of percentages does not.
[[nodiscard]] constexpr contact_counts operator+(const contact_counts& a, const contact_counts& b) {
  const auto sum = [](const std::optional<contacts>& x, const std::optional<contacts>& y) {
    return x && y ? std::optional(contacts(x->count() + y->count())) : std::nullopt;
  };
  return {
      .answered = contacts(a.answered.count() + b.answered.count()),
      .answered_within = contacts(a.answered_within.count() + b.answered_within.count()),
      .abandoned = contacts(a.abandoned.count() + b.abandoned.count()),
      .abandoned_within = sum(a.abandoned_within, b.abandoned_within),
      .short_abandoned = sum(a.short_abandoned, b.short_abandoned),
  };
}

/// Measured service level; the fraction is the definition's.
/// Limits    1 where no contact came: no promise is broken; 0 where contacts came and none counts.
/// Errors    std::domain_error as check(); std::invalid_argument where the definition reads a field
///           that was not counted, and for virtual_wait: how long those who hung up would have
///           waited is in no count.
[[nodiscard]] constexpr double service_level(const contact_counts& counts,
                                             service_level_definition definition) {
  check(counts);
  const double in_time = counts.answered_within.count();
  const double answered = counts.answered.count();
  const double abandoned = counts.abandoned.count();
  const double all = answered + abandoned;
  const auto level = [all](double served, double counting) {
    if (counting > 0.0) return served / counting;
    return all > 0.0 ? 0.0 : 1.0;
  };
  const auto abandoned_within = [&] {
    return detail::required_count(counts.abandoned_within,
                                  "this definition must come with abandoned_within, which was not "
                                  "counted");
  };
  switch (definition) {
    case service_level_definition::offered:
      return level(in_time, all);
    case service_level_definition::answered:
      return level(in_time, answered);
    case service_level_definition::exclude_abandoned_within:
      return level(in_time, answered + (abandoned - abandoned_within()));
    case service_level_definition::positive:
      return level(in_time + abandoned_within(), all);
    case service_level_definition::exclude_short:
      return level(in_time, answered + (abandoned - detail::short_abandons(counts)));
    case service_level_definition::positive_short:
      return level(in_time + detail::short_abandons(counts), all);
    case service_level_definition::virtual_wait:
      break;
  }
  throw std::invalid_argument(
      "the service level must be one of the counted definitions, got virtual_wait, which counts "
      "cannot show");
}

/// Measured share of contacts that hung up unanswered; the fraction is the definition's.
/// Limits    0 where no contact counts.
/// Errors    std::domain_error as check(); std::invalid_argument where the definition reads short
///           abandons and they were not counted.
[[nodiscard]] constexpr double probability_of_abandonment(
    const contact_counts& counts,
    abandonment_definition definition = abandonment_definition::offered) {
  check(counts);
  const bool counts_short = definition == abandonment_definition::offered;
  const double forgiven = counts_short ? 0.0 : detail::short_abandons(counts);
  const double lost = counts.abandoned.count() - forgiven;
  const double all = definition == abandonment_definition::exclude_short
                         ? counts.answered.count() + lost
                         : offered(counts).count();
  return all > 0.0 ? lost / all : 0.0;
}

/// Measured occupancy: talk + hold + wrap-up time over the agents' ready time, which is that and
/// the idle time between contacts. Breaks, meetings and other unready time are in neither.
/// Limits    0 where nobody was ready.
/// Errors    std::domain_error unless 0 <= handling_time <= ready_time, both finite.
[[nodiscard]] constexpr double occupancy(duration handling_time, duration ready_time) {
  detail::require(detail::is_finite_nonnegative(handling_time.count()), "handling_time",
                  "finite and >= 0 s", handling_time.count());
  detail::require(detail::is_finite_nonnegative(ready_time.count()), "ready_time",
                  "finite and >= 0 s", ready_time.count());
  detail::require_part("handling_time", handling_time.count(), "ready_time", ready_time.count());
  return ready_time.count() > 0.0 ? handling_time / ready_time : 0.0;
}

}  // namespace krarup
