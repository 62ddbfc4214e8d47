// Rows that ask Erlang B or C about a load near the number of servers, sorted into blocks by the fit
// that answers them.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

#include <krarup/batch/execution.hpp>
#include <krarup/batch/share_out.hpp>
#include <krarup/detail/packs.hpp>

namespace krarup::batch::detail {

/// What a row asks packs: nothing with less than one server.
struct packed_row {
  double servers{};
  double load{};
  double time{};  ///< in handle times, where the measure has one
};

#ifdef KRARUP_LANES

/// Collects rows until a block is full, and tells done(row, value) for each, NaN where the row is
/// none for packs.
template <class Measure, class Done>
class measure_blocks {
 public:
  measure_blocks(instruction_set instructions, const Done& done)
      : instructions_(instructions), done_(done) {}

  /// Takes a row, or says that it is none for packs.
  [[nodiscard]] bool add(std::size_t index, const packed_row& row) {
    const std::size_t kind = kind_of(row);
    if (kind == kinds) return false;
    krarup::detail::measure_rows& block = blocks_[kind];
    const std::size_t i = block.rows++;
    block.row[i] = index;
    block.servers[i] = row.servers;
    block.load[i] = row.load;
    if constexpr (Measure::is_timed) block.time[i] = row.time;
    if (block.rows == krarup::detail::block_rows) answer(kind);
    return true;
  }

  /// Answers what has been collected so far.
  void flush() {
    for (std::size_t kind = 0; kind < kinds; ++kind) answer(kind);
  }

 private:
  static constexpr std::size_t kinds = 4;

  /// Few servers, or a load near fewer than 128 or more, or a light one; `kinds` for what is none for
  /// packs.
  [[nodiscard]] static std::size_t kind_of(const packed_row& row) {
    using namespace krarup::detail;
    const double n = row.servers;
    // A time of -0 may be the quotient of one below 0.
    if (Measure::is_timed && !(!std::signbit(row.time) && row.time < infinity)) {
      return kinds;
    }
    if (n >= temme_from_8::least_n) {
      if (row.load < 0.55 * n) return row.load >= n / 16.0 && n <= 1e6 ? 3 : kinds;
      if (!(row.load <= 1.65 * n && n <= 1e12)) return kinds;
      return n >= temme_from_128::least_n ? 2 : 1;
    }
    const bool few = n >= 1.0 && n == std::floor(n) && row.load > 0.0 && row.load < infinity;
    return few ? 0 : kinds;
  }

  void answer(std::size_t kind) {
    using namespace krarup::detail;
    krarup::detail::measure_rows& block = blocks_[kind];
    if (block.rows == 0) return;
    for (std::size_t i = block.rows; i % widest_pack != 0; ++i) {  // the rest of the last pack
      block.servers[i] = block.servers[i - 1];
      block.load[i] = block.load[i - 1];
      if constexpr (Measure::is_timed) block.time[i] = block.time[i - 1];
    }
    if (kind == 0) {
      run_packs(few_packs<Measure>{block}, instructions_);
    } else if (kind == 1) {
      run_packs(measure_packs<near_load<temme_from_8>, Measure>{block}, instructions_);
    } else if (kind == 2) {
      run_packs(measure_packs<near_load<temme_from_128>, Measure>{block}, instructions_);
    } else {
      run_packs(measure_packs<light_load, Measure>{block}, instructions_);
    }
    for (std::size_t i = 0; i < block.rows; ++i) done_(block.row[i], block.result[i]);
    block.rows = 0;
  }

  std::array<krarup::detail::measure_rows, kinds> blocks_;
  instruction_set instructions_;
  const Done& done_;
};

#endif

}  // namespace krarup::batch::detail
