// What the contacts of an interval add to the measures that a target names.
#pragma once

#include <cstddef>

#include <krarup/detail/compiled.hpp>
#include <krarup/detail/fast_math.hpp>
#include <krarup/service_target.hpp>
#include <krarup/transient/day_service.hpp>

#ifdef KRARUP_HAS_BODIES
#include <cmath>

#include <krarup/service_level_definition.hpp>
#include <krarup/transient/exact.hpp>
#include <krarup/units.hpp>
#endif

namespace krarup {

/// Numerators and denominators of the measures that a target can name; those of intervals add up to
/// those of the day. Of measures that it does not name both are 0.
struct promised_sums {
  struct ratio {
    double part = 0.0;
    double whole = 0.0;
  };
  ratio service_level;               ///< contacts in time / contacts that count
  ratio average_speed_of_answer;     ///< seconds that those answered waited / answered
  ratio mean_wait;                   ///< seconds that contacts waited / offered
  ratio probability_of_abandonment;  ///< contacts that hang up / offered
  ratio occupancy;                   ///< agents' seconds handling / ready
  ratio probability_of_wait;         ///< contacts that wait / offered
};

namespace detail {

/// Adds what the contacts of interval l count for in what the target names.
KRARUP_FUNCTION void add(promised_sums& sums, const service_target& target, const day_service& part,
                         std::size_t l, double weight)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const double offered = weight * part.course().offered(l).count();
  const auto count = [](promised_sums::ratio& of, double in, double all) {
    of.part += in;
    of.whole += all;
  };
  if (target.service_level) {
    const service_level_shares shares = part.shares_for_service_level(
        l, *target.answer_within, target.definition, target.short_abandon.value_or(duration(0)));
    count(sums.service_level, offered * shares.in_time, offered * shares.counted);
  }
  if (target.average_speed_of_answer) {
    const double answered = offered * part.probability_of_answer(l);
    const double wait = exact_day(part).average_speed_of_answer(l).count();
    count(sums.average_speed_of_answer,
          answered > 0.0 || std::isinf(wait) ? (answered > 0.0 ? answered : 1.0) * wait : 0.0,
          answered);
  }
  if (target.mean_wait && offered > 0.0) {
    count(sums.mean_wait, offered * part.mean_wait(l).count(), offered);
  }
  if (target.probability_of_abandonment) {
    count(sums.probability_of_abandonment, offered * part.probability_of_abandonment(l), offered);
  }
  if (target.probability_of_wait) {
    count(sums.probability_of_wait, offered * part.course().probability_of_wait(l), offered);
  }
  if (target.occupancy) {
    const double ready =
        weight * part.course().agents_of(l).count() * part.course().length(l).count();
    const double busy = ready > 0.0 ? part.course().occupancy(l) * ready : offered;
    count(sums.occupancy, busy, ready);
  }
}
#endif

}  // namespace detail

}  // namespace krarup
