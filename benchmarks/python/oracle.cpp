// Erlang A to 50 digits for Python: the witness of its error maps.
#include <cstddef>

#include "../../tests/support/oracle.hpp"

/// Probabilities of wait and of abandonment, and the share answered within a time in handle times,
/// each as two doubles whose sum it is: six doubles for each row.
extern "C" void erlang_a_to_50_digits(const double* n, const double* loads, double patience,
                                      double within, double* result, std::size_t rows) {
  krarup::support::oracle_quadrature integral;
  for (std::size_t row = 0; row < rows; ++row) {
    const krarup::support::erlang_a_oracle truth(n[row], loads[row], patience, integral);
    for (const krarup::support::real& share :
         {truth.wait(), truth.abandon(), truth.until(within).answered}) {
      const double rounded = static_cast<double>(share);
      *result++ = rounded;
      *result++ = static_cast<double>(share - rounded);
    }
  }
}
