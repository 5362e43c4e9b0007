#pragma once

#include <memory>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/lambda/response_pipe.h"
#include "runtime/clock.h"

namespace shrike::local {

/// One invocation as /next hands it out. Empty fields send no header.
struct Delivery {
  std::string request_id;
  std::string payload;
  TimePoint deadline;
  std::string function_arn;
  std::string trace_id;
  std::string tenant_id;
  std::string client_context;  ///< JSON on one line
  /// A nonce: an answer that carries another one belongs to an earlier invocation.
  std::string invocation_id;
  /// Where a streamed response goes as it arrives; null to collect it.
  std::shared_ptr<ResponsePipe> pipe;
};

/// The answer to /next.
[[nodiscard]] ServerResponse render(const Delivery& delivery);

}  // namespace shrike::local
