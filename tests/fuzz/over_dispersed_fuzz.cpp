// Volume that strays: the law of the factor, and Erlang A and C under it.
#include <krarup/over_dispersion.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/over_dispersed.hpp>
#include <krarup/staffing/probability_of_target.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t many_steps = 50'000'000;
constexpr double accuracy = 1e-9;

double any_variation(bytes& in) {
  switch (in.one_of(4)) {
    case 0:
      return 0.0;
    case 1:
      return in.scale(1e-3, 1.0);
    case 2:
      return in.scale(1e-12, 100.0);
    default:
      return in.number();
  }
}

bool is_variation(double value) {
  return value >= 0.0 && value <= 100.0;
}

/// Of one factor, or of both where the second is not 0.
void check_factor(bytes& in, const over_dispersion& dispersion) {
  const auto made = answer("volume_factor", many_steps,
                           is_variation(dispersion.day) && is_variation(dispersion.interval),
                           [&] { return volume_factor(dispersion); });
  if (!made) return;
  const volume_factor& factor = *made;
  const auto holds = [&](bool fact, const char* what, double one, double other) {
    if (!fact) broken(what, {dispersion.day, dispersion.interval, one, other});
  };
  const double x = in.flag() ? in.scale(1e-3, 1e3) : in.number();
  const auto asked = answer("P(X <= x)", many_steps, !std::isnan(x),
                            [&] { return factor.probability_at_most(x); });
  if (!asked) return;
  const double most = *asked;
  const double above = within("P(X > x)", many_steps, [&] { return factor.probability_above(x); });
  holds(most >= 0.0 && at_most(most, 1.0, accuracy), "P(X <= x) in [0, 1]", x, most);
  holds(above >= 0.0 && at_most(above, 1.0, accuracy), "P(X > x) in [0, 1]", x, above);
  holds(equal(most + above, 1.0, accuracy), "both add up", x, most + above);
  const double larger = x + std::abs(in.number());
  holds(std::isnan(larger) || at_most(most, factor.probability_at_most(larger), accuracy),
        "P(X <= x) rises", x, larger);
  const double share = in.share();
  if (!(share >= 0.0 && share <= 1.0) || dispersion.day * dispersion.interval > 0.0) return;
  const double q = within("quantile", many_steps, [&] { return factor.quantile(share); });
  holds(q >= 0.0, "a quantile >= 0", share, q);
  if (factor.is_certain()) return holds(q == 1.0, "a certain factor is 1", share, q);
  // Below 1e-3 doubles are too coarse for u, or for the share.
  const double variation = dispersion.day + dispersion.interval;
  if (!(share >= 1e-3 && share <= 0.999 && variation >= 1e-6)) return;
  if (q >= 1e-290) {
    holds(equal(factor.probability_at_most(q), share, 1e-7), "a quantile's share", share, q);
  }
  holds(equal(factor.quantile_above(share), factor.quantile(1.0 - share), 1e-6, 1e-290),
        "quantiles from above", share, factor.quantile_above(share));
}

struct question {
  over_dispersed<erlang_a> of;
  double n;
  double t;
};

[[noreturn]] void fail(const question& q, const char* what, double one, double other) {
  broken(what, {q.of.queue.arrival_rate.per_second(), q.of.queue.average_patience.count(), q.n, q.t,
                q.of.dispersion.day, q.of.dispersion.interval, one, other});
}

performance row_of(const question& q, double n) {
  const performance row = *answer("evaluate", many_steps, true, [&] {
    return evaluate(q.of, fractional_agents(n), duration(q.t));
  });
  for (const double share : {row.probability_of_wait, row.service_level, row.occupancy,
                             row.probability_of_abandonment}) {
    if (!(share >= 0.0 && at_most(share, 1.0, accuracy))) fail(q, "a share in [0, 1]", n, share);
  }
  if (!(row.average_speed_of_answer.count() >= 0.0 && row.mean_queue_length >= 0.0)) {
    fail(q, "waits and queue >= 0", row.average_speed_of_answer.count(), row.mean_queue_length);
  }
  return row;
}

/// What holds in every interval holds over all of them.
void check_measures(bytes& in, const question& q) {
  const performance row = row_of(q, q.n);
  const double load = offered_load(q.of).value();
  const double patience = q.of.queue.average_patience.count();
  const double abandoned = row.probability_of_abandonment;
  const double little = load * patience * abandoned;
  if (!equal(row.mean_queue_length, little, accuracy, 1e-250)) {
    fail(q, "queue length = rate x patience x P(abandon)", row.mean_queue_length, little);
  }
  const double carried = row.occupancy * q.n + load * abandoned;
  if (!equal(carried, load, accuracy)) fail(q, "flows balance", carried, load);
  if (!at_most(abandoned, row.probability_of_wait, accuracy, 1e-300)) {
    fail(q, "only who waits hangs up", abandoned, row.probability_of_wait);
  }
  switch (in.one_of(4)) {
    case 0: {
      const performance richer = row_of(q, q.n + in.scale(1e-2, 1e2));
      if (!at_most(row.service_level, richer.service_level, accuracy, accuracy)) {
        fail(q, "service level rises with n", row.service_level, richer.service_level);
      }
      if (!at_most(richer.probability_of_abandonment, abandoned, accuracy, 1e-300)) {
        fail(q, "P(abandon) falls with n", richer.probability_of_abandonment, abandoned);
      }
      return;
    }
    case 1: {
      const double each =
          mean_service_level_of_intervals(q.of, fractional_agents(q.n), duration(q.t));
      if (!at_most(row.service_level, each, accuracy, accuracy)) {
        fail(q, "quiet intervals are served better", row.service_level, each);
      }
      return;
    }
    case 2: {
      question certain = q;
      certain.of.dispersion = {};
      const performance plain = evaluate(q.of.queue, fractional_agents(q.n), duration(q.t));
      const performance same = row_of(certain, q.n);
      if (plain.service_level != same.service_level || plain.occupancy != same.occupancy) {
        fail(q, "a certain factor changes nothing", plain.service_level, same.service_level);
      }
      return;
    }
    default: {
      if (q.of.dispersion.day * q.of.dispersion.interval > 0.0) return;
      const double share = in.unit();
      const double level =
          service_level_quantile(q.of, fractional_agents(q.n), duration(q.t), share);
      const double better = service_level_quantile(q.of, fractional_agents(q.n), duration(q.t),
                                                   share + in.unit() * (1.0 - share));
      if (!(level >= 0.0 && better <= 1.0 && at_most(level, better, accuracy, accuracy))) {
        fail(q, "quantiles of the level rise", level, better);
      }
    }
  }
}

/// Erlang C under it: a share of contacts waits for ever.
void check_endless(const question& q) {
  const over_dispersed<erlang_c> endless{{q.of.queue.arrival_rate, q.of.queue.average_handle_time},
                                         q.of.dispersion};
  const performance row = *answer("evaluate, Erlang C", many_steps, true, [&] {
    return evaluate(endless, fractional_agents(q.n), duration(q.t));
  });
  for (const double share : {row.probability_of_wait, row.service_level, row.occupancy}) {
    if (!(share >= 0.0 && at_most(share, 1.0, accuracy))) fail(q, "a share in [0, 1]", share, 0.0);
  }
  if (!factor_of(endless).is_certain() && row.average_speed_of_answer.count() != infinity) {
    fail(q, "some wait for ever", row.average_speed_of_answer.count(), 0.0);
  }
}

void check_probability_of_target(bytes& in, const question& q) {
  const service_target target{.service_level = 0.01 + 0.98 * in.unit(),
                              .answer_within = duration(q.t)};
  const auto ask = [&](double n) {
    return *answer("probability_of_target", many_steps, true,
                   [&] { return probability_of_target(q.of, fractional_agents(n), target); });
  };
  const double now = ask(q.n);
  const double later = ask(q.n + 1.0);
  if (!(now >= 0.0 && at_most(later, 1.0, accuracy) && at_most(now, later, accuracy, accuracy))) {
    fail(q, "a target is likelier with more agents", now, later);
  }
}

}  // namespace

void run(bytes& in) {
  const over_dispersion dispersion{any_variation(in), in.flag() ? any_variation(in) : 0.0};
  const std::size_t what = in.one_of(4);
  if (what == 0) return check_factor(in, dispersion);
  const double n = in.flag() ? in.scale(1e-1, 1e4) : 1.0 + static_cast<double>(in.byte());
  const question q{
      {{rate::per_second(n * in.scale(1e-2, 1e2)), duration(1), duration(in.scale(1e-4, 1e4))},
       dispersion},
      n,
      in.scale(1e-4, 1e3)};
  if (!is_variation(dispersion.day) || !is_variation(dispersion.interval)) {
    answer("evaluate of no variation", many_steps, false,
           [&] { return evaluate(q.of, fractional_agents(n), duration(q.t)); });
    return;
  }
  if (what == 1) return check_endless(q);
  if (what == 2) return check_measures(in, q);
  check_probability_of_target(in, q);
}

}  // namespace krarup::fuzz
