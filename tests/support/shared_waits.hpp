// The waits of real centers, as examples/data has them.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <krarup/fitting/observed_waits.hpp>

#include "support/reference_table.hpp"

namespace krarup::support {

/// `center` is "vanad_2014q1" or "technion_1999_02".
inline observed_waits waits_of(const std::string& center) {
  const reference_table table("../../examples/data/" + center + "_waits.csv");
  std::vector<double> wait;
  std::vector<double> answered;
  std::vector<double> abandoned;
  for (std::size_t row = 0; row < table.rows(); ++row) {
    wait.push_back(table.number(row, "wait_s"));
    answered.push_back(table.number(row, "answered"));
    abandoned.push_back(table.number(row, "abandoned"));
  }
  return observed_waits(wait_histogram{wait, answered, abandoned});
}

}  // namespace krarup::support
