// Least numbers of agents and trunks by trying one number after the other, with the textbook's
// recursions and sums over states in long double: the witness of the solvers.
#pragma once

#include <cmath>

namespace krarup::support {

/// The numbers that a scan allows: one, or more where a measure comes so close to its promise that
/// rounding decides.
struct allowed {
  double least;
  double most;
};

/// What n agents can promise, for one number after the other. All waits in handle times.
class delay_scan {
 public:
  explicit delay_scan(double load) : load_(load) {}

  /// One agent more.
  void next() {
    n_ += 1;
    odds_ = (1 + odds_) * n_ / load_;
  }
  [[nodiscard]] long double n() const { return n_; }
  /// 1/B - 1
  [[nodiscard]] long double odds() const { return odds_; }
  /// The Erlang C formula; needs more agents than load.
  [[nodiscard]] long double wait() const { return 1 / (1 + (n_ - load_) / n_ * odds_); }

 private:
  long double load_;
  long double n_ = 0;
  long double odds_ = 0;
};

/// Trunks by Erlang B: whether the margin of the blocking, relative, is above `tie` or above -`tie`.
inline allowed scanned_trunks(double load, double blocking, long double tie) {
  delay_scan scan(load);
  allowed found{-1, -1};
  for (;; scan.next()) {
    const long double margin = (1 + scan.odds()) * blocking - 1;
    if (found.least < 0 && margin >= -tie) found.least = static_cast<double>(scan.n());
    if (margin >= tie) return {found.least, static_cast<double>(scan.n())};
  }
}

/// What Erlang A's birth-death chain says for one number of agents. A contact that finds n + j
/// others in the system is answered in the end with probability x/(x + j + 1), x = n/theta; all
/// sums are over the states of a full house, as multiples of the first of them.
struct abandonment_chain {
  long double abandons;         ///< over offered
  long double late;             ///< answered after t, over offered
  long double speed_of_answer;  ///< mean wait of answered contacts

  /// `scan` with the same load; patience in handle times.
  abandonment_chain(const delay_scan& scan, double load, double patience, double t,
                    bool with_speed = false) {
    const long double x = scan.n() * patience;
    const long double y = static_cast<long double>(load) * patience;
    long double all = scan.odds();
    long double lost = 0;
    long double state = 1;
    for (long double j = 0; y > x + j || state * (j + 1) > 1e-21L * all * (1 - y / (x + j + 1));
         ++j) {
      all += state;
      lost += j * state;
      state *= y / (x + j + 1);
    }
    abandons = lost / y / all;
    // Who is answered after t has outlived theta t in mean patiences, and then finds a queue whose
    // arrivals have dwindled to y' = y e^(-theta t).
    const long double z = t / static_cast<long double>(patience);
    const long double dwindled = y * std::exp(-z);
    const long double height = -y * std::expm1(-z) - (x + 1) * z;
    late = 0;
    if (height + dwindled > -60) {
      late = x / (x + 1) * std::exp(height) * sum(x + 1, dwindled).first / all;
    }
    speed_of_answer = 0;
    if (with_speed) {
      const auto [mass, time] = sum(x + 1, y);
      speed_of_answer = x / (x + 1) * time * patience / (scan.odds() + x / (x + 1) * mass);
    }
  }

 private:
  struct moments {
    long double first;
    long double time;
  };
  /// 1 + y/(x+1) + y^2/((x+1)(x+2)) + ..., and with each term times the mean 1/x + ... + 1/(x+j) of
  /// the time until its queue is served or gone.
  static moments sum(long double x, long double y) {
    long double mass = 0;
    long double time = 0;
    long double state = 1;
    long double mean = 1 / x;
    for (long double j = 1; y > x + j || state > 1e-22L * mass * (1 - y / (x + j)); ++j) {
      mass += state;
      time += state * mean;
      state *= y / (x + j);
      mean += 1 / (x + j);
    }
    return {mass, time};
  }
};

}  // namespace krarup::support
