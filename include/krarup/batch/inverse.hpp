// The questions turned round, over columns: trunks for a blocking, and what a number of agents can
// promise. An answer that does not exist is infinity, and its reason says why; rows with a NaN, and
// rows outside the model, are NaN in both, and of the latter the first is reported.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/outcome.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/units.hpp>

#ifdef KRARUP_HAS_BODIES
#include <krarup/batch/rows.hpp>
#endif

namespace krarup::batch {

/// Where answers go: as many rows as there are values.
struct outcome_columns {
  std::span<double> value;        ///< infinity where there is none
  std::span<double> reason = {};  ///< 0, or 1 + the number of the `unreachable`; may be left out

  /// Errors    std::invalid_argument where reasons are not left out and not as many as values.
  void check() const {
    if (!reason.empty() && reason.size() != value.size()) {
      throw std::invalid_argument("reasons must be as many as values, or be left out");
    }
  }
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// solve(row) is an outcome of a number, where no number of the row is NaN.
template <class HasNan, class Solve>
std::optional<refusal> each_outcome(const outcome_columns& result, const execution& how,
                                    const HasNan& has_nan, const Solve& solve) {
  constexpr std::size_t least_share = 5'000;  // some ten evaluations a row
  return each_row(
      result.value.size(), how,
      [&](std::size_t row, auto&& refuse) {
        double value = nothing;
        double reason = nothing;
        if (!has_nan(row)) {
          try {
            const outcome<double> solved = solve(row);
            value = solved ? *solved : std::numeric_limits<double>::infinity();
            reason = solved ? 0.0 : 1.0 + static_cast<double>(solved.why());
          } catch (const std::logic_error& refused) {
            refuse(refused.what());
          }
        }
        result.value[row] = value;
        if (!result.reason.empty()) result.reason[row] = reason;
      },
      least_share);
}

/// An outcome as a plain number.
template <class Value, class Plain>
outcome<double> plain(const outcome<Value>& answer, const Plain& number_of) {
  if (!answer) return answer.why();
  return number_of(*answer);
}

inline constexpr auto count_of = [](const auto& value) { return value.count(); };

}  // namespace detail
#endif

/// Least whole number of trunks that blocks at most the stated share, for loads in erlangs.
KRARUP_FUNCTION std::optional<refusal> trunks_required(const column& loads, const column& blocking,
                                                       const outcome_columns& result,
                                                       const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  result.check();
  detail::check_rows(result.value.size(), {&loads, &blocking});
  return detail::each_outcome(
      result, how,
      [&](std::size_t row) { return std::isnan(loads[row]) || std::isnan(blocking[row]); },
      [&](std::size_t row) {
        return detail::plain(
            krarup::trunks_required(loss_system(erlangs(loads[row])), blocking[row]),
            detail::count_of);
      });
}
#endif

/// Least real number of agents that keeps every promise of the row.
KRARUP_FUNCTION std::optional<refusal> fractional_agents_required(const queue_columns& queues,
                                                                  const target_columns& targets,
                                                                  const outcome_columns& result,
                                                                  const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  result.check();
  queues.check_rows(result.value.size());
  targets.check_rows(result.value.size());
  return detail::each_outcome(
      result, how, [&](std::size_t row) { return queues.has_nan(row) || targets.has_nan(row); },
      [&](std::size_t row) {
        return detail::ask(queues, row, [&](const auto& queue) {
          return detail::plain(krarup::fractional_agents_required(queue, targets[row]),
                               detail::count_of);
        });
      });
}
#endif

/// Largest volume per interval, of a length in seconds, with which so many agents keep every promise
/// of the row. The queues' own rates are not read.
KRARUP_FUNCTION std::optional<refusal> contacts_answerable(
    const queue_columns& queues, const column& agents, const target_columns& targets,
    const column& interval, const outcome_columns& result, const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  result.check();
  const queue_columns any_rate{1.0, queues.average_handle_time, queues.average_patience};
  any_rate.check_rows(result.value.size());
  targets.check_rows(result.value.size());
  detail::check_rows(result.value.size(), {&agents, &interval});
  return detail::each_outcome(
      result, how,
      [&](std::size_t row) {
        return any_rate.has_nan(row) || std::isnan(agents[row]) || targets.has_nan(row) ||
               std::isnan(interval[row]);
      },
      [&](std::size_t row) {
        return detail::ask(any_rate, row, [&](const auto& queue) {
          return detail::plain(krarup::contacts_answerable(queue, fractional_agents(agents[row]),
                                                           targets[row], duration(interval[row])),
                               detail::count_of);
        });
      });
}
#endif

/// Longest average handle time, in seconds, with which so many agents keep every promise of the row.
/// The queues' own handle times are not read.
KRARUP_FUNCTION std::optional<refusal> longest_average_handle_time(const queue_columns& queues,
                                                                   const column& agents,
                                                                   const target_columns& targets,
                                                                   const outcome_columns& result,
                                                                   const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  result.check();
  const queue_columns any_time{queues.arrival_rate, 1.0, queues.average_patience};
  any_time.check_rows(result.value.size());
  targets.check_rows(result.value.size());
  detail::check_rows(result.value.size(), {&agents});
  return detail::each_outcome(
      result, how,
      [&](std::size_t row) {
        return any_time.has_nan(row) || std::isnan(agents[row]) || targets.has_nan(row);
      },
      [&](std::size_t row) {
        return detail::ask(any_time, row, [&](const auto& queue) {
          return detail::plain(krarup::longest_average_handle_time(
                                   queue, fractional_agents(agents[row]), targets[row]),
                               detail::count_of);
        });
      });
}
#endif

/// Shortest answer time, in seconds, within which so many agents reach a service level. The levels'
/// own answer times are not read.
KRARUP_FUNCTION std::optional<refusal> answer_within_achieved(
    const queue_columns& queues, const column& agents, const column& service_level,
    const level_columns& levels, const outcome_columns& result, const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  result.check();
  const level_columns any_time{0.0, levels.definition, levels.short_abandon};
  queues.check_rows(result.value.size());
  any_time.check_rows(result.value.size());
  detail::check_rows(result.value.size(), {&agents, &service_level});
  return detail::each_outcome(
      result, how,
      [&](std::size_t row) {
        return queues.has_nan(row) || std::isnan(agents[row]) || std::isnan(service_level[row]) ||
               any_time.has_nan(row);
      },
      [&](std::size_t row) {
        return detail::ask(queues, row, [&, n = fractional_agents(agents[row])](const auto& queue) {
          return any_time(row, [&](duration, service_level_definition counted, duration threshold) {
            return detail::plain(
                krarup::answer_within_achieved(queue, n, service_level[row], counted, threshold),
                detail::count_of);
          });
        });
      });
}
#endif

}  // namespace krarup::batch
