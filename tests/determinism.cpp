// What every measure, solver and batch says, in all its bits, for tests/determinism.sh to compare
// between compilers and their options.
//
//   determinism points     prints the points to ask at, which options might change by an ulp
//   determinism < POINTS   answers: measure, number of the question, value
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/sensitivity.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/hard_points.hpp"

namespace {

using namespace krarup;
using support::loss_point;
using support::patience_point;

void print_points() {
  std::vector<loss_point> loss = support::structured_loss_points();
  support::random_numbers random(20260401);
  for (std::size_t region = 0; region < support::loss_region_names.size(); ++region) {
    for (int i = 0; i < 200; ++i) {
      loss.push_back(support::random_loss_point(static_cast<support::loss_region>(region), random));
    }
  }
  std::vector<patience_point> patience = support::structured_patience_points();
  for (int i = 0; i < 1000; ++i) patience.push_back(support::random_patience_point(random));
  for (const auto& p : loss) std::printf("loss %a %a\n", p.n, p.a);
  for (const auto& p : patience) {
    std::printf("patience %a %a %a %a %a\n", p.n, p.a, p.patience, p.t, p.instant);
  }
}

/// Answers in the order in which they are asked for, counted by measure.
void say(const std::string& measure, double value) {
  static std::map<std::string, int> counts;
  std::printf("%s\t%d\t%a\n", measure.c_str(), counts[measure]++, value);
}

template <class Value>
void say(const std::string& measure, const outcome<Value>& answer) {
  double value = std::numeric_limits<double>::quiet_NaN();
  if constexpr (requires { answer->count(); }) {
    if (answer) value = answer->count();
  } else {
    if (answer) value = answer->value();
  }
  say(measure, value);
  say("reasons", answer ? -1.0 : static_cast<double>(answer.why()));
}

void say(const std::string& measure, const sensitivity& of) {
  say(measure, of.per_agent);
  say(measure, of.per_erlang);
}

void answer(const loss_point& p) {
  const std::string few = p.n < 8.0 ? ", n < 8" : "";
  const erlang_b system = loss_system(erlangs(p.a));
  const trunks lines = fractional_trunks(p.n);
  say("Erlang B" + few, probability_of_blocking(system, lines));
  say("ln B", log_probability_of_blocking(system, lines));
  say("carried load", carried_load(system, lines).value());
  const erlang_c queue{.arrival_rate = rate::per_second(p.a), .average_handle_time = duration(1)};
  const agents n = fractional_agents(p.n);
  say("Erlang C" + few, probability_of_wait(queue, n));
  say("ln C", log_probability_of_wait(queue, n));
  say("means of Erlang C", average_speed_of_answer(queue, n).count());
  say("means of Erlang C", mean_queue_length(queue, n));
  for (const double t : {0.0, 0.1, 3.0}) {
    say("service level of Erlang C", service_level(queue, n, duration(t)));
    say("waits longer", probability_of_wait_beyond(queue, n, duration(t)));
  }
  if (p.n >= 0.5 && p.n <= 1e6) {
    say("derivatives of Erlang B", sensitivity_of_probability_of_blocking(system, lines));
    say("derivatives of Erlang C", sensitivity_of_probability_of_wait(queue, n));
  }
}

void answer(const patience_point& p, bool and_derivatives) {
  const erlang_a queue{.arrival_rate = rate::per_second(p.a),
                       .average_handle_time = duration(1),
                       .average_patience = duration(p.patience)};
  const agents n = fractional_agents(p.n);
  const erlang_a_state state(queue, n);
  const duration t(p.t);
  say("probabilities of Erlang A", state.probability_of_wait());
  say("probabilities of Erlang A", state.probability_of_abandonment());
  say("probabilities of Erlang A", state.probability_of_answer());
  say("probabilities of Erlang A", state.occupancy());
  for (int whom = 0; whom < 4; ++whom) {
    say("means of Erlang A", state.mean_wait(static_cast<wait_of>(whom)).count());
    say("tails of Erlang A", state.probability_of_wait_beyond(t, static_cast<wait_of>(whom)));
  }
  say("shares of Erlang A", state.probability_of_answer_within(t));
  say("shares of Erlang A", state.probability_of_abandonment_within(t));
  for (int definition = 0; definition < 7; ++definition) {
    say("service level of Erlang A",
        state.service_level(t, static_cast<service_level_definition>(definition),
                            duration(p.instant)));
  }
  if (and_derivatives && p.patience >= 1e-4 && p.patience <= 1e4) {
    say("derivatives of Erlang A", sensitivity_of_probability_of_wait(queue, n));
    say("derivatives of Erlang A", sensitivity_of_probability_of_abandonment(queue, n));
  }
}

/// The target of the question of this number.
service_target target_of(std::size_t i) {
  constexpr double levels[] = {0.5, 0.8, 0.8, 0.9, 0.95, 0.999, 1e-6, 1.0};
  service_target target{.service_level = levels[i % 8], .answer_within = duration(i % 3 * 0.125)};
  if (i % 5 == 1) target.occupancy = 0.875;
  if (i % 7 == 1) target.average_speed_of_answer = duration(0.0625);
  return target;
}

template <class Queue>
void solve(const std::string& model, const Queue& queue, agents n, std::size_t i) {
  const service_target target = target_of(i);
  say("agents required, " + model, agents_required(queue, target));
  say("agents required in fractions", fractional_agents_required(queue, target));
  if (i % 4 != 0) return;
  say("capacity", contacts_answerable(queue, n, target, duration(1)));
  say("capacity", longest_average_handle_time(queue, n, target));
  say("capacity", answer_within_achieved(queue, n, 0.75));
}

void solve(const std::vector<loss_point>& loss, const std::vector<patience_point>& patience) {
  for (std::size_t i = 0; i < loss.size(); i += 3) {
    const auto [n, a] = loss[i];
    if (!(a > 1e-9 && a < 1e12)) continue;
    const erlang_b system = loss_system(erlangs(a));
    say("trunks required", trunks_required(system, i % 2 == 0 ? 0.01 : 1e-9));
    say("largest load", largest_offered_load(fractional_trunks(n), 0.01));
    solve("Erlang C", erlang_c{rate::per_second(a), duration(1)}, fractional_agents(n), i);
  }
  for (std::size_t i = 0; i < patience.size(); i += 4) {
    const patience_point& p = patience[i];
    solve("Erlang A", erlang_a{rate::per_second(p.a), duration(1), duration(p.patience)},
          fractional_agents(p.n), i);
  }
}

void batches(const std::vector<loss_point>& points) {
  std::vector<double> n, a, result(points.size()), reasons(points.size());
  for (const loss_point& p : points) {
    n.push_back(p.n);
    a.push_back(p.a);
  }
  constexpr double missing = std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> rows_refused{-1.0, missing, 3.0, -2.0};
  for (const auto instructions : {batch::instruction_set::baseline, batch::instruction_set::avx2,
                                  batch::instruction_set::avx512}) {
    const batch::execution how{.workers = 1, .instructions = instructions};
    const auto column = [&](const char* measure) {
      for (std::size_t row = 0; row < result.size(); ++row) {
        say(measure + std::string(n[row] < 8.0 ? ", n < 8" : ""), result[row]);
      }
    };
    batch::probability_of_blocking(a, n, result, how);
    column("Erlang B in batches");
    batch::probability_of_wait({a, 1.0}, n, result, how);
    column("Erlang C in batches");
    batch::service_level({a, 1.0}, n, 0.1, result, how);
    for (const double level : result) say("service level in batches", level);
    for (const double level : {0.5, 0.8, 0.999}) {
      batch::agents_required({a, 1.0}, {.service_level = level, .answer_within = 0.1},
                             {result, reasons}, how);
      for (std::size_t row = 0; row < result.size(); ++row) {
        say("agents required in batches", result[row]);
        say("reasons", reasons[row]);
      }
    }
    std::vector<double> few(rows_refused.size());
    const auto refused = batch::probability_of_wait({rows_refused, 1.0}, 5.0, few, how);
    say("rows refused", static_cast<double>(refused->row));
  }
}

void plan() {
  std::vector<plan_interval<erlang_a>> day;
  day.reserve(48);
  for (int i = 0; i < 48; ++i) {
    day.push_back({.queue = {.arrival_rate = contacts(10 * (i % 12) * (i % 7)) / duration(1800),
                             .average_handle_time = duration(180),
                             .average_patience = duration(60 + 30 * (i % 5))},
                   .length = duration(1800),
                   .target = {.service_level = 0.8, .answer_within = duration(20)},
                   .shrinkage = 0.3});
  }
  const day_plan planned = plan_day(day, rounding::up_at_end);
  for (const day_plan_row& row : planned.rows) {
    say("agents of a day", row.required);
    say("performance of a day", row.staffed->performance.service_level);
    say("performance of a day", row.staffed->performance.occupancy);
  }
  say("performance of a day", planned.totals.service_level);
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what goes wrong ends the program with its message
int main(int count, char**) {
  if (count > 1) {
    print_points();
    return 0;
  }
  std::vector<loss_point> loss;
  std::vector<patience_point> patience;
  char kind[16];
  while (std::scanf("%15s", kind) == 1) {
    if (kind[0] == 'l') {
      loss_point& p = loss.emplace_back();
      if (std::scanf("%la %la", &p.n, &p.a) != 2) return 1;
    } else {
      patience_point& p = patience.emplace_back();
      if (std::scanf("%la %la %la %la %la", &p.n, &p.a, &p.patience, &p.t, &p.instant) != 5) {
        return 1;
      }
    }
  }
  for (const loss_point& p : loss) answer(p);
  for (std::size_t i = 0; i < patience.size(); ++i) answer(patience[i], i % 5 == 0);
  solve(loss, patience);
  batches(loss);
  plan();
}
