#include <pybind11/pybind11.h>

namespace krarup::python {

void add_watch(pybind11::module_& module);
void add_ufunc_helpers(pybind11::module_& module);
void add_contact_counts(pybind11::module_& module);
void add_queues(pybind11::module_& module);
void add_staffing(pybind11::module_& module);
void add_day_plan(pybind11::module_& module);

}  // namespace krarup::python

PYBIND11_MODULE(_core, module) {
  module.attr("version") = KRARUP_VERSION;
  krarup::python::add_watch(module);
  krarup::python::add_ufunc_helpers(module);
  krarup::python::add_contact_counts(module);
  krarup::python::add_queues(module);
  krarup::python::add_staffing(module);
  krarup::python::add_day_plan(module);
}
