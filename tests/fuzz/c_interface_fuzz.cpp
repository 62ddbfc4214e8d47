// The C interface: any columns and structures, null, misaligned, of impossible size or number. No call
// may fail inside; what is refused leaves its results untouched.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include "c/krarup.h"
#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t steps_a_row = 50'000'000;
constexpr std::size_t most_rows = 12;
constexpr double untouched = -77.25;  // no measure is that

/// Hands out what a call is given, mostly sound.
class arguments {
 public:
  explicit arguments(bytes& in)
      : in_(in),
        rows_(static_cast<std::int64_t>(in.one_of(most_rows))),
        spoilt_(in.one_of(4) == 0) {
    if (odd()) rows_ = -rows_;
    if (odd())
      rows_ = std::numeric_limits<std::int64_t>::max() - static_cast<std::int64_t>(in.bits(32));
    memory_.reserve(64);
  }

  [[nodiscard]] std::int64_t rows() const { return rows_; }

  template <class Next>
  krarup_column column(const Next& next) {
    if (odd()) return {nullptr, 1};
    const std::size_t kind = in_.one_of(8);
    const std::int64_t stride = kind == 0 ? 0 : kind == 1 ? 2 : kind == 2 ? -1 : 1;
    auto& values =
        memory_.emplace_back(2 * most_rows + 2, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < values.size(); i += 1 + in_.one_of(6)) values.at(i) = next();
    const double* first = values.data() + (stride < 0 ? most_rows : 0);
    if (odd()) {
      const auto at = reinterpret_cast<std::uintptr_t>(first) + 1;
      first = reinterpret_cast<const double*>(at);  // NOLINT: what a stranger may hand over
    }
    return {first, stride};
  }
  krarup_column counts() {
    return column([this] { return in_.flag() ? in_.scale(0.5, 1e3) : in_.number(); });
  }
  krarup_column times() {
    return column([this] { return in_.flag() ? in_.scale(1e-3, 1e3) : in_.number(); });
  }
  krarup_column shares() {
    return column([this] { return in_.share(); });
  }
  krarup_column nothing() { return {nullptr, 0}; }
  template <class Column>
  krarup_column perhaps(const Column& column) {
    return in_.one_of(3) == 0 ? column() : nothing();
  }

  template <class Structure>
  std::int64_t size() {
    const auto whole = static_cast<std::int64_t>(sizeof(Structure));
    // More would be read: that it is there is the caller's promise.
    return odd() ? whole - static_cast<std::int64_t>(in_.bits(16) % 300) : whole;
  }
  std::int32_t number(std::int32_t names) {
    return odd() ? static_cast<std::int32_t>(in_.bits(32))
                 : static_cast<std::int32_t>(in_.one_of(static_cast<std::size_t>(names)));
  }

  krarup_queues queues() {
    return {size<krarup_queues>(), counts(), counts(), perhaps([this] { return times(); })};
  }
  krarup_targets targets() {
    return {
        size<krarup_targets>(),
        shares(),
        times(),
        perhaps([this] { return column([this] { return static_cast<double>(in_.one_of(9)); }); }),
        perhaps([this] { return times(); }),
        perhaps([this] { return times(); }),
        perhaps([this] { return times(); }),
        perhaps([this] { return shares(); }),
        perhaps([this] { return shares(); }),
        perhaps([this] { return shares(); })};
  }
  krarup_levels levels() {
    return {size<krarup_levels>(), times(), perhaps([this] {
              return column([this] { return static_cast<double>(in_.one_of(9)); });
            }),
            perhaps([this] { return times(); })};
  }
  krarup_execution execution() {
    return {size<krarup_execution>(), in_.flag() ? 1 : number(5), number(4),
            in_.one_of(4) == 0 ? +[](double, void* asked) { return --*static_cast<int*>(asked); }
                               : nullptr,
            &asked_};
  }

  bool odd() { return spoilt_ && in_.one_of(12) == 0; }

 private:
  bytes& in_;
  std::int64_t rows_;
  bool spoilt_;
  int asked_ = 3;
  std::vector<std::vector<double>> memory_;
};

/// A result, with a margin that no call may write to.
class result {
 public:
  explicit result(bool missing = false) : missing_(missing) { values_.fill(untouched); }
  double* data() { return missing_ ? nullptr : values_.data() + 1; }
  [[nodiscard]] bool is_untouched() const {
    return std::all_of(values_.begin(), values_.end(), [](double v) { return v == untouched; });
  }
  void check(const char* what, std::int64_t rows, double least, double most) const {
    if (missing_) return;
    for (std::size_t i = 0; i < values_.size(); ++i) {
      const bool row = i >= 1 && static_cast<std::int64_t>(i) <= rows;
      const double value = values_.at(i);
      expect(row ? std::isnan(value) || (value >= least && value <= most) : value == untouched,
             what, {static_cast<double>(i), value});
    }
  }

 private:
  std::array<double, most_rows + 2> values_{};
  bool missing_;
};

struct call {
  const char* what;
  double most;  // of a result
};

/// Calls, and holds the answer to what the header says of every status.
template <class Ask>
void check(arguments& all, const call& of, const Ask& ask) {
  result values(all.odd());
  const krarup_execution how = all.execution();
  krarup_error error{};
  error.size = all.size<krarup_error>();
  std::memset(static_cast<void*>(error.message), 'x', sizeof error.message);
  const bool sound_error = error.size == static_cast<std::int64_t>(sizeof error);
  const krarup_status status =
      within(of.what, steps_a_row * (most_rows + 1), [&] { return ask(values, &how, &error); });
  expect(status != KRARUP_INTERNAL_ERROR && status != KRARUP_OUT_OF_MEMORY, of.what,
         {static_cast<double>(status)});
  expect(std::string(krarup_status_text(status)).size() > 1 || status == KRARUP_OK, of.what,
         {static_cast<double>(status)});
  if (sound_error) {
    expect(error.status == status, "the error tells the status", {static_cast<double>(status)});
    expect(std::memchr(static_cast<const void*>(error.message), 0, sizeof error.message) != nullptr,
           "the sentence ends", {static_cast<double>(status)});
  }
  if (status == KRARUP_OK || status == KRARUP_ROWS_REFUSED) {
    values.check(of.what, all.rows(), 0.0, of.most);
  } else if (status != KRARUP_STOPPED) {
    expect(values.is_untouched(), of.what, {static_cast<double>(status)});
  }
}

void check_measures(bytes& in, arguments& all) {
  const krarup_queues queues = all.queues();
  const krarup_column agents = all.counts();
  const std::int64_t rows = all.rows();
  switch (in.one_of(8)) {
    case 0:
      return check(all, {"krarup_probability_of_blocking", 1.0},
                   [&](result& to, auto how, auto error) {
                     return krarup_probability_of_blocking(&queues.arrival_rate, &agents, rows,
                                                           to.data(), how, error);
                   });
    case 1:
      return check(all, {"krarup_probability_of_wait", 1.0}, [&](result& to, auto how, auto error) {
        return krarup_probability_of_wait(&queues, &agents, rows, to.data(), how, error);
      });
    case 2:
      return check(
          all, {"krarup_probability_of_abandonment", 1.0}, [&](result& to, auto how, auto error) {
            return krarup_probability_of_abandonment(&queues, &agents, rows, to.data(), how, error);
          });
    case 3: {
      const krarup_levels levels = all.levels();
      return check(all, {"krarup_service_level", 1.0}, [&](result& to, auto how, auto error) {
        return krarup_service_level(&queues, &agents, &levels, rows, to.data(), how, error);
      });
    }
    case 4: {
      const std::int32_t whom = all.number(4);
      return check(all, {"krarup_mean_wait", infinity}, [&](result& to, auto how, auto error) {
        return krarup_mean_wait(&queues, &agents, whom, rows, to.data(), how, error);
      });
    }
    case 5:
      return check(all, {"krarup_mean_queue_length", infinity},
                   [&](result& to, auto how, auto error) {
                     return krarup_mean_queue_length(&queues, &agents, rows, to.data(), how, error);
                   });
    case 6:
      return check(all, {"krarup_occupancy", 1.0}, [&](result& to, auto how, auto error) {
        return krarup_occupancy(&queues, &agents, rows, to.data(), how, error);
      });
    default: {
      const krarup_levels levels = all.levels();
      return check(all, {"krarup_evaluate", 1.0}, [&](result& to, auto how, auto error) {
        krarup_measures measures{};
        measures.size = sizeof measures;
        measures.service_level = to.data();
        return krarup_evaluate(&queues, &agents, &levels, rows, &measures, how, error);
      });
    }
  }
}

void check_promises(bytes& in, arguments& all) {
  const krarup_queues queues = all.queues();
  const krarup_targets targets = all.targets();
  const krarup_column agents = all.counts();
  const std::int64_t rows = all.rows();
  std::array<std::int32_t, most_rows> reasons{};
  std::int32_t* const why = in.flag() ? reasons.data() : nullptr;
  switch (in.one_of(6)) {
    case 0:
      check(all, {"krarup_agents_required", infinity}, [&](result& to, auto how, auto error) {
        return krarup_agents_required(&queues, &targets, rows, to.data(), why, how, error);
      });
      break;
    case 1:
      check(all, {"krarup_fractional_agents_required", infinity},
            [&](result& to, auto how, auto error) {
              return krarup_fractional_agents_required(&queues, &targets, rows, to.data(), why, how,
                                                       error);
            });
      break;
    case 2:
      check(all, {"krarup_trunks_required", infinity}, [&](result& to, auto how, auto error) {
        return krarup_trunks_required(&queues.arrival_rate, &targets.service_level, rows, to.data(),
                                      why, how, error);
      });
      break;
    case 3: {
      const krarup_column interval = all.times();
      check(all, {"krarup_contacts_answerable", infinity}, [&](result& to, auto how, auto error) {
        return krarup_contacts_answerable(&queues, &agents, &targets, &interval, rows, to.data(),
                                          why, how, error);
      });
      break;
    }
    case 4:
      check(all, {"krarup_longest_average_handle_time", infinity},
            [&](result& to, auto how, auto error) {
              return krarup_longest_average_handle_time(&queues, &agents, &targets, rows, to.data(),
                                                        why, how, error);
            });
      break;
    default: {
      const krarup_levels levels = all.levels();
      check(all, {"krarup_answer_within_achieved", infinity},
            [&](result& to, auto how, auto error) {
              return krarup_answer_within_achieved(&queues, &agents, &targets.service_level,
                                                   &levels, rows, to.data(), why, how, error);
            });
    }
  }
  for (const std::int32_t reason : reasons) {
    expect(reason >= KRARUP_REASON_NO_QUESTION && reason <= KRARUP_REASON_BEYOND_NUMBERS,
           "a reason", {static_cast<double>(reason)});
    expect(krarup_reason_text(reason) != nullptr, "a reason has a sentence", {});
  }
}

void check_plans(bytes& in, arguments& all) {
  const std::int64_t rows = all.rows();
  const std::int32_t rounded = all.number(3);
  if (in.flag()) {
    const krarup_column staff = all.counts();
    const krarup_column shrinkage = all.shares();
    return check(all, {"krarup_scheduled_from_on_phone", infinity},
                 [&](result& to, auto how, auto error) {
                   return krarup_scheduled_from_on_phone(&staff, &shrinkage, rows, rounded,
                                                         to.data(), how, error);
                 });
  }
  const krarup_forecast forecast{all.size<krarup_forecast>(),
                                 all.counts(),
                                 all.times(),
                                 all.times(),
                                 all.perhaps([&] { return all.times(); }),
                                 all.perhaps([&] { return all.shares(); }),
                                 all.perhaps([&] { return all.counts(); })};
  const krarup_targets targets = all.targets();
  check(all, {"krarup_plan_day", 1.0}, [&](result& to, auto how, auto error) {
    krarup_plan plan{};
    plan.size = sizeof plan;
    plan.service_level = to.data();
    krarup_totals totals{};
    totals.size = sizeof totals;
    return krarup_plan_day(&forecast, &targets, rows, rounded, &plan, &totals, how, error);
  });
}

}  // namespace

void run(bytes& in) {
  const std::size_t kind = in.one_of(3);
  arguments all(in);
  if (kind == 0) return check_measures(in, all);
  if (kind == 1) return check_promises(in, all);
  check_plans(in, all);
}

}  // namespace krarup::fuzz
