// What is asked while callgrind counts.
#pragma once

#include <cmath>
#include <span>
#include <vector>

#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>

struct question {
  const char* name;
  double (*ask)();
  double answer;
  double tolerance = 1e-11;  // relative
};

/// Of M/M/n+G and Erlang X, compiled by themselves: they call what the others ask, and who is called
/// from more places is inlined in fewer.
std::span<const question> of_erlang_x();

/// Of a day that is carried on, by itself too.
std::span<const question> of_a_day();

/// A day of half-hours with a morning and an afternoon peak, between 2 and 410 contacts each.
inline std::vector<double> forecast() {
  std::vector<double> volumes;
  for (int interval = 0; interval < 48; ++interval) {
    const double morning = (interval - 21) / 4.0;
    const double afternoon = (interval - 31) / 5.0;
    volumes.push_back(2.0 + std::round(400.0 * std::exp(-morning * morning) +
                                       300.0 * std::exp(-afternoon * afternoon)));
  }
  return volumes;
}

template <class Model>
double agents_of_a_day(Model queue) {
  using namespace std::chrono_literals;
  const krarup::service_target target{.service_level = 0.80, .answer_within = 20s};
  double sum = 0.0;
  for (const double volume : forecast()) {
    queue.arrival_rate = krarup::contacts(volume) / 30min;
    sum += krarup::agents_required(queue, target).value().count();
  }
  return sum;
}
