// The contacts of a contact center that are on their way, and where the next come from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <span>
#include <vector>

#include <krarup/detail/check.hpp>
#include <krarup/simulation/arrival_times.hpp>
#include <krarup/simulation/contact_center.hpp>
#include <krarup/simulation/day_stretches.hpp>
#include <krarup/simulation/random_stream.hpp>
#include <krarup/units.hpp>

namespace krarup {

/// No contact, no row, no place.
inline constexpr std::uint32_t nowhere = std::numeric_limits<std::uint32_t>::max();

/// A contact between its coming and its end.
struct contact_underway {
  std::uint32_t kind = 0;           ///< its class
  std::uint32_t version = 0;        ///< rises with each change of its state: older events are void
  std::size_t interval = 0;         ///< in which it came
  double since = 0.0;               ///< it waits, or is handled
  std::size_t since_stretch = 0;    ///< in which that was
  double work = 0.0;                ///< what is left of its handle time, in averages
  double end = 0.0;                 ///< of its handling
  std::uint64_t patience = 0;       ///< the word for it
  std::uint32_t in_hand = nowhere;  ///< its place among those in agents' hands
  std::uint32_t row = nowhere;      ///< in which it is noted
  std::uint32_t handed_over_in = nowhere;  ///< the interval; nowhere: it never was
  bool answered = false;
  bool overtime = false;
};

/// All contacts that are underway, by number; numbers are used again.
class contacts_underway {
 public:
  void clear() {
    contacts_.clear();
    unused_.clear();
  }

  std::uint32_t add(std::uint32_t kind) {
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
    contacts_[id] = contact_underway{.kind = kind, .version = version};
    return id;
  }

  void forget(std::uint32_t id) {
    ++contacts_[id].version;
    unused_.push_back(id);
  }

  contact_underway& operator[](std::uint32_t id) { return contacts_[id]; }
  const contact_underway& operator[](std::uint32_t id) const { return contacts_[id]; }

 private:
  std::vector<contact_underway> contacts_;
  std::vector<std::uint32_t> unused_;
};

/// Contacts that agents of the interval handle, in no order.
class contacts_in_hand {
 public:
  void clear() { ids_.clear(); }
  [[nodiscard]] std::size_t size() const { return ids_.size(); }
  std::uint32_t operator[](std::size_t i) const { return ids_[i]; }

  void add(std::uint32_t id, contacts_underway& contacts) {
    contacts[id].in_hand = static_cast<std::uint32_t>(ids_.size());
    ids_.push_back(id);
  }
  void remove(std::uint32_t id, contacts_underway& contacts) {
    const std::uint32_t at = contacts[id].in_hand;
    ids_[at] = ids_.back();
    contacts[ids_[at]].in_hand = at;
    ids_.pop_back();
  }

 private:
  std::vector<std::uint32_t> ids_;
};

/// Who of a class waits, and who is to be called.
class class_queue {
 public:
  /// Contacts that wait.
  [[nodiscard]] std::size_t size() const { return size_; }

  void join(std::uint32_t id, std::uint32_t version, bool at_head) {
    ++size_;
    if (at_head) {
      places_.push_front({id, version});
    } else {
      places_.push_back({id, version});
    }
  }
  /// Somebody has hung up, and has another version by now.
  void lose_one() { --size_; }
  /// Takes out the first; nowhere: nobody waits.
  std::uint32_t next(const contacts_underway& contacts) {
    while (!places_.empty()) {
      const place first = places_.front();
      places_.pop_front();
      if (contacts[first.contact].version != first.version) continue;
      --size_;
      return first.contact;
    }
    return nowhere;
  }
  template <class Do>
  void for_each(const contacts_underway& contacts, const Do& what) const {
    for (const place& one : places_) {
      const contact_underway& contact = contacts[one.contact];
      if (contact.version == one.version) what(contact);
    }
  }

  std::deque<std::uint32_t> to_call;

 private:
  struct place {
    std::uint32_t contact;
    std::uint32_t version;
  };
  std::deque<place> places_;
  std::size_t size_ = 0;
};

/// The words of a class, and when its next contact comes.
class class_streams {
 public:
  class_streams(const contact_class& of, const day_stretches& clock,
                const std::vector<double>& factors, std::uint64_t seed, std::uint64_t replication,
                std::uint64_t kind)
      : handle_times(seed, random_purpose::handle_time, replication, kind),
        patiences(seed, random_purpose::patience, replication, kind),
        redials(seed, random_purpose::redial, replication, kind),
        callbacks(seed, random_purpose::callback, replication, kind),
        by_chance_(of.intervals, factors, seed, replication, kind),
        clock_(&clock),
        is_log_(of.arrivals.has_value()) {
    if (is_log_) log_ = *of.arrivals;
    advance();
  }

  /// To the next contact: its time, infinite after the last, and its interval.
  void advance() {
    if (!is_log_) {
      time = by_chance_.next() ? by_chance_.time() : detail::infinity;
      interval = by_chance_.interval();
    } else if (place_ == log_.size()) {
      time = detail::infinity;
    } else {
      time = log_[place_++].count();
      while (time >= (*clock_)[interval].end) ++interval;
    }
  }

  random_stream handle_times;
  random_stream patiences;
  random_stream redials;
  random_stream callbacks;
  double time = 0.0;
  std::size_t interval = 0;

 private:
  arrival_times by_chance_;
  const day_stretches* clock_;
  bool is_log_;
  std::span<const duration> log_;
  std::size_t place_ = 0;
};

}  // namespace krarup
