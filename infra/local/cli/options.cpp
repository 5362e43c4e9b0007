#include "infra/local/cli/options.h"

#include <fstream>
#include <iterator>

#include <fmt/format.h>

#include "infra/local/stack/template.h"
#include "runtime/error.h"

namespace shrike::local {

std::string load_file(const std::filesystem::path& path) {
  std::error_code ignored;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, ignored)) {
    throw Error(ErrorKind::Reject, "File.Unreadable",
                fmt::format("{} cannot be read", path.string()));
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

Stack read_stack(const CommandOptions& options) {
  return read_template(load_file(options.stack_template),
                       {.region = options.region, .account_id = "000000000000"});
}

CloudOptions cloud_options(const CommandOptions& options) {
  return {.port = options.port,
          .region = options.region,
          .credentials = {"test", "test", ""},
          .buckets = options.data / "buckets",
          .records = options.data / "records",
          .functions = options.data / "functions",
          .code = options.code,
          .models = options.models,
          .onnxruntime_library = options.onnxruntime_library,
          .faults = parse_faults(fmt::format("{}", fmt::join(options.faults, " "))),
          .strict = options.strict,
          .on_log = {},
          .on_event_done = {}};
}

}  // namespace shrike::local
