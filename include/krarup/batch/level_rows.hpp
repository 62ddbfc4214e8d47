// Rows of Erlang C that promise a service level and nothing else, sorted into blocks by how they are
// best answered: the usual day plan.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/share_out.hpp>
#include <krarup/detail/delay_staffing.hpp>
#include <krarup/detail/packs.hpp>

namespace krarup::batch::detail {

/// That at most the share `late` waits longer than `time` handle times.
struct level_promise {
  double time;
  double late;

  /// Nothing that overflows, underflows, or is beyond the model or trivial.
  [[nodiscard]] bool is_ordinary() const {
    // A time of -0 may be the quotient of one below 0.
    return !std::signbit(time) && time < 40.0 && late > 1e-12 && late < 1.0;
  }
};

/// Likewise of a load in erlangs.
[[nodiscard]] inline bool is_ordinary(double load) {
  return load > 0.0 && load < 1e12;
}

#ifdef KRARUP_LANES

/// Collects rows until a block is full, and tells done(row, agents) for each, NaN where that is not
/// certain.
template <class Done>
class level_blocks {
 public:
  level_blocks(instruction_set instructions, const Done& done)
      : instructions_(instructions), done_(done) {}

  /// Rows added from now on make this promise, which is ordinary.
  void promise(const level_promise& of) {
    if (of.time == promised_.time && of.late == promised_.late) return;
    promised_ = of;
    fall_ = std::exp(-of.time);
    per_late_ = 1.0 / of.late;
    wanted_ = -std::log(of.late);
    untimed_ = krarup::detail::untimed_excess(wanted_);
    doubtful_ = krarup::detail::doubt(of.late);
  }

  /// A row with an ordinary load.
  void add(std::size_t index, double load) {
    const std::size_t kind = kind_of(load);
    krarup::detail::level_rows& block = blocks_[kind];
    const std::size_t i = block.rows++;
    block.row[i] = index;
    block.load[i] = load;
    block.time[i] = promised_.time;
    block.fall[i] = fall_;
    block.per_late[i] = per_late_;
    block.wanted[i] = wanted_;
    block.untimed[i] = untimed_;
    block.doubtful[i] = doubtful_;
    if (block.rows == krarup::detail::block_rows) answer(kind);
  }

  /// Answers what has been collected so far.
  void flush() {
    for (std::size_t kind = 0; kind < kinds; ++kind) answer(kind);
  }

 private:
  // Counting takes as long as the largest load of a pack: below 16 like loads together, by powers of 2.
  static constexpr std::size_t counted_kinds = 5;
  static constexpr std::size_t kinds = counted_kinds + 1;

  [[nodiscard]] static std::size_t kind_of(double load) {
    const int power = static_cast<int>(std::bit_cast<std::uint64_t>(load) >> 52) - 1022;
    return std::min(static_cast<std::size_t>(std::max(power, 0)), counted_kinds);
  }

  void answer(std::size_t kind) {
    using namespace krarup::detail;
    krarup::detail::level_rows& block = blocks_[kind];
    if (block.rows == 0) return;
    for (std::size_t i = block.rows; i % widest_pack != 0; ++i) {  // the rest of the last pack
      for (auto* column : {&block.load, &block.time, &block.fall, &block.per_late, &block.wanted,
                           &block.untimed, &block.doubtful}) {
        (*column)[i] = (*column)[i - 1];
      }
    }
    if (kind < counted_kinds) {
      run_packs(counted_packs{block}, instructions_);
    } else {
      run_packs(certain_packs{block}, instructions_);
    }
    for (std::size_t i = 0; i < block.rows; ++i) done_(block.row[i], block.agents[i]);
    block.rows = 0;
  }

  std::array<krarup::detail::level_rows, kinds> blocks_;
  instruction_set instructions_;
  const Done& done_;
  level_promise promised_{};  // nothing ordinary
  double fall_{};
  double per_late_{};
  double wanted_{};
  double untimed_{};
  double doubtful_{};
};

#endif

}  // namespace krarup::batch::detail
