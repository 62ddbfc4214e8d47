// Queues in balance by one long run each: errors over standard errors as a set, against Erlang A and
// M/M/n+G, and two classes against exact priorities.
#include <krarup/simulation/steady_state.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_x.hpp>
#include <krarup/simulation/tally.hpp>

namespace krarup {
namespace {

constexpr duration answer_within(0.1);
constexpr double batches = 40.0;

steady_plan plan_for(double contacts_a_batch, double load, std::uint64_t seed) {
  return {.warm_up = duration(30),
          .batch = duration(contacts_a_batch / load),
          .batches = static_cast<std::size_t>(batches),
          .seed = seed};
}

/// Errors in standard errors, as a set, whose sum of squares is within what holds 99 % of seeds.
class errors {
 public:
  void look(double simulated, double half_width, double exact) {
    const double z = (simulated - exact) / half_width *
                     student_quantile(0.95, static_cast<std::size_t>(batches) - 1);
    EXPECT_LT(std::abs(z), 4.2) << simulated << " for " << exact;
    squares_ += z * z;
    count_ += 1.0;
  }
  ~errors() {
    EXPECT_NEAR(squares_, count_, 2.6 * std::sqrt(2.0 * count_));
    testing::Test::RecordProperty("squares", std::to_string(squares_ / count_));
  }

 private:
  double squares_ = 0.0;
  double count_ = 0.0;
};

class steady_by : public testing::TestWithParam<queue_engine> {};

TEST_P(steady_by, queues_as_they_are) {
  errors set;
  std::uint64_t seed = 200;
  double correlation = 0.0;
  for (const any_patience& patience :
       {any_patience{exponential_patience{duration(1.5)}},
        any_patience{weibull_patience{duration(0.8), 0.7}},
        any_patience{uniform_patience{duration(0.1), duration(1.0)}, 0.1}}) {
    for (const auto& [n, load] : {std::pair{1, 0.9}, {4, 3.5}, {20, 21.0}}) {
      const erlang_x exact{.arrival_rate = rate::per_second(load),
                           .average_handle_time = duration(1),
                           .patience = patience};
      steady_plan plan = plan_for(1500.0, load, ++seed);
      plan.engine = GetParam();
      const steady_state found = simulate_steady({duration(1), rate::per_second(load), duration(1)},
                                                 n, {.patience = patience}, {answer_within}, plan);
      const performance& p = found.average.performance;
      const performance_half_widths& h = found.average.half_widths;
      const performance right = evaluate(exact, n, answer_within);
      switch (seed % 3) {  // one measure of each, so that they are independent
        case 0:
          set.look(p.service_level, h.service_level, right.service_level);
          break;
        case 1:
          set.look(p.probability_of_abandonment, h.probability_of_abandonment,
                   right.probability_of_abandonment);
          break;
        default:
          set.look(p.mean_queue_length, h.mean_queue_length, right.mean_queue_length);
      }
      correlation += found.correlation / 9.0;
    }
  }
  EXPECT_LT(std::abs(correlation), 3.0 / std::sqrt(9.0 * batches));
}

INSTANTIATE_TEST_SUITE_P(simulation, steady_by,
                         testing::Values(queue_engine::fastest, queue_engine::first_come));

contact_class of_class(double load, double patience) {
  return {{{duration(1), rate::per_second(load), duration(1), duration(patience)}},
          {answer_within}};
}

// Non-preemptive priorities without patience: mean queues by Cobham, Operations Research 2(1), 1954.
TEST(steady_state, priorities) {
  struct two {
    int n;
    double high;
    double low;
    double queue_high;
    double queue_low;
  };
  errors set;
  std::uint64_t seed = 300;
  for (const two& of : {two{1, 0.25, 0.25, 0.16666666666666667, 0.33333333333333333},
                        two{5, 2.0, 1.5, 0.25189215113322123, 0.62973037783303306},
                        two{50, 20.0, 26.0, 0.30539013030213090, 4.9625891740962674}}) {
    const double load = of.high + of.low;
    const auto found =
        simulate_steady(contact_center{.classes = {of_class(of.high, detail::infinity),
                                                   of_class(of.low, detail::infinity)}},
                        of.n, plan_for(of.n > 10 ? 8000.0 : 3000.0, load, ++seed));
    set.look(found[0].average.performance.mean_queue_length,
             found[0].average.half_widths.mean_queue_length, of.queue_high);
    set.look(found[1].average.performance.mean_queue_length,
             found[1].average.half_widths.mean_queue_length, of.queue_low);
  }
}

// The same with patience, by the balance of the chain of both queues, cut off where 30 digits agree.
TEST(steady_state, priorities_with_patience) {
  struct two {
    int n;
    double high;
    double low;
    double patience_high;
    double patience_low;
    double queue_high;
    double queue_low;
    double abandon_high;
    double abandon_low;
  };
  errors set;
  std::uint64_t seed = 400;
  for (const two& of : {two{1, 0.5, 0.5, 1.0, 1.0, 0.17114477102759703, 0.19673467014368329,
                            0.34228954205551807, 0.39346934028736658},
                        two{3, 1.5, 2.0, 1.0, 0.25, 0.27469220831051746, 0.21389315471712649,
                            0.18312813887367832, 0.42778630943425400}}) {
    const auto found =
        simulate_steady(contact_center{.classes = {of_class(of.high, of.patience_high),
                                                   of_class(of.low, of.patience_low)}},
                        of.n, plan_for(3000.0, of.high + of.low, ++seed));
    for (const bool low : {false, true}) {
      const simulated_interval& average = found[low ? 1 : 0].average;
      if (seed % 2 == 0) {
        set.look(average.performance.mean_queue_length, average.half_widths.mean_queue_length,
                 low ? of.queue_low : of.queue_high);
      } else {
        set.look(average.performance.probability_of_abandonment,
                 average.half_widths.probability_of_abandonment,
                 low ? of.abandon_low : of.abandon_high);
      }
    }
  }
}

// Batches that are shorter than the queue's memory show it.
TEST(steady_state, batches_that_hang_together) {
  const steady_plan plan{.warm_up = duration(50), .batch = duration(2), .batches = 400, .seed = 3};
  const steady_state found = simulate_steady({duration(1), rate::per_second(9.5), duration(1)}, 10,
                                             {}, {answer_within}, plan);
  EXPECT_GT(found.correlation, 0.5);
  EXPECT_EQ(found.average.counts.unanswered(), 0.0);
}

// A long run, told to stop at once. What it then says is what a plan of as many batches
// says.
TEST(steady_state, told_to_stop) {
  const time_varying_interval queue{duration(1), rate::per_second(9), duration(1), duration(2)};
  for (const queue_engine engine : {queue_engine::fastest, queue_engine::first_come}) {
    std::vector<std::size_t> told;
    steady_plan plan{.warm_up = duration(50),
                     .batch = duration(1000),
                     .batches = 20'000,
                     .engine = engine,
                     .go_on = [&](std::size_t over) {
                       told.push_back(over);
                       return false;
                     }};
    const auto run = [&] { return simulate_steady(queue, 10, {}, {answer_within}, plan); };
    const steady_state stopped = run();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(stopped.batches, told[0] - 1);
    plan.batches = stopped.batches;
    plan.go_on = {};
    const steady_state few = run();
    EXPECT_EQ(few.batches, stopped.batches);
    EXPECT_EQ(few.average.counts.offered, stopped.average.counts.offered);
    EXPECT_EQ(few.average.counts.answered, stopped.average.counts.answered);
    EXPECT_EQ(few.average.performance.mean_queue_length,
              stopped.average.performance.mean_queue_length);
    EXPECT_EQ(few.average.half_widths.service_level, stopped.average.half_widths.service_level);
    EXPECT_EQ(few.correlation, stopped.correlation);
  }
  std::size_t told = 0;
  steady_plan plan{.warm_up = duration(50),
                   .batch = duration(1000),
                   .batches = 20'000,
                   .go_on = [&](std::size_t over) {
                     told = over;
                     return false;
                   }};
  const contact_center center{.classes = {of_class(3.0, 2.0), of_class(6.0, 2.0)}};
  const std::vector<steady_state> stopped = simulate_steady(center, 10, plan);
  EXPECT_EQ(stopped[1].batches, told - 1);
  plan.batches = stopped[1].batches;
  plan.go_on = {};
  EXPECT_NEAR(simulate_steady(center, 10, plan)[1].average.counts.offered,
              stopped[1].average.counts.offered, 1e-6);
  plan.batches = 10;
  plan.go_on = [](std::size_t) -> bool { throw std::runtime_error("stop"); };
  plan.batch = duration(1e7);
  EXPECT_THROW((void)simulate_steady(center, 10, plan), std::runtime_error);
}

TEST(steady_state, corners_and_bad_input) {
  const time_varying_interval queue{duration(1), rate::per_second(3), duration(1)};
  const steady_plan plan{.warm_up = duration(5), .batch = duration(50), .batches = 3};
  const steady_state blocked = simulate_steady(queue, 0, {}, {answer_within}, plan, trunks(0));
  EXPECT_EQ(blocked.average.performance.probability_of_blocking, 1.0);
  EXPECT_EQ(blocked.correlation, 0.0);
  const auto run = [&](const time_varying_interval& of, const simulated_laws& laws,
                       const steady_plan& how) {
    return simulate_steady(of, 3, laws, {answer_within}, how);
  };
  EXPECT_THROW(run(queue, {}, {duration(0), duration(1)}), std::domain_error);
  EXPECT_THROW(run(queue, {}, {duration(1), duration(0)}), std::domain_error);
  EXPECT_THROW(run(queue, {}, {duration(1), duration(1), 1}), std::domain_error);
  EXPECT_THROW(run(queue, {.dispersion = {.day = 0.1}}, plan), std::invalid_argument);
  EXPECT_THROW(run(queue, {.arrivals = std::vector<duration>{}}, plan), std::invalid_argument);
  time_varying_interval rising = queue;
  rising.arrival_rate_at_end = rate::per_second(4);
  EXPECT_THROW(run(rising, {}, plan), std::invalid_argument);
  contact_center center{.classes = {{{queue, queue}, {answer_within}}}};
  const auto run_center = [&] { return simulate_steady(center, 3, plan); };
  EXPECT_THROW(run_center(), std::invalid_argument);
  center.classes[0].intervals.pop_back();
  center.breaks = {{duration(1), duration(2), 1}};
  EXPECT_THROW(run_center(), std::invalid_argument);
}

}  // namespace
}  // namespace krarup
