// A law of patience as one word: "weibull:scale=300s,shape=0.7".
#pragma once

#include <string>
#include <string_view>

#include <krarup/patience.hpp>

namespace krarup::cli {

/// A law and how it was told.
struct told_law {
  any_patience law;
  std::string text;
};

/// Errors    std::invalid_argument for text that names no law, or not just its parameters;
///           std::domain_error for a parameter out of its range.
[[nodiscard]] told_law read_law(std::string_view text);

}  // namespace krarup::cli
