// The answers come from integrals of the definitions in 30 digits; those of the day from such integrals
// for one number of agents after the other.
#include "instruction_count.hpp"

#include <krarup/queues/erlang_x.hpp>

namespace {

using namespace krarup;
using namespace std::chrono_literals;

const erlang_x weibull{.arrival_rate = contacts(100) / 30min,
                       .average_handle_time = 180s,
                       .patience = {weibull_patience{300s, 0.7}}};

const question questions[] = {
    {"mmn_g_evaluate_14", [] { return evaluate(weibull, 14, 20s).service_level; },
     0.92689925692131370511},
    {"mmn_g_agents_of_a_day", [] { return agents_of_a_day(weibull); }, 637},
    {"erlang_x_evaluate_14_of_30_lines",
     [] {
       erlang_x queue = weibull;
       queue.lines = 30;
       return evaluate(queue, 14, 20s).service_level;
     },
     0.92689944864388828873},
    {"erlang_x_evaluate_14_of_dispersed",
     [] {
       erlang_x queue = weibull;
       queue.dispersion = {.day = 0.04};
       return evaluate(queue, 14, 20s).service_level;
     },
     0.87583281154959380429},
};

}  // namespace

std::span<const question> of_erlang_x() {
  return questions;
}
