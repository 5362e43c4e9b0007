#include "infra/local/lambda/runtime_answer.h"

#include <optional>
#include <utility>

#include "infra/local/lambda/platform_errors.h"
#include "runtime/base64.h"

namespace shrike::local {
namespace {

constexpr const char* kErrorType = "Lambda-Runtime-Function-Error-Type";
constexpr const char* kErrorBody = "Lambda-Runtime-Function-Error-Body";

// Past its limit the rest of a body is read and dropped, up to here, so that the runtime sees the
// 413 and not a connection reset while it still writes.
constexpr std::uint64_t kMaxDrained = 10 * kMaxPayload;

std::string value_of(const HttpHeaders& headers, const char* name) {
  return std::string(headers.find(name).value_or(""));
}

/// Gives `take` the pieces as far as they fit in `limit`; false when there are more.
template <typename Take>
bool read_pieces(RequestBody& body, std::uint64_t limit, const Take& take) {
  std::uint64_t size = 0;
  for (auto piece = body.next(); !piece.empty() && size <= limit + kMaxDrained;
       piece = body.next()) {
    size += piece.size();
    if (size <= limit) take(piece);
  }
  return size <= limit;
}

/// The error that a stream ended with, if it did.
std::optional<RuntimeAnswer> error_at_the_end(const HttpHeaders& trailers) {
  if (!trailers.contains(kErrorType) && !trailers.contains(kErrorBody)) return std::nullopt;
  const auto type = normalised_error_type(value_of(trailers, kErrorType));
  auto document = base64_decode(value_of(trailers, kErrorBody)).value_or("");
  if (document.empty()) document = PlatformError{type, ""}.document();
  return RuntimeAnswer{
      .kind = RuntimeAnswer::Kind::Error, .body = std::move(document), .error_type = type};
}

}  // namespace

RuntimeAnswer read_response(ServerRequest& request, ResponsePipe* pipe) {
  // aws-lambda-go never says that it streams, and ends a broken stream with trailers all the same.
  const bool streaming = pipe != nullptr || request.headers.find(kResponseMode) == kStreaming;
  RuntimeAnswer answer;
  answer.content_type = value_of(request.headers, "Content-Type");
  answer.streamed = pipe != nullptr;
  const bool fits =
      read_pieces(request.body, payload_limit(answer.streamed), [&](std::string_view piece) {
        if (answer.streamed) {
          pipe->write(piece);
        } else {
          answer.body.append(piece);
        }
      });
  if (!fits) {
    answer.kind = RuntimeAnswer::Kind::TooLarge;
    answer.body.clear();
    return answer;
  }
  if (streaming) {
    if (auto error = error_at_the_end(request.body.trailers())) return std::move(*error);
  }
  return answer;
}

RuntimeAnswer read_error(ServerRequest& request) {
  RuntimeAnswer answer{.kind = RuntimeAnswer::Kind::Error,
                       .error_type = normalised_error_type(value_of(request.headers, kErrorType))};
  if (!read_pieces(request.body, payload_limit(false),
                   [&](std::string_view piece) { answer.body.append(piece); })) {
    return {.kind = RuntimeAnswer::Kind::TooLarge};
  }
  return answer;
}

}  // namespace shrike::local
