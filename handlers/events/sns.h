#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads the `Records` of a topic's invocation, an item each.
[[nodiscard]] Event read_sns(const nlohmann::json& records);

}  // namespace shrike
