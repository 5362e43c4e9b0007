#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads the `Records` of a queue's batch, an item each. That the queue is a FIFO queue shows in
/// its ARN alone: message groups exist on standard queues too.
///
/// Source: AWS Lambda Developer Guide, "Using Lambda with Amazon SQS".
[[nodiscard]] Event read_sqs(const nlohmann::json& records);

}  // namespace shrike
