#include "start_time.hpp"

#include <charconv>
#include <chrono>
#include <cstddef>

namespace krarup::cli {

namespace {

using namespace std::chrono_literals;

/// Takes exactly that many digits off the front of the text.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  int value = 0;
  const std::string_view digits = text.substr(0, count);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  const bool all = digits.size() == count && end == digits.data() + count;
  if (error != std::errc() || !all || digits.front() == '-') return std::nullopt;
  text.remove_prefix(count);
  return value;
}

bool take(std::string_view& text, char expected) {
  if (!text.starts_with(expected)) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<duration> take_date(std::string_view& text) {
  std::string_view rest = text;
  const auto year = take_digits(rest, 4);
  if (!year || !take(rest, '-')) return std::nullopt;
  const auto month = take_digits(rest, 2);
  if (!month || !take(rest, '-')) return std::nullopt;
  const auto day = take_digits(rest, 2);
  if (!day || !(take(rest, 'T') || take(rest, ' '))) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day)));
  if (!date.ok()) return std::nullopt;
  text = rest;
  return std::chrono::sys_days(date).time_since_epoch();
}

bool take_word(std::string_view& text, std::string_view upper) {
  if (text.size() < upper.size()) return false;
  for (std::size_t i = 0; i < upper.size(); ++i) {
    const char c = text[i];
    if (c != upper[i] && c != upper[i] - 'A' + 'a') return false;
  }
  text.remove_prefix(upper.size());
  return true;
}

/// Of a clock that begins again at noon: its hours, 1 to 12, count from midnight or from noon.
std::optional<duration> half_day(duration clock, bool after_noon) {
  if (clock < 1h || clock >= 13h) return std::nullopt;
  return (clock < 12h ? clock : clock - 12h) + (after_noon ? 12h : 0h);
}

/// Hours with one digit or two, minutes, and seconds where there are any.
std::optional<duration> take_clock(std::string_view& text) {
  auto hours = take_digits(text, 2);
  if (!hours) hours = take_digits(text, 1);
  if (!hours || *hours > 24 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  duration clock = *hours * 1h + *minutes * 1min;
  if (take(text, ':')) {
    const auto seconds = take_digits(text, 2);
    if (!seconds || *seconds > 59) return std::nullopt;
    clock += *seconds * 1s;
    if (take(text, '.')) {
      double place = 1.0;
      const std::size_t before = text.size();
      while (const auto digit = take_digits(text, 1)) clock += duration(*digit * (place /= 10.0));
      if (text.size() == before) return std::nullopt;
    }
  }
  return clock;
}

}  // namespace

std::optional<start_time> read_start_time(std::string_view label) {
  const std::optional<duration> date = take_date(label);
  std::optional<duration> clock = take_clock(label);
  if (!clock) return std::nullopt;
  if (label.ends_with('M') || label.ends_with('m')) {
    static_cast<void>(take(label, ' '));
    const bool after_noon = take_word(label, "PM");
    if (!after_noon && !take_word(label, "AM")) return std::nullopt;
    clock = half_day(*clock, after_noon);
    if (!clock || !label.empty()) return std::nullopt;
  }
  start_time start{.dated = date.has_value(),
                   .zoned = !label.empty(),
                   .since = date.value_or(0s) + *clock,
                   .ahead = 0s};
  if (label.empty()) return start;
  if (!date) return std::nullopt;  // "08:00-08:30" are a time and another
  if (label == "Z") return start;
  if (take(label, '+')) {
    const auto ahead = take_clock(label);
    if (!ahead) return std::nullopt;
    start.ahead = *ahead;
  } else if (take(label, '-')) {
    const auto behind = take_clock(label);
    if (!behind) return std::nullopt;
    start.ahead = -*behind;
  }
  start.since -= start.ahead;
  if (!label.empty()) return std::nullopt;
  return start;
}

bool has_a_clock(std::string_view label) {
  const auto digit = [&](std::size_t at) {
    return at < label.size() && label[at] >= '0' && label[at] <= '9';
  };
  for (std::size_t colon = label.find(':'); colon != std::string_view::npos;
       colon = label.find(':', colon + 1)) {
    if (colon > 0 && digit(colon - 1) && digit(colon + 1)) return true;
  }
  return false;
}

}  // namespace krarup::cli
