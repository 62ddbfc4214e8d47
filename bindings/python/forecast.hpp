// A forecast among columns of plain numbers.
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <krarup/batch/column.hpp>
#include <krarup/patience.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/units.hpp>

#include "erlang_x.hpp"
#include "target.hpp"

namespace krarup::python {

namespace py = pybind11;

using array = py::array_t<double, py::array::forcecast>;

// The columns of a forecast, in this order.
enum : std::size_t {
  volume,
  length,
  handle_time,
  patience,
  first_promise,
  shrinkage_share = first_promise + promises,
  on_phone,
  width,
  // Those of Erlang X alone.
  first_feature = width,  // after patience, which is one too
  width_of_erlang_x = first_feature + features - 1,
  // That of M/G/n alone.
  handle_time_variation = width,
  width_of_mgn
};

/// Arrivals of one interval.
/// Errors    std::domain_error for a number out of its range.
inline rate arrival_rate_of(const std::vector<batch::column>& columns, std::size_t row) {
  return contacts(columns[volume][row]) / duration(columns[length][row]);
}

/// One interval of this queue.
/// Errors    std::domain_error for a number out of its range.
template <class Queue>
plan_interval<Queue> interval_with(const Queue& queue, const std::vector<batch::column>& columns,
                                   std::size_t row) {
  return {.queue = queue,
          .length = duration(columns[length][row]),
          .target = targets_after(first_promise, columns)[row],
          .shrinkage = columns[shrinkage_share][row]};
}

/// One interval of Erlang X.
/// Errors    as above.
inline plan_interval<erlang_x> interval_of(const any_patience& law,
                                           const std::vector<batch::column>& columns,
                                           std::size_t row) {
  std::array<double, features> of;
  of[0] = columns[patience][row];
  for (std::size_t i = 1; i < features; ++i) of[i] = columns[first_feature + i - 1][row];
  const rate arrivals = arrival_rate_of(columns, row);
  return interval_with(queue_of(law, arrivals.per_second(), columns[handle_time][row], of), columns,
                       row);
}

/// The columns of a forecast of so many rows; one number is the same in every row.
/// Errors    std::invalid_argument for another number of columns or rows.
inline std::vector<batch::column> columns_of(const std::vector<array>& arrays, py::ssize_t rows,
                                             std::size_t expected) {
  if (arrays.size() != expected) {
    throw std::invalid_argument("a forecast must have " + std::to_string(expected) + " columns");
  }
  std::vector<batch::column> columns;
  for (const array& each : arrays) {
    if (each.size() == 1) {
      columns.emplace_back(*each.data());
    } else if (each.ndim() == 1 && each.size() == rows) {
      columns.emplace_back(each.data(), each.strides(0) / each.itemsize());
    } else {
      throw std::invalid_argument("columns must have one number or one for each row");
    }
  }
  return columns;
}

}  // namespace krarup::python
