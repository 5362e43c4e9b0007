#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace shrike {

/// What is not known is left out of a document, not written as an empty text.
inline void set_unless_empty(nlohmann::json& object, const char* name, const std::string& value) {
  if (!value.empty()) object[name] = value;
}

}  // namespace shrike
