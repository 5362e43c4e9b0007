#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Adds the one record of an event of `aws.s3`. Its key is taken as it is; where it could also be
/// an encoded one, that reading becomes `other_key`. A malformed event ends up in `malformed`.
///
/// Source: S3 User Guide, "EventBridge event message structure", "Amazon EventBridge event mapping
/// and troubleshooting".
void read_event_bridge(const nlohmann::json& event, EventItem& item);

}  // namespace shrike
