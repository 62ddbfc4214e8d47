#include <krarup/outcome.hpp>
#include <krarup/units.hpp>

#include <concepts>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace krarup {
namespace {

// An outcome must be asked before it is used as its value, and as a condition only on purpose.
static_assert(std::convertible_to<agents, outcome<agents>>);
static_assert(std::convertible_to<unreachable, outcome<agents>>);
static_assert(!std::convertible_to<outcome<agents>, agents>);
static_assert(!std::convertible_to<outcome<agents>, bool>);
static_assert(std::constructible_from<bool, outcome<agents>>);
static_assert(!std::default_initializable<outcome<agents>>);

static_assert(outcome<agents>(agents(14)).has_value());
static_assert(outcome<agents>(agents(14))->count() == 14.0);
static_assert(!outcome<agents>(unreachable::no_blocking));
static_assert(outcome<agents>(unreachable::no_blocking).why() == unreachable::no_blocking);

TEST(outcome, gives_its_value_like_an_optional) {
  const outcome<std::string> answer("fourteen");
  ASSERT_TRUE(answer);
  EXPECT_TRUE(answer.has_value());
  EXPECT_EQ(answer.value(), "fourteen");
  EXPECT_EQ(*answer, "fourteen");
  EXPECT_EQ(answer->size(), 8u);
}

TEST(outcome, without_a_value_every_access_throws_the_reason) {
  const outcome<std::string> answer(unreachable::perfect_service_level);
  EXPECT_FALSE(answer);
  EXPECT_FALSE(answer.has_value());
  EXPECT_EQ(answer.why(), unreachable::perfect_service_level);
  EXPECT_THROW(static_cast<void>(*answer), std::logic_error);
  EXPECT_THROW(static_cast<void>(answer->size()), std::logic_error);
  try {
    static_cast<void>(answer.value());
    ADD_FAILURE() << "value() returned";
  } catch (const std::logic_error& error) {
    EXPECT_STREQ(error.what(), "no finite number of agents answers every contact in time");
  }
}

TEST(outcome, with_a_value_there_is_no_reason) {
  const outcome<int> answer(0);
  ASSERT_TRUE(answer);  // although 0 itself is false
  EXPECT_THROW(static_cast<void>(answer.why()), std::logic_error);
}

TEST(outcome, holds_what_can_only_be_moved) {
  const outcome<std::unique_ptr<int>> answer(std::make_unique<int>(14));
  EXPECT_EQ(**answer, 14);
}

TEST(outcome, every_reason_has_a_sentence_of_its_own) {
  std::set<std::string> sentences;
  int reasons = 0;
  for (; *explain(static_cast<unreachable>(reasons)) != '\0'; ++reasons) {
    sentences.insert(explain(static_cast<unreachable>(reasons)));
  }
  EXPECT_EQ(reasons, static_cast<int>(unreachable::too_few_lines) + 1);
  EXPECT_EQ(sentences.size(), static_cast<std::size_t>(reasons));
}

}  // namespace
}  // namespace krarup
