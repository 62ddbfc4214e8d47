// Times of which the least is asked for, and gives way to a later one.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <vector>

#include <krarup/detail/fast_math.hpp>

namespace krarup {

/// A heap of times, the least first.
class least_times {
 public:
  [[nodiscard]] bool empty() const { return times_.empty(); }
  [[nodiscard]] std::size_t size() const { return times_.size(); }
  /// There must be one.
  [[nodiscard]] double least() const { return times_.front(); }

  void push(double time) {
    times_.push_back(time);
    std::push_heap(times_.begin(), times_.end(), std::greater<>());
  }
  void pop() {
    std::pop_heap(times_.begin(), times_.end(), std::greater<>());
    times_.pop_back();
  }

  /// The times themselves, to be changed by `change`, in no order.
  template <class Change>
  void change(const Change& change) {
    change(times_);
    std::make_heap(times_.begin(), times_.end(), std::greater<>());
  }

  /// The least gives way to another.
  void replace_least(double time) {
    double* const heap = times_.data();
    const std::size_t size = times_.size();
    std::size_t hole = 0;
    std::size_t child = 1;
    while (child + 1 < size) {
      child += static_cast<std::size_t>(heap[child + 1] < heap[child]);
      if (heap[child] >= time) break;
      heap[hole] = heap[child];
      hole = child;
      child = 2 * hole + 1;
    }
    if (child + 1 == size && heap[child] < time) {
      heap[hole] = heap[child];
      hole = child;
    }
    heap[hole] = time;
  }

 private:
  std::vector<double> times_;
};

}  // namespace krarup
