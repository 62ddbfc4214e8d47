// The agents of a day that is carried from interval to interval.

#include <krarup/staffing/day_requirement.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/outcome.hpp>
#include <krarup/over_dispersion.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/day_rules.hpp>
#include <krarup/staffing/sure_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/day_course.hpp>
#include <krarup/transient/uncertain_day.hpp>
#include <krarup/units.hpp>

#include "day.hpp"
#include "forecast.hpp"
#include "queue.hpp"
#include "target.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

// The columns of a day, in the order of a forecast's; what is allowed stands last.
enum : std::size_t { least = patience + 1, most, columns_of_day };

struct told_to_stop {};

void stop_if_told(const batch::execution& how) {
  if (how.go_on != nullptr && !(*how.go_on)(0.0)) throw told_to_stop{};
}

/// A day that listens while it is asked.
class heard_day : public adjustable_day {
 public:
  heard_day(const adjustable_day& day, const batch::execution& how)
      : adjustable_day(day), how_(&how) {}

  [[nodiscard]] const promised_sums& sums(std::size_t i) {
    stop_if_told(*how_);
    return adjustable_day::sums(i);
  }

 private:
  const batch::execution* how_;
};

/// Agents of each interval, whether the promise is kept, the intervals that nobody could serve, the
/// passes, the factor of the volume they are for, and the share of days on which they keep the service
/// level, where that is asked of the whole day; or the sentence why there is no answer.
py::object day_agents_required(const std::vector<array>& arrays, py::ssize_t rows,
                               const std::optional<double>& lines, std::vector<double> start,
                               bool slopes, const std::array<double, promises>& promised,
                               int promised_to, int leaving, double tolerance,
                               const std::array<double, 2>& squared_variations,
                               const std::optional<double>& probability,
                               std::vector<std::size_t> changes,
                               const std::optional<double>& least_service_level) {
  const std::vector<batch::column> columns = columns_of(arrays, rows, columns_of_day);
  const auto count = static_cast<std::size_t>(rows);
  std::optional<outcome<day_requirement>> found;
  double factor = 1.0;  // of the volume
  std::optional<double> share;
  {
    const py::gil_scoped_release release;
    day_rules rules{.promised = static_cast<promised_for>(promised_to),
                    .allowed = {},
                    .changes = std::move(changes)};
    if (least_service_level) rules.least_service_level = proportion(*least_service_level);
    for (std::size_t i = 0; i < count; ++i) {
      rules.allowed.push_back({.least = fractional_agents(columns[least][i])});
      if (!std::isinf(columns[most][i])) {
        rules.allowed.back().most = fractional_agents(columns[most][i]);
      }
    }
    const over_dispersion varies{.day = squared_variations[0], .interval = squared_variations[1]};
    const time_varying_queue forecast = day_of(columns, count, lines, std::move(start), slopes);
    const service_target target = target_after(0, promised);
    const exact_options options{.leaving = static_cast<leaving_agents>(leaving),
                                .tolerance = tolerance};
    constexpr std::size_t always = detail::worth_watching;
    const auto search = [&](const batch::execution& how) {
      const auto staffing_for = [&](double times) {
        heard_day heard(
            {with_volume_times(times, forecast), target, options, {.interval = varies.interval}},
            how);
        return agents_required(heard, rules);
      };
      const auto probability_under = [&](const std::vector<agents>& on_phone) {
        exact_options heard = options;
        heard.before_interval = [&how] { stop_if_told(how); };
        return uncertain_day(forecast, on_phone, target, varies, heard)
            .probability_at_least(*target.service_level);
      };
      const bool of_level = target.service_level && rules.promised == promised_for::whole_day;
      try {
        if (probability && of_level && varies.interval > 0.0) {
          const outcome<sure_day_requirement> sure =
              agents_required(staffing_for, probability_under, varies, *probability);
          if (!sure) {
            found.emplace(sure.why());
            return;
          }
          factor = sure->volume_factor;
          share = sure->probability;
          found.emplace(sure->staffing);
          return;
        }
        if (probability) {
          factor = volume_factor({.day = varies.day}).quantile(proportion(*probability));
        }
        found.emplace(staffing_for(factor));
        if (probability && of_level && *found) share = probability_under((*found)->on_phone);
      } catch (const told_to_stop&) {
        found.reset();
      }
    };
    watched(count, search, always);
  }
  raise_what_waits();
  if (!found) throw std::runtime_error("the search was stopped");
  if (!*found) return py::str(explain(found->why()));
  const day_requirement& answer = **found;
  py::array_t<double> on_phones(rows);
  for (std::size_t i = 0; i < count; ++i) on_phones.mutable_data()[i] = answer.on_phone[i].count();
  return py::make_tuple(on_phones, answer.kept, answer.unserved, answer.passes, factor, share);
}

}  // namespace

void add_day_requirement(py::module_& m) {
  m.def("day_agents_required", &day_agents_required);
  m.attr("promised_for") = names<promised_for>(
      {{"every_interval", promised_for::every_interval}, {"whole_day", promised_for::whole_day}});
}

}  // namespace krarup::python
