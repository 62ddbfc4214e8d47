// What is ahead for a contact that waits, by the number of contacts that wait before it, while every
// agent is busy: it moves up when an agent becomes free and when somebody before it hangs up. All of
// it goes backward in time, from what is known of a later moment.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <krarup/detail/birth_death.hpp>

namespace krarup::detail {

/// A question about a waiting contact, with the answer at one moment by the number ahead, 0 first.
struct tagged_question {
  double if_answered;                // the answer for whom an agent takes now
  bool may_hang_up;                  // the contact itself; those before it do so anyway
  double per_second = 0.0;           // adds to the answer while it waits
  bool per_second_of_first = false;  // adds the answer of the first question instead
  std::vector<double> answer = {};
};

/// How fast a contact moves up, and hangs up.
struct tagged_rates {
  double handling;  // of all agents together
  double hanging_up;

  explicit tagged_rates(const system_rates& rates)
      : handling(rates.agents * rates.handling), hanging_up(rates.hanging_up) {}
  [[nodiscard]] double up(std::size_t ahead) const {
    return handling + static_cast<double>(ahead) * hanging_up;
  }
};

/// The answers `length` earlier, all the questions' rates lasting.
/// Formula   with y(t) = e^{-Lt} sum v_j (Lt)^j / j!: v_{j+1} = (I + A/L) v_j + (what adds) / L
inline void go_back(std::vector<tagged_question>& questions, const tagged_rates& rates,
                    double length) {
  if (length == 0.0) return;
  const std::size_t size = questions.front().answer.size();
  const double fastest = rates.up(size - 1) + rates.hanging_up;
  if (fastest == 0.0) {
    for (std::size_t q = questions.size(); q-- > 0;) {
      auto& at = questions[q];
      for (std::size_t j = 0; j < size; ++j) {
        at.answer[j] += length * (at.per_second_of_first ? questions[0].answer[j] : at.per_second);
      }
    }
    return;
  }
  constexpr double longest = 300.0;
  const auto strides = static_cast<std::size_t>(std::ceil(fastest * length / longest));
  const poisson_weights weights(fastest * length / static_cast<double>(strides));
  std::vector<double> up(size);
  for (std::size_t j = 0; j < size; ++j) up[j] = rates.up(j) / fastest;
  const double leave = rates.hanging_up / fastest;
  std::vector<std::vector<double>> v(questions.size());
  std::vector<std::vector<double>> sum(questions.size());
  for (std::size_t stride = 0; stride < strides; ++stride) {
    for (std::size_t q = 0; q < questions.size(); ++q) {
      v[q] = questions[q].answer;
      sum[q].assign(size, 0.0);
    }
    for (const double w : weights.equal) {
      // The last question first, and the last place first: each reads what stands before it.
      for (std::size_t q = questions.size(); q-- > 0;) {
        const tagged_question& at = questions[q];
        std::vector<double>& now = v[q];
        std::vector<double>& all = sum[q];
        const double hang_up = at.may_hang_up ? leave : 0.0;
        const double add = at.per_second / fastest;
        for (std::size_t j = size; j-- > 0;) {
          all[j] += w * now[j];
          const double next = j > 0 ? now[j - 1] : at.if_answered;
          const double more = at.per_second_of_first ? v[0][j] / fastest : add;
          now[j] = (1.0 - up[j] - hang_up) * now[j] + up[j] * next + more;
        }
      }
    }
    for (std::size_t q = 0; q < questions.size(); ++q) questions[q].answer.swap(sum[q]);
  }
}

/// The answers where the rates last for ever; none may add per second to whom neither an agent nor an
/// end of patience is coming.
inline void settle(std::vector<tagged_question>& questions, const tagged_rates& rates) {
  for (tagged_question& at : questions) {
    double ahead = at.if_answered;
    for (std::size_t j = 0; j < at.answer.size(); ++j) {
      const double up = rates.up(j);
      const double out = up + (at.may_hang_up ? rates.hanging_up : 0.0);
      const double more = at.per_second_of_first ? questions[0].answer[j] : at.per_second;
      ahead = out > 0.0 ? (up * ahead + more) / out : 0.0;
      at.answer[j] = ahead;
    }
  }
}

/// The answers just before the number of agents changes from `before` to `after`, with places for as
/// many ahead as `size` says. Agents who come take contacts at once; who is handed over waits before
/// all others.
inline void go_back_over_change(std::vector<tagged_question>& questions, double before,
                                double after, bool hand_over, std::size_t size) {
  for (tagged_question& at : questions) {
    std::vector<double> earlier(size);
    for (std::size_t j = 0; j < size; ++j) {
      double ahead = static_cast<double>(j);
      if (after > before || hand_over) ahead -= after - before;
      earlier[j] = ahead < 0.0 ? at.if_answered : at.answer[static_cast<std::size_t>(ahead)];
    }
    at.answer = std::move(earlier);
  }
}

}  // namespace krarup::detail
