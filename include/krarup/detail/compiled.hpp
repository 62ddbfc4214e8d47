// Where the functions are that take long to compile. With krarup::krarup their bodies stand in the
// headers. With krarup::compiled, whose users define KRARUP_COMPILED, the headers declare them, and
// src/compiled.cpp makes the library of the same text.
#pragma once

#if !defined(KRARUP_COMPILED)
#define KRARUP_FUNCTION inline
#elif defined(KRARUP_COMPILED_SHARED) && defined(__GNUC__)
#define KRARUP_FUNCTION __attribute__((visibility("default")))
#else
#define KRARUP_FUNCTION
#endif

#if !defined(KRARUP_COMPILED) || defined(KRARUP_COMPILED_SOURCE)  // the library's own source
#define KRARUP_HAS_BODIES 1
#define KRARUP_INSTANTIATION template KRARUP_FUNCTION
#else
#define KRARUP_INSTANTIATION extern template KRARUP_FUNCTION
#endif
