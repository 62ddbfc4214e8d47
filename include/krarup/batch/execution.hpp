// How a batch is computed: with which instructions, by how many workers. Neither changes a whole
// number of the result, and workers change nothing at all.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <system_error>
#include <thread>
#include <vector>

#include <krarup/detail/lanes.hpp>

namespace krarup::batch {

/// Sets of vector instructions, each containing the ones before.
enum class instruction_set {
  baseline,  ///< what the compiler was told: one row at a time
  avx2,      ///< x86-64-v3: AVX2 and FMA, four rows at a time
  avx512,    ///< x86-64-v4: AVX-512 F, DQ and VL, eight rows at a time
};

/// The widest set that this processor, operating system and compiler offer.
[[nodiscard]] inline instruction_set widest_instruction_set() {
#if defined(__x86_64__) && defined(__GNUC__)
  static const instruction_set widest = [] {
    if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
      return instruction_set::baseline;
    }
    const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
    return wide ? instruction_set::avx512 : instruction_set::avx2;
  }();
  return widest;
#else
  return instruction_set::baseline;
#endif
}

/// Choices for one batch.
struct execution {
  std::size_t workers = 0;  ///< 0: one for each processor; small batches use one anyway
  instruction_set instructions =
      instruction_set::avx512;  ///< at most; the processor may offer less
};

namespace detail {

/// The set to use.
inline instruction_set chosen(const execution& how) {
  return std::min(how.instructions, widest_instruction_set());
}

#ifdef KRARUP_LANES
/// Does the work with the instructions of a set, which is not the baseline.
template <class Work>
void run_packs(Work work, instruction_set instructions) {
  if (instructions == instruction_set::avx512) {
    krarup::detail::run_with_avx512(work);
  } else {
    krarup::detail::run_with_avx2(work);
  }
}
#endif

/// Calls work(begin, end) for pieces that together are all rows, at once by several workers where
/// each has at least `least_share` rows. work must not throw.
template <class Work>
void share_out(std::size_t rows, std::size_t least_share, const execution& how, const Work& work) {
  const std::size_t useful = rows / least_share;
  if (useful <= 1 || how.workers == 1) return work(std::size_t{0}, rows);
  // Asked only now: it is a system call.
  const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
  const std::size_t workers = std::min(useful, how.workers == 0 ? processors : how.workers);
  constexpr std::size_t piece = 4096;
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (std::size_t begin = next.fetch_add(piece); begin < rows; begin = next.fetch_add(piece)) {
      work(begin, std::min(rows, begin + piece));
    }
  };
  std::vector<std::jthread> others;
  try {
    for (std::size_t i = 1; i < workers; ++i) others.emplace_back(run);
  } catch (const std::system_error&) {  // no thread to be had: those there are do it all
  }
  run();
}

}  // namespace detail

}  // namespace krarup::batch
