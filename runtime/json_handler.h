#pragma once

#include <functional>

#include <nlohmann/json_fwd.hpp>

#include "runtime/invocation.h"

namespace shrike {

/// A function from JSON to JSON as a Handler. An event that is not JSON, or is nested deeper than
/// 512 levels, fails with "Runtime.UnmarshalError" before the function sees it; an answer that
/// cannot be written as JSON (its text is not UTF-8) fails with "Runtime.MarshalError".
[[nodiscard]] Handler json_handler(
    std::function<nlohmann::json(const nlohmann::json& event, const Context& context)> function);

}  // namespace shrike
