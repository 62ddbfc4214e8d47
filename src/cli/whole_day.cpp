#include "whole_day.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <utility>

#include <krarup/patience.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/staffing/day_requirement.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/day_method.hpp>
#include <krarup/transient/sloping_rates.hpp>

#include "model.hpp"
#include "readable.hpp"
#include "start_time.hpp"

namespace krarup::cli {

namespace {

constexpr std::array unknown_fields{
    "patience_law",        "balking",       "redials_of_abandoned", "redials_of_blocked",
    "redials_of_answered", "day_variation", "interval_variation",   "handle_time_scv"};

// In the order of day_method.
constexpr std::array<std::string_view, 6> method_names{"stationary", "lagged", "offered_load",
                                                       "backlog",    "fluid",  "exact"};

/// Which of the names a text is, the first for none.
std::size_t one_of(const char* option, std::string_view text,
                   std::span<const std::string_view> names) {
  if (text.empty()) return 0;
  std::string all;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text) return i;
    all += (i > 0 ? ", " : "") + std::string(names[i]);
  }
  throw std::invalid_argument(std::string(option) + " must be one of " + all + ", got " +
                              readable(text));
}

}  // namespace

leaving_agents read_leaving(std::string_view text) {
  const std::array<std::string_view, 2> names{"finish_contact", "hand_over"};
  return one_of("--leaving", text, names) == 1 ? leaving_agents::hand_over
                                               : leaving_agents::finish_contact;
}

bool read_slopes(std::string_view text) {
  return one_of("--arrival-rate", text, std::array<std::string_view, 2>{"even", "sloping"}) == 1;
}

std::vector<double> read_backlog(std::string_view text) {
  if (text.empty()) return starting_with(0);
  constexpr std::size_t most = 100'000;
  std::size_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (error != std::errc() || end != text.data() + text.size() || count > most) {
    throw std::invalid_argument("--backlog must be a whole number from 0 to 100000, got " +
                                readable(text));
  }
  return starting_with(count);
}

duration read_changes(std::string_view text) try {
  const duration every = read_duration(text, {.bare = bare_numbers::refused});
  if (!(every > duration(0))) throw std::invalid_argument("must be > 0 s, got " + readable(text));
  return every;
} catch (const std::invalid_argument& wrong) {
  throw std::invalid_argument(std::string("--changes ") + wrong.what());
}

void check_follows(const forecast_row& before, const forecast_row& row, const std::string& where) {
  const auto begin = read_start_time(row.start);
  const auto last = read_start_time(before.start);
  if (!begin || !last || begin->dated != last->dated || begin->zoned != last->zoned) return;
  const duration late = begin->since - last->since - *before.asked.interval;
  if (late > duration(1e-6)) {
    throw std::domain_error("start must be when the interval before ends, " + before.start +
                            " and " + to_text(*before.asked.interval) + ", " + where + ", got " +
                            row.start);
  }
}

std::optional<day_in_one_piece> read_method(const day_question& asked) {
  const leaving_agents leaves = read_leaving(asked.leaving);
  const bool slopes = read_slopes(asked.arrival_rate);
  const std::size_t which = one_of("--method", asked.method, method_names);
  if (which == 0) {
    const auto refuse = [](const std::string& text, const char* sentence) {
      if (!text.empty()) throw std::invalid_argument(sentence);
    };
    refuse(asked.leaving, "--leaving needs --method exact or fluid");
    refuse(asked.backlog, "--backlog needs another --method than stationary or lagged");
    refuse(asked.arrival_rate, "--arrival-rate needs another --method than stationary");
    refuse(asked.promised, "--promised needs --method exact");
  }
  const auto chosen = static_cast<day_method>(which);
  if (!asked.leaving.empty() && !knows_ends_of_shifts(chosen)) {
    throw std::invalid_argument("--leaving needs --method exact or fluid, got " + asked.method);
  }
  if (!asked.backlog.empty() && chosen == day_method::lagged) {
    throw std::invalid_argument("--backlog is not known to --method lagged");
  }
  if (!asked.promised.empty() && chosen != day_method::exact) {
    throw std::invalid_argument("--promised needs --method exact, got " + asked.method);
  }
  if (!asked.changes.empty() && asked.promised.empty()) {
    throw std::invalid_argument("--changes needs --promised");
  }
  if (which == 0) return std::nullopt;
  day_in_one_piece how{.method = chosen,
                       .name = method_names[which],
                       .leaving = leaves,
                       .start = read_backlog(asked.backlog),
                       .slopes = slopes};
  if (!asked.promised.empty()) {
    const std::array<std::string_view, 2> names{"every_interval", "whole_day"};
    how.promised = static_cast<promised_for>(one_of("--promised", asked.promised, names));
  }
  if (!asked.changes.empty()) how.changes = read_changes(asked.changes);
  return how;
}

void whole_day::check(const forecast_reader& forecast) const {
  for (const char* name : unknown_fields) {
    if (forecast.tells(name)) {
      throw std::invalid_argument("--method " + std::string(how_.name) +
                                  " is of exponential handle times and patience, without redials "
                                  "and variations: leave out " +
                                  std::string(name));
    }
  }
  if (how_.promised && forecast.tells("agents")) {
    throw std::invalid_argument(std::string("--promised finds the agents: leave out ") +
                                (forecast.has_column("agents") ? "the column agents" : "--agents"));
  }
  if (forecast.tells("least_service_level") && how_.promised != promised_for::whole_day) {
    throw std::invalid_argument("least_service_level needs --promised whole_day");
  }
}

void whole_day::add(const forecast_row& row, agents on_phone) {
  const question& asked = row.asked;
  if (!first_) first_ = asked;
  const std::string method = "--method " + std::string(how_.name);
  const auto require_same = [&](bool same, std::string_view name) {
    if (!same) {
      throw std::domain_error(std::string(name) + " must be the same in all rows with " + method);
    }
  };
  require_same(asked.lines == first_->lines, "lines");
  require_same(asked.answer_within == first_->answer_within, "answer_within");
  require_same(asked.definition == first_->definition, "definition");
  require_same(asked.short_abandon == first_->short_abandon, "short");
  if (how_.promised) {
    require_same(asked.service_level == first_->service_level, "service_level");
    require_same(asked.max_asa == first_->max_asa, "max_asa");
    require_same(asked.max_mean_wait == first_->max_mean_wait, "max_mean_wait");
    require_same(asked.max_abandonment == first_->max_abandonment, "max_abandonment");
    require_same(asked.max_occupancy == first_->max_occupancy, "max_occupancy");
    require_same(asked.max_probability_of_wait == first_->max_probability_of_wait,
                 "max_probability_of_wait");
    require_same(asked.least_service_level == first_->least_service_level, "least_service_level");
    const agents_allowed allowed{.least = asked.min_agents.value_or(agents(0)),
                                 .most = asked.max_agents};
    if (allowed.most && *allowed.most < allowed.least) {
      throw std::domain_error("max_agents must be >= min_agents, which is " +
                              brief(allowed.least.count()) + ", got " +
                              brief(allowed.most->count()));
    }
    allowed_.push_back(allowed);
  }
  if (last_) check_follows(*last_, row, "with " + method);
  last_ = row;
  intervals_.push_back({.length = *asked.interval,
                        .arrival_rate = contacts(*asked.contacts) / *asked.interval,
                        .average_handle_time = *asked.aht});
  if (asked.patience) intervals_.back().average_patience = *asked.patience;
  on_phone_.push_back(on_phone);
}

time_varying_queue whole_day::day() const {
  time_varying_queue day{.intervals = intervals_, .lines = first_->lines, .start = how_.start};
  return how_.slopes ? with_sloping_rates(std::move(day)) : day;
}

std::vector<std::size_t> whole_day::changes() const {
  std::vector<std::size_t> found;
  if (!how_.changes) return found;
  constexpr duration slack(1e-6);
  duration begin(0);
  duration due(0);
  for (std::size_t i = 0; i < intervals_.size(); ++i) {
    if (begin > due + slack) break;
    if (begin > due - slack) {
      found.push_back(i);
      due = *how_.changes * static_cast<double>(found.size());
    }
    begin += intervals_[i].length;
  }
  if (due < begin - slack) {
    throw std::invalid_argument("--changes must be at beginnings of intervals, got every " +
                                to_text(*how_.changes) + ": none begins " + to_text(due) +
                                " after the first");
  }
  return found;
}

outcome<day_requirement> whole_day::find_agents() {
  adjustable_day adjusted(day(), target_of(*first_), {.leaving = how_.leaving});
  outcome<day_requirement> found =
      agents_required(adjusted, {.promised = how_.promised.value(),
                                 .allowed = allowed_,
                                 .changes = changes(),
                                 .least_service_level = first_->least_service_level});
  if (found) on_phone_ = found->on_phone;
  return found;
}

time_varying_performance whole_day::evaluate() const {
  const time_varying_queue day = this->day();
  const auto queue_of = [&day](const time_varying_interval& interval, rate arrivals) {
    erlang_x queue{.arrival_rate = arrivals,
                   .average_handle_time = interval.average_handle_time,
                   .lines = day.lines};
    if (!std::isinf(interval.average_patience.count())) {
      queue.patience = {exponential_patience{interval.average_patience}};
    }
    return queue;
  };
  return krarup::evaluate(day, on_phone_, how_.method, queue_of,
                          first_->answer_within.value_or(duration(0)),
                          first_->definition.value_or(service_level_definition::offered),
                          first_->short_abandon.value_or(duration(0)), {.leaving = how_.leaving});
}

}  // namespace krarup::cli
