#include <krarup/fitting/call_log.hpp>

#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using columns = std::vector<double>;
using flags = std::vector<unsigned char>;
using agents_of = std::vector<std::int64_t>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();
constexpr double endless = std::numeric_limits<double>::infinity();

TEST(CallLog, WhatIsWrongIsSaidByRow) {
  const columns arrival{0, 60, missing, 180, 240, 300, 360};
  const columns wait{5, -1, 0, missing, endless, 10, 20};
  const flags abandoned{0, 1, 0, 0, 1, 0, 0};
  const columns handle_time{100, -7, 50, missing, missing, -60, 30};
  const agents_of agent{0, -1, 1, 0, -1, 0, -1};
  const call_log log{arrival, wait, abandoned, handle_time, agent};
  const std::vector<log_finding> expected{{1, log_defect::wait, 1}, {2, log_defect::arrival, 2},
                                          {3, log_defect::wait, 3}, {3, log_defect::handle_time, 3},
                                          {4, log_defect::wait, 4}, {5, log_defect::handle_time, 5},
                                          {6, log_defect::agent, 6}};
  EXPECT_EQ(defects(log), expected);
}

TEST(CallLog, RowsThatComeTwice) {
  const columns arrival{60, 0, 60, 0, 60, 60, 60, 60};
  const columns wait{5, 1, 5, 1, 5, 6, 5, 5};
  const flags abandoned{0, 1, 0, 1, 0, 0, 0, 1};
  const columns handle_time{100, 3, 100, 4, 100, 100, 101, 100};
  const agents_of agent{2, 0, 2, 1, 2, 2, 2, 2};
  const std::vector<log_finding> expected{
      {2, log_defect::repeated, 0}, {3, log_defect::repeated, 1}, {4, log_defect::repeated, 0}};
  EXPECT_EQ(defects({arrival, wait, abandoned, handle_time, agent}), expected);
  // without handle times row 6 says the same as row 0 too
  EXPECT_EQ(defects({arrival, wait, abandoned}).size(), 4U);
  const agents_of others{2, 0, 3, 1, 2, 2, 2, 2};
  EXPECT_EQ(defects({arrival, wait, abandoned, handle_time, others}).size(), 2U);
}

TEST(CallLog, OfNothingIsRight) {
  EXPECT_TRUE(defects({{}, {}, {}}).empty());
  const columns one{1};
  const flags answered{0};
  EXPECT_TRUE(defects({one, one, answered}).empty());
}

TEST(CallLog, RefusesColumnsOfDifferentLengths) {
  const columns one{1};
  const columns two{1, 2};
  const flags answered{0};
  const flags both{0, 0};
  const agents_of agent{0, 0};
  EXPECT_THROW((void)defects({one, two, answered}), std::invalid_argument);
  EXPECT_THROW((void)defects({one, one, both}), std::invalid_argument);
  EXPECT_THROW((void)defects({one, one, answered, two}), std::invalid_argument);
  EXPECT_THROW((void)defects({one, one, answered, one, agent}), std::invalid_argument);
}

}  // namespace
}  // namespace krarup
