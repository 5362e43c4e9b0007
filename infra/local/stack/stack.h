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
  std::string log_group = {};           ///< empty: Lambda's own, /aws/lambda/<name>
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
  std::string arn;
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
  bool reports_failures = false;   ///< FunctionResponseTypes: ReportBatchItemFailures
  std::chrono::seconds window{0};  ///< that a batch waits for more messages, at most
  /// Batches at the same time; none: as many as there are pollers.
  std::optional<int> maximum_concurrency = {};
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
  std::map<std::string, std::string> outputs = {};
};

/// Whether the stack has the queue or the topic of this ARN.
[[nodiscard]] bool has_queue_or_topic(const Stack& stack, const std::string& arn);

/// The first function that has an environment variable of this name. Throws Error
/// "Template.Invalid" (Reject) when none has.
[[nodiscard]] const StackFunction& function_with(const Stack& stack, const std::string& variable);

/// The first bucket that tells anybody of its objects: where a user puts images. Throws Error
/// "Template.Invalid" (Reject) when there is none.
[[nodiscard]] const std::string& watched_bucket(const Stack& stack);

}  // namespace shrike::local
