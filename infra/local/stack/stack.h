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
  /// The identity policies of the function's role, each a JSON document with its references
  /// resolved. Absent: the function names no role of the template, and may do everything.
  std::optional<std::vector<std::string>> role_policies = {};
};

struct StackNotification {
  std::string target_arn;  ///< of a function, a queue or a topic
  std::string event;       ///< "s3:ObjectCreated:*"
  std::string prefix;
  std::string suffix;
};

struct StackBucket {
  std::string name;
  bool versioned = false;
  std::vector<StackNotification> notifications = {};
  bool event_bridge = false;
};

/// Attributes as SQS names them, all as text.
struct StackQueue {
  std::string name;
  std::string arn;
  std::map<std::string, std::string> attributes;
};

struct StackTopic {
  std::string name;
  std::map<std::string, std::string> attributes;
};

struct StackSubscription {
  std::string topic_arn;
  std::string protocol;  ///< "email", "email-json", "lambda", "sqs"
  std::string endpoint;
  std::map<std::string, std::string> attributes;  ///< FilterPolicy, RawMessageDelivery, …
};

struct StackTable {
  std::string name;
  std::string create_table;  ///< CreateTable's input, JSON
};

struct StackStateMachine {
  std::string name;
  std::string definition;  ///< in the Amazon States Language, substitutions made
  std::string type;        ///< "STANDARD" or "EXPRESS"
};

/// A rule on the account's own event bus.
struct StackRule {
  std::string name;
  std::string pattern;               ///< JSON, one that EventPattern takes
  std::vector<std::string> targets;  ///< ARNs of functions, state machines, queues and topics
};

/// A queue whose messages invoke a function.
struct StackEventSource {
  std::string queue_arn;
  std::string function_name;
  int batch_size = 10;
  bool reports_failures = false;  ///< FunctionResponseTypes: ReportBatchItemFailures
};

/// What a template asks for, with every reference resolved.
struct Stack {
  std::vector<StackBucket> buckets = {};
  std::vector<StackFunction> functions = {};
  std::vector<StackQueue> queues = {};
  std::vector<StackTopic> topics = {};
  std::vector<StackSubscription> subscriptions = {};
  std::vector<StackTable> tables = {};
  std::vector<StackStateMachine> state_machines = {};
  std::vector<StackRule> rules = {};
  std::vector<StackEventSource> event_sources = {};
};

/// The first bucket that tells anybody of its objects: where a user puts images. Throws Error
/// "Template.Invalid" (Reject) when there is none.
[[nodiscard]] const std::string& watched_bucket(const Stack& stack);

}  // namespace shrike::local
