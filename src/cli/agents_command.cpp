#include <cstddef>
#include <ostream>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/mgn.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include "commands.hpp"
#include "model.hpp"
#include "table.hpp"

namespace krarup::cli {

namespace {

constexpr int rows_on_each_side = 3;

void print_question(const question& asked, std::ostream& out) {
  out << brief(*asked.contacts) << " contacts in " << to_text(*asked.interval) << ", "
      << to_text(*asked.aht) << " each: " << brief(offered_load(erlang_c_of(asked)).value())
      << " erlangs\n";
  if (is_erlang_x(asked)) {
    out << "Model     " << model_of_erlang_x(asked, [](std::string_view) { return false; }) << "\n";
  } else if (asked.handle_time_scv) {
    out << "Model     M/G/n: every caller waits, nobody hangs up; SCV of handle times "
        << brief(*asked.handle_time_scv) << "\n";
  } else if (asked.patience) {
    out << "Model     Erlang A: callers hang up, patience exponential with mean "
        << to_text(*asked.patience) << "\n";
  } else {
    out << "Model     Erlang C: every caller waits, nobody hangs up (--patience for Erlang A)\n";
  }
  std::string promises;
  const auto promise = [&](const std::string& what, const std::string& limit) {
    promises += (promises.empty() ? "" : "; ") + what + " " + limit;
  };
  const auto at_most = [&](const std::optional<proportion>& limit, const char* what) {
    if (limit) promise(what, "<= " + brief_share(*limit));
  };
  if (asked.service_level) {
    promise(asked.definition ? "service level (" + std::string(to_text(*asked.definition)) + ")"
                             : "service level",
            ">= " + brief_share(*asked.service_level) + " within " + to_text(*asked.answer_within));
  }
  if (asked.max_asa) promise("ASA", "<= " + to_text(*asked.max_asa));
  if (asked.max_mean_wait) promise("mean wait", "<= " + to_text(*asked.max_mean_wait));
  at_most(asked.max_abandonment, "abandonment");
  at_most(asked.max_occupancy, "occupancy");
  at_most(asked.max_probability_of_wait, "P(wait)");
  out << "Promised  " << promises << "\n";
}

/// The answer among its neighbours: what one agent more or less does.
template <queue_model Queue>
void print_around(const Queue& queue, const question& asked, agents answer, std::ostream& out) {
  const service_target target = target_of(asked);
  std::vector<performance> rows;
  for (int step = -rows_on_each_side; step <= rows_on_each_side; ++step) {  // n + 1 may be n
    const double n = answer.count() + step;
    if (n < 0.0) continue;
    rows.push_back(evaluate(queue, fractional_agents(n), target.answer_within.value_or(duration(0)),
                            target.definition, target.short_abandon.value_or(duration(0))));
  }
  std::vector<column> columns = {{.name = "answer", .heading = "", .as = shown::text}};
  using measure = double (*)(const performance&);
  std::vector<measure> measures;
  const auto put = [&](const char* heading, shown as, measure value) {
    columns.push_back({.name = heading, .heading = heading, .as = as});
    measures.push_back(value);
  };
  using row = const performance&;
  put("agents", shown::whole, [](row of) { return of.agents.count(); });
  if (asked.service_level) {
    put("service level", shown::percent, [](row of) { return of.service_level; });
  }
  put("ASA (s)", shown::tenths, [](row of) { return of.average_speed_of_answer.count(); });
  put("P(wait)", shown::percent, [](row of) { return of.probability_of_wait; });
  if (asked.patience || asked.patience_law) {
    put("abandonment", shown::percent, [](row of) { return of.probability_of_abandonment; });
  }
  if (asked.lines) {
    put("blocking", shown::percent, [](row of) { return of.probability_of_blocking; });
  }
  put("occupancy", shown::percent, [](row of) { return of.occupancy; });
  put("mean queue", shown::tenths, [](row of) { return of.mean_queue_length; });
  if (asked.shrinkage)
    columns.push_back({.name = "scheduled", .heading = "scheduled", .as = shown::whole});

  aligned_table table(std::move(columns));
  for (const performance& each : rows) {
    std::vector<cell> cells = {each.agents == answer ? std::string_view(">") : std::string_view()};
    for (const measure value : measures) cells.emplace_back(value(each));
    if (asked.shrinkage) {
      cells.emplace_back(
          scheduled_from_on_phone(each.agents, *asked.shrinkage, rounding::up_at_end).count());
    }
    table.add(cells);
  }
  table.print([&](std::string_view text) { out << text; });
}

template <queue_model Queue>
exit_status answer(const Queue& queue, const question& asked, std::ostream& out,
                   std::ostream& messages) {
  const outcome<agents> required = agents_required(queue, target_of(asked));
  if (!required) {
    messages << "krarup: " << explain(required.why()) << "\n";
    return exit_status::unreachable;
  }
  std::ostringstream text;  // all of the answer or nothing
  print_question(asked, text);
  text << "Answer    " << formatted(required->count(), shown::whole) << " agents on the phones";
  if (asked.shrinkage) {
    const agents scheduled =
        scheduled_from_on_phone(*required, *asked.shrinkage, rounding::up_at_end);
    text << ", " << formatted(scheduled.count(), shown::whole) << " scheduled at "
         << brief_share(*asked.shrinkage) << " shrinkage";
  }
  text << "\n\n";
  print_around(queue, asked, *required, text);
  out << text.str();
  return exit_status::answered;
}

}  // namespace

exit_status answer_agents(const std::vector<given_option>& options, std::ostream& out,
                          std::ostream& messages) {
  const question asked = read_options(options);
  check(asked, option_name);
  if (is_erlang_x(asked)) return answer(erlang_x_of(asked), asked, out, messages);
  if (asked.handle_time_scv) return answer(mgn_of(asked), asked, out, messages);
  return asked.patience ? answer(erlang_a_of(asked), asked, out, messages)
                        : answer(erlang_c_of(asked), asked, out, messages);
}

}  // namespace krarup::cli
