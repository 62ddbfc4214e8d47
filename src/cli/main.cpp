// krarup, the command line: one subcommand for each question, answers on standard output, messages
// on standard error.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <iostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "arguments.hpp"
#include "commands.hpp"
#include "forecast.hpp"
#include "readable.hpp"

namespace {

using krarup::cli::day_question;
using krarup::cli::exit_status;
using krarup::cli::fit_question;
using krarup::cli::given_option;
using krarup::cli::simulate_question;

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

FILE is text in UTF-8, "-" for standard input. Its first line names the columns: contacts, and as
you like start (a time or a name; each once and in order) and any option by its name with "_" for
"-"; times in columns are seconds unless they carry a unit. Columns are separated by what separates
these names: commas or tabs, and numbers have a decimal point, or semicolons, and numbers have a
decimal comma. Each interval is planned by itself, as if it were in balance.
With --method exact it is shown what happens in that day: callers who wait at the end of an interval
wait on in the next. The agents are those that each interval requires by itself, unless --agents or a
column agents gives others, or --promised finds those under which the day goes as promised.
With --csv the table is comma-separated with every digit and times in seconds, and the totals go to
standard error. The answer is written whole or not at all: a FILE of --output stays as it was until
the new one is complete. Exit status: 0 answered, 1 some interval has no answer, 2 refused.)";

constexpr const char* simulate_example = R"(Example: forecast.csv holds

  start,contacts,aht,agents
  08:00,71,253,11
  08:30,111,271,17

handle times vary less than exponential ones, and callers hang up after 13 minutes, on average:

  krarup simulate forecast.csv --interval 30min --handle-time-scv 0.6 --patience 13min \
                               --answer-within 20s --replications 1000 --seed 1

FILE is read as by krarup day; it, or --agents, says how many agents are on the phones. Callers who
wait at the end of an interval wait on in the next. Every measure stands beside its +-: half of the
interval around it that has the true value in it with the confidence. The answer is the same for any
number of threads. With --half-width 0.001 it stops as soon as the day's service level is known that
well, or after all replications. With --csv, and for --output, as krarup day. Exit status: 0 answered,
1 the half-width is not reached, 2 refused.)";

constexpr const char* fit_example = R"(Example: log.csv has a row for each contact,

  arrived,wait,hung_up,talk
  08:00:12,0,no,194
  08:00:40,31,yes,

and agents wrap up for 6 s:

  krarup fit log.csv --wait wait --abandoned hung_up --handle-time talk --wrap-up 6s

The columns are named by these options. Whether a contact hung up, or was answered, is told by 1, true
or yes, and 0, false or no; times are seconds unless they carry a unit; the handle times of contacts
that hung up are not read. Rows that cannot be true are refused with their lines, and none is left
out: exit status 2.
Where arrived has dates too, as 2026-03-02 08:00:12,

  krarup fit log.csv --wait wait --abandoned hung_up --arrival arrived --interval 30min

tells more: how much volume strays from day to day and from interval to interval beyond chance, and how
many contacts each interval of each weekday expects. With --csv that table is comma-separated with
every digit, and the rest goes to standard error.)";

/// What an option means to a simulation, where that is not what it means to a plan.
std::string_view help_of_simulation(std::string_view field_name) {
  if (field_name == "agents") return "on the phones; here or in a column";
  if (field_name == "patience") return "mean time a caller would wait, exponential";
  if (field_name == "handle_time_scv") {
    return "how much lognormal handle times vary, (standard deviation / average)^2; without it "
           "they "
           "are exponential";
  }
  return "";
}

void add_fields(CLI::App& command, std::vector<given_option>& given,
                std::span<const krarup::cli::field> fields,
                bool (*wanted)(std::string_view field_name) = nullptr,
                std::string_view (*other_help)(std::string_view field_name) = nullptr) {
  for (const krarup::cli::field& each : fields) {
    if (wanted != nullptr && !wanted(each.name)) continue;
    const std::string_view other = other_help != nullptr ? other_help(each.name) : "";
    command
        .add_option_function<std::string>(
            krarup::cli::option_name(each.name),
            [&given, &each](const std::string& text) {
              given.push_back({&each, text});
            },
            std::string(other.empty() ? each.help : other))
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
  program.footer(
      "\"krarup agents --help\", \"krarup day --help\", \"krarup simulate --help\" and \"krarup "
      "fit "
      "--help\" have a worked example each.");

  std::vector<given_option> given;
  CLI::App* agents = program.add_subcommand(
      "agents", "How many agents one interval takes, by Erlang C, A, X or M/G/n");
  add_fields(*agents, given, krarup::cli::fields());
  add_fields(*agents, given, krarup::cli::fields_of_erlang_x());
  add_fields(*agents, given, krarup::cli::fields_of_mgn());
  agents->footer(agents_example);

  CLI::App* day = program.add_subcommand(
      "day", "How many agents each interval of a day takes, by Erlang C, A, X or M/G/n");
  day_question asked{.forecast = {},
                     .options = {},
                     .as_csv = false,
                     .output = {},
                     .method = {},
                     .leaving = {},
                     .backlog = {},
                     .arrival_rate = {},
                     .promised = {},
                     .changes = {}};
  day->add_option("forecast", asked.forecast, "table of the forecast, or - for standard input")
      ->type_name("FILE")
      ->required();
  day->add_flag("--csv", asked.as_csv, "print the table as comma-separated values");
  day->add_option(
         "-o,--output", asked.output,
         "write the answer to this file instead; with --csv if its name ends in .csv; - for "
         "standard output")
      ->type_name("FILE");
  // the volume is what a forecast holds
  add_fields(*day, given, krarup::cli::fields(),
             [](std::string_view name) { return name != "contacts"; });
  add_fields(*day, given, krarup::cli::fields_of_erlang_x());
  add_fields(*day, given, krarup::cli::fields_of_mgn());
  add_fields(*day, given, krarup::cli::fields_of_whole_day());
  add_fields(*day, given, krarup::cli::fields_of_staffing());
  day->add_option("--method", asked.method,
                  "stationary (default): each interval in balance by itself; exact: who waits at "
                  "the end of an interval waits on in the next; fast methods near that, from the "
                  "best: backlog, offered_load, lagged, and fluid for large overloads")
      ->type_name("NAME");
  day->add_option("--leaving", asked.leaving,
                  "what agents do with the contact in hand when the next interval has fewer: "
                  "finish_contact (default) or hand_over; with --method exact or fluid")
      ->type_name("NAME");
  day->add_option("--backlog", asked.backlog,
                  "contacts in the system when the day begins; with all methods but stationary and "
                  "lagged")
      ->type_name("NUMBER");
  day->add_option("--arrival-rate", asked.arrival_rate,
                  "within an interval: even (default), or sloping as the volume does from the "
                  "interval before to the one after; with all methods but stationary")
      ->type_name("NAME");
  day->add_option("--promised", asked.promised,
                  "find the least agents' time that keeps the promises in every_interval, or over "
                  "the whole_day, where who waits goes on waiting; with --method exact")
      ->type_name("NAME");
  day->add_option("--changes", asked.changes,
                  "how often the number of agents may change, from the day's beginning; with "
                  "--promised; without it at every interval")
      ->type_name("TIME");
  day->footer(day_example);

  CLI::App* simulate = program.add_subcommand(
      "simulate", "What happens in a day under given agents, contact by contact");
  simulate_question trial{};
  simulate->add_option("forecast", trial.forecast, "table of the forecast, or - for standard input")
      ->type_name("FILE")
      ->required();
  simulate->add_flag("--csv", trial.as_csv, "print the table as comma-separated values");
  simulate->add_option("-o,--output", trial.output, "as of krarup day")->type_name("FILE");
  for (const auto& fields : {krarup::cli::fields(), krarup::cli::fields_of_erlang_x(),
                             krarup::cli::fields_of_mgn(), krarup::cli::fields_of_whole_day()}) {
    add_fields(
        *simulate, given, fields,
        [](std::string_view name) {
          return name != "contacts" && krarup::cli::serves_simulation(name);
        },
        help_of_simulation);
  }
  simulate
      ->add_option("--leaving", trial.leaving,
                   "what agents do with the contact in hand when the next interval has fewer: "
                   "finish_contact (default) or hand_over")
      ->type_name("NAME");
  simulate->add_option("--backlog", trial.backlog, "contacts in the system when the day begins")
      ->type_name("NUMBER");
  simulate
      ->add_option("--arrival-rate", trial.arrival_rate,
                   "within intervals: even (default), or sloping, with as many contacts in each")
      ->type_name("NAME");
  simulate
      ->add_option("--replications", trial.replications,
                   "days to simulate, 1000 by default; with --half-width at most so many")
      ->type_name("NUMBER");
  simulate->add_option("--seed", trial.seed, "of the random numbers, 1 by default")
      ->type_name("NUMBER");
  simulate
      ->add_option("--half-width", trial.half_width,
                   "stop as soon as that of the day's service level is no more than this")
      ->type_name("SHARE");
  simulate->add_option("--confidence", trial.confidence, "of each half-width, 0.95 by default")
      ->type_name("SHARE");
  simulate->add_option("--threads", trial.threads, "at most; as many as the machine has by default")
      ->type_name("NUMBER");
  simulate
      ->add_option("--contacts", trial.contacts,
                   "write each contact of one replication to this file, comma-separated")
      ->type_name("FILE");
  simulate->footer(simulate_example);

  CLI::App* fit = program.add_subcommand("fit",
                                         "How patient contacts are, how long they take and how "
                                         "many come, by a log of one row for each");
  fit_question log{};
  fit->add_option("log", log.log, "the log, or - for standard input")
      ->type_name("FILE")
      ->required();
  fit->add_option("--wait", log.wait, "column of times from arrival to answer or hang-up")
      ->type_name("COLUMN")
      ->required();
  fit->add_option("--abandoned", log.abandoned, "column that says whether the contact hung up")
      ->type_name("COLUMN");
  fit->add_option("--answered", log.answered, "instead, column that says whether it was answered")
      ->type_name("COLUMN");
  fit->add_option("--handle-time", log.handle_time, "column of times that agents took")
      ->type_name("COLUMN");
  fit->add_option("--wrap-up", log.wrap_up, "added to each handle time, where the log has none")
      ->type_name("TIME");
  fit->add_option("--arrival", log.arrival, "column of dates and times at which contacts arrived")
      ->type_name("COLUMN");
  fit->add_option("--interval", log.interval, "of a day, in which arrivals are counted")
      ->type_name("TIME");
  fit->add_option("--opening", log.opening, "begin of each day's first interval, such as 08:00")
      ->type_name("CLOCK");
  fit->add_option("--closing", log.closing,
                  "end of the last; without them the log's first and last")
      ->type_name("CLOCK");
  fit->add_option("--kind", log.kind, "which days are alike: weekday (default) or all")
      ->type_name("WORD");
  fit->add_flag("--csv", log.as_csv, "print the profile of the days as comma-separated values");
  fit->footer(fit_example);

  try {
    program.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() != 0) {
      const std::vector<std::string> unknown = program.remaining();
      if (program.get_subcommands().empty() && !unknown.empty()) {
        return refuse("the subcommand must be agents, day, simulate or fit, got " +
                      krarup::cli::readable(unknown.front()) + " (krarup --help tells more)");
      }
      return refuse(std::string(error.what()) + " (krarup --help tells more)");
    }
    program.exit(error);  // help and version are no errors
    return exit_status::answered;
  }
  if (agents->parsed()) return answer_agents(given, std::cout, std::cerr);
  if (fit->parsed()) return krarup::cli::answer_fit(log, std::cout, std::cerr);
  const auto complete = [&given](const CLI::App& command, auto& question) {
    if (command.count("--output") > 0 && question.output.empty()) return false;
    if (question.output == "-") question.output.clear();
    question.as_csv = question.as_csv || question.output.ends_with(".csv");
    question.options = given;
    return true;
  };
  if (!(simulate->parsed() ? complete(*simulate, trial) : complete(*day, asked)))
    return refuse("--output must name a file");
  if (simulate->count("--contacts") > 0 && (trial.contacts.empty() || trial.contacts == "-"))
    return refuse("--contacts must name a file");
  if (simulate->parsed()) return krarup::cli::answer_simulate(trial, std::cerr);
  return krarup::cli::answer_day(asked, std::cerr);
}

/// A closed standard stream fails when it is used, instead of lending its number to another file.
void open_missing_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) != -1) continue;
    static_cast<void>(::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY));
  }
}

}  // namespace

int main(int argc, char** argv) {
  open_missing_streams();
  std::signal(SIGXFSZ, SIG_IGN);  // a file that may not grow is a write that fails
  exit_status status = exit_status::refused;
  try {
    status = run(argc, argv);
    errno = 0;
    if (!std::cout.flush()) {
      status = refuse(std::string("standard output: cannot be written") +
                      (errno != 0 ? std::string(": ") + std::strerror(errno) : ""));
    }
  } catch (const krarup::cli::bad_forecast& error) {
    for (const std::string& sentence : error.sentences()) refuse(sentence);
  } catch (const std::exception& error) {
    status = refuse(error.what());
  }
  return static_cast<int>(status);
}
