// Prints answers to the last bit, for a comparison of the headers with their mutated copy.
#include <cstdio>
#include <initializer_list>

#include <krarup/krarup.hpp>

using namespace krarup;

namespace {

void print(double value) {
  std::printf("%a\n", value);
}

}  // namespace

int main() {
  for (const double n : {0.03, 0.7, 2.0, 7.5, 8.0, 14.0, 100.25, 127.0, 128.0, 3000.0, 1e6}) {
    for (const double rho :
         {1e-3, 0.1, 0.3, 0.54, 0.56, 0.9, 0.999, 1.0, 1.02, 1.6, 1.7, 3.2, 40.0}) {
      const agents staff = fractional_agents(n);
      const rate arrivals = rate::per_second(rho * n / 180.0);
      print(probability_of_blocking(loss_system(erlangs(rho * n)), fractional_trunks(n)));
      print(log_probability_of_blocking(loss_system(erlangs(rho * n)), fractional_trunks(n)));
      const erlang_c patient{.arrival_rate = arrivals, .average_handle_time = duration(180)};
      print(service_level(patient, staff, duration(20)));
      for (const double patience : {1e-3, 30.0, 180.0, 3000.0, 1e7}) {
        const erlang_a queue{.arrival_rate = arrivals,
                             .average_handle_time = duration(180),
                             .average_patience = duration(patience)};
        print(probability_of_wait(queue, staff));
        print(probability_of_abandonment(queue, staff));
        print(average_speed_of_answer(queue, staff).count());
        for (const double t : {0.5, 20.0, 600.0}) print(service_level(queue, staff, duration(t)));
      }
    }
  }
  for (const double load : {0.5, 7.0, 40.0, 900.0, 1e5}) {
    const erlang_c patient{.arrival_rate = rate::per_second(load / 180.0),
                           .average_handle_time = duration(180)};
    const service_target target{.service_level = 0.8, .answer_within = duration(20)};
    print(agents_required(patient, target)->count());
    print(fractional_agents_required(patient, target)->count());
    print(contacts_answerable(patient, fractional_agents(load + 1.0), target, duration(1800))
              ->count());
    print(sensitivity_of_service_level(patient, fractional_agents(load + 1.0), duration(20))
              .per_agent);
  }
}
