#include "krarup.h"

#include <cstdint>
#include <optional>
#include <span>

#include <krarup/batch/column.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/batch/inverse.hpp>
#include <krarup/batch/measures.hpp>
#include <krarup/batch/requirement.hpp>
#include <krarup/outcome.hpp>
#include <krarup/performance.hpp>

#include "call.hpp"

using namespace krarup::c;
namespace batch = krarup::batch;

namespace {

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

/// The agents that queues require; solve(queues, targets, values, reasons, how).
template <class Solve>
krarup_status require(const krarup_queues* queues, const krarup_targets* targets, std::int64_t rows,
                      double* agents, std::int32_t* reason, const krarup_execution* how,
                      krarup_error* error, const Solve& solve) {
  return answer(how, error, [&](const chosen& wanted) {
    arrays all(rows);
    const batch::queue_columns of = all.in(taken(queues, "krarup_queues"));
    const batch::target_columns promised = all.in(taken(targets, "krarup_targets"));
    return with_reasons(all, agents, "agents", reason, [&](auto values, auto reasons) {
      return solve(of, promised, values, reasons, wanted.how());
    });
  });
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
  return require(
      queues, targets, rows, agents, reason, how, error,
      [](const auto& of, const auto& promised, auto values, auto reasons, const auto& wanted) {
        return batch::agents_required(of, promised, {values, reasons}, wanted);
      });
}

krarup_status krarup_fractional_agents_required(const krarup_queues* queues,
                                                const krarup_targets* targets, int64_t rows,
                                                double* agents, int32_t* reason,
                                                const krarup_execution* how,
                                                krarup_error* error) KRARUP_NOEXCEPT {
  return require(
      queues, targets, rows, agents, reason, how, error,
      [](const auto& of, const auto& promised, auto values, auto reasons, const auto& wanted) {
        return batch::fractional_agents_required(of, promised, {values, reasons}, wanted);
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
