#include "infra/local/lambda/answer_result.h"

#include <utility>

namespace shrike::local {
namespace {

constexpr const char* kUnhandled = "Unhandled";

}  // namespace

std::optional<PlatformError> put_answer(RuntimeAnswer answer, std::chrono::milliseconds timeout,
                                        InvocationResult& result) {
  switch (answer.kind) {
    case RuntimeAnswer::Kind::Response:
      result.payload = std::move(answer.body);
      result.content_type = std::move(answer.content_type);
      result.streamed = answer.streamed;
      return std::nullopt;
    case RuntimeAnswer::Kind::Error:
      result.payload = std::move(answer.body);
      result.function_error = kUnhandled;
      return std::nullopt;
    case RuntimeAnswer::Kind::TooLarge:
      return response_too_large(answer.streamed);
    case RuntimeAnswer::Kind::TooLate:
      return timeout_error(result.request_id, timeout);
    case RuntimeAnswer::Kind::Truncated:
      break;
  }
  return truncated_response(result.request_id);
}

void put_error(const PlatformError& error, InvocationResult& result) {
  result.payload = error.document();
  result.function_error = kUnhandled;
}

}  // namespace shrike::local
