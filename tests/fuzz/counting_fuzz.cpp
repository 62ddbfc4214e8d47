// What needs no queue: shrinkage and paid time, contact mixes, measured counts.
#include <krarup/contact_counts.hpp>
#include <krarup/queues/observed_patience.hpp>
#include <krarup/staffing/contact_mix.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 2'000;

bool is_count(double value) {
  return value >= 0.0 && std::isfinite(value);
}

void check_scheduling(bytes& in) {
  const double on_phone = in.number();
  const double share = in.share();
  const auto how = static_cast<rounding>(in.one_of(3));
  if (!is_count(on_phone) || !(share >= 0.0 && share <= 1.0)) return;
  const agents n = fractional_agents(on_phone);
  const double ready = 1.0 - share;
  const auto scheduled = [&](rounding rounded) {
    return answer("scheduled_from_on_phone", few_steps,
                  ready > 0.0 && std::isfinite((on_phone + 1.0) / ready),
                  [&] { return scheduled_from_on_phone(n, share, rounded).count(); });
  };
  if (ready > 0.0 && !std::isfinite((on_phone + 1.0) / ready)) return;  // beyond any double
  const auto exact = scheduled(rounding::none);
  if (!exact) return;
  expect(equal(*exact * ready, on_phone, 4.0 * epsilon, 1e-300),
         "scheduled x ready = on the phones", {on_phone, share, *exact});
  expect(*exact >= on_phone, "more are scheduled than are on the phones", {on_phone, share});
  const double whole = *scheduled(rounding::up_at_end);
  const double twice = *scheduled(rounding::up_each_step);
  expect(whole == std::round(whole) && twice == std::round(twice), "whole numbers are scheduled",
         {on_phone, share, whole, twice});
  expect(at_most(*exact, whole, 4.0 * epsilon / ready) && whole <= (*exact + 1.0) * (1.0 + epsilon),
         "rounded up by less than one", {on_phone, share, *exact, whole});
  expect(twice >= whole, "up at each step is never fewer", {on_phone, share, whole, twice});
  const agents back = on_phone_from_scheduled(fractional_agents(*exact), share);
  expect(equal(back.count(), on_phone, 4.0 * epsilon, 1e-300), "there and back", {on_phone, share});
  const double length = in.number();
  const agents planned = fractional_agents(how == rounding::none ? *exact : whole);
  const auto paid = answer("paid_time", few_steps, is_count(length) && length > 0.0,
                           [&] { return paid_time(planned, duration(length)).count(); });
  const double contract = in.number();
  if (!paid) return;
  expect(*paid == planned.count() * length, "paid time", {planned.count(), length});
  const auto full = answer(
      "full_time_equivalents", few_steps, is_count(*paid) && is_count(contract) && contract > 0.0,
      [&] { return full_time_equivalents(duration(*paid), {duration(contract)}); });
  if (full) expect(*full >= 0.0, "contracts >= 0", {*paid, contract});
}

void check_shrinkage(bytes& in) {
  std::vector<shrinkage_item> items;
  double sum = 0.0;
  for (std::size_t i = in.one_of(6); i > 0; --i) {
    const double share = in.flag() ? in.unit() / 5.0 : in.share();
    if (!(share >= 0.0 && share <= 1.0)) continue;
    items.push_back({"", share, in.flag() ? shrinkage_kind::planned : shrinkage_kind::unplanned});
    sum += share;
  }
  const double slack = epsilon * static_cast<double>(items.size());
  const auto ask = [&](shrinkage_combination how) {
    return answer("shrinkage", few_steps,
                  how == shrinkage_combination::compounding || sum <= 1.0 + slack, [&] {
                    return std::pair(
                        shrinkage(items, how).value(),
                        std::pair(shrinkage(items, how, shrinkage_kind::planned).value(),
                                  shrinkage(items, how, shrinkage_kind::unplanned).value()));
                  });
  };
  const auto added = ask(shrinkage_combination::additive);
  if (added) {
    const auto& [planned, unplanned] = added->second;
    expect(equal(added->first, sum, 0.0, slack), "shares add up", {sum, added->first});
    expect(equal(planned + unplanned, sum, 0.0, 2.0 * slack), "kinds add up", {planned, unplanned});
  }
  const auto compounded = ask(shrinkage_combination::compounding);
  const auto& [planned, unplanned] = compounded->second;
  expect(equal((1.0 - planned) * (1.0 - unplanned), 1.0 - compounded->first, 0.0,
               4.0 * slack + 2.0 * epsilon),
         "kinds compound", {planned, unplanned, compounded->first});
  expect(at_most(compounded->first, sum, 0.0, 2.0 * slack), "compounding is no more than adding",
         {compounded->first, sum});
}

void check_mix(bytes& in) {
  std::vector<contact_kind> kinds;
  bool valid = true;
  double least = infinity;
  double most = 0.0;
  double largest = 0.0;
  for (std::size_t i = in.one_of(6); i > 0; --i) {
    const double share = in.flag() ? in.unit() : in.number();
    const double time = in.flag() ? in.scale(1.0, 1e4) : in.number();
    kinds.push_back({share, duration(time)});
    valid = valid && is_count(share) && share > 0.0 && is_count(time) && time > 0.0;
    least = std::fmin(least, time);
    most = std::fmax(most, time);
    largest = std::fmax(largest, share);
  }
  valid = valid && !kinds.empty();
  const auto mean =
      answer("average_handle_time", few_steps, [&] { return average_handle_time(kinds).count(); });
  expect(!mean || valid, "a mix of what is no contact", {static_cast<double>(kinds.size())});
  if (!mean) {  // what is no double by itself is refused too
    expect(!valid || !(most < 1e90 && least > 1e-90), "a mix is answered", {least, most, largest});
    return;
  }
  if (!(most < 1e90 && least > 1e-90)) return;  // products of shares and times lose digits
  const double error = 4.0 * epsilon * static_cast<double>(kinds.size());
  expect(at_most(least, *mean, error, 1e-300) && at_most(*mean, most, error, 1e-300),
         "a mean lies between its parts", {least, *mean, most});
  const std::size_t index = in.one_of(8);
  const auto each = answer("handle_time_for_each", few_steps,
                           [&] { return handle_time_for_each(kinds, index).count(); });
  expect(!each || index < kinds.size(), "a kind that there is not", {static_cast<double>(index)});
  if (!each) return;
  expect(at_most(*mean, *each, error, 1e-300), "each takes at least the mean", {*mean, *each});
}

void check_counts(bytes& in) {
  const auto count = [&] {
    return in.flag() ? static_cast<double>(in.byte()) : std::abs(in.number());
  };
  const double answered = count();
  const double in_time = in.flag() ? answered * in.unit() : count();
  const double abandoned = count();
  const std::uint8_t known = in.byte();
  const double early = in.flag() ? abandoned * in.unit() : count();
  const double instant = in.flag() ? early * in.unit() : count();
  for (const double each : {answered, in_time, abandoned, early, instant}) {
    if (!is_count(each)) return;
  }
  contact_counts counts{contacts(answered), contacts(in_time), contacts(abandoned)};
  if ((known & 1) != 0) counts.abandoned_within = contacts(early);
  if ((known & 2) != 0) counts.short_abandoned = contacts(instant);
  const bool valid = in_time <= answered && ((known & 1) == 0 || early <= abandoned) &&
                     ((known & 2) == 0 || instant <= abandoned) &&
                     std::isfinite(answered + abandoned);
  using by = service_level_definition;
  for (const auto definition :
       {by::offered, by::answered, by::exclude_abandoned_within, by::positive, by::exclude_short,
        by::positive_short, by::virtual_wait}) {
    const bool had = definition == by::virtual_wait    ? false
                     : needs_short_abandon(definition) ? (known & 2) != 0
                     : definition == by::exclude_abandoned_within || definition == by::positive
                         ? (known & 1) != 0
                         : true;
    const auto level = answer("service_level of counts", few_steps, valid && had,
                              [&] { return service_level(counts, definition); });
    if (!level) continue;
    const bool disjoint = definition != by::positive && definition != by::positive_short;
    expect(*level >= 0.0 && at_most(*level, 1.0, disjoint ? 2.0 * epsilon : 4.0 * epsilon),
           "a measured level in [0, 1]",
           {answered, in_time, abandoned, early, instant, static_cast<double>(definition), *level});
  }
  for (const auto definition :
       {abandonment_definition::offered, abandonment_definition::exclude_short,
        abandonment_definition::forgive_short}) {
    const bool had = definition == abandonment_definition::offered || (known & 2) != 0;
    const auto lost = answer("abandonment of counts", few_steps, valid && had,
                             [&] { return probability_of_abandonment(counts, definition); });
    if (lost) expect_share(*lost, "measured abandonment in [0, 1]", {answered, abandoned, instant});
  }
  if (!valid || !(answered + abandoned < 1e300)) return;
  const contact_counts sum = counts + counts;
  expect(sum.answered.count() == 2.0 * answered && sum.abandoned.count() == 2.0 * abandoned,
         "counts add up", {answered, abandoned});
  expect(equal(service_level(sum, by::offered), service_level(counts, by::offered), 2.0 * epsilon),
         "twice the counts, the same level", {answered, in_time, abandoned});
}

void check_shares_of_time(bytes& in) {
  const double part = in.number();
  const double whole = in.flag() ? in.number() : part * 2.0;
  const bool valid = is_count(part) && is_count(whole) && part <= whole;
  const auto busy = answer("occupancy of times", few_steps, valid,
                           [&] { return occupancy(duration(part), duration(whole)); });
  if (busy) expect_share(*busy, "measured occupancy in [0, 1]", {part, whole});
  const auto talk = answer("talk_time_share", few_steps, valid && whole > 0.0,
                           [&] { return talk_time_share(duration(part), duration(whole)); });
  if (talk) expect_share(*talk, "talk time in [0, 1]", {part, whole});
  const double abandoned = std::abs(in.number());
  if (!is_count(abandoned)) return;
  const auto patience =
      answer("average_patience", few_steps, is_count(part) && part > 0.0 && abandoned > 0.0,
             [&] { return average_patience(duration(part), contacts(abandoned)).count(); });
  if (!patience) return;
  expect(*patience >= 0.0, "patience >= 0", {part, abandoned});
  const duration median = median_patience_from_average(duration(*patience));
  expect(equal(average_patience_from_median(median).count(), *patience, 4.0 * epsilon, 1e-300),
         "median and mean patience", {*patience});
}

}  // namespace

void run(bytes& in) {
  switch (in.one_of(5)) {
    case 0:
      return check_scheduling(in);
    case 1:
      return check_shrinkage(in);
    case 2:
      return check_mix(in);
    case 3:
      return check_counts(in);
    default:
      return check_shares_of_time(in);
  }
}

}  // namespace krarup::fuzz
