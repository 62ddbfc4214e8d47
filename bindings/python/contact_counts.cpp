#include <optional>

#include <pybind11/pybind11.h>

#include <krarup/contact_counts.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

/// A negative number was not counted.
std::optional<contacts> if_counted(double count) {
  if (count < 0.0) return std::nullopt;
  return contacts(count);
}

}  // namespace

void add_contact_counts(py::module_& m) {
  add_ufunc(m, "service_level_from_counts",
            [](double answered, double answered_within, double abandoned, double abandoned_within,
               double short_abandoned, double definition) {
              return service_level({.answered = contacts(answered),
                                    .answered_within = contacts(answered_within),
                                    .abandoned = contacts(abandoned),
                                    .abandoned_within = if_counted(abandoned_within),
                                    .short_abandoned = if_counted(short_abandoned)},
                                   enumerator<service_level_definition>(definition));
            });
  add_ufunc(m, "abandonment_from_counts",
            [](double answered, double abandoned, double short_abandoned, double definition) {
              return probability_of_abandonment({.answered = contacts(answered),
                                                 .answered_within = contacts(0),
                                                 .abandoned = contacts(abandoned),
                                                 .short_abandoned = if_counted(short_abandoned)},
                                                enumerator<abandonment_definition>(definition));
            });
  add_ufunc(m, "occupancy_from_times", [](double handling_time, double ready_time) {
    return occupancy(duration(handling_time), duration(ready_time));
  });
  using enum service_level_definition;
  m.attr("service_level_definitions") =
      names<service_level_definition>({{"offered", offered},
                                       {"answered", answered},
                                       {"exclude_abandoned_within", exclude_abandoned_within},
                                       {"positive", positive},
                                       {"exclude_short", exclude_short},
                                       {"positive_short", positive_short},
                                       {"virtual", virtual_wait}});
  m.attr("abandonment_definitions") =
      names<abandonment_definition>({{"offered", abandonment_definition::offered},
                                     {"exclude_short", abandonment_definition::exclude_short},
                                     {"forgive_short", abandonment_definition::forgive_short}});
}

}  // namespace krarup::python
