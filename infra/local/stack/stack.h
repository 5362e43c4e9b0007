#pragma once

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace shrike::local {

struct StackFunction {
  std::string name;
  std::string handler;
  int memory_mb = 128;
  std::chrono::seconds timeout{3};
  std::map<std::string, std::string> environment;
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
