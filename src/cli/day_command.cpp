#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <optional>
#include <ostream>
#include <span>
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
#include "day_totals.hpp"
#include "forecast.hpp"
#include "model.hpp"
#include "output.hpp"
#include "readable.hpp"
#include "table.hpp"
#include "whole_day.hpp"

namespace krarup::cli {

namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

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

/// A column, and what a row shows there.
struct measure {
  column shown_as;
  std::function<double(const answered_row& row)> value;
};

/// What the forecast tells has a column, what it does not tell has none.
std::vector<measure> measures_of(const forecast_reader& forecast,
                                 const std::optional<day_in_one_piece>& method) {
  std::vector<measure> measures;
  const auto told = [&](std::string_view name, std::string_view heading, auto value) {
    measures.push_back({{.name = name, .heading = heading, .as = shown::tenths},
                        [value](const answered_row& of) { return value(of.asked.asked); }});
  };
  // What happens under the planned agents; unknown where there are none.
  const auto happens = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    measures.push_back(
        {{.name = name, .heading = heading, .as = as}, [value](const answered_row& of) {
           return of.planned.staffed ? value(*of.planned.staffed) : unknown;
         }});
  };
  const auto goes_on = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    measures.push_back(
        {{.name = name, .heading = heading, .as = as}, [value](const answered_row& of) {
           return of.carried != nullptr ? value(*of.carried) : unknown;
         }});
  };
  using row = const question&;
  using staff = const staffed_interval&;

  told("contacts", "contacts", [](row of) { return *of.contacts; });
  told("aht", "AHT (s)", [](row of) { return of.aht->count(); });
  if (forecast.tells("patience")) {
    told("patience", "patience (s)", [](row of) { return of.patience->count(); });
  }
  told("offered_load", "erlangs", [](row of) { return offered_load(erlang_c_of(of)).value(); });
  if (forecast.tells_redials()) {
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
  if (forecast.tells_patience()) {
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
  day_table(const forecast_reader& forecast, const std::optional<day_in_one_piece>& method,
            bool as_csv, output& out)
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
    if (has_start_) cells_.emplace_back(std::string_view(row.asked.start));
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

/// Puts to the rows the agents that serve the day.
void find_agents(whole_day& course, std::vector<answered_row>& rows, promised_for whom,
                 complaints& unanswered) {
  const outcome<day_requirement> found = course.find_agents();
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& [asked, planned, carried] = rows[i];
    if (!found) {
      planned.required = found.why();
      planned.staffed.reset();
      unanswered.add(asked.line, explain(found.why()));
      continue;
    }
    asked.asked.on_phone = found->on_phone[i];
    planned = plan(asked.asked);
    planned.required = found->on_phone[i];
  }
  if (!found || found->kept) return;
  if (whom == promised_for::whole_day) {
    unanswered.add(0, "no allowed number of agents serves the day as promised");
    return;
  }
  for (const std::size_t i : found->unserved) {
    unanswered.add(rows[i].asked.line,
                   "no allowed number of agents serves the interval as promised");
  }
}

}  // namespace

exit_status answer_day(const day_question& asked, std::ostream& messages) {
  const std::optional<day_in_one_piece> method = read_method(asked);
  const bool is_found = method && method->promised;
  forecast_reader forecast(asked.forecast, asked.options,
                           is_found ? reading::staffing
                           : method ? reading::whole_day
                                    : reading::plan);
  std::optional<whole_day> course;
  if (method) {
    course.emplace(*method);
    course->check(forecast);
  } else if (forecast.tells("agents")) {
    throw std::invalid_argument("--agents needs another --method than stationary");
  }
  for (const field& each : fields_of_staffing()) {
    if (!is_found && forecast.tells(each.name)) {
      throw std::invalid_argument(option_name(each.name) + " needs --promised");
    }
  }
  refuse_to_overwrite(asked.forecast, asked.output);
  const std::unique_ptr<output> out = open_output(asked.output);
  day_table table(forecast, method, asked.as_csv, *out);
  std::vector<answered_row> rows;  // of a day that is carried on
  sums_of_rows sums;
  complaints unanswered;
  for (forecast_row row{}; forecast.next(row);) {
    if (!forecast.sound()) continue;  // there will be no plan
    try {
      const answered_row answered{row, plan(row.asked)};
      if (!is_found && !answered.planned.required) {
        unanswered.add(row.line, explain(answered.planned.required.why()));
      }
      if (!course) {
        sums.add(answered, forecast.name());
        table.add(answered);
      } else if (is_found || answered.planned.staffed) {
        course->add(row, is_found ? agents(0) : answered.planned.staffed->performance.agents);
        rows.push_back(answered);
      } else {
        forecast.refuse(row, std::string(explain(answered.planned.required.why())) +
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
    if (method->promised) find_agents(*course, rows, *method->promised, unanswered);
    const bool is_staffed = !rows.empty() && rows.front().planned.staffed;
    if (is_staffed) carried = course->evaluate();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      sums.add(rows[i], forecast.name());
      if (is_staffed) {
        rows[i].carried = &carried->rows[i];
        rows[i].planned.staffed->performance = carried->rows[i].performance;
      }
      table.add(rows[i]);
    }
  }
  table.finish();
  const std::string totals = totals_of(forecast, sums, method, carried);
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
