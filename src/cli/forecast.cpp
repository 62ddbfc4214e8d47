#include "forecast.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <ios>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "csv.hpp"
#include "start_time.hpp"

namespace krarup::cli {

namespace {

constexpr std::string_view start_column = "start";

[[noreturn]] void refuse(std::string finding) {
  throw bad_forecast({std::move(finding)});
}

std::string read_all(const std::string& path, const std::string& name) {
  using each = std::istreambuf_iterator<char>;
  try {
    if (path == "-") return std::string(each(std::cin), each());
    std::ifstream file(path, std::ios::binary);
    if (file) return std::string(each(file), each());
  } catch (const std::ios_base::failure&) {  // a folder can be opened but not read
  }
  refuse(name + ": cannot be read: " + std::strerror(errno));
}

/// "start, contacts, aht"
std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (const std::string& name : names) {
    list += (list.empty() ? "" : ", ") + (name.empty() ? std::string("(no name)") : name);
  }
  return list;
}

std::string option_or_column(std::string_view field_name) {
  return std::string(field_name) + " (a column or " + option_name(field_name) + ")";
}

/// Which field each column holds, none for `start` and for columns that nothing reads.
struct columns {
  std::vector<const field*> fields;
  std::optional<std::size_t> start;
  std::vector<std::string> unread;
};

columns read_header(const std::string& name, const std::vector<std::string>& header,
                    const std::vector<given_option>& options) {
  columns found{.fields = std::vector<const field*>(header.size()), .start = {}, .unread = {}};
  for (std::size_t i = 0; i < header.size(); ++i) {
    const auto known = std::find_if(fields().begin(), fields().end(),
                                    [&](const field& each) { return each.name == header[i]; });
    const bool is_start = header[i] == start_column;
    if (known == fields().end() && !is_start) {
      found.unread.push_back(header[i]);
      continue;
    }
    if (std::count(header.begin(), header.end(), header[i]) > 1) {
      refuse(name + ": column " + header[i] + " must stand once, got it more than once");
    }
    if (is_start) {
      found.start = i;
      continue;
    }
    found.fields[i] = &*known;
    const auto is_this = [&](const given_option& given) { return given.of == found.fields[i]; };
    if (std::any_of(options.begin(), options.end(), is_this)) {
      refuse(name + ": " + header[i] + " is a column and the option " + option_name(header[i]) +
             " is given too: which one is meant?");
    }
  }
  if (std::none_of(found.fields.begin(), found.fields.end(),
                   [](const field* each) { return each && each->name == "contacts"; })) {
    const bool semicolons = header.size() == 1 && header[0].find(';') != std::string::npos;
    refuse(name + ": must have a column contacts, got " + listed(header) +
           (semicolons ? " (columns are separated by commas)" : ""));
  }
  return found;
}

/// Starts stand once; where all of them are times, in order, and none before the last has ended.
void check_starts(const forecast& day, std::vector<std::string>& findings,
                  std::vector<std::string>& notes) {
  const auto at = [&](const forecast_row& row) {
    return day.name + ":" + std::to_string(row.line) + ": start: ";
  };
  std::map<std::string, std::size_t> lines;
  std::vector<start_time> times;
  for (const forecast_row& row : day.rows) {
    const auto [seen, is_new] = lines.emplace(row.start, row.line);
    if (row.start.empty()) {
      findings.push_back(at(row) + "must be a time or a name, got nothing");
    } else if (!is_new) {
      findings.push_back(at(row) + "must differ from line " + std::to_string(seen->second) +
                         ", got " + row.start + " again");
    }
    const std::optional<start_time> time = read_start_time(row.start);
    const bool alike = time && (times.empty() || (time->dated == times.front().dated &&
                                                  time->zoned == times.front().zoned));
    if (alike) times.push_back(*time);
  }
  if (times.size() < day.rows.size()) return;
  std::size_t gaps = 0;
  for (std::size_t i = 1; i < times.size(); ++i) {
    const forecast_row& before = day.rows[i - 1];
    const duration step = times[i].since - times[i - 1].since;
    if (step == duration(0)) continue;  // said above
    if (step < duration(0)) {
      findings.push_back(at(day.rows[i]) + "must be after " + before.start + ", got " +
                         day.rows[i].start +
                         (times[i].dated ? "" : " (past midnight, say the date too)"));
    } else if (before.asked.interval && step < *before.asked.interval) {
      findings.push_back(at(day.rows[i]) + "must be no sooner than " +
                         to_text(*before.asked.interval) + " (the interval) after " + before.start +
                         ", got " + day.rows[i].start);
    }
    gaps += before.asked.interval && step > *before.asked.interval ? 1 : 0;
  }
  if (times.size() > 1 && gaps == times.size() - 1) {
    notes.push_back(day.name + ": every start is later than the end of the interval before it, " +
                    to_text(*day.rows.front().asked.interval) + ": is that interval meant?");
  }
}

}  // namespace

forecast read_forecast(const std::string& path, const std::vector<given_option>& options) {
  const question for_all = read_options(options);
  forecast day{.name = path == "-" ? "standard input" : path};
  const std::string text = read_all(path, day.name);
  std::vector<csv_record> records;
  try {
    records = read_csv(text);
  } catch (const std::invalid_argument& error) {
    refuse(day.name + ":" + error.what());
  }
  if (records.empty()) refuse(day.name + ": must have a line of column names, got nothing");
  if (records.size() == 1) refuse(day.name + ": must have a row below its header, got none");
  const std::vector<std::string>& header = records.front().cells;
  const columns found = read_header(day.name, header, options);
  day.has_start = found.start.has_value();
  if (!found.unread.empty()) {
    day.notes.push_back(day.name + ": columns that nothing reads: " + listed(found.unread));
  }

  std::vector<std::string> findings;
  std::set<std::string> missing;
  for (std::size_t r = 1; r < records.size(); ++r) {
    const csv_record& record = records[r];
    const std::string at = day.name + ":" + std::to_string(record.line) + ": ";
    if (record.cells.size() != header.size()) {
      findings.push_back(at + "must have " + std::to_string(header.size()) +
                         " cells, as the header has, got " + std::to_string(record.cells.size()));
      continue;
    }
    forecast_row row{.line = record.line, .start = {}, .asked = for_all};
    if (found.start) row.start = record.cells[*found.start];
    const std::size_t before = findings.size();
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (!found.fields[i]) continue;
      try {
        found.fields[i]->read(row.asked, record.cells[i], bare_numbers::are_seconds);
      } catch (const std::invalid_argument& error) {
        findings.push_back(at + header[i] + ": " + error.what());
      }
    }
    if (findings.size() == before) {
      try {
        check(row.asked, option_or_column);
        static_cast<void>(offered_load(erlang_c_of(row.asked)));
      } catch (
          const std::invalid_argument& error) {  // said once: the columns are those of all rows
        missing.insert(error.what());
      } catch (const std::domain_error& error) {
        findings.push_back(at + error.what());
      }
    }
    day.rows.push_back(std::move(row));
  }
  if (day.has_start) check_starts(day, findings, day.notes);
  for (const std::string& what : missing) {
    findings.push_back(day.name + ": " + what + "; the columns are " + listed(header));
  }
  if (!findings.empty()) throw bad_forecast(std::move(findings));
  return day;
}

}  // namespace krarup::cli
