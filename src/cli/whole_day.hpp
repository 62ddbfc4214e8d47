// A forecast's day in one piece: who waits at an interval's end waits on in the next.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_method.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "forecast.hpp"

namespace krarup::cli {

/// How a day is evaluated in one piece.
struct day_rules {
  day_method method;
  std::string_view name;  ///< of the method
  leaving_agents leaving;
  std::vector<double> start;  ///< probabilities of so many contacts in the system
  bool slopes;                ///< rates within intervals, or they are even
};

/// What the method knows beside the measures of an interval by itself.
[[nodiscard]] constexpr bool knows_carried(day_method method) {
  return method == day_method::backlog || method == day_method::fluid ||
         method == day_method::exact;
}
[[nodiscard]] constexpr bool knows_ends_of_shifts(day_method method) {
  return method == day_method::fluid || method == day_method::exact;
}

/// Reads --leaving; finish_contact for no text.
/// Errors    std::invalid_argument that begins with the option's name.
[[nodiscard]] leaving_agents read_leaving(std::string_view text);

/// Reads --arrival-rate: whether it slopes; not for no text.
/// Errors    as above.
[[nodiscard]] bool read_slopes(std::string_view text);

/// Reads --backlog, as probabilities of so many contacts in the system; none for no text.
/// Errors    as above.
[[nodiscard]] std::vector<double> read_backlog(std::string_view text);

/// Refuses a row that does not begin when the one before it ends, where the starts are times.
/// Errors    std::domain_error that says where that is so.
void check_follows(const forecast_row& before, const forecast_row& row, const std::string& where);

/// Reads --method, --leaving, --backlog and --arrival-rate; nothing for intervals by themselves.
/// Errors    std::invalid_argument that begins with the option's name.
[[nodiscard]] std::optional<day_rules> read_method(std::string_view method,
                                                   std::string_view leaving,
                                                   std::string_view backlog,
                                                   std::string_view arrival_rate);

/// The rows of a forecast that follow each other, one day.
class whole_day {
 public:
  explicit whole_day(day_rules how) : how_(std::move(how)) {}

  /// Refuses what such a day does not know, by columns or options.
  /// Errors    std::invalid_argument naming it.
  void check(const forecast_reader& forecast) const;

  /// Errors    std::domain_error for a row that does not begin when the one before it ends, and for
  ///           one of other lines or another service level than the first.
  void add(const forecast_row& row, agents on_phone);

  /// Errors    as the method's own.
  [[nodiscard]] time_varying_performance evaluate() const;

 private:
  day_rules how_;
  std::vector<time_varying_interval> intervals_;
  std::vector<agents> on_phone_;
  std::optional<question> first_;
  std::optional<forecast_row> last_;
};

}  // namespace krarup::cli
