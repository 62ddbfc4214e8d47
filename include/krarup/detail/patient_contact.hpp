// What becomes of contacts whose patience follows any law, by the time that those before them take: they
// are followed as if they waited for ever, and at each moment are answered as far as they still would
// be there.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/check.hpp>
#include <krarup/detail/compiled.hpp>
#include <krarup/detail/waiting_ages.hpp>

namespace krarup::detail {

/// A part of an interval in which the ages of those who wait are taken not to change.
struct day_piece {
  std::size_t interval;
  double begin;
  double length;
  system_rates rates;
  waiting_ages ages;
  system_states arriving;  // what contacts find when they arrive, together
};
/// What has become of contacts t after their arrival, of all together.
struct fate_by {
  double t;
  double taken_if_patient = 0.0;
  double served = 0.0;
  double there = 0.0;
};
/// What becomes of contacts, of all together.
struct patient_fate {
  std::vector<fate_by> moments = {};  ///< rising
  double answered = 0.0;
  double wait_of_answered = 0.0;  ///< s
  double for_ever = 0.0;          ///< neither answered nor gone in the end
};

/// Adds what becomes of those who arrive in the piece `from`, all taken to come at its middle.
KRARUP_FUNCTION void follow(const std::vector<day_piece>& pieces, std::size_t from,
                            const share_still_there& still_there, bool hand_over,
                            patient_fate& becomes)
#ifndef KRARUP_HAS_BODIES
    ;
#else
{
  const day_piece& first = pieces[from];
  const system_states& found = first.arriving;
  const double free = std::min(first.rates.agents, first.rates.lines);
  const auto n = static_cast<std::size_t>(first.rates.agents);
  std::vector<double> ahead;  // contacts with so many ahead as the index that would still wait
  double at_once = 0.0;
  double left = 0.0;
  for (std::size_t s = 0; s < found.p.size(); ++s) {
    const std::size_t k = found.low + s;
    const double p = std::max(found.p[s], 0.0);
    if (static_cast<double>(k) < free) {
      at_once += p;
    } else if (static_cast<double>(k) < first.rates.lines) {
      ahead.resize(k - n + 1, 0.0);
      ahead[k - n] = p;
      left += p;
    }
  }
  const double negligible = 1e-9 * (at_once + left);
  double taken = at_once;
  double served = at_once;
  double age = 0.0;
  double share = 1.0;
  std::size_t look = 0;
  const auto record = [&] {
    for (; look < becomes.moments.size() && becomes.moments[look].t <= age; ++look) {
      becomes.moments[look].taken_if_patient += taken;
      becomes.moments[look].served += served;
      becomes.moments[look].there += left * share;
    }
  };
  record();
  std::size_t in = from;
  double t = first.begin + 0.5 * first.length;
  std::vector<double> up;
  while (left > negligible && share > 1e-12 && in < pieces.size()) {
    for (; ahead.size() > 1 && ahead.back() < 1e-4 * negligible; ahead.pop_back())
      left -= ahead.back();
    const day_piece& of = pieces[in];
    const double until_end = of.begin + of.length - t;
    double h = std::min(until_end, std::max(0.01 / of.rates.handling, 0.05 * age));
    bool at_look = false;
    if (look < becomes.moments.size() && becomes.moments[look].t - age <= h) {
      h = becomes.moments[look].t - age;
      at_look = true;
    }
    const double behind = of.ages.waiting_within(age + 0.5 * h);
    const double faster = of.ages.hang_ups(behind);
    const double handling = of.rates.agents * of.rates.handling;
    up.resize(ahead.size());
    for (std::size_t j = 0; j < ahead.size(); ++j) {
      const double hang_ups = of.ages.hang_ups(behind + static_cast<double>(j)) - faster;
      up[j] = handling + (j > 0 ? std::max(hang_ups, 0.0) : 0.0);
    }
    const double fastest = up.back();
    const double left_before = left;
    for (double rest = h; rest > 0.0 && fastest > 0.0;) {
      const double step = std::min(rest, 200.0 / fastest);
      rest = step < rest ? rest - step : 0.0;
      const poisson_weights weights(fastest * step);
      std::vector<double> sum(ahead.size(), 0.0);
      for (const double w : weights.equal) {
        for (std::size_t j = 0; j < ahead.size(); ++j) {
          sum[j] += w * ahead[j];
          const double from_behind = j + 1 < ahead.size() ? up[j + 1] * ahead[j + 1] : 0.0;
          ahead[j] += (from_behind - up[j] * ahead[j]) / fastest;
        }
      }
      ahead.swap(sum);
    }
    left = 0.0;
    for (const double p : ahead) left += p;
    const double now_taken = handling > 0.0 ? left_before - left : 0.0;
    const double later_share = still_there(age + h);
    const double middle = still_there(age + 0.5 * h);
    taken += now_taken;
    served += now_taken * (share + 4.0 * middle + later_share) / 6.0;
    becomes.wait_of_answered +=
        now_taken * (share * age + 4.0 * middle * (age + 0.5 * h) + later_share * (age + h)) / 6.0;
    age = at_look ? becomes.moments[look].t : age + h;
    share = later_share;
    t += h;
    if (until_end - h <= 1e-9 * of.length) {
      ++in;
      if (in < pieces.size()) {
        t = pieces[in].begin;
        const double more = pieces[in].rates.agents - of.rates.agents;
        if (more > 0.0) {
          const auto come = std::min(static_cast<std::size_t>(more), ahead.size());
          double sum = 0.0;
          for (std::size_t j = 0; j < come; ++j) sum += ahead[j];
          ahead.erase(ahead.begin(), ahead.begin() + static_cast<std::ptrdiff_t>(come));
          left -= sum;
          taken += sum;
          served += sum * share;
          becomes.wait_of_answered += sum * share * age;
          if (ahead.empty()) ahead.push_back(0.0);
        } else if (more < 0.0 && hand_over) {
          ahead.insert(ahead.begin(), static_cast<std::size_t>(-more), 0.0);
        }
      }
    }
    record();
  }
  becomes.answered += served;
  becomes.for_ever += left * still_there(infinity);
  for (; look < becomes.moments.size(); ++look) {
    fate_by& at = becomes.moments[look];
    at.taken_if_patient += taken;
    at.served += served;
    at.there += left * still_there(at.t);
  }
}
#endif

}  // namespace krarup::detail
