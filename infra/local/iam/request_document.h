#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

namespace shrike::local {

/// A JSON object of at most 72 levels; nothing for any other text.
[[nodiscard]] std::optional<nlohmann::json> parse_object(std::string_view text);

/// A member that is a text; empty where there is none.
[[nodiscard]] std::string text_member(const nlohmann::json& object, const std::string& name);

}  // namespace shrike::local
