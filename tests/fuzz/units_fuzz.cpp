// Numbers with a kind: what each takes and refuses, and what they make together. Targets and outcomes.
#include <krarup/outcome.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 1'000;

/// Takes exactly the valid values, keeps them, and says of others what they were.
template <class Make>
void check(const char* what, double value, bool valid, const Make& make) {
  try {
    const double kept = within(what, few_steps, [&] { return make(value); });
    expect(valid && kept == value, what, {value, kept});
  } catch (const std::domain_error& refused) {
    expect(!valid, what, {value});
    const std::string text = refused.what();
    const std::size_t got = text.rfind(", got ");
    expect(got != std::string::npos, "a refusal says what it got", {value});
    const double told = std::strtod(text.c_str() + got + 6, nullptr);
    expect(told == value || (std::isnan(told) && std::isnan(value)), "a refusal tells the value",
           {value, told});
  }
}

bool is_count(double value) {
  return value >= 0.0 && std::isfinite(value);
}

void check_kinds(double value) {
  const bool count = is_count(value);
  check("contacts", value, count, [](double x) { return contacts(x).count(); });
  check("rate", value, count, [](double x) { return rate::per_second(x).per_second(); });
  check("erlangs", value, count, [](double x) { return erlangs(x).value(); });
  check("agents", value, count, [](double x) { return fractional_agents(x).count(); });
  check("trunks", value, count, [](double x) { return fractional_trunks(x).count(); });
  check("proportion", value, value >= 0.0 && value <= 1.0,
        [](double x) { return proportion(x).value(); });
  if (!count) return;
  expect(!std::signbit(fractional_agents(value).count()), "no agents are not -0", {value});
}

void check_products(double count, double time, double handle_time) {
  const auto arrivals =
      answer("contacts / time", few_steps,
             is_count(count) && is_count(time) && time > 0.0 && std::isfinite(count / time),
             [&] { return contacts(count) / duration(time); });
  if (!arrivals) return;
  expect(arrivals->per_second() == count / time, "contacts / time", {count, time});
  const double product = arrivals->per_second() * handle_time;
  const bool valid = handle_time > 0.0 && std::isfinite(handle_time) && std::isfinite(product);
  const auto load = answer("offered_load", few_steps, valid,
                           [&] { return offered_load(*arrivals, duration(handle_time)); });
  if (load) expect(load->value() == product, "rate x handle time", {product});
  const auto volume = answer("rate x time", few_steps, is_count(product),
                             [&] { return *arrivals * duration(handle_time); });
  if (volume) {
    expect(*volume == duration(handle_time) * *arrivals, "time x rate", {product});
  }
}

void check_target(bytes& in) {
  service_target target;
  const std::uint8_t fields = in.byte();
  const auto share = [&]() -> std::optional<proportion> {
    const double value = in.share();
    if (value >= 0.0 && value <= 1.0) return value;
    return std::nullopt;
  };
  const auto time = [&] { return duration(in.number()); };
  if ((fields & 1) != 0) target.service_level = share();
  if ((fields & 2) != 0) target.answer_within = time();
  target.definition = static_cast<service_level_definition>(in.one_of(7));
  if ((fields & 4) != 0) target.short_abandon = time();
  if ((fields & 8) != 0) target.average_speed_of_answer = time();
  if ((fields & 16) != 0) target.mean_wait = time();
  if ((fields & 32) != 0) target.occupancy = share();
  const bool some = target.service_level || target.average_speed_of_answer || target.mean_wait ||
                    target.occupancy;
  const bool together = target.service_level.has_value() == target.answer_within.has_value();
  const bool reads = needs_short_abandon(target.definition);
  const auto limit = [](const std::optional<duration>& t) { return !t || is_count(t->count()); };
  const bool in_time = !target.answer_within || target.answer_within->count() >= 0.0;
  const bool early =
      target.short_abandon
          ? is_count(target.short_abandon->count()) && target.short_abandon->count() > 0.0 &&
                (!reads || !target.answer_within || *target.short_abandon <= *target.answer_within)
          : !reads;
  const bool valid = some && together && early && in_time &&
                     limit(target.average_speed_of_answer) && limit(target.mean_wait);
  answer("check of a target", few_steps, valid, [&] {
    krarup::check(target);
    return true;
  });
}

void check_outcome(std::uint8_t number, double value) {
  const auto reason = static_cast<unreachable>(number % 12);
  expect(std::string(explain(reason)).size() > 20, "every reason is explained",
         {static_cast<double>(number)});
  const outcome<double> none(reason);
  const outcome<double> some(value);
  expect(!none && none.why() == reason, "a reason is kept", {static_cast<double>(number)});
  expect(some.has_value() && (*some == value || std::isnan(value)), "a value is kept", {value});
  bool refused = false;
  try {
    (void)none.value();
  } catch (const std::logic_error& error) {
    refused = error.what() == std::string(explain(reason));
  }
  expect(refused, "no value without an answer", {});
  refused = false;
  try {
    (void)some.why();
  } catch (const std::logic_error&) {
    refused = true;
  }
  expect(refused, "no reason with an answer", {});
}

}  // namespace

void run(bytes& in) {
  const double value = in.number();
  check_kinds(value);
  check_products(value, in.number(), in.number());
  check_target(in);
  check_outcome(in.byte(), value);
}

}  // namespace krarup::fuzz
