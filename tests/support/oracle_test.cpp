#include "support/oracle.hpp"

#include <cmath>
#include <cstddef>
#include <string>

#include <gtest/gtest.h>

#include "support/hard_points.hpp"
#include "support/reference_table.hpp"

namespace krarup::support {
namespace {

#if defined(__SANITIZE_ADDRESS__)
constexpr int share = 10;
#else
constexpr int share = 1;
#endif

/// Of relative errors; 0 where both are 0.
double wrong_by(const real& got, const real& expected) {
  return expected == 0 ? (got == 0 ? 0.0 : 1.0)
                       : static_cast<double>(abs(got - expected) / abs(expected));
}

constexpr double fifty_digits = 1e-50;

TEST(oracle, exponential) {
  random_numbers random(1);
  for (int i = 0; i < 1000 / share; ++i) {
    const real fall = real(random.scale(1e-9, 1e3)) / 3;
    EXPECT_LT(wrong_by(exp_of_minus(fall), exp(-fall)), 1e-72) << fall;
  }
}

TEST(oracle, logarithm_of_one_more) {
  for (const double z : {1e-9, 0.99e-5, 1.01e-5, 0.5, 1e300}) {
    EXPECT_LT(wrong_by(log_of_one_more(z), log(1 + real(z))), 1e-66) << z;
  }
  EXPECT_LT(wrong_by(log_of_one_more(1e-300), 1e-300), 1e-70);
}

TEST(oracle, decay) {
  for (const double u : {1e-200, 1e-9, 0.3, 0.999, 1.001, 30.0, -1e-9, -0.3, -1.5}) {
    const decay over = decay_over(u);
    EXPECT_LT(wrong_by(over.gone, real(u) - over.psi), 1e-72);
    EXPECT_LT(wrong_by(over.psi, real(u) * u / 2), std::abs(u));
    EXPECT_LT(static_cast<double>(abs(over.gone - (1 - exp(-real(u))))), 1e-73);
  }
}

TEST(oracle, blocking_equals_its_recursion) {
  oracle_quadrature integral;
  random_numbers random(2);
  for (int i = 0; i < 60 / share; ++i) {
    const double a = random.scale(1e-3, 3e4);
    const int most = static_cast<int>(random.scale(1.0, 1e4));
    real odds = 0;
    for (int n = 1; n <= most; ++n) odds = (1 + odds) * n / a;
    EXPECT_LT(wrong_by(exp(log_acceptance_odds(most, a, integral)), odds), fifty_digits)
        << most << " trunks, " << a << " erlangs";
  }
}

TEST(oracle, blocking_for_real_trunks_obeys_the_recursion) {
  oracle_quadrature integral;
  random_numbers random(3);
  for (int i = 0; i < 100 / share; ++i) {
    const double n = std::ldexp(std::floor(std::ldexp(random.scale(1e-3, 1e9), 20)), -20);
    const double a = n * random.scale(0.1, 10.0);
    const real log = log_acceptance_odds(n, a, integral);
    const real log_of_more = log > 0 ? log + log_of_one_more(exp(-log)) : log_of_one_more(exp(log));
    EXPECT_LT(static_cast<double>(abs(log_acceptance_odds(n + 1.0, a, integral) - log_of_more -
                                      boost::multiprecision::log(real(n + 1.0) / a))),
              fifty_digits)
        << n << " trunks, " << a << " erlangs";
  }
}

TEST(oracle, width_of_the_panels_does_not_matter) {
  oracle_quadrature integral;
  oracle_quadrature narrow(0.45);
  random_numbers random(4);
  for (int i = 0; i < 120 / share; ++i) {
    const loss_point p = random_loss_point(static_cast<loss_region>(i % 6), random);
    EXPECT_LT(static_cast<double>(abs(log_acceptance_odds(p.n, p.a, integral) -
                                      log_acceptance_odds(p.n, p.a, narrow))),
              fifty_digits)
        << p.n << " trunks, " << p.a << " erlangs";
  }
  for (int i = 0; i < 40 / share; ++i) {
    const patience_point p = random_patience_point(random);
    const erlang_a_oracle one(p.n, p.a, p.patience, integral);
    const erlang_a_oracle other(p.n, p.a, p.patience, narrow);
    const auto within = one.until(p.t);
    const auto other_within = other.until(p.t);
    SCOPED_TRACE(testing::Message() << p.n << ' ' << p.a << ' ' << p.patience << ' ' << p.t);
    EXPECT_LT(wrong_by(one.wait(), other.wait()), fifty_digits);
    EXPECT_LT(wrong_by(one.abandon(), other.abandon()), fifty_digits);
    EXPECT_LT(wrong_by(one.answered(), other.answered()), fifty_digits);
    EXPECT_LT(wrong_by(within.answered, other_within.answered), fifty_digits);
    EXPECT_LT(wrong_by(within.abandoned, other_within.abandoned), fifty_digits);
    EXPECT_LT(wrong_by(within.beyond, other_within.beyond), fifty_digits);
    EXPECT_LT(wrong_by(within.answered_beyond, other_within.answered_beyond), fifty_digits);
  }
}

/// Erlang A from the states of the birth-death chain, for n whole.
struct chain {
  chain(int n, double a, double patience) {
    real odds = 0;
    for (int k = 1; k <= n; ++k) odds = (1 + odds) * k / a;
    const real theta = 1 / real(patience);
    real state = 1;  // n contacts are there
    real busy = 0;
    for (int j = 0; state > 1e-70 * busy || a > n + j * theta; ++j) {
      busy += state;
      abandon += state * j * theta / a;
      state *= a / (n + (j + 1) * theta);
    }
    wait = busy / (busy + odds);
    abandon /= busy + odds;
  }
  real wait = 0;
  real abandon = 0;
};

TEST(oracle, erlang_a_equals_its_chain) {
  oracle_quadrature integral;
  random_numbers random(5);
  for (int i = 0; i < 60 / share; ++i) {
    const int n = static_cast<int>(random.scale(1.0, 3e3));
    const double a = n * random.scale(0.2, 3.0);
    const double patience = random.scale(1e-3, 1.0);
    const chain truth(n, a, patience);
    const erlang_a_oracle found(n, a, patience, integral);
    SCOPED_TRACE(testing::Message() << n << ' ' << a << ' ' << patience);
    EXPECT_LT(wrong_by(found.wait(), truth.wait), fifty_digits);
    EXPECT_LT(wrong_by(found.abandon(), truth.abandon), fifty_digits);
    EXPECT_LT(wrong_by(found.answered(), 1 - truth.abandon), fifty_digits);
  }
}

// The tables print 25 digits, rounded or not.
constexpr double of_the_tables = 3e-24;

TEST(oracle, agrees_with_the_tables) {
  oracle_quadrature integral;
  const reference_table b("erlang_b.csv");
  for (std::size_t row = 0; row < b.rows(); row += std::size_t{3} * share) {
    if (b.number(row, "servers") == 0.0) continue;
    const oracle_odds odds{
        log_acceptance_odds(b.number(row, "servers"), b.number(row, "offered_load"), integral)};
    EXPECT_LT(wrong_by(odds.log_probability(), real(b.text(row, "log_blocking"))), of_the_tables)
        << b.where(row, {"servers", "offered_load"});
  }
  const reference_table a("erlang_a.csv");
  for (std::size_t row = 0; row < a.rows(); row += std::size_t{3} * share) {
    const erlang_a_oracle truth(a.number(row, "servers"), a.number(row, "offered_load"),
                                a.number(row, "patience"), integral);
    const auto within = truth.until(a.number(row, "answer_within"));
    const auto check = [&](const std::string& column, const real& got) {
      if (a.missing(row, column) || a.precise(row, column) == 0.0L) return;  // far below 1e-4000
      EXPECT_LT(wrong_by(got, real(a.text(row, column))), of_the_tables)
          << column << ' '
          << a.where(row, {"servers", "offered_load", "patience", "answer_within"});
    };
    check("wait", truth.wait());
    check("abandon", truth.abandon());
    check("mean_wait_answered", truth.mean_wait_answered());
    check("mean_wait_abandoned", truth.mean_wait_abandoned());
    check("mean_virtual_wait", truth.mean_virtual_wait());
    check("wait_exceeds", within.beyond);
    check("virtual_wait_exceeds", within.virtual_beyond);
    check("answered_within", within.answered);
    check("abandoned_within", within.abandoned);
  }
}

}  // namespace
}  // namespace krarup::support
