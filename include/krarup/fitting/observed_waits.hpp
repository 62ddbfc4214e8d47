// The waits that contacts had, and whether an answer or the contact itself ended them: what patience
// is fitted to. Of a contact that was answered it is known only that its patience was longer than its
// wait: patience is censored by the answer. The mean wait of those who hung up is therefore not the
// patience; it leaves out all who were ready to wait longer.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// A log, one element for each contact.
struct wait_log {
  std::span<const double> wait;              ///< s, from arrival to answer or hang-up; >= 0
  std::span<const unsigned char> abandoned;  ///< 1 where the contact hung up, 0 where answered
};

/// A histogram, one element for each wait, in any order; a wait may come more than once.
struct wait_histogram {
  std::span<const double> wait;       ///< s; >= 0
  std::span<const double> answered;   ///< contacts answered after that wait; >= 0
  std::span<const double> abandoned;  ///< contacts that hung up after it; >= 0
};

/// Either of them, in rising order of the waits, each wait once, without waits of no contacts.
/// Errors    std::invalid_argument where columns differ in length; std::domain_error for a wait or a
///           count that is not finite and >= 0.
class observed_waits {
 public:
  struct row {
    double wait;       ///< s
    double answered;   ///< contacts
    double abandoned;  ///< contacts
  };

  explicit observed_waits(const wait_log& log) {
    same_length(log.wait.size(), log.abandoned.size());
    rows_.reserve(log.wait.size());
    for (std::size_t i = 0; i < log.wait.size(); ++i) {
      const bool left = log.abandoned[i] != 0;
      rows_.push_back({log.wait[i], left ? 0.0 : 1.0, left ? 1.0 : 0.0});
    }
    put_in_order();
  }

  explicit observed_waits(const wait_histogram& histogram) {
    same_length(histogram.wait.size(), histogram.answered.size());
    same_length(histogram.wait.size(), histogram.abandoned.size());
    for (std::size_t i = 0; i < histogram.wait.size(); ++i) {
      rows_.push_back({histogram.wait[i], histogram.answered[i], histogram.abandoned[i]});
    }
    put_in_order();
  }

  [[nodiscard]] const std::vector<row>& rows() const { return rows_; }
  [[nodiscard]] contacts answered() const { return contacts(answered_); }
  [[nodiscard]] contacts abandoned() const { return contacts(abandoned_); }
  /// Waiting time of all contacts together.
  [[nodiscard]] duration total_wait() const { return duration(total_wait_); }

  /// The same without those who hung up after a wait of 0. At 0 a Weibull law has no density, and a
  /// mixture of exponential ones any density one likes: their likelihood has no use for them.
  [[nodiscard]] observed_waits without_abandoned_at_once() const {
    observed_waits others = *this;
    if (others.abandoned_at_once() == 0.0) return others;
    others.rows_.front().abandoned = 0.0;
    others.put_in_order();
    return others;
  }
  /// Those who hung up after a wait of 0.
  [[nodiscard]] double abandoned_at_once() const {
    return rows_.empty() || rows_.front().wait > 0.0 ? 0.0 : rows_.front().abandoned;
  }
  /// Contacts that had to wait: all but those who were answered after a wait of 0.
  [[nodiscard]] contacts had_to_wait() const {
    const bool at_once = !rows_.empty() && rows_.front().wait == 0.0;
    return contacts(answered_ + abandoned_ - (at_once ? rows_.front().answered : 0.0));
  }

 private:
  static void same_length(std::size_t one, std::size_t other) {
    if (one != other) throw std::invalid_argument("columns of waits must be of one length");
  }

  void put_in_order() {
    for (const row& each : rows_) {
      require_count(each.wait, "wait");
      require_count(each.answered, "answered");
      require_count(each.abandoned, "abandoned");
    }
    std::sort(rows_.begin(), rows_.end(),
              [](const row& a, const row& b) { return a.wait < b.wait; });
    std::size_t kept = 0;
    for (const row& each : rows_) {
      if (each.answered + each.abandoned == 0.0) continue;
      if (kept > 0 && rows_[kept - 1].wait == each.wait) {
        rows_[kept - 1].answered += each.answered;
        rows_[kept - 1].abandoned += each.abandoned;
      } else {
        rows_[kept++] = each;
      }
    }
    rows_.resize(kept);
    answered_ = abandoned_ = total_wait_ = 0.0;
    for (const row& each : rows_) {
      answered_ += each.answered;
      abandoned_ += each.abandoned;
      total_wait_ += (each.answered + each.abandoned) * each.wait;
    }
  }

  static void require_count(double value, const char* argument) {
    detail::require(detail::is_finite_nonnegative(value), argument, "finite and >= 0", value);
  }

  std::vector<row> rows_;
  double answered_ = 0.0;
  double abandoned_ = 0.0;
  double total_wait_ = 0.0;
};

namespace detail {

/// Refuses waits that tell nothing of patience.
/// Errors    std::domain_error where nobody hung up, or nobody waited.
inline void require_censored(const observed_waits& waits) {
  require(waits.abandoned().count() > 0.0, "abandoned", "> 0 contacts", waits.abandoned().count());
  require(is_finite_positive(waits.total_wait().count()), "waiting time of all contacts",
          "finite and > 0 s", waits.total_wait().count());
}

}  // namespace detail

}  // namespace krarup
