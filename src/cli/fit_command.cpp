#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <functional>
#include <optional>
#include <ostream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <krarup/fitting/arrivals.hpp>
#include <krarup/fitting/balking.hpp>
#include <krarup/fitting/handle_time.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/fitting/weibull.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "contact_log.hpp"
#include "day_counts.hpp"
#include "table.hpp"

namespace krarup::cli {

namespace {

constexpr double confidence = 0.95;

/// Three digits and more: "840.942" of 840.9419, "0.468".
std::string digits(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.6g", value);
  return text;
}

std::string percent(double share) {
  return digits(100.0 * share) + "%";
}

/// A line of the answer, or why there is none.
void tell(std::ostream& out, std::string_view heading, const std::function<std::string()>& what) {
  out << heading;
  try {
    out << what();
  } catch (const std::domain_error& error) {
    out << "unknown: " << error.what();
  }
  out << "\n";
}

/// Errors    std::invalid_argument for options that need another.
void check_options(const fit_question& asked) {
  if (asked.abandoned.empty() == asked.answered.empty()) {
    throw std::invalid_argument(
        "--abandoned or --answered must name the column that tells how contacts ended, and not "
        "both");
  }
  if (asked.handle_time.empty() && !asked.wrap_up.empty()) {
    throw std::invalid_argument("--wrap-up needs --handle-time, which it is added to");
  }
  if (!asked.arrival.empty() && asked.interval.empty()) {
    throw std::invalid_argument("--arrival needs --interval, in which contacts are counted");
  }
  for (const auto& [option, given] :
       {std::pair("--interval", !asked.interval.empty()),
        std::pair("--opening", !asked.opening.empty()),
        std::pair("--closing", !asked.closing.empty()), std::pair("--kind", !asked.kind.empty()),
        std::pair("--csv", asked.as_csv)}) {
    if (given && asked.arrival.empty()) {
      throw std::invalid_argument(std::string(option) +
                                  " needs --arrival, the column that tells when contacts arrived");
    }
  }
}

void tell_waits(std::ostream& out, const contact_log& log) {
  const observed_waits waits(wait_log{log.wait, log.abandoned});
  out << "Contacts     " << log.wait.size() << ": " << digits(waits.answered().count())
      << " answered, " << digits(waits.abandoned().count()) << " hung up\n";
  tell(out, "Patience     ", [&] {
    const auto fit = fit_exponential_patience(waits);
    return "exponential, average " + digits(fit.law.average.count()) + " s (standard error " +
           digits(fit.standard_error.count()) + " s)";
  });
  tell(out, "             ", [&] {
    const auto fit = fit_weibull_patience(waits);
    return "Weibull, scale " + digits(fit.law.scale.count()) + " s (" +
           digits(fit.scale_standard_error.count()) + " s), shape " + digits(fit.law.shape) + " (" +
           digits(fit.shape_standard_error) + ")";
  });
  tell(out, "Balking      ", [&] {
    const auto fit = fit_balking(waits, confidence);
    return percent(fit.share.value()) + " of the " + digits(fit.had_to_wait.count()) +
           " who had to wait (95% confidence: " + percent(fit.lower.value()) + " to " +
           percent(fit.upper.value()) + ")";
  });
}

void tell_handle_time(std::ostream& out, const contact_log& log, duration wrap_up) {
  tell(out, "Handle time  ", [&] {
    const auto fit = estimate_handle_time({.handle_time = log.handle_time, .wrap_up = wrap_up});
    return "average " + digits(fit.average.count()) + " s (standard error " +
           digits(fit.standard_error.count()) + " s), SCV " + digits(fit.squared_variation) + " (" +
           digits(fit.squared_variation_standard_error) + ")" +
           (wrap_up.count() > 0.0 ? ", with " + to_text(wrap_up) + " of wrap-up" : "");
  });
}

/// "volume strays by 10%: SCV 0.01 (...)"
std::string variation(const estimate_with_interval& scv) {
  return "volume strays by " + percent(std::sqrt(std::max(0.0, scv.value))) + ": SCV " +
         digits(scv.value) + " (standard error " + digits(scv.standard_error) +
         "; 95% confidence: " + digits(scv.lower) + " to " + digits(scv.upper) + ")";
}

void tell_volume(std::ostream& out, const day_counts& counts, const counting& how) {
  out << "Volume       " << counts.kind.size() << " days, " << begin_of(how.first, how) << " to "
      << begin_of(how.end, how) << " in intervals of " << to_text(how.interval);
  if (counts.days_of_clock_change > 0) {
    out << "; days left out since the clock was changed: " << counts.days_of_clock_change;
  }
  if (counts.days_without_contacts > 0) {
    out << "; days without contacts in these hours: " << counts.days_without_contacts;
  }
  if (counts.outside > 0.0) out << "; contacts in other hours: " << digits(counts.outside);
  out << "\n";
  const auto fit = [&] {
    counts.require_days(3);
    return fit_over_dispersion({counts.contacts, counts.intervals, counts.kind}, confidence);
  };
  tell(out, "Day          ", [&] { return variation(fit().day); });
  tell(out, "Interval     ", [&] { return variation(fit().interval); });
}

/// Writes contacts expected in each interval of each kind of days.
/// Errors    std::domain_error where a kind has too few days.
void write_profile(std::ostream& out, const day_counts& counts, const counting& how, bool as_csv) {
  counts.require_days(2);
  const std::vector<column> columns{{"kind", "day", shown::text},
                                    {"start", "start", shown::text},
                                    {"contacts", "contacts", shown::tenths},
                                    {"standard_error", "standard error", shown::tenths},
                                    {"lower", "from (95%)", shown::tenths},
                                    {"upper", "to (95%)", shown::tenths},
                                    {"share", "of the day", shown::percent}};
  aligned_table aligned(columns);
  out << (as_csv ? csv_header(columns) : "\n");
  for (std::size_t kind = 0; kind < counts.kinds.size(); ++kind) {
    const auto profile =
        intraday_profile({counts.contacts, counts.intervals, counts.kind}, kind, confidence);
    double of_day = 0.0;
    for (const estimate_with_interval& each : profile) of_day += each.value;
    for (std::size_t i = 0; i < profile.size(); ++i) {
      const estimate_with_interval& each = profile[i];
      const std::string start = begin_of(how.first + i, how);
      const std::array<cell, 7> row{counts.kinds[kind],  start,      each.value,
                                    each.standard_error, each.lower, each.upper,
                                    each.value / of_day};
      if (as_csv) {
        out << csv_line(row);
      } else {
        aligned.add(row);
      }
    }
  }
  if (!as_csv) aligned.print([&](std::string_view text) { out << text; });
}

}  // namespace

exit_status answer_fit(const fit_question& asked, std::ostream& out, std::ostream& messages) {
  check_options(asked);
  duration wrap_up(0);
  try {
    if (!asked.wrap_up.empty()) {
      wrap_up = duration(read_seconds(asked.wrap_up, {.bare = bare_numbers::refused}));
    }
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("--wrap-up ") + error.what());
  }
  const contact_log log = read_log(asked);
  std::optional<counting> how;
  if (!asked.arrival.empty()) how = how_to_count(log.arrival, asked);
  std::ostream& sentences = asked.as_csv ? messages : out;
  tell_waits(sentences, log);
  if (!asked.handle_time.empty()) tell_handle_time(sentences, log, wrap_up);
  if (!how) return exit_status::answered;
  const day_counts counts = count_days(log.arrival, *how);
  tell_volume(sentences, counts, *how);
  try {
    write_profile(out, counts, *how, asked.as_csv);
  } catch (const std::domain_error& error) {
    if (asked.as_csv) throw;
    out << "Profile      unknown: " << error.what() << "\n";
  }
  return exit_status::answered;
}

}  // namespace krarup::cli
