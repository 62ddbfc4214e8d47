// Columns: any rows, strides and instruction sets, by one worker or several, against one row after the
// other.
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/staffing/day_plan.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

using batch::column;
using batch::execution;
using batch::instruction_set;

constexpr std::uint64_t steps_a_row = 2'000'000;
constexpr std::array every_set{instruction_set::baseline, instruction_set::avx2,
                               instruction_set::avx512};
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Numbers of which a column is made, with room for a stride.
class numbers {
 public:
  template <class Next>
  numbers(bytes& in, std::size_t rows, const Next& next) : rows_(rows) {
    const std::size_t kind = in.one_of(8);
    stride_ = kind == 0 ? 0 : kind == 1 ? 2 : kind == 2 ? -1 : 1;
    const std::size_t different = kind == 0 ? 1 : std::min<std::size_t>(rows, 1 + in.one_of(12));
    std::vector<double> some;
    for (std::size_t i = 0; i < different; ++i) some.push_back(next());
    values_.resize(2 * rows + 1, nan);
    for (std::size_t row = 0; row < rows; ++row) {
      values_.at(place(row)) = some.at((row * 7 + row / 5) % different);
    }
    same_ = kind == 7;
    if (same_) std::fill(values_.begin(), values_.end(), some.front());
  }

  [[nodiscard]] column as_column() const {
    if (same_) return values_.front();
    return {values_.data() + place(0), stride_};
  }
  double operator[](std::size_t row) const { return values_.at(same_ ? 0 : place(row)); }

 private:
  [[nodiscard]] std::size_t place(std::size_t row) const {
    const auto first = static_cast<std::ptrdiff_t>(stride_ < 0 ? rows_ : 0);
    return static_cast<std::size_t>(first + static_cast<std::ptrdiff_t>(row) * stride_);
  }

  std::size_t rows_;
  std::ptrdiff_t stride_ = 1;
  bool same_ = false;
  std::vector<double> values_;
};

/// What one row after the other says: a number, or why not.
struct answers {
  std::vector<double> values;
  std::optional<batch::refusal> refused;

  template <class HasNan, class One>
  answers(std::size_t rows, const HasNan& has_nan, const One& one) {
    for (std::size_t row = 0; row < rows; ++row) {
      values.push_back(nan);
      if (has_nan(row)) continue;
      const auto refuse = [&](const char* why) {
        if (!refused) refused = batch::refusal{row, why};
      };
      try {
        values.back() = one(row);
      } catch (const std::domain_error& error) {
        refuse(error.what());
      } catch (const std::invalid_argument& error) {
        refuse(error.what());
      }
    }
  }
};

/// Documented errors of both: of the packs and of one row.
using closeness = std::function<bool(std::size_t row, double one, double other)>;

template <class Ask>
void check(const char* what, const answers& expected, const Ask& ask, const closeness& close) {
  const std::size_t rows = expected.values.size();
  const std::function<bool(double)> on = [](double share) { return share >= 0.0 && share <= 1.0; };
  for (const instruction_set set : every_set) {
    for (const bool in_pieces : {false, true}) {  // as when there is somebody to tell
      if (in_pieces && set != instruction_set::avx512) continue;
      std::vector<double> result(rows, 0.5);
      const execution how{.workers = 1, .instructions = set, .go_on = in_pieces ? &on : nullptr};
      const std::optional<batch::refusal> refused =
          within(what, steps_a_row * (rows + 1), [&] { return ask(result, how); });
      expect(refused.has_value() == expected.refused.has_value(), what, {0.0});
      if (refused) {
        expect(refused->row == expected.refused->row && refused->why == expected.refused->why, what,
               {static_cast<double>(refused->row), static_cast<double>(expected.refused->row)});
      }
      for (std::size_t row = 0; row < rows; ++row) {
        const double one = expected.values.at(row);
        const bool same = result.at(row) == one || (std::isnan(result.at(row)) && std::isnan(one));
        expect(same || (set != instruction_set::baseline && close(row, result.at(row), one)), what,
               {static_cast<double>(row), static_cast<double>(set), result.at(row), one});
      }
    }
  }
}

/// Erlang B and C: 4 units in the last place from 8 on, 1e-14 below; what is left of it next to 0.
closeness within_accuracy(const numbers& servers) {
  return [&servers](std::size_t row, double one, double other) {
    return equal(one, other, 2.0 * (servers[row] >= 8.0 ? 4.0 * epsilon : 1e-14),
                 8.0 * std::numeric_limits<double>::denorm_min());
  };
}
bool within_level_accuracy(std::size_t, double one, double other) {
  return equal(one, other, 2.0 * 4.0 * epsilon);
}
bool never(std::size_t, double, double) {
  return false;
}

double any_count(bytes& in) {
  return in.flag() ? in.scale(0.5, 2e3) : in.number();
}

void check_blocking(bytes& in, std::size_t rows) {
  const numbers loads(in, rows, [&] { return any_count(in); });
  const numbers trunks(in, rows, [&] { return any_count(in); });
  const answers one(
      rows, [&](std::size_t row) { return std::isnan(loads[row]) || std::isnan(trunks[row]); },
      [&](std::size_t row) {
        return krarup::probability_of_blocking(loss_system(erlangs(loads[row])),
                                               fractional_trunks(trunks[row]));
      });
  check(
      "batch probability_of_blocking", one,
      [&](std::vector<double>& result, const execution& how) {
        return batch::probability_of_blocking(loads.as_column(), trunks.as_column(), result, how);
      },
      within_accuracy(trunks));
}

/// Queues in columns and in rows.
struct queues {
  numbers arrivals;
  numbers handle_times;
  numbers patience;

  queues(bytes& in, std::size_t rows)
      : arrivals(in, rows, [&] { return any_count(in); }),
        handle_times(in, rows, [&] { return in.flag() ? 1.0 : any_count(in); }),
        patience(in, rows, [&] {
          return in.one_of(3) != 0 ? infinity : in.flag() ? in.scale(1e-2, 1e3) : in.number();
        }) {}

  [[nodiscard]] batch::queue_columns columns() const {
    return {arrivals.as_column(), handle_times.as_column(), patience.as_column()};
  }
  [[nodiscard]] bool has_nan(std::size_t row) const {
    return std::isnan(arrivals[row]) || std::isnan(handle_times[row]) || std::isnan(patience[row]);
  }
  template <class Question>
  auto ask(std::size_t row, const Question& question) const {
    const rate contacts_per_second = rate::per_second(arrivals[row]);
    const duration handle_time(handle_times[row]);
    return patience[row] == infinity
               ? question(erlang_c{contacts_per_second, handle_time})
               : question(erlang_a{contacts_per_second, handle_time, duration(patience[row])});
  }
};

void check_measures(bytes& in, std::size_t rows) {
  const queues all(in, rows);
  const numbers staff(in, rows, [&] { return any_count(in); });
  const numbers times(in, rows, [&] { return in.flag() ? in.scale(1e-3, 1e3) : in.number(); });
  const auto has_nan = [&](std::size_t row) { return all.has_nan(row) || std::isnan(staff[row]); };
  const answers waits(rows, has_nan, [&](std::size_t row) {
    return all.ask(row, [n = fractional_agents(staff[row])](const auto& queue) {
      return krarup::probability_of_wait(queue, n);
    });
  });
  check(
      "batch probability_of_wait", waits,
      [&](std::vector<double>& result, const execution& how) {
        return batch::probability_of_wait(all.columns(), staff.as_column(), result, how);
      },
      within_accuracy(staff));
  const answers levels(
      rows, [&](std::size_t row) { return has_nan(row) || std::isnan(times[row]); },
      [&](std::size_t row) {
        return all.ask(row, [&](const auto& queue) {
          return krarup::service_level(queue, fractional_agents(staff[row]), duration(times[row]));
        });
      });
  check(
      "batch service_level", levels,
      [&](std::vector<double>& result, const execution& how) {
        return batch::service_level(all.columns(), staff.as_column(), times.as_column(), result,
                                    how);
      },
      within_level_accuracy);
  const answers lost(rows, has_nan, [&](std::size_t row) {
    return all.ask(row, [n = fractional_agents(staff[row])](const auto& queue) {
      if constexpr (requires { queue.average_patience; }) {
        return krarup::probability_of_abandonment(queue, n);
      } else {
        return 0.0;
      }
    });
  });
  check(
      "batch probability_of_abandonment", lost,
      [&](std::vector<double>& result, const execution& how) {
        return batch::probability_of_abandonment(all.columns(), staff.as_column(), result, how);
      },
      never);
}

/// Targets in columns; most rows promise 80/20 or the like and nothing else.
struct promises {
  numbers level;
  numbers within_time;
  numbers definition;
  numbers early;
  numbers speed;
  numbers occupied;

  promises(bytes& in, std::size_t rows, bool levels_alone)
      : level(in, rows, [&] { return in.one_of(8) == 0 ? -1.0 : in.share(); }),
        within_time(in, rows, [&] { return in.flag() ? in.scale(1e-3, 1e3) : in.number(); }),
        definition(in, rows,
                   [&] {
                     return levels_alone ? 0.0
                            : in.flag()  ? static_cast<double>(in.one_of(7))
                                         : in.number();
                   }),
        early(in, rows, [&] { return levels_alone ? -1.0 : in.number(); }),
        speed(in, rows, [&] { return levels_alone || in.flag() ? -1.0 : in.number(); }),
        occupied(in, rows, [&] { return levels_alone || in.flag() ? -1.0 : in.share(); }),
        alone_(levels_alone) {}

  [[nodiscard]] batch::target_columns columns() const {
    batch::target_columns all{.service_level = level.as_column(),
                              .answer_within = within_time.as_column()};
    if (alone_) return all;
    all.definition = definition.as_column();
    all.short_abandon = early.as_column();
    all.average_speed_of_answer = speed.as_column();
    all.occupancy = occupied.as_column();
    return all;
  }

 private:
  bool alone_;
};

void check_requirement(bytes& in, std::size_t rows) {
  const queues all(in, rows);
  const promises promised(in, rows, in.flag());
  const batch::target_columns targets = promised.columns();
  std::vector<double> reasons(rows, 0.0);
  const answers one(
      rows, [&](std::size_t row) { return all.has_nan(row) || targets.has_nan(row); },
      [&](std::size_t row) {
        reasons.at(row) = nan;
        const outcome<agents> n = all.ask(
            row, [&](const auto& queue) { return krarup::agents_required(queue, targets[row]); });
        reasons.at(row) = n ? 0.0 : 1.0 + static_cast<double>(n.why());
        return n ? n->count() : infinity;
      });
  for (std::size_t row = 0; row < rows; ++row) {
    if (std::isnan(one.values.at(row))) reasons.at(row) = nan;
  }
  check(
      "batch agents_required", one,
      [&](std::vector<double>& result, const execution& how) {
        std::vector<double> why(rows, 0.5);
        auto refused =
            batch::agents_required(all.columns(), targets, {.agents = result, .reason = why}, how);
        for (std::size_t row = 0; row < rows; ++row) {
          expect(why.at(row) == reasons.at(row) ||
                     (std::isnan(why.at(row)) && std::isnan(reasons.at(row))),
                 "batch reasons", {why.at(row), reasons.at(row)});
        }
        return refused;
      },
      never);
}

bool same(double one, double other) {
  return one == other || (std::isnan(one) && std::isnan(other));
}

bool same(const day_plan_row& one, const day_plan_row& other) {
  if (one.length != other.length || one.offered != other.offered) return false;
  if (one.required.has_value() != other.required.has_value()) return false;
  if (one.required ? *one.required != *other.required
                   : one.required.why() != other.required.why()) {
    return false;
  }
  if (one.staffed.has_value() != other.staffed.has_value()) return false;
  if (!one.staffed) return true;
  const staffed_interval& a = *one.staffed;
  const staffed_interval& b = *other.staffed;
  const performance& p = a.performance;
  const performance& q = b.performance;
  if (a.shares_for_service_level.has_value() != b.shares_for_service_level.has_value())
    return false;
  if (a.shares_for_service_level &&
      (a.shares_for_service_level->in_time != b.shares_for_service_level->in_time ||
       a.shares_for_service_level->counted != b.shares_for_service_level->counted)) {
    return false;
  }
  return a.scheduled == b.scheduled && a.paid_time == b.paid_time && p.agents == q.agents &&
         same(p.service_level, q.service_level) && p.occupancy == q.occupancy &&
         p.probability_of_wait == q.probability_of_wait &&
         p.average_speed_of_answer == q.average_speed_of_answer &&
         same(p.mean_queue_length, q.mean_queue_length) &&
         p.probability_of_abandonment == q.probability_of_abandonment;
}

void check_totals(const std::vector<day_plan_row>& rows) {
  const auto sums = answer("totals", 10'000, [&] { return totals(rows); });
  if (!sums) return;  // a sum beyond the largest double
  const auto level = [](double value) {
    return std::isnan(value) || (value >= 0.0 && value <= 1.0 + 1e-12);
  };
  const double all = sums->offered.count();
  expect(level(sums->service_level) && level(sums->occupancy) &&
             level(sums->probability_of_abandonment),
         "shares of a day",
         {sums->service_level, sums->occupancy, sums->probability_of_abandonment});
  expect(equal(sums->answered.count() + sums->abandoned.count() + sums->blocked.count(), all, 1e-12,
               1e-300),
         "contacts of a day", {sums->answered.count(), sums->abandoned.count(), all});
  expect(!std::isnan(sums->average_speed_of_answer.count()) &&
             sums->average_speed_of_answer.count() >= 0.0,
         "waits of a day", {sums->average_speed_of_answer.count()});
  expect(sums->intervals == rows.size(), "intervals of a day", {});
}

void check_day(bytes& in, std::size_t rows) {
  const numbers contacts_offered(in, rows, [&] { return any_count(in); });
  const numbers lengths(in, rows, [&] { return in.flag() ? 1800.0 : in.number(); });
  const numbers handle_times(in, rows, [&] { return in.flag() ? 180.0 : in.number(); });
  const numbers patience(in, rows, [&] { return in.flag() ? infinity : any_count(in); });
  const numbers shrinkages(in, rows, [&] { return in.flag() ? 0.3 : in.share(); });
  const numbers staff(in, rows, [&] { return any_count(in); });
  const promises promised(in, rows, in.flag());
  const bool staffed = in.flag();
  const auto rounded = static_cast<rounding>(in.one_of(3));
  batch::forecast_columns forecast{.contacts = contacts_offered.as_column(),
                                   .length = lengths.as_column(),
                                   .average_handle_time = handle_times.as_column(),
                                   .average_patience = patience.as_column(),
                                   .targets = promised.columns(),
                                   .shrinkage = shrinkages.as_column()};
  if (staffed) forecast.on_phone = staff.as_column();
  std::vector<std::optional<day_plan_row>> expected(rows);
  for (std::size_t row = 0; row < rows; ++row) {
    if (forecast.has_nan(row)) continue;
    const auto plan = [&](const auto& queue) {
      using queue_type = std::remove_cvref_t<decltype(queue)>;
      const std::vector<plan_interval<queue_type>> day{
          {queue, duration(lengths[row]), forecast.targets[row], shrinkages[row]}};
      if (!staffed) return plan_day(day, rounded).rows.front();
      const agents given = fractional_agents(staff[row]);
      return evaluate_day(day, std::span(&given, 1), rounded).rows.front();
    };
    try {
      const rate arrivals = contacts(contacts_offered[row]) / duration(lengths[row]);
      const duration handle_time(handle_times[row]);
      expected.at(row) = patience[row] == infinity
                             ? plan(erlang_c{arrivals, handle_time})
                             : plan(erlang_a{arrivals, handle_time, duration(patience[row])});
    } catch (const std::domain_error&) {
    } catch (const std::invalid_argument&) {
    }
  }
  for (const instruction_set set : every_set) {
    std::vector<std::optional<day_plan_row>> result(rows);
    const auto why = within("batch plan_day", steps_a_row * (rows + 1), [&] {
      return batch::plan_day(forecast, rounded, result, {.workers = 1, .instructions = set});
    });
    for (std::size_t row = 0; row < rows; ++row) {
      const bool both = result.at(row).has_value() == expected.at(row).has_value();
      // Totals of a day of one row may overflow where the row does not.
      const bool overflows = result.at(row) && !expected.at(row);
      expect(both ? !result.at(row) || same(*result.at(row), *expected.at(row)) : overflows,
             "batch plan_day", {static_cast<double>(row), static_cast<double>(set)});
      if (overflows) {
        expect(!answer("totals", 10'000, [&] { return totals(std::vector{*result.at(row)}); }),
               "batch plan_day answers what plan_day refuses", {static_cast<double>(row)});
      }
    }
    std::size_t first = 0;  // row without an answer to a question
    while (first < rows && (result.at(first) || forecast.has_nan(first))) ++first;
    expect(why.has_value() == (first < rows), "batch plan_day tells a refusal", {});
    if (why) expect(why->row == first && !why->why.empty(), "batch plan_day refuses", {});
  }
  std::vector<day_plan_row> known;
  for (const auto& row : expected) {
    if (row) known.push_back(*row);
  }
  check_totals(known);
}

/// Several workers: every row is asked once, the first that is refused is told, and one who says no
/// ends it.
void check_workers(bytes& in) {
  const std::size_t rows = in.bits(16) % 5000;
  const std::size_t workers = 1 + in.one_of(4);
  const std::size_t least_share = 1 + in.one_of(64);
  const std::size_t wrong = in.bits(16);
  const std::size_t stop = in.one_of(16);
  std::vector<std::atomic<int>> asked(rows);
  std::size_t told = 0;
  const std::function<bool(double)> go_on = [&](double) { return ++told < stop; };
  const execution how{.workers = workers, .go_on = stop > 0 ? &go_on : nullptr};
  const auto refused = batch::detail::each_row(
      rows, how,
      [&](std::size_t row, auto&& refuse) {
        ++asked[row];
        if (row % 1000 == wrong % 1000) refuse("wrong");
      },
      least_share);
  const bool all = stop == 0 || told < stop;
  for (const auto& times : asked) expect(all ? times == 1 : times <= 1, "rows are asked once", {});
  if (all) {
    expect(refused.has_value() == (wrong % 1000 < rows), "the refused row is told", {});
    if (refused) expect(refused->row == wrong % 1000, "the first refused row is told", {});
  }
}

}  // namespace

void run(bytes& in) {
  const std::size_t kind = in.one_of(32);
  const std::size_t rows = 1 + in.one_of(24);
  if (kind == 31) return check_workers(in);
  switch (kind % 4) {
    case 0:
      return check_blocking(in, rows);
    case 1:
      return check_measures(in, rows);
    case 2:
      return check_requirement(in, rows);
    default:
      return check_day(in, rows);
  }
}

}  // namespace krarup::fuzz
