#pragma once

#include <functional>
#include <future>
#include <memory>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/lambda/response_pipe.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// A synchronous invocation whose response is read while the function still writes it.
class StreamingInvocation {
 public:
  using Run = std::function<InvocationResult(const std::shared_ptr<ResponsePipe>& pipe)>;

  /// Starts `run` on a thread of its own.
  explicit StreamingInvocation(Run run);
  /// Lets the invocation come to its end, whatever it still writes.
  ~StreamingInvocation();

  StreamingInvocation(const StreamingInvocation&) = delete;
  StreamingInvocation& operator=(const StreamingInvocation&) = delete;
  StreamingInvocation(StreamingInvocation&&) = delete;
  StreamingInvocation& operator=(StreamingInvocation&&) = delete;

  /// What the function has written since the last call, as soon as there is something; empty at the
  /// end.
  [[nodiscard]] std::string read() { return pipe_->read(); }
  /// Waits for the end; throws what `run` threw. Once.
  [[nodiscard]] InvocationResult result() { return result_.get(); }

 private:
  std::shared_ptr<ResponsePipe> pipe_;
  std::future<InvocationResult> result_;
};

/// The invocation's response as the messages of InvokeWithResponseStream: a PayloadChunk for each
/// piece, then InvokeComplete. Waits for the first piece, and throws what refused the invocation.
[[nodiscard]] ProducedBody event_stream_body(std::shared_ptr<StreamingInvocation> invocation,
                                             bool with_log);

}  // namespace shrike::local
