// M/G/n: measures, their distribution over time, least agents.
#include <krarup/queues/mgn.hpp>
#include <krarup/staffing/requirement.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 500'000;
constexpr std::uint64_t solver_steps = 2'000'000;

constexpr double smallest = 4.0 * std::numeric_limits<double>::denorm_min();
constexpr double accuracy = 1e-9;

struct question {
  mgn queue;
  agents n;
  double a;
  duration t;
};

[[noreturn]] void fail(const question& of, const char* what, double one, double other) {
  broken(what, {of.n.count(), of.a, of.queue.handle_time_scv, of.queue.average_handle_time.count(),
                of.t.count(), one, other});
}

/// Where no product or ratio of its numbers runs over or under.
bool is_daily(const question& of) {
  const auto is = [](double x) { return x >= 1e-30 && x <= 1e30; };
  return is(of.queue.arrival_rate.per_second()) && is(of.queue.average_handle_time.count()) &&
         is(of.n.count()) && is(of.a) && of.queue.handle_time_scv <= 1e12;
}

void check_measures(const question& of) {
  const auto holds = [&](bool fact, const char* what, double one = 0.0, double other = 0.0) {
    if (!fact) fail(of, what, one, other);
  };
  const mgn_state state(of.queue, of.n);
  const performance row = evaluate(of.queue, of.n, of.t);
  const double n = of.n.count();
  const double wait = row.probability_of_wait;
  const double mean = row.average_speed_of_answer.count();
  for (const double share : {wait, row.service_level, row.occupancy}) {
    holds(share >= 0.0 && share <= 1.0, "a share in [0, 1]", share);
  }
  holds(mean >= 0.0, "ASA >= 0", mean);
  holds(row.mean_queue_length >= 0.0, "queue length >= 0", row.mean_queue_length);
  holds(probability_of_wait(of.queue, of.n) == wait &&
            average_speed_of_answer(of.queue, of.n) == row.average_speed_of_answer &&
            service_level(of.queue, of.n, of.t) == row.service_level &&
            mean_queue_length(of.queue, of.n) == row.mean_queue_length,
        "evaluate says what the measures say");
  if (of.a == 0.0) {
    return holds(wait == 0.0 && row.service_level == 1.0 && mean == 0.0 && row.occupancy == 0.0,
                 "no load");
  }
  if (of.a >= n) {
    return holds(wait == 1.0 && row.service_level == 0.0 && std::isinf(mean) &&
                     std::isinf(row.mean_queue_length) && row.occupancy == 1.0,
                 "overload");
  }
  if (!is_daily(of)) return;
  // What the load's last digit is to the agents that are idle.
  const double rounded = 8.0 * epsilon * n / (n - of.a);
  const double of_waiters = state.mean_wait_of_waiters().count();
  holds(equal(of_waiters * wait, mean, accuracy + rounded, 1e-290), "who waits waits longer",
        of_waiters, mean);
  const double little = of.queue.arrival_rate.per_second() * mean;
  holds(equal(row.mean_queue_length, little, 16.0 * epsilon, 1e-290), "Little's law",
        row.mean_queue_length, little);
  const erlang_c exponential = with_exponential_handle_times(of.queue);
  const double c = probability_of_wait(exponential, of.n);
  holds(at_most(wait, 2.0 * c, accuracy, smallest) && at_most(0.5 * c, wait, accuracy, smallest),
        "P(wait) between M/D/n's and twice Erlang C's", wait, c);
  const double heavy = 0.5 * (1.0 + of.queue.handle_time_scv);
  const double of_c = average_speed_of_answer(exponential, of.n).count();
  holds(at_most(mean, of_c * std::fmax(1.0, heavy), accuracy, 1e-290) &&
            at_most(of_c * std::fmin(1.0, heavy), mean, accuracy, 1e-290),
        "mean wait between Erlang C's and heavy traffic's", mean, of_c);
}

void check_over_time(const question& of, duration later, double share, double larger) {
  const auto holds = [&](bool fact, const char* what, double one = 0.0, double other = 0.0) {
    if (!fact) fail(of, what, one, other);
  };
  const mgn_state state(of.queue, of.n);
  const double beyond = state.probability_of_wait_beyond(of.t);
  holds(beyond >= 0.0 && beyond <= 1.0, "P(W > t) in [0, 1]", beyond);
  holds(at_most(beyond, state.probability_of_wait(), accuracy, smallest), "P(W > t) <= P(wait)",
        beyond, state.probability_of_wait());
  holds(at_most(state.probability_of_wait_beyond(later), beyond, accuracy, smallest),
        "P(W > t) falls", state.probability_of_wait_beyond(later), beyond);
  holds(equal(state.service_level(of.t) + beyond, 1.0, 16.0 * epsilon), "level + P(W > t) = 1",
        state.service_level(of.t), beyond);
  if (!(share >= 0.0 && larger <= 1.0 && share <= larger)) return;
  const auto wait = [&](double of_all) {
    return answer("wait_quantile", few_steps, true, [&] { return state.wait_quantile(of_all); })
        ->count();
  };
  const double first = wait(share);
  const double second = wait(larger);
  holds(first >= 0.0 && at_most(first, second, accuracy), "quantiles rise with their share", first,
        second);
  if (std::isfinite(first) && is_daily(of)) {
    const double reached = state.service_level(duration(first));
    holds(at_most(share, reached, 0.0, accuracy), "a quantile's wait is enough", share, reached);
  }
}

/// More agents, and handle times that vary more. From one agent, where the approximation begins, to
/// 1e9, from where on it has fewer digits.
void check_monotone(const question& of, double more, double scv) {
  if (!(of.n.count() >= 1.0 && more <= 1e9 && is_daily(of) && of.a < of.n.count())) return;
  const auto holds = [&](bool fact, const char* what, double one = 0.0, double other = 0.0) {
    if (!fact) fail(of, what, one, other);
  };
  const mgn_state state(of.queue, of.n);
  const mgn_state richer(of.queue, fractional_agents(more));
  holds(at_most(richer.probability_of_wait(), state.probability_of_wait(), accuracy, smallest),
        "P(wait) falls with agents", richer.probability_of_wait(), state.probability_of_wait());
  holds(at_most(richer.mean_wait().count(), state.mean_wait().count(), accuracy, 1e-290),
        "ASA falls with agents", richer.mean_wait().count(), state.mean_wait().count());
  mgn rougher = of.queue;
  rougher.handle_time_scv = scv;
  if (!(scv >= of.queue.handle_time_scv && scv <= 1e12)) return;
  const mgn_state rough(rougher, of.n);
  holds(at_most(state.mean_wait().count(), rough.mean_wait().count(), accuracy, 1e-290),
        "ASA rises with the handle times' variation", state.mean_wait().count(),
        rough.mean_wait().count());
}

void check_staffing(const question& of, bytes& in) {
  service_target target;
  if (in.flag()) {
    target.service_level = 0.01 + 0.98 * in.unit();
    target.answer_within = of.queue.average_handle_time * in.scale(1e-3, 10.0);
  } else {
    target.average_speed_of_answer = of.queue.average_handle_time * in.scale(1e-4, 1e3);
  }
  const auto required = *answer("agents_required", solver_steps, true,
                                [&] { return agents_required(of.queue, target); });
  if (!required) return;
  const double n = required->count();
  if (!meets(of.queue, *required, target)) fail(of, "agents keep the target", n, 0.0);
  if (n > 0.0 && meets(of.queue, fractional_agents(n - 1.0), target)) {
    fail(of, "one agent less misses it", n, 0.0);
  }
}

}  // namespace

void run(bytes& in) {
  static constexpr std::array usual{0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 4.0};
  const bool sane = in.flag();
  const double handle_time = in.flag() ? 1.0 : sane ? in.scale(1e-3, 1e5) : in.number();
  const double n = sane ? in.scale(1e-2, 1e6) : in.number();
  const double arrivals =
      sane ? (in.flag() ? n / handle_time * (0.5 + 0.6 * in.unit()) : in.scale(1e-9, 1e9))
           : in.number();
  const double t = sane ? in.scale(1e-6, 1e6) - 1e-6 : in.number();
  const double scv = in.flag() ? usual.at(in.one_of(usual.size()))
                     : sane    ? in.scale(1e-6, 1e6)
                               : in.number();
  const double a = arrivals * handle_time;
  const bool valid = arrivals >= 0.0 && std::isfinite(arrivals) && handle_time > 0.0 &&
                     std::isfinite(handle_time) && std::isfinite(a) && n >= 0.0 &&
                     std::isfinite(n) && t >= 0.0 && scv >= 0.0 && std::isfinite(scv);
  if (!answer("service_level", few_steps, valid, [&] {
        return service_level(mgn{rate::per_second(arrivals), duration(handle_time), scv},
                             fractional_agents(n), duration(t));
      })) {
    return;
  }
  if (scv > 1e12) return;  // any answer
  const question asked{{rate::per_second(arrivals), duration(handle_time), scv},
                       fractional_agents(n),
                       a,
                       duration(t)};
  check_measures(asked);
  const double later = in.number();
  const double share = in.share();
  check_over_time(asked, duration(later >= t ? later : infinity), share,
                  share + in.unit() * (1.0 - share));
  const double more = n + std::abs(in.flag() ? 1.0 : in.number());
  if (std::isfinite(more)) check_monotone(asked, more, scv + in.scale(1e-6, 1e6));
  if (sane && a >= 1e-6 && a <= 1e6) check_staffing(asked, in);
}

}  // namespace krarup::fuzz
