#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <krarup/outcome.hpp>
#include <krarup/queues/mgn.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_performance.hpp>

#include "commands.hpp"
#include "forecast.hpp"
#include "model.hpp"
#include "output.hpp"
#include "readable.hpp"
#include "table.hpp"
#include "whole_day.hpp"

namespace krarup::cli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
constexpr duration hour(3600);

template <class Queue>
day_plan_row plan(const Queue& queue, const question& asked) {
  const plan_interval<Queue> interval{.queue = queue,
                                      .length = *asked.interval,
                                      .target = target_of(asked),
                                      .shrinkage = asked.shrinkage.value_or(0.0)};
  const std::span all(&interval, 1);
  if (!asked.on_phone) return plan_day(all, rounding::up_at_end).rows.front();
  return evaluate_day(all, std::span(&*asked.on_phone, 1), rounding::up_at_end).rows.front();
}

day_plan_row plan(const question& asked) {
  if (is_erlang_x(asked)) return plan(erlang_x_of(asked), asked);
  if (asked.handle_time_scv) return plan(mgn_of(asked), asked);
  return asked.patience ? plan(erlang_a_of(asked), asked) : plan(erlang_c_of(asked), asked);
}

bool tells_patience(const forecast_reader& forecast) {
  return forecast.tells("patience") || forecast.tells("patience_law");
}

bool tells_redials(const forecast_reader& forecast) {
  return forecast.tells("redials_of_abandoned") || forecast.tells("redials_of_blocked") ||
         forecast.tells("redials_of_answered");
}

/// An interval, and what happens in it; by itself, unless a day is carried on.
struct answered_row {
  question told;
  std::string start;
  day_plan_row planned;
  const time_varying_row* carried = nullptr;
};

/// A column, and what a row shows there.
struct measure {
  column shown_as;
  std::function<double(const answered_row& row)> value;
};

/// What the forecast tells has a column, what it does not tell has none.
std::vector<measure> measures_of(const forecast_reader& forecast,
                                 const std::optional<day_rules>& method) {
  std::vector<measure> measures;
  const auto told = [&](std::string_view name, std::string_view heading, auto value) {
    measures.push_back({{.name = name, .heading = heading, .as = shown::tenths},
                        [value](const answered_row& of) { return value(of.told); }});
  };
  // What happens under the planned agents; unknown where there are none.
  const auto happens = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    measures.push_back(
        {{.name = name, .heading = heading, .as = as}, [value](const answered_row& of) {
           return of.planned.staffed ? value(*of.planned.staffed) : unknown;
         }});
  };
  const auto goes_on = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    measures.push_back({{.name = name, .heading = heading, .as = as},
                        [value](const answered_row& of) { return value(*of.carried); }});
  };
  using row = const question&;
  using staff = const staffed_interval&;

  told("contacts", "contacts", [](row of) { return *of.contacts; });
  told("aht", "AHT (s)", [](row of) { return of.aht->count(); });
  if (forecast.tells("patience")) {
    told("patience", "patience (s)", [](row of) { return of.patience->count(); });
  }
  told("offered_load", "erlangs", [](row of) { return offered_load(erlang_c_of(of)).value(); });
  if (tells_redials(forecast)) {
    measures.push_back({{.name = "attempts", .heading = "attempts", .as = shown::tenths},
                        [](const answered_row& of) {
                          return of.planned.staffed ? of.planned.offered.count() : unknown;
                        }});
  }
  const bool agents_are_given = forecast.tells("agents");
  measures.push_back({{.name = "agents_required",
                       .heading = agents_are_given ? "required" : "agents",
                       .as = shown::whole},
                      [](const answered_row& of) {
                        return of.planned.required ? of.planned.required->count() : unknown;
                      }});
  if (agents_are_given) {
    happens("agents", "agents", shown::whole,
            [](staff of) { return of.performance.agents.count(); });
  }
  if (forecast.tells("shrinkage")) {
    happens("scheduled", "scheduled", shown::whole, [](staff of) { return of.scheduled.count(); });
  }
  if (forecast.tells("service_level")) {
    happens("service_level", "service level", shown::percent,
            [](staff of) { return of.performance.service_level; });
  }
  happens("asa", "ASA (s)", shown::tenths,
          [](staff of) { return of.performance.average_speed_of_answer.count(); });
  happens("probability_of_wait", "P(wait)", shown::percent,
          [](staff of) { return of.performance.probability_of_wait; });
  if (tells_patience(forecast)) {
    happens("probability_of_abandonment", "abandonment", shown::percent,
            [](staff of) { return of.performance.probability_of_abandonment; });
  }
  if (forecast.tells("lines")) {
    happens("probability_of_blocking", "blocking", shown::percent,
            [](staff of) { return of.performance.probability_of_blocking; });
  }
  happens("occupancy", "occupancy", shown::percent,
          [](staff of) { return of.performance.occupancy; });
  happens("mean_queue_length", "mean queue", shown::tenths,
          [](staff of) { return of.performance.mean_queue_length; });
  using carried = const time_varying_row&;
  if (method && knows_carried(method->method)) {
    goes_on("carried_over", "carried over", shown::tenths,
            [](carried of) { return of.carried_over; });
  }
  if (!method || !knows_ends_of_shifts(method->method)) return measures;
  goes_on("probability_of_carrying_over", "P(carried)", shown::percent,
          [](carried of) { return of.probability_of_carrying_over; });
  goes_on("overrun", "overrun (s)", shown::tenths, [](carried of) { return of.overrun.count(); });
  return measures;
}

/// The rows as they come, in the form that was asked for.
class day_table {
 public:
  day_table(const forecast_reader& forecast, const std::optional<day_rules>& method, bool as_csv,
            output& out)
      : measures_(measures_of(forecast, method)), has_start_(forecast.has_start()), out_(out) {
    std::vector<column> columns;
    if (has_start_) columns.push_back({.name = "start", .heading = "start", .as = shown::text});
    for (const measure& each : measures_) columns.push_back(each.shown_as);
    if (as_csv) {
      out_.write(csv_header(columns));
    } else {
      aligned_.emplace(std::move(columns));
    }
  }

  void add(const answered_row& row) {
    cells_.clear();
    if (has_start_) cells_.emplace_back(std::string_view(row.start));
    for (const measure& each : measures_) cells_.emplace_back(each.value(row));
    if (aligned_) {
      aligned_->add(cells_);
    } else {
      out_.write(csv_line(cells_));
    }
  }

  void finish() {
    if (aligned_) aligned_->print([this](std::string_view text) { out_.write(text); });
  }

 private:
  std::vector<measure> measures_;
  bool has_start_;
  output& out_;
  std::optional<aligned_table> aligned_;  ///< none where lines go out as they come
  std::vector<cell> cells_;
};

std::string model_of(const forecast_reader& forecast) {
  if (forecast.tells_erlang_x()) {
    return model_of_erlang_x(forecast.told_by_options(), [&](std::string_view field_name) {
      return forecast.has_column(field_name);
    });
  }
  if (forecast.has_column("handle_time_scv")) {
    return "M/G/n: every caller waits, nobody hangs up; SCV of handle times in a column";
  }
  if (const auto scv = forecast.told_by_options().handle_time_scv) {
    return "M/G/n: every caller waits, nobody hangs up; SCV of handle times " + brief(*scv);
  }
  return forecast.tells("patience") ? "Erlang A: callers hang up, patience exponential"
                                    : "Erlang C: every caller waits, nobody hangs up";
}

/// Sums of intervals by themselves, where a day is carried on with what happens in it.
day_totals as_carried(day_totals sums, const time_varying_performance& day) {
  const double offered = day.offered.count();
  sums.abandoned = contacts(offered * day.probability_of_abandonment);
  sums.blocked = contacts(offered * day.probability_of_blocking);
  sums.answered = contacts(
      offered * std::max(0.0, 1.0 - day.probability_of_abandonment - day.probability_of_blocking));
  sums.service_level = day.service_level;
  sums.average_speed_of_answer = day.average_speed_of_answer;
  sums.probability_of_abandonment = day.probability_of_abandonment;
  sums.occupancy = day.occupancy;
  return sums;
}

std::string method_in_words(const day_rules& rules) {
  const std::string leaving = rules.leaving == leaving_agents::hand_over
                                  ? "; agents who leave hand the contact in hand over"
                                  : "; agents who leave finish the contact in hand";
  switch (rules.method) {
    case day_method::stationary:
      return "each interval in balance by itself";
    case day_method::lagged:
      return "each interval in balance at the volume of a handle time before";
    case day_method::offered_load:
      return "each interval in balance at the load that would be if an agent were always free";
    case day_method::backlog:
      return "sub-periods in balance, each with those whom the one before left over";
    case day_method::fluid:
      return "contacts flow, and who is left over waits on in the next interval" + leaving;
    case day_method::exact:
      break;
  }
  return "who waits at an interval's end waits on in the next" + leaving;
}

std::string totals_of(const forecast_reader& forecast, const day_totals& by_themselves,
                      double first_attempts, const std::string& peak,
                      const std::optional<day_rules>& method,
                      const std::optional<time_varying_performance>& carried) {
  const day_totals sums = carried ? as_carried(by_themselves, *carried) : by_themselves;
  const auto tenths = [](double value) { return formatted(value, shown::tenths); };
  const auto percent = [](double value) { return formatted(value, shown::percent); };

  std::ostringstream out;
  out << "model          " << model_of(forecast) << "\n";
  if (method) {
    out << "method         " << method->name << ": " << method_in_words(*method)
        << (method->slopes ? "; rates slope within intervals" : "") << "\n"
        << "agents         "
        << (forecast.tells("agents") ? "as given" : "those that each interval requires by itself")
        << "\n";
  }
  out << "contacts       " << tenths(first_attempts) << " offered";
  if (tells_redials(forecast)) out << " in " << tenths(sums.offered.count()) << " attempts";
  const bool lines = forecast.tells("lines");
  if (tells_patience(forecast) || lines)
    out << ", " << tenths(sums.answered.count()) << " answered";
  if (tells_patience(forecast)) {
    out << ", " << tenths(sums.abandoned.count()) << " hang up ("
        << percent(sums.probability_of_abandonment) << ")";
  }
  if (lines) out << ", " << tenths(sums.blocked.count()) << " find no line";
  out << "\n";
  if (forecast.tells("service_level")) {
    out << "service level  " << percent(sums.service_level) << ", weighted by "
        << (tells_redials(forecast) ? "attempts" : "contacts") << "\n";
  }
  out << "ASA            " << tenths(sums.average_speed_of_answer.count()) << " s\n"
      << "occupancy      " << percent(sums.occupancy) << " of ready time\n"
      << "hours          " << tenths(sums.ready_time / hour) << " on the phones, "
      << tenths(sums.paid_time / hour) << " paid\n";
  if (sums.peak_interval) {
    out << "peak           " << formatted(sums.peak_required.count(), shown::whole)
        << (forecast.tells("agents") ? " agents required, at " : " agents on the phones, at ")
        << peak << "\n";
  }
  if (carried && method->method == day_method::exact) {
    out << "end of day     nobody is left in " << percent(carried->probability_of_clearing)
        << " of cases; the last contact is gone " << tenths(carried->overtime.count())
        << " s later on average\n";
  }
  if (sums.intervals_left_out > 0) {
    out << "left out       " << sums.intervals_left_out << " of " << sums.intervals
        << " intervals, with " << tenths(sums.offered_left_out.count()) << " contacts\n";
  }
  return out.str();
}

}  // namespace

exit_status answer_day(const day_question& asked, std::ostream& messages) {
  const std::optional<day_rules> method =
      read_method(asked.method, asked.leaving, asked.backlog, asked.arrival_rate);
  forecast_reader forecast(asked.forecast, asked.options,
                           method ? reading::whole_day : reading::plan);
  std::optional<whole_day> course;
  if (method) {
    course.emplace(*method);
    course->check(forecast);
  } else if (forecast.tells("agents")) {
    throw std::invalid_argument("--agents needs another --method than stationary");
  }
  refuse_to_overwrite(asked.forecast, asked.output);
  const std::unique_ptr<output> out = open_output(asked.output);
  day_table table(forecast, method, asked.as_csv, *out);
  std::vector<answered_row> rows;  // of a day that is carried on
  day_sums sums;
  double first_attempts = 0.0;
  complaints unanswered;
  std::optional<agents> most;
  std::string peak;
  for (forecast_row row{}; forecast.next(row);) {
    if (!forecast.sound()) continue;  // there will be no plan
    try {
      const day_plan_row planned = plan(row.asked);
      sums.add(planned);
      if (planned.staffed) first_attempts += *row.asked.contacts;
      if (!planned.required) {
        unanswered.add(row.line, explain(planned.required.why()));
      } else if (!most || *planned.required > *most) {
        most = *planned.required;
        peak = row.start.empty() ? forecast.name() + ":" + std::to_string(row.line)
                                 : readable(row.start);
      }
      if (!course) {
        table.add({row.asked, row.start, planned});
      } else if (planned.staffed) {
        course->add(row, planned.staffed->performance.agents);
        rows.push_back({row.asked, row.start, planned});
      } else {
        forecast.refuse(row, std::string(explain(planned.required.why())) +
                                 ", and a day goes on over no interval without agents: give them "
                                 "in a column agents");
      }
    } catch (const std::domain_error& error) {
      forecast.refuse(row, error.what());
    }
  }
  const std::vector<std::string> notes = forecast.finish();
  std::optional<time_varying_performance> carried;
  if (course) {
    carried = course->evaluate();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      rows[i].carried = &carried->rows[i];
      rows[i].planned.staffed->performance = carried->rows[i].performance;
      table.add(rows[i]);
    }
  }
  table.finish();
  const std::string totals =
      totals_of(forecast, sums.totals(), first_attempts, peak, method, carried);
  if (!asked.as_csv) out->write("\n" + totals);
  out->complete();

  for (const std::string& note : notes) messages << "krarup: note: " << note << "\n";
  if (asked.as_csv) messages << totals;
  for (const std::string& sentence : unanswered.sentences(forecast.name())) {
    messages << "krarup: " << sentence << "\n";
  }
  return unanswered.empty() ? exit_status::answered : exit_status::unreachable;
}

}  // namespace krarup::cli
