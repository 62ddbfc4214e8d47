#include "ufunc.hpp"

#include <array>
#include <deque>
#include <string>
#include <utility>

#define NPY_NO_DEPRECATED_API NPY_2_0_API_VERSION
#define NPY_TARGET_VERSION NPY_2_0_API_VERSION
#include <numpy/arrayobject.h>
#include <numpy/ufuncobject.h>

namespace krarup::python {

namespace {

constexpr std::size_t most_columns = 32;  // NPY_MAXARGS

/// The C API of NumPy, once.
void load_numpy() {
  static const bool loaded = [] {
    if (_import_array() < 0 || _import_umath() < 0) throw py::error_already_set();
    return true;
  }();
  static_cast<void>(loaded);
}

}  // namespace

void add_ufunc(py::module_& module, const char* name, ufunc_loop loop, int inputs, int outputs) {
  load_numpy();
  static std::deque<PyUFuncGenericFunction> loops;  // NumPy keeps pointers into it
  static std::array<char, most_columns> types = [] {
    std::array<char, most_columns> all;
    all.fill(NPY_DOUBLE);
    return all;
  }();
  loops.push_back(loop);
  PyObject* ufunc = PyUFunc_FromFuncAndData(&loops.back(), nullptr, types.data(), 1, inputs,
                                            outputs, PyUFunc_None, name, "", 0);
  if (ufunc == nullptr) throw py::error_already_set();
  module.attr(name) = py::reinterpret_steal<py::object>(ufunc);
}

void add_ufunc_helpers(py::module_& module) {
  module.def("take_refusal", [] { return std::exchange(first_refusal, {}); });
  module.def("execution", [] {
    return std::pair(chosen_execution.workers, static_cast<int>(chosen_execution.instructions));
  });
  module.def("set_execution", [](std::size_t workers, int instructions) {
    chosen_execution = {.workers = workers,
                        .instructions = static_cast<batch::instruction_set>(instructions)};
  });
  module.def("document", [](const py::object& ufunc, const std::string& text) {
    static std::deque<std::string> texts;  // NumPy keeps pointers into it
    load_numpy();
    if (!PyObject_TypeCheck(ufunc.ptr(), &PyUFunc_Type)) throw py::type_error("not a ufunc");
    reinterpret_cast<PyUFuncObject*>(ufunc.ptr())->doc = texts.emplace_back(text).c_str();
  });
  using enum batch::instruction_set;
  py::dict offered;
  for (const auto& [set_name, set] :
       {std::pair("baseline", baseline), {"avx2", avx2}, {"avx512", avx512}}) {
    if (set <= batch::widest_instruction_set()) offered[set_name] = static_cast<int>(set);
  }
  module.attr("instruction_sets") = offered;
}

}  // namespace krarup::python
