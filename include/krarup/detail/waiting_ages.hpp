// How long those who wait have waited, and so how fast they hang up: the i-th from the end came when the
// i-th last of those came who are still there, on average. From that the rates of a queue whose contacts
// hang up by any law [1]; here counted among those who have not hung up, so that the rates are right
// where a large part does.
//
// Sources
//   [1] W. Whitt, Engineering solution of a basic call-center model, Management Science 51(2), 2005.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <iterator>
#include <vector>

#include <krarup/detail/fast_math.hpp>

namespace krarup::detail {

/// P(patience > t) for t in seconds.
using share_still_there = std::function<double(double)>;

/// How contacts arrive through a day: a rate that is linear in each stretch, before the first as at its
/// beginning, after the last 0.
class arrival_course {
 public:
  void add(double length, double rate, double rate_at_end) {
    parts_.push_back({end_, length, rate, (rate_at_end - rate) / length, sum_});
    sum_ += 0.5 * (rate + rate_at_end) * length;
    end_ += length;
  }
  /// Contacts until t; less than 0 before the beginning.
  [[nodiscard]] double until(double t) const {
    if (t <= 0.0) return parts_.front().rate * t;
    if (t >= end_) return sum_;
    const auto after = std::upper_bound(parts_.begin(), parts_.end(), t,
                                        [](double x, const part& p) { return x < p.begin; });
    const part& in = *std::prev(after);
    const double since = t - in.begin;
    return in.before + since * (in.rate + 0.5 * in.slope * since);
  }

 private:
  struct part {
    double begin;
    double length;
    double rate;
    double slope;
    double before;  // contacts
  };
  std::vector<part> parts_;
  double end_ = 0.0;
  double sum_ = 0.0;
};

/// Those who wait at a moment, the last who came first.
class waiting_ages {
 public:
  /// For at least `most` who wait.
  waiting_ages(const arrival_course& arrivals, const share_still_there& there, double moment,
               double most, double youngest) {
    double age = 0.0;
    double share = 1.0;
    double before = arrivals.until(moment);
    rows_.push_back({});
    constexpr double oldest = 1e7;
    while (rows_.back().waiting < most && age < oldest) {
      const double width = std::max(youngest, 0.02 * age);
      const double later_share = there(age + width);
      const double came_until = arrivals.until(moment - age - width);
      const double rate = (before - came_until) / width;
      const double gone = share - later_share;
      // Between two ages as if the rate of hanging up did not change.
      const double hazard =
          later_share > 0.0 ? std::log(share / later_share) / width : 1.0 / youngest;
      const double stayed = gone > 1e-12 * share ? gone / hazard : share * width;
      age += width;
      rows_.push_back({age, rows_.back().waiting + rate * std::min(stayed, share * width),
                       rows_.back().hang_ups + rate * gone});
      last_hazard_ = std::min(hazard, 1.0 / youngest);
      share = later_share;
      before = came_until;
      if (share < 1e-9) break;
    }
  }

  /// Contacts that wait and came within `age`, on average, where nobody has been answered.
  [[nodiscard]] double waiting_within(double age) const {
    return between(age, &row::age, &row::waiting);
  }
  /// Hang-ups per second of so many who wait, the last who came.
  [[nodiscard]] double hang_ups(double waiting) const {
    const double known = std::min(waiting, rows_.back().waiting);
    return between(known, &row::waiting, &row::hang_ups) + (waiting - known) * last_hazard_;
  }
  /// The same on average over how long the first of them may have waited, where agents take `taken` per
  /// second: with `waiting` behind it, if m were expected, as m^waiting e^{-taken x(m)}, the law in
  /// balance. Out of balance only the width of that law is kept, and its mean the less the farther.
  /// Formula   Gauss and Hermite's rule of seven nodes over the cube root of a gamma law's number
  [[nodiscard]] double mean_hang_ups(double waiting, double taken) const {
    const double most = rows_.back().waiting;
    if (waiting == 0.0 || waiting >= most) return hang_ups(waiting);
    const auto after = above(waiting, &row::waiting);
    const row& low = *std::prev(after);
    const double came = (after->waiting - low.waiting) / (after->age - low.age);
    const double slope = 1.0 - taken / came;
    const double deviations = 0.5 * slope * std::sqrt(waiting);
    const double pull = came * (1.0 - slope / (1.0 + deviations * deviations));
    static constexpr double node[] = {
        -3.750439717725742, -2.366759410734541, -1.154405394739968, 0.0,
        1.154405394739968,  2.366759410734541,  3.750439717725742};
    static constexpr double weight[] = {0.000548268855972, 0.030757123967586, 0.240123178605013,
                                        0.457142857142857, 0.240123178605013, 0.030757123967586,
                                        0.000548268855972};
    const double count = waiting + 1.0;
    const double at_mean = count - pull * between(std::min(count, most), &row::waiting, &row::age);
    double sum = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < std::size(node); ++i) {
      const double root = 1.0 - 1.0 / (9.0 * count) + node[i] / (3.0 * std::sqrt(count));
      const double m = count * std::max(root * root * root, 1e-6);
      if (m > most) continue;
      const double age = between(m, &row::waiting, &row::age);
      const double w = weight[i] * std::exp(m - pull * age - at_mean);
      sum += w * waiting * hang_ups(m) / m;
      all += w;
    }
    return all > 0.0 ? sum / all : hang_ups(waiting);
  }

 private:
  struct row {
    double age = 0.0;
    double waiting = 0.0;
    double hang_ups = 0.0;
  };
  [[nodiscard]] std::vector<row>::const_iterator above(double x, double row::*of) const {
    return std::upper_bound(rows_.begin(), rows_.end(), x,
                            [of](double y, const row& r) { return y < r.*of; });
  }
  [[nodiscard]] double between(double x, double row::*of, double row::*value) const {
    const auto after = above(x, of);
    if (after == rows_.begin()) return 0.0;
    const row& low = *std::prev(after);
    if (after == rows_.end()) return low.*value;
    return low.*value + ((*after).*value - low.*value) * (x - low.*of) / ((*after).*of - low.*of);
  }

  std::vector<row> rows_;
  double last_hazard_ = 0.0;
};

}  // namespace krarup::detail
