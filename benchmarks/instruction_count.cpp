// One measured call of each question, for callgrind to count. Run without a name it lists the
// names; with one it asks that question and fails if the answer is wrong, since the speed of a
// wrong answer does not count. The answers come from sums over the states in 40 digits and, for the
// days, from trying one number of agents after the other; the tolerance is wide because valgrind
// computes long double in double.
#include <cmath>
#include <cstdio>
#include <cstring>
#include <numeric>
#include <span>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>

#include "instruction_count.hpp"
#include "support/textbook.hpp"

namespace {

using namespace krarup;
using namespace std::chrono_literals;

double blocking(int n, double load) {
  return probability_of_blocking(loss_system(erlangs(load)), n);
}

double agents_of(double load) {
  const erlang_c queue{.arrival_rate = contacts(load) / 180s, .average_handle_time = 180s};
  return agents_required(queue, {.service_level = 0.80, .answer_within = 20s}).value().count();
}

double impatient_agents_of(double load) {
  const erlang_a queue{
      .arrival_rate = contacts(load) / 180s, .average_handle_time = 180s, .average_patience = 300s};
  return agents_required(queue, {.service_level = 0.80, .answer_within = 20s}).value().count();
}

double trunks_of(double load) {
  return trunks_required(loss_system(erlangs(load)), 0.01).value().count();
}

/// 4,800 rows for the batches: loads, as many agents, and where answers go.
struct {
  std::vector<double> loads = textbook::log_uniform_loads(4800, 2000.0);
  std::vector<double> whole = [this] {
    std::vector<double> rounded;
    for (const double load : loads) rounded.push_back(std::ceil(load));
    return rounded;
  }();
  std::vector<double> answers = std::vector<double>(loads.size());
} columns;

const batch::execution plainly{.workers = 1, .instructions = batch::instruction_set::baseline};

double agents_in_batch(double patience) {
  batch::agents_required({.arrival_rate = std::span<const double>(columns.loads),
                          .average_handle_time = 1.0,
                          .average_patience = patience},
                         {.service_level = 0.80, .answer_within = 20.0 / 180.0},
                         {.agents = columns.answers}, plainly);
  return std::accumulate(columns.answers.begin(), columns.answers.end(), 0.0);
}

double blocking_in_batch() {
  batch::probability_of_blocking(std::span<const double>(columns.loads),
                                 std::span<const double>(columns.whole), columns.answers, plainly);
  return std::accumulate(columns.answers.begin(), columns.answers.end(), 0.0);
}

const erlang_c billing{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
const erlang_c large{.arrival_rate = contacts(5000) / 30min, .average_handle_time = 180s};
const erlang_a patient{
    .arrival_rate = contacts(100) / 30min, .average_handle_time = 180s, .average_patience = 300s};

const question questions[] = {
    {"blocking_5_of_3", [] { return blocking(5, 3.0); }, 0.11005434782608695652},
    {"blocking_14_of_10", [] { return blocking(14, 10.0); }, 0.056819143386520859091},
    {"blocking_14_of_5", [] { return blocking(14, 5.0); }, 0.00047184305918995160443},
    {"blocking_10_of_40", [] { return blocking(10, 40.0); }, 0.75768771224180818083},
    {"blocking_3000_of_2990", [] { return blocking(3000, 2990.0); }, 0.012407702469546902741},
    {"blocking_1000000_of_999000", [] { return blocking(1000000, 999000.0); },
     0.00028742137577686792424},
    {"erlang_c_service_level_14", [] { return service_level(billing, 14, 20s); },
     0.88835001917946687},
    {"erlang_c_service_level_510", [] { return service_level(large, 510, 20s); },
     0.81887449154186065073},
    {"erlang_c_agents_of_a_day",
     [] {
       return agents_of_a_day(
           erlang_c{.arrival_rate = contacts(0) / 30min, .average_handle_time = 180s});
     },
     694},
    {"erlang_c_agents_of_10", [] { return agents_of(10.0); }, 14},
    {"erlang_c_agents_of_100", [] { return agents_of(100.0); }, 107},
    {"erlang_c_agents_of_1000", [] { return agents_of(1000.0); }, 1011},
    {"erlang_c_agents_of_1000000", [] { return agents_of(1e6); }, 1000015},
    {"trunks_of_100", [] { return trunks_of(100.0); }, 117},
    {"trunks_of_1000000", [] { return trunks_of(1e6); }, 990099},
    {"erlang_a_agents_of_10", [] { return impatient_agents_of(10.0); }, 13},
    {"erlang_a_agents_of_100", [] { return impatient_agents_of(100.0); }, 102},
    {"erlang_a_agents_of_1000", [] { return impatient_agents_of(1000.0); }, 959},
    {"erlang_a_agents_of_1000000", [] { return impatient_agents_of(1e6); }, 936298},
    {"batch_4800_blocking", blocking_in_batch, 626.53842290659964},
    {"batch_4800_erlang_c_agents", [] { return agents_in_batch(INFINITY); }, 1290906},
    {"batch_4800_erlang_a_agents", [] { return agents_in_batch(300.0 / 180.0); }, 1224317},
    {"erlang_a_evaluate_14", [] { return evaluate(patient, 14, 20s).service_level; },
     0.91679209186354687114},
    {"erlang_a_agents_of_a_day",
     [] {
       return agents_of_a_day(erlang_a{.arrival_rate = contacts(0) / 30min,
                                       .average_handle_time = 180s,
                                       .average_patience = 300s});
     },
     658},
};

}  // namespace

/// The function that callgrind switches its counting on and off for.
extern "C" [[gnu::noinline]] double measured(double (*ask)()) {
  return ask();
}

int main(int count, char** words) {
  for (const std::span<const question> all :
       {std::span<const question>(questions), of_erlang_x(), of_a_day()}) {
    for (const question& asked : all) {
      if (count < 2) {
        std::puts(asked.name);
      } else if (std::strcmp(words[1], asked.name) == 0) {
        const double answer = measured(asked.ask);
        if (std::abs(answer - asked.answer) <= asked.tolerance * asked.answer) return 0;
        std::fprintf(stderr, "%s: %.17g instead of %.17g\n", asked.name, answer, asked.answer);
        return 1;
      }
    }
  }
  return count < 2 ? 0 : 2;
}
