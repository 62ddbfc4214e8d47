// Agents required over columns: one call staffs a day, a year or a study.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>

#ifdef KRARUP_HAS_BODIES
#include <krarup/batch/level_rows.hpp>
#include <krarup/batch/rows.hpp>
#endif

namespace krarup::batch {

/// Targets, one for each row, with the fields of service_target. A negative number promises nothing.
struct target_columns {
  column service_level = -1.0;
  column answer_within = -1.0;  ///< seconds, as all times
  column definition = 0.0;      ///< the enumerator's number
  column short_abandon = -1.0;
  column average_speed_of_answer = -1.0;
  column mean_wait = -1.0;
  column probability_of_abandonment = -1.0;
  column occupancy = -1.0;
  column probability_of_wait = -1.0;

  /// The target of one row.
  /// Errors    std::domain_error for a number out of its range.
  [[nodiscard]] service_target operator[](std::size_t row) const {
    const auto share = [row](const column& promise) -> std::optional<proportion> {
      if (promise[row] < 0.0) return std::nullopt;
      return promise[row];
    };
    const auto time = [row](const column& promise) -> std::optional<duration> {
      if (promise[row] < 0.0) return std::nullopt;
      return duration(promise[row]);
    };
    return {
        .service_level = share(service_level),
        .answer_within = time(answer_within),
        .definition = definition_of(definition[row]),
        .short_abandon = time(short_abandon),
        .average_speed_of_answer = time(average_speed_of_answer),
        .mean_wait = time(mean_wait),
        .probability_of_abandonment = share(probability_of_abandonment),
        .occupancy = share(occupancy),
        .probability_of_wait = share(probability_of_wait),
    };
  }

  [[nodiscard]] static bool is_definition(double number) {
    constexpr auto last = service_level_definition::virtual_wait;
    return number >= 0.0 && number <= static_cast<double>(last) && number == std::floor(number);
  }

  /// Errors    std::domain_error where no definition has this number.
  [[nodiscard]] static service_level_definition definition_of(double number) {
    krarup::detail::require(is_definition(number), "definition", "the number of an enumerator",
                            number);
    return static_cast<service_level_definition>(static_cast<int>(number));
  }

  /// Errors    std::invalid_argument where a column has another number of rows.
  void check_rows(std::size_t rows) const {
    detail::check_rows(rows, {&service_level, &answer_within, &definition, &short_abandon,
                              &average_speed_of_answer, &mean_wait, &probability_of_abandonment,
                              &occupancy, &probability_of_wait});
  }

  /// The rows from this one on.
  [[nodiscard]] target_columns from(std::size_t row) const {
    target_columns rest = *this;
    for (column* each :
         {&rest.service_level, &rest.answer_within, &rest.definition, &rest.short_abandon,
          &rest.average_speed_of_answer, &rest.mean_wait, &rest.probability_of_abandonment,
          &rest.occupancy, &rest.probability_of_wait}) {
      *each = each->from(row);
    }
    return rest;
  }

  /// Whether no row promises anything but a service level.
  [[nodiscard]] bool promises_levels_alone() const {
    for (const column& promise : {average_speed_of_answer, mean_wait, probability_of_abandonment,
                                  occupancy, probability_of_wait}) {
      if (!(promise.same().value_or(0.0) < 0.0)) return false;
    }
    const std::optional<double> number = definition.same();
    const std::optional<double> threshold = short_abandon.same();
    return number && threshold && is_definition(*number) &&
           !needs_short_abandon(definition_of(*number)) &&
           (*threshold < 0.0 || krarup::detail::is_finite_positive(*threshold));
  }

  [[nodiscard]] bool has_nan(std::size_t row) const {
    for (const column& promise :
         {service_level, answer_within, definition, short_abandon, average_speed_of_answer,
          mean_wait, probability_of_abandonment, occupancy, probability_of_wait}) {
      if (std::isnan(promise[row])) return true;
    }
    return false;
  }
};

/// Where answers go: as many rows as there are agents.
struct requirement_columns {
  std::span<double> agents;       ///< infinity where no number is enough
  std::span<double> reason = {};  ///< 0, or 1 + the number of the `unreachable`; may be left out
};

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// Answers rows of Erlang C that promise a service level alone: write(row, agents, 0) where that is
/// certain, else ask(row).
template <class Write, class Ask>
void answer_levels(const queue_columns& queues, const target_columns& targets, std::size_t begin,
                   std::size_t end, [[maybe_unused]] instruction_set instructions,
                   const Write& write, const Ask& ask) {
  const auto promise_of = [answer_within = targets.answer_within,
                           average_handle_time = queues.average_handle_time,
                           service_level = targets.service_level](std::size_t row) {
    return level_promise{answer_within[row] / average_handle_time[row], 1.0 - service_level[row]};
  };
  const auto load_of = [arrival_rate = queues.arrival_rate,
                        average_handle_time = queues.average_handle_time](std::size_t row) {
    const double handle_time = average_handle_time[row];
    return handle_time > 0.0 ? arrival_rate[row] * handle_time : 0.0;
  };
  const auto done = [&](std::size_t row, double n) {
    if (n > 0.0) {
      write(row, n, 0.0);
    } else {
      ask(row);
    }
  };
#ifdef KRARUP_LANES
  if (instructions != instruction_set::baseline) {
    level_blocks blocks(instructions, done);
    for (std::size_t row = begin; row < end; ++row) {
      const double load = load_of(row);
      const level_promise promise = promise_of(row);
      if (promise.is_ordinary() && is_ordinary(load)) {
        blocks.promise(promise);
        blocks.add(row, load);
      } else {
        ask(row);
      }
    }
    return blocks.flush();
  }
#endif
  for (std::size_t row = begin; row < end; ++row) {
    const double load = load_of(row);
    const level_promise promise = promise_of(row);
    std::optional<double> n;
    if (promise.is_ordinary() && is_ordinary(load)) {
      n = krarup::detail::certain_delay_agents(
          load, {.late = promise.late, .handle_times = promise.time});
    }
    done(row, n.value_or(0.0));
  }
}

}  // namespace detail
#endif

/// Least whole number of agents that keeps every promise, row by row: what agents_required says.
/// NaN where a number is NaN or lies outside the model; of the latter the first row is reported.
/// Errors    std::invalid_argument for a column, or reasons that are not left out, of another number
///           of rows than the agents.
KRARUP_FUNCTION std::optional<refusal> agents_required(const queue_columns& queues,
                                                       const target_columns& targets,
                                                       const requirement_columns& result,
                                                       const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const bool reasons = !result.reason.empty();
  if (reasons && result.reason.size() != result.agents.size()) {
    throw std::invalid_argument("reasons must be as many as agents");
  }
  queues.check_rows(result.agents.size());
  targets.check_rows(result.agents.size());
  const auto write = [&](std::size_t row, double agents, double reason) {
    result.agents[row] = agents;
    if (reasons) result.reason[row] = reason;
  };
  const auto ask = [&](std::size_t row, auto&& refuse) {
    if (queues.has_nan(row) || targets.has_nan(row)) {
      return write(row, detail::nothing, detail::nothing);
    }
    try {
      const outcome<agents> required = detail::ask(queues, row, [&](const auto& queue) {
        return krarup::agents_required(queue, targets[row]);
      });
      if (required) return write(row, required->count(), 0.0);
      write(row, std::numeric_limits<double>::infinity(),
            1.0 + static_cast<double>(required.why()));
    } catch (const std::logic_error& refused) {
      refuse(refused.what());
      write(row, detail::nothing, detail::nothing);
    }
  };
  constexpr std::size_t worth_packs = 16;  // below, most of every pack would be empty
  const instruction_set instructions =
      result.agents.size() < worth_packs ? instruction_set::baseline : detail::chosen(how);
  const bool only_levels =
      queues.average_patience.same() == std::numeric_limits<double>::infinity() &&
      targets.promises_levels_alone();
  constexpr std::size_t share_of_levels = 50'000;
  constexpr std::size_t share_of_searches = 5'000;
  return detail::each_piece(
      result.agents.size(), how,
      [&](std::size_t begin, std::size_t end, auto&& refuse_row) {
        const auto ask_row = [&](std::size_t row) {
          ask(row, [&](const char* why) { refuse_row(row, why); });
        };
        if (only_levels) {
          detail::answer_levels(queues, targets, begin, end, instructions, write, ask_row);
        } else {
          for (std::size_t row = begin; row < end; ++row) ask_row(row);
        }
      },
      only_levels ? share_of_levels : share_of_searches);
}
#endif

}  // namespace krarup::batch
