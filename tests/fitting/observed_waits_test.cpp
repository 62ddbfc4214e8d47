#include <krarup/fitting/observed_waits.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using columns = std::vector<double>;

TEST(ObservedWaits, LogAndHistogramAreTheSame) {
  const columns wait{5, 1, 5, 0, 5};
  const std::vector<unsigned char> left{1, 0, 0, 1, 1};
  const observed_waits log(wait_log{wait, left});
  const columns each{5, 0, 1, 7, 5};
  const columns answered{1, 0, 1, 0, 0};
  const columns abandoned{1, 1, 0, 0, 1};
  const observed_waits histogram(wait_histogram{each, answered, abandoned});
  for (const auto* waits : {&log, &histogram}) {
    ASSERT_EQ(waits->rows().size(), 3U);
    EXPECT_EQ(waits->rows()[2].wait, 5.0);
    EXPECT_EQ(waits->rows()[2].answered, 1.0);
    EXPECT_EQ(waits->rows()[2].abandoned, 2.0);
    EXPECT_EQ(waits->answered().count(), 2.0);
    EXPECT_EQ(waits->abandoned().count(), 3.0);
    EXPECT_EQ(waits->total_wait().count(), 16.0);
    EXPECT_EQ(waits->abandoned_at_once(), 1.0);
    const observed_waits others = waits->without_abandoned_at_once();
    EXPECT_EQ(others.rows().size(), 2U);
    EXPECT_EQ(others.abandoned().count(), 2.0);
    EXPECT_EQ(others.total_wait().count(), 16.0);
    EXPECT_EQ(others.without_abandoned_at_once().rows().size(), 2U);
  }
}

TEST(ObservedWaits, RefuseWhatIsNoWait) {
  const columns one{1};
  const columns two{1, 1};
  for (const double wrong : {-1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
    const columns bad{wrong};
    EXPECT_THROW((observed_waits(wait_histogram{bad, one, one})), std::domain_error);
    EXPECT_THROW((observed_waits(wait_histogram{one, bad, one})), std::domain_error);
    EXPECT_THROW((observed_waits(wait_histogram{one, one, bad})), std::domain_error);
  }
  const std::vector<unsigned char> left{1};
  EXPECT_THROW((observed_waits(wait_histogram{one, two, one})), std::invalid_argument);
  EXPECT_THROW((observed_waits(wait_histogram{one, one, two})), std::invalid_argument);
  EXPECT_THROW((observed_waits(wait_log{two, left})), std::invalid_argument);
  EXPECT_TRUE((observed_waits(wait_log{{}, {}})).rows().empty());
}

TEST(ObservedWaits, OfNobody) {
  const observed_waits waits(wait_log{{}, {}});
  EXPECT_EQ(waits.abandoned_at_once(), 0.0);
  EXPECT_TRUE(waits.without_abandoned_at_once().rows().empty());
  EXPECT_EQ(waits.total_wait(), duration(0));
}

}  // namespace
}  // namespace krarup
