#include "csv.hpp"

#include <stdexcept>

namespace krarup::cli {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// A walk over the text that counts lines; CRLF and a lone CR are seen as LF.
class cursor {
 public:
  explicit cursor(std::string_view text) : text_(text) {}

  [[nodiscard]] bool at_end() const { return at_ == text_.size(); }
  [[nodiscard]] std::size_t line() const { return line_; }
  [[nodiscard]] char peek() const { return text_[at_] == '\r' ? '\n' : text_[at_]; }

  char take() {
    const char next = peek();
    if (text_.substr(at_, 2) == "\r\n") ++at_;
    ++at_;
    if (next == '\n') ++line_;
    return next;
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

[[noreturn]] void refuse(std::size_t line, const char* complaint) {
  throw std::invalid_argument(std::to_string(line) + ": " + complaint);
}

/// The inside of a quoted cell, whose opening quote has been taken; "" is one quote.
std::string quoted_cell(cursor& at) {
  const std::size_t opened = at.line();
  std::string cell;
  while (!at.at_end()) {
    const char next = at.take();
    if (next != '"') {
      cell += next;
    } else if (!at.at_end() && at.peek() == '"') {
      cell += at.take();
    } else {
      while (!at.at_end() && (at.peek() == ' ' || at.peek() == '\t')) at.take();
      if (!at.at_end() && at.peek() != ',' && at.peek() != '\n') {
        refuse(at.line(), "a quoted cell must end at its quote, got more after it");
      }
      return cell;
    }
  }
  refuse(opened, "a quoted cell must be closed, got the end of the file");
}

std::string next_cell(cursor& at) {
  std::string cell;
  while (!at.at_end() && at.peek() != ',' && at.peek() != '\n') {
    const char next = at.take();
    if (next == '"') {
      if (!trimmed(cell).empty()) {
        refuse(at.line(), "a quote must open its cell or be doubled, got one inside");
      }
      return quoted_cell(at);
    }
    cell += next;
  }
  return std::string(trimmed(cell));
}

}  // namespace

std::vector<csv_record> read_csv(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<csv_record> records;
  cursor at(text);
  while (!at.at_end()) {
    csv_record record{.line = at.line(), .cells = {}};
    record.cells.push_back(next_cell(at));
    while (!at.at_end() && at.take() == ',') record.cells.push_back(next_cell(at));
    if (record.cells.size() > 1 || !record.cells.front().empty()) {
      records.push_back(std::move(record));
    }
  }
  return records;
}

std::string csv_cell(std::string_view text) {
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string cell = "\"";
  for (const char c : text) {
    cell += c;
    if (c == '"') cell += '"';
  }
  return cell + '"';
}

}  // namespace krarup::cli
