// Where contacts are as patient as their handling is long, all leave the system alike: the mean number
// in it obeys m' = rate - m / AHT, whatever the agents. The service level is that of a tolerance of
// 1e-13, whose states are those of uniformization; small days have witnesses in the tests.
#include "instruction_count.hpp"

#include <krarup/transient/exact.hpp>

namespace {

using namespace krarup;
using namespace std::chrono_literals;

time_varying_queue half_hours() {
  time_varying_queue day;
  for (const double volume : forecast()) {
    day.intervals.push_back({.length = 30min,
                             .arrival_rate = contacts(volume) / 30min,
                             .average_handle_time = 180s,
                             .average_patience = 180s});
  }
  return day;
}

std::vector<agents> a_tenth_more_than_the_load() {
  std::vector<agents> on_phone;
  for (const double volume : forecast()) {
    on_phone.emplace_back(static_cast<int>(std::ceil(0.11 * volume)));
  }
  return on_phone;
}

/// Contacts that wait or are handled, averaged over the day.
double number_in_system(const day_course& course) {
  double sum = 0.0;
  for (std::size_t i = 0; i < course.intervals(); ++i) {
    sum += course.mean_queue_length(i) + course.occupancy(i) * course.agents_of(i).count();
  }
  return sum / static_cast<double>(course.intervals());
}

const question questions[] = {
    {"day_states",
     [] {
       return number_in_system(
           {half_hours(), a_tenth_more_than_the_load(), {.leaving = leaving_agents::hand_over}});
     },
     11.639166666666666666, 1e-8},
    {"day_measures",
     [] {
       return evaluate(exact_day(half_hours(), a_tenth_more_than_the_load()), 20s).service_level;
     },
     0.857153201293186, 1e-8},
};

}  // namespace

std::span<const question> of_a_day() {
  return questions;
}
