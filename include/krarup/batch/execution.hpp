// How a batch is computed: with which instructions, by how many workers, and whether to the end.
// Instructions change no whole number of the result, workers change nothing at all.
#pragma once

#include <cstddef>
#include <functional>

#include <krarup/detail/fast_math.hpp>

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
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) {
    return instruction_set::baseline;
  }
  const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                    __builtin_cpu_supports("avx512vl");
  return wide ? instruction_set::avx512 : instruction_set::avx2;
#else
  return instruction_set::baseline;
#endif
}

/// Choices for one batch.
struct execution {
  std::size_t workers = 0;  ///< 0: one for each processor; small batches use one anyway
  instruction_set instructions =
      instruction_set::avx512;  ///< at most; the processor may offer less
  /// Asked again and again, in the calling thread, with the share of the work that is behind it.
  /// Where it answers no the batch ends as soon as no worker is busy, and what it says and has
  /// written is not to be used. Must not throw, must not say yes after a no, and stays alive.
  const std::function<bool(double)>* go_on = nullptr;
};

}  // namespace krarup::batch
