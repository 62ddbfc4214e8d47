#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <krarup/staffing/contact_mix.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

// Five contacts without a decision to one with.
const std::vector<contact_kind> outbound{{5, 90s}, {1, 6min}};

TEST(contact_mix, worked_by_hand) {
  EXPECT_EQ(average_handle_time(outbound), 135s);  // (5 * 90 + 360) / 6
  EXPECT_EQ(handle_time_for_each(outbound, 1), 810s);
  EXPECT_EQ(handle_time_for_each(outbound, 0), 162s);
  const std::vector<contact_kind> inbound{{60, 180s}, {30, 300s}, {10, 600s}};  // percentages
  EXPECT_EQ(average_handle_time(inbound), 258s);
}

// 33 to 40 minutes of talk in an hour are 55 to 66.7 %.
TEST(contact_mix, talk_time_by_hand) {
  EXPECT_NEAR(talk_time_share(33min, 60min), 0.55, 1e-15);
  EXPECT_NEAR(talk_time_share(40min, 1h), 0.667, 5e-4);
}

TEST(contact_mix, only_ratios_of_shares_matter) {
  for (const double scale : {1e-9, 0.01, 1.0 / 6, 1234.5}) {
    const std::vector<contact_kind> scaled{{5 * scale, 90s}, {1 * scale, 6min}};
    EXPECT_NEAR(average_handle_time(scaled).count(), 135.0, 1e-12);
    EXPECT_NEAR(handle_time_for_each(scaled, 1).count(), 810.0, 1e-11);
  }
}

// The load of a mixed stream is the sum of the loads of its kinds.
TEST(contact_mix, load_of_the_mix_is_the_sum_of_loads) {
  const rate all = contacts(120) / 1h;
  const double parts =
      offered_load(contacts(100) / 1h, 90s).value() + offered_load(contacts(20) / 1h, 6min).value();
  EXPECT_NEAR(offered_load(all, average_handle_time(outbound)).value(), parts, 1e-15);
}

TEST(contact_mix, corners) {
  const std::vector<contact_kind> one{{0.3, 200s}};
  EXPECT_NEAR(average_handle_time(one).count(), 200.0, 1e-13);
  EXPECT_NEAR(handle_time_for_each(one, 0).count(), 200.0, 1e-13);
  EXPECT_EQ(talk_time_share(0s, 1h), 0.0);
  EXPECT_EQ(talk_time_share(1h, 1h), 1.0);
}

TEST(contact_mix, shares_may_be_any_doubles) {
  for (const double unit : {5e-324, 1e-310, 1e-160, 1.0, 1e160, 1e307}) {
    const std::vector<contact_kind> mix{{5 * unit, 90s}, {unit, 6min}};
    EXPECT_DOUBLE_EQ(average_handle_time(mix).count(), 135.0) << unit;
    EXPECT_DOUBLE_EQ(handle_time_for_each(mix, 1).count(), 810.0) << unit;
  }
  // The same where their products with times in seconds are less, or more, than a double.
  for (const double unit : {5e-324, 1e-310, 1e-160, 1e-140, 1.0, 1e120, 1e160, 1e307}) {
    const std::vector<contact_kind> mix{{5 * unit, duration(90e-6)}, {unit, duration(360e-6)}};
    EXPECT_DOUBLE_EQ(average_handle_time(mix).count(), 135e-6) << unit;
    EXPECT_DOUBLE_EQ(handle_time_for_each(mix, 1).count(), 810e-6) << unit;
  }
  for (const double seconds : {1e-200, 1e200}) {
    const std::vector<contact_kind> halves{{0.5, duration(seconds)}, {0.5, duration(seconds)}};
    EXPECT_EQ(average_handle_time(halves).count(), seconds);
  }
  for (const bool turned : {false, true}) {
    std::vector<contact_kind> mix{{1.7e308, 90s}, {1e-310, 360s}};
    if (turned) std::swap(mix[0], mix[1]);
    EXPECT_EQ(average_handle_time(mix), 90s);
  }
  const std::vector<contact_kind> all{{1.7e308, 90s}, {1.7e308, 90s}};
  EXPECT_EQ(average_handle_time(all), 90s);
}

TEST(contact_mix, errors) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THROW(static_cast<void>(average_handle_time({})), std::invalid_argument);
  for (const double share : {0.0, -1.0, nan, detail::infinity}) {
    const std::vector<contact_kind> mix{{1, 90s}, {share, 60s}};
    EXPECT_THROW(static_cast<void>(average_handle_time(mix)), std::domain_error) << share;
    EXPECT_THROW(static_cast<void>(handle_time_for_each(mix, 0)), std::domain_error) << share;
  }
  for (const double seconds : {0.0, -1.0, nan, detail::infinity}) {
    const std::vector<contact_kind> mix{{1, 90s}, {1, duration(seconds)}};
    EXPECT_THROW(static_cast<void>(average_handle_time(mix)), std::domain_error) << seconds;
  }
  const std::vector<contact_kind> huge{{1, duration(1e308)}, {1, duration(1e308)}};
  EXPECT_THROW(static_cast<void>(average_handle_time(huge)), std::domain_error);
  try {
    static_cast<void>(handle_time_for_each(outbound, 2));
    FAIL() << "a third of two kinds was found";
  } catch (const std::invalid_argument& error) {
    EXPECT_EQ(std::string(error.what()), "index must be below the number of kinds, 2, got 2");
  }
  EXPECT_THROW(static_cast<void>(talk_time_share(60min, 33min)), std::domain_error);  // swapped
  EXPECT_THROW(static_cast<void>(talk_time_share(-1s, 1h)), std::domain_error);
  EXPECT_THROW(static_cast<void>(talk_time_share(duration(nan), 1h)), std::domain_error);
  EXPECT_THROW(static_cast<void>(talk_time_share(0s, 0s)), std::domain_error);
}

}  // namespace
}  // namespace krarup
