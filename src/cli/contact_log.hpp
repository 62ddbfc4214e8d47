// A log with a row for each contact, by the columns that the question names.
#pragma once

#include <string_view>
#include <vector>

#include "arguments.hpp"
#include "commands.hpp"
#include "start_time.hpp"

namespace krarup::cli {

struct contact_log {
  std::vector<double> wait;
  std::vector<unsigned char> abandoned;
  std::vector<double> handle_time;  ///< of answered contacts
  std::vector<start_time>
      arrival;  ///< with dates, all or none of them zoned; empty without a column
};

/// Errors    bad_forecast with everything that is wrong.
[[nodiscard]] contact_log read_log(const fit_question& asked);

/// Errors    std::invalid_argument for what is no time, or a negative one.
[[nodiscard]] double read_seconds(std::string_view text, notation as);

}  // namespace krarup::cli
