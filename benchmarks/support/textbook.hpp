// The textbook's ways, which share nothing with krarup: what its answers are judged by and what its
// times are compared with. Loads in erlangs, times in handle times.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include <boost/math/special_functions/gamma.hpp>

namespace textbook {

/// B(n, a) by its recursion over 1, 2, ..., n trunks.
inline double blocking(double load, int n) {
  double b = 1.0;
  for (int k = 1; k <= n; ++k) b = load * b / (k + load * b);
  return b;
}

/// B(n, a) as a Poisson share, a^n e^-a / n! / Q(n + 1, a), by Boost.Math as it comes.
inline double blocking_boost(double load, double n) {
  return boost::math::gamma_p_derivative(n + 1.0, load) / boost::math::gamma_q(n + 1.0, load);
}

/// C(n, a) from B(n, a).
inline double wait(double load, double n, double b) {
  return load >= n ? 1.0 : n * b / (n - load * (1.0 - b));
}

/// Share answered within a time by Erlang C, from B(n, a).
inline double service_level(double load, double n, double within, double b) {
  return load >= n ? 0.0 : 1.0 - wait(load, n, b) * std::exp((load - n) * within);
}

/// Least n whose service level is enough, carrying the recursion of B from one n to the next.
inline int agents_by_scan(double load, double enough, double within) {
  double b = 1.0;
  for (int n = 1;; ++n) {
    b = load * b / (n + load * b);
    if (load < n && service_level(load, n, within, b) >= enough) return n;
  }
}

/// The same, with the recursion from the beginning for each n, from the load on.
inline int agents_from_scratch(double load, double enough, double within) {
  for (int n = static_cast<int>(load) + 1;; ++n) {
    if (service_level(load, n, within, blocking(load, n)) >= enough) return n;
  }
}

/// Least n whose blocking is at most this.
inline int trunks_by_scan(double load, double blocking) {
  int n = 0;
  for (double b = 1.0; b > blocking;) {
    ++n;
    b = load * b / (n + load * b);
  }
  return n;
}

/// Erlang A: what evaluate() gives that cannot be had from the rest by hand.
struct impatient {
  double wait;
  double abandon;
  double service_level;
};

/// Erlang A by quadrature over the virtual wait, whose density before t is proportional to
/// exp(load (1 - e^(-t / patience)) patience - n t) (Baccelli and Hebuterne; Zeltyn and Mandelbaum).
/// The busy probability of n - 1 agents comes from the recursion.
inline impatient erlang_a(double load, int n, double patience, double within) {
  const auto height = [&](double t) {
    return load * patience * -std::expm1(-t / patience) - n * t;
  };
  const double peak = load > n ? patience * std::log(load / n) : 0.0;
  const double top = height(peak);
  double last = 1.0 / n;
  while (height(peak + last) > top - 45.0) last *= 1.25;
  double first = 0.0;
  for (double back = 1.0 / n; back < peak && first == 0.0; back *= 1.25) {
    if (height(peak - back) < top - 45.0) first = peak - back;
  }
  const double end = peak + last;
  // Gauss's eight points in each of 32 panels; `within` is the end of one.
  constexpr std::array<double, 4> points{0.1834346424956498, 0.5255324099163290, 0.7966664774136267,
                                         0.9602898564975363};
  constexpr std::array<double, 4> weights{0.3626837833783620, 0.3137066458778873,
                                          0.2223810344533745, 0.1012285362903763};
  double all = 0.0;
  double patient = 0.0;
  double answered_later = 0.0;
  const auto integrate = [&](double from, double to, bool later) {
    constexpr int panels = 32;
    const double half = (to - from) / panels / 2.0;
    if (!(half > 0.0)) return;
    for (int panel = 0; panel < panels; ++panel) {
      const double middle = from + (2 * panel + 1) * half;
      for (std::size_t i = 0; i < points.size(); ++i) {
        for (const double t : {middle - half * points[i], middle + half * points[i]}) {
          const double density = half * weights[i] * std::exp(height(t) - top);
          all += density;
          patient += density * std::exp(-t / patience);
          if (later) answered_later += density * std::exp(-t / patience);
        }
      }
    }
  };
  integrate(first, std::clamp(within, first, end), false);
  integrate(std::clamp(within, first, end), end, true);
  const double idle = std::exp(-top) / blocking(load, n - 1);
  const double total = idle + load * all;
  return {.wait = load * all / total,
          .abandon = load * (all - patient) / total,
          .service_level = 1.0 - load * (all - patient) / total - load * answered_later / total};
}

/// Erlang A by summing the states of the queue: the loop that is written first.
inline impatient erlang_a_by_states(double load, int n, double patience) {
  double state = 1.0;
  double sum = 1.0;
  double busy = n == 0 ? 1.0 : 0.0;
  double waiting = 0.0;
  for (int k = 1;; ++k) {
    state *= load / (k <= n ? k : n + (k - n) / patience);
    sum += state;
    if (k >= n) busy += state;
    if (k > n) waiting += (k - n) * state;
    if (k > n && k > load && state < 1e-17 * sum) break;
    if (sum > 1e250) {
      for (double* part : {&state, &sum, &busy, &waiting}) *part *= 1e-250;
    }
  }
  return {.wait = busy / sum, .abandon = waiting / sum / patience / load, .service_level = NAN};
}

/// Loads of a study: log-uniform from 1 on, in no order, the same on every machine.
inline std::vector<double> log_uniform_loads(std::size_t count, double largest) {
  std::vector<double> loads(count);
  double share = 0.0;
  for (double& load : loads) {
    share += 0.6180339887498949;  // the golden ratio spreads evenly
    share -= std::floor(share);
    load = std::pow(largest, share);
  }
  return loads;
}

}  // namespace textbook
