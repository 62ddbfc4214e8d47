// Prints how far each measure is from the reference tables: the figures behind the README's. The
// tests hold every row to the bounds that the headers state; this shows what there is below them.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace {

using namespace krarup;
using support::reference_table;

/// Errors in epsilons, by measure.
std::map<std::string, std::vector<double>> errors;

void compare(const reference_table& table, std::size_t row, const std::string& column, double got) {
  if (table.missing(row, column)) return;
  const double error = support::relative_error(got, table.precise(row, column));
  errors[column].push_back(error / support::epsilon);
}

void print(const char* title) {
  std::printf("%s\n  %-24s %6s %10s %10s %10s\n", title, "column", "rows", "median", "99 %",
              "largest");
  for (auto& [column, all] : errors) {
    std::sort(all.begin(), all.end());
    std::printf("  %-24s %6zu %10.2g %10.2g %10.2g\n", column.c_str(), all.size(),
                all[all.size() / 2], all[all.size() * 99 / 100], all.back());
  }
  errors.clear();
}

erlang_b loss(const reference_table& table, std::size_t row) {
  return loss_system(erlangs(table.number(row, "offered_load")));
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): a missing table ends the program with its message
int main() {
  const reference_table b("erlang_b.csv");
  for (std::size_t row = 0; row < b.rows(); ++row) {
    const trunks n = fractional_trunks(b.number(row, "servers"));
    compare(b, row, "blocking", probability_of_blocking(loss(b, row), n));
    compare(b, row, "log_blocking", log_probability_of_blocking(loss(b, row), n));
  }
  print("Erlang B, relative errors in epsilons of 2.2e-16");

  const reference_table c("erlang_c.csv");
  for (std::size_t row = 0; row < c.rows(); ++row) {
    const agents n = fractional_agents(c.number(row, "servers"));
    const erlang_c queue{.arrival_rate = rate::per_second(c.number(row, "offered_load")),
                         .average_handle_time = duration(1)};
    const duration t(c.number(row, "answer_within"));
    compare(c, row, "wait", probability_of_wait(queue, n));
    compare(c, row, "log_wait", log_probability_of_wait(queue, n));
    compare(c, row, "service_level", service_level(queue, n, t));
    compare(c, row, "asa", average_speed_of_answer(queue, n).count());
  }
  print("Erlang C");

  const reference_table a("erlang_a.csv");
  for (std::size_t row = 0; row < a.rows(); ++row) {
    const erlang_a_state state({.arrival_rate = rate::per_second(a.number(row, "offered_load")),
                                .average_handle_time = duration(1),
                                .average_patience = duration(a.number(row, "patience"))},
                               fractional_agents(a.number(row, "servers")));
    const duration t(a.number(row, "answer_within"));
    compare(a, row, "wait", state.probability_of_wait());
    compare(a, row, "abandon", state.probability_of_abandonment());
    compare(a, row, "mean_wait", state.mean_wait(wait_of::offered).count());
    compare(a, row, "mean_wait_answered", state.mean_wait(wait_of::answered).count());
    compare(a, row, "mean_wait_abandoned", state.mean_wait(wait_of::abandoned).count());
    compare(a, row, "mean_virtual_wait", state.mean_wait(wait_of::virtual_contact).count());
    compare(a, row, "wait_exceeds", state.probability_of_wait_beyond(t));
    compare(a, row, "virtual_wait_exceeds",
            state.probability_of_wait_beyond(t, wait_of::virtual_contact));
    compare(a, row, "answered_within", state.probability_of_answer_within(t));
    compare(a, row, "abandoned_within", state.probability_of_abandonment_within(t));
    compare(a, row, "occupancy", state.occupancy());
  }
  print("Erlang A");
}
