// Which queue a question is about, in words.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <krarup/units.hpp>

#include "arguments.hpp"

namespace krarup::cli {

/// "5", with no more digits than it takes.
[[nodiscard]] std::string brief(double value);

/// 0.8 as "80%".
[[nodiscard]] std::string brief_share(proportion share);

/// "Erlang X: patience exponential with mean 5min; 2% balk; 40 lines; ..." Of what `is_column` names
/// it says that: "lines in a column".
[[nodiscard]] std::string model_of_erlang_x(
    const question& asked, const std::function<bool(std::string_view field_name)>& is_column);

}  // namespace krarup::cli
