#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/http_server.h"
#include "infra/local/lambda/arn.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// The largest request: 6 MiB for synchronous invocations, 1 MiB for asynchronous ones.
inline constexpr std::uint64_t kMaxSyncRequest = 6'291'456;
inline constexpr std::uint64_t kMaxAsyncRequest = 1'048'576;

enum class InvocationType : std::uint8_t { RequestResponse, Event, DryRun };

/// Throws AwsFault ValidationException (400).
[[nodiscard]] InvocationType invocation_type(const HttpHeaders& headers);
/// As above, and for an Event too, which nobody could read the stream of.
[[nodiscard]] InvocationType streaming_invocation_type(const HttpHeaders& headers);

/// The JSON in X-Amz-Client-Context on one line of ASCII, empty when there is none. Throws AwsFault
/// InvalidRequestContentException (400).
[[nodiscard]] std::string client_context(const HttpHeaders& headers);

/// Throws AwsFault InvalidRequestContentException (400) unless `payload` is one JSON text.
void check_payload(std::string_view payload);
/// Throws AwsFault RequestTooLargeException or, for Event, RequestEntityTooLargeException (413).
void check_request_size(std::uint64_t size, InvocationType type);

/// ValidationException (400): "1 validation error detected: Value '…' at '…' failed to satisfy
/// constraint: …"
[[nodiscard]] AwsFault validation_fault(std::string_view value, std::string_view member,
                                        std::string_view constraint);
[[nodiscard]] AwsFault function_not_found(const FunctionScope& scope,
                                          const FunctionReference& function);

[[nodiscard]] nlohmann::ordered_json function_configuration(const FunctionConfiguration& function,
                                                            const FunctionScope& scope);

[[nodiscard]] ServerResponse fault_response(const AwsFault& fault);
[[nodiscard]] ServerResponse invocation_response(InvocationResult result, bool with_log);

}  // namespace shrike::local
