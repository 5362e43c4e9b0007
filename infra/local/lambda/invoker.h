#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "infra/local/lambda/async_invocations.h"
#include "infra/local/lambda/concurrency.h"
#include "infra/local/lambda/function_registry.h"
#include "infra/local/lambda/streaming_invocation.h"

namespace shrike::local {

/// What a caller sends.
struct InvocationCall {
  FunctionReference function;
  std::string payload;
  std::string client_context = {};  ///< JSON on one line
  std::string tenant_id = {};
};

/// Runs functions: waited for, streamed or queued, each within the limits of concurrency.
/// Thread-safe.
///
/// Each call throws AwsFault: ResourceNotFoundException (404), RequestTooLargeException or, queued,
/// RequestEntityTooLargeException (413), TooManyRequestsException (429; queued, it waits), and
/// ServiceException (500) once stop() was called.
class Invoker {
 public:
  /// All of it outlives the invoker.
  Invoker(const LambdaOptions& options, FunctionRegistry& registry, Concurrency& concurrency,
          Clock& clock, RandomBits random);
  ~Invoker() { stop(); }

  Invoker(const Invoker&) = delete;
  Invoker& operator=(const Invoker&) = delete;
  Invoker(Invoker&&) = delete;
  Invoker& operator=(Invoker&&) = delete;

  /// Runs it to its end.
  [[nodiscard]] InvocationResult invoke(InvocationCall call);

  struct Stream {
    std::string request_id;
    std::string trace_id;
    std::shared_ptr<StreamingInvocation> invocation;  ///< throws as above when it is read
  };
  [[nodiscard]] Stream stream(InvocationCall call);

  /// Queues it and gives its request id, which its retries share.
  std::string invoke_async(InvocationCall call, InvocationDone done = {});

  /// Ends the functions and waits for what runs; what was queued is dropped.
  void stop();
  /// Until nothing is queued or runs of what was.
  void wait_until_idle() { async_.wait_until_idle(); }

 private:
  class UnderWay;

  [[nodiscard]] InvocationRequest request(InvocationCall call) const;
  /// By the function as it is when the invocation begins.
  [[nodiscard]] InvocationResult run(const FunctionReference& reference,
                                     const InvocationRequest& request);
  [[nodiscard]] AsyncSettings async_settings(const std::string& function) const;
  [[nodiscard]] Destinations destinations(const LambdaOptions& options);

  FunctionRegistry& registry_;
  Concurrency& concurrency_;
  Clock& clock_;
  RandomBits random_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::size_t under_way_ = 0;
  AsyncInvocations async_;
};

}  // namespace shrike::local
