// A stranger's program: questions of every kind, headers of every room.
#include <cmath>
#include <cstdio>
#include <vector>

#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/krarup.hpp>

using namespace std::chrono_literals;

int main() {
  const krarup::erlang_c billing{.arrival_rate = krarup::contacts(100) / 30min,
                                 .average_handle_time = 3min};
  const double answered_in_time = krarup::service_level(billing, 14, 20s);

  const std::vector<double> contacts_per_second{0.05, 0.5, 5.0, 50.0};
  std::vector<double> required(4);
  const auto refused = krarup::batch::agents_required(
      {.arrival_rate = contacts_per_second, .average_handle_time = 180.0},
      {.service_level = 0.80, .answer_within = 20.0}, {required});

  const krarup::erlang_a sales{.arrival_rate = krarup::contacts(10000) / 30min,
                               .average_handle_time = 300s,
                               .average_patience = 120s};
  const auto agents = krarup::agents_required(sales, {.service_level = 0.80, .answer_within = 20s});
  const bool right = std::abs(answered_in_time - 0.88835) < 1e-6 && !refused &&
                     required[3] == 9013.0 && agents && agents->count() == 1486.0;
  std::printf("%.7f %g %g\n", answered_in_time, required[3], agents ? agents->count() : -1.0);
  return right ? 0 : 1;
}
