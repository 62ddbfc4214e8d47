#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/batch/day_plan.hpp>
#include <krarup/batch/share_out.hpp>
#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>
#include <krarup/staffing/day_plan.hpp>
#include <krarup/staffing/shrinkage.hpp>

#include "call.hpp"
#include "krarup.h"

using namespace krarup::c;
namespace batch = krarup::batch;

namespace {

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
