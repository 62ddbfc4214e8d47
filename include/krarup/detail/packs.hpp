// Erlang B and C for packs of rows: work for `run_with_avx2` and `run_with_avx512`.
//
// Rows come in blocks that suit one method: the caller sorts them. A row's result depends on nothing
// but that row. NaN says that the row is none for packs: where numbers overflow, or where nothing is
// certain.
#pragma once

#include <cstddef>
#include <limits>

#include <krarup/detail/blocking.hpp>
#include <krarup/detail/delay_staffing.hpp>
#include <krarup/detail/lanes.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"

namespace krarup::detail {

/// B(n, a) from J.
struct blocking_measure {
  static constexpr bool is_timed = false;
  template <class Real>
  [[gnu::always_inline]] static Real of(const Real&, const Real&, const Real&, const Real& odds) {
    return 1.0 / (1.0 + odds);
  }
};

/// C(n, a) from J; a < n.
struct wait_measure {
  static constexpr bool is_timed = false;
  template <class Real>
  [[gnu::always_inline]] static Real of(const Real& n, const Real& a, const Real&,
                                        const Real& odds) {
    return n / fused(n - a, odds, n);
  }
};

/// Erlang C's service level within t handle times from J; a < n.
struct level_measure {
  static constexpr bool is_timed = true;
  template <class Real>
  [[gnu::always_inline]] static Real of(const Real& n, const Real& a, const Real& t,
                                        const Real& odds) {
    using std::expm1;
    const Real excess = n - a;
    const Real none = excess * odds;
    const Real past = excess * t;
    const Real ends = -expm1(Real(select(past < 700.0, -past, Real(-700.0))));
    return (none + n * ends) / (n + none);
  }
};

#ifdef KRARUP_LANES

/// Rows of one block, in columns; a multiple of the widest pack.
inline constexpr std::size_t block_rows = 32;
inline constexpr std::size_t widest_pack = lanes<avx512>::width;
using block_column = double[block_rows];

/// Questions about n servers under a load, one for each row.
struct measure_rows {
  std::size_t rows = 0;
  alignas(64) block_column servers;
  alignas(64) block_column load;
  alignas(64) block_column time;      ///< in handle times, where the measure has one
  alignas(64) block_column exponent;  ///< on the way
  alignas(64) block_column result;    ///< the answer; NaN where numbers overflow
  std::size_t row[block_rows];        ///< whose row this is
};

/// J(n, a) for 0.55 <= a/n <= 1.65 and n >= Fit::least_n.
template <class Fit>
struct near_load {
  template <class Pack>
  [[gnu::always_inline]] static twofold<Pack> exponent(const Pack& n, const Pack& a) {
    return central_exponent<Pack>(n, a, 1.0 / (a + n));
  }
  template <class Pack>
  [[gnu::always_inline]] static Pack odds(const Pack& n, const Pack& a,
                                          const twofold<Pack>& exponent) {
    return central_odds<Fit, Pack>(n, a, exponent);
  }
};

/// J(n, a) for 8 <= n <= 1e6 and n/16 <= a < 0.55 n: the density's peak times e^exponent less A by its
/// series, whose first 36 terms are summed over one denominator; what is left out is below 1e-16 of J.
struct light_load {
  template <class Pack>
  [[gnu::always_inline]] static twofold<Pack> exponent(const Pack& n, const Pack& a) {
    Pack u = a;
    Pack k(0.0);
    for (int doubling = 0; doubling < 4; ++doubling) {
      const auto small = u < 0.7071 * n;
      u = select(small, 2.0 * u, u);
      k = select(small, k + 1.0, k);
    }
    return far_exponent<Pack>(n, a, u, n, k);
  }
  template <class Pack>
  [[gnu::always_inline]] static Pack odds(const Pack& n, const Pack& a,
                                          const twofold<Pack>& exponent) {
    Pack sum(1.0);
    Pack below(1.0);
    Pack power = a;
    for (double k = 1.0; k <= 36.0; k += 1.0) {
      sum = fused(sum, n + k, power);
      below = below * (n + k);
      power = power * a;
    }
    const twofold<Pack> peak = density_peak<temme_from_8, Pack>(n, 1.0 / n);
    const Pack rise = exp(exponent.head);
    const twofold<Pack> product = two_product(rise, peak.head);
    const Pack rest = rise * (peak.tail + peak.head * exponent.tail) - sum / below;
    return product.head + (product.tail + rest);
  }
};

/// The measure of every row, from the method's J; NaN where n J might overflow.
template <class Method, class Measure>
struct measure_packs {
  measure_rows& block;

  // Two loops, so that a processor has several short chains of operations to work on at once.
  template <class Set>
  [[gnu::always_inline]] void run() {
    using pack = lanes<Set>;
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const twofold<pack> exponent = Method::template exponent<pack>(
          pack::load(block.servers + row), pack::load(block.load + row));
      exponent.head.store(block.exponent + row);
      exponent.tail.store(block.result + row);
    }
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack n = pack::load(block.servers + row);
      const pack a = pack::load(block.load + row);
      const twofold<pack> exponent{pack::load(block.exponent + row),
                                   pack::load(block.result + row)};
      const pack odds = Method::template odds<pack>(n, a, exponent);
      const pack value = Measure::of(n, a, pack::load(block.time + row), odds);
      const auto fits = (a >= n) | (exponent.head < largest_exponent - 30.0);
      select(fits, value, pack(std::numeric_limits<double>::quiet_NaN())).store(block.result + row);
    }
  }
};

/// The same for whole n < 8, by the recursion from no server.
template <class Measure>
struct few_packs {
  measure_rows& block;

  template <class Set>
  [[gnu::always_inline]] void run() {
    using pack = lanes<Set>;
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack n = pack::load(block.servers + row);
      const pack a = pack::load(block.load + row);
      const pack per_a = 1.0 / a;
      pack odds(0.0);
      for (double k = 1.0; k < 8.0; k += 1.0) {
        odds = select(n >= pack(k), (1.0 + odds) * (k * per_a), odds);
      }
      const pack value = Measure::of(n, a, pack::load(block.time + row), odds);
      const pack unknown(std::numeric_limits<double>::quiet_NaN());
      select(odds < pack(1e300), value, unknown).store(block.result + row);
    }
  }
};

/// Promises of service levels, one for each row, and what there is to know of them alone.
struct level_rows {
  std::size_t rows = 0;
  alignas(64) block_column load;
  alignas(64) block_column time;      ///< t, in handle times
  alignas(64) block_column fall;      ///< e^-t
  alignas(64) block_column per_late;  ///< 1 over the share that may wait longer
  alignas(64) block_column wanted;    ///< ln(per_late)
  alignas(64) block_column untimed;   ///< untimed_excess(wanted)
  alignas(64) block_column doubtful;  ///< doubt(late)
  alignas(64) block_column per_load;  ///< on the way
  alignas(64) block_column odds;      ///< on the way
  alignas(64) block_column agents;    ///< the answer; NaN where that is not certain
  std::size_t row[block_rows];        ///< whose row this is
};

/// The least n that keeps the promise, by one J and a step where that decides it beyond doubt;
/// load >= 16, late > 1e-12. The fit with the fewest terms holds beyond its range as well, from 17 agents
/// on and wherever the load is: its error is below a tenth of the doubt (tests/batch/level_rows_test.cpp).
struct certain_packs {
  level_rows& block;

  // Three loops, as in measure_packs.
  template <class Set>
  [[gnu::always_inline]] void run() {
    using pack = lanes<Set>;
    const pack unknown(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack a = pack::load(block.load + row);
      const pack root = sqrt(a);
      const pack per_a = 1.0 / a;
      const pack b =
          delay_excess<pack>(root, root * per_a, pack::load(block.time + row),
                             pack::load(block.wanted + row), pack::load(block.untimed + row));
      ceil(fused(b, root, a)).store(block.agents + row);
      per_a.store(block.per_load + row);
    }
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack a = pack::load(block.load + row);
      const pack n = pack::load(block.agents + row);
      const twofold<pack> exponent = central_exponent<pack>(n, a, 1.0 / (a + n));
      central_odds<temme_from_128, pack>(n, a, exponent).store(block.odds + row);
    }
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack a = pack::load(block.load + row);
      const pack n = pack::load(block.agents + row);
      const pack odds = pack::load(block.odds + row);
      const pack doubtful = pack::load(block.doubtful + row);
      const pack more = 1.0 + doubtful;
      const pack less = 1.0 - doubtful;
      // n/C, by this formula at most n up to a, and what is demanded of it: here and one step on.
      const pack excess = n - a;
      const pack has = fused(excess, odds, n);
      const pack demanded =
          exp(-(excess * pack::load(block.time + row))) * pack::load(block.per_late + row);
      const pack needs = n * demanded;
      const auto enough = has > needs * more;
      const auto broken = has < needs * less;
      const pack fall = pack::load(block.fall + row);
      const pack next = select(enough, n - 1.0, n + 1.0);
      const pack next_odds = select(enough, a * odds / n - 1.0,
                                    next * pack::load(block.per_load + row) * (1.0 + odds));
      const pack next_excess = next - a;
      const pack next_has = fused(next_excess, next_odds, next);
      const pack next_needs = next * demanded;  // times fall, or over it
      const auto here = enough & (next_has * fall < next_needs * less);
      const auto there = broken & (next_has > next_needs * fall * more);
      select(here, n, select(there, next, unknown)).store(block.agents + row);
    }
  }
};

/// The same by counting up from one agent, for small loads.
struct counted_packs {
  level_rows& block;

  template <class Set>
  [[gnu::always_inline]] void run() {
    using pack = lanes<Set>;
    const pack unknown(std::numeric_limits<double>::quiet_NaN());
    for (std::size_t row = 0; row < block.rows; row += pack::width) {
      const pack a = pack::load(block.load + row);
      const pack time = pack::load(block.time + row);
      const pack fall = pack::load(block.fall + row);
      const pack doubtful = pack::load(block.doubtful + row);
      const pack per_a = 1.0 / a;
      pack demanded = exp((a - 1.0) * time) * pack::load(block.per_late + row);
      pack odds(0.0);
      pack found = unknown;
      auto open = a > 0.0;
      for (double k = 1.0; any(open); k += 1.0) {
        odds = (1.0 + odds) * (k * per_a);
        const pack margin = fused(pack(k) - a, odds, k - k * demanded);  // < 0 up to a
        const pack unsure = doubtful * (k * demanded);
        found = select(open & (margin > unsure), pack(k), found);
        open = open & (margin < -unsure);
        demanded = demanded * fall;
      }
      found.store(block.agents + row);
    }
  }
};

#endif

}  // namespace krarup::detail

#pragma GCC diagnostic pop
