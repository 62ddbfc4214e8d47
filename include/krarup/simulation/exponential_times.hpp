// Exponential times by the dozen: the words of a stream, taken to times many at once, by vector
// instructions where the machine has them.
//
// Each time is what exponential_of() makes of its word, to the bit, whatever the width of the vectors:
// the same sums, products and quotients, none of them fused (-ffp-contract=off where g++ is told of a
// machine that fuses).
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>

#include <krarup/detail/fast_math.hpp>
#include <krarup/simulation/random_stream.hpp>

namespace krarup {

namespace detail {

using word_block = std::array<std::uint64_t, random_stream::in_hand>;
using time_block = std::array<double, random_stream::in_hand>;

#if defined(__GNUC__)
#define KRARUP_ALWAYS_INLINE [[gnu::always_inline]]
#else
#define KRARUP_ALWAYS_INLINE
#endif

/// exponential_of() of every word, without branches and without the conversions between whole and
/// real numbers that the oldest vectors lack.
KRARUP_ALWAYS_INLINE inline void take_logarithms(const word_block& words, time_block& times) {
#if defined(__clang__)
#pragma clang fp contract(off)
#endif
  constexpr double log_of_2 = 0.69314718055994530942;
  constexpr std::uint64_t root_of_half = 0x3FE6A09E667F3BCD;
  constexpr std::uint64_t away = std::uint64_t{1024} << 52;  // keeps exponents above 0
  for (std::size_t i = 0; i < words.size(); ++i) {
    const double u = std::bit_cast<double>((words[i] >> 12) ^ 0x3FFFFFFFFFFFFFFF) - (1.0 - 0x1p-53);
    const auto bits = std::bit_cast<std::uint64_t>(u);
    const std::uint64_t exponent = (bits - root_of_half + away) >> 52;
    const double e = std::bit_cast<double>(exponent | 0x4330000000000000) - (0x1p52 + 1024.0);
    const auto m = std::bit_cast<double>(bits - (exponent << 52) + away);
    const double s = (m - 1.0) / (m + 1.0);
    const double t = s * s;
    const double t2 = t * t;
    const double t4 = t2 * t2;
    const double low = (1.0 / 3 + t * (1.0 / 5)) + t2 * (1.0 / 7 + t * (1.0 / 9));
    const double high = (1.0 / 11 + t * (1.0 / 13)) + t2 * (1.0 / 15 + t * (1.0 / 17));
    const double rest = t * (low + t4 * (high + t4 * (1.0 / 19)));
    times[i] = -(e * log_of_2) - 2.0 * (s + s * rest);
  }
}

#undef KRARUP_ALWAYS_INLINE

inline void exponentials_by_default(const word_block& words, time_block& times) {
  take_logarithms(words, times);
}

#if defined(__x86_64__) && defined(__GNUC__)
[[gnu::target("avx2")]] inline void exponentials_by_avx2(const word_block& words,
                                                         time_block& times) {
  take_logarithms(words, times);
}
#ifndef __clang__
[[gnu::optimize("fp-contract=off")]]
#endif
[[gnu::target("avx512f,avx512dq,avx512vl")]] inline void
exponentials_by_avx512(const word_block& words, time_block& times) {
  take_logarithms(words, times);
}
inline void exponentials(const word_block& words, time_block& times) {
  static const auto fastest = [] {
    if (__builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl")) {
      return exponentials_by_avx512;
    }
    return __builtin_cpu_supports("avx2") ? exponentials_by_avx2 : exponentials_by_default;
  }();
  fastest(words, times);
}
#else
inline void exponentials(const word_block& words, time_block& times) {
  exponentials_by_default(words, times);
}
#endif

}  // namespace detail

/// Exponential times of mean 1, one for each word of a stream.
class exponential_stream {
 public:
  explicit exponential_stream(const random_stream& words) : words_(words) {}

  /// exponential_of() the stream's next word.
  double operator()() {
    if (at_ >= times_.size()) make();
    return times_[at_++];
  }

  /// The next time is not wanted.
  void skip() { ++at_; }

 private:
  [[gnu::noinline]] void make() {
    next_block_ += at_ / times_.size() - 1;
    at_ %= times_.size();
    detail::exponentials(words_.block(next_block_++), times_);
  }

  random_stream words_;
  std::uint64_t next_block_ = 0;
  std::size_t at_ = random_stream::
      in_hand;  // of times_; beyond them, that many of the blocks that follow are not wanted
  detail::time_block times_;
};

}  // namespace krarup
