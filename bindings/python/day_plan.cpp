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
#include <utility>
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
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/day_service_level.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#include "erlang_x.hpp"
#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

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
  width_of_erlang_x = first_feature + features - 1
};

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

/// One interval of Erlang X.
/// Errors    std::domain_error for a number out of its range.
plan_interval<erlang_x> interval_of(const any_patience& law,
                                    const std::vector<batch::column>& columns, std::size_t row) {
  std::array<double, features> of;
  of[0] = columns[patience][row];
  for (std::size_t i = 1; i < features; ++i) of[i] = columns[first_feature + i - 1][row];
  const duration of_interval(columns[length][row]);
  const rate arrivals = contacts(columns[volume][row]) / of_interval;
  return {.queue = queue_of(law, arrivals.per_second(), columns[handle_time][row], of),
          .length = of_interval,
          .target = targets_after(first_promise, columns)[row],
          .shrinkage = columns[shrinkage_share][row]};
}

/// The plan of one interval of Erlang X.
/// Errors    as interval_of.
day_plan_row planned_row(const any_patience& law, const std::vector<batch::column>& columns,
                         std::size_t row, bool staff_is_given, rounding how) {
  const plan_interval<erlang_x> interval = interval_of(law, columns, row);
  const std::span all(&interval, 1);
  if (!staff_is_given) return plan_day(all, how).rows.front();
  const agents given = fractional_agents(columns[on_phone][row]);
  return evaluate_day(all, std::span(&given, 1), how).rows.front();
}

using planned_rows = std::span<std::optional<day_plan_row>>;

/// The rows from `begin` on as Erlang X; as batch::plan_day.
std::optional<batch::refusal> plan_erlang_x(const any_patience& law,
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
          rows[row] = planned_row(law, columns, begin + row, staff_is_given, how);
        } catch (const std::exception& why) {
          refuse(why.what());
        }
      },
      least_share);
}

/// Plans the complete rows and writes their results; the others stay as they are. With a law they are
/// Erlang X.
/// Errors    std::domain_error, with the first row that is refused.
day_totals plan_rows(const any_patience* law, const std::vector<batch::column>& columns,
                     bool staff_is_given, result_columns results, rounding how) {
  constexpr std::size_t most = 65'536;  // a planned row takes much more memory than its results
  std::vector<std::optional<day_plan_row>> rows(std::min(most, results.rows));
  const auto plan_from = [&](std::size_t begin, const batch::execution& workers) {
    if (law != nullptr) {
      return plan_erlang_x(*law, columns, begin, staff_is_given, how, rows, workers);
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
        law == nullptr ? 1 : weight_of_erlang_x);
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

/// The columns of a forecast of so many rows; one number is the same in every row.
/// Errors    std::invalid_argument for another number of columns or rows.
std::vector<batch::column> columns_of(const std::vector<array>& arrays, py::ssize_t rows,
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

py::tuple plan(const std::vector<array>& arrays, py::ssize_t rows, bool staff_is_given, int how,
               const any_patience* law) {
  const std::vector<batch::column> columns =
      columns_of(arrays, rows, law == nullptr ? width : width_of_erlang_x);
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

using outlook = day_service_level<erlang_x>;

/// The outlook on a day of complete rows under given staff.
/// Errors    as interval_of and day_service_level.
outlook outlook_of(const any_patience& law, const std::vector<batch::column>& columns,
                   std::size_t rows) {
  std::vector<plan_interval<erlang_x>> intervals;
  std::vector<agents> staff;
  for (std::size_t row = 0; row < rows; ++row) {
    intervals.push_back(interval_of(law, columns, row));
    staff.push_back(fractional_agents(columns[on_phone][row]));
  }
  return {std::move(intervals), std::move(staff)};
}

/// The answers of a day's service level at these levels, or shares; its mean is the same at all.
py::array_t<double> ask_day(const std::string& question, const std::vector<array>& arrays,
                            py::ssize_t rows, const any_patience& law,
                            const py::array_t<double, py::array::c_style>& at) {
  const std::vector<batch::column> columns = columns_of(arrays, rows, width_of_erlang_x);
  const auto answer = [&question](const outlook& day, double x) {
    if (question == "mean") return day.mean();
    if (question == "quantile") return day.quantile(x);
    return day.probability_at_least(x);
  };
  py::array_t<double> results(at.size());
  const double* const asked = at.data();
  double* const cells = results.mutable_data();
  {
    const py::gil_scoped_release release;
    const outlook day = outlook_of(law, columns, static_cast<std::size_t>(rows));
    const auto answers = static_cast<std::size_t>(at.size());
    watched(
        answers,
        [&](const batch::execution& workers) {
          const auto refused = batch::detail::each_row(
              answers, workers,
              [&](std::size_t i, auto&& refuse) noexcept {
                cells[i] = std::numeric_limits<double>::quiet_NaN();
                try {
                  cells[i] = answer(day, asked[i]);
                } catch (const std::exception& why) {
                  refuse(why.what());
                }
              },
              1);
          if (refused) throw std::domain_error(refused->why);
        },
        weight_of_erlang_x * static_cast<std::size_t>(rows));
  }
  raise_what_waits();
  return results;
}

}  // namespace

void add_day_plan(py::module_& m) {
  m.def("plan_day", &plan);
  m.def("day_service_level", &ask_day);
  m.attr("day_plan_columns") = py::cast(result_names);
}

}  // namespace krarup::python
