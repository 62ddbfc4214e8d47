// What is going to happen, in the order of time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <krarup/detail/fast_math.hpp>

namespace krarup {

/// Kinds of events; of those at the same time the first by this list comes first.
enum class event_kind : std::uint32_t { change_of_agents, hang_up, end_of_contact, redial };

/// One that is of no contact any more has an old version.
class event {
 public:
  /// `what` is a contact or a stretch; below 2^30.
  event(double time, event_kind kind, std::uint32_t what, std::uint32_t version = 0)
      : time_(time),
        kind_and_what_(static_cast<std::uint32_t>(kind) << 30 | what),
        version_(version) {}

  [[nodiscard]] double time() const { return time_; }
  [[nodiscard]] event_kind kind() const { return event_kind{kind_and_what_ >> 30}; }
  [[nodiscard]] std::uint32_t what() const { return kind_and_what_ & 0x3FFFFFFF; }
  [[nodiscard]] std::uint32_t version() const { return version_; }

  /// Whether it comes first.
  [[nodiscard]] bool before(const event& other) const {
    return static_cast<bool>(  // without branches, which nobody could predict
        static_cast<int>(time_ < other.time_) |
        (static_cast<int>(time_ == other.time_) &
         static_cast<int>(kind_and_what_ < other.kind_and_what_)));
  }

 private:
  double time_;
  std::uint32_t kind_and_what_;
  std::uint32_t version_;
};

/// A heap of events.
class event_calendar {
 public:
  [[nodiscard]] bool empty() const { return heap_.empty(); }
  void clear() { heap_.clear(); }
  /// The first event; there must be one.
  [[nodiscard]] const event& first() const { return heap_.front(); }

  void push(event one) {
    heap_.push_back(one);
    rise(heap_.size() - 1, one);
  }

  /// Takes the first out. Its place falls to the bottom by the earlier child each time, where the last
  /// event, which belongs far down, takes it: fewer comparisons than to stop on the way.
  void pop() {
    const event moved = heap_.back();
    heap_.pop_back();
    const std::size_t size = heap_.size();
    if (size == 0) return;
    std::size_t hole = 0;
    std::size_t child = 1;
    for (; child + 1 < size; child = 2 * hole + 1) {
      child += static_cast<std::size_t>(heap_[child + 1].before(heap_[child]));
      heap_[hole] = heap_[child];
      hole = child;
    }
    if (child < size) {
      heap_[hole] = heap_[child];
      hole = child;
    }
    rise(hole, moved);
  }

 private:
  void rise(std::size_t hole, event one) {
    while (hole > 0) {
      const std::size_t parent = (hole - 1) / 2;
      if (!one.before(heap_[parent])) break;
      heap_[hole] = heap_[parent];
      hole = parent;
    }
    heap_[hole] = one;
  }

  std::vector<event> heap_;
};

}  // namespace krarup
