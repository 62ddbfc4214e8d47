// Text of a stranger's file, fit for a message or a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace krarup::cli {

/// The text with control characters as "\x1B", cut after `most` characters with "..." in their place.
[[nodiscard]] std::string readable(std::string_view text, std::size_t most = 60);

/// "start, contacts, aht": the first names of columns, and how many more there are.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

}  // namespace krarup::cli
