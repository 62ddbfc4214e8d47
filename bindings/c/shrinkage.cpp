#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include <krarup/batch/column.hpp>
#include <krarup/batch/erlang.hpp>
#include <krarup/staffing/shrinkage.hpp>
#include <krarup/units.hpp>

#include "call.hpp"
#include "krarup.h"

using namespace krarup::c;
namespace batch = krarup::batch;

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
