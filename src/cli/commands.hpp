// The questions of the command line. Each prints its answer to `out` and messages to `messages`.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "arguments.hpp"

namespace krarup::cli {

/// What the program returns to the shell.
enum class exit_status : int {
  answered = 0,
  unreachable = 1,  ///< some promise is kept by no number of agents, or a half-width not reached
  refused = 2,      ///< the question or its data are wrong; nothing is printed on `out`
};

/// How many agents one interval takes.
/// Errors    std::invalid_argument, std::domain_error for a question that makes no sense.
[[nodiscard]] exit_status answer_agents(const std::vector<given_option>& options, std::ostream& out,
                                        std::ostream& messages);

struct day_question {
  std::string forecast;               ///< a file, or "-" for standard input
  std::vector<given_option> options;  ///< for every row
  bool as_csv;
  std::string output;             ///< a file, empty for standard output
  std::string method = {};        ///< one of day_method; empty for stationary
  std::string leaving = {};       ///< "finish_contact" or "hand_over"; empty for the former
  std::string backlog = {};       ///< contacts in the system at the start; empty for none
  std::string arrival_rate = {};  ///< "even" or "sloping" in intervals; empty for the former
  /// "every_interval" or "whole_day": for whom the agents of a day in one piece are found; empty where
  /// they are given, or those that each interval requires by itself.
  std::string promised = {};
  std::string changes = {};  ///< of their number, every so often; empty for any interval
};

/// How many agents each interval of a forecast takes; by another method than "stationary", what happens
/// under them, or under given ones, in a day of one piece. The answer is written whole or
/// not at all.
/// Errors    as answer_agents; bad_forecast; std::runtime_error for an answer that cannot be
///           written.
[[nodiscard]] exit_status answer_day(const day_question& asked, std::ostream& messages);

struct simulate_question {
  std::string forecast;  ///< as of a day_question, and so on
  std::vector<given_option> options;
  bool as_csv;
  std::string output;
  std::string leaving;
  std::string backlog;
  std::string replications;  ///< these as they were given, empty for the usual
  std::string seed;
  std::string threads;
  std::string half_width;  ///< of the day's service level, to stop at
  std::string confidence;
  std::string arrival_rate;  ///< as of a day_question
  std::string contacts;      ///< a file for those of the first replication; empty for none
};

/// What happens in a forecast's day under given agents, by simulation, each measure with its half-width.
/// Errors    as answer_day.
[[nodiscard]] exit_status answer_simulate(const simulate_question& asked, std::ostream& messages);

struct fit_question {
  std::string log;          ///< a file, or "-" for standard input
  std::string wait;         ///< names of columns; empty for those that the log does not have
  std::string abandoned;    ///< of this one and the next, one
  std::string answered;     ///< whether the contact was
  std::string handle_time;  ///< of answered contacts
  std::string wrap_up;      ///< a time, added to each handle time
  std::string arrival;      ///< when contacts arrived, which the rest is for
  std::string interval;     ///< a time, in which they are counted
  std::string opening;      ///< of each day, as "08:00"; empty for the first interval of any day
  std::string closing;      ///< the same of the last
  std::string kind;         ///< days that are alike: "weekday" or "all"; empty for the former
  bool as_csv;              ///< the profile of the days
};

/// How patient contacts are, how long they take and how many come, by a log of one row for each.
/// Errors    as answer_agents; bad_forecast with each row at fault.
[[nodiscard]] exit_status answer_fit(const fit_question& asked, std::ostream& out,
                                     std::ostream& messages);

}  // namespace krarup::cli
