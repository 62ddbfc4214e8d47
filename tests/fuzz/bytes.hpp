// Questions out of bytes: what a fuzzer's input says, one value after the other.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>

namespace krarup::fuzz {

inline constexpr double infinity = std::numeric_limits<double>::infinity();

/// Reads an input from its front; past its end all bytes are 0.
class bytes {
 public:
  bytes(const std::uint8_t* data, std::size_t size) : next_(data), end_(data + size) {}

  [[nodiscard]] bool empty() const { return next_ == end_; }
  std::uint8_t byte() { return empty() ? std::uint8_t{0} : *next_++; }
  bool flag() { return byte() % 2 == 1; }
  /// One of `count`, at most 256.
  std::size_t one_of(std::size_t count) { return byte() % count; }
  std::uint64_t bits(int count) {
    std::uint64_t all = 0;
    for (int i = 0; i < count; i += 8) all = all << 8 | byte();
    return all;
  }
  /// In [0, 1], both ends included.
  double unit() { return static_cast<double>(bits(16)) / 65535.0; }

  /// Any double: NaN, infinities, denormals, the numbers of daily life, and neighbours of the last.
  double number() {
    last_ = next_number();
    return last_;
  }
  /// Mostly in [low, high], by logarithm; now and then a number already seen, or a neighbour of it.
  double scale(double low, double high) {
    const std::uint8_t kind = byte();
    if (kind >= 224) {
      const double near = neighbour(kind % 2 == 0 ? last_ : 1.0);
      if (near >= low && near <= high) return last_ = near;
    }
    double value = low * std::exp(unit() * std::log(high / low));
    if (kind < 96 && value >= 1.0) value = std::round(value);
    return last_ = std::fmin(std::fmax(value, low), high);
  }
  /// Mostly a share: 0.80, a fine one near an end, or any number.
  double share() {
    static constexpr std::array usual{0.0,  1e-12, 1e-6, 0.05,  0.2,        0.5,
                                      0.79, 0.8,   0.9,  0.999, 1.0 - 1e-9, 1.0};
    switch (byte() % 8) {
      case 0:
      case 1:
        return usual.at(one_of(usual.size()));
      case 2:
        return std::exp2(-unit() * 60.0);
      case 3:
        return 1.0 - std::exp2(-unit() * 60.0);
      case 4:
        return std::exp2(-unit() * 1074.0);
      case 5:
        return next_number();
      default:
        return unit();
    }
  }
  /// Text up to a zero byte, or the end.
  std::string text(std::size_t most) {
    std::string all;
    while (!empty() && all.size() < most) {
      const std::uint8_t next = byte();
      if (next == 0) break;
      all += static_cast<char>(next);
    }
    return all;
  }
  /// All that is left.
  std::string rest() {
    std::string all(next_, end_);
    next_ = end_;
    return all;
  }

 private:
  /// Some doubles further on, or a share more.
  double neighbour(double from) {
    const int bits = byte();
    const int steps = bits < 128 ? bits : bits - 256;
    if (steps % 2 != 0) return from * (1.0 + std::ldexp(steps, -7 - static_cast<int>(one_of(48))));
    double value = from;
    for (int i = 0; i < std::abs(steps) / 2; ++i) {
      value = std::nextafter(value, steps < 0 ? -infinity : infinity);
    }
    return value;
  }

  double next_number() {
    using limits = std::numeric_limits<double>;
    static constexpr std::array special{0.0,
                                        -0.0,
                                        1.0,
                                        -1.0,
                                        infinity,
                                        -infinity,
                                        limits::quiet_NaN(),
                                        limits::denorm_min(),
                                        -limits::denorm_min(),
                                        1e-310,
                                        limits::min(),
                                        limits::max(),
                                        -limits::max(),
                                        1e308,
                                        1e290,
                                        1e154,
                                        1e-154,
                                        1e-300,
                                        limits::epsilon(),
                                        1.0 - limits::epsilon(),
                                        1.0 + limits::epsilon(),
                                        0x1p53,
                                        0x1p53 - 1.0,
                                        0x1p53 + 2.0,
                                        1e15,
                                        1e16,
                                        0.5,
                                        8.0,
                                        128.0,
                                        64.0,
                                        180.0,
                                        1800.0,
                                        20.0,
                                        300.0,
                                        3600.0,
                                        0.8,
                                        86400.0,
                                        1e6,
                                        1e9,
                                        1e12};
    switch (byte() % 10) {
      case 0: {
        const std::uint64_t raw = bits(64);
        double value = 0.0;
        std::memcpy(&value, &raw, sizeof value);
        return value;
      }
      case 1:
        return special.at(one_of(special.size()));
      case 2:
        return byte();
      case 3:
        return static_cast<double>(bits(16)) / 16.0;
      case 4:
        return std::exp2(unit() * 2098.0 - 1074.0);
      case 5:
        return neighbour(last_);
      case 6:
        return static_cast<double>(bits(16));
      default:
        return std::exp(unit() * 30.0 - 14.0);  // 1e-6 to 1e7
    }
  }

  const std::uint8_t* next_;
  const std::uint8_t* end_;
  double last_ = 1.0;
};

/// What a target does with an input.
void run(bytes& in);

}  // namespace krarup::fuzz
