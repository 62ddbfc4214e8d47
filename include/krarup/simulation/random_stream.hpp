// Random numbers for a simulation: for each purpose a stream of its own, and of each stream a part for
// each replication.
//
// A number is a function of the seed, the purpose, the replication and its place in the stream, and of
// nothing that was drawn before. So the third handle time of replication 17 is the same whatever the
// staffing, the thread and the machine: two plans meet the same contacts.
//
// Sources
//   [1] J. K. Salmon, M. A. Moraes, R. O. Dror, D. E. Shaw, Parallel random numbers: as easy as 1, 2,
//       3, SC '11, 2011: Philox4x64-10. Its authors' known answers are in the tests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>

#include <krarup/detail/fast_math.hpp>

namespace krarup {

/// Four random words: the block of Philox4x64-10 [1] for a counter and a key.
[[nodiscard]] constexpr std::array<std::uint64_t, 4> philox(
    const std::array<std::uint64_t, 4>& counter, const std::array<std::uint64_t, 2>& key);

/// What random numbers are drawn for. The numbers are part of what a seed means: a new purpose comes
/// last.
enum class random_purpose : std::uint64_t {
  arrival,      ///< when contacts come
  handle_time,  ///< how long they take an agent
  patience,     ///< how long they would wait
  start,        ///< how many are there at first, and how long they take and wait
  leaving,      ///< which agents leave, and how long who is handed over would wait
  volume,       ///< how busy the day is
  redial,       ///< who calls again, when, and how long that takes and waits
  callback,     ///< who would rather be called back
};

/// The words of one purpose in one replication, for one class of contacts where there are several.
/// Streams of other seeds, purposes, classes or replications are made of other blocks: of other keys or
/// counters.
class random_stream {
 public:
  random_stream(std::uint64_t seed, random_purpose purpose, std::uint64_t replication,
                std::uint64_t contact_class = 0)
      : key_{seed, static_cast<std::uint64_t>(purpose) + 256 * contact_class},
        replication_(replication) {}

  static constexpr std::size_t in_hand = 64;  ///< words that are made together

  /// The next word, each of 2^64 as likely as any.
  std::uint64_t operator()() {
    const std::uint64_t place = next_++;
    return block(place / in_hand)[place % in_hand];
  }

  /// The next word is not wanted.
  void skip() { ++next_; }

  /// The words from place 64 b on, whichever is the next.
  const std::array<std::uint64_t, in_hand>& block(std::uint64_t b) {
    if (b != made_) make(b);
    return words_;
  }

 private:
  [[gnu::noinline]] void make(std::uint64_t b) {
    made_ = b;
    for (std::size_t i = 0; i < in_hand / 4; ++i) {
      const auto four = philox({b * (in_hand / 4) + i, replication_, 0, 0}, key_);
      for (std::size_t j = 0; j < 4; ++j) words_[4 * i + j] = four[j];
    }
  }

  std::array<std::uint64_t, 2> key_;
  std::uint64_t replication_;
  std::uint64_t next_ = 0;
  std::uint64_t made_ =
      std::numeric_limits<std::uint64_t>::max();  // block, and these are its words
  std::array<std::uint64_t, in_hand> words_;
};

/// A word as a share in (0, 1), never 0 nor 1: the middle of one of 2^52 equal steps. Exact.
[[nodiscard]] constexpr double share_of(std::uint64_t word) {
  return (static_cast<double>(word >> 12) + 0.5) * 0x1p-52;
}

/// Which of several cases, whose probabilities add up to 1, a word draws.
[[nodiscard]] inline std::size_t index_drawn(std::span<const double> probabilities,
                                             std::uint64_t word) {
  double share = share_of(word);
  std::size_t index = 0;
  while (index + 1 < probabilities.size() && share > probabilities[index]) {
    share -= probabilities[index++];
  }
  return index;
}

namespace detail {

struct wide_product {
  std::uint64_t high;
  std::uint64_t low;
};

[[nodiscard]] constexpr wide_product multiply(std::uint64_t a, std::uint64_t b) {
#ifdef __SIZEOF_INT128__
  __extension__ using wide = unsigned __int128;
  const wide product = static_cast<wide>(a) * b;
  return {static_cast<std::uint64_t>(product >> 64), static_cast<std::uint64_t>(product)};
#else
  const std::uint64_t half = 0xFFFFFFFF;
  const std::uint64_t low = (a & half) * (b & half);
  const std::uint64_t first = (a >> 32) * (b & half) + (low >> 32);
  const std::uint64_t second = (a & half) * (b >> 32) + (first & half);
  return {(a >> 32) * (b >> 32) + (first >> 32) + (second >> 32), a * b};
#endif
}

}  // namespace detail

constexpr std::array<std::uint64_t, 4> philox(const std::array<std::uint64_t, 4>& counter,
                                              const std::array<std::uint64_t, 2>& key) {
  auto [a, b, c, d] = counter;
  auto [k, l] = key;
  for (int round = 0; round < 10; ++round) {
    const detail::wide_product p = detail::multiply(0xD2E7470EE14C6C93, a);
    const detail::wide_product q = detail::multiply(0xCA5A826395121157, c);
    a = q.high ^ b ^ k;
    b = q.low;
    c = p.high ^ d ^ l;
    d = p.low;
    k += 0x9E3779B97F4A7C15;  // the golden ratio's and the root of 3's fractions in 64 bits
    l += 0xBB67AE8584CAA73B;
  }
  return {a, b, c, d};
}

}  // namespace krarup
