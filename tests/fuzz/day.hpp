// A small day out of bytes, right or with something wrong in it.
#pragma once

#include <krarup/time_varying_queue.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include "fuzz/bytes.hpp"

namespace krarup::fuzz {

/// A day with its agents, and whether it is one.
struct staffed_day {
  time_varying_queue queue;
  std::vector<agents> on_phone;
  bool valid = true;
};

/// One number in some hundred is any number at all.
inline double or_any(bytes& in, bool& any, double usual) {
  if (in.byte() < 254) return usual;
  any = true;
  return in.number();
}

inline bool finite_positive(double x) {
  return x > 0.0 && std::isfinite(x);
}

/// At most `most_intervals` intervals of at most 8 handle times and 40 erlangs each.
/// Errors    as the units of what is in it.
inline staffed_day day_from(bytes& in, std::size_t most_intervals) {
  staffed_day day;
  const double handling = in.scale(1e-2, 1e4);
  const std::size_t intervals = in.one_of(most_intervals + 1);
  bool changed = false;
  day.valid = intervals > 0;
  for (std::size_t i = 0; i < intervals; ++i) {
    bool any = false;
    const double length = or_any(in, any, handling * in.scale(1e-2, 8.0));
    const double own_handling = or_any(in, any, handling * (in.flag() ? 1.0 : in.scale(0.3, 3.0)));
    const double patience = or_any(in, any, in.flag() ? infinity : handling * in.scale(0.05, 1e2));
    const double load = in.one_of(8) == 0 ? 0.0 : in.scale(1e-3, 40.0);
    time_varying_interval next{.length = duration(length),
                               .arrival_rate = rate::per_second(load / handling),
                               .average_handle_time = duration(own_handling),
                               .average_patience = duration(patience)};
    if (in.one_of(4) == 0) {
      next.arrival_rate_at_end = rate::per_second(in.scale(1e-3, 40.0) / handling);
    }
    day.valid =
        day.valid && finite_positive(length) && finite_positive(own_handling) && patience > 0.0;
    changed = changed || any;
    day.queue.intervals.push_back(next);
    const std::uint8_t n = in.byte();
    day.on_phone.push_back(n == 255 ? fractional_agents(0.5) : agents(n % 48));
    day.valid = day.valid && n != 255;
  }
  if (changed && day.valid) {  // right by chance, and then perhaps far too large to be computed
    for (time_varying_interval& each : day.queue.intervals) {
      each.length = duration(handling);
      each.average_handle_time = duration(handling);
      each.average_patience = duration(handling);
    }
  }
  const std::uint8_t lines = in.byte();
  if (lines == 255) {
    day.queue.lines = fractional_trunks(7.5);
    day.valid = false;
  } else if (lines >= 160) {
    day.queue.lines = trunks(lines - 160);
  }
  const std::uint8_t start = in.byte();
  if (start >= 252) {
    static const std::array<std::vector<double>, 4> wrong{
        std::vector<double>{}, {0.5, 0.4}, {1.5, -0.5}, {std::nan("")}};
    day.queue.start = wrong.at(start - 252U);
    day.valid = false;
  } else if (start >= 128) {
    day.queue.start = starting_with(start % 64U);
  }
  const std::uint8_t fits = in.byte();
  if (fits == 255) {
    day.on_phone.emplace_back(1);
    day.valid = false;
  }
  return day;
}

/// Whether whoever waits is answered or hangs up some day.
inline bool waits_end(const staffed_day& day) {
  if (day.queue.intervals.empty()) return true;
  return day.on_phone.back().count() > 0.0 ||
         std::isfinite(day.queue.intervals.back().average_patience.count());
}

}  // namespace krarup::fuzz
