// Columns of plain doubles as their owner keeps them, and what is wrong with a row of them.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <string>

namespace krarup::batch {

/// One number for each row: every `stride`-th double from the first on, or the same for all rows.
/// Refers to memory that its owner keeps alive and may not be written to meanwhile.
class column {
 public:
  /// The same number in every row.
  constexpr column(double everywhere) : same_(everywhere) {}  // NOLINT(google-explicit-constructor)
  /// One after the other.
  constexpr column(std::span<const double> values)  // NOLINT(google-explicit-constructor)
      : first_(values.data()), stride_(1) {}
  constexpr column(const double* first, std::ptrdiff_t stride) : first_(first), stride_(stride) {}

  [[nodiscard]] constexpr double operator[](std::size_t row) const {
    return first_ == nullptr ? same_ : first_[static_cast<std::ptrdiff_t>(row) * stride_];
  }
  /// Whether every row holds the same number without looking at any.
  [[nodiscard]] constexpr bool is_same() const { return first_ == nullptr || stride_ == 0; }

 private:
  const double* first_ = nullptr;
  std::ptrdiff_t stride_ = 0;
  double same_ = 0.0;
};

/// Queues, one for each row: Erlang C where patience is infinite, else Erlang A.
struct queue_columns {
  column arrival_rate;                                                ///< contacts per second
  column average_handle_time;                                         ///< seconds
  column average_patience = std::numeric_limits<double>::infinity();  ///< seconds

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
