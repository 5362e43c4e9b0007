#pragma once

#include <map>
#include <string>
#include <vector>

#include "infra/local/lambda/service.h"

namespace shrike::local {

/// What differs from one sandbox of a function to the next, and from one machine to the next.
struct SandboxFacts {
  std::string runtime_api;  ///< host:port
  std::string log_stream;
  std::string path;  ///< PATH of the machine, so that a `bootstrap` script finds its programs
};

/// The whole environment of a function's process, as recorded from `provided.al2023`. What Lambda
/// reserves cannot be overridden by the function's own variables; what it only presets (LANG, PATH,
/// LD_LIBRARY_PATH, …) can; own variables that begin with `_` are dropped, as Lambda does.
///
/// Different from Lambda: LAMBDA_TASK_ROOT and LD_LIBRARY_PATH name the code's folder where Lambda
/// says /var/task, credentials stay in the environment under SnapStart too, PATH is the machine's,
/// X-Ray's daemon is an address of this machine, and AWS_ENDPOINT_URL leads to the local cloud.
[[nodiscard]] std::map<std::string, std::string> sandbox_environment(
    const FunctionConfiguration& function, const LambdaOptions& options, const SandboxFacts& facts);

/// `NAME=value` each, as execve takes them.
[[nodiscard]] std::vector<std::string> environment_block(
    const std::map<std::string, std::string>& environment);

}  // namespace shrike::local
