#include "table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <utility>

#include "csv.hpp"
#include "readable.hpp"

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

aligned_table::aligned_table(std::vector<column> columns)
    : columns_(std::move(columns)), widths_(columns_.size()) {
  for (std::size_t i = 0; i < columns_.size(); ++i) hold(i, std::string(columns_[i].heading));
}

void aligned_table::add(std::span<const cell> row) {
  for (std::size_t i = 0; i < row.size(); ++i) {
    const double* const number = std::get_if<double>(&row[i]);
    hold(i, number != nullptr ? formatted(*number, columns_[i].as)
                              : readable(std::get<std::string_view>(row[i])));
  }
}

void aligned_table::hold(std::size_t column, std::string text) {
  widths_[column] = std::max(widths_[column], width(text));
  text += '\0';
  cells_.write(text);
}

void aligned_table::print(const writer& write) const {
  std::string begun;  // a cell whose end is in the next piece
  std::size_t column = 0;
  cells_.read([&](std::string_view piece) {
    std::string lines;
    for (std::size_t end = piece.find('\0'); end != std::string_view::npos;
         end = piece.find('\0')) {
      begun += piece.substr(0, end);
      piece.remove_prefix(end + 1);
      const std::string padding(widths_[column] - width(begun), ' ');
      if (column > 0) lines += "  ";
      lines += columns_[column].as == shown::text ? begun + padding : padding + begun;
      begun.clear();
      if (++column < columns_.size()) continue;
      column = 0;
      lines += '\n';
    }
    begun += piece;
    write(lines);
  });
}

std::string csv_line(std::span<const cell> row) {
  std::string line;
  for (const cell& each : row) {
    const double* const number = std::get_if<double>(&each);
    line += number != nullptr ? all_digits(*number) : csv_cell(std::get<std::string_view>(each));
    line += ',';
  }
  line.back() = '\n';
  return line;
}

std::string csv_header(std::span<const column> columns) {
  std::string line;
  for (const column& each : columns) line += std::string(each.name) + ",";
  line.back() = '\n';
  return line;
}

}  // namespace krarup::cli
