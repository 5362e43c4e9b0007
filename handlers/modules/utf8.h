#pragma once

#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// Whether JSON can spell the bytes: keys need not be UTF-8.
[[nodiscard]] bool is_utf8(std::string_view bytes);

/// As JSON text that is UTF-8 whatever the strings in it are: U+FFFD stands for what is not.
[[nodiscard]] std::string to_json_text(const nlohmann::json& value);

}  // namespace shrike
