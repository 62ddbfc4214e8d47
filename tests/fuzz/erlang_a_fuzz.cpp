// Erlang A: measures, every definition of the service level, the distribution over time, derivatives.
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/queues/observed_patience.hpp>
#include <krarup/queues/sensitivity.hpp>

#include <array>
#include <cmath>
#include <cstdint>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 100'000;
constexpr std::uint64_t many_steps = 5'000'000;

// What the headers' Accuracy lines say: of probabilities and means relative, of shares within a time
// relative, of service levels absolute.
constexpr double accuracy = 1e-13;
constexpr double share_accuracy = 1e-12;
constexpr double level_accuracy = 1e-12;

constexpr std::array every_definition{service_level_definition::offered,
                                      service_level_definition::answered,
                                      service_level_definition::exclude_abandoned_within,
                                      service_level_definition::positive,
                                      service_level_definition::exclude_short,
                                      service_level_definition::positive_short,
                                      service_level_definition::virtual_wait};
constexpr std::array everybody{wait_of::offered, wait_of::answered, wait_of::abandoned,
                               wait_of::virtual_contact};

struct question {
  erlang_a queue;
  double n;
  double a;
  double t;
  double early;  // <= t

  [[nodiscard]] agents staff() const { return fractional_agents(n); }
  [[nodiscard]] double handle_time() const { return queue.average_handle_time.count(); }
  [[nodiscard]] double patience() const { return queue.average_patience.count(); }
  /// Whether the Accuracy lines hold.
  [[nodiscard]] bool is_accurate() const {
    const double patiences = patience() / handle_time();
    return n >= 0.5 && n <= 1e6 && a > 0.0 && patiences >= 1e-8 && patiences <= 1e8;
  }
};

[[noreturn]] void fail(const char* what, const question& of, double one = 0.0, double other = 0.0) {
  broken(what, {of.n, of.a, of.handle_time(), of.patience(), of.t, of.early, one, other});
}
void holds(bool fact, const char* what, const question& of, double one = 0.0, double other = 0.0) {
  if (!fact) fail(what, of, one, other);
}
bool is_share(double share) {
  return share >= 0.0 && share <= 1.0;
}

using levels = std::array<double, every_definition.size()>;

levels levels_of(const erlang_a_state& state, double t, double early) {
  levels all{};
  for (std::size_t i = 0; i < all.size(); ++i) {
    all.at(i) = state.service_level(duration(t), every_definition.at(i), duration(early));
  }
  return all;
}

void check_bounds(const question& of, const erlang_a_state& state) {
  holds(is_share(state.probability_of_wait()), "P(wait) in [0, 1]", of);
  holds(is_share(state.probability_of_abandonment()), "P(abandon) in [0, 1]", of);
  holds(is_share(state.probability_of_answer()), "P(answer) in [0, 1]", of);
  holds(is_share(state.occupancy()), "occupancy in [0, 1]", of, state.occupancy());
  holds(state.mean_queue_length() >= 0.0, "queue length >= 0", of);
  const duration t(of.t);
  holds(is_share(state.probability_of_answer_within(t)), "P(answered within) in [0, 1]", of);
  holds(is_share(state.probability_of_abandonment_within(t)), "P(abandon within) in [0, 1]", of,
        state.probability_of_abandonment_within(t));
  for (const wait_of whom : everybody) {
    holds(is_share(state.probability_of_wait_beyond(t, whom)), "P(W > t) in [0, 1]", of,
          state.probability_of_wait_beyond(t, whom), static_cast<double>(whom));
    holds(state.mean_wait(whom).count() >= 0.0, "mean wait >= 0", of, state.mean_wait(whom).count(),
          static_cast<double>(whom));
  }
  holds(state.mean_wait_of_waiters().count() >= 0.0, "mean wait of waiters >= 0", of);
  for (const double level : levels_of(state, of.t, of.early)) {
    holds(is_share(level), "service level in [0, 1]", of, level);
  }
}

/// Identities, as exact as the documented errors of their parts.
void check_identities(const question& of, const erlang_a_state& state) {
  const double lost = state.probability_of_abandonment();
  const double answered = state.probability_of_answer();
  const double wait = state.mean_wait(wait_of::offered).count();
  holds(equal(lost + answered, 1.0, accuracy + epsilon), "abandoned + answered = offered", of, lost,
        answered);
  holds(equal(lost * of.patience(), wait, 2.0 * epsilon, 1e-300), "P(abandon) = E[W]/patience", of,
        lost, wait);
  holds(equal(state.mean_queue_length(), of.queue.arrival_rate.per_second() * wait, 8.0 * epsilon,
              1e-290),
        "Little's law", of, state.mean_queue_length(), wait);
  holds(equal(state.occupancy(), std::fmin(1.0, of.a / of.n * answered), 4.0 * epsilon, 1e-300),
        "occupancy = carried load / agents", of, state.occupancy(), answered);
  holds(at_most(of.a / of.n * answered, 1.0, accuracy + 2.0 * epsilon), "carried load <= agents",
        of, answered);
  const double of_answered = answered * state.mean_wait(wait_of::answered).count();
  const double of_lost = lost * state.mean_wait(wait_of::abandoned).count();
  if (wait > 1e-290 && wait < 1e290 && lost > 1e-290) {
    holds(equal(of_answered + of_lost, wait, 3.0 * accuracy), "waits of both ends add up", of,
          of_answered + of_lost, wait);
  }
  const duration t(of.t);
  const double sum = state.probability_of_answer_within(t) +
                     state.probability_of_abandonment_within(t) +
                     state.probability_of_wait_beyond(t);
  holds(equal(sum, 1.0, share_accuracy + 2.0 * epsilon), "fates within and beyond add up", of, sum);
  holds(at_most(state.probability_of_answer_within(t), answered, share_accuracy + accuracy),
        "answered within <= answered", of);
  holds(at_most(state.probability_of_abandonment_within(t), lost, share_accuracy + accuracy),
        "abandoned within <= abandoned", of);
  // Between loss and endless patience.
  const double b = probability_of_blocking(loss_system(erlangs(of.a)), fractional_trunks(of.n));
  const erlang_c patient{rate::per_second(of.a), duration(1)};
  const double c = probability_of_wait(patient, of.staff());
  const double waits = state.probability_of_wait();
  holds(at_most(b, waits, accuracy + 1e-14, 1e-300), "B <= P(wait)", of, b, waits);
  holds(at_most(waits, c, accuracy + 1e-14, 1e-300), "P(wait) <= C", of, waits, c);
  holds(at_most(lost, b, accuracy + 1e-14, 1e-300), "P(abandon) <= B", of, lost, b);
  holds(at_most(1.0 - of.n / of.a, lost, accuracy + epsilon, epsilon), "P(abandon) >= 1 - n/a", of,
        lost);
}

void check_definitions(const question& of, const levels& level) {
  using enum service_level_definition;
  const auto by = [&](service_level_definition definition) {
    return level.at(static_cast<std::size_t>(definition));
  };
  const auto ordered = [&](service_level_definition low, service_level_definition high) {
    holds(at_most(by(low), by(high), 0.0, 2.0 * level_accuracy), "definitions are ordered", of,
          static_cast<double>(low), static_cast<double>(high));
  };
  ordered(offered, exclude_short);
  ordered(exclude_short, exclude_abandoned_within);
  ordered(exclude_abandoned_within, answered);
  ordered(offered, positive_short);
  ordered(positive_short, positive);
  ordered(offered, virtual_wait);
  ordered(virtual_wait, positive);
}

void check_over_time(const question& of, const erlang_a_state& state, double later) {
  const levels now = levels_of(state, of.t, of.early);
  const levels then = levels_of(state, later, of.early);
  for (std::size_t i = 0; i < now.size(); ++i) {
    holds(at_most(now.at(i), then.at(i), 0.0, 2.0 * level_accuracy),
          "service level rises with time", of, later, static_cast<double>(i));
  }
  check_definitions(of, now);
  for (const wait_of whom : everybody) {
    const double beyond = state.probability_of_wait_beyond(duration(of.t), whom);
    const double rest = state.probability_of_wait_beyond(duration(later), whom);
    holds(at_most(rest, beyond, 2.0 * share_accuracy, 1e-290), "P(W > t) falls", of, later,
          static_cast<double>(whom));
  }
}

void check_monotone(const question& of, const erlang_a_state& state, double more) {
  const erlang_a_state better(of.queue, fractional_agents(more));
  const auto falls = [&](double few, double many, const char* what) {
    holds(at_most(many, few, 2.0 * accuracy, 1e-290), what, of, more, few - many);
  };
  falls(state.probability_of_wait(), better.probability_of_wait(), "P(wait) falls with agents");
  falls(state.probability_of_abandonment(), better.probability_of_abandonment(),
        "P(abandon) falls with agents");
  falls(state.occupancy(), better.occupancy(), "occupancy falls with agents");
  falls(state.mean_wait(wait_of::offered).count(), better.mean_wait(wait_of::offered).count(),
        "mean wait falls with agents");
  falls(state.mean_wait(wait_of::answered).count(), better.mean_wait(wait_of::answered).count(),
        "ASA falls with agents");
  const levels few = levels_of(state, of.t, of.early);
  const levels many = levels_of(better, of.t, of.early);
  for (std::size_t i = 0; i < few.size(); ++i) {
    holds(at_most(few.at(i), many.at(i), 0.0, 2.0 * level_accuracy),
          "service level rises with agents", of, more, static_cast<double>(i));
  }
}

void check_evaluate(const question& of, const erlang_a_state& state,
                    service_level_definition definition) {
  const performance row = *answer("evaluate", few_steps, true, [&] {
    return evaluate(of.queue, of.staff(), duration(of.t), definition, duration(of.early));
  });
  holds(
      row.probability_of_wait == state.probability_of_wait() &&
          row.probability_of_abandonment == state.probability_of_abandonment() &&
          row.occupancy == state.occupancy() &&
          row.average_speed_of_answer == state.mean_wait(wait_of::answered) &&
          equal(row.mean_queue_length, state.mean_queue_length(), 4.0 * epsilon, 1e-300) &&
          row.service_level == state.service_level(duration(of.t), definition, duration(of.early)),
      "evaluate says what the measures say", of);
}

void check_slopes(const question& of, service_level_definition definition) {
  const auto check = [&](const char* what, double value, const auto& ask) {
    const sensitivity s = *answer(what, many_steps, true, ask);
    if (of.n <= 0x1p53) holds(s.value == value, what, of, s.value, value);
    const double patiences = of.patience() / of.handle_time();
    if (!(of.is_accurate() && patiences >= 1e-4 && patiences <= 1e4)) return;
    holds(!std::isnan(s.per_agent) && !std::isnan(s.per_erlang) &&
              !std::isnan(s.per_second_of_handle_time) && !std::isnan(s.per_second_of_patience),
          what, of, s.per_agent, s.per_erlang);
  };
  const agents n = of.staff();
  check("sensitivity_of_probability_of_wait", probability_of_wait(of.queue, n),
        [&] { return sensitivity_of_probability_of_wait(of.queue, n); });
  check("sensitivity_of_probability_of_abandonment", probability_of_abandonment(of.queue, n),
        [&] { return sensitivity_of_probability_of_abandonment(of.queue, n); });
  check("sensitivity_of_mean_wait", mean_wait(of.queue, n).count(),
        [&] { return sensitivity_of_mean_wait(of.queue, n); });
  check("sensitivity_of_average_speed_of_answer", average_speed_of_answer(of.queue, n).count(),
        [&] { return sensitivity_of_average_speed_of_answer(of.queue, n); });
  check("sensitivity_of_service_level",
        service_level(of.queue, n, duration(of.t), definition, duration(of.early)), [&] {
          return sensitivity_of_service_level(of.queue, n, duration(of.t), definition,
                                              duration(of.early));
        });
}

void check_quantile(const question& of, double share, wait_of whom) {
  const bool valid = share >= 0.0 && share <= 1.0;
  const auto wait = answer("wait_quantile", many_steps, valid, [&] {
    return wait_quantile(of.queue, of.staff(), share, whom).count();
  });
  if (!wait) return;
  holds(*wait >= 0.0, "quantiles >= 0", of, share, *wait);
}

void check_lines(const question& of, double wrap_up) {
  const auto load = answer("load_on_lines", few_steps,
                           [&] { return load_on_lines(of.queue, of.staff(), duration(wrap_up)); });
  const bool valid = wrap_up >= 0.0 && wrap_up <= of.handle_time();
  holds(!load || valid, "wrap-up is refused", of, wrap_up);
  if (!load || !*load) return;
  holds((*load)->value() >= 0.0, "load on lines >= 0", of, wrap_up);
}

void check_observed_patience(const question& of, double share) {
  const auto asked = *answer("patience_from_abandonment", many_steps, true, [&] {
    return patience_from_abandonment(of.queue.arrival_rate, of.queue.average_handle_time,
                                     of.staff(), share);
  });
  if (!asked) return;
  const double patience = asked->count();
  holds(patience > 0.0 && std::isfinite(patience), "observed patience > 0", of, patience);
  question same = of;
  same.queue.average_patience = *asked;
  if (!same.is_accurate() || share < 1e-290) return;
  // The logarithm of patience, up to 46, is found to its last bits.
  holds(equal(probability_of_abandonment(same.queue, of.staff()), share,
              2.0 * accuracy + 4.0 * 46.0 * epsilon),
        "observed patience shows the abandonment", same, share);
}

}  // namespace

void run(bytes& in) {
  const bool sane = in.flag();
  const double handle_time = in.flag() ? 1.0 : sane ? in.scale(1e-3, 1e5) : in.number();
  const double n = sane ? in.scale(0.5, 1e6) : in.number();
  const double arrivals =
      sane ? (in.flag() ? n / handle_time * (0.4 + 1.2 * in.unit()) : in.scale(1e-9, 1e9))
           : in.number();
  const double patience = sane ? handle_time * in.scale(1e-8, 1e8) : in.number();
  const double t = sane ? in.scale(1e-6, 1e6) * std::fmin(handle_time, patience) : in.number();
  const double early = in.flag() ? in.number() : t * in.unit();
  const double a = arrivals * handle_time;
  const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
  const bool valid = arrivals >= 0.0 && std::isfinite(arrivals) && positive(handle_time) &&
                     std::isfinite(a) && n >= 0.0 && std::isfinite(n) && positive(patience);
  const auto state = answer("state", few_steps, valid, [&] {
    return erlang_a_state({rate::per_second(arrivals), duration(handle_time), duration(patience)},
                          fractional_agents(n));
  });
  if (!state) return;
  const bool times = t >= 0.0 && early >= 0.0;
  if (!answer("shares", 4 * few_steps, times, [&] {
        return state->shares(duration(t), service_level_definition::positive_short,
                             duration(early));
      })) {
    return;
  }
  const question asked{{rate::per_second(arrivals), duration(handle_time), duration(patience)},
                       n,
                       a,
                       t,
                       std::fmin(early, t)};
  if (n <= 0x1p53) check_bounds(asked, *state);
  const auto definition = every_definition.at(in.one_of(every_definition.size()));
  if (n <= 0x1p53) check_evaluate(asked, *state, definition);
  check_slopes(asked, definition);
  check_quantile(asked, in.share(), everybody.at(in.one_of(everybody.size())));
  check_lines(asked, in.flag() ? handle_time * in.unit() : in.number());
  const double share = in.share();
  if (share >= 0.0 && share <= 1.0) check_observed_patience(asked, share);
  if (!asked.is_accurate()) return;
  check_identities(asked, *state);
  const double later = in.number();
  check_over_time(asked, *state, later >= t ? later : infinity);
  const double more = n + std::abs(in.flag() ? 1.0 : in.number());
  if (more <= 1e6) check_monotone(asked, *state, more);
}

}  // namespace krarup::fuzz
