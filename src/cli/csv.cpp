#include "csv.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

namespace krarup::cli {

namespace {

constexpr std::size_t longest_record = std::size_t{1} << 20;

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

struct other_format {
  std::string_view beginning;
  const char* what;
  const char* advice;
};

constexpr const char* from_utf16 = "save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8";
constexpr const char* from_excel =
    "save the sheet as text, in Excel \"CSV UTF-8 (comma delimited)\"";

constexpr std::array other_formats = {
    other_format{"\xFF\xFE", "text in UTF-16", from_utf16},
    other_format{"\xFE\xFF", "text in UTF-16", from_utf16},
    other_format{"PK\x03\x04", "an Excel workbook (.xlsx) or another zip archive", from_excel},
    other_format{"\xD0\xCF\x11\xE0", "an old Excel workbook (.xls)", from_excel},
    other_format{"\x1F\x8B", "a file compressed by gzip", "unpack it first, with gunzip"},
    other_format{"BZh", "a file compressed by bzip2", "unpack it first, with bunzip2"},
    other_format{"\xFD\x37zXZ", "a file compressed by xz", "unpack it first, with unxz"},
    other_format{"\x28\xB5\x2F\xFD", "a file compressed by zstd", "unpack it first, with unzstd"},
    other_format{"PAR1", "a Parquet file", "save the table as comma-separated text"},
    other_format{"%PDF-", "a PDF document", "save the table as comma-separated text"},
};

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The first byte that is no part of UTF-8, as Unicode's table of well-formed sequences has it.
std::optional<unsigned char> first_stray_byte(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  for (std::size_t i = 0; i < text.size();) {
    const unsigned lead = byte(i);
    std::size_t length = 1;
    unsigned least = 0x80;  // of the second byte
    unsigned most = 0xBF;
    if (lead >= 0xC2 && lead <= 0xDF) length = 2;
    if (lead >= 0xE0 && lead <= 0xEF) length = 3;
    if (lead >= 0xF0 && lead <= 0xF4) length = 4;
    if (lead == 0xE0) least = 0xA0;  // shorter sequences say the same
    if (lead == 0xED) most = 0x9F;   // surrogates
    if (lead == 0xF0) least = 0x90;
    if (lead == 0xF4) most = 0x8F;  // beyond U+10FFFF
    bool well = lead < 0x80 || length > 1;
    for (std::size_t k = 1; k < length; ++k) {
      well = well && byte(i + k) >= least && byte(i + k) <= most;
      least = 0x80;
      most = 0xBF;
    }
    if (!well) return static_cast<unsigned char>(lead);
    i += length;
  }
  return std::nullopt;
}

bool plain(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

void csv_reader::refuse(const std::string& complaint) const {
  throw bad_csv(line_, complaint);
}

bool csv_reader::at_end() {
  if (at_ < filled_) return false;
  if (exhausted_) return true;
  before_ += filled_;
  at_ = 0;
  filled_ = read_(buffer_.data(), buffer_.size());
  exhausted_ = filled_ == 0;
  return exhausted_;
}

/// As much of what comes as the buffer holds, so that it can be read more than once.
void csv_reader::fill() {
  std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(at_),
            buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
  before_ += at_;
  filled_ -= at_;
  at_ = 0;
  while (filled_ < buffer_.size() && !exhausted_) {
    const std::size_t count = read_(buffer_.data() + filled_, buffer_.size() - filled_);
    exhausted_ = count == 0;
    filled_ += count;
  }
}

char csv_reader::take() {
  char next = buffer_[at_++];
  if (next == '\0') refuse("must be text, got a zero byte: is it UTF-16, or no text file?");
  if (next == '\r') {
    if (!at_end() && buffer_[at_] == '\n') ++at_;
    next = '\n';
  }
  if (next == '\n') ++line_;
  return next;
}

/// Takes what means nothing but itself, outside quotes and inside.
void csv_reader::take_ordinary(std::string& cell) {
  const char* const begin = buffer_.data() + at_;
  const char* const end = std::find_if(begin, begin + (filled_ - at_), [this](char c) {
    return c == separator_ || c == '"' || c == '\n' || c == '\r' || c == '\0';
  });
  cell.append(begin, end);
  at_ += static_cast<std::size_t>(end - begin);
}

/// The inside of a quoted cell, whose opening quote has been taken; "" is one quote.
void csv_reader::take_quoted(std::string& cell) {
  const std::size_t opened = line_;
  cell.clear();
  while (!at_end()) {
    take_ordinary(cell);
    if (before_ + at_ - record_begin_ > longest_record) {
      throw bad_csv(opened, "a quoted cell must be closed within 1 MiB, got more");
    }
    if (at_end()) break;
    const char next = take();
    if (next != '"') {
      cell += next;
    } else if (!at_end() && peek() == '"') {
      cell += take();
    } else {
      while (!at_end() && peek() != separator_ && (peek() == ' ' || peek() == '\t')) take();
      if (!at_end() && peek() != separator_ && peek() != '\n') {
        refuse("a quoted cell must end at its quote, got more after it");
      }
      return;
    }
  }
  throw bad_csv(opened, "a quoted cell must be closed, got the end of the file");
}

void csv_reader::take_cell(std::string& cell) {
  cell.clear();
  bool quoted = false;
  while (!quoted && !at_end() && peek() != separator_ && peek() != '\n') {
    take_ordinary(cell);
    if (before_ + at_ - record_begin_ > longest_record) break;
    if (at_end() || peek() == separator_ || peek() == '\n') break;
    if (peek() != '"' && peek() != '\0') continue;  // the cell goes on in the next buffer
    take();
    if (!trimmed(cell).empty()) refuse("a quote must open its cell or be doubled, got one inside");
    take_quoted(cell);
    quoted = true;
  }
  if (before_ + at_ - record_begin_ > longest_record) {
    refuse("a line must be shorter than 1 MiB, got more: is this a table of text?");
  }
  if (!plain(cell)) {
    if (const auto stray = first_stray_byte(cell)) {
      char byte[3];
      std::snprintf(byte, sizeof byte, "%02X", *stray);
      refuse(std::string("must be UTF-8, got the byte ") + byte +
             ": save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8");
    }
  }
  if (const std::string_view kept = trimmed(cell); !quoted && kept.size() < cell.size()) {
    cell = std::string(kept);
  }
}

/// Keeps the cells' memory from record to record.
void csv_reader::take_record(csv_record& record) {
  record.line = line_;
  record_begin_ = before_ + at_;
  std::size_t cells = 0;
  bool more = true;
  while (more) {
    if (cells == record.cells.size()) record.cells.emplace_back();
    take_cell(record.cells[cells++]);
    record.ended = !at_end();
    more = record.ended && take() == separator_;
  }
  record.cells.resize(cells);
}

bool csv_reader::next(csv_record& record) {
  while (!at_end()) {
    take_record(record);
    if (record.cells.size() > 1 || !record.cells.front().empty()) return true;
  }
  return false;
}

/// A header as one separator makes it, and where the reader then stands.
struct csv_reader::attempt {
  char separator;
  csv_record header;
  std::size_t at;
  std::size_t line;
  std::optional<bad_csv> error;
};

csv_reader::attempt csv_reader::read_header_by(char separator) {
  const std::size_t at = at_;
  const std::size_t line = line_;
  separator_ = separator;
  attempt tried{.separator = separator, .header = {}, .at = 0, .line = 0, .error = {}};
  try {
    take_record(tried.header);
  } catch (const bad_csv& error) {
    tried.error = error;
  }
  tried.at = std::exchange(at_, at);
  tried.line = std::exchange(line_, line);
  return tried;
}

void csv_reader::take_separator_line() {
  const std::string_view text(buffer_.data() + at_, filled_ - at_);
  if (!text.starts_with("sep=") || text.size() < 6) return;
  const char said = text[4];
  if (text[5] != '\n' && text[5] != '\r') return;
  if (said != ',' && said != ';' && said != '\t') {
    refuse("sep= must name a comma, a semicolon or a tab, got " + std::string(1, said));
  }
  separator_ = said;
  at_ += 5;
  take();
}

csv_reader::csv_reader(source read, std::string_view needed)
    : read_(std::move(read)), buffer_(longest_record + (longest_record >> 2), '\0') {
  fill();
  const std::string_view text(buffer_.data(), filled_);
  for (const auto& [beginning, what, advice] : other_formats) {
    if (text.starts_with(beginning)) {
      throw bad_csv(0, std::string("must be a table in UTF-8, got ") + what + ": " + advice);
    }
  }
  if (text.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
  separator_ = '\0';
  take_separator_line();
  while (!at_end() && (peek() == '\n' || peek() == ' ')) take();
  fill();
  if (at_end()) throw bad_csv(0, "must have a line of column names, got nothing");

  std::vector<attempt> candidates;
  const std::string separators = separator_ == '\0' ? ",;\t" : std::string(1, separator_);
  for (const char separator : separators) candidates.push_back(read_header_by(separator));
  const auto fits = [&](const attempt& each) {
    const auto& names = each.header.cells;
    return !each.error && std::find(names.begin(), names.end(), needed) != names.end();
  };
  const auto fitting = std::count_if(candidates.begin(), candidates.end(), fits);
  auto chosen = std::find_if(candidates.begin(), candidates.end(), fits);
  if (fitting > 1 && chosen->header.cells.size() > 1) {
    refuse(
        "the column names must be separated by commas, by semicolons or by tabs, got several "
        "of them: put a name that holds one in quotes");
  }
  if (fitting == 0) {  // the one that makes most of it, for the complaint
    chosen = std::max_element(
        candidates.begin(), candidates.end(), [](const attempt& one, const attempt& other) {
          const auto size = [](const attempt& of) { return of.error ? 0 : of.header.cells.size(); };
          return size(one) < size(other);
        });
    if (chosen->error) throw bad_csv(*chosen->error);
  }
  separator_ = chosen->separator;
  at_ = chosen->at;
  line_ = chosen->line;
  header_ = std::move(chosen->header);
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
