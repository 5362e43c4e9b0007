#include "infra/local/lambda/sandbox_environment.h"

#include <fmt/format.h>

namespace shrike::local {
namespace {

using Variables = std::map<std::string, std::string>;

const char* initialization_type(const LambdaOptions& options) {
  if (options.concurrency_per_sandbox > 1) return "lambda-managed-instances";
  return options.snap_start ? "snap-start" : "on-demand";
}

Variables reserved(const FunctionConfiguration& function, const LambdaOptions& options,
                   const SandboxFacts& facts) {
  const auto& credentials = function.credentials ? *function.credentials : options.credentials;
  Variables variables{
      {"_HANDLER", function.handler},
      {"AWS_ACCESS_KEY_ID", credentials.access_key_id},
      {"AWS_DEFAULT_REGION", options.region},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(function.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_NAME", function.name},
      {"AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", initialization_type(options)},
      {"AWS_LAMBDA_LOG_GROUP_NAME", log_group_of(function)},
      {"AWS_LAMBDA_LOG_STREAM_NAME", facts.log_stream},
      {"AWS_LAMBDA_RUNTIME_API", facts.runtime_api},
      {"AWS_REGION", options.region},
      {"AWS_SECRET_ACCESS_KEY", credentials.secret_access_key},
      {"LAMBDA_RUNTIME_DIR", "/var/runtime"},
      {"LAMBDA_TASK_ROOT", function.code.string()},
  };
  if (options.concurrency_per_sandbox > 1) {
    variables.emplace("AWS_LAMBDA_MAX_CONCURRENCY",
                      std::to_string(options.concurrency_per_sandbox));
  }
  if (!credentials.session_token.empty()) {
    variables.emplace("AWS_SESSION_TOKEN", credentials.session_token);
  }
  return variables;
}

Variables presets(const FunctionConfiguration& function, const LambdaOptions& options,
                  const SandboxFacts& facts) {
  Variables variables{
      {"AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR"},
      {"AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1:2000"},
      {"LANG", "en_US.UTF-8"},
      // System directories come before the function's, as on Lambda: a bundled library that wins
      // here only by luck is found out here.
      {"LD_LIBRARY_PATH",
       fmt::format(
           "/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:{0}:{0}/lib:/opt/lib",
           function.code.string())},
      {"PATH", facts.path},
      {"TZ", ":UTC"},
  };
  if (!options.endpoint_url.empty()) variables.emplace("AWS_ENDPOINT_URL", options.endpoint_url);
  return variables;
}

}  // namespace

std::map<std::string, std::string> sandbox_environment(const FunctionConfiguration& function,
                                                       const LambdaOptions& options,
                                                       const SandboxFacts& facts) {
  auto variables = reserved(function, options, facts);
  if (function.log_format == LogFormat::Json) {
    variables.emplace("AWS_LAMBDA_LOG_FORMAT", "JSON");
    variables.emplace("AWS_LAMBDA_LOG_LEVEL",
                      function.log_level.empty() ? "INFO" : function.log_level);
  }
  variables.emplace("_AWS_XRAY_DAEMON_ADDRESS", "127.0.0.1");
  variables.emplace("_AWS_XRAY_DAEMON_PORT", "2000");
  // The first of a name stays: reserved, then the function's own, then the presets.
  for (const auto& [name, value] : function.environment) {
    if (!name.starts_with('_')) variables.emplace(name, value);
  }
  variables.merge(presets(function, options, facts));
  return variables;
}

std::vector<std::string> environment_block(const std::map<std::string, std::string>& environment) {
  std::vector<std::string> block;
  block.reserve(environment.size());
  for (const auto& [name, value] : environment) block.push_back(fmt::format("{}={}", name, value));
  return block;
}

}  // namespace shrike::local
