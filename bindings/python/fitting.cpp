// Fits to columns of NumPy: waits go in once, and every question after that is to them.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/fitting/agents.hpp>
#include <krarup/fitting/arrivals.hpp>
#include <krarup/fitting/balking.hpp>
#include <krarup/fitting/call_log.hpp>
#include <krarup/fitting/goodness_of_fit.hpp>
#include <krarup/fitting/handle_time.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/hyperexponential.hpp>
#include <krarup/fitting/kaplan_meier.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/fitting/weibull.hpp>
#include <krarup/patience.hpp>
#include <krarup/units.hpp>

namespace krarup::python {

namespace py = pybind11;

namespace {

using doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;
using flags = py::array_t<unsigned char, py::array::c_style | py::array::forcecast>;
using whole_numbers = py::array_t<std::int64_t, py::array::c_style | py::array::forcecast>;
using unlocked = py::call_guard<py::gil_scoped_release>;

template <class Number, int Flags>
std::span<const Number> span_of(const py::array_t<Number, Flags>& array) {
  return {array.data(), static_cast<std::size_t>(array.size())};
}

/// One array for each member of each element.
template <std::size_t Count, class Elements, class Members>
std::array<doubles, Count> columns_of(const Elements& elements, const Members& members) {
  std::array<doubles, Count> columns;
  for (auto& column : columns) column = doubles(static_cast<py::ssize_t>(elements.size()));
  for (std::size_t i = 0; i < elements.size(); ++i) {
    const std::array<double, Count> values = members(elements[i]);
    for (std::size_t c = 0; c < Count; ++c) columns[c].mutable_data()[i] = values[c];
  }
  return columns;
}

std::array<double, 5> plain(const handle_time_estimate& of) {
  return {of.average.count(), of.standard_error.count(), of.squared_variation,
          of.squared_variation_standard_error, of.count};
}

std::array<double, 4> plain(const estimate_with_interval& of) {
  return {of.value, of.standard_error, of.lower, of.upper};
}

template <class Law>
std::array<double, 4> judged(const Law& law, const observed_waits& waits, int parameters,
                             double until) {
  const goodness_of_fit fit = judge(law, waits, parameters, duration(until));
  return {fit.log_likelihood, fit.akaike, fit.greatest_distance, fit.at.count()};
}

/// The answered contacts of a log, whose columns it keeps.
struct answered_log {
  doubles arrival;
  doubles wait;
  doubles handle_time;
  whole_numbers agent;
  duration wrap_up;
  std::vector<unsigned char> abandoned = std::vector<unsigned char>(span_of(arrival).size(), 0);

  [[nodiscard]] call_log log() const {
    return {span_of(arrival),     span_of(wait),  abandoned,
            span_of(handle_time), span_of(agent), wrap_up};
  }
};

/// How well the law of that name fits, whose numbers come in the order of its members.
std::array<double, 4> judge_named(const observed_waits& waits, const std::string& name,
                                  const std::vector<double>& of, int parameters, double until) {
  if (name == "exponential") {
    return judged(exponential_patience{duration(of.at(0))}, waits, parameters, until);
  }
  if (name == "weibull") {
    return judged(weibull_patience{duration(of.at(0)), of.at(1)}, waits, parameters, until);
  }
  if (name == "lognormal") {
    return judged(lognormal_patience{duration(of.at(0)), of.at(1)}, waits, parameters, until);
  }
  if (name == "gamma") {
    return judged(gamma_patience{duration(of.at(0)), of.at(1)}, waits, parameters, until);
  }
  if (name == "hyperexponential") {
    hyperexponential_patience law;
    for (std::size_t i = 0; i + 1 < of.size(); i += 2) {
      law.kinds.push_back({of[i], duration(of[i + 1])});
    }
    return judged(law, waits, parameters, until);
  }
  if (name == "hazard") {
    hazard_patience law;
    for (std::size_t i = 0; i + 1 < of.size(); i += 2) {
      law.steps.push_back({duration(of[i]), rate::per_second(of[i + 1])});
    }
    return judged(law, waits, parameters, until);
  }
  throw std::invalid_argument("no density is known of the law " + name);
}

}  // namespace

void add_fitting(py::module_& m) {
  m.def("estimate_handle_time",
        [](const doubles& handle_time, const doubles& contacts, double wrap_up) {
          return plain(estimate_handle_time(
              observed_handle_times{span_of(handle_time), span_of(contacts), duration(wrap_up)}));
        });
  m.def("estimate_handle_time_of_sums",
        [](const doubles& sum, const doubles& contacts, const doubles& squares, double wrap_up) {
          return plain(estimate_handle_time(handle_time_totals{
              span_of(sum), span_of(contacts), span_of(squares), duration(wrap_up)}));
        });
  m.def("intraday_profile", [](const doubles& contacts, std::size_t intervals,
                               const std::vector<std::size_t>& kind, std::size_t which,
                               double confidence) {
    return columns_of<4>(intraday_profile({span_of(contacts), intervals, kind}, which, confidence),
                         [](const estimate_with_interval& of) { return plain(of); });
  });
  m.def("fit_over_dispersion", [](const doubles& contacts, std::size_t intervals,
                                  const std::vector<std::size_t>& kind, double confidence) {
    const over_dispersion_fit fit =
        fit_over_dispersion({span_of(contacts), intervals, kind}, confidence);
    return std::pair(plain(fit.day), plain(fit.interval));
  });
  py::class_<answered_log>(m, "AnsweredLog")
      .def(py::init([](const doubles& arrival, const doubles& wait, const doubles& handle_time,
                       const whole_numbers& agent, double wrap_up) {
        return answered_log{arrival, wait, handle_time, agent, duration(wrap_up)};
      }))
      .def("overlaps",
           [](const answered_log& of) {
             return columns_of<3>(overlaps(of.log()), [](const overlapping_contact& each) {
               return std::array{static_cast<double>(each.row), static_cast<double>(each.other),
                                 each.by.count()};
             });
           })
      .def("present",
           [](const answered_log& of, double interval, double gap) {
             return columns_of<3>(agents_present(of.log(), duration(interval), duration(gap)),
                                  [](const agents_in_interval& each) {
                                    return std::array{each.from.count(), each.agents, each.busy};
                                  });
           })
      .def("wrap_up", [](const answered_log& of, double waited, double longest) {
        const wrap_up_estimate found =
            estimate_wrap_up(of.log(), duration(waited), duration(longest));
        return std::array{found.average.count(), found.standard_error.count(), found.median.count(),
                          found.gaps, found.longer};
      });
  py::class_<observed_waits>(m, "ObservedWaits")
      .def_static("of_log",
                  [](const doubles& wait, const flags& abandoned) {
                    const wait_log log{span_of(wait), span_of(abandoned)};
                    const py::gil_scoped_release others_may_run;
                    return observed_waits(log);
                  })
      .def_static(
          "of_histogram",
          [](const doubles& wait, const doubles& answered, const doubles& abandoned) {
            const wait_histogram histogram{span_of(wait), span_of(answered), span_of(abandoned)};
            return observed_waits(histogram);
          })
      .def("columns",
           [](const observed_waits& waits) {
             return columns_of<3>(waits.rows(), [](const observed_waits::row& row) {
               return std::array{row.wait, row.answered, row.abandoned};
             });
           })
      .def("totals",
           [](const observed_waits& waits) {
             return std::array{waits.answered().count(), waits.abandoned().count(),
                               waits.total_wait().count(), waits.abandoned_at_once()};
           })
      .def("balking",
           [](const observed_waits& waits, double confidence) {
             const balking_fit fit = fit_balking(waits, confidence);
             return std::array{fit.share.value(), fit.lower.value(), fit.upper.value(),
                               fit.hung_up_at_once.count(), fit.had_to_wait.count()};
           })
      .def("others", &observed_waits::without_abandoned_at_once)
      .def(
          "exponential",
          [](const observed_waits& waits) {
            const exponential_fit fit = fit_exponential_patience(waits);
            return std::array{fit.law.average.count(), fit.standard_error.count()};
          },
          unlocked())
      .def(
          "weibull",
          [](const observed_waits& waits) {
            const weibull_fit fit = fit_weibull_patience(waits);
            return std::array{fit.law.scale.count(), fit.law.shape,
                              fit.scale_standard_error.count(), fit.shape_standard_error,
                              average_patience(fit.law).count()};
          },
          unlocked())
      .def(
          "hyperexponential",
          [](const observed_waits& waits) {
            const hyperexponential_fit fit = fit_hyperexponential_patience(waits);
            std::vector<std::array<double, 2>> kinds;
            for (const auto& kind : fit.law.kinds) {
              kinds.push_back({kind.share.value(), kind.average_patience.count()});
            }
            return std::pair(
                kinds, std::array{fit.share_standard_error, fit.average_standard_errors[0].count(),
                                  fit.average_standard_errors[1].count()});
          },
          unlocked())
      .def("hazard",
           [](const observed_waits& waits, const std::vector<double>& from) {
             std::vector<duration> starts;
             starts.reserve(from.size());
             for (const double each : from) starts.emplace_back(each);
             return columns_of<6>(
                 fit_hazard_patience(waits, starts).stretches, [](const hazard_fit::stretch& s) {
                   return std::array{s.from.count(),     s.to.count(), s.abandoned,
                                     s.exposure.count(), s.hazard,     s.standard_error};
                 });
           })
      .def("kaplan_meier",
           [](const observed_waits& waits, double confidence) {
             const auto estimate = kaplan_meier(waits);
             return columns_of<8>(estimate.steps, [=](const kaplan_meier_estimate::step& step) {
               const patience_interval range = confidence_interval(step, confidence);
               return std::array{step.wait.count(), step.at_risk,         step.abandoned,
                                 step.still_there,  step.standard_error,  range.lower,
                                 range.upper,       step.exposure.count()};
             });
           })
      .def("restricted_average",
           [](const observed_waits& waits, double until) {
             return restricted_average_patience(kaplan_meier(waits).law, duration(until)).count();
           })
      .def("judge", &judge_named, unlocked());
}

}  // namespace krarup::python
