#include <krarup/queues/erlang_c.hpp>

using namespace std::chrono_literals;

int main() {
  const krarup::erlang_c billing{.arrival_rate = krarup::contacts(100) / 30min,
                                 .average_handle_time = 3min};
  const double answered_in_time = krarup::service_level(billing, 14, 20s);
  return 0.888 < answered_in_time && answered_in_time < 0.889 ? 0 : 1;
}
