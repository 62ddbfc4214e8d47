// What happens through a day: a row for each interval, and what the day comes to.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// An interval of a day. Shares and waits are those of the contacts that arrive in it, whenever they
/// are answered; queue length and occupancy are averages over its time.
struct time_varying_row {
  contacts offered;                               ///< arrive in it, on average
  contacts answered;                              ///< of those, whenever it is
  krarup::performance performance;                ///< offered_load is that of its mean arrival rate
  service_level_shares shares_for_service_level;  ///< each over offered
  double carried_over;                            ///< contacts that wait at its end, on average
  double probability_of_carrying_over;            ///< somebody waits at its end
  duration overrun;  ///< agents' time, on average, after its end, of those who leave with a contact
};

/// A day. Each measure weighs an interval by what it is a share of.
struct time_varying_performance {
  std::vector<time_varying_row> rows;
  contacts offered;
  double service_level;              ///< the denominator is the definition's
  duration average_speed_of_answer;  ///< over answered
  double probability_of_wait;        ///< over offered
  double probability_of_abandonment;
  double probability_of_blocking;
  double occupancy;                ///< handling time / ready time
  double probability_of_clearing;  ///< nobody waits or is being handled at the end of the day
  duration overtime;  ///< from the end of the day until the last contact that waited or was being
                      ///< handled is gone, on average, under the agents of the last interval
  double error;       ///< the states' probabilities are wrong by no more than this, summed
};

namespace detail {

/// Share of the contacts offered to a stationary queue that it answers.
/// Limits    0 where no answer comes: without agents those who neither hang up nor are blocked wait for
///           ever.
[[nodiscard]] inline double share_answered(const performance& of) {
  const double lost = of.probability_of_abandonment + of.probability_of_blocking;
  return of.agents.count() > 0.0 ? std::max(0.0, 1.0 - lost) : 0.0;
}

/// The day that these rows come to, but for what only its end says.
[[nodiscard]] inline time_varying_performance day_of(std::vector<time_varying_row> rows,
                                                     const std::vector<duration>& lengths) {
  double offered = 0.0;
  double in_time = 0.0;
  double counted = 0.0;
  double answered = 0.0;
  double waited = 0.0;
  double waiting = 0.0;
  double abandoned = 0.0;
  double blocked = 0.0;
  double handling = 0.0;
  double ready = 0.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const time_varying_row& row = rows[i];
    const performance& measures = row.performance;
    const double volume = row.offered.count();
    const double reached = row.answered.count();
    offered += volume;
    in_time += volume * row.shares_for_service_level.in_time;
    counted += volume * row.shares_for_service_level.counted;
    answered += reached;
    if (reached > 0.0) waited += reached * measures.average_speed_of_answer.count();
    waiting += volume * measures.probability_of_wait;
    abandoned += volume * measures.probability_of_abandonment;
    blocked += volume * measures.probability_of_blocking;
    const double time = measures.agents.count() * lengths[i].count();
    handling += time * measures.occupancy;
    ready += time;
  }
  const auto of_offered = [offered](double sum) { return offered > 0.0 ? sum / offered : 0.0; };
  const double no_answer = offered > 0.0 ? infinity : 0.0;
  const double none_counted = offered > 0.0 ? 0.0 : 1.0;
  return {
      .rows = std::move(rows),
      .offered = contacts(offered),
      .service_level = counted > 0.0 ? in_time / counted : none_counted,
      .average_speed_of_answer = duration(answered > 0.0 ? waited / answered : no_answer),
      .probability_of_wait = of_offered(waiting),
      .probability_of_abandonment = of_offered(abandoned),
      .probability_of_blocking = of_offered(blocked),
      .occupancy = ready > 0.0 ? handling / ready : (offered > 0.0 ? 1.0 : 0.0),
      .probability_of_clearing = 0.0,
      .overtime = duration(0),
      .error = 0.0,
  };
}

}  // namespace detail

}  // namespace krarup
