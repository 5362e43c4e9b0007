#include "infra/local/cli/options.h"

#include <fmt/format.h>

namespace shrike::local {

CloudOptions cloud_options(const CommandOptions& options) {
  return {.port = options.port,
          .region = options.region,
          .credentials = {"test", "test", ""},
          .stack_template = options.stack_template,
          .buckets = options.data / "buckets",
          .records = options.data / "records",
          .functions = options.data / "functions",
          .mail = options.data / "mail",
          .code = options.code,
          .models = options.models,
          .onnxruntime_library = options.onnxruntime_library,
          .companion_python = options.companion_python,
          .companion_server = options.companion_server,
          .faults = parse_faults(fmt::format("{}", fmt::join(options.faults, " "))),
          .strict = options.strict,
          .calls = options.record_calls,
          .on_log = {},
          .on_event_done = {}};
}

}  // namespace shrike::local
