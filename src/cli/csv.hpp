// A small reader of comma-separated values (RFC 4180): quoted cells, CRLF or LF, with or without a
// byte order mark.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace krarup::cli {

/// One record, and where it begins. A quoted cell may hold line breaks, so lines are not records.
struct csv_record {
  std::size_t line;  ///< of the file, from 1
  std::vector<std::string> cells;
};

/// Every record that is not an empty line. Spaces around a cell without quotes are no part of it.
/// Errors    std::invalid_argument, "12: ..." for line 12, for a quote that is never closed, or
///           that stands or ends inside a cell.
[[nodiscard]] std::vector<csv_record> read_csv(std::string_view text);

/// The cell as it is written: in quotes where it holds a comma, a quote or a line break.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace krarup::cli
