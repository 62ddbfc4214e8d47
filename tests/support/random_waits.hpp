// Waits of contacts with a known patience, answered after a known law: what a fit should find again.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <krarup/fitting/observed_waits.hpp>

namespace krarup::support {

/// `patience` makes a wait of two uniform numbers in (0, 1); answers come after exponential waits of
/// this mean. The engine is the same everywhere.
template <class Patience>
observed_waits generated_waits(int contacts, double mean_answer, const Patience& patience,
                               std::uint64_t seed) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&] {
    return (static_cast<double>(engine() >> 11U) + 0.5) / 9007199254740992.0;
  };
  std::vector<double> wait;
  std::vector<unsigned char> abandoned;
  for (int i = 0; i < contacts; ++i) {
    const double first = uniform();
    const double ready = patience(first, uniform());
    const double answer = -mean_answer * std::log(uniform());
    wait.push_back(std::min(ready, answer));
    abandoned.push_back(ready < answer ? 1 : 0);
  }
  return observed_waits(wait_log{wait, abandoned});
}

}  // namespace krarup::support
