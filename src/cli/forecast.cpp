#include "forecast.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <span>
#include <utility>

#include "readable.hpp"

namespace krarup::cli {

namespace {

constexpr std::string_view start_column = "start";
constexpr std::size_t most_remembered = std::size_t{1} << 25;  ///< bytes of labels

std::string option_or_column(std::string_view field_name) {
  return std::string(field_name) + " (a column or " + option_name(field_name) + ")";
}

bool serves(std::string_view field_name, reading for_what) {
  if (for_what == reading::simulation) return serves_simulation(field_name);
  const auto is_this = [field_name](const field& each) { return each.name == field_name; };
  const std::span<const field> heeded = fields_of_staffing();
  if (std::any_of(heeded.begin(), heeded.end(), is_this)) return for_what == reading::staffing;
  const std::span<const field> given = fields_of_whole_day();
  return for_what != reading::plan || std::none_of(given.begin(), given.end(), is_this);
}

}  // namespace

void complaints::add(std::size_t line, std::string sentence) {
  ++count_;
  if (first_.size() < most_kept) first_.push_back({line, std::move(sentence)});
}

void complaints::add(const complaints& others) {
  std::vector<complaint> both;
  std::merge(first_.begin(), first_.end(), others.first_.begin(), others.first_.end(),
             std::back_inserter(both),
             [](const complaint& one, const complaint& other) { return one.line < other.line; });
  both.resize(std::min(both.size(), most_kept));
  first_ = std::move(both);
  count_ += others.count_;
}

std::vector<std::string> complaints::sentences(const std::string& file) const {
  std::vector<std::string> all;
  for (const auto& [line, sentence] : first_) {
    std::string where = file;
    if (line > 0) where.append(":").append(std::to_string(line));
    all.push_back(where.append(": ").append(sentence));
  }
  if (count_ > first_.size()) {
    all.push_back("and " + std::to_string(count_ - first_.size()) + " more");
  }
  return all;
}

void forecast_reader::closing::operator()(std::FILE* file) const {
  static_cast<void>(std::fclose(file));
}

std::size_t forecast_reader::read(char* bytes, std::size_t count) {
  std::FILE* const file = file_ ? file_.get() : stdin;
  const std::size_t got = std::fread(bytes, 1, count, file);
  if (got == 0 && std::ferror(file) != 0) {
    throw bad_csv(0, std::string("cannot be read: ") + std::strerror(errno));
  }
  return got;
}

forecast_reader::forecast_reader(const std::string& path, const std::vector<given_option>& options,
                                 reading for_what)
    : name_(path == "-" ? "standard input" : path),
      for_what_(for_what),
      for_all_(read_options(options)) {
  for (const given_option& option : options) options_.emplace_back(option.of->name);
  try {
    if (path != "-") {
      file_.reset(std::fopen(path.c_str(), "rb"));
      if (!file_) throw bad_csv(0, std::string("cannot be read: ") + std::strerror(errno));
    }
    csv_.emplace([this](char* bytes, std::size_t count) { return read(bytes, count); }, "contacts");
    read_header(options);
  } catch (const bad_csv& error) {
    refuse_all(error);
  }
}

void forecast_reader::read_header(const std::vector<given_option>& options) {
  const std::vector<std::string>& header = csv_->header().cells;
  fields_.resize(header.size());
  for (std::size_t i = 0; i < header.size(); ++i) {
    const field* known = field_of(header[i]);
    if (known != nullptr && !serves(known->name, for_what_)) known = nullptr;
    const bool is_start = header[i] == start_column;
    if (known == nullptr && !is_start) {
      unread_.push_back(header[i]);
      continue;
    }
    if (std::count(header.begin(), header.end(), header[i]) > 1) {
      throw bad_csv(0, "column " + header[i] + " must stand once, got it more than once");
    }
    if (is_start) {
      start_ = i;
      continue;
    }
    fields_[i] = known;
    const auto is_this = [&](const given_option& given) { return given.of == fields_[i]; };
    if (std::any_of(options.begin(), options.end(), is_this)) {
      throw bad_csv(0, header[i] + " is a column and the option " + option_name(header[i]) +
                           " is given too: which one is meant?");
    }
  }
  if (!tells("contacts")) {
    throw bad_csv(0, "must have a column contacts, got " + listed(header));
  }
}

bool forecast_reader::has_column(std::string_view field_name) const {
  return std::any_of(fields_.begin(), fields_.end(), [&](const field* each) {
    return each != nullptr && each->name == field_name;
  });
}

bool forecast_reader::tells(std::string_view field_name) const {
  return std::find(options_.begin(), options_.end(), field_name) != options_.end() ||
         has_column(field_name);
}

bool forecast_reader::tells_erlang_x() const {
  return std::any_of(fields_of_erlang_x().begin(), fields_of_erlang_x().end(),
                     [this](const field& each) { return tells(each.name); });
}

bool forecast_reader::next(forecast_row& row) {
  const std::vector<std::string>& header = csv_->header().cells;
  while (true) {
    try {
      if (!csv_->next(record_)) return false;
    } catch (const bad_csv& error) {
      refuse_all(error);
    }
    ++count_;
    if (record_.cells.size() != header.size()) {
      rows_.add(record_.line, "must have " + std::to_string(header.size()) +
                                  " cells, as the header has, got " +
                                  std::to_string(record_.cells.size()) +
                                  (record_.ended ? "" : " (is the end of the file cut off?)"));
      continue;
    }
    row.line = record_.line;
    if (start_) row.start = record_.cells[*start_];
    row.asked = for_all_;
    const std::size_t before = rows_.count();
    for (std::size_t i = 0; i < header.size(); ++i) {
      if (!fields_[i]) continue;
      try {
        fields_[i]->read(row.asked, record_.cells[i],
                         {.bare = bare_numbers::are_seconds, .decimal = csv_->decimal()});
      } catch (const std::invalid_argument& error) {
        rows_.add(row.line, header[i] + ": " + error.what());
      }
    }
    if (start_) check_start(row);
    if (rows_.count() > before || !missing_.empty()) continue;
    try {
      if (for_what_ == reading::simulation) {
        check_simulated(row.asked, option_or_column);
      } else {
        check(row.asked, option_or_column);
      }
      static_cast<void>(offered_load(erlang_c_of(row.asked)));
      return true;
    } catch (const std::invalid_argument& error) {  // the columns are those of all rows
      missing_.insert(error.what());
    } catch (const std::domain_error& error) {
      refuse(row, error.what());
    }
  }
}

void forecast_reader::refuse(const forecast_row& row, const std::string& sentence) {
  rows_.add(row.line, sentence);
}

/// Starts stand once; where all of them are times, in order, and none before the last has ended.
void forecast_reader::check_start(const forecast_row& row) {
  const auto finding = [&](complaints& to, const std::string& sentence) {
    to.add(row.line, "start: " + sentence);
  };
  const std::optional<start_time> time = read_start_time(row.start);
  bool again = false;
  if (row.start.empty()) {
    finding(starts_, "must be a time or a name, got nothing");
  } else if (!forgotten_) {
    const auto [seen, is_new] = lines_.emplace(row.start, row.line);
    again = !is_new;
    if (again) {
      finding(starts_, "must differ from line " + std::to_string(seen->second) + ", got " +
                           readable(row.start) + " again" +
                           (time && time->dated && !time->zoned
                                ? " (where clocks are put back, say the distance to UTC: " +
                                      row.start + "+01:00)"
                                : ""));
    }
    remembered_ += row.start.size() + 100;  // what a label takes besides its characters
    if (remembered_ > most_remembered) forgotten_ = row.line;
  }

  times_ =
      times_ && time &&
      (!time_before_ || (time->dated == time_before_->dated && time->zoned == time_before_->zoned));
  if (!times_) {
    if (!unlike_ && (time || time_before_ || has_a_clock(row.start))) {
      unlike_ = std::to_string(row.line) + ": start: " +
                (!time           ? "a name, not a time as 08:00, 8:00 AM or 2026-03-29 08:00"
                 : !time_before_ ? "a time among names"
                                 : "a time of another kind than those before it") +
                ", got " + readable(row.start);
    }
    return;
  }
  if (time_before_) {
    const duration step = time->since - time_before_->since;
    const bool sooner = interval_before_ && step < *interval_before_;
    if (step <= duration(0) && !again) {
      finding(order_, "must be after " + start_before_ + ", got " + row.start +
                          (time->dated ? "" : " (past midnight, say the date too)"));
    } else if (step > duration(0) && sooner) {
      finding(order_, "must be no sooner than " + to_text(*interval_before_) +
                          " (the interval) after " + start_before_ + ", got " + row.start);
    }
    gaps_ += interval_before_ && step > *interval_before_ ? 1 : 0;
  }
  time_before_ = time;
  start_before_ = row.start;
  interval_before_ = row.asked.interval;
}

complaints forecast_reader::all_complaints() const {
  complaints all;
  for (const std::string& what : missing_) {
    all.add(0, what + "; the columns are " + listed(csv_->header().cells));
  }
  all.add(rows_);
  all.add(starts_);
  if (times_) all.add(order_);
  return all;
}

void forecast_reader::refuse_all(const bad_csv& at_last) const {
  complaints end;
  end.add(at_last.line(), at_last.what());
  std::vector<std::string> sentences = all_complaints().sentences(name_);
  sentences.push_back(end.sentences(name_).front());
  throw bad_forecast(std::move(sentences));
}

std::vector<std::string> forecast_reader::finish() {
  if (count_ == 0) rows_.add(0, "must have a row below its header, got none");
  const complaints all = all_complaints();
  if (!all.empty()) throw bad_forecast(all.sentences(name_));
  std::vector<std::string> notes;
  if (!unread_.empty()) {
    notes.push_back(name_ + ": columns that nothing reads: " + listed(unread_));
  }
  if (start_ && times_ && count_ > 1 && gaps_ == count_ - 1) {
    notes.push_back(name_ + ": every start is later than the end of the interval before it, " +
                    to_text(*interval_before_) + ": is that interval meant?");
  }
  if (unlike_) {
    notes.push_back(name_ + ":" + *unlike_ + ": whether starts are in order is not checked");
  }
  if (forgotten_ && !times_) {
    notes.push_back(name_ + ": whether starts stand twice is seen up to line " +
                    std::to_string(*forgotten_));
  }
  return notes;
}

}  // namespace krarup::cli
