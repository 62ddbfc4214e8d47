// The simulator of a day, one queue by both engines and several classes by events: what is wrong is
// refused, and every contact has one fate.
#include <krarup/simulation/replications.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/day.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t many_steps = 1'000'000'000;

any_patience law_from(bytes& in, double mean) {
  const duration scale(mean);
  switch (in.one_of(6)) {
    case 0:
      return {exponential_patience{scale}};
    case 1:
      return {deterministic_patience{scale}};
    case 2:
      return {uniform_patience{duration(0), 2.0 * scale}};
    case 3:
      return {gamma_patience{scale, in.scale(0.3, 10.0)}};
    case 4:
      return {lognormal_patience{scale, in.scale(0.1, 2.0)}};
    default:
      return {weibull_patience{scale, in.scale(0.5, 5.0)}};
  }
}

std::optional<std::vector<duration>> log_from(bytes& in, const staffed_day& day, bool& valid) {
  if (in.one_of(8) != 0) return std::nullopt;
  double length = 0.0;
  for (const auto& interval : day.queue.intervals) length += interval.length.count();
  std::vector<duration> log;
  double last = 0.0;
  for (std::size_t i = in.one_of(12); i-- > 0;) {
    const double at = in.unit() * length;
    valid = valid && at >= last && at < length;
    last = at;
    log.emplace_back(at);
  }
  return log;
}

/// Numbers of contacts are whole, and of each somebody knows what became of it.
void check_counts(const simulated_counts& counts, double replications, bool ends) {
  for (const auto member : detail::simulated_members) {
    const double size = counts.*member;
    expect(std::isfinite(size) && size >= -1e-9, "a count >= 0", {size});
  }
  const auto whole = [&](double mean) {
    const double sum = mean * replications;
    return std::abs(sum - std::round(sum)) <= 1e-6;
  };
  for (const double mean : {counts.offered, counts.blocked, counts.answered, counts.abandoned,
                            counts.called_back, counts.redials, counts.answered_within}) {
    expect(whole(mean), "whole contacts", {mean, replications});
  }
  const double lost = counts.unanswered() * replications;
  expect(lost >= -1e-6 && (!ends || lost <= 1e-6), "each contact has one fate",
         {counts.offered, counts.blocked, counts.answered, counts.abandoned, counts.called_back,
          lost});
  expect(at_most(counts.answered_within, counts.answered, 1e-12), "in time is answered", {});
  expect(at_most(counts.abandoned_within, counts.abandoned, 1e-12), "soon is abandoned", {});
  expect(at_most(counts.waited, counts.offered, 1e-12), "who waits is offered", {});
}

void check_measures(const performance& measures) {
  for (const double share :
       {measures.occupancy, measures.probability_of_wait, measures.service_level,
        measures.probability_of_abandonment, measures.probability_of_blocking}) {
    expect(share >= 0.0 && share <= 1.0 + 1e-9, "a simulated share", {share});
  }
  expect(measures.average_speed_of_answer.count() >= 0.0, "ASA >= 0", {});
  expect(measures.mean_queue_length >= 0.0, "queue length >= 0", {});
}

void check_day(const simulated_day& day, const replication_plan& plan, bool ends) {
  expect(day.replications == plan.replications && day.reached, "all replications", {});
  const auto replications = static_cast<double>(day.replications);
  simulated_counts sum;
  for (const simulated_interval& each : day.intervals) {
    check_counts(each.counts, replications, ends);
    check_measures(each.performance);
    detail::add(sum, each.counts);
  }
  check_measures(day.day.performance);
  for (const auto member : detail::simulated_members) {
    expect(equal(sum.*member, day.day.counts.*member, 1e-9, 1e-9), "the day is its intervals",
           {sum.*member, day.day.counts.*member});
  }
}

void check_alike(const simulated_day& one, const simulated_day& other) {
  for (const auto member : detail::simulated_members) {
    expect(one.day.counts.*member == other.day.counts.*member, "any number of threads",
           {one.day.counts.*member, other.day.counts.*member});
  }
}

void one_queue(bytes& in, const staffed_day& day, service_level_question question,
               replication_plan plan) {
  bool valid = day.valid;
  simulated_laws laws;
  laws.leaving = in.flag() ? leaving_agents::hand_over : leaving_agents::finish_contact;
  if (in.flag()) laws.handle_time = law_from(in, in.scale(1e-2, 1e2));
  bool patient = true;
  if (in.one_of(4) == 0) {
    laws.patience = law_from(in, in.scale(1e-2, 1e4));
    for (const auto& interval : day.queue.intervals) {
      valid = valid && std::isinf(interval.average_patience.count());
    }
    patient = false;
  }
  if (in.one_of(4) == 0) laws.dispersion = {.day = in.unit(), .interval = in.unit()};
  laws.arrivals = log_from(in, day, valid);
  if (in.flag()) plan.engine = queue_engine::first_come;
  const auto ask = [&] {
    return answer("simulation", many_steps, valid,
                  [&] { return simulate(day.queue, day.on_phone, laws, question, plan); });
  };
  const auto result = ask();
  if (!result) return;
  check_day(*result, plan, !patient || waits_end(day));
  if (in.one_of(16) != 0) return;
  plan.threads = 2;
  check_alike(*result, *ask());
}

void several_classes(bytes& in, const staffed_day& day, service_level_question question,
                     const replication_plan& plan) {
  bool valid = day.valid;
  bool ends = true;
  contact_center center{.classes = {}, .lines = day.queue.lines};
  center.leaving = in.flag() ? leaving_agents::hand_over : leaving_agents::finish_contact;
  for (std::size_t k = 1 + in.one_of(3); k-- > 0;) {
    contact_class one{.intervals = day.queue.intervals, .question = question};
    one.start = day.queue.start;
    if (in.flag()) one.handle_time = law_from(in, in.scale(1e-2, 1e2));
    if (in.one_of(4) == 0) {
      one.patience = law_from(in, in.scale(1e-2, 1e4));
      for (const auto& interval : one.intervals) {
        valid = valid && std::isinf(interval.average_patience.count());
      }
    } else {
      ends = ends && waits_end(day);
    }
    if (in.one_of(3) == 0) {
      one.again = {.of_abandoned = 0.9 * in.unit(),
                   .of_blocked = 0.9 * in.unit(),
                   .average_pause =
                       one.intervals.empty() ? duration(1) : 0.1 * one.intervals.front().length};
    }
    if (in.one_of(3) == 0) {
      const auto free = static_cast<double>(in.one_of(4));
      one.callback = {.accepted = in.unit(),
                      .when_told = question.answer_within,
                      .least_free_agents = fractional_agents(free)};
      valid = valid && free >= 1.0;
    }
    one.arrivals = log_from(in, day, valid);
    center.classes.push_back(std::move(one));
  }
  if (in.one_of(4) == 0 && valid) {
    double length = 0.0;
    for (const auto& interval : day.queue.intervals) length += interval.length.count();
    center.breaks.push_back({.from = duration(in.unit() * length),
                             .to = duration(in.unit() * length),
                             .count = agents(in.one_of(4))});
  }
  const auto ask = [&] { return simulate(center, day.on_phone, plan); };
  const auto result = center.breaks.empty()
                          ? answer("simulation of a center", many_steps, valid, ask)
                          : answer("simulation of a center", many_steps, ask);
  if (!result) return;
  for (const simulated_day& one : result->classes) check_day(one, plan, ends);
}

}  // namespace

void run(bytes& in) {
  const std::optional<staffed_day> day =
      answer("a day", many_steps, [&] { return day_from(in, 3); });
  if (!day) return;
  const duration within(in.scale(1e-3, 1e4));
  const service_level_question question{
      .answer_within = within,
      .definition = static_cast<service_level_definition>(in.one_of(7)),
      .short_abandon = (0.001 + 0.998 * in.unit()) * within};
  const replication_plan plan{.replications = 2 + in.one_of(4), .seed = in.byte(), .threads = 1};
  if (in.flag()) {
    one_queue(in, *day, question, plan);
  } else {
    several_classes(in, *day, question, plan);
  }
}

}  // namespace krarup::fuzz
