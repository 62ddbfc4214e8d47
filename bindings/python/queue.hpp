// The queue that a row of plain numbers describes, and questions to it as ufuncs.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <type_traits>
#include <utility>

#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/units.hpp>

#include "ufunc.hpp"

namespace krarup::python {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Asks the queue that these numbers describe: Erlang C where patience is infinite, else Erlang A.
template <class Question>
auto ask(double contacts_per_second, double handle_time, double patience,
         const Question& question) {
  const rate arrivals = rate::per_second(contacts_per_second);
  if (std::isinf(patience)) return question(erlang_c{arrivals, duration(handle_time)});
  return question(erlang_a{arrivals, duration(handle_time), duration(patience)});
}

template <class Queue>
constexpr bool is_impatient = std::is_same_v<std::remove_cvref_t<Queue>, erlang_a>;

/// The enumerator of this number, which Python had from the same enumeration.
template <class Enumeration>
Enumeration enumerator(double number) {
  return static_cast<Enumeration>(static_cast<int>(number));
}

/// The same enumeration for Python: its names, with their numbers.
template <class Enumeration>
py::dict names(std::initializer_list<std::pair<const char*, Enumeration>> pairs) {
  py::dict numbers;
  for (const auto& [name, value] : pairs) numbers[name] = static_cast<int>(value);
  return numbers;
}

inline double plain(double value) {
  return value;
}
inline double plain(duration value) {
  return value.count();
}
inline double plain(contacts value) {
  return value.count();
}
inline double plain(erlangs value) {
  return value.value();
}
inline double plain(agents value) {
  return value.count();
}
inline double plain(trunks value) {
  return value.count();
}
inline std::array<double, 8> plain(const performance& row) {
  return {row.offered_load.value(),
          row.occupancy,
          row.probability_of_wait,
          row.service_level,
          row.average_speed_of_answer.count(),
          row.mean_queue_length,
          row.probability_of_abandonment,
          row.probability_of_blocking};
}
template <std::size_t Count>
std::array<double, Count> plain(const std::array<double, Count>& values) {
  return values;
}

/// An outcome as two numbers: the value, or `limit` where there is none; and 0, or 1 + the number
/// of the reason.
template <class Value>
std::array<double, 2> value_and_reason(const outcome<Value>& result, double limit = infinity) {
  if (result) return {plain(*result), 0.0};
  return {limit, 1.0 + static_cast<double>(result.why())};
}

/// What n agents can carry: the limit is 0 where no load at all meets the target.
template <class Value>
std::array<double, 2> value_or_nothing(const outcome<Value>& result) {
  const bool endless = !result && result.why() == unreachable::unlimited;
  return value_and_reason(result, endless ? infinity : 0.0);
}

/// A question (queue, n, more...) as a formula on doubles.
template <class Question, class... More>
struct asked {
  auto operator()(double contacts_per_second, double handle_time, double patience, double n,
                  More... more) const {
    return ask(contacts_per_second, handle_time, patience, [&](const auto& queue) {
      return plain(Question{}(queue, fractional_agents(n), more...));
    });
  }
};

/// An ufunc of (contacts per second, handle time, patience, agents, more...); More are doubles.
template <class... More, class Question>
void add_question(py::module_& module, const char* name, Question) {
  add_ufunc(module, name, asked<Question, More...>());
}

}  // namespace krarup::python
