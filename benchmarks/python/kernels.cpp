// What Python times in turn with the package, and asks beside it: the library over columns, the
// textbook's ways, and the clock. Every function has C's calling convention, for ctypes.
#include <cstddef>
#include <span>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>

#include "../support/measure.hpp"
#include "../support/textbook.hpp"

extern "C" {

double seconds_per_cycle() {
  return measure::seconds_per_cycle();
}

double thread_seconds() {
  return measure::cpu_seconds();
}

void erlang_b(const double* n, const double* loads, double* result, std::size_t rows) {
  krarup::batch::probability_of_blocking(std::span(loads, rows), std::span(n, rows),
                                         std::span(result, rows), {.workers = 1});
}

void erlang_c(const double* n, const double* loads, double* result, std::size_t rows) {
  krarup::batch::probability_of_wait(
      {.arrival_rate = std::span(loads, rows), .average_handle_time = 1.0}, std::span(n, rows),
      std::span(result, rows), {.workers = 1});
}

/// Least agents for a service level, with a handle time of 180 s and an answer time of 20 s.
void agents(const double* loads, double patience, double* result, std::size_t rows) {
  krarup::batch::agents_required({.arrival_rate = std::span(loads, rows),
                                  .average_handle_time = 1.0,
                                  .average_patience = patience},
                                 {.service_level = 0.80, .answer_within = 20.0 / 180.0},
                                 {.agents = std::span(result, rows)}, {.workers = 1});
}

void textbook_erlang_b(const double* n, const double* loads, double* result, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    result[i] = textbook::blocking(loads[i], static_cast<int>(n[i]));
  }
}

/// NaN where Boost throws.
void boost_erlang_b(const double* n, const double* loads, double* result, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    try {
      result[i] = textbook::blocking_boost(loads[i], n[i]);
    } catch (const std::exception&) {
      result[i] = NAN;
    }
  }
}

void textbook_agents(const double* loads, double* result, std::size_t rows) {
  for (std::size_t i = 0; i < rows; ++i) {
    result[i] = textbook::agents_by_scan(loads[i], 0.80, 20.0 / 180.0);
  }
}

/// Erlang A's service level by quadrature, times in handle times.
double textbook_impatient_service_level(double load, int n, double patience, double within) {
  return textbook::erlang_a(load, n, patience, within).service_level;
}

}  // extern "C"
