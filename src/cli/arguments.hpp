// What can be asked: every field is an option of the command line (--answer-within 20s) and may be
// a column of a forecast (answer_within), read by the same rules.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/queues/mgn_state.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

#include "patience_law.hpp"

namespace krarup::cli {

/// A bare number is refused as a time on the command line, and means seconds in a table.
enum class bare_numbers { refused, are_seconds };

/// How numbers are written where they stand.
struct notation {
  bare_numbers bare;
  char decimal = '.';  ///< a point or a comma
};

/// A time: "20s", "500ms", "30min", "1h30min", "3m14s".
/// Errors    std::invalid_argument for text that is no time, or has no unit where it needs one.
[[nodiscard]] duration read_duration(std::string_view text, notation as);

/// The shortest text that read_duration understands: "30min", "194s".
[[nodiscard]] std::string to_text(duration time);

/// One interval of one queue, as far as it has been told.
struct question {
  std::optional<double> contacts = {};
  std::optional<duration> interval = {};
  std::optional<duration> aht = {};
  std::optional<duration> patience = {};
  std::optional<proportion> service_level = {};
  std::optional<duration> answer_within = {};
  std::optional<service_level_definition> definition = {};
  std::optional<duration> short_abandon = {};
  std::optional<proportion> max_occupancy = {};
  std::optional<duration> max_asa = {};
  std::optional<duration> max_mean_wait = {};
  std::optional<proportion> max_abandonment = {};
  std::optional<proportion> max_probability_of_wait = {};
  std::optional<proportion> shrinkage = {};

  // What makes it Erlang X.
  std::optional<told_law> patience_law = {};
  std::optional<proportion> balking = {};
  std::optional<trunks> lines = {};
  std::optional<proportion> redials_of_abandoned = {};
  std::optional<proportion> redials_of_blocked = {};
  std::optional<proportion> redials_of_answered = {};
  std::optional<double> day_variation = {};
  std::optional<double> interval_variation = {};

  // What makes it M/G/n.
  std::optional<double> handle_time_scv = {};

  // What a day that is carried on reads.
  std::optional<agents> on_phone = {};
  std::optional<agents> min_agents = {};
  std::optional<agents> max_agents = {};
  std::optional<proportion> least_service_level = {};
};

/// One thing that can be told.
struct field {
  std::string_view name;  ///< of the column; the option has "-" for "_"
  std::string_view kind;  ///< "NUMBER", "TIME", "SHARE" or "NAME", for the help
  std::string_view help;
  /// Reads the text into the question; std::invalid_argument says "must be ..., got ...".
  void (*read)(question&, std::string_view text, notation as);
};

/// Every field, in the order of the help, but those of Erlang X and M/G/n.
[[nodiscard]] std::span<const field> fields();
/// Those of Erlang X.
[[nodiscard]] std::span<const field> fields_of_erlang_x();
/// Those of M/G/n.
[[nodiscard]] std::span<const field> fields_of_mgn();
/// Those of a day that is carried from interval to interval.
[[nodiscard]] std::span<const field> fields_of_whole_day();
/// Those of what the staffing of such a day heeds.
[[nodiscard]] std::span<const field> fields_of_staffing();
/// Whether a simulation reads a field: all but promises, shrinkage and redials of those answered.
[[nodiscard]] bool serves_simulation(std::string_view field_name);
/// The field of that name, or nothing.
[[nodiscard]] const field* field_of(std::string_view name);

/// "--answer-within" of "answer_within".
[[nodiscard]] std::string option_name(std::string_view field_name);

/// An option as it was given, in its own words.
struct given_option {
  const field* of;
  std::string text;
};

/// Errors    std::invalid_argument that begins with the option's name.
[[nodiscard]] question read_options(std::span<const given_option> given);

[[nodiscard]] std::string_view to_text(service_level_definition definition);

/// Refuses a question that leaves out what is needed, or says what nothing reads.
/// Errors    std::invalid_argument with the fields' names as `spelled`: "--short needs ...".
void check(const question& asked, std::string (*spelled)(std::string_view field_name));

/// The same of a question to a simulation.
void check_simulated(const question& asked, std::string (*spelled)(std::string_view field_name));

/// What a checked question promises.
[[nodiscard]] service_target target_of(const question& asked);

/// Whether it tells what Erlang C and A do not know.
[[nodiscard]] bool is_erlang_x(const question& asked);

/// The queue of a checked question: Erlang X where it is one, M/G/n where it tells how much handle
/// times vary, Erlang A where it tells a patience, else Erlang C.
[[nodiscard]] erlang_x erlang_x_of(const question& asked);
[[nodiscard]] mgn mgn_of(const question& asked);
[[nodiscard]] erlang_a erlang_a_of(const question& asked);
[[nodiscard]] erlang_c erlang_c_of(const question& asked);

}  // namespace krarup::cli
