// The distribution of a day's service level.

#include <krarup/staffing/day_service_level.hpp>

#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/rows.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/units.hpp>

#include "erlang_x.hpp"
#include "forecast.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

/// Says no where a signal is to end the work.
using listener = std::function<bool()>;

/// Erlang X in a question on a whole day, which may take minutes: it listens at each interval.
struct listening_erlang_x : erlang_x {
  const listener* go_on;
};

const erlang_x& heard(const listening_erlang_x& queue) {
  if (!(*queue.go_on)()) throw std::runtime_error("a signal ended the work");
  return queue;
}

listening_erlang_x at_day_factor(const listening_erlang_x& queue, double factor) {
  return {krarup::at_day_factor(static_cast<const erlang_x&>(queue), factor), queue.go_on};
}

service_level_shares shares_for_service_level(const listening_erlang_x& queue, agents n, duration t,
                                              service_level_definition definition,
                                              duration short_abandon) {
  return krarup::shares_for_service_level(heard(queue), n, t, definition, short_abandon);
}

cumulants_of_served cumulants_for_service_level(const listening_erlang_x& queue, agents n,
                                                duration t, service_level_definition definition,
                                                duration short_abandon, shares_by_rate& known) {
  return krarup::cumulants_for_service_level(heard(queue), n, t, definition, short_abandon, known);
}

using outlook = day_service_level<listening_erlang_x>;

/// The outlook on a day of complete rows under given staff.
/// Errors    as interval_of and day_service_level.
outlook outlook_of(const any_patience& law, const std::vector<batch::column>& columns,
                   std::size_t rows, const listener& go_on) {
  std::vector<plan_interval<listening_erlang_x>> intervals;
  std::vector<agents> staff;
  for (std::size_t row = 0; row < rows; ++row) {
    const plan_interval<erlang_x> each = interval_of(law, columns, row);
    intervals.push_back({{each.queue, &go_on}, each.length, each.target, each.shrinkage});
    staff.push_back(fractional_agents(columns[on_phone][row]));
  }
  return {std::move(intervals), std::move(staff)};
}

/// answer(go_on, i) for each i by several workers, of which the calling thread alone listens.
template <class Answer>
std::optional<batch::refusal> each_listening(std::size_t answers, const batch::execution& workers,
                                             const Answer& answer) {
  const auto caller = std::this_thread::get_id();
  std::atomic<bool> going_on = true;
  const listener go_on = [&] {
    const bool listens = workers.go_on != nullptr && std::this_thread::get_id() == caller;
    if (listens && !(*workers.go_on)(0.0)) going_on = false;
    return going_on.load();
  };
  return batch::detail::each_row(
      answers, workers,
      [&](std::size_t i, auto&& refuse) noexcept {
        try {
          answer(go_on, i);
        } catch (const std::exception& why) {
          refuse(why.what());
        }
      },
      1);
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
  std::optional<batch::refusal> refused;
  {
    const py::gil_scoped_release release;
    constexpr std::size_t means_over_factors = 100;  // of each interval
    const auto intervals = static_cast<std::size_t>(rows);
    const auto answers = static_cast<std::size_t>(at.size());
    watched(
        answers,
        [&](const batch::execution& workers) {
          refused = each_listening(answers, workers, [&](const listener& go_on, std::size_t i) {
            cells[i] = answer(outlook_of(law, columns, intervals, go_on), asked[i]);
          });
        },
        weight_of_erlang_x * means_over_factors * intervals);
  }
  raise_what_waits();
  if (refused) throw std::domain_error(refused->why);
  return results;
}

}  // namespace

void add_day_service_level(py::module_& m) {
  m.def("day_service_level", &ask_day);
}

}  // namespace krarup::python
