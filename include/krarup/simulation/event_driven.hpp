// A contact center through a day, event by event: classes of contacts, who calls again, who is called
// back, and agents on breaks.
//
// The rules are those of first_come.hpp; with one class that nobody redials, and agents who do not
// leave, every contact has the same fate in both, to the last digits of its times. Who is there at first
// has found its line; the most urgent are answered first.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/center_contacts.hpp>
#include <krarup/simulation/center_day.hpp>
#include <krarup/simulation/center_record.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/event_calendar.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One replication after the other of a center; one object for each thread.
class center_replication {
 public:
  explicit center_replication(const center_day& of)
      : of_(of), record_(of.center_.classes, of.stretches_) {}

  /// What became of the contacts of each class, of each interval. ready_time is the agents' for each
  /// class; virtual_within is of the answered alone. A function of the seed and the replication's
  /// number, whatever ran before.
  const std::vector<std::vector<simulated_counts>>& operator()(std::uint64_t seed,
                                                               std::uint64_t replication) {
    begin(seed, replication);
    for (;;) {
      const double arrival = streams_[next_class_].time;
      if (!calendar_.empty() && calendar_.first().time() <= arrival) {
        const event next = calendar_.first();
        calendar_.pop();
        advance_to(next.time());
        happen(next);
      } else {
        if (arrival == detail::infinity) break;
        advance_to(arrival);
        arrive(next_class_);
        if (++came_ % 65536 == 0 && of_.go_on_ && !of_.go_on_(now_)) {
          for (auto& each : streams_) each.time = detail::infinity;
        }
      }
    }
    for (const class_queue& queue : queues_) {  // for ever
      queue.for_each(contacts_, [&](const contact_underway& one) {
        record_.waits_until(one, detail::infinity);
      });
      for (const std::uint32_t id : queue.to_call) {
        record_.waits_for_callback_until(contacts_[id], detail::infinity);
      }
    }
    return record_.end();
  }

  /// The same with every attempt's fate, of each class, in the order of coming. Who is called back has
  /// the wait of 0 s that it had, and the handle time of the callback.
  std::vector<contact_columns> contacts(std::uint64_t seed, std::uint64_t replication) {
    std::vector<contact_columns> columns(of_.stretches_.size());
    record_.note_in(&columns);
    (*this)(seed, replication);
    record_.note_in(nullptr);
    return columns;
  }

 private:
  /// The stretches, which all classes have at the same times.
  [[nodiscard]] const day_stretches& clock() const { return of_.stretches_.front(); }

  void begin(std::uint64_t seed, std::uint64_t replication) {
    const std::size_t classes = of_.stretches_.size();
    record_.begin(of_.ready_time_);
    contacts_.clear();
    in_hand_.clear();
    queues_.assign(classes, {});
    calendar_.clear();
    in_system_ = 0;
    here_ = 0;
    now_ = 0.0;
    agents_ = of_.changes_[0].agents;
    leaving_.assign(1, random_stream(seed, random_purpose::leaving, replication));
    streams_.clear();
    const auto factors = of_.volume_(clock().size(), seed, replication);
    for (std::size_t k = 0; k < classes; ++k) {
      streams_.emplace_back(of_.center_.classes[k], clock(), factors, seed, replication, k);
      seat_start(static_cast<std::uint32_t>(k),
                 random_stream(seed, random_purpose::start, replication, k));
    }
    find_next_class();
    for (std::size_t i = 1; i < of_.changes_.size(); ++i) {
      calendar_.push(
          {of_.changes_[i].time, event_kind::change_of_agents, static_cast<std::uint32_t>(i)});
    }
  }

  void seat_start(std::uint32_t kind, random_stream words) {
    const std::size_t in_system = index_drawn(of_.center_.classes[kind].start, words());
    for (std::size_t i = 0; i < in_system; ++i) {
      const std::uint32_t id = contacts_.add(kind);
      contacts_[id].interval = clock().size();
      contacts_[id].work = of_.stretches_[kind].work(words());
      contacts_[id].patience = words();
      enter(id);
    }
  }

  void happen(const event& next) {
    switch (next.kind()) {
      case event_kind::change_of_agents:
        change_agents(of_.changes_[next.what()].agents);
        break;
      case event_kind::hang_up:
        if (contacts_[next.what()].version == next.version()) hang_up(next.what());
        break;
      case event_kind::end_of_contact:
        if (contacts_[next.what()].version == next.version()) finish(next.what());
        break;
      case event_kind::redial:
        contacts_[next.what()].interval = here_;
        record_.counts_of(contacts_[next.what()]).redials += 1.0;
        attempt(next.what());
        break;
    }
  }

  void advance_to(double time) {
    now_ = time;
    while (now_ >= clock()[here_].end && here_ + 1 < clock().size()) ++here_;
  }

  /// Whose contact is the next of all.
  void find_next_class() {
    next_class_ = 0;
    for (std::uint32_t k = 1; k < streams_.size(); ++k) {
      if (streams_[k].time < streams_[next_class_].time) next_class_ = k;
    }
  }

  void arrive(std::uint32_t kind) {
    class_streams& words = streams_[kind];
    const std::uint32_t id = contacts_.add(kind);
    contacts_[id].interval = words.interval;
    contacts_[id].work = of_.stretches_[kind].work(words.handle_times());
    contacts_[id].patience = words.patiences();
    words.advance();
    find_next_class();
    attempt(id);
  }

  void attempt(std::uint32_t id) {
    contact_underway& one = contacts_[id];
    record_.attempted(one, now_);
    if (of_.center_.lines && static_cast<double>(in_system_) >= of_.center_.lines->count()) {
      record_.blocked(one);
      call_again(one.kind, of_.center_.classes[one.kind].again.of_blocked);
      contacts_.forget(id);
      return;
    }
    enter(id);
  }

  /// It has a line.
  void enter(std::uint32_t id) {
    contact_underway& one = contacts_[id];
    one.since = now_;
    if (in_hand_.size() < agents_) {
      ++in_system_;
      answer(id);
      return;
    }
    record_.counts_of(one).waited += 1.0;
    if (leaves_its_number(one)) {
      record_.leaves_its_number(one);
      one.answered = true;
      one.since_stretch = here_;
      queues_[one.kind].to_call.push_back(id);
      return;
    }
    ++in_system_;
    wait(id, one.patience, std::min(one.interval, here_));
    queues_[one.kind].join(id, one.version, false);
  }

  /// One word for each who is asked.
  bool leaves_its_number(const contact_underway& one) {
    const callback_offer& offer = of_.center_.classes[one.kind].callback;
    if (offer.accepted.value() == 0.0) return false;
    std::size_t ahead = 0;
    for (std::size_t k = 0; k <= one.kind; ++k) ahead += queues_[k].size();
    const double told = static_cast<double>(ahead + 1) / static_cast<double>(agents_) /
                        of_.stretches_[one.kind][here_].handling;
    return told > offer.when_told.count() &&
           share_of(streams_[one.kind].callbacks()) < offer.accepted.value();
  }

  void wait(std::uint32_t id, std::uint64_t patience, std::size_t stretch) {
    contact_underway& one = contacts_[id];
    ++one.version;
    one.since = now_;
    one.since_stretch = stretch;
    const double until = of_.stretches_[one.kind].hangs_up_at(stretch, now_, patience);
    if (until < detail::infinity) {
      calendar_.push({until, event_kind::hang_up, id, one.version});
    }
  }

  /// An agent who is free takes it.
  void answer(std::uint32_t id) {
    contact_underway& one = contacts_[id];
    if (!one.answered) {
      record_.answered(one, now_);
      one.answered = true;
    }
    take(id);
  }

  void take(std::uint32_t id) {
    contact_underway& one = contacts_[id];
    ++one.version;
    one.since = now_;
    one.since_stretch = here_;
    one.end = of_.stretches_[one.kind].finished_at(here_, now_, one.work, &day_stretch::handling);
    in_hand_.add(id, contacts_);
    record_.taken(one, now_);
    calendar_.push({one.end, event_kind::end_of_contact, id, one.version});
  }

  void hang_up(std::uint32_t id) {
    const contact_underway& one = contacts_[id];
    record_.waits_until(one, now_);
    queues_[one.kind].lose_one();
    if (one.answered) {
      record_.lost_again(one);
    } else {
      record_.abandoned(one, now_);
    }
    --in_system_;
    call_again(one.kind, of_.center_.classes[one.kind].again.of_abandoned);
    contacts_.forget(id);
  }

  /// Four words for each who might, so that the next who might has the same whoever did.
  void call_again(std::uint32_t kind, proportion share) {
    if (share.value() == 0.0) return;
    random_stream& words = streams_[kind].redials;
    const bool does = share_of(words()) < share.value();
    const double pause =
        of_.center_.classes[kind].again.average_pause.count() * exponential_of(words());
    const double work = of_.stretches_[kind].work(words());
    const std::uint64_t patience = words();
    if (!does || now_ + pause >= clock()[clock().size() - 1].end) return;
    const std::uint32_t id = contacts_.add(kind);
    contacts_[id].work = work;
    contacts_[id].patience = patience;
    calendar_.push({now_ + pause, event_kind::redial, id});
  }

  void finish(std::uint32_t id) {
    record_.is_handled_until(contacts_[id], now_);
    --in_system_;
    if (!contacts_[id].overtime) in_hand_.remove(id, contacts_);
    contacts_.forget(id);
    call_next();
  }

  /// Agents who are free take contacts, the most urgent class's first.
  void call_next() {
    for (std::size_t k = 0; k < queues_.size() && in_hand_.size() < agents_;) {
      const std::uint32_t next = queues_[k].next(contacts_);
      if (next == nowhere) {
        ++k;
        continue;
      }
      record_.waits_until(contacts_[next], now_);
      answer(next);
    }
    if (in_hand_.size() < agents_) call_back();
  }

  /// Agents who are free, and whom no contact waits for, call.
  void call_back() {
    for (std::size_t k = 0; k < queues_.size(); ++k) {
      const agents least = of_.center_.classes[k].callback.least_free_agents;
      std::deque<std::uint32_t>& to_call = queues_[k].to_call;
      while (!to_call.empty() && static_cast<double>(agents_ - in_hand_.size()) >= least.count()) {
        const std::uint32_t id = to_call.front();
        to_call.pop_front();
        record_.waits_for_callback_until(contacts_[id], now_);
        record_.counts_of(contacts_[id]).wait_of_called_back += now_ - contacts_[id].since;
        ++in_system_;
        take(id);
      }
    }
  }

  void change_agents(std::size_t count) {
    agents_ = count;
    while (in_hand_.size() > agents_) {
      const auto at = static_cast<std::size_t>(share_of(leaving_.front()()) *
                                               static_cast<double>(in_hand_.size()));
      const std::uint32_t id = in_hand_[at];
      contact_underway& one = contacts_[id];
      record_.is_handled_until(one, now_);
      in_hand_.remove(id, contacts_);
      if (of_.center_.leaving == leaving_agents::finish_contact) {
        one.overtime = true;
        one.since = now_;
        one.since_stretch = here_;
        continue;
      }
      const bool at_end = here_ > 0 && clock()[here_].begin == now_;
      one.handed_over_in = static_cast<std::uint32_t>(at_end ? here_ - 1 : here_);
      record_.handed_over(one, at_end);
      one.work = of_.stretches_[one.kind].work_between(here_, now_, one.end);
      wait(id, leaving_.front()(), here_);
      queues_[one.kind].join(id, one.version, true);
    }
    call_next();
  }

  const center_day& of_;
  center_record record_;
  contacts_underway contacts_;
  contacts_in_hand in_hand_;         // contacts that agents of the interval handle
  std::vector<class_queue> queues_;  // by class
  event_calendar calendar_;
  std::vector<class_streams> streams_;  // by class
  std::vector<random_stream> leaving_;  // one
  std::size_t in_system_ = 0;
  std::uint32_t came_ = 0;
  std::size_t agents_ = 0;
  std::uint32_t next_class_ = 0;  // whose contact is the next to come
  std::size_t here_ = 0;          // the stretch
  double now_ = 0.0;
};

}  // namespace krarup
