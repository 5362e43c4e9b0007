#include "infra/local/cli/options.h"

#include <chrono>
#include <map>

#include <fmt/format.h>

#include "infra/local/load_file.h"
#include "infra/local/private_folder.h"
#include "infra/local/stack/parameters.h"
#include "infra/local/stack/properties.h"

namespace shrike::local {

namespace {

using Parameters = std::map<std::string, std::string>;

Parameters parameters_in(const std::filesystem::path& file) {
  return file.empty() ? Parameters{} : read_parameters_file(load_file(file));
}

/// What the command line says of a parameter counts more than what the file says.
Parameters given_parameters(const CommandOptions& options) {
  auto parameters = parameters_in(options.parameters_file);
  for (const auto& parameter : options.parameters) {
    const auto equals = parameter.find('=');
    if (equals == std::string::npos || equals == 0) {
      refuse_template("--parameter " + parameter, "must be Name=Value");
    }
    parameters[parameter.substr(0, equals)] = parameter.substr(equals + 1);
  }
  return parameters;
}

std::vector<OperationDelay> delays_in(const std::filesystem::path& file) {
  return file.empty() ? std::vector<OperationDelay>{} : parse_service_delays(load_file(file));
}

}  // namespace

CloudOptions cloud_options(const CommandOptions& options) {
  // Objects, letters, and functions' code that is run.
  make_private_folder(options.data);
  return {.port = options.port,
          .region = options.region,
          .credentials = {"test", "test", ""},
          .stack_template = options.stack_template,
          .stack_name = options.stack_name,
          .parameters = given_parameters(options),
          .default_parameters = parameters_in(options.default_parameters),
          .sam = {.python = options.sam_python, .script = options.sam_translator},
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
          .service_faults = {.faults = parse_service_faults(
                                 fmt::format("{}", fmt::join(options.service_faults, " "))),
                             .seed = options.service_fault_seed},
          .service_delays = {.delays = delays_in(options.service_delays),
                             .seed = options.service_delay_seed},
          .retry_delay = std::chrono::seconds(options.retry_delay_seconds),
          .calls = options.record_calls,
          .on_log = {},
          .on_event_done = {}};
}

}  // namespace shrike::local
