#include "model.hpp"

#include <algorithm>
#include <optional>
#include <sstream>

namespace krarup::cli {

std::string brief(double value) {
  std::ostringstream text;
  text << value;
  return text.str();
}

std::string brief_share(proportion share) {
  return brief(100.0 * share.value()) + "%";
}

std::string model_of_erlang_x(const question& asked,
                              const std::function<bool(std::string_view field_name)>& is_column) {
  std::string parts;
  const auto part = [&](const std::string& text) { parts += (parts.empty() ? "" : "; ") + text; };
  const auto column = [&](std::string_view name) {
    const bool there = is_column(name);
    std::string words(name);
    std::replace(words.begin(), words.end(), '_', ' ');
    if (there) part(words + " in a column");
    return there;
  };
  const auto share = [&](const char* name, const std::optional<proportion>& of, const char* what) {
    if (!column(name) && of) part(brief_share(*of) + " " + what);
  };
  const auto variation = [&](const char* name, const std::optional<double>& of, const char* what) {
    if (!column(name) && of) {
      part(std::string(what) + " volume strays by " + brief(100.0 * *of) + "%");
    }
  };
  if (!column("patience") && !column("patience_law")) {
    part(asked.patience       ? "patience exponential with mean " + to_text(*asked.patience)
         : asked.patience_law ? "patience " + asked.patience_law->text
                              : "nobody hangs up");
  }
  share("balking", asked.balking, "balk");
  if (!column("lines") && asked.lines) part(brief(asked.lines->count()) + " lines");
  share("redials_of_abandoned", asked.redials_of_abandoned, "of those who hang up call again");
  share("redials_of_blocked", asked.redials_of_blocked, "of those blocked call again");
  share("redials_of_answered", asked.redials_of_answered, "of those answered call again");
  variation("day_variation", asked.day_variation, "a day's");
  variation("interval_variation", asked.interval_variation, "an interval's");
  return "Erlang X: " + parts;
}

}  // namespace krarup::cli
