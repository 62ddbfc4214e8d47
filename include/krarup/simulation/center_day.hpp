// A contact center through a day, made ready to be simulated.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A center, its agents and its laws, made ready for replications, which share it.
class center_day {
 public:
  /// Errors    as check(center, on_phone), and as day_stretches and volume_factors; std::domain_error
  ///           for a break that does not lie in the day, or of more agents than there are.
  center_day(contact_center center, std::span<const agents> on_phone)
      : center_(checked(std::move(center), on_phone)), volume_(center_.dispersion) {
    for (const contact_class& one : center_.classes) {
      stretches_.emplace_back(one.intervals, on_phone, one.handle_time, one.patience);
    }
    find_changes();
  }

  [[nodiscard]] const contact_center& center() const { return center_; }

  /// Has each run ask now and then, with the time that it has come to, s; false: no more contacts come.
  void ask(std::function<bool(double)> go_on) { go_on_ = std::move(go_on); }

 private:
  friend class center_replication;

  struct change_of_agents {
    double time;
    std::size_t agents;  // from then on
  };

  static contact_center checked(contact_center center, std::span<const agents> on_phone) {
    check(center, on_phone);
    return center;
  }

  /// The numbers of agents through the day, breaks taken off, and how long they are there.
  void find_changes() {
    const day_stretches& clock = stretches_.front();
    const double end = clock[clock.size() - 1].end;
    std::vector<double> times;
    for (std::size_t i = 0; i < clock.size(); ++i) times.push_back(clock[i].begin);
    for (const agents_away& away : center_.breaks) {
      const double from = away.from.count();
      const double to = away.to.count();
      const double count = away.count.count();
      detail::require(from >= 0.0 && from < end, "a break's beginning", "in the day", from);
      detail::require(to > from && to <= end, "a break's end", "after its beginning, in the day",
                      to);
      detail::require(count == std::floor(count), "agents on a break", "whole", count);
      times.push_back(from);
      if (to < end) times.push_back(to);
    }
    std::sort(times.begin(), times.end());
    times.erase(std::unique(times.begin(), times.end()), times.end());
    ready_time_.assign(clock.size(), 0.0);
    std::size_t i = 0;
    for (std::size_t k = 0; k < times.size(); ++k) {
      while (clock[i].end <= times[k]) ++i;
      double there = static_cast<double>(clock[i].agents);
      for (const agents_away& away : center_.breaks) {
        if (away.from.count() <= times[k] && times[k] < away.to.count()) {
          there -= away.count.count();
        }
      }
      detail::require(there >= 0.0, "agents who are not on a break", ">= 0", there);
      const double until = k + 1 < times.size() ? times[k + 1] : end;
      ready_time_[i] += there * (until - times[k]);
      const auto count = static_cast<std::size_t>(there);
      if (changes_.empty() || changes_.back().agents != count)
        changes_.push_back({times[k], count});
    }
  }

  contact_center center_;
  volume_factors volume_;
  std::vector<day_stretches> stretches_;   // of each class
  std::vector<change_of_agents> changes_;  // the first at the day's beginning
  std::vector<double> ready_time_;         // of each stretch
  std::function<bool(double)> go_on_;
};

}  // namespace krarup
