// What is fitted to waits, handle times and counts: any columns, of daily life or not.
#include <krarup/fitting/arrivals.hpp>
#include <krarup/fitting/goodness_of_fit.hpp>
#include <krarup/fitting/handle_time.hpp>
#include <krarup/fitting/hazard.hpp>
#include <krarup/fitting/hyperexponential.hpp>
#include <krarup/fitting/kaplan_meier.hpp>
#include <krarup/fitting/observed_waits.hpp>
#include <krarup/fitting/weibull.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/expect.hpp"

namespace krarup::fuzz {
namespace {

constexpr std::uint64_t few_steps = 100'000;
constexpr std::uint64_t many_steps = 20'000'000;
constexpr std::uint64_t optimiser_steps = 100'000'000;
constexpr double accuracy = 1e-9;

bool is_count(double value) {
  return value >= 0.0 && std::isfinite(value);
}

/// Seconds as telephone systems write them, or any number.
double any_wait(bytes& in, bool sane) {
  return sane ? (in.flag() ? static_cast<double>(in.byte()) : in.scale(1e-3, 1e4)) : in.number();
}

std::vector<double> column(bytes& in, std::size_t rows, bool sane) {
  std::vector<double> values;
  for (std::size_t i = 0; i < rows; ++i) {
    values.push_back(sane ? static_cast<double>(in.byte()) / 8.0 : in.number());
  }
  return values;
}

void holds(bool fact, const observed_waits& waits, const char* what, double one = 0.0,
           double other = 0.0) {
  if (fact) return;
  for (const auto& row : waits.rows()) {
    print(row.wait);
    print(row.answered);
    print(row.abandoned);
  }
  broken(what, {one, other});
}

/// Where no sum or product of its numbers runs over or under, nor loses all digits.
bool is_daily(const observed_waits& waits) {
  const auto is = [](double x) { return x == 0.0 || (x >= 1e-4 && x <= 1e6); };
  return std::all_of(waits.rows().begin(), waits.rows().end(), [&](const auto& row) {
    return is(row.wait) && is(row.answered) && is(row.abandoned);
  });
}

void check_kaplan_meier(const observed_waits& waits, double share, duration until) {
  const auto estimate = answer("kaplan_meier", few_steps, [&] { return kaplan_meier(waits); });
  holds(estimate.has_value() == (waits.abandoned().count() > 0.0) || !is_daily(waits), waits,
        "an estimate where somebody hung up");
  if (!estimate) return;
  double before = 1.0;
  for (const auto& step : estimate->steps) {
    holds(step.still_there >= 0.0 && step.still_there <= before, waits, "shares fall",
          step.still_there, before);
    holds(!(step.standard_error < 0.0), waits, "errors >= 0", step.standard_error);
    before = step.still_there;
    const auto within_bounds =
        answer("confidence_interval", few_steps, [&] { return confidence_interval(step, share); });
    holds(within_bounds.has_value() == (share >= 0.0 && share <= 1.0), waits, "a confidence",
          share);
    if (!within_bounds || !is_daily(waits)) continue;
    holds(at_most(within_bounds->lower, step.still_there, accuracy) &&
              at_most(step.still_there, within_bounds->upper, accuracy),
          waits, "an interval around the share", within_bounds->lower, within_bounds->upper);
  }
  const double mean = restricted_average_patience(estimate->law, until).count();
  holds(!(until.count() >= 0.0) || (mean >= 0.0 && at_most(mean, until.count(), accuracy)), waits,
        "a restricted mean", mean, until.count());
}

void check_laws(const observed_waits& waits) {
  const bool daily = is_daily(waits);
  const auto exponential = answer("fit_exponential_patience", few_steps,
                                  [&] { return fit_exponential_patience(waits); });
  holds(exponential || !daily || waits.abandoned().count() == 0.0 ||
            waits.total_wait().count() == 0.0,
        waits, "an exponential patience");
  const observed_waits later = waits.without_abandoned_at_once();
  const auto weibull =
      answer("fit_weibull_patience", many_steps, [&] { return fit_weibull_patience(waits); });
  const auto mixture = answer("fit_hyperexponential_patience", optimiser_steps,
                              [&] { return fit_hyperexponential_patience(waits); });
  if (!daily || later.abandoned().count() == 0.0) return;
  const auto one = fit_exponential_patience(later);
  const double alone = log_likelihood(one.law, waits);
  const double slack = accuracy * (1.0 + std::abs(alone));
  if (weibull && weibull->law.shape < 1e3) {  // beyond, a share's logarithm has no digits
    const double value = log_likelihood(weibull->law, waits);
    // Of a share below 1e-308 the logarithm is infinite.
    holds(value >= alone - slack || value == -infinity, waits, "a Weibull law is likelier", value,
          alone);
    holds(weibull->scale_standard_error.count() >= 0.0 && weibull->shape_standard_error >= 0.0,
          waits, "errors >= 0", weibull->shape_standard_error);
  }
  holds(mixture.has_value(), waits, "a mixture");
  check(mixture->law);
  const double value = log_likelihood(mixture->law, waits);
  holds(value >= alone - 1e-5 - slack, waits, "a mixture is likelier", value, alone);
  const auto fit = judge(mixture->law, waits, 3);
  holds(fit.greatest_distance >= 0.0 && fit.greatest_distance <= 1.0, waits, "a distance",
        fit.greatest_distance);
}

void check_hazard(bytes& in, const observed_waits& waits) {
  std::vector<duration> from{duration(in.byte() < 240 ? 0.0 : in.number())};
  for (std::size_t i = in.one_of(4); i > 0; --i) {
    const double next = in.flag() ? from.back().count() + in.scale(1e-2, 1e2) : in.number();
    if (std::isnan(next)) return;
    from.emplace_back(next);
  }
  const auto fit =
      answer("fit_hazard_patience", few_steps, [&] { return fit_hazard_patience(waits, from); });
  if (!fit || !is_daily(waits)) return;
  double abandoned = 0.0;
  double exposure = 0.0;
  for (const auto& each : fit->stretches) {
    holds(each.hazard >= 0.0 && each.standard_error >= 0.0, waits, "hazards >= 0", each.hazard);
    abandoned += each.abandoned;
    exposure += each.exposure.count();
  }
  holds(equal(abandoned, waits.abandoned().count(), accuracy), waits, "all who hung up", abandoned,
        waits.abandoned().count());
  holds(equal(exposure, waits.total_wait().count(), accuracy), waits, "all waiting time", exposure,
        waits.total_wait().count());
  check(fit->law);
}

void check_waits(bytes& in) {
  const bool sane = in.byte() % 4 != 0;
  const std::size_t rows = in.one_of(13);
  std::vector<double> wait;
  for (std::size_t i = 0; i < rows; ++i) wait.push_back(any_wait(in, sane));
  const bool by_contact = in.flag();
  std::vector<unsigned char> left;
  std::vector<double> answered;
  std::vector<double> abandoned;
  if (by_contact) {
    for (std::size_t i = 0; i < rows; ++i) left.push_back(in.byte() % 3 == 0 ? 1 : 0);
  } else {
    answered = column(in, rows, sane);
    abandoned = column(in, in.byte() < 250 ? rows : rows + 1, sane);
  }
  bool valid = by_contact || abandoned.size() == rows;
  for (const auto& values : {wait, answered, abandoned}) {
    valid = valid && std::all_of(values.begin(), values.end(), is_count);
  }
  const auto waits = answer("observed_waits", few_steps, valid, [&] {
    return by_contact ? observed_waits(wait_log{wait, left})
                      : observed_waits(wait_histogram{wait, answered, abandoned});
  });
  if (!waits) return;
  double sum = 0.0;
  for (const auto& row : waits->rows()) sum += (row.answered + row.abandoned) * (1.0 + row.wait);
  if (!std::isfinite(sum)) return;
  for (std::size_t i = 1; i < waits->rows().size(); ++i) {
    holds(waits->rows()[i - 1].wait < waits->rows()[i].wait, *waits, "waits rise");
  }
  if (by_contact) {
    holds(waits->answered().count() + waits->abandoned().count() == static_cast<double>(rows),
          *waits, "every contact counts");
  }
  const double share = in.share();
  switch (in.one_of(3)) {
    case 0:
      if (share >= 0.0 && share <= 1.0) {
        check_kaplan_meier(*waits, share, duration(in.flag() ? in.scale(1.0, 1e3) : 1e6));
      }
      return;
    case 1:
      return check_laws(*waits);
    default:
      return check_hazard(in, *waits);
  }
}

void check_handle_times(bytes& in) {
  const bool sane = in.byte() % 4 != 0;
  const std::size_t rows = in.one_of(13);
  std::vector<double> times;
  for (std::size_t i = 0; i < rows; ++i) times.push_back(any_wait(in, sane));
  std::vector<double> contacts;
  if (in.flag()) contacts = column(in, in.byte() < 250 ? rows : rows + 1, sane);
  const double wrap_up = in.flag() ? 0.0 : any_wait(in, sane);
  const auto estimate = answer("estimate_handle_time", few_steps, [&] {
    return estimate_handle_time({times, contacts, duration(wrap_up)});
  });
  const bool valid = std::all_of(times.begin(), times.end(), is_count) &&
                     std::all_of(contacts.begin(), contacts.end(), is_count) && is_count(wrap_up);
  expect(!estimate || valid, "handle times that are none", {wrap_up});
  if (!estimate || !sane) return;
  const auto [least, most] = std::minmax_element(times.begin(), times.end());
  const double average = estimate->average.count();
  expect(
      at_most(*least + wrap_up, average, accuracy) && at_most(average, *most + wrap_up, accuracy),
      "a mean lies between its parts", {*least, *most, wrap_up, average});
  expect(estimate->squared_variation >= 0.0 && estimate->standard_error.count() >= 0.0 &&
             estimate->squared_variation_standard_error >= 0.0,
         "variation >= 0", {average, estimate->squared_variation});
}

void expect_interval(const estimate_with_interval& of, const char* what) {
  expect(of.standard_error >= 0.0 && of.lower >= 0.0 && at_most(of.lower, of.upper, accuracy) &&
             (of.value <= 0.0 ||
              (at_most(of.lower, of.value, accuracy) && at_most(of.value, of.upper, accuracy))),
         what, {of.value, of.standard_error, of.lower, of.upper});
}

void check_counts(bytes& in) {
  const bool sane = in.byte() % 4 != 0;
  const std::size_t intervals = in.one_of(5);
  const std::size_t days = in.one_of(9);
  std::vector<double> contacts = column(in, intervals * days + (in.byte() < 250 ? 0 : 1), sane);
  std::vector<std::size_t> kind;
  if (in.flag()) {
    for (std::size_t i = 0; i < days; ++i) kind.push_back(in.one_of(2));
  }
  const observed_counts of{contacts, intervals, kind};
  const double share = in.share();
  if (!(share >= 0.0 && share <= 1.0)) return;
  const auto profile = answer("intraday_profile", few_steps,
                              [&] { return intraday_profile(of, in.one_of(3), share); });
  const auto fit =
      answer("fit_over_dispersion", many_steps, [&] { return fit_over_dispersion(of, share); });
  const bool valid = std::all_of(contacts.begin(), contacts.end(), is_count) && share > 0.0 &&
                     share < 1.0 && intervals > 0 && contacts.size() % intervals == 0;
  expect(valid || (!profile && !fit), "counts that are none", {share});
  if (!sane) return;
  if (profile) {
    expect(profile->size() == intervals, "each interval has a profile");
    for (const auto& each : *profile) expect_interval(each, "a profile");
  }
  if (!fit) return;
  expect(fit->factors.day >= 0.0 && fit->factors.interval >= 0.0, "over-dispersion >= 0",
         {fit->factors.day, fit->factors.interval});
  if (std::isfinite(fit->day.upper)) expect_interval(fit->day, "over-dispersion of days");
  if (std::isfinite(fit->interval.upper)) {
    expect_interval(fit->interval, "over-dispersion of intervals");
  }
}

}  // namespace

void run(bytes& in) {
  switch (in.one_of(4)) {
    case 0:
      return check_handle_times(in);
    case 1:
      return check_counts(in);
    default:
      return check_waits(in);
  }
}

}  // namespace krarup::fuzz
