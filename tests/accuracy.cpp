// Prints how far each measure is from its true value: at random and at hard points from an oracle of
// 50 digits, and over the reference tables. The tests hold the bounds; this shows what there is
// below them. With an argument so many random points of each region.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

#include "support/hard_points.hpp"
#include "support/oracle.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace {

using namespace krarup;
using support::real;
using support::reference_table;

/// The errors of one measure in one region.
class errors {
 public:
  void add(double got, const real& expected, const std::string& where) {
    const double ulps = support::error_in_ulps(got, expected);
    if (ulps > largest_) {
      largest_ = ulps;
      worst_ = where;
    }
    ulps_.push_back(ulps);
    epsilons_.push_back(support::error_in_epsilons(got, expected));
    if (std::isfinite(got)) {
      absolute_ = std::max(absolute_, std::abs(static_cast<double>(real(got) - expected)));
    }
  }
  void print(const std::string& measure, const std::string& region) {
    std::printf("%-19s %-24s %5zu", measure.c_str(), region.c_str(), ulps_.size());
    for (auto* all : {&ulps_, &epsilons_}) {
      std::sort(all->begin(), all->end());
      for (const double error :
           {(*all)[all->size() / 2], (*all)[all->size() * 99 / 100], all->back()}) {
        std::printf(" %7.2g", error < 0.005 ? 0.0 : error);
      }
    }
    std::printf(" %8.1g  %s\n", absolute_, worst_.c_str());
  }

 private:
  std::vector<double> ulps_;
  std::vector<double> epsilons_;
  double absolute_ = 0.0;
  double largest_ = -1.0;
  std::string worst_;
};

/// By measure and region; the measures in the order in which they come first.
class report {
 public:
  void add(const std::string& measure, const std::string& region, double got, const real& expected,
           const std::string& where) {
    auto found = std::find_if(measures_.begin(), measures_.end(),
                              [&](const auto& entry) { return entry.first == measure; });
    if (found == measures_.end()) {
      found = measures_.insert(measures_.end(), {measure, {}});
    }
    found->second[region].add(got, expected, where);
  }
  void print(const char* title) {
    std::printf("\n%s\n%-19s %-24s %5s %23s %23s\n%-19s %-24s %5s", title, "", "", "",
                "units in the last place", "epsilons", "measure", "where", "count");
    for (int i = 0; i < 2; ++i) std::printf(" %7s %7s %7s", "median", "99 %", "largest");
    std::printf(" %8s  %s\n", "absolute", "most ulp at");
    for (auto& [measure, regions] : measures_) {
      for (auto& [region, of] : regions) of.print(measure, region);
    }
  }

 private:
  std::vector<std::pair<std::string, std::map<std::string, errors>>> measures_;
};

std::string text(std::initializer_list<std::pair<const char*, double>> values) {
  std::string sentence;
  for (const auto& [name, value] : values) {
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%s%s %.17g", sentence.empty() ? "" : ", ", name,
                  value);
    sentence += buffer.data();
  }
  return sentence;
}

void report_loss_and_delay(int random_points) {
  support::oracle_quadrature integral;
  report b;
  report c;
  const auto measure = [&](const support::loss_point& p) {
    const std::string region =
        support::loss_region_names.at(static_cast<std::size_t>(support::region_of(p)));
    const std::string where = text({{"n", p.n}, {"a", p.a}});
    const real log_odds = support::log_acceptance_odds(p.n, p.a, integral);
    const support::oracle_odds accepted{log_odds};
    const erlang_b loss = loss_system(erlangs(p.a));
    const trunks lines = fractional_trunks(p.n);
    b.add("B", region, probability_of_blocking(loss, lines), accepted.probability(), where);
    double of_a_batch = 0.0;
    batch::probability_of_blocking(p.a, p.n, {&of_a_batch, 1});
    b.add("B in a batch", region, of_a_batch, accepted.probability(), where);
    b.add("ln B", region, log_probability_of_blocking(loss, lines), accepted.log_probability(),
          where);
    b.add("carried load", region, carried_load(loss, lines).value(), p.a * accepted.complement(),
          where);
    if (p.a >= p.n) return;
    const support::oracle_odds none{log_odds + log((real(p.n) - p.a) / p.n)};
    const erlang_c queue{.arrival_rate = rate::per_second(p.a), .average_handle_time = duration(1)};
    const agents staff = fractional_agents(p.n);
    c.add("C", region, probability_of_wait(queue, staff), none.probability(), where);
    batch::probability_of_wait({.arrival_rate = p.a, .average_handle_time = 1.0}, p.n,
                               {&of_a_batch, 1});
    c.add("C in a batch", region, of_a_batch, none.probability(), where);
    c.add("ln C", region, log_probability_of_wait(queue, staff), none.log_probability(), where);
    c.add("asa", region, average_speed_of_answer(queue, staff).count(),
          none.probability() / (real(p.n) - p.a), where);
    for (const double handle_times : {0.0, 0.1, 5.0}) {
      const double t = handle_times == 5.0 ? 5.0 / (p.n - p.a) : handle_times;
      const real late = support::erlang_c_late(none, p.n, p.a, t);
      const real level =
          none.complement() + none.probability() * support::decay_over((real(p.n) - p.a) * t).gone;
      const std::string then = where + text({{", t", t}});
      c.add("service level", region, service_level(queue, staff, duration(t)), level, then);
      c.add("waits longer", region, probability_of_wait_beyond(queue, staff, duration(t)), late,
            then);
    }
  };
  for (const support::loss_point& p : support::structured_loss_points()) measure(p);
  support::random_numbers random(20260301);
  for (std::size_t region = 0; region < support::loss_region_names.size(); ++region) {
    for (int i = 0; i < random_points; ++i) {
      measure(support::random_loss_point(static_cast<support::loss_region>(region), random));
    }
  }
  b.print("Erlang B");
  c.print("Erlang C");
}

void report_abandonment(int random_points) {
  support::oracle_quadrature integral;
  report all;
  const auto measure = [&](const support::patience_point& p) {
    const std::string region =
        support::patience_region_names.at(static_cast<std::size_t>(support::region_of(p)));
    const std::string where = text({{"n", p.n}, {"a", p.a}, {"patience", p.patience}, {"t", p.t}});
    const auto add = [&](const char* name, double got, const real& expected) {
      all.add(name, region, got, expected, where);
    };
    const support::erlang_a_oracle truth(p.n, p.a, p.patience, integral);
    const auto within = truth.until(p.t);
    const auto early = truth.until(p.instant);
    const erlang_a_state state({.arrival_rate = rate::per_second(p.a),
                                .average_handle_time = duration(1),
                                .average_patience = duration(p.patience)},
                               fractional_agents(p.n));
    const duration t(p.t);
    add("P(wait)", state.probability_of_wait(), truth.wait());
    add("P(abandon)", state.probability_of_abandonment(), truth.abandon());
    add("P(answer)", state.probability_of_answer(), truth.answered());
    add("asa", state.mean_wait(wait_of::answered).count(), truth.mean_wait_answered());
    add("mean to abandon", state.mean_wait(wait_of::abandoned).count(),
        truth.mean_wait_abandoned());
    add("mean virtual wait", state.mean_wait(wait_of::virtual_contact).count(),
        truth.mean_virtual_wait());
    add("answered within", state.probability_of_answer_within(t), within.answered);
    add("abandoned within", state.probability_of_abandonment_within(t), within.abandoned);
    add("waits longer", state.probability_of_wait_beyond(t), within.beyond);
    add("answered later", state.probability_of_wait_beyond(t, wait_of::answered),
        within.answered_beyond / truth.answered());
    for (std::size_t i = 0; i < support::level_names.size(); ++i) {
      add(support::level_names.at(i),
          state.service_level(t, static_cast<service_level_definition>(i), duration(p.instant)),
          support::level(i, truth, within, early));
    }
  };
  for (const support::patience_point& p : support::structured_patience_points()) measure(p);
  support::random_numbers random(20260302);
  for (int i = 0; i < random_points; ++i) measure(support::random_patience_point(random));
  all.print("Erlang A");
}

/// The reference tables, whose 25 digits no oracle of ours made.
void report_tables() {
  report all;
  const auto add = [&](const reference_table& table, std::size_t row, const char* column,
                       const char* region, double got) {
    if (table.missing(row, column)) return;
    const bool expressible = table.precise(row, column) != 0.0L;
    all.add(column, region, got, expressible ? real(table.text(row, column)) : real(0),
            "row " + std::to_string(row));
  };
  const reference_table b("erlang_b.csv");
  for (std::size_t row = 0; row < b.rows(); ++row) {
    const erlang_b loss = loss_system(erlangs(b.number(row, "offered_load")));
    const trunks n = fractional_trunks(b.number(row, "servers"));
    add(b, row, "blocking", "erlang_b.csv", probability_of_blocking(loss, n));
    add(b, row, "log_blocking", "erlang_b.csv", log_probability_of_blocking(loss, n));
  }
  const reference_table c("erlang_c.csv");
  for (std::size_t row = 0; row < c.rows(); ++row) {
    const agents n = fractional_agents(c.number(row, "servers"));
    const erlang_c queue{.arrival_rate = rate::per_second(c.number(row, "offered_load")),
                         .average_handle_time = duration(1)};
    const duration t(c.number(row, "answer_within"));
    add(c, row, "wait", "erlang_c.csv", probability_of_wait(queue, n));
    add(c, row, "log_wait", "erlang_c.csv", log_probability_of_wait(queue, n));
    add(c, row, "service_level", "erlang_c.csv", service_level(queue, n, t));
    add(c, row, "asa", "erlang_c.csv", average_speed_of_answer(queue, n).count());
  }
  const reference_table a("erlang_a.csv");
  for (std::size_t row = 0; row < a.rows(); ++row) {
    const erlang_a_state state({.arrival_rate = rate::per_second(a.number(row, "offered_load")),
                                .average_handle_time = duration(1),
                                .average_patience = duration(a.number(row, "patience"))},
                               fractional_agents(a.number(row, "servers")));
    const duration t(a.number(row, "answer_within"));
    const auto column = [&](const char* name, double got) {
      add(a, row, name, "erlang_a.csv", got);
    };
    column("wait", state.probability_of_wait());
    column("abandon", state.probability_of_abandonment());
    column("mean_wait", state.mean_wait(wait_of::offered).count());
    column("mean_wait_answered", state.mean_wait(wait_of::answered).count());
    column("mean_wait_abandoned", state.mean_wait(wait_of::abandoned).count());
    column("mean_virtual_wait", state.mean_wait(wait_of::virtual_contact).count());
    column("wait_exceeds", state.probability_of_wait_beyond(t));
    column("virtual_wait_exceeds", state.probability_of_wait_beyond(t, wait_of::virtual_contact));
    column("answered_within", state.probability_of_answer_within(t));
    column("abandoned_within", state.probability_of_abandonment_within(t));
    column("occupancy", state.occupancy());
  }
  all.print("Reference tables");
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): what goes wrong ends the program with its message
int main(int count, char** arguments) {
  const int random_points = count > 1 ? std::atoi(arguments[1]) : 300;
  report_loss_and_delay(random_points);
  report_abandonment(random_points);
  report_tables();
}
