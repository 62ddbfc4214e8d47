// Refuses to be compiled as if there were no infinities.
#pragma once

#if defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__ && !defined(KRARUP_ALLOW_FINITE_MATH_ONLY)
#error \
    "krarup answers overload with infinities: compile without -ffast-math (-ffinite-math-only), or define KRARUP_ALLOW_FINITE_MATH_ONLY and do without them."
#endif
