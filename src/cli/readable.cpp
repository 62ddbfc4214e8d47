#include "readable.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <string>
#include <vector>

namespace krarup::cli {

namespace {

/// Terminals obey these: the bytes below a space, DEL, and U+0080 to U+009F, two bytes of UTF-8.
std::size_t control_bytes(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x20 || byte(0) == 0x7F) return 1;
  return byte(0) == 0xC2 && text.size() > 1 && byte(1) >= 0x80 && byte(1) < 0xA0 ? 2 : 0;
}

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) >> 6) == 2;
}

constexpr std::size_t most_names_listed = 20;

}  // namespace

std::string listed(const std::vector<std::string>& names) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most_names_listed); ++i) {
    list += (list.empty() ? "" : ", ") + (names[i].empty() ? "(no name)" : readable(names[i]));
  }
  if (names.size() <= most_names_listed) return list;
  return list + " and " + std::to_string(names.size() - most_names_listed) + " more";
}

std::string readable(std::string_view text, std::size_t most) {
  std::string shown;
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    if (characters == most) return shown + "...";
    std::size_t length = control_bytes(text);
    for (std::size_t i = 0; i < length; ++i) {
      char escaped[5];
      std::snprintf(escaped, sizeof escaped, "\\x%02X", static_cast<unsigned char>(text[i]));
      shown += escaped;
    }
    if (length == 0) {
      do ++length;
      while (length < std::min<std::size_t>(4, text.size()) && continues_character(text[length]));
      shown += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return shown;
}

}  // namespace krarup::cli
