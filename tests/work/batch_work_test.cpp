// How often batches evaluate Erlang B's kernel for one row alone, which is slow where packs of rows are
// answered at once, and how often they look at a promise. Both are renamed on their way in and counted
// under their own names; the namespace is renamed as well, since the rest of this program has them
// uncounted.
#include <boost/math/special_functions/gamma.hpp>

// NOLINTBEGIN(readability-identifier-naming): the names to be renamed
#define krarup krarup_with_counted_odds
#define acceptance_odds uncounted_acceptance_odds
#include <krarup/detail/blocking.hpp>
#undef acceptance_odds
#define untimed_excess uncounted_untimed_excess

namespace krarup::detail {
inline int odds_evaluated = 0;
inline scaled acceptance_odds(double n, double a) {
  ++odds_evaluated;
  return uncounted_acceptance_odds(n, a);
}
}  // namespace krarup::detail

#include <krarup/detail/delay_staffing.hpp>
#undef untimed_excess
// NOLINTEND(readability-identifier-naming)

namespace krarup::detail {
inline int promises_seen = 0;
inline double untimed_excess(double wanted) {
  ++promises_seen;
  return uncounted_untimed_excess(wanted);
}
}  // namespace krarup::detail

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>

#include <cmath>
#include <cstddef>
#include <vector>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"

namespace krarup {
namespace {

/// Loads that packs suit, and some more agents than each.
struct usual_columns {
  std::vector<double> load, handle_time, rate, agents;

  explicit usual_columns(std::size_t rows, double least_load) {
    support::random_numbers random(20260204);
    for (std::size_t row = 0; row < rows; ++row) {
      load.push_back(random.scale(least_load, 1e5));
      handle_time.push_back(random.uniform(60.0, 600.0));
      rate.push_back(load.back() / handle_time.back());
      agents.push_back(std::ceil(load.back() + random.uniform(0.5, 8.0) * std::sqrt(load.back())));
    }
  }
  [[nodiscard]] batch::queue_columns queues() const { return {rate, handle_time}; }
  [[nodiscard]] batch::queue_columns queues_of_one_length() const { return {load, 1.0}; }
};

TEST(batch_work, packs_leave_no_usual_row_to_be_asked_alone) {
  if (batch::widest_instruction_set() == batch::instruction_set::baseline) GTEST_SKIP();
  const usual_columns all(1'000, 1.0);
  std::vector<double> result(all.load.size());
  detail::odds_evaluated = 0;
  (void)batch::probability_of_blocking(all.load, all.agents, result);
  for (const auto& queues : {all.queues(), all.queues_of_one_length()}) {
    (void)batch::probability_of_wait(queues, all.agents, result);
    (void)batch::service_level(queues, all.agents, 0.3, result);
    const batch::level_columns of_offered{0.3};
    (void)batch::service_level(queues, all.agents, of_offered, result);
    (void)batch::agents_required(queues, {.service_level = 0.8, .answer_within = 0.3}, {result});
  }
  EXPECT_EQ(detail::odds_evaluated, 0);
}

TEST(batch_work, packs_look_at_a_promise_once_while_it_is_the_same) {
  if (batch::widest_instruction_set() == batch::instruction_set::baseline) GTEST_SKIP();
  const usual_columns all(1'000, 1.0);
  std::vector<double> result(all.load.size());
  const std::vector<double> times(all.load.size(), 0.3);
  detail::promises_seen = 0;
  for (const batch::column& time : {batch::column(0.3), batch::column(times)}) {
    (void)batch::agents_required(all.queues_of_one_length(),
                                 {.service_level = 0.8, .answer_within = time}, {result});
  }
  EXPECT_EQ(detail::promises_seen, 2);
}

TEST(batch_work, packs_are_for_batches_of_levels_that_fill_them) {
  if (batch::widest_instruction_set() == batch::instruction_set::baseline) GTEST_SKIP();
  const auto evaluated = [](std::size_t rows, const batch::target_columns& promised) {
    const usual_columns some(rows, 100.0);
    std::vector<double> result(rows);
    detail::odds_evaluated = 0;
    (void)batch::agents_required(some.queues(), promised, {result});
    return detail::odds_evaluated;
  };
  const batch::target_columns usual{.service_level = 0.8, .answer_within = 0.3};
  EXPECT_GE(evaluated(15, usual), 15);
  EXPECT_EQ(evaluated(16, usual), 0);
  const std::vector<double> none(16, -1.0), offered(16, 0.0);
  for (const auto field :
       {&batch::target_columns::average_speed_of_answer, &batch::target_columns::mean_wait,
        &batch::target_columns::occupancy, &batch::target_columns::probability_of_wait}) {
    batch::target_columns promised = usual;
    promised.*field = 0.0;  // a promise too, where -1 is none
    EXPECT_FALSE(promised.promises_levels_alone());
    promised.*field = none;  // nobody looks at every row
    EXPECT_FALSE(promised.promises_levels_alone());
    promised.*field = -0.5;
    EXPECT_TRUE(promised.promises_levels_alone());
    EXPECT_EQ(evaluated(16, promised), 0);
  }
  batch::target_columns by_definition = usual;
  by_definition.definition = offered;
  EXPECT_FALSE(by_definition.promises_levels_alone());
  by_definition.definition = 1.0;  // of the answered, all of them
  EXPECT_EQ(evaluated(16, by_definition), 0);
  by_definition.definition = 4.0;  // reads a short abandon
  EXPECT_FALSE(by_definition.promises_levels_alone());
  by_definition = usual;
  by_definition.short_abandon = none;
  EXPECT_FALSE(by_definition.promises_levels_alone());
}

}  // namespace
}  // namespace krarup
