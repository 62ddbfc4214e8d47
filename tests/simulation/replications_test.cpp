// Simulated queues against every exact model, as a set: errors over standard errors must spread as
// Student's law says, neither wider nor narrower.
#include <krarup/simulation/replications.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_c.hpp>
#include <krarup/queues/erlang_x.hpp>
#include <krarup/simulation/event_driven.hpp>
#include <krarup/simulation/replication_rounds.hpp>
#include <krarup/transient/exact.hpp>

namespace krarup {
namespace {

/// A queue in balance. Times in handle times.
struct balanced {
  int n;
  double load;
  any_patience patience;
  std::optional<trunks> lines = {};
};

constexpr std::size_t replications = 64;
constexpr duration answer_within(0.1);

erlang_x model_of(const balanced& queue) {
  erlang_x model{.arrival_rate = rate::per_second(queue.load),
                 .average_handle_time = duration(1),
                 .patience = queue.patience};
  if (queue.lines) model.lines = *queue.lines;
  return model;
}

enum class engine { fastest, first_come, event_driven };

/// The second of two intervals, the first of which is there to be forgotten.
simulated_interval simulated(const balanced& queue, std::uint64_t seed, engine by) {
  const time_varying_interval warm_up{duration(25), rate::per_second(queue.load), duration(1)};
  time_varying_interval measured = warm_up;
  measured.length = duration(1200.0 / queue.load);
  time_varying_queue day{{warm_up, measured}, queue.lines, starting_with(2)};
  simulated_laws laws;
  laws.patience = queue.patience;
  if (const auto* law = std::get_if<exponential_patience>(&queue.patience.law)) {
    laws.patience.reset();  // as the day's own
    for (time_varying_interval& interval : day.intervals) interval.average_patience = law->average;
  }
  const std::vector<agents> on_phone{queue.n, queue.n};
  replication_plan plan{.replications = replications, .seed = seed, .threads = 1};
  if (by == engine::event_driven) {
    plan.seed += 1000;  // of one seed it is first_come, contact by contact
    const contact_class one{.intervals = day.intervals,
                            .question = {answer_within},
                            .patience = laws.patience,
                            .start = day.start};
    return simulate(contact_center{.classes = {one}, .lines = day.lines}, on_phone, plan)
        .classes[0]
        .intervals[1];
  }
  plan.engine = by == engine::fastest ? queue_engine::fastest : queue_engine::first_come;
  return simulate(day, on_phone, laws, {answer_within}, plan).intervals[1];
}

std::vector<balanced> queues() {
  const std::vector<any_patience> laws{
      {endless_patience{}},
      {exponential_patience{duration(1.5)}},
      {exponential_patience{duration(0.3)}},
      {weibull_patience{duration(1.2), 0.7}},
      {lognormal_patience{duration(0.6), 1.3}},
      {deterministic_patience{duration(0.25)}},
      {uniform_patience{duration(0.1), duration(1.0)}},
      {hyperexponential_patience{{{0.3, duration(0.1)}, {0.7, duration(1.5)}}}, 0.1}};
  struct size {
    int n;
    double load;
  };
  std::vector<balanced> all;
  for (const any_patience& law : laws) {
    const bool endless = std::holds_alternative<endless_patience>(law.law);
    for (const size& of : {size{2, 1.4}, size{7, 5.2}, size{25, 22.0}}) {
      all.push_back({of.n, endless ? 0.85 * of.load : of.load, law});
      all.push_back({of.n, 1.1 * of.load, law, trunks(of.n + (of.n + 2) / 3)});
    }
  }
  return all;
}

struct measured {
  double value;
  double half_width;
};
/// One measure of each queue, so that the errors are independent: the i-th of those it has.
measured simulated_measure(const simulated_interval& of, std::size_t i) {
  const performance& p = of.performance;
  const performance_half_widths& h = of.half_widths;
  const measured all[] = {{p.probability_of_wait, h.probability_of_wait},
                          {p.service_level, h.service_level},
                          {p.average_speed_of_answer.count(), h.average_speed_of_answer.count()},
                          {p.mean_queue_length, h.mean_queue_length},
                          {p.occupancy, h.occupancy},
                          {p.probability_of_abandonment, h.probability_of_abandonment},
                          {p.probability_of_blocking, h.probability_of_blocking}};
  return all[i];
}
double exact_measure(const balanced& queue, std::size_t i) {
  const performance p = evaluate(model_of(queue), queue.n, answer_within);
  const double all[] = {
      p.probability_of_wait,    p.service_level, p.average_speed_of_answer.count(),
      p.mean_queue_length,      p.occupancy,     p.probability_of_abandonment,
      p.probability_of_blocking};
  return all[i];
}
std::size_t measure_of(const balanced& queue, std::size_t i) {
  std::vector<std::size_t> has{0, 1, 2, 3, 4};
  if (!std::holds_alternative<endless_patience>(queue.patience.law)) has.push_back(5);
  if (queue.lines) has.push_back(6);
  return has[(i * 3 + i / 5) % has.size()];
}

/// Errors in standard errors as a set. The bounds of the sum of 48 squares hold 99 % of all seeds, that
/// of the greatest distance between distributions 99 %: by the law of the squares, and by Kolmogorov's.
class error_set {
 public:
  void look(measured simulated, double exact, std::size_t i) {
    const double z = in_errors(simulated, exact);
    EXPECT_LT(std::abs(z), 4.0) << i << ": " << simulated.value << " for " << exact;
    squares_ += z * z;
    const double within = student_share_within(std::abs(z), replications - 1);
    shares_.push_back(0.5 * (1.0 + std::copysign(within, z)));
  }
  /// Beside the same, what a model says that is a little wrong.
  void look_beside(measured simulated, double wrong) {
    const double z = in_errors(simulated, wrong);
    wrong_squares_ += z * z;
  }

  void judge() {
    ASSERT_EQ(shares_.size(), 48U);
    EXPECT_GT(squares_, 27.0);
    EXPECT_LT(squares_, 80.0);
    EXPECT_GT(wrong_squares_, 80.0);
    std::sort(shares_.begin(), shares_.end());
    double distance = 0.0;
    for (std::size_t i = 0; i < shares_.size(); ++i) {
      const double below = static_cast<double>(i) / 48.0;
      distance = std::max({distance, shares_[i] - below, below + 1.0 / 48.0 - shares_[i]});
    }
    EXPECT_LT(distance, 1.63 / std::sqrt(48.0));
    testing::Test::RecordProperty("squares", std::to_string(squares_));
    testing::Test::RecordProperty("wrong", std::to_string(wrong_squares_));
    testing::Test::RecordProperty("distance", std::to_string(distance));
  }

 private:
  static double in_errors(measured simulated, double exact) {
    const double error = simulated.half_width / student_quantile(0.95, replications - 1);
    return (simulated.value - exact) / error;
  }

  std::vector<double> shares_;
  double squares_ = 0.0;
  double wrong_squares_ = 0.0;
};

class errors_by : public testing::TestWithParam<engine> {};

TEST_P(errors_by, are_as_said) {
  error_set set;
  const std::vector<balanced> all = queues();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t measure = measure_of(all[i], i);
    const measured found = simulated_measure(simulated(all[i], 100 + i, GetParam()), measure);
    set.look(found, exact_measure(all[i], measure), i);
    balanced wrong = all[i];
    if (auto* law = std::get_if<exponential_patience>(&wrong.patience.law)) law->average *= 1.1;
    if (auto* law = std::get_if<weibull_patience>(&wrong.patience.law)) law->scale *= 1.1;
    if (auto* law = std::get_if<lognormal_patience>(&wrong.patience.law)) law->median *= 1.1;
    set.look_beside(found, exact_measure(wrong, measure));
  }
  set.judge();
}

INSTANTIATE_TEST_SUITE_P(replications, errors_by,
                         testing::Values(engine::fastest, engine::first_come,
                                         engine::event_driven));

/// Classes in balance, the most urgent first, handle times of 1 s, nobody hangs up.
struct urgent_first {
  int n;
  std::vector<double> loads;
};

/// A measure of a class: 0 probability of wait, 1 mean wait, 2 mean queue, 3 service level, of the first
/// class alone. All wait as often as in M/M/n. Mean waits by A. Cobham, Priority assignment in waiting
/// line problems, Operations Research 2(1), 1954; who waits in the first class waits an exponential
/// time of rate n - load, O. Kella and U. Yechiali, Waiting times in the non-preemptive priority M/M/c
/// queue, Stochastic Models 1(2), 1985.
double exact_measure(const urgent_first& of, std::size_t k, std::size_t measure) {
  double above = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < of.loads.size(); ++i) {
    above += i < k ? of.loads[i] / of.n : 0.0;
    all += of.loads[i];
  }
  const double waits = probability_of_wait(erlang_c{rate::per_second(all), duration(1)}, of.n);
  const double mean = waits / of.n / ((1.0 - above) * (1.0 - above - of.loads[k] / of.n));
  if (measure == 0) return waits;
  if (measure == 1) return mean;
  if (measure == 2) return of.loads[k] * mean;
  return 1.0 - waits * std::exp(-(of.n - of.loads[0]) * answer_within.count());
}

TEST(priorities, errors_are_as_said) {
  error_set set;
  std::size_t i = 0;
  for (const int n : {2, 3, 5, 8, 14, 30}) {
    for (const double spare : {0.5, 0.9}) {  // in roots of n: some wait everywhere
      for (const auto& shares : std::vector<std::vector<double>>{
               {0.3, 0.7}, {0.7, 0.3}, {0.2, 0.3, 0.5}, {0.1, 0.1, 0.6, 0.2}}) {
        const double all_load = n - spare * std::sqrt(n);
        urgent_first of{n, {}};
        contact_center center;
        for (const double share : shares) {
          const double load = share * all_load;
          of.loads.push_back(load);
          const time_varying_interval warm_up{duration(70), rate::per_second(load), duration(1)};
          time_varying_interval measured_after = warm_up;
          measured_after.length = duration(1600.0 / all_load);
          center.classes.push_back({{warm_up, measured_after}, {answer_within}});
        }
        const simulated_center found =
            simulate(center, std::vector<agents>{n, n},
                     {.replications = replications, .seed = 500 + i, .threads = 1});
        const std::size_t k = i % 3 == 0 ? 0 : i % shares.size();
        const std::size_t measure = (i / 4 + i) % (k == 0 ? 4 : 3);
        const performance& p = found.classes[k].intervals[1].performance;
        const performance_half_widths& h = found.classes[k].intervals[1].half_widths;
        const measured all[] = {
            {p.probability_of_wait, h.probability_of_wait},
            {p.average_speed_of_answer.count(), h.average_speed_of_answer.count()},
            {p.mean_queue_length, h.mean_queue_length},
            {p.service_level, h.service_level}};
        set.look(all[measure], exact_measure(of, k, measure), i++);
        of.loads.back() *= 1.1;
        set.look_beside(all[measure], exact_measure(of, k, measure));
      }
    }
  }
  set.judge();
}

time_varying_queue short_day() {
  time_varying_queue day{{{duration(600), rate::per_second(0.2), duration(50), duration(60)},
                          {duration(300), rate::per_second(0.1), duration(50), duration(60)}}};
  day.lines = trunks(15);
  return day;
}
const std::vector<agents> short_agents{8, 6};

simulated_day simulated_with(const replication_plan& plan) {
  return simulate(short_day(), short_agents, {}, {duration(20)}, plan);
}

TEST(replications, any_number_of_threads) {
  const simulated_day alone = simulated_with({.replications = 203, .threads = 1});
  for (const unsigned threads : {0U, 2U, 3U, 7U}) {
    const simulated_day together = simulated_with({.replications = 203, .threads = threads});
    ASSERT_EQ(together.replications, 203U);
    for (std::size_t i = 0; i < 3; ++i) {
      const simulated_interval& one = i < 2 ? alone.intervals[i] : alone.day;
      const simulated_interval& other = i < 2 ? together.intervals[i] : together.day;
      for (std::size_t measure = 0; measure < 7; ++measure) {
        EXPECT_EQ(simulated_measure(one, measure).value, simulated_measure(other, measure).value);
        EXPECT_EQ(simulated_measure(one, measure).half_width,
                  simulated_measure(other, measure).half_width);
      }
      for (const auto member : detail::simulated_members) {
        EXPECT_EQ(one.counts.*member, other.counts.*member);
      }
    }
  }
}

TEST(replications, the_day_is_its_intervals) {
  const simulated_day result = simulated_with({.replications = 100});
  simulated_counts sum;
  for (const simulated_interval& interval : result.intervals) detail::add(sum, interval.counts);
  for (const auto member : detail::simulated_members) {
    EXPECT_NEAR(sum.*member, result.day.counts.*member, 1e-9 * std::abs(sum.*member));
  }
  const performance& day = result.day.performance;
  EXPECT_DOUBLE_EQ(day.agents.count(), (8.0 * 600.0 + 6.0 * 300.0) / 900.0);
  EXPECT_DOUBLE_EQ(day.offered_load.value(), (10.0 * 600.0 + 5.0 * 300.0) / 900.0);
  EXPECT_NEAR(day.service_level, sum.answered_within / sum.offered, 1e-12);
  EXPECT_NEAR(day.average_speed_of_answer.count(), sum.wait_of_answered / sum.answered, 1e-9);
  EXPECT_NEAR(day.mean_queue_length, sum.waiting_time / 900.0, 1e-9);
  EXPECT_NEAR(day.occupancy, sum.handling_time / sum.ready_time, 1e-12);
  EXPECT_NEAR(day.probability_of_blocking, sum.blocked / sum.offered, 1e-12);
}

TEST(replications, until_the_half_width) {
  const simulated_day rough = simulated_with({.replications = 100000, .half_width = 0.02});
  EXPECT_TRUE(rough.reached);
  EXPECT_LE(rough.day.half_widths.service_level, 0.02);
  EXPECT_GE(rough.replications, 512U);
  EXPECT_LT(rough.replications, 1000U);
  const simulated_day few = simulated_with({.replications = 100, .half_width = 1e-6});
  EXPECT_FALSE(few.reached);
  EXPECT_EQ(few.replications, 100U);
}

TEST(replications, what_has_hardly_been_seen_is_not_known) {
  const time_varying_queue rare{
      .intervals = {{duration(1800), contacts(0.001) / duration(1800), duration(180)}}};
  const std::vector<agents> nobody{0};
  const auto reached = [&](double half_width) {
    const simulated_day day = simulate(rare, nobody, {}, {duration(20)},
                                       {.replications = 2000, .half_width = half_width});
    EXPECT_EQ(day.replications, 2000U);
    return day.reached;
  };
  EXPECT_FALSE(reached(0.01));
  EXPECT_FALSE(reached(0.1));
}

// Few contacts come too late, and a stop at a small error comes early where by chance
// still fewer did. The bound is three standard errors below 95 %.
TEST(replications, a_reached_half_width_covers) {
  const time_varying_interval interval{duration(1800), contacts(20) / duration(1800), duration(180),
                                       duration(300)};
  const time_varying_queue day{.intervals = {interval}};
  const std::vector<agents> on_phone{5};
  const double exact = evaluate(exact_day(day, on_phone), duration(20)).service_level;
  ASSERT_NEAR(exact, 0.97, 0.01);
  constexpr int seeds = 300;
  int covered = 0;
  for (int seed = 1; seed <= seeds; ++seed) {
    const simulated_day found = simulate(
        day, on_phone, {}, {duration(20)},
        {.replications = 100000, .seed = static_cast<std::uint64_t>(seed), .half_width = 0.012});
    ASSERT_TRUE(found.reached);
    const double off = found.day.performance.service_level - exact;
    covered += std::abs(off) <= found.day.half_widths.service_level ? 1 : 0;
  }
  RecordProperty("covered", covered);
  EXPECT_GE(covered, seeds * (0.95 - 3.0 * std::sqrt(0.95 * 0.05 / seeds)));
}

TEST(replications, told_to_stop) {
  std::vector<std::size_t> told;
  const simulated_day stopped =
      simulated_with({.replications = 10000, .go_on = [&](std::size_t done) {
                        told.push_back(done);
                        return told.size() < 3;
                      }});
  EXPECT_FALSE(stopped.reached);
  EXPECT_EQ(told.size(), 3U);
  EXPECT_EQ(stopped.replications, told.back());
  EXPECT_EQ(stopped.day.performance.service_level,
            simulated_with({.replications = told.back()}).day.performance.service_level);
}

// Without a pause between two questions each replication is asked about; a round that is stopped leaves
// no trace.
TEST(replications, stops_within_a_round) {
  for (const unsigned threads : {1U, 3U}) {
    std::size_t asked = 0;
    std::vector<detail::day_tally> tallies(1, detail::day_tally(1));
    const replication_plan plan{
        .replications = 1000, .threads = threads, .go_on = [&](std::size_t done) {
          ++asked;
          return done < 70;
        }};
    const auto worker = [] {
      return [](std::size_t, std::vector<detail::day_tally>& sums) {
        sums[0][0].add({.offered = 1.0}, 1.0, service_level_definition::offered);
      };
    };
    const bool reached =
        detail::replicate(plan, tallies, worker, std::chrono::steady_clock::duration::zero());
    EXPECT_FALSE(reached);
    EXPECT_EQ(tallies[0][0].count() % 64, 0U);
    EXPECT_GE(tallies[0][0].count(), 64U);
    EXPECT_GT(asked, threads == 1 ? 70U : 1U);
  }
}

TEST(replications, what_the_question_throws) {
  const replication_plan plan{
      .threads = 3, .go_on = [](std::size_t) -> bool { throw std::runtime_error("stop"); }};
  EXPECT_THROW(simulated_with(plan), std::runtime_error);
}

TEST(replications, stopped_at_once) {
  detail::day_tally nothing(2);
  const std::vector<agents> one{1};
  const simulated_day result = detail::result_of(
      nothing, std::vector{time_varying_interval{duration(1), rate::per_second(0), duration(1)}},
      one, {}, false);
  EXPECT_EQ(result.replications, 0U);
  EXPECT_EQ(result.day.counts.offered, 0.0);
}

// Each definition of the service level, with lines, against the exact one.
TEST(replications, service_level_definitions) {
  const balanced queue{7, 7.5, {exponential_patience{duration(0.5)}}, trunks(11)};
  const time_varying_interval interval{duration(200), rate::per_second(7.5), duration(1),
                                       duration(0.5)};
  using enum service_level_definition;
  for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                exclude_short, positive_short, virtual_wait}) {
    const duration short_abandon(0.04);
    const simulated_interval result =
        simulate({{interval, interval}, queue.lines, starting_with(7)}, std::vector<agents>{7, 7},
                 {}, {answer_within, definition, short_abandon}, {.replications = 100, .seed = 5})
            .intervals[1];
    const double exact =
        evaluate(model_of(queue), 7, answer_within, definition, short_abandon).service_level;
    EXPECT_NEAR(result.performance.service_level, exact, 1.7 * result.half_widths.service_level)
        << static_cast<int>(definition);
    EXPECT_LT(result.half_widths.service_level, 0.01);
  }
}

TEST(replications, corners) {
  const time_varying_queue nothing{{{duration(10), rate::per_second(0), duration(1)}}};
  const performance idle =
      simulate(nothing, std::vector<agents>{0}, {}, {duration(20)}, {.replications = 2})
          .day.performance;
  EXPECT_EQ(idle.service_level, 1.0);
  EXPECT_EQ(idle.occupancy, 0.0);
  EXPECT_EQ(idle.probability_of_wait, 0.0);
  time_varying_queue nobody = nothing;
  nobody.intervals[0].arrival_rate = rate::per_second(3);
  const performance endless =
      simulate(nobody, std::vector<agents>{0}, {}, {duration(20)}, {.replications = 2})
          .day.performance;
  EXPECT_EQ(endless.service_level, 0.0);
  EXPECT_EQ(endless.probability_of_wait, 1.0);
  EXPECT_EQ(endless.average_speed_of_answer.count(), detail::infinity);
}

TEST(replications, errors) {
  EXPECT_THROW(simulated_with({.replications = 1}), std::domain_error);
  EXPECT_THROW(simulated_with({.half_width = 0.0}), std::domain_error);
  const std::function<bool(std::size_t)> nobody_asks;
  detail::patient_question question(nobody_asks, std::chrono::milliseconds(100));
  EXPECT_THROW(detail::in_parallel(5, 3, question,
                                   [](std::size_t i) {
                                     if (i == 3) throw std::runtime_error("three");
                                   }),
               std::runtime_error);
}

}  // namespace
}  // namespace krarup
