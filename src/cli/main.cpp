// krarup, the command line: one subcommand for each question, answers on standard output, messages
// on standard error.
#include <algorithm>
#include <cstddef>
#include <exception>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "commands.hpp"
#include "forecast.hpp"

namespace {

using krarup::cli::exit_status;
using krarup::cli::given_option;

constexpr std::size_t findings_shown = 10;

constexpr const char* agents_example =
    R"(Example: 100 calls in half an hour of 3 minutes each, 80 % to be answered within 20 s:

  krarup agents --contacts 100 --interval 30min --aht 180s --service-level 0.80 \
                --answer-within 20s --max-occupancy 0.85 --shrinkage 0.30

answers 14 agents on the phones, 20 scheduled. Times carry a unit: 500ms, 20s, 3m14s, 30min, 1h.
Shares lie between 0 and 1. Exit status: 0 answered, 1 no number of agents will do, 2 refused.)";

constexpr const char* day_example = R"(Example: forecast.csv holds

  start,contacts,aht
  08:00,71,253
  08:30,111,271

and callers hang up after 13 minutes, on average:

  krarup day forecast.csv --interval 30min --patience 13min --service-level 0.80 \
                          --answer-within 20s --shrinkage 0.30

FILE is comma-separated, "-" for standard input. Its first line names the columns: contacts, and as
you like start (a time or a name; each once and in order) and any option by its name with "_" for
"-"; times in columns are seconds unless they carry a unit. Each interval is planned by itself.
With --csv the table is comma-separated with every digit and times in seconds, and the totals go to
standard error. Exit status: 0 answered, 1 some interval has no answer, 2 refused.)";

void add_fields(CLI::App& command, std::vector<given_option>& given,
                std::string_view left_out = "") {
  for (const krarup::cli::field& each : krarup::cli::fields()) {
    if (each.name == left_out) continue;
    command
        .add_option_function<std::string>(
            krarup::cli::option_name(each.name),
            [&given, &each](const std::string& text) {
              given.push_back({&each, text});
            },
            std::string(each.help))
        ->type_name(std::string(each.kind));
  }
}

exit_status refuse(const std::string& complaint) {
  std::cerr << "krarup: " << complaint << "\n";
  return exit_status::refused;
}

exit_status run(int argc, char** argv) {
  CLI::App program("Workforce planning for contact centers.\n", "krarup");
  program.set_version_flag("--version", "krarup " KRARUP_VERSION);
  program.require_subcommand(1);
  program.footer("\"krarup agents --help\" and \"krarup day --help\" have a worked example each.");

  std::vector<given_option> given;
  CLI::App* agents =
      program.add_subcommand("agents", "How many agents one interval takes, by Erlang C or A");
  add_fields(*agents, given);
  agents->footer(agents_example);

  CLI::App* day = program.add_subcommand("day", "How many agents each interval of a day takes");
  std::string path;
  bool as_csv = false;
  day->add_option("forecast", path, "comma-separated file, or - for standard input")
      ->type_name("FILE")
      ->required();
  day->add_flag("--csv", as_csv, "print the table as comma-separated values");
  // the volume is what a forecast holds
  add_fields(*day, given, "contacts");
  day->footer(day_example);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      return refuse(std::string(error.what()) + " (krarup --help tells more)");
    }
    program.exit(error);  // help and version are no errors
    return exit_status::answered;
  }
  return agents->parsed() ? answer_agents(given, std::cout, std::cerr)
                          : answer_day(path, given, as_csv, std::cout, std::cerr);
}

}  // namespace

int main(int argc, char** argv) {
  exit_status status = exit_status::refused;
  try {
    status = run(argc, argv);
    if (!std::cout.flush()) status = refuse("the answer cannot be written");
  } catch (const krarup::cli::bad_forecast& error) {
    const std::vector<std::string>& findings = error.findings();
    const std::size_t shown = std::min(findings.size(), findings_shown);
    for (std::size_t i = 0; i < shown; ++i) refuse(findings[i]);
    if (findings.size() > shown) {
      refuse("and " + std::to_string(findings.size() - shown) + " more");
    }
  } catch (const std::exception& error) {
    status = refuse(error.what());
  }
  return static_cast<int>(status);
}
