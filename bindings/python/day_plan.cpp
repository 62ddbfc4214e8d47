#include <array>
#include <cmath>
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

#include <krarup/staffing/day_plan.hpp>

#include "queue.hpp"
#include "target.hpp"

namespace krarup::python {

namespace {

using table = py::array_t<double, py::array::c_style | py::array::forcecast>;

// The columns of a forecast, in this order.
enum : std::size_t {
  volume,
  length,
  handle_time,
  patience,
  promises,
  shrinkage_share = promises + target_columns,
  on_phone,
  forecast_columns
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

using forecast_row = std::span<const double, forecast_columns>;

template <class Queue>
Queue queue_of(forecast_row row) {
  const rate arrivals = contacts(row[volume]) / duration(row[length]);
  if constexpr (is_impatient<Queue>) {
    return {arrivals, duration(row[handle_time]), duration(row[patience])};
  } else {
    return {arrivals, duration(row[handle_time])};
  }
}

template <class Queue>
plan_interval<Queue> interval_of(forecast_row row) {
  return {
      .queue = queue_of<Queue>(row),
      .length = duration(row[length]),
      .target = target_of(row.subspan<promises, target_columns>()),
      .shrinkage = row[shrinkage_share],
  };
}

bool is_complete(forecast_row row) {
  for (const double cell : row) {
    if (std::isnan(cell)) return false;
  }
  return true;
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

/// Plans the complete rows of a forecast and writes their results; the others stay as they are.
template <class Queue>
day_totals plan_rows(std::span<const double> forecast, std::span<double> results, rounding how,
                     bool staff_is_given) {
  std::vector<std::size_t> rows;
  std::vector<plan_interval<Queue>> intervals;
  std::vector<agents> given;
  for (std::size_t i = 0; i * forecast_columns < forecast.size(); ++i) {
    const forecast_row row(forecast.data() + i * forecast_columns, forecast_columns);
    if (!is_complete(row)) continue;
    try {
      intervals.push_back(interval_of<Queue>(row));
      if (staff_is_given) given.push_back(fractional_agents(row[on_phone]));
    } catch (const std::domain_error& refusal) {
      throw std::domain_error("row " + std::to_string(i) + ": " + refusal.what());
    }
    rows.push_back(i);
  }
  if (rows.empty()) return totals({});
  const day_plan plan =
      staff_is_given ? evaluate_day(intervals, given, how) : plan_day(intervals, how);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    write(plan.rows[i], std::span<double, result_names.size()>(
                            results.data() + rows[i] * result_names.size(), result_names.size()));
  }
  return plan.totals;
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

py::tuple plan(const table& forecast, bool contacts_abandon, bool staff_is_given, int how) {
  if (forecast.ndim() != 2 || forecast.shape(1) != forecast_columns) {
    throw std::invalid_argument("a forecast must have " + std::to_string(forecast_columns) +
                                " columns");
  }
  py::array_t<double> results({forecast.shape(0), static_cast<py::ssize_t>(result_names.size())});
  const std::span<const double> in(forecast.data(), static_cast<std::size_t>(forecast.size()));
  const std::span<double> out(results.mutable_data(), static_cast<std::size_t>(results.size()));
  std::fill(out.begin(), out.end(), std::numeric_limits<double>::quiet_NaN());
  const auto run = contacts_abandon ? &plan_rows<erlang_a> : &plan_rows<erlang_c>;
  const day_totals sums = [&] {
    const py::gil_scoped_release release;
    return run(in, out, static_cast<rounding>(how), staff_is_given);
  }();
  return py::make_tuple(results, dict_of(sums));
}

}  // namespace

void add_day_plan(py::module_& m) {
  m.def("plan_day", &plan);
  m.attr("day_plan_columns") = py::cast(result_names);
}

}  // namespace krarup::python
