// A service level by any definition, from what has become of contacts by a time.
//
// Sources
//   [1] O. Jouini, G. Koole, A. Roubos, Performance indicators for call centers with impatient
//       customers, IIE Transactions 45(3), 2013.
#pragma once

#include <algorithm>

#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup::detail {

/// Both sides of the service level's fraction [1]. at(t) says by shares of offered contacts what has
/// become of them by t: served_within(), lost_within(), beyond() for who is still there, and
/// virtual_within() for whom an answer would have reached; `answers_ever` are answered.
template <class At>
[[nodiscard]] service_level_shares level_shares(const At& at, double answers_ever, duration t,
                                                service_level_definition definition,
                                                duration short_abandon) {
  using enum service_level_definition;
  const auto capped = [](double share) { return std::min(share, 1.0); };
  const auto moment = at(t);
  if (definition == virtual_wait) return {capped(moment.virtual_within()), 1.0};
  const double answers = capped(moment.served_within());
  switch (definition) {
    case offered:
      return {answers, 1.0};
    case answered:
      return {answers, std::max(answers, answers_ever)};
    case exclude_abandoned_within:
      return {answers, answers + moment.beyond()};
    case positive:
      return {capped(answers + moment.lost_within()), 1.0};
    case exclude_short: {
      const auto early = at(short_abandon);
      return {answers, std::max(answers, capped(early.served_within()) + early.beyond())};
    }
    case positive_short:
    case virtual_wait:  // is answered above
      break;
  }
  return {capped(answers + at(short_abandon).lost_within()), 1.0};
}

}  // namespace krarup::detail
