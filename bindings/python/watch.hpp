// Long work of the main thread stays in touch with it: signals are heard, and progress is told.
#pragma once

#include <cstddef>
#include <functional>

#include <pybind11/pybind11.h>

#include <krarup/batch/execution.hpp>

namespace krarup::python {

/// How this thread's columns are computed.
inline thread_local batch::execution chosen_execution;

namespace detail {

/// Rows of this thread since it last looked for signals; fewer than so many do not look.
inline thread_local std::size_t rows_unwatched = 0;
constexpr std::size_t worth_watching = 1024;

/// The chosen execution of so many rows with eyes and ears, or nothing where an exception waits to be
/// raised. No lock of the interpreter is held.
class watch {
 public:
  explicit watch(std::size_t rows);
  watch(const watch&) = delete;
  watch& operator=(const watch&) = delete;
  ~watch();

  [[nodiscard]] bool may_begin() const;
  [[nodiscard]] const batch::execution& how() const { return how_; }

 private:
  std::size_t rows_;
  std::function<bool(double)> go_on_;
  batch::execution how_;
};

}  // namespace detail

/// ask(how) for so many rows, each as dear as `weight` usual ones, without the interpreter's lock. Where the handler of a signal raises,
/// it ends early, further calls end at once, and the exception is raised as soon as the interpreter
/// is at work again: nobody gets to see what was computed.
template <class Ask>
void watched(std::size_t rows, const Ask& ask, std::size_t weight = 1) {
  detail::rows_unwatched += rows * weight;
  if (detail::rows_unwatched < detail::worth_watching) return ask(chosen_execution);
  const detail::watch watch(rows);
  if (watch.may_begin()) ask(watch.how());
}

/// Raises the exception that waits, if any. The interpreter's lock is held.
void raise_what_waits();

void add_watch(pybind11::module_& module);

}  // namespace krarup::python
