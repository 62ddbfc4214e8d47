// What the end of a stretch of time changes for those who come shortly before it: by quadrature over the
// time between, of the states that they find and of what is ahead for them.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <list>
#include <map>
#include <utility>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/clenshaw_curtis.hpp>
#include <krarup/detail/rational_exponential.hpp>
#include <krarup/detail/system_course.hpp>
#include <krarup/detail/tagged_contact.hpp>

namespace krarup::detail {

/// The states of a stretch in which somebody waits, at any moments of it.
class waiting_states {
 public:
  /// For moments from `earliest` on; each wrong by no more than `allowed`, summed, where it can be
  /// helped.
  waiting_states(const system_stretch& of, double earliest, double allowed)
      : of_(&of), earliest_(earliest), allowed_(allowed) {
    known_.emplace(0.0, of.begin);
  }

  /// States from that on where every agent is busy, t >= earliest after the beginning.
  [[nodiscard]] system_states at(double t) {
    if (t > 0.0 && of_->rates.arrivals > 0.0 && of_->rates.arrivals_slope == 0.0) {
      for (const trusted& each : strides_) {
        const double share = t / each.late.length();
        if (share > 1.0) continue;
        const double bound = rational_exponential::error_of_share(share) * each.distance;
        if (bound < 0.5 * allowed_) return each.late.at(share);
      }
      const system_states begin = without_ends(of_->begin, 1e-17);
      const state_range range = states_of_stride(begin, of_->rates, t);
      const double distance = distance_from_balance(begin, of_->rates, range);
      if (rational_exponential::error * distance < 0.5 * allowed_) {
        const auto lowest = static_cast<std::size_t>(of_->rates.agents);
        strides_.push_back({late_states(begin, of_->rates, t, range, lowest), distance});
        if (strides_.back().late.lost() < 0.5 * allowed_) return strides_.back().late.at(1.0);
        strides_.pop_back();
      }
    }
    if (known_.size() == 1 && t > earliest_) static_cast<void>(step_by_step(earliest_));
    return step_by_step(t);
  }

 private:
  struct trusted {
    late_states late;
    double distance;
  };

  [[nodiscard]] const system_states& step_by_step(double t) {
    const auto last = std::prev(known_.upper_bound(t));
    if (last->first == t) return last->second;
    system_rates rates = of_->rates;
    rates.arrivals += rates.arrivals_slope * last->first;
    system_states now = last->second;
    system_time passed;
    static_cast<void>(move_on(now, passed, rates, t - last->first, allowed_));
    return known_.emplace(t, std::move(now)).first->second;
  }

  const system_stretch* of_;
  double earliest_;
  double allowed_;
  std::list<trusted> strides_ = {};
  std::map<double, system_states> known_ = {};
};

/// What it changes for the contacts of a stretch that answers_at(x) and not `otherwise` holds for those
/// who come x before its end, low <= x <= high.
template <class Answers>
[[nodiscard]] tagged_questions::two change_before_end(
    const system_stretch& of, double low, double high, const tagged_questions& otherwise,
    const Answers& answers_at, const tagged_questions::two& scale, double tolerance) {
  const double n = of.rates.agents;
  const double busy = of.passed.arriving.mean([n](double k) { return k >= n ? 1.0 : 0.0; });
  if (busy <= 1e-3 * tolerance * of.offered) return {};
  waiting_states states(of, of.length - high, 0.1 * tolerance);
  const auto change = [&](double x) {
    const double t = of.length - x;
    const system_states now = states.at(t);
    tagged_questions::two result = over_waiting(now, of.rates, answers_at(x));
    const tagged_questions::two less = over_waiting(now, of.rates, otherwise);
    const double arrivals = of.rates.arrivals + of.rates.arrivals_slope * t;
    for (std::size_t q = 0; q < result.size(); ++q) result[q] = arrivals * (result[q] - less[q]);
    return result;
  };
  return integral_of<2>(change, low, high, scale, 0.1 * tolerance);
}

}  // namespace krarup::detail
