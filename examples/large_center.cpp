// A large center's question. It has 16,000 calls a day of 3 minutes 14 seconds each and promises to
// answer 90 % of them within 20 seconds. 250 people work 8 hours a day, and 30 % of that is breaks,
// meetings, training and absence. Are they enough for such a day, and for a week of them?
//
// The calls come as on weekdays (Sunday to Thursday) of January to June 1999 in the call center of
// an Israeli bank, between 07:00 and midnight, and callers are as patient as there: 343 s, all
// waiting time of February 1999 over all abandonments. The shares were counted from half-hourly
// totals of its calls; the data come from I. Guedj and A. Mandelbaum, Technion, whom we thank.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

using namespace krarup;
using namespace std::chrono_literals;

namespace {

// in each half hour from 07:00, of a thousand calls of the day
constexpr std::array calls_in_thousand = {
    11.3, 16.5, 24.2, 36.4, 34.4, 40.3, 44.1, 43.1, 39.3, 37.2, 35.2, 34.4,
    36.9, 38.2, 40.4, 38.7, 39.1, 39.1, 41.1, 40.1, 34.2, 31.4, 27.8, 23.7,
    21.7, 19.1, 16.8, 20.0, 17.5, 18.7, 16.6, 15.6, 15.6, 11.3,
};
constexpr double calls_of_day = 16000.0;
constexpr duration handle_time = 3min + 14s;
constexpr duration half_hour = 30min;
constexpr duration shift = 8h;
constexpr std::size_t halves_of_shift = 16;
constexpr double people = 250.0;

std::string clock(std::size_t half) {
  char text[32];
  std::snprintf(text, sizeof text, "%02u:%02u", static_cast<unsigned>(7 + half / 2),
                static_cast<unsigned>(half % 2 * 30));
  return text;
}

template <class Queue>
day_plan plan(Queue queue) {
  std::vector<plan_interval<Queue>> day;
  for (const double share : calls_in_thousand) {
    queue.arrival_rate = contacts(calls_of_day * share / 1000.0) / half_hour;
    day.push_back({.queue = queue,
                   .length = half_hour,
                   .target = {.service_level = 0.90, .answer_within = 20s},
                   .shrinkage = 0.30});
  }
  return plan_day(day, rounding::up_at_end);
}

/// People to schedule in each half hour.
std::vector<double> needs(const day_plan& planned) {
  std::vector<double> scheduled;
  for (const day_plan_row& row : planned.rows) scheduled.push_back(row.staffed->scheduled.count());
  return scheduled;
}

/// People who begin their shift at each half hour, as few as can be. Where somebody is missing,
/// somebody begins: of all shifts that would help, that one reaches furthest into the half hours
/// that are still open, so any other roster can be changed into this one shift by shift without
/// more people. Near midnight the shift begins sooner, to end by then.
std::vector<double> beginners(const std::vector<double>& needed) {
  std::vector<double> begin(needed.size(), 0.0);
  double present = 0.0;
  for (std::size_t half = 0; half < needed.size(); ++half) {
    if (half >= halves_of_shift) present -= begin[half - halves_of_shift];
    const double missing = std::max(0.0, needed[half] - present);
    begin[std::min(half, needed.size() - halves_of_shift)] += missing;
    present += missing;
  }
  return begin;
}

/// Proof that fewer will not do: half hours at least a shift apart have no shift in common, so
/// their needs add up. The half hours that come to most.
std::vector<std::size_t> no_common_shift(const std::vector<double>& needed) {
  std::vector<double> most(needed.size() + halves_of_shift, 0.0);  // from that half hour on
  for (std::size_t half = needed.size(); half-- > 0;) {
    most[half] = std::max(most[half + 1], needed[half] + most[half + halves_of_shift]);
  }
  std::vector<std::size_t> apart;
  for (std::size_t half = 0; half < needed.size();) {
    const bool chosen = most[half] > most[half + 1];
    if (chosen) apart.push_back(half);
    half += chosen ? halves_of_shift : 1;
  }
  return apart;
}

void answer(const char* model, const day_plan& planned) {
  const std::vector<double> needed = needs(planned);
  double required = 0.0;
  for (const double begin : beginners(needed)) required += begin;
  const double by_hours = std::ceil(planned.totals.paid_time / shift);
  std::printf("%s: %.0f people, so %.0f are %s (%.0f %s)\n", model, required, people,
              required <= people ? "enough" : "too few", std::abs(people - required),
              required <= people ? "to spare" : "are missing");
  std::printf("  fewer will not do, no shift covers two of these:");
  double proof = 0.0;
  for (const std::size_t half : no_common_shift(needed)) {
    std::printf(" %s needs %.0f", clock(half).c_str(), needed[half]);
    proof += needed[half];
  }
  std::printf(", together %.0f\n", proof);
  const double employed = std::ceil(required * 7.0 / 5.0);
  std::printf("  seven such days with five-day weeks take %.0f people: %.0f are %s\n", employed,
              people, employed <= people ? "enough" : "too few");
  std::printf("  paid hours alone are %.1f, the shifts of %.0f people\n",
              planned.totals.paid_time / duration(1h), by_hours);
  std::printf("  of %.0f calls %.1f %% are answered in time, %.1f %% hang up\n",
              planned.totals.offered.count(), 100.0 * planned.totals.service_level,
              100.0 * planned.totals.probability_of_abandonment);
}

}  // namespace

int main() {
  const rate each_half = contacts(0) / half_hour;
  const day_plan patient = plan(erlang_c{each_half, handle_time});
  const day_plan impatient = plan(erlang_a{each_half, handle_time, 343s});

  std::printf("               Erlang C            Erlang A\n");
  std::printf("       calls   agents  scheduled   agents  scheduled   begin a shift (Erlang C)\n");
  const std::vector<double> begin = beginners(needs(patient));
  for (std::size_t half = 0; half < patient.rows.size(); ++half) {
    const staffed_interval& c = *patient.rows[half].staffed;
    const staffed_interval& a = *impatient.rows[half].staffed;
    std::printf("%s  %5.0f   %6.0f  %9.0f   %6.0f  %9.0f   %5.0f\n", clock(half).c_str(),
                patient.rows[half].offered.count(), c.performance.agents.count(),
                c.scheduled.count(), a.performance.agents.count(), a.scheduled.count(),
                begin[half]);
  }
  std::printf("\n");
  answer("Erlang C, nobody hangs up", patient);
  answer("Erlang A, patience 343 s", impatient);
}
