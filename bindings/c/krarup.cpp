#include "krarup.h"

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
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/execution.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/batch/rows.hpp>
#include <krarup/outcome.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

namespace {

namespace batch = krarup::batch;

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
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
[[noreturn]] void fail(krarup_status status, const char* sentence) {
  fail(status, "%s", sentence);
}

void check_aligned(const void* first, std::size_t alignment, const char* name) {
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

krarup_status report(krarup_error* error, krarup_status status, std::int64_t row,
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

/// A question about queues under agents, whose results are one array.
template <class Question>
krarup_status measure(const krarup_queues* queues, const krarup_column* agents, std::int64_t rows,
                      double* result, const krarup_execution* how, krarup_error* error,
                      const Question& question) {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::column staff = all.in(agents, "agents");
    return question(of, staff, all.out(result, "result"), wanted.how());
  });
}

std::int32_t reason_of(double number) {
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

krarup::rounding rounding_of(std::int32_t number) {
  if (number < KRARUP_ROUNDING_NONE || number > KRARUP_ROUNDING_UP_EACH_STEP) {
    fail(KRARUP_UNKNOWN_NUMBER, "rounding must be one of KRARUP_ROUNDING_, got %d",
         static_cast<int>(number));
  }
  return static_cast<krarup::rounding>(number);
}

/// The results of a day, in pieces of rows.
class plan_writer {
 public:
  plan_writer(const krarup_plan& plan, arrays& all)
      : reason_(all.out_if(plan.reason, "reason")),
        columns_{all.out_if(plan.agents_required, "agents_required"),
                 all.out_if(plan.agents, "agents"),
                 all.out_if(plan.offered_load, "offered_load"),
                 all.out_if(plan.occupancy, "occupancy"),
                 all.out_if(plan.probability_of_wait, "probability_of_wait"),
                 all.out_if(plan.service_level, "service_level"),
                 all.out_if(plan.average_speed_of_answer, "average_speed_of_answer"),
                 all.out_if(plan.mean_queue_length, "mean_queue_length"),
                 all.out_if(plan.probability_of_abandonment, "probability_of_abandonment"),
                 all.out_if(plan.scheduled, "scheduled"),
                 all.out_if(plan.paid_time, "paid_time")} {}

  void write(std::size_t row, const std::optional<krarup::day_plan_row>& planned) const {
    std::array<double, columns> numbers;
    numbers.fill(nothing);
    double reason = nothing;
    if (planned) {
      const bool known = planned->required.has_value();
      numbers[0] = known ? planned->required->count() : infinity;
      reason = known ? 0.0 : 1.0 + static_cast<double>(planned->required.why());
    }
    if (planned && planned->staffed) {
      const krarup::staffed_interval& staffed = *planned->staffed;
      const krarup::performance& under = staffed.performance;
      numbers = {numbers[0],
                 under.agents.count(),
                 under.offered_load.value(),
                 under.occupancy,
                 under.probability_of_wait,
                 under.service_level,
                 under.average_speed_of_answer.count(),
                 under.mean_queue_length,
                 under.probability_of_abandonment,
                 staffed.scheduled.count(),
                 staffed.paid_time.count()};
    }
    for (std::size_t i = 0; i < columns; ++i) {
      if (!columns_[i].empty()) columns_[i][row] = numbers[i];
    }
    if (!reason_.empty()) reason_[row] = reason_of(reason);
  }

 private:
  static constexpr std::size_t columns = 11;
  std::span<std::int32_t> reason_;
  std::array<std::span<double>, columns> columns_;
};

/// Sums of a day, and its peak by the number of the row.
class totals_writer {
 public:
  void add(std::size_t row, const krarup::day_plan_row& planned) {
    sums_.add(planned);
    if (planned.required && (peak_ < 0 || planned.required->count() > peak_required_)) {
      peak_ = static_cast<std::int64_t>(row);
      peak_required_ = planned.required->count();
    }
  }

  void write(krarup_totals& to) const {
    const krarup::day_totals sums = sums_.totals();
    const auto count = [](std::size_t number) { return static_cast<std::int64_t>(number); };
    to = {
        .size = to.size,
        .intervals = count(sums.intervals),
        .intervals_without_requirement = count(sums.intervals_without_requirement),
        .intervals_left_out = count(sums.intervals_left_out),
        .intervals_without_service_level = count(sums.intervals_without_service_level),
        .peak_interval = peak_,
        .peak_required = peak_required_,
        .offered_left_out = sums.offered_left_out.count(),
        .offered = sums.offered.count(),
        .answered = sums.answered.count(),
        .abandoned = sums.abandoned.count(),
        .in_time = sums.in_time.count(),
        .counted = sums.counted.count(),
        .service_level = sums.service_level,
        .average_speed_of_answer = sums.average_speed_of_answer.count(),
        .probability_of_abandonment = sums.probability_of_abandonment,
        .handling_time = sums.handling_time.count(),
        .ready_time = sums.ready_time.count(),
        .occupancy = sums.occupancy,
        .paid_time = sums.paid_time.count(),
    };
  }

 private:
  krarup::day_sums sums_;
  std::int64_t peak_ = -1;
  double peak_required_ = 0.0;
};

refused plan_in_pieces(const batch::forecast_columns& forecast, std::size_t rows,
                       krarup::rounding rounded, const chosen& wanted, const plan_writer* plan,
                       totals_writer* totals) {
  constexpr std::size_t most = 65'536;  // a planned row takes much more memory than its results
  std::vector<std::optional<krarup::day_plan_row>> piece(std::min(most, rows));
  refused first;
  for (std::size_t begin = 0; begin < rows && !wanted.stopped(); begin += most) {
    piece.resize(std::min(most, rows - begin));
    const auto share = [&](std::size_t row) {
      return static_cast<double>(row) / static_cast<double>(rows);
    };
    const batch::detail::batch_part part(wanted.how(), share(begin), share(begin + piece.size()));
    const refused of_piece = batch::plan_day(forecast.from(begin), rounded, piece, part.how());
    if (of_piece && !first) first = batch::refusal{begin + of_piece->row, of_piece->why};
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (plan != nullptr) plan->write(begin + i, piece[i]);
      if (totals != nullptr && piece[i]) totals->add(begin + i, *piece[i]);
    }
  }
  return first;
}

}  // namespace

const char* krarup_version(void) KRARUP_NOEXCEPT {
  return KRARUP_VERSION;
}

int32_t krarup_c_api(void) KRARUP_NOEXCEPT {
  return KRARUP_C_API;
}

const char* krarup_status_text(krarup_status status) KRARUP_NOEXCEPT {
  switch (status) {
    case KRARUP_OK:
      return "answered";
    case KRARUP_ROWS_REFUSED:
      return "rows outside the model were refused, the others are answered";
    case KRARUP_STOPPED:
      return "stopped by the caller";
    case KRARUP_IMPOSSIBLE_POINTER:
      return "a pointer is null where it must lead somewhere, or is not aligned";
    case KRARUP_IMPOSSIBLE_COUNT:
      return "a count is negative, or beyond what memory can hold";
    case KRARUP_UNKNOWN_NUMBER:
      return "no name of the enumeration has this number";
    case KRARUP_IMPOSSIBLE_SIZE:
      return "a structure's size was not set, or it sets what this version does not know";
    case KRARUP_OVERLAP:
      return "a result shares memory with a column or another result";
    case KRARUP_OUT_OF_RANGE:
      return "a number is outside the model";
    case KRARUP_OUT_OF_MEMORY:
      return "not enough memory";
    case KRARUP_INTERNAL_ERROR:
      return "a defect of krarup";
    default:
      return "";
  }
}

const char* krarup_reason_text(int32_t reason) KRARUP_NOEXCEPT {
  if (reason == KRARUP_REASON_NONE) return "answered";
  if (reason == KRARUP_REASON_NO_QUESTION) return "the row is missing a number or was refused";
  if (reason < 0 || reason > KRARUP_REASON_BEYOND_NUMBERS) return "";
  return krarup::explain(static_cast<krarup::unreachable>(reason - 1));
}

krarup_status krarup_probability_of_blocking(const krarup_column* loads,
                                             const krarup_column* trunks, int64_t rows,
                                             double* result, const krarup_execution* how,
                                             krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::column offered = all.in(loads, "loads");
    const batch::column available = all.in(trunks, "trunks");
    return batch::probability_of_blocking(offered, available, all.out(result, "result"),
                                          wanted.how());
  });
}

krarup_status krarup_probability_of_wait(const krarup_queues* queues, const krarup_column* agents,
                                         int64_t rows, double* result, const krarup_execution* how,
                                         krarup_error* error) KRARUP_NOEXCEPT {
  return measure(queues, agents, rows, result, how, error,
                 [](const auto&... of) { return batch::probability_of_wait(of...); });
}

krarup_status krarup_probability_of_abandonment(const krarup_queues* queues,
                                                const krarup_column* agents, int64_t rows,
                                                double* result, const krarup_execution* how,
                                                krarup_error* error) KRARUP_NOEXCEPT {
  return measure(queues, agents, rows, result, how, error,
                 [](const auto&... of) { return batch::probability_of_abandonment(of...); });
}

krarup_status krarup_service_level(const krarup_queues* queues, const krarup_column* agents,
                                   const krarup_levels* levels, int64_t rows, double* result,
                                   const krarup_execution* how,
                                   krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::column staff = all.in(agents, "agents");
    const batch::level_columns counted = all.in(taken(levels, "krarup_levels"));
    return batch::service_level(of, staff, counted, all.out(result, "result"), wanted.how());
  });
}

krarup_status krarup_average_speed_of_answer(const krarup_queues* queues,
                                             const krarup_column* agents, int64_t rows,
                                             double* result, const krarup_execution* how,
                                             krarup_error* error) KRARUP_NOEXCEPT {
  return measure(queues, agents, rows, result, how, error,
                 [](const auto&... of) { return batch::average_speed_of_answer(of...); });
}

krarup_status krarup_mean_wait(const krarup_queues* queues, const krarup_column* agents,
                               int32_t whom, int64_t rows, double* result,
                               const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT {
  return measure(
      queues, agents, rows, result, how, error,
      [whom](const auto& of, const auto& staff, std::span<double> to, const auto& wanted) {
        if (whom < KRARUP_WAIT_OF_OFFERED || whom > KRARUP_WAIT_OF_VIRTUAL) {
          fail(KRARUP_UNKNOWN_NUMBER, "whom must be one of KRARUP_WAIT_OF_, got %d",
               static_cast<int>(whom));
        }
        return batch::mean_wait(of, staff, static_cast<krarup::wait_of>(whom), to, wanted);
      });
}

krarup_status krarup_mean_queue_length(const krarup_queues* queues, const krarup_column* agents,
                                       int64_t rows, double* result, const krarup_execution* how,
                                       krarup_error* error) KRARUP_NOEXCEPT {
  return measure(queues, agents, rows, result, how, error,
                 [](const auto&... of) { return batch::mean_queue_length(of...); });
}

krarup_status krarup_occupancy(const krarup_queues* queues, const krarup_column* agents,
                               int64_t rows, double* result, const krarup_execution* how,
                               krarup_error* error) KRARUP_NOEXCEPT {
  return measure(queues, agents, rows, result, how, error,
                 [](const auto&... of) { return batch::occupancy(of...); });
}

krarup_status krarup_evaluate(const krarup_queues* queues, const krarup_column* agents,
                              const krarup_levels* levels, int64_t rows,
                              const krarup_measures* result, const krarup_execution* how,
                              krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::column staff = all.in(agents, "agents");
    const batch::level_columns counted = all.in(taken(levels, "krarup_levels"));
    const krarup_measures to = taken(result, "krarup_measures");
    const batch::performance_columns columns{
        .offered_load = all.out_if(to.offered_load, "offered_load"),
        .occupancy = all.out_if(to.occupancy, "occupancy"),
        .probability_of_wait = all.out_if(to.probability_of_wait, "probability_of_wait"),
        .service_level = all.out_if(to.service_level, "service_level"),
        .average_speed_of_answer =
            all.out_if(to.average_speed_of_answer, "average_speed_of_answer"),
        .mean_queue_length = all.out_if(to.mean_queue_length, "mean_queue_length"),
        .probability_of_abandonment =
            all.out_if(to.probability_of_abandonment, "probability_of_abandonment"),
    };
    return batch::evaluate(of, staff, counted, all.rows(), columns, wanted.how());
  });
}

krarup_status krarup_agents_required(const krarup_queues* queues, const krarup_targets* targets,
                                     int64_t rows, double* agents, int32_t* reason,
                                     const krarup_execution* how,
                                     krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::target_columns promised = all.in(taken(targets, "krarup_targets"));
    return with_reasons(all, agents, "agents", reason, [&](auto values, auto reasons) {
      return batch::agents_required(of, promised, {values, reasons}, wanted.how());
    });
  });
}

krarup_status krarup_fractional_agents_required(const krarup_queues* queues,
                                                const krarup_targets* targets, int64_t rows,
                                                double* agents, int32_t* reason,
                                                const krarup_execution* how,
                                                krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::target_columns promised = all.in(taken(targets, "krarup_targets"));
    return with_reasons(all, agents, "agents", reason, [&](auto values, auto reasons) {
      return batch::fractional_agents_required(of, promised, {values, reasons}, wanted.how());
    });
  });
}

krarup_status krarup_trunks_required(const krarup_column* loads, const krarup_column* blocking,
                                     int64_t rows, double* trunks, int32_t* reason,
                                     const krarup_execution* how,
                                     krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::column offered = all.in(loads, "loads");
    const batch::column promised = all.in(blocking, "blocking");
    return with_reasons(all, trunks, "trunks", reason, [&](auto values, auto reasons) {
      return batch::trunks_required(offered, promised, {values, reasons}, wanted.how());
    });
  });
}

krarup_status krarup_contacts_answerable(const krarup_queues* queues, const krarup_column* agents,
                                         const krarup_targets* targets,
                                         const krarup_column* interval, int64_t rows,
                                         double* contacts, int32_t* reason,
                                         const krarup_execution* how,
                                         krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    krarup_queues given = taken(queues, "krarup_queues");
    const double any = 1.0;
    given.arrival_rate = krarup_same(&any);
    const batch::queue_columns of = all.in(given);
    const batch::column staff = all.in(agents, "agents");
    const batch::target_columns promised = all.in(taken(targets, "krarup_targets"));
    const batch::column length = all.in(interval, "interval");
    return with_reasons(all, contacts, "contacts", reason, [&](auto values, auto reasons) {
      return batch::contacts_answerable(of, staff, promised, length, {values, reasons},
                                        wanted.how());
    });
  });
}

krarup_status krarup_longest_average_handle_time(const krarup_queues* queues,
                                                 const krarup_column* agents,
                                                 const krarup_targets* targets, int64_t rows,
                                                 double* average_handle_time, int32_t* reason,
                                                 const krarup_execution* how,
                                                 krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    krarup_queues given = taken(queues, "krarup_queues");
    const double any = 1.0;
    given.average_handle_time = krarup_same(&any);
    const batch::queue_columns of = all.in(given);
    const batch::column staff = all.in(agents, "agents");
    const batch::target_columns promised = all.in(taken(targets, "krarup_targets"));
    return with_reasons(all, average_handle_time, "average_handle_time", reason,
                        [&](auto values, auto reasons) {
                          return batch::longest_average_handle_time(
                              of, staff, promised, {values, reasons}, wanted.how());
                        });
  });
}

krarup_status krarup_answer_within_achieved(
    const krarup_queues* queues, const krarup_column* agents, const krarup_column* service_level,
    const krarup_levels* levels, int64_t rows, double* answer_within, int32_t* reason,
    const krarup_execution* how, krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::column staff = all.in(agents, "agents");
    const batch::column level = all.in(service_level, "service_level");
    krarup_levels given = taken(levels, "krarup_levels");
    const double any = 0.0;
    given.answer_within = krarup_same(&any);
    const batch::level_columns counted = all.in(given);
    return with_reasons(all, answer_within, "answer_within", reason,
                        [&](auto values, auto reasons) {
                          return batch::answer_within_achieved(of, staff, level, counted,
                                                               {values, reasons}, wanted.how());
                        });
  });
}

krarup_status krarup_plan_day(const krarup_forecast* forecast, const krarup_targets* targets,
                              int64_t rows, int32_t rounding, const krarup_plan* plan,
                              krarup_totals* totals, const krarup_execution* how,
                              krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const krarup_forecast given = taken(forecast, "krarup_forecast");
    const batch::forecast_columns day{
        .contacts = all.in(given.contacts, "contacts"),
        .length = all.in(given.length, "length"),
        .average_handle_time = all.in(given.average_handle_time, "average_handle_time"),
        .average_patience = all.in(given.average_patience, "average_patience", infinity),
        .targets = all.in(taken(targets, "krarup_targets")),
        .shrinkage = all.in(given.shrinkage, "shrinkage", 0.0),
        .on_phone = given.on_phone.values == nullptr
                        ? std::nullopt
                        : std::optional(all.in(given.on_phone, "on_phone")),
    };
    const krarup::rounding rounded = rounding_of(rounding);
    std::optional<plan_writer> writer;
    if (plan != nullptr) writer.emplace(taken(plan, "krarup_plan"), all);
    std::optional<totals_writer> sums;
    if (totals != nullptr) {
      static_cast<void>(taken(totals, "krarup_totals"));
      sums.emplace();
    }
    refused rows_refused = plan_in_pieces(day, all.rows(), rounded, wanted,
                                          writer ? &*writer : nullptr, sums ? &*sums : nullptr);
    if (sums) sums->write(*totals);
    return rows_refused;
  });
}

krarup_status krarup_scheduled_from_on_phone(const krarup_column* on_phone,
                                             const krarup_column* shrinkage, int64_t rows,
                                             int32_t rounding, double* scheduled,
                                             const krarup_execution* how,
                                             krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::column ready = all.in(on_phone, "on_phone");
    const batch::column share = all.in(shrinkage, "shrinkage");
    const krarup::rounding rounded = rounding_of(rounding);
    return batch::detail::one_by_one(
        all.out(scheduled, "scheduled"), wanted.how(),
        [&](std::size_t row) { return std::isnan(ready[row]) || std::isnan(share[row]); },
        [&](std::size_t row) {
          return krarup::scheduled_from_on_phone(krarup::fractional_agents(ready[row]), share[row],
                                                 rounded)
              .count();
        });
  });
}

krarup_status krarup_on_phone_from_scheduled(const krarup_column* scheduled,
                                             const krarup_column* shrinkage, int64_t rows,
                                             double* on_phone, const krarup_execution* how,
                                             krarup_error* error) KRARUP_NOEXCEPT {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::column paid = all.in(scheduled, "scheduled");
    const batch::column share = all.in(shrinkage, "shrinkage");
    return batch::detail::one_by_one(
        all.out(on_phone, "on_phone"), wanted.how(),
        [&](std::size_t row) { return std::isnan(paid[row]) || std::isnan(share[row]); },
        [&](std::size_t row) {
          return krarup::on_phone_from_scheduled(krarup::fractional_agents(paid[row]), share[row])
              .count();
        });
  });
}

krarup_status krarup_combined_shrinkage(const double* shares, int64_t count, int32_t combination,
                                        double* shrinkage, krarup_error* error) KRARUP_NOEXCEPT {
  return answer(nullptr, error, [&](const chosen&) -> refused {
    arrays all(count);
    if (shrinkage == nullptr)
      fail(KRARUP_IMPOSSIBLE_POINTER, "shrinkage must be given, got a null pointer");
    if (combination != KRARUP_SHRINKAGE_ADDITIVE && combination != KRARUP_SHRINKAGE_COMPOUNDING) {
      fail(KRARUP_UNKNOWN_NUMBER, "combination must be one of KRARUP_SHRINKAGE_, got %d",
           static_cast<int>(combination));
    }
    std::vector<krarup::shrinkage_item> items;
    if (count > 0) {
      const batch::column column = all.in(krarup_rows(shares), "shares");
      for (std::size_t i = 0; i < all.rows(); ++i) {
        if (std::isnan(column[i])) {
          *shrinkage = nothing;
          return {};
        }
        items.push_back({"", column[i], krarup::shrinkage_kind::planned});
      }
    }
    *shrinkage =
        krarup::shrinkage(items, static_cast<krarup::shrinkage_combination>(combination)).value();
    return {};
  });
}
