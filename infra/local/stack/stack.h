#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "infra/local/lambda/event_invoke_config.h"
#include "runtime/log.h"

namespace shrike::local {

struct StackFunction {
  std::string name;
  std::string handler;
  int memory_mb = 128;
  std::chrono::seconds timeout{3};
  std::map<std::string, std::string> environment;
  LogFormat log_format = LogFormat::Text;
  std::string log_level = {};
  std::optional<std::size_t> reserved_concurrency = {};
  std::string dead_letter_target = {};  ///< ARN; empty: none
  std::optional<EventInvokeConfig> event_invoke = {};
};

struct StackNotification {
  std::string function_name;
  std::string event;  ///< "s3:ObjectCreated:*"
  std::string prefix;
  std::string suffix;
};

struct StackBucket {
  std::string name;
  bool versioned = false;
  std::vector<StackNotification> notifications;
};

/// What a template asks for, with every reference resolved.
struct Stack {
  std::vector<StackBucket> buckets;
  std::vector<StackFunction> functions;
};

/// The first bucket that notifies a function: where a user puts images. Throws Error
/// "Template.Invalid" (Reject) when there is none.
[[nodiscard]] const std::string& watched_bucket(const Stack& stack);

}  // namespace shrike::local
