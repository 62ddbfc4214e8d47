// Contacts of a log, counted by day and interval.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <krarup/units.hpp>

#include "commands.hpp"
#include "start_time.hpp"

namespace krarup::cli {

/// How contacts are to be counted. By the clock on the wall.
struct counting {
  duration interval;
  std::size_t first;  ///< interval of a day, from midnight on
  std::size_t end;    ///< the one after the last
  bool by_weekday;    ///< only the same days of weeks are alike
};

struct day_counts {
  std::size_t intervals;              ///< of a day
  std::vector<double> contacts;       ///< day by day
  std::vector<std::size_t> kind;      ///< of each day, a position in the next
  std::vector<std::string> kinds;     ///< "Monday", or "all"
  std::size_t days_without_contacts;  ///< at these hours, but at others: left out
  std::size_t days_of_clock_change;   ///< left out
  double outside;                     ///< contacts at other hours

  /// Errors    std::domain_error where a kind has less days.
  void require_days(std::size_t least) const;
};

/// As the question says, or as the arrivals do.
/// Errors    std::invalid_argument for options that make no sense.
[[nodiscard]] counting how_to_count(std::span<const start_time> arrivals,
                                    const fit_question& asked);

[[nodiscard]] day_counts count_days(std::span<const start_time> arrivals, const counting& how);

/// "08:30", of an interval from midnight on.
[[nodiscard]] std::string begin_of(std::size_t interval, const counting& how);

}  // namespace krarup::cli
