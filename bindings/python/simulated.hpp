// What a simulation says, as arrays; and how it is kept in touch with the interpreter.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <krarup/batch/execution.hpp>
#include <krarup/performance.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"
#include "watch.hpp"

namespace krarup::python {

inline constexpr std::array simulated_measures{
    "offered_load",
    "occupancy",
    "probability_of_wait",
    "service_level",
    "asa",
    "mean_queue_length",
    "probability_of_abandonment",
    "probability_of_blocking",
    "attempts",
    "answered",
    "abandoned",
    "blocked",
    "unanswered",
    "called_back",
    "wait_for_callback",
    "carried_over",
    "occupancy_half_width",
    "probability_of_wait_half_width",
    "service_level_half_width",
    "asa_half_width",
    "mean_queue_length_half_width",
    "probability_of_abandonment_half_width",
    "probability_of_blocking_half_width",
};

inline std::array<double, simulated_measures.size()> numbers_of(const simulated_interval& row) {
  const std::array<double, 8> happens = plain(row.performance);
  const performance_half_widths& widths = row.half_widths;
  return {happens[0],
          happens[1],
          happens[2],
          happens[3],
          happens[4],
          happens[5],
          happens[6],
          happens[7],
          row.counts.offered,
          row.counts.answered,
          row.counts.abandoned,
          row.counts.blocked,
          row.counts.unanswered(),
          row.counts.called_back,
          row.counts.wait_of_called_back,
          row.counts.waiting_at_end - row.counts.handed_over,
          widths.occupancy,
          widths.probability_of_wait,
          widths.service_level,
          widths.average_speed_of_answer.count(),
          widths.mean_queue_length,
          widths.probability_of_abandonment,
          widths.probability_of_blocking};
}

/// Numbers that stay where they are; an array of them takes the memory over.
template <class Number>
py::array array_over(std::vector<Number> column, const py::dtype& kind) {
  auto kept = std::make_unique<std::vector<Number>>(std::move(column));
  const std::size_t size = kept->size();
  const Number* const data = kept->data();
  const py::capsule owner(kept.release(),
                          [](void* of) { delete static_cast<std::vector<Number>*>(of); });
  return py::array(kind, {size}, {sizeof(Number)}, data, owner);
}

/// What simulate(plan) says of so many replications, or batches, in touch with the interpreter, whose
/// lock is held before and after.
template <class Plan, class Simulate>
auto watched_simulation(std::size_t pieces, Plan plan, const Simulate& simulate) {
  std::optional<decltype(simulate(plan))> answer;
  {
    const py::gil_scoped_release release;
    constexpr std::size_t always = detail::worth_watching;
    watched(
        pieces,
        [&](const batch::execution& how) {
          if constexpr (requires { plan.threads; }) {
            plan.threads = static_cast<unsigned>(how.workers);
          }
          if (how.go_on != nullptr) {
            plan.go_on = [&how, pieces](std::size_t done) {
              return (*how.go_on)(static_cast<double>(done) / static_cast<double>(pieces));
            };
          }
          answer = simulate(plan);
        },
        always);
  }
  raise_what_waits();
  return std::move(*answer);
}

/// Measures of each interval and, last, of all together.
inline py::array_t<double> measures_of(const std::vector<simulated_interval>& intervals,
                                       const simulated_interval& all) {
  const std::size_t rows = intervals.size() + 1;
  py::array_t<double> results(
      {static_cast<py::ssize_t>(simulated_measures.size()), static_cast<py::ssize_t>(rows)});
  double* const cells = results.mutable_data();
  for (std::size_t i = 0; i < rows; ++i) {
    const auto row = numbers_of(i + 1 < rows ? intervals[i] : all);
    for (std::size_t c = 0; c < row.size(); ++c) cells[c * rows + i] = row[c];
  }
  return results;
}

/// A column for each thing to know of contacts.
inline py::dict dict_of(contact_columns all) {
  constexpr std::array fates{contact_fate::answered, contact_fate::abandoned, contact_fate::blocked,
                             contact_fate::called_back};
  constexpr std::array names_of_fates{"answered", "abandoned", "blocked", "called_back"};
  const auto number = py::dtype::of<double>();
  py::dict columns;
  columns["interval"] = array_over(std::move(all.interval), py::dtype::of<std::uint32_t>());
  columns["arrival"] = array_over(std::move(all.arrival), number);
  columns["wait"] = array_over(std::move(all.wait), number);
  columns["handle_time"] = array_over(std::move(all.handle_time), number);
  for (std::size_t i = 0; i < fates.size(); ++i) {
    std::vector<std::uint8_t> became;
    became.reserve(all.fate.size());
    for (const contact_fate fate : all.fate) became.push_back(fate == fates[i]);
    columns[names_of_fates[i]] = array_over(std::move(became), py::dtype::of<bool>());
  }
  return columns;
}

}  // namespace krarup::python
