// Wall-clock of the queues, each beside the textbook's way in the same run: the ratio travels
// between machines, the nanoseconds do not. Every benchmark fails on a wrong answer.
#include <cmath>

#include <benchmark/benchmark.h>

#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

namespace {

using namespace krarup;
using namespace std::chrono_literals;

/// B(n, a) by its recursion over 1, 2, ..., n trunks.
double textbook_blocking(double load, int n) {
  double blocking = 1.0;
  for (int k = 1; k <= n; ++k) blocking = load * blocking / (k + load * blocking);
  return blocking;
}

double textbook_service_level(double load, int n, double handle_times) {
  const double blocking = textbook_blocking(load, n);
  const double wait = n * blocking / (n - load * (1.0 - blocking));
  return 1.0 - wait * std::exp((load - n) * handle_times);
}

void agree(benchmark::State& state, double one, double other) {
  if (!(std::abs(one - other) <= 1e-11 * other)) state.SkipWithError("the answers differ");
}

/// A load a little below n, as one staffs.
double usual_load(int n) {
  return n - std::sqrt(n);
}

void blocking(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  const erlang_b system = loss_system(erlangs(usual_load(n)));
  for (auto iteration : state) benchmark::DoNotOptimize(probability_of_blocking(system, n));
  agree(state, probability_of_blocking(system, n), textbook_blocking(usual_load(n), n));
}

void blocking_textbook(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  const double load = usual_load(n);
  for (auto iteration : state) benchmark::DoNotOptimize(textbook_blocking(load, n));
  agree(state, textbook_blocking(load, n), probability_of_blocking(loss_system(erlangs(load)), n));
}

void service_level_erlang_c(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  const erlang_c queue{.arrival_rate = contacts(usual_load(n)) / 180s, .average_handle_time = 180s};
  for (auto iteration : state) benchmark::DoNotOptimize(service_level(queue, n, 20s));
  agree(state, service_level(queue, n, 20s), textbook_service_level(usual_load(n), n, 20.0 / 180));
}

void service_level_erlang_c_textbook(benchmark::State& state) {
  const int n = static_cast<int>(state.range(0));
  const double load = usual_load(n);
  for (auto iteration : state) {
    benchmark::DoNotOptimize(textbook_service_level(load, n, 20.0 / 180));
  }
  const erlang_c queue{.arrival_rate = contacts(load) / 180s, .average_handle_time = 180s};
  agree(state, textbook_service_level(load, n, 20.0 / 180), service_level(queue, n, 20s));
}

BENCHMARK(blocking)->Arg(14)->Arg(100)->Arg(1000)->Arg(100000);
BENCHMARK(blocking_textbook)->Arg(14)->Arg(100)->Arg(1000)->Arg(100000);
BENCHMARK(service_level_erlang_c)->Arg(14)->Arg(100)->Arg(1000)->Arg(100000);
BENCHMARK(service_level_erlang_c_textbook)->Arg(14)->Arg(100)->Arg(1000)->Arg(100000);

}  // namespace
