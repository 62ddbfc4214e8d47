// A million contacts of one queue, as many erlangs as agents, average patience 300 s: nanoseconds per
// contact, of one core. Judged by Erlang A, and by the mean of the handle times drawn.
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/simulation/first_come.hpp>

#include "support/measure.hpp"

namespace {

using namespace krarup;

constexpr duration handle_time(180);
constexpr duration patience(300);
constexpr double contacts_in_all = 1e6;

void first_come(benchmark::State& state, int n, const any_patience& handle_times) {
  const rate arrivals = contacts(n) / handle_time;
  const duration length(contacts_in_all / arrivals.per_second());
  const time_varying_queue day{
      .intervals = {{length, arrivals, handle_time, patience}},
      .start = starting_with(static_cast<std::size_t>(n)),
  };
  const first_come_day of(day, std::vector<agents>{n}, {.handle_time = handle_times},
                          {.answer_within = duration(20)});
  first_come_replication replicate(of);
  measure::in_turn(state, contacts_in_all, [&] { benchmark::DoNotOptimize(replicate(1, 0)); });
  simulated_counts sum;
  for (std::uint64_t replication = 0; replication < 4; ++replication) {
    const simulated_counts counts = replicate(1, replication)[0];
    sum.offered += counts.offered;
    sum.waited += counts.waited;
    sum.answered += counts.answered;
    sum.handling_time += counts.handling_time;
  }
  measure::require_near(state, sum.handling_time / sum.answered, handle_time.count(), 0.01);
  const erlang_a queue{arrivals, handle_time, patience};
  measure::require_near(state, sum.waited / sum.offered, probability_of_wait(queue, n), 0.05);
}

}  // namespace

int main(int count, char** words) {
  for (const int n : {10, 100, 1000}) {
    const auto add = [n](const std::string& law, const any_patience& handle_times) {
      measure::add("first_come/" + law + "/" + std::to_string(n),
                   [=](benchmark::State& state) { first_come(state, n, handle_times); });
    };
    add("exponential", {exponential_patience{handle_time}});
    add("lognormal", {lognormal_patience{handle_time, 1.0}});
  }
  return measure::run(count, words);
}
