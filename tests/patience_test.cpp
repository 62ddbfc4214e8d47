#include <krarup/patience.hpp>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include <support/relative_error.hpp>

namespace krarup {
namespace {

using namespace std::chrono_literals;
using support::within;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double epsilons = 2250;  // the header's 5e-13

const hyperexponential_patience two_kinds{{{0.25, 15s}, {0.75, 450s}}};
const hazard_patience three_steps{{{0s, rate::per_second(0.015625)},
                                   {20s, rate::per_second(0.5)},
                                   {30s, rate::per_second(0.025)}}};
const empirical_patience table{{{0s, 0.96875}, {10s, 0.75}, {60s, 0.25}}};
const empirical_patience ended_table{{{10s, 0.5}, {40s, 0.5}, {60s, 0.0}}};

const std::vector<any_patience> every_law{
    {endless_patience{}},
    {exponential_patience{300s}},
    {deterministic_patience{60s}},
    {uniform_patience{10s, 110s}},
    {gamma_patience{300s, 0.5}},
    {weibull_patience{300s, 0.8}},
    {lognormal_patience{300s, 1.0}},
    {two_kinds},
    {three_steps},
    {table},
    {ended_table},
};

/// A user's own law: P(patience > t) = (1 + t/scale)^-2, of whom nobody waits on after `patience_ends`.
struct lomax_patience {
  duration scale;
  duration patience_ends;
};
void check(const lomax_patience& law) {
  detail::require_time(law.scale, "scale");
}
patience_shares shares_after(const lomax_patience& law, duration t) {
  if (t >= law.patience_ends) return {1.0, 0.0};
  const double z = t / law.scale;
  return {z * (2.0 + z) / ((1.0 + z) * (1.0 + z)), 1.0 / ((1.0 + z) * (1.0 + z))};
}
duration average_patience(const lomax_patience& law) {
  return law.scale * (law.patience_ends / (law.scale + law.patience_ends));
}
std::vector<duration> kinks(const lomax_patience& law) {
  return {law.patience_ends};
}

static_assert(patience_law<any_patience> && patience_law<lomax_patience>);
static_assert(patience_law<balking_patience<lomax_patience>>);
static_assert(patience_law<balking_patience<any_patience>>);
static_assert(!patience_law<duration>);

// --- reference values -----------------------------------------------------------------------------

struct known_shares {
  any_patience law;
  double wait;
  long double gone;
  long double there;
};

// mpmath, 60 digits: exp, expm1, gammainc, erfc of the definitions, at these doubles.
// clang-format off
const std::vector<known_shares> reference{
    {{exponential_patience{300s}}, 1e-298, 3.33333333333333304109e-301L, 1.0L},
    {{exponential_patience{300s}}, 20.0, 0.0644930149683822622696L, 0.93550698503161773773L},
    {{exponential_patience{300s}}, 200000.0, 1.0L, 2.95355728026610044816e-290L},
    {{gamma_patience{300s, 0.5}}, 1e-300, 4.60658865961780644792e-152L, 1.0L},
    {{gamma_patience{300s, 0.5}}, 1e-10, 4.60658865961755055253e-7L, 0.999999539341134038245L},
    {{gamma_patience{300s, 0.5}}, 100.0, 0.436297138349226971269L, 0.563702861650773028731L},
    {{gamma_patience{300s, 0.5}}, 600.0, 0.842700792949714869341L, 0.157299207050285130659L},
    {{gamma_patience{300s, 0.5}}, 200000.0, 1.0L, 5.30285037462684118929e-147L},
    {{gamma_patience{300s, 2.0}}, 1e-148, 2.22222222222222193666e-301L, 1.0L},
    {{gamma_patience{300s, 2.0}}, 0.5, 0.00000554322529493407472993L, 0.999994456774705065925L},
    {{gamma_patience{300s, 2.0}}, 300.0, 0.593994150290161924318L, 0.406005849709838075682L},
    {{gamma_patience{300s, 2.0}}, 100000.0, 1.0L, 1.97199174412433306589e-287L},
    {{gamma_patience{300s, 20.0}}, 2e-13, 1.2961346332133838593e-296L, 1.0L},
    {{gamma_patience{300s, 20.0}}, 20.0, 3.64745297465491152328e-17L, 0.999999999999999963525L},
    {{gamma_patience{300s, 20.0}}, 300.0, 0.529742733160760012688L, 0.470257266839239987312L},
    {{gamma_patience{300s, 20.0}}, 12000.0, 1.0L, 4.45097412540617920763e-310L},
    {{gamma_patience{300s, 200.0}}, 10.0, 1.00973923486543914654e-213L, 1.0L},
    {{gamma_patience{300s, 200.0}}, 300.0, 0.509403418007236325028L, 0.490596581992763674972L},
    {{gamma_patience{300s, 200.0}}, 1800.0, 1.0L, 1.22037180706924717934e-281L},
    {{weibull_patience{300s, 0.5}}, 1e-300, 5.77350269189625771743e-152L, 1.0L},
    {{weibull_patience{300s, 0.5}}, 20.0, 0.227558413883631003433L, 0.772441586116368996567L},
    {{weibull_patience{300s, 0.5}}, 140000000.0, 1.0L, 2.09116547743899680094e-297L},
    {{weibull_patience{300s, 0.8}}, 1e-300, 1.04304488151060043922e-242L, 1.0L},
    {{weibull_patience{300s, 0.8}}, 300.0, 0.632120558828557678404L, 0.367879441171442321596L},
    {{weibull_patience{300s, 0.8}}, 1000000.0, 1.0L, 1.52578340246262621648e-286L},
    {{weibull_patience{300s, 8.0}}, 1e-35, 1.5241579027587258998e-300L, 1.0L},
    {{weibull_patience{300s, 8.0}}, 20.0, 3.90184423030111863815e-10L, 0.99999999960981557697L},
    {{weibull_patience{300s, 8.0}}, 300.0, 0.632120558828557678404L, 0.367879441171442321596L},
    {{weibull_patience{300s, 8.0}}, 680.0, 1.0L, 2.44566876421260228083e-303L},
    {{lognormal_patience{300s, 0.3}}, 0.004, 1.01553951667043916422e-306L, 1.0L},
    {{lognormal_patience{300s, 0.3}}, 100.0, 0.000125106919096561847126L, 0.999874893080903438153L},
    {{lognormal_patience{300s, 0.3}}, 300.0, 0.5L, 0.5L},
    {{lognormal_patience{300s, 0.3}}, 19000000.0, 1.0L, 1.26684080991762732393e-297L},
    {{lognormal_patience{300s, 1.0}}, 3e-14, 2.01077328101783627865e-297L, 1.0L},
    {{lognormal_patience{300s, 1.0}}, 20.0, 0.00338398920793345322301L, 0.996616010792066546777L},
    {{lognormal_patience{300s, 1.0}}, 600.0, 0.755891404214417265995L, 0.244108595785582734005L},
    {{lognormal_patience{300s, 1.0}}, 3e+18, 1.0L, 2.01077328101784026495e-297L},
    {{lognormal_patience{300s, 2.5}}, 2e-38, 5.02076162979213417821e-300L, 1.0L},
    {{lognormal_patience{300s, 2.5}}, 20.0, 0.139355374389173437278L, 0.860644625610826562722L},
    {{lognormal_patience{300s, 2.5}}, 10000.0, 0.919635378948935142448L, 0.0803646210510648575519L},
    {{lognormal_patience{300s, 2.5}}, 4e+42, 1.0L, 2.87058243122719057921e-299L},
    {{uniform_patience{10s, 110s}}, 35.0, 0.25L, 0.75L},
    {{uniform_patience{0s, 100s}}, 1e-298, 9.99999999999999912328e-301L, 1.0L},
    {{uniform_patience{10s, 110s}}, 109.99999999999909, 0.999999999999990905053L, 9.09494701772928237915e-15L},
    {{two_kinds}, 1e-298, 1.8333333333333331726e-300L, 1.0L},
    {{two_kinds}, 60.0, 0.339041100995605864431L, 0.660958899004394135569L},
    {{two_kinds}, 300000.0, 1.0L, 2.21516796019957533612e-290L},
    {{three_steps}, 1e-298, 1.56249999999999986301e-300L, 1.0L},
    {{three_steps}, 10.0, 0.144654672692577462304L, 0.855345327307422537696L},
    {{three_steps}, 20.0, 0.26838437105335820884L, 0.73161562894664179116L},
    {{three_steps}, 25.0, 0.939945332104692057039L, 0.0600546678953079429611L},
    {{three_steps}, 30.0, 0.995070412668454948348L, 0.00492958733154505165153L},
    {{three_steps}, 300.0, 0.999994228046654583555L, 0.00000577195334541644523184L},
    {{three_steps}, 28000.0, 1.0L, 1.02894957954181105409e-306L},
};
// clang-format on

TEST(patience, has_the_shares_of_its_definition_in_both_tails) {
  for (const auto& [law, wait, gone, there] : reference) {
    const patience_shares shares = shares_after(law, duration(wait));
    EXPECT_TRUE(within(epsilons, shares.gone, gone)) << law.law.index() << " after " << wait;
    EXPECT_TRUE(within(epsilons, shares.there, there)) << law.law.index() << " after " << wait;
  }
}

TEST(patience, has_the_mean_of_its_definition) {
  const auto mean = [](const any_patience& law) { return average_patience(law).count(); };
  EXPECT_EQ(mean({endless_patience{}}), infinity);
  EXPECT_EQ(mean({exponential_patience{300s}}), 300.0);
  EXPECT_EQ(mean({deterministic_patience{60s}}), 60.0);
  EXPECT_EQ(mean({uniform_patience{10s, 110s}}), 60.0);
  EXPECT_EQ(mean({gamma_patience{300s, 0.5}}), 300.0);
  EXPECT_TRUE(within(20, mean({weibull_patience{300s, 0.5}}), 600.0L));
  EXPECT_TRUE(within(20, mean({weibull_patience{300s, 0.8}}), 339.90092889580389074L));
  EXPECT_TRUE(within(20, mean({weibull_patience{300s, 8.0}}), 282.522809954910446426L));
  EXPECT_TRUE(within(20, mean({lognormal_patience{300s, 0.3}}), 313.808357972615081769L));
  EXPECT_TRUE(within(20, mean({lognormal_patience{300s, 2.5}}), 6827.96852805801839503L));
  EXPECT_EQ(mean({two_kinds}), 0.25 * 15.0 + 0.75 * 450.0);
  EXPECT_TRUE(within(20, mean({three_steps}), 18.8271553239069208999L));
  EXPECT_EQ(mean({ended_table}), 10.0 + 0.5 * 50.0);
}

// --- identities -----------------------------------------------------------------------------------

TEST(patience, shares_rise_and_fall_from_none_to_all_and_add_up_to_1) {
  for (const any_patience& law : every_law) {
    EXPECT_NO_THROW(check(law));
    patience_shares before = shares_after(law, 0s);
    for (double t = 1e-3; t < 1e6; t *= 1.7) {
      const patience_shares now = shares_after(law, duration(t));
      EXPECT_GE(now.gone, before.gone) << law.law.index() << " after " << t;
      EXPECT_LE(now.there, before.there) << law.law.index() << " after " << t;
      EXPECT_TRUE(within(4, now.gone + now.there, 1.0L)) << law.law.index() << " after " << t;
      before = now;
    }
  }
}

TEST(patience, laws_meet_where_they_are_the_same) {
  for (const double t : {1e-9, 0.3, 45.0, 300.0, 9000.0}) {
    const patience_shares one = shares_after(exponential_patience{300s}, duration(t));
    const auto is_the_same = [&](const any_patience& other) {
      const patience_shares its = shares_after(other, duration(t));
      EXPECT_TRUE(within(20, its.gone, one.gone)) << other.law.index() << " after " << t;
      EXPECT_TRUE(within(20, its.there, one.there)) << other.law.index() << " after " << t;
    };
    is_the_same({gamma_patience{300s, 1.0}});
    is_the_same({weibull_patience{300s, 1.0}});
    is_the_same({hyperexponential_patience{{{0.25, 300s}, {0.75, 300s}}}});
    is_the_same({hazard_patience{{{0s, contacts(1) / 300s}, {40s, contacts(1) / 300s}}}});
  }
}

TEST(patience, of_a_table_steps_at_its_waits) {
  const auto there = [](const empirical_patience& law, duration t) {
    const patience_shares shares = shares_after(law, t);
    EXPECT_EQ(shares.gone, 1.0 - shares.there);
    return shares.there;
  };
  EXPECT_EQ(there(table, 0s), 0.96875);
  EXPECT_EQ(there(table, duration(std::nextafter(10.0, 0.0))), 0.96875);
  EXPECT_EQ(there(table, 10s), 0.75);
  EXPECT_EQ(there(table, 59s), 0.75);
  EXPECT_EQ(there(table, 60s), 0.25);
  EXPECT_EQ(there(table, duration(infinity)), 0.25);  // who were never seen to hang up
  EXPECT_EQ(average_patience(table).count(), infinity);
  EXPECT_EQ(there(ended_table, 5s), 1.0);
  EXPECT_EQ(there(ended_table, 60s), 0.0);
  EXPECT_EQ(there({}, 5s), 1.0);  // nobody was seen to hang up
  EXPECT_EQ(average_patience(empirical_patience{}).count(), infinity);
}

TEST(patience, says_where_it_jumps_or_bends) {
  const auto waits = [](const any_patience& law) { return kinks(law); };
  EXPECT_EQ(waits({deterministic_patience{60s}}), std::vector<duration>{60s});
  EXPECT_EQ(waits({uniform_patience{10s, 110s}, 0.5}), (std::vector<duration>{10s, 110s}));
  EXPECT_EQ(waits({three_steps}), (std::vector<duration>{20s, 30s}));
  EXPECT_EQ(waits({table}), (std::vector<duration>{0s, 10s, 60s}));
  EXPECT_EQ(kinks(balking_patience<hazard_patience>{0.5, three_steps}), waits({three_steps}));
  for (const any_patience& smooth :
       {any_patience{endless_patience{}}, any_patience{exponential_patience{300s}},
        any_patience{gamma_patience{300s, 0.5}}, any_patience{weibull_patience{300s, 8.0}},
        any_patience{lognormal_patience{300s, 1.0}}, any_patience{two_kinds}}) {
    EXPECT_TRUE(waits(smooth).empty());
  }
}

TEST(patience, of_hazards_may_leave_some_for_ever) {
  const hazard_patience fades{{{0s, rate::per_second(0.1)}, {30s, rate::per_second(0.0)}}};
  EXPECT_TRUE(within(4, shares_after(fades, duration(infinity)).there, std::exp(-3.0L)));
  EXPECT_EQ(average_patience(fades).count(), infinity);
  const hazard_patience none{{{0s, rate::per_second(0.0)}}};
  EXPECT_EQ(shares_after(none, duration(infinity)).there, 1.0);
  const hazard_patience all{{{0s, rate::per_second(1e3)}, {30s, rate::per_second(0.0)}}};
  EXPECT_EQ(average_patience(all).count(), 1e-3);  // e^-30000 is 0
}

TEST(patience, balking_takes_its_share_of_the_others) {
  for (const any_patience& law : every_law) {
    for (const double t : {0.0, 5.0, 60.0, 1e5}) {
      const patience_shares others = shares_after(law, duration(t));
      const patience_shares some =
          shares_after(balking_patience<any_patience>{0.25, law}, duration(t));
      EXPECT_EQ(some.gone, 0.25 + 0.75 * others.gone);
      EXPECT_EQ(some.there, 0.75 * others.there);
      const patience_shares same = shares_after(any_patience{law.law, 0.25}, duration(t));
      EXPECT_EQ(same.gone, some.gone);
      EXPECT_EQ(same.there, some.there);
      const patience_shares none = shares_after(any_patience{law.law, 0.0}, duration(t));
      EXPECT_EQ(none.gone, others.gone);
      EXPECT_EQ(none.there, others.there);
      const patience_shares all = shares_after(any_patience{law.law, 1.0}, duration(t));
      EXPECT_EQ(all.gone, 1.0);
      EXPECT_EQ(all.there, 0.0);
    }
    EXPECT_EQ(average_patience(any_patience{law.law, 0.25}), 0.75 * average_patience(law));
    EXPECT_EQ(average_patience(balking_patience<any_patience>{0.25, law}),
              0.75 * average_patience(law));
    EXPECT_EQ(average_patience(any_patience{law.law, 1.0}), 0s);
    EXPECT_EQ(average_patience(balking_patience<any_patience>{1.0, law}), 0s);
  }
}

TEST(patience, of_a_users_own_law) {
  const lomax_patience own{100s, 300s};
  const balking_patience<lomax_patience> some{0.5, own};
  EXPECT_EQ(shares_after(some, 100s).there, 0.125);
  EXPECT_EQ(shares_after(some, 300s).gone, 1.0);
  EXPECT_EQ(average_patience(some).count(), 37.5);
  EXPECT_EQ(kinks(some), std::vector<duration>{300s});
  EXPECT_NO_THROW(check(some));
  EXPECT_THROW(check(balking_patience<lomax_patience>{0.5, {0s, 1s}}), std::domain_error);
  EXPECT_EQ(detail::balking_of(own), 0.0);
  EXPECT_EQ(detail::balking_of(some), 0.5);
  EXPECT_EQ(detail::without_balking(own).scale, 100s);
  EXPECT_EQ(detail::without_balking(some).scale, 100s);
  EXPECT_EQ(detail::without_balking(any_patience{two_kinds, 0.5}).balking, proportion(0.0));
}

// --- corners --------------------------------------------------------------------------------------

TEST(patience, at_once_and_in_the_end) {
  for (const any_patience& law : every_law) {
    const patience_shares at_once = shares_after(law, 0s);
    if (!std::holds_alternative<empirical_patience>(law.law)) {
      EXPECT_EQ(at_once.gone, 0.0) << law.law.index();
      EXPECT_EQ(at_once.there, 1.0) << law.law.index();
    }
    const patience_shares ever = shares_after(law, duration(infinity));
    if (average_patience(law).count() < infinity) {
      EXPECT_EQ(ever.gone, 1.0) << law.law.index();
      EXPECT_EQ(ever.there, 0.0) << law.law.index();
    }
  }
  EXPECT_EQ(shares_after(endless_patience{}, duration(infinity)).there, 1.0);
  EXPECT_EQ(shares_after(deterministic_patience{60s}, duration(std::nextafter(60.0, 0.0))).gone,
            0.0);
  EXPECT_EQ(shares_after(deterministic_patience{60s}, 60s).gone, 1.0);
  EXPECT_EQ(shares_after(uniform_patience{10s, 110s}, 10s).gone, 0.0);
  EXPECT_EQ(shares_after(uniform_patience{10s, 110s}, 110s).there, 0.0);
}

// --- errors ---------------------------------------------------------------------------------------

std::string refusal_of(const any_patience& law) {
  try {
    check(law);
    return "accepted";
  } catch (const std::domain_error& error) {
    return error.what();
  }
}

TEST(patience, refuses_what_is_no_law) {
  const rate one = rate::per_second(1.0);
  const duration endless(infinity);
  const std::vector<std::pair<any_patience, std::string>> refused{
      {{exponential_patience{0s}}, "average patience must be finite and > 0 s, got 0"},
      {{exponential_patience{endless}}, "average patience must be finite and > 0 s, got inf"},
      {{deterministic_patience{-3s}}, "patience must be finite and > 0 s, got -3"},
      {{uniform_patience{-1s, 10s}}, "shortest patience must be >= 0 s, got -1"},
      {{uniform_patience{10s, 10s}}, "longest patience must be finite and > the shortest, got 10"},
      {{uniform_patience{10s, endless}},
       "longest patience must be finite and > the shortest, got inf"},
      {{gamma_patience{0s, 1.0}}, "average patience must be finite and > 0 s, got 0"},
      {{gamma_patience{1s, 0.0}}, "shape of patience must be finite and > 0, got 0"},
      {{weibull_patience{0s, 1.0}}, "scale of patience must be finite and > 0 s, got 0"},
      {{weibull_patience{1s, std::nan("")}}, "shape of patience must be finite and > 0, got nan"},
      {{lognormal_patience{0s, 1.0}}, "median patience must be finite and > 0 s, got 0"},
      {{lognormal_patience{1s, -0.5}}, "sigma of patience must be finite and > 0, got -0.5"},
      {{hyperexponential_patience{{{0.5, 1s}, {0.25, 2s}}}},
       "sum of the shares of kinds must be 1, got 0.75"},
      {{hyperexponential_patience{{{1.0, 0s}}}},
       "average patience of a kind must be finite and > 0 s, got 0"},
      {{hyperexponential_patience{}}, "sum of the shares of kinds must be 1, got 0"},
      {{hazard_patience{}}, "first step's from must be 0 s, got inf"},
      {{hazard_patience{{{5s, one}}}}, "first step's from must be 0 s, got 5"},
      {{hazard_patience{{{0s, one}, {9s, one}, {9s, one}}}},
       "a step's from must be finite and > the one before, got 9"},
      {{hazard_patience{{{0s, one}, {endless, one}}}},
       "a step's from must be finite and > the one before, got inf"},
      {{empirical_patience{{{-1s, 1.0}}}},
       "a point's wait must be finite, >= 0 s and > the one before, got -1"},
      {{empirical_patience{{{5s, 1.0}, {5s, 0.5}}}},
       "a point's wait must be finite, >= 0 s and > the one before, got 5"},
      {{empirical_patience{{{endless, 1.0}}}},
       "a point's wait must be finite, >= 0 s and > the one before, got inf"},
      {{empirical_patience{{{5s, 0.5}, {6s, 0.75}}}},
       "a point's share still there must be no more than the one before, got 0.75"},
  };
  for (const auto& [law, message] : refused) {
    EXPECT_EQ(refusal_of(law), message);
    EXPECT_EQ(refusal_of({law.law, 0.5}), message);
  }
}

}  // namespace
}  // namespace krarup
