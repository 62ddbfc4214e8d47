// A forecast's day as a simulation takes it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "forecast.hpp"

namespace krarup::cli {

/// The rows of a forecast as one day.
struct simulated_rows {
  std::vector<question> told;
  std::vector<std::string> starts;
  std::vector<time_varying_interval> intervals;
  std::vector<agents> on_phone;

  /// Errors    std::domain_error for a row that does not begin when the one before it ends, and for one
  ///           that tells of the whole day what the first one does not.
  void add(const forecast_row& row);

 private:
  forecast_row before_{};
};

/// What the rows describe: one queue, or, where contacts call again, a center of one class.
class simulation {
 public:
  simulation(const simulated_rows& rows, leaving_agents leaving, bool slopes,
             std::vector<double> start);

  /// Errors    as simulate().
  [[nodiscard]] simulated_day replicate(const replication_plan& plan) const;

  /// Of the first replication.
  [[nodiscard]] contact_columns contacts(std::uint64_t seed) const;

 private:
  time_varying_queue day_;
  std::vector<agents> on_phone_;
  simulated_laws laws_;
  service_level_question level_{};
  std::optional<contact_center> center_;
};

}  // namespace krarup::cli
