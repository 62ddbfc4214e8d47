// One queue through a day whose handle times are exponential, first come first served, without its
// agents: contacts by the wait that they are offered.
//
// While all agents are busy all that a contact meets is the time at which an agent will be there for
// it. It waits so long, or hangs up before; if it waits, the next to come is offered the agent after
// that one. Handle times that are exponential forget how long they have lasted, so that of n busy
// agents the next is free after an exponential time of n to the handle time, whoever they are. With an
// agent free there is a number of busy agents, who become fewer one by one, and no wait. So a contact
// costs the same before ten agents and before a thousand.
//
// The law of everything that is counted is that of first_come.hpp, and so are the rules; contacts come
// at the same times and have the same patience there, other handle times. An exponential time before
// the next agent is free is spent at the pace of the busy agents of the interval that is on. When
// agents come, they are there for the contacts that wait; when agents leave, those who stay are
// fewer, and each who finishes a contact does so after an exponential time of its own.
//
// Sources
//   [1] F. Baccelli, G. Hebuterne, On queues with impatient customers, Performance '81, 1981: the
//       virtual offered waiting time of M/M/n+G.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/exponential_times.hpp>
#include <krarup/simulation/first_come_day.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/simulation/simulated_contacts.hpp>
#include <krarup/time_varying_queue.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// One replication after the other of a day that has_offered_waits(); one object for each thread.
class offered_wait_replication {
 public:
  explicit offered_wait_replication(const first_come_day& of)
      : of_(of),
        within_(of.question_.answer_within.count()),
        short_abandon_(of.question_.short_abandon.count()) {
    for (std::size_t i = 0; i < of.stretches_.size(); ++i) {
      while (of.stretches_[i].agents >= reciprocals_.size()) {
        reciprocals_.push_back(1.0 / static_cast<double>(reciprocals_.size()));
      }
    }
  }

  /// What became of the contacts of each interval. A function of the seed and the replication's
  /// number, whatever ran before.
  std::span<const simulated_counts> operator()(std::uint64_t seed, std::uint64_t replication) {
    streams words(seed, replication);
    streams_ = &words;
    begin();
    seat_start(random_stream(seed, random_purpose::start, replication));
    of_.for_each_arrival(seed, replication, [&](std::size_t interval, double now) {
      while (here_ < interval) enter_next();
      come(now);
    });
    while (here_ < counts_.size()) enter_next();
    streams_ = nullptr;
    return counts_;
  }

 private:
  struct streams {
    streams(std::uint64_t seed, std::uint64_t replication)
        : departures({seed, random_purpose::handle_time, replication}),
          patience(seed, random_purpose::patience, replication),
          patience_times(patience),
          leaving({seed, random_purpose::leaving, replication}) {}
    exponential_stream departures;  // what is left before the next agent is free
    random_stream patience;
    exponential_stream patience_times;
    exponential_stream leaving;  // what is left to those who leave
  };

  /// Of the stretch that is on, whole numbers being cheaper; what went on in it alone.
  struct tallies {
    std::int64_t offered = 0;
    std::int64_t waited = 0;
    std::int64_t answered_within = 0;  // of those who waited
    std::int64_t abandoned = 0;
    std::int64_t abandoned_within = 0;
    std::int64_t short_abandoned = 0;
    std::int64_t virtual_within = 0;  // of those who waited
    std::int64_t unanswered = 0;
    double wait_of_answered = 0.0;
    double wait_of_abandoned = 0.0;
    double waiting_time = 0.0;
    double handling_time = 0.0;
  };

  void begin() {
    const std::size_t size = of_.stretches_.size();
    counts_.assign(size, {});
    for (std::size_t i = 0; i < size; ++i) counts_[i].ready_time = of_.stretches_.ready_time(i);
    enter(0);
    since_ = 0.0;
  }

  void enter(std::size_t stretch) {
    here_ = stretch;
    const day_stretch& now = here();
    end_ = now.end;
    agents_ = now.agents;
    handle_time_ = 1.0 / now.handling;
    pace_ = pace_of(stretch);
    in_stretch_ = {};
  }

  [[nodiscard]] const day_stretch& here() const { return of_.stretches_[here_]; }

  /// How fast the agents of a stretch become free while all are busy.
  struct busy_pace {
    double time;   // between two of them, on average
    double until;  // the end of the stretch, if it has one
  };
  [[nodiscard]] busy_pace pace_of(std::size_t stretch) const {
    const day_stretch& of = of_.stretches_[stretch];
    const bool last = stretch + 1 == of_.stretches_.size();
    return {1.0 / (static_cast<double>(of.agents) * of.handling), last ? detail::infinity : of.end};
  }

  /// Contacts that are there at first; they belong to no interval.
  void seat_start(random_stream words) {
    const std::size_t in_system = of_.in_system_at_start(words());
    seat(std::min(in_system, agents_));
    for (std::size_t i = 0; i < in_system; ++i) {
      words.skip();  // the handle time's
      const std::uint64_t patience = words();
      if (i >= busy_) wait(0.0, of_.stretches_.hangs_up_at(0, 0.0, patience));
    }
    in_stretch_ = {.waiting_time = in_stretch_.waiting_time};
  }

  /// So many are busy from now on. When the next of them is free is drawn anew, at each change of the
  /// day: what is left of an exponential time has the law of the whole.
  void seat(std::size_t busy) {
    const double left = streams_->departures();
    busy_ = busy;
    all_busy_ = busy == agents_;
    if (all_busy_) {
      begin_busy_period();
      look_beyond(since_, left);
    } else {
      next_free_ = since_ + left * handle_time_ * reciprocals_[busy];
    }
  }

  void come(double now) {
    ++in_stretch_.offered;
    if (all_busy_) {
      if (next_free_ > now) {
        wait(now, hangs_up_at(now));
        return;
      }
      end_busy_period();
    }
    while (next_free_ <= now) free_one();
    streams_->patience.skip();
    streams_->patience_times.skip();
    pass(now);
    next_free_ = busy_ == 0 ? now + streams_->departures() * handle_time_
                            : now + (next_free_ - now) * (1.0 - reciprocals_[busy_ + 1]);
    if (++busy_ == agents_) {
      all_busy_ = true;
      begin_busy_period();
      if (!(next_free_ < free_pace_.until)) look_beyond(now, (next_free_ - now) / pace_.time);
    }
  }

  [[nodiscard]] double hangs_up_at(double now) {
    const day_stretches& stretches = of_.stretches_;
    if (stretches.has_law_of_patience()) {
      return stretches.hangs_up_at(here_, now, streams_->patience());
    }
    return stretches.finished_at(here_, now, streams_->patience_times(), &day_stretch::hanging_up);
  }

  void wait(double now, double until) {
    const double offered = next_free_ - now;
    tallies& here = in_stretch_;
    ++here.waited;
    here.virtual_within += offered <= within_ ? 1 : 0;
    if (until <= next_free_ && until < detail::infinity) {
      const double wait = until - now;
      ++here.abandoned;
      here.wait_of_abandoned += wait;
      here.abandoned_within += wait <= within_ ? 1 : 0;
      here.short_abandoned += wait <= short_abandon_ ? 1 : 0;
      spread_waiting(now, until);
      return;
    }
    spread_waiting(now, next_free_);
    if (next_free_ == detail::infinity) {
      ++here.unanswered;
      return;
    }
    here.wait_of_answered += offered;
    here.answered_within += offered <= within_ ? 1 : 0;
    take_next_free();
  }

  void spread_waiting(double from, double to) {
    if (to < end_) {
      in_stretch_.waiting_time += to - from;
    } else {
      of_.stretches_.spread(counts_, &simulated_counts::waiting_time,
                            &simulated_counts::waiting_at_end, here_, from, to);
    }
  }

  /// The next contact is offered the agent after this one.
  void take_next_free() {
    if (unused_ > 1) {
      --unused_;
      return;
    }
    const double from = next_free_;
    const double left = streams_->departures();
    unused_ = 0;
    next_free_ = from + left * free_pace_.time;
    if (!(next_free_ < free_pace_.until)) look_beyond(from, left);
  }

  /// The next agent to be free while all are busy from a time in stretch free_in_ on, with so much
  /// left before.
  void look_beyond(double from, double left) {
    const day_stretches& stretches = of_.stretches_;
    for (;;) {
      const double pace = 1.0 / free_pace_.time;
      next_free_ = pace > 0.0 ? from + left / pace : detail::infinity;
      if (next_free_ < free_pace_.until || free_pace_.until == detail::infinity) return;
      left = std::max(0.0, left - (free_pace_.until - from) * pace);
      from = free_pace_.until;
      free_pace_ = pace_of(++free_in_);
      if (stretches[free_in_].agents > stretches[free_in_ - 1].agents) {
        next_free_ = from;
        unused_ = stretches[free_in_].agents - stretches[free_in_ - 1].agents;
        return;
      }
    }
  }

  void begin_busy_period() {
    free_in_ = here_;
    free_pace_ = pace_;
    unused_ = 0;
  }

  void end_busy_period() {
    pass(next_free_);
    all_busy_ = false;
    busy_ = agents_ - std::max<std::size_t>(1, unused_);
    next_free_ += streams_->departures() * handle_time_ * reciprocals_[busy_];
  }

  void free_one() {
    pass(next_free_);
    next_free_ += streams_->departures() * handle_time_ * reciprocals_[--busy_];
  }

  /// The busy are busy until then.
  void pass(double now) {
    in_stretch_.handling_time += static_cast<double>(busy_) * (now - since_);
    since_ = now;
  }

  void enter_next() {
    if (all_busy_ && next_free_ < end_) end_busy_period();
    if (!all_busy_) {
      while (next_free_ <= end_) free_one();
    }
    pass(end_);
    count_interval();
    const std::size_t busy = busy_;
    if (here_ + 1 == counts_.size()) {
      ++here_;
      return;
    }
    enter(here_ + 1);
    for (std::size_t i = agents_; i < busy; ++i) {
      const double end =
          of_.stretches_.finished_at(here_, since_, streams_->leaving(), &day_stretch::handling);
      of_.stretches_.spread(counts_, &simulated_counts::overtime, &simulated_counts::handled_at_end,
                            here_, since_, end);
    }
    if (all_busy_) {
      busy_ = agents_;
    } else {
      seat(std::min(busy, agents_));
    }
  }

  void count_interval() {
    simulated_counts& counts = counts_[here_];
    const tallies& here = in_stretch_;
    const std::int64_t at_once = 0.0 <= within_ ? here.offered - here.waited : 0;
    const auto add = [](double& sum, std::int64_t count) { sum += static_cast<double>(count); };
    add(counts.offered, here.offered);
    add(counts.waited, here.waited);
    add(counts.answered, here.offered - here.abandoned - here.unanswered);
    add(counts.answered_within, at_once + here.answered_within);
    add(counts.abandoned, here.abandoned);
    add(counts.abandoned_within, here.abandoned_within);
    add(counts.short_abandoned, here.short_abandoned);
    add(counts.virtual_within, at_once + here.virtual_within);
    counts.wait_of_answered += here.wait_of_answered;
    counts.wait_of_abandoned += here.wait_of_abandoned;
    counts.waiting_time += here.waiting_time;
    counts.handling_time += here.handling_time;
    counts.handled_at_end += static_cast<double>(busy_);
  }

  const first_come_day& of_;
  double within_;
  double short_abandon_;
  std::vector<double> reciprocals_;  // of whole numbers from 0 on
  streams* streams_ = nullptr;
  std::vector<simulated_counts> counts_;

  std::size_t here_ = 0;  // the stretch, and what it is
  double end_ = 0.0;
  std::size_t agents_ = 0;
  double handle_time_ = 0.0;
  busy_pace pace_{};
  tallies in_stretch_;

  double since_ = 0.0;    // until when that is counted
  std::size_t busy_ = 0;  // since then
  double next_free_ =
      0.0;  // when one of the busy is, or if all are busy an agent for who comes now
  bool all_busy_ = false;
  std::size_t free_in_ = 0;  // the stretch in which that is
  busy_pace free_pace_{};
  std::size_t unused_ = 0;  // of the agents who come at that time, if they do
};

}  // namespace krarup
