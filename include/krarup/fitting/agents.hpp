// What a log shows of its agents: when they were there, how busy, how long they wrap up, and what cannot
// be so.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/fitting/call_log.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A contact that begins while its agent is still at another.
struct overlapping_contact {
  std::size_t row;    ///< in the log
  std::size_t other;  ///< of the contact that ends last of those before
  duration by;        ///< from this one's begin to the other's end
};

/// Agents of an interval, inferred.
struct agents_in_interval {
  duration from;  ///< on the clock of the log's arrivals
  double agents;  ///< present, on average over the interval
  double busy;    ///< of them, those at a contact or in wrap-up, each once however many he holds

  /// busy / agents; NaN where nobody is present.
  [[nodiscard]] double occupancy() const {
    return agents > 0.0 ? busy / agents : std::numeric_limits<double>::quiet_NaN();
  }
};

/// How long agents take from one contact to the next one when that one is waiting for them.
struct wrap_up_estimate {
  duration average;         ///< of the gaps within the longest
  duration standard_error;  ///< of the average; NaN for one gap
  duration median;          ///< of all gaps, the longer ones too
  double gaps;              ///< how many the average is of
  double longer;            ///< how many were longer and are not in it
};

/// Contacts that begin while their agent is still at another one, by row. Agents may hold several, as
/// chats; otherwise the handle times mean something else than they are taken for. Wrap-up that the log
/// lacks does not count.
/// Limits    less than a microsecond is none.
/// Errors    std::invalid_argument for a log without agents or handle times, or columns that differ in
///           length; std::domain_error for a row with a defect other than repetition.
[[nodiscard]] KRARUP_FUNCTION std::vector<overlapping_contact> overlaps(const call_log& log);

/// How many agents were there and how many of them busy, in each interval from the first answer to the
/// last end. An agent is taken to be present from the begin of a contact to its end, wrap-up included,
/// and between two of his contacts that are at most `gap` apart. This is no roster: who waits longer for
/// a contact is missed, who leaves and comes back within the gap is counted.
/// Limits    intervals begin at whole multiples of their length; none without an answered contact.
/// Errors    as overlaps; std::domain_error for an interval that is not > 0 s, or a gap that is not >= 0.
[[nodiscard]] KRARUP_FUNCTION std::vector<agents_in_interval> agents_present(const call_log& log,
                                                                             duration interval,
                                                                             duration gap);

/// Wrap-up that the log lacks, from agents who are awaited: the gaps between the end of an agent's
/// contact and the begin of his next one, where that one had to wait longer than `waited`. As long as
/// somebody waits, a free agent has no other reason to pause; who is away from his place after a contact
/// shows as a gap longer than `longest`.
/// Limits    the log's own wrap-up is not looked at; contacts that overlap leave no gap.
/// Errors    as overlaps; std::domain_error for a limit that is not >= 0 s, or without a gap within the
///           longest.
[[nodiscard]] KRARUP_FUNCTION wrap_up_estimate estimate_wrap_up(const call_log& log,
                                                                duration waited, duration longest);

#ifdef KRARUP_HAS_BODIES
namespace detail {

/// The work of an agent on one contact, without wrap-up.
struct agent_work {
  std::int64_t agent;
  double begin;  // s
  double end;    // s
  std::size_t row;
};

/// Work on all answered contacts, by agent and then by begin.
/// Errors    std::invalid_argument for a log without agents or handle times, or columns that differ in
///           length; std::domain_error for a row with a defect other than repetition.
[[nodiscard]] KRARUP_FUNCTION std::vector<agent_work> work_of(const call_log& log) {
  const std::size_t rows = log.arrival.size();
  if (log.wait.size() != rows || log.abandoned.size() != rows || log.handle_time.size() != rows ||
      log.agent.size() != rows) {
    throw std::invalid_argument("a log must have all columns, of one length, to tell of agents");
  }
  require(is_finite_nonnegative(log.wrap_up.count()), "wrap_up", "finite and >= 0 s",
          log.wrap_up.count());
  std::vector<agent_work> work;
  for (std::size_t i = 0; i < rows; ++i) {
    if (log.abandoned[i] != 0) continue;
    const double begin = log.arrival[i] + log.wait[i];
    require(std::isfinite(begin), "arrival and wait", "finite", begin);
    require(is_finite_nonnegative(log.wait[i]), "wait", "finite and >= 0 s", log.wait[i]);
    require(is_finite_nonnegative(log.handle_time[i]), "handle_time", "finite and >= 0 s",
            log.handle_time[i]);
    require(log.agent[i] >= 0, "agent", ">= 0", static_cast<double>(log.agent[i]));
    work.push_back({log.agent[i], begin, begin + log.handle_time[i], i});
  }
  std::sort(work.begin(), work.end(), [](const agent_work& a, const agent_work& b) {
    if (a.agent != b.agent) return a.agent < b.agent;
    return a.begin != b.begin ? a.begin < b.begin : a.row < b.row;
  });
  return work;
}

/// Seconds in each of `count` intervals that stretches of work last which are joined where the next one
/// of the agent begins at most `gap` after the end of all before.
[[nodiscard]] KRARUP_FUNCTION std::vector<double> time_at_work(const std::vector<agent_work>& work,
                                                               double wrap_up, double gap,
                                                               double from, double length,
                                                               std::size_t count) {
  std::vector<double> seconds(count, 0.0);
  const auto add = [&](double begin, double end) {
    auto i = static_cast<std::size_t>(std::max(0.0, (begin - from) / length));
    for (; i < count; ++i) {
      const double start = from + static_cast<double>(i) * length;
      if (end <= start) break;
      seconds[i] += std::max(0.0, std::min(end, start + length) - std::max(begin, start));
    }
  };
  for (std::size_t i = 0; i < work.size();) {
    const agent_work& first = work[i];
    double end = first.end + wrap_up;
    for (++i; i < work.size(); ++i) {
      if (work[i].agent != first.agent || work[i].begin > end + gap) break;
      end = std::max(end, work[i].end + wrap_up);
    }
    add(first.begin, end);
  }
  return seconds;
}

}  // namespace detail

KRARUP_FUNCTION std::vector<overlapping_contact> overlaps(const call_log& log) {
  const auto work = detail::work_of(log);
  std::vector<overlapping_contact> found;
  const detail::agent_work* last = nullptr;  // of the same agent, what ends last
  for (const auto& each : work) {
    const bool same = last != nullptr && last->agent == each.agent;
    if (same && last->end - each.begin > 1e-6) {
      found.push_back({each.row, last->row, duration(last->end - each.begin)});
    }
    if (!same || each.end > last->end) last = &each;
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.row < b.row; });
  return found;
}

KRARUP_FUNCTION std::vector<agents_in_interval> agents_present(const call_log& log,
                                                               duration interval, duration gap) {
  const double length = interval.count();
  detail::require(detail::is_finite_positive(length), "interval", "finite and > 0 s", length);
  detail::require(gap.count() >= 0.0, "gap", ">= 0 s", gap.count());
  const auto work = detail::work_of(log);
  if (work.empty()) return {};
  const double wrap_up = log.wrap_up.count();
  double begin = detail::infinity;
  double end = -detail::infinity;
  for (const auto& each : work) {
    begin = std::min(begin, each.begin);
    end = std::max(end, each.end + wrap_up);
  }
  const double from = std::floor(begin / length) * length;
  const auto count =
      std::max<std::size_t>(1, static_cast<std::size_t>(std::ceil((end - from) / length)));
  const auto times = [&](double within) {
    return detail::time_at_work(work, wrap_up, within, from, length, count);
  };
  const auto present = times(gap.count());
  const auto busy = times(0.0);
  std::vector<agents_in_interval> found;
  found.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    found.push_back(
        {duration(from + static_cast<double>(i) * length), present[i] / length, busy[i] / length});
  }
  return found;
}

KRARUP_FUNCTION wrap_up_estimate estimate_wrap_up(const call_log& log, duration waited,
                                                  duration longest) {
  detail::require(waited.count() >= 0.0, "waited", ">= 0 s", waited.count());
  detail::require(longest.count() >= 0.0, "longest", ">= 0 s", longest.count());
  const auto work = detail::work_of(log);
  std::vector<double> gaps;
  const detail::agent_work* last = nullptr;
  for (const auto& each : work) {
    const bool same = last != nullptr && last->agent == each.agent;
    if (same && log.wait[each.row] > waited.count() && each.begin >= last->end) {
      gaps.push_back(each.begin - last->end);
    }
    if (!same || each.end > last->end) last = &each;
  }
  std::sort(gaps.begin(), gaps.end());
  const auto within = static_cast<std::size_t>(
      std::upper_bound(gaps.begin(), gaps.end(), longest.count()) - gaps.begin());
  const auto n = static_cast<double>(within);
  detail::require(n > 0.0, "gaps before contacts that waited", "> 0", n);
  double average = 0.0;
  for (std::size_t i = 0; i < within; ++i) average += gaps[i] / n;
  double squares = 0.0;
  for (std::size_t i = 0; i < within; ++i) squares += (gaps[i] - average) * (gaps[i] - average);
  const std::size_t middle = gaps.size() / 2;
  const double median =
      gaps.size() % 2 == 1 ? gaps[middle] : 0.5 * (gaps[middle - 1] + gaps[middle]);
  return {duration(average), duration(std::sqrt(squares / (n - 1.0) / n)), duration(median), n,
          static_cast<double>(gaps.size()) - n};
}
#endif

}  // namespace krarup
