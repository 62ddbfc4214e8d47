#include <krarup/performance.hpp>
#include <krarup/queues/erlang_c.hpp>

#include <gtest/gtest.h>

namespace krarup {
namespace {

using namespace std::chrono_literals;

static_assert(queue_model<erlang_c>);

TEST(erlang_c, published_values) {
  const erlang_c queue{.arrival_rate = contacts(100) / 30min, .average_handle_time = 180s};
  EXPECT_NEAR(service_level(queue, 14, 20s), 0.8883500191794669, 1e-15);
  EXPECT_NEAR(average_speed_of_answer(queue, 14).count(), 7.83593701177724, 1e-13);
}

}  // namespace
}  // namespace krarup
