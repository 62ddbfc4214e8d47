// What a day's rows come to, in words.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <krarup/staffing/day_plan.hpp>
#include <krarup/transient/day_performance.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "forecast.hpp"
#include "whole_day.hpp"

namespace krarup::cli {

/// An interval, and what happens in it; by itself, unless a day is carried on.
struct answered_row {
  forecast_row asked;
  day_plan_row planned;
  const time_varying_row* carried = nullptr;
};

/// What rows come to.
class sums_of_rows {
 public:
  void add(const answered_row& row, const std::string& file);

  [[nodiscard]] day_totals totals() const { return sums_.totals(); }
  /// Contacts of the intervals with an answer, without those who call again.
  [[nodiscard]] contacts first_attempts() const { return contacts(first_attempts_); }
  /// Where the most agents are required.
  [[nodiscard]] const std::string& peak() const { return peak_; }

 private:
  day_sums sums_;
  double first_attempts_ = 0.0;
  std::optional<agents> most_;
  std::string peak_;
};

/// The totals, a line each; `carried` where the day is carried on by the method.
[[nodiscard]] std::string totals_of(const forecast_reader& forecast, const sums_of_rows& rows,
                                    const std::optional<day_in_one_piece>& method,
                                    const std::optional<time_varying_performance>& carried);

}  // namespace krarup::cli
