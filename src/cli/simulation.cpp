#include "simulation.hpp"

#include <cmath>
#include <stdexcept>
#include <utility>

#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/simulation/center_day.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/first_come_day.hpp>
#include <krarup/simulation/replications.hpp>
#include <krarup/transient/sloping_rates.hpp>

#include "whole_day.hpp"

namespace krarup::cli {

namespace {

/// The shape of handle times: lognormal with this squared coefficient of variation, else exponential.
any_patience shape_of_handle_times(const std::optional<double>& scv) {
  if (!scv) return {exponential_patience{duration(1)}};
  if (*scv == 0.0) return {deterministic_patience{duration(1)}};
  return {lognormal_patience{duration(1), std::sqrt(std::log1p(*scv))}};
}

/// Refuses a row that tells of the whole day what the first one does not.
/// Errors    std::domain_error naming it.
void check_alike(const question& row, const question& first) {
  const auto require = [](bool alike, const char* name) {
    if (!alike) {
      throw std::domain_error(std::string(name) +
                              " must be the same in all rows of a day that is simulated");
    }
  };
  const auto text = [](const question& of) { return of.patience_law ? of.patience_law->text : ""; };
  require(row.lines == first.lines, "lines");
  require(row.answer_within == first.answer_within, "answer_within");
  require(row.definition == first.definition, "definition");
  require(row.short_abandon == first.short_abandon, "short");
  require(text(row) == text(first), "patience_law");
  require(row.balking == first.balking, "balking");
  require(!first.balking || row.patience == first.patience, "patience beside balking");
  require(row.redials_of_abandoned == first.redials_of_abandoned, "redials_of_abandoned");
  require(row.redials_of_blocked == first.redials_of_blocked, "redials_of_blocked");
  require(row.day_variation == first.day_variation, "day_variation");
  require(row.interval_variation == first.interval_variation, "interval_variation");
  require(row.handle_time_scv == first.handle_time_scv, "handle_time_scv");
}

std::optional<any_patience> law_of(const question& asked) {
  if (!asked.patience_law && !asked.balking) return std::nullopt;
  any_patience law = asked.patience_law ? asked.patience_law->law
                                        : any_patience{exponential_patience{*asked.patience}};
  if (asked.balking) law.balking = *asked.balking;
  return law;
}

}  // namespace

void simulated_rows::add(const forecast_row& row) {
  if (!told.empty()) {
    check_alike(row.asked, told.front());
    check_follows(before_, row, "in a day that is simulated");
  }
  before_ = row;
  told.push_back(row.asked);
  starts.push_back(row.start);
  intervals.push_back({.length = *row.asked.interval,
                       .arrival_rate = contacts(*row.asked.contacts) / *row.asked.interval,
                       .average_handle_time = *row.asked.aht});
  // A law, and balking, are of the contact, an average is of the time.
  if (row.asked.patience && !row.asked.balking) {
    intervals.back().average_patience = *row.asked.patience;
  }
  on_phone.push_back(*row.asked.on_phone);
}

simulation::simulation(const simulated_rows& rows, leaving_agents leaving, bool slopes,
                       std::vector<double> start)
    : on_phone_(rows.on_phone) {
  const question& first = rows.told.front();
  const auto square = [](const std::optional<double>& x) { return x ? *x * *x : 0.0; };
  day_ = {.intervals = rows.intervals, .lines = first.lines, .start = std::move(start)};
  if (slopes) day_ = with_sloping_rates(std::move(day_));
  laws_ = {.handle_time = shape_of_handle_times(first.handle_time_scv),
           .patience = law_of(first),
           .dispersion = {square(first.day_variation), square(first.interval_variation)},
           .leaving = leaving};
  level_.answer_within = *first.answer_within;
  level_.definition = first.definition.value_or(service_level_definition::offered);
  level_.short_abandon = first.short_abandon.value_or(duration(0));
  if (!first.redials_of_abandoned && !first.redials_of_blocked) return;
  const proportion nobody = 0.0;
  center_ = {.classes = {{.intervals = day_.intervals,
                          .question = level_,
                          .handle_time = laws_.handle_time,
                          .patience = laws_.patience,
                          .again = {.of_abandoned = first.redials_of_abandoned.value_or(nobody),
                                    .of_blocked = first.redials_of_blocked.value_or(nobody)},
                          .start = day_.start}},
             .lines = day_.lines,
             .dispersion = laws_.dispersion,
             .leaving = leaving};
}

simulated_day simulation::replicate(const replication_plan& plan) const {
  if (center_) return std::move(simulate(*center_, on_phone_, plan).classes.front());
  return simulate(day_, on_phone_, laws_, level_, plan);
}

contact_columns simulation::contacts(std::uint64_t seed) const {
  if (center_) {
    const center_day of(*center_, on_phone_);
    return std::move(center_replication(of).contacts(seed, 0).front());
  }
  const first_come_day of(day_, on_phone_, laws_, level_);
  return first_come_replication(of).contacts(seed, 0);
}

}  // namespace krarup::cli
