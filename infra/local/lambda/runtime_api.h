#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "infra/local/http_server.h"
#include "infra/local/lambda/runtime_answer.h"
#include "infra/local/lambda/runtime_state.h"
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

/// What a sandbox waits for.
struct RuntimeSignal {
  RuntimeState state = RuntimeState::Started;
  bool idle = false;    ///< in /next with nothing to hand out
  bool closed = false;  ///< close() was called

  bool operator==(const RuntimeSignal&) const = default;
};

/// The Lambda Runtime API of one sandbox, on a port of its own on the loopback: /next, /response,
/// /error, /init/error and /ping with the states, statuses and words of Lambda's own server.
/// Thread-safe.
class RuntimeApi {
 public:
  RuntimeApi();
  ~RuntimeApi();

  RuntimeApi(const RuntimeApi&) = delete;
  RuntimeApi& operator=(const RuntimeApi&) = delete;
  RuntimeApi(RuntimeApi&&) = delete;
  RuntimeApi& operator=(RuntimeApi&&) = delete;

  /// `127.0.0.1:<port>`, the value of AWS_LAMBDA_RUNTIME_API.
  [[nodiscard]] std::string address() const;

  /// Answers the runtime's /next. Only while idle.
  void deliver(Delivery delivery);
  /// The answer of the invocation delivered last or, in state InitError, of the initialisation.
  [[nodiscard]] std::optional<RuntimeAnswer> take_answer();

  [[nodiscard]] RuntimeSignal signal() const;
  /// Returns as soon as the signal differs from `seen`, at the latest at `until`.
  [[nodiscard]] RuntimeSignal wait_for_change(const RuntimeSignal& seen,
                                              std::chrono::steady_clock::time_point until) const;

  /// The runtime is gone: lets go of every request under way.
  void close();

 private:
  [[nodiscard]] ServerResponse route(ServerRequest& request);
  [[nodiscard]] ServerResponse next(const std::stop_token& stop);
  [[nodiscard]] ServerResponse answer(std::string_view request_id, RuntimeStep step,
                                      ServerRequest& request);
  [[nodiscard]] ServerResponse init_error(ServerRequest& request);
  [[nodiscard]] RuntimeSignal signal_unlocked() const;
  void finish(RuntimeAnswer answer);

  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
  RuntimeState state_ = RuntimeState::Started;
  Delivery delivery_;
  bool pending_ = false;  ///< delivery_ waits for a /next
  std::optional<RuntimeAnswer> answer_;
  bool closed_ = false;
  std::unique_ptr<HttpServer> server_;  ///< last: its handlers use all of the above
};

}  // namespace shrike::local
