// Agents required over columns: one call staffs a day, a year or a study.
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
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>

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
        .definition = static_cast<service_level_definition>(static_cast<int>(definition[row])),
        .short_abandon = time(short_abandon),
        .average_speed_of_answer = time(average_speed_of_answer),
        .mean_wait = time(mean_wait),
        .probability_of_abandonment = share(probability_of_abandonment),
        .occupancy = share(occupancy),
        .probability_of_wait = share(probability_of_wait),
    };
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

/// Least whole number of agents that keeps every promise, row by row: what agents_required says.
/// NaN where a number is NaN or lies outside the model; of the latter the first row is reported.
/// Errors    std::invalid_argument for a span of reasons that is neither empty nor as long as the
///           agents.
inline std::optional<refusal> agents_required(const queue_columns& queues,
                                              const target_columns& targets,
                                              const requirement_columns& result,
                                              const execution& how = {}) {
  const bool reasons = !result.reason.empty();
  if (reasons && result.reason.size() != result.agents.size()) {
    throw std::invalid_argument("reasons must be as many as agents");
  }
  return detail::each_row(result.agents.size(), how, [&](std::size_t row, auto&& refuse) {
    double& n = result.agents[row];
    double reason = n = std::numeric_limits<double>::quiet_NaN();
    if (!queues.has_nan(row) && !targets.has_nan(row)) {
      try {
        const outcome<agents> required = detail::ask(queues, row, [&](const auto& queue) {
          return krarup::agents_required(queue, targets[row]);
        });
        n = required ? required->count() : std::numeric_limits<double>::infinity();
        reason = required ? 0.0 : 1.0 + static_cast<double>(required.why());
      } catch (const std::logic_error& refused) {
        refuse(refused.what());
      }
    }
    if (reasons) result.reason[row] = reason;
  });
}

}  // namespace krarup::batch
