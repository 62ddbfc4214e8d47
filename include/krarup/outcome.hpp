// An answer, or the reason why there is none. That no number of agents keeps a promise is a result,
// not an error.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include <krarup/detail/fast_math.hpp>

namespace krarup {

/// Why a question has no answer.
enum class unreachable {
  perfect_service_level,  ///< a service level of 1: any number of agents leaves some late
  no_wait_at_all,         ///< a mean wait of 0 with contacts offered
  no_wait_ever,           ///< a probability of wait of 0 with contacts offered
  no_blocking,            ///< a probability of blocking of 0 with contacts offered
  no_abandonment,         ///< a probability of abandonment of 0 where contacts lose patience
  idle_agents,            ///< an occupancy of 0 with contacts offered
  above_ceiling,          ///< these agents never reach that level, however long the answer time
  below_floor,            ///< these agents cannot do less even if every contact were patient
  too_few_agents,         ///< these agents miss the target with no work at all to do
  unlimited,              ///< every value meets the target: there is no largest one
  endless_queue,          ///< the agents cannot carry the load: more and more contacts wait
  beyond_numbers,         ///< the answer exceeds the largest number a double holds exactly
  unbounded_volume,       ///< a promise for certain about a volume that has no largest value
  too_few_lines,          ///< even an agent for every line misses the target
};

/// The reason as a sentence.
[[nodiscard]] constexpr const char* explain(unreachable reason) {
  switch (reason) {
    case unreachable::perfect_service_level:
      return "no finite number of agents answers every contact in time";
    case unreachable::no_wait_at_all:
      return "no finite number of agents brings the mean wait to 0";
    case unreachable::no_wait_ever:
      return "no finite number of agents makes waiting impossible";
    case unreachable::no_blocking:
      return "no finite number of trunks makes blocking impossible";
    case unreachable::no_abandonment:
      return "no finite number of agents keeps every contact from hanging up";
    case unreachable::idle_agents:
      return "no finite number of agents brings occupancy to 0 while contacts arrive";
    case unreachable::above_ceiling:
      return "the level lies above what these agents reach for any answer time";
    case unreachable::below_floor:
      return "the abandonment lies outside what these agents can show for any patience";
    case unreachable::too_few_agents:
      return "these agents miss the target for every load";
    case unreachable::unlimited:
      return "every value meets the target: there is no largest one";
    case unreachable::endless_queue:
      return "these agents cannot carry the load: the queue grows without end";
    case unreachable::beyond_numbers:
      return "the answer is beyond 2^53";
    case unreachable::unbounded_volume:
      return "the volume exceeds every number with some probability";
    case unreachable::too_few_lines:
      return "even an agent for every line misses the target";
  }
  return "";
}

/// A value, or the reason why it does not exist; used like std::optional.
template <class Value>
class outcome {
 public:
  constexpr outcome(Value value) : value_(std::move(value)), why_() {}  // NOLINT
  constexpr outcome(unreachable why) : why_(why) {}                     // NOLINT

  [[nodiscard]] constexpr bool has_value() const { return value_.has_value(); }
  [[nodiscard]] constexpr explicit operator bool() const { return has_value(); }

  /// Errors    std::logic_error with the reason where there is no value.
  [[nodiscard]] constexpr const Value& value() const {
    if (!value_) throw std::logic_error(explain(why_));
    return *value_;
  }
  [[nodiscard]] constexpr const Value& operator*() const { return value(); }
  [[nodiscard]] constexpr const Value* operator->() const { return &value(); }

  /// Errors    std::logic_error where there is a value.
  [[nodiscard]] constexpr unreachable why() const {
    if (value_) throw std::logic_error("the question was answered: there is no reason to give");
    return why_;
  }

 private:
  std::optional<Value> value_;
  unreachable why_;
};

}  // namespace krarup
