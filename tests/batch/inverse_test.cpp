#include <krarup/batch/inverse.hpp>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>

namespace krarup::batch {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

using numbers = std::vector<double>;

/// Queues and promises with every kind of answer: a number, none for a reason, a gap, a refusal.
struct center {
  numbers arrivals{0.05, 0.05, 0.5, 0.0, 0.05, missing, -1.0, 0.05};
  numbers patience{infinity, 300, 300, infinity, infinity, 300, 300, 300};
  numbers staff{14, 13, 80, 3, 0, 5, 5, -1};
  numbers level{0.8, 0.8, 0.9, 0.8, 0.8, 0.8, 0.8, 0.8};
  numbers everything{1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0};

  [[nodiscard]] std::size_t rows() const { return arrivals.size(); }
  [[nodiscard]] queue_columns queues() const {
    return {std::span(arrivals), 180.0, std::span(patience)};
  }
  [[nodiscard]] target_columns targets() const {
    return {.service_level = std::span(level), .answer_within = 20.0};
  }
};

/// What a batch says, the same without its reasons, and with results of other rows.
struct asked {
  numbers value, reason;
  std::optional<refusal> refused;

  template <class Batch>
  asked(std::size_t rows, const Batch& batch) : value(rows, -7.0), reason(rows, -7.0) {
    refused = batch(outcome_columns{value, reason});
    numbers alone(rows);
    batch(outcome_columns{.value = alone});  // reasons may be left out
    for (std::size_t row = 0; row < rows; ++row) {
      if (std::isnan(value[row])) {
        EXPECT_TRUE(std::isnan(alone[row])) << row;
      } else {
        EXPECT_EQ(alone[row], value[row]) << row;
      }
    }
    numbers fewer(rows - 1);
    EXPECT_THROW(batch(outcome_columns{fewer}), std::invalid_argument);
    EXPECT_THROW(batch(outcome_columns{value, fewer}), std::invalid_argument);
  }

  void expect(std::size_t row, double number) const {
    EXPECT_EQ(value[row], number) << row;
    EXPECT_EQ(reason[row], 0.0) << row;
  }
  void expect(std::size_t row, unreachable why) const {
    EXPECT_EQ(value[row], infinity) << row;
    EXPECT_EQ(reason[row], 1.0 + static_cast<double>(why)) << row;
  }
  void expect_nothing(std::size_t row) const {
    EXPECT_TRUE(std::isnan(value[row])) << row;
    EXPECT_TRUE(std::isnan(reason[row])) << row;
  }
};

const service_target promise{.service_level = 0.8, .answer_within = duration(20)};
const erlang_c patient{rate::per_second(0.05), duration(180)};
const erlang_a impatient{rate::per_second(0.05), duration(180), duration(300)};

TEST(batch_trunks_required, equals_one_after_the_other) {
  const numbers loads{10.0, 0.0, 10.0, missing, -1.0, 250.0};
  const numbers blocking{0.01, 0.01, 0.0, 0.01, 0.01, 0.001};
  const asked all(loads.size(),
                  [&](const outcome_columns& to) { return trunks_required(loads, blocking, to); });
  all.expect(0, 18.0);  // published tables: 18 trunks carry 10 erlangs at 1 %
  all.expect(1, 0.0);
  all.expect(2, unreachable::no_blocking);
  all.expect_nothing(3);
  all.expect_nothing(4);
  all.expect(5, krarup::trunks_required(loss_system(erlangs(250.0)), 0.001)->count());
  EXPECT_EQ(all.refused->row, 4U);
  EXPECT_EQ(all.refused->why, "erlangs must be finite and >= 0, got -1");
}

TEST(batch_fractional_agents_required, equals_one_after_the_other) {
  const center queue;
  const asked all(queue.rows(), [&](const outcome_columns& to) {
    return fractional_agents_required(queue.queues(), queue.targets(), to);
  });
  all.expect(0, krarup::fractional_agents_required(patient, promise)->count());
  all.expect(1, krarup::fractional_agents_required(impatient, promise)->count());
  all.expect(3, 0.0);
  all.expect_nothing(5);
  all.expect_nothing(6);
  EXPECT_EQ(all.refused->row, 6U);
  numbers documented(1);
  EXPECT_FALSE(fractional_agents_required(
      {100.0 / 1800.0, 180.0}, {.service_level = 0.8, .answer_within = 20.0}, {documented}));
  EXPECT_NEAR(documented[0], 13.0372, 5e-5);

  const asked perfect(queue.rows(), [&](const outcome_columns& to) {
    return fractional_agents_required(
        queue.queues(), {.service_level = std::span(queue.everything), .answer_within = 20.0}, to);
  });
  perfect.expect(0, unreachable::perfect_service_level);
}

TEST(batch_contacts_answerable, equals_one_after_the_other_and_reads_no_rate) {
  const center queue;
  const asked all(queue.rows(), [&](const outcome_columns& to) {
    return contacts_answerable(queue.queues(), queue.staff, queue.targets(), 1800.0, to);
  });
  all.expect(0, krarup::contacts_answerable(patient, 14, promise, duration(1800))->count());
  all.expect(1, krarup::contacts_answerable(impatient, 13, promise, duration(1800))->count());
  all.expect(4, unreachable::too_few_agents);
  EXPECT_GT(all.value[5], 0.0);
  EXPECT_EQ(all.value[5], all.value[6]);
  all.expect_nothing(7);
  EXPECT_EQ(all.refused->row, 7U);
  EXPECT_EQ(all.refused->why, "agents must be finite and >= 0, got -1");

  const numbers one(1, 20.0);
  numbers result(1);
  EXPECT_FALSE(contacts_answerable({0.0, 180.0}, one, {.occupancy = 0.8}, missing, {result}));
  EXPECT_TRUE(std::isnan(result[0]));
}

TEST(batch_longest_average_handle_time, equals_one_after_the_other_and_reads_no_time) {
  const center queue;
  const queue_columns timeless{std::span(queue.arrivals), missing, std::span(queue.patience)};
  const asked all(queue.rows(), [&](const outcome_columns& to) {
    return longest_average_handle_time(timeless, queue.staff, queue.targets(), to);
  });
  all.expect(0, krarup::longest_average_handle_time(patient, 14, promise)->count());
  all.expect(1, krarup::longest_average_handle_time(impatient, 13, promise)->count());
  all.expect(3, unreachable::unlimited);
  all.expect_nothing(5);
  all.expect_nothing(6);
  EXPECT_EQ(all.refused->row, 6U);
}

TEST(batch_answer_within_achieved, equals_one_after_the_other_by_any_definition) {
  const center queue;
  const asked all(queue.rows(), [&](const outcome_columns& to) {
    return answer_within_achieved(queue.queues(), queue.staff, queue.level,
                                  {.answer_within = missing, .definition = 1.0}, to);
  });
  const auto achieved = [](const auto& of, agents n) {
    return krarup::answer_within_achieved(of, n, 0.8, service_level_definition::answered)->count();
  };
  all.expect(0, achieved(patient, 14));
  all.expect(1, achieved(impatient, 13));
  all.expect(4, unreachable::above_ceiling);
  all.expect_nothing(5);
  all.expect_nothing(6);

  numbers result(1);
  const auto refused = answer_within_achieved({0.05, 180.0}, 14.0, 0.8,
                                              {.answer_within = 0.0, .definition = 5.0}, {result});
  EXPECT_EQ(refused->why, "short_abandon must be finite and > 0 s, got -1");
}

}  // namespace
}  // namespace krarup::batch
