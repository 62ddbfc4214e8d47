#include <krarup/detail/real.hpp>

#include <cstddef>

#include <gtest/gtest.h>

namespace krarup {
namespace {

// Digits of a number in base 4: the polynomial at 4 is the number, without rounding.
constexpr double digits[] = {3, 1, 2, 0, 3, 2, 1, 3, 1, 2, 3, 1, 0, 2, 1, 3, 2};

double number_of(std::size_t count) {
  double sum = 0.0;
  double power = 1.0;
  for (std::size_t i = 0; i < count; ++i, power *= 4.0) sum += digits[i] * power;
  return sum;
}

template <std::size_t Count>
void check_horner() {
  EXPECT_EQ((detail::horner<Count, double>(digits, 4.0)), number_of(Count)) << Count;
  if constexpr (Count >= 2) {
    EXPECT_EQ((detail::split_horner<Count, double>(digits, 4.0)), number_of(Count)) << Count;
  }
  if constexpr (Count >= 4) {
    EXPECT_EQ(detail::quarter_horner<Count>(digits, 4.0), number_of(Count)) << Count;
  }
  if constexpr (Count > 1) check_horner<Count - 1>();
}

TEST(horner, is_the_sum_of_all_terms_however_it_is_ordered) {
  check_horner<17>();
}

TEST(fused, is_a_product_and_a_sum) {
  EXPECT_EQ(detail::fused(3.0, 5.0, 7.0), 22.0);
}

TEST(select, chooses) {
  EXPECT_EQ(detail::select(true, 1.0, 2.0), 1.0);
  EXPECT_EQ(detail::select(false, 1.0, 2.0), 2.0);
  EXPECT_TRUE(detail::any(true));
  EXPECT_FALSE(detail::any(false));
  EXPECT_EQ(detail::absolute(-3.0), 3.0);
}

}  // namespace
}  // namespace krarup
