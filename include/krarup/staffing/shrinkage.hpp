// From agents on the phones to agents on the schedule and back, to paid time, and to full-time
// contracts.
//
// Shrinkage is a share of paid time, so scheduled = on-phone / (1 - shrinkage). The common
// on-phone x (1 + shrinkage) falls short: at 30 % it pays 1.30 agents for each one on the phones
// where 1.43 are needed.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <string>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// Whether the plan knows the time of day when it happens.
enum class shrinkage_kind {
  planned,    ///< leave, breaks, meetings, coaching, training
  unplanned,  ///< sickness, lateness, systems that are down
};

/// One reason why paid time is not spent ready for contacts.
struct shrinkage_item {
  std::string name;
  proportion
      share;  ///< of paid time; where items compound, of the paid time that earlier ones left
  shrinkage_kind kind;
};

/// How items become one shrinkage.
enum class shrinkage_combination {
  additive,     ///< s1 + s2 + ...: each is a share of the same paid time
  compounding,  ///< 1 - (1 - s1)(1 - s2)...: each is a share of what the others leave
};

/// Where numbers of agents become whole ones.
enum class rounding {
  none,          ///< nowhere: 34.29 scheduled agents, for sums over many intervals
  up_at_end,     ///< once, after shrinkage
  up_each_step,  ///< before shrinkage and after it: never fewer than up_at_end
};

namespace detail {

/// Least whole number >= value, but for the rounding of a calculation whose relative error may
/// reach that many epsilons: a value so close to a whole number is that number.
[[nodiscard]] inline double rounded_up(double value, double epsilons) {
  const double slack = epsilons * std::numeric_limits<double>::epsilon() * value;
  const double nearest = std::round(value);
  return std::abs(value - nearest) <= slack ? nearest : std::ceil(value);
}

/// Shares of the stated items together; `counts` says which items.
template <class Counts>
[[nodiscard]] proportion combined_shrinkage(std::span<const shrinkage_item> items,
                                            shrinkage_combination combination, Counts&& counts) {
  double total = 0.0;
  for (const shrinkage_item& item : items) {
    if (!counts(item)) continue;
    const double of = combination == shrinkage_combination::compounding ? 1.0 - total : 1.0;
    total += item.share.value() * of;
  }
  // 0.7 + 0.2 + 0.1 misses 1 by an epsilon: so does every sum of that many rounded shares, at most.
  const double slack = std::numeric_limits<double>::epsilon() * static_cast<double>(items.size());
  if (std::abs(total - 1.0) <= slack) total = 1.0;
  require(total <= 1.0, "the sum of additive shrinkage", "<= 1 (all paid time)", total);
  return total;
}

}  // namespace detail

/// Shrinkage of all items: share of paid time that is not spent ready for contacts.
/// Formula   additive s1 + s2 + ..., compounding 1 - (1 - s1)(1 - s2)...
/// Limits    0 without items.
/// Errors    std::domain_error with the sum where additive shares exceed 1.
/// Example   10 %, 8 % and 12 %: 0.30 additive, 0.27136 compounding
[[nodiscard]] inline proportion shrinkage(std::span<const shrinkage_item> items,
                                          shrinkage_combination combination) {
  return detail::combined_shrinkage(items, combination, [](const shrinkage_item&) { return true; });
}

/// Shrinkage of the items of one kind, as if there were no others: planned and unplanned add up to
/// the whole where items are additive, and compound to it where they compound.
/// Errors    as the shrinkage of all items.
[[nodiscard]] inline proportion shrinkage(std::span<const shrinkage_item> items,
                                          shrinkage_combination combination, shrinkage_kind kind) {
  return detail::combined_shrinkage(
      items, combination, [kind](const shrinkage_item& item) { return item.kind == kind; });
}

/// Agents to schedule so that this many are on the phones.
/// Formula   on-phone / (1 - shrinkage)
/// Errors    std::domain_error where shrinkage is 1: nobody scheduled would ever be ready.
/// Accuracy  rounding up forgives what arithmetic adds, 4 epsilon / (1 - shrinkage) relative: a
///           share of a few decimals, or the sum of some, is off by some 2 epsilon, and 1 - share
///           by that over 1 - share. So 21 / (1 - 0.3), which a computer finds to be
///           30.000000000000004, is 30 agents, and 30.001 is 31.
/// Example   14 on the phones at 30 %: 20 scheduled
[[nodiscard]] inline agents scheduled_from_on_phone(agents on_phone, proportion shrinkage,
                                                    rounding how) {
  const double ready = 1.0 - shrinkage.value();
  detail::require(ready > 0.0, "shrinkage", "< 1", shrinkage.value());
  const double needed = on_phone.count();
  if (how == rounding::none) return fractional_agents(needed / ready);
  const auto whole = [ready](double n) { return detail::rounded_up(n / ready, 4.0 / ready); };
  if (how == rounding::up_at_end) return fractional_agents(whole(needed));
  // Beyond 1e14 the rounding that the first step forgives is a part of an agent.
  return fractional_agents(std::max(whole(needed), whole(detail::rounded_up(needed, 4.0))));
}

/// Agents on the phones, on average over the interval, when this many are scheduled; not rounded,
/// since every formula here takes 13.3 agents as they are.
/// Formula   scheduled x (1 - shrinkage)
[[nodiscard]] constexpr agents on_phone_from_scheduled(agents scheduled, proportion shrinkage) {
  return fractional_agents(scheduled.count() * (1.0 - shrinkage.value()));
}

/// Time that is paid when this many are scheduled for so long.
/// Errors    std::domain_error unless length is finite and > 0.
[[nodiscard]] constexpr duration paid_time(agents scheduled, duration length) {
  detail::require(detail::is_finite_positive(length.count()), "length", "finite and > 0 s",
                  length.count());
  return scheduled.count() * length;
}

/// Paid time of a column of intervals of one length.
/// Errors    std::domain_error unless length is finite and > 0.
[[nodiscard]] constexpr duration paid_time(std::span<const agents> scheduled, duration length) {
  duration sum(0);
  for (const agents n : scheduled) sum += paid_time(n, length);
  return sum;
}

/// What one full-time contract pays in the period of the question: 40 h for a week, 8 h for a day.
struct full_time_contract {
  duration paid_time;  ///< > 0; leave, breaks and training are paid too
};

/// Full-time contracts that a paid time amounts to (FTE); the contract's period is that of the paid
/// time. Not a number of people: two half-time contracts are one.
/// Formula   paid time / paid time of one full-time contract
/// Errors    std::domain_error unless both are finite, paid_time >= 0 and the contract's > 0.
/// Example   760 h in a week of 38 h: 20
[[nodiscard]] constexpr double full_time_equivalents(duration paid_time,
                                                     full_time_contract contract) {
  detail::require(detail::is_finite_nonnegative(paid_time.count()), "paid_time",
                  "finite and >= 0 s", paid_time.count());
  detail::require(detail::is_finite_positive(contract.paid_time.count()),
                  "paid_time of a full-time contract", "finite and > 0 s",
                  contract.paid_time.count());
  return paid_time / contract.paid_time;
}

}  // namespace krarup
