#include "day_counts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <limits>
#include <optional>
#include <stdexcept>

#include <krarup/fitting/arrivals.hpp>

#include "arguments.hpp"
#include "readable.hpp"

namespace krarup::cli {

namespace {

using namespace std::chrono_literals;

constexpr duration day = 24h;
constexpr std::array weekdays{"Monday", "Tuesday",  "Wednesday", "Thursday",
                              "Friday", "Saturday", "Sunday"};

struct moment {
  double date;       ///< days since 1970-01-01
  duration of_date;  ///< since midnight
};

moment moment_of(const start_time& arrival) {
  const duration wall = arrival.since + arrival.ahead;
  const double date = std::floor(wall / day);
  return {date, wall - date * day};
}

/// Errors    std::invalid_argument for what no day can be divided into, or not by its minutes.
duration read_interval(const std::string& text) {
  duration interval(0);
  try {
    interval = read_duration(text, {.bare = bare_numbers::refused});
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("--interval ") + error.what());
  }
  const double minutes = interval / 1min;
  if (!(minutes >= 1.0 && minutes == std::floor(minutes) && std::fmod(1440.0, minutes) == 0.0)) {
    throw std::invalid_argument(
        "--interval must be minutes that divide a day into equal parts, got " + readable(text));
  }
  return interval;
}

/// The interval that begins at a time of day.
/// Errors    std::invalid_argument for text that is none.
std::size_t read_place(const char* option, const std::string& text, duration interval) {
  const std::optional<start_time> time = read_start_time(text);
  const double place = time && !time->dated ? time->since / interval : -1.0;
  if (!(place >= 0.0 && place == std::floor(place) && time->since <= day)) {
    throw std::invalid_argument(std::string(option) +
                                " must be the begin of an interval such as 08:00, got " +
                                readable(text));
  }
  return static_cast<std::size_t>(place);
}

/// Numbers of the kinds from 0 on, without a gap, in the order of the week.
void set_kinds(day_counts& counts, const std::vector<double>& dates, bool by_weekday) {
  if (!by_weekday && !dates.empty()) {
    counts.kinds = {"all"};
    counts.kind.assign(dates.size(), 0);
    return;
  }
  constexpr double thursday = 3.0;  // 1970-01-01
  for (std::size_t weekday = 0; weekday < weekdays.size(); ++weekday) {
    const auto is_alike = [weekday](double date) {
      const double of_week = date + thursday - 7.0 * std::floor((date + thursday) / 7.0);
      return of_week == static_cast<double>(weekday);
    };
    if (std::none_of(dates.begin(), dates.end(), is_alike)) continue;
    counts.kind.resize(dates.size());
    for (std::size_t i = 0; i < dates.size(); ++i) {
      if (is_alike(dates[i])) counts.kind[i] = counts.kinds.size();
    }
    counts.kinds.emplace_back(weekdays[weekday]);
  }
}

}  // namespace

void day_counts::require_days(std::size_t least) const {
  if (kinds.size() < 2 && kind.size() < least) {
    throw std::domain_error("days must be at least " + std::to_string(least) + ", got " +
                            std::to_string(kind.size()));
  }
  std::string few;
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const auto days = static_cast<std::size_t>(std::count(kind.begin(), kind.end(), i));
    if (days < least) few += (few.empty() ? "" : ", ") + kinds[i] + " has " + std::to_string(days);
  }
  if (!few.empty()) {
    throw std::domain_error("each weekday must have at least " + std::to_string(least) +
                            " days, but " + few + " (--kind all takes all days together)");
  }
}

counting how_to_count(std::span<const start_time> arrivals, const fit_question& asked) {
  const bool by_weekday = asked.kind.empty() || asked.kind == "weekday";
  if (!by_weekday && asked.kind != "all") {
    throw std::invalid_argument("--kind must be weekday or all, got " + readable(asked.kind));
  }
  const duration interval = read_interval(asked.interval);
  double first = std::numeric_limits<double>::infinity();
  double last = 0.0;
  for (const start_time& each : arrivals) {
    const double place = std::floor(moment_of(each).of_date / interval);
    first = std::min(first, place);
    last = std::max(last, place);
  }
  const counting how{
      .interval = interval,
      .first = asked.opening.empty() ? static_cast<std::size_t>(first)
                                     : read_place("--opening", asked.opening, interval),
      .end = asked.closing.empty() ? static_cast<std::size_t>(last) + 1
                                   : read_place("--closing", asked.closing, interval),
      .by_weekday = by_weekday};
  if (how.end <= how.first) {
    throw std::invalid_argument("--closing must be after --opening, got " +
                                begin_of(how.first, how) + " to " + begin_of(how.end, how));
  }
  return how;
}

day_counts count_days(std::span<const start_time> arrivals, const counting& how) {
  std::vector<double> dates;
  for (const start_time& each : arrivals) dates.push_back(moment_of(each).date);
  std::sort(dates.begin(), dates.end());
  dates.erase(std::unique(dates.begin(), dates.end()), dates.end());

  // As if the days that have contacts followed each other.
  std::vector<double> since;
  std::vector<std::optional<duration>> ahead(dates.size());
  std::vector<bool> is_changed(dates.size(), false);
  for (const start_time& each : arrivals) {
    const moment at = moment_of(each);
    const auto place = std::lower_bound(dates.begin(), dates.end(), at.date) - dates.begin();
    const auto i = static_cast<std::size_t>(place);
    since.push_back((static_cast<double>(i) * day + at.of_date).count());
    if (ahead[i] && *ahead[i] != each.ahead) is_changed[i] = true;
    ahead[i] = each.ahead;
  }
  const std::size_t intervals = how.end - how.first;
  const counted_arrivals counted =
      count_arrivals(since, static_cast<double>(how.first) * how.interval, how.interval, intervals);

  day_counts counts{.intervals = intervals,
                    .contacts = {},
                    .kind = {},
                    .kinds = {},
                    .days_without_contacts = 0,
                    .days_of_clock_change = 0,
                    .outside = counted.outside};
  std::vector<double> kept;
  for (std::size_t i = 0; i < dates.size(); ++i) {
    const std::span of_day = std::span(counted.contacts).subspan(i * intervals, intervals);
    if (is_changed[i]) {
      ++counts.days_of_clock_change;
    } else if (std::all_of(of_day.begin(), of_day.end(), [](double n) { return n == 0.0; })) {
      ++counts.days_without_contacts;
    } else {
      kept.push_back(dates[i]);
      counts.contacts.insert(counts.contacts.end(), of_day.begin(), of_day.end());
    }
  }
  set_kinds(counts, kept, how.by_weekday);
  return counts;
}

std::string begin_of(std::size_t interval, const counting& how) {
  const auto minutes =
      static_cast<unsigned>(std::lround(static_cast<double>(interval) * how.interval / 1min));
  char text[16];
  std::snprintf(text, sizeof text, "%02u:%02u", minutes / 60, minutes % 60);
  return text;
}

}  // namespace krarup::cli
