// The kinds of number a contact centre counts in. Each is a plain double inside; a number of one
// kind does not convert into another, and none is made from a bare number whose unit could be meant
// differently. A value outside its kind's range is refused where it is made, so no formula checks
// it.
//
//   contacts(240) / 1h           a rate
//   offered_load(rate, 3min)     erlangs
//   agents{14}, trunks{30}       whole numbers; fractional_agents(13.04) is said in full
//   proportion{0.80}             a share in [0, 1]
#pragma once

#include <chrono>
#include <compare>
#include <concepts>

#include <krarup/detail/check.hpp>

namespace krarup {

/// A length of time in real-valued seconds. Every std::chrono duration converts into it without
/// loss, a bare number does not. Divide after converting: 180s / 7 is a whole 25 s to std::chrono,
/// duration(180s) / 7 is 25.714 s.
using duration = std::chrono::duration<double>;

/// A whole number that is meant as one: any integer type but bool and the character types.
template <class Number>
concept whole_number = std::integral<Number> && !std::same_as<std::remove_cv_t<Number>, bool> &&
                       !std::same_as<std::remove_cv_t<Number>, char> &&
                       !std::same_as<std::remove_cv_t<Number>, wchar_t>;

/// Contacts of any channel, offered in a stated time. Forecasts are real numbers.
class contacts {
 public:
  /// Errors    std::domain_error unless finite and >= 0.
  template <class Number>
  requires whole_number<Number> || std::floating_point<Number>
  constexpr explicit contacts(Number count) : count_(static_cast<double>(count)) {
    detail::require(detail::is_finite_nonnegative(count_), "contacts", "finite and >= 0", count_);
  }
  [[nodiscard]] constexpr double count() const { return count_; }
  constexpr auto operator<=>(const contacts&) const = default;

 private:
  double count_;
};

/// Contacts per time. Made by dividing contacts by a duration.
class rate {
 public:
  /// For bindings, whose numbers have left their units behind.
  /// Errors    std::domain_error unless finite and >= 0.
  [[nodiscard]] static constexpr rate per_second(double contacts_per_second) {
    detail::require(detail::is_finite_nonnegative(contacts_per_second), "rate", "finite and >= 0",
                    contacts_per_second);
    return rate(contacts_per_second);
  }
  [[nodiscard]] constexpr double per_second() const { return per_second_; }
  constexpr auto operator<=>(const rate&) const = default;

 private:
  constexpr explicit rate(double per_second) : per_second_(per_second) {}
  double per_second_;
};

/// Errors    std::domain_error unless interval > 0 and the quotient is finite.
[[nodiscard]] constexpr rate operator/(contacts offered, duration interval) {
  detail::require(detail::is_finite_positive(interval.count()), "interval", "finite and > 0 s",
                  interval.count());
  return rate::per_second(offered.count() / interval.count());
}

/// Errors    std::domain_error unless interval >= 0 and the product is finite.
[[nodiscard]] constexpr contacts operator*(rate arrivals, duration interval) {
  return contacts(arrivals.per_second() * interval.count());
}
[[nodiscard]] constexpr contacts operator*(duration interval, rate arrivals) {
  return arrivals * interval;
}

/// Work: handle time that arrives per unit of time, which is the mean number of busy agents if
/// nobody had to wait or hung up.
class erlangs {
 public:
  /// Errors    std::domain_error unless finite and >= 0.
  template <class Number>
  requires whole_number<Number> || std::floating_point<Number>
  constexpr explicit erlangs(Number value) : value_(static_cast<double>(value)) {
    detail::require(detail::is_finite_nonnegative(value_), "erlangs", "finite and >= 0", value_);
  }
  [[nodiscard]] constexpr double value() const { return value_; }
  constexpr auto operator<=>(const erlangs&) const = default;

 private:
  double value_;
};

/// Arrival rate times average handle time.
/// Errors    std::domain_error unless average_handle_time > 0 and finite, and the load is finite.
[[nodiscard]] constexpr erlangs offered_load(rate arrival_rate, duration average_handle_time) {
  detail::require(detail::is_finite_positive(average_handle_time.count()), "average_handle_time",
                  "finite and > 0 s", average_handle_time.count());
  return erlangs(arrival_rate.per_second() * average_handle_time.count());
}

namespace detail {

/// A number of alike things of kind `Tag`: converts from whole numbers only.
template <class Tag>
class headcount {
 public:
  /// Errors    std::domain_error where negative.
  template <whole_number Number>
  constexpr headcount(Number count) : headcount(static_cast<double>(count), 0) {}  // NOLINT
  template <std::floating_point Number>
  headcount(Number) = delete;  // say fractional_agents(13.04) and mean it

  [[nodiscard]] constexpr double count() const { return count_; }
  constexpr auto operator<=>(const headcount&) const = default;

  [[nodiscard]] static constexpr headcount fractional(double count) { return headcount(count, 0); }

 private:
  constexpr headcount(double count, int) : count_(count + 0.0) {  // no -0, by which a load is -inf
    require(is_finite_nonnegative(count), Tag::name, "finite and >= 0", count);
  }
  double count_;
};

struct agents_tag {
  static constexpr const char* name = "agents";
};
struct trunks_tag {
  static constexpr const char* name = "trunks";
};

}  // namespace detail

/// People ready for contacts, handling one or waiting for one; after shrinkage.
using agents = detail::headcount<detail::agents_tag>;

/// Contacts that the system can hold, in service and waiting.
using trunks = detail::headcount<detail::trunks_tag>;

/// A real number of agents: 13.5 continues every formula between 13 and 14.
/// Errors    std::domain_error unless finite and >= 0.
[[nodiscard]] constexpr agents fractional_agents(double count) {
  return agents::fractional(count);
}

/// A real number of trunks.
/// Errors    std::domain_error unless finite and >= 0.
[[nodiscard]] constexpr trunks fractional_trunks(double count) {
  return trunks::fractional(count);
}

/// A share of a stated whole.
class proportion {
 public:
  /// Errors    std::domain_error unless in [0, 1]; the text reminds that 80 % is 0.80.
  constexpr proportion(double value) : value_(value) {  // NOLINT(google-explicit-constructor)
    detail::require(value >= 0.0 && value <= 1.0, "a proportion", "in [0, 1] (0.80 for 80 %)",
                    value);
  }
  [[nodiscard]] constexpr double value() const { return value_; }
  constexpr auto operator<=>(const proportion&) const = default;

 private:
  double value_;
};

}  // namespace krarup
