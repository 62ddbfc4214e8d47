// One queue through a day, first come first served, contact by contact.
//
// A contact's fate is settled when it comes: under that order it meets the agents as those before it
// leave them, so its agent is the one who is free first. The times at which agents are free stand in a
// heap; a contact takes the least and puts its own end there. There is no list of events. When the
// number of agents changes before the contact's turn, the heap changes first.
//
// Agents who leave are idle ones first, then any of the busy, each as likely as any other. One who
// finishes belongs to no interval any more, and its contact holds its line. A contact that is handed
// over goes back to the head of the queue with the rest of its handle time, and its patience begins
// anew. A handle time is a time of the law's shape, of which a second takes 1/average of the interval
// that is on; the intervals' patience likewise. A law of patience is of the contact. At first as many
// contacts as the day's start draws have just come and, as far as agents are there, just been
// answered; they belong to no interval. At last the last interval's agents and averages stay until the
// last contact is gone.
//
// Sources
//   [1] J. Kiefer, J. Wolfowitz, On the theory of queues with many servers, Transactions of the American
//       Mathematical Society 78(1), 1955: the vector of times, here unordered.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <utility>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/first_come_day.hpp>
#include <krarup/simulation/least_times.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One replication after the other of a day; one object for each thread.
class first_come_replication {
 public:
  explicit first_come_replication(const first_come_day& of) : of_(of) {}

  /// What became of the contacts of each interval. A function of the seed and the replication's
  /// number, whatever ran before.
  std::span<const simulated_counts> operator()(std::uint64_t seed, std::uint64_t replication) {
    begin();
    random_stream handle_times(seed, random_purpose::handle_time, replication);
    random_stream patiences(seed, random_purpose::patience, replication);
    random_stream at_start(seed, random_purpose::start, replication);
    random_stream leaving(seed, random_purpose::leaving, replication);
    leaving_ = &leaving;
    starting_ = true;
    seat_start(at_start);
    starting_ = false;
    of_.for_each_arrival(seed, replication, [&](std::size_t interval, double now) {
      // A word of each purpose for each contact, used or not.
      const std::uint64_t handling = handle_times();
      const std::uint64_t patience = patiences();
      admit(counts_[interval], interval, now, handling, patience);
    });
    while (next_stretch_ < of_.stretches_.size() || !handed_over_.empty()) step();
    leaving_ = nullptr;
    counts_.pop_back();
    return counts_;
  }

  /// The same with every contact's fate. A contact that is handed over has its first answer there.
  contact_columns contacts(std::uint64_t seed, std::uint64_t replication) {
    contact_columns columns;
    columns_ = &columns;
    (*this)(seed, replication);
    columns_ = nullptr;
    return columns;
  }

 private:
  struct interrupted {
    double since;
    double until;      // when it hangs up
    double work;       // what is left of its handle time, by the law
    std::size_t from;  // the interval after which it was handed over
  };

  void begin() {
    const day_stretches& stretches = of_.stretches_;
    counts_.assign(stretches.size() + 1, {});  // the last for those who are there at first
    free_.change([&](std::vector<double>& times) { times.assign(stretches[0].agents, 0.0); });
    handed_over_.clear();
    leaves_system_.change([](std::vector<double>& times) { times.clear(); });
    next_stretch_ = 0;
    start_ = 0;
    advance_to_next_change();
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      counts_[i].ready_time = stretches.ready_time(i);
    }
  }

  /// Contacts that are there at first; the word says how many.
  void seat_start(random_stream& words) {
    const std::size_t in_system = of_.in_system_at_start(words());
    for (std::size_t i = 0; i < in_system; ++i) {
      const std::uint64_t handling = words();
      const std::uint64_t patience = words();
      settle(counts_.back(), 0, 0.0, handling, patience);
    }
  }

  void admit(simulated_counts& counts, std::size_t interval, double now, std::uint64_t handling,
             std::uint64_t patience) {
    counts.offered += 1.0;
    if (of_.day_.lines) {
      while (next_change_ <= now || !handed_over_.empty()) step();
      while (!leaves_system_.empty() && leaves_system_.least() <= now) {
        leaves_system_.pop();
      }
      if (static_cast<double>(leaves_system_.size()) >= of_.day_.lines->count()) {
        counts.blocked += 1.0;
        note(interval, now, 0.0, 0.0, contact_fate::blocked);
        return;
      }
    }
    settle(counts, interval, now, handling, patience);
  }

  /// A contact that has a line: its wait, its end, its agent.
  void settle(simulated_counts& counts, std::size_t interval, double now, std::uint64_t handling,
              std::uint64_t patience) {
    const double start = turn_of(now);
    const double wait = start - now;
    const double within = of_.question_.answer_within.count();
    if (wait <= within) counts.virtual_within += 1.0;
    if (wait > 0.0) {
      counts.waited += 1.0;
      const double until = of_.stretches_.hangs_up_at(interval, now, patience);
      if (until <= start && until < detail::infinity) {
        hang_up(counts, interval, now, until);
        return;
      }
      spread(&simulated_counts::waiting_time, &simulated_counts::waiting_at_end, interval, now,
             start);
      if (start == detail::infinity) {
        enter_system(start);
        note(interval, now, start, 0.0, contact_fate::unanswered);
        return;
      }
      counts.wait_of_answered += wait;
    }
    counts.answered += 1.0;
    if (wait <= within) counts.answered_within += 1.0;
    const double end = answer(start, of_.stretches_.work(handling));
    note(interval, now, wait, end - start, contact_fate::answered);
  }

  void note(std::size_t interval, double arrival, double wait, double handle_time,
            contact_fate fate) {
    if (columns_ == nullptr || starting_) return;
    columns_->interval.push_back(static_cast<std::uint32_t>(interval));
    columns_->arrival.push_back(arrival);
    columns_->wait.push_back(wait);
    columns_->handle_time.push_back(handle_time);
    columns_->fate.push_back(fate);
  }

  void hang_up(simulated_counts& counts, std::size_t interval, double now, double until) {
    const double wait = until - now;
    counts.abandoned += 1.0;
    counts.wait_of_abandoned += wait;
    if (wait <= of_.question_.answer_within.count()) counts.abandoned_within += 1.0;
    if (wait <= of_.question_.short_abandon.count()) counts.short_abandoned += 1.0;
    spread(&simulated_counts::waiting_time, &simulated_counts::waiting_at_end, interval, now,
           until);
    enter_system(until);
    note(interval, now, wait, 0.0, contact_fate::abandoned);
  }

  /// The agent who is free first takes a contact with so much work, until the time it says.
  double answer(double start, double work) {
    while (start >= of_.stretches_[start_].end && start_ + 1 < of_.stretches_.size()) ++start_;
    const double end = of_.stretches_.finished_at(start_, start, work, &day_stretch::handling);
    free_.replace_least(end);
    spread(&simulated_counts::handling_time, &simulated_counts::handled_at_end, start_, start, end);
    enter_system(end);
    return end;
  }

  void enter_system(double until_end) {
    if (!of_.day_.lines) return;
    leaves_system_.push(until_end);
  }

  /// What comes before the next contact: those handed over, else the next change of agents.
  void step() {
    if (handed_over_.empty()) {
      change_agents();
    } else {
      seat_handed_over();
    }
  }

  /// When an agent is there for who has waited since `since`, those handed over before it being
  /// settled; infinite if never.
  double turn_of(double since) {
    for (;;) {
      while (!handed_over_.empty()) step();
      const double turn = free_.empty() ? detail::infinity : std::max(free_.least(), since);
      if (turn < next_change_ || next_change_ == detail::infinity) return turn;
      change_agents();
    }
  }

  /// The first of those handed over is answered, or hangs up, or meets the next change of agents.
  void seat_handed_over() {
    const interrupted contact = handed_over_.front();
    const double turn = free_.empty() ? detail::infinity : std::max(free_.least(), contact.since);
    if (turn >= next_change_ && next_change_ < detail::infinity) {
      change_agents();
      return;
    }
    handed_over_.pop_front();
    const bool lost = contact.until <= turn && contact.until < detail::infinity;
    const double end = std::min(contact.until, turn);
    spread(&simulated_counts::waiting_time, &simulated_counts::waiting_at_end, contact.from + 1,
           contact.since, end);
    if (lost) counts_[contact.from].lost_again += 1.0;
    if (lost || end == detail::infinity) {
      enter_system(end);
    } else {
      answer(turn, contact.work);
    }
  }

  /// At the beginning of the next stretch with another number of agents.
  void change_agents() {
    const day_stretch& next = of_.stretches_[next_stretch_];
    const std::size_t before = of_.stretches_[next_stretch_ - 1].agents;
    if (next.agents > before) {
      free_.change([&](std::vector<double>& times) {
        times.insert(times.end(), next.agents - before, next.begin);
      });
    } else {
      free_.change(
          [&](std::vector<double>& times) { let_go(times, before - next.agents, next.begin); });
    }
    advance_to_next_change();
  }

  void advance_to_next_change() {
    const day_stretches& stretches = of_.stretches_;
    do {
      ++next_stretch_;
    } while (next_stretch_ < stretches.size() &&
             stretches[next_stretch_].agents == stretches[next_stretch_ - 1].agents);
    next_change_ =
        next_stretch_ < stretches.size() ? stretches[next_stretch_].begin : detail::infinity;
  }

  void let_go(std::vector<double>& times, std::size_t count, double now) {
    const auto busy =
        std::partition(times.begin(), times.end(), [now](double end) { return end > now; });
    const auto idle = static_cast<std::size_t>(times.end() - busy);
    const std::size_t idle_gone = std::min(idle, count);
    times.resize(times.size() - idle_gone);
    for (std::size_t i = idle_gone; i < count; ++i) {
      const auto at =
          static_cast<std::size_t>(share_of((*leaving_)()) * static_cast<double>(times.size()));
      const double end = std::exchange(times[at], times.back());
      times.pop_back();
      const std::size_t here = next_stretch_;
      spread(&simulated_counts::handling_time, &simulated_counts::handled_at_end, here, now, end,
             -1.0);
      if (of_.laws_.leaving == leaving_agents::finish_contact) {
        spread(&simulated_counts::overtime, &simulated_counts::handled_at_end, here, now, end);
      } else {
        hand_over(now, end);
      }
    }
  }

  void hand_over(double now, double end) {
    const std::size_t here = next_stretch_;
    counts_[here - 1].handed_over += 1.0;
    counts_[here - 1].handled_at_end -= 1.0;
    counts_[here - 1].waiting_at_end += 1.0;
    if (of_.day_.lines) {
      leaves_system_.change([end](std::vector<double>& times) {
        times.erase(std::find(times.begin(), times.end(), end));
      });
    }
    handed_over_.push_front({.since = now,
                             .until = of_.stretches_.hangs_up_at(here, now, (*leaving_)()),
                             .work = of_.stretches_.work_between(here, now, end),
                             .from = here - 1});
  }

  void spread(double simulated_counts::*time, double simulated_counts::*at_end, std::size_t i,
              double from, double to, double sign = 1.0) {
    of_.stretches_.spread(counts_, time, at_end, i, from, to, sign);
  }

  const first_come_day& of_;
  random_stream* leaving_ = nullptr;
  contact_columns* columns_ = nullptr;  // where contacts are noted, if they are
  bool starting_ = false;               // contacts of the start come
  std::vector<simulated_counts> counts_;
  least_times free_;           // when each agent is
  least_times leaves_system_;  // when each contact does; kept only where lines are finite
  std::deque<interrupted> handed_over_;
  std::size_t next_stretch_ = 0;  // with another number of agents
  double next_change_ = 0.0;      // its beginning
  std::size_t start_ = 0;         // the stretch in which the last answer fell
};

}  // namespace krarup
