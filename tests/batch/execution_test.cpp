#include <krarup/batch/execution.hpp>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <fstream>
#include <functional>
#include <iterator>
#include <mutex>
#include <new>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/batch/rows.hpp>
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

/// The threads of a batch, each of which waits in its first piece until all that are expected have
/// come, and then a little for one too many.
std::size_t threads_of(std::size_t of_rows, std::size_t workers, std::size_t expected) {
  std::mutex lock;
  std::condition_variable came;
  std::set<std::thread::id> here;
  detail::share_out(of_rows, 1'000, {.workers = workers}, [&](std::size_t, std::size_t) {
    std::unique_lock guard(lock);
    if (!here.insert(std::this_thread::get_id()).second) return;
    came.notify_all();
    came.wait_for(guard, std::chrono::seconds(10), [&] { return here.size() >= expected; });
    came.wait_for(guard, std::chrono::milliseconds(20), [&] { return here.size() > expected; });
  });
  return here.size();
}

TEST(batch_execution, has_the_workers_asked_for_where_each_has_enough_to_do) {
  EXPECT_EQ(threads_of(10'000, 1, 1), 1U);
  EXPECT_EQ(threads_of(10'000, 2, 2), 2U);
  EXPECT_EQ(threads_of(10'000, 4, 4), 4U);
  EXPECT_EQ(threads_of(3'999, 7, 3), 3U);
  EXPECT_EQ(threads_of(2'999, 7, 2), 2U);
  EXPECT_EQ(threads_of(1'999, 7, 1), 1U);
  EXPECT_EQ(threads_of(999, 7, 1), 1U);
  const std::size_t processors = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t all = std::min<std::size_t>(6, processors);
  EXPECT_EQ(threads_of(6'999, execution{}.workers, all), all);
}

TEST(batch_execution, leaves_all_rows_in_one_piece_to_one_worker) {
  for (const auto& [of_rows, workers] :
       {std::pair{10'000U, 1U}, {1'999U, 3U}, {5U, 0U}, {0U, 0U}}) {
    std::vector<std::pair<std::size_t, std::size_t>> pieces;
    detail::share_out(of_rows, 1'000, {.workers = workers},
                      [&](std::size_t begin, std::size_t end) { pieces.emplace_back(begin, end); });
    ASSERT_EQ(pieces.size(), 1U);
    EXPECT_EQ(pieces[0], std::pair(std::size_t{0}, std::size_t{of_rows}));
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
  // One that throws when the caller has long done the rest.
  std::atomic<std::size_t> left = rows;
  std::atomic<bool> taken = false;
  const std::thread::id caller = std::this_thread::get_id();
  const auto last = [&](std::size_t begin, std::size_t end) {
    if (std::this_thread::get_id() == caller) {
      taken.wait(false);
      left -= end - begin;
      return;
    }
    taken = true;
    taken.notify_all();
    while (left > end - begin) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    throw std::bad_alloc();
  };
  EXPECT_THROW(detail::share_out(rows, 1'000, {.workers = 2}, last), std::bad_alloc);

  // The others do not go on with what nobody will read.
  std::atomic<bool> thrown = false;
  std::atomic<int> pieces = 0;
  const auto first = [&](std::size_t, std::size_t) {
    if (++pieces == 1) {
      thrown = true;
      throw std::bad_alloc();
    }
    while (!thrown) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  };
  EXPECT_THROW(detail::share_out(rows, 1'000, {.workers = 2}, first), std::bad_alloc);
  EXPECT_LT(pieces, 100);

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
    double last = -1.0;
    const std::function<bool(double)> go_on = [&](double share) {
      EXPECT_GE(share, 0.0);
      EXPECT_GT(share, last);
      EXPECT_LT(share, 1.0);
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

TEST(batch_execution, tells_the_share_of_the_whole_that_is_behind_a_part) {
  double told = -1.0;
  const std::function<bool(double)> go_on = [&](double share) {
    told = share;
    return share < 0.5;
  };
  const detail::batch_part part({.workers = 3, .go_on = &go_on}, 0.25, 0.75);
  EXPECT_EQ(part.how().workers, 3U);
  EXPECT_TRUE((*part.how().go_on)(0.0));
  EXPECT_EQ(told, 0.25);
  EXPECT_FALSE((*part.how().go_on)(0.75));
  EXPECT_EQ(told, 0.625);
  EXPECT_EQ(detail::batch_part({}, 0.25, 0.75).how().go_on, nullptr);
}

TEST(batch_execution, reports_the_first_of_the_refused_rows) {
  const auto first_of = [](std::vector<std::pair<std::size_t, const char*>> refused) {
    return detail::each_piece(10, {}, [&](std::size_t, std::size_t, auto&& refuse) {
      for (const auto& [row, why] : refused) refuse(row, why);
    });
  };
  EXPECT_FALSE(first_of({}));
  const auto first = first_of({{7, "a"}, {3, "b"}, {5, "c"}, {3, "d"}});
  EXPECT_EQ(first->row, 3U);
  EXPECT_EQ(first->why, "b");
}

TEST(batch_execution, chooses_what_the_processor_says_it_has) {
  std::ifstream file("/proc/cpuinfo");
  std::string line;
  while (std::getline(file, line) && line.rfind("flags", 0) != 0) continue;
  if (line.rfind("flags", 0) != 0) GTEST_SKIP() << "nothing said of a processor";
  std::istringstream words(line);
  const std::set<std::string> flags{std::istream_iterator<std::string>(words), {}};
  const auto has = [&](std::initializer_list<const char*> all) {
    return std::all_of(all.begin(), all.end(),
                       [&](const char* one) { return flags.contains(one); });
  };
  const bool narrow = has({"avx2", "fma"});
  const bool wide = narrow && has({"avx512f", "avx512dq", "avx512vl"});
  EXPECT_EQ(widest_instruction_set(), wide     ? instruction_set::avx512
                                      : narrow ? instruction_set::avx2
                                               : instruction_set::baseline);
  EXPECT_EQ(detail::chosen({.instructions = instruction_set::baseline}), instruction_set::baseline);
}

#ifdef KRARUP_LANES
/// Says how many rows it is done by.
struct width_asked {
  std::size_t& width;
  template <class Set>
  [[gnu::always_inline]] void run() {
    width = krarup::detail::lanes<Set>::width;
  }
};

TEST(batch_execution, runs_packs_as_wide_as_the_set) {
  std::size_t width = 0;
  detail::run_packs(width_asked{width}, instruction_set::avx2);
  EXPECT_EQ(width, 4U);
  if (widest_instruction_set() < instruction_set::avx512) GTEST_SKIP();
  detail::run_packs(width_asked{width}, instruction_set::avx512);
  EXPECT_EQ(width, 8U);
}
#endif

}  // namespace
}  // namespace krarup::batch
