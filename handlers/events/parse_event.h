#pragma once

#include <string_view>

#include "handlers/events/event.h"

namespace shrike {

/// Tells the shapes of events apart and reads them. One source an invocation: batches are never
/// mixed. An HTTP request is an event whatever it asks for, so that it can be answered; what is
/// wrong with it is in its item's `malformed`.
///
/// Throws Error, kind Reject: "Event.Unknown" for JSON that is none of the shapes,
/// "Event.Malformed" for a direct invocation that breaks its own, and what parse_bounded_json
/// throws.
[[nodiscard]] Event parse_event(std::string_view payload);

}  // namespace shrike
