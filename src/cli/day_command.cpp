#include <algorithm>
#include <limits>
#include <optional>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <krarup/outcome.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include "commands.hpp"
#include "forecast.hpp"
#include "table.hpp"

namespace krarup::cli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr duration hour(3600);

/// Whether any row says it: what none says has no column.
bool any(const forecast& day, auto question::*told) {
  return std::any_of(day.rows.begin(), day.rows.end(),
                     [told](const forecast_row& row) { return (row.asked.*told).has_value(); });
}

template <class Queue>
day_plan plan(const forecast& day, Queue (*queue_of)(const question&)) {
  std::vector<plan_interval<Queue>> intervals;
  for (const forecast_row& row : day.rows) {
    intervals.push_back({.queue = queue_of(row.asked),
                         .length = *row.asked.interval,
                         .target = target_of(row.asked),
                         .shrinkage = row.asked.shrinkage.value_or(0.0)});
  }
  return plan_day(intervals, rounding::up_at_end);
}

/// Who an interval is, in a message.
std::string named(const forecast& day, const forecast_row& row) {
  return row.start.empty() ? day.name + ":" + std::to_string(row.line) : row.start;
}

std::vector<column> columns_of(const forecast& day, const day_plan& planned) {
  std::vector<column> columns;
  if (day.has_start) {
    columns.push_back({.name = "start",
                       .heading = "start",
                       .as = shown::whole,
                       .number = {},
                       .text = [&](std::size_t i) { return day.rows[i].start; }});
  }
  const auto put = [&](std::string_view name, std::string_view heading, shown as, auto number) {
    columns.push_back({.name = name, .heading = heading, .as = as, .number = number, .text = {}});
  };
  const auto told = [&](std::string_view name, std::string_view heading, auto value) {
    put(name, heading, shown::tenths,
        [&, value](std::size_t i) { return value(day.rows[i].asked); });
  };
  // What happens under the planned agents; unknown where there are none.
  const auto happens = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    put(name, heading, as, [&, value](std::size_t i) {
      const std::optional<staffed_interval>& staffed = planned.rows[i].staffed;
      return staffed ? value(*staffed) : unknown;
    });
  };
  using row = const question&;
  using staff = const staffed_interval&;

  const bool patience = any(day, &question::patience);
  told("contacts", "contacts", [](row of) { return *of.contacts; });
  told("aht", "AHT (s)", [](row of) { return of.aht->count(); });
  if (patience) told("patience", "patience (s)", [](row of) { return of.patience->count(); });
  told("offered_load", "erlangs", [](row of) { return offered_load(erlang_c_of(of)).value(); });
  happens("agents_required", "agents", shown::whole,
          [](staff of) { return of.performance.agents.count(); });
  if (any(day, &question::shrinkage)) {
    happens("scheduled", "scheduled", shown::whole, [](staff of) { return of.scheduled.count(); });
  }
  if (any(day, &question::service_level)) {
    happens("service_level", "service level", shown::percent,
            [](staff of) { return of.performance.service_level; });
  }
  happens("asa", "ASA (s)", shown::tenths,
          [](staff of) { return of.performance.average_speed_of_answer.count(); });
  happens("probability_of_wait", "P(wait)", shown::percent,
          [](staff of) { return of.performance.probability_of_wait; });
  if (patience) {
    happens("probability_of_abandonment", "abandonment", shown::percent,
            [](staff of) { return of.performance.probability_of_abandonment; });
  }
  happens("occupancy", "occupancy", shown::percent,
          [](staff of) { return of.performance.occupancy; });
  happens("mean_queue_length", "mean queue", shown::tenths,
          [](staff of) { return of.performance.mean_queue_length; });
  return columns;
}

void print_totals(const forecast& day, const day_totals& sums, std::ostream& out) {
  const auto tenths = [](double value) { return formatted(value, shown::tenths); };
  const auto percent = [](double value) { return formatted(value, shown::percent); };
  const bool patience = any(day, &question::patience);

  out << "model          "
      << (patience ? "Erlang A: callers hang up, patience exponential"
                   : "Erlang C: every caller waits, nobody hangs up")
      << "\n"
      << "contacts       " << tenths(sums.offered.count()) << " offered";
  if (patience) {
    out << ", " << tenths(sums.answered.count()) << " answered, " << tenths(sums.abandoned.count())
        << " hang up (" << percent(sums.probability_of_abandonment) << ")";
  }
  out << "\n";
  if (any(day, &question::service_level)) {
    out << "service level  " << percent(sums.service_level) << ", weighted by contacts\n";
  }
  out << "ASA            " << tenths(sums.average_speed_of_answer.count()) << " s\n"
      << "occupancy      " << percent(sums.occupancy) << " of ready time\n"
      << "hours          " << tenths(sums.ready_time / hour) << " on the phones, "
      << tenths(sums.paid_time / hour) << " paid\n";
  if (sums.peak_interval) {
    out << "peak           " << formatted(sums.peak_required.count(), shown::whole)
        << " agents on the phones, at " << named(day, day.rows[*sums.peak_interval]) << "\n";
  }
  if (sums.intervals_left_out > 0) {
    out << "left out       " << sums.intervals_left_out << " of " << sums.intervals
        << " intervals, with " << tenths(sums.offered_left_out.count()) << " contacts\n";
  }
}

}  // namespace

exit_status answer_day(const std::string& path, const std::vector<given_option>& options,
                       bool as_csv, std::ostream& out, std::ostream& messages) {
  const forecast day = read_forecast(path, options);
  const bool patience = any(day, &question::patience);
  const day_plan planned = patience ? plan(day, erlang_a_of) : plan(day, erlang_c_of);

  for (const std::string& note : day.notes) messages << "krarup: note: " << note << "\n";
  const std::vector<column> columns = columns_of(day, planned);
  std::ostringstream totals;
  print_totals(day, planned.totals, totals);
  if (as_csv) {
    print_csv(columns, day.rows.size(), out);
    messages << totals.str();
  } else {
    print_aligned(columns, day.rows.size(), out);
    out << "\n" << totals.str();
  }
  exit_status status = exit_status::answered;
  for (std::size_t i = 0; i < planned.rows.size(); ++i) {
    if (planned.rows[i].required) continue;
    status = exit_status::unreachable;
    messages << "krarup: " << day.name << ":" << day.rows[i].line << ": "
             << explain(planned.rows[i].required.why()) << "\n";
  }
  return status;
}

}  // namespace krarup::cli
