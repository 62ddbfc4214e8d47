// Queues by their states: the full generator matrix of M/M/n/K+M, solved as linear equations, and a
// tagged contact's way through the queue as an absorbing chain. No formula of the field is used.
#pragma once

#include <algorithm>
#include <cmath>

#include <Eigen/Dense>

namespace krarup::support {

using chain_number = long double;
using chain_matrix = Eigen::Matrix<chain_number, Eigen::Dynamic, Eigen::Dynamic>;
using chain_vector = Eigen::Matrix<chain_number, Eigen::Dynamic, 1>;

/// Times in handle times; a rate of hanging up of 0 is endless patience.
struct chain_queue {
  int agents;
  double load;
  double hang_ups;  ///< 1/patience
};

/// States above which less than 1e-22 of the time is spent: from there on every state holds less
/// than the one before by at least the factor of the first.
inline int enough_places(const chain_queue& queue) {
  chain_number state = 1;
  chain_number all = 1;
  for (int i = 1;; ++i) {
    const int waiting = std::max(0, i - queue.agents);
    const chain_number factor = queue.load / (std::min(i, queue.agents) +
                                              static_cast<chain_number>(queue.hang_ups) * waiting);
    state *= factor;
    all += state;
    if (waiting > 0 && factor < 1 && state * factor / (1 - factor) < 1e-22L * all) return i;
  }
}

/// What a tagged contact has come to by some time; shares of offered contacts.
struct tagged_within {
  chain_number answered;  ///< those who find an agent free among them
  chain_number abandoned;
  chain_number waiting;  ///< still
};

/// The same in the end, with the mean waits of those concerned times their shares.
struct tagged_in_the_end {
  chain_number answered;
  chain_number abandoned;
  chain_number wait_of_answered;
  chain_number wait_of_abandoned;
};

/// M/M/n/K+M with so many places for contacts, waiting or being answered.
class queue_chain {
 public:
  queue_chain(const chain_queue& queue, int places)
      : queue_(queue), states_(chain_vector::Zero(places + 1)) {
    chain_matrix balance = chain_matrix::Zero(places + 1, places + 1);  // of flows into each state
    for (int i = 0; i < places; ++i) {
      const chain_number leaving =
          std::min(i + 1, queue.agents) + hang_ups() * std::max(0, i + 1 - queue.agents);
      balance(i + 1, i) += queue.load;
      balance(i, i) -= queue.load;
      balance(i, i + 1) += leaving;
      balance(i + 1, i + 1) -= leaving;
    }
    balance.row(places).setOnes();
    chain_vector one = chain_vector::Zero(places + 1);
    one(places) = 1;
    states_ = balance.partialPivLu().solve(one);
  }
  /// Without a limit to the places that could be felt.
  explicit queue_chain(const chain_queue& queue) : queue_chain(queue, enough_places(queue)) {}

  [[nodiscard]] chain_number probability_of_blocking() const { return states_(places()); }
  [[nodiscard]] chain_number probability_of_wait() const {
    return states_.tail(places() + 1 - queue_.agents).sum();
  }
  [[nodiscard]] chain_number mean_queue_length() const {
    chain_number sum = 0;
    for (int i = queue_.agents; i <= places(); ++i) sum += (i - queue_.agents) * states_(i);
    return sum;
  }
  [[nodiscard]] chain_number occupancy() const {
    chain_number sum = 0;
    for (int i = 0; i <= places(); ++i) sum += std::min(i, queue_.agents) * states_(i);
    return sum / queue_.agents;
  }

  /// Contacts that arrive while all agents are busy, until time t, by uniformization: the number of
  /// steps is Poisson, each step a product with a matrix that has no negative entry. `own` is the
  /// tagged contact's own rate of hanging up.
  [[nodiscard]] tagged_within until(double t, chain_number own) const {
    const chain_matrix rates = tagged_rates(own);
    const auto last = rates.rows() - 1;
    const chain_number fastest = -rates.diagonal().minCoeff();
    const chain_matrix step =
        (chain_matrix::Identity(rates.rows(), rates.rows()) + rates / fastest).transpose();
    chain_vector at = arriving();
    chain_vector sum = chain_vector::Zero(rates.rows());
    const chain_number mean = fastest * t;
    chain_number log_weight = -mean;
    for (int k = 0; k <= mean || log_weight > -60; ++k) {
      if (log_weight > -60) sum += std::exp(log_weight) * at;
      at = (step * at).eval();
      log_weight += std::log(mean) - std::log(static_cast<chain_number>(k + 1));
    }
    return {idle() + sum(last - 1), sum(last), sum.head(last - 1).sum()};
  }
  [[nodiscard]] tagged_within until(double t) const { return until(t, hang_ups()); }

  /// By linear equations: mean times spent in each state until the end, and what leads on from it.
  [[nodiscard]] tagged_in_the_end in_the_end(chain_number own) const {
    const chain_matrix rates = tagged_rates(own);
    const auto lasting = rates.rows() - 2;
    const Eigen::PartialPivLU<chain_matrix> solver(
        (-rates.topLeftCorner(lasting, lasting).transpose()).eval());
    const chain_vector times = solver.solve(arriving().head(lasting));
    const chain_vector later = solver.solve(times);
    const chain_vector to_answer = rates.col(lasting).head(lasting);
    const chain_vector to_loss = rates.col(lasting + 1).head(lasting);
    return {idle() + times.dot(to_answer), times.dot(to_loss), later.dot(to_answer),
            later.dot(to_loss)};
  }
  [[nodiscard]] tagged_in_the_end in_the_end() const { return in_the_end(hang_ups()); }

 private:
  [[nodiscard]] int places() const { return static_cast<int>(states_.size()) - 1; }
  [[nodiscard]] chain_number hang_ups() const { return queue_.hang_ups; }
  [[nodiscard]] chain_number idle() const { return states_.head(queue_.agents).sum(); }

  /// Where tagged contacts begin that find all agents busy: so many wait before them.
  [[nodiscard]] chain_vector arriving() const {
    const int waiting = places() + 1 - queue_.agents;
    chain_vector start = chain_vector::Zero(waiting + 2);
    start.head(waiting) = states_.tail(waiting);
    return start;
  }

  /// From every number of contacts before the tagged one to the next, to its answer (the last but
  /// one) and to its end without one (the last).
  [[nodiscard]] chain_matrix tagged_rates(chain_number own) const {
    const int waiting = places() + 1 - queue_.agents;
    chain_matrix rates = chain_matrix::Zero(waiting + 2, waiting + 2);
    for (int before = 0; before < waiting; ++before) {
      const chain_number on = queue_.agents + hang_ups() * before;
      rates(before, before == 0 ? waiting : before - 1) += on;
      rates(before, waiting + 1) += own;
      rates(before, before) -= on + own;
    }
    return rates;
  }

  chain_queue queue_;
  chain_vector states_;
};

}  // namespace krarup::support
