#include "exact_course.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <utility>

#include <krarup/transient/exact.hpp>

#include "readable.hpp"
#include "start_time.hpp"

namespace krarup::cli {

namespace {

constexpr std::array unknown_fields{
    "patience_law",        "balking",       "redials_of_abandoned", "redials_of_blocked",
    "redials_of_answered", "day_variation", "interval_variation",   "handle_time_scv"};

std::vector<double> read_backlog(std::string_view text) {
  constexpr std::size_t most = 100'000;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count > most) {
    throw std::invalid_argument("--backlog must be a whole number from 0 to 100000, got " +
                                readable(text));
  }
  return starting_with(count);
}

}  // namespace

std::optional<exact_method> read_method(std::string_view method, std::string_view leaving,
                                        std::string_view backlog) {
  const auto one_of = [](const char* option, std::string_view one, std::string_view other,
                         std::string_view text) {
    if (text.empty() || text == one) return false;
    if (text == other) return true;
    throw std::invalid_argument(std::string(option) + " must be one of " + std::string(one) + ", " +
                                std::string(other) + ", got " + readable(text));
  };
  const bool hands_over = one_of("--leaving", "finish_contact", "hand_over", leaving);
  if (!one_of("--method", "stationary", "exact", method)) {
    for (const auto& [option, text] :
         {std::pair("--leaving", leaving), std::pair("--backlog", backlog)}) {
      if (!text.empty()) throw std::invalid_argument(std::string(option) + " needs --method exact");
    }
    return std::nullopt;
  }
  return exact_method{
      .leaving = hands_over ? leaving_agents::hand_over : leaving_agents::finish_contact,
      .start = backlog.empty() ? starting_with(0) : read_backlog(backlog)};
}

void exact_course::check(const forecast_reader& forecast) {
  for (const char* name : unknown_fields) {
    if (forecast.tells(name)) {
      throw std::invalid_argument(
          "--method exact is of exponential handle times and patience, without redials and "
          "variations: leave out " +
          std::string(name));
    }
  }
}

void exact_course::add(const forecast_row& row, agents on_phone) {
  const question& asked = row.asked;
  if (!first_) first_ = asked;
  const auto require_same = [](bool same, std::string_view name) {
    if (!same) {
      throw std::domain_error(std::string(name) +
                              " must be the same in all rows with --method exact");
    }
  };
  require_same(asked.lines == first_->lines, "lines");
  require_same(asked.answer_within == first_->answer_within, "answer_within");
  require_same(asked.definition == first_->definition, "definition");
  require_same(asked.short_abandon == first_->short_abandon, "short");
  const auto begin = read_start_time(row.start);
  const auto before = last_ ? read_start_time(last_->start) : std::nullopt;
  if (begin && before && begin->dated == before->dated && begin->zoned == before->zoned) {
    const duration late = begin->since - before->since - *last_->asked.interval;
    if (late > duration(1e-6)) {
      throw std::domain_error("start must be when the interval before ends, " + last_->start +
                              " and " + to_text(*last_->asked.interval) +
                              ", with --method exact, got " + row.start);
    }
  }
  last_ = row;
  intervals_.push_back({.length = *asked.interval,
                        .arrival_rate = contacts(*asked.contacts) / *asked.interval,
                        .average_handle_time = *asked.aht});
  if (asked.patience) intervals_.back().average_patience = *asked.patience;
  on_phone_.push_back(on_phone);
}

time_varying_performance exact_course::evaluate() const {
  const exact_day day({.intervals = intervals_, .lines = first_->lines, .start = how_.start},
                      on_phone_, {.leaving = how_.leaving});
  return krarup::evaluate(day, first_->answer_within.value_or(duration(0)),
                          first_->definition.value_or(service_level_definition::offered),
                          first_->short_abandon.value_or(duration(0)));
}

}  // namespace krarup::cli
