#include <krarup/krarup.hpp>

int main() {
  const krarup::erlang_a queue{krarup::contacts(100) / std::chrono::minutes(30),
                               std::chrono::minutes(3), std::chrono::minutes(5)};
  const auto agents = krarup::agents_required(
      queue, {.service_level = 0.80, .answer_within = std::chrono::seconds(20)});
  return agents && agents->count() == 13.0 ? 0 : 1;
}
