#include <pybind11/pybind11.h>

namespace krarup::python {

void add_watch(pybind11::module_& module);
void add_ufunc_helpers(pybind11::module_& module);
void add_contact_counts(pybind11::module_& module);
void add_queues(pybind11::module_& module);
void add_staffing(pybind11::module_& module);
void add_erlang_x(pybind11::module_& module);
void add_mgn(pybind11::module_& module);
void add_day_plan(pybind11::module_& module);
void add_day_service_level(pybind11::module_& module);
void add_exact_day(pybind11::module_& module);
void add_day_requirement(pybind11::module_& module);
void add_day_outlook(pybind11::module_& module);
void add_simulation(pybind11::module_& module);
void add_fitting(pybind11::module_& module);

}  // namespace krarup::python

PYBIND11_MODULE(core_of_main_interpreter, module,
                pybind11::multiple_interpreters::not_supported()) {
  module.attr("version") = KRARUP_VERSION;
  krarup::python::add_watch(module);
  krarup::python::add_ufunc_helpers(module);
  krarup::python::add_contact_counts(module);
  krarup::python::add_queues(module);
  krarup::python::add_staffing(module);
  krarup::python::add_erlang_x(module);
  krarup::python::add_mgn(module);
  krarup::python::add_day_plan(module);
  krarup::python::add_day_service_level(module);
  krarup::python::add_exact_day(module);
  krarup::python::add_day_requirement(module);
  krarup::python::add_day_outlook(module);
  krarup::python::add_simulation(module);
  krarup::python::add_fitting(module);
}

/// What Python calls. In another interpreter than the main one pybind11 may wait for ever, and the
/// watch knows one main thread.
extern "C" PYBIND11_EXPORT PyObject* PyInit__core() {
  if (PyInterpreterState_Get() == PyInterpreterState_Main()) {
    return PyInit_core_of_main_interpreter();
  }
  PyErr_SetString(PyExc_ImportError,
                  "it works in the main interpreter of a process, not in others");
  return nullptr;
}
