// Fast methods for a day that is not stationary, against the exact day: 54 days of 16 half-hours, from
// centers of 10 to 1,000 agents, with handle times of a tenth of an interval and of a whole one, and
// callers who hang up soon, late and never. The load swings gently, by a tenth about its mean, or
// steeply, by a half; or gently with a half-hour short of staff. For each method and day the mean error
// of a half-hour's service level and the worst, in points; then those of every measure by kind of day.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include <krarup/queues/erlang_x.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/transient/day_method.hpp>

namespace {

using namespace krarup;
using namespace std::chrono_literals;

constexpr duration answer_within = 20s;
constexpr duration endless(std::numeric_limits<double>::infinity());

erlang_x erlang_x_of(const time_varying_interval& interval, rate arrivals) {
  erlang_x queue{.arrival_rate = arrivals, .average_handle_time = interval.average_handle_time};
  if (interval.average_patience != endless) {
    queue.patience = {exponential_patience{interval.average_patience}};
  }
  return queue;
}

enum class course { gentle, steep, overload };

struct kind_of_day {
  double load;  // erlangs, on average
  duration handle_time;
  duration patience;
  course goes;
};

time_varying_queue day_of(const kind_of_day& kind) {
  const double swing = kind.goes == course::steep ? 0.5 : 0.1;
  time_varying_queue day;
  for (int i = 0; i < 16; ++i) {
    const double load = kind.load * (1.0 + swing * std::sin((i + 0.5) / 8.0 * std::numbers::pi));
    day.intervals.push_back({.length = 30min,
                             .arrival_rate = contacts(load) / kind.handle_time,
                             .average_handle_time = kind.handle_time,
                             .average_patience = kind.patience});
  }
  day.start = starting_with(static_cast<std::size_t>(kind.load));
  return day;
}

/// What each interval requires by itself for 80 % in 20 s; an overload has nine tenths in the fifth.
std::vector<agents> staff(const time_varying_queue& day, course goes) {
  std::vector<agents> on_phone;
  for (std::size_t i = 0; i < day.intervals.size(); ++i) {
    const auto& interval = day.intervals[i];
    const agents required = agents_required(erlang_x_of(interval, interval.arrival_rate),
                                            {.service_level = 0.80, .answer_within = answer_within})
                                .value();
    const double share = goes == course::overload && i == 4 ? 0.9 : 1.0;
    on_phone.emplace_back(static_cast<int>(std::round(share * required.count())));
  }
  return on_phone;
}

constexpr std::array methods{day_method::stationary, day_method::lagged, day_method::offered_load,
                             day_method::backlog, day_method::fluid};
constexpr const char* heading =
    "    stationary          lagged    offered load         backlog           fluid";

/// Absolute errors of half-hours.
struct errors {
  double sum = 0.0;
  double worst = 0.0;
  int near = 0;  // at most 2 away
  int count = 0;

  void add(double error) {
    sum += error;
    worst = std::max(worst, error);
    near += error <= 2.0 ? 1 : 0;
    ++count;
  }
  void add(const errors& others) {
    sum += others.sum;
    worst = std::max(worst, others.worst);
    near += others.near;
    count += others.count;
  }
};

struct measure {
  const char* name;
  const char* format;
  double (*of)(const performance&);
};

const std::array measures{
    measure{"service level (points)", "%8.1f%8.1f",
            [](const performance& p) { return 100.0 * p.service_level; }},
    measure{"probability of abandonment (points)", "%8.2f%8.1f",
            [](const performance& p) { return 100.0 * p.probability_of_abandonment; }},
    measure{"average speed of answer (s)", "%8.1f%8.0f",
            [](const performance& p) { return p.average_speed_of_answer.count(); }},
    measure{"mean queue (contacts)", "%8.1f%8.0f",
            [](const performance& p) { return p.mean_queue_length; }},
};

using errors_of_day = std::array<std::array<errors, methods.size()>, measures.size()>;

errors_of_day errors_of(const time_varying_queue& day, const std::vector<agents>& on_phone) {
  const auto by = [&](day_method method) {
    return evaluate(day, on_phone, method, erlang_x_of, answer_within);
  };
  const auto exact = by(day_method::exact);
  errors_of_day result;
  for (std::size_t m = 0; m < methods.size(); ++m) {
    const auto fast = by(methods[m]);
    for (std::size_t k = 0; k < measures.size(); ++k) {
      for (std::size_t i = 0; i < exact.rows.size(); ++i) {
        const double told = measures[k].of(fast.rows[i].performance);
        result[k][m].add(std::abs(told - measures[k].of(exact.rows[i].performance)));
      }
    }
  }
  return result;
}

struct answered_day {
  kind_of_day kind;
  errors_of_day of;
};

void print(const measure& measure, const std::array<errors, methods.size()>& of) {
  for (const errors& each : of) std::printf(measure.format, each.sum / each.count, each.worst);
  std::printf("\n");
}

std::array<errors, methods.size()> errors_of_those(
    const std::vector<answered_day>& days, std::size_t k,
    const std::function<bool(const kind_of_day&)>& belongs) {
  std::array<errors, methods.size()> sum;
  for (const answered_day& day : days) {
    if (!belongs(day.kind)) continue;
    for (std::size_t m = 0; m < methods.size(); ++m) sum[m].add(day.of[k][m]);
  }
  return sum;
}

constexpr std::array handle_times{duration(3min), duration(30min)};
constexpr std::array patiences{endless, duration(10min), duration(1min)};
constexpr std::array courses{course::gentle, course::steep, course::overload};

const char* name_of(course goes) {
  return goes == course::gentle ? "gentle" : goes == course::steep ? "steep" : "overload";
}
const char* name_of(duration patience) {
  return patience == endless ? "none" : patience == 1min ? "1min" : "10min";
}

}  // namespace

int main() {
  std::vector<answered_day> days;
  std::printf("load   AHT patience course    %s\n", heading);
  for (const double load : {8.0, 90.0, 950.0}) {
    for (const duration handle_time : handle_times) {
      for (const duration patience : patiences) {
        for (const course goes : courses) {
          const kind_of_day kind{load, handle_time, patience, goes};
          const time_varying_queue day = day_of(kind);
          days.push_back({kind, errors_of(day, staff(day, goes))});
          std::printf("%4g %2gmin %8s %-9s ", load, handle_time / 1min, name_of(patience),
                      name_of(goes));
          print(measures[0], days.back().of[0]);
        }
      }
    }
  }
  std::printf("\nhalf-hours within 2 points of service level (%%)\n");
  std::printf("  AHT patience course       stationary  lagged  offered load  backlog  fluid\n");
  for (const duration handle_time : handle_times) {
    for (const duration patience : patiences) {
      for (const course goes : courses) {
        const auto of = errors_of_those(days, 0, [&](const kind_of_day& d) {
          return d.handle_time == handle_time && d.patience == patience && d.goes == goes;
        });
        const auto near = [&of](std::size_t m) { return 100.0 * of[m].near / of[m].count; };
        std::printf("%2gmin %8s %-9s %13.0f%8.0f%14.0f%9.0f%7.0f\n", handle_time / 1min,
                    name_of(patience), name_of(goes), near(0), near(1), near(2), near(3), near(4));
      }
    }
  }
  for (std::size_t k = 0; k < measures.size(); ++k) {
    std::printf("\n%s\n%-24s%s\n", measures[k].name, "", heading);
    const auto group = [&](const char* name, const auto& belongs) {
      std::printf("%-24s", name);
      print(measures[k], errors_of_those(days, k, belongs));
    };
    group("all", [](const kind_of_day&) { return true; });
    group("8 erlangs", [](const kind_of_day& d) { return d.load == 8.0; });
    group("90 erlangs", [](const kind_of_day& d) { return d.load == 90.0; });
    group("950 erlangs", [](const kind_of_day& d) { return d.load == 950.0; });
    group("AHT 3 min", [](const kind_of_day& d) { return d.handle_time == 3min; });
    group("AHT 30 min", [](const kind_of_day& d) { return d.handle_time == 30min; });
    group("nobody hangs up", [](const kind_of_day& d) { return d.patience == endless; });
    group("patience 10 min", [](const kind_of_day& d) { return d.patience == 10min; });
    group("patience 1 min", [](const kind_of_day& d) { return d.patience == 1min; });
    group("gentle", [](const kind_of_day& d) { return d.goes == course::gentle; });
    group("steep", [](const kind_of_day& d) { return d.goes == course::steep; });
    group("overload", [](const kind_of_day& d) { return d.goes == course::overload; });
  }
}
