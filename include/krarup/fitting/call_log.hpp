// A log with one element for each contact, as columns, and what cannot be true in it.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Contacts in any order. What waits and abandonments say of patience: observed_waits(wait_log).
struct call_log {
  std::span<const double> arrival;           ///< s since a moment that is the same for all
  std::span<const double> wait;              ///< s, from arrival to answer or hang-up; >= 0
  std::span<const unsigned char> abandoned;  ///< 1 where the contact hung up, 0 where answered
  /// s from the answer to the end of the agent's work, as far as the log has it; >= 0. Empty where it
  /// is not known; of contacts that hung up it is not looked at.
  std::span<const double> handle_time = {};
  /// Who answered: a number >= 0 for each agent. Empty where it is not known; of contacts that hung up
  /// it is not looked at.
  std::span<const std::int64_t> agent = {};
  duration wrap_up = duration(0);  ///< of each contact, where the handle times lack it
};

/// What cannot be true of a row.
enum class log_defect {
  arrival,      ///< is no finite number
  wait,         ///< is missing, not finite, or negative
  handle_time,  ///< of an answered contact is missing, not finite, or negative
  agent,        ///< of an answered contact is negative
  repeated      ///< the same as an earlier row in every column that is looked at
};

struct log_finding {
  std::size_t row;
  log_defect defect;
  std::size_t of;  ///< the first of the rows that it repeats; otherwise the row itself

  bool operator==(const log_finding&) const = default;
};

/// Everything that is wrong with the rows of a log, by row; empty where it can be true. Times must be
/// on one clock without jumps: an hour that the wall clock shows twice or not at all is a matter of the
/// reader of the timestamps.
/// Errors    std::invalid_argument where columns differ in length.
[[nodiscard]] KRARUP_FUNCTION std::vector<log_finding> defects(const call_log& log)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const std::size_t rows = log.arrival.size();
  const auto fits = [&](std::size_t length, bool optional) {
    return length == rows || (optional && length == 0);
  };
  if (!fits(log.wait.size(), false) || !fits(log.abandoned.size(), false) ||
      !fits(log.handle_time.size(), true) || !fits(log.agent.size(), true)) {
    throw std::invalid_argument("columns of a log must be of one length");
  }
  const auto handled = [&](std::size_t i) {
    return log.handle_time.empty() || log.abandoned[i] != 0 ? 0.0 : log.handle_time[i];
  };
  const auto who = [&](std::size_t i) {
    return log.agent.empty() || log.abandoned[i] != 0 ? std::int64_t{0} : log.agent[i];
  };
  std::vector<log_finding> found;
  std::vector<std::size_t> whole;  // rows of which nothing but a repetition can be said
  for (std::size_t i = 0; i < rows; ++i) {
    const std::size_t before = found.size();
    if (!std::isfinite(log.arrival[i])) found.push_back({i, log_defect::arrival, i});
    if (!detail::is_finite_nonnegative(log.wait[i])) found.push_back({i, log_defect::wait, i});
    if (!detail::is_finite_nonnegative(handled(i))) {
      found.push_back({i, log_defect::handle_time, i});
    }
    if (who(i) < 0) found.push_back({i, log_defect::agent, i});
    if (found.size() == before) whole.push_back(i);
  }
  const auto before_other = [&](std::size_t a, std::size_t b) {
    if (log.arrival[a] != log.arrival[b]) return log.arrival[a] < log.arrival[b];
    if (log.wait[a] != log.wait[b]) return log.wait[a] < log.wait[b];
    if (log.abandoned[a] != log.abandoned[b]) return log.abandoned[a] < log.abandoned[b];
    if (handled(a) != handled(b)) return handled(a) < handled(b);
    return who(a) < who(b);
  };
  std::sort(whole.begin(), whole.end(), [&](std::size_t a, std::size_t b) {
    return before_other(a, b) || (!before_other(b, a) && a < b);
  });
  for (std::size_t first = 0, i = 1; i < whole.size(); ++i) {
    if (!before_other(whole[first], whole[i])) {
      found.push_back({whole[i], log_defect::repeated, whole[first]});
    } else {
      first = i;
    }
  }
  std::sort(found.begin(), found.end(), [](const log_finding& a, const log_finding& b) {
    return a.row != b.row ? a.row < b.row : a.defect < b.defect;
  });
  return found;
}
#endif

}  // namespace krarup
