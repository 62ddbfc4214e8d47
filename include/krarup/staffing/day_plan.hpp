// A day of intervals, each with its own volume, handle time, patience, promises and shrinkage: how
// many agents each takes, what happens under them, and what the day comes to.
//
// Every interval is taken to be in balance by itself: contacts that wait at its end are not carried
// into the next. That holds where handle times and waits are short beside the interval and no
// interval is overloaded.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A queue whose volume over an interval can be told.
template <class Queue>
concept plannable_queue = queue_model<Queue> && requires(const Queue queue) {
  { arrival_rate(queue) } -> std::same_as<rate>;
};

/// One row of a forecast. Rows may differ in everything, in length too.
template <plannable_queue Queue>
struct plan_interval {
  Queue queue;
  duration length;  ///< finite and > 0
  service_target target;
  proportion shrinkage;  ///< of paid time; < 1
};

/// What happens in an interval under a number of agents.
struct staffed_interval {
  krarup::performance performance;  ///< its service_level is NaN where the target promises none
  /// Sides of the service level's fraction, each over offered; nothing where none is promised.
  std::optional<service_level_shares> shares_for_service_level;
  agents scheduled;    ///< agents on the phones / (1 - shrinkage), rounded as asked
  duration paid_time;  ///< scheduled x length
};

/// One interval of a day.
struct day_plan_row {
  duration length;
  contacts offered;          ///< redials too, where the queue has them and agents
  outcome<agents> required;  ///< least whole number on the phones that keeps every promise
  std::optional<staffed_interval> staffed;  ///< nothing where the row has no number of agents
};

/// Sums over a day. An interval without a number of agents is left out of all that follows its
/// count; offered_left_out says how much that is.
struct day_totals {
  std::size_t intervals;
  std::size_t intervals_without_requirement;  ///< no number of agents keeps the promises
  std::size_t intervals_left_out;             ///< no number of agents was planned or given
  contacts offered_left_out;                  ///< in those left out

  contacts offered;    ///< answered + abandoned + blocked
  contacts answered;   ///< at some time, however late
  contacts abandoned;  ///< 0 without patience
  contacts blocked;    ///< 0 without trunks

  std::size_t intervals_without_service_level;  ///< not left out, but none is promised
  contacts in_time;      ///< count as served in time, each row by its own definition
  contacts counted;      ///< count for a service level at all, each row by its own definition
  double service_level;  ///< in_time / counted; where none counts, 0 if contacts came, else 1;
                         ///< NaN where none is promised

  duration average_speed_of_answer;   ///< mean wait of answered contacts, none-waiters as 0;
                                      ///< infinity where contacts came and none was answered
  double probability_of_abandonment;  ///< abandoned / offered; 0 where nothing is offered
  duration handling_time;             ///< agents x length x occupancy
  duration ready_time;                ///< agents on the phones x length
  double occupancy;                   ///< handling_time / ready_time; where nobody was ready, 1 if
                                      ///< contacts came, else 0
  duration paid_time;

  std::optional<std::size_t> peak_interval;  ///< first of those that require the most agents
  agents peak_required;                      ///< what it requires; 0 where no row has an answer
};

/// Rows in the order of the intervals, and their totals.
struct day_plan {
  std::vector<day_plan_row> rows;
  day_totals totals;
};

/// Totals of rows, of one day or of several, that come one after the other. Each measure weighs an
/// interval by what it is a share of: the service level by counted contacts, the average speed of
/// answer by answered, abandonment by offered, occupancy by ready time. A mean of the rows'
/// percentages is none of these.
/// Limits    an infinite average speed of answer in one row is infinite in the total.
class day_sums {
 public:
  void add(const day_plan_row& row) {
    const std::size_t index = intervals_++;
    if (!row.required) {
      ++without_requirement_;
    } else if (!peak_ || *row.required > peak_required_) {
      peak_ = index;
      peak_required_ = *row.required;
    }
    const double volume = row.offered.count();
    if (!row.staffed) {
      ++left_out_;
      offered_left_out_ += volume;
      return;
    }
    const performance& result = row.staffed->performance;
    const double lost = result.probability_of_abandonment + result.probability_of_blocking;
    const double reached = volume * std::max(0.0, 1.0 - lost);
    offered_ += volume;
    abandoned_ += volume * result.probability_of_abandonment;
    blocked_ += volume * result.probability_of_blocking;
    answered_ += reached;
    if (reached > 0.0) waited_ += reached * result.average_speed_of_answer;  // not 0 x infinity
    if (const auto& shares = row.staffed->shares_for_service_level) {
      promised_ = true;
      promised_offered_ += volume;
      in_time_ += volume * shares->in_time;
      counted_ += volume * shares->counted;
    } else {
      ++without_service_level_;
    }
    const duration ready = result.agents.count() * row.length;
    handling_time_ += ready * result.occupancy;
    ready_time_ += ready;
    paid_time_ += row.staffed->paid_time;
  }

  /// Totals of the rows so far.
  /// Errors    std::domain_error where a sum is beyond the largest double.
  [[nodiscard]] day_totals totals() const {
    const double with_nobody_ready = offered_ > 0.0 ? 1.0 : 0.0;  // the limits of every queue
    const double with_no_answer = offered_ > 0.0 ? detail::infinity : 0.0;
    const double with_none_counted = promised_offered_ > 0.0 ? 0.0 : 1.0;
    const double level = counted_ > 0.0 ? in_time_ / counted_ : with_none_counted;
    return {
        .intervals = intervals_,
        .intervals_without_requirement = without_requirement_,
        .intervals_left_out = left_out_,
        .offered_left_out = contacts(offered_left_out_),
        .offered = contacts(offered_),
        .answered = contacts(answered_),
        .abandoned = contacts(abandoned_),
        .blocked = contacts(blocked_),
        .intervals_without_service_level = without_service_level_,
        .in_time = contacts(in_time_),
        .counted = contacts(counted_),
        .service_level = promised_ ? level : std::numeric_limits<double>::quiet_NaN(),
        .average_speed_of_answer = answered_ > 0.0 ? waited_ / answered_ : duration(with_no_answer),
        .probability_of_abandonment = offered_ > 0.0 ? abandoned_ / offered_ : 0.0,
        .handling_time = handling_time_,
        .ready_time = ready_time_,
        .occupancy = ready_time_.count() > 0.0 ? handling_time_ / ready_time_ : with_nobody_ready,
        .paid_time = paid_time_,
        .peak_interval = peak_,
        .peak_required = peak_required_,
    };
  }

 private:
  std::size_t intervals_ = 0, without_requirement_ = 0, left_out_ = 0;
  std::size_t without_service_level_ = 0;
  bool promised_ = false;
  double offered_left_out_ = 0.0, offered_ = 0.0, abandoned_ = 0.0, blocked_ = 0.0;
  double answered_ = 0.0, in_time_ = 0.0, counted_ = 0.0, promised_offered_ = 0.0;
  duration waited_{0}, handling_time_{0}, ready_time_{0}, paid_time_{0};
  std::optional<std::size_t> peak_;
  agents peak_required_{0};
};

/// Totals of all rows at once.
/// Errors    std::domain_error where a sum is beyond the largest double.
[[nodiscard]] inline day_totals totals(std::span<const day_plan_row> rows) {
  day_sums sums;
  for (const day_plan_row& row : rows) sums.add(row);
  return sums.totals();
}

namespace detail {

/// What happens under n agents. The target is checked.
template <plannable_queue Queue>
[[nodiscard]] staffed_interval staff(const plan_interval<Queue>& interval, agents n, rounding how) {
  const service_target& target = interval.target;
  const duration answer_within = target.answer_within.value_or(duration(0));
  const duration short_abandon = target.short_abandon.value_or(duration(0));
  const agents scheduled = scheduled_from_on_phone(n, interval.shrinkage, how);
  staffed_interval result{
      .performance = evaluate(interval.queue, n, answer_within, target.definition, short_abandon),
      .shares_for_service_level = std::nullopt,
      .scheduled = scheduled,
      .paid_time = paid_time(scheduled, interval.length),
  };
  if (target.service_level) {
    result.shares_for_service_level = shares_for_service_level(interval.queue, n, answer_within,
                                                               target.definition, short_abandon);
  } else {
    result.performance.service_level = std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

/// The rows and totals, where choose(i, required) is the optional number of agents of interval i.
template <plannable_queue Queue, class Choose>
[[nodiscard]] day_plan plan_each(std::span<const plan_interval<Queue>> intervals, rounding how,
                                 Choose&& choose) {
  if (intervals.empty()) throw std::invalid_argument("a day must have an interval, got none");
  std::vector<day_plan_row> rows;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const plan_interval<Queue>& interval = intervals[i];
    require(is_finite_positive(interval.length.count()), "the length of an interval",
            "finite and > 0 s", interval.length.count());
    day_plan_row row{
        .length = interval.length,
        .offered = arrival_rate(interval.queue) * interval.length,
        .required = agents_required(interval.queue, interval.target),
        .staffed = std::nullopt,
    };
    if (const std::optional<agents> n = choose(i, row.required)) {
      row.staffed = staff(interval, *n, how);
      if constexpr (requires { attempt_rate(interval.queue, *n); }) {
        row.offered = attempt_rate(interval.queue, *n) * interval.length;
      }
    }
    rows.push_back(row);
  }
  const day_totals sums = totals(rows);
  return {.rows = std::move(rows), .totals = sums};
}

}  // namespace detail

/// The least staff for a day: each interval gets the whole number of agents that it requires.
/// `how` rounds what is scheduled for them.
/// Limits    an interval without contacts requires 0 agents; one that no number of agents serves as
///           promised keeps its reason in `required`, is not staffed, and is counted as left out.
/// Errors    std::invalid_argument without intervals, or for a target without or with half a
///           promise; std::domain_error for a length or a shrinkage out of range, and as the
///           queue's own measures.
template <plannable_queue Queue>
[[nodiscard]] day_plan plan_day(std::span<const plan_interval<Queue>> intervals, rounding how) {
  const auto as_required = [](std::size_t, const outcome<agents>& required) {
    return required ? std::optional(*required) : std::nullopt;
  };
  return detail::plan_each(intervals, how, as_required);
}
template <plannable_queue Queue>
[[nodiscard]] day_plan plan_day(const std::vector<plan_interval<Queue>>& intervals, rounding how) {
  return plan_day(std::span<const plan_interval<Queue>>(intervals), how);
}

/// A day under staff that is given: `on_phone` are the agents on the phones, one number for each
/// interval, fractional ones as they are; a schedule becomes that by on_phone_from_scheduled. The
/// rows still say what is required, and no interval is left out.
/// Errors    as plan_day; std::invalid_argument naming both lengths where they differ.
template <plannable_queue Queue>
[[nodiscard]] day_plan evaluate_day(std::span<const plan_interval<Queue>> intervals,
                                    std::span<const agents> on_phone, rounding how) {
  if (intervals.size() != on_phone.size()) {
    throw std::invalid_argument(
        "agents must be given for each interval: " + std::to_string(intervals.size()) +
        " intervals, got " + std::to_string(on_phone.size()) + " numbers of agents");
  }
  const auto as_given = [on_phone](std::size_t i, const outcome<agents>&) {
    return std::optional(on_phone[i]);
  };
  return detail::plan_each(intervals, how, as_given);
}
template <plannable_queue Queue>
[[nodiscard]] day_plan evaluate_day(const std::vector<plan_interval<Queue>>& intervals,
                                    std::span<const agents> on_phone, rounding how) {
  return evaluate_day(std::span<const plan_interval<Queue>>(intervals), on_phone, how);
}

/// Full-time contracts that the day's paid time amounts to; the contract says its hours for a day.
/// Errors    std::domain_error unless the contract's paid time is finite and > 0.
[[nodiscard]] constexpr double full_time_equivalents(const day_plan& plan,
                                                     full_time_contract contract) {
  return full_time_equivalents(plan.totals.paid_time, contract);
}

}  // namespace krarup
