#include "contact_log.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>

#include "csv.hpp"
#include "forecast.hpp"
#include "readable.hpp"

namespace krarup::cli {

namespace {

/// Errors    std::invalid_argument for what is neither yes nor no.
bool read_yes(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  for (const std::string_view yes : {"1", "true", "yes"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"0", "false", "no"}) {
    if (word == no) return false;
  }
  throw std::invalid_argument("must be 1, true or yes, or 0, false or no, got " +
                              (text.empty() ? "nothing" : readable(text)));
}

class log_reader {
 public:
  log_reader(const fit_question& asked, std::istream& from)
      : asked_(asked),
        csv_([&from](char* bytes, std::size_t count) { return read(from, bytes, count); },
             asked.wait),
        wait_(column("--wait", asked.wait)),
        ended_(asked.answered.empty() ? column("--abandoned", asked.abandoned)
                                      : column("--answered", asked.answered)) {
    if (!asked.handle_time.empty()) handled_ = column("--handle-time", asked.handle_time);
    if (!asked.arrival.empty()) arrived_ = column("--arrival", asked.arrival);
  }

  /// Reads all rows.
  /// Errors    bad_csv where the file cannot be read on.
  void read_all() {
    csv_record record;
    std::size_t rows = 0;
    for (; csv_.next(record); ++rows) {
      const std::size_t cells = csv_.header().cells.size();
      if (record.cells.size() != cells) {
        found_.add(record.line, "must have " + std::to_string(cells) +
                                    " cells, as the header has, got " +
                                    std::to_string(record.cells.size()));
        continue;
      }
      take(record);
    }
    if (rows == 0) found_.add(0, "must have a row below its header, got none");
  }

  [[nodiscard]] const contact_log& log() const { return log_; }
  [[nodiscard]] complaints& found() { return found_; }

 private:
  static std::size_t read(std::istream& from, char* bytes, std::size_t count) {
    from.read(bytes, static_cast<std::streamsize>(count));
    if (from.bad()) throw bad_csv(0, "cannot be read");
    return static_cast<std::size_t>(from.gcount());
  }

  [[nodiscard]] std::size_t column(const std::string& option, const std::string& name) const {
    const std::vector<std::string>& header = csv_.header().cells;
    const auto times = std::count(header.begin(), header.end(), name);
    if (times != 1) {
      throw bad_csv(0, "must have one column " + readable(name) + ", as " + option + " says, got " +
                           (times == 0 ? "" : std::to_string(times) + " of them among ") +
                           listed(header));
    }
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  }

  /// A row is taken whole or not at all.
  void take(const csv_record& record) {
    const notation as{.bare = bare_numbers::are_seconds, .decimal = csv_.decimal()};
    const auto cell = [&](std::size_t at, auto reading) {
      std::optional<decltype(reading(std::string_view()))> value;
      try {
        value = reading(record.cells[at]);
      } catch (const std::invalid_argument& error) {
        found_.add(record.line, readable(csv_.header().cells[at]) + ": " + error.what());
      }
      return value;
    };
    const auto seconds = [&](std::string_view text) { return read_seconds(text, as); };
    const auto wait = cell(wait_, seconds);
    const auto yes = cell(ended_, read_yes);
    if (!yes) return;
    const bool left = *yes == asked_.answered.empty();
    std::optional<double> handled = 0.0;
    if (handled_ && !left) handled = cell(*handled_, seconds);
    std::optional<start_time> arrival = start_time();
    if (arrived_) arrival = cell(*arrived_, [&](std::string_view text) { return moment(text); });
    if (!wait || !handled || !arrival) return;
    log_.wait.push_back(*wait);
    log_.abandoned.push_back(left ? 1 : 0);
    if (handled_ && !left) log_.handle_time.push_back(*handled);
    if (arrived_) log_.arrival.push_back(*arrival);
  }

  /// Errors    std::invalid_argument for what is no such time.
  [[nodiscard]] start_time moment(std::string_view text) const {
    const std::optional<start_time> at = read_start_time(text);
    if (!at || !at->dated) {
      throw std::invalid_argument("must be a date and a time such as 2026-03-29 08:00:12, got " +
                                  (text.empty() ? "nothing" : readable(text)));
    }
    if (!log_.arrival.empty() && log_.arrival.front().zoned != at->zoned) {
      throw std::invalid_argument(std::string("must ") + (at->zoned ? "not " : "") +
                                  "tell the distance to UTC, as rows before, got " +
                                  readable(text));
    }
    return *at;
  }

  const fit_question& asked_;
  csv_reader csv_;
  std::size_t wait_;
  std::size_t ended_;
  std::optional<std::size_t> handled_;
  std::optional<std::size_t> arrived_;
  contact_log log_;
  complaints found_;
};

}  // namespace

double read_seconds(std::string_view text, notation as) {
  const double seconds = read_duration(text, as).count();
  if (!(seconds >= 0.0) || std::isinf(seconds)) {
    throw std::invalid_argument("must be a finite time >= 0 s, got " + readable(text));
  }
  return seconds;
}

contact_log read_log(const fit_question& asked) {
  const std::string name = asked.log == "-" ? "standard input" : asked.log;
  complaints found;
  try {
    std::ifstream file;
    if (asked.log != "-") {
      file.open(asked.log, std::ios::binary);
      if (!file) throw bad_csv(0, "cannot be read");
    }
    log_reader reader(asked, asked.log == "-" ? std::cin : file);
    try {
      reader.read_all();
    } catch (const bad_csv& error) {
      reader.found().add(error.line(), error.what());
    }
    if (reader.found().empty()) return reader.log();
    found.add(reader.found());
  } catch (const bad_csv& error) {
    found.add(error.line(), error.what());
  }
  throw bad_forecast(found.sentences(name));
}

}  // namespace krarup::cli
