// The service target that a row of plain numbers describes; a negative number promises nothing.
#pragma once

#include <optional>

#include <krarup/service_target.hpp>

#include "queue.hpp"

namespace krarup::python {

template <class Value>
std::optional<Value> if_promised(double value) {
  if (value < 0.0) return std::nullopt;
  return Value(value);
}

inline service_target target_of(double level, double answer_within, double definition,
                                double short_abandon, double asa, double abandonment,
                                double occupancy, double wait) {
  return {
      .service_level = if_promised<proportion>(level),
      .answer_within = if_promised<duration>(answer_within),
      .definition = enumerator<service_level_definition>(definition),
      .short_abandon = if_promised<duration>(short_abandon),
      .average_speed_of_answer = if_promised<duration>(asa),
      .probability_of_abandonment = if_promised<proportion>(abandonment),
      .occupancy = if_promised<proportion>(occupancy),
      .probability_of_wait = if_promised<proportion>(wait),
  };
}

}  // namespace krarup::python
