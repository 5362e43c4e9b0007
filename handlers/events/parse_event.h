#pragma once

#include <string_view>

#include "handlers/events/event.h"

namespace shrike {

/// Tells the shapes of events apart and reads them. Throws Error, kind Reject: "Event.Unknown" for
/// JSON that is none of the shapes, and what parse_bounded_json throws.
[[nodiscard]] Event parse_event(std::string_view payload);

}  // namespace shrike
