// Prints the bits of many answers of every kind: the same program is built with krarup::krarup and with
// krarup::compiled, and what the two print must not differ.
#include <cmath>
#include <cstdio>
#include <exception>
#include <optional>
#include <vector>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/krarup.hpp>

namespace {

using namespace krarup;

int told = 0;

void tell(double value) {
  if (std::isnan(value)) {
    std::puts("nan");
  } else {
    std::printf("%a\n", value);
  }
  ++told;
}
void tell(duration value) {
  tell(value.count());
}
template <class Number>
void tell(const outcome<Number>& answer) {
  if (!answer) {
    tell(-1.0 - static_cast<double>(answer.why()));
  } else if constexpr (requires { answer->count(); }) {
    tell(answer->count());
  } else {
    tell(answer->value());
  }
}
void tell(const sensitivity& of) {
  for (double value : {of.value, of.per_agent, of.per_erlang, of.per_second_of_handle_time,
                       of.per_second_of_patience}) {
    tell(value);
  }
}

constexpr double numbers[] = {0.05, 0.7, 3.0, 9.5, 14.0, 100.0, 1000.0, 1e6};
constexpr double ratios[] = {0.1, 0.5, 0.9, 0.999, 1.0, 1.1, 2.0, 5.0};  // of load to number
constexpr double patiences[] = {1e-3, 0.1, 1.0, 10.0, 1e3};              // in handle times
constexpr duration handle_time(180.0);
constexpr duration soon(20.0);

void loss() {
  for (double n : numbers) {
    for (double ratio : ratios) {
      const erlang_b system = loss_system(erlangs(n * ratio));
      tell(probability_of_blocking(system, fractional_trunks(n)));
      tell(log_probability_of_blocking(system, fractional_trunks(n)));
      tell(load_with_recalls(system, fractional_trunks(n), 0.7));
      tell(trunks_required(system, 0.01));
      tell(largest_offered_load(fractional_trunks(n), ratio / 6.0));
      tell(sensitivity_of_probability_of_blocking(system, fractional_trunks(n)));
    }
  }
}

template <class Queue>
void delay(const Queue& queue, agents n) {
  tell(probability_of_wait(queue, n));
  tell(service_level(queue, n, soon));
  tell(average_speed_of_answer(queue, n));
  tell(agents_required(queue, {.service_level = 0.8, .answer_within = soon}));
  tell(fractional_agents_required(queue, {.service_level = 0.8, .answer_within = soon}));
  tell(
      contacts_answerable(queue, n, {.service_level = 0.8, .answer_within = soon}, duration(1800)));
  tell(wait_quantile(queue, n, 0.9));
  tell(sensitivity_of_service_level(queue, n, soon));
}

void queues() {
  for (double n : numbers) {
    for (double ratio : ratios) {
      const rate arrivals = rate::per_second(n * ratio / handle_time.count());
      delay(erlang_c{arrivals, handle_time}, fractional_agents(n));
      tell(patience_from_abandonment(arrivals, handle_time, fractional_agents(n), 0.05));
      for (double patience : patiences) {
        const erlang_a queue{arrivals, handle_time, patience * handle_time};
        delay(queue, fractional_agents(n));
        for (wait_of whom :
             {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
          tell(mean_wait(queue, fractional_agents(n), whom));
          tell(probability_of_wait_beyond(queue, fractional_agents(n), soon, whom));
        }
      }
    }
  }
}

void columns() {
  std::vector<double> rates, loads, agents, patience;
  for (double n : numbers) {
    for (double ratio : ratios) {
      loads.push_back(n * ratio);
      rates.push_back(loads.back() / handle_time.count());
      agents.push_back(n);
      patience.push_back(rates.size() % 3 == 0 ? detail::infinity : 2.0 * handle_time.count());
    }
  }
  using batch::instruction_set;
  for (auto set : {instruction_set::baseline, instruction_set::avx2, instruction_set::avx512}) {
    const batch::execution how{.workers = 1, .instructions = set};
    std::vector<double> result(rates.size());
    const auto tell_all = [&](const std::optional<batch::refusal>& refused) {
      tell(refused ? static_cast<double>(refused->row) : -1.0);
      for (double value : result) tell(value);
    };
    tell_all(batch::probability_of_blocking(loads, agents, result, how));
    for (const batch::column& patient :
         {batch::column(detail::infinity), batch::column(patience)}) {
      const batch::queue_columns all{rates, handle_time.count(), patient};
      tell_all(batch::probability_of_wait(all, agents, result, how));
      tell_all(batch::probability_of_abandonment(all, agents, result, how));
      tell_all(batch::service_level(all, agents, soon.count(), result, how));
      tell_all(batch::mean_wait(all, agents, wait_of::answered, result, how));
      tell_all(batch::occupancy(all, agents, result, how));
      tell_all(batch::contacts_answerable(all, agents,
                                          {.service_level = 0.8, .answer_within = soon.count()},
                                          1800.0, {result}, how));
      tell_all(batch::agents_required(all, {.service_level = 0.8, .answer_within = soon.count()},
                                      {result}, how));
    }
    std::vector<std::optional<day_plan_row>> rows(rates.size());
    const auto refused =
        batch::plan_day({.contacts = loads,
                         .length = 1800.0,
                         .average_handle_time = handle_time.count(),
                         .average_patience = patience,
                         .targets = {.service_level = 0.8, .answer_within = soon.count()}},
                        rounding::up_at_end, rows, how);
    tell(refused ? static_cast<double>(refused->row) : -1.0);
    for (const auto& row : rows) {
      tell(row ? row->required : outcome<krarup::agents>(unreachable::beyond_numbers));
    }
  }
}

}  // namespace

int main() try {
  loss();
  queues();
  columns();
  return told > 6'000 ? 0 : 1;
} catch (const std::exception& thrown) {
  std::puts(thrown.what());
  return 1;
}
