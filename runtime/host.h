#pragma once

#include <functional>
#include <memory>
#include <string>

#include "runtime/clock.h"
#include "runtime/environment.h"
#include "runtime/http.h"
#include "runtime/log.h"
#include "runtime/middleware.h"
#include "runtime/process_image.h"

namespace shrike {

/// The world as the runtime sees it: passed in, so that tests decide what it is.
struct Host {
  Environment environment;
  Clock& clock;
  LogOptions log_options;
  LogSink log_sink;
  /// A connection to the Runtime API; each worker asks for its own.
  std::function<std::unique_ptr<StreamingTransport>()> connect;
  /// Told the trace id of each invocation where there is but one worker.
  std::function<void(const std::string& trace_id)> publish_trace_id = export_trace_id;
  /// How a spent process renews itself.
  ReplaceProcess replace_process = process_replacer();
};

}  // namespace shrike
