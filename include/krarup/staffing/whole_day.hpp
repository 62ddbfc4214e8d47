// The least agents' time that keeps a target over the contacts of a whole day: agents are taken away
// where the day misses them least, and moved where they do more, several at a time and at last one by
// one.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <krarup/staffing/day_rules.hpp>
#include <krarup/staffing/promise_margins.hpp>
#include <krarup/units.hpp>

namespace krarup::detail {

template <staffable_day Day>
class whole_day_search {
 public:
  using block = typename day_blocks<Day>::block;

  whole_day_search(day_blocks<Day>& blocks, const std::optional<proportion>& least_service_level)
      : blocks_(blocks),
        day_(blocks.day()),
        promises_(day_.target()),
        floor_(least_service_level),
        gains_(blocks.size()),
        losses_(blocks.size()) {}

  /// From a staffing that serves every interval as far as can be; whether the day's promises are kept.
  bool operator()() {
    look();
    while (!kept() && add()) ++passes_;
    double peak = 0.0;
    for (const block& each : blocks_) peak = std::max(peak, each.agents);
    while (step_ < peak / 16.0) step_ *= 2.0;
    for (; kept(); step_ /= 2.0) {
      forget();
      while (take_away() || exchange()) ++passes_;
      if (step_ == 1.0) break;
    }
    return kept();
  }

  [[nodiscard]] std::size_t passes() const { return passes_; }

 private:
  using margins = promise_margins::margins;

  [[nodiscard]] bool kept() const { return floor_kept_ && promise_margins::kept(total_); }

  void look() {
    rows_.clear();
    total_ = {};
    scale_ = {};
    floor_kept_ = true;
    for (std::size_t i = 0; i < day_.intervals(); ++i) {
      const auto& sums = day_.sums(i);
      rows_.push_back(promises_.of(sums));
      add_to(total_, rows_.back());
      add_to(scale_, promises_.wholes_of(sums));
      floor_kept_ = floor_kept_ && above_floor(sums);
    }
  }

  template <class Sums>
  [[nodiscard]] bool above_floor(const Sums& sums) const {
    return !floor_ || sums.service_level.part >= floor_->value() * sums.service_level.whole;
  }

  /// How well the promise is kept that is kept least, beside what it is about.
  [[nodiscard]] double merit(const margins& of) const {
    double least = infinity;
    for (std::size_t p = 0; p < of.size(); ++p) {
      if (scale_[p] > 0.0) least = std::min(least, of[p] / scale_[p]);
    }
    return std::isnan(least) ? -infinity : least;
  }

  void forget() {
    gains_.assign(blocks_.size(), std::nullopt);
    losses_.assign(blocks_.size(), std::nullopt);
  }

  /// What a step more and one less in each block do to the day's margins, where that may be; what is
  /// known is not asked again.
  void ask_changes() {
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      const block& of = blocks_[b];
      if (!gains_[b] && of.agents + step_ <= of.most) gains_[b] = change_by(of, step_);
      if (!losses_[b] && of.agents - step_ >= of.least) losses_[b] = change_by(of, -step_);
    }
  }

  /// The difference that `more` agents make; infinitely bad where an interval falls below the floor.
  [[nodiscard]] margins change_by(const block& of, double more) {
    Day trial(day_);
    day_blocks<Day>::put(trial, of, of.agents + more);
    margins change{};
    for (std::size_t i = 0; i < trial.intervals(); ++i) {
      const auto& sums = trial.sums(i);
      if (more < 0.0 && !above_floor(sums)) {
        change.fill(-infinity);
        return change;
      }
      const margins then = promises_.of(sums);
      for (std::size_t p = 0; p < change.size(); ++p) change[p] += then[p] - rows_[i][p];
    }
    return change;
  }

  /// Puts `more` agents to a block and forgets what is known of blocks that feel it.
  void change(std::size_t b, double more) {
    const std::vector<margins> before = rows_;
    blocks_.put(blocks_[b], blocks_[b].agents + more);
    look();
    const auto feels = [&](std::size_t i) {
      for (std::size_t p = 0; p < scale_.size(); ++p) {
        const double moved = std::abs(rows_[i][p] - before[i][p]);
        if (!(moved <= 1e-6 * scale_[p])) return true;
      }
      return false;
    };
    for (std::size_t l = 0; l < blocks_.size(); ++l) {
      const std::size_t from = blocks_[l].first - (blocks_[l].first > 0 ? 1 : 0);
      const std::size_t to = std::min(blocks_[l].end + 1, day_.intervals());
      bool felt = l == b;
      for (std::size_t i = from; i < to && !felt; ++i) felt = feels(i);
      if (!felt) continue;
      gains_[l].reset();
      losses_[l].reset();
    }
  }

  /// A step more where it does most for the day, in its time.
  bool add() {
    ask_changes();
    std::optional<std::size_t> best;
    double most = 0.0;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      if (!gains_[b]) continue;
      const double gain = (merit(sum(total_, *gains_[b])) - merit(total_)) / blocks_[b].seconds;
      if (gain > most) {
        most = gain;
        best = b;
      }
    }
    if (best) change(*best, step_);
    return best.has_value();
  }

  /// A step less in each block where the day misses it about least, in its time.
  bool take_away() {
    ask_changes();
    const double now = merit(total_);
    std::vector<std::pair<double, std::size_t>> candidates;
    for (std::size_t b = 0; b < blocks_.size(); ++b) {
      if (!losses_[b]) continue;
      const double loss = now - merit(sum(total_, *losses_[b]));
      candidates.emplace_back(loss / blocks_[b].seconds, b);
    }
    std::sort(candidates.begin(), candidates.end());
    bool taken = false;
    for (const auto& [loss, b] : candidates) {
      if (taken && loss > 1.2 * candidates.front().first) break;
      if (!losses_[b] || !promise_margins::kept(sum(total_, *losses_[b]))) continue;
      change(b, -step_);
      if (kept()) {
        taken = true;
      } else {
        change(b, step_);
      }
    }
    return taken;
  }

  /// A step from a block to another that is no longer, where the day is served better.
  bool exchange() {
    ask_changes();
    const double now = merit(total_);
    double best = now + 1e-9 * std::abs(now);
    std::optional<std::pair<std::size_t, std::size_t>> swap;
    for (std::size_t to = 0; to < blocks_.size(); ++to) {
      if (!gains_[to]) continue;
      const margins with = sum(total_, *gains_[to]);
      for (std::size_t from = 0; from < blocks_.size(); ++from) {
        if (from == to || !losses_[from] || blocks_[from].seconds < blocks_[to].seconds) continue;
        const double then = merit(sum(with, *losses_[from]));
        if (then > best) {
          best = then;
          swap = {to, from};
        }
      }
    }
    if (!swap) return false;
    change(swap->first, step_);
    change(swap->second, -step_);
    if (kept() && merit(total_) > now) return true;
    change(swap->second, step_);
    change(swap->first, -step_);
    return false;
  }

  static void add_to(margins& to, const margins& more) {
    for (std::size_t p = 0; p < to.size(); ++p) to[p] += more[p];
  }
  [[nodiscard]] static margins sum(margins one, const margins& other) {
    add_to(one, other);
    return one;
  }

  day_blocks<Day>& blocks_;
  Day& day_;
  promise_margins promises_;
  std::optional<proportion> floor_;
  std::vector<margins> rows_;  // of the intervals
  margins total_{};
  margins scale_{};  // the day's denominators
  bool floor_kept_ = true;
  double step_ = 1.0;                           // agents
  std::vector<std::optional<margins>> gains_;   // by a step more, in each block
  std::vector<std::optional<margins>> losses_;  // by one less
  std::size_t passes_ = 0;
};

}  // namespace krarup::detail
