#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "runtime/failure.h"
#include "runtime/http.h"
#include "runtime/invocation.h"
#include "runtime/response_stream.h"

/// The Lambda Runtime API as text: addresses, headers and documents, without any I/O.
/// Source: AWS Lambda developer guide, "Using the Lambda runtime API for custom runtimes", and what
/// the service itself accepts where the guide is silent.
namespace shrike::wire {

/// Header names of the Runtime API.
namespace header {
inline constexpr const char* kRequestId = "Lambda-Runtime-Aws-Request-Id";
inline constexpr const char* kDeadline = "Lambda-Runtime-Deadline-Ms";
inline constexpr const char* kFunctionArn = "Lambda-Runtime-Invoked-Function-Arn";
inline constexpr const char* kTraceId = "Lambda-Runtime-Trace-Id";
inline constexpr const char* kTenantId = "Lambda-Runtime-Aws-Tenant-Id";
inline constexpr const char* kInvocationId = "Lambda-Runtime-Invocation-Id";
inline constexpr const char* kClientContext = "Lambda-Runtime-Client-Context";
inline constexpr const char* kCognitoIdentity = "Lambda-Runtime-Cognito-Identity";
inline constexpr const char* kErrorType = "Lambda-Runtime-Function-Error-Type";
inline constexpr const char* kErrorCause = "Lambda-Runtime-Function-Xray-Error-Cause";
inline constexpr const char* kErrorBody = "Lambda-Runtime-Function-Error-Body";
inline constexpr const char* kResponseMode = "Lambda-Runtime-Function-Response-Mode";
inline constexpr const char* kExtensionName = "Lambda-Extension-Name";
inline constexpr const char* kExtensionId = "Lambda-Extension-Identifier";
inline constexpr const char* kContentType = "Content-Type";
inline constexpr const char* kTrailer = "Trailer";
inline constexpr const char* kUserAgent = "User-Agent";
}  // namespace header

/// Error types that the runtime itself gives. "Runtime." says that the runtime or its configuration
/// is at fault, "Function." that the function is.
namespace error_type {
inline constexpr const char* kConfigInvalid = "Runtime.ConfigInvalid";
inline constexpr const char* kMissingRequestId = "Runtime.MissingRequestId";
inline constexpr const char* kInvalidContext = "Runtime.LambdaContextUnmarshalError";
inline constexpr const char* kMalformedEvent = "Runtime.UnmarshalError";
inline constexpr const char* kUnpresentableAnswer = "Runtime.MarshalError";
inline constexpr const char* kNoResponse = "Runtime.NoResponse";
inline constexpr const char* kStreamStarted = "Runtime.StreamStarted";
inline constexpr const char* kResponseRefused = "Runtime.ResponseRefused";
inline constexpr const char* kContainerError = "Runtime.ContainerError";
inline constexpr const char* kDeadlineExceeded = "Function.DeadlineExceeded";
inline constexpr const char* kUnhandledException = "Function.UnhandledException";
inline constexpr const char* kUnknownException = "Function.UnknownException";
}  // namespace error_type

/// Addresses below `api`, the "host:port" of AWS_LAMBDA_RUNTIME_API. A request id can be chosen by
/// whoever invokes, so it is percent-encoded.
[[nodiscard]] std::string next_url(std::string_view api);
[[nodiscard]] std::string response_url(std::string_view api, std::string_view request_id);
[[nodiscard]] std::string error_url(std::string_view api, std::string_view request_id);
[[nodiscard]] std::string init_error_url(std::string_view api);
[[nodiscard]] std::string restore_next_url(std::string_view api);
[[nodiscard]] std::string restore_error_url(std::string_view api);
[[nodiscard]] std::string extension_register_url(std::string_view api);
[[nodiscard]] std::string extension_next_url(std::string_view api);

/// The request id of an answer to /next. Throws Error "Runtime.MissingRequestId" when there is
/// none: without it, nothing can be answered.
[[nodiscard]] std::string request_id(const HttpHeaders& headers);

/// Everything but the deadline. Absent headers are empty; of a repeated one, the first counts.
[[nodiscard]] Context context_without_deadline(const HttpHeaders& headers);

/// The deadline. `now` serves emulators that send a constant such as 600000: what cannot be a
/// moment since 1973 is taken for milliseconds from now. A moment that is over stays one.
///
/// Throws Error "Runtime.LambdaContextUnmarshalError" when the header is missing, is not a decimal
/// number, or lies after the year 9999.
[[nodiscard]] TimePoint deadline(const HttpHeaders& headers, TimePoint now);

/// "label (path:line)" for each frame of the stack, as far as it is known.
[[nodiscard]] std::vector<std::string> stack_trace(const Failure& failure);

/// `{"errorMessage","errorType","stackTrace":["label (path:line)", …]}`, always valid UTF-8: other
/// bytes become U+FFFD. At most 1 MiB, which is what the service takes: a message over 256 KiB and
/// a stack over 64 frames are cut, further where their escapes need the room.
[[nodiscard]] std::string error_document(const Failure& failure);

/// The cause as X-Ray shows it, for a header: ASCII without control bytes, at most 64 KiB, which is
/// where the service crops it.
[[nodiscard]] std::string xray_cause(const Failure& failure, std::string_view working_directory);

/// The trailers that end a streamed response in an error, as the service reads them: the type, and
/// the error document as base64.
[[nodiscard]] HttpHeaders error_trailers(const Failure& failure);

/// What goes before a streamed HTTP response: `{"statusCode","headers","cookies"}` and eight zero
/// bytes.
[[nodiscard]] std::string http_prelude(const HttpPrelude& prelude);
inline constexpr const char* kHttpIntegration =
    "application/vnd.awslambda.http-integration-response";

/// The type in the only form that the service keeps, `(Runtime|Function)\.[A-Z][a-zA-Z]+`:
/// "Image.Unsupported" becomes "Function.ImageUnsupported". A name without two letters becomes
/// "Function.Unknown".
[[nodiscard]] std::string error_type_header(std::string_view type);

/// `text` without control bytes, so that no value can end its header.
[[nodiscard]] std::string header_value(std::string_view text);

}  // namespace shrike::wire
