// What a day's staffing has to heed, and what it comes to.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/service_target.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A day whose agents are put to its intervals and which is asked for the sums that promises are about:
/// part and whole of each measure that its target names.
template <class Day>
concept staffable_day = requires(Day day, const Day asked, std::size_t i, agents n) {
  { asked.intervals() } -> std::same_as<std::size_t>;
  { asked.length(i) } -> std::same_as<duration>;
  { asked.agents_of(i) } -> std::same_as<agents>;
  { asked.target() } -> std::convertible_to<service_target>;
  { day.useful_agents(i) } -> std::same_as<agents>;
  { day.sums(i).service_level.part } -> std::convertible_to<double>;
  { day.sums(i).service_level.whole } -> std::convertible_to<double>;
  day.put(i, n);
};

/// Who must be served as promised.
enum class promised_for {
  every_interval,  ///< the contacts of each interval by themselves
  whole_day,       ///< the contacts of the day together: an interval may fall short
};

/// How many agents an interval may have; whole numbers.
struct agents_allowed {
  agents least{0};
  std::optional<agents> most = {};
};

/// What a day's staffing has to heed.
struct day_rules {
  promised_for promised = promised_for::every_interval;
  std::vector<agents_allowed> allowed = {};  ///< one for each interval, or none: any number
  /// Intervals at whose beginning the number of agents may change, in rising order; none: at each.
  std::vector<std::size_t> changes = {};
  /// What the service level of no interval may fall below where the promise is for the whole day. The
  /// least agents' time without it may leave an interval to itself.
  std::optional<proportion> least_service_level = {};
};

/// The staffing of a day.
struct day_requirement {
  std::vector<agents> on_phone;
  duration agents_time;  ///< agents x length, summed over the intervals
  bool kept;             ///< the promise, whoever it is for
  /// Intervals that by themselves miss the target with all the agents that they may have, or with as
  /// many as help anybody. The latter get what the other intervals need.
  std::vector<std::size_t> unserved;
  std::size_t passes;  ///< over the day, until none found anything to change
};

namespace detail {

/// The intervals of a day that have the same number of agents, under the rules.
template <staffable_day Day>
class day_blocks {
 public:
  struct block {
    std::size_t first;
    std::size_t end;
    double seconds = 0.0;
    double least = 0.0;
    double most = infinity;
    double agents = 0.0;
  };

  /// Errors    as agents_required.
  day_blocks(Day& day, const day_rules& rules) : day_(day) {
    const std::size_t intervals = day.intervals();
    if (!rules.allowed.empty() && rules.allowed.size() != intervals) {
      throw std::invalid_argument(
          "agents allowed must be told for each interval: " + std::to_string(intervals) +
          " intervals, got " + std::to_string(rules.allowed.size()));
    }
    std::size_t begin = 0;
    if (!rules.changes.empty()) {
      for (const std::size_t i : rules.changes) {
        if (i == 0 && blocks_.empty() && begin == 0) continue;
        if (i <= begin || i >= intervals) {
          throw std::invalid_argument(
              "changes must be intervals of the day in rising order, below " +
              std::to_string(intervals) + ", got " + std::to_string(i) + " after " +
              std::to_string(begin));
        }
        blocks_.push_back({.first = begin, .end = i});
        begin = i;
      }
      blocks_.push_back({.first = begin, .end = intervals});
    } else {
      for (std::size_t i = 0; i < intervals; ++i) blocks_.push_back({.first = i, .end = i + 1});
    }
    for (block& each : blocks_) limit(each, rules);
  }

  [[nodiscard]] Day& day() { return day_; }
  [[nodiscard]] std::size_t size() const { return blocks_.size(); }
  [[nodiscard]] block& operator[](std::size_t b) { return blocks_[b]; }
  [[nodiscard]] auto begin() { return blocks_.begin(); }
  [[nodiscard]] auto end() { return blocks_.end(); }

  void put(block& to, double n) { put(day_, to, to.agents = n); }
  /// Into another day of the same blocks.
  static void put(Day& day, const block& to, double n) {
    for (std::size_t i = to.first; i < to.end; ++i) day.put(i, fractional_agents(n));
  }

  [[nodiscard]] std::vector<double> numbers() const {
    std::vector<double> result;
    for (const block& each : blocks_) result.push_back(each.agents);
    return result;
  }
  void restore(const std::vector<double>& numbers) {
    for (std::size_t b = 0; b < size(); ++b) put(blocks_[b], numbers[b]);
  }

  [[nodiscard]] double agents_time() const {
    double time = 0.0;
    for (const block& each : blocks_) time += each.agents * each.seconds;
    return time;
  }

 private:
  void limit(block& of, const day_rules& rules) {
    for (std::size_t i = of.first; i < of.end; ++i) {
      of.seconds += day_.length(i).count();
      if (rules.allowed.empty()) continue;
      const agents_allowed& own = rules.allowed[i];
      const auto require_whole = [i](double n) {
        const std::string where = "agents allowed in interval " + std::to_string(i);
        require(n == std::floor(n), where.c_str(), "whole", n);
      };
      require_whole(own.least.count());
      of.least = std::max(of.least, own.least.count());
      if (own.most) {
        require_whole(own.most->count());
        of.most = std::min(of.most, own.most->count());
      }
    }
    if (of.least > of.most) {
      const auto text = [](double n) { return std::to_string(static_cast<long long>(n)); };
      throw std::invalid_argument(
          "agents allowed in interval " + std::to_string(of.first) +
          (of.end > of.first + 1 ? " to " + std::to_string(of.end - 1) + ", without a change,"
                                 : "") +
          " must leave a number, got at least " + text(of.least) + " and at most " + text(of.most));
    }
    put(of, std::clamp(day_.agents_of(of.first).count(), of.least, of.most));
  }

  Day& day_;
  std::vector<block> blocks_;
};

}  // namespace detail

}  // namespace krarup
