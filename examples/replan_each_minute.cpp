// A planner's server: each minute the actual contacts of 1,000 queues come in, forecasts of the rest
// of the day follow them, and the quarters of an hour that are still ahead are planned again, all in
// one batch. The answers go to standard output, the time that each cycle took to standard error.
//
//   replan_each_minute                 three cycles at once, from 10:00 on
//   replan_each_minute --cycles 600    until the day is over
//   replan_each_minute --every 60      one cycle a minute, until Ctrl-C
//   replan_each_minute --all           every queue each time, not only those whose forecast moved
//   replan_each_minute --deadline 5    give a cycle five seconds; what is late keeps its old plan
//
// The queues and their contacts are made up here; a real center would read them from its database
// where `day_of_a_center` and `contacts_of_a_minute` stand.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>

using namespace krarup;
using namespace std::chrono_literals;

namespace {

constexpr std::size_t queues = 1000;
constexpr std::size_t intervals = 56;  // quarters of an hour, 07:00 to 21:00
constexpr std::size_t minutes_of_interval = 15;
constexpr duration interval_length = 15min;
constexpr std::size_t opening = std::size_t{7} * 60;  // minutes since midnight
constexpr double nothing_promised = -1.0;
constexpr double endless = std::numeric_limits<double>::infinity();

// --------------------------------------------------------------------- what a center knows of itself

struct queue {
  std::string name;
  std::vector<double> forecast;  // contacts of each interval, as it was made days ago
  double average_handle_time;    // seconds
  double average_patience;       // seconds; endless for queues that nobody leaves
  double service_level;          // promised; or nothing_promised
  double answer_within;          // seconds
  double abandonment;            // at most; or nothing_promised
  double shrinkage;
  double truth;  // what the day really brings, over the forecast; known to nobody
};

/// Random numbers that are the same on every machine.
class random_stream {
 public:
  explicit random_stream(std::uint64_t seed) : state_(seed) {}

  double uniform() {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1p-53;
  }
  double between(double low, double high) { return low + (high - low) * uniform(); }

  /// A Poisson number with a mean of a few dozen at most.
  double poisson(double mean) {
    const double limit = std::exp(-mean);
    double count = 0.0;
    for (double product = uniform(); product > limit; product *= uniform()) count += 1.0;
    return count;
  }

 private:
  std::uint64_t state_;
};

/// Small and large queues; a morning peak at 10 and a lower one in the afternoon, each queue's own.
std::vector<queue> day_of_a_center() {
  random_stream random(2026);
  std::vector<queue> all;
  for (std::size_t i = 0; i < queues; ++i) {
    queue one{.name = "queue " + std::to_string(i),
              .forecast = {},
              .average_handle_time = std::round(random.between(120, 600)),
              .average_patience = i % 10 == 9 ? endless : std::round(random.between(60, 600)),
              .service_level = i % 4 == 3 ? 0.90 : 0.80,
              .answer_within = i % 4 == 3 ? 10.0 : 20.0,
              .abandonment = i % 5 == 0 ? 0.03 : nothing_promised,
              .shrinkage = random.between(0.20, 0.40),
              .truth = std::exp(random.between(-0.25, 0.25))};
    const double busiest = std::exp(random.between(std::log(4.0), std::log(150.0)));
    const double morning = random.between(10, 16);
    const double afternoon = random.between(28, 36);
    for (std::size_t k = 0; k < intervals; ++k) {
      const auto hill = [k](double top, double width) {
        const double away = (static_cast<double>(k) - top) / width;
        return std::exp(-0.5 * away * away);
      };
      one.forecast.push_back(busiest * (0.1 + hill(morning, 6) + 0.7 * hill(afternoon, 8)));
    }
    all.push_back(std::move(one));
  }
  return all;
}

/// What comes in for a queue in the given minute of the day's opening.
double contacts_of_a_minute(const queue& of, std::size_t minute, random_stream& random) {
  const double forecast = of.forecast[minute / minutes_of_interval];
  return random.poisson(of.truth * forecast / static_cast<double>(minutes_of_interval));
}

// ------------------------------------------------------------------------------------- its forecasts

/// A queue's actual contacts against the forecast: what the rest of the day is to be multiplied by.
/// The day's own level is taken to be gamma distributed about 1, as certain as so many contacts: few
/// contacts move the forecast little, and many as far as they go.
class level_of_day {
 public:
  void add(double actual, double forecast) {
    actual_ += actual;
    forecast_ += forecast;
  }
  [[nodiscard]] double factor() const {
    constexpr double certainty = 50.0;
    return (certainty + actual_) / (certainty + forecast_);
  }

 private:
  double actual_ = 0.0;
  double forecast_ = 0.0;
};

// ------------------------------------------------------------------------------------------ its plan

/// Rows for one batch, gathered from queues: its columns, and where each row came from. The memory
/// is kept from one cycle to the next.
class work {
 public:
  void clear() {
    for (std::vector<double>* each : {&contacts_, &handle_time_, &patience_, &service_level_,
                                      &answer_within_, &abandonment_, &shrinkage_}) {
      each->clear();
    }
    place_.clear();
  }

  void add(const queue& of, double contacts, std::size_t place) {
    contacts_.push_back(contacts);
    handle_time_.push_back(of.average_handle_time);
    patience_.push_back(of.average_patience);
    service_level_.push_back(of.service_level);
    answer_within_.push_back(of.answer_within);
    abandonment_.push_back(of.abandonment);
    shrinkage_.push_back(of.shrinkage);
    place_.push_back(place);
  }

  /// Errors    std::domain_error with the first row that no queue can have.
  void plan(const batch::execution& how) {
    const batch::forecast_columns forecast{
        .contacts = std::span(contacts_),
        .length = interval_length.count(),
        .average_handle_time = std::span(handle_time_),
        .average_patience = std::span(patience_),
        .targets = {.service_level = std::span(service_level_),
                    .answer_within = std::span(answer_within_),
                    .probability_of_abandonment = std::span(abandonment_)},
        .shrinkage = std::span(shrinkage_),
    };
    planned_.resize(rows());
    if (const auto refused = batch::plan_day(forecast, rounding::up_at_end, planned_, how)) {
      throw std::domain_error("row " + std::to_string(refused->row) + ": " + refused->why);
    }
  }

  [[nodiscard]] std::size_t rows() const { return place_.size(); }
  [[nodiscard]] std::size_t place(std::size_t row) const { return place_[row]; }
  [[nodiscard]] double contacts_of(std::size_t row) const { return contacts_[row]; }
  [[nodiscard]] const day_plan_row& planned(std::size_t row) const { return *planned_[row]; }

 private:
  std::vector<double> contacts_, handle_time_, patience_;
  std::vector<double> service_level_, answer_within_, abandonment_, shrinkage_;
  std::vector<std::size_t> place_;
  std::vector<std::optional<day_plan_row>> planned_;
};

/// Agents for every interval of every queue, as last planned.
struct plan {
  std::vector<double> agents = std::vector<double>(queues * intervals, 0.0);
  std::vector<double> factor = std::vector<double>(queues, 1.0);  // of the forecast it was made for

  [[nodiscard]] double on_the_phones(std::size_t interval) const {
    double sum = 0.0;
    for (std::size_t i = 0; i < queues; ++i) sum += agents[i * intervals + interval];
    return sum;
  }
};

// -------------------------------------------------------------------------------------- its proof

/// The same interval planned alone, by krarup::plan_day.
day_plan_row planned_alone(const queue& of, double contacts_offered) {
  const rate offered = contacts(contacts_offered) / interval_length;
  const duration handle_time(of.average_handle_time);
  service_target target{.service_level = of.service_level,
                        .answer_within = duration(of.answer_within)};
  if (of.abandonment >= 0.0) target.probability_of_abandonment = of.abandonment;
  const auto alone = [&](const auto& model) {
    return plan_day(std::vector{plan_interval<std::remove_cvref_t<decltype(model)>>{
                        model, interval_length, target, of.shrinkage}},
                    rounding::up_at_end)
        .rows[0];
  };
  if (of.average_patience == endless) return alone(erlang_c{offered, handle_time});
  return alone(erlang_a{offered, handle_time, duration(of.average_patience)});
}

bool is_equal(const day_plan_row& one, const day_plan_row& other) {
  return *one.required == *other.required && one.staffed->scheduled == other.staffed->scheduled &&
         std::abs(one.staffed->performance.service_level -
                  other.staffed->performance.service_level) < 1e-12;
}

// -------------------------------------------------------------------------------------- its service

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free, "what a signal handler may touch");

using steady = std::chrono::steady_clock;

double milliseconds(steady::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

struct options {
  std::size_t cycles = 3;
  double every = 0.0;      // seconds from one cycle to the next; 0: at once
  double deadline = 30.0;  // seconds
  std::size_t workers = 0;
  bool all = false;
};

std::optional<options> read(std::span<char*> words) {
  options chosen;
  bool cycles_given = false;
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string name = words[i];
    if (name == "--all") {
      chosen.all = true;
      continue;
    }
    if (i + 1 == words.size()) return std::nullopt;
    char* end = nullptr;
    const double value = std::strtod(words[++i], &end);
    if (end == words[i] || *end != '\0' || !(value >= 0.0 && value < 1e6)) return std::nullopt;
    if (name == "--cycles") {
      chosen.cycles = static_cast<std::size_t>(value);
      cycles_given = true;
    } else if (name == "--every") {
      chosen.every = value;
    } else if (name == "--deadline") {
      chosen.deadline = value;
    } else if (name == "--workers") {
      chosen.workers = static_cast<std::size_t>(value);
    } else {
      return std::nullopt;
    }
  }
  if (chosen.every > 0.0 && !cycles_given) chosen.cycles = intervals * minutes_of_interval;
  return chosen;
}

class service {
 public:
  explicit service(const options& chosen) : options_(chosen) {}

  /// Plans the whole day from the forecasts of yesterday, and takes in what came until 10:00.
  void open() {
    work_.clear();
    for (std::size_t i = 0; i < queues; ++i) add_rows(i, 0);
    work_.plan({.workers = options_.workers});
    for (std::size_t row = 0; row < work_.rows(); ++row) {
      plan_.agents[work_.place(row)] = work_.planned(row).required->count();
    }
    std::printf("07:00  %zu queues, %zu intervals planned; at 10:00 %.0f agents on the phones\n",
                queues, work_.rows(), plan_.on_the_phones(12));
    while (minute_ < 180) take_in_a_minute();
  }

  [[nodiscard]] bool is_over() const { return first_ahead() >= intervals; }

  /// One minute: actuals, forecasts, plan, what changed.
  void cycle() {
    const steady::time_point start = steady::now();
    take_in_a_minute();
    work_.clear();
    std::size_t moved = 0;
    for (std::size_t i = 0; i < queues; ++i) {
      constexpr double worth_it = 0.01;
      const bool has_moved = std::abs(levels_[i].factor() / plan_.factor[i] - 1.0) > worth_it;
      moved += has_moved ? 1 : 0;
      if (has_moved || options_.all) add_rows(i, first_ahead());
    }
    const steady::time_point gathered = steady::now();

    // Asked between pieces of the work. What a batch says that was told to stop is not to be used.
    const steady::time_point latest =
        start + std::chrono::duration_cast<steady::duration>(duration(options_.deadline));
    bool is_late = false;
    const std::function<bool(double)> go_on = [&](double) {
      is_late = is_late || interrupted || steady::now() > latest;
      return !is_late;
    };
    work_.plan({.workers = options_.workers, .go_on = &go_on});
    const steady::time_point planned = steady::now();

    print_clock();
    if (is_late) {
      std::printf("  %s: the plan stays as it was\n", interrupted ? "interrupted" : "too late");
      return;
    }
    std::printf("  %zu forecasts moved, %zu intervals planned again", moved, work_.rows());
    take_over();
    const steady::time_point done = steady::now();
    std::fprintf(stderr, "cycle %zu: %.1f ms: forecasts %.1f, plan %.1f, changes %.1f\n", ++cycles_,
                 milliseconds(done - start), milliseconds(gathered - start),
                 milliseconds(planned - gathered), milliseconds(done - planned));
    slowest_ = std::max(slowest_, done - start);
    total_ += done - start;
  }

  void close() const {
    std::printf("checked: %zu intervals planned alone, %zu as in the batch\n", checked_, equal_);
    if (cycles_ == 0) return;
    std::fprintf(stderr, "%zu cycles, %.1f ms in the mean, %.1f ms the slowest\n", cycles_,
                 milliseconds(total_) / static_cast<double>(cycles_), milliseconds(slowest_));
  }

  [[nodiscard]] bool is_right() const { return equal_ == checked_; }

 private:
  /// The first interval that has not begun: what is under way is past planning.
  [[nodiscard]] std::size_t first_ahead() const { return minute_ / minutes_of_interval + 1; }

  void take_in_a_minute() {
    for (std::size_t i = 0; i < queues; ++i) {
      const double forecast = center_[i].forecast[minute_ / minutes_of_interval];
      levels_[i].add(contacts_of_a_minute(center_[i], minute_, random_),
                     forecast / static_cast<double>(minutes_of_interval));
    }
    ++minute_;
  }

  void add_rows(std::size_t i, std::size_t from) {
    const double factor = levels_[i].factor();
    for (std::size_t k = from; k < intervals; ++k) {
      work_.add(center_[i], center_[i].forecast[k] * factor, i * intervals + k);
    }
  }

  void print_clock() const {
    std::printf("%02zu:%02zu", (opening + minute_) / 60, (opening + minute_) % 60);
  }

  /// The new numbers take the place of the old ones; prints what that changes.
  void take_over() {
    constexpr std::size_t most_told = 3;  // queues
    constexpr std::size_t two_hours = 8;  // intervals
    double up = 0.0;
    double down = 0.0;
    std::string told;
    std::size_t queues_told = 0;
    std::string near;  // changes of one queue, in the next two hours
    for (std::size_t row = 0; row < work_.rows(); ++row) {
      const std::size_t i = work_.place(row) / intervals;
      const std::size_t k = work_.place(row) % intervals;
      const day_plan_row& planned = work_.planned(row);
      const double required = planned.required->count();
      double& agents = plan_.agents[work_.place(row)];
      const double change = required - agents;
      agents = required;
      plan_.factor[i] = levels_[i].factor();
      (change > 0.0 ? up : down) += change;
      if (change != 0.0 && k < first_ahead() + two_hours) {
        near += ' ' + time_of(k) + text(" %+.0f", change);
      }
      if (k + 1 == intervals) {  // the last of this queue
        if (!near.empty() && queues_told++ < most_told) {
          told += "\n       " + center_[i].name +
                  text(", forecast now %.1f %%:", 100.0 * levels_[i].factor()) + near;
        }
        near.clear();
      }
      if (row % 997 == 0) {
        ++checked_;
        equal_ += is_equal(planned, planned_alone(center_[i], work_.contacts_of(row))) ? 1 : 0;
      }
    }
    const double hours = interval_length / duration(1h);
    std::printf(": %+.0f %+.0f agent hours; at %s %.0f on the phones%s\n", up * hours, down * hours,
                time_of(first_ahead()).c_str(), plan_.on_the_phones(first_ahead()), told.c_str());
  }

  static std::string text(const char* format, double value) {
    char digits[32];
    std::snprintf(digits, sizeof digits, format, value);
    return digits;
  }

  static std::string time_of(std::size_t interval) {
    const std::size_t minute = opening + interval * minutes_of_interval;
    char clock[32];
    std::snprintf(clock, sizeof clock, "%02zu:%02zu", minute / 60, minute % 60);
    return clock;
  }

  options options_;
  std::vector<queue> center_ = day_of_a_center();
  std::vector<level_of_day> levels_ = std::vector<level_of_day>(queues);
  random_stream random_{7};
  work work_;
  plan plan_;
  std::size_t minute_ = 0;  // since the opening
  std::size_t cycles_ = 0, checked_ = 0, equal_ = 0;
  steady::duration total_{}, slowest_{};
};

/// Sleeps until then, but wakes for a signal.
void sleep_until(steady::time_point then) {
  while (!interrupted && steady::now() < then) {
    std::this_thread::sleep_for(std::min<steady::duration>(50ms, then - steady::now()));
  }
}

}  // namespace

int main(int count, char** words) {
  const std::optional<options> chosen = read({words, static_cast<std::size_t>(count)});
  if (!chosen) {
    std::fprintf(stderr,
                 "usage: replan_each_minute [--cycles N] [--every SECONDS] "
                 "[--deadline SECONDS] [--workers N] [--all]\n");
    return 2;
  }
  const auto heard = [](int) { interrupted = true; };
  std::signal(SIGINT, heard);
  std::signal(SIGTERM, heard);

  service planner(*chosen);
  planner.open();
  steady::time_point next = steady::now();
  for (std::size_t i = 0; i < chosen->cycles && !interrupted && !planner.is_over(); ++i) {
    planner.cycle();
    std::fflush(stdout);
    next += std::chrono::duration_cast<steady::duration>(duration(chosen->every));
    sleep_until(next);
  }
  planner.close();
  return planner.is_right() ? EXIT_SUCCESS : EXIT_FAILURE;
}
