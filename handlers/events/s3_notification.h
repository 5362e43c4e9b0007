#pragma once

#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Adds the records of an S3 notification, message structure 2.x: the major version must be 2, a
/// newer minor one and unknown fields are accepted. A record that breaks the structure ends up in
/// `malformed` as Error "Event.Malformed" or "Event.VersionUnsupported".
///
/// Source: S3 User Guide, "Event message structure".
void read_s3_records(const nlohmann::json& records, EventItem& item);

/// What becomes of an object by an event that S3 gives that name, without "s3:".
[[nodiscard]] EventAction action_of(std::string_view event_name);

}  // namespace shrike
