// What is written down of the contacts of a contact center: counts of each class and interval, and, if
// they are wanted, every attempt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/center_contacts.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/units.hpp>

namespace krarup {

class center_record {
 public:
  center_record(const std::vector<contact_class>& classes,
                const std::vector<day_stretches>& stretches)
      : classes_(&classes), stretches_(&stretches) {}

  void begin(std::span<const double> ready_time) {
    counts_.resize(classes_->size());
    for (auto& counts : counts_) {
      counts.assign(ready_time.size() + 1, {});  // the last for those who are there at first
      for (std::size_t i = 0; i < ready_time.size(); ++i) counts[i].ready_time = ready_time[i];
    }
  }
  const std::vector<std::vector<simulated_counts>>& end() {
    for (auto& counts : counts_) counts.pop_back();
    return counts_;
  }

  /// Where attempts are noted from now on, by class; null: nowhere.
  void note_in(std::vector<contact_columns>* columns) { columns_ = columns; }

  /// Of the class, and of the interval in which the contact came.
  simulated_counts& counts_of(const contact_underway& one) {
    return counts_[one.kind][one.interval];
  }

  void attempted(contact_underway& one, double now) {
    counts_of(one).offered += 1.0;
    if (columns_ == nullptr) return;
    contact_columns& columns = (*columns_)[one.kind];
    one.row = static_cast<std::uint32_t>(columns.fate.size());
    columns.interval.push_back(static_cast<std::uint32_t>(one.interval));
    columns.arrival.push_back(now);
    columns.wait.push_back(detail::infinity);
    columns.handle_time.push_back(0.0);
    columns.fate.push_back(contact_fate::unanswered);
  }

  void blocked(const contact_underway& one) {
    counts_of(one).blocked += 1.0;
    note(one, contact_fate::blocked, 0.0);
  }

  void leaves_its_number(const contact_underway& one) {
    counts_of(one).called_back += 1.0;
    note(one, contact_fate::called_back, 0.0);
  }

  void answered(const contact_underway& one, double now) {
    simulated_counts& counts = counts_of(one);
    const double wait = now - one.since;
    counts.answered += 1.0;
    counts.wait_of_answered += wait;
    if (wait <= question_of(one).answer_within.count()) {
      counts.answered_within += 1.0;
      counts.virtual_within += 1.0;
    }
    note(one, contact_fate::answered, wait);
  }

  void abandoned(const contact_underway& one, double now) {
    simulated_counts& counts = counts_of(one);
    const double wait = now - one.since;
    counts.abandoned += 1.0;
    counts.wait_of_abandoned += wait;
    if (wait <= question_of(one).answer_within.count()) counts.abandoned_within += 1.0;
    if (wait <= question_of(one).short_abandon.count()) counts.short_abandoned += 1.0;
    note(one, contact_fate::abandoned, wait);
  }

  /// Put back into the queue in an interval, or at its end.
  void handed_over(const contact_underway& one, bool at_end) {
    simulated_counts& counts = counts_[one.kind][one.handed_over_in];
    counts.handed_over += 1.0;
    if (!at_end) return;
    counts.handled_at_end -= 1.0;
    counts.waiting_at_end += 1.0;
  }
  void lost_again(const contact_underway& one) {
    counts_[one.kind][one.handed_over_in].lost_again += 1.0;
  }

  /// The handle time that an agent will have with it, the first time.
  void taken(const contact_underway& one, double now) {
    if (columns_ == nullptr || one.row == nowhere || one.handed_over_in != nowhere) return;
    (*columns_)[one.kind].handle_time[one.row] = one.end - now;
  }

  void waits_until(const contact_underway& one, double time) {
    spread(one, time, &simulated_counts::waiting_time, &simulated_counts::waiting_at_end);
  }
  void waits_for_callback_until(const contact_underway& one, double time) {
    spread(one, time, &simulated_counts::waiting_for_callback, &simulated_counts::callbacks_at_end);
  }
  void is_handled_until(const contact_underway& one, double time) {
    spread(one, time, one.overtime ? &simulated_counts::overtime : &simulated_counts::handling_time,
           &simulated_counts::handled_at_end);
  }

 private:
  [[nodiscard]] const service_level_question& question_of(const contact_underway& one) const {
    return (*classes_)[one.kind].question;
  }

  void note(const contact_underway& one, contact_fate fate, double wait) {
    if (columns_ == nullptr || one.row == nowhere) return;
    (*columns_)[one.kind].fate[one.row] = fate;
    (*columns_)[one.kind].wait[one.row] = wait;
  }

  void spread(const contact_underway& one, double until, double simulated_counts::*time,
              double simulated_counts::*at_end) {
    (*stretches_)[one.kind].spread(counts_[one.kind], time, at_end, one.since_stretch, one.since,
                                   until);
  }

  const std::vector<contact_class>* classes_;
  const std::vector<day_stretches>* stretches_;
  std::vector<std::vector<simulated_counts>> counts_;  // by class and interval
  std::vector<contact_columns>* columns_ = nullptr;
};

}  // namespace krarup
