// When an interval begins, as far as its label tells.
#pragma once

#include <optional>
#include <string_view>

#include <krarup/units.hpp>

namespace krarup::cli {

/// What a label says of time. Two labels can be put in order where all but `since` agree.
struct start_time {
  bool dated;
  bool zoned;      ///< tells its distance to UTC, which `since` has taken off
  duration since;  ///< midnight, or with a date midnight of 1970-01-01
  duration ahead;  ///< of UTC; 0 where it does not tell
};

/// "09:30", "09:30:00", "9:30 AM", "2014-02-12 09:30", "2014-02-12T09:30+01:00", "...Z"; nothing for a label
/// that is no such time.
[[nodiscard]] std::optional<start_time> read_start_time(std::string_view label);

/// Whether digits stand around a colon, as in a time.
[[nodiscard]] bool has_a_clock(std::string_view label);

}  // namespace krarup::cli
