// Erlang B, C and A over columns: one call answers many rows.
//
// A row with a NaN gives NaN; so does one outside the model (a negative or infinite number where that
// means nothing), of which the first is reported.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/rows.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

namespace krarup::batch {

namespace detail {

/// result[row] = measure(row), NaN where has_nan(row) or the measure refuses.
template <class HasNan, class Measure>
std::optional<refusal> measure_rows(std::span<double> result, const execution& how,
                                    const HasNan& has_nan, const Measure& measure) {
  return each_row(result.size(), how, [&](std::size_t row, auto&& refuse) {
    result[row] = std::numeric_limits<double>::quiet_NaN();
    if (has_nan(row)) return;
    try {
      result[row] = measure(row);
    } catch (const std::domain_error& refused) {
      refuse(refused.what());
    }
  });
}

}  // namespace detail

/// Erlang B: share of offered contacts that find every trunk busy, for loads in erlangs.
inline std::optional<refusal> probability_of_blocking(const column& loads, const column& trunks,
                                                      std::span<double> result,
                                                      const execution& how = {}) {
  return detail::measure_rows(
      result, how,
      [&](std::size_t row) { return std::isnan(loads[row]) || std::isnan(trunks[row]); },
      [&](std::size_t row) {
        return krarup::probability_of_blocking(loss_system(erlangs(loads[row])),
                                               fractional_trunks(trunks[row]));
      });
}

/// Share of offered contacts that find every agent busy.
inline std::optional<refusal> probability_of_wait(const queue_columns& queues, const column& agents,
                                                  std::span<double> result,
                                                  const execution& how = {}) {
  return detail::measure_rows(
      result, how, [&](std::size_t row) { return queues.has_nan(row) || std::isnan(agents[row]); },
      [&](std::size_t row) {
        return detail::ask(queues, row, [n = fractional_agents(agents[row])](const auto& queue) {
          return krarup::probability_of_wait(queue, n);
        });
      });
}

/// Share of offered contacts that hang up; 0 where patience is infinite.
inline std::optional<refusal> probability_of_abandonment(const queue_columns& queues,
                                                         const column& agents,
                                                         std::span<double> result,
                                                         const execution& how = {}) {
  return detail::measure_rows(
      result, how, [&](std::size_t row) { return queues.has_nan(row) || std::isnan(agents[row]); },
      [&](std::size_t row) {
        return detail::ask(queues, row, [n = fractional_agents(agents[row])](const auto& queue) {
          if constexpr (abandoned_queue<std::remove_cvref_t<decltype(queue)>>) {
            return krarup::probability_of_abandonment(queue, n);
          } else {
            return 0.0;
          }
        });
      });
}

/// Share of offered contacts that are answered within a time in seconds.
inline std::optional<refusal> service_level(const queue_columns& queues, const column& agents,
                                            const column& answer_within, std::span<double> result,
                                            const execution& how = {}) {
  return detail::measure_rows(
      result, how,
      [&](std::size_t row) {
        return queues.has_nan(row) || std::isnan(agents[row]) || std::isnan(answer_within[row]);
      },
      [&](std::size_t row) {
        return detail::ask(queues, row, [&](const auto& queue) {
          return krarup::service_level(queue, fractional_agents(agents[row]),
                                       duration(answer_within[row]));
        });
      });
}

}  // namespace krarup::batch
