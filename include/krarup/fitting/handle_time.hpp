// How long contacts occupy an agent, and how much that varies: the two numbers of M/G/n.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <stdexcept>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Handle times, one element for each contact, or for each of many contacts alike.
struct observed_handle_times {
  std::span<const double> handle_time;    ///< s; >= 0; talk, hold and what else was measured
  std::span<const double> contacts = {};  ///< with that handle time; >= 0; 1 each where empty
  duration wrap_up = duration(0);         ///< added to each, where the measured times lack it
};

/// Sums over groups of contacts, one element for each group, such as the intervals of a table.
struct handle_time_totals {
  std::span<const double> sum;           ///< s; >= 0; of the handle times of the group
  std::span<const double> contacts;      ///< in the group, with a handle time; >= 0
  std::span<const double> squares = {};  ///< s^2; sum of the squared handle times; empty if unknown
  duration wrap_up = duration(0);        ///< of each contact, where the measured times lack it
};

struct handle_time_estimate {
  duration average;          ///< AHT, wrap-up included
  duration standard_error;   ///< of the average
  double squared_variation;  ///< variance / average^2; 1 is exponential
  double squared_variation_standard_error;
  double count;  ///< contacts
};

/// Average and squared coefficient of variation of handle times.
/// Formula   variance with count - 1; errors by the influence of single contacts, which are taken to
///           be independent, of any law: of x on the average x - average, on the squared variation
///           ((x - average)^2 - variance)/average^2 - 2 variance (x - average)/average^3
/// Errors    std::domain_error for a time or a number that is not finite and >= 0, for less than two
///           contacts, and where all times are 0; std::invalid_argument where columns differ in
///           length.
[[nodiscard]] inline handle_time_estimate estimate_handle_time(const observed_handle_times& of) {
  const bool weighted = !of.contacts.empty();
  if (weighted && of.contacts.size() != of.handle_time.size()) {
    throw std::invalid_argument("columns of handle times must be of one length");
  }
  detail::require(detail::is_finite_nonnegative(of.wrap_up.count()), "wrap_up", "finite and >= 0 s",
                  of.wrap_up.count());
  const auto weight = [&](std::size_t i) { return weighted ? of.contacts[i] : 1.0; };
  double count = 0.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < of.handle_time.size(); ++i) {
    detail::require(detail::is_finite_nonnegative(of.handle_time[i]), "handle_time",
                    "finite and >= 0 s", of.handle_time[i]);
    detail::require(detail::is_finite_nonnegative(weight(i)), "contacts", "finite and >= 0",
                    weight(i));
    count += weight(i);
    sum += weight(i) * of.handle_time[i];
  }
  detail::require(count >= 2.0, "contacts with a handle time", ">= 2", count);
  const double measured = sum / count;
  const double average = measured + of.wrap_up.count();
  detail::require(detail::is_finite_positive(average), "average handle time", "finite and > 0 s",
                  average);
  double squares = 0.0;
  for (std::size_t i = 0; i < of.handle_time.size(); ++i) {
    const double stray = of.handle_time[i] - measured;
    squares += weight(i) * stray * stray;
  }
  const double variance = squares / (count - 1.0);
  const double relative = variance / (average * average);
  double influence = 0.0;
  for (std::size_t i = 0; i < of.handle_time.size(); ++i) {
    const double stray = (of.handle_time[i] - measured) / average;
    const double of_one = stray * stray - relative - 2.0 * relative * stray;
    influence += weight(i) * of_one * of_one;
  }
  return {duration(average), duration(std::sqrt(variance / count)), relative,
          std::sqrt(influence) / count, count};
}

/// The same from sums.
/// Formula   average = sum / contacts, and the variance from the squares, with contacts - 1; errors by
///           the influence of groups, which are taken to be independent; the contacts of a group need
///           not be: sqrt(G/(G - 1)) times the root of the groups' squared sums of influence
/// Limits    the squared variation is NaN without squares, and errors are where less than two groups
///           have contacts.
/// Errors    std::domain_error for a number that is not finite and >= 0, for a group whose sum is of
///           no contacts or whose squares are less than sum^2/contacts, for less than two contacts, and
///           where all times are 0; std::invalid_argument where columns differ in length.
[[nodiscard]] inline handle_time_estimate estimate_handle_time(const handle_time_totals& of) {
  const bool squared = !of.squares.empty();
  if (of.contacts.size() != of.sum.size() || (squared && of.squares.size() != of.sum.size())) {
    throw std::invalid_argument("columns of handle times must be of one length");
  }
  detail::require(detail::is_finite_nonnegative(of.wrap_up.count()), "wrap_up", "finite and >= 0 s",
                  of.wrap_up.count());
  double groups = 0.0;
  double count = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < of.sum.size(); ++i) {
    const double total = of.sum[i];
    const double contacts = of.contacts[i];
    detail::require(detail::is_finite_nonnegative(contacts), "contacts", "finite and >= 0",
                    contacts);
    detail::require(detail::is_finite_nonnegative(total) && (contacts > 0.0 || total == 0.0),
                    "sum of handle times", "finite and >= 0 s, and 0 of no contacts", total);
    groups += contacts > 0.0 ? 1.0 : 0.0;
    count += contacts;
    sum += total;
    if (!squared) continue;
    const double least = contacts > 0.0 ? total / contacts * total : 0.0;
    const double most = contacts > 0.0 ? detail::largest : 0.0;
    detail::require(of.squares[i] >= least * (1.0 - 1e-9) && of.squares[i] <= most,
                    "squares of handle times", "finite and >= sum^2 / contacts", of.squares[i]);
    squares += of.squares[i];
  }
  detail::require(count >= 2.0, "contacts with a handle time", ">= 2", count);
  const double measured = sum / count;
  const double average = measured + of.wrap_up.count();
  detail::require(detail::is_finite_positive(average), "average handle time", "finite and > 0 s",
                  average);
  constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
  const double variance =
      squared ? std::fmax(0.0, (squares - count * measured * measured) / (count - 1.0)) : unknown;
  const double relative = variance / (average * average);
  double of_average = 0.0;
  double of_variation = 0.0;
  for (std::size_t i = 0; i < of.sum.size(); ++i) {
    const double stray = (of.sum[i] - of.contacts[i] * measured) / average;
    of_average += stray * stray;
    if (!squared) continue;
    const double stray_squares =
        (of.squares[i] - 2.0 * measured * of.sum[i] + of.contacts[i] * measured * measured) /
        (average * average);
    const double of_group = stray_squares - relative * of.contacts[i] - 2.0 * relative * stray;
    of_variation += of_group * of_group;
  }
  const double scale = groups > 1.0 ? std::sqrt(groups / (groups - 1.0)) / count : unknown;
  return {duration(average), duration(average * scale * std::sqrt(of_average)), relative,
          squared ? scale * std::sqrt(of_variation) : unknown, count};
}

}  // namespace krarup
