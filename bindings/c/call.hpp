// What every call has: the caller's structures, arrays and wishes, looked at before any is used, and
// what becomes of an exception.
#pragma once

#include <algorithm>
#include <array>
#include <cfenv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <functional>
#include <limits>
#include <new>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include "krarup.h"

namespace krarup::c {

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
using refused = std::optional<batch::refusal>;

/// Ends a call before, or instead of, an answer. Needs no memory.
struct failure {
  krarup_status status;
  std::array<char, sizeof(krarup_error::message)> message{};
};

template <class First, class... Parts>
[[noreturn]] void fail(krarup_status status, const char* format, First first, Parts... parts) {
  failure thrown{status};
  std::snprintf(thrown.message.data(), thrown.message.size(), format, first, parts...);
  throw thrown;
}
[[noreturn]] inline void fail(krarup_status status, const char* sentence) {
  fail(status, "%s", sentence);
}

inline void check_aligned(const void* first, std::size_t alignment, const char* name) {
  if (reinterpret_cast<std::uintptr_t>(first) % alignment != 0) {
    fail(KRARUP_IMPOSSIBLE_POINTER, "%s must be aligned to %d bytes", name,
         static_cast<int>(alignment));
  }
}

/// The caller's structure; what an older one does not have is left out.
template <class Struct>
Struct taken(const Struct* given, const char* name) {
  if (given == nullptr)
    fail(KRARUP_IMPOSSIBLE_POINTER, "%s must be given, got a null pointer", name);
  check_aligned(given, alignof(Struct), name);
  constexpr std::int64_t first = sizeof(Struct);  // of the first krarup.h, whatever comes later
  constexpr std::int64_t most = 4096;             // of any yet to come
  const std::int64_t size = given->size;
  if (size < first || size > most) {
    fail(KRARUP_IMPOSSIBLE_SIZE, "the size of %s must be sizeof, %lld, got %lld", name,
         static_cast<long long>(sizeof(Struct)), static_cast<long long>(size));
  }
  const auto* bytes = reinterpret_cast<const unsigned char*>(given);
  if (std::any_of(bytes + std::min<std::int64_t>(size, sizeof(Struct)), bytes + size,
                  [](unsigned char byte) { return byte != 0; })) {
    fail(KRARUP_IMPOSSIBLE_SIZE, "%s must set only what this version of krarup knows", name);
  }
  Struct copy{};
  std::memcpy(&copy, given, std::min(static_cast<std::size_t>(size), sizeof(Struct)));
  return copy;
}

/// The caller's arrays for a number of rows, looked at before any of them is read or written.
class arrays {
 public:
  explicit arrays(std::int64_t rows) : rows_(static_cast<std::size_t>(rows)) {
    constexpr auto most = std::numeric_limits<std::ptrdiff_t>::max() / sizeof(double);
    if (rows < 0) {
      fail(KRARUP_IMPOSSIBLE_COUNT, "rows must be >= 0, got %lld", static_cast<long long>(rows));
    }
    if (static_cast<std::uint64_t>(rows) > most) {
      fail(KRARUP_IMPOSSIBLE_COUNT, "rows must fit into memory, got %lld",
           static_cast<long long>(rows));
    }
  }

  [[nodiscard]] std::size_t rows() const { return rows_; }

  /// A column that must be given.
  batch::column in(const krarup_column& given, const char* name) {
    if (given.values == nullptr) missing(name);
    return in(given, name, nothing);
  }
  batch::column in(const krarup_column* given, const char* name) {
    if (given == nullptr) missing(name);
    check_aligned(given, alignof(krarup_column), name);
    return in(*given, name);
  }
  /// A column that is the same number everywhere if left out.
  batch::column in(const krarup_column& given, const char* name, double otherwise) {
    if (given.values == nullptr) return otherwise;
    check_aligned(given.values, alignof(double), name);
    if (rows_ == 0) return nothing;  // not to be read
    if (given.stride == 0) {
      note(given.values, sizeof(double), is_read, name);
      return *given.values;
    }
    const auto farthest = static_cast<std::uint64_t>(rows_ - 1);
    const std::uint64_t step = given.stride < 0
                                   ? std::uint64_t{0} - static_cast<std::uint64_t>(given.stride)
                                   : static_cast<std::uint64_t>(given.stride);
    constexpr std::uint64_t most = std::numeric_limits<std::ptrdiff_t>::max() / sizeof(double);
    if (farthest != 0 && step > (most - 1) / farthest) {
      fail(KRARUP_IMPOSSIBLE_COUNT, "rows times the stride of %s must fit into memory", name);
    }
    const std::uint64_t reach = farthest * step;
    const auto first = reinterpret_cast<std::uintptr_t>(given.values);
    note(given.stride < 0 ? first - reach * sizeof(double) : first, (reach + 1) * sizeof(double),
         is_read, name);
    return {given.values, static_cast<std::ptrdiff_t>(given.stride)};
  }

  batch::queue_columns in(const krarup_queues& of) {
    return {in(of.arrival_rate, "arrival_rate"), in(of.average_handle_time, "average_handle_time"),
            in(of.average_patience, "average_patience", infinity)};
  }
  batch::target_columns in(const krarup_targets& of) {
    constexpr double none = -1.0;
    return {
        .service_level = in(of.service_level, "service_level", none),
        .answer_within = in(of.answer_within, "answer_within", none),
        .definition = in(of.definition, "definition", 0.0),
        .short_abandon = in(of.short_abandon, "short_abandon", none),
        .average_speed_of_answer = in(of.average_speed_of_answer, "average_speed_of_answer", none),
        .mean_wait = in(of.mean_wait, "mean_wait", none),
        .probability_of_abandonment =
            in(of.probability_of_abandonment, "probability_of_abandonment", none),
        .occupancy = in(of.occupancy, "occupancy", none),
        .probability_of_wait = in(of.probability_of_wait, "probability_of_wait", none),
    };
  }
  batch::level_columns in(const krarup_levels& of) {
    return {in(of.answer_within, "answer_within"), in(of.definition, "definition", 0.0),
            in(of.short_abandon, "short_abandon", -1.0)};
  }

  /// An array for results that must be given, and one that may be left out, which is then empty.
  template <class Number>
  std::span<Number> out(Number* first, const char* name) {
    if (first == nullptr && rows_ > 0) missing(name);
    return out_if(first, name);
  }
  template <class Number>
  std::span<Number> out_if(Number* first, const char* name) {
    if (first == nullptr) return {};
    check_aligned(first, alignof(Number), name);
    note(first, rows_ * sizeof(Number), is_written, name);
    return {first, rows_};
  }

 private:
  enum use { is_read, is_written };
  struct piece {
    std::uintptr_t begin, end;
    use used;
    const char* name;
  };

  [[noreturn]] static void missing(const char* name) {
    fail(KRARUP_IMPOSSIBLE_POINTER, "%s must be given, got a null pointer", name);
  }

  void note(const void* first, std::uint64_t bytes, use used, const char* name) {
    note(reinterpret_cast<std::uintptr_t>(first), bytes, used, name);
  }
  void note(std::uintptr_t begin, std::uint64_t bytes, use used, const char* name) {
    const std::uintptr_t end = begin + static_cast<std::uintptr_t>(bytes);
    if (end < begin) fail(KRARUP_IMPOSSIBLE_COUNT, "the rows of %s must fit into memory", name);
    if (used == is_written) {
      for (const piece& other : std::span(pieces_).first(count_)) {
        if (begin < other.end && other.begin < end) {
          fail(KRARUP_OVERLAP, "%s must not share memory with %s", name, other.name);
        }
      }
    }
    pieces_.at(count_++) = {begin, end, used, name};
  }

  std::size_t rows_;
  std::array<piece, 40> pieces_{};
  std::size_t count_ = 0;
};

/// How the caller wants it computed.
class chosen {
 public:
  explicit chosen(const krarup_execution* given) {
    if (given == nullptr) return;
    const krarup_execution wanted = taken(given, "krarup_execution");
    if (wanted.workers < 0) {
      fail(KRARUP_OUT_OF_RANGE, "workers must be >= 0, got %d", static_cast<int>(wanted.workers));
    }
    if (wanted.instructions < KRARUP_INSTRUCTIONS_WIDEST ||
        wanted.instructions > KRARUP_INSTRUCTIONS_AVX512) {
      fail(KRARUP_UNKNOWN_NUMBER, "instructions must be one of KRARUP_INSTRUCTIONS_, got %d",
           static_cast<int>(wanted.instructions));
    }
    how_.workers = std::min<std::size_t>(static_cast<std::size_t>(wanted.workers), 1024);
    if (wanted.instructions != KRARUP_INSTRUCTIONS_WIDEST) {
      how_.instructions = static_cast<batch::instruction_set>(wanted.instructions - 1);
    }
    if (wanted.go_on == nullptr) return;
    go_on_ = [this, ask = wanted.go_on, context = wanted.context](double share) {
      if (!stopped_) stopped_ = ask(share, context) == 0;
      return !stopped_;
    };
    how_.go_on = &go_on_;
  }
  chosen(const chosen&) = delete;
  chosen& operator=(const chosen&) = delete;

  [[nodiscard]] const batch::execution& how() const { return how_; }
  [[nodiscard]] bool stopped() const { return stopped_; }

 private:
  std::function<bool(double)> go_on_;
  batch::execution how_;
  bool stopped_ = false;
};

/// Rounding to nearest, no traps; in the end as it was.
class plain_arithmetic {
 public:
  plain_arithmetic() {
    std::feholdexcept(&before_);
    std::fesetround(FE_TONEAREST);
  }
  plain_arithmetic(const plain_arithmetic&) = delete;
  plain_arithmetic& operator=(const plain_arithmetic&) = delete;
  ~plain_arithmetic() { std::fesetenv(&before_); }

 private:
  std::fenv_t before_;
};

inline krarup_status report(krarup_error* error, krarup_status status, std::int64_t row,
                            const char* message) {
  if (error == nullptr) return status;
  error->row = row;
  error->status = status;
  error->reserved = 0;
  std::snprintf(error->message, sizeof error->message, "%s", message);
  return status;
}

/// Answers a call: what ask() says of its rows, or what it throws, as a status.
template <class Ask>
krarup_status answer(const krarup_execution* execution, krarup_error* error, const Ask& ask) {
  try {
    if (error != nullptr) static_cast<void>(taken(error, "krarup_error"));
  } catch (const failure& failed) {
    return failed.status;
  }
  try {
    const plain_arithmetic while_here;
    const chosen as_wanted(execution);
    const refused rows = ask(as_wanted);
    if (as_wanted.stopped()) fail(KRARUP_STOPPED, "go_on said no");
    if (!rows) return report(error, KRARUP_OK, -1, "");
    return report(error, KRARUP_ROWS_REFUSED, static_cast<std::int64_t>(rows->row),
                  rows->why.c_str());
  } catch (const failure& failed) {
    return report(error, failed.status, -1, failed.message.data());
  } catch (const std::bad_alloc&) {
    return report(error, KRARUP_OUT_OF_MEMORY, -1, krarup_status_text(KRARUP_OUT_OF_MEMORY));
  } catch (const std::length_error&) {  // a vector longer than any can be
    return report(error, KRARUP_OUT_OF_MEMORY, -1, krarup_status_text(KRARUP_OUT_OF_MEMORY));
  } catch (const std::domain_error& outside) {
    return report(error, KRARUP_OUT_OF_RANGE, -1, outside.what());
  } catch (const std::exception& unexpected) {
    return report(error, KRARUP_INTERNAL_ERROR, -1, unexpected.what());
  } catch (...) {
    return report(error, KRARUP_INTERNAL_ERROR, -1, krarup_status_text(KRARUP_INTERNAL_ERROR));
  }
}

inline std::int32_t reason_of(double number) {
  return std::isnan(number) ? KRARUP_REASON_NO_QUESTION : static_cast<std::int32_t>(number);
}

/// Solves into values and reasons, which the batch keeps as doubles; solve(values, reasons).
template <class Solve>
refused with_reasons(arrays& all, double* values, const char* name, std::int32_t* reasons,
                     const Solve& solve) {
  const std::span<double> solved = all.out(values, name);
  const std::span<std::int32_t> why = all.out_if(reasons, "reason");
  std::vector<double> numbers(why.size());
  refused rows = solve(solved, std::span(numbers));
  std::transform(numbers.begin(), numbers.end(), why.begin(), reason_of);
  return rows;
}

inline rounding rounding_of(std::int32_t number) {
  if (number < KRARUP_ROUNDING_NONE || number > KRARUP_ROUNDING_UP_EACH_STEP) {
    fail(KRARUP_UNKNOWN_NUMBER, "rounding must be one of KRARUP_ROUNDING_, got %d",
         static_cast<int>(number));
  }
  return static_cast<rounding>(number);
}

}  // namespace krarup::c
