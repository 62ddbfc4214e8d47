// Who computes which rows of a batch, and with which instructions, as its `execution` says.
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

#include <krarup/batch/execution.hpp>
#include <krarup/detail/lanes.hpp>

namespace krarup::batch::detail {

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
  constexpr std::size_t most = 1024;  // the slowest questions with a formula answer it in 30 ms
  const std::size_t piece = std::clamp(least_share, std::size_t{1}, most);
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
  // Asked only now: it is a system call.
  const std::size_t processors = std::thread::hardware_concurrency();
  const std::size_t workers = std::min(useful, how.workers == 0 ? processors : how.workers);
  try {
    for (std::size_t i = 1; i < workers; ++i) {
      others.threads.emplace_back([&run] { run([](std::size_t) { return true; }); });
    }
  } catch (const std::system_error&) {  // no thread to be had: those there are do it all
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

}  // namespace krarup::batch::detail
