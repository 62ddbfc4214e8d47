// What happens in a queue: the row everybody prints, and the questions every queue answers.
#pragma once

#include <concepts>

#include <krarup/service_level_definition.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Every measure of the field for one queue under a stated number of agents.
struct performance {
  krarup::agents agents;
  erlangs offered_load;
  double occupancy;                   ///< handling time / agents' ready time; in [0, 1]
  double probability_of_wait;         ///< finds every agent busy; over offered
  double service_level;               ///< the denominator is the definition's
  duration average_speed_of_answer;   ///< mean wait of answered contacts, none-waiters as 0
  double mean_queue_length;           ///< contacts waiting, averaged over time
  double probability_of_abandonment;  ///< hangs up unanswered; over offered; 0 without patience
  double probability_of_blocking;     ///< finds no trunk; over offered; 0 without trunks
};

/// Whose wait is meant.
enum class wait_of {
  offered,          ///< every contact: until answered or hung up, 0 for who does not wait
  answered,         ///< those answered: the average speed of answer
  abandoned,        ///< those who hang up: the average time to abandon
  virtual_contact,  ///< a contact that would wait for ever
};

/// Contacts offered to a queue per time. A queue that wraps another has its own of these functions.
template <class Queue>
requires requires(const Queue queue) {
  { queue.arrival_rate } -> std::convertible_to<rate>;
}
[[nodiscard]] constexpr rate arrival_rate(const Queue& queue) {
  return queue.arrival_rate;
}

/// Mean time that an answered contact takes an agent.
template <class Queue>
requires requires(const Queue queue) {
  { queue.average_handle_time } -> std::convertible_to<duration>;
}
[[nodiscard]] constexpr duration average_handle_time(const Queue& queue) {
  return queue.average_handle_time;
}

/// The same queue under another arrival rate.
template <class Queue>
requires requires(Queue queue, rate arrivals) {
  queue.arrival_rate = arrivals;
}
[[nodiscard]] constexpr Queue with_arrival_rate(Queue queue, rate arrivals) {
  queue.arrival_rate = arrivals;
  return queue;
}

/// The same queue with another average handle time.
template <class Queue>
requires requires(Queue queue, duration t) {
  queue.average_handle_time = t;
}
[[nodiscard]] constexpr Queue with_average_handle_time(Queue queue, duration mean) {
  queue.average_handle_time = mean;
  return queue;
}

/// A queue that staffing and planning can ask. `agents` are what is decided, the queue is what the
/// world brings.
template <class Queue>
concept queue_model = requires(const Queue queue, agents n, duration t) {
  { offered_load(queue) } -> std::same_as<erlangs>;
  { probability_of_wait(queue, n) } -> std::same_as<double>;
  { service_level(queue, n, t, service_level_definition::offered, t) } -> std::same_as<double>;
  {
    shares_for_service_level(queue, n, t, service_level_definition::offered, t)
    } -> std::same_as<service_level_shares>;
  { average_speed_of_answer(queue, n) } -> std::same_as<duration>;
  { mean_wait(queue, n) } -> std::same_as<duration>;
  { mean_queue_length(queue, n) } -> std::same_as<double>;
  { occupancy(queue, n) } -> std::same_as<double>;
};

/// A queue whose contacts can hang up.
template <class Queue>
concept abandoned_queue = queue_model<Queue> && requires(const Queue queue, agents n) {
  { probability_of_abandonment(queue, n) } -> std::same_as<double>;
};

/// A queue that can be full.
template <class Queue>
concept blocked_queue = queue_model<Queue> && requires(const Queue queue, agents n) {
  { probability_of_blocking(queue, n) } -> std::same_as<double>;
};

/// What a queue's agents meet, computed once, with the measures as members: state_of(queue, n).
template <class State>
concept queue_state = requires(const State state, duration t) {
  { state.probability_of_abandonment() } -> std::same_as<double>;
  { state.service_level(t, service_level_definition::offered, t) } -> std::same_as<double>;
};

/// The measures of it, by the names that queues have.
template <queue_state State>
[[nodiscard]] double occupancy(const State& state) {
  return state.occupancy();
}
template <queue_state State>
[[nodiscard]] double probability_of_wait(const State& state) {
  return state.probability_of_wait();
}
template <queue_state State>
[[nodiscard]] double probability_of_abandonment(const State& state) {
  return state.probability_of_abandonment();
}
template <queue_state State>
[[nodiscard]] duration average_speed_of_answer(const State& state) {
  return state.average_speed_of_answer();
}
template <queue_state State>
[[nodiscard]] duration mean_wait(const State& state) {
  return state.mean_wait();
}
template <queue_state State>
[[nodiscard]] double service_level(const State& state, duration t,
                                   service_level_definition definition, duration short_abandon) {
  return state.service_level(t, definition, short_abandon);
}

/// Every measure of it.
template <queue_state State>
[[nodiscard]] performance performance_of(const State& state, agents n, erlangs load,
                                         duration answer_within,
                                         service_level_definition definition,
                                         duration short_abandon) {
  performance row{
      .agents = n,
      .offered_load = load,
      .occupancy = state.occupancy(),
      .probability_of_wait = state.probability_of_wait(),
      .service_level = state.service_level(answer_within, definition, short_abandon),
      .average_speed_of_answer = state.average_speed_of_answer(),
      .mean_queue_length = state.mean_queue_length(),
      .probability_of_abandonment = state.probability_of_abandonment(),
      .probability_of_blocking = 0.0,
  };
  if constexpr (requires { state.probability_of_blocking(); }) {
    row.probability_of_blocking = state.probability_of_blocking();
  }
  return row;
}

/// Every measure at once.
/// Errors    as the queue's own measures.
template <queue_model Queue>
[[nodiscard]] performance evaluate(
    const Queue& queue, agents n, duration answer_within,
    service_level_definition definition = service_level_definition::offered,
    duration short_abandon = duration(0)) {
  if constexpr (requires { state_of(queue, n); }) {
    return performance_of(state_of(queue, n), n, offered_load(queue), answer_within, definition,
                          short_abandon);
  }
  performance row{
      .agents = n,
      .offered_load = offered_load(queue),
      .occupancy = occupancy(queue, n),
      .probability_of_wait = probability_of_wait(queue, n),
      .service_level = service_level(queue, n, answer_within, definition, short_abandon),
      .average_speed_of_answer = average_speed_of_answer(queue, n),
      .mean_queue_length = mean_queue_length(queue, n),
      .probability_of_abandonment = 0.0,
      .probability_of_blocking = 0.0,
  };
  if constexpr (abandoned_queue<Queue>) {
    row.probability_of_abandonment = probability_of_abandonment(queue, n);
  }
  if constexpr (blocked_queue<Queue>) {
    row.probability_of_blocking = probability_of_blocking(queue, n);
  }
  return row;
}

}  // namespace krarup
