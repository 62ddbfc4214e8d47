#include "watch.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <utility>

#include <pybind11/pybind11.h>

#include <krarup/batch/execution.hpp>

namespace krarup::python {

namespace py = pybind11;

namespace {

using std::chrono::steady_clock;

constexpr auto between_looks = std::chrono::milliseconds(50);

/// What only the main thread reads and writes: signals come to no other.
struct main_thread_state {
  unsigned long thread = 0;
  steady_clock::time_point last_look{};
  std::unique_ptr<py::error_already_set> waiting;  // to be raised
  PyObject* tell = nullptr;                        // of progress: a callable, or none
  double rows_done = 0.0;                          // since tell was set
};

main_thread_state& state() {
  static auto* const only = new main_thread_state;  // not to be destroyed after the interpreter
  return *only;
}

bool in_main_thread() {
  return PyThread_get_thread_ident() == state().thread;
}

/// For the interpreter to call when it is at work again.
int raise_soon(void*) {
  if (state().waiting == nullptr) return 0;
  const auto raised = std::move(state().waiting);
  raised->restore();
  return -1;
}

/// Lets handlers of signals run, and tells how many rows are done; false where that raised.
bool look(double rows_done) {
  const auto now = steady_clock::now();
  if (now - state().last_look < between_looks) return true;
  state().last_look = now;  // for a handler that asks krarup too
  const py::gil_scoped_acquire lock;
  bool raised = PyErr_CheckSignals() != 0;
  if (!raised && state().tell != nullptr) {
    PyObject* const answer = PyObject_CallFunction(state().tell, "d", rows_done);
    raised = answer == nullptr;
    Py_XDECREF(answer);
  }
  state().last_look = steady_clock::now();
  if (!raised) return true;
  if (Py_AddPendingCall(&raise_soon, nullptr) != 0) {  // too many others wait: soon again
    PyErr_Clear();
    PyErr_SetInterrupt();
    return true;
  }
  state().waiting = std::make_unique<py::error_already_set>();
  return false;
}

}  // namespace

namespace detail {

watch::watch(std::size_t rows) : rows_(rows), how_(chosen_execution) {
  if (!in_main_thread()) {
    rows_unwatched = 0;
    return;
  }
  go_on_ = [rows = static_cast<double>(rows)](double share) {
    return state().waiting == nullptr && look(state().rows_done + share * rows);
  };
  how_.go_on = &go_on_;
}

watch::~watch() {
  if (!go_on_ || state().waiting != nullptr) return;
  rows_unwatched = 0;
  state().rows_done += static_cast<double>(rows_);
}

bool watch::may_begin() const {
  return !go_on_ || go_on_(0.0);
}

}  // namespace detail

void raise_what_waits() {
  if (!in_main_thread() || state().waiting == nullptr) return;
  static_cast<void>(raise_soon(nullptr));
  throw py::error_already_set();
}

void add_watch(py::module_& module) {
  const py::object main_thread = py::module_::import("threading").attr("main_thread")();
  state().thread = main_thread.attr("ident").cast<unsigned long>();
  module.def("tell_progress", [](const py::object& tell) {
    Py_XDECREF(state().tell);
    state().tell = tell.is_none() ? nullptr : tell.inc_ref().ptr();
    state().rows_done = 0.0;
    state().last_look = {};
  });
}

}  // namespace krarup::python
