// What is simulated, and what is counted: the laws that a day's averages leave open, the contacts that
// came in an interval and what became of them, and what went on in it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <krarup/over_dispersion.hpp>
#include <krarup/patience.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// What a simulation of a day follows beyond its averages.
struct simulated_laws {
  any_patience handle_time = {exponential_patience{duration(1)}};  ///< the shape: a time is scaled
                                                                   ///< to the average in force
  std::optional<any_patience> patience =
      {};                           ///< the same all day; then the intervals must have none
  over_dispersion dispersion = {};  ///< of the volume
  leaving_agents leaving = leaving_agents::finish_contact;
  /// When contacts come, since the day began: a log's, in every replication, instead of the intervals'
  /// rates. Rising, >= 0 s, before the day's end.
  std::optional<std::vector<duration>> arrivals = {};
};

/// What became of a contact.
enum class contact_fate : std::uint8_t {
  answered,
  abandoned,    ///< hung up unanswered
  blocked,      ///< found no line
  unanswered,   ///< waits for ever
  called_back,  ///< left its number, and the queue
};

/// The contacts of a replication in the order in which they came, a column for each thing to know. Who
/// is there at first is none of them.
struct contact_columns {
  std::vector<std::uint32_t> interval;  ///< in which it came
  std::vector<double> arrival;          ///< since the day began, s
  std::vector<double> wait;             ///< until answered or hung up, s; 0 for who is blocked
  std::vector<double> handle_time;      ///< by agents, s; 0 for who is not answered
  std::vector<contact_fate> fate;
};

/// What a service level counts.
struct service_level_question {
  duration answer_within;
  service_level_definition definition = service_level_definition::offered;
  duration short_abandon = duration(0);
};

/// Contacts by the interval in which they came, whenever they ended: offered is blocked + answered +
/// abandoned + called back + unanswered. Times by the interval in which they passed. In a replication whole numbers
/// and seconds; on average over replications real ones.
struct simulated_counts {
  double offered = 0.0;
  double redials = 0.0;           ///< of the offered: call again after a first attempt
  double blocked = 0.0;           ///< found no line
  double waited = 0.0;            ///< found a line and no agent free
  double answered = 0.0;          ///< however late, after the interval and after the day too
  double answered_within = 0.0;   ///< of the answered: within the answer time
  double abandoned = 0.0;         ///< hung up unanswered
  double abandoned_within = 0.0;  ///< of the abandoned: within the answer time
  double short_abandoned = 0.0;   ///< of the abandoned: within the short threshold
  double virtual_within = 0.0;    ///< would have been answered within, had they waited for ever
  double wait_of_answered = 0.0;  ///< together, s
  double wait_of_abandoned = 0.0;

  double waiting_time = 0.0;    ///< of all contacts that waited in the interval, s
  double handling_time = 0.0;   ///< by agents within their intervals, s
  double overtime = 0.0;        ///< handling by agents whose interval was over, s
  double ready_time = 0.0;      ///< agents times the interval's length, s
  double waiting_at_end = 0.0;  ///< carried over unanswered
  double handled_at_end = 0.0;  ///< carried over in an agent's hands, who may be leaving
  double handed_over = 0.0;     ///< put back into the queue at the interval's end
  double lost_again = 0.0;      ///< of the handed over: hung up before the next agent

  double called_back = 0.0;           ///< of the offered: left their number instead of waiting
  double wait_of_called_back = 0.0;   ///< until an agent called them, together, s
  double waiting_for_callback = 0.0;  ///< of all who wait to be called in the interval, s
  double callbacks_at_end = 0.0;      ///< carried over to be called

  /// Neither answered nor gone for ever: the last interval has no agents, and patience has no end.
  [[nodiscard]] constexpr double unanswered() const {
    return offered - blocked - answered - abandoned - called_back;
  }
};

namespace detail {

constexpr double simulated_counts::*const simulated_members[] = {
    &simulated_counts::offered,
    &simulated_counts::redials,
    &simulated_counts::blocked,
    &simulated_counts::waited,
    &simulated_counts::answered,
    &simulated_counts::answered_within,
    &simulated_counts::abandoned,
    &simulated_counts::abandoned_within,
    &simulated_counts::short_abandoned,
    &simulated_counts::virtual_within,
    &simulated_counts::wait_of_answered,
    &simulated_counts::wait_of_abandoned,
    &simulated_counts::waiting_time,
    &simulated_counts::handling_time,
    &simulated_counts::overtime,
    &simulated_counts::ready_time,
    &simulated_counts::waiting_at_end,
    &simulated_counts::handled_at_end,
    &simulated_counts::handed_over,
    &simulated_counts::lost_again,
    &simulated_counts::called_back,
    &simulated_counts::wait_of_called_back,
    &simulated_counts::waiting_for_callback,
    &simulated_counts::callbacks_at_end,
};

constexpr void add(simulated_counts& sum, const simulated_counts& more) {
  for (const auto member : simulated_members) sum.*member += more.*member;
}

[[nodiscard]] constexpr simulated_counts mean_of(const simulated_counts& sum, double count) {
  simulated_counts mean;
  for (const auto member : simulated_members) mean.*member = sum.*member / count;
  return mean;
}

}  // namespace detail

/// Both sides of the service level's fraction, as numbers of contacts. Where the definition has all
/// of answered + abandoned below, the blocked stand there as well, as in every queue with lines. Who is
/// called back is offered, and not in time.
[[nodiscard]] constexpr service_level_shares service_level_counts(
    const simulated_counts& counts, service_level_definition definition) {
  const double ended = counts.answered + counts.abandoned;
  switch (definition) {
    case service_level_definition::offered:
      return {counts.answered_within, counts.offered};
    case service_level_definition::answered:
      return {counts.answered_within, counts.answered};
    case service_level_definition::exclude_abandoned_within:
      return {counts.answered_within, ended - counts.abandoned_within};
    case service_level_definition::positive:
      return {counts.answered_within + counts.abandoned_within, counts.offered};
    case service_level_definition::exclude_short:
      return {counts.answered_within, ended - counts.short_abandoned};
    case service_level_definition::positive_short:
      return {counts.answered_within + counts.short_abandoned, counts.offered};
    case service_level_definition::virtual_wait:
      break;
  }
  return {counts.virtual_within, counts.offered};
}

}  // namespace krarup
