// The solvers: least agents for any promise, and every question turned round. The kernels are counted
// as tests/work does it, under their own names.
#include <boost/math/special_functions/gamma.hpp>

// NOLINTNEXTLINE(readability-identifier-naming): the name to be renamed
#define acceptance_odds uncounted_acceptance_odds
#include <krarup/detail/blocking.hpp>
#undef acceptance_odds

namespace krarup::detail {
inline int odds_evaluated = 0;
inline scaled acceptance_odds(double n, double a) {
  ++odds_evaluated;
  return uncounted_acceptance_odds(n, a);
}
}  // namespace krarup::detail

// NOLINTNEXTLINE(readability-identifier-naming): likewise
#define palm uncounted_palm
#include <krarup/detail/palm.hpp>
#undef palm

namespace krarup::detail {
inline int queues_evaluated = 0;
struct palm : uncounted_palm {
  palm(double n, double a, double theta) : uncounted_palm(n, a, theta) { ++queues_evaluated; }
};
}  // namespace krarup::detail

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t solver_steps = 2'000'000;
constexpr std::uint64_t inverse_steps = 50'000'000;  // a thousand doublings and halvings at worst

std::optional<proportion> any_share(bytes& in) {
  const double share = in.share();
  if (share >= 0.0 && share <= 1.0) return share;
  return std::nullopt;
}

service_target any_target(bytes& in) {
  service_target target;
  const std::uint8_t promises = in.byte();
  if (promises % 4 != 0) {
    target.service_level = any_share(in);
    target.answer_within = duration(in.flag() ? in.scale(1e-6, 1e4) : in.number());
    target.definition = static_cast<service_level_definition>(in.one_of(7));
    if (needs_short_abandon(target.definition) || promises >= 224) {
      target.short_abandon =
          in.flag() ? duration(in.number()) : *target.answer_within * (0.01 + 0.99 * in.unit());
    }
  }
  const auto time = [&] { return duration(in.flag() ? in.scale(1e-4, 1e2) : in.number()); };
  if ((promises & 4) != 0) target.average_speed_of_answer = time();
  if ((promises & 8) != 0) target.mean_wait = time();
  if ((promises & 16) != 0) target.probability_of_abandonment = any_share(in);
  if ((promises & 32) != 0) target.occupancy = any_share(in);
  if ((promises & 64) != 0) target.probability_of_wait = any_share(in);
  return target;
}

[[noreturn]] void fail(const char* what, double load, double patience, const service_target& target,
                       double one, double other) {
  const auto share = [](const std::optional<proportion>& p) { return p ? p->value() : -1.0; };
  const auto time = [](const std::optional<duration>& t) { return t ? t->count() : -1.0; };
  broken(what, {load, patience, share(target.service_level), time(target.answer_within),
                static_cast<double>(target.definition), time(target.short_abandon),
                time(target.average_speed_of_answer), time(target.mean_wait),
                share(target.probability_of_abandonment), share(target.occupancy),
                share(target.probability_of_wait), one, other});
}

template <class Queue>
double patience_of(const Queue& queue) {
  if constexpr (std::is_same_v<Queue, erlang_a>) {
    return queue.average_patience.count();
  } else {
    return infinity;
  }
}

/// Whether no product or ratio of its numbers runs over.
template <class Queue>
bool is_daily(const Queue& queue) {
  const auto is = [](double x) { return x == 0.0 || (x >= 1e-30 && x <= 1e30); };
  const double patience = patience_of(queue);
  return is(queue.arrival_rate.per_second()) && is(queue.average_handle_time.count()) &&
         (patience == infinity || is(patience));
}

template <class Queue>
class solvers {
 public:
  solvers(const Queue& queue, const service_target& target) : queue_(queue), target_(target) {
    load_ = offered_load(queue).value();
    valid_ = answer("check", solver_steps, [&] {
               detail::check_for<Queue>(target_);
               return true;
             }).has_value();
  }

  void least_agents() const {
    detail::odds_evaluated = 0;
    detail::queues_evaluated = 0;
    const auto found = answer("agents_required", solver_steps, valid_,
                              [&] { return agents_required(queue_, target_); });
    if (!found) return;
    count_work();
    if (!*found) return why_none(found->why());
    const double n = (*found)->count();
    holds(n == std::floor(n) && n >= 0.0 && n <= 0x1p53, "agents are whole", n);
    if (load_ == 0.0) return holds(n == 0.0, "no load needs no agents", n);
    if (!promises_are_doubles()) return;
    holds(kept(n), "agents keep the target", n);
    if (n > 0.0) holds(!kept(n - 1.0), "one agent less misses it", n);
    between(n);
  }

  void capacity(double n, double interval) const {
    const bool valid = valid_ && n >= 0.0 && std::isfinite(n);
    const auto found = answer("contacts_answerable", inverse_steps, [&] {
      return contacts_answerable(queue_, fractional_agents(n), target_, duration(interval));
    });
    holds(!found || valid, "a capacity of what is no question", n, interval);
    const bool daily = n <= 1e9 && interval >= 1e-6 && interval <= 1e9 && load_ <= 1e12;
    holds(found || !valid || !daily || !is_daily(queue_), "a capacity is answered", n, interval);
    if (!found || !*found) return;
    const double most = (*found)->count();
    const auto keeps = [&](double volume) {
      Queue queue = queue_;
      queue.arrival_rate = contacts(volume) / duration(interval);
      return meets(queue, fractional_agents(n), target_);
    };
    holds(keeps(most), "the capacity keeps the target", n, most);
    const auto more = answer("one contact more", solver_steps,
                             [&] { return keeps(std::nextafter(most, infinity)); });
    holds(!more || !*more, "no more than the capacity keeps it", n, most);
  }

  void handle_time(double n) const {
    const auto found = answer("longest_average_handle_time", inverse_steps, [&] {
      return longest_average_handle_time(queue_, fractional_agents(n), target_);
    });
    holds(!found || (valid_ && n >= 0.0 && std::isfinite(n)),
          "a handle time of what is no question", n);
    holds(found || !valid_ || !(n >= 0.0 && n <= 1e9) || load_ > 1e12 || !is_daily(queue_),
          "a handle time is answered", n);
    if (!found || !*found) return;
    const double most = (*found)->count();
    const auto keeps = [&](double seconds) {
      Queue queue = queue_;
      queue.average_handle_time = duration(seconds);
      return meets(queue, fractional_agents(n), target_);
    };
    holds(keeps(most), "the longest handle time keeps the target", n, most);
    const auto more = answer("a moment more", solver_steps,
                             [&] { return keeps(std::nextafter(most, infinity)); });
    holds(!more || !*more, "no longer handle time keeps it", n, most);
  }

  void answer_time(double n, double level) const {
    const double early = target_.short_abandon ? target_.short_abandon->count() : 0.0;
    if (!(n >= 0.0 && std::isfinite(n) && early >= 0.0 && level >= 0.0 && level <= 1.0)) return;
    const auto reached = [&](double t) {
      return service_level(queue_, fractional_agents(n), duration(t), target_.definition,
                           duration(early)) >= level;
    };
    const auto found = *answer("answer_within_achieved", inverse_steps, true, [&] {
      return answer_within_achieved(queue_, fractional_agents(n), level, target_.definition,
                                    duration(early));
    });
    if (!found) {
      holds(found.why() == unreachable::above_ceiling, "why no answer time", n, level);
      return;
    }
    const double t = found->count();
    holds(t >= 0.0, "answer times >= 0", n, t);
    holds(reached(t), "the answer time reaches the level", n, t);
    if (t > 0.0) holds(!reached(std::nextafter(t, 0.0)), "no shorter one does", n, t);
  }

 private:
  void holds(bool fact, const char* what, double one = 0.0, double other = 0.0) const {
    if (!fact) fail(what, load_, patience_of(queue_), target_, one, other);
  }

  /// Whether every limit has all its digits: of less than 1e-290 rounding takes some.
  [[nodiscard]] bool promises_are_doubles() const {
    const auto is = [](double promised) { return promised == 0.0 || promised > 1e-290; };
    const auto share = [&](const std::optional<proportion>& p) { return !p || is(p->value()); };
    const auto time = [&](const std::optional<duration>& t) { return !t || is(t->count()); };
    return share(target_.service_level) && time(target_.average_speed_of_answer) &&
           time(target_.mean_wait) && share(target_.probability_of_abandonment) &&
           share(target_.occupancy) && share(target_.probability_of_wait);
  }

  [[nodiscard]] bool kept(double n) const {
    return within("meets", solver_steps,
                  [&] { return meets(queue_, fractional_agents(n), target_); });
  }

  /// Evaluations of the kernels for loads from 1e-6 to 1e7, as the header says: only for what
  /// tests/work asks too.
  void count_work() const {
    const bool joint = target_.average_speed_of_answer || target_.mean_wait ||
                       target_.probability_of_abandonment || target_.occupancy ||
                       target_.probability_of_wait;
    const int done =
        std::is_same_v<Queue, erlang_a> ? detail::queues_evaluated : detail::odds_evaluated;
    // Where no secant is a number, 53 doublings and 53 halvings, of six measures each.
    holds(done <= 700, "a bounded number of evaluations", done);
    if (!(load_ >= 1e-6 && load_ <= 1e7) || !target_.service_level) return;
    const double level = target_.service_level->value();
    const double t = *target_.answer_within / queue_.average_handle_time;
    if (!(level >= 1e-12 && 1.0 - level >= 1e-15 && (t == 0.0 || (t >= 1e-8 && t <= 1e4)))) return;
    if constexpr (std::is_same_v<Queue, erlang_a>) {
      const double patience = queue_.average_patience / queue_.average_handle_time;
      if (!(patience >= 1e-6 && patience <= 1e6)) return;
      if (!joint) holds(done <= 40, "evaluations of Erlang A for a service level", done);
    } else if (!joint) {
      holds(done <= 16, "evaluations of Erlang C for a service level", done);
    }
  }

  void why_none(unreachable why) const {
    const bool impossible = detail::impossible<Queue>(target_).has_value();
    holds(impossible || why == unreachable::beyond_numbers, "why no agents",
          static_cast<double>(why));
    if (impossible) return;
    holds(!kept(0x1p53), "agents up to 2^53 are found");
  }

  /// The two real numbers of agents lie above the last whole number that misses.
  void between(double n) const {
    const double exact = (*answer("fractional_agents_required", inverse_steps, true, [&] {
                           return fractional_agents_required(queue_, target_);
                         }))->count();
    const double linear = (*answer("interpolated_agents_required", solver_steps, true, [&] {
                            return interpolated_agents_required(queue_, target_);
                          }))->count();
    if (n == 0.0) return holds(exact == 0.0 && linear == 0.0, "none are none", exact, linear);
    holds(exact > n - 1.0 && exact <= n, "fractional agents round up to whole ones", n, exact);
    holds(kept(exact), "fractional agents keep the target", n, exact);
    holds(linear >= n - 1.0 && linear <= n, "interpolated agents round up to whole ones", n,
          linear);
  }

  Queue queue_;
  service_target target_;
  double load_;
  bool valid_;
};

template <class Queue>
void solve(bytes& in, const Queue& queue, bool sane) {
  const service_target target = any_target(in);
  const solvers<Queue> all(queue, target);
  all.least_agents();
  const double n = sane ? in.scale(0.5, 1e6) : in.number();
  switch (in.one_of(3)) {
    case 0:
      return all.capacity(n, in.flag() ? 1800.0 : in.number());
    case 1:
      return all.handle_time(n);
    default:
      return all.answer_time(n, in.share());
  }
}

}  // namespace

void run(bytes& in) {
  const bool sane = in.flag();
  const bool patient = in.flag();
  const double handle_time = in.flag() ? 1.0 : sane ? in.scale(1e-3, 1e5) : in.number();
  const double arrivals = sane ? in.scale(1e-6, 1e7) / handle_time : in.number();
  const double patience = sane ? handle_time * in.scale(1e-6, 1e6) : in.number();
  const double a = arrivals * handle_time;
  const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
  if (!(arrivals >= 0.0 && std::isfinite(arrivals) && positive(handle_time) && std::isfinite(a))) {
    return;
  }
  const rate contacts_per_time = rate::per_second(arrivals);
  if (patient) {
    solve(in, erlang_c{contacts_per_time, duration(handle_time)}, sane);
  } else if (positive(patience)) {
    solve(in, erlang_a{contacts_per_time, duration(handle_time), duration(patience)}, sane);
  }
}

}  // namespace krarup::fuzz
