// Contacts by the wait they are offered: the law of the engine that has agents, exact queues, exact days.
#include <krarup/simulation/offered_wait.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/simulation/first_come.hpp>

namespace krarup {
namespace {

constexpr service_level_question question{duration(20), service_level_definition::offered,
                                          duration(5)};

time_varying_queue busy_day() {
  time_varying_queue day{{{duration(600), rate::per_second(0.08), duration(60), duration(90)},
                          {duration(300), rate::per_second(0.2), duration(80), duration(60)},
                          {duration(200), rate::per_second(0.1), duration(80), duration(60)},
                          {duration(700), rate::per_second(0.05), duration(50), duration(200)},
                          {duration(600), rate::per_second(0.05), duration(60), duration(90)}},
                         {},
                         {0.2, 0.0, 0.2, 0.0, 0.0, 0.3, 0.0, 0.0, 0.0, 0.0, 0.3}};
  day.intervals[0].arrival_rate_at_end = rate::per_second(0.25);
  return day;
}

/// Means of replications, and the squares of their standard errors.
struct means {
  std::vector<simulated_counts> of;
  std::vector<simulated_counts> squared_errors;
};
template <class Replication>
means replicate(const first_come_day& day, std::uint64_t seed, std::size_t replications) {
  Replication replication(day);
  const double n = static_cast<double>(replications);
  means result;
  for (std::size_t r = 0; r < replications; ++r) {
    const auto counts = replication(seed, r);
    result.of.resize(counts.size());
    result.squared_errors.resize(counts.size());
    for (std::size_t i = 0; i < counts.size(); ++i) {
      for (const auto member : detail::simulated_members) {
        result.of[i].*member += counts[i].*member / n;
        result.squared_errors[i].*member += counts[i].*member * (counts[i].*member) / n / n;
      }
    }
  }
  for (std::size_t i = 0; i < result.of.size(); ++i) {
    for (const auto member : detail::simulated_members) {
      result.squared_errors[i].*member -= result.of[i].*member * (result.of[i].*member) / n;
    }
  }
  return result;
}

// Every count of every interval, in standard errors of the difference. The counts of an interval hang
// together, so that the sum of squares spreads more than that of as many independent ones.
TEST(offered_wait, has_the_law_of_the_engine_with_agents) {
  const any_patience lognormal{lognormal_patience{duration(60), 1.0}, 0.02};
  struct {
    std::vector<agents> on_phone;
    bool law;
    over_dispersion dispersion;
  } const days[] = {{{6, 12, 12, 3, 5}, false, {}},
                    {{9, 9, 9, 9, 9}, true, {.day = 0.05, .interval = 0.05}},
                    {{0, 20, 7, 0, 2}, false, {}},
                    {{3, 7, 14, 17, 4}, true, {}}};
  double squares = 0.0;
  double count = 0.0;
  for (const auto& one : days) {
    time_varying_queue day = busy_day();
    simulated_laws laws{.dispersion = one.dispersion};
    if (one.law) {
      laws.patience = lognormal;
      for (auto& interval : day.intervals) interval.average_patience = duration(detail::infinity);
    }
    const first_come_day of(day, one.on_phone, laws, question);
    ASSERT_TRUE(has_offered_waits(of));
    const means x = replicate<offered_wait_replication>(of, 11, 4000);
    const means y = replicate<first_come_replication>(of, 12, 4000);
    for (std::size_t i = 0; i < x.of.size(); ++i) {
      for (const auto member : detail::simulated_members) {
        const double difference = x.of[i].*member - y.of[i].*member;
        const double variance = x.squared_errors[i].*member + y.squared_errors[i].*member;
        if (variance <= 1e-20) {
          EXPECT_NEAR(difference, 0.0, 1e-9);
          continue;
        }
        const double z = difference / std::sqrt(variance);
        EXPECT_LT(std::abs(z), 4.5) << "interval " << i << " of day " << (&one - days) << ": count "
                                    << (&member - detail::simulated_members) << ": "
                                    << x.of[i].*member << " and " << y.of[i].*member;
        squares += z * z;
        count += 1.0;
      }
    }
  }
  EXPECT_GT(count, 200.0);
  EXPECT_GT(squares, 0.6 * count);
  EXPECT_LT(squares, 1.4 * count);
  RecordProperty("squares", std::to_string(squares / count));
}

}  // namespace
}  // namespace krarup
