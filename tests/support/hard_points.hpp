// Where formulas go wrong: arguments for Erlang B, C and A on every seam, at every limit, and at
// random between them.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <vector>

namespace krarup::support {

/// The same numbers on every platform: the standard library's distributions are not specified to
/// the bit.
class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : engine_(seed) {}
  /// In [low, high).
  double uniform(double low = 0.0, double high = 1.0) {
    return low + (high - low) * (static_cast<double>(engine_() >> 11) * 0x1p-53);
  }
  /// Log-uniform in [low, high).
  double scale(double low, double high) {
    return low * std::exp(uniform(0.0, std::log(high / low)));
  }
  /// One of `count`.
  std::size_t one_of(std::size_t count) { return static_cast<std::size_t>(engine_() % count); }

 private:
  std::mt19937_64 engine_;
};

/// n trunks or agents, a erlangs.
struct loss_point {
  double n;
  double a;
};

enum class loss_region { below_one, whole_below_eight, real_below_eight, light, central, heavy };
inline constexpr std::array loss_region_names{"n < 1",
                                              "n < 8, whole",
                                              "n < 8, real from 1",
                                              "n >= 8, a < .55 n",
                                              "n >= 8, .55 n .. 1.65 n",
                                              "n >= 8, a > 1.65 n"};

inline loss_region region_of(const loss_point& p) {
  if (p.n < 1.0) return loss_region::below_one;
  if (p.n < 8.0) {
    return p.n == std::floor(p.n) ? loss_region::whole_below_eight : loss_region::real_below_eight;
  }
  return p.a < 0.55 * p.n    ? loss_region::light
         : p.a <= 1.65 * p.n ? loss_region::central
                             : loss_region::heavy;
}

/// Every seam, peak and limit, for numbers from 1e-9 to 1e9.
inline std::vector<loss_point> structured_loss_points() {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  constexpr double largest = std::numeric_limits<double>::max();
  const auto below = [](double x) { return std::nextafter(x, 0.0); };
  const auto above = [](double x) { return std::nextafter(x, infinity); };
  std::vector<loss_point> points;
  for (const double n :
       {1e-9,  0.001,      0.25,      0.5,  below(1.0), 1.0,        above(1.0), 1.5,  2.0,
        2.75,  3.0,        4.5,       5.0,  6.25,       7.0,        7.5,        7.99, below(8.0),
        8.0,   above(8.0), 8.5,       10.0, 14.25,      20.0,       33.3,       64.0, 100.0,
        499.5, 1000.0,     12345.678, 1e5,  1e6,        12345678.9, 1e9}) {
    std::vector<double> loads{n,
                              below(n),
                              above(n),
                              n * (1.0 - 1e-8),
                              n * (1.0 + 1e-8),
                              n - 1e-3,
                              n + 1e-3,
                              n + 1.0,
                              5e-324,
                              1e-310,
                              1e-300,
                              1e-100,
                              1e-9,
                              1e-3,
                              1.0,
                              3.0,
                              1e3,
                              1e6,
                              1e100,
                              1e300,
                              largest};
    for (const double ratio : {0.55, 1.65}) {
      const double seam = ratio * n;
      for (const double a : {seam, below(seam), below(below(seam)), above(seam), above(above(seam)),
                             0.999 * seam, 1.001 * seam}) {
        loads.push_back(a);
      }
    }
    for (const double z :
         {-40.0, -20.0, -10.0, -5.0, -2.0, -0.5, 0.5, 2.0, 5.0, 10.0, 20.0, 40.0}) {
      loads.push_back(n + z * std::sqrt(n));
    }
    for (const double ratio : {0.003, 0.1, 0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 2.0, 5.0, 30.0, 1000.0}) {
      loads.push_back(ratio * n);
    }
    for (const double a : loads) {
      if (a > 0.0) points.push_back({n, a});
    }
  }
  // The worst of 40,000 random points, for one way of computing or another.
  points.insert(points.end(), {{9432.324852111009, 9423.785961447913},
                               {44.05711935208253, 44.057000163767739},
                               {501.11332129286848, 520.19507534528441},
                               {14.793148284306003, 1.5844617156266276e-18},
                               {7.5466105124349845, 2.1922454887055216e-40},
                               {2.3314248043521997, 4.3061160688542751e-131},
                               {5.0, 1.0739141864300969e-61},
                               {28.0, 27.999968183330388},
                               {65.032441463099289, 65.032371715642356},
                               {41.0, 40.999960582740435},
                               {166.22220604409631, 166.21620285877879},
                               {1009.7916528615186, 357.47902804754165},
                               {143905.0, 232398.66508057571},
                               {21.186395680173995, 34.668331910307096},
                               {1.7652680569461228, 3.4568071349985008}});
  return points;
}

/// Random points of a region; loads from the smallest double to the largest.
inline loss_point random_loss_point(loss_region region, random_numbers& random) {
  while (true) {
    double n = 0.0;
    switch (region) {
      case loss_region::below_one:
        n = random.one_of(2) == 0 ? random.uniform() : random.scale(1e-12, 1.0);
        break;
      case loss_region::whole_below_eight:
        n = std::floor(random.uniform(1.0, 8.0));
        break;
      case loss_region::real_below_eight:
        n = random.uniform(1.0, 8.0);
        break;
      case loss_region::light:
      case loss_region::central:
      case loss_region::heavy:
        n = random.one_of(2) == 0 ? random.scale(8.0, 100.0) : random.scale(8.0, 1e9);
        if (random.one_of(2) == 0) n = std::floor(n);
        break;
    }
    double a = 0.0;
    switch (random.one_of(6)) {
      case 0:
        a = n + random.uniform(-40.0, 40.0) * std::sqrt(n);
        break;
      case 1:
        a = n + random.uniform(-4.0, 4.0) * std::sqrt(n);
        break;
      case 2:
        a = n * random.uniform(0.0, 2.0);
        break;
      case 3:
        a = n * random.scale(1e-3, 1e3);
        break;
      case 4:
        a = n * (1.0 + random.uniform(-1.0, 1.0) * random.scale(1e-15, 1.0));
        break;
      case 5:
        a = std::exp(random.uniform(-744.0, 709.7));
        break;
    }
    const loss_point point{n, a};
    if (a > 0.0 && region_of(point) == region) return point;
  }
}

/// Erlang A, times in handle times.
struct patience_point {
  double n;
  double a;
  double patience;
  double t;        ///< answer time
  double instant;  ///< a second, shorter time
};

enum class patience_region { below_load, at_load, above_load };
inline constexpr std::array patience_region_names{"a < n - 5 sqrt(n)", "a about n",
                                                  "a > n + 5 sqrt(n)"};

inline patience_region region_of(const patience_point& p) {
  const double z = (p.a - p.n) / std::sqrt(p.n);
  return z < -5.0  ? patience_region::below_load
         : z > 5.0 ? patience_region::above_load
                   : patience_region::at_load;
}

/// n from 0.5 to 1e6, half of them whole, patience from 1e-6 to 1e6.
inline patience_point random_patience_point(random_numbers& random) {
  double n = random.scale(0.5, 1e6);
  if (n >= 1.0 && random.one_of(2) == 0) n = std::floor(n);
  double a = 0.0;
  switch (random.one_of(6)) {
    case 0:
      a = n + random.uniform(-5.0, 5.0) * std::sqrt(n);
      break;
    case 1:
      a = n * (1.0 + random.uniform(-1.0, 1.0) * random.scale(1e-15, 1.0));
      break;
    case 2:
      a = n * random.uniform(0.3, 1.0);
      break;
    case 3:
      a = n * random.uniform(1.0, 3.0);
      break;
    case 4:
      a = n * random.scale(1e-3, 1e3);
      break;
    case 5:
      a = n;
      break;
  }
  if (!(a > 0.0)) a = n;
  const double patience = random.scale(1e-6, 1e6);
  double t = 0.0;
  switch (random.one_of(4)) {
    case 0:
      t = random.one_of(3) == 0 ? 0.0 : random.scale(1e-4, 1e2);
      break;
    case 1:
      t = patience * random.scale(1e-3, 30.0);
      break;
    case 2:  // the wait that a fluid would have
      t = a > n ? patience * std::log(a / n) * random.uniform(0.9, 1.1)
                : random.scale(0.1, 10.0) / n;
      break;
    case 3:  // the wait that Erlang C would have
      t = random.scale(0.01, 30.0) / std::max(std::abs(n - a), std::sqrt(n / patience));
      break;
  }
  return {n, a, patience, t, t * random.uniform()};
}

/// Corners of the above, and loads and patience that nobody has.
inline std::vector<patience_point> structured_patience_points() {
  std::vector<patience_point> points;
  for (const double n : {0.5, 1.0, 7.5, 14.0, 100.0, 1e4, 1e6}) {
    for (const double patience : {1e-6, 1e-3, 0.1, 1.0, 30.0, 1e3, 1e6}) {
      for (const double ratio : {1e-3, 0.5, 0.9, 1.0, std::nextafter(1.0, 2.0), 1.1, 2.0, 1e3}) {
        for (const double t : {0.0, 0.1, 3.0}) {
          points.push_back({n, n * ratio, patience, t * std::min(1.0, patience), 0.01 * patience});
        }
      }
    }
  }
  return points;
}

}  // namespace krarup::support
