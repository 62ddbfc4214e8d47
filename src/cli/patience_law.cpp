#include "patience_law.hpp"

#include <charconv>
#include <cmath>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include <krarup/units.hpp>

#include "arguments.hpp"
#include "readable.hpp"

namespace krarup::cli {

namespace {

/// "name=value" for each part between commas.
using assignments = std::vector<std::pair<std::string_view, std::string_view>>;

[[noreturn]] void refuse(std::string_view rule, std::string_view text) {
  throw std::invalid_argument("must be " + std::string(rule) + ", got " +
                              (text.empty() ? "nothing" : readable(text)));
}

assignments split(std::string_view text) {
  assignments parts;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    const std::size_t sign = part.find('=');
    if (sign == std::string_view::npos) refuse("a law and its name=value pairs", part);
    parts.emplace_back(part.substr(0, sign), part.substr(sign + 1));
    text.remove_prefix(part.size() == text.size() ? part.size() : part.size() + 1);
  }
  return parts;
}

double number(std::string_view text) {
  double value = 0.0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    refuse("a law whose numbers are numbers", text);
  }
  return value;
}

duration time(std::string_view text) {
  return read_duration(text, {.bare = bare_numbers::refused});
}

/// The values of these parameters, in this order, with no other.
std::vector<std::string_view> values(const assignments& told, std::string_view text,
                                     std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> found;
  std::string rule = "a law with";
  for (const std::string_view name : names) {
    rule += (found.empty() && rule.ends_with("with") ? " " : " and ") + std::string(name);
    for (const auto& [known, value] : told) {
      if (known == name) found.push_back(value);
    }
  }
  if (found.size() != names.size() || told.size() != names.size()) refuse(rule, text);
  return found;
}

decltype(any_patience::law) law_of(std::string_view kind, const assignments& told,
                                   std::string_view text) {
  const auto of = [&](auto... names) { return values(told, text, {names...}); };
  if (kind == "exponential") return exponential_patience{time(of("average")[0])};
  if (kind == "deterministic") return deterministic_patience{time(of("patience")[0])};
  if (kind == "uniform") {
    const auto found = of("shortest", "longest");
    return uniform_patience{time(found[0]), time(found[1])};
  }
  if (kind == "gamma") {
    const auto found = of("average", "shape");
    return gamma_patience{time(found[0]), number(found[1])};
  }
  if (kind == "weibull") {
    const auto found = of("scale", "shape");
    return weibull_patience{time(found[0]), number(found[1])};
  }
  if (kind == "lognormal") {
    const auto found = of("median", "sigma");
    return lognormal_patience{time(found[0]), number(found[1])};
  }
  if (kind == "hyperexponential") {
    hyperexponential_patience law;
    for (const auto& [share, average] : told) law.kinds.push_back({number(share), time(average)});
    return law;
  }
  if (kind == "hazard") {
    hazard_patience law;
    for (const auto& [from, hazard] : told) {
      law.steps.push_back({time(from), rate::per_second(number(hazard))});
    }
    return law;
  }
  if (kind == "empirical") {
    empirical_patience law;
    for (const auto& [wait, there] : told) law.points.push_back({time(wait), number(there)});
    return law;
  }
  refuse(
      "one of exponential, deterministic, uniform, gamma, weibull, lognormal, hyperexponential, "
      "hazard and empirical with its parameters, as in weibull:scale=300s,shape=0.7",
      text);
}

}  // namespace

told_law read_law(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::string_view rest =
      colon == std::string_view::npos ? std::string_view() : text.substr(colon + 1);
  told_law told{{law_of(text.substr(0, colon), split(rest), text)}, std::string(text)};
  krarup::check(told.law);
  return told;
}

}  // namespace krarup::cli
