// A forecast read from a table: one row an interval, each column a field of the question.
#pragma once

#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "arguments.hpp"

namespace krarup::cli {

struct forecast_row {
  std::size_t line;   ///< of the file
  std::string start;  ///< empty where the table has no such column
  question asked;
};

struct forecast {
  std::string name;
  bool has_start = false;
  std::vector<forecast_row> rows = {};  ///< at least one; in order where their starts are times
  std::vector<std::string> notes = {};  ///< what the reader should know though nothing is wrong
};

/// Everything that is wrong with a forecast, a sentence each.
class bad_forecast : public std::runtime_error {
 public:
  explicit bad_forecast(std::vector<std::string> findings)
      : std::runtime_error(findings.front()), findings_(std::move(findings)) {}
  [[nodiscard]] const std::vector<std::string>& findings() const { return findings_; }

 private:
  std::vector<std::string> findings_;
};

/// Reads the file, or standard input for "-". The options hold for every row.
/// Errors    as read_options; bad_forecast, with every finding of the file.
[[nodiscard]] forecast read_forecast(const std::string& path,
                                     const std::vector<given_option>& options);

}  // namespace krarup::cli
