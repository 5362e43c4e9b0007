#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// As JSON in UTF-8: U+FFFD stands for what in keys is not.
[[nodiscard]] std::string answer_text(const nlohmann::json& document);

}  // namespace shrike
