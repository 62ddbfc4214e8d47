// Numbers of any kind for RapidCheck's properties: the same ones in every run, and where a property
// is false, simpler ones until it would be true.
#pragma once

#include <cmath>
#include <cstdlib>

#include <gtest/gtest.h>  // which RapidCheck's own takes for included

#include <rapidcheck/gtest.h>

namespace krarup::support {

/// RC_PARAMS in the environment says otherwise: RC_PARAMS="seed=7 max_success=100000".
inline const int properties_are_seeded = setenv("RC_PARAMS", "seed=20260501 max_success=200", 0);

/// low <= number <= high
inline rc::Gen<int> any_whole(int low, int high) {
  return rc::gen::resize(rc::kNominalSize, rc::gen::inRange(low, high + 1));
}

inline rc::Gen<double> any_real(double low, double high) {
  constexpr int steps = 1 << 30;
  return rc::gen::map(any_whole(0, steps), [=](int i) { return low + (high - low) * i / steps; });
}

/// Of any order between; low > 0.
inline rc::Gen<double> any_size(double low, double high) {
  return rc::gen::map(any_real(0.0, std::log(high / low)),
                      [low](double power) { return low * std::exp(power); });
}

}  // namespace krarup::support
