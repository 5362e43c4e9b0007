#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads `{"bucket","key"[,"version"][,"sequencer"]}`, the key as S3 stores it; other members are
/// ignored. Throws Error "Event.Malformed" (Reject).
[[nodiscard]] S3Record read_object_request(const nlohmann::json& document);

}  // namespace shrike
