// One handle time from several kinds of contact, and how much of an hour an outbound agent talks.
#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One kind among the contacts of a queue.
struct contact_kind {
  double share;  ///< weight, > 0: a percentage, a proportion, a count; only ratios matter
  duration average_handle_time;  ///< of this kind: talk, hold and wrap-up; > 0
};

namespace detail {

/// What shares are multiplied with, a power of two, so that sums of them run neither over nor under.
/// Errors    std::invalid_argument without kinds; std::domain_error unless every share is finite and
///           > 0.
constexpr double share_scale(std::span<const contact_kind> kinds) {
  if (kinds.empty()) throw std::invalid_argument("a contact mix must have a kind, got none");
  double largest_share = 0.0;
  for (const contact_kind& kind : kinds) {
    require(is_finite_positive(kind.share), "share", "finite and > 0", kind.share);
    largest_share = kind.share > largest_share ? kind.share : largest_share;
  }
  return largest_share > 0x1p500 ? 0x1p-700 : largest_share < 0x1p-500 ? 0x1p700 : 1.0;
}

/// Handle time of a stretch of contacts in which each kind comes as often as its scaled share says.
/// Errors    as share_scale; std::domain_error unless every handle time, and the sum, is finite and
///           > 0.
constexpr duration handle_time_of_all(std::span<const contact_kind> kinds, double scale) {
  duration sum(0);
  for (const contact_kind& kind : kinds) {
    require(is_finite_positive(kind.average_handle_time.count()), "average_handle_time",
            "finite and > 0 s", kind.average_handle_time.count());
    sum += kind.share * scale * kind.average_handle_time;
  }
  require(is_finite_positive(sum.count()), "the sum of share times handle time", "finite and > 0 s",
          sum.count());
  return sum;
}

}  // namespace detail

/// Average handle time of all contacts (AHT) of a mix.
/// Formula   sum of share x AHT / sum of shares
/// Errors    std::invalid_argument without kinds; std::domain_error unless every share and every
///           handle time is finite and > 0.
/// Example   5 contacts of 90 s without a decision to 1 of 6 min with one: 135 s
[[nodiscard]] constexpr duration average_handle_time(std::span<const contact_kind> kinds) {
  const double scale = detail::share_scale(kinds);
  const duration all = detail::handle_time_of_all(kinds, scale);
  double weight = 0.0;
  for (const contact_kind& kind : kinds) weight += kind.share * scale;
  return all / weight;
}

/// Handle time that the whole mix spends for each contact of one kind: what a decision costs, the
/// contacts without a decision on the way to it included.
/// Formula   sum of share x AHT / share of that kind
/// Errors    as average_handle_time; std::invalid_argument where there is no kind of that index.
/// Example   5 contacts of 90 s without a decision to 1 of 6 min with one: 13.5 min a decision
[[nodiscard]] constexpr duration handle_time_for_each(std::span<const contact_kind> kinds,
                                                      std::size_t index) {
  if (index >= kinds.size()) {
    throw std::invalid_argument("index must be below the number of kinds, " +
                                std::to_string(kinds.size()) + ", got " + std::to_string(index));
  }
  const double scale = detail::share_scale(kinds);
  return detail::handle_time_of_all(kinds, scale) / (kinds[index].share * scale);
}

/// Share of an agent's time spent talking, in [0, 1]: how outbound desks state their pace. Talk
/// time excludes hold, wrap-up, dialing and ringing, so it is below occupancy.
/// Formula   talk_time / of
/// Errors    std::domain_error unless of is finite and > 0 and 0 <= talk_time <= of.
/// Example   33 to 40 minutes of an hour: 0.55 to 0.667
[[nodiscard]] constexpr double talk_time_share(duration talk_time, duration of) {
  detail::require(detail::is_finite_positive(of.count()), "the time talked in", "finite and > 0 s",
                  of.count());
  detail::require(talk_time.count() >= 0.0 && talk_time <= of, "talk_time",
                  ">= 0 s and at most the time talked in", talk_time.count());
  return talk_time / of;
}

}  // namespace krarup
