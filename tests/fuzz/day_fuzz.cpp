// A day's exact course and measures, and its staffing: what is wrong is refused, contacts are conserved,
// and a promise that is said to be kept is.
#include <krarup/staffing/day_requirement.hpp>
#include <krarup/transient/adjustable_day.hpp>
#include <krarup/transient/exact.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/day.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t many_steps = 1'000'000'000;
constexpr double accuracy = 1e-6;

struct question {
  duration answer_within;
  service_level_definition definition;
  duration short_abandon;
};

double mean_in_system(const detail::system_states& states) {
  return states.mean([](double k) { return k; });
}

/// What is there at an interval's end is what was there, and came, and did not go.
void check_balance(const exact_day& day, std::size_t i, const performance& measures) {
  const day_course::stretch& at = day.course().at(i);
  const double begin = mean_in_system(at.begin);
  const double come = at.offered * (1.0 - measures.probability_of_blocking);
  const double handled = at.rates.handling * measures.occupancy * at.rates.agents * at.length;
  const double gone = at.rates.hanging_up * measures.mean_queue_length * at.length;
  const double end = mean_in_system(at.end);
  expect(equal(begin + come, end + handled + gone, accuracy, accuracy), "contacts are conserved",
         {static_cast<double>(i), begin, come, handled, gone, end});
}

/// Between two intervals nobody is lost but to the agents who leave with a contact.
void check_change(const exact_day& day, std::size_t i) {
  const day_course::stretch& before = day.course().at(i - 1);
  const day_course::stretch& now = day.course().at(i);
  const bool hands_over = day.course().options().leaving == leaving_agents::hand_over;
  const double n = now.rates.agents;
  const double taken = hands_over ? 0.0 : before.end.mean([&](double k) {
    return std::fmax(std::fmin(k, before.rates.agents) - n, 0.0);
  });
  const double left = mean_in_system(before.end) - taken;
  expect(equal(left, mean_in_system(now.begin), accuracy, accuracy), "nobody is lost at a change",
         {static_cast<double>(i), left, mean_in_system(now.begin)});
}

void check_interval(const exact_day& day, std::size_t i, const time_varying_row& row, bool ends,
                    const question& of) {
  const performance& measures = row.performance;
  const auto place = static_cast<double>(i);
  for (const double share :
       {measures.occupancy, measures.probability_of_wait, measures.service_level,
        measures.probability_of_abandonment, measures.probability_of_blocking,
        row.probability_of_carrying_over, day.probability_of_answer(i)}) {
    expect_share(share, "a share of an interval", {place});
  }
  for (const double size :
       {measures.average_speed_of_answer.count(), measures.mean_queue_length, row.carried_over,
        row.overrun.count(), day.mean_wait(i).count(), day.average_time_to_abandon(i).count()}) {
    expect(size >= 0.0, "a size >= 0", {place, size});
  }
  const double fates = day.probability_of_answer(i) + measures.probability_of_abandonment +
                       measures.probability_of_blocking;
  if (row.offered.count() > 0.0) {
    expect(fates <= 1.0 + accuracy && (!ends || fates >= 1.0 - accuracy), "fates add up",
           {place, fates});
  }
  const std::vector<double> states = day.course().number_in_system(i);
  const double all = std::accumulate(states.begin(), states.end(), 0.0);
  expect(equal(all, 1.0, accuracy), "states add up", {place, all});
  check_balance(day, i, measures);
  if (i > 0) check_change(day, i);
  if (of.definition == service_level_definition::offered ||
      of.definition == service_level_definition::virtual_wait) {
    const double longer =
        day.shares_for_service_level(i, 2.0 * of.answer_within, of.definition).level();
    expect(at_most(measures.service_level, longer, accuracy, accuracy),
           "service level rises with the answer time", {place, measures.service_level, longer});
  }
}

void ask_exact(const staffed_day& of, const exact_options& options, const question& asked) {
  const auto day = answer("exact day", many_steps, of.valid,
                          [&] { return exact_day(of.queue, of.on_phone, options); });
  if (!day) return;
  const time_varying_performance whole = *answer("measures", many_steps, true, [&] {
    return evaluate(*day, asked.answer_within, asked.definition, asked.short_abandon);
  });
  expect(whole.error <= 2.0 * options.tolerance, "error within the tolerance",
         {whole.error, options.tolerance});
  for (const double share :
       {whole.service_level, whole.probability_of_wait, whole.probability_of_abandonment,
        whole.probability_of_blocking, whole.occupancy, whole.probability_of_clearing}) {
    expect_share(share, "a share of the day", {});
  }
  expect(whole.overtime.count() >= 0.0, "overtime >= 0", {whole.overtime.count()});
  for (std::size_t i = 0; i < whole.rows.size(); ++i) {
    check_interval(*day, i, whole.rows[i], waits_end(of), asked);
  }
}

service_target target_from(bytes& in, const question& of) {
  service_target target;
  switch (in.one_of(6)) {
    case 0:
      target.average_speed_of_answer = of.answer_within;
      break;
    case 1:
      target.probability_of_wait = in.share();
      break;
    case 2:
      target.occupancy = in.share();
      break;
    case 3:
      target.probability_of_abandonment = in.share();
      break;
    default:
      target.service_level = in.share();
      target.answer_within = of.answer_within;
      target.definition = of.definition;
      target.short_abandon = of.short_abandon;
  }
  return target;
}

day_rules rules_from(bytes& in, std::size_t intervals) {
  day_rules rules;
  if (in.flag()) rules.promised = promised_for::whole_day;
  if (in.one_of(4) == 0) {
    for (std::size_t i = 0; i < intervals; ++i) {
      agents_allowed next{.least = agents(in.one_of(24))};
      if (in.flag()) next.most = agents(in.one_of(64));
      rules.allowed.push_back(next);
    }
    if (in.one_of(32) == 0) rules.allowed.pop_back();
  }
  if (in.one_of(4) == 0) rules.changes.push_back(in.one_of(intervals + 1));
  if (in.one_of(8) == 0) rules.least_service_level = in.unit();
  return rules;
}

/// How far a day is from its target, by the exact day: at most 0 where it is kept.
double missed_by(const service_target& target, const performance& of) {
  double most = -infinity;
  const auto promise = [&](const auto& promised, double by) {
    if (promised) most = std::fmax(most, by);
  };
  promise(target.service_level, target.service_level.value_or(0.0).value() - of.service_level);
  promise(
      target.average_speed_of_answer,
      (of.average_speed_of_answer - target.average_speed_of_answer.value_or(duration(0))).count() /
          std::fmax(of.average_speed_of_answer.count(), 1e-300));
  promise(target.probability_of_wait,
          of.probability_of_wait - target.probability_of_wait.value_or(0.0).value());
  promise(target.occupancy, of.occupancy - target.occupancy.value_or(0.0).value());
  promise(target.probability_of_abandonment,
          of.probability_of_abandonment - target.probability_of_abandonment.value_or(0.0).value());
  return most;
}

void ask_requirement(bytes& in, const staffed_day& of, const exact_options& options,
                     const question& asked) {
  const service_target target = target_from(in, asked);
  const day_rules rules = rules_from(in, of.queue.intervals.size());
  const auto found = answer("agents required", 2 * many_steps, [&] {
    adjustable_day day(of.queue, target, options);
    return agents_required(day, rules);
  });
  if (!found || !*found) return;
  const day_requirement& staffing = **found;
  double time = 0.0;
  for (std::size_t i = 0; i < staffing.on_phone.size(); ++i) {
    const double n = staffing.on_phone[i].count();
    time += n * of.queue.intervals[i].length.count();
    expect(n == std::floor(n), "agents are whole", {n});
    if (rules.allowed.empty()) continue;
    const agents_allowed& own = rules.allowed[i];
    expect(n >= own.least.count() && n <= own.most.value_or(fractional_agents(1e300)).count(),
           "agents are allowed", {n, own.least.count()});
  }
  expect(equal(time, staffing.agents_time.count(), 1e-12), "agents' time",
         {time, staffing.agents_time.count()});
  if (!staffing.kept) return;
  const exact_day day(of.queue, staffing.on_phone, options);
  const time_varying_performance whole =
      evaluate(day, asked.answer_within, asked.definition, asked.short_abandon);
  if (rules.promised == promised_for::whole_day) {
    performance all = whole.rows.front().performance;
    service_level_shares sums{0.0, 0.0};
    for (const time_varying_row& row : whole.rows) {
      sums.in_time += row.offered.count() * row.shares_for_service_level.in_time;
      sums.counted += row.offered.count() * row.shares_for_service_level.counted;
    }
    all.service_level = sums.level();  // where none count no promise is broken
    all.average_speed_of_answer = whole.average_speed_of_answer;
    all.probability_of_wait = whole.probability_of_wait;
    all.occupancy = whole.occupancy;
    all.probability_of_abandonment = whole.probability_of_abandonment;
    const double missed = missed_by(target, all);
    expect(missed <= accuracy, "the day keeps its promise", {missed});
    return;
  }
  for (std::size_t i = 0; i < whole.rows.size(); ++i) {
    const double missed = missed_by(target, whole.rows[i].performance);
    expect(missed <= accuracy, "an interval keeps its promise", {static_cast<double>(i), missed});
  }
}

}  // namespace

void run(bytes& in) {
  const std::optional<staffed_day> day =
      answer("a day", many_steps, [&] { return day_from(in, 4); });
  if (!day) return;
  const exact_options options{
      .leaving = in.flag() ? leaving_agents::hand_over : leaving_agents::finish_contact,
      .tolerance = in.flag() ? 1e-8 : 1e-8 * (in.unit() + 1e-3)};
  const duration within(in.scale(1e-3, 1e4));
  const question asked{.answer_within = within,
                       .definition = static_cast<service_level_definition>(in.one_of(7)),
                       .short_abandon = (0.001 + 0.998 * in.unit()) * within};
  ask_exact(*day, options, asked);
  if (day->valid && day->queue.intervals.size() <= 3 && in.one_of(4) == 0) {
    ask_requirement(in, *day, options, asked);
  }
}

}  // namespace krarup::fuzz
