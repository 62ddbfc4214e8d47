// A batch is its rows: whatever they hold, however their columns lie in memory, and however it is
// computed.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/queues/erlang_a.hpp>
#include <krarup/queues/erlang_c.hpp>
#include <krarup/staffing/requirement.hpp>

#include "support/any.hpp"
#include "support/relative_error.hpp"

namespace krarup {
namespace {

using support::any_real;
using support::any_size;
using support::any_whole;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// Mostly a number, sometimes what no queue can be made of.
double sometimes_wrong(double number) {
  switch (*any_whole(0, 39)) {
    case 0:
      return missing;
    case 1:
      return -number;
    case 2:
      return infinity;
    default:
      return number;
  }
}

/// Every number of a row beside those of its neighbours, or in a column of its own.
class rows {
 public:
  explicit rows(std::size_t count) : count_(count), beside_(*any_whole(0, 1) == 1) {
    numbers_.resize(count * columns);
    const bool with_patience = *any_whole(0, 1) == 1;
    for (std::size_t row = 0; row < count; ++row) {
      const double handle_time = *any_size(1.0, 1000.0);
      const double load = *any_size(0.01, 3000.0);
      at(row, 0) = sometimes_wrong(load / handle_time);
      at(row, 1) = sometimes_wrong(handle_time);
      at(row, 2) = with_patience ? sometimes_wrong(*any_size(1.0, 3000.0)) : infinity;
      at(row, 3) =
          sometimes_wrong(std::floor(std::max(0.0, load + *any_real(-3.0, 5.0) * std::sqrt(load))));
      at(row, 4) = sometimes_wrong(*any_real(0.0, 100.0));
      at(row, 5) = *any_real(0.01, 0.99);
    }
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  [[nodiscard]] double get(std::size_t row, std::size_t column) const {
    return numbers_[beside_ ? row * columns + column : column * count_ + row];
  }
  [[nodiscard]] batch::column column(std::size_t number) const {
    return beside_ ? batch::column(numbers_.data() + number, columns)
                   : batch::column(numbers_.data() + number * count_, 1);
  }
  [[nodiscard]] batch::queue_columns queues() const { return {column(0), column(1), column(2)}; }

 private:
  static constexpr std::size_t columns = 6;
  double& at(std::size_t row, std::size_t column) {
    return numbers_[beside_ ? row * columns + column : column * count_ + row];
  }

  std::size_t count_;
  bool beside_;
  std::vector<double> numbers_;
};

/// What the row's queue answers by itself; NaN and a note where it refuses.
template <class Question>
double alone(const rows& all, std::size_t row, const Question& question, bool& refused) {
  const double patience = all.get(row, 2);
  for (std::size_t column = 0; column < 6; ++column) {
    if (std::isnan(all.get(row, column))) return missing;
  }
  try {
    const rate arrivals = rate::per_second(all.get(row, 0));
    const duration handle_time(all.get(row, 1));
    if (patience == infinity) return question(erlang_c{arrivals, handle_time});
    return question(erlang_a{arrivals, handle_time, duration(patience)});
  } catch (const std::domain_error&) {
    refused = true;
  } catch (const std::invalid_argument&) {
    refused = true;
  }
  return missing;
}

/// How far an answer of several rows at a time may lie from that of its row, whose kernel says 1e-14
/// below 8 agents, and two epsilons above.
double tolerance(double n) {
  return (n < 8.0 ? 45.0 : 5.0) * support::epsilon;
}

template <class Question>
void compare(const rows& all, const std::vector<double>& got,
             const std::optional<batch::refusal>& said, bool same, const Question& question) {
  std::optional<std::size_t> first;
  for (std::size_t row = 0; row < all.count(); ++row) {
    bool refused = false;
    const double expected = alone(
        all, row, [&](const auto& queue) { return question(row, queue); }, refused);
    if (refused && !first) first = row;
    RC_LOG() << "row " << row << ": " << got[row] << " and " << expected << '\n';
    RC_ASSERT(support::relative_error(got[row], expected) <=
              (same ? 0.0 : tolerance(all.get(row, 3))));
  }
  RC_ASSERT(said.has_value() == first.has_value());
  if (said) {
    RC_ASSERT(said->row == *first);
  }
}

RC_GTEST_PROP(batches, are_their_rows, ()) {
  const rows all(static_cast<std::size_t>(*any_whole(0, 90)));
  const auto instructions = static_cast<batch::instruction_set>(*any_whole(0, 2));
  const batch::execution how{.workers = static_cast<std::size_t>(*any_whole(0, 3)),
                             .instructions = instructions};
  const bool same = instructions == batch::instruction_set::baseline;
  std::vector<double> got(all.count());
  const auto agents_of = [&](std::size_t row) { return fractional_agents(all.get(row, 3)); };

  auto said = batch::service_level(all.queues(), all.column(3), all.column(4), got, how);
  compare(all, got, said, same, [&](std::size_t row, const auto& queue) {
    return service_level(queue, agents_of(row), duration(all.get(row, 4)));
  });

  const batch::target_columns targets{.service_level = all.column(5), .answer_within = 20.0};
  said = batch::agents_required(all.queues(), targets, {got}, how);
  for (std::size_t row = 0; row < all.count(); ++row) {
    bool refused = false;
    const double expected = alone(
        all, row,
        [&](const auto& queue) {
          const auto n = agents_required(
              queue, {.service_level = all.get(row, 5), .answer_within = duration(20)});
          return n ? n->count() : infinity;
        },
        refused);
    const bool unasked = std::isnan(all.get(row, 3)) || std::isnan(all.get(row, 4));
    if (unasked) continue;
    RC_ASSERT(support::relative_error(got[row], expected) == 0.0);
  }
}

RC_GTEST_PROP(batches, of_trunks_are_their_rows, ()) {
  const rows all(static_cast<std::size_t>(*any_whole(0, 90)));
  std::vector<double> loads;
  for (std::size_t row = 0; row < all.count(); ++row) {
    loads.push_back(all.get(row, 0) * 100.0);  // NOLINT(performance-inefficient-vector-operation)
  }
  std::vector<double> got(all.count());
  batch::probability_of_blocking(loads, all.column(3), got);
  for (std::size_t row = 0; row < all.count(); ++row) {
    const double n = all.get(row, 3);
    const bool wrong = !(loads[row] >= 0.0 && loads[row] < infinity && n >= 0.0 && n < infinity);
    RC_ASSERT(std::isnan(got[row]) == wrong);
    if (wrong) continue;
    const double expected =
        probability_of_blocking(loss_system(erlangs(loads[row])), fractional_trunks(n));
    RC_ASSERT(support::relative_error(got[row], expected) <= tolerance(n));
  }
}

}  // namespace
}  // namespace krarup
