#include <krarup/batch/execution.hpp>

#include <atomic>
#include <cstddef>
#include <functional>
#include <new>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/batch/share_out.hpp>
#include <krarup/staffing/day_plan.hpp>

namespace krarup::batch {
namespace {

constexpr std::size_t rows = 200'000;

/// How often each row was worked on, and the shares that go_on was told.
struct watched {
  std::vector<std::atomic<int>> times = std::vector<std::atomic<int>>(rows);
  std::vector<double> shares;

  template <class Go>
  void run(std::size_t workers, const Go& go) {
    const std::thread::id caller = std::this_thread::get_id();
    const std::function<bool(double)> go_on = [&](double share) {
      EXPECT_EQ(std::this_thread::get_id(), caller);
      shares.push_back(share);
      return go(share);
    };
    const execution how{.workers = workers, .go_on = &go_on};
    detail::share_out(rows, 1'000, how, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin; row < end; ++row) ++times[row];
    });
  }
};

TEST(batch_execution, does_every_row_once_while_told_to_go_on) {
  for (const std::size_t workers : {1U, 2U, 5U}) {
    watched all;
    all.run(workers, [](double) { return true; });
    for (const auto& each : all.times) ASSERT_EQ(each, 1);
    for (std::size_t i = 0; i < all.shares.size(); ++i) {
      EXPECT_GE(all.shares[i], i == 0 ? 0.0 : all.shares[i - 1]);
      EXPECT_LT(all.shares[i], 1.0);
    }
    if (workers == 1) {
      EXPECT_GT(all.shares.size(), 100U);
    }
  }
}

TEST(batch_execution, does_nothing_where_it_is_not_to_begin) {
  watched none;
  none.run(1, [](double) { return false; });
  for (const auto& each : none.times) ASSERT_EQ(each, 0);
  EXPECT_EQ(none.shares.size(), 1U);
}

TEST(batch_execution, throws_to_the_caller_whatever_worker_it_was) {
  for (const std::size_t workers : {1U, 2U, 5U}) {
    for (const std::size_t wrong : {std::size_t{0}, rows / 2, rows - 1}) {
      std::atomic<std::size_t> done = 0;
      const auto work = [&](std::size_t begin, std::size_t end) {
        if (begin <= wrong && wrong < end) throw std::bad_alloc();
        done += end - begin;
      };
      EXPECT_THROW(detail::share_out(rows, 1'000, {.workers = workers}, work), std::bad_alloc);
      EXPECT_LT(done, rows);
    }
  }
  std::atomic<bool> asked = false;  // the other workers leave something to ask about
  const std::function<bool(double)> fails = [&](double) -> bool {
    asked = true;
    asked.notify_all();
    throw std::bad_alloc();
  };
  EXPECT_THROW(detail::share_out(rows, 1'000, {.workers = 3, .go_on = &fails},
                                 [&](std::size_t, std::size_t) { asked.wait(false); }),
               std::bad_alloc);
}

TEST(batch_execution, ends_early_where_told_so) {
  watched some;
  some.run(1, [](double share) { return share < 0.25; });
  std::size_t done = 0;
  for (const auto& each : some.times) {
    ASSERT_LE(each, 1);
    done += static_cast<std::size_t>(each);
  }
  EXPECT_GE(done, rows / 4);
  EXPECT_LT(done, rows / 4 + rows / 100);
  EXPECT_GE(some.shares.back(), 0.25);

  for (const std::size_t workers :
       {2U, 5U}) {  // what the others do until they hear of it is theirs
    watched shared;
    shared.run(workers, [](double) { return false; });
    for (const auto& each : shared.times) ASSERT_LE(each, 1);
    EXPECT_LE(shared.shares.size(), 1U);
  }
}

TEST(batch_execution, watching_changes_no_bit) {
  std::vector<double> volumes;
  for (std::size_t row = 0; row < 12'000; ++row) volumes.push_back(static_cast<double>(row % 997));
  const forecast_columns forecast{
      .contacts = volumes,
      .length = 1800.0,
      .average_handle_time = 180.0,
      .average_patience = 300.0,
      .targets = {.service_level = 0.8, .answer_within = 20.0},
  };
  std::vector<std::optional<day_plan_row>> alone(volumes.size()), seen(volumes.size());
  EXPECT_FALSE(plan_day(forecast, rounding::up_at_end, alone, {.workers = 1}));
  for (const std::size_t workers : {1U, 3U}) {
    double last = 0.0;
    const std::function<bool(double)> go_on = [&](double share) {
      EXPECT_GE(share, last);
      last = share;
      return true;
    };
    EXPECT_FALSE(
        plan_day(forecast, rounding::up_at_end, seen, {.workers = workers, .go_on = &go_on}));
    for (std::size_t row = 0; row < seen.size(); ++row) {
      ASSERT_TRUE(seen[row] && alone[row]);
      EXPECT_EQ(*seen[row]->required, *alone[row]->required);
      EXPECT_EQ(seen[row]->staffed->performance.service_level,
                alone[row]->staffed->performance.service_level);
    }
  }
}

TEST(batch_execution, a_plan_that_ends_early_does_not_begin_its_second_half) {
  const std::vector<double> volumes(12'000, 100.0);
  const forecast_columns forecast{
      .contacts = volumes,
      .length = 1800.0,
      .average_handle_time = 180.0,
      .targets = {.service_level = 0.8, .answer_within = 20.0},
  };
  std::vector<std::optional<day_plan_row>> planned(volumes.size());
  std::size_t asked = 0;
  const std::function<bool(double)> never = [&](double) {
    ++asked;
    return false;
  };
  EXPECT_FALSE(plan_day(forecast, rounding::up_at_end, planned, {.workers = 1, .go_on = &never}));
  EXPECT_EQ(asked, 2U);
  for (const auto& row : planned) EXPECT_FALSE(row);
}

}  // namespace
}  // namespace krarup::batch
