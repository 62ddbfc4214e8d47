#include <krarup/transient/exact.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"

namespace krarup {
namespace {

using enum service_level_definition;
using support::reference_table;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> parts;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, at);) parts.push_back(part);
  return parts;
}

struct staffed_day {
  time_varying_queue queue;
  std::vector<agents> on_phone;
};

/// A table's day with `unit` seconds to its unit of time.
staffed_day day_of(const reference_table& table, std::size_t row, double unit) {
  staffed_day day;
  for (const std::string& text : split(table.text(row, "intervals"), '|')) {
    std::vector<double> of;
    for (const std::string& part : split(text, ':')) of.push_back(std::stod(part));
    day.queue.intervals.push_back({.length = duration(of[0] * unit),
                                   .arrival_rate = rate::per_second(of[1] / unit),
                                   .average_handle_time = duration(of[3] * unit),
                                   .average_patience = duration(of[4] * unit),
                                   .arrival_rate_at_end = rate::per_second(of[2] / unit)});
    day.on_phone.emplace_back(static_cast<int>(of[5]));
  }
  if (!table.missing(row, "lines"))
    day.queue.lines = trunks(static_cast<int>(table.number(row, "lines")));
  day.queue.start = starting_with(static_cast<std::size_t>(table.number(row, "start")));
  return day;
}

/// Every measure of a row's interval, as far as the table has it.
std::map<std::string, double> measures_of(const exact_day& day, const reference_table& table,
                                          std::size_t row, double unit) {
  const auto i = static_cast<std::size_t>(table.number(row, "interval"));
  const duration within(table.number(row, "answer_within") * unit);
  const duration brief(table.number(row, "short") * unit);
  std::map<std::string, double> got{
      {"offered", day.course().offered(i).count()},
      {"wait", day.course().probability_of_wait(i)},
      {"abandon", day.probability_of_abandonment(i)},
      {"block", day.course().probability_of_blocking(i)},
      {"answer", day.probability_of_answer(i)},
      {"asa", day.average_speed_of_answer(i).count() / unit},
      {"mean_wait", day.mean_wait(i).count() / unit},
      {"mean_wait_abandoned", day.average_time_to_abandon(i).count() / unit},
      {"mean_queue_length", day.course().mean_queue_length(i)},
      {"occupancy", day.course().occupancy(i)},
      {"carried_over", day.course().carried_over(i)},
      {"carrying_over", day.course().probability_of_carrying_over(i)},
      {"overrun", day.course().overrun(i).count() / unit},
      {"clearing", day.course().probability_of_clearing()},
      {"overtime", day.course().overtime().count() / unit}};
  const std::pair<const char*, service_level_definition> levels[] = {
      {"offered_level", offered},
      {"answered_level", answered},
      {"exclude_abandoned_within_level", exclude_abandoned_within},
      {"positive_level", positive},
      {"exclude_short_level", exclude_short},
      {"positive_short_level", positive_short},
      {"virtual_level", virtual_wait}};
  for (const auto& [name, definition] : levels) {
    got[name] = day.shares_for_service_level(i, within, definition, brief).level();
  }
  return got;
}

// Under the default tolerance of the states, 1e-8; 1e-11 at most was seen.
constexpr double tolerance = 5e-11;

// In units of about an interval, and in seconds: the answers must not know.
TEST(ExactDay, IsWhatTheEquationsOfItsChainsSay) {
  const reference_table table("time_varying_day.csv");
  for (const double unit : {1.0, 1800.0}) {
    std::string built;
    std::optional<exact_day> day;
    for (std::size_t row = 0; row < table.rows(); ++row) {
      if (const std::string key =
              table.text(row, "intervals") + table.text(row, "leaving") + table.text(row, "lines");
          key != built) {
        const staffed_day of = day_of(table, row, unit);
        const bool hands_over = table.text(row, "leaving") == "hand_over";
        day.emplace(of.queue, of.on_phone,
                    exact_options{.leaving = hands_over ? leaving_agents::hand_over
                                                        : leaving_agents::finish_contact});
        built = key;
      }
      for (const auto& [name, got] : measures_of(*day, table, row, unit)) {
        if (table.missing(row, name)) continue;
        const auto expected = static_cast<double>(table.precise(row, name));
        if (std::isinf(expected)) {
          EXPECT_EQ(got, expected) << name;
        } else {
          EXPECT_NEAR(got, expected, tolerance)
              << table.where(row, {"intervals", "leaving", "lines", "interval"}) << ": " << name;
        }
      }
    }
  }
}

}  // namespace
}  // namespace krarup
