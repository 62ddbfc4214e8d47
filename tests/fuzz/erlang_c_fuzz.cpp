// Erlang C: measures, their distribution over time, derivatives, lines.
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/queues/sensitivity.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 5'000;
constexpr std::uint64_t many_steps = 1'000'000;

constexpr double smallest = 4.0 * std::numeric_limits<double>::denorm_min();
constexpr double level_accuracy = 4.0 * epsilon;

/// Relative error of C.
double accuracy(double n) {
  return n >= 8.0 ? 4.0 * epsilon : 1e-14;
}

struct question {
  erlang_c queue;
  agents n;
  double a;
};

erlang_c of_load(double a) {
  return {rate::per_second(a), duration(1)};
}

void check_measures(const question& of, duration t) {
  const double n = of.n.count();
  const double a = of.a;
  const performance row =
      *answer("evaluate", few_steps, true, [&] { return evaluate(of.queue, of.n, t); });
  const double c = row.probability_of_wait;
  expect_share(c, "C in [0, 1]", {n, a});
  expect_share(row.service_level, "service level in [0, 1]", {n, a, t.count()});
  expect_share(row.occupancy, "occupancy in [0, 1]", {n, a});
  expect(row.average_speed_of_answer.count() >= 0.0, "ASA >= 0", {n, a});
  expect(row.mean_queue_length >= 0.0, "queue length >= 0", {n, a});
  expect(row.probability_of_abandonment == 0.0 && row.probability_of_blocking == 0.0,
         "nobody is lost", {n, a});
  expect(equal(probability_of_wait(of.queue, of.n), c, 2.0 * epsilon), "evaluate says C", {n, a});
  expect(equal(service_level(of.queue, of.n, t), row.service_level, 2.0 * epsilon),
         "evaluate says the service level", {n, a, t.count()});
  expect(equal(average_speed_of_answer(of.queue, of.n).count(), row.average_speed_of_answer.count(),
               2.0 * epsilon, smallest),
         "evaluate says the ASA", {n, a});
  expect(equal(mean_queue_length(of.queue, of.n), row.mean_queue_length, 2.0 * epsilon, smallest),
         "evaluate says the queue length", {n, a});
  if (a == 0.0) {
    expect(c == 0.0 && row.service_level == 1.0 && row.average_speed_of_answer.count() == 0.0 &&
               row.mean_queue_length == 0.0 && row.occupancy == 0.0,
           "no load", {n});
    return;
  }
  if (a >= n) {
    expect(c == 1.0 && row.service_level == 0.0 && std::isinf(row.mean_queue_length) &&
               std::isinf(row.average_speed_of_answer.count()) && row.occupancy == 1.0,
           "overload", {n, a});
    return;
  }
  // Little's law, where nothing runs over or under.
  const double little = of.queue.arrival_rate.per_second() * row.average_speed_of_answer.count();
  if (little > 1e-290 && a > 1e-290 && row.average_speed_of_answer.count() > 1e-290 &&
      of.queue.arrival_rate.per_second() > 1e-290 && std::isfinite(little)) {
    expect(equal(row.mean_queue_length, little, 8.0 * epsilon), "Little's law",
           {n, a, row.mean_queue_length, little});
  }
  const double log = log_probability_of_wait(of.queue, of.n);
  expect(log <= 0.0, "ln C <= 0", {n, a, log});
  expect(equal(std::exp(log), c, accuracy(n) + (2.0 * std::abs(log) + 2.0) * epsilon, smallest),
         "exp(ln C) = C", {n, a, log, c});
  // 1/C = 1 + (n - a)/n (1/B - 1)
  const double b = probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n));
  if (b > 1e-290) {
    const double from_b = n * (b / (n - a + a * b));
    if (a * b > 1e-300 && n < 1e300) {
      expect(equal(c, from_b, 2.0 * accuracy(n) + 6.0 * epsilon), "C from B", {n, a, c, from_b});
    }
  }
  expect(at_most(b, c, 2.0 * accuracy(n), smallest), "B <= C", {n, a, b, c});
}

void check_over_time(const question& of, duration t, duration later) {
  const double n = of.n.count();
  const double now = service_level(of.queue, of.n, t);
  const double then = service_level(of.queue, of.n, later);
  expect(at_most(now, then, 2.0 * level_accuracy), "service level rises with time",
         {n, of.a, t.count(), later.count(), now, then});
  const double beyond = probability_of_wait_beyond(of.queue, of.n, t);
  expect_share(beyond, "P(W > t) in [0, 1]", {n, of.a, t.count()});
  expect(beyond >= probability_of_wait_beyond(of.queue, of.n, later), "P(W > t) falls",
         {n, of.a, t.count(), later.count()});
  if (of.a > 0.0 && of.a < n) {
    // Of both logarithms, 2 epsilon of ln C and what their product with time rounds off.
    const double exponent = std::abs(log_probability_of_wait(of.queue, of.n)) +
                            2.0 * (n - of.a) * (t / of.queue.average_handle_time);
    const double error = std::isfinite(exponent) ? 2.0 * epsilon * exponent * beyond : 0.0;
    expect(equal(now + beyond, 1.0, level_accuracy + epsilon, error), "level + P(W > t) = 1",
           {n, of.a, t.count(), now, beyond});
  }
}

void check_monotone(const question& of, duration t, double more, double busier) {
  const double n = of.n.count();
  const performance row = evaluate(of.queue, of.n, t);
  const performance better = evaluate(of.queue, fractional_agents(more), t);
  const double error = accuracy(n) + accuracy(more);
  expect(at_most(better.probability_of_wait, row.probability_of_wait, error, smallest),
         "C falls with agents", {n, more, of.a});
  expect(at_most(row.service_level, better.service_level, 2.0 * level_accuracy),
         "service level rises with agents", {n, more, of.a, t.count()});
  expect(at_most(better.average_speed_of_answer.count(), row.average_speed_of_answer.count(),
                 error + 4.0 * epsilon, smallest),
         "ASA falls with agents", {n, more, of.a});
  expect(better.occupancy <= row.occupancy, "occupancy falls with agents", {n, more, of.a});
  if (of.queue.average_handle_time.count() != 1.0) return;
  const performance worse = evaluate(of_load(busier), of.n, t);
  expect(at_most(row.probability_of_wait, worse.probability_of_wait, 2.0 * accuracy(n), smallest),
         "C rises with load", {n, of.a, busier});
  expect(at_most(worse.service_level, row.service_level, 2.0 * level_accuracy),
         "service level falls with load", {n, of.a, busier, t.count()});
  expect(at_most(row.occupancy, worse.occupancy, 0.0), "occupancy rises with load",
         {n, of.a, busier});
}

void check_quantiles(const question& of, double share, double larger) {
  if (!(share >= 0.0 && larger <= 1.0 && share <= larger)) return;
  const auto wait = [&](double of_all) {
    return answer("wait_quantile", few_steps, true,
                  [&] { return wait_quantile(of.queue, of.n, of_all); })
        ->count();
  };
  const double first = wait(share);
  const double second = wait(larger);
  expect(first >= 0.0 && second >= 0.0, "quantiles >= 0", {of.n.count(), of.a, share, larger});
  expect(at_most(first, second, 4.0 * epsilon), "quantiles rise with their share",
         {of.n.count(), of.a, share, larger, first, second});
}

void check_slopes(const question& of, duration t) {
  const double n = of.n.count();
  const auto check = [&](const char* what, double better, const auto& ask) {
    const sensitivity s = *answer(what, many_steps, true, ask);
    const bool numbers = !std::isnan(s.value) && !std::isnan(s.per_agent) &&
                         !std::isnan(s.per_erlang) && !std::isnan(s.per_second_of_handle_time);
    const bool signs = better * s.per_agent >= 0.0 && better * s.per_erlang <= 0.0 &&
                       better * s.per_second_of_handle_time <= 0.0;
    if (!(n >= 1e-3 && n <= 1e6)) return s;  // elsewhere any answer, but an answer
    expect(numbers && signs && s.per_second_of_patience == 0.0, what,
           {n, of.a, t.count(), s.value, s.per_agent, s.per_erlang, s.per_second_of_handle_time});
    return s;
  };
  const sensitivity c = check("sensitivity_of_probability_of_wait", -1.0,
                              [&] { return sensitivity_of_probability_of_wait(of.queue, of.n); });
  check("sensitivity_of_log_probability_of_wait", -1.0,
        [&] { return sensitivity_of_log_probability_of_wait(of.queue, of.n); });
  const sensitivity level = check("sensitivity_of_service_level", 1.0,
                                  [&] { return sensitivity_of_service_level(of.queue, of.n, t); });
  const sensitivity speed = check("sensitivity_of_average_speed_of_answer", -1.0, [&] {
    return sensitivity_of_average_speed_of_answer(of.queue, of.n);
  });
  expect(c.value == probability_of_wait(of.queue, of.n) &&
             level.value == service_level(of.queue, of.n, t) &&
             speed.value == average_speed_of_answer(of.queue, of.n).count(),
         "derivatives come with their measures", {n, of.a, t.count()});
  // C is convex in n > a.
  if (!(n >= 0.5 && n <= 1e6 && of.a > 0.0 && of.a < n)) return;
  const double step = probability_of_wait(of.queue, fractional_agents(n + 1.0)) - c.value;
  expect(at_most(c.per_agent, step, 1e-13, 4.0 * accuracy(n) * c.value + smallest),
         "C is convex in agents", {n, of.a, c.per_agent, step});
}

void check_lines(const question& of, double wrap_up, double blocking) {
  const double handle_time = of.queue.average_handle_time.count();
  const bool valid = wrap_up >= 0.0 && wrap_up <= handle_time;
  const auto load = answer("load_on_lines", few_steps,
                           [&] { return load_on_lines(of.queue, of.n, duration(wrap_up)); });
  const double waiting = mean_queue_length(of.queue, of.n);
  if (valid && waiting < 1e300) {
    expect(load.has_value(), "load on lines", {of.n.count(), of.a, wrap_up});
  }
  if (!load) return;
  expect(valid, "wrap-up is refused", {wrap_up, handle_time});
  if (!*load) {
    expect(load->why() == unreachable::endless_queue && of.a >= of.n.count() && of.a > 0.0,
           "an endless queue", {of.n.count(), of.a});
    return;
  }
  const double value = (*load)->value();
  expect(at_most(waiting, value, epsilon) &&
             at_most(value, waiting + of.a, 4.0 * epsilon, smallest * (1.0 + of.n.count())),
         "load on lines", {of.n.count(), of.a, wrap_up, value});
  if (!(blocking >= 0.0 && blocking <= 1.0)) return;
  const auto lines = *answer("lines_required", many_steps, true, [&] {
    return lines_required(of.queue, of.n, duration(wrap_up), blocking);
  });
  if (lines) {
    expect(probability_of_blocking(loss_system(**load), *lines) <= blocking,
           "lines keep their promise", {of.n.count(), of.a, wrap_up, blocking});
  }
}

}  // namespace

void run(bytes& in) {
  const bool sane = in.flag();
  const double handle_time = in.flag() ? 1.0 : sane ? in.scale(1e-3, 1e5) : in.number();
  const double n = sane ? in.scale(1e-3, 1e9) : in.number();
  const double arrivals =
      sane ? (in.flag() ? n / handle_time * (0.5 + 0.6 * in.unit()) : in.scale(1e-9, 1e9))
           : in.number();
  const double t = sane ? in.scale(1e-6, 1e6) - 1e-6 : in.number();
  const double a = arrivals * handle_time;
  const bool valid = arrivals >= 0.0 && std::isfinite(arrivals) && handle_time > 0.0 &&
                     std::isfinite(handle_time) && std::isfinite(a) && n >= 0.0 &&
                     std::isfinite(n) && t >= 0.0;
  if (!answer("service_level", few_steps, valid, [&] {
        return service_level(erlang_c{rate::per_second(arrivals), duration(handle_time)},
                             fractional_agents(n), duration(t));
      })) {
    return;
  }
  const question asked{
      {rate::per_second(arrivals), duration(handle_time)}, fractional_agents(n), a};
  check_measures(asked, duration(t));
  const double later = in.number();
  check_over_time(asked, duration(t), duration(later >= t ? later : infinity));
  const double more = n + std::abs(in.flag() ? 1.0 : in.number());
  const double busier = a + std::abs(in.flag() ? 1.0 : in.number());
  if (std::isfinite(more) && std::isfinite(busier)) {
    check_monotone(asked, duration(t), more, busier);
  }
  const double share = in.share();
  check_quantiles(asked, share, share + in.unit() * (1.0 - share));
  check_slopes(asked, duration(t));
  check_lines(asked, in.flag() ? handle_time * in.unit() : in.number(), in.share());
}

}  // namespace krarup::fuzz
