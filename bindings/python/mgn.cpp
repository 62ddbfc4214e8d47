// Questions to M/G/n as ufuncs of (contacts per second, handle time, its squared coefficient of
// variation, more...).

#include <krarup/queues/mgn.hpp>

#include <array>
#include <cstddef>
#include <span>

#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

mgn queue_of(double contacts_per_second, double handle_time, double scv) {
  return {.arrival_rate = rate::per_second(contacts_per_second),
          .average_handle_time = duration(handle_time),
          .handle_time_scv = scv};
}

/// A question (queue, n, more...); More are doubles.
template <class Question, class... More>
struct asked_of_mgn {
  static constexpr std::size_t least_share = 250;  // a row takes some 40 us

  auto operator()(double contacts_per_second, double handle_time, double scv, double n,
                  More... more) const {
    return plain(
        Question{}(queue_of(contacts_per_second, handle_time, scv), fractional_agents(n), more...));
  }
};

template <class... More, class Question>
void add(py::module_& module, const char* name, Question) {
  add_ufunc(module, name, asked_of_mgn<Question, More...>());
}

void add_measures(py::module_& m) {
  add(m, "mgn_probability_of_wait",
      [](const mgn& queue, agents n) { return probability_of_wait(queue, n); });
  add(m, "mgn_probability_of_abandonment", [](const mgn&, agents) { return 0.0; });
  add(m, "mgn_occupancy", [](const mgn& queue, agents n) { return occupancy(queue, n); });
  add(m, "mgn_asa", [](const mgn& queue, agents n) { return average_speed_of_answer(queue, n); });
  add(m, "mgn_mean_wait_of_waiters",
      [](const mgn& queue, agents n) { return mean_wait_of_waiters(queue, n); });
  add(m, "mgn_mean_queue_length",
      [](const mgn& queue, agents n) { return mean_queue_length(queue, n); });
  // Nobody hangs up: all definitions and all of whom a wait may be asked are one.
  add<double>(m, "mgn_probability_of_answer_within", [](const mgn& queue, agents n, double t) {
    return service_level(queue, n, duration(t));
  });
  add<double, double, double>(m, "mgn_service_level",
                              [](const mgn& queue, agents n, double t, double, double) {
                                return service_level(queue, n, duration(t));
                              });
  add<double>(m, "mgn_mean_wait",
              [](const mgn& queue, agents n, double) { return mean_wait(queue, n); });
  add<double, double>(m, "mgn_wait_quantile", [](const mgn& queue, agents n, double share, double) {
    return wait_quantile(queue, n, share);
  });
  add<double, double>(m, "mgn_probability_of_wait_beyond",
                      [](const mgn& queue, agents n, double t, double) {
                        return probability_of_wait_beyond(queue, n, duration(t));
                      });
  add<double, double, double>(m, "mgn_evaluate",
                              [](const mgn& queue, agents n, double t, double, double) {
                                return evaluate(queue, n, duration(t));
                              });
  add<double, double>(
      m, "mgn_lines_required", [](const mgn& queue, agents n, double wrap_up, double blocking) {
        return value_and_reason(lines_required(queue, n, duration(wrap_up), blocking));
      });
  add<double, double, double>(
      m, "mgn_answer_within_achieved",
      [](const mgn& queue, agents n, double level, double definition, double short_abandon) {
        return value_and_reason(answer_within_achieved(
            queue, n, level, enumerator<service_level_definition>(definition),
            duration(short_abandon)));
      });
}

template <std::size_t Leading, class Solver>
struct solved_for_mgn {
  static constexpr std::size_t least_share = 10;  // a row takes up to 3 ms

  auto operator()(const with_target<Leading>& cells) const { return Solver{}(cells); }
};

template <std::size_t Leading, class Solver>
void add_solver(py::module_& module, const char* name, Solver) {
  add_ufunc(module, name, solved_for_mgn<Leading, Solver>());
}

void add_solvers(py::module_& m) {
  add_solver<3>(m, "mgn_agents_required", [](const with_target<3>& cells) {
    return value_and_reason(
        agents_required(queue_of(cells[0], cells[1], cells[2]), target_after(3, cells)));
  });
  add_solver<3>(m, "mgn_fractional_agents_required", [](const with_target<3>& cells) {
    return value_and_reason(
        fractional_agents_required(queue_of(cells[0], cells[1], cells[2]), target_after(3, cells)));
  });
  add_solver<3>(m, "mgn_interpolated_agents_required", [](const with_target<3>& cells) {
    return value_and_reason(interpolated_agents_required(queue_of(cells[0], cells[1], cells[2]),
                                                         target_after(3, cells)));
  });
  // Where a queue has its rate of arrivals, this one has the interval.
  add_solver<4>(m, "mgn_contacts_answerable", [](const with_target<4>& cells) {
    return value_or_nothing(contacts_answerable(queue_of(0.0, cells[1], cells[2]),
                                                fractional_agents(cells[3]), target_after(4, cells),
                                                duration(cells[0])));
  });
  add_solver<3>(m, "mgn_longest_aht", [](const with_target<3>& cells) {
    constexpr double any_handle_time = 1.0;
    return value_or_nothing(
        longest_average_handle_time(queue_of(cells[0], any_handle_time, cells[1]),
                                    fractional_agents(cells[2]), target_after(3, cells)));
  });
}

}  // namespace

void add_mgn(py::module_& m) {
  add_measures(m);
  add_solvers(m);
}

}  // namespace krarup::python
