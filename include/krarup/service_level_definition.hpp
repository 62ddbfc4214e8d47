// The fractions that different systems call the service level. They agree where nobody hangs up.
//
// Sources
//   [1] O. Jouini, G. Koole, A. Roubos, Performance indicators for call centers with impatient
//       customers, IIE Transactions 45(3), 2013.
#pragma once

#include <krarup/detail/fast_math.hpp>

namespace krarup {

/// Which contacts count as served in time, over which contacts. `within` is within the answer time,
/// `short` within the short-abandon threshold, a second, smaller time.
enum class service_level_definition {
  offered,                   ///< answered within / (answered + abandoned); the default
  answered,                  ///< answered within / answered
  exclude_abandoned_within,  ///< answered within / (answered + abandoned - abandoned within)
  positive,                  ///< (answered within + abandoned within) / (answered + abandoned)
  exclude_short,             ///< answered within / (answered + abandoned - short abandons)
  positive_short,            ///< (answered within + short abandons) / (answered + abandoned)
  virtual_wait,              ///< share of offered whom an answer would have reached within, had
                             ///< they been ready to wait for ever; not to be had from counts
};

/// Whether the definition reads the short-abandon threshold.
[[nodiscard]] constexpr bool needs_short_abandon(service_level_definition definition) {
  return definition == service_level_definition::exclude_short ||
         definition == service_level_definition::positive_short;
}

/// The two sides of a service level's fraction, each as a share of offered contacts, so that
/// intervals can be added up: a day's level is the sum of the one over the sum of the other.
struct service_level_shares {
  double in_time;  ///< contacts that count as served in time
  double counted;  ///< contacts that count at all

  /// Limits    1 where no contact counts: no promise is broken.
  [[nodiscard]] constexpr double level() const { return counted > 0.0 ? in_time / counted : 1.0; }
};

}  // namespace krarup
