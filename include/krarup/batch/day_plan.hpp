// A day of intervals over columns: what each requires, and what happens under that or given staff.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/outcome.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <krarup/batch/rows.hpp>
#endif

namespace krarup::batch {

/// A forecast, one row for each interval: Erlang C where patience is infinite, else Erlang A.
struct forecast_columns {
  column contacts;  ///< offered in the interval
  column length;    ///< seconds, as all times
  column average_handle_time;
  column average_patience = std::numeric_limits<double>::infinity();
  target_columns targets;
  column shrinkage = 0.0;               ///< of paid time; < 1
  std::optional<column> on_phone = {};  ///< agents, where staff is given

  /// The rows from this one on.
  [[nodiscard]] forecast_columns from(std::size_t row) const {
    forecast_columns rest = *this;
    for (column* each : {&rest.contacts, &rest.length, &rest.average_handle_time,
                         &rest.average_patience, &rest.shrinkage}) {
      *each = each->from(row);
    }
    rest.targets = targets.from(row);
    if (rest.on_phone) *rest.on_phone = rest.on_phone->from(row);
    return rest;
  }

  /// Errors    std::invalid_argument where a column has another number of rows.
  void check_rows(std::size_t rows) const {
    detail::check_rows(rows, {&contacts, &length, &average_handle_time, &average_patience,
                              &shrinkage, on_phone ? &*on_phone : &shrinkage});
    targets.check_rows(rows);
  }

  [[nodiscard]] bool has_nan(std::size_t row) const {
    return std::isnan(contacts[row]) || std::isnan(length[row]) ||
           std::isnan(average_handle_time[row]) || std::isnan(average_patience[row]) ||
           targets.has_nan(row) || std::isnan(shrinkage[row]) ||
           (on_phone && std::isnan((*on_phone)[row]));
  }
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// A row whose requirement is known: a number of agents, or the reason why there is none.
template <class Queue>
day_plan_row staffed_row(const Queue& queue, const forecast_columns& forecast, std::size_t row,
                         double required, double reason, rounding rounded) {
  const plan_interval<Queue> interval{
      .queue = queue,
      .length = duration(forecast.length[row]),
      .target = forecast.targets[row],
      .shrinkage = forecast.shrinkage[row],
  };
  day_plan_row result{
      .length = interval.length,
      .offered = queue.arrival_rate * interval.length,
      .required = unreachable(static_cast<int>(reason) - 1),
      .staffed = std::nullopt,
  };
  if (reason == 0.0) result.required = fractional_agents(required);
  if (forecast.on_phone) {
    const agents given = fractional_agents((*forecast.on_phone)[row]);
    result.staffed = krarup::detail::staff(interval, given, rounded);
  } else if (result.required) {
    result.staffed = krarup::detail::staff(interval, *result.required, rounded);
  }
  return result;
}

}  // namespace detail
#endif

/// Each interval with the agents that it requires, or under those on the phones where they are
/// given: the rows of krarup::plan_day and evaluate_day. A row with a NaN, or outside the model,
/// stays empty; of the latter the first is reported.
/// Errors    std::invalid_argument where a column has another number of rows than there are rows.
KRARUP_FUNCTION std::optional<refusal> plan_day(const forecast_columns& forecast, rounding rounded,
                                                std::span<std::optional<day_plan_row>> rows,
                                                const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  constexpr double required_share = 0.4;  // of the time; the rest is what happens under them
  forecast.check_rows(rows.size());
  std::vector<double> rates(rows.size()), required(rows.size()), reasons(rows.size());
  for (std::size_t row = 0; row < rows.size(); ++row) {
    rates[row] = forecast.has_nan(row) ? std::numeric_limits<double>::quiet_NaN()
                                       : forecast.contacts[row] / forecast.length[row];
  }
  const queue_columns queues{std::span<const double>(rates), forecast.average_handle_time,
                             forecast.average_patience};
  const std::optional<refusal> unsolved =
      agents_required(queues, forecast.targets, {.agents = required, .reason = reasons},
                      detail::batch_part(how, 0.0, required_share).how());

  constexpr std::size_t least_share = 5'000;
  const std::optional<refusal> unstaffed = detail::each_row(
      rows.size(), detail::batch_part(how, required_share, 1.0).how(),
      [&](std::size_t row, auto&& refuse) {
        rows[row].reset();
        if (forecast.has_nan(row)) return;
        try {
          static_cast<void>(krarup::contacts(forecast.contacts[row]) /
                            duration(forecast.length[row]));  // refuses what only the rate hides
          if (std::isnan(required[row])) return;              // refused before
          rows[row] = detail::ask(queues, row, [&](const auto& queue) {
            return detail::staffed_row(queue, forecast, row, required[row], reasons[row], rounded);
          });
        } catch (const std::logic_error& refused) {
          refuse(refused.what());
        }
      },
      least_share);
  if (unsolved && unstaffed) return unsolved->row < unstaffed->row ? unsolved : unstaffed;
  return unsolved ? unsolved : unstaffed;
}
#endif

}  // namespace krarup::batch
