#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <krarup/performance.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/simulated_day.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "forecast.hpp"
#include "model.hpp"
#include "output.hpp"
#include "readable.hpp"
#include "simulation.hpp"
#include "table.hpp"
#include "whole_day.hpp"

namespace krarup::cli {

namespace {

constexpr duration hour(3600);

template <class Number>
Number read_number(const char* option, std::string_view text, Number least, Number otherwise) {
  if (text.empty()) return otherwise;
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least) {
    throw std::invalid_argument(std::string(option) + " must be a whole number >= " +
                                std::to_string(least) + ", got " + readable(text));
  }
  return value;
}

std::optional<double> read_share(const char* option, std::string_view text, bool from_zero) {
  if (text.empty()) return std::nullopt;
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool inside = value < 1.0 && (from_zero ? value >= 0.0 : value > 0.0);
  if (error != std::errc() || end != text.data() + text.size() || !inside) {
    throw std::invalid_argument(std::string(option) + " must lie " +
                                (from_zero ? "in [0, 1)" : "between 0 and 1") + ", got " +
                                readable(text));
  }
  return value;
}

replication_plan plan_of(const simulate_question& asked) {
  replication_plan plan;
  plan.replications = read_number<std::size_t>("--replications", asked.replications, 2, 1000);
  plan.seed = read_number<std::uint64_t>("--seed", asked.seed, 0, 1);
  plan.threads = read_number<unsigned>("--threads", asked.threads, 1, 0);
  plan.half_width = read_share("--half-width", asked.half_width, false);
  if (const auto sure = read_share("--confidence", asked.confidence, true)) plan.confidence = *sure;
  return plan;
}

void write_contacts(const contact_columns& all, output& out) {
  constexpr std::array columns{
      column{.name = "interval", .heading = "", .as = shown::whole},
      column{.name = "arrival", .heading = "", .as = shown::tenths},
      column{.name = "wait", .heading = "", .as = shown::tenths},
      column{.name = "handle_time", .heading = "", .as = shown::tenths},
      column{.name = "answered", .heading = "", .as = shown::whole},
      column{.name = "abandoned", .heading = "", .as = shown::whole},
      column{.name = "blocked", .heading = "", .as = shown::whole},
  };
  out.write(csv_header(columns));
  for (std::size_t i = 0; i < all.fate.size(); ++i) {
    const auto is = [fate = all.fate[i]](contact_fate one) { return fate == one ? 1.0 : 0.0; };
    const std::array<cell, columns.size()> cells{static_cast<double>(all.interval[i]),
                                                 all.arrival[i],
                                                 all.wait[i],
                                                 all.handle_time[i],
                                                 is(contact_fate::answered),
                                                 is(contact_fate::abandoned),
                                                 is(contact_fate::blocked)};
    out.write(csv_line(cells));
  }
}

/// A column, and what an interval shows there.
struct measure {
  column shown_as;
  std::function<double(const question& told, const simulated_interval& found)> value;
};

std::vector<measure> measures_of(const forecast_reader& forecast) {
  std::vector<measure> all;
  const auto add = [&](std::string_view name, std::string_view heading, shown as, auto value) {
    all.push_back({{.name = name, .heading = heading, .as = as}, value});
  };
  using told = const question&;
  using found = const simulated_interval&;
  // A measure and, beside it, its half-width.
  const auto sure = [&](std::string_view name, std::string_view heading, std::string_view width,
                        shown as, auto performance::*mean, auto performance_half_widths::*half) {
    const auto plain = [](auto value) {
      if constexpr (std::is_same_v<decltype(value), duration>)
        return value.count();
      else
        return value;
    };
    add(name, heading, as, [=](told, found f) { return plain(f.performance.*mean); });
    add(width, "+-", as, [=](told, found f) { return plain(f.half_widths.*half); });
  };
  using mean = performance;
  using half = performance_half_widths;

  add("contacts", "contacts", shown::tenths, [](told t, found) { return *t.contacts; });
  add("aht", "AHT (s)", shown::tenths, [](told t, found) { return t.aht->count(); });
  if (forecast.tells("patience")) {
    add("patience", "patience (s)", shown::tenths,
        [](told t, found) { return t.patience->count(); });
  }
  add("offered_load", "erlangs", shown::tenths,
      [](told, found f) { return f.performance.offered_load.value(); });
  if (forecast.tells("redials_of_abandoned") || forecast.tells("redials_of_blocked")) {
    add("attempts", "attempts", shown::tenths, [](told, found f) { return f.counts.offered; });
  }
  add("agents", "agents", shown::whole, [](told, found f) { return f.performance.agents.count(); });
  sure("service_level", "service level", "service_level_half_width", shown::percent,
       &mean::service_level, &half::service_level);
  sure("asa", "ASA (s)", "asa_half_width", shown::tenths, &mean::average_speed_of_answer,
       &half::average_speed_of_answer);
  sure("probability_of_wait", "P(wait)", "probability_of_wait_half_width", shown::percent,
       &mean::probability_of_wait, &half::probability_of_wait);
  if (forecast.tells("patience") || forecast.tells("patience_law")) {
    sure("probability_of_abandonment", "abandonment", "probability_of_abandonment_half_width",
         shown::percent, &mean::probability_of_abandonment, &half::probability_of_abandonment);
  }
  if (forecast.tells("lines")) {
    sure("probability_of_blocking", "blocking", "probability_of_blocking_half_width",
         shown::percent, &mean::probability_of_blocking, &half::probability_of_blocking);
  }
  sure("occupancy", "occupancy", "occupancy_half_width", shown::percent, &mean::occupancy,
       &half::occupancy);
  sure("mean_queue_length", "mean queue", "mean_queue_length_half_width", shown::tenths,
       &mean::mean_queue_length, &half::mean_queue_length);
  add("carried_over", "carried over", shown::tenths,
      [](told, found f) { return f.counts.waiting_at_end - f.counts.handed_over; });
  return all;
}

void write_table(const forecast_reader& forecast, const simulated_rows& rows,
                 const simulated_day& found, bool as_csv, output& out) {
  const std::vector<measure> measures = measures_of(forecast);
  std::vector<column> columns;
  if (forecast.has_start())
    columns.push_back({.name = "start", .heading = "start", .as = shown::text});
  for (const measure& each : measures) columns.push_back(each.shown_as);
  if (as_csv) out.write(csv_header(columns));
  std::optional<aligned_table> aligned;
  if (!as_csv) aligned.emplace(columns);
  std::vector<cell> cells;
  for (std::size_t i = 0; i < rows.told.size(); ++i) {
    cells.clear();
    if (forecast.has_start()) cells.emplace_back(std::string_view(rows.starts[i]));
    for (const measure& each : measures) {
      cells.emplace_back(each.value(rows.told[i], found.intervals[i]));
    }
    if (aligned) {
      aligned->add(cells);
    } else {
      out.write(csv_line(cells));
    }
  }
  if (aligned) aligned->print([&out](std::string_view text) { out.write(text); });
}

std::string model_of(const forecast_reader& forecast, const question& first) {
  std::ostringstream out;
  out << "handle times "
      << (first.handle_time_scv ? "lognormal with SCV " + brief(*first.handle_time_scv)
                                : "exponential")
      << "; ";
  if (forecast.has_column("patience")) {
    out << "patience exponential, its mean in a column";
  } else if (first.patience) {
    out << "patience exponential with mean " << to_text(*first.patience);
  } else if (first.patience_law) {
    out << "patience " << first.patience_law->text;
  } else {
    out << "nobody hangs up";
  }
  if (first.balking) out << "; " << brief_share(*first.balking) << " balk";
  if (first.lines) out << "; " << brief(first.lines->count()) << " lines";
  if (first.redials_of_abandoned) {
    out << "; " << brief_share(*first.redials_of_abandoned) << " of those who hang up call again";
  }
  if (first.redials_of_blocked) {
    out << "; " << brief_share(*first.redials_of_blocked) << " of those blocked call again";
  }
  if (first.day_variation) {
    out << "; a day's volume strays by " << brief(100.0 * *first.day_variation) << "%";
  }
  if (first.interval_variation) {
    out << "; an interval's volume strays by " << brief(100.0 * *first.interval_variation) << "%";
  }
  return out.str();
}

std::string totals_of(const forecast_reader& forecast, const simulated_rows& rows,
                      const simulated_day& found, const replication_plan& plan, bool hands_over) {
  const auto tenths = [](double value) { return formatted(value, shown::tenths); };
  const auto percent = [](double value) { return formatted(value, shown::percent); };
  const simulated_interval& day = found.day;
  const performance& mean = day.performance;
  const performance_half_widths& half = day.half_widths;
  const question& first = rows.told.front();
  duration ready(0);
  for (std::size_t i = 0; i < rows.intervals.size(); ++i) {
    ready += rows.on_phone[i].count() * rows.intervals[i].length;
  }

  std::ostringstream out;
  out << "model          " << model_of(forecast, first) << "\n"
      << "simulated      " << found.replications << " replications, seed " << plan.seed
      << "; +- is the half-width of an interval of " << brief_share(plan.confidence)
      << " for each measure by itself; agents who leave "
      << (hands_over ? "hand the contact in hand over" : "finish the contact in hand") << "\n"
      << "contacts       " << tenths(day.counts.offered) << " offered";
  if (day.counts.redials > 0.0) out << ", " << tenths(day.counts.redials) << " of them redials";
  out << ", " << tenths(day.counts.answered) << " answered";
  if (forecast.tells("patience") || forecast.tells("patience_law")) {
    out << ", " << tenths(day.counts.abandoned) << " hang up ("
        << percent(mean.probability_of_abandonment) << " +- "
        << percent(half.probability_of_abandonment) << ")";
  }
  if (first.lines) out << ", " << tenths(day.counts.blocked) << " find no line";
  if (const double waiting = day.counts.unanswered(); waiting > 0.05) {
    out << ", " << tenths(waiting) << " wait for ever";
  }
  out << "\n"
      << "service level  " << percent(mean.service_level) << " +- " << percent(half.service_level)
      << "\n"
      << "ASA            " << tenths(mean.average_speed_of_answer.count()) << " s +- "
      << tenths(half.average_speed_of_answer.count()) << " s\n"
      << "occupancy      " << percent(mean.occupancy) << " +- " << percent(half.occupancy)
      << " of ready time\n"
      << "hours          " << tenths(ready / hour) << " on the phones\n";
  return out.str();
}

}  // namespace

exit_status answer_simulate(const simulate_question& asked, std::ostream& messages) {
  const replication_plan plan = plan_of(asked);
  const leaving_agents leaving = read_leaving(asked.leaving);
  const bool slopes = read_slopes(asked.arrival_rate);
  const std::vector<double> start = read_backlog(asked.backlog);
  forecast_reader forecast(asked.forecast, asked.options, reading::simulation);
  refuse_to_overwrite(asked.forecast, asked.output);
  refuse_to_overwrite(asked.forecast, asked.contacts, "--contacts");
  const bool has_log = !asked.contacts.empty();
  if (has_log && asked.contacts == asked.output) {
    throw std::invalid_argument("--contacts must be another file than --output, got " +
                                asked.contacts);
  }
  std::unique_ptr<output> out;  // one file at a time is removed when a signal ends the program
  if (!has_log) out = open_output(asked.output);
  simulated_rows rows;
  for (forecast_row row{}; forecast.next(row);) {
    try {
      rows.add(row);
    } catch (const std::domain_error& error) {
      forecast.refuse(row, error.what());
    }
  }
  const std::vector<std::string> notes = forecast.finish();
  const simulation day(rows, leaving, slopes, start);
  const simulated_day found = day.replicate(plan);
  if (has_log) {
    const std::unique_ptr<output> log = open_output(asked.contacts);
    write_contacts(day.contacts(plan.seed), *log);
    log->complete();
  }
  if (!out) out = open_output(asked.output);
  write_table(forecast, rows, found, asked.as_csv, *out);
  const std::string totals =
      totals_of(forecast, rows, found, plan, leaving == leaving_agents::hand_over);
  if (!asked.as_csv) out->write("\n" + totals);
  out->complete();

  for (const std::string& note : notes) messages << "krarup: note: " << note << "\n";
  if (asked.as_csv) messages << totals;
  if (found.reached) return exit_status::answered;
  messages << "krarup: the half-width of " << brief(*plan.half_width) << " is not reached by "
           << found.replications << " replications: it is "
           << brief(found.day.half_widths.service_level) << "\n";
  return exit_status::unreachable;
}

}  // namespace krarup::cli
