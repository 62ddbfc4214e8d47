#include "arguments.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <stdexcept>
#include <system_error>

#include "readable.hpp"

namespace krarup::cli {

namespace {

using namespace std::chrono_literals;

struct unit {
  std::string_view name;
  duration length;
};

constexpr std::array units = {
    unit{"ms", 1ms},   unit{"sec", 1s}, unit{"s", 1s},
    unit{"min", 1min}, unit{"m", 1min}, unit{"h", 1h},
};

[[noreturn]] void refuse(std::string_view rule, std::string_view text,
                         const std::string& advice = "") {
  throw std::invalid_argument("must be " + std::string(rule) + ", got " +
                              (text.empty() ? "nothing" : readable(text)) + advice);
}

/// What to do about a number whose decimal mark is another one.
std::string about_the_mark(std::string_view text, notation as) {
  if (as.decimal == ',') {
    return text.find('.') == std::string_view::npos
               ? ""
               : " (where semicolons separate, the decimal mark is a comma)";
  }
  const auto digit = [&](std::size_t i) {
    return i < text.size() && text[i] >= '0' && text[i] <= '9';
  };
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || !digit(comma - 1) || !digit(comma + 1)) return "";
  if (text.find_first_of(",.", comma + 1) != std::string_view::npos) return "";
  std::string pointed(text);
  pointed[comma] = '.';
  return " (write " + readable(pointed) + " if the comma is a decimal one)";
}

/// Takes a finite number off the front of the text; nothing where it does not begin with one.
std::optional<double> take_number(std::string_view& text, char decimal) {
  std::string with_point;
  std::string_view digits = text;
  if (decimal != '.') {
    with_point = text;
    std::replace(with_point.begin(), with_point.end(), '.', '?');
    std::replace(with_point.begin(), with_point.end(), decimal, '.');
    digits = with_point;
  }
  double value = 0.0;
  const char* const begin = digits.data();
  const auto [end, error] = std::from_chars(begin, begin + digits.size(), value);
  if (error != std::errc() || !std::isfinite(value)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - begin));
  return value;
}

std::optional<duration> take_unit(std::string_view& text) {
  for (const unit& known : units) {
    if (!text.starts_with(known.name)) continue;
    text.remove_prefix(known.name.size());
    return known.length;
  }
  return std::nullopt;
}

double read_number(std::string_view text, notation as) {
  std::string_view rest = text;
  const std::optional<double> value = take_number(rest, as.decimal);
  if (!value || !rest.empty()) refuse("a number", text, about_the_mark(text, as));
  return *value;
}

void read_contacts(question& asked, std::string_view text, notation as) {
  const double count = read_number(text, as);
  if (!(count >= 0.0)) refuse("a number >= 0", text);
  asked.contacts = count;
}

template <auto Member>
void read_length(question& asked, std::string_view text, notation as) {
  const duration time = read_duration(text, as);
  if (!(time > 0s)) refuse("a time > 0 s", text);
  asked.*Member = time;
}

template <auto Member>
void read_limit(question& asked, std::string_view text, notation as) {
  const duration time = read_duration(text, as);
  if (!(time >= 0s)) refuse("a time >= 0 s", text);
  asked.*Member = time;
}

template <auto Member>
void read_share(question& asked, std::string_view text, notation as) {
  const double share = read_number(text, as);
  if (!(share >= 0.0 && share <= 1.0)) refuse("a share in [0, 1] (0.80 for 80 %)", text);
  asked.*Member = share;
}

void read_shrinkage(question& asked, std::string_view text, notation as) {
  const double share = read_number(text, as);
  if (!(share >= 0.0 && share < 1.0)) refuse("a share in [0, 1) (0.30 for 30 %)", text);
  asked.shrinkage = share;
}

template <auto Member>
void read_redials(question& asked, std::string_view text, notation as) {
  const double share = read_number(text, as);
  if (!(share >= 0.0 && share < 1.0)) refuse("a share in [0, 1) (0.30 for 30 %)", text);
  asked.*Member = share;
}

template <auto Member>
void read_variation(question& asked, std::string_view text, notation as) {
  const double variation = read_number(text, as);
  if (!(variation >= 0.0 && variation <= 10.0)) refuse("a number in [0, 10] (0.1 for 10 %)", text);
  asked.*Member = variation;
}

void read_scv(question& asked, std::string_view text, notation as) {
  const double scv = read_number(text, as);
  if (!(scv >= 0.0)) refuse("a number >= 0", text);
  asked.handle_time_scv = scv;
}

void read_patience_law(question& asked, std::string_view text, notation) {
  try {
    asked.patience_law = read_law(text);
  } catch (const std::domain_error& error) {
    refuse(std::string("a law (") + error.what() + ")", text);
  }
}

void read_lines(question& asked, std::string_view text, notation as) {
  const double count = read_number(text, as);
  if (!(count >= 0.0 && count == std::floor(count))) refuse("a whole number >= 0", text);
  asked.lines = fractional_trunks(count);
}

template <std::optional<agents> question::*Field>
void read_agents(question& asked, std::string_view text, notation as) {
  const double count = read_number(text, as);
  if (!(count >= 0.0 && count == std::floor(count))) refuse("a whole number >= 0", text);
  asked.*Field = fractional_agents(count);
}

struct named_definition {
  std::string_view name;
  service_level_definition value;
};

constexpr std::array definitions = {
    named_definition{"offered", service_level_definition::offered},
    named_definition{"answered", service_level_definition::answered},
    named_definition{"exclude_abandoned_within",
                     service_level_definition::exclude_abandoned_within},
    named_definition{"positive", service_level_definition::positive},
    named_definition{"exclude_short", service_level_definition::exclude_short},
    named_definition{"positive_short", service_level_definition::positive_short},
    named_definition{"virtual", service_level_definition::virtual_wait},
};

void read_definition(question& asked, std::string_view text, notation) {
  std::string names;
  for (const auto& [name, value] : definitions) {
    if (name == text) {
      asked.definition = value;
      return;
    }
    names += names.empty() ? "one of " : ", ";
    names += name;
  }
  refuse(names, text);
}

constexpr std::array all_fields = {
    field{"contacts", "NUMBER", "contacts offered in one interval", read_contacts},
    field{"interval", "TIME", "how long that interval is", read_length<&question::interval>},
    field{"aht", "TIME", "average handle time: talk, hold and wrap-up",
          read_length<&question::aht>},
    field{"patience", "TIME", "mean time a caller would wait; makes the model Erlang A, not C",
          read_length<&question::patience>},
    field{"service_level", "SHARE", "at least this share is to be answered in time",
          read_share<&question::service_level>},
    field{"answer_within", "TIME", "in time: the 20s of 80/20",
          read_limit<&question::answer_within>},
    field{"definition", "NAME",
          "which contacts count for the service level: offered (default), answered, "
          "exclude_abandoned_within, positive, exclude_short, positive_short, virtual",
          read_definition},
    field{"short", "TIME", "what counts as a short abandon", read_length<&question::short_abandon>},
    field{"max_occupancy", "SHARE", "at most this share of ready time is spent handling",
          read_share<&question::max_occupancy>},
    field{"max_asa", "TIME", "at most this average speed of answer",
          read_limit<&question::max_asa>},
    field{"max_mean_wait", "TIME", "at most this mean wait of all offered, answered or not",
          read_limit<&question::max_mean_wait>},
    field{"max_abandonment", "SHARE", "at most this share hangs up; needs patience",
          read_share<&question::max_abandonment>},
    field{"max_probability_of_wait", "SHARE", "at most this share finds every agent busy",
          read_share<&question::max_probability_of_wait>},
    field{"shrinkage", "SHARE", "share of paid time not spent on the phones", read_shrinkage},
};

constexpr std::array x_fields = {
    field{"patience_law", "LAW",
          "how long a caller would wait, as in weibull:scale=300s,shape=0.7; others: "
          "exponential:average=, deterministic:patience=, uniform:shortest=,longest=, "
          "gamma:average=,shape=, lognormal:median=,sigma=, hyperexponential:SHARE=AVERAGE,..., "
          "hazard:FROM=PER_SECOND,..., empirical:WAIT=SHARE_STILL_THERE,...",
          read_patience_law},
    field{"balking", "SHARE", "share of those who would wait that hangs up at once",
          read_share<&question::balking>},
    field{"lines", "NUMBER", "contacts at most, waiting and handled", read_lines},
    field{"redials_of_abandoned", "SHARE", "share of those who hung up that calls again",
          read_redials<&question::redials_of_abandoned>},
    field{"redials_of_blocked", "SHARE", "share of those who found no line that calls again",
          read_redials<&question::redials_of_blocked>},
    field{"redials_of_answered", "SHARE", "share of those who were answered that calls again",
          read_redials<&question::redials_of_answered>},
    field{
        "day_variation", "NUMBER",
        "how far a day's volume strays from the forecast: 0.1 for 10 % (coefficient of variation)",
        read_variation<&question::day_variation>},
    field{"interval_variation", "NUMBER", "how far an interval's own volume does",
          read_variation<&question::interval_variation>},
};

constexpr std::array mgn_fields = {
    field{"handle_time_scv", "NUMBER",
          "how much handle times vary, (standard deviation / average)^2; makes the model M/G/n",
          read_scv},
};

constexpr std::array whole_day_fields = {
    field{"agents", "NUMBER",
          "on the phones; without it those that each interval requires by itself",
          read_agents<&question::on_phone>},
};

constexpr std::array staffing_fields = {
    field{"min_agents", "NUMBER", "on the phones at least; with --promised",
          read_agents<&question::min_agents>},
    field{"max_agents", "NUMBER", "on the phones at most; with --promised",
          read_agents<&question::max_agents>},
    field{"least_service_level", "SHARE",
          "what no interval's service level falls below; with --promised whole_day",
          read_share<&question::least_service_level>},
};

}  // namespace

duration read_duration(std::string_view text, notation as) {
  const std::string_view rule = as.bare == bare_numbers::refused
                                    ? "a time with its unit, as in 20s, 3min, 1h30min or 500ms"
                                    : "a time: seconds, or with a unit as in 3min or 500ms";
  std::string_view rest = text;
  duration sum(0);
  bool first = true;
  do {
    const std::optional<double> value = take_number(rest, as.decimal);
    if (!value) refuse(rule, text, about_the_mark(text, as));
    if (first && rest.empty() && as.bare == bare_numbers::are_seconds) return duration(*value);
    const std::optional<duration> length = take_unit(rest);
    const bool only = first && rest.empty();
    if (!length || (*value < 0.0 && !only)) refuse(rule, text, about_the_mark(text, as));
    sum += *value * *length;
    first = false;
  } while (!rest.empty());
  if (!std::isfinite(sum.count())) refuse("a finite time", text);
  return sum;
}

std::string to_text(duration time) {
  char text[32];
  const double seconds = time.count();
  const auto whole = [&](duration length) { return std::fmod(seconds, length.count()) == 0.0; };
  if (time >= 1h && whole(1h)) {
    std::snprintf(text, sizeof text, "%.15gh", time / 1h);
  } else if (time >= 1min && whole(1min)) {
    std::snprintf(text, sizeof text, "%.15gmin", time / 1min);
  } else {
    std::snprintf(text, sizeof text, "%.15gs", seconds);
  }
  return text;
}

std::span<const field> fields() {
  return all_fields;
}

std::span<const field> fields_of_erlang_x() {
  return x_fields;
}

std::span<const field> fields_of_mgn() {
  return mgn_fields;
}

std::span<const field> fields_of_whole_day() {
  return whole_day_fields;
}

std::span<const field> fields_of_staffing() {
  return staffing_fields;
}

bool serves_simulation(std::string_view field_name) {
  constexpr std::array<std::string_view, 11> others{
      "service_level", "max_occupancy",       "max_asa",
      "max_mean_wait", "max_abandonment",     "max_probability_of_wait",
      "shrinkage",     "redials_of_answered", "min_agents",
      "max_agents",    "least_service_level"};
  return std::find(others.begin(), others.end(), field_name) == others.end();
}

const field* field_of(std::string_view name) {
  for (const std::span<const field> all : {fields(), fields_of_erlang_x(), fields_of_mgn(),
                                           fields_of_whole_day(), fields_of_staffing()}) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [name](const field& each) { return each.name == name; });
    if (found != all.end()) return &*found;
  }
  return nullptr;
}

std::string option_name(std::string_view field_name) {
  std::string name = "--" + std::string(field_name);
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

question read_options(std::span<const given_option> given) {
  question asked;
  for (const auto& [of, text] : given) {
    try {
      of->read(asked, text, {.bare = bare_numbers::refused});
    } catch (const std::invalid_argument& error) {
      throw std::invalid_argument(option_name(of->name) + " " + error.what());
    }
  }
  return asked;
}

std::string_view to_text(service_level_definition definition) {
  for (const auto& [name, value] : definitions) {
    if (value == definition) return name;
  }
  return "";
}

namespace {

/// What every question needs, or needs together with something else.
class needs {
 public:
  needs(const question& asked, std::string (*spelled)(std::string_view))
      : asked_(asked), spelled_(spelled) {}

  void given(bool is_given, std::string_view name, std::string_view why) const {
    if (!is_given)
      throw std::invalid_argument(spelled_(name) + " must be given" + std::string(why));
  }
  void together(bool one, std::string_view name, bool other, std::string_view needed,
                std::string_view why) const {
    if (one && !other) {
      throw std::invalid_argument(spelled_(name) + " needs " + spelled_(needed) + std::string(why));
    }
  }
  void load() const {
    given(asked_.contacts.has_value(), "contacts", "");
    given(asked_.interval.has_value(), "interval", ": the time in which the contacts come");
    given(asked_.aht.has_value(), "aht", ": the average handle time");
  }
  void short_abandons() const {
    const bool reads_short = asked_.definition && needs_short_abandon(*asked_.definition);
    together(reads_short, "definition", asked_.short_abandon.has_value(), "short",
             ": how soon a short abandon is");
    together(asked_.short_abandon.has_value(), "short", asked_.definition.has_value(), "definition",
             ": exclude_short or positive_short read it");
  }
  void patience() const {
    const bool hangs_up = asked_.patience || asked_.patience_law;
    together(asked_.max_abandonment.has_value(), "max_abandonment", hangs_up, "patience",
             ": in Erlang C nobody hangs up");
    together(asked_.balking.has_value(), "balking", hangs_up, "patience", " or a law of it");
    if (asked_.patience && asked_.patience_law) {
      throw std::invalid_argument(spelled_("patience") + " and " + spelled_("patience_law") +
                                  " must not both be given");
    }
  }

 private:
  const question& asked_;
  std::string (*spelled_)(std::string_view);
};

}  // namespace

void check(const question& asked, std::string (*spelled)(std::string_view field_name)) {
  const needs of(asked, spelled);
  const bool level = asked.service_level.has_value();
  const bool within = asked.answer_within.has_value();
  of.load();
  of.together(level, "service_level", within, "answer_within", ": 80/20 is both");
  of.together(within, "answer_within", level, "service_level", ": 80/20 is both");
  of.together(asked.definition.has_value(), "definition", level, "service_level", "");
  of.short_abandons();
  of.patience();
  if (asked.handle_time_scv && (asked.patience || is_erlang_x(asked))) {
    throw std::invalid_argument(spelled("handle_time_scv") +
                                " must be given without patience, lines, redials and variations: "
                                "M/G/n has none of them");
  }
  if (!level && !asked.max_occupancy && !asked.max_asa && !asked.max_mean_wait &&
      !asked.max_abandonment && !asked.max_probability_of_wait) {
    throw std::invalid_argument("something must be promised: " + spelled("service_level") +
                                " with " + spelled("answer_within") + ", or one of " +
                                spelled("max_asa") + ", " + spelled("max_mean_wait") + ", " +
                                spelled("max_abandonment") + ", " + spelled("max_occupancy") +
                                ", " + spelled("max_probability_of_wait"));
  }
}

void check_simulated(const question& asked, std::string (*spelled)(std::string_view field_name)) {
  const needs of(asked, spelled);
  of.load();
  of.given(asked.on_phone.has_value(), "agents", ": how many are on the phones");
  of.given(asked.answer_within.has_value(), "answer_within", ": in time for the service level");
  of.short_abandons();
  of.patience();
}

service_target target_of(const question& asked) {
  return {
      .service_level = asked.service_level,
      .answer_within = asked.answer_within,
      .definition = asked.definition.value_or(service_level_definition::offered),
      .short_abandon = asked.short_abandon,
      .average_speed_of_answer = asked.max_asa,
      .mean_wait = asked.max_mean_wait,
      .probability_of_abandonment = asked.max_abandonment,
      .occupancy = asked.max_occupancy,
      .probability_of_wait = asked.max_probability_of_wait,
  };
}

bool is_erlang_x(const question& asked) {
  return asked.patience_law || asked.balking || asked.lines || asked.redials_of_abandoned ||
         asked.redials_of_blocked || asked.redials_of_answered || asked.day_variation ||
         asked.interval_variation;
}

erlang_x erlang_x_of(const question& asked) {
  const auto square = [](double variation) { return variation * variation; };
  const proportion nobody = 0.0;
  erlang_x queue{contacts(*asked.contacts) / *asked.interval, *asked.aht};
  if (asked.patience) queue.patience.law = exponential_patience{*asked.patience};
  if (asked.patience_law) queue.patience = asked.patience_law->law;
  queue.patience.balking = asked.balking.value_or(nobody);
  queue.lines = asked.lines;
  queue.again = {.of_abandoned = asked.redials_of_abandoned.value_or(nobody),
                 .of_blocked = asked.redials_of_blocked.value_or(nobody),
                 .of_answered = asked.redials_of_answered.value_or(nobody)};
  queue.dispersion = {.day = square(asked.day_variation.value_or(0.0)),
                      .interval = square(asked.interval_variation.value_or(0.0))};
  return queue;
}

mgn mgn_of(const question& asked) {
  return {.arrival_rate = contacts(*asked.contacts) / *asked.interval,
          .average_handle_time = *asked.aht,
          .handle_time_scv = *asked.handle_time_scv};
}

erlang_a erlang_a_of(const question& asked) {
  return {.arrival_rate = contacts(*asked.contacts) / *asked.interval,
          .average_handle_time = *asked.aht,
          .average_patience = *asked.patience};
}

erlang_c erlang_c_of(const question& asked) {
  return {.arrival_rate = contacts(*asked.contacts) / *asked.interval,
          .average_handle_time = *asked.aht};
}

}  // namespace krarup::cli
