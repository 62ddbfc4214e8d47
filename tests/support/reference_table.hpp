// A table of tests/reference, by row number and column name.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace krarup::support {

/// Cells are kept as the text that stands in the file. Lines that begin with # are skipped, the
/// first other line names the columns, an empty cell is a missing value; no cell is quoted.
/// Errors    std::runtime_error that says what is missing or malformed, and where.
class reference_table {
 public:
  /// `path` within tests/reference.
  explicit reference_table(const std::string& path) : path_(path) {
    std::ifstream file(std::string(KRARUP_REFERENCE) + "/" + path);
    if (!file) throw std::runtime_error(path + ": no such table in " KRARUP_REFERENCE);
    std::string line;
    for (std::size_t number = 1; std::getline(file, line); ++number) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line.empty() || line.front() == '#') continue;
      std::vector<std::string> cells = split(line);
      if (columns_.empty()) {
        columns_ = std::move(cells);
        continue;
      }
      if (cells.size() != columns_.size()) {
        throw std::runtime_error(path + ", line " + std::to_string(number) + ": " +
                                 std::to_string(cells.size()) + " cells under " +
                                 std::to_string(columns_.size()) + " names");
      }
      rows_.push_back(std::move(cells));
    }
    if (rows_.empty()) throw std::runtime_error(path + ": the table has no rows");
  }

  [[nodiscard]] std::size_t rows() const { return rows_.size(); }

  [[nodiscard]] const std::string& text(std::size_t row, const std::string& column) const {
    const auto name = std::find(columns_.begin(), columns_.end(), column);
    if (name == columns_.end()) throw std::runtime_error(path_ + ": no column " + column);
    return rows_.at(row).at(static_cast<std::size_t>(std::distance(columns_.begin(), name)));
  }
  [[nodiscard]] bool missing(std::size_t row, const std::string& column) const {
    return text(row, column).empty();
  }

  /// The nearest double: exact for the inputs, which are doubles written in full.
  [[nodiscard]] double number(std::size_t row, const std::string& column) const {
    return parse(row, column, std::strtod);
  }
  /// With digits to spare, for what a double is compared with.
  [[nodiscard]] long double precise(std::size_t row, const std::string& column) const {
    return parse(row, column, std::strtold);
  }

  /// Where a row stands, for messages: "erlang_b.csv row 3 (servers 10, offered_load 8.5)".
  [[nodiscard]] std::string where(std::size_t row, const std::vector<std::string>& inputs) const {
    std::string sentence = path_ + " row " + std::to_string(row);
    for (const std::string& input : inputs) {
      sentence += (&input == &inputs.front() ? " (" : ", ") + input + " " + text(row, input);
    }
    return sentence + (inputs.empty() ? "" : ")");
  }

 private:
  static std::vector<std::string> split(const std::string& line) {
    std::vector<std::string> cells;
    std::istringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (line.back() == ',') cells.emplace_back();
    return cells;
  }

  template <class Number>
  Number parse(std::size_t row, const std::string& column,
               Number (*read)(const char*, char**)) const {
    const std::string& cell = text(row, column);
    char* end = nullptr;
    const Number value = read(cell.c_str(), &end);
    if (cell.empty() || *end != '\0') {
      throw std::runtime_error(where(row, {}) + ": " + column + " is no number, got \"" + cell +
                               "\"");
    }
    return value;
  }

  std::string path_;
  std::vector<std::string> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace krarup::support
