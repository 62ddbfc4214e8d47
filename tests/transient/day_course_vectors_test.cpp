#include <krarup/transient/day_course.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "support/reference_table.hpp"

namespace krarup {
namespace {

using support::reference_table;

/// A stretch of a schedule: arrivals at rate + swing sin(frequency t).
struct shift {
  double from = 0.0;
  double to = 0.0;
  int agents = 0;
  double rate = 0.0;
  double swing = 0.0;
  double frequency = 0.0;

  [[nodiscard]] double arrivals(double t) const { return rate + swing * std::sin(frequency * t); }
};

shift shift_of(const std::string& text) {
  shift of;
  // NOLINTNEXTLINE(cert-err34-c): a table's text, and what is read is held against its results
  const int read = std::sscanf(text.c_str(), "%lf to %lf: n=%d lambda=%lf%lf*sin(%lf*t)", &of.from,
                               &of.to, &of.agents, &of.rate, &of.swing, &of.frequency);
  EXPECT_TRUE(read == 4 || read == 6) << text;
  return of;
}

constexpr std::array columns{
    "mean_number", "var_number", "mean_queue_length",       "mean_busy_servers", "p_all_busy",
    "p_full",      "p_empty",    "cumulative_abandonments", "cumulative_served"};
using measures = std::array<double, columns.size()>;

/// What a row's columns say, with waves of arrivals as so many straight lines to a unit of time.
measures measures_at(const reference_table& table, std::size_t row, int lines) {
  const double time = table.number(row, "time");
  const double handling = table.number(row, "service_rate");
  const double hanging_up = table.number(row, "abandonment_rate");
  const double capacity = table.number(row, "capacity");
  time_varying_queue day;
  std::vector<agents> on_phone;
  std::istringstream schedule(table.text(row, "schedule"));
  for (std::string text; std::getline(schedule, text, '|');) {
    const shift of = shift_of(text);
    const double end = std::min(of.to, time);
    const int parts = of.swing == 0.0 ? 1 : static_cast<int>(std::ceil(lines * (end - of.from)));
    for (int part = 0; part < parts && of.from < time; ++part) {
      const double length = (end - of.from) / parts;
      const double begin = of.from + part * length;
      day.intervals.push_back(
          {.length = duration(length),
           .arrival_rate = rate::per_second(of.arrivals(begin)),
           .average_handle_time = duration(1.0 / handling),
           .average_patience = duration(1.0 / hanging_up),
           .arrival_rate_at_end = rate::per_second(of.arrivals(begin + length))});
      on_phone.emplace_back(of.agents);
    }
  }
  day.lines = trunks(static_cast<int>(capacity));
  day.start = starting_with(static_cast<std::size_t>(table.number(row, "initial_number")));
  const day_course course(day, on_phone,
                          {.leaving = leaving_agents::hand_over, .tolerance = 1e-13});
  measures of{};
  for (std::size_t i = 0; i < course.intervals(); ++i) {
    const double length = course.length(i).count();
    of[7] += course.mean_queue_length(i) * length * hanging_up;
    of[8] += course.occupancy(i) * on_phone[i].count() * length * handling;
  }
  const std::vector<double> p = course.number_in_system(course.intervals() - 1);
  const double n = on_phone.back().count();
  double second = 0.0;
  for (std::size_t s = 0; s < p.size(); ++s) {
    const auto k = static_cast<double>(s);
    of[0] += k * p[s];
    second += k * k * p[s];
    of[2] += std::max(k - n, 0.0) * p[s];
    of[3] += std::min(k, n) * p[s];
    of[4] += k >= n ? p[s] : 0.0;
    of[5] += k == capacity ? p[s] : 0.0;
  }
  of[1] = second - of[0] * of[0];
  of[6] = p[0];
  return of;
}

TEST(DayCourse, AgreesWithMomentsOfTheState) {
  const reference_table table("vectors/transient.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    measures got = measures_at(table, row, 16);
    const bool waves = table.text(row, "schedule").find("sin") != std::string::npos;
    if (waves) {
      // Lines of half the length are wrong by a quarter.
      const measures better = measures_at(table, row, 32);
      for (std::size_t c = 0; c < got.size(); ++c) got[c] = better[c] + (better[c] - got[c]) / 3;
    }
    for (std::size_t c = 0; c < got.size(); ++c) {
      const double expected = table.number(row, columns[c]);
      EXPECT_NEAR(got[c], expected, (waves ? 1e-6 : 1e-11) * std::max(1.0, expected))
          << table.where(row, {"scenario", "time"}) << ": " << columns[c];
    }
  }
}

}  // namespace
}  // namespace krarup
