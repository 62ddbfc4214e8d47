// A contact center through a day, made ready to be simulated.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A center, its agents and its laws, made ready for replications, which share it.
class center_day {
 public:
  /// Errors    as check(center, on_phone), and as day_stretches and volume_factors.
  center_day(contact_center center, std::span<const agents> on_phone)
      : center_(checked(std::move(center), on_phone)), volume_(center_.dispersion) {
    for (const contact_class& one : center_.classes) {
      stretches_.emplace_back(one.intervals, on_phone, one.handle_time, one.patience);
    }
  }

  [[nodiscard]] const contact_center& center() const { return center_; }

 private:
  friend class center_replication;

  static contact_center checked(contact_center center, std::span<const agents> on_phone) {
    check(center, on_phone);
    return center;
  }

  contact_center center_;
  volume_factors volume_;
  std::vector<day_stretches> stretches_;  // of each class
};

}  // namespace krarup
