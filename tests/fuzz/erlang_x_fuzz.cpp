// Erlang X and with it M/M/n+G: any law of patience, lines and redials at a known rate.
#include <krarup/queues/erlang_x.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t many_steps = 1'000'000'000;
constexpr double accuracy = 1e-9;

/// Waits in rising order, in handle times.
double later(bytes& in, double than) {
  return than + in.scale(1e-6, 1e3);
}

any_patience law_from(bytes& in) {
  any_patience law;
  const duration scale(in.scale(1e-5, 1e5));
  switch (in.one_of(9)) {
    case 0:
      break;  // endless
    case 1:
      law.law = exponential_patience{scale};
      break;
    case 2:
      law.law = deterministic_patience{scale};
      break;
    case 3:
      law.law = uniform_patience{in.flag() ? duration(0) : scale, scale + scale};
      break;
    case 4:
      law.law = gamma_patience{scale, in.scale(0.1, 100.0)};
      break;
    case 5:
      law.law = weibull_patience{scale, in.scale(0.2, 20.0)};
      break;
    case 6:
      law.law = lognormal_patience{scale, in.scale(0.05, 4.0)};
      break;
    case 7: {
      hazard_patience steps;
      double from = 0.0;
      for (std::size_t i = 0; i <= in.one_of(6); ++i) {
        steps.steps.push_back(
            {duration(from), rate::per_second(in.flag() ? 0.0 : in.scale(1e-4, 1e4))});
        from = later(in, from);
      }
      law.law = steps;
      break;
    }
    default: {
      const double share = in.unit();
      law.law =
          hyperexponential_patience{{{share, scale}, {1.0 - share, duration(in.scale(1e-5, 1e5))}}};
    }
  }
  if (in.flag()) law.balking = in.unit();
  return law;
}

struct asked {
  erlang_x queue;
  double n;
  double t;
  wait_of whom;
  service_level_definition definition;
};

[[noreturn]] void fail(const asked& of, const char* what, double one, double other) {
  broken(what, {of.queue.arrival_rate.per_second(), of.n, of.t,
                static_cast<double>(of.queue.patience.law.index()),
                average_patience(of.queue.patience).count(),
                of.queue.lines ? of.queue.lines->count() : infinity, one, other});
}

void check_state(const asked& of, const erlang_x_state& state) {
  const auto holds = [&](bool fact, const char* what, double one = 0.0, double other = 0.0) {
    if (!fact) fail(of, what, one, other);
  };
  const auto is_share = [&](double share, const char* what) {
    holds(share >= 0.0 && share <= 1.0, what, share);
  };
  is_share(state.probability_of_wait(), "P(wait)");
  is_share(state.probability_of_abandonment(), "P(abandon)");
  is_share(state.probability_of_blocking(), "P(blocked)");
  is_share(state.probability_of_answer(), "P(answer)");
  is_share(state.probability_of_loss(), "P(loss)");
  is_share(state.occupancy(), "occupancy");
  const double fates = state.probability_of_answer() + state.probability_of_abandonment() +
                       state.probability_of_blocking();
  const bool endless = std::isinf(state.mean_wait(wait_of::answered).count());
  holds(endless || equal(fates, 1.0, accuracy), "fates add up", fates);
  holds(state.mean_queue_length() >= 0.0, "queue length >= 0", state.mean_queue_length());
  const duration t(of.t);
  holds(state.mean_wait(of.whom).count() >= 0.0, "mean wait >= 0",
        state.mean_wait(of.whom).count());
  is_share(state.probability_of_wait_beyond(t, of.whom), "P(W > t)");
  const double level = state.service_level(t, of.definition, 0.5 * t);
  is_share(level, "service level");
  if (of.definition == service_level_definition::offered ||
      of.definition == service_level_definition::virtual_wait) {
    const double longer = state.service_level(2.0 * t, of.definition, t);
    holds(at_most(level, longer, accuracy, accuracy), "service level rises with t", level, longer);
  }
}

}  // namespace

void run(bytes& in) {
  asked of{.queue = {.arrival_rate = rate::per_second(in.scale(1e-3, 1e4)),
                     .average_handle_time = duration(1),
                     .patience = law_from(in)},
           .n = in.flag() ? in.scale(1e-2, 1e4) : static_cast<double>(in.byte()),
           .t = in.scale(1e-4, 1e4),
           .whom = static_cast<wait_of>(in.one_of(4)),
           .definition = static_cast<service_level_definition>(in.one_of(7))};
  if (in.flag()) {  // whole lines: what lies between is monotone in nothing
    of.n = std::floor(of.n);
    of.queue.lines = fractional_trunks(of.n + std::floor(in.scale(1.0, 1e3)));
  }
  bool alike = true;                                // those who hang up and those who are blocked
  if (in.byte() >= (of.queue.lines ? 252 : 224)) {  // seldom: a fixed point asks many queues
    if (of.queue.lines) of.queue.patience.law = exponential_patience{duration(1)};
    const double again = 0.95 * in.unit();
    alike = in.flag();
    of.queue.again = {.of_abandoned = again, .of_blocked = alike ? again : 0.95 * in.unit()};
  }
  const auto state_of = [&](double n) {
    return *answer("Erlang X", many_steps, true,
                   [&] { return state_at_forecast(of.queue, fractional_agents(n)); });
  };
  const erlang_x_state state = state_of(of.n);
  check_state(of, state);
  // With lines one agent more has more of one kind, fewer of the other.
  if (in.byte() % 4 != 0 || (of.queue.lines && !alike)) return;
  const double more = of.n + (of.queue.lines || in.flag() ? 1.0 : in.scale(1e-2, 1e3));
  const erlang_x_state richer = state_of(more);
  const duration t(of.t);
  const double level = state.service_level(t, service_level_definition::offered, t);
  const double better = richer.service_level(t, service_level_definition::offered, t);
  if (!at_most(level, better, accuracy, accuracy))
    fail(of, "service level rises with n", level, better);
  if (!at_most(richer.probability_of_loss(), state.probability_of_loss(), accuracy, accuracy)) {
    fail(of, "loss falls with n", richer.probability_of_loss(), state.probability_of_loss());
  }
}

}  // namespace krarup::fuzz
