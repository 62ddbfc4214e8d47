// What is closer to real queues and costs more: one evaluation of M/M/n+G and of Erlang X, a day of
// half-hours, a fit. Handle time 180 s; the right answers are integrals of the definitions in 30
// digits, and for the day the least numbers of agents by such integrals.
#include <chrono>
#include <cmath>
#include <string>
#include <vector>

#include <krarup/fitting/weibull.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/measure.hpp"

namespace {

using namespace krarup;
using namespace std::chrono_literals;

constexpr weibull_patience weibull{300s, 0.7};
const any_patience two_kinds{hyperexponential_patience{{{0.4, 60s}, {0.6, 500s}}}};  // of callers

erlang_x queue_of(double load, const any_patience& patience) {
  return {.arrival_rate = contacts(load) / 180s, .average_handle_time = 180s, .patience = patience};
}

/// The service level in 20 s under a few laws in turn, each of which is new where `kept` is false.
void evaluate_laws(benchmark::State& state, double load, agents n, bool kept, double right) {
  std::vector<erlang_x> queues;
  for (int i = 0; i < 8; ++i) {
    weibull_patience law = weibull;
    if (!kept) law.scale *= 1.0 + 1e-6 * i;
    queues.push_back(queue_of(load, {law}));
  }
  measure::in_turn(state, static_cast<double>(queues.size()), [&] {
    for (const erlang_x& queue : queues) benchmark::DoNotOptimize(evaluate(queue, n, 20s));
  });
  measure::require_near(state, evaluate(queues[0], n, 20s).service_level, right, 1e-12);
}

void evaluate_once(benchmark::State& state, const erlang_x& queue, double right) {
  measure::in_turn(state, 1.0, [&] { benchmark::DoNotOptimize(evaluate(queue, 14, 20s)); });
  measure::require_near(state, evaluate(queue, 14, 20s).service_level, right, 1e-12);
}

void add_evaluations() {
  struct size {
    double load;
    int n;
    double service_level;
  };
  for (const auto& [load, n, right] :
       {size{10.0, 14, 0.926899256921313705}, size{1000.0, 1000, 0.984730589117440003}}) {
    for (const bool kept : {true, false}) {
      measure::add(
          std::string("evaluate_g/") + (kept ? "law_kept/" : "law_new/") + std::to_string(n),
          [=](benchmark::State& state) { evaluate_laws(state, load, n, kept, right); });
    }
  }
  measure::add("evaluate_x/two_kinds", [](benchmark::State& state) {
    evaluate_once(state, queue_of(10.0, two_kinds), 0.928966804943653218);
  });
  measure::add("evaluate_x/lines", [](benchmark::State& state) {
    erlang_x queue = queue_of(10.0, {weibull});
    queue.lines = 30;
    evaluate_once(state, queue, 0.926899448643888289);
  });
  measure::add("evaluate_x/dispersion", [](benchmark::State& state) {
    erlang_x queue = queue_of(10.0, {weibull});
    queue.dispersion = {.day = 0.04};
    evaluate_once(state, queue, 0.875832811549593804);
  });
}

/// 48 half-hours with a morning and an afternoon peak, between 2 and 410 contacts each.
void plan_half_hours(benchmark::State& state) {
  std::vector<plan_interval<erlang_x>> intervals;
  for (int interval = 0; interval < 48; ++interval) {
    const double morning = (interval - 21) / 4.0;
    const double afternoon = (interval - 31) / 5.0;
    const double volume = 2.0 + std::round(400.0 * std::exp(-morning * morning) +
                                           300.0 * std::exp(-afternoon * afternoon));
    erlang_x queue = queue_of(0.0, {weibull});
    queue.arrival_rate = contacts(volume) / 30min;
    intervals.push_back({.queue = queue,
                         .length = 30min,
                         .target = {.service_level = 0.80, .answer_within = 20s},
                         .shrinkage = 0.3});
  }
  measure::in_turn(state, static_cast<double>(intervals.size()),
                   [&] { benchmark::DoNotOptimize(plan_day(intervals, rounding::up_at_end)); });
  double sum = 0.0;
  for (const auto& row : plan_day(intervals, rounding::up_at_end).rows) {
    sum += row.required.value().count();
  }
  measure::require_near(state, sum, 637.0, 0.0);
}

/// The logarithm of the likelihood of a Weibull patience.
double likelihood(const observed_waits& waits, const weibull_patience& law) {
  double sum = 0.0;
  for (const auto& row : waits.rows()) {
    const double power = std::pow(row.wait / law.scale.count(), law.shape);
    sum -= (row.answered + row.abandoned) * power;
    sum += row.abandoned * std::log(law.shape * power / row.wait);
  }
  return sum;
}

/// 100,000 waits of whole seconds, of which 3 in 10 ended by hanging up.
void fit_waits(benchmark::State& state) {
  std::vector<double> wait;
  std::vector<unsigned char> abandoned;
  for (int i = 0; i < 100'000; ++i) {
    const double share = (0.5 + (i * 7919) % 100'000) / 1e5;
    wait.push_back(1.0 + std::floor(-120.0 * std::log(share)));
    abandoned.push_back(i % 10 < 3 ? 1 : 0);
  }
  measure::in_turn(state, static_cast<double>(wait.size()), [&] {
    const observed_waits waits(wait_log{.wait = wait, .abandoned = abandoned});
    benchmark::DoNotOptimize(fit_weibull_patience(waits));
  });
  const observed_waits waits(wait_log{.wait = wait, .abandoned = abandoned});
  const weibull_patience law = fit_weibull_patience(waits).law;
  const double most = likelihood(waits, law);
  for (const double factor : {0.999, 1.001}) {
    measure::require(state,
                     likelihood(waits, {factor * law.scale, law.shape}) < most &&
                         likelihood(waits, {law.scale, factor * law.shape}) < most,
                     "a law that others are likelier than");
  }
}

}  // namespace

int main(int count, char** words) {
  add_evaluations();
  measure::add("plan_day/erlang_x", plan_half_hours);
  measure::add("fit_weibull/log", fit_waits);
  return measure::run(count, words);
}
