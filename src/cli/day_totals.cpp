#include "day_totals.hpp"

#include <algorithm>
#include <sstream>
#include <string_view>

#include <krarup/time_varying_queue.hpp>
#include <krarup/transient/day_method.hpp>

#include "model.hpp"
#include "readable.hpp"
#include "table.hpp"

namespace krarup::cli {

namespace {

constexpr duration hour(3600);

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

std::string method_in_words(const day_in_one_piece& rules) {
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

std::string agents_in_words(const forecast_reader& forecast, const day_in_one_piece& rules) {
  if (forecast.tells("agents")) return "as given";
  if (!rules.promised) return "those that each interval requires by itself";
  return std::string("the least time of them that keeps the promises ") +
         (*rules.promised == promised_for::whole_day ? "over the whole day" : "in every interval");
}

}  // namespace

void sums_of_rows::add(const answered_row& row, const std::string& file) {
  const auto& [asked, planned, carried] = row;
  sums_.add(planned);
  if (planned.staffed) first_attempts_ += *asked.asked.contacts;
  if (!planned.required || (most_ && *planned.required <= *most_)) return;
  most_ = *planned.required;
  peak_ = asked.start.empty() ? file + ":" + std::to_string(asked.line) : readable(asked.start);
}

std::string totals_of(const forecast_reader& forecast, const sums_of_rows& rows,
                      const std::optional<day_in_one_piece>& method,
                      const std::optional<time_varying_performance>& carried) {
  const day_totals sums = carried ? as_carried(rows.totals(), *carried) : rows.totals();
  const auto tenths = [](double value) { return formatted(value, shown::tenths); };
  const auto percent = [](double value) { return formatted(value, shown::percent); };

  std::ostringstream out;
  out << "model          " << model_of(forecast) << "\n";
  if (method) {
    out << "method         " << method->name << ": " << method_in_words(*method)
        << (method->slopes ? "; rates slope within intervals" : "") << "\n"
        << "agents         " << agents_in_words(forecast, *method) << "\n";
  }
  out << "contacts       " << tenths(rows.first_attempts().count()) << " offered";
  if (forecast.tells_redials()) out << " in " << tenths(sums.offered.count()) << " attempts";
  const bool lines = forecast.tells("lines");
  if (forecast.tells_patience() || lines)
    out << ", " << tenths(sums.answered.count()) << " answered";
  if (forecast.tells_patience()) {
    out << ", " << tenths(sums.abandoned.count()) << " hang up ("
        << percent(sums.probability_of_abandonment) << ")";
  }
  if (lines) out << ", " << tenths(sums.blocked.count()) << " find no line";
  out << "\n";
  if (forecast.tells("service_level")) {
    out << "service level  " << percent(sums.service_level) << ", weighted by "
        << (forecast.tells_redials() ? "attempts" : "contacts") << "\n";
  }
  out << "ASA            " << tenths(sums.average_speed_of_answer.count()) << " s\n"
      << "occupancy      " << percent(sums.occupancy) << " of ready time\n"
      << "hours          " << tenths(sums.ready_time / hour) << " on the phones, "
      << tenths(sums.paid_time / hour) << " paid\n";
  if (sums.peak_interval) {
    out << "peak           " << formatted(sums.peak_required.count(), shown::whole)
        << (forecast.tells("agents") ? " agents required, at " : " agents on the phones, at ")
        << rows.peak() << "\n";
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

}  // namespace krarup::cli
