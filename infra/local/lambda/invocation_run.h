#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "infra/local/lambda/ids.h"
#include "infra/local/lambda/platform_errors.h"
#include "infra/local/lambda/report.h"
#include "infra/local/lambda/sandbox.h"
#include "infra/local/lambda/service.h"

namespace shrike::local {

/// What a caller sends with one invocation.
struct InvocationRequest {
  std::string request_id;
  std::string trace_id;  ///< X-Amzn-Trace-Id; retries share it
  std::string payload;
  std::string function_arn;
  std::string client_context;  ///< JSON on one line; empty when none was given
  std::string tenant_id;
  /// Where a streamed response goes as it arrives; null to collect it.
  std::shared_ptr<ResponsePipe> pipe = nullptr;
};

/// What invocations of one function have in common.
struct InvocationSetting {
  const FunctionConfiguration& function;
  const LambdaOptions& options;
  Clock& clock;
  RandomBits random;
  /// Starts a sandbox that logs to `log`; throws what Sandbox's constructor throws.
  std::function<std::shared_ptr<Sandbox>(std::shared_ptr<InvocationLog> log)> start;
};

/// One invocation from its cold or warm start to its REPORT line.
class InvocationRun {
 public:
  InvocationRun(const InvocationSetting& setting, const InvocationRequest& request);

  /// `sandbox` is a warm one, or null for a cold start. Afterwards it is the one to keep warm, or
  /// null where none survived.
  [[nodiscard]] InvocationResult run(std::shared_ptr<Sandbox>& sandbox);

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;

  /// False when the runtime did not come to wait for work; the failure is then the result so far.
  bool initialise(SteadyTime deadline, std::string_view phase);
  /// SnapStart: from the snapshot to the first /next.
  [[nodiscard]] RuntimeOutcome restore();
  void serve(SteadyTime deadline, TimePoint wall_deadline);
  void take(RuntimeAnswer answer);
  void fail(const PlatformError& error);
  void fail_as(RuntimeOutcome outcome);
  /// Strict mode: a breach is the invocation's result, whatever came of it.
  void fail_for_breach();
  void log_platform_error(RuntimeOutcome outcome);
  /// A line of Lambda's own: as text, or as an event where the function's log is JSON.
  void log_init_start(std::string_view phase);
  void log_init_report(Milliseconds duration, std::string_view phase);
  void log_start();
  void log_end(const ReportFigures& figures);
  void let_go_of_sandbox();
  [[nodiscard]] InvocationResult finish(Milliseconds duration);

  const InvocationSetting& setting_;
  const InvocationRequest& request_;
  std::shared_ptr<InvocationLog> log_;
  std::shared_ptr<Sandbox> sandbox_;
  InvocationResult result_;
  ReportStatus status_;
};

}  // namespace shrike::local
