// Columns of plain doubles as their owner keeps them, and what is wrong with a row of them.
#pragma once

#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <ranges>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <krarup/detail/fast_math.hpp>

namespace krarup::batch {

/// A vector of doubles, or another range in one piece, but no temporary one.
template <class Range>
concept lasting_doubles = std::ranges::contiguous_range<Range> &&
    std::ranges::borrowed_range<Range> &&
    (std::is_same_v<std::ranges::range_value_t<Range>, double>);

/// One number for each row: every `stride`-th double from the first on, or the same for all rows.
/// Refers to memory that its owner keeps alive and may not be written to meanwhile.
class column {
 public:
  /// The same number in every row.
  constexpr column(double everywhere) : same_(everywhere) {}  // NOLINT(google-explicit-constructor)
  /// One after the other. The range stays alive. A column is itself no range.
  template <lasting_doubles Values>
  // NOLINTNEXTLINE(google-explicit-constructor, bugprone-forwarding-reference-overload)
  constexpr column(Values&& values)
      : first_(std::ranges::data(values)), stride_(1), rows_(std::ranges::size(values)) {}
  /// As many rows as are asked for.
  constexpr column(const double* first, std::ptrdiff_t stride) : first_(first), stride_(stride) {}

  /// Rows that a column has where it does not say.
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();
  [[nodiscard]] constexpr std::size_t rows() const { return rows_; }

  [[nodiscard]] constexpr double operator[](std::size_t row) const {
    const double* values = first_ == nullptr ? &same_ : first_;  // once for a loop over rows
    return values[static_cast<std::ptrdiff_t>(row) * stride_];
  }
  /// The rows from this one on.
  [[nodiscard]] constexpr column from(std::size_t row) const {
    if (first_ == nullptr) return *this;
    column rest(first_ + static_cast<std::ptrdiff_t>(row) * stride_, stride_);
    if (rows_ != any_number) rest.rows_ = rows_ - row;
    return rest;
  }
  /// Whether every row holds the same number without looking at any.
  [[nodiscard]] constexpr bool is_same() const { return stride_ == 0; }
  /// That number, if so.
  [[nodiscard]] constexpr std::optional<double> same() const {
    return is_same() ? std::optional((*this)[0]) : std::nullopt;
  }

 private:
  const double* first_ = nullptr;
  std::ptrdiff_t stride_ = 0;
  double same_ = 0.0;
  std::size_t rows_ = any_number;
};

namespace detail {

/// Errors    std::invalid_argument where a column has another number of rows than the result.
inline void check_rows(std::size_t rows, std::initializer_list<const column*> columns) {
  for (const column* one : columns) {
    if (one->rows() != column::any_number && one->rows() != rows) {
      throw std::invalid_argument("a column must have the rows of the result, " +
                                  std::to_string(rows) + ", got " + std::to_string(one->rows()));
    }
  }
}

}  // namespace detail

/// Queues, one for each row: Erlang C where patience is infinite, else Erlang A.
struct queue_columns {
  column arrival_rate;                                                ///< contacts per second
  column average_handle_time;                                         ///< seconds
  column average_patience = std::numeric_limits<double>::infinity();  ///< seconds

  /// Errors    std::invalid_argument where a column has another number of rows.
  void check_rows(std::size_t rows) const {
    detail::check_rows(rows, {&arrival_rate, &average_handle_time, &average_patience});
  }

  [[nodiscard]] bool has_nan(std::size_t row) const {
    return std::isnan(arrival_rate[row]) || std::isnan(average_handle_time[row]) ||
           std::isnan(average_patience[row]);
  }
};

/// The first row, in their order, whose numbers lie outside the model, and what was said of it. Its
/// results, and those of every other such row, are NaN.
struct refusal {
  std::size_t row;
  std::string why;
};

}  // namespace krarup::batch
