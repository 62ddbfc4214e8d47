// The distribution of the service level of a day that is carried from interval to interval.

#include <krarup/transient/uncertain_day.hpp>

#include <array>
#include <cstddef>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/service_target.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/units.hpp>

#include "day.hpp"
#include "forecast.hpp"
#include "target.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

// The columns of a day, in the order of a forecast's; its agents stand last.
constexpr std::size_t staff = patience + 1;

struct told_to_stop {};

/// An uncertain day that listens while it is asked, and keeps what it found for the next question.
class heard_uncertain_day {
 public:
  heard_uncertain_day(const std::vector<array>& arrays, py::ssize_t rows,
                      const std::optional<double>& lines, std::vector<double> start, bool slopes,
                      const std::array<double, promises>& promised, int leaving, double tolerance,
                      const std::array<double, 2>& squared_variations)
      : day_(made(columns_of(arrays, rows, staff + 1), static_cast<std::size_t>(rows), lines,
                  std::move(start), slopes, promised, leaving, tolerance, squared_variations)) {}
  heard_uncertain_day(const heard_uncertain_day&) = delete;
  heard_uncertain_day& operator=(const heard_uncertain_day&) = delete;

  /// The answers at these levels, or shares; the mean is the same at all.
  [[nodiscard]] py::array_t<double> ask(const std::string& question,
                                        const py::array_t<double, py::array::c_style>& at) {
    py::array_t<double> results(at.size());
    const double* const asked = at.data();
    double* const cells = results.mutable_data();
    const auto answers = static_cast<std::size_t>(at.size());
    bool stopped = false;
    {
      const py::gil_scoped_release release;
      const std::lock_guard alone(asking_);
      constexpr std::size_t always = detail::worth_watching;
      watched(
          1,
          [&](const batch::execution& how) {
            how_ = &how;
            try {
              for (std::size_t i = 0; i < answers; ++i) cells[i] = answer(question, asked[i]);
            } catch (const told_to_stop&) {
              stopped = true;
            }
          },
          always);
      how_ = nullptr;
    }
    raise_what_waits();
    if (stopped) throw std::runtime_error("the day was stopped");
    return results;
  }

 private:
  [[nodiscard]] double answer(const std::string& question, double x) {
    if (question == "mean") return day_.mean();
    if (question == "quantile") return day_.quantile(proportion(x));
    return day_.probability_at_least(proportion(x));
  }

  [[nodiscard]] uncertain_day made(const std::vector<batch::column>& columns, std::size_t rows,
                                   const std::optional<double>& lines, std::vector<double> start,
                                   bool slopes, const std::array<double, promises>& promised,
                                   int leaving, double tolerance,
                                   const std::array<double, 2>& squared_variations) {
    std::vector<agents> on_phone;
    for (std::size_t i = 0; i < rows; ++i) {
      on_phone.push_back(fractional_agents(columns[staff][i]));
    }
    exact_options how{.leaving = static_cast<leaving_agents>(leaving), .tolerance = tolerance};
    how.before_interval = [this] {
      if (how_ == nullptr || how_->go_on == nullptr) return;
      if (!(*how_->go_on)(0.0)) throw told_to_stop{};
    };
    return {day_of(columns, rows, lines, std::move(start), slopes),
            on_phone,
            target_after(0, promised),
            {.day = squared_variations[0], .interval = squared_variations[1]},
            how};
  }

  const batch::execution* how_ = nullptr;
  std::mutex asking_;
  uncertain_day day_;
};

}  // namespace

void add_day_outlook(py::module_& m) {
  py::class_<heard_uncertain_day>(m, "UncertainDay")
      .def(py::init<const std::vector<array>&, py::ssize_t, const std::optional<double>&,
                    std::vector<double>, bool, const std::array<double, promises>&, int, double,
                    const std::array<double, 2>&>())
      .def("ask", &heard_uncertain_day::ask);
}

}  // namespace krarup::python
