// Erlang X among columns of plain numbers: all of it but the law of patience, which no column can hold.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>
#include <variant>

#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/units.hpp>

namespace krarup::python {

/// Rows of Erlang X take from a microsecond to a second: as much as so many usual ones.
constexpr std::size_t weight_of_erlang_x = 100;

constexpr std::size_t features = 7;

/// The queue of these features: the average of an exponential patience, lines (infinite without
/// limit), shares of abandoned, blocked and answered attempts that are repeated, and the squared
/// variations of the day and of the interval.
/// Errors    std::domain_error for a number that no rate, time or number of lines can be.
inline erlang_x queue_of(const any_patience& law, double contacts_per_second, double handle_time,
                         std::span<const double> of) {
  erlang_x queue{rate::per_second(contacts_per_second), duration(handle_time), law};
  if (auto* simple = std::get_if<exponential_patience>(&queue.patience.law)) {
    simple->average = duration(of[0]);
  }
  if (!std::isinf(of[1])) queue.lines = fractional_trunks(of[1]);
  queue.again = {of[2], of[3], of[4]};
  queue.dispersion = {of[5], of[6]};
  return queue;
}

}  // namespace krarup::python
