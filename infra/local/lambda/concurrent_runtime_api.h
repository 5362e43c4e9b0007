#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "infra/local/http_server.h"
#include "infra/local/lambda/delivery.h"
#include "infra/local/lambda/runtime_answer.h"
#include "infra/local/lambda/runtime_call.h"

namespace shrike::local {

/// The Runtime API of a process that serves several invocations at the same time, as on Lambda
/// Managed Instances: each waiting /next gets one, answers are matched by their request and
/// invocation ids, and an answer after its invocation's timeout gets 410, the process lives on.
/// Faults, strict mode, extensions and SnapStart are RuntimeApi's alone. Thread-safe.
class ConcurrentRuntimeApi {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  enum class Start : std::uint8_t {
    Ready,   ///< a worker waits, or has waited, in /next
    Failed,  ///< an initialisation error was reported: take_init_error()
    Ended,   ///< close() was called
    TimedOut,
  };

  ConcurrentRuntimeApi();
  ~ConcurrentRuntimeApi();

  ConcurrentRuntimeApi(const ConcurrentRuntimeApi&) = delete;
  ConcurrentRuntimeApi& operator=(const ConcurrentRuntimeApi&) = delete;
  ConcurrentRuntimeApi(ConcurrentRuntimeApi&&) = delete;
  ConcurrentRuntimeApi& operator=(ConcurrentRuntimeApi&&) = delete;

  /// `127.0.0.1:<port>`, the value of AWS_LAMBDA_RUNTIME_API.
  [[nodiscard]] std::string address() const;

  [[nodiscard]] Start wait_until_ready(SteadyTime deadline) const;
  [[nodiscard]] std::optional<RuntimeAnswer> init_error() const;

  /// Hands an invocation to the next worker that asks and waits for its answer: kind TooLate where
  /// none came by `deadline`, nothing once the process has ended.
  [[nodiscard]] std::optional<RuntimeAnswer> run(Delivery delivery, SteadyTime deadline);

  /// The runtime is gone: lets go of every request and invocation under way.
  void close();

 private:
  struct Invocation {
    Delivery delivery;
    bool answering = false;
    std::optional<RuntimeAnswer> answer;
  };

  [[nodiscard]] ServerResponse handle(ServerRequest& request);
  [[nodiscard]] ServerResponse next(const std::stop_token& stop);
  [[nodiscard]] ServerResponse answer(const RuntimeTarget& target, ServerRequest& request);
  [[nodiscard]] ServerResponse take_init_error(ServerRequest& request);
  void forget(const std::shared_ptr<Invocation>& invocation);

  mutable std::mutex mutex_;
  mutable std::condition_variable_any changed_;
  bool ready_ = false;
  bool closed_ = false;
  std::optional<RuntimeAnswer> init_error_;
  std::deque<std::shared_ptr<Invocation>> pending_;               ///< for a /next to come
  std::map<std::string, std::shared_ptr<Invocation>> under_way_;  ///< by request id
  std::deque<std::string> timed_out_;                             ///< request ids, the latest few
  std::unique_ptr<HttpServer> server_;  ///< last: its handlers use all of the above
};

}  // namespace shrike::local
