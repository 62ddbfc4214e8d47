#include "table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <ostream>

#include "csv.hpp"

namespace krarup::cli {

namespace {

std::string all_digits(double value) {
  if (std::isnan(value)) return "";
  char digits[64];
  const char* end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  return {static_cast<const char*>(digits), end};
}

/// Characters of UTF-8: bytes that do not continue one.
std::size_t width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) >> 6) != 2; }));
}

}  // namespace

std::string formatted(double value, shown as) {
  if (std::isnan(value)) return "-";
  if (std::isinf(value)) return "inf";
  const bool percent = as == shown::percent;
  const int decimals = percent ? 2 : as == shown::tenths ? 1 : 0;
  char digits[400];  // the largest double has 309 before its point
  std::snprintf(digits, sizeof digits, "%.*f%s", decimals, percent ? 100.0 * value : value,
                percent ? "%" : "");
  return digits;
}

void print_aligned(const std::vector<column>& columns, std::size_t rows, std::ostream& out) {
  const auto cell = [](const column& each, std::size_t row) {
    return each.text ? each.text(row) : formatted(each.number(row), each.as);
  };
  std::vector<std::vector<std::string>> lines(rows + 1);
  for (const column& each : columns) {
    lines[0].emplace_back(each.heading);
    for (std::size_t row = 0; row < rows; ++row) lines[row + 1].push_back(cell(each, row));
    std::size_t widest = 0;
    for (const auto& line : lines) widest = std::max(widest, width(line.back()));
    for (auto& line : lines) {
      const std::string padding(widest - width(line.back()), ' ');
      line.back() = each.text ? line.back() + padding : padding + line.back();
    }
  }
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) out << (i > 0 ? "  " : "") << line[i];
    out << '\n';
  }
}

void print_csv(const std::vector<column>& columns, std::size_t rows, std::ostream& out) {
  const auto print_line = [&](auto&& cell) {
    for (std::size_t i = 0; i < columns.size(); ++i) out << (i > 0 ? "," : "") << cell(columns[i]);
    out << '\n';
  };
  print_line([](const column& each) { return each.name; });
  for (std::size_t row = 0; row < rows; ++row) {
    print_line([row](const column& each) {
      return each.text ? csv_cell(each.text(row)) : all_digits(each.number(row));
    });
  }
}

}  // namespace krarup::cli
