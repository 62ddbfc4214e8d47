// A table of named columns: aligned for people, or comma-separated for programs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "output.hpp"

namespace krarup::cli {

/// How people are shown a column. Programs get every digit, in the column's own unit.
enum class shown {
  text,
  whole,    ///< 14
  tenths,   ///< 10.0
  percent,  ///< 0.7956 as 79.56%
};

/// 0.7956 as "79.56%"; infinity as "inf", NaN as "-".
[[nodiscard]] std::string formatted(double value, shown as);

struct column {
  std::string_view name;     ///< for programs: the glossary's word
  std::string_view heading;  ///< for people
  shown as;
};

using cell = std::variant<double, std::string_view>;

/// Columns as wide as their widest cell, which is known when all rows are.
class aligned_table {
 public:
  explicit aligned_table(std::vector<column> columns);
  void add(std::span<const cell> row);
  void print(const writer& write) const;

 private:
  void hold(std::size_t column, std::string text);

  std::vector<column> columns_;
  std::vector<std::size_t> widths_;
  spool cells_;  ///< each ended by a zero byte
};

/// A line of comma-separated values; NaN is an empty cell.
[[nodiscard]] std::string csv_line(std::span<const cell> row);
[[nodiscard]] std::string csv_header(std::span<const column> columns);

}  // namespace krarup::cli
