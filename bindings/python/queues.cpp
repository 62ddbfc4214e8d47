#include <array>
#include <limits>

#include <krarup/batch/column.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/queues/observed_patience.hpp>
#include <krarup/queues/sensitivity.hpp>

#include "queue.hpp"
#include "ufunc.hpp"

namespace krarup::python {

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Queues of unit handle time under these loads.
batch::queue_columns under_load(const batch::column& loads,
                                const batch::column& patience = infinity) {
  return {.arrival_rate = loads, .average_handle_time = 1.0, .average_patience = patience};
}

erlang_b trunk_group(double contacts_per_second, double handle_time) {
  return {rate::per_second(contacts_per_second), duration(handle_time)};
}

void add_raw_formulas(py::module_& m) {
  using batch::execution;
  add_batch_ufunc(m, "erlang_b",
                  [](const inputs<2>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a] = in;
                    return batch::probability_of_blocking(a, n, out[0], how);
                  });
  add_batch_ufunc(m, "erlang_c",
                  [](const inputs<2>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a] = in;
                    return batch::probability_of_wait(under_load(a), n, out[0], how);
                  });
  add_batch_ufunc(m, "erlang_c_service_level",
                  [](const inputs<3>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a, t] = in;
                    return batch::service_level(under_load(a), n, t, out[0], how);
                  });
  add_batch_ufunc(m, "erlang_a_wait",
                  [](const inputs<3>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a, patience] = in;
                    return batch::probability_of_wait(under_load(a, patience), n, out[0], how);
                  });
  add_batch_ufunc(m, "erlang_a_abandonment",
                  [](const inputs<3>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a, patience] = in;
                    return batch::probability_of_abandonment(under_load(a, patience), n, out[0],
                                                             how);
                  });
  add_batch_ufunc(m, "erlang_a_service_level",
                  [](const inputs<4>& in, const outputs<1>& out, const execution& how) {
                    const auto& [n, a, patience, t] = in;
                    return batch::service_level(under_load(a, patience), n, t, out[0], how);
                  });
  add_ufunc(m, "log_erlang_b", [](double n, double a) {
    return log_probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n));
  });
  add_ufunc(m, "log_erlang_c", [](double n, double a) {
    return log_probability_of_wait(erlang_c{rate::per_second(a), duration(1)},
                                   fractional_agents(n));
  });
}

void add_trunk_group(py::module_& m) {
  add_ufunc(m, "carried_load", [](double arrivals, double handle_time, double n) {
    return carried_load(trunk_group(arrivals, handle_time), fractional_trunks(n)).value();
  });
  add_ufunc(m, "lost_load", [](double arrivals, double handle_time, double n) {
    return lost_load(trunk_group(arrivals, handle_time), fractional_trunks(n)).value();
  });
  add_ufunc(m, "occupancy_of_trunks", [](double arrivals, double handle_time, double n) {
    return occupancy(trunk_group(arrivals, handle_time), fractional_trunks(n));
  });
  add_ufunc(m, "trunks_required", [](double arrivals, double handle_time, double blocking) {
    return value_and_reason(trunks_required(trunk_group(arrivals, handle_time), blocking));
  });
  add_ufunc(m, "largest_offered_load", [](double n, double blocking) {
    return value_and_reason(largest_offered_load(fractional_trunks(n), blocking));
  });
  add_ufunc(m, "load_with_recalls", [](double arrivals, double handle_time, double n, double r) {
    return value_and_reason(
        load_with_recalls(trunk_group(arrivals, handle_time), fractional_trunks(n), r));
  });
}

void add_measures(py::module_& m) {
  add_ufunc(m, "offered_load", [](double arrivals, double handle_time) {
    return offered_load(rate::per_second(arrivals), duration(handle_time)).value();
  });
  using batch::execution;
  add_batch_ufunc(
      m, "probability_of_wait",
      [](const inputs<4>& in, const outputs<1>& out, const execution& how) {
        const auto& [arrivals, handle_time, patience, n] = in;
        return batch::probability_of_wait({arrivals, handle_time, patience}, n, out[0], how);
      });
  add_batch_ufunc(
      m, "probability_of_abandonment",
      [](const inputs<4>& in, const outputs<1>& out, const execution& how) {
        const auto& [arrivals, handle_time, patience, n] = in;
        return batch::probability_of_abandonment({arrivals, handle_time, patience}, n, out[0], how);
      });
  add_batch_ufunc(
      m, "probability_of_answer_within",
      [](const inputs<5>& in, const outputs<1>& out, const execution& how) {
        const auto& [arrivals, handle_time, patience, n, t] = in;
        return batch::service_level({arrivals, handle_time, patience}, n, t, out[0], how);
      });
  add_question(m, "occupancy", [](const auto& queue, agents n) { return occupancy(queue, n); });
  add_question(m, "asa",
               [](const auto& queue, agents n) { return average_speed_of_answer(queue, n); });
  add_question(m, "mean_wait_of_waiters",
               [](const auto& queue, agents n) { return mean_wait_of_waiters(queue, n); });
  add_question(m, "mean_queue_length",
               [](const auto& queue, agents n) { return mean_queue_length(queue, n); });
  add_question<double, double, double>(
      m, "service_level",
      [](const auto& queue, agents n, double t, double definition, double short_abandon) {
        return service_level(queue, n, duration(t),
                             enumerator<service_level_definition>(definition),
                             duration(short_abandon));
      });
  add_question<double>(m, "mean_wait", [](const auto& queue, agents n, double of) {
    if constexpr (is_impatient<decltype(queue)>) {
      return mean_wait(queue, n, enumerator<wait_of>(of));
    }
    return average_speed_of_answer(queue, n);
  });
  add_question<double, double>(m, "wait_quantile",
                               [](const auto& queue, agents n, double share, double of) {
                                 if constexpr (is_impatient<decltype(queue)>) {
                                   return wait_quantile(queue, n, share, enumerator<wait_of>(of));
                                 }
                                 return wait_quantile(queue, n, share);
                               });
  add_question<double, double>(
      m, "probability_of_wait_beyond", [](const auto& queue, agents n, double t, double of) {
        if constexpr (is_impatient<decltype(queue)>) {
          return probability_of_wait_beyond(queue, n, duration(t), enumerator<wait_of>(of));
        }
        return probability_of_wait_beyond(queue, n, duration(t));
      });
  add_question<double>(m, "probability_of_abandonment_within",
                       [](const auto& queue, agents n, double t) {
                         if constexpr (is_impatient<decltype(queue)>) {
                           return probability_of_abandonment_within(queue, n, duration(t));
                         }
                         return 0.0;
                       });
  add_question<double, double, double>(
      m, "evaluate",
      [](const auto& queue, agents n, double t, double definition, double short_abandon) {
        return evaluate(queue, n, duration(t), enumerator<service_level_definition>(definition),
                        duration(short_abandon));
      });
  m.attr("performance_columns") =
      py::make_tuple("offered_load", "occupancy", "probability_of_wait", "service_level", "asa",
                     "mean_queue_length", "probability_of_abandonment", "probability_of_blocking");
  add_question<double, double>(
      m, "lines_required", [](const auto& queue, agents n, double wrap_up, double blocking) {
        return value_and_reason(lines_required(queue, n, duration(wrap_up), blocking));
      });
}

enum class sensitive_measure {
  probability_of_wait,
  log_probability_of_wait,
  probability_of_abandonment,
  service_level,
  average_speed_of_answer,
  mean_wait,
};

std::array<double, 5> plain(const sensitivity& s) {
  return {s.value, s.per_agent, s.per_erlang, s.per_second_of_handle_time,
          s.per_second_of_patience};
}

/// What a queue has no function for, Python does not ask.
template <class Queue>
sensitivity sensitivity_of(sensitive_measure measure, const Queue& queue, agents n, duration t,
                           service_level_definition definition, duration short_abandon) {
  using enum sensitive_measure;
  switch (measure) {
    case log_probability_of_wait:
      if constexpr (!is_impatient<Queue>) return sensitivity_of_log_probability_of_wait(queue, n);
      break;
    case probability_of_abandonment:
      if constexpr (is_impatient<Queue>) return sensitivity_of_probability_of_abandonment(queue, n);
      break;
    case service_level:
      return sensitivity_of_service_level(queue, n, t, definition, short_abandon);
    case average_speed_of_answer:
      return sensitivity_of_average_speed_of_answer(queue, n);
    case mean_wait:
      return sensitivity_of_mean_wait(queue, n);
    case probability_of_wait:
      break;
  }
  return sensitivity_of_probability_of_wait(queue, n);
}

void add_sensitivities(py::module_& m) {
  using enum sensitive_measure;
  m.attr("sensitive_measures") =
      names<sensitive_measure>({{"probability_of_wait", probability_of_wait},
                                {"log_probability_of_wait", log_probability_of_wait},
                                {"probability_of_abandonment", probability_of_abandonment},
                                {"service_level", service_level},
                                {"asa", average_speed_of_answer},
                                {"mean_wait", mean_wait}});
  add_question<double, double, double, double>(
      m, "sensitivity",
      [](const auto& queue, agents n, double measure, double t, double definition,
         double short_abandon) {
        return plain(sensitivity_of(enumerator<sensitive_measure>(measure), queue, n, duration(t),
                                    enumerator<service_level_definition>(definition),
                                    duration(short_abandon)));
      });
  add_ufunc(m, "sensitivity_of_blocking", [](double arrivals, double handle_time, double n) {
    return plain(sensitivity_of_probability_of_blocking(trunk_group(arrivals, handle_time),
                                                        fractional_trunks(n)));
  });
  add_ufunc(m, "sensitivity_of_log_blocking", [](double arrivals, double handle_time, double n) {
    return plain(sensitivity_of_log_probability_of_blocking(trunk_group(arrivals, handle_time),
                                                            fractional_trunks(n)));
  });
}

void add_patience(py::module_& m) {
  add_ufunc(m, "patience_from_totals", [](double total_wait, double abandoned) {
    return average_patience(duration(total_wait), contacts(abandoned)).count();
  });
  add_ufunc(m, "patience_from_abandonment",
            [](double arrivals, double handle_time, double n, double abandonment) {
              return value_and_reason(
                  patience_from_abandonment(rate::per_second(arrivals), duration(handle_time),
                                            fractional_agents(n), abandonment),
                  not_a_number);
            });
  add_ufunc(m, "average_patience_from_median",
            [](double median) { return average_patience_from_median(duration(median)).count(); });
  add_ufunc(m, "median_patience_from_average",
            [](double average) { return median_patience_from_average(duration(average)).count(); });
}

}  // namespace

void add_queues(py::module_& m) {
  add_raw_formulas(m);
  add_trunk_group(m);
  add_measures(m);
  add_sensitivities(m);
  add_patience(m);
  m.attr("waits_of") = names<wait_of>({{"offered", wait_of::offered},
                                       {"answered", wait_of::answered},
                                       {"abandoned", wait_of::abandoned},
                                       {"virtual", wait_of::virtual_contact}});
}

}  // namespace krarup::python
