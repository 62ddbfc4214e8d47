// A table of named columns: aligned for people, or comma-separated for programs.
#pragma once

#include <cstddef>
#include <functional>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace krarup::cli {

/// How people are shown a column's numbers. Programs get every digit, in the column's own unit.
enum class shown {
  whole,    ///< 14
  tenths,   ///< 10.0
  percent,  ///< 0.7956 as 79.56%
};

/// 0.7956 as "79.56%"; infinity as "inf", NaN as "-".
[[nodiscard]] std::string formatted(double value, shown as);

/// A name or a number for each row.
struct column {
  std::string_view name;     ///< for programs: the glossary's word
  std::string_view heading;  ///< for people
  shown as;
  std::function<double(std::size_t row)> number;
  std::function<std::string(std::size_t row)> text;  ///< instead of a number
};

void print_aligned(const std::vector<column>& columns, std::size_t rows, std::ostream& out);

/// NaN is an empty cell.
void print_csv(const std::vector<column>& columns, std::size_t rows, std::ostream& out);

}  // namespace krarup::cli
