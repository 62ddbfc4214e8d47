// How many agents a day takes in which who waits at the end of an interval still waits in the next: the
// least agents' time that keeps a target in every interval, or over the day.
//
// What agents of one interval do is felt in others, so numbers are not found one by one. Passes over
// the day put to each interval the least number that serves it under the others' numbers, until a pass
// changes none: the iteration of [1], with a computed day for a simulated one. Then whatever can be
// spared is taken away, one agent at a time, and an agent is put elsewhere where that spares more.
//
// Sources
//   [1] Z. Feldman, A. Mandelbaum, W. A. Massey, W. Whitt, Staffing of time-varying queues to achieve
//       time-stable performance, Management Science 54(2), 2008.
#pragma once

#include <algorithm>
#include <cstddef>
#include <stdexcept>
#include <vector>

#include <krarup/detail/monotone_search.hpp>
#include <krarup/outcome.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/day_rules.hpp>
#include <krarup/staffing/promise_margins.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/whole_day.hpp>
#include <krarup/units.hpp>

namespace krarup {

namespace detail {

/// Serves every interval of a day.
template <staffable_day Day>
class interval_search {
 public:
  using block = typename day_blocks<Day>::block;

  explicit interval_search(day_blocks<Day>& blocks)
      : blocks_(blocks),
        day_(blocks.day()),
        promises_(day_.target()),
        unserved_(day_.intervals(), false) {}

  void operator()() {
    bool again = true;
    for (passes_ = 0; again; ++passes_) {
      again = false;
      for (block& each : blocks_) {
        const double before = each.agents;
        // From the third pass on numbers only rise, so that the passes end.
        blocks_.put(each, serve(each, passes_ < 2 ? each.least : before));
        again = again || each.agents != before;
      }
    }
    for (block& each : blocks_) {
      for (std::size_t i = each.first; i < each.end; ++i) {
        unserved_[i] = !served(i);
        if (unserved_[i] && each.agents == each.most) each.least = each.most;
      }
    }
    spare();
    for (std::size_t b = 0; b + 1 < blocks_.size(); ++b) {
      if (blocks_[b].agents < blocks_[b].most) spare_after_one_more(b);
    }
  }

  [[nodiscard]] std::size_t passes() const { return passes_; }
  [[nodiscard]] std::vector<std::size_t> unserved() const {
    std::vector<std::size_t> result;
    for (std::size_t i = 0; i < unserved_.size(); ++i) {
      if (unserved_[i]) result.push_back(i);
    }
    return result;
  }

 private:
  [[nodiscard]] bool served(std::size_t i) {
    return promise_margins::kept(promises_.of(day_.sums(i)));
  }
  [[nodiscard]] bool all_served() {
    for (std::size_t i = 0; i < day_.intervals(); ++i) {
      if (!unserved_[i] && !served(i)) return false;
    }
    return true;
  }
  [[nodiscard]] std::vector<std::size_t> served_of(const block& of) {
    std::vector<std::size_t> result;
    for (std::size_t i = of.first; i < of.end; ++i) {
      if (served(i)) result.push_back(i);
    }
    return result;
  }

  /// Least number, not below `least`, that serves those of a block's intervals that a number serves.
  [[nodiscard]] double serve(block& of, double least) {
    const double now = of.agents;
    std::vector<std::size_t> asked = served_of(of);
    double most = now;
    if (asked.size() < of.end - of.first) {
      for (std::size_t i = of.first; i < of.end; ++i) {
        most = std::max(most, day_.useful_agents(i).count());
      }
      most = std::min(most, of.most);
      blocks_.put(of, most);
      asked = served_of(of);
      if (asked.size() < of.end - of.first && most == of.most) return most;
    }
    if (asked.empty()) return least;
    const auto slack = [&](double n) {
      if (n < least) return -infinity;
      blocks_.put(of, std::min(n, most));
      double worst = infinity;
      for (const std::size_t i : asked) worst = std::min(worst, promises_.slack_of(day_.sums(i)));
      return worst;
    };
    return std::clamp(least_whole_number(slack, now, 1.0).value_or(most), least, most);
  }

  /// Takes agents away from a block while all is served.
  bool lower(block& of) {
    const double before = of.agents;
    while (of.agents > of.least) {
      blocks_.put(of, of.agents - 1.0);
      if (all_served()) continue;
      blocks_.put(of, of.agents + 1.0);
      break;
    }
    return of.agents < before;
  }

  void spare() {
    for (bool again = true; again; ++passes_) {
      again = false;
      for (block& each : blocks_) again = lower(each) || again;
    }
  }

  /// One more here, where it lets the next blocks do with less in all.
  void spare_after_one_more(std::size_t b) {
    const std::vector<double> before = blocks_.numbers();
    const double time = blocks_.agents_time();
    blocks_.put(blocks_[b], blocks_[b].agents + 1.0);
    const std::size_t felt = std::min(b + 4, blocks_.size());
    for (std::size_t l = b + 1; l < felt; ++l) lower(blocks_[l]);
    if (blocks_.agents_time() < time) {
      spare();
    } else {
      blocks_.restore(before);
    }
  }

  day_blocks<Day>& blocks_;
  Day& day_;
  promise_margins promises_;
  std::vector<bool> unserved_;
  std::size_t passes_ = 0;
};

}  // namespace detail

/// Least agents' time that keeps the day's target, in every interval or over the day, and the agents of
/// each interval. The search begins with the agents that the day has, and leaves it with those found.
/// Limits       no agent can be taken away from intervals that change together, and none be put
///              elsewhere that spares more. That is the least of all staffings for small days
///              (tests/staffing/day_requirement_test.cpp); nothing proves it for large ones.
/// Unreachable  the promises that only an infinite number of agents keeps. An interval whose target no
///              number keeps is no reason: it is told of in `unserved`.
/// Errors       std::invalid_argument for rules that do not fit the day, that leave no number, or that
///              ask for a least service level of a target without one; std::domain_error for numbers
///              that are not whole.
template <staffable_day Day>
[[nodiscard]] outcome<day_requirement> agents_required(Day& day, const day_rules& rules = {}) {
  if (const auto why = detail::impossible(day.target(), false)) return *why;
  const bool whole_day = rules.promised == promised_for::whole_day;
  if (rules.least_service_level && !(whole_day && day.target().service_level)) {
    throw std::invalid_argument(
        "least_service_level must come with a service level that is promised for the whole day");
  }
  detail::day_blocks<Day> blocks(day, rules);
  detail::interval_search<Day> every_interval(blocks);
  every_interval();
  day_requirement found{.on_phone = {},
                        .agents_time = duration(0),
                        .kept = every_interval.unserved().empty(),
                        .unserved = every_interval.unserved(),
                        .passes = every_interval.passes()};
  if (whole_day) {
    detail::whole_day_search<Day> search(blocks, rules.least_service_level);
    found.kept = search();
    found.passes += search.passes();
  }
  for (std::size_t i = 0; i < day.intervals(); ++i) found.on_phone.push_back(day.agents_of(i));
  found.agents_time = duration(blocks.agents_time());
  return found;
}

}  // namespace krarup
