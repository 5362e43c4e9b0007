#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

// Members of JSON that a service sent, which need not be there, nor be what they should.

/// The list at `name`, moved out; an empty one where there is none.
[[nodiscard]] nlohmann::json take_list(nlohmann::json& object, const char* name);

/// The list at `name`; an empty one where there is none.
[[nodiscard]] const nlohmann::json& list_at(const nlohmann::json& object, const char* name);

/// The text at `name`; empty where there is none.
[[nodiscard]] std::string text_at(const nlohmann::json& object, const char* name);

/// The number at `name`, rounded to two decimals for a reader's sake; 0 where there is none.
[[nodiscard]] double rounded_at(const nlohmann::json& object, const char* name);

/// The object at `name`; an empty one where there is none.
[[nodiscard]] const nlohmann::json& object_at(const nlohmann::json& object, const char* name);

}  // namespace shrike
