#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads the records of an S3 notification, message structure 2.x: the major version must be 2,
/// a newer minor one and unknown fields are accepted. A record that breaks the structure ends up in
/// `malformed` as Error "Event.Malformed" or "Event.VersionUnsupported", kind Reject.
///
/// Source: S3 User Guide, "Event message structure".
[[nodiscard]] S3Notification read_s3_notification(const nlohmann::json& records);

}  // namespace shrike
