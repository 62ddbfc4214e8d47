// Batches in threads: what the thread sanitizer is to see. Every question is asked with several
// workers, refused rows, many callers and an early end; no answer may differ from one worker's.
#include <bit>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/requirement.hpp>

namespace krarup::batch {
namespace {

constexpr std::size_t rows = 110'000;  // two workers, at 50,000 rows each
constexpr std::size_t first_refused = 700;

/// Queues of which a few are refused and a few have patience.
struct questions {
  std::vector<double> rate = std::vector<double>(rows);
  std::vector<double> patience = std::vector<double>(rows);
  std::vector<double> agents = std::vector<double>(rows);

  questions() {
    for (std::size_t row = 0; row < rows; ++row) {
      rate[row] = row % 1000 == first_refused ? -1.0 : 0.01 * static_cast<double>(row % 997);
      patience[row] = row % 50 == 0 ? 300.0 : std::numeric_limits<double>::infinity();
      agents[row] = 0.02 * static_cast<double>(row % 1009);
    }
  }
  [[nodiscard]] queue_columns queues() const { return {rate, 1.0, patience}; }
  [[nodiscard]] target_columns target() const {
    return {.service_level = 0.8, .answer_within = 0.1};
  }
};

/// What a batch has written, bit by bit, and what it has said.
struct answers {
  std::vector<double> numbers = std::vector<double>(rows);
  std::optional<refusal> refused;

  void expect_same(const answers& other, const char* question) const {
    std::size_t different = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      const auto bits = std::bit_cast<std::uint64_t>(numbers[row]);
      if (bits != std::bit_cast<std::uint64_t>(other.numbers[row])) ++different;
    }
    EXPECT_EQ(different, 0U) << question;
    ASSERT_TRUE(refused && other.refused) << question;
    EXPECT_EQ(refused->row, first_refused) << question;
    EXPECT_EQ(other.refused->row, first_refused) << question;
  }
};

using question = answers (*)(const questions&, const execution&);
struct named_question {
  const char* name;
  question ask;
};
const named_question all_questions[] = {
    {"probability_of_blocking",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = probability_of_blocking(of.rate, of.agents, all.numbers, how);
       return all;
     }},
    {"probability_of_wait",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = probability_of_wait(of.queues(), of.agents, all.numbers, how);
       return all;
     }},
    {"probability_of_abandonment",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = probability_of_abandonment(of.queues(), of.agents, all.numbers, how);
       return all;
     }},
    {"service_level",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = service_level(of.queues(), of.agents, 0.1, all.numbers, how);
       return all;
     }},
    {"agents_required",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = agents_required(of.queues(), of.target(), {all.numbers}, how);
       return all;
     }},
    {"agents_required of Erlang C alone",
     [](const questions& of, const execution& how) {
       answers all;
       all.refused = agents_required({of.rate, 1.0}, of.target(), {all.numbers}, how);
       return all;
     }},
};

TEST(batch_threads, any_number_of_workers_says_the_same_to_the_bit) {
  const questions of;
  for (const auto& [name, ask] : all_questions) {
    const answers alone = ask(of, {.workers = 1});
    for (const std::size_t workers : {2U, 7U}) {
      alone.expect_same(ask(of, {.workers = workers}), name);
    }
  }
}

TEST(batch_threads, many_callers_share_their_columns) {
  const questions of;
  std::vector<answers> alone, together;
  for (const auto& each : all_questions) {
    alone.push_back(each.ask(of, {.workers = 1}));
    together.emplace_back();
    together.emplace_back();
  }
  {
    std::vector<std::jthread> callers;
    callers.reserve(together.size());
    for (std::size_t i = 0; i < together.size(); ++i) {
      callers.emplace_back([&, i] {
        together[i] = all_questions[i / 2].ask(of, {.workers = i % 2 == 0 ? 1U : 2U});
      });
    }
  }
  for (std::size_t i = 0; i < together.size(); ++i) {
    alone[i / 2].expect_same(together[i], all_questions[i / 2].name);
  }
}

TEST(batch_threads, an_early_end_waits_for_every_worker) {
  const questions of;
  for (const auto& [name, ask] : all_questions) {
    int asked = 0;
    const std::function<bool(double)> go_on = [&](double) { return ++asked < 3; };
    const answers some = ask(of, {.workers = 2, .go_on = &go_on});
    EXPECT_LE(asked, 3) << name;
    EXPECT_EQ(some.numbers.size(), rows);  // and freed when no worker writes any more
  }
}

TEST(batch_threads, days_are_planned_by_many_callers_with_workers) {
  const std::vector<double> volumes(12'000, 100.0);
  const forecast_columns forecast{.contacts = volumes,
                                  .length = 1800.0,
                                  .average_handle_time = 180.0,
                                  .average_patience = 300.0,
                                  .targets = {.service_level = 0.8, .answer_within = 20.0}};
  std::vector<std::vector<std::optional<day_plan_row>>> plans(
      3, std::vector<std::optional<day_plan_row>>(volumes.size()));
  {
    std::vector<std::jthread> callers;
    callers.reserve(plans.size());
    for (auto& plan : plans) {
      callers.emplace_back(
          [&] { EXPECT_FALSE(plan_day(forecast, rounding::up_at_end, plan, {.workers = 2})); });
    }
  }
  for (const auto& plan : plans) {
    for (const auto& row : plan) ASSERT_EQ(row->required->count(), 13.0);
  }
}

}  // namespace
}  // namespace krarup::batch
