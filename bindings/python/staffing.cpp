#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/execution.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/outcome.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/contact_mix.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

void add_requirement(py::module_& m) {
  add_batch_ufunc(
      m, "agents_required",
      [](const inputs<3 + promises>& in, const outputs<2>& out, const batch::execution& how) {
        return batch::agents_required({in[0], in[1], in[2]}, targets_after(3, in),
                                      {.agents = out[0], .reason = out[1]}, how);
      });
  add_ufunc(m, "fractional_agents_required", [](const with_target<3>& cells) {
    return ask(cells[0], cells[1], cells[2], [&](const auto& queue) {
      return value_and_reason(fractional_agents_required(queue, target_after(3, cells)));
    });
  });
  add_ufunc(m, "interpolated_agents_required", [](const with_target<3>& cells) {
    return ask(cells[0], cells[1], cells[2], [&](const auto& queue) {
      return value_and_reason(interpolated_agents_required(queue, target_after(3, cells)));
    });
  });
}

void add_inverses(py::module_& m) {
  add_ufunc(m, "contacts_answerable", [](const with_target<4>& cells) {
    const auto [interval, handle_time, patience, n] =
        std::array{cells[0], cells[1], cells[2], cells[3]};
    return ask(
        0.0, handle_time, patience,
        [&, n = fractional_agents(n), length = duration(interval)](const auto& queue) {
          return value_or_nothing(contacts_answerable(queue, n, target_after(4, cells), length));
        });
  });
  add_ufunc(m, "longest_aht", [](const with_target<3>& cells) {
    constexpr double any_handle_time = 1.0;
    return ask(cells[0], any_handle_time, cells[1], [&](const auto& queue) {
      return value_or_nothing(
          longest_average_handle_time(queue, fractional_agents(cells[2]), target_after(3, cells)));
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

void add_shrinkage(py::module_& m) {
  add_ufunc(m, "scheduled_from_on_phone", [](double on_phone, double shrinkage, double how) {
    return scheduled_from_on_phone(fractional_agents(on_phone), shrinkage,
                                   enumerator<rounding>(how))
        .count();
  });
  add_ufunc(m, "on_phone_from_scheduled", [](double scheduled, double shrinkage) {
    return on_phone_from_scheduled(fractional_agents(scheduled), shrinkage).count();
  });
  add_ufunc(m, "paid_time", [](double scheduled, double length) {
    return paid_time(fractional_agents(scheduled), duration(length)).count();
  });
  add_ufunc(m, "full_time_equivalents", [](double paid, double contract) {
    return full_time_equivalents(duration(paid), {.paid_time = duration(contract)});
  });
  m.def("shrinkage", [](const std::vector<double>& shares, const std::vector<int>& kinds,
                        int combination, std::optional<int> only) {
    if (shares.size() != kinds.size()) throw std::invalid_argument("as many kinds as shares");
    std::vector<shrinkage_item> items;
    for (std::size_t i = 0; i < shares.size(); ++i) {
      items.push_back({{}, shares[i], static_cast<shrinkage_kind>(kinds[i])});
    }
    const auto how = static_cast<shrinkage_combination>(combination);
    const proportion all =
        only ? shrinkage(items, how, static_cast<shrinkage_kind>(*only)) : shrinkage(items, how);
    return all.value();
  });
}

std::vector<contact_kind> kinds_of(const std::vector<double>& shares,
                                   const std::vector<double>& handle_times) {
  if (shares.size() != handle_times.size()) {
    throw std::invalid_argument("as many shares as handle times");
  }
  std::vector<contact_kind> kinds;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    kinds.push_back({shares[i], duration(handle_times[i])});
  }
  return kinds;
}

void add_contact_mix(py::module_& m) {
  m.def("aht_of_mix", [](const std::vector<double>& shares, const std::vector<double>& times) {
    return average_handle_time(kinds_of(shares, times)).count();
  });
  m.def("handle_time_for_each",
        [](const std::vector<double>& shares, const std::vector<double>& times, std::size_t index) {
          return handle_time_for_each(kinds_of(shares, times), index).count();
        });
  add_ufunc(m, "talk_time_share", [](double talk_time, double of) {
    return talk_time_share(duration(talk_time), duration(of));
  });
}

}  // namespace

void add_staffing(py::module_& m) {
  add_requirement(m);
  add_inverses(m);
  add_shrinkage(m);
  add_contact_mix(m);
  m.def("explain", [](int reason) { return explain(unreachable(reason - 1)); });
  m.attr("roundings") = names<rounding>({{"none", rounding::none},
                                         {"up_at_end", rounding::up_at_end},
                                         {"up_each_step", rounding::up_each_step}});
  m.attr("shrinkage_kinds") = names<shrinkage_kind>(
      {{"planned", shrinkage_kind::planned}, {"unplanned", shrinkage_kind::unplanned}});
  m.attr("shrinkage_combinations") =
      names<shrinkage_combination>({{"additive", shrinkage_combination::additive},
                                    {"compounding", shrinkage_combination::compounding}});
}

}  // namespace krarup::python
