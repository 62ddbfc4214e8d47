#include <krarup/transient/uncertain_day.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;

constexpr service_target eighty_twenty{.service_level = proportion(0.8),
                                       .answer_within = duration(20)};

/// Calls of six minutes, quarters of an hour: what an interval leaves is felt in the next.
time_varying_queue morning() {
  time_varying_queue day{.intervals = {}};
  for (const double volume : {40.0, 70.0, 90.0, 80.0, 60.0, 50.0}) {
    day.intervals.push_back({.length = 15min,
                             .arrival_rate = contacts(volume) / 15min,
                             .average_handle_time = 6min,
                             .average_patience = 4min});
  }
  return day;
}
const std::vector<agents> on_phone{19, 31, 39, 35, 27, 23};

double level_of(const time_varying_queue& day) {
  const day_service exact(day, on_phone);
  double part = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < exact.intervals(); ++i) {
    const double offered = exact.course().offered(i).count();
    const service_level_shares shares = exact.shares_for_service_level(i, 20s);
    part += offered * shares.in_time;
    whole += offered * shares.counted;
  }
  return part / whole;
}

/// Service levels of drawn days, each by the exact day under its factors, in rising order.
std::vector<double> drawn_levels(const over_dispersion& dispersion, int days) {
  std::mt19937_64 stream(2014);
  const auto factor = [&](double squared_variation) {
    if (squared_variation == 0.0) return 1.0;
    return std::gamma_distribution<double>(1.0 / squared_variation, squared_variation)(stream);
  };
  std::vector<double> levels;
  for (int d = 0; d < days; ++d) {
    time_varying_queue day = with_volume_times(factor(dispersion.day), morning());
    for (time_varying_interval& each : day.intervals) {
      each = with_volume_times(factor(dispersion.interval), each);
    }
    levels.push_back(level_of(day));
  }
  std::sort(levels.begin(), levels.end());
  return levels;
}

void expect_as_drawn(const over_dispersion& dispersion, double model_error) {
  constexpr int days = 600;
  const std::vector<double> levels = drawn_levels(dispersion, days);
  uncertain_day outlook(morning(), on_phone, eighty_twenty, dispersion);
  for (const double level : {0.5, 0.7, 0.8, 0.9}) {
    const auto first = std::lower_bound(levels.begin(), levels.end(), level);
    const double share = static_cast<double>(levels.end() - first) / days;
    const double chance = outlook.probability_at_least(proportion(level));
    const double noise = 3.0 * std::sqrt(chance * (1.0 - chance) / days);
    EXPECT_NEAR(chance, share, noise + model_error)
        << level << " on days " << dispersion.day << ", " << dispersion.interval;
  }
}

TEST(UncertainDay, IsDistributedAsTheLevelsOfDrawnDays) {
  expect_as_drawn({.day = 0.02}, 0.0);
  expect_as_drawn({.interval = 0.04}, 0.03);
  expect_as_drawn({.day = 0.01, .interval = 0.04}, 0.03);
  expect_as_drawn({.interval = 0.2}, 0.06);
}

TEST(UncertainDay, IsTheExactDayOnADayOfKnownFactor) {
  uncertain_day outlook(morning(), on_phone, eighty_twenty, {.day = 0.02});
  for (const double factor : {0.7, 1.0, 1.2}) {
    EXPECT_NEAR(outlook.on_day(factor), level_of(with_volume_times(factor, morning())), 1e-9);
  }
  // The share of days up to a factor is the gamma law's: P(X <= 1.1) for a variance of 0.02 is
  // 0.76780 by SciPy's.
  EXPECT_NEAR(outlook.probability_at_least(proportion(outlook.on_day(1.1))), 0.76780, 1e-5);
  EXPECT_NEAR(outlook.quantile(proportion(0.1)),
              outlook.on_day(volume_factor({.day = 0.02}).quantile(proportion(0.9))), 1e-9);
}

// Over contacts: busy days bring more of them.
TEST(UncertainDay, MeansAreOverContacts) {
  uncertain_day outlook(morning(), on_phone, eighty_twenty, {.day = 0.02});
  std::mt19937_64 stream(7);
  std::gamma_distribution<double> law(50.0, 0.02);
  double part = 0.0;
  double whole = 0.0;
  for (int d = 0; d < 400; ++d) {
    const double factor = law(stream);
    part += factor * level_of(with_volume_times(factor, morning()));
    whole += factor;
  }
  EXPECT_NEAR(outlook.mean(), part / whole, 0.02);
  EXPECT_LT(outlook.mean(), outlook.on_day(1.0));
}

// The day's factor by quadrature of its density, each day of a factor with those of intervals alone:
// days go from keeping a level to missing it within a few hundredths of the factor.
TEST(UncertainDay, TakesTheMeanOverTheDaysFactor) {
  time_varying_queue day{.intervals = {}};
  for (const double volume : {20.0, 26.0}) {
    day.intervals.push_back({.length = 15min,
                             .arrival_rate = contacts(volume) / 15min,
                             .average_handle_time = 4min,
                             .average_patience = 2min});
  }
  const std::vector<agents> staff{6, 8};
  const over_dispersion dispersion{.day = 0.04, .interval = 0.0025};
  uncertain_day outlook(day, staff, eighty_twenty, dispersion);
  double in_time = 0.0;
  double counted = 0.0;
  for (double factor = 0.3; factor < 2.2; factor += 0.02) {
    const double density = std::exp(24.0 * std::log(factor) - 25.0 * (factor - 1.0));
    adjustable_day of_factor(with_volume_times(factor, day), staff, eighty_twenty, {},
                             {.interval = dispersion.interval});
    for (std::size_t i = 0; i < 2; ++i) {
      in_time += density * of_factor.sums(i).service_level.part;
      counted += density * of_factor.sums(i).service_level.whole;
    }
  }
  EXPECT_NEAR(outlook.mean(), in_time / counted, 1e-5);
  for (const double level : {0.6, 0.8}) {
    double sum = 0.0;
    double all = 0.0;
    for (double factor = 0.3; factor < 2.2; factor += 0.02) {
      const double density = std::exp(24.0 * std::log(factor) - 25.0 * (factor - 1.0));
      uncertain_day of_factor(with_volume_times(factor, day), staff, eighty_twenty,
                              {.interval = dispersion.interval});
      sum += density * of_factor.probability_at_least(proportion(level));
      all += density;
    }
    EXPECT_NEAR(outlook.probability_at_least(proportion(level)), sum / all, 2e-3) << level;
  }
}

TEST(UncertainDay, QuantilesInvertProbabilities) {
  for (const over_dispersion dispersion :
       {over_dispersion{.day = 0.02}, {.interval = 0.04}, {.day = 0.01, .interval = 0.02}}) {
    uncertain_day outlook(morning(), on_phone, eighty_twenty, dispersion);
    for (const double share : {0.1, 0.5, 0.9}) {
      const double level = outlook.quantile(proportion(share));
      EXPECT_NEAR(outlook.probability_at_least(proportion(level)), 1.0 - share, 1e-5);
    }
  }
}

TEST(UncertainDay, AnswersCorners) {
  uncertain_day certain(morning(), on_phone, eighty_twenty, {});
  const double level = level_of(morning());
  EXPECT_NEAR(certain.mean(), level, 1e-9);
  EXPECT_EQ(certain.probability_at_least(proportion(level - 1e-6)), 1.0);
  EXPECT_EQ(certain.probability_at_least(proportion(level + 1e-6)), 0.0);
  EXPECT_NEAR(certain.quantile(proportion(0.3)), level, 1e-9);
  uncertain_day empty(with_volume_times(0.0, morning()), on_phone, eighty_twenty,
                      {.day = 0.1, .interval = 0.1});
  EXPECT_EQ(empty.mean(), 1.0);
  EXPECT_EQ(empty.probability_at_least(proportion(1.0)), 1.0);
  EXPECT_EQ(empty.quantile(proportion(0.0)), 1.0);
  uncertain_day alone(morning(), std::vector<agents>(6, 0), eighty_twenty,
                      {.day = 0.01, .interval = 0.01});
  EXPECT_EQ(alone.mean(), 0.0);
  EXPECT_NEAR(alone.probability_at_least(proportion(0.5)), 0.0, 1e-6);
  EXPECT_THROW(uncertain_day(morning(), on_phone, {.average_speed_of_answer = duration(20)}, {}),
               std::invalid_argument);
  EXPECT_THROW(uncertain_day(morning(), on_phone, eighty_twenty, {.day = 101.0}),
               std::domain_error);
  EXPECT_THROW(static_cast<void>(certain.on_day(-1.0)), std::domain_error);
}

}  // namespace
}  // namespace krarup
