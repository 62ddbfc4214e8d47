// M/M/n/K with phase-type patience by its states: the ordered queue, every waiting contact with the
// phase of its patience, and a tagged contact's way through it. No formula of the field is used.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include "support/chain.hpp"

namespace krarup::support {

/// Patience of two phases: where it begins, and the rates from the first phase to the second and
/// from each to its end.
struct two_phases {
  std::array<double, 2> begin;
  double onward;
  std::array<double, 2> end;
};

/// Times in handle times; `places` contacts can wait, few.
class patience_chain {
 public:
  patience_chain(int agents, double load, int places, const two_phases& patience)
      : agents_(agents), load_(load), places_(static_cast<std::size_t>(places)), law_(patience) {
    add_lines({});
    const int states = agents_ + static_cast<int>(lines_.size());
    chain_matrix balance = chain_matrix::Zero(states, states);  // of flows into each state
    const auto flow = [&](int from, int to, chain_number rate) {
      balance(to, from) += rate;
      balance(from, from) -= rate;
    };
    for (int busy = 0; busy < agents_; ++busy) {
      flow(busy, busy + 1, load_);
      if (busy > 0) flow(busy, busy - 1, busy);
    }
    for (const auto& [each, number] : lines_) {
      const int from = agents_ + number;
      flow(from, each.empty() ? agents_ - 1 : agents_ + lines_.at(without(each, 0)), agents_);
      if (each.size() < places_) {
        for (const int phase : {0, 1}) {
          flow(from, agents_ + lines_.at(with(each, phase)),
               load_ * law_.begin.at(static_cast<std::size_t>(phase)));
        }
      }
      for (std::size_t i = 0; i < each.size(); ++i) {
        flow(from, agents_ + lines_.at(without(each, i)),
             law_.end.at(static_cast<std::size_t>(each[i])));
        if (each[i] == 0) flow(from, agents_ + lines_.at(moved_on(each, i)), law_.onward);
      }
    }
    balance.row(0).setOnes();
    chain_vector one = chain_vector::Zero(states);
    one(0) = 1;
    states_ = balance.partialPivLu().solve(one);
  }

  [[nodiscard]] chain_number idle() const { return states_.head(agents_).sum(); }
  [[nodiscard]] chain_number probability_of_blocking() const {
    return sum([this](const line& each) { return each.size() == places_ ? 1.0L : 0.0L; });
  }
  [[nodiscard]] chain_number mean_queue_length() const {
    return sum([](const line& each) { return static_cast<chain_number>(each.size()); });
  }
  [[nodiscard]] chain_number probability_of_abandonment() const {
    return sum([this](const line& each) {
             chain_number rate = 0;
             for (const int phase : each) rate += law_.end.at(static_cast<std::size_t>(phase));
             return rate;
           }) /
           load_;
  }

  /// What has become of an offered contact that found every agent busy and a place, by time t.
  [[nodiscard]] tagged_within until(double t) const {
    const chain_matrix rates = tagged_rates();
    const auto last = rates.rows() - 1;
    const chain_number fastest = -rates.diagonal().minCoeff();
    const chain_matrix step =
        (chain_matrix::Identity(rates.rows(), rates.rows()) + rates / fastest).transpose();
    chain_vector at = arriving();
    chain_vector sum = chain_vector::Zero(rates.rows());
    const chain_number mean = fastest * t;
    chain_number log_weight = -mean;
    for (int k = 0; k <= mean || log_weight > -90; ++k) {
      if (log_weight > -90) sum += std::exp(log_weight) * at;
      at = (step * at).eval();
      log_weight += std::log(mean) - std::log(static_cast<chain_number>(k + 1));
    }
    return {idle() + sum(last - 1), sum(last), sum.head(last - 1).sum()};
  }

  [[nodiscard]] tagged_in_the_end in_the_end() const {
    const chain_matrix rates = tagged_rates();
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

 private:
  using line = std::vector<int>;  // phases, who came first in front

  static line without(line of, std::size_t i) {
    of.erase(of.begin() + static_cast<std::ptrdiff_t>(i));
    return of;
  }
  static line with(line of, int phase) {
    of.push_back(phase);
    return of;
  }
  static line moved_on(line of, std::size_t i) {
    of[i] = 1;
    return of;
  }

  void add_lines(const line& first) {
    lines_.emplace(first, static_cast<int>(lines_.size()));
    if (first.size() == places_) return;
    for (const int phase : {0, 1}) add_lines(with(first, phase));
  }

  template <class Weight>
  [[nodiscard]] chain_number sum(const Weight& weight) const {
    chain_number all = 0;
    for (const auto& [each, number] : lines_) all += weight(each) * states_(agents_ + number);
    return all;
  }

  /// By lines of which the tagged contact is the last; the line of nobody is not one of them.
  [[nodiscard]] chain_vector arriving() const {
    chain_vector start = chain_vector::Zero(static_cast<Eigen::Index>(lines_.size()) + 2);
    for (const auto& [each, number] : lines_) {
      if (each.size() == places_) continue;
      for (const int phase : {0, 1}) {
        start(lines_.at(with(each, phase))) +=
            states_(agents_ + number) * law_.begin.at(static_cast<std::size_t>(phase));
      }
    }
    return start;
  }

  /// To its answer (the last but one) and to its end without one (the last). Nobody's own line is left
  /// at once, so that the matrix can be solved.
  [[nodiscard]] chain_matrix tagged_rates() const {
    const auto size = static_cast<Eigen::Index>(lines_.size()) + 2;
    chain_matrix rates = chain_matrix::Zero(size, size);
    const auto flow = [&](Eigen::Index from, Eigen::Index to, chain_number rate) {
      rates(from, to) += rate;
      rates(from, from) -= rate;
    };
    for (const auto& [each, number] : lines_) {
      const bool alone = each.size() <= 1;
      flow(number, alone ? size - 2 : lines_.at(without(each, 0)), agents_);
      for (std::size_t i = 0; i < each.size(); ++i) {
        const bool tagged = i + 1 == each.size();
        flow(number, tagged ? size - 1 : lines_.at(without(each, i)),
             law_.end.at(static_cast<std::size_t>(each[i])));
        if (each[i] == 0) flow(number, lines_.at(moved_on(each, i)), law_.onward);
      }
    }
    return rates;
  }

  int agents_;
  chain_number load_;
  std::size_t places_;
  two_phases law_;
  std::map<line, int> lines_;
  chain_vector states_;
};

}  // namespace krarup::support
