// Erlang B, C and A over columns: one call answers many rows.
//
// A row with a NaN gives NaN; so does one outside the model (a negative or infinite number where that
// means nothing), of which the first is reported. A column with another number of rows than the
// result is refused: std::invalid_argument.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#ifdef KRARUP_HAS_BODIES
#include <krarup/batch/measure_rows.hpp>
#include <krarup/batch/rows.hpp>
#endif

namespace krarup::batch {

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// result[row] = measure(row); NaN where has_nan(row), and where the measure refuses.
template <class HasNan, class Measure>
std::optional<refusal> one_by_one(std::span<double> result, const execution& how,
                                  const HasNan& has_nan, const Measure& measure) {
  return each_piece(result.size(), how, [&](std::size_t begin, std::size_t end, auto&& refuse) {
    for (std::size_t row = begin; row < end; ++row) {
      result[row] = has_nan(row) ? nothing : answer(row, measure, refuse);
    }
  });
}

/// result[row] = measure(queue, agents) of the row.
template <class Measure>
std::optional<refusal> each_queue(const queue_columns& queues, const column& agents,
                                  std::span<double> result, const execution& how,
                                  const Measure& measure) {
  queues.check_rows(result.size());
  check_rows(result.size(), {&agents});
  return one_by_one(
      result, how, [&](std::size_t row) { return queues.has_nan(row) || std::isnan(agents[row]); },
      [&](std::size_t row) {
        return ask(queues, row, [&, n = fractional_agents(agents[row])](const auto& queue) {
          return measure(queue, n);
        });
      });
}

/// one_by_one with vector instructions for the rows that they suit: Packed of packed(row).
template <class Packed, class HasNan, class Row, class Measure>
std::optional<refusal> in_packs(std::span<double> result, const execution& how,
                                const HasNan& has_nan, [[maybe_unused]] const Row& packed,
                                const Measure& measure) {
#ifdef KRARUP_LANES
  const instruction_set instructions = chosen(how);
  if (instructions != instruction_set::baseline) {
    return each_piece(result.size(), how, [&](std::size_t begin, std::size_t end, auto&& refuse) {
      const auto ask = [&](std::size_t row) {
        result[row] = has_nan(row) ? nothing : answer(row, measure, refuse);
      };
      const auto done = [&](std::size_t row, double value) {
        result[row] = value;
        if (std::isnan(value)) ask(row);
      };
      measure_blocks<Packed, decltype(done)> blocks(instructions, done);
      const Row row_of = packed;  // a copy that no result can lie in: its columns are read once
      for (std::size_t row = begin; row < end; ++row) {
        if (!blocks.add(row, row_of(row))) ask(row);
      }
      blocks.flush();
    });
  }
#endif
  return one_by_one(result, how, has_nan, measure);
}

/// What packs are asked for rows of queues, without their times: nothing for Erlang A, or without a
/// load below agents. What is the same in all rows is looked at once.
class packed_delays {
 public:
  explicit packed_delays(const queue_columns& queues) : queues_(queues) {
    const bool same = queues.average_handle_time.is_same() && queues.average_patience.is_same();
    if (same) load_of_all_ = load_of_rate(0);
  }

  [[nodiscard]] packed_row operator()(std::size_t row, double agents) const {
    const double load =
        queues_.arrival_rate[row] * (load_of_all_ ? *load_of_all_ : load_of_rate(row));
    return load < agents ? packed_row{agents, load} : packed_row{};
  }

 private:
  /// Load of one contact per second; NaN for Erlang A, or where there is none.
  [[nodiscard]] double load_of_rate(std::size_t row) const {
    const double handle_time = queues_.average_handle_time[row];
    const bool suits = queues_.average_patience[row] == std::numeric_limits<double>::infinity();
    return suits && handle_time > 0.0 ? handle_time : nothing;
  }

  queue_columns queues_;
  std::optional<double> load_of_all_;
};

}  // namespace detail
#endif

/// Erlang B: share of offered contacts that find every trunk busy, for loads in erlangs.
KRARUP_FUNCTION std::optional<refusal> probability_of_blocking(const column& loads,
                                                               const column& trunks,
                                                               std::span<double> result,
                                                               const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  detail::check_rows(result.size(), {&loads, &trunks});
  return detail::in_packs<krarup::detail::blocking_measure>(
      result, how,
      [&](std::size_t row) { return std::isnan(loads[row]) || std::isnan(trunks[row]); },
      [loads, trunks](std::size_t row) {
        return detail::packed_row{trunks[row], loads[row]};
      },
      [&](std::size_t row) {
        return krarup::probability_of_blocking(loss_system(erlangs(loads[row])),
                                               fractional_trunks(trunks[row]));
      });
}
#endif

/// Share of offered contacts that find every agent busy.
KRARUP_FUNCTION std::optional<refusal> probability_of_wait(const queue_columns& queues,
                                                           const column& agents,
                                                           std::span<double> result,
                                                           const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  queues.check_rows(result.size());
  detail::check_rows(result.size(), {&agents});
  return detail::in_packs<krarup::detail::wait_measure>(
      result, how, [&](std::size_t row) { return queues.has_nan(row) || std::isnan(agents[row]); },
      [packed = detail::packed_delays(queues), agents](std::size_t row) {
        return packed(row, agents[row]);
      },
      [&](std::size_t row) {
        return detail::ask(queues, row, [n = fractional_agents(agents[row])](const auto& queue) {
          return krarup::probability_of_wait(queue, n);
        });
      });
}
#endif

/// Share of offered contacts that hang up; 0 where patience is infinite.
KRARUP_FUNCTION std::optional<refusal> probability_of_abandonment(const queue_columns& queues,
                                                                  const column& agents,
                                                                  std::span<double> result,
                                                                  const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  return detail::each_queue(queues, agents, result, how, [](const auto& queue, krarup::agents n) {
    if constexpr (abandoned_queue<std::remove_cvref_t<decltype(queue)>>) {
      return krarup::probability_of_abandonment(queue, n);
    } else {
      return 0.0;
    }
  });
}
#endif

/// Share of offered contacts that are answered within a time in seconds.
KRARUP_FUNCTION std::optional<refusal> service_level(const queue_columns& queues,
                                                     const column& agents,
                                                     const column& answer_within,
                                                     std::span<double> result,
                                                     const execution& how = {})
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  queues.check_rows(result.size());
  detail::check_rows(result.size(), {&agents, &answer_within});
  return detail::in_packs<krarup::detail::level_measure>(
      result, how,
      [&](std::size_t row) {
        return queues.has_nan(row) || std::isnan(agents[row]) || std::isnan(answer_within[row]);
      },
      [packed = detail::packed_delays(queues), queues, agents, answer_within](std::size_t row) {
        detail::packed_row asked = packed(row, agents[row]);
        asked.time = answer_within[row] / queues.average_handle_time[row];
        return asked;
      },
      [&](std::size_t row) {
        return detail::ask(queues, row, [&](const auto& queue) {
          return krarup::service_level(queue, fractional_agents(agents[row]),
                                       duration(answer_within[row]));
        });
      });
}
#endif

}  // namespace krarup::batch
