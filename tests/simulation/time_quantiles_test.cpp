// Times by inversion: the law gives back the share that a time was drawn for.
#include <krarup/simulation/time_quantiles.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <gtest/gtest.h>

namespace krarup {
namespace {

constexpr double epsilon = std::numeric_limits<double>::epsilon();

std::uint64_t word_of(double share) {
  return static_cast<std::uint64_t>(share * 0x1p64);
}

TEST(time_quantiles, logarithm) {
  double worst = 0.0;
  random_stream stream(1, random_purpose::arrival, 0);
  for (int i = 0; i < 200000; ++i) {
    const double u = std::ldexp(share_of(stream()), -(i % 50));
    const long double truth = -std::log(static_cast<long double>(u));
    const long double error = std::abs(static_cast<long double>(detail::minus_log(u)) - truth);
    worst = std::max(worst, static_cast<double>(error / truth));
  }
  EXPECT_LT(worst, 3.0 * epsilon);
  EXPECT_GT(worst, 0.0);
  EXPECT_EQ(exponential_of(0), detail::minus_log(1.0 - 0x1p-53));
  EXPECT_NEAR(exponential_of(~std::uint64_t{0}), 53.0 * std::log(2.0), 1e-13);
}

/// The greatest error of a share, relative to its distance from the nearer end.
template <class Law>
double worst_error(const Law& law) {
  const time_quantiles times(law);
  random_stream stream(2, random_purpose::handle_time, 0);
  double worst = 0.0;
  double before = 0.0;
  for (int i = 0; i < 20000; ++i) {
    const double end = std::ldexp(share_of(stream()), -1 - i % 28);
    const patience_shares low = shares_after(law, duration(times(word_of(end))));
    const patience_shares high = shares_after(law, duration(times(~word_of(end))));
    worst = std::max({worst, std::abs(low.gone - end) / end, std::abs(high.there - end) / end});
  }
  for (std::uint64_t i = 1; i < 4096; ++i) {  // longer for greater words
    const double time = times(i << 52);
    EXPECT_GE(time, before);
    before = time;
  }
  return worst;
}

TEST(time_quantiles, smooth_laws) {
  EXPECT_LT(worst_error(lognormal_patience{duration(180), 1.0}), 1e-7);
  EXPECT_LT(worst_error(weibull_patience{duration(300), 0.7}), 1e-7);
  EXPECT_LT(worst_error(gamma_patience{duration(60), 4.0}), 1e-7);
  EXPECT_LT(worst_error(hyperexponential_patience{{{0.3, duration(5)}, {0.7, duration(90)}}}),
            1e-7);
  EXPECT_LT(worst_error(exponential_patience{duration(7)}), 1e-4);  // by shares in steps of 2^-52
}

TEST(time_quantiles, beyond_the_last_octave) {
  const time_quantiles times(lognormal_patience{duration(1), 1.0});
  EXPECT_EQ(times(0), times(1));
  EXPECT_EQ(times(~std::uint64_t{0}), times(~std::uint64_t{1}));
  EXPECT_NEAR(times(0) * times(~std::uint64_t{0}), 1.0, 1e-6);
}

TEST(time_quantiles, steps_and_lines) {
  const time_quantiles uniform(any_patience{uniform_patience{duration(2), duration(6)}});
  EXPECT_NEAR(uniform(word_of(0.25)), 3.0, 1e-12);
  const time_quantiles constant(any_patience{deterministic_patience{duration(5)}});
  EXPECT_EQ(constant(word_of(0.25)), 5.0);
  const time_quantiles endless(any_patience{endless_patience{}});
  EXPECT_EQ(endless(word_of(0.25)), detail::infinity);
  const time_quantiles table(
      any_patience{empirical_patience{{{duration(1), 0.75}, {duration(4), 0.25}}}});
  EXPECT_EQ(table(word_of(0.2)), 1.0);
  EXPECT_EQ(table(word_of(0.3)), 4.0);
  EXPECT_EQ(table(word_of(0.8)), detail::infinity);
  using rates = hazard_patience::step;
  const hazard_patience law{{rates{duration(0), rate::per_second(0.1)},
                             rates{duration(5), rate::per_second(0)},
                             rates{duration(9), rate::per_second(0.3)}}};
  const time_quantiles hazard(any_patience{law});
  for (const double share : {0.1, 0.3, 0.45, 0.9}) {
    EXPECT_NEAR(shares_after(law, duration(hazard(word_of(share)))).gone, share, 1e-12);
  }
  const hazard_patience ending{
      {rates{duration(0), rate::per_second(0.1)}, rates{duration(5), rate::per_second(0)}}};
  EXPECT_EQ(time_quantiles(any_patience{ending})(word_of(0.45)), detail::infinity);
}

TEST(time_quantiles, balking) {
  const any_patience law{exponential_patience{duration(3)}, 0.2};
  const time_quantiles times(law);
  EXPECT_EQ(times(word_of(0.19)), 0.0);
  for (const double share : {0.21, 0.5, 0.99}) {
    EXPECT_NEAR(shares_after(law, duration(times(word_of(share)))).gone, share, 1e-12);
  }
}

TEST(time_quantiles, errors) {
  EXPECT_THROW(time_quantiles(exponential_patience{duration(0)}), std::domain_error);
  EXPECT_THROW(time_quantiles(any_patience{weibull_patience{duration(1), -1.0}}),
               std::domain_error);
}

}  // namespace
}  // namespace krarup
