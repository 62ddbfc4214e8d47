// One row after the other: what every question over columns comes down to where its rows have no
// faster way.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/share_out.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/units.hpp>

namespace krarup::batch::detail {

/// Asks the queue of one row.
/// Errors    std::domain_error for a number that no rate or time can be; the question's own.
template <class Question>
auto ask(const queue_columns& queues, std::size_t row, const Question& question) {
  const rate arrivals = rate::per_second(queues.arrival_rate[row]);
  const duration handle_time(queues.average_handle_time[row]);
  const double patience = queues.average_patience[row];
  if (patience == std::numeric_limits<double>::infinity()) {
    return question(erlang_c{arrivals, handle_time});
  }
  return question(erlang_a{arrivals, handle_time, duration(patience)});
}

/// The answer where there is none.
inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

/// measure(row), or nothing where it refuses, of which refuse(row, why) is told.
template <class Measure, class Refuse>
double answer(std::size_t row, const Measure& measure, const Refuse& refuse) {
  try {
    return measure(row);
  } catch (const std::domain_error& refused) {
    refuse(row, refused.what());
    return nothing;
  }
}

/// Calls answer(begin, end, refuse) for pieces that together are all rows; the first of the rows for
/// which refuse(row, why) was called. A worker has at least `least_share` rows: a thread costs about
/// as much as a thousand solves, and the usual share is for rows that cost a formula or less.
template <class Answer>
std::optional<refusal> each_piece(std::size_t rows, const execution& how, const Answer& answer,
                                  std::size_t least_share = 50'000) {
  std::optional<refusal> first;
  std::mutex lock;
  share_out(rows, least_share, how, [&](std::size_t begin, std::size_t end) {
    answer(begin, end, [&](std::size_t row, const char* why) {
      const std::lock_guard guard(lock);
      if (!first || row < first->row) first = refusal{row, why};
    });
  });
  return first;
}

/// Calls answer(row, refuse) for every row, as each_piece.
template <class Answer>
std::optional<refusal> each_row(std::size_t rows, const execution& how, const Answer& answer,
                                std::size_t least_share) {
  return each_piece(
      rows, how,
      [&](std::size_t begin, std::size_t end, auto&& refuse) {
        for (std::size_t row = begin; row < end; ++row) {
          answer(row, [&](const char* why) { refuse(row, why); });
        }
      },
      least_share);
}

}  // namespace krarup::batch::detail
