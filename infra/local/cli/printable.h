#pragma once

#include <string>

namespace shrike::local {

/// Control characters replaced, so that a foreign text cannot rewrite the terminal.
[[nodiscard]] std::string printable(std::string text);

/// The same for a text of several lines, which stay, each after `indent`.
[[nodiscard]] std::string printable_block(const std::string& text, const std::string& indent);

}  // namespace shrike::local
