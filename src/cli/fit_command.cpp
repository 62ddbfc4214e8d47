#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iostream>
#include <istream>
#include <optional>
#include <ostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <krarup/fitting/balking.hpp>
#include <krarup/fitting/handle_time.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/fitting/weibull.hpp>
#include <krarup/units.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "csv.hpp"
#include "forecast.hpp"
#include "readable.hpp"

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

/// Errors    std::invalid_argument for what is no time, or a negative one.
double read_seconds(std::string_view text, notation as) {
  const double seconds = read_duration(text, as).count();
  if (!(seconds >= 0.0) || std::isinf(seconds)) {
    throw std::invalid_argument("must be a finite time >= 0 s, got " + readable(text));
  }
  return seconds;
}

/// Errors    std::invalid_argument for what is neither yes nor no.
bool read_yes(std::string_view text) {
  std::string word(text);
  std::transform(word.begin(), word.end(), word.begin(), [](char c) {
    return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  });
  for (const std::string_view yes : {"1", "true", "yes"}) {
    if (word == yes) return true;
  }
  for (const std::string_view no : {"0", "false", "no"}) {
    if (word == no) return false;
  }
  throw std::invalid_argument("must be 1, true or yes, or 0, false or no, got " +
                              (text.empty() ? "nothing" : readable(text)));
}

struct columns_of_log {
  std::vector<double> wait;
  std::vector<unsigned char> abandoned;
  std::vector<double> handle_time;  ///< of answered contacts
};

class log_reader {
 public:
  log_reader(const fit_question& asked, std::istream& from)
      : asked_(asked),
        csv_([&from](char* bytes, std::size_t count) { return read(from, bytes, count); },
             asked.wait),
        wait_(column("--wait", asked.wait)),
        ended_(asked.answered.empty() ? column("--abandoned", asked.abandoned)
                                      : column("--answered", asked.answered)) {
    if (!asked.handle_time.empty()) handled_ = column("--handle-time", asked.handle_time);
  }

  /// Reads all rows.
  /// Errors    bad_csv where the file cannot be read on.
  void read_all() {
    csv_record record;
    std::size_t rows = 0;
    for (; csv_.next(record); ++rows) {
      const std::size_t cells = csv_.header().cells.size();
      if (record.cells.size() != cells) {
        found_.add(record.line, "must have " + std::to_string(cells) +
                                    " cells, as the header has, got " +
                                    std::to_string(record.cells.size()));
        continue;
      }
      take(record);
    }
    if (rows == 0) found_.add(0, "must have a row below its header, got none");
  }

  [[nodiscard]] const columns_of_log& log() const { return log_; }
  [[nodiscard]] complaints& found() { return found_; }

 private:
  static std::size_t read(std::istream& from, char* bytes, std::size_t count) {
    from.read(bytes, static_cast<std::streamsize>(count));
    if (from.bad()) throw bad_csv(0, "cannot be read");
    return static_cast<std::size_t>(from.gcount());
  }

  [[nodiscard]] std::size_t column(const std::string& option, const std::string& name) const {
    const std::vector<std::string>& header = csv_.header().cells;
    const auto times = std::count(header.begin(), header.end(), name);
    if (times != 1) {
      throw bad_csv(0, "must have one column " + readable(name) + ", as " + option + " says, got " +
                           (times == 0 ? "" : std::to_string(times) + " of them among ") +
                           listed(header));
    }
    return static_cast<std::size_t>(std::find(header.begin(), header.end(), name) - header.begin());
  }

  /// A row is taken whole or not at all.
  void take(const csv_record& record) {
    const notation as{.bare = bare_numbers::are_seconds, .decimal = csv_.decimal()};
    const auto cell = [&](std::size_t at, auto reading) {
      std::optional<decltype(reading(std::string_view()))> value;
      try {
        value = reading(record.cells[at]);
      } catch (const std::invalid_argument& error) {
        found_.add(record.line, readable(csv_.header().cells[at]) + ": " + error.what());
      }
      return value;
    };
    const auto seconds = [&](std::string_view text) { return read_seconds(text, as); };
    const auto wait = cell(wait_, seconds);
    const auto yes = cell(ended_, read_yes);
    if (!yes) return;
    const bool left = *yes == asked_.answered.empty();
    std::optional<double> handled = 0.0;
    if (handled_ && !left) handled = cell(*handled_, seconds);
    if (!wait || !handled) return;
    log_.wait.push_back(*wait);
    log_.abandoned.push_back(left ? 1 : 0);
    if (handled_ && !left) log_.handle_time.push_back(*handled);
  }

  const fit_question& asked_;
  csv_reader csv_;
  std::size_t wait_;
  std::size_t ended_;
  std::optional<std::size_t> handled_;
  columns_of_log log_;
  complaints found_;
};

/// Errors    bad_forecast with everything that is wrong.
columns_of_log read_log(const fit_question& asked) {
  const std::string name = asked.log == "-" ? "standard input" : asked.log;
  complaints found;
  try {
    std::ifstream file;
    if (asked.log != "-") {
      file.open(asked.log, std::ios::binary);
      if (!file) throw bad_csv(0, "cannot be read");
    }
    log_reader reader(asked, asked.log == "-" ? std::cin : file);
    try {
      reader.read_all();
    } catch (const bad_csv& error) {
      reader.found().add(error.line(), error.what());
    }
    if (reader.found().empty()) return reader.log();
    found.add(reader.found());
  } catch (const bad_csv& error) {
    found.add(error.line(), error.what());
  }
  throw bad_forecast(found.sentences(name));
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

}  // namespace

exit_status answer_fit(const fit_question& asked, std::ostream& out) {
  if (asked.abandoned.empty() == asked.answered.empty()) {
    throw std::invalid_argument(
        "--abandoned or --answered must name the column that tells how contacts ended, and not "
        "both");
  }
  if (asked.handle_time.empty() && !asked.wrap_up.empty()) {
    throw std::invalid_argument("--wrap-up needs --handle-time, which it is added to");
  }
  duration wrap_up(0);
  try {
    if (!asked.wrap_up.empty()) {
      wrap_up = duration(read_seconds(asked.wrap_up, {.bare = bare_numbers::refused}));
    }
  } catch (const std::invalid_argument& error) {
    throw std::invalid_argument(std::string("--wrap-up ") + error.what());
  }
  const columns_of_log log = read_log(asked);
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
  if (asked.handle_time.empty()) return exit_status::answered;
  tell(out, "Handle time  ", [&] {
    const auto fit = estimate_handle_time({.handle_time = log.handle_time, .wrap_up = wrap_up});
    return "average " + digits(fit.average.count()) + " s (standard error " +
           digits(fit.standard_error.count()) + " s), SCV " + digits(fit.squared_variation) + " (" +
           digits(fit.squared_variation_standard_error) + ")" +
           (wrap_up.count() > 0.0 ? ", with " + to_text(wrap_up) + " of wrap-up" : "");
  });
  return exit_status::answered;
}

}  // namespace krarup::cli
