// How the benchmarks measure. Each one times its work and, in turn with it, a chain of dependent
// multiply-adds, four cycles each: the clock of a machine that others use as well. What is reported
// are medians over the turns, per question asked:
//
//   ns      thread CPU time, in nanoseconds
//   cycles  the same divided by a quarter of a link of the chain
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

namespace measure {

inline double seconds(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline double cpu_seconds() {
  return seconds(CLOCK_THREAD_CPUTIME_ID);
}

#if defined(__x86_64__)
[[gnu::noinline, gnu::target("fma")]] inline double links(double x, int count) {
  for (int i = 0; i < count; ++i) {
    x = __builtin_fma(x, 0.5, 1.0);
    asm volatile("" : "+x"(x));
  }
  return x;
}
inline bool has_fused_multiply_add() {
  return __builtin_cpu_supports("fma");
}
#else
[[gnu::noinline]] inline double links(double x, int count) {
  for (int i = 0; i < count; ++i) x = std::fma(x, 0.5, 1.0);
  return x;
}
inline bool has_fused_multiply_add() {
  return true;
}
#endif

/// Seconds of CPU time per cycle, now; NaN where the processor has no fused multiply-add.
inline double seconds_per_cycle() {
  if (!has_fused_multiply_add()) return NAN;
  constexpr int count = 4000;
  const double begin = cpu_seconds();
  benchmark::DoNotOptimize(links(1.0, count));
  return (cpu_seconds() - begin) / (4.0 * count);
}

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// Calls work, which asks `questions` questions, as often as it takes, and once before to warm up.
template <class Work>
void in_turn(benchmark::State& state, double questions, const Work& work) {
  std::vector<double> ns;
  std::vector<double> cycles;
  work();
  for (auto turn : state) {
    const double before = seconds_per_cycle();
    const double begin = cpu_seconds();
    work();
    const double took = cpu_seconds() - begin;
    const double after = seconds_per_cycle();
    state.SetIterationTime(took);
    ns.push_back(1e9 * took / questions);
    cycles.push_back(2.0 * took / (before + after) / questions);
  }
  state.counters["ns"] = median(ns);
  state.counters["cycles"] = median(cycles);
}

inline bool every_answer_right = true;

/// Fails the benchmark, and in the end the program, unless an answer is as it must be.
inline void require(benchmark::State& state, bool right, const std::string& what) {
  if (right) return;
  every_answer_right = false;
  state.SkipWithError(("wrong answer: " + what).c_str());
}

inline void require_near(benchmark::State& state, double answer, double right, double tolerance) {
  char said[80];
  std::snprintf(said, sizeof said, "%.17g instead of %.17g", answer, right);
  require(state, std::abs(answer - right) <= tolerance * std::abs(right), said);
}

/// A benchmark is named question/way or question/way/size.
template <class Body>
void add(const std::string& name, const Body& body) {
  benchmark::RegisterBenchmark(name.c_str(), body)->UseManualTime();
}

inline int run(int count, char** words) {
  benchmark::Initialize(&count, words);
  if (benchmark::ReportUnrecognizedArguments(count, words)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return every_answer_right ? 0 : 1;
}

}  // namespace measure
