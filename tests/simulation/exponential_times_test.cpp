// Exponential times many at once: bit for bit those that are made one by one.
#include <krarup/simulation/exponential_times.hpp>

#include <cstddef>
#include <cstdint>

#include <gtest/gtest.h>

#include <krarup/simulation/time_quantiles.hpp>

namespace krarup {
namespace {

void expect_same(const detail::word_block& words) {
  detail::time_block by_default;
  detail::time_block fast;
  detail::exponentials_by_default(words, by_default);
  detail::exponentials(words, fast);
  for (std::size_t i = 0; i < words.size(); ++i) {
    EXPECT_EQ(by_default[i], exponential_of(words[i])) << words[i];
    EXPECT_EQ(fast[i], exponential_of(words[i])) << words[i];
  }
}

TEST(exponential_times, are_those_of_single_words) {
  random_stream words(3, random_purpose::arrival, 4);
  for (std::uint64_t b = 0; b < 200; ++b) expect_same(words.block(b));
}

// Where the exponent of a share changes, and where the root of a half is passed.
TEST(exponential_times, at_the_edges) {
  detail::word_block words;
  const auto root = static_cast<std::uint64_t>(0x1.6A09E667F3BCDp-1 * 0x1p64);
  for (std::size_t i = 0; i < words.size(); ++i) {
    words[i] = ~((std::uint64_t{1} << i) - std::uint64_t{i % 2});
  }
  words[0] = 0;
  words[1] = ~std::uint64_t{0};
  for (std::size_t i = 2; i < 12; ++i) words[i] = ~(root + (i - 7) * 4096);
  expect_same(words);
}

TEST(exponential_times, places_are_those_of_the_words) {
  const random_stream words(1, random_purpose::patience, 2, 3);
  random_stream one_by_one = words;
  exponential_stream times(words);
  for (int i = 0; i < 300; ++i) {
    if (i % 7 == 0 || (i > 90 && i < 200)) {
      one_by_one.skip();
      times.skip();
    } else {
      EXPECT_EQ(times(), exponential_of(one_by_one())) << i;
    }
  }
}

}  // namespace
}  // namespace krarup
