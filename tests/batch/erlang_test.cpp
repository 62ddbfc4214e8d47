#include <krarup/batch/erlang.hpp>

#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include "support/relative_error.hpp"

namespace krarup::batch {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr instruction_set every_set[] = {instruction_set::baseline, instruction_set::avx2,
                                         instruction_set::avx512};

/// Servers from 0.1 to 1e9, whole and real, loads up to 40 standard deviations around them.
struct questions {
  std::vector<double> servers, load, time, patience;

  explicit questions(std::size_t rows) {
    std::mt19937_64 random(20260510);
    const auto uniform = [&] { return static_cast<double>(random() >> 11) * 0x1p-53; };
    for (std::size_t row = 0; row < rows; ++row) {
      const double n = std::pow(10.0, -1.0 + 10.0 * uniform());
      servers.push_back(row % 2 == 0 ? std::ceil(n) : n);
      const double z = row % 3 == 0 ? 0.0 : -40.0 + 80.0 * uniform();
      load.push_back(std::max(1e-3, servers.back() + z * std::sqrt(servers.back())));
      time.push_back(row % 7 == 0 ? 0.0 : std::pow(10.0, -5.0 + 7.0 * uniform()));
      patience.push_back(row % 5 == 0 ? std::pow(10.0, -2.0 + 4.0 * uniform()) : infinity);
    }
  }
};

/// The largest error of a batch against the same questions one after the other, in epsilons.
template <class Batch, class One>
void expect_equal(std::size_t rows, const Batch& batch, const One& one) {
  std::vector<double> expected;
  for (std::size_t row = 0; row < rows; ++row) expected.push_back(one(row));
  for (const instruction_set set : every_set) {
    std::vector<double> result(rows);
    EXPECT_FALSE(batch(result, execution{.workers = 1, .instructions = set}));
    double worst = 0.0;
    for (std::size_t row = 0; row < rows; ++row) {
      worst = std::max(worst, support::relative_error(result[row], expected[row]));
    }
    const double bound = set == instruction_set::baseline ? 0.0 : 5.0 * support::epsilon;
    EXPECT_LE(worst, bound) << static_cast<int>(set);

    // The same rows from the second on: where a row stands must not matter.
    std::vector<double> moved(rows);
    for (const std::size_t workers : {2U, 3U}) {
      EXPECT_FALSE(batch(moved, execution{.workers = workers, .instructions = set}));
      EXPECT_EQ(moved, result);
    }
  }
}

TEST(batch_probability_of_blocking, equals_one_after_the_other) {
  const questions all(150'000);
  expect_equal(
      all.load.size(),
      [&](std::span<double> result, const execution& how) {
        return probability_of_blocking(all.load, all.servers, result, how);
      },
      [&](std::size_t row) {
        return krarup::probability_of_blocking(loss_system(erlangs(all.load[row])),
                                               fractional_trunks(all.servers[row]));
      });
}

TEST(batch_probability_of_wait, equals_one_after_the_other) {
  questions all(150'000);
  for (double& rate : all.load) rate /= 240.0;
  expect_equal(
      all.load.size(),
      [&](std::span<double> result, const execution& how) {
        return probability_of_wait({.arrival_rate = all.load,
                                    .average_handle_time = 240.0,
                                    .average_patience = all.patience},
                                   all.servers, result, how);
      },
      [&](std::size_t row) {
        const rate arrivals = rate::per_second(all.load[row]);
        const agents n = fractional_agents(all.servers[row]);
        return std::isinf(all.patience[row])
                   ? krarup::probability_of_wait(erlang_c{arrivals, duration(240)}, n)
                   : krarup::probability_of_wait(
                         erlang_a{arrivals, duration(240), duration(all.patience[row])}, n);
      });
}

TEST(batch_service_level, equals_one_after_the_other) {
  questions all(150'000);
  std::vector<double> handle_time;
  for (std::size_t row = 0; row < all.load.size(); ++row) {
    handle_time.push_back(60.0 + static_cast<double>(row % 541));
    all.load[row] /= handle_time[row];
    all.time[row] *= handle_time[row];
  }
  expect_equal(
      all.load.size(),
      [&](std::span<double> result, const execution& how) {
        return service_level({.arrival_rate = all.load,
                              .average_handle_time = handle_time,
                              .average_patience = all.patience},
                             all.servers, all.time, result, how);
      },
      [&](std::size_t row) {
        const rate arrivals = rate::per_second(all.load[row]);
        const duration handling(handle_time[row]);
        const agents n = fractional_agents(all.servers[row]);
        const duration t(all.time[row]);
        return std::isinf(all.patience[row])
                   ? krarup::service_level(erlang_c{arrivals, handling}, n, t)
                   : krarup::service_level(
                         erlang_a{arrivals, handling, duration(all.patience[row])}, n, t);
      });
}

TEST(batch_probability_of_abandonment, equals_one_after_the_other) {
  const questions all(110'000);
  expect_equal(
      all.load.size(),
      [&](std::span<double> result, const execution& how) {
        return probability_of_abandonment({.arrival_rate = all.load,
                                           .average_handle_time = 1.0,
                                           .average_patience = all.patience},
                                          all.servers, result, how);
      },
      [&](std::size_t row) {
        if (std::isinf(all.patience[row])) return 0.0;
        return krarup::probability_of_abandonment(
            erlang_a{rate::per_second(all.load[row]), duration(1), duration(all.patience[row])},
            fractional_agents(all.servers[row]));
      });
}

TEST(batch_probability_of_blocking, does_not_depend_on_where_a_row_stands) {
  const questions all(5'000);
  for (const instruction_set set : every_set) {
    std::vector<double> together(all.load.size());
    EXPECT_FALSE(probability_of_blocking(all.load, all.servers, together, {.instructions = set}));
    for (std::size_t row = 0; row < together.size(); ++row) {
      double alone = 0.0;
      EXPECT_FALSE(probability_of_blocking(all.load[row], all.servers[row], {&alone, 1},
                                           {.instructions = set}));
      EXPECT_EQ(alone, together[row]) << all.servers[row] << ' ' << all.load[row];
    }
  }
}

TEST(batch_probability_of_blocking, keeps_what_is_wrong_to_its_row) {
  const std::vector<double> load{90.0, nan, 90.0, 90.0, -1.0, infinity, 0.0};
  const std::vector<double> trunks{100.0, 100.0, nan, -3.0, 100.0, 100.0, 100.0};
  for (const instruction_set set : every_set) {
    std::vector<double> result(load.size());
    const auto refused = probability_of_blocking(load, trunks, result, {.instructions = set});
    ASSERT_TRUE(refused);
    EXPECT_EQ(refused->row, 3U);
    EXPECT_NEAR(result[0], 0.026957, 1e-6);
    for (std::size_t row = 1; row < 6; ++row) EXPECT_TRUE(std::isnan(result[row])) << row;
    EXPECT_EQ(result[6], 0.0);
  }
}

TEST(batch_measures, take_no_two_wrongs_for_a_right) {
  const std::vector<double> times(40, -0.5);
  for (const instruction_set set : every_set) {
    for (const column& handle_time : {column(-0.5), column(times)}) {
      const queue_columns queues{.arrival_rate = -20.0, .average_handle_time = handle_time};
      std::vector<double> result(40);
      EXPECT_TRUE(probability_of_wait(queues, 12.0, result, {.instructions = set}));
      for (const double each : result) EXPECT_TRUE(std::isnan(each));
      EXPECT_TRUE(service_level(queues, 12.0, 20.0, result, {.instructions = set}));
      for (const double each : result) EXPECT_TRUE(std::isnan(each));
    }
  }
}

TEST(batch_measures, refuse_columns_of_other_lengths) {
  const std::vector<double> two(2, 10.0);
  std::vector<double> result(3);
  const queue_columns queues{.arrival_rate = 1.0, .average_handle_time = 10.0};
  EXPECT_THROW((void)probability_of_blocking(two, 14.0, result), std::invalid_argument);
  EXPECT_THROW((void)probability_of_wait(queues, two, result), std::invalid_argument);
  EXPECT_THROW((void)probability_of_abandonment(queues, two, result), std::invalid_argument);
  EXPECT_THROW((void)service_level(queues, 14.0, two, result), std::invalid_argument);
}

}  // namespace
}  // namespace krarup::batch
