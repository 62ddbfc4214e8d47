#include <krarup/fitting/arrivals.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <random>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::within;
using counts = std::vector<double>;

/// 1 + day and the product with 1 + interval, by pairs of distinct days instead of means and
/// variances: E[X_i of a day X_j of the same] over E[X_i of a day X_j of another].
struct by_pairs {
  double day;
  double both;
};
by_pairs ratios(const counts& x, std::size_t intervals, const std::vector<std::size_t>& kind) {
  const std::size_t days = x.size() / intervals;
  double same = 0, other = 0, own = 0, own_other = 0;
  for (std::size_t d = 0; d < days; ++d) {
    for (std::size_t e = 0; e < days; ++e) {
      if (kind[d] != kind[e]) continue;
      double alike = 0;
      for (std::size_t k : kind) alike += k == kind[d] ? 1 : 0;
      for (std::size_t i = 0; i < intervals; ++i) {
        const double a = x[d * intervals + i];
        if (d == e) {
          own += a * (a - 1);
        } else {
          own_other += a * x[e * intervals + i] / (alike - 1);
        }
        for (std::size_t j = 0; j < intervals; ++j) {
          if (i == j) continue;
          if (d == e) {
            same += a * x[d * intervals + j];
          } else {
            other += a * x[e * intervals + j] / (alike - 1);
          }
        }
      }
    }
  }
  return {same / other - 1, own / own_other - 1};
}

class generator {
 public:
  explicit generator(std::uint64_t seed) : engine_(seed) {}

  /// Days of intervals whose expected counts differ; the standard library's laws are as good as any
  /// for what is tested with room.
  counts days(std::size_t number, const counts& expected, double day, double interval) {
    counts all;
    for (std::size_t d = 0; d < number; ++d) {
      const double of_day = factor(day);
      for (const double m : expected) {
        const double mean = m * of_day * factor(interval);
        all.push_back(mean > 0.0 ? std::poisson_distribution<int>(mean)(engine_) : 0);
      }
    }
    return all;
  }

 private:
  double factor(double variation) {
    if (variation == 0.0) return 1.0;
    return std::gamma_distribution<double>(1.0 / variation, variation)(engine_);
  }
  std::mt19937_64 engine_;
};

counts profile_of(std::size_t intervals, double mean) {
  counts expected;
  for (std::size_t i = 0; i < intervals; ++i) {
    expected.push_back(mean * (1.0 + 0.5 * std::sin(static_cast<double>(i))));
  }
  return expected;
}

TEST(CountedArrivals, ByHand) {
  using namespace std::chrono_literals;
  constexpr double day = 86400;
  const counts arrival{
      8 * 3600.0, 8 * 3600.0 + 1799, 9 * 3600.0 - 1,  7 * 3600.0,      9 * 3600.0,
      day,        2 * day + 30600,   2 * day + 30599, 3 * day + 8.2e4, 2 * day + 32399.5};
  const auto found = count_arrivals(arrival, 8h, 30min, 2);
  EXPECT_EQ(found.contacts, (counts{2, 1, 0, 0, 1, 2, 0, 0}));
  EXPECT_EQ(found.outside, 4.0);
  EXPECT_TRUE(count_arrivals({}, 0h, 12h, 2).contacts.empty());
  EXPECT_EQ(count_arrivals(arrival, 0h, 12h, 2).outside, 0.0);
  EXPECT_THROW((void)count_arrivals(arrival, -1h, 1h, 2), std::domain_error);
  EXPECT_THROW((void)count_arrivals(arrival, 0h, 0h, 2), std::domain_error);
  EXPECT_THROW((void)count_arrivals(arrival, 23h, 1h, 2), std::domain_error);
  EXPECT_THROW((void)count_arrivals(counts{-1}, 8h, 1h, 2), std::domain_error);
}

TEST(CountedArrivals, GiveBackWhatTheLogWasMadeOf) {
  const counts expected = generator(5).days(40, profile_of(12, 30.0), 0.04, 0.02);
  counts arrival;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const std::size_t hour = 24 * (i / 12) + 8 + i % 12;
    const double start = 3600.0 * static_cast<double>(hour);
    for (double k = 0; k < expected[i]; ++k) arrival.push_back(start + 3600.0 * k / expected[i]);
  }
  const auto found = count_arrivals(arrival, duration(8 * 3600), duration(3600), 12);
  EXPECT_EQ(found.contacts, expected);
  const auto fit = fit_over_dispersion({.contacts = found.contacts, .intervals = 12}, 0.95);
  EXPECT_LT(fit.day.lower, 0.04);
  EXPECT_GT(fit.day.upper, 0.04);
  EXPECT_LT(fit.interval.lower, 0.02);
  EXPECT_GT(fit.interval.upper, 0.02);
}

TEST(IntradayProfile, ByHand) {
  const counts contacts{10, 0, 14, 4, 12, 2};  // 3 days of 2 intervals
  const auto profile = intraday_profile({.contacts = contacts, .intervals = 2}, 0, 0.95);
  ASSERT_EQ(profile.size(), 2U);
  EXPECT_TRUE(within(4, profile[0].value, 12));
  EXPECT_TRUE(within(4, profile[0].standard_error, std::sqrt(4.0L / 3)));
  // Student's t of 2 degrees, 97.5 %: 4.30265272974946
  EXPECT_NEAR(profile[0].upper, 12 + 4.30265272974946 * std::sqrt(4.0 / 3), 1e-11);
  EXPECT_NEAR(profile[0].lower, 12 - 4.30265272974946 * std::sqrt(4.0 / 3), 1e-11);
  EXPECT_EQ(profile[1].lower, 0.0);
}

TEST(OverDispersion, IsTheRatioOverPairsOfDays) {
  const counts contacts = generator(3).days(12, profile_of(5, 20.0), 0.05, 0.02);
  const std::vector<std::size_t> kind{0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 0, 0};
  const auto fit = fit_over_dispersion({.contacts = contacts, .intervals = 5, .kind = kind}, 0.95);
  const by_pairs expected = ratios(contacts, 5, kind);
  EXPECT_NEAR(fit.day.value, expected.day, 1e-13);
  EXPECT_NEAR((1 + fit.day.value) * (1 + fit.interval.value) - 1, expected.both, 1e-13);
}

TEST(OverDispersion, ErrorsComeFromLeavingOutEachDay) {
  const counts contacts = generator(4).days(6, profile_of(4, 30.0), 0.05, 0.02);
  const auto fit = fit_over_dispersion({.contacts = contacts, .intervals = 4}, 0.9);
  counts left;
  for (std::size_t d = 0; d < 6; ++d) {
    counts others = contacts;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(4 * d),
                 others.begin() + static_cast<std::ptrdiff_t>(4 * d + 4));
    left.push_back(fit_over_dispersion({.contacts = others, .intervals = 4}, 0.9).day.value);
  }
  double mean = 0, squares = 0;
  for (double x : left) mean += x / 6;
  for (double x : left) squares += (x - mean) * (x - mean);
  EXPECT_NEAR(fit.day.standard_error, std::sqrt(squares * 5 / 6), 1e-13);
}

TEST(OverDispersion, IsFoundAgainAndCovered) {
  const counts expected = profile_of(24, 40.0);
  double day = 0, interval = 0;
  int day_covered = 0, interval_covered = 0;
  constexpr int samples = 400;
  generator draw(7);
  for (int sample = 0; sample < samples; ++sample) {
    const counts contacts = draw.days(60, expected, 0.02, 0.01);
    const auto fit = fit_over_dispersion({.contacts = contacts, .intervals = 24}, 0.95);
    day += fit.day.value / samples;
    interval += fit.interval.value / samples;
    day_covered += fit.day.lower <= 0.02 && 0.02 <= fit.day.upper ? 1 : 0;
    interval_covered += fit.interval.lower <= 0.01 && 0.01 <= fit.interval.upper ? 1 : 0;
  }
  RecordProperty("day_covered", day_covered);
  RecordProperty("interval_covered", interval_covered);
  EXPECT_NEAR(day, 0.02, 0.0006);
  EXPECT_NEAR(interval, 0.01, 0.0004);
  EXPECT_GE(day_covered, 360);
  EXPECT_GE(interval_covered, 360);
  EXPECT_LE(day_covered, 394);
  EXPECT_LE(interval_covered, 394);
}

TEST(OverDispersion, OfPoissonCountsIsNone) {
  generator draw(9);
  int negative = 0;
  for (int sample = 0; sample < 50; ++sample) {
    const counts contacts = draw.days(40, profile_of(20, 30.0), 0.0, 0.0);
    const auto fit = fit_over_dispersion({.contacts = contacts, .intervals = 20}, 0.99);
    negative += fit.day.value < 0 ? 1 : 0;
    EXPECT_LT(fit.factors.day, 0.002);
    EXPECT_LT(fit.factors.interval, 0.006);
    EXPECT_GE(fit.factors.day, 0.0);
    EXPECT_GE(fit.day.lower, 0.0);
  }
  EXPECT_GT(negative, 10);  // about half
}

TEST(OverDispersion, DifferencesBetweenKindsOfDaysAreNone) {
  generator draw(11);
  counts contacts = draw.days(30, profile_of(20, 30.0), 0.0, 0.0);
  const counts others = draw.days(30, profile_of(20, 60.0), 0.0, 0.0);
  contacts.insert(contacts.end(), others.begin(), others.end());
  std::vector<std::size_t> kind(60, 0);
  for (std::size_t d = 30; d < 60; ++d) kind[d] = 1;
  const observed_counts mixed{.contacts = contacts, .intervals = 20};
  EXPECT_NEAR(fit_over_dispersion(mixed, 0.95).day.value, 1.0 / 9, 0.01);  // (15/45)^2
  const observed_counts split{.contacts = contacts, .intervals = 20, .kind = kind};
  EXPECT_NEAR(fit_over_dispersion(split, 0.95).day.value, 0.0, 0.001);
}

// Without one of them no two days are left to compare.
TEST(OverDispersion, OfTwoDaysOfContactsIsNotKnown) {
  const counts contacts{3, 4, 5, 2, 0, 0};
  const over_dispersion_fit fit = fit_over_dispersion({contacts, 2}, 0.95);
  for (const estimate_with_interval& of : {fit.day, fit.interval}) {
    EXPECT_TRUE(std::isfinite(of.value));
    EXPECT_EQ(of.standard_error, std::numeric_limits<double>::infinity());
    EXPECT_EQ(of.lower, 0.0);
    EXPECT_EQ(of.upper, std::numeric_limits<double>::infinity());
  }
}

TEST(Arrivals, Refuse) {
  const counts six{1, 2, 3, 4, 5, 6};
  const counts zeros(6, 0.0);
  const counts wrong{1, 2, 3, 4, 5, -6};
  const counts unknown{1, 2, 3, 4, 5, std::numeric_limits<double>::quiet_NaN()};
  const std::vector<std::size_t> one_kind{0};
  const std::vector<std::size_t> kinds{0, 0, 1};
  EXPECT_NO_THROW((void)fit_over_dispersion({.contacts = six, .intervals = 2}, 0.95));
  EXPECT_THROW((void)fit_over_dispersion({.contacts = six, .intervals = 4}, 0.95),
               std::invalid_argument);
  EXPECT_THROW((void)fit_over_dispersion({.contacts = six, .intervals = 0}, 0.95),
               std::invalid_argument);
  EXPECT_THROW((void)fit_over_dispersion({six, 2, one_kind}, 0.95), std::invalid_argument);
  EXPECT_THROW((void)fit_over_dispersion({six, 2, kinds}, 0.95), std::domain_error);
  EXPECT_THROW((void)fit_over_dispersion({six, 3}, 0.95), std::domain_error);  // 2 days
  EXPECT_THROW((void)fit_over_dispersion({six, 1}, 0.95), std::domain_error);
  EXPECT_THROW((void)fit_over_dispersion({zeros, 2}, 0.95), std::domain_error);
  EXPECT_THROW((void)fit_over_dispersion({wrong, 2}, 0.95), std::domain_error);
  EXPECT_THROW((void)fit_over_dispersion({unknown, 2}, 0.95), std::domain_error);
  EXPECT_THROW((void)fit_over_dispersion({six, 2}, 1.0), std::domain_error);
  EXPECT_THROW((void)intraday_profile({six, 2}, 1, 0.95), std::domain_error);
  EXPECT_THROW((void)intraday_profile({six, 6}, 0, 0.95), std::domain_error);
}

}  // namespace
}  // namespace krarup
