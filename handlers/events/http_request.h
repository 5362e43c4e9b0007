#pragma once

#include <nlohmann/json_fwd.hpp>

#include "handlers/events/event.h"

namespace shrike {

/// Reads an HTTP request that asks for an object: GET with `?bucket=&key=[&version=]`, POST with
/// `{"bucket","key"[,"version"][,"sequencer"]}`, perhaps in base64. OPTIONS asks for nothing: a
/// browser's question whether it may. Everything else ends up in `malformed`: "Event.Malformed",
/// and "Event.MethodNotAllowed".
///
/// Source: AWS Lambda Developer Guide, "Lambda function URLs"; API Gateway Developer Guide,
/// "Working with AWS Lambda proxy integrations".
[[nodiscard]] Event read_http_payload_1(const nlohmann::json& document);
[[nodiscard]] Event read_http_payload_2(const nlohmann::json& document);

}  // namespace shrike
