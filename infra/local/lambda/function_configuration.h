#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "handlers/aws/credentials.h"
#include "infra/local/lambda/event_invoke_config.h"
#include "infra/local/lambda/uploaded_code.h"
#include "runtime/log.h"

namespace shrike::local {

struct FunctionConfiguration {
  std::string name;
  std::string handler = "process";
  std::filesystem::path code;  ///< folder with `bootstrap`, as in the zip
  int memory_mb = 512;         ///< 128 … 10240
  std::chrono::seconds timeout{30};
  std::map<std::string, std::string> environment = {};
  /// A folder with external extensions, as /opt/extensions of a layer: each executable file is one,
  /// started with the function's process. Empty: none.
  std::filesystem::path extensions = {};
  /// Of Lambda's own lines and, told to it in AWS_LAMBDA_LOG_FORMAT, of the function's.
  LogFormat log_format = LogFormat::Text;
  /// "DEBUG", …: AWS_LAMBDA_LOG_LEVEL, of a log in JSON only; empty: Lambda's default, INFO.
  std::string log_level = {};
  /// AWS_LAMBDA_LOG_GROUP_NAME; empty: /aws/lambda/<name>.
  std::string log_group = {};
  /// How many invocations may run at the same time; none: what the account leaves. 0 refuses all.
  std::optional<std::size_t> reserved_concurrency = {};
  /// ARN of the queue or topic for events of asynchronous invocations that failed for good; empty:
  /// none.
  std::string dead_letter_target = {};
  std::optional<EventInvokeConfig> event_invoke = {};
  /// Of its role's session; absent: LambdaOptions::credentials.
  std::optional<Credentials> credentials = {};
  /// What keeps `code` there where it was uploaded; null for a folder of the user's.
  std::shared_ptr<const UploadedCode> uploaded = {};
};

/// Where its log goes.
[[nodiscard]] inline std::string log_group_of(const FunctionConfiguration& function) {
  return function.log_group.empty() ? "/aws/lambda/" + function.name : function.log_group;
}

}  // namespace shrike::local
