// What mutate.py writes into a copy of the headers: every operator, literal, condition and statement
// that can be mutated is a site, and asks here whether one of its mutants is the one to be.
//
// Constant expressions are never mutated, so the copy compiles as the original does; and as long as
// no site is armed the copy computes what the original does.
#pragma once

#include <algorithm>
#include <atomic>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <type_traits>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"

namespace mutated {

inline constexpr int most_sites = 1 << 19;
inline unsigned char armed[most_sites];    // asks the slow way: to be mutated, or only recorded
inline unsigned char touched[most_sites];  // was reached while armed
inline int variant = 0;                    // which mutant of the armed site; 0: the original
inline bool possible = false;              // the mutant exists for some type it met
inline bool differed = false;              // ... and gave another value than the original

struct table_entry {
  int site;
  double* number;
};
inline table_entry tables[1 << 14];
inline int table_entries = 0;

/// Numbers of a table are sites of their own, changed in place.
inline bool table(int first_site, double* numbers, int count) {
  for (int i = 0; i < count; ++i) tables[table_entries++] = {first_site + i, numbers + i};
  return true;
}

[[gnu::noinline]] inline int asked(int site) {
  touched[site] = 1;
  return variant;
}

/// Which mutant to be: 0 for none. (Not to be kept in a `const int`, whose value would be sought as a
/// constant expression's first.)
[[gnu::always_inline]] constexpr int at(int site) {
  if (std::is_constant_evaluated()) return 0;
  if (!armed[site]) [[likely]]
    return 0;
  return asked(site);
}

template <class T>
[[gnu::always_inline]] inline void note(const T& original, const T& mutant) {
  possible = true;
  if constexpr (std::is_arithmetic_v<T>) {
    if (!(original == mutant) && (original == original || mutant == mutant)) differed = true;
  } else {
    differed = true;
  }
}

#define MUTATED_BINARY(name, op, first, second)               \
  template <int Site, class A, class B>                       \
  [[gnu::always_inline]] constexpr auto name(A&& a, B&& b)    \
      ->std::remove_cvref_t<decltype(a op b)> {               \
    using Result = std::remove_cvref_t<decltype(a op b)>;     \
    int mutant = at(Site);                                    \
    if (mutant == 1) {                                        \
      if constexpr (requires {                                \
                      { a first b } -> std::same_as<Result>;  \
                    }) {                                      \
        note<Result>(a op b, a first b);                      \
        return a first b;                                     \
      }                                                       \
    } else if (mutant == 2) {                                 \
      if constexpr (requires {                                \
                      { a second b } -> std::same_as<Result>; \
                    }) {                                      \
        note<Result>(a op b, a second b);                     \
        return a second b;                                    \
      }                                                       \
    }                                                         \
    return a op b;                                            \
  }

MUTATED_BINARY(plus, +, -, -)
MUTATED_BINARY(minus, -, +, +)
MUTATED_BINARY(times, *, /, /)
MUTATED_BINARY(divide, /, *, *)
MUTATED_BINARY(modulo, %, /, /)
MUTATED_BINARY(bit_and, &, |, |)
MUTATED_BINARY(bit_or, |, &, &)
MUTATED_BINARY(less, <, <=, >=)
MUTATED_BINARY(less_equal, <=, <, >)
MUTATED_BINARY(greater, >, >=, <=)
MUTATED_BINARY(greater_equal, >=, >, <)
MUTATED_BINARY(equal, ==, !=, !=)
MUTATED_BINARY(unequal, !=, ==, ==)

#define MUTATED_ASSIGNMENT(name, op, other)                    \
  template <int Site, class A, class B>                        \
  [[gnu::always_inline]] constexpr A& name(A& a, const B& b) { \
    if (at(Site) == 1) {                                       \
      if constexpr (requires { a other b; }) {                 \
        possible = differed = true;                            \
        return a other b;                                      \
      }                                                        \
    }                                                          \
    return a op b;                                             \
  }

MUTATED_ASSIGNMENT(assign_plus, +=, -=)
MUTATED_ASSIGNMENT(assign_minus, -=, +=)
MUTATED_ASSIGNMENT(assign_times, *=, /=)
MUTATED_ASSIGNMENT(assign_divide, /=, *=)

template <int Site, class A>
[[gnu::always_inline]] constexpr A& increment(A& a) {
  if (at(Site) == 1) {
    possible = differed = true;
    return --a;
  }
  return ++a;
}
template <int Site, class A>
[[gnu::always_inline]] constexpr A& decrement(A& a) {
  if (at(Site) == 1) {
    possible = differed = true;
    return ++a;
  }
  return --a;
}

/// -x or x
template <int Site, class A>
[[gnu::always_inline]] constexpr auto negative(const A& a) -> std::remove_cvref_t<decltype(-a)> {
  using Result = std::remove_cvref_t<decltype(-a)>;
  if (at(Site) == 1) {
    if constexpr (std::same_as<Result, A>) {
      note<Result>(-a, a);
      return a;
    }
  }
  return -a;
}

/// !x or x
template <int Site, class A>
[[gnu::always_inline]] constexpr auto negated(const A& a) -> std::remove_cvref_t<decltype(!a)> {
  using Result = std::remove_cvref_t<decltype(!a)>;
  if (at(Site) == 1) {
    if constexpr (std::is_convertible_v<A, Result> || std::is_same_v<Result, bool>) {
      possible = differed = true;
      return static_cast<Result>(a);
    }
  }
  return !a;
}

/// A truth value, or another: 1: true, 2: false. `Only` fixes which, where there is one mutant alone.
template <int Site, int Only = -1>
[[gnu::always_inline]] constexpr bool truth(bool value) {
  int mutant = at(Site);
  if (mutant == 0) return value;
  if (Only >= 0) mutant = Only;
  note<bool>(value, mutant == 1);
  return mutant == 1;
}

/// A number, or another.
template <int Site, class A>
[[gnu::always_inline]] constexpr A number(const A& value, const A& first, const A& second) {
  int mutant = at(Site);
  if (mutant == 0) return value;
  const A other = mutant == 1 ? first : second;
  note<A>(value, other);
  return other;
}
template <int Site, class A>
[[gnu::always_inline]] constexpr A constant(const A& value) {
  int mutant = at(Site);
  if (mutant == 0) return value;
  A other = value;
  if constexpr (std::is_arithmetic_v<A>) {
    other = mutant == 1 ? static_cast<A>(value + 1) : A(0);
    if (other == value) other = mutant == 1 ? static_cast<A>(value / 1000) : A(1);
  }
  if (other == value) return value;  // infinity
  note<A>(value, other);
  return other;
}

/// Whether a statement is carried out.
template <int Site>
[[gnu::always_inline]] constexpr bool keep() {
  if (at(Site) != 1) return true;
  possible = differed = true;
  return false;
}

template <int Site, class A>
[[gnu::always_inline]] constexpr A least(const A& a, const A& b) {
  if (at(Site) == 1) {
    note<A>(std::min(a, b), std::max(a, b));
    return std::max(a, b);
  }
  return std::min(a, b);
}
template <int Site, class A>
[[gnu::always_inline]] constexpr A greatest(const A& a, const A& b) {
  if (at(Site) == 1) {
    note<A>(std::max(a, b), std::min(a, b));
    return std::min(a, b);
  }
  return std::max(a, b);
}

template <int Site, class A>
[[gnu::always_inline]] inline A rounded_up(const A& a) {
  if (at(Site) == 1) {
    note<A>(std::ceil(a), std::floor(a));
    return std::floor(a);
  }
  return std::ceil(a);
}
template <int Site, class A>
[[gnu::always_inline]] inline A rounded_down(const A& a) {
  if (at(Site) == 1) {
    note<A>(std::floor(a), std::ceil(a));
    return std::ceil(a);
  }
  return std::floor(a);
}

}  // namespace mutated

#pragma GCC diagnostic pop
