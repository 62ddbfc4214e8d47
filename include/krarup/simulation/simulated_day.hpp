// How a simulation is asked for, and what it answers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include <krarup/performance.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// By which method one queue is simulated. Answers of both have the same law, not the same bits.
enum class queue_engine {
  fastest,     ///< by offered waits where handle times are exponential and it can be done
               ///< (has_offered_waits), else as first_come
  first_come,  ///< agent by agent, each contact with its own handle time, the same in every plan of a
               ///< seed; contact_columns are always of this one
};

/// How often, how exactly and how.
struct replication_plan {
  std::size_t replications = 1000;  ///< > 1; at most, where a half-width is wanted
  std::uint64_t seed = 1;           ///< two plans of the same seed meet the same contacts
  unsigned threads = 0;             ///< 0: as many as the machine has
  proportion confidence = 0.95;     ///< of each interval by itself, not of all of them together
  /// Of the day's service level, of each class: stop then, though not before 512 replications.
  std::optional<double> half_width = {};
  /// Told how many replications are done, some ten times a second where one takes no longer, by the
  /// thread that simulates; false: stop, and rest on the rounds of 64 that are complete.
  std::function<bool(std::size_t)> go_on = {};
  queue_engine engine = queue_engine::fastest;  ///< of one queue; several classes have one engine
};

/// Half-widths of confidence intervals, which have the measures of `performance` in their middle.
/// Infinite with fewer than two replications. 0 where in no replication there was anything that the
/// measure is a share or a mean of: it is then what its limits say, and no estimate.
struct performance_half_widths {
  double occupancy;
  double probability_of_wait;
  double service_level;
  duration average_speed_of_answer;
  double mean_queue_length;
  double probability_of_abandonment;
  double probability_of_blocking;
};

/// An interval, or the day. Contacts belong to the interval in which they came, times to the one in
/// which they passed.
struct simulated_interval {
  /// Each a ratio of means over replications. offered_load is the intervals' own, not simulated; of
  /// the day, agents and offered_load are averages over its time. probability_of_wait is over offered,
  /// of those who find a line; service_level as its definition says (service_level_counts). Overtime
  /// is no part of occupancy. Where contacts came and nobody was answered, the average speed of answer
  /// is infinite; where they came and no agent was ready, occupancy is 1, of each class.
  krarup::performance performance;
  performance_half_widths half_widths;
  simulated_counts counts;  ///< of a replication, on average
};

/// Of one queue, or of one class of contacts.
struct simulated_day {
  std::vector<simulated_interval> intervals;
  simulated_interval day;
  std::size_t replications;  ///< that the answer rests on
  bool reached;  ///< the half-width, or without one all replications: nothing stopped it early
};

/// Of each class. Agents are those of all; a class's occupancy is its own share of their ready time.
struct simulated_center {
  std::vector<simulated_day> classes;
};

}  // namespace krarup
