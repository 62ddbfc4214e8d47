// The service target that a row of plain numbers describes; a negative number promises nothing.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"

namespace krarup::python {

constexpr std::size_t target_columns = 9;

template <class Value>
std::optional<Value> if_promised(double value) {
  if (value < 0.0) return std::nullopt;
  return Value(value);
}

inline service_target target_of(std::span<const double, target_columns> cells) {
  return {
      .service_level = if_promised<proportion>(cells[0]),
      .answer_within = if_promised<duration>(cells[1]),
      .definition = enumerator<service_level_definition>(cells[2]),
      .short_abandon = if_promised<duration>(cells[3]),
      .average_speed_of_answer = if_promised<duration>(cells[4]),
      .mean_wait = if_promised<duration>(cells[5]),
      .probability_of_abandonment = if_promised<proportion>(cells[6]),
      .occupancy = if_promised<proportion>(cells[7]),
      .probability_of_wait = if_promised<proportion>(cells[8]),
  };
}

}  // namespace krarup::python
