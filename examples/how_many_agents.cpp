// How many agents does a queue need? 240 calls an hour of 3 minutes each, 80 % to be answered
// within 20 seconds: once as if nobody hung up, once with callers who do.
#include <chrono>
#include <iostream>

#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

using namespace krarup;
using namespace std::chrono_literals;

int main() {
  const service_target promise{.service_level = 0.80, .answer_within = 20s};

  const erlang_c billing{.arrival_rate = contacts(240) / 1h, .average_handle_time = 3min};
  std::cout << "Erlang C: 14 agents answer " << service_level(billing, 14, 20s)
            << " of the calls in time, " << agents_required(billing, promise)->count()
            << " keep the promise\n";

  const erlang_a impatient{
      .arrival_rate = contacts(240) / 1h, .average_handle_time = 3min, .average_patience = 5min};
  std::cout << "Erlang A: 14 agents answer " << service_level(impatient, 14, 20s)
            << " of the calls in time, " << agents_required(impatient, promise)->count()
            << " keep the promise\n";
}
