// Refuses to be compiled as if there were no infinities, or as if sums had no order, as far as the
// compiler lets it be seen: clang says so of -ffast-math and -ffinite-math-only alone.
#pragma once

#if !defined(KRARUP_ALLOW_FAST_MATH) &&                                                   \
    ((defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(__FAST_MATH__) || \
     defined(__ASSOCIATIVE_MATH__) || defined(__RECIPROCAL_MATH__) || defined(_M_FP_FAST))
#error \
    "krarup answers overload with infinities and counts on the order of sums: compile without -ffast-math and its parts (-ffinite-math-only, -funsafe-math-optimizations), or define KRARUP_ALLOW_FAST_MATH and do without them."
#endif
