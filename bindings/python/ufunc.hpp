// Questions on doubles become genuine NumPy ufuncs: broadcasting, strides, out=, where= and the
// release of the interpreter's lock are then NumPy's own.
//
//   add_ufunc(module, "lost_load", [](double arrivals, double handle_time, double n) { ... });
//   add_batch_ufunc(module, "erlang_b", [](const inputs<2>& in, const outputs<1>& out,
//                                          const batch::execution& how) { ... });
//
// The first is a formula for one row: a lambda without captures from doubles, or from one std::array
// of doubles where there are many, to a double, or to a std::array of them for several outputs. The
// second is a question of krarup/batch. Where an input is NaN every output is NaN; where a row is
// refused too, and NumPy is told by the floating-point flag "invalid".
#pragma once

#include <algorithm>
#include <array>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>

#include <pybind11/pybind11.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/rows.hpp>

#include "watch.hpp"

namespace krarup::python {

namespace py = pybind11;

template <std::size_t Count>
using inputs = std::array<batch::column, Count>;
template <std::size_t Count>
using outputs = std::array<std::span<double>, Count>;
using refused = std::optional<batch::refusal>;

using ufunc_loop = void (*)(char**, const Py_ssize_t*, const Py_ssize_t*, void*);

/// Puts an ufunc of doubles into the module.
void add_ufunc(py::module_& module, const char* name, ufunc_loop loop, int inputs, int outputs);

/// What the first refused row since the last call of take_refusal() was told, of this thread.
inline thread_local std::string first_refusal;

namespace detail {

/// What happens on the way to a right answer is no warning: in the end the floating-point flags are
/// what they were, and "invalid" besides where a row was refused.
class kept_flags {
 public:
  kept_flags() { std::fegetexceptflag(&before_, FE_ALL_EXCEPT); }
  kept_flags(const kept_flags&) = delete;
  kept_flags& operator=(const kept_flags&) = delete;
  ~kept_flags() {
    std::fesetexceptflag(&before_, FE_ALL_EXCEPT);
    if (any_refused_) std::feraiseexcept(FE_INVALID);
  }

  void note(const refused& row) {
    if (!row) return;
    any_refused_ = true;
    if (first_refusal.empty()) first_refusal = row->why;
  }

 private:
  std::fexcept_t before_{};
  bool any_refused_ = false;
};

/// What NumPy hands to an inner loop for one argument. Strides are whole doubles: it copies others.
struct operand {
  char* first;
  Py_ssize_t stride;

  [[nodiscard]] double* cell(std::size_t row) const {
    return reinterpret_cast<double*>(first + static_cast<Py_ssize_t>(row) * stride);
  }
  [[nodiscard]] batch::column from(std::size_t row) const {
    if (stride == 0) return *cell(0);
    return {cell(row), stride / static_cast<Py_ssize_t>(sizeof(double))};
  }
  /// Whether these rows of both lie in memory of their own.
  [[nodiscard]] bool is_apart_from(const operand& other, std::size_t rows) const {
    constexpr std::less<const double*> before;
    const auto ends = [&](const operand& of) -> std::pair<const double*, const double*> {
      const double *const front = of.cell(0), *const back = of.cell(rows - 1);
      return before(back, front) ? std::pair(back, front) : std::pair(front, back);
    };
    const auto [low, high] = ends(*this);
    const auto [other_low, other_high] = ends(other);
    return before(high, other_low) || before(other_high, low);
  }
};

/// The inner loop of a question to columns. The answers go straight to where NumPy wants them if
/// they stand there side by side; else, and over an input, by small pieces from the first row on:
/// NumPy lets out= share an input's memory where a row is read before it is written.
template <class Question, std::size_t Outputs, std::size_t... Input, std::size_t... Output>
void loop(char** cells, const Py_ssize_t* dimensions, const Py_ssize_t* strides,
          std::index_sequence<Input...>, std::index_sequence<Output...>) noexcept {
  const auto rows = static_cast<std::size_t>(dimensions[0]);
  if (rows == 0) return;
  const auto in = [&](std::size_t i) { return operand{cells[i], strides[i]}; };
  const auto out = [&](std::size_t i) { return in(sizeof...(Input) + i); };
  const auto is_free = [&](const operand& result) {
    return result.stride == sizeof(double) && (result.is_apart_from(in(Input), rows) && ...);
  };
  kept_flags flags;
  if ((is_free(out(Output)) && ...)) {
    return watched(rows, [&](const batch::execution& how) {
      flags.note(Question{}(inputs<sizeof...(Input)>{in(Input).from(0)...},
                            outputs<Outputs>{std::span(out(Output).cell(0), rows)...}, how));
    });
  }
  constexpr std::size_t most = 512;
  std::array<std::array<double, most>, Outputs> piece;
  for (std::size_t begin = 0; begin < rows; begin += most) {
    const std::size_t count = std::min(most, rows - begin);
    watched(count, [&](const batch::execution& how) {
      flags.note(Question{}(inputs<sizeof...(Input)>{in(Input).from(begin)...},
                            outputs<Outputs>{std::span(piece[Output]).first(count)...}, how));
      for (std::size_t row = 0; row < count; ++row) {
        ((*out(Output).cell(begin + row) = piece[Output][row]), ...);
      }
    });
  }
}

template <class Question, std::size_t Inputs, std::size_t Outputs>
void add(py::module_& module, const char* name) {
  const ufunc_loop inner = [](char** cells, const Py_ssize_t* rows, const Py_ssize_t* strides,
                              void*) {
    loop<Question, Outputs>(cells, rows, strides, std::make_index_sequence<Inputs>(),
                            std::make_index_sequence<Outputs>());
  };
  add_ufunc(module, name, inner, Inputs, Outputs);
}

template <class Question, std::size_t Inputs, std::size_t Outputs>
void add_batch(py::module_& module, const char* name,
               refused (Question::*)(const inputs<Inputs>&, const outputs<Outputs>&,
                                     const batch::execution&) const) {
  add<Question, Inputs, Outputs>(module, name);
}

template <std::size_t Count>
std::array<double, Count> all_of(const std::array<double, Count>& results) {
  return results;
}
inline std::array<double, 1> all_of(double result) {
  return {result};
}

/// The formula of one row, asked of each.
template <class Formula, std::size_t Inputs, std::size_t Outputs>
struct row_by_row {
  refused operator()(const inputs<Inputs>& in, const outputs<Outputs>& out,
                     const batch::execution& how) const {
    constexpr std::size_t least_share = [] {
      if constexpr (requires { Formula::least_share; }) return Formula::least_share;
      return std::size_t{10'000};  // a thread costs some thousand of the cheapest rows
    }();
    const auto answer = [&](std::size_t row, auto&& refuse) noexcept {
      std::array<double, Inputs> numbers;
      std::transform(in.begin(), in.end(), numbers.begin(),
                     [row](const batch::column& column) { return column[row]; });
      std::array<double, Outputs> results;
      results.fill(std::numeric_limits<double>::quiet_NaN());
      if (std::none_of(numbers.begin(), numbers.end(), [](double x) { return std::isnan(x); })) {
        try {
          results = all_of(call(numbers));
        } catch (const std::exception& why) {
          refuse(why.what());
        }
      }
      for (std::size_t i = 0; i < Outputs; ++i) out[i][row] = results[i];
    };
    return batch::detail::each_row(out[0].size(), how, answer, least_share);
  }

 private:
  static auto call(const std::array<double, Inputs>& numbers) {
    if constexpr (std::is_invocable_v<Formula, std::array<double, Inputs>>) {
      return Formula{}(numbers);
    } else {
      return std::apply(Formula{}, numbers);
    }
  }
};

template <class Formula, class Result, std::size_t Inputs>
void add_formula(py::module_& module, const char* name) {
  constexpr std::size_t outputs = decltype(all_of(std::declval<Result>())){}.size();
  add<row_by_row<Formula, Inputs, outputs>, Inputs, outputs>(module, name);
}

template <class Formula, class Result, class... Inputs>
void add_formula(py::module_& module, const char* name, Result (Formula::*)(Inputs...) const) {
  add_formula<Formula, Result, sizeof...(Inputs)>(module, name);
}

template <class Formula, class Result, std::size_t Count>
void add_formula(py::module_& module, const char* name,
                 Result (Formula::*)(const std::array<double, Count>&) const) {
  add_formula<Formula, Result, Count>(module, name);
}

}  // namespace detail

template <class Formula>
void add_ufunc(py::module_& module, const char* name, Formula) {
  detail::add_formula(module, name, &Formula::operator());
}

template <class Question>
void add_batch_ufunc(py::module_& module, const char* name, Question) {
  detail::add_batch(module, name, &Question::operator());
}

}  // namespace krarup::python
