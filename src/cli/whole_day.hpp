// A forecast's day in one piece: who waits at an interval's end waits on in the next.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <krarup/outcome.hpp>
#include <krarup/staffing/day_rules.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_method.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "forecast.hpp"

namespace krarup::cli {

/// How a day is evaluated in one piece.
struct day_in_one_piece {
  day_method method;
  std::string_view name;  ///< of the method
  leaving_agents leaving;
  std::vector<double> start;                  ///< probabilities of so many contacts in the system
  bool slopes;                                ///< rates within intervals, or they are even
  std::optional<promised_for> promised = {};  ///< for whom agents are found; else they are told
  std::optional<duration> changes = {};  ///< of their number, every so often; else at any interval
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

/// Reads --changes.
/// Errors    as above.
[[nodiscard]] duration read_changes(std::string_view text);

/// Refuses a row that does not begin when the one before it ends, where the starts are times.
/// Errors    std::domain_error that says where that is so.
void check_follows(const forecast_row& before, const forecast_row& row, const std::string& where);

/// Reads --method and what comes with it; nothing for intervals by themselves.
/// Errors    std::invalid_argument that begins with the option's name.
[[nodiscard]] std::optional<day_in_one_piece> read_method(const day_question& asked);

/// The rows of a forecast that follow each other, one day.
class whole_day {
 public:
  explicit whole_day(day_in_one_piece how) : how_(std::move(how)) {}

  /// Refuses what such a day does not know, by columns or options.
  /// Errors    std::invalid_argument naming it.
  void check(const forecast_reader& forecast) const;

  /// Errors    std::domain_error for a row that does not begin when the one before it ends, for one
  ///           of other lines or another service level than the first, and where agents are found for
  ///           one with another promise or with fewer agents at most than at least.
  void add(const forecast_row& row, agents on_phone);

  /// Finds the agents, and takes them.
  /// Errors    std::invalid_argument that begins with --changes where that fits no interval; as
  ///           adjustable_day and agents_required.
  [[nodiscard]] outcome<day_requirement> find_agents();

  /// Errors    as the method's own.
  [[nodiscard]] time_varying_performance evaluate() const;

 private:
  [[nodiscard]] time_varying_queue day() const;
  [[nodiscard]] std::vector<std::size_t> changes() const;

  day_in_one_piece how_;
  std::vector<time_varying_interval> intervals_;
  std::vector<agents> on_phone_;
  std::vector<agents_allowed> allowed_;
  std::optional<question> first_;
  std::optional<forecast_row> last_;
};

}  // namespace krarup::cli
