// A day of one queue by any method, carried from interval to interval.

#include <krarup/transient/day_method.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/transient/state_dependent.hpp>
#include <krarup/units.hpp>

#include "day.hpp"
#include "queue.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

// The columns of a day, in the order of a forecast's; its agents stand last.
constexpr std::size_t staff = patience + 1;

constexpr std::array day_columns{
    "offered_load",
    "occupancy",
    "probability_of_wait",
    "service_level",
    "asa",
    "mean_queue_length",
    "probability_of_abandonment",
    "probability_of_blocking",
    "carried_over",
    "probability_of_carrying_over",
    "overrun",
};

std::array<double, day_columns.size()> numbers_of(const time_varying_row& row) {
  const std::array<double, 8> happens = plain(row.performance);
  return {happens[0],         happens[1],
          happens[2],         happens[3],
          happens[4],         happens[5],
          happens[6],         happens[7],
          row.carried_over,   row.probability_of_carrying_over,
          row.overrun.count()};
}

py::dict dict_of(const time_varying_performance& day, double answered) {
  const double offered = day.offered.count();
  py::dict all;
  all["contacts"] = offered;
  all["answered"] = answered;
  all["abandoned"] = offered * day.probability_of_abandonment;
  all["blocked"] = offered * day.probability_of_blocking;
  all["service_level"] = day.service_level;
  all["asa"] = day.average_speed_of_answer.count();
  all["probability_of_wait"] = day.probability_of_wait;
  all["probability_of_abandonment"] = day.probability_of_abandonment;
  all["probability_of_blocking"] = day.probability_of_blocking;
  all["occupancy"] = day.occupancy;
  all["probability_of_clearing"] = day.probability_of_clearing;
  all["overtime"] = day.overtime.count();
  all["error"] = day.error;
  return all;
}

/// The stationary queue of an interval under a rate, with the law of patience where the day has one.
erlang_x queue_under(const time_varying_interval& interval, rate arrivals,
                     const std::optional<trunks>& lines, const std::optional<any_patience>& law) {
  erlang_x queue{.arrival_rate = arrivals,
                 .average_handle_time = interval.average_handle_time,
                 .lines = lines};
  if (law) {
    queue.patience = *law;
  } else if (!std::isinf(interval.average_patience.count())) {
    queue.patience = {exponential_patience{interval.average_patience}};
  }
  return queue;
}

struct told_to_stop {};

/// A row's measures for each interval, the day's, and the chances of every number in the system at
/// each end, where the method knows them. By a law of patience the exact method is the state-dependent
/// one, whose error nobody knows.
py::tuple evaluate_course(const std::vector<array>& arrays, py::ssize_t rows,
                          const std::optional<double>& lines, std::vector<double> start,
                          bool slopes, const std::optional<any_patience>& law, int method,
                          int leaving, double tolerance, const std::array<double, 3>& level) {
  const std::vector<batch::column> columns = columns_of(arrays, rows, staff + 1);
  py::array_t<double> results({static_cast<py::ssize_t>(day_columns.size()), rows});
  double* const cells = results.mutable_data();
  const auto count = static_cast<std::size_t>(rows);
  std::vector<std::vector<double>> in_system;
  std::optional<time_varying_performance> evaluated;
  {
    const py::gil_scoped_release release;
    const time_varying_queue day = day_of(columns, count, lines, std::move(start), slopes);
    std::vector<agents> on_the_phones;
    for (std::size_t i = 0; i < count; ++i) {
      on_the_phones.push_back(fractional_agents(columns[staff][i]));
    }
    exact_options how{.leaving = static_cast<leaving_agents>(leaving), .tolerance = tolerance};
    const duration within(level[0]);
    const auto definition = enumerator<service_level_definition>(level[1]);
    const duration shortest(level[2]);
    const auto chosen = static_cast<day_method>(method);
    const auto queue_of = [&day, &law](const time_varying_interval& interval, rate arrivals) {
      return queue_under(interval, arrivals, day.lines, law);
    };
    const auto carry_on = [&](const batch::execution& execution) {
      how.before_interval = [&execution] {
        if (execution.go_on != nullptr && !(*execution.go_on)(0.0)) throw told_to_stop{};
      };
      try {
        if (law) {
          const state_dependent_day course(day, *law, on_the_phones, how);
          evaluated = evaluate(course, within, definition, shortest);
          evaluated->error = std::numeric_limits<double>::quiet_NaN();
          return;
        }
        const exact_day course(day, on_the_phones, how);
        evaluated = evaluate(course, within, definition, shortest);
        for (std::size_t i = 0; i < count; ++i) {
          in_system.push_back(course.course().number_in_system(i));
        }
      } catch (const told_to_stop&) {
      }
    };
    if (chosen == day_method::exact) {
      constexpr std::size_t always = detail::worth_watching;
      watched(count, carry_on, always);
    } else {
      evaluated = evaluate(day, on_the_phones, chosen, queue_of, within, definition, shortest, how);
    }
  }
  raise_what_waits();
  if (!evaluated) throw std::runtime_error("the day was stopped");
  double answered = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const auto numbers = numbers_of(evaluated->rows[i]);
    for (std::size_t c = 0; c < numbers.size(); ++c) cells[c * count + i] = numbers[c];
    answered += evaluated->rows[i].answered.count();
  }
  py::list ends;
  for (const std::vector<double>& p : in_system) {
    ends.append(py::array_t<double>(static_cast<py::ssize_t>(p.size()), p.data()));
  }
  return py::make_tuple(results, dict_of(*evaluated, answered), ends);
}

}  // namespace

void add_exact_day(py::module_& m) {
  m.def("evaluate_course", &evaluate_course);
  m.attr("exact_day_columns") = py::cast(day_columns);
  m.attr("day_methods") = names<day_method>({{"exact", day_method::exact},
                                             {"stationary", day_method::stationary},
                                             {"lagged", day_method::lagged},
                                             {"offered_load", day_method::offered_load},
                                             {"backlog", day_method::backlog},
                                             {"fluid", day_method::fluid}});
  m.attr("leaving_agents") =
      names<leaving_agents>({{"finish_contact", leaving_agents::finish_contact},
                             {"hand_over", leaving_agents::hand_over}});
}

}  // namespace krarup::python
