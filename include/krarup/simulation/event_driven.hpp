// A contact center through a day, event by event: classes of contacts, and who calls again.
//
// The rules are those of first_come.hpp; with one class that nobody redials, no start and agents who do
// not leave, every contact has the same fate in both, to the last digits of its times.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/center_day.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/event_calendar.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/simulation/time_quantiles.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One replication after the other of a center; one object for each thread.
class center_replication {
 public:
  explicit center_replication(const center_day& of) : of_(of) {}

  /// What became of the contacts of each class, of each interval. ready_time is the agents' for each
  /// class; virtual_within is of the answered alone. A function of the seed and the replication's
  /// number, whatever ran before.
  const std::vector<std::vector<simulated_counts>>& operator()(std::uint64_t seed,
                                                               std::uint64_t replication) {
    begin(seed, replication);
    for (;;) {
      const double arrival = streams_[next_class_].next;
      if (!calendar_.empty() && calendar_.first().time() <= arrival) {
        const event next = calendar_.first();
        calendar_.pop();
        advance_to(next.time());
        happen(next);
      } else if (arrival < detail::infinity) {
        advance_to(arrival);
        arrive(next_class_);
      } else {
        break;
      }
    }
    for (std::size_t k = 0; k < waiting_.size(); ++k) {  // for ever
      for (const place& one : waiting_[k]) {
        if (is_waiting(one)) spread_waiting(contacts_[one.contact], detail::infinity);
      }
    }
    return counts_;
  }

 private:
  static constexpr std::uint32_t nowhere_ = std::numeric_limits<std::uint32_t>::max();

  struct contact {
    std::uint32_t kind;
    std::uint32_t version = 0;  // rises with each change of its state: older events are void
    std::size_t interval = 0;   // in which it came
    double since = 0.0;         // it waits, or is handled
    std::size_t since_stretch = 0;
    double work = 0.0;                 // what is left of its handle time, in averages
    double end = 0.0;                  // of its handling
    std::uint64_t patience = 0;        // the word for it
    std::uint32_t in_hand = nowhere_;  // its place among those in agents' hands
    bool answered = false;
    bool overtime = false;
  };
  struct place {
    std::uint32_t contact;
    std::uint32_t version;
  };
  struct streams {
    arrival_times arrivals;
    random_stream handle_times;
    random_stream patiences;
    random_stream redials;
    double next = 0.0;  // arrival; infinite after the last
  };

  /// The stretches, which all classes have at the same times.
  [[nodiscard]] const day_stretches& clock() const { return of_.stretches_.front(); }

  void begin(std::uint64_t seed, std::uint64_t replication) {
    const std::size_t classes = of_.stretches_.size();
    counts_.resize(classes);
    for (auto& counts : counts_) {
      counts.assign(clock().size(), {});
      for (std::size_t i = 0; i < counts.size(); ++i) counts[i].ready_time = clock().ready_time(i);
    }
    contacts_.clear();
    unused_.clear();
    in_hand_.clear();
    waiting_.assign(classes, {});
    calendar_.clear();
    in_system_ = 0;
    here_ = 0;
    agents_ = clock()[0].agents;
    leaving_.assign(1, random_stream(seed, random_purpose::leaving, replication));
    streams_.clear();
    const auto factors = of_.volume_(clock().size(), seed, replication);
    for (std::size_t k = 0; k < classes; ++k) {
      const auto stream = [&](random_purpose purpose) {
        return random_stream(seed, purpose, replication, k);
      };
      streams_.push_back(
          {arrival_times(of_.center_.classes[k].intervals, factors, seed, replication, k),
           stream(random_purpose::handle_time), stream(random_purpose::patience),
           stream(random_purpose::redial)});
      expect_arrival(static_cast<std::uint32_t>(k));
    }
    for (std::size_t i = 1; i < clock().size(); ++i) {
      if (clock()[i].agents != clock()[i - 1].agents) {
        calendar_.push(
            {clock()[i].begin, event_kind::change_of_agents, static_cast<std::uint32_t>(i)});
      }
    }
  }

  void happen(const event& next) {
    switch (next.kind()) {
      case event_kind::change_of_agents:
        change_agents(clock()[next.what()].agents);
        break;
      case event_kind::hang_up:
        if (contacts_[next.what()].version == next.version()) hang_up(next.what());
        break;
      case event_kind::end_of_contact:
        if (contacts_[next.what()].version == next.version()) finish(next.what());
        break;
      case event_kind::redial:
        contacts_[next.what()].interval = here_;
        counts_of(contacts_[next.what()]).redials += 1.0;
        attempt(next.what());
        break;
    }
  }

  void advance_to(double time) {
    now_ = time;
    while (now_ >= clock()[here_].end && here_ + 1 < clock().size()) ++here_;
  }

  simulated_counts& counts_of(const contact& one) { return counts_[one.kind][one.interval]; }

  /// Of a class, and which class's is the next of all.
  void expect_arrival(std::uint32_t kind) {
    streams& of_class = streams_[kind];
    of_class.next = of_class.arrivals.next() ? of_class.arrivals.time() : detail::infinity;
    next_class_ = 0;
    for (std::uint32_t k = 1; k < streams_.size(); ++k) {
      if (streams_[k].next < streams_[next_class_].next) next_class_ = k;
    }
  }

  void arrive(std::uint32_t kind) {
    streams& words = streams_[kind];
    const std::uint32_t id = new_contact(kind);
    contacts_[id].interval = words.arrivals.interval();
    contacts_[id].work = of_.stretches_[kind].work(words.handle_times());
    contacts_[id].patience = words.patiences();
    expect_arrival(kind);
    attempt(id);
  }

  std::uint32_t new_contact(std::uint32_t kind) {
    std::uint32_t version = 0;
    std::uint32_t id = 0;
    if (unused_.empty()) {
      id = static_cast<std::uint32_t>(contacts_.size());
      contacts_.emplace_back();
    } else {
      id = unused_.back();
      unused_.pop_back();
      version = contacts_[id].version;
    }
    contacts_[id] = contact{.kind = kind, .version = version};
    return id;
  }

  void forget(std::uint32_t id) {
    ++contacts_[id].version;
    unused_.push_back(id);
  }

  void attempt(std::uint32_t id) {
    contact& one = contacts_[id];
    counts_of(one).offered += 1.0;
    if (of_.center_.lines && static_cast<double>(in_system_) >= of_.center_.lines->count()) {
      counts_of(one).blocked += 1.0;
      call_again(one.kind, of_.center_.classes[one.kind].again.of_blocked);
      forget(id);
      return;
    }
    ++in_system_;
    if (in_hand_.size() < agents_) {
      one.since = now_;
      answer(id);
    } else {
      counts_of(one).waited += 1.0;
      wait(id, one.patience, one.interval);
      waiting_[one.kind].push_back({id, one.version});
    }
  }

  void wait(std::uint32_t id, std::uint64_t patience, std::size_t stretch) {
    contact& one = contacts_[id];
    ++one.version;
    one.since = now_;
    one.since_stretch = stretch;
    const double until = of_.stretches_[one.kind].hangs_up_at(stretch, now_, patience);
    if (until < detail::infinity) {
      calendar_.push({until, event_kind::hang_up, id, one.version});
    }
  }

  [[nodiscard]] bool is_waiting(const place& one) const {
    return contacts_[one.contact].version == one.version;
  }

  void spread_waiting(const contact& one, double until) {
    of_.stretches_[one.kind].spread(counts_[one.kind], &simulated_counts::waiting_time,
                                    &simulated_counts::waiting_at_end, one.since_stretch, one.since,
                                    until);
  }
  void spread_handling(const contact& one) {
    of_.stretches_[one.kind].spread(
        counts_[one.kind],
        one.overtime ? &simulated_counts::overtime : &simulated_counts::handling_time,
        &simulated_counts::handled_at_end, one.since_stretch, one.since, now_);
  }

  /// An agent who is free takes it.
  void answer(std::uint32_t id) {
    contact& one = contacts_[id];
    if (!one.answered) {
      simulated_counts& counts = counts_of(one);
      const double wait = now_ - one.since;
      counts.answered += 1.0;
      counts.wait_of_answered += wait;
      if (wait <= of_.center_.classes[one.kind].question.answer_within.count()) {
        counts.answered_within += 1.0;
        counts.virtual_within += 1.0;
      }
      one.answered = true;
    }
    ++one.version;
    one.since = now_;
    one.since_stretch = here_;
    one.end = of_.stretches_[one.kind].finished_at(here_, now_, one.work, &day_stretch::handling);
    one.in_hand = static_cast<std::uint32_t>(in_hand_.size());
    in_hand_.push_back(id);
    calendar_.push({one.end, event_kind::end_of_contact, id, one.version});
  }

  void hang_up(std::uint32_t id) {
    const contact& one = contacts_[id];
    spread_waiting(one, now_);
    if (one.answered) {
      counts_[one.kind][one.since_stretch - 1].lost_again += 1.0;
    } else {
      simulated_counts& counts = counts_of(one);
      const service_level_question& question = of_.center_.classes[one.kind].question;
      const double wait = now_ - one.since;
      counts.abandoned += 1.0;
      counts.wait_of_abandoned += wait;
      if (wait <= question.answer_within.count()) counts.abandoned_within += 1.0;
      if (wait <= question.short_abandon.count()) counts.short_abandoned += 1.0;
    }
    --in_system_;
    call_again(one.kind, of_.center_.classes[one.kind].again.of_abandoned);
    forget(id);
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
    const std::uint32_t id = new_contact(kind);
    contacts_[id].work = work;
    contacts_[id].patience = patience;
    calendar_.push({now_ + pause, event_kind::redial, id});
  }

  void finish(std::uint32_t id) {
    spread_handling(contacts_[id]);
    --in_system_;
    if (!contacts_[id].overtime) take_out_of_hand(id);
    forget(id);
    call_next();
  }

  void take_out_of_hand(std::uint32_t id) {
    const std::uint32_t at = contacts_[id].in_hand;
    in_hand_[at] = in_hand_.back();
    contacts_[in_hand_[at]].in_hand = at;
    in_hand_.pop_back();
  }

  /// Agents who are free take contacts, the most urgent class's first.
  void call_next() {
    for (std::size_t k = 0; k < waiting_.size() && in_hand_.size() < agents_;) {
      if (waiting_[k].empty()) {
        ++k;
        continue;
      }
      const place next = waiting_[k].front();
      waiting_[k].pop_front();
      if (!is_waiting(next)) continue;
      spread_waiting(contacts_[next.contact], now_);
      answer(next.contact);
    }
  }

  void change_agents(std::size_t count) {
    agents_ = count;
    while (in_hand_.size() > agents_) {
      const auto at = static_cast<std::size_t>(share_of(leaving_.front()()) *
                                               static_cast<double>(in_hand_.size()));
      const std::uint32_t id = in_hand_[at];
      contact& one = contacts_[id];
      spread_handling(one);
      take_out_of_hand(id);
      if (of_.center_.leaving == leaving_agents::finish_contact) {
        one.overtime = true;
        one.since = now_;
        one.since_stretch = here_;
        continue;
      }
      simulated_counts& before = counts_[one.kind][here_ - 1];
      before.handed_over += 1.0;
      before.handled_at_end -= 1.0;
      before.waiting_at_end += 1.0;
      one.work = of_.stretches_[one.kind].work_between(here_, now_, one.end);
      wait(id, leaving_.front()(), here_);
      waiting_[one.kind].push_front({id, one.version});
    }
    call_next();
  }

  const center_day& of_;
  std::vector<std::vector<simulated_counts>> counts_;  // by class and interval
  std::vector<contact> contacts_;
  std::vector<std::uint32_t> unused_;       // of them
  std::vector<std::uint32_t> in_hand_;      // contacts that agents of the interval handle
  std::vector<std::deque<place>> waiting_;  // by class; those who hung up have an old version
  event_calendar calendar_;
  std::vector<streams> streams_;        // by class
  std::vector<random_stream> leaving_;  // one
  std::size_t in_system_ = 0;
  std::size_t agents_ = 0;
  std::uint32_t next_class_ = 0;  // whose contact is the next to come
  std::size_t here_ = 0;          // the stretch
  double now_ = 0.0;
};

}  // namespace krarup
