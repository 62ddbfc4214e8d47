// What a contact centre promises. A target holds one promise or several; all of them must be kept.
#pragma once

#include <optional>
#include <stdexcept>

#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Promises about one queue. A field that is left out promises nothing.
struct service_target {
  /// At least this share, of the contacts that `definition` names, is answered in `answer_within`.
  std::optional<proportion> service_level = {};
  /// The 20 s of 80/20; goes with service_level. Infinity promises an answer, whenever it comes.
  std::optional<duration> answer_within = {};
  service_level_definition definition = service_level_definition::offered;
  /// Where the definition reads it; > 0, and no longer than answer_within.
  std::optional<duration> short_abandon = {};

  std::optional<duration> average_speed_of_answer = {};       ///< at most; over answered contacts
  std::optional<duration> mean_wait = {};                     ///< at most; over offered contacts
  std::optional<proportion> probability_of_abandonment = {};  ///< at most; over offered
  std::optional<proportion> occupancy = {};                   ///< at most; handling / ready time
  std::optional<proportion> probability_of_wait = {};         ///< at most; over offered
};

/// Refuses a target that promises nothing or only half of something.
/// Errors    std::invalid_argument for a missing part, std::domain_error for a time < 0.
constexpr void check(const service_target& target) {
  if (!target.service_level && !target.average_speed_of_answer && !target.mean_wait &&
      !target.probability_of_abandonment && !target.occupancy && !target.probability_of_wait) {
    throw std::invalid_argument("a service target must promise something, got no field");
  }
  if (target.service_level.has_value() != target.answer_within.has_value()) {
    throw std::invalid_argument("service_level and answer_within must come together, got one");
  }
  if (needs_short_abandon(target.definition) && !target.short_abandon) {
    throw std::invalid_argument(
        "this service-level definition must come with short_abandon, got none");
  }
  if (target.answer_within) {
    detail::require(target.answer_within->count() >= 0.0, "answer_within", ">= 0 s",
                    target.answer_within->count());
  }
  if (target.short_abandon) {
    detail::require(detail::is_finite_positive(target.short_abandon->count()), "short_abandon",
                    "finite and > 0 s", target.short_abandon->count());
    if (needs_short_abandon(target.definition) && target.answer_within) {
      detail::require(*target.short_abandon <= *target.answer_within, "short_abandon",
                      "<= answer_within", target.short_abandon->count());
    }
  }
  if (target.average_speed_of_answer) {
    detail::require(detail::is_finite_nonnegative(target.average_speed_of_answer->count()),
                    "average_speed_of_answer", "finite and >= 0 s",
                    target.average_speed_of_answer->count());
  }
  if (target.mean_wait) {
    detail::require(detail::is_finite_nonnegative(target.mean_wait->count()), "mean_wait",
                    "finite and >= 0 s", target.mean_wait->count());
  }
}

}  // namespace krarup
