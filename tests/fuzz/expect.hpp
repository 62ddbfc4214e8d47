// What a target holds the library to: facts, refusals, and a number of steps.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <optional>
#include <stdexcept>
#include <type_traits>

namespace krarup::fuzz {

inline constexpr double epsilon = std::numeric_limits<double>::epsilon();

void print(double value);
/// Prints what does not hold, with its numbers, and ends the program.
[[noreturn]] void broken(const char* what, std::initializer_list<double> values);

inline void expect(bool holds, const char* what, std::initializer_list<double> values = {}) {
  if (!holds) broken(what, values);
}

inline void expect_share(double share, const char* what, std::initializer_list<double> values) {
  if (share >= 0.0 && share <= 1.0) return;
  print(share);
  broken(what, values);
}

/// Whether low <= high but for these errors, which are the documented ones of both.
inline bool at_most(double low, double high, double relative, double absolute = 0.0) {
  if (low <= high) return true;
  return low - high <= relative * std::fmax(std::abs(low), std::abs(high)) + absolute;
}

inline bool equal(double one, double other, double relative, double absolute = 0.0) {
  if (std::isnan(one) || std::isnan(other)) return std::isnan(one) && std::isnan(other);
  return at_most(one, other, relative, absolute) && at_most(other, one, relative, absolute);
}

/// Begins to count the steps of this thread, branches taken in instrumented code, of which there may
/// be so many, and ends; the program ends at one more.
void allow_steps(const char* what, std::uint64_t most);
void forget_steps();

/// call() within so many steps.
template <class Call>
auto within(const char* what, std::uint64_t most, const Call& call) {
  struct guard {
    guard(const char* name, std::uint64_t steps) { allow_steps(name, steps); }
    guard(const guard&) = delete;
    guard& operator=(const guard&) = delete;
    ~guard() { forget_steps(); }
  };
  const guard counted(what, most);
  return call();
}

/// The same; nothing where a value was refused. Only the documented exceptions are caught.
template <class Call>
auto answer(const char* what, std::uint64_t most, const Call& call)
    -> std::optional<std::invoke_result_t<Call>> {
  try {
    return within(what, most, call);
  } catch (const std::domain_error&) {
  } catch (const std::invalid_argument&) {
  }
  return std::nullopt;
}

/// The same where a refusal is due exactly where the question is not `valid`.
template <class Call>
auto answer(const char* what, std::uint64_t most, bool valid, const Call& call) {
  auto result = answer(what, most, call);
  if (valid != result.has_value()) broken(what, {valid ? 1.0 : 0.0});
  return result;
}

}  // namespace krarup::fuzz
