// Erlang B: measures, derivatives, and trunks, loads and recalls required.
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/sensitivity.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 5'000;
constexpr std::uint64_t solver_steps = 1'000'000;

/// Relative error of B and C, and what is left of it next to 0.
double accuracy(double n) {
  return n >= 8.0 ? 4.0 * epsilon : 1e-14;
}
constexpr double smallest = 4.0 * std::numeric_limits<double>::denorm_min();

bool is_number(const sensitivity& s) {
  return !std::isnan(s.value) && !std::isnan(s.per_agent) && !std::isnan(s.per_erlang) &&
         !std::isnan(s.per_second_of_handle_time);
}

struct question {
  erlang_b system;
  double n;
  double a;
};

double blocking(double n, double a) {
  return probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n));
}

/// Whether n trunks keep a blocking; by its logarithm where a double has lost its digits.
bool keeps(double n, double a, double wanted) {
  const double blocked = blocking(n, a);
  if (a == 0.0 || blocked >= std::numeric_limits<double>::min()) return blocked <= wanted;
  return log_probability_of_blocking(loss_system(erlangs(a)), fractional_trunks(n)) <=
         std::log(wanted);
}

void check_measures(const question& of) {
  const erlang_b& system = of.system;
  const double n = of.n;
  const double a = of.a;
  const trunks k = fractional_trunks(n);
  const double b = *answer("probability_of_blocking", few_steps, true,
                           [&] { return probability_of_blocking(system, k); });
  expect_share(b, "B in [0, 1]", {n, a});
  if (a == 0.0) {
    expect(b == 0.0, "B of no load", {n});
  } else if (n == 0.0) {
    expect(b == 1.0, "B without trunks", {a});
  }
  const double log = *answer("log_probability_of_blocking", few_steps, true,
                             [&] { return log_probability_of_blocking(system, k); });
  expect(log <= 0.0, "ln B <= 0", {n, a, log});
  expect(equal(std::exp(log), b, accuracy(n) + (2.0 * std::abs(log) + 2.0) * epsilon, smallest),
         "exp(ln B) = B", {n, a, log, b});
  const double error = 2.0 * accuracy(n);
  const auto flow = answer("carried_load", few_steps, true, [&] {
    return std::pair(carried_load(system, k).value(), lost_load(system, k).value());
  });
  const auto [carried, lost] = *flow;
  expect(carried >= 0.0 && at_most(carried, n, error) && at_most(carried, a, error),
         "carried load <= load, trunks", {n, a, carried});
  expect(equal(carried + lost, a, error + 2.0 * epsilon, smallest), "carried + lost = load",
         {n, a, carried, lost});
  expect_share(occupancy(system, k), "occupancy in [0, 1]", {n, a});
}

void check_monotone(double n, double a, double more, double busier) {
  const double error = accuracy(n) + accuracy(more);
  const double b = blocking(n, a);
  expect(at_most(blocking(more, a), b, error, smallest), "B falls with trunks", {n, more, a});
  expect(at_most(b, blocking(n, busier), 2.0 * accuracy(n), smallest), "B rises with load",
         {n, a, busier});
  if ((n + 1.0) - 1.0 == n && (n + 1.0) - n == 1.0 && a > 0.0) {
    const double next = blocking(n + 1.0, a);
    const double lost = a * b;
    const double recursion = lost / (n + 1.0 + lost);
    expect(equal(next, recursion, 2.0 * accuracy(n) + 5.0 * epsilon,
                 smallest + smallest * (a / (n + 1.0))),
           "B(n+1) = a B/(n + 1 + a B)", {n, a, next, recursion});
  }
}

void check_slopes(const question& of) {
  const erlang_b& system = of.system;
  const double n = of.n;
  const double a = of.a;
  const trunks k = fractional_trunks(n);
  const sensitivity s = *answer("sensitivity_of_probability_of_blocking", solver_steps, true,
                                [&] { return sensitivity_of_probability_of_blocking(system, k); });
  if (!(n >= 1e-3 && n <= 1e6)) return;  // elsewhere any answer, but an answer
  expect(is_number(s), "derivatives of B are numbers",
         {n, a, s.value, s.per_agent, s.per_erlang, s.per_second_of_handle_time});
  expect(s.value == probability_of_blocking(system, k), "derivatives come with B", {n, a});
  expect(s.per_agent <= 0.0 && s.per_erlang >= 0.0 && s.per_second_of_handle_time >= 0.0,
         "signs of the derivatives of B",
         {n, a, s.per_agent, s.per_erlang, s.per_second_of_handle_time});
  const sensitivity log =
      *answer("sensitivity_of_log_probability_of_blocking", solver_steps, true,
              [&] { return sensitivity_of_log_probability_of_blocking(system, k); });
  expect(is_number(log), "derivatives of ln B are numbers",
         {n, a, log.value, log.per_agent, log.per_erlang, log.per_second_of_handle_time});
  expect(log.per_agent <= 0.0 && log.per_erlang >= 0.0, "signs of the derivatives of ln B",
         {n, a, log.per_agent, log.per_erlang});
  // B is convex in n: its slope lies below the next step, and above the last one.
  if (!(n >= 0.5 && n <= 1e6 && a > 0.0)) return;
  const double error = 4.0 * accuracy(n) * s.value + smallest;
  const double step = blocking(n + 1.0, a) - s.value;
  expect(at_most(s.per_agent, step, 1e-13, error), "B is convex in trunks",
         {n, a, s.per_agent, step});
}

void check_solvers(const question& of, double wanted, double n) {
  const erlang_b& system = of.system;
  const double a = of.a;
  const bool valid = wanted >= 0.0 && wanted <= 1.0;
  const auto found = answer("trunks_required", solver_steps, valid,
                            [&] { return trunks_required(system, wanted); });
  if (!found) return;
  if (*found) {
    const double least = (*found)->count();
    expect(least == std::floor(least) && least <= 0x1p53, "trunks are whole", {a, wanted, least});
    expect(keeps(least, a, wanted), "trunks keep their promise", {a, wanted, least});
    if (least > 0.0) {
      expect(!keeps(least - 1.0, a, wanted), "one trunk less breaks it", {a, wanted, least});
    }
  } else {
    expect(found->why() == unreachable::no_blocking || found->why() == unreachable::beyond_numbers,
           "why no trunks", {a, wanted});
    expect(wanted == 0.0 || a > 1e15, "trunks within 2^53 are found", {a, wanted});
  }
  const trunks k = fractional_trunks(n);
  const auto load = *answer("largest_offered_load", solver_steps, true,
                            [&] { return largest_offered_load(k, wanted); });
  if (load && load->value() > 1e-290) {
    const double largest = load->value();
    const double error = 2.0 * accuracy(n);
    expect(at_most(blocking(n, largest * (1.0 - 1e-12)), wanted, error, smallest),
           "the largest load keeps the blocking", {n, wanted, largest});
    const double beyond = largest * (1.0 + 1e-12);
    expect(std::isinf(beyond) || at_most(wanted, blocking(n, beyond), error, smallest),
           "no larger load keeps it", {n, wanted, largest});
  } else if (load) {
    expect(wanted < 1.0, "a blocking of 1 has no largest load", {n, wanted});
  } else if (load.why() == unreachable::beyond_numbers) {
    expect(n > 1e300 ||
               at_most(blocking(n, std::numeric_limits<double>::max()), wanted, 2.0 * accuracy(n)),
           "the largest load is no double", {n, wanted});
  } else {
    expect(wanted == 1.0, "every load keeps a blocking of 1 alone", {n, wanted});
  }
  const auto total = *answer("load_with_recalls", solver_steps, true,
                             [&] { return load_with_recalls(system, k, wanted); });
  if (!total) {
    expect(total.why() == unreachable::beyond_numbers ? a + wanted * 0x1p1023 > 0x1p1022
                                                      : wanted == 1.0 && a >= n,
           "endless recalls", {n, a, wanted});
    return;
  }
  const double t = total->value();
  expect(t >= a, "recalls add to the load", {n, a, wanted, t});
  expect(equal(t, a + wanted * t * blocking(n, t), 2.0 * accuracy(n), smallest),
         "recalls are a fixed point", {n, a, wanted, t});
}

}  // namespace

void run(bytes& in) {
  const bool sane = in.flag();
  const double rate_value = sane ? in.scale(1e-9, 1e9) : in.number();
  const double handle_time = in.flag() ? 1.0 : sane ? in.scale(1e-3, 1e5) : in.number();
  const double n = sane ? in.scale(1e-3, 1e9) : in.number();
  const double a = rate_value * handle_time;
  const bool valid_rate = rate_value >= 0.0 && std::isfinite(rate_value);
  const bool valid = valid_rate && handle_time > 0.0 && std::isfinite(handle_time) &&
                     std::isfinite(a) && n >= 0.0 && std::isfinite(n);
  const auto ask = [&] {
    return probability_of_blocking({rate::per_second(rate_value), duration(handle_time)},
                                   fractional_trunks(n));
  };
  if (!answer("probability_of_blocking", few_steps, valid, ask)) return;
  const question asked{{rate::per_second(rate_value), duration(handle_time)}, n, a};
  check_measures(asked);
  const double more = n + std::abs(in.flag() ? 1.0 : in.number());
  const double busier = a + std::abs(in.flag() ? 1.0 : in.number());
  if (std::isfinite(more) && std::isfinite(busier)) check_monotone(n, a, more, busier);
  check_slopes(asked);
  check_solvers(asked, in.share(), n);
}

}  // namespace krarup::fuzz
