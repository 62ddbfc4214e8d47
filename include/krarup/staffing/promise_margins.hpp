// The promises of a target about what adds up over intervals: by how much each is kept.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include <krarup/service_target.hpp>
#include <krarup/staffing/requirement.hpp>
#include <krarup/units.hpp>

namespace krarup::detail {

/// Promises of a target, as margins of sums: >= 0 where the promise is kept, and those of intervals
/// add up.
class promise_margins {
 public:
  static constexpr std::size_t most = 6;
  using margins = std::array<double, most>;

  explicit promise_margins(const service_target& target) : target_(target) {}

  /// By how much each promise is kept; 0 where there is none.
  template <class Sums>
  [[nodiscard]] margins of(const Sums& sums) const {
    margins result{};
    std::size_t next = 0;
    visit(sums, [&](double promised, bool at_least, double part, double whole) {
      const double margin = part - promised * whole;
      result[next++] = at_least ? margin : -margin;
    });
    return result;
  }

  /// Denominators of the promised measures; 0 where there is none.
  template <class Sums>
  [[nodiscard]] margins wholes_of(const Sums& sums) const {
    margins result{};
    std::size_t next = 0;
    visit(sums, [&](double, bool, double, double whole) { result[next++] = whole; });
    return result;
  }

  /// How well the promise that is kept least is: smooth, >= 0 where all are.
  template <class Sums>
  [[nodiscard]] double slack_of(const Sums& sums) const {
    double least = infinity;
    visit(sums, [&](double promised, bool at_least, double part, double whole) {
      if (whole == 0.0 && part == 0.0) return;
      least = std::min(least, slack(promised, at_least, part / whole));
    });
    return least;
  }

  [[nodiscard]] static bool kept(const margins& of) {
    return std::all_of(of.begin(), of.end(), [](double margin) { return margin >= 0.0; });
  }

 private:
  template <class Sums, class Visitor>
  void visit(const Sums& sums, const Visitor& visitor) const {
    const auto about = [&](const auto& promise, bool at_least, const auto& ratio, auto number) {
      if (promise) visitor(number(*promise), at_least, ratio.part, ratio.whole);
    };
    const auto share = [](proportion p) { return p.value(); };
    const auto time = [](duration t) { return t.count(); };
    about(target_.service_level, true, sums.service_level, share);
    about(target_.probability_of_abandonment, false, sums.probability_of_abandonment, share);
    about(target_.probability_of_wait, false, sums.probability_of_wait, share);
    about(target_.occupancy, false, sums.occupancy, share);
    about(target_.average_speed_of_answer, false, sums.average_speed_of_answer, time);
    about(target_.mean_wait, false, sums.mean_wait, time);
  }

  service_target target_;
};

}  // namespace krarup::detail
