// A day of one queue, or of several classes of contacts, simulated.

#include <krarup/simulation/replications.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/simulation/center_day.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/first_come_day.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/simulation/steady_state.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#include "day.hpp"
#include "forecast.hpp"
#include "queue.hpp"
#include "simulated.hpp"

namespace krarup::python {

namespace {

// The columns of a day, in the order of a forecast's; its agents stand last.
constexpr std::size_t staff = patience + 1;

/// A queue through a day, to be simulated.
class simulated_queue {
 public:
  simulated_queue(const std::vector<array>& arrays, py::ssize_t rows,
                  const std::optional<double>& lines, std::vector<double> start, bool slopes,
                  int leaving, const any_patience& handle_time,
                  const std::optional<any_patience>& law,
                  const std::array<double, 2>& squared_variations,
                  const std::optional<std::vector<double>>& arrivals,
                  const std::array<double, 3>& redials, const std::array<double, 3>& callbacks,
                  const std::vector<std::array<double, 3>>& breaks,
                  const std::array<double, 3>& level)
      : laws_{.handle_time = handle_time,
              .patience = law,
              .dispersion = {squared_variations[0], squared_variations[1]},
              .leaving = static_cast<leaving_agents>(leaving)},
        again_{.of_abandoned = redials[0],
               .of_blocked = redials[1],
               .average_pause = duration(redials[2])},
        callback_{.accepted = callbacks[0],
                  .when_told = duration(callbacks[1]),
                  .least_free_agents = fractional_agents(callbacks[2])},
        question_{.answer_within = duration(level[0]),
                  .definition = enumerator<service_level_definition>(level[1]),
                  .short_abandon = duration(level[2])} {
    const std::vector<batch::column> columns = columns_of(arrays, rows, staff + 1);
    const auto intervals = static_cast<std::size_t>(rows);
    day_ = day_of(columns, intervals, lines, std::move(start), slopes);
    for (std::size_t i = 0; i < intervals; ++i) {
      on_phone_.push_back(fractional_agents(columns[staff][i]));
    }
    for (const auto& [from, to, count] : breaks) {
      breaks_.push_back({duration(from), duration(to), fractional_agents(count)});
    }
    if (arrivals) {
      laws_.arrivals.emplace();
      for (const double at : *arrivals) laws_.arrivals->emplace_back(at);
    }
  }

  /// Measures of each interval and, last, of the day; how many replications, and whether none is
  /// missing.
  [[nodiscard]] py::tuple replicate(std::size_t replications, std::uint64_t seed, double confidence,
                                    const std::optional<double>& half_width, int engine) const {
    const simulated_day answer =
        watched_simulation(replications,
                           replication_plan{.replications = replications,
                                            .seed = seed,
                                            .confidence = confidence,
                                            .half_width = half_width,
                                            .go_on = {},
                                            .engine = static_cast<queue_engine>(engine)},
                           [this](const replication_plan& plan) { return simulated(plan); });
    return py::make_tuple(measures_of(answer.intervals, answer.day), answer.replications,
                          answer.reached);
  }

  /// Measures of the first interval's queue in balance, and how its batches hang together.
  [[nodiscard]] py::tuple in_balance(double warm_up, double batch, std::size_t batches,
                                     std::uint64_t seed, double confidence, int engine) const {
    const steady_state answer =
        watched_simulation(batches,
                           steady_plan{.warm_up = duration(warm_up),
                                       .batch = duration(batch),
                                       .batches = batches,
                                       .seed = seed,
                                       .confidence = confidence,
                                       .engine = static_cast<queue_engine>(engine),
                                       .go_on = {}},
                           [this](const steady_plan& plan) {
                             return simulate_steady(day_.intervals.front(), on_phone_.front(),
                                                    laws_, question_, plan, day_.lines);
                           });
    return py::make_tuple(measures_of({}, answer.average), answer.correlation);
  }

  /// Its contacts as one of several classes, and the center that has them before this queue's agents.
  [[nodiscard]] contact_class as_class() const {
    return {.intervals = day_.intervals,
            .question = question_,
            .handle_time = laws_.handle_time,
            .patience = laws_.patience,
            .again = again_,
            .callback = callback_,
            .arrivals = laws_.arrivals,
            .start = day_.start};
  }
  [[nodiscard]] contact_center center(std::vector<contact_class> classes) const {
    return {.classes = std::move(classes),
            .lines = day_.lines,
            .dispersion = laws_.dispersion,
            .leaving = laws_.leaving,
            .breaks = breaks_};
  }
  [[nodiscard]] const std::vector<agents>& on_phone() const { return on_phone_; }

  /// Who came in a replication and what became of them, a column for each thing to know.
  [[nodiscard]] py::dict contacts(std::uint64_t seed, std::uint64_t replication) {
    contact_columns all;
    {
      const py::gil_scoped_release release;
      if (takes_events()) {
        std::call_once(once_, [&] { center_.emplace(center({as_class()}), on_phone_); });
        all = std::move(center_replication(*center_).contacts(seed, replication).front());
      } else {
        std::call_once(once_, [&] { first_come_.emplace(day_, on_phone_, laws_, question_); });
        all = first_come_replication(*first_come_).contacts(seed, replication);
      }
    }
    return dict_of(std::move(all));
  }

 private:
  [[nodiscard]] bool takes_events() const {
    return again_.of_abandoned.value() > 0.0 || again_.of_blocked.value() > 0.0 ||
           callback_.accepted.value() > 0.0 || !breaks_.empty();
  }

  [[nodiscard]] simulated_day simulated(const replication_plan& plan) const {
    if (!takes_events()) return simulate(day_, on_phone_, laws_, question_, plan);
    return std::move(simulate(center({as_class()}), on_phone_, plan).classes.front());
  }

  time_varying_queue day_;
  std::vector<agents> on_phone_;
  simulated_laws laws_;
  redialing again_;
  callback_offer callback_;
  std::vector<agents_away> breaks_;
  service_level_question question_;
  std::once_flag once_;
  std::optional<first_come_day> first_come_;  // of these, one where contacts were asked for
  std::optional<center_day> center_;
};

/// Several classes, each told as a queue of its own; agents, lines and volume are those of the first.
class simulated_classes {
 public:
  explicit simulated_classes(const std::vector<const simulated_queue*>& queues)
      : on_phone_(queues.at(0)->on_phone()) {
    std::vector<contact_class> classes;
    classes.reserve(queues.size());
    for (const simulated_queue* const each : queues) classes.push_back(each->as_class());
    center_ = queues[0]->center(std::move(classes));
  }

  /// Who came in a replication, for each class.
  [[nodiscard]] py::list contacts(std::uint64_t seed, std::uint64_t replication) {
    std::vector<contact_columns> all;
    {
      const py::gil_scoped_release release;
      std::call_once(once_, [&] { ready_.emplace(center_, on_phone_); });
      all = center_replication(*ready_).contacts(seed, replication);
    }
    py::list columns;
    for (contact_columns& each : all) columns.append(dict_of(std::move(each)));
    return columns;
  }

  /// As of a queue, with the measures of each class.
  [[nodiscard]] py::tuple replicate(std::size_t replications, std::uint64_t seed, double confidence,
                                    const std::optional<double>& half_width) const {
    const simulated_center answer = watched_simulation(
        replications,
        replication_plan{.replications = replications,
                         .seed = seed,
                         .confidence = confidence,
                         .half_width = half_width,
                         .go_on = {}},
        [this](const replication_plan& plan) { return simulate(center_, on_phone_, plan); });
    py::list all;
    for (const simulated_day& each : answer.classes)
      all.append(measures_of(each.intervals, each.day));
    const simulated_day& first = answer.classes.front();
    return py::make_tuple(all, first.replications, first.reached);
  }

 private:
  contact_center center_;
  std::vector<agents> on_phone_;
  std::once_flag once_;
  std::optional<center_day> ready_;  // where contacts were asked for
};

}  // namespace

void add_simulation(py::module_& m) {
  py::class_<simulated_queue>(m, "SimulatedQueue")
      .def(py::init<const std::vector<array>&, py::ssize_t, const std::optional<double>&,
                    std::vector<double>, bool, int, const any_patience&,
                    const std::optional<any_patience>&, const std::array<double, 2>&,
                    const std::optional<std::vector<double>>&, const std::array<double, 3>&,
                    const std::array<double, 3>&, const std::vector<std::array<double, 3>>&,
                    const std::array<double, 3>&>())
      .def("replicate", &simulated_queue::replicate)
      .def("in_balance", &simulated_queue::in_balance)
      .def("contacts", &simulated_queue::contacts);
  py::class_<simulated_classes>(m, "SimulatedCenter")
      .def(py::init<const std::vector<const simulated_queue*>&>())
      .def("replicate", &simulated_classes::replicate)
      .def("contacts", &simulated_classes::contacts);
  m.attr("queue_engines") = names<queue_engine>(
      {{"fastest", queue_engine::fastest}, {"first_come", queue_engine::first_come}});
  m.attr("simulated_measures") = py::cast(simulated_measures);
}

}  // namespace krarup::python
