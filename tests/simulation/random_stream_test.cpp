// Random words against their authors' known answers, and streams that have nothing in common.
#include <krarup/simulation/random_stream.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using words = std::array<std::uint64_t, 4>;

// Random123's kat_vectors, philox4x64 10; NumPy's Philox gives the same.
TEST(random_stream, published_values) {
  constexpr std::uint64_t ones = ~std::uint64_t{0};
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (words{0x16554d9eca36314c, 0xdb20fe9d672d0fdc,
                                                 0xd7e772cee186176b, 0x7e68b68aec7ba23b}));
  EXPECT_EQ(
      philox({ones, ones, ones, ones}, {ones, ones}),
      (words{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0}));
  static_assert(
      philox({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
             {0x452821e638d01377, 0xbe5466cf34e90c6c}) ==
      words{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6});
}

TEST(random_stream, words_are_those_of_their_place) {
  random_stream stream(42, random_purpose::patience, 7);
  for (std::uint64_t block = 0; block < 40; ++block) {
    const words expected = philox({block, 7, 0, 0}, {42, 2});
    for (const std::uint64_t word : expected) ASSERT_EQ(stream(), word) << block;
  }
}

TEST(random_stream, shares_lie_within) {
  EXPECT_EQ(share_of(0), 0x1p-53);
  EXPECT_EQ(share_of(~std::uint64_t{0}), 1.0 - 0x1p-53);
  EXPECT_EQ(share_of(std::uint64_t{1} << 63), 0.5 + 0x1p-53);
}

// Sums of 4096 products of shares less a half, in standard errors, of neighbours in a stream and of
// streams that differ in one thing: each below what one of a thousand such sums exceeds in 10^5 runs.
TEST(random_stream, no_correlation) {
  const auto shares = [](std::uint64_t seed, random_purpose purpose, std::uint64_t replication) {
    random_stream stream(seed, purpose, replication);
    std::vector<double> drawn(4097);
    for (double& share : drawn) share = share_of(stream()) - 0.5;
    return drawn;
  };
  const auto correlation = [](const std::vector<double>& x, const std::vector<double>& y,
                              std::size_t lag) {
    double sum = 0.0;
    for (std::size_t i = 0; i < 4096; ++i) sum += x[i] * y[i + lag];
    return sum * 12.0 / 64.0;
  };
  double worst = 0.0;
  double squares = 0.0;
  const auto look = [&](double z) {
    worst = std::max(worst, std::abs(z));
    squares += z * z;
  };
  for (std::uint64_t i = 0; i < 40; ++i) {
    const auto base = shares(i, random_purpose::arrival, i);
    look(correlation(base, base, 1));
    look(correlation(base, shares(i + 1, random_purpose::arrival, i), 0));
    look(correlation(base, shares(i, random_purpose::handle_time, i), 0));
    look(correlation(base, shares(i, random_purpose::arrival, i + 1), 0));
  }
  EXPECT_LT(worst, 5.0);
  EXPECT_NEAR(squares, 160.0, 4.0 * std::sqrt(320.0));
}

}  // namespace
}  // namespace krarup
