// What the command line reads: tables by any hand, times of day, durations, options; and its answers.
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "cli/commands.hpp"
#include "cli/csv.hpp"
#include "cli/forecast.hpp"
#include "cli/readable.hpp"
#include "cli/start_time.hpp"
#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

using namespace cli;

constexpr std::uint64_t few_steps = 100'000;
constexpr std::uint64_t steps_a_byte = 20'000;  // of a table: a row of an answer is some bytes

// Tables

struct table {
  std::vector<std::vector<std::string>> records;
  std::optional<std::string> complaint;
  std::size_t line = 0;

  bool operator==(const table&) const = default;
};

/// All that a reader says of a text that comes in pieces of such a size.
table read(std::string_view text, std::size_t piece, std::string_view needed) {
  table all;
  std::size_t at = 0;
  const auto source = [&](char* to, std::size_t count) {
    const std::size_t now = std::min({count, piece, text.size() - at});
    std::memcpy(to, text.data() + at, now);
    at += now;
    return now;
  };
  try {
    csv_reader reader(source, needed);
    all.records.push_back(reader.header().cells);
    csv_record record;
    for (std::size_t before = 0; reader.next(record); before = record.line) {
      expect(record.line > before, "lines are counted up", {static_cast<double>(record.line)});
      expect(!record.cells.empty(), "a record has cells", {});
      all.records.push_back(record.cells);
    }
  } catch (const bad_csv& error) {
    all.complaint = error.what();
    all.line = error.line();
  }
  return all;
}

/// Whether a cell is itself when it is written and read again.
bool plain(const std::string& cell) {
  return cell.empty() || (std::string_view(" \t").find(cell.front()) == std::string_view::npos &&
                          std::string_view(" \t").find(cell.back()) == std::string_view::npos);
}

void check_table(bytes& in) {
  const std::size_t piece = 1 + in.one_of(64);
  const std::string text = in.rest();
  const std::uint64_t most = few_steps + steps_a_byte * (text.size() + 1);
  const table once = within("csv_reader", most, [&] { return read(text, text.size() + 1, "a"); });
  const table again = within("csv_reader", most, [&] { return read(text, piece, "a"); });
  expect(once == again, "pieces of a table make the table", {static_cast<double>(piece)});
  if (once.complaint || once.records.empty()) return;
  std::string written = "a,b\n";
  bool same = true;
  for (const auto& record : once.records) {
    same = same && record.size() > 1;
    for (std::size_t i = 0; i < record.size(); ++i) {
      same = same && plain(record.at(i));
      written += (i > 0 ? "," : "") + csv_cell(record.at(i));
    }
    written += '\n';
  }
  if (!same) return;
  table back = read(written, written.size(), "a");
  expect(!back.complaint, "a written table is read", {});
  back.records.erase(back.records.begin());
  expect(back.records == once.records, "a table is itself when written and read", {});
}

// Words

void check_start_time(bytes& in) {
  if (in.flag()) {
    const std::string label = in.rest();
    const auto time = within("read_start_time", few_steps, [&] { return read_start_time(label); });
    if (time) expect(std::isfinite(time->since.count()), "times are finite", {});
    return;
  }
  const auto number = [&](int most) { return static_cast<int>(in.bits(16)) % (most + 1); };
  const int hour = number(24);
  const int minute = number(59);
  const int second = number(59);
  char text[64];
  std::snprintf(text, sizeof text, "%02d:%02d:%02d", hour, minute, second);
  const auto time = read_start_time(text);
  const double seconds = 3600.0 * hour + 60.0 * minute + second;
  if (hour < 24) {
    expect(time && time->since.count() == seconds && !time->dated && !time->zoned, "a time of day",
           {seconds});
  }
  const int day = 1 + number(27);
  const int month = 1 + number(11);
  const int year = 1 + number(9997);
  const int ahead = number(14);
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d+%02d:00", year, month, day, hour % 24,
                minute, ahead);
  const auto zoned = read_start_time(text);
  std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d", year, month, day, hour % 24, minute);
  const auto local = read_start_time(text);
  expect(zoned && local && zoned->dated && local->dated && zoned->zoned && !local->zoned,
         "a date and a time", {1.0 * year, 1.0 * month, 1.0 * day});
  expect((local->since - zoned->since).count() == 3600.0 * ahead, "a distance to UTC",
         {1.0 * ahead});
}

void check_duration(bytes& in) {
  const notation as{in.flag() ? bare_numbers::are_seconds : bare_numbers::refused,
                    in.flag() ? ',' : '.'};
  std::string text;
  if (in.flag()) {
    text = in.rest();
  } else {
    static constexpr const char* units[] = {"ms", "s", "sec", "min", "m", "h", "", "x"};
    for (std::size_t parts = 1 + in.one_of(3); parts > 0; --parts) {
      char number[40];
      std::snprintf(number, sizeof number, "%.*g", static_cast<int>(in.one_of(17)), in.number());
      text += number;
      text += units[in.one_of(8)];
    }
  }
  const auto time = answer("read_duration", few_steps, [&] { return read_duration(text, as); });
  expect(readable(text).size() <= 8 * 60 + 3, "readable text is short", {});
  if (!time) return;
  expect(std::isfinite(time->count()), "durations are finite", {time->count()});
  const double told = read_duration(to_text(*time), {bare_numbers::refused}).count();
  expect(equal(told, time->count(), 1e-14, 1e-300), "a duration's text is the duration",
         {told, time->count()});
}

// Questions

std::string number_text(bytes& in, bool sane) {
  char text[40];
  const double value = sane ? in.scale(1e-2, 1e4) : in.number();
  std::snprintf(text, sizeof text, "%.*g", in.flag() ? 17 : 4, value);
  return text;
}

/// What a field is told, mostly what it takes.
std::string value_of(const field& of, bytes& in) {
  static constexpr const char* names[] = {"offered",  "answered",      "exclude_abandoned_within",
                                          "positive", "exclude_short", "positive_short",
                                          "virtual",  "Offered"};
  if (in.one_of(16) == 0) return in.text(12);
  const bool sane = in.one_of(4) != 0;
  if (of.kind == "NAME") return names[in.one_of(8)];
  if (of.kind == "NUMBER") return number_text(in, sane);
  if (of.kind == "SHARE") {
    char text[40];
    std::snprintf(text, sizeof text, "%.6g", sane ? 0.01 + 0.98 * in.unit() : in.share());
    return text;
  }
  static constexpr const char* units[] = {"s", "min", "ms", "h"};
  return number_text(in, sane) + units[in.one_of(4)];
}

/// Options, without those whose place is `taken`.
std::vector<given_option> any_options(bytes& in, std::uint32_t taken) {
  const auto all = fields();
  // What every question needs, or else whatever comes.
  const std::uint32_t told = in.flag() ? 0b110111U | static_cast<std::uint32_t>(in.bits(16))
                                       : static_cast<std::uint32_t>(in.bits(16));
  std::vector<given_option> given;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((told >> i & 1U & ~(taken >> i)) != 0) given.push_back({&all[i], value_of(all[i], in)});
  }
  return given;
}

void check_agents(bytes& in) {
  const std::vector<given_option> options = any_options(in, 0);
  std::ostringstream out;
  std::ostringstream messages;
  const auto status =
      answer("answer_agents", 10'000'000, [&] { return answer_agents(options, out, messages); });
  if (!status) return;
  expect(out.str().empty() == (*status != exit_status::answered), "an answer is printed", {});
  expect(messages.str().empty() == (*status == exit_status::answered), "a reason is given", {});
}

/// A forecast as a program would write it, with a wrong cell here and there.
std::string any_forecast(bytes& in, std::uint32_t& columns) {
  const auto all = fields();
  columns = 1U | static_cast<std::uint32_t>(in.bits(16));
  const char separator = in.one_of(8) == 0 ? ';' : ',';
  const bool starts = in.flag();
  const char* const line_end = in.one_of(4) == 0 ? "\r\n" : "\n";
  std::string text = starts ? std::string("start") + separator : "";
  std::string header;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if ((columns >> i & 1U) != 0) {
      header += (header.empty() ? "" : std::string(1, separator)) + std::string(all[i].name);
    }
  }
  text += header + line_end;
  const std::size_t rows = in.one_of(6);
  for (std::size_t row = 0; row < rows; ++row) {
    if (starts) {
      text += in.one_of(8) == 0 ? in.text(16) : std::to_string(8 + row) + ":00";
      text += separator;
    }
    bool first = true;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if ((columns >> i & 1U) == 0) continue;
      std::string cell = value_of(all[i], in);
      if (separator == ';') std::replace(cell.begin(), cell.end(), '.', ',');
      text += (first ? "" : std::string(1, separator)) + cell;
      first = false;
    }
    text += line_end;
  }
  return text;
}

/// A file without a name, with this text in it.
const std::string& file_of(const std::string& text) {
  static const int file = ::memfd_create("forecast", 0);
  static const std::string path = "/proc/self/fd/" + std::to_string(file);
  const bool written = ::ftruncate(file, 0) == 0 && ::pwrite(file, text.data(), text.size(), 0) ==
                                                        static_cast<::ssize_t>(text.size());
  if (!written) std::abort();
  return path;
}

void check_day(bytes& in) {
  const bool as_csv = in.flag();
  std::uint32_t columns = 0;
  const bool made = in.one_of(4) != 0;
  const std::string text = made ? any_forecast(in, columns) : "";
  const std::vector<given_option> options = any_options(in, columns | 1U);
  const std::string all = made ? text : in.rest();
  std::ostringstream messages;
  try {
    const auto status = answer("answer_day", 10'000'000 + steps_a_byte * (all.size() + 1), [&] {
      return answer_day({file_of(all), options, as_csv, "/dev/null"}, messages);
    });
    if (!status) return;
    expect(*status != exit_status::refused, "what is wrong with a forecast is said", {});
    expect(*status == exit_status::answered || !messages.str().empty(), "a reason is given", {});
  } catch (const bad_forecast& bad) {
    expect(!bad.sentences().empty() && bad.sentences().size() <= 12, "what is wrong is said", {});
    for (const std::string& sentence : bad.sentences()) {
      expect(!sentence.empty() && sentence.find('\0') == std::string::npos, "a sentence", {});
    }
  }
}

}  // namespace

void run(bytes& in) {
  switch (in.one_of(8)) {
    case 0:
    case 1:
      return check_table(in);
    case 2:
      return check_start_time(in);
    case 3:
      return check_duration(in);
    case 4:
    case 5:
      return check_agents(in);
    default:
      return check_day(in);
  }
}

}  // namespace krarup::fuzz
