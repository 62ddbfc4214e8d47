// A day of one queue by simulation and by its equations: two engines that share nothing but the noun.
#include <krarup/simulation/replications.hpp>

#include <cmath>
#include <cstddef>
#include <optional>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/simulation/tally.hpp>
#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

time_varying_queue day_of_four(const std::optional<trunks>& lines) {
  time_varying_queue day{{{duration(600), rate::per_second(0.08), duration(60), duration(90)},
                          {duration(300), rate::per_second(0.2), duration(80), duration(60)},
                          {duration(900), rate::per_second(0.05), duration(50), duration(200)},
                          {duration(600), rate::per_second(0.1), duration(60), duration(90)}},
                         lines,
                         {0.1, 0.2, 0.3, 0.0, 0.0, 0.0, 0.0, 0.4}};
  day.intervals[0].arrival_rate_at_end = rate::per_second(0.25);
  day.intervals[2].arrival_rate_at_end = rate::per_second(0.02);
  return day;
}

// Errors in standard errors, one measure of each interval and day so that they are nearly independent;
// the bound of their squares holds 99 % of seeds.
class exact_day_by : public testing::TestWithParam<queue_engine> {};

TEST_P(exact_day_by, agrees_with_simulation) {
  constexpr std::size_t replications = 1500;
  const double quantile = student_quantile(0.95, replications - 1);
  const std::vector<agents> on_phone{9, 14, 4, 7};
  const duration within(20);
  double squares = 0.0;
  double count = 0.0;
  std::uint64_t seed = 20;
  for (const leaving_agents leaving : {leaving_agents::finish_contact, leaving_agents::hand_over}) {
    for (const auto& lines : {std::optional<trunks>{}, std::optional<trunks>{17}}) {
      if (lines && leaving == leaving_agents::finish_contact) continue;
      const time_varying_queue day = day_of_four(lines);
      const exact_day exact(day, on_phone, {.leaving = leaving});
      const simulated_day simulated = simulate(
          day, on_phone, {.leaving = leaving}, {within},
          {.replications = replications, .seed = ++seed, .threads = 1, .engine = GetParam()});
      for (std::size_t i = 0; i < 4; ++i) {
        const performance& p = simulated.intervals[i].performance;
        const performance_half_widths& h = simulated.intervals[i].half_widths;
        const auto look = [&](double value, double half_width, double truth) {
          const double z = (value - truth) / (half_width / quantile);
          EXPECT_LT(std::abs(z), 4.0) << value << " for " << truth << " in interval " << i;
          squares += z * z;
          count += 1.0;
        };
        if (i % 2 == 0) {
          look(p.service_level, h.service_level, exact.shares_for_service_level(i, within).level());
        } else {
          look(p.average_speed_of_answer.count(), h.average_speed_of_answer.count(),
               exact.average_speed_of_answer(i).count());
        }
        if (i == 2) {
          look(p.probability_of_abandonment, h.probability_of_abandonment,
               exact.probability_of_abandonment(i));
        }
      }
    }
  }
  EXPECT_NEAR(squares, count, 2.6 * std::sqrt(2.0 * count));
}

// Lost contacts alone, nobody at all, and agents who come too late for some: an interval of each.
TEST_P(exact_day_by, agrees_where_nobody_answers) {
  const time_varying_interval busy{duration(600), rate::per_second(0.1), duration(60), duration(9)};
  time_varying_interval empty = busy;
  empty.arrival_rate = rate::per_second(0);
  time_varying_interval hopeless = busy;
  hopeless.average_patience = duration(0.5);
  const std::vector<time_varying_queue> days{{{busy}},
                                             {{empty}},
                                             {{empty, busy, empty}},
                                             {{busy, busy}, trunks(0)},
                                             {{hopeless, empty, busy}}};
  const std::vector<std::vector<agents>> staffed{{0}, {0}, {0, 0, 0}, {0, 0}, {0, 0, 4}};
  for (std::size_t d = 0; d < days.size(); ++d) {
    const time_varying_performance exact = evaluate(exact_day(days[d], staffed[d]), duration(20));
    const simulated_day simulated =
        simulate(days[d], staffed[d], {}, {duration(20)},
                 {.replications = 4, .threads = 1, .engine = GetParam()});
    for (std::size_t i = 0; i + 1 < staffed[d].size() || i == 0; ++i) {
      const performance& truth = exact.rows[i].performance;
      const simulated_interval& found = simulated.intervals[i];
      const auto same = [&](double value, double half_width, double expected, const char* what) {
        EXPECT_EQ(value, expected) << what << " of interval " << i << " of day " << d;
        EXPECT_EQ(half_width, 0.0) << what << " of interval " << i << " of day " << d;
      };
      same(found.performance.average_speed_of_answer.count(),
           found.half_widths.average_speed_of_answer.count(), truth.average_speed_of_answer.count(),
           "ASA");
      same(found.performance.occupancy, found.half_widths.occupancy, truth.occupancy, "occupancy");
      same(found.performance.service_level, found.half_widths.service_level, truth.service_level,
           "service level");
    }
    if (d == 4) continue;
    EXPECT_EQ(simulated.day.performance.average_speed_of_answer, exact.average_speed_of_answer);
    EXPECT_EQ(simulated.day.performance.occupancy, exact.occupancy);
  }
}

INSTANTIATE_TEST_SUITE_P(simulation, exact_day_by,
                         testing::Values(queue_engine::fastest, queue_engine::first_come));

}  // namespace
}  // namespace krarup
