// What is ahead for a contact that waits, by the number of contacts that wait before it, while every
// agent is busy: it moves up when an agent becomes free and when somebody before it hangs up. All of
// it goes backward in time, from what is known of a later moment.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

#include <krarup/detail/birth_death.hpp>
#include <krarup/detail/moving_up.hpp>

namespace krarup::detail {

/// Two questions about a waiting contact, with their answers at one moment by the number ahead.
struct tagged_questions {
  static constexpr std::size_t count = 2;
  using two = std::array<double, count>;

  two if_answered{};          ///< the answer for whom an agent takes now
  two may_hang_up{};          ///< 1 where the contact itself may; those before it do so anyway
  two per_second{};           ///< adds to the answer while it waits
  two first_per_second{};     ///< adds so much of the first answer
  std::vector<two> answer{};  ///< with so many ahead as the index
};

/// The answers where the rates last for ever, 0 for whom nothing can happen.
inline void settle(tagged_questions& questions, const tagged_rates& rates) {
  for (std::size_t q = 0; q < tagged_questions::count; ++q) {
    double ahead = questions.if_answered[q];
    for (std::size_t j = 0; j < questions.answer.size(); ++j) {
      auto& at = questions.answer[j];
      const double up = rates.up(j);
      const double out = up + questions.may_hang_up[q] * rates.hanging_up;
      const double more = questions.per_second[q] + questions.first_per_second[q] * at[0];
      ahead = out > 0.0 ? (up * ahead + more) / out : 0.0;
      at[q] = ahead;
    }
  }
}

/// The answers `length` earlier, all the while under these rates.
/// Formula   what has settled, and what is left of the distance from it; where so little happens that
///           hardly anything settles, y(t) = e^{-Lt} sum v_j (Lt)^j / j! with
///           v_{j+1} = (I + A/L) v_j + (what adds) / L
inline void go_back(tagged_questions& questions, const tagged_rates& rates, double length) {
  if (length == 0.0) return;
  using two = tagged_questions::two;
  constexpr std::size_t count = tagged_questions::count;
  const std::size_t size = questions.answer.size();
  const double fastest = rates.up(size - 1) + rates.hanging_up;
  if (fastest == 0.0) {
    for (two& at : questions.answer) {
      for (std::size_t q = count; q-- > 0;) {
        at[q] += length * (questions.per_second[q] + questions.first_per_second[q] * at[0]);
      }
    }
    return;
  }
  constexpr double few = 8.0;  // events, of which a first one is unlikely in `length`
  if (fastest * length > few || (rates.handling + rates.hanging_up) * length > 0.01) {
    tagged_questions settled = questions;
    settle(settled, rates);
    for (std::size_t j = 0; j < size; ++j) {
      for (std::size_t q = 0; q < count; ++q) questions.answer[j][q] -= settled.answer[j][q];
    }
    questions.answer = moved_up(questions.answer, length, rates);
    const double stay = rates.stay(length);
    for (std::size_t j = 0; j < size; ++j) {
      two& at = questions.answer[j];
      for (std::size_t q = count; q-- > 0;) {
        at[q] += length * questions.first_per_second[q] * at[0];
        at[q] = settled.answer[j][q] + (questions.may_hang_up[q] > 0.0 ? stay : 1.0) * at[q];
      }
    }
    return;
  }
  const poisson_weights weights(fastest * length);
  std::vector<double> up(size);
  for (std::size_t j = 0; j < size; ++j) up[j] = rates.up(j) / fastest;
  two leave{};
  two add{};
  two add_first{};
  for (std::size_t q = 0; q < count; ++q) {
    leave[q] = 1.0 - questions.may_hang_up[q] * (rates.hanging_up / fastest);
    add[q] = questions.per_second[q] / fastest;
    add_first[q] = questions.first_per_second[q] / fastest;
  }
  std::vector<two> sum(size);
  std::vector<two>& v = questions.answer;
  for (const double w : weights.equal) {
    two here = v[size - 1];  // the last place first: each reads what stands before it
    for (std::size_t j = size; j-- > 0;) {
      const two before = j > 0 ? v[j - 1] : questions.if_answered;
      two all = sum[j];
      two next{};
      const double move = up[j];
      const double first = here[0];
      for (std::size_t q = 0; q < count; ++q) {
        all[q] += w * here[q];
        next[q] = (leave[q] - move) * here[q] + move * before[q] + (add[q] + add_first[q] * first);
      }
      sum[j] = all;
      v[j] = next;
      here = before;
    }
  }
  v.swap(sum);
}

/// For contacts who had the stated number ahead x ago, whether they have been taken and whether they
/// are still there, all the while under these rates. `own` as tagged_questions::may_hang_up; from x =
/// infinity on nothing changes any more.
[[nodiscard]] inline tagged_questions taken_and_there(double x, const tagged_rates& rates,
                                                      bool may_hang_up, std::size_t size) {
  const double own = may_hang_up ? 1.0 : 0.0;
  tagged_questions questions{.if_answered = {1.0, 0.0},
                             .may_hang_up = {own, own},
                             .per_second = {},
                             .first_per_second = {},
                             .answer = std::vector<tagged_questions::two>(size, {0.0, 1.0})};
  if (std::isinf(x)) {
    settle(questions, rates);
    if (rates.handling == 0.0 && own * rates.hanging_up == 0.0) {
      for (auto& at : questions.answer) at[1] = 1.0;
    }
    return questions;
  }
  const std::vector<double> there = not_gone_within(x, rates, 0, size);
  const std::vector<double> not_gone = may_hang_up ? not_gone_within(x, rates, 1, size) : there;
  const double stay = may_hang_up ? rates.stay(x) : 1.0;
  for (std::size_t k = 0; k < size; ++k) {
    const double in_the_end =
        may_hang_up && rates.hanging_up > 0.0 ? rates.handling / rates.up(k + 1) : 1.0;
    questions.answer[k] = {in_the_end * (1.0 - not_gone[k]), stay * there[k]};
  }
  return questions;
}

/// The answers just before the number of agents changes from `before` to `after`, for as many places
/// as `size` says; more ahead than there are answers for are taken for the most there are. Agents who
/// come take contacts at once; who is handed over waits before all others.
inline void go_back_over_change(tagged_questions& questions, double before, double after,
                                bool hand_over, std::size_t size) {
  const double shift = after > before || hand_over ? after - before : 0.0;
  std::vector<tagged_questions::two> earlier(size);
  for (std::size_t j = 0; j < size; ++j) {
    const double ahead = static_cast<double>(j) - shift;
    earlier[j] =
        ahead < 0.0
            ? questions.if_answered
            : questions
                  .answer[std::min(static_cast<std::size_t>(ahead), questions.answer.size() - 1)];
  }
  questions.answer = std::move(earlier);
}

/// Sums of answers over those who arrive in these states, wait and have a line.
[[nodiscard]] inline tagged_questions::two over_waiting(const system_states& states,
                                                        const system_rates& rates,
                                                        const tagged_questions& questions) {
  tagged_questions::two sum{};
  const auto first = static_cast<std::size_t>(rates.agents);
  for (std::size_t s = first > states.low ? first - states.low : 0; s < states.p.size(); ++s) {
    const std::size_t k = states.low + s;
    if (static_cast<double>(k) >= rates.lines) break;
    const auto& at = questions.answer[std::min(k - first, questions.answer.size() - 1)];
    for (std::size_t q = 0; q < sum.size(); ++q) sum[q] += states.p[s] * at[q];
  }
  return sum;
}

/// Sums of answers over everybody in the queue in these states.
[[nodiscard]] inline tagged_questions::two over_queue(const system_states& states,
                                                      const system_rates& rates,
                                                      const tagged_questions& questions) {
  tagged_questions::two sum{};
  tagged_questions::two of_queue{};
  const auto first = static_cast<std::size_t>(rates.agents);
  for (std::size_t k = first + 1; k <= states.high(); ++k) {
    const auto& last = questions.answer[std::min(k - first - 1, questions.answer.size() - 1)];
    for (std::size_t q = 0; q < sum.size(); ++q) {
      of_queue[q] += last[q];
      if (k >= states.low) sum[q] += states.p[k - states.low] * of_queue[q];
    }
  }
  return sum;
}

/// Sums of the gaps between the answers over those who arrive in these states and wait.
[[nodiscard]] inline tagged_questions::two gaps(const system_states& states,
                                                const system_rates& rates,
                                                const tagged_questions& one,
                                                const tagged_questions& other) {
  tagged_questions between;
  for (std::size_t j = 0; j < other.answer.size(); ++j) {
    between.answer.emplace_back();
    for (std::size_t q = 0; q < tagged_questions::count; ++q) {
      between.answer[j][q] = std::abs(one.answer[j][q] - other.answer[j][q]);
    }
  }
  return over_waiting(states, rates, between);
}

/// How long before a change of rates the answers of those who are present in a stretch are no longer
/// moved by it: the sum of what is left of the distance from `settled` is below `most`, of both. Not
/// above `length`.
[[nodiscard]] inline double reach_of(const system_states& present, const system_rates& rates,
                                     const tagged_questions& now, const tagged_questions& settled,
                                     const tagged_questions::two& most, double length) {
  const auto within = [&](const tagged_questions::two& gap) {
    return gap[0] <= most[0] && gap[1] <= most[1];
  };
  if (within(gaps(present, rates, now, settled))) return 0.0;
  tagged_questions::two widest{};
  for (std::size_t j = 0; j < settled.answer.size(); ++j) {
    for (std::size_t q = 0; q < widest.size(); ++q) {
      widest[q] = std::max(widest[q], std::abs(now.answer[j][q] - settled.answer[j][q]));
    }
  }
  const tagged_rates speed(rates);
  const auto reached = [&](double x) {
    const std::vector<double> there = not_gone_within(x, speed, 0, settled.answer.size());
    double sum = 0.0;
    const auto first = static_cast<std::size_t>(rates.agents);
    for (std::size_t s = first > present.low ? first - present.low : 0; s < present.p.size(); ++s) {
      sum += present.p[s] * there[std::min(present.low + s - first, there.size() - 1)];
    }
    tagged_questions::two gap = widest;
    for (std::size_t q = 0; q < gap.size(); ++q) {
      gap[q] = sum * (now.may_hang_up[q] > 0.0 ? speed.stay(x) : 1.0) *
               (widest[q] + x * now.first_per_second[q] * widest[0]);
    }
    return within(gap);
  };
  const double fastest = speed.handling + speed.hanging_up;
  if (fastest == 0.0 || !reached(length)) return length;
  double low = 0.0;
  double high = std::min(16.0 / fastest, length);
  for (; !reached(high); high = std::min(2.0 * high, length)) low = high;
  for (int i = 0; i < 3; ++i) {
    const double middle = low + 0.5 * (high - low);
    (reached(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace krarup::detail
