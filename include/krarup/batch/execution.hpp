// How a batch is computed: with which instructions, by how many workers, and whether to the end.
// Instructions change no whole number of the result, workers change nothing at all.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
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
  /// Asked again and again, in the calling thread, with the share of the work that is behind it.
  /// Where it answers no the batch ends as soon as no worker is busy, and what it says and has
  /// written is not to be used. Must not throw, must not say yes after a no, and stays alive.
  const std::function<bool(double)>* go_on = nullptr;
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

/// Threads that are waited for at the end; std::jthread, which not every standard library has yet.
struct joined_threads {
  std::vector<std::thread> threads;

  joined_threads() = default;
  joined_threads(const joined_threads&) = delete;
  joined_threads& operator=(const joined_threads&) = delete;
  ~joined_threads() { join(); }

  void join() {
    for (std::thread& each : threads) each.join();
    threads.clear();
  }
};

/// Calls work(begin, end) for pieces that together are all rows, at once by several workers where
/// each has at least `least_share` rows; fewer of them where how.go_on says so.
/// Errors    what work or go_on throws first, once no worker is busy; rows may then be left undone.
template <class Work>
void share_out(std::size_t rows, std::size_t least_share, const execution& how, const Work& work) {
  const std::size_t useful = rows / least_share;
  const bool alone = useful <= 1 || how.workers == 1;
  if (alone && !how.go_on) return work(std::size_t{0}, rows);
  constexpr std::size_t piece = 1024;  // the slowest questions answer it in 30 ms
  std::atomic<std::size_t> next = 0;
  std::exception_ptr thrown;
  std::once_flag first;
  const auto run = [&](const auto& go_on) {
    try {
      for (std::size_t begin = next.fetch_add(piece); begin < rows; begin = next.fetch_add(piece)) {
        if (!go_on(begin)) {
          next = rows;
        } else {
          work(begin, std::min(rows, begin + piece));
        }
      }
    } catch (...) {
      next = rows;
      std::call_once(first, [&] { thrown = std::current_exception(); });
    }
  };
  joined_threads others;
  if (!alone) {
    // Asked only now: it is a system call.
    const std::size_t processors = std::max(1u, std::thread::hardware_concurrency());
    const std::size_t workers = std::min(useful, how.workers == 0 ? processors : how.workers);
    try {
      for (std::size_t i = 1; i < workers; ++i) {
        others.threads.emplace_back([&run] { run([](std::size_t) { return true; }); });
      }
    } catch (const std::system_error&) {  // no thread to be had: those there are do it all
    }
  }
  run([&](std::size_t begin) {
    return !how.go_on || (*how.go_on)(static_cast<double>(begin) / static_cast<double>(rows));
  });
  others.join();
  if (thrown) std::rethrow_exception(thrown);
}

/// A part of a batch, which takes the work from one share of the whole to another.
class batch_part {
 public:
  batch_part(const execution& whole, double from, double to) : how_(whole) {
    if (whole.go_on == nullptr) return;
    go_on_ = [ask = whole.go_on, from, to](double share) {
      return (*ask)(from + share * (to - from));
    };
    how_.go_on = &go_on_;
  }
  batch_part(const batch_part&) = delete;
  batch_part& operator=(const batch_part&) = delete;

  [[nodiscard]] const execution& how() const { return how_; }

 private:
  std::function<bool(double)> go_on_;
  execution how_;
};

}  // namespace detail

}  // namespace krarup::batch
