// Tables as programs save them: cells separated by commas, semicolons or tabs (RFC 4180), quoted
// cells, line ends of every kind, with or without a byte order mark; UTF-8. Read record by record,
// in memory that does not grow with the file.
#pragma once

#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace krarup::cli {

/// A file that cannot be read on, and why.
class bad_csv : public std::runtime_error {
 public:
  bad_csv(std::size_t line, const std::string& complaint)
      : std::runtime_error(complaint), line_(line) {}
  [[nodiscard]] std::size_t line() const { return line_; }  ///< from 1; 0 for the whole file

 private:
  std::size_t line_;
};

/// One record, and where it begins. A quoted cell may hold line breaks, so lines are not records.
struct csv_record {
  std::size_t line = 0;  ///< of the file, from 1
  std::vector<std::string> cells = {};
  bool ended = true;  ///< by a line end, not by the end of the file
};

class csv_reader {
 public:
  /// Puts up to `count` bytes there and says how many; 0 at the end.
  using source = std::function<std::size_t(char* bytes, std::size_t count)>;

  /// Reads the header. What separates its names outside quotes separates all cells: commas,
  /// semicolons or tabs. Where several of them stand in it, that counts by which a column has the
  /// name that is needed. A first line "sep=;" says it in Excel's way.
  /// Errors    bad_csv, also for what is no such file: UTF-16, archives, workbooks, no line at all.
  csv_reader(source read, std::string_view needed);

  [[nodiscard]] const csv_record& header() const { return header_; }
  /// A comma where semicolons separate, else a point.
  [[nodiscard]] char decimal() const { return separator_ == ';' ? ',' : '.'; }

  /// The next record that is not an empty line; false at the end. Spaces around a cell without
  /// quotes are no part of it.
  /// Errors    bad_csv for a quote that is never closed, or that stands or ends inside a cell, for
  ///           text that is not UTF-8, and for a record of more than 1 MiB.
  [[nodiscard]] bool next(csv_record& record);

 private:
  struct attempt;

  [[nodiscard]] bool at_end();
  [[nodiscard]] char peek() const { return buffer_[at_] == '\r' ? '\n' : buffer_[at_]; }
  char take();
  void fill();
  void take_ordinary(std::string& cell);
  void take_quoted(std::string& cell);
  void take_cell(std::string& cell);
  void take_record(csv_record& record);
  void take_separator_line();
  [[nodiscard]] attempt read_header_by(char separator);
  [[noreturn]] void refuse(const std::string& complaint) const;

  source read_;
  std::string buffer_;
  std::size_t at_ = 0, filled_ = 0;  ///< in the buffer
  std::size_t before_ = 0;           ///< bytes of the file that came before the buffer's
  bool exhausted_ = false;
  std::size_t line_ = 1, record_begin_ = 0;
  char separator_ = ',';
  csv_record header_;
};

/// The cell as it is written among commas: in quotes where it holds one, a quote or a line break.
[[nodiscard]] std::string csv_cell(std::string_view text);

}  // namespace krarup::cli
