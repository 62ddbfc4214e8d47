#include <optional>
#include <string>

#include <krarup/contact_counts.hpp>
#include <krarup/outcome.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

/// A question about a queue and a target, without a number of agents.
template <class Question>
struct staffed {
  std::array<double, 2> operator()(double contacts_per_second, double handle_time, double patience,
                                   double level, double answer_within, double definition,
                                   double short_abandon, double asa, double abandonment,
                                   double occupancy, double wait) const {
    const service_target target = target_of(level, answer_within, definition, short_abandon, asa,
                                            abandonment, occupancy, wait);
    return ask(contacts_per_second, handle_time, patience,
               [&](const auto& queue) { return value_and_reason(Question{}(queue, target)); });
  }
};

/// What n agents can carry: the limit is 0 where no load at all meets the target.
template <class Value>
std::array<double, 2> value_or_nothing(const outcome<Value>& result) {
  const bool endless = !result && result.why() == unreachable::unlimited;
  return value_and_reason(result, endless ? infinity : 0.0);
}

void add_requirement(py::module_& m) {
  constexpr auto whole = [](const auto& queue, const service_target& target) {
    return agents_required(queue, target);
  };
  constexpr auto continuous = [](const auto& queue, const service_target& target) {
    return fractional_agents_required(queue, target);
  };
  constexpr auto interpolated = [](const auto& queue, const service_target& target) {
    return interpolated_agents_required(queue, target);
  };
  add_ufunc(m, "agents_required", staffed<decltype(whole)>());
  add_ufunc(m, "fractional_agents_required", staffed<decltype(continuous)>());
  add_ufunc(m, "interpolated_agents_required", staffed<decltype(interpolated)>());
}

void add_inverses(py::module_& m) {
  add_ufunc(m, "contacts_answerable",
            [](double interval, double handle_time, double patience, double n, double level,
               double answer_within, double definition, double short_abandon, double asa,
               double abandonment, double occupancy, double wait) {
              const service_target target =
                  target_of(level, answer_within, definition, short_abandon, asa, abandonment,
                            occupancy, wait);
              return ask(0.0, handle_time, patience, [&](const auto& queue) {
                return value_or_nothing(
                    contacts_answerable(queue, fractional_agents(n), target, duration(interval)));
              });
            });
  add_ufunc(
      m, "longest_aht",
      [](double arrivals, double patience, double n, double level, double answer_within,
         double definition, double short_abandon, double asa, double abandonment, double occupancy,
         double wait) {
        const service_target target = target_of(level, answer_within, definition, short_abandon,
                                                asa, abandonment, occupancy, wait);
        return ask(arrivals, 1.0, patience, [&](const auto& queue) {
          return value_or_nothing(longest_average_handle_time(queue, fractional_agents(n), target));
        });
      });
  add_question<double, double, double>(
      m, "answer_within_achieved",
      [](const auto& queue, agents n, double level, double definition, double short_abandon) {
        return value_and_reason(answer_within_achieved(
            queue, n, level, enumerator<service_level_definition>(definition),
            duration(short_abandon)));
      });
}

py::dict names_of_definitions() {
  using enum service_level_definition;
  py::dict names;
  const auto add = [&](const char* name, service_level_definition definition) {
    names[name] = static_cast<int>(definition);
  };
  add("offered", offered);
  add("answered", answered);
  add("exclude_abandoned_within", exclude_abandoned_within);
  add("positive", positive);
  add("exclude_short", exclude_short);
  add("positive_short", positive_short);
  add("virtual", virtual_wait);
  return names;
}

}  // namespace

void add_staffing(py::module_& m) {
  add_requirement(m);
  add_inverses(m);
  m.def("explain", [](int reason) { return explain(unreachable(reason - 1)); });
  m.attr("service_level_definitions") = names_of_definitions();
}

}  // namespace krarup::python
