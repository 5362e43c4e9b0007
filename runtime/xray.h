#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <nlohmann/json_fwd.hpp>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/log.h"
#include "runtime/middleware.h"
#include "runtime/xray_daemon.h"
#include "runtime/xray_document.h"

namespace shrike {

struct TracerOptions {
  /// What a subsegment does where no trace is under way: nothing, an error line, or Error
  /// "Tracer.ContextMissing". The names are X-Ray's.
  enum class ContextMissing : std::uint8_t { IgnoreError, LogError, RuntimeError };

  std::string service = "service_undefined";  ///< an annotation of each invocation
  std::string handler = "handler";            ///< an invocation's subsegment is `## <handler>`
  std::string working_directory{};
  ContextMissing context_missing = ContextMissing::LogError;
  DatagramSender send{};                    ///< no tracing when empty
  std::function<std::uint64_t()> random{};  ///< for ids; the system's own when empty

  /// From AWS_XRAY_DAEMON_ADDRESS, without which nothing is sent, POWERTOOLS_TRACE_ENABLED (false),
  /// POWERTOOLS_TRACE_DISABLED (true), AWS_XRAY_CONTEXT_MISSING (IGNORE_ERROR | LOG_ERROR |
  /// RUNTIME_ERROR), POWERTOOLS_SERVICE_NAME, _HANDLER and LAMBDA_TASK_ROOT.
  [[nodiscard]] static TracerOptions from(const Environment& environment);
};

class Tracer;

/// A part of an invocation, sent when it ends. What an exception ends is told as a fault.
class Subsegment {
 public:
  Subsegment(const Subsegment&) = delete;
  Subsegment& operator=(const Subsegment&) = delete;
  Subsegment(Subsegment&& other) noexcept;
  Subsegment& operator=(Subsegment&&) = delete;
  ~Subsegment();

  /// Searchable in X-Ray, 50 at most.
  void annotate(std::string_view key, XrayAnnotation value);
  void add_metadata(std::string_view key, const nlohmann::json& value);
  /// What went wrong in it, and whose fault that was.
  void fail(Failure failure, XrayBlame blame = XrayBlame::Fault);
  /// The exception that is being handled: an Error of kind Reject is the caller's error, one that
  /// is named "….Throttled" a throttle, all else a fault.
  void fail_with_current_exception();

  /// A part of this part; it must end first.
  [[nodiscard]] Subsegment subsegment(std::string name) const;
  /// Sends what is known so far, for parts so long that they may not see their end.
  void send_in_progress() const;

 private:
  friend class Tracer;
  Subsegment(Tracer* tracer, XraySubsegment data);

  Tracer* tracer_;  ///< null when nothing is to be sent
  XraySubsegment data_;
  int exceptions_;
};

/// Sends subsegments of sampled invocations to the X-Ray daemon that Lambda runs beside the
/// function, by UDP: it never waits, and a daemon that is away costs nothing. For one worker: it
/// follows one invocation at a time. Subsegments may end on other threads.
class Tracer {
 public:
  Tracer(TracerOptions options, const Clock& clock, Logger& log);

  /// The invocation whose subsegments follow, by its trace id; none when it is empty.
  void set_invocation(std::string_view trace_id);

  /// A part of the invocation under way. Not sampled, it does nothing.
  [[nodiscard]] Subsegment subsegment(std::string name);

  [[nodiscard]] const TracerOptions& options() const noexcept { return options_; }

 private:
  friend class Subsegment;
  [[nodiscard]] Subsegment begin(std::string name, std::string trace_id, std::string parent_id);
  void send(const XraySubsegment& data) const;
  void miss_context(std::string_view name);

  TracerOptions options_;
  const Clock& clock_;
  Logger& log_;
  std::optional<XrayTrace> trace_;
};

/// Makes each invocation a subsegment `## <handler>` with the annotations ColdStart and Service and
/// with its failure. `tracer` must outlive the worker's invocations.
[[nodiscard]] Middleware tracing_middleware(Tracer& tracer);

}  // namespace shrike
