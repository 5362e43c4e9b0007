#pragma once

#include <string_view>

#include "handlers/events/event.h"

namespace shrike {

/// Adds what a message carries: an S3 notification, S3's test event, an EventBridge event, an
/// object as a direct invocation names it, or, in a queue's message, a topic's envelope around one
/// of these. Anything else, and envelopes within envelopes, end up in `malformed`.
void read_queue_message(std::string_view body, EventItem& item);
/// As read_queue_message, of a topic's message, which is in its envelope already.
void read_topic_message(std::string_view message, EventItem& item);

}  // namespace shrike
