#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/aws/credentials.h"
#include "infra/local/http_server.h"
#include "infra/local/lambda/contract_ledger.h"
#include "infra/local/lambda/faults.h"
#include "infra/local/lambda/function_configuration.h"
#include "runtime/clock.h"

namespace shrike::local {

struct LambdaOptions {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  Credentials credentials;   ///< of the functions that have none of their own
  std::string endpoint_url;  ///< AWS_ENDPOINT_URL of the functions; the local cloud itself
  /// Every line of a function's log, START, END and REPORT included. Called from several threads.
  std::function<void(const std::string& function_name, std::string_view line)> on_log;

  /// Sandboxes of one function at the same time; 0: as many as this machine has cores, at least 2.
  std::size_t max_concurrency = 0;
  /// Whether invocations beyond max_concurrency are throttled, as Lambda does at its limits. They
  /// wait otherwise: this machine has fewer cores than Lambda.
  bool throttle_at_max_concurrency = false;
  /// Invocations of all functions at the same time, as Lambda limits an account; beyond, they are
  /// throttled.
  std::size_t account_concurrency = 1000;
  /// Before the first of the two retries of an asynchronous invocation; twice as long before the
  /// second. Lambda waits one minute and two: here nobody should wait that long to see a retry.
  std::chrono::milliseconds retry_delay{1000};
  /// Before an asynchronous invocation that was throttled is tried again; doubled each time, up to
  /// five minutes.
  std::chrono::milliseconds throttle_delay{1000};
  /// Takes the records of asynchronous invocations whose destination is a bucket.
  std::function<void(const std::string& bucket, const std::string& key, const std::string& record)>
      put_object;
  /// DestinationTargets::permit
  std::function<void(const std::string& function, const std::string& arn)> permit_destination = {};
  /// Where uploaded code is unpacked, a folder each. Empty: CreateFunction is refused.
  std::filesystem::path code_folder;
  /// Code that a request names in a bucket; an empty version is the newest. Throws Error. None:
  /// code comes with the request only.
  std::function<std::string(const std::string& bucket, const std::string& key,
                            const std::string& version)>
      get_object = {};
  /// DestinationTargets::send_message
  std::function<bool(const std::string& arn, const std::string& message,
                     const nlohmann::ordered_json& attributes)>
      send_message = {};
  /// Where records go whose destination nothing serves here:
  /// `<service>/<name>/<time>-<request id>.json`. Empty: they are reported lost.
  std::filesystem::path records;
  /// For an initialisation; past it, the function's own timeout counts.
  std::chrono::milliseconds init_limit{10'000};
  /// Stops a function's process between its invocations, as Lambda freezes it.
  bool freeze = true;
  /// Kills a function that uses more memory than it has, as Lambda does.
  bool enforce_memory = true;
  /// What goes wrong with the Runtime API on purpose, counted over all functions and sandboxes; see
  /// parse_faults().
  std::vector<Fault> faults;
  /// A runtime's breach of the Runtime API's contract fails its invocation with
  /// Runtime.ContractBreach; breaches, and advice the first time, are lines of its log.
  bool strict = false;
  /// A sandbox that has had no invocation for so long is retired; 0: never. With an extension its
  /// process gets SIGTERM first, 500 ms (with an external one 300 ms) before SIGKILL.
  std::chrono::milliseconds idle_limit{0};
  /// SnapStart: a process that waits in /restore/next is frozen there, as for its snapshot, and
  /// restored for its first invocation.
  bool snap_start = false;
  /// Functions get a descriptor for telemetry frames (_LAMBDA_TELEMETRY_LOG_FD), as the runtimes
  /// that Lambda brings do: a message of several lines stays one record of the log.
  bool telemetry_fd = false;
  /// Invocations that one process serves at the same time, as on Lambda Managed Instances. Above 1
  /// the process is not frozen, outlives a timeout, and meets no faults, no strict mode, no
  /// extensions and no SnapStart.
  std::size_t concurrency_per_sandbox = 1;
};

/// What became of one invocation. Times and memory are measured, not configured.
struct InvocationResult {
  std::string request_id;
  std::string trace_id;  ///< X-Amzn-Trace-Id, as the function got it
  std::string
      payload;  ///< the function's answer, empty where it was streamed; or the error document
  std::string content_type;                   ///< of the function's answer, as the runtime gave it
  bool streamed = false;                      ///< the answer went to the caller as it came
  std::optional<std::string> function_error;  ///< "Unhandled", as X-Amz-Function-Error says
  std::chrono::duration<double, std::milli> duration{};
  std::optional<std::chrono::duration<double, std::milli>> init_duration;  ///< cold starts only
  std::optional<std::chrono::duration<double, std::milli>> restore_duration = {};  ///< SnapStart's
  int max_memory_used_mb = 0;
  std::string report;    ///< the REPORT line
  std::string log_tail;  ///< last 4 KB of the invocation's log
};

/// Lambda on this machine: each function runs in a process of its own `bootstrap` that stays warm
/// between invocations, behind a Runtime API of its own on a free port. Thread-safe.
///
/// As on Lambda, an initialisation that fails is tried once more within the invocation, so that its
/// log appears twice. Of a process that ends after its answer but before
/// its next /next the answer stands.
class LambdaService {
 public:
  LambdaService(LambdaOptions options, Clock& clock);
  /// stop().
  ~LambdaService();

  LambdaService(const LambdaService&) = delete;
  LambdaService& operator=(const LambdaService&) = delete;
  LambdaService(LambdaService&&) = delete;
  LambdaService& operator=(LambdaService&&) = delete;

  /// Replaces a function of the same name. Throws Error "Config.Invalid" (Reject) for a name that
  /// Lambda does not allow.
  void add_function(FunctionConfiguration function);
  [[nodiscard]] std::string arn(std::string_view function_name) const;
  /// By its name or ARN.
  [[nodiscard]] bool has_function(std::string_view function) const;

  /// Forgets a function and ends its sandboxes. Throws AwsFault ResourceNotFoundException (404).
  void remove_function(std::string_view function_name);

  /// Lambda's own API: POST /2015-03-31/functions/{name or ARN}/invocations (RequestResponse,
  /// Event, DryRun; X-Amz-Log-Type: Tail),
  /// POST /2021-11-15/functions/{name or ARN}/response-streaming-invocations,
  /// and the calls that make, tell, change and delete functions (their code as a ZIP in the
  /// request or in a bucket), set their reserved concurrency, say what becomes of their
  /// asynchronous invocations, and keep their resource policies. Refusals come back as Lambda words
  /// them. The caller has verified the signature.
  [[nodiscard]] ServerResponse handle(ServerRequest& request);

  /// Runs one invocation to its end. Throws AwsFault ResourceNotFoundException (404),
  /// RequestTooLargeException (413), TooManyRequestsException (429).
  [[nodiscard]] InvocationResult invoke(std::string_view function, std::string payload);

  /// Queues an asynchronous invocation and returns its request id, which its retries share; `done`
  /// gets its final result. Throws AwsFault ResourceNotFoundException (404),
  /// RequestEntityTooLargeException (413, over 1 MB).
  std::string invoke_async(std::string_view function, std::string payload,
                           std::function<void(const InvocationResult&)> done = {});

  /// Ends every sandbox and waits for the invocations under way; asynchronous ones that this cuts
  /// short, or that were still queued, are dropped without a call to `done`. Later invocations are
  /// refused with ServiceException (500).
  void stop();

  /// What the functions' runtimes did against the Runtime API's contract so far, strict or not.
  [[nodiscard]] std::vector<ContractFinding> contract_findings() const;

  /// Until no asynchronous invocation is queued or running.
  void wait_until_idle();

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace shrike::local
