// The other measures of Erlang C and A over columns: the service level by any definition, mean waits,
// the queue, occupancy, and every measure at once. Rows with a NaN, and rows outside the model, as in
// erlang.hpp.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <type_traits>

#include <krarup/batch/column.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <krarup/batch/rows.hpp>
#endif

namespace krarup::batch {

/// How answers are counted as in time, one for each row.
struct level_columns {
  column answer_within;         ///< seconds, as all times
  column definition = 0.0;      ///< the enumerator's number
  column short_abandon = -1.0;  ///< where the definition reads it, > 0

  /// Errors    std::invalid_argument where a column has another number of rows.
  void check_rows(std::size_t rows) const {
    detail::check_rows(rows, {&answer_within, &definition, &short_abandon});
  }

  [[nodiscard]] bool has_nan(std::size_t row) const {
    return std::isnan(answer_within[row]) || std::isnan(definition[row]) ||
           std::isnan(short_abandon[row]);
  }

  /// Calls ask(answer_within, definition, short_abandon) with what stands in the row.
  /// Errors    std::domain_error for a number that no definition has, and for a short abandon that
  ///           the definition reads unless finite and > 0.
  template <class Ask>
  auto operator()(std::size_t row, const Ask& ask) const {
    const service_level_definition counted = target_columns::definition_of(definition[row]);
    double threshold = 0.0;
    if (needs_short_abandon(counted)) {
      threshold = short_abandon[row];
      krarup::detail::require(krarup::detail::is_finite_positive(threshold), "short_abandon",
                              "finite and > 0 s", threshold);
    }
    return ask(duration(answer_within[row]), counted, duration(threshold));
  }
};

/// Share of contacts that are answered in time, by the row's definition.
KRARUP_FUNCTION std::optional<refusal> service_level(const queue_columns& queues,
                                                     const column& agents,
                                                     const level_columns& levels,
                                                     std::span<double> result,
                                                     const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const std::optional<double> threshold = levels.short_abandon.same();
  const bool of_offered = levels.definition.same() == 0.0 && threshold && !std::isnan(*threshold);
  if (of_offered) return service_level(queues, agents, levels.answer_within, result, how);
  queues.check_rows(result.size());
  levels.check_rows(result.size());
  detail::check_rows(result.size(), {&agents});
  return detail::one_by_one(
      result, how,
      [&](std::size_t row) {
        return queues.has_nan(row) || std::isnan(agents[row]) || levels.has_nan(row);
      },
      [&](std::size_t row) {
        return detail::ask(queues, row, [&](const auto& queue) {
          return levels(row, [&, n = fractional_agents(agents[row])](auto... promised) {
            return krarup::service_level(queue, n, promised...);
          });
        });
      });
}
#endif

/// Mean wait of answered contacts in seconds, none-waiters as 0 (ASA).
KRARUP_FUNCTION std::optional<refusal> average_speed_of_answer(const queue_columns& queues,
                                                               const column& agents,
                                                               std::span<double> result,
                                                               const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  return detail::each_queue(queues, agents, result, how, [](const auto& queue, krarup::agents n) {
    return krarup::average_speed_of_answer(queue, n).count();
  });
}
#endif

/// Mean wait in seconds of those whom `whom` names, none-waiters as 0; NaN of those who hang up where
/// patience is infinite, since nobody does.
KRARUP_FUNCTION std::optional<refusal> mean_wait(const queue_columns& queues, const column& agents,
                                                 wait_of whom, std::span<double> result,
                                                 const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  return detail::each_queue(
      queues, agents, result, how, [whom](const auto& queue, krarup::agents n) {
        if constexpr (abandoned_queue<std::remove_cvref_t<decltype(queue)>>) {
          return krarup::mean_wait(queue, n, whom).count();
        } else {
          return whom == wait_of::abandoned ? detail::nothing : krarup::mean_wait(queue, n).count();
        }
      });
}
#endif

/// Contacts that wait, averaged over time.
KRARUP_FUNCTION std::optional<refusal> mean_queue_length(const queue_columns& queues,
                                                         const column& agents,
                                                         std::span<double> result,
                                                         const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  return detail::each_queue(queues, agents, result, how, [](const auto& queue, krarup::agents n) {
    return krarup::mean_queue_length(queue, n);
  });
}
#endif

/// Share of the agents' ready time spent handling contacts.
KRARUP_FUNCTION std::optional<refusal> occupancy(const queue_columns& queues, const column& agents,
                                                 std::span<double> result,
                                                 const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  return detail::each_queue(queues, agents, result, how, [](const auto& queue, krarup::agents n) {
    return krarup::occupancy(queue, n);
  });
}
#endif

/// Where the measures of krarup::performance go; each has the same rows, or is left out.
struct performance_columns {
  std::span<double> offered_load = {};  ///< erlangs
  std::span<double> occupancy = {};
  std::span<double> probability_of_wait = {};
  std::span<double> service_level = {};
  std::span<double> average_speed_of_answer = {};  ///< seconds
  std::span<double> mean_queue_length = {};
  std::span<double> probability_of_abandonment = {};

  [[nodiscard]] std::array<std::span<double>, 7> all() const {
    return {offered_load,
            occupancy,
            probability_of_wait,
            service_level,
            average_speed_of_answer,
            mean_queue_length,
            probability_of_abandonment};
  }
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// The measures in the order of performance_columns.
inline std::array<double, 7> plain(const performance& row) {
  return {row.offered_load.value(),
          row.occupancy,
          row.probability_of_wait,
          row.service_level,
          row.average_speed_of_answer.count(),
          row.mean_queue_length,
          row.probability_of_abandonment};
}

}  // namespace detail
#endif

/// Every measure at once, at the cost of one; so many rows.
/// Errors    std::invalid_argument too where a result that is not left out has other rows.
KRARUP_FUNCTION std::optional<refusal> evaluate(const queue_columns& queues, const column& agents,
                                                const level_columns& levels, std::size_t rows,
                                                const performance_columns& result,
                                                const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  queues.check_rows(rows);
  levels.check_rows(rows);
  detail::check_rows(rows, {&agents});
  const std::array results = result.all();
  for (const std::span<double>& one : results) {
    if (!one.empty() && one.size() != rows) {
      throw std::invalid_argument("a result must have every row, or be left out");
    }
  }
  constexpr std::size_t least_share = 10'000;
  return detail::each_row(
      rows, how,
      [&](std::size_t row, auto&& refuse) {
        std::array<double, 7> measures;
        measures.fill(detail::nothing);
        if (!queues.has_nan(row) && !std::isnan(agents[row]) && !levels.has_nan(row)) {
          try {
            measures = detail::plain(detail::ask(queues, row, [&](const auto& queue) {
              return levels(row, [&, n = fractional_agents(agents[row])](auto... promised) {
                return krarup::evaluate(queue, n, promised...);
              });
            }));
          } catch (const std::domain_error& refused) {
            refuse(refused.what());
          }
        }
        for (std::size_t i = 0; i < results.size(); ++i) {
          if (!results[i].empty()) results[i][row] = measures[i];
        }
      },
      least_share);
}
#endif

}  // namespace krarup::batch
