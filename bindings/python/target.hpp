// The promises among columns of plain numbers.
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include <krarup/batch/requirement.hpp>
#include <krarup/service_target.hpp>

namespace krarup::python {

constexpr std::size_t promises = 9;

/// The targets in columns[leading] and after, in the order of batch::target_columns.
template <class Columns>
batch::target_columns targets_after(std::size_t leading, const Columns& columns) {
  return {.service_level = columns[leading],
          .answer_within = columns[leading + 1],
          .definition = columns[leading + 2],
          .short_abandon = columns[leading + 3],
          .average_speed_of_answer = columns[leading + 4],
          .mean_wait = columns[leading + 5],
          .probability_of_abandonment = columns[leading + 6],
          .occupancy = columns[leading + 7],
          .probability_of_wait = columns[leading + 8]};
}

/// `Leading` numbers of its own and then those of a target.
template <std::size_t Leading>
using with_target = std::array<double, Leading + promises>;

inline service_target target_after(std::size_t leading, std::span<const double> cells) {
  return targets_after(leading, cells)[0];
}

}  // namespace krarup::python
