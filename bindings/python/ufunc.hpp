// A formula on doubles becomes a genuine NumPy ufunc: broadcasting, strides, out=, where= and the
// release of the interpreter's lock are then NumPy's own.
//
//   add_ufunc(module, "erlang_b", [](double n, double a) { return ...; });
//
// The formula is a lambda without captures from doubles, or from one std::array of doubles where
// there are many, to a double, or to a std::array of them for an ufunc of several outputs. Where an
// input is NaN, or the formula refuses its arguments, every output is NaN.
#pragma once

#include <array>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <exception>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>

#include <pybind11/pybind11.h>

namespace krarup::python {

namespace py = pybind11;

using ufunc_loop = void (*)(char**, const Py_ssize_t*, const Py_ssize_t*, void*);

/// Puts an ufunc of doubles into the module.
void add_ufunc(py::module_& module, const char* name, ufunc_loop loop, int inputs, int outputs);

/// What the first refused row since the last call of take_refusal() was told, of this thread.
inline thread_local std::string first_refusal;

namespace detail {

template <std::size_t Count>
std::array<double, Count> outputs_of(const std::array<double, Count>& results) {
  return results;
}
inline std::array<double, 1> outputs_of(double result) {
  return {result};
}

/// The outputs of one row; no exception leaves it.
template <class Formula, class... Inputs>
auto answer(Inputs... inputs) noexcept {
  const auto call = [&] {
    if constexpr (std::is_invocable_v<Formula, std::array<double, sizeof...(Inputs)>>) {
      return outputs_of(Formula{}(std::array{inputs...}));
    } else {
      return outputs_of(Formula{}(inputs...));
    }
  };
  decltype(call()) outputs;
  outputs.fill(std::numeric_limits<double>::quiet_NaN());
  if ((std::isnan(inputs) || ...)) return outputs;
  try {
    outputs = call();
  } catch (const std::exception& refusal) {
    if (first_refusal.empty()) first_refusal = refusal.what();
  }
  return outputs;
}

template <class Formula, std::size_t... Input>
void loop(char** columns, const Py_ssize_t* dimensions, const Py_ssize_t* strides, void*) {
  const auto cell = [&](std::size_t column, Py_ssize_t row) {
    return reinterpret_cast<double*>(columns[column] + row * strides[column]);
  };
  for (Py_ssize_t row = 0; row < dimensions[0]; ++row) {
    const auto outputs = answer<Formula>(*cell(Input, row)...);
    for (std::size_t i = 0; i < outputs.size(); ++i) {
      *cell(sizeof...(Input) + i, row) = outputs[i];
    }
  }
  std::feclearexcept(FE_ALL_EXCEPT);  // what happened on the way to a right answer is no warning
}

template <class Formula, class Result, std::size_t... Input>
void add(py::module_& module, const char* name, std::index_sequence<Input...>) {
  constexpr auto outputs = decltype(outputs_of(std::declval<Result>())){}.size();
  add_ufunc(module, name, &loop<Formula, Input...>, sizeof...(Input), outputs);
}

template <class Formula, class Result, class... Inputs>
void add(py::module_& module, const char* name, Result (Formula::*)(Inputs...) const) {
  add<Formula, Result>(module, name, std::index_sequence_for<Inputs...>());
}

template <class Formula, class Result, std::size_t Count>
void add(py::module_& module, const char* name,
         Result (Formula::*)(const std::array<double, Count>&) const) {
  add<Formula, Result>(module, name, std::make_index_sequence<Count>());
}

}  // namespace detail

template <class Formula>
void add_ufunc(py::module_& module, const char* name, Formula) {
  detail::add(module, name, &Formula::operator());
}

}  // namespace krarup::python
