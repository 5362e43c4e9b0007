#include "infra/local/lambda/streaming_invocation.h"

#include <optional>
#include <utility>

#include <nlohmann/json.hpp>

#include "infra/local/lambda/event_stream.h"
#include "runtime/base64.h"

namespace shrike::local {
namespace {

std::string payload_chunk(std::string_view piece) {
  return event_message("PayloadChunk", "application/octet-stream", piece);
}

std::string invoke_complete(const InvocationResult& result, bool with_log) {
  auto document = nlohmann::ordered_json::object();
  if (result.function_error) {
    document["ErrorCode"] = *result.function_error;
    document["ErrorDetails"] = result.payload;
  }
  if (with_log) document["LogResult"] = base64_encode(result.log_tail);
  // A runtime's error document need not be UTF-8.
  return event_message(
      "InvokeComplete", "application/json",
      document.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
}

}  // namespace

StreamingInvocation::StreamingInvocation(Run run)
    : pipe_(std::make_shared<ResponsePipe>()),
      result_(std::async(std::launch::async, [pipe = pipe_, run = std::move(run)] {
        try {
          auto result = run(pipe);
          pipe->close();
          return result;
        } catch (...) {
          pipe->close();
          throw;
        }
      })) {}

StreamingInvocation::~StreamingInvocation() { pipe_->abandon(); }

ProducedBody event_stream_body(std::shared_ptr<StreamingInvocation> invocation, bool with_log) {
  auto first = invocation->read();
  // Refusals have a status of their own: they come out here, before the answer has begun.
  std::optional<InvocationResult> ended;
  if (first.empty()) ended = invocation->result();
  return {[invocation = std::move(invocation), first = std::move(first), ended = std::move(ended),
           with_log](const PieceSink& send) {
    for (auto piece = first; !piece.empty(); piece = invocation->read()) {
      send(payload_chunk(piece));
    }
    const auto result = ended ? *ended : invocation->result();
    const bool whole = !result.function_error && !result.streamed;
    if (whole && !result.payload.empty()) send(payload_chunk(result.payload));
    send(invoke_complete(result, with_log));
  }};
}

}  // namespace shrike::local
