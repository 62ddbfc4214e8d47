// Packs of doubles that behave as one: what a template over `Real` computes for a number, it computes
// for every lane of a pack, with vector instructions chosen at run time.
//
// A function that takes packs is always inlined into one that is compiled for their instructions
// ([[gnu::target]]), so no pack crosses a call, and a compiler's warning that calls with packs would
// depend on its flags means nothing here.
#pragma once

#if defined(__x86_64__) && defined(__GNUC__)
#define KRARUP_LANES 1

#include <immintrin.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include <krarup/detail/twofold.hpp>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpsabi"

namespace krarup::detail {

// What the instruction sets offer, by reference and never in place, since these are calls until they
// are inlined and a pack that is copied before then is copied in pieces.

/// AVX2 with fused multiply-add: four lanes.
struct avx2 {
  using vector = __m256d;
  using bits = std::uint64_t __attribute__((vector_size(sizeof(__m256d))));
  using mask = __m256d;
  [[gnu::target("avx2,fma")]] static void copy(const vector& x, vector& y) { y = x; }
  [[gnu::target("avx2,fma")]] static void load(const double* from, vector& x) {
    x = _mm256_loadu_pd(from);
  }
  [[gnu::target("avx2,fma")]] static void store(const vector& x, double* to) {
    _mm256_storeu_pd(to, x);
  }
  [[gnu::target("avx2,fma")]] static void fill(double everywhere, vector& x) {
    x = _mm256_set1_pd(everywhere);
  }
  [[gnu::target("avx2,fma")]] static void root(const vector& x, vector& y) {
    y = _mm256_sqrt_pd(x);
  }
  [[gnu::target("avx2,fma")]] static void fuse(const vector& a, const vector& b, const vector& c,
                                               vector& y) {
    y = _mm256_fmadd_pd(a, b, c);
  }
  [[gnu::target("avx2,fma")]] static void less(const vector& a, const vector& b, mask& y) {
    y = _mm256_cmp_pd(a, b, _CMP_LT_OQ);
  }
  [[gnu::target("avx2,fma")]] static void at_most(const vector& a, const vector& b, mask& y) {
    y = _mm256_cmp_pd(a, b, _CMP_LE_OQ);
  }
  [[gnu::target("avx2,fma")]] static void choose(const mask& which, const vector& yes,
                                                 const vector& no, vector& y) {
    y = _mm256_blendv_pd(no, yes, which);
  }
  [[gnu::target("avx2,fma")]] static void both(const mask& a, const mask& b, mask& y) {
    y = _mm256_and_pd(a, b);
  }
  [[gnu::target("avx2,fma")]] static void either(const mask& a, const mask& b, mask& y) {
    y = _mm256_or_pd(a, b);
  }
  [[gnu::target("avx2,fma")]] static void negate(const mask& a, mask& y) {
    y = _mm256_xor_pd(a, _mm256_castsi256_pd(_mm256_set1_epi64x(-1)));
  }
  [[gnu::target("avx2,fma")]] static unsigned packed(const mask& a) {
    return static_cast<unsigned>(_mm256_movemask_pd(a));
  }
};

/// AVX-512 F, DQ and VL: eight lanes.
struct avx512 {
  using vector = __m512d;
  using bits = std::uint64_t __attribute__((vector_size(sizeof(__m512d))));
  using mask = __mmask8;
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void copy(const vector& x,
                                                                         vector& y) {
    y = x;
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void load(const double* from,
                                                                         vector& x) {
    x = _mm512_loadu_pd(from);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void store(const vector& x,
                                                                          double* to) {
    _mm512_storeu_pd(to, x);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void fill(double everywhere,
                                                                         vector& x) {
    x = _mm512_set1_pd(everywhere);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void root(const vector& x,
                                                                         vector& y) {
    y = _mm512_maskz_sqrt_pd(0xFF, x);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void fuse(const vector& a,
                                                                         const vector& b,
                                                                         const vector& c,
                                                                         vector& y) {
    y = _mm512_fmadd_pd(a, b, c);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void less(const vector& a,
                                                                         const vector& b, mask& y) {
    y = _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void at_most(const vector& a,
                                                                            const vector& b,
                                                                            mask& y) {
    y = _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void choose(const mask& which,
                                                                           const vector& yes,
                                                                           const vector& no,
                                                                           vector& y) {
    y = _mm512_mask_blend_pd(which, no, yes);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void both(const mask& a,
                                                                         const mask& b, mask& y) {
    y = static_cast<mask>(a & b);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void either(const mask& a,
                                                                           const mask& b, mask& y) {
    y = static_cast<mask>(a | b);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static void negate(const mask& a, mask& y) {
    y = static_cast<mask>(~a);
  }
  [[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] static unsigned packed(const mask& a) {
    return a;
  }
};

/// A pack of doubles in one register of the instruction set.
template <class Set>
struct lanes {
  using vector = typename Set::vector;
  using bits = typename Set::bits;
  static constexpr std::size_t width = sizeof(vector) / sizeof(double);

  /// A truth value for each lane.
  struct mask {
    typename Set::mask value;

    [[gnu::always_inline]] friend mask operator&(const mask& a, const mask& b) {
      mask both;
      Set::both(a.value, b.value, both.value);
      return both;
    }
    [[gnu::always_inline]] friend mask operator|(const mask& a, const mask& b) {
      mask either;
      Set::either(a.value, b.value, either.value);
      return either;
    }
    [[gnu::always_inline]] friend mask operator!(const mask& a) {
      mask negated;
      Set::negate(a.value, negated.value);
      return negated;
    }
    [[gnu::always_inline]] friend bool any(const mask& a) { return Set::packed(a.value) != 0; }
  };

  vector value;

  lanes() = default;
  [[gnu::always_inline]] lanes(const lanes& other) { Set::copy(other.value, value); }
  [[gnu::always_inline]] lanes& operator=(const lanes& other) {
    Set::copy(other.value, value);
    return *this;
  }
  [[gnu::always_inline]] lanes(double everywhere) { Set::fill(everywhere, value); }  // NOLINT
  [[gnu::always_inline]] explicit lanes(const vector& all) : value(all) {}

  [[gnu::always_inline]] static lanes load(const double* from) {
    lanes all;
    Set::load(from, all.value);
    return all;
  }
  [[gnu::always_inline]] void store(double* to) const { Set::store(value, to); }

  [[gnu::always_inline]] lanes operator-() const { return lanes(-value); }
  [[gnu::always_inline]] friend lanes operator+(const lanes& a, const lanes& b) {
    return lanes(a.value + b.value);
  }
  [[gnu::always_inline]] friend lanes operator-(const lanes& a, const lanes& b) {
    return lanes(a.value - b.value);
  }
  [[gnu::always_inline]] friend lanes operator*(const lanes& a, const lanes& b) {
    return lanes(a.value * b.value);
  }
  [[gnu::always_inline]] friend lanes operator/(const lanes& a, const lanes& b) {
    return lanes(a.value / b.value);
  }

  [[gnu::always_inline]] friend mask operator<(const lanes& a, const lanes& b) {
    mask all;
    Set::less(a.value, b.value, all.value);
    return all;
  }
  [[gnu::always_inline]] friend mask operator<=(const lanes& a, const lanes& b) {
    mask all;
    Set::at_most(a.value, b.value, all.value);
    return all;
  }
  [[gnu::always_inline]] friend mask operator>(const lanes& a, const lanes& b) { return b < a; }
  [[gnu::always_inline]] friend mask operator>=(const lanes& a, const lanes& b) { return b <= a; }

  [[gnu::always_inline]] friend lanes select(const mask& which, const lanes& yes, const lanes& no) {
    lanes chosen;
    Set::choose(which.value, yes.value, no.value, chosen.value);
    return chosen;
  }
  [[gnu::always_inline]] friend lanes absolute(const lanes& x) {
    return select(x < lanes(0.0), -x, x);
  }
  [[gnu::always_inline]] friend lanes sqrt(const lanes& x) {
    lanes root;
    Set::root(x.value, root.value);
    return root;
  }
  [[gnu::always_inline]] friend lanes fused(const lanes& a, const lanes& b, const lanes& c) {
    lanes sum;
    Set::fuse(a.value, b.value, c.value, sum.value);
    return sum;
  }
  [[gnu::always_inline]] friend twofold<lanes> two_product(const lanes& a, const lanes& b) {
    const lanes product = a * b;
    return {product, fused(a, b, -product)};
  }

  /// Least whole number >= x, |x| < 2^51.
  [[gnu::always_inline]] friend lanes ceil(const lanes& x) {
    const lanes nearest = (x + to_whole) - to_whole;
    return nearest + select(nearest < x, lanes(1.0), lanes(0.0));
  }

  /// e^x to an epsilon, for |x| <= 708.
  [[gnu::always_inline]] friend lanes exp(const lanes& x) {
    const reduced part(x);
    return part.power * fused(part.rest, part.quotient, lanes(1.0));
  }
  /// e^x - 1 to two epsilons, for |x| <= 708.
  [[gnu::always_inline]] friend lanes expm1(const lanes& x) {
    const reduced part(x);
    return fused(part.power, part.rest * part.quotient, part.power - 1.0);
  }

  /// ln(x) to 1e-12 for finite x >= 0.71: enough for a guess.
  [[gnu::always_inline]] friend lanes log(const lanes& x) {
    constexpr std::uint64_t root_half = 0x3FE6A09E667F3BCD;  // the bits of sqrt(1/2)
    const bits shift = (reinterpret_cast<bits>(x.value) - root_half) >> 52;
    const lanes m(reinterpret_cast<vector>(reinterpret_cast<bits>(x.value) - (shift << 52)));
    const bits biased = shift + std::uint64_t{0x4338000000000000};  // 1.5 2^52 + shift, as a double
    const lanes k = lanes(reinterpret_cast<vector>(biased)) - to_whole;
    const lanes s = (m - 1.0) / (m + 1.0);
    const lanes z = s * s;
    lanes sum(1.0 / 13);
    for (double c : {1.0 / 11, 1.0 / 9, 1.0 / 7, 1.0 / 5, 1.0 / 3, 1.0}) {
      sum = fused(sum, z, lanes(c));
    }
    return k * ln_2.head + 2.0 * s * sum;
  }

 private:
  static constexpr double to_whole = 6755399441055744.0;  // 1.5 2^52: adding it rounds

  /// e^x = power (1 + rest quotient), with |rest| <= ln(2)/2 and a power of 2.
  struct reduced {
    lanes power;
    lanes rest;
    lanes quotient;  // (e^rest - 1)/rest

    [[gnu::always_inline]] explicit reduced(const lanes& x) {
      const lanes shifted = fused(x, lanes(1.4426950408889634), lanes(to_whole));
      const lanes k = shifted - to_whole;
      rest = fused(k, lanes(-ln_2.tail), fused(k, lanes(-ln_2.head), x));
      quotient = lanes(1.0 / 6227020800);
      for (double c : {1.0 / 479001600, 1.0 / 39916800, 1.0 / 3628800, 1.0 / 362880, 1.0 / 40320,
                       1.0 / 5040, 1.0 / 720, 1.0 / 120, 1.0 / 24, 1.0 / 6, 1.0 / 2, 1.0}) {
        quotient = fused(quotient, rest, lanes(c));
      }
      power = lanes(reinterpret_cast<vector>((reinterpret_cast<bits>(shifted.value) << 52) +
                                             (std::uint64_t{1023} << 52)));
    }
  };
};

/// Calls work.run<Set>(), compiled for the instructions of the set.
template <class Work>
[[gnu::target("avx2,fma")]] void run_with_avx2(Work& work) {
  work.template run<avx2>();
}
template <class Work>
[[gnu::target("avx512f,avx512dq,avx512vl,avx2,fma")]] void run_with_avx512(Work& work) {
  work.template run<avx512>();
}

}  // namespace krarup::detail

#pragma GCC diagnostic pop
#endif
