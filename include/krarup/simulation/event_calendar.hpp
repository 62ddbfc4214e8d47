// What is going to happen, in the order of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace krarup {

/// Kinds of events; of those at the same time the first by this list comes first.
enum class event_kind : std::uint32_t {
  change_of_agents,
  hang_up,
  end_of_contact,
  arrival,
  redial
};

/// One that is of no contact any more has an old version.
struct event {
  double time;
  event_kind kind;
  std::uint32_t what;  ///< contact or class
  std::uint32_t version = 0;

  /// Whether it comes first.
  [[nodiscard]] constexpr bool before(const event& other) const {
    return time != other.time ? time < other.time : kind < other.kind;
  }
};

/// A heap of events, four children to a node.
class event_calendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  void clear() { heap_.clear(); }

  void push(const event& one) {
    std::size_t hole = heap_.size();
    heap_.push_back(one);
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 4;
      if (!one.before(heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = one;
  }

  /// The first event, taken out; there must be one.
  event pop() {
    const event first = heap_.front();
    const event moved = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    std::size_t hole = 0;
    for (std::size_t child = 1; child < size; child = 4 * hole + 1) {
      std::size_t least = child;
      for (std::size_t i = child + 1; i < child + 4 && i < size; ++i) {
        if (heap_[i].before(heap_[least])) least = i;
      }
      if (!heap_[least].before(moved)) break;
      heap_[hole] = heap_[least];
      hole = least;
    }
    if (size > 0) heap_[hole] = moved;
    return first;
  }

 private:
  std::vector<event> heap_;
};

}  // namespace krarup
