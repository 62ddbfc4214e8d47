// A million contacts, as many erlangs as agents, average patience 300 s: nanoseconds per
// contact, of one core. Judged by Erlang A, and by the mean of the handle times drawn.
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/first_come.hpp>
#include <krarup/simulation/offered_wait.hpp>

#include "support/measure.hpp"

namespace {

using namespace krarup;

constexpr duration handle_time(180);
constexpr duration patience(300);
constexpr double contacts_in_all = 1e6;

const any_patience exponential{exponential_patience{handle_time}};
const any_patience lognormal{lognormal_patience{handle_time, 1.0}};

template <class Replication>
void one_queue(benchmark::State& state, int n, const any_patience& handle_times) {
  const rate arrivals = contacts(n) / handle_time;
  const duration length(contacts_in_all / arrivals.per_second());
  const time_varying_queue day{
      .intervals = {{length, arrivals, handle_time, patience}},
      .start = starting_with(static_cast<std::size_t>(n)),
  };
  const first_come_day of(day, std::vector<agents>(1, n), {.handle_time = handle_times},
                          {.answer_within = duration(20)});
  Replication replicate(of);
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

/// Three of ten contacts go first, and half of those who hang up call again. Judged by all agents' time.
void event_driven(benchmark::State& state, int n) {
  const double all = n / handle_time.count();
  const auto of_share = [&](double share) {
    return contact_class{
        {{duration(contacts_in_all / all), rate::per_second(share * all), handle_time, patience}},
        {.answer_within = duration(20)},
        {lognormal_patience{handle_time, 1.0}},
        {},
        {.of_abandoned = 0.5}};
  };
  const center_day of({.classes = {of_share(0.3), of_share(0.7)}}, std::vector<agents>(1, n));
  center_replication replicate(of);
  const auto& counts = replicate(1, 0);
  const double attempts = counts[0][0].offered + counts[1][0].offered;
  measure::in_turn(state, attempts, [&] { benchmark::DoNotOptimize(replicate(1, 0).data()); });
  double handled = 0.0;
  double waits[2];
  for (std::size_t k = 0; k < 2; ++k) {
    handled += counts[k][0].handling_time / counts[k][0].answered / 2.0;
    waits[k] = counts[k][0].wait_of_answered / counts[k][0].answered;
  }
  measure::require_near(state, handled, handle_time.count(), 0.01);
  measure::require(state, waits[0] < waits[1], "the urgent wait longer");
}

}  // namespace

int main(int count, char** words) {
  for (const int n : {10, 100, 1000}) {
    const auto add = [n](const std::string& law, const any_patience& handle_times) {
      measure::add("first_come/" + law + "/" + std::to_string(n), [=](benchmark::State& state) {
        one_queue<first_come_replication>(state, n, handle_times);
      });
    };
    add("exponential", exponential);
    add("lognormal", lognormal);
    measure::add("offered_wait/exponential/" + std::to_string(n), [=](benchmark::State& state) {
      one_queue<offered_wait_replication>(state, n, exponential);
    });
    measure::add("event_driven/two_classes_and_redials/" + std::to_string(n),
                 [n](benchmark::State& state) { event_driven(state, n); });
  }
  return measure::run(count, words);
}
