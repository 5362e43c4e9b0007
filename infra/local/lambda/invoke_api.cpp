#include "infra/local/lambda/invoke_api.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/server_responses.h"
#include "runtime/base64.h"
#include "runtime/percent.h"

namespace shrike::local {
namespace {

// "Up to 3,583 bytes of base64-encoded data"
constexpr std::size_t kMaxClientContext = 3583;

/// JSON has no largest number, and a function may read what a double cannot hold: here the limit
/// is 1e4932.
using AnyJson = nlohmann::basic_json<std::map, std::vector, std::string, bool, std::int64_t,
                                     std::uint64_t, long double>;

}  // namespace

AwsFault validation_fault(std::string_view value, std::string_view member,
                          std::string_view constraint) {
  return {400, "ValidationException",
          fmt::format("1 validation error detected: Value '{}' at '{}' failed to satisfy "
                      "constraint: {}",
                      value, member, constraint)};
}

InvocationType invocation_type(const HttpHeaders& headers) {
  const auto type = headers.find("X-Amz-Invocation-Type").value_or("RequestResponse");
  if (type == "RequestResponse") return InvocationType::RequestResponse;
  if (type == "Event") return InvocationType::Event;
  if (type == "DryRun") return InvocationType::DryRun;
  throw validation_fault(type, "invocationType",
                         "Member must satisfy enum value set: [Event, RequestResponse, DryRun]");
}

InvocationType streaming_invocation_type(const HttpHeaders& headers) {
  const auto type = invocation_type(headers);
  if (type != InvocationType::Event) return type;
  throw validation_fault("Event", "invocationType",
                         "Member must satisfy enum value set: [RequestResponse, DryRun]");
}

std::string client_context(const HttpHeaders& headers) {
  const auto encoded = headers.find("X-Amz-Client-Context");
  if (!encoded || encoded->empty()) return {};
  const AwsFault invalid(400, "InvalidRequestContentException",
                         "Client context must be a valid Base64-encoded JSON object.");
  if (encoded->size() > kMaxClientContext) throw invalid;
  const auto decoded = base64_decode(*encoded);
  if (!decoded) throw invalid;
  const auto json = nlohmann::json::parse(*decoded, nullptr, false);
  if (!json.is_object()) throw invalid;
  // Written anew, in ASCII: the text becomes a header of /next.
  return json.dump(-1, ' ', true);
}

void check_payload(std::string_view payload) {
  const auto refusal = [](const std::string& reason) {
    return AwsFault(
        400, "InvalidRequestContentException",
        "Could not parse request body into json: Could not parse payload into json: " + reason);
  };
  try {
    [[maybe_unused]] const auto nothing =
        AnyJson::parse(payload.begin(), payload.end(),
                       // Keeps nothing: only whether it is JSON matters here.
                       [](int, AnyJson::parse_event_t, const AnyJson&) { return false; });
  } catch (const AnyJson::parse_error& error) {
    throw refusal(fmt::format("Unexpected character at byte {}", error.byte));
  } catch (const AnyJson::out_of_range&) {
    throw refusal("A number is out of range");
  }
}

void check_request_size(std::uint64_t size, InvocationType type) {
  switch (type) {
    case InvocationType::RequestResponse:
    case InvocationType::DryRun:
      if (size <= kMaxSyncRequest) return;
      throw AwsFault(
          413, "RequestTooLargeException",
          fmt::format("Request must be smaller than {} bytes for the InvokeFunction operation",
                      kMaxSyncRequest));
    case InvocationType::Event:
      if (size <= kMaxAsyncRequest) return;
      throw AwsFault(413, "RequestEntityTooLargeException",
                     fmt::format("{} byte payload is too large for the Event invocation type "
                                 "(limit {} bytes)",
                                 size, kMaxAsyncRequest));
  }
}

AwsFault function_not_found(const FunctionScope& scope, const FunctionReference& function) {
  const auto& qualifier = function.qualifier.empty() ? "$LATEST" : function.qualifier;
  return {404, "ResourceNotFoundException",
          "Function not found: " + function_arn(scope, function.name, qualifier)};
}

nlohmann::ordered_json function_configuration(const FunctionConfiguration& function,
                                              const FunctionScope& scope) {
  const auto own = function.environment;
  return {
      {"FunctionName", function.name},
      {"FunctionArn", function_arn(scope, function.name)},
      {"Runtime", "provided.al2023"},
      {"Role", fmt::format("arn:aws:iam::{}:role/{}", scope.account_id, function.name)},
      {"Handler", function.handler},
      {"Description", ""},
      {"Timeout", function.timeout.count()},
      {"MemorySize", function.memory_mb},
      {"Version", "$LATEST"},
      {"Environment", {{"Variables", own}}},
      {"TracingConfig", {{"Mode", "PassThrough"}}},
      {"State", "Active"},
      {"LastUpdateStatus", "Successful"},
      {"PackageType", "Zip"},
      {"Architectures",
       {
#if defined(__aarch64__)
           "arm64"
#else
           "x86_64"
#endif
       }},
      {"EphemeralStorage", {{"Size", 512}}},
      {"LoggingConfig",
       {{"LogFormat", function.log_format == LogFormat::Json ? "JSON" : "Text"},
        {"LogGroup", log_group_of(function)}}},
  };
}

ServerResponse fault_response(const AwsFault& fault) {
  // Lambda writes this one member in upper case for ResourceNotFoundException and in lower case for
  // the rest, as recorded from it.
  const auto* const member = fault.code() == "ResourceNotFoundException" ? "Message" : "message";
  nlohmann::ordered_json document(fault.details());
  document["Type"] = fault.status() < 500 ? "User" : "Service";
  document[member] = fault.message();
  auto response = json_response(fault.status(), document);
  response.headers.set("x-amzn-ErrorType", fault.code());
  if (fault.status() == 429) response.headers.set("Retry-After", "1");
  return response;
}

ServerResponse invocation_response(InvocationResult result, bool with_log) {
  ServerResponse response;
  response.headers.set("Content-Type", "application/json");
  response.headers.set("X-Amz-Executed-Version", "$LATEST");
  if (result.function_error) response.headers.set("X-Amz-Function-Error", *result.function_error);
  if (with_log) response.headers.set("X-Amz-Log-Result", base64_encode(result.log_tail));
  response.body = std::move(result.payload);
  return response;
}

}  // namespace shrike::local
