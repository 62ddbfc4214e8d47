#include <krarup/queues/mmn_g.hpp>

#include <cmath>
#include <limits>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_b.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/linear_scan.hpp"
#include "support/reference_table.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using namespace std::chrono_literals;
using enum service_level_definition;
using support::reference_table;
using support::within;

static_assert(abandoned_queue<mmn_g<>>);
static_assert(patience_law<any_patience>);
static_assert(patience_law<balking_patience<weibull_patience>>);

constexpr double epsilons = 45;               // the header's 1e-14
constexpr double reference_epsilons = 4.5e5;  // 1e-10
constexpr double tail_noise = 1e-20;          // where next to nobody waits that long
constexpr double infinity = std::numeric_limits<double>::infinity();

/// "name=number;name=number", or "wait:number|wait:number", in the order of the text.
std::vector<std::pair<std::string, double>> parameters(const std::string& text) {
  const bool steps = text.find(':') != std::string::npos;
  std::vector<std::pair<std::string, double>> all;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, steps ? '|' : ';');) {
    const std::size_t middle = item.find(steps ? ':' : '=');
    all.emplace_back(item.substr(0, middle), std::stod(item.substr(middle + 1)));
  }
  return all;
}

any_patience law_of(const std::string& name, const std::string& text) {
  const auto all = parameters(text);
  std::map<std::string, double> of(all.begin(), all.end());
  if (name == "exponential") return {exponential_patience{duration(1.0 / of["rate"])}};
  if (name == "balk_exponential") {
    return {exponential_patience{duration(1.0 / of["rate"])}, of["balk"]};
  }
  if (name == "delayed_exponential") {
    return {hazard_patience{{{duration(0), rate::per_second(0.0)},
                             {duration(of["delay"]), rate::per_second(of["rate"])}}}};
  }
  if (name == "deterministic") return {deterministic_patience{duration(of["value"])}};
  if (name == "uniform") return {uniform_patience{duration(of["low"]), duration(of["high"])}};
  if (name == "hyperexponential") {
    return {hyperexponential_patience{{{of["prob1"], duration(1.0 / of["rate1"])},
                                       {1.0 - of["prob1"], duration(1.0 / of["rate2"])}}}};
  }
  if (name == "gamma") {
    return {gamma_patience{duration(of["shape"] * of["scale"]), of["shape"]}};
  }
  if (name == "weibull") return {weibull_patience{duration(of["scale"]), of["shape"]}};
  if (name == "lognormal") return {lognormal_patience{duration(std::exp(of["mu"])), of["sigma"]}};
  if (name == "hazard_steps") {
    hazard_patience law;
    for (const auto& [from, hazard] : all) {
      law.steps.push_back({duration(std::stod(from)), rate::per_second(hazard)});
    }
    return {law};
  }
  if (name == "empirical_steps") {
    empirical_patience law;
    for (const auto& [wait, there] : all) law.points.push_back({duration(std::stod(wait)), there});
    return {law};
  }
  throw std::invalid_argument("no law of patience is called " + name);
}

/// The same of mmn_g.csv, whose parameters are those of the laws.
any_patience law_of_reference(const std::string& name, const std::string& text) {
  const auto all = parameters(text);
  std::map<std::string, double> of(all.begin(), all.end());
  if (name == "exponential") return {exponential_patience{duration(of["average"])}};
  if (name == "deterministic") return {deterministic_patience{duration(of["patience"])}};
  if (name == "uniform") {
    return {uniform_patience{duration(of["shortest"]), duration(of["longest"])}};
  }
  if (name == "gamma") return {gamma_patience{duration(of["average"]), of["shape"]}};
  if (name == "weibull") return {weibull_patience{duration(of["scale"]), of["shape"]}};
  if (name == "lognormal") return {lognormal_patience{duration(of["median"]), of["sigma"]}};
  if (name == "hazard" || name == "empirical") return law_of(name + "_steps", text);
  hyperexponential_patience law;
  for (const auto& [share, average] : all) {
    law.kinds.push_back({std::stod(share), duration(average)});
  }
  return {law};
}

TEST(mmn_g, independent_vectors) {
  const reference_table table("vectors/mmng.csv");
  ASSERT_GE(table.rows(), 25u);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const mmn_g<> queue{
        rate::per_second(table.number(row, "arrival_rate")),
        duration(1.0 / table.number(row, "service_rate")),
        law_of(table.text(row, "patience"), table.text(row, "patience_parameters"))};
    const mmn_g_state state = state_of(queue, fractional_agents(table.number(row, "servers")));
    const duration t(table.number(row, "time"));
    const auto is = [&](const char* column, double value) {
      EXPECT_TRUE(within(epsilons, value, table.precise(row, column)))
          << column << ", row " << row << ", " << table.text(row, "patience");
    };
    is("p_all_busy", state.probability_of_wait());
    is("p_abandon", state.probability_of_abandonment());
    is("mean_wait", state.mean_wait(wait_of::offered).count());
    is("mean_wait_given_all_busy", state.mean_wait_of_waiters().count());
    is("mean_wait_served", state.mean_wait(wait_of::answered).count());
    is("mean_wait_abandoned", state.mean_wait(wait_of::abandoned).count());
    is("mean_offered_wait", state.mean_wait(wait_of::virtual_contact).count());
    is("mean_queue_length", state.mean_queue_length());
    is("occupancy", state.occupancy());
    is("p_wait_exceeds", state.probability_of_wait_beyond(t));
    is("p_offered_wait_exceeds", state.probability_of_wait_beyond(t, wait_of::virtual_contact));
    is("p_served_within", state.service_level(t, offered, 0s));
    is("p_abandoned_within", state.probability_of_abandonment_within(t));
  }
}

// By integrals of the definition in 45 digits.
TEST(mmn_g, knows_the_few_who_hang_up_where_nearly_nobody_waits_as_long) {
  struct light {
    any_patience law;
    int n;
    double load;
    double abandon;
    double average_time_to_abandon;
  };
  const hazard_patience later{{{0s, contacts(0) / 1s}, {1s, contacts(1) / 1s}}};
  for (const auto& [law, n, load, abandon, time] : {
           light{{deterministic_patience{1s}}, 100, 50, 3.14447820256852e-32, 1.0},
           light{{deterministic_patience{0.5s}}, 1000, 500, 4.41061029100627e-195, 0.5},
           light{{uniform_patience{1.5s, 1.75s}}, 100, 50, 5.75475649141672e-44, 1.51677127536126},
           light{{later}, 100, 50, 1.16830896906261e-33, 1.01863156980132},
           light{{lognormal_patience{2s, 0.3}}, 100, 50, 2.48606983172137e-25, 0.375446327553289},
           light{{gamma_patience{2s, 20}}, 100, 50, 8.9182076775437e-26, 0.333333282882817},
       }) {
    const mmn_g_state state(rate::per_second(load), 1s, law, n);
    EXPECT_TRUE(within(200, state.probability_of_abandonment(), abandon)) << abandon;
    EXPECT_TRUE(within(200, state.mean_wait(wait_of::abandoned).count(), time)) << abandon;
  }
}

TEST(mmn_g, agrees_with_the_reference_table) {
  const reference_table table("mmn_g.csv");
  for (std::size_t row = 0; row < table.rows(); ++row) {
    any_patience law = law_of_reference(table.text(row, "law"), table.text(row, "parameters"));
    law.balking = table.number(row, "balking");
    const mmn_g_state state(rate::per_second(table.number(row, "offered_load")), 1s, law,
                            fractional_agents(table.number(row, "servers")));
    const duration t(table.number(row, "answer_within"));
    const auto at = [&](const char* column) { return table.precise(row, column); };
    const auto is = [&](const char* name, double value, long double expected, double noise = 0.0) {
      if (std::abs(value - static_cast<double>(expected)) <= noise) return;
      EXPECT_TRUE(within(reference_epsilons, value, expected))
          << name << ' '
          << table.where(row, {"law", "parameters", "balking", "servers", "offered_load"});
    };
    is("wait", state.probability_of_wait(), at("wait"));
    is("abandon", state.probability_of_abandonment(), at("abandon"));
    is("answer", state.probability_of_answer(), 1 - at("abandon"));
    is("mean_wait", state.mean_wait().count(), at("mean_wait"));
    is("mean_wait_answered", state.mean_wait(wait_of::answered).count(), at("mean_wait_answered"));
    is("mean_wait_abandoned", state.mean_wait(wait_of::abandoned).count(),
       at("mean_wait_abandoned"), tail_noise);
    is("mean_virtual_wait", state.mean_wait(wait_of::virtual_contact).count(),
       at("mean_virtual_wait"));
    is("mean_wait_of_waiters", state.mean_wait_of_waiters().count(), at("mean_wait") / at("wait"));
    is("mean_queue_length", state.mean_queue_length(), at("mean_queue_length"));
    is("occupancy", state.occupancy(), at("occupancy"));
    is("wait_exceeds", state.probability_of_wait_beyond(t), at("wait_exceeds"));
    is("wait_exceeds_of_answered", state.probability_of_wait_beyond(t, wait_of::answered),
       at("wait_exceeds_of_answered"), tail_noise);
    is("wait_exceeds_of_abandoned", state.probability_of_wait_beyond(t, wait_of::abandoned),
       at("wait_exceeds_of_abandoned"), tail_noise);
    is("virtual_wait_exceeds", state.probability_of_wait_beyond(t, wait_of::virtual_contact),
       at("virtual_wait_exceeds"));
    is("answered_within", state.probability_of_answer_within(t), at("answered_within"));
    is("abandoned_within", state.probability_of_abandonment_within(t), at("abandoned_within"),
       tail_noise);
    is("offered", state.service_level(t, offered, 0s), at("answered_within"));
    is("answered", state.service_level(t, answered, 0s),
       at("answered_within") / (1 - at("abandon")));
    is("exclude_abandoned_within", state.service_level(t, exclude_abandoned_within, 0s),
       at("answered_within") / (at("answered_within") + at("wait_exceeds")));
    is("positive", state.service_level(t, positive, 0s),
       at("answered_within") + at("abandoned_within"));
    is("virtual_wait", state.service_level(t, virtual_wait, 0s), at("virtual_wait_within"));
  }
}

TEST(mmn_g, exponential_patience_is_erlang_a) {
  constexpr double same = 4500;  // 1e-12
  for (const double n : {1.0, 7.5, 100.0, 10000.0}) {
    for (const double load : {0.1, 0.8, 1.0, 1.02, 2.0, 10.0}) {
      for (const double patience : {1e-6, 1e-3, 1.0, 10.0, 1e6}) {
        const erlang_a simple{rate::per_second(n * load), 1s, duration(patience)};
        const mmn_g<exponential_patience> queue{simple.arrival_rate, 1s, {duration(patience)}};
        const erlang_a_state expected(simple, fractional_agents(n));
        const mmn_g_state state = state_of(queue, fractional_agents(n));
        SCOPED_TRACE(testing::Message() << n << ' ' << load << ' ' << patience);
        EXPECT_TRUE(within(same, state.probability_of_wait(), expected.probability_of_wait()));
        EXPECT_TRUE(within(same, state.probability_of_abandonment(),
                           expected.probability_of_abandonment()));
        EXPECT_TRUE(within(same, state.probability_of_answer(), expected.probability_of_answer()));
        EXPECT_TRUE(within(same, state.occupancy(), expected.occupancy()));
        for (const wait_of whom :
             {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
          EXPECT_TRUE(
              within(same, state.mean_wait(whom).count(), expected.mean_wait(whom).count()));
        }
        const duration t(0.1 * std::min(patience, 1.0 / n));
        for (const auto definition : {offered, answered, exclude_abandoned_within, positive,
                                      exclude_short, positive_short, virtual_wait}) {
          EXPECT_TRUE(within(same, state.service_level(t, definition, 0.5 * t),
                             expected.service_level(t, definition, 0.5 * t)))
              << static_cast<int>(definition);
        }
      }
    }
  }
}

/// Laws of a user's own: one smooth, one that jumps.
struct own_exponential {
  duration average;
};
void check(const own_exponential&) {}
patience_shares shares_after(const own_exponential& law, duration t) {
  return {-std::expm1(-(t / law.average)), std::exp(-(t / law.average))};
}
duration average_patience(const own_exponential& law) {
  return law.average;
}

struct own_deadline {
  duration wait;
};
void check(const own_deadline&) {}
patience_shares shares_after(const own_deadline& law, duration t) {
  return t >= law.wait ? patience_shares{1.0, 0.0} : patience_shares{0.0, 1.0};
}
duration average_patience(const own_deadline& law) {
  return law.wait;
}
std::vector<duration> kinks(const own_deadline& law) {
  return {law.wait};
}

TEST(mmn_g, takes_a_users_own_law) {
  const auto expect_alike = [](const auto& own, const auto& known) {
    for (const double load : {8.0, 10.5, 30.0}) {
      const mmn_g_state one(rate::per_second(load), 1s, own, 10);
      const mmn_g_state other(rate::per_second(load), 1s, known, 10);
      EXPECT_EQ(one.probability_of_abandonment(), other.probability_of_abandonment());
      EXPECT_EQ(one.mean_wait(), other.mean_wait());
      EXPECT_EQ(one.service_level(duration(0.1), offered, 0s),
                other.service_level(duration(0.1), offered, 0s));
    }
  };
  expect_alike(own_exponential{2s}, exponential_patience{2s});
  expect_alike(own_exponential{1s}, exponential_patience{1s});
  expect_alike(own_deadline{1s}, deterministic_patience{1s});
  expect_alike(balking_patience<own_deadline>{0.25, {2s}},
               any_patience{deterministic_patience{2s}, 0.25});
}

TEST(mmn_g, tends_to_erlang_c_and_to_erlang_b) {
  for (const double n : {1.0, 14.0, 200.0}) {
    const agents staff = fractional_agents(n);
    const erlang_c calm{rate::per_second(0.9 * n), 1s};
    const mmn_g<endless_patience> endless{calm.arrival_rate, 1s, {}};
    EXPECT_TRUE(
        within(epsilons, probability_of_wait(endless, staff), probability_of_wait(calm, staff)));
    EXPECT_TRUE(within(epsilons, mean_wait(endless, staff).count(),
                       average_speed_of_answer(calm, staff).count()));
    EXPECT_EQ(probability_of_abandonment(endless, staff), 0.0);
    const mmn_g<balking_patience<endless_patience>> hasty{calm.arrival_rate, 1s, {1.0, {}}};
    EXPECT_TRUE(
        within(epsilons, probability_of_abandonment(hasty, staff),
               probability_of_blocking(loss_system(erlangs(0.9 * n)), fractional_trunks(n))));
  }
}

TEST(mmn_g, least_agents_keep_the_target_and_fewer_do_not) {
  const service_target target{.service_level = 0.80, .answer_within = 20s};
  for (const any_patience& law :
       {any_patience{weibull_patience{300s, 0.7}}, any_patience{lognormal_patience{200s, 1.3}},
        any_patience{deterministic_patience{60s}, 0.05},
        any_patience{hyperexponential_patience{{{0.2, 10s}, {0.8, 600s}}}}}) {
    for (const double contacts_in_half_hour : {3.0, 100.0, 2000.0}) {
      const mmn_g<> queue{contacts(contacts_in_half_hour) / 30min, 180s, law};
      const outcome<agents> required = agents_required(queue, target);
      ASSERT_TRUE(required);
      EXPECT_GE(service_level(queue, *required, 20s), 0.80);
      EXPECT_LT(service_level(queue, fractional_agents(required->count() - 1.0), 20s), 0.80);
    }
  }
}

TEST(mmn_g, wait_quantile_is_the_inverse_of_the_distribution) {
  const mmn_g<> queue{contacts(100) / 30min, 180s, {weibull_patience{300s, 0.7}, 0.02}};
  for (const wait_of whom :
       {wait_of::offered, wait_of::answered, wait_of::abandoned, wait_of::virtual_contact}) {
    for (const double share : {0.8, 0.95, 0.999}) {
      const duration t = wait_quantile(queue, 11, share, whom);
      EXPECT_NEAR(probability_of_wait_beyond(queue, 11, t, whom), 1.0 - share, 1e-12);
    }
  }
  EXPECT_EQ(wait_quantile(queue, 30, 0.5), 0s);
  EXPECT_EQ(wait_quantile(queue, 11, 1.0), duration(infinity));
  const mmn_g<deterministic_patience> jumps{queue.arrival_rate, 180s, {20s}};
  EXPECT_DOUBLE_EQ(wait_quantile(jumps, 6, 0.99).count(), 20.0);
}

TEST(mmn_g, corner_no_load) {
  const mmn_g<> queue{contacts(0) / 30min, 180s, {weibull_patience{300s, 0.7}}};
  for (const int n : {0, 5}) {
    const performance row = evaluate(queue, n, 20s);
    EXPECT_EQ(row.service_level, 1.0);
    EXPECT_EQ(row.probability_of_wait, 0.0);
    EXPECT_EQ(row.probability_of_abandonment, 0.0);
    EXPECT_EQ(row.occupancy, 0.0);
    EXPECT_EQ(row.average_speed_of_answer, 0s);
    EXPECT_EQ(row.mean_queue_length, 0.0);
  }
  EXPECT_EQ(agents_required(queue, {.service_level = 0.8, .answer_within = 20s})->count(), 0.0);
}

TEST(mmn_g, corner_no_agents) {
  const mmn_g<uniform_patience> queue{contacts(60) / 60s, 180s, {0s, 100s}};
  const mmn_g_state state = state_of(queue, 0);
  EXPECT_EQ(state.service_level(20s, offered, 0s), 0.0);
  EXPECT_EQ(state.probability_of_abandonment(), 1.0);
  EXPECT_EQ(state.probability_of_abandonment_within(25s), 0.25);
  EXPECT_EQ(state.mean_wait(wait_of::offered), 50s);
  EXPECT_EQ(state.mean_wait(wait_of::answered), duration(infinity));
  EXPECT_EQ(state.mean_queue_length(), 50.0);
  EXPECT_EQ(state.occupancy(), 1.0);
}

TEST(mmn_g, corner_too_many_who_never_hang_up) {
  const hazard_patience fades{{{0s, rate::per_second(0.1)}, {30s, rate::per_second(0.0)}}};
  const double stay = std::exp(-3.0);
  for (const double load : {0.99, 1.0, 1.01, 3.0}) {
    const mmn_g<hazard_patience> queue{rate::per_second(load * 10.0 / stay / 180.0), 180s, fades};
    const mmn_g_state state = state_of(queue, 10);
    if (load < 1.0) {
      EXPECT_GT(state.mean_wait(wait_of::offered), 0s);
      EXPECT_LT(state.mean_wait(wait_of::offered), duration(1e6));
      continue;
    }
    EXPECT_EQ(state.mean_wait(wait_of::offered), duration(infinity));
    EXPECT_EQ(state.service_level(20s, offered, 0s), 0.0);
    EXPECT_EQ(state.probability_of_wait(), 1.0);
    EXPECT_DOUBLE_EQ(state.probability_of_abandonment(), 1.0 - stay);
    EXPECT_EQ(state.occupancy(), 1.0);
  }
}

TEST(mmn_g, errors) {
  const rate arrivals = contacts(100) / 30min;
  EXPECT_THROW(
      static_cast<void>(probability_of_wait(mmn_g<weibull_patience>{arrivals, 180s, {}}, 3)),
      std::domain_error);
  EXPECT_THROW(
      static_cast<void>(probability_of_wait(mmn_g<exponential_patience>{arrivals, 0s, {300s}}, 3)),
      std::domain_error);
  const mmn_g<exponential_patience> queue{arrivals, 180s, {300s}};
  EXPECT_THROW(static_cast<void>(service_level(queue, 3, -1s)), std::domain_error);
}

}  // namespace
}  // namespace krarup
