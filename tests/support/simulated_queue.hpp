// A queue as it happens, event by event, by random numbers: contacts come, wait, hang up, are answered,
// find no line and call again. No formula of the field is used and no code of the library.
#pragma once

#include <cmath>
#include <cstddef>
#include <deque>
#include <functional>
#include <limits>
#include <queue>
#include <vector>

#include "support/hard_points.hpp"

namespace krarup::support {

/// Exponential with mean 1.
inline double any_exponential(random_numbers& random) {
  return -std::log1p(-random.uniform());
}

/// Times in handle times, which are exponential.
struct simulated_queue {
  int agents;
  double load;                                      ///< first attempts
  std::function<double(random_numbers&)> patience;  ///< of one contact; 0 where it balks
  int lines = std::numeric_limits<int>::max();
  double again_abandoned = 0.0;  ///< shares of attempts that are followed by another
  double again_blocked = 0.0;
  double again_after = 50.0;  ///< so long in the mean, exponential
  double answer_within = 0.1;
};

/// What became of attempts.
struct simulated_counts {
  double attempts = 0.0;
  double found_all_busy = 0.0;  ///< and a line
  double abandoned = 0.0;
  double blocked = 0.0;
  double wait = 0.0;  ///< of all of them together
  double in_time = 0.0;
};

class simulation {
 public:
  simulation(const simulated_queue& queue, random_numbers& random)
      : queue_(queue), random_(random) {}

  /// Of attempts that come in so many stretches of time, one after the other.
  std::vector<simulated_counts> run(double warm_up, double length, std::size_t stretches) {
    const double end = warm_up + length * static_cast<double>(stretches);
    counts_.assign(stretches, {});
    later(any_exponential(random_) / queue_.load, what::first_attempt);
    while (now_ < end || open_ > 0) {
      const event next = events_.top();
      events_.pop();
      now_ = next.at;
      if (next.happens == what::first_attempt) {
        later(any_exponential(random_) / queue_.load, what::first_attempt);
      }
      switch (next.happens) {
        case what::first_attempt:
        case what::redial:
          attempt(now_ < warm_up || now_ >= end
                      ? nullptr
                      : &counts_[static_cast<std::size_t>((now_ - warm_up) / length)]);
          break;
        case what::hang_up:
          if (contacts_[next.contact].waits) hang_up(contacts_[next.contact]);
          break;
        case what::end:
          --busy_;
          answer_next();
      }
    }
    return counts_;
  }

 private:
  enum class what { first_attempt, redial, hang_up, end };
  struct event {
    double at;
    what happens;
    std::size_t contact;
    bool operator<(const event& other) const { return at > other.at; }  // the earliest first
  };
  struct contact {
    double came;
    bool waits;
    simulated_counts* counted;  ///< null outside of the stretches
  };

  void later(double delay, what happens, std::size_t of = 0) {
    events_.push({now_ + delay, happens, of});
  }

  void attempt(simulated_counts* counted) {
    simulated_counts ignored;
    simulated_counts& sum = counted == nullptr ? ignored : *counted;
    ++sum.attempts;
    if (busy_ < queue_.agents) {
      ++sum.in_time;
      return serve();
    }
    if (busy_ + waiting_ >= queue_.lines) {
      ++sum.blocked;
      return call_again(queue_.again_blocked);
    }
    ++sum.found_all_busy;
    ++waiting_;
    if (counted != nullptr) ++open_;
    contacts_.push_back({now_, true, counted});
    line_.push_back(contacts_.size() - 1);
    later(queue_.patience(random_), what::hang_up, contacts_.size() - 1);
  }

  void serve() {
    ++busy_;
    later(any_exponential(random_), what::end);
  }

  void answer_next() {
    while (!line_.empty()) {
      contact& first = contacts_[line_.front()];
      line_.pop_front();
      if (!first.waits) continue;  // hung up before
      if (first.counted != nullptr && now_ - first.came <= queue_.answer_within) {
        ++first.counted->in_time;
      }
      stop_waiting(first);
      return serve();
    }
  }

  void hang_up(contact& impatient) {
    if (impatient.counted != nullptr) ++impatient.counted->abandoned;
    stop_waiting(impatient);
    call_again(queue_.again_abandoned);
  }

  void stop_waiting(contact& of) {
    --waiting_;
    of.waits = false;
    if (of.counted == nullptr) return;
    --open_;
    of.counted->wait += now_ - of.came;
  }

  void call_again(double share) {
    if (random_.uniform() < share) {
      later(queue_.again_after * any_exponential(random_), what::redial);
    }
  }

  const simulated_queue& queue_;
  random_numbers& random_;
  std::vector<simulated_counts> counts_;
  std::priority_queue<event> events_;
  std::vector<contact> contacts_;
  std::deque<std::size_t> line_;  ///< in the order of arrival, those who hung up too
  double now_ = 0.0;
  int busy_ = 0;
  int waiting_ = 0;
  int open_ = 0;  ///< counted contacts that wait
};

/// What lies around a measure of a simulation.
struct simulated_interval {
  double value;
  double half_width;
};

/// A share of attempts, or a mean over them, with 99.9 % confidence: the stretches, 50 or more, are
/// taken for independent.
inline simulated_interval per_attempt(const std::vector<simulated_counts>& stretches,
                                      double simulated_counts::*measure) {
  constexpr double student_t = 3.5;  // of 49 degrees of freedom
  double sum = 0.0;
  double attempts = 0.0;
  for (const simulated_counts& each : stretches) {
    sum += each.*measure;
    attempts += each.attempts;
  }
  const double value = sum / attempts;
  double squares = 0.0;
  for (const simulated_counts& each : stretches) {
    const double stray = each.*measure - value * each.attempts;
    squares += stray * stray;
  }
  const auto count = static_cast<double>(stretches.size());
  return {value, student_t * std::sqrt(squares * count / (count - 1.0)) / attempts};
}

}  // namespace krarup::support
