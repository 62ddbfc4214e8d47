// The error that a day states, held against the equations' own Taylor series in long double.
#include <krarup/transient/day_course.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <span>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using number = long double;
using states = std::vector<number>;

/// The states `length` later by steps of a Taylor series, cut at the last of `p`.
states moved(states p, const time_varying_interval& interval, double agents, double lines) {
  const number length = interval.length.count();
  const number arrivals = interval.arrival_rate.per_second();
  const number at_end = interval.arrival_rate_at_end.value_or(interval.arrival_rate).per_second();
  const number slope = (at_end - arrivals) / length;
  const std::size_t size = p.size();
  std::vector<number> out(size);
  std::vector<number> has_line(size);
  for (std::size_t k = 0; k < size; ++k) {
    const number busy = std::min<number>(k, agents);
    out[k] = busy / interval.average_handle_time.count() +
             (k - busy) / interval.average_patience.count();
    has_line[k] = k + 1 < size && static_cast<double>(k) < lines ? 1 : 0;
  }
  const number fastest = std::max(arrivals, at_end) + *std::max_element(out.begin(), out.end());
  const auto steps = static_cast<std::size_t>(fastest * length / 3) + 1;
  const number h = length / steps;
  states before(size);
  states next(size);
  for (std::size_t step = 0; step < steps; ++step) {
    const number rate = arrivals + slope * h * step;
    states term = p;
    std::fill(before.begin(), before.end(), 0);
    number largest = 1;
    for (int j = 0; j < 6 || largest > 1e-22L; ++j) {
      largest = 0;
      number into = 0;
      for (std::size_t k = 0; k < size; ++k) {
        const number up = has_line[k] * (rate * term[k] + slope * h * before[k]);
        const number down = k + 1 < size ? out[k + 1] * term[k + 1] : 0;
        next[k] = h / (j + 1) * (into - up - out[k] * term[k] + down);
        into = up;
        largest = std::max(largest, std::abs(next[k]));
        p[k] += next[k];
      }
      before.swap(term);
      term.swap(next);
    }
  }
  return p;
}

/// The states at the end of each interval.
std::vector<states> ends_of(const time_varying_queue& queue, const std::vector<agents>& on_phone,
                            leaving_agents leaving) {
  double offers = 0.0;
  for (const auto& interval : queue.intervals) offers += offered(interval).count();
  std::size_t most =
      queue.start.size() + static_cast<std::size_t>(offers + 9 * std::sqrt(offers)) + 30;
  const double lines = queue.lines ? queue.lines->count() : detail::infinity;
  if (queue.lines) most = std::max(queue.start.size(), static_cast<std::size_t>(lines) + 1);
  states p(queue.start.begin(), queue.start.end());
  p.resize(most, 0);
  std::vector<states> ends;
  for (std::size_t i = 0; i < queue.intervals.size(); ++i) {
    const double n = on_phone[i].count();
    const double before = i > 0 ? on_phone[i - 1].count() : n;
    if (n < before && leaving == leaving_agents::finish_contact) {
      states left(most, 0);
      for (std::size_t k = 0; k < most; ++k) {
        const auto in_system = static_cast<double>(k);
        const double stay = std::min(in_system, n) + std::max(in_system - before, 0.0);
        left[static_cast<std::size_t>(stay)] += p[k];
      }
      p = std::move(left);
    }
    p = moved(std::move(p), queue.intervals[i], n, lines);
    ends.push_back(p);
  }
  return ends;
}

// What rounding may add to the stated error: 2e-15 at most was seen.
constexpr double rounding = 1e-14;

void expect_bounded(const time_varying_queue& queue, const std::vector<agents>& on_phone,
                    leaving_agents leaving, std::span<const double> tolerances) {
  const std::vector<states> ends = ends_of(queue, on_phone, leaving);
  for (const double tolerance : tolerances) {
    const day_course day(queue, on_phone, {.leaving = leaving, .tolerance = tolerance});
    EXPECT_LE(day.error(), tolerance);
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const std::vector<double> got = day.number_in_system(i);
      number wrong = 0;
      for (std::size_t k = 0; k < std::max(ends[i].size(), got.size()); ++k) {
        wrong += std::abs((k < got.size() ? got[k] : 0.0) - (k < ends[i].size() ? ends[i][k] : 0));
      }
      EXPECT_LE(static_cast<double>(wrong), day.error() + rounding)
          << "tolerance " << tolerance << ", interval " << i;
    }
  }
}

TEST(DayCourse, ItsErrorIsABoundOnAnySmallDay) {
  std::mt19937_64 random(1909);
  const auto any = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random() >> 11) * 0x1p-53;
  };
  const auto whole = [&](double low, double high) { return std::floor(any(low, high + 1)); };
  const double patience[] = {detail::infinity, 0.3, 1.0, 2.0, 20.0};
  for (int repetition = 0; repetition < 40; ++repetition) {
    time_varying_queue queue;
    std::vector<agents> on_phone;
    for (double i = whole(1, 4); i > 0; --i) {
      const double n = whole(0, 6);
      const double load = any(0, 2.5) * std::max(n, 1.0);
      const double arrivals = any(0, 1) < 0.1 ? 0.0 : load;
      queue.intervals.push_back({.length = duration(std::pow(10.0, any(-2, 0.7))),
                                 .arrival_rate = rate::per_second(arrivals),
                                 .average_handle_time = duration(any(0.5, 1.5)),
                                 .average_patience = duration(patience[random() % 5])});
      if (any(0, 1) < 0.3) {
        queue.intervals.back().arrival_rate_at_end = rate::per_second(any(0, 2) * load);
      }
      on_phone.emplace_back(static_cast<int>(n));
    }
    queue.start = starting_with(static_cast<std::size_t>(whole(0, 12)));
    if (any(0, 1) < 0.4) queue.lines = trunks(static_cast<int>(whole(3, 14)));
    const double tolerance = std::pow(10.0, any(-10, -4));
    const bool hands_over = any(0, 1) < 0.5;
    expect_bounded(queue, on_phone,
                   hands_over ? leaving_agents::hand_over : leaving_agents::finish_contact,
                   std::span(&tolerance, 1));
  }
}

// 200 agents under twice their load, far from any balance, and what is left of it under less: where a
// rational stride must not be trusted, and where it may be.
TEST(DayCourse, ItsErrorIsABoundWhereADriftIsStrong) {
  const double tolerances[] = {1e-4, 1e-6, 1e-8, 1e-10};
  for (const double patience : {100.0, detail::infinity}) {
    for (const std::size_t start : {std::size_t{0}, std::size_t{500}}) {
      const auto interval = [&](double length, double load) {
        return time_varying_interval{.length = duration(length),
                                     .arrival_rate = rate::per_second(load),
                                     .average_handle_time = duration(1),
                                     .average_patience = duration(patience)};
      };
      expect_bounded({.intervals = {interval(0.375, 400), interval(0.5, 100), interval(0.25, 190)},
                      .start = starting_with(start)},
                     {200, 150, 200}, leaving_agents::finish_contact, tolerances);
    }
  }
}

}  // namespace
}  // namespace krarup
