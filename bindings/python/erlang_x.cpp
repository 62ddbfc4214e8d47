// Questions to Erlang X: columns of numbers, and one law of patience, which no column can hold.

#include <krarup/queues/erlang_x.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <exception>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/rows.hpp>
#include <krarup/patience.hpp>
#include <krarup/performance.hpp>
#include <krarup/queues/lines.hpp>
#include <krarup/service_level_definition.hpp>
#include <krarup/staffing/probability_of_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/units.hpp>

#include "erlang_x.hpp"
#include "queue.hpp"
#include "target.hpp"
#include "ufunc.hpp"
#include "watch.hpp"

namespace krarup::python {

namespace {

using array = py::array_t<double, py::array::c_style | py::array::forcecast>;
using numbers = std::span<const double>;

/// Calls visit(one, other) for the pairs that stand side by side.
template <class Visitor>
void each_pair(numbers of, const Visitor& visit) {
  if (of.size() % 2 != 0) throw std::invalid_argument("numbers must come in pairs");
  for (std::size_t i = 0; i < of.size(); i += 2) visit(of[i], of[i + 1]);
}

hyperexponential_patience mixture(numbers of) {
  hyperexponential_patience law;
  each_pair(of, [&](double share, double average) {
    law.kinds.push_back({share, duration(average)});
  });
  return law;
}

hazard_patience steps(numbers of) {
  hazard_patience law;
  each_pair(of, [&](double from, double hazard) {
    law.steps.push_back({duration(from), rate::per_second(hazard)});
  });
  return law;
}

empirical_patience table(numbers of) {
  empirical_patience law;
  each_pair(of, [&](double wait, double there) { law.points.push_back({duration(wait), there}); });
  return law;
}

/// Errors    std::domain_error as the law's check(), std::invalid_argument for another kind or
///           number of numbers.
any_patience law_of(const std::string& kind, const std::vector<double>& of, double balking) {
  const auto law = [&]() -> decltype(any_patience::law) {
    const auto expect = [&](std::size_t count) {
      if (of.size() != count) throw std::invalid_argument("another number of numbers");
    };
    if (kind == "hyperexponential") return mixture(of);
    if (kind == "hazard") return steps(of);
    if (kind == "empirical") return table(of);
    if (kind == "endless") return expect(0), endless_patience{};
    if (kind == "exponential") return expect(1), exponential_patience{duration(of[0])};
    if (kind == "deterministic") return expect(1), deterministic_patience{duration(of[0])};
    expect(2);
    if (kind == "uniform") return uniform_patience{duration(of[0]), duration(of[1])};
    if (kind == "gamma") return gamma_patience{duration(of[0]), of[1]};
    if (kind == "weibull") return weibull_patience{duration(of[0]), of[1]};
    if (kind == "lognormal") return lognormal_patience{duration(of[0]), of[1]};
    throw std::invalid_argument("another law");
  };
  any_patience all{law(), balking};
  check(all);
  return all;
}

/// The share still there after each wait.
py::array_t<double> survival(const any_patience& law, const array& waits) {
  py::array_t<double> shares(std::vector(waits.shape(), waits.shape() + waits.ndim()));
  std::transform(waits.data(), waits.data() + waits.size(), shares.mutable_data(), [&](double t) {
    return std::isnan(t) ? t : shares_after(law, duration(t)).there;
  });
  return shares;
}

// What a row of numbers begins with, in this order; the handle time is missing where it is asked for.
enum : std::size_t { arrivals, handle_time, patience, width = patience + features };

struct question {
  std::size_t inputs;
  std::size_t outputs;
  std::function<void(const any_patience&, numbers, double*)> ask;
};
using questions = std::map<std::string, question>;

/// answer(queue, rest of the row), a number or several.
template <class Answer>
question about(std::size_t more, const Answer& answer) {
  using result =
      decltype(detail::all_of(plain(answer(std::declval<const erlang_x&>(), numbers()))));
  return {width + more, std::tuple_size_v<result>,
          [answer](const any_patience& law, numbers row, double* out) {
            const erlang_x queue =
                queue_of(law, row[arrivals], row[handle_time], row.subspan(patience, features));
            const result all = detail::all_of(plain(answer(queue, row.subspan(width))));
            std::copy(all.begin(), all.end(), out);
          }};
}

/// measure(queue, agents, rest of the row).
template <class Measure>
question under_agents(std::size_t more, const Measure& measure) {
  return about(1 + more, [measure](const erlang_x& queue, numbers rest) {
    return measure(queue, fractional_agents(rest[0]), rest.subspan(1));
  });
}

service_target target_in(numbers columns) {
  std::array<double, promises> cells;
  std::copy_n(columns.begin(), promises, cells.begin());
  return targets_after(0, cells)[0];
}

void add_shares(questions& all) {
  const auto share = [&](const char* name, auto measure) {
    all[name] = under_agents(
        0, [measure](const erlang_x& queue, agents n, numbers) { return measure(queue, n); });
  };
  share("probability_of_wait", [](const auto& q, agents n) { return probability_of_wait(q, n); });
  share("probability_of_abandonment",
        [](const auto& q, agents n) { return probability_of_abandonment(q, n); });
  share("probability_of_blocking",
        [](const auto& q, agents n) { return probability_of_blocking(q, n); });
  share("probability_of_loss", [](const auto& q, agents n) { return probability_of_loss(q, n); });
  share("attempts_per_second",
        [](const auto& q, agents n) { return attempt_rate(q, n).per_second(); });
  share("occupancy", [](const auto& q, agents n) { return occupancy(q, n); });
  share("asa", [](const auto& q, agents n) { return average_speed_of_answer(q, n); });
  share("mean_wait_of_waiters", [](const auto& q, agents n) { return mean_wait_of_waiters(q, n); });
  share("mean_queue_length", [](const auto& q, agents n) { return mean_queue_length(q, n); });
}

void add_waits(questions& all) {
  all["mean_wait"] = under_agents(1, [](const erlang_x& queue, agents n, numbers of) {
    return mean_wait(queue, n, enumerator<wait_of>(of[0]));
  });
  all["wait_quantile"] = under_agents(2, [](const erlang_x& queue, agents n, numbers of) {
    return wait_quantile(queue, n, of[0], enumerator<wait_of>(of[1]));
  });
  all["probability_of_wait_beyond"] =
      under_agents(2, [](const erlang_x& queue, agents n, numbers of) {
        return probability_of_wait_beyond(queue, n, duration(of[0]), enumerator<wait_of>(of[1]));
      });
  all["probability_of_answer_within"] =
      under_agents(1, [](const erlang_x& queue, agents n, numbers of) {
        return probability_of_answer_within(queue, n, duration(of[0]));
      });
  all["probability_of_abandonment_within"] =
      under_agents(1, [](const erlang_x& queue, agents n, numbers of) {
        return probability_of_abandonment_within(queue, n, duration(of[0]));
      });
}

void add_levels(questions& all) {
  const auto level = [&](const char* name, auto measure) {
    all[name] = under_agents(3, [measure](const erlang_x& queue, agents n, numbers of) {
      return measure(queue, n, duration(of[0]), enumerator<service_level_definition>(of[1]),
                     duration(of[2]));
    });
  };
  level("service_level",
        [](const auto& q, agents n, duration t, auto definition, duration short_abandon) {
          return service_level(q, n, t, definition, short_abandon);
        });
  level("service_level_of_accepted",
        [](const auto& q, agents n, duration t, auto definition, duration short_abandon) {
          return service_level_of_accepted(q, n, t, definition, short_abandon);
        });
  level("evaluate",
        [](const auto& q, agents n, duration t, auto definition, duration short_abandon) {
          return plain(evaluate(q, n, t, definition, short_abandon));
        });
  all["answer_within_achieved"] = under_agents(3, [](const erlang_x& queue, agents n, numbers of) {
    return value_and_reason(answer_within_achieved(
        queue, n, of[0], enumerator<service_level_definition>(of[1]), duration(of[2])));
  });
}

void add_variation(questions& all) {
  all["probability_of_target"] =
      under_agents(promises, [](const erlang_x& queue, agents n, numbers target) {
        return probability_of_target(queue, n, target_in(target));
      });
  all["service_level_quantile"] = under_agents(4, [](const erlang_x& queue, agents n, numbers of) {
    return service_level_quantile(queue, n, duration(of[0]), of[3],
                                  enumerator<service_level_definition>(of[1]), duration(of[2]));
  });
}

void add_solvers(questions& all) {
  all["agents_required"] = about(promises, [](const erlang_x& queue, numbers target) {
    return value_and_reason(agents_required(queue, target_in(target)));
  });
  all["fractional_agents_required"] = about(promises, [](const erlang_x& queue, numbers target) {
    return value_and_reason(fractional_agents_required(queue, target_in(target)));
  });
  all["interpolated_agents_required"] = about(promises, [](const erlang_x& queue, numbers target) {
    return value_and_reason(interpolated_agents_required(queue, target_in(target)));
  });
  all["agents_required_with_probability"] = about(promises + 1, [](const erlang_x& queue,
                                                                   numbers of) {
    return value_and_reason(agents_required(queue, target_in(of.first(promises)), of[promises]));
  });
  // Where a queue has its rate of arrivals, this one has the interval.
  all["contacts_answerable"] = {
      width + 1 + promises, 2, [](const any_patience& law, numbers row, double* out) {
        const erlang_x queue =
            queue_of(law, 0.0, row[handle_time], row.subspan(patience, features));
        const auto all_of = value_or_nothing(
            contacts_answerable(queue, fractional_agents(row[width]),
                                target_in(row.subspan(width + 1)), duration(row[arrivals])));
        std::copy(all_of.begin(), all_of.end(), out);
      }};
  all["longest_aht"] = {
      width + promises, 2, [](const any_patience& law, numbers row, double* out) {
        constexpr double any_handle_time = 1.0;
        const erlang_x queue =
            queue_of(law, row[arrivals], any_handle_time, row.subspan(1, features));
        const auto all_of = value_or_nothing(longest_average_handle_time(
            queue, fractional_agents(row[width - 1]), target_in(row.subspan(width))));
        std::copy(all_of.begin(), all_of.end(), out);
      }};
  all["lines_required"] = under_agents(2, [](erlang_x queue, agents n, numbers of) {
    queue.lines = std::nullopt;
    return value_and_reason(lines_required(queue, n, duration(of[0]), of[1]));
  });
}

const questions& all_questions() {
  static const questions all = [] {
    questions made;
    add_shares(made);
    add_waits(made);
    add_levels(made);
    add_variation(made);
    add_solvers(made);
    return made;
  }();
  return all;
}

/// The answers to a question, one row for each output. Columns have one number, or one for each row.
/// What a refused row was told waits in take_refusal().
py::array_t<double> ask_all(const std::string& name, const any_patience& law,
                            const std::vector<array>& columns, std::size_t rows) {
  const question& asked = all_questions().at(name);
  if (columns.size() != asked.inputs) throw std::invalid_argument("another number of columns");
  std::vector<batch::column> in;
  for (const array& each : columns) {
    if (each.size() == 1) {
      in.emplace_back(*each.data());
    } else if (static_cast<std::size_t>(each.size()) == rows) {
      in.emplace_back(each.data(), 1);
    } else {
      throw std::invalid_argument("columns must have one number or one for each row");
    }
  }
  py::array_t<double> results(
      {static_cast<py::ssize_t>(asked.outputs), static_cast<py::ssize_t>(rows)});
  double* const cells = results.mutable_data();
  const auto answer = [&](std::size_t row, auto&& refuse) noexcept {
    std::array<double, width + 1 + promises> numbers_of_row;
    std::array<double, 8> out;
    out.fill(std::numeric_limits<double>::quiet_NaN());
    bool complete = true;
    for (std::size_t i = 0; i < in.size(); ++i) {
      numbers_of_row[i] = in[i][row];
      complete = complete && !std::isnan(numbers_of_row[i]);
    }
    if (complete) {
      try {
        asked.ask(law, numbers(numbers_of_row).first(in.size()), out.data());
      } catch (const std::exception& why) {
        refuse(why.what());
      }
    }
    for (std::size_t i = 0; i < asked.outputs; ++i) cells[i * rows + row] = out[i];
  };
  {
    const py::gil_scoped_release release;
    constexpr std::size_t least_share = 4;
    watched(
        rows,
        [&](const batch::execution& how) {
          if (const auto refused = batch::detail::each_row(rows, how, answer, least_share)) {
            if (first_refusal.empty()) first_refusal = refused->why;
          }
        },
        weight_of_erlang_x);
  }
  raise_what_waits();
  return results;
}

}  // namespace

void add_erlang_x(py::module_& m) {
  py::class_<any_patience>(m, "PatienceLaw")
      .def(py::init(&law_of))
      .def("survival", &survival)
      .def("average", [](const any_patience& law) { return average_patience(law).count(); });
  m.def("ask_erlang_x", &ask_all);
  py::dict outputs;
  for (const auto& [name, question] : all_questions()) outputs[name.c_str()] = question.outputs;
  m.attr("erlang_x_questions") = outputs;
}

}  // namespace krarup::python
