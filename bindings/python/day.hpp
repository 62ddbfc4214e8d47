// A day of one queue among columns of plain numbers.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/sloping_rates.hpp>
#include <krarup/units.hpp>

#include "forecast.hpp"

namespace krarup::python {

/// The day whose intervals are the rows of a forecast's first columns, its rates even within each or
/// sloping.
/// Errors    std::domain_error for a number out of its range.
inline time_varying_queue day_of(const std::vector<batch::column>& columns, std::size_t rows,
                                 const std::optional<double>& lines, std::vector<double> start,
                                 bool slopes) {
  time_varying_queue day{.intervals = {}, .lines = {}, .start = std::move(start)};
  if (lines) day.lines = fractional_trunks(*lines);
  for (std::size_t i = 0; i < rows; ++i) {
    day.intervals.push_back({.length = duration(columns[length][i]),
                             .arrival_rate = arrival_rate_of(columns, i),
                             .average_handle_time = duration(columns[handle_time][i]),
                             .average_patience = duration(columns[patience][i])});
  }
  return slopes ? with_sloping_rates(std::move(day)) : day;
}

}  // namespace krarup::python
