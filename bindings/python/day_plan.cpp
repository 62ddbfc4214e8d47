#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/day_plan.hpp>
#include <krarup/performance.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

using table = py::array_t<double, py::array::c_style | py::array::forcecast>;

// The columns of a forecast, in this order.
enum : std::size_t {
  volume,
  length,
  handle_time,
  patience,
  first_promise,
  shrinkage_share = first_promise + promises,
  on_phone,
  width
};

constexpr std::array result_names{
    "agents_required",
    "reason",
    "agents",
    "offered_load",
    "occupancy",
    "probability_of_wait",
    "service_level",
    "asa",
    "mean_queue_length",
    "probability_of_abandonment",
    "scheduled",
    "paid_hours",
};

struct columns_of {
  const double* cells;  ///< row after row
  batch::column operator[](std::size_t index) const { return {cells + index, width}; }
};

batch::forecast_columns forecast_of(columns_of columns, bool staff_is_given) {
  return {.contacts = columns[volume],
          .length = columns[length],
          .average_handle_time = columns[handle_time],
          .average_patience = columns[patience],
          .targets = targets_after(first_promise, columns),
          .shrinkage = columns[shrinkage_share],
          .on_phone = staff_is_given ? std::optional(columns[on_phone]) : std::nullopt};
}

void write(const day_plan_row& row, std::span<double, result_names.size()> cells) {
  const auto [required, reason] = value_and_reason(row.required);
  cells[0] = required;
  cells[1] = reason;
  if (!row.staffed) return;
  const staffed_interval& staffed = *row.staffed;
  const performance& result = staffed.performance;
  const std::array rest{result.agents.count(),     result.offered_load.value(),
                        result.occupancy,          result.probability_of_wait,
                        result.service_level,      result.average_speed_of_answer.count(),
                        result.mean_queue_length,  result.probability_of_abandonment,
                        staffed.scheduled.count(), staffed.paid_time / std::chrono::hours(1)};
  std::copy(rest.begin(), rest.end(), cells.begin() + 2);
}

/// Plans the complete rows and writes their results; the others stay as they are.
/// Errors    std::domain_error, with the first row that is refused.
day_totals plan_rows(const batch::forecast_columns& forecast, std::span<double> results,
                     rounding how) {
  std::vector<std::optional<day_plan_row>> rows(results.size() / result_names.size());
  if (const auto refused = batch::plan_day(forecast, how, rows, chosen_execution)) {
    throw std::domain_error("row " + std::to_string(refused->row) + ": " + refused->why);
  }
  std::vector<day_plan_row> planned;
  planned.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i]) continue;
    write(*rows[i], std::span<double, result_names.size()>(results.data() + i * result_names.size(),
                                                           result_names.size()));
    planned.push_back(*rows[i]);
  }
  return totals(planned);
}

py::dict dict_of(const day_totals& sums) {
  py::dict all;
  all["intervals"] = sums.intervals;
  all["intervals_without_requirement"] = sums.intervals_without_requirement;
  all["intervals_left_out"] = sums.intervals_left_out;
  all["contacts_left_out"] = sums.offered_left_out.count();
  all["contacts"] = sums.offered.count();
  all["answered"] = sums.answered.count();
  all["abandoned"] = sums.abandoned.count();
  all["service_level"] = sums.service_level;
  all["asa"] = sums.average_speed_of_answer.count();
  all["probability_of_abandonment"] = sums.probability_of_abandonment;
  all["occupancy"] = sums.occupancy;
  all["handling_hours"] = sums.handling_time / std::chrono::hours(1);
  all["ready_hours"] = sums.ready_time / std::chrono::hours(1);
  all["paid_hours"] = sums.paid_time / std::chrono::hours(1);
  return all;
}

py::tuple plan(const table& forecast, bool staff_is_given, int how) {
  if (forecast.ndim() != 2 || forecast.shape(1) != width) {
    throw std::invalid_argument("a forecast must have " + std::to_string(width) + " columns");
  }
  py::array_t<double> results({forecast.shape(0), static_cast<py::ssize_t>(result_names.size())});
  const std::span<double> out(results.mutable_data(), static_cast<std::size_t>(results.size()));
  std::fill(out.begin(), out.end(), std::numeric_limits<double>::quiet_NaN());
  const day_totals sums = [&] {
    const py::gil_scoped_release release;
    return plan_rows(forecast_of({forecast.data()}, staff_is_given), out,
                     static_cast<rounding>(how));
  }();
  return py::make_tuple(results, dict_of(sums));
}

}  // namespace

void add_day_plan(py::module_& m) {
  m.def("plan_day", &plan);
  m.attr("day_plan_columns") = py::cast(result_names);
}

}  // namespace krarup::python
