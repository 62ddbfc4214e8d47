#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <exception>
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
#include <krarup/batch/execution.hpp>
#include <krarup/batch/rows.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/queues/mgn.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#include "erlang_x.hpp"
#include "forecast.hpp"
#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

constexpr std::array result_names{
    "agents_required",
    "reason",
    "agents",
    "attempts",
    "offered_load",
    "occupancy",
    "probability_of_wait",
    "service_level",
    "asa",
    "mean_queue_length",
    "probability_of_abandonment",
    "probability_of_blocking",
    "scheduled",
    "paid_hours",
    "counted",
};

/// Column i of the results begins at i * rows.
struct result_columns {
  double* cells;
  std::size_t rows;

  void clear(std::size_t begin, std::size_t count) const {
    for (std::size_t i = 0; i < result_names.size(); ++i) {
      std::fill_n(cells + i * rows + begin, count, std::numeric_limits<double>::quiet_NaN());
    }
  }

  void write(std::size_t row, const day_plan_row& planned) const {
    const auto [required, reason] = value_and_reason(planned.required);
    std::array<double, result_names.size()> numbers;
    numbers.fill(std::numeric_limits<double>::quiet_NaN());
    numbers[0] = required;
    numbers[1] = reason;
    if (planned.staffed) {
      const staffed_interval& staffed = *planned.staffed;
      const performance& result = staffed.performance;
      const auto& shares = staffed.shares_for_service_level;
      const std::array rest{result.agents.count(),
                            planned.offered.count(),
                            result.offered_load.value(),
                            result.occupancy,
                            result.probability_of_wait,
                            result.service_level,
                            result.average_speed_of_answer.count(),
                            result.mean_queue_length,
                            result.probability_of_abandonment,
                            result.probability_of_blocking,
                            staffed.scheduled.count(),
                            staffed.paid_time / std::chrono::hours(1),
                            shares ? shares->counted : std::numeric_limits<double>::quiet_NaN()};
      std::copy(rest.begin(), rest.end(), numbers.begin() + 2);
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) cells[i * rows + row] = numbers[i];
  }
};

/// The columns from a row on.
batch::forecast_columns forecast_from(std::size_t row, std::vector<batch::column> columns,
                                      bool staff_is_given) {
  for (batch::column& each : columns) each = each.from(row);
  return {.contacts = columns[volume],
          .length = columns[length],
          .average_handle_time = columns[handle_time],
          .average_patience = columns[patience],
          .targets = targets_after(first_promise, columns),
          .shrinkage = columns[shrinkage_share],
          .on_phone = staff_is_given ? std::optional(columns[on_phone]) : std::nullopt};
}

/// One interval of M/G/n.
/// Errors    as arrival_rate_of.
plan_interval<mgn> interval_of_mgn(const std::vector<batch::column>& columns, std::size_t row) {
  const mgn queue{.arrival_rate = arrival_rate_of(columns, row),
                  .average_handle_time = duration(columns[handle_time][row]),
                  .handle_time_scv = columns[handle_time_variation][row]};
  return interval_with(queue, columns, row);
}

/// The plan of one interval.
template <class Queue>
day_plan_row planned_row(const plan_interval<Queue>& interval,
                         const std::vector<batch::column>& columns, std::size_t row,
                         bool staff_is_given, rounding how) {
  const std::span all(&interval, 1);
  if (!staff_is_given) return plan_day(all, how).rows.front();
  const agents given = fractional_agents(columns[on_phone][row]);
  return evaluate_day(all, std::span(&given, 1), how).rows.front();
}

using planned_rows = std::span<std::optional<day_plan_row>>;

/// The rows from `begin` on, which interval(row) gives; as batch::plan_day.
template <class Interval>
std::optional<batch::refusal> plan_each(const Interval& interval,
                                        const std::vector<batch::column>& columns,
                                        std::size_t begin, bool staff_is_given, rounding how,
                                        planned_rows rows, const batch::execution& workers) {
  const auto is_missing = [&](std::size_t row) {
    return std::any_of(columns.begin(), columns.end(),
                       [row](const batch::column& each) { return std::isnan(each[row]); });
  };
  constexpr std::size_t least_share = 4;
  return batch::detail::each_row(
      rows.size(), workers,
      [&](std::size_t row, auto&& refuse) noexcept {
        rows[row].reset();
        if (is_missing(begin + row)) return;
        try {
          const std::size_t asked = begin + row;
          rows[row] = planned_row(interval(asked), columns, asked, staff_is_given, how);
        } catch (const std::exception& why) {
          refuse(why.what());
        }
      },
      least_share);
}

/// Plans the complete rows and writes their results; the others stay as they are. With a law they are
/// Erlang X, else with a column for it M/G/n.
/// Errors    std::domain_error, with the first row that is refused.
day_totals plan_rows(const any_patience* law, const std::vector<batch::column>& columns,
                     bool staff_is_given, result_columns results, rounding how) {
  constexpr std::size_t most = 65'536;  // a planned row takes much more memory than its results
  std::vector<std::optional<day_plan_row>> rows(std::min(most, results.rows));
  const auto plan_from = [&](std::size_t begin, const batch::execution& workers) {
    const auto plan_as = [&](const auto& interval) {
      return plan_each(interval, columns, begin, staff_is_given, how, rows, workers);
    };
    if (law != nullptr) {
      return plan_as([&](std::size_t row) { return interval_of(*law, columns, row); });
    }
    if (columns.size() == width_of_mgn) {
      return plan_as([&](std::size_t row) { return interval_of_mgn(columns, row); });
    }
    return batch::plan_day(forecast_from(begin, columns, staff_is_given), how, rows, workers);
  };
  day_sums sums;
  for (std::size_t begin = 0; begin < results.rows; begin += most) {
    rows.resize(std::min(most, results.rows - begin));
    watched(
        rows.size(),
        [&](const batch::execution& workers) {
          results.clear(begin, rows.size());
          if (const auto refused = plan_from(begin, workers)) {
            throw std::domain_error("row " + std::to_string(begin + refused->row) + ": " +
                                    refused->why);
          }
          for (std::size_t i = 0; i < rows.size(); ++i) {
            if (!rows[i]) continue;
            results.write(begin + i, *rows[i]);
            sums.add(*rows[i]);
          }
        },
        columns.size() == width ? 1 : weight_of_erlang_x);
  }
  return sums.totals();
}

py::dict dict_of(const day_totals& sums) {
  py::dict all;
  all["intervals"] = sums.intervals;
  all["intervals_without_requirement"] = sums.intervals_without_requirement;
  all["intervals_left_out"] = sums.intervals_left_out;
  all["contacts_left_out"] = sums.offered_left_out.count();
  all["contacts"] = sums.offered.count();
  all["attempts"] = sums.offered.count();
  all["answered"] = sums.answered.count();
  all["abandoned"] = sums.abandoned.count();
  all["blocked"] = sums.blocked.count();
  all["service_level"] = sums.service_level;
  all["asa"] = sums.average_speed_of_answer.count();
  all["probability_of_abandonment"] = sums.probability_of_abandonment;
  all["occupancy"] = sums.occupancy;
  all["handling_hours"] = sums.handling_time / std::chrono::hours(1);
  all["ready_hours"] = sums.ready_time / std::chrono::hours(1);
  all["paid_hours"] = sums.paid_time / std::chrono::hours(1);
  return all;
}

py::tuple plan(const std::vector<array>& arrays, py::ssize_t rows, bool staff_is_given, int how,
               const any_patience* law) {
  const std::size_t expected = law != nullptr                  ? width_of_erlang_x
                               : arrays.size() == width_of_mgn ? width_of_mgn
                                                               : width;
  const std::vector<batch::column> columns = columns_of(arrays, rows, expected);
  py::array_t<double> results({static_cast<py::ssize_t>(result_names.size()), rows});
  double* const cells = results.mutable_data();
  const day_totals sums = [&] {
    const py::gil_scoped_release release;
    return plan_rows(law, columns, staff_is_given, {cells, static_cast<std::size_t>(rows)},
                     static_cast<rounding>(how));
  }();
  raise_what_waits();
  return py::make_tuple(results, dict_of(sums));
}

}  // namespace

void add_day_plan(py::module_& m) {
  m.def("plan_day", &plan);
  m.attr("day_plan_columns") = py::cast(result_names);
}

}  // namespace krarup::python
