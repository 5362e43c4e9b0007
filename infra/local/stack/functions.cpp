#include <algorithm>

#include <fmt/format.h>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/event_invoke_config.h"
#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

/// Refused here already, rather than when a record has nowhere to go.
std::string read_destination(const Properties& properties, const std::string& name,
                             bool bucket_allowed, std::string_view function_arn) {
  auto arn = properties.text(name, "");
  try {
    check_destination(arn, bucket_allowed, function_arn);
  } catch (const AwsFault& fault) {
    refuse_template(properties.place() + "." + name, fault.message());
  }
  return arn;
}

}  // namespace

StackFunction read_function(const std::string& name, const Properties& properties) {
  properties.allow_only({"FunctionName", "Handler", "MemorySize", "Timeout", "Environment", "Role",
                         "LoggingConfig", "ReservedConcurrentExecutions", "DeadLetterConfig",
                         "Runtime",
                         // These have no counterpart here.
                         "Architectures", "Code", "CodeSigningConfigArn", "Description",
                         "EphemeralStorage", "KmsKeyArn", "PackageType", "RecursiveLoop",
                         "RuntimeManagementConfig", "Tags", "TracingConfig"});
  if (!properties.text("Runtime", "provided.al2023").starts_with("provided")) {
    refuse_template(properties.place() + ".Runtime",
                    "must be provided.al2023: every function here is the same bootstrap");
  }
  const auto logging = properties.object("LoggingConfig");
  logging.allow_only({"LogFormat", "ApplicationLogLevel", "LogGroup", "SystemLogLevel"});
  std::optional<std::size_t> reserved;
  if (properties.has("ReservedConcurrentExecutions")) {
    reserved = static_cast<std::size_t>(
        properties.whole("ReservedConcurrentExecutions", 0, 0, kMaxReservedConcurrency));
  }
  // Lambda's quotas: 128 to 10,240 MB, 1 to 900 s.
  return {
      .name = name,
      .handler = properties.text("Handler", "process"),
      .memory_mb = properties.whole("MemorySize", 128, 128, 10240),
      .timeout = std::chrono::seconds(properties.whole("Timeout", 3, 1, 900)),
      .environment = properties.object("Environment").object("Variables").texts(),
      .log_format = logging.text("LogFormat", "Text") == "JSON" ? LogFormat::Json : LogFormat::Text,
      .log_level = logging.text("ApplicationLogLevel", ""),
      .reserved_concurrency = reserved,
      .dead_letter_target =
          read_destination(properties.object("DeadLetterConfig"), "TargetArn", false, ""),
      .log_group = logging.text("LogGroup", "")};
}

void read_event_invoke_config(Stack& stack, const Properties& properties,
                              const TemplateContext& context) {
  properties.allow_only({"FunctionName", "Qualifier", "MaximumRetryAttempts",
                         "MaximumEventAgeInSeconds", "DestinationConfig"});
  const auto named = properties.text("FunctionName", "");
  const auto name = named.substr(named.rfind(':') + 1);
  const auto function = std::find_if(stack.functions.begin(), stack.functions.end(),
                                     [&](const auto& candidate) { return candidate.name == name; });
  if (function == stack.functions.end()) {
    refuse_template(properties.place() + ".FunctionName",
                    fmt::format("is '{}', which is no function of the template", named));
  }
  const auto arn =
      fmt::format("arn:aws:lambda:{}:{}:function:{}", context.region, context.account_id, name);
  const auto destinations = properties.object("DestinationConfig");
  EventInvokeConfig config;
  if (properties.has("MaximumRetryAttempts")) {
    config.maximum_retry_attempts = properties.whole("MaximumRetryAttempts", 2, 0, 2);
  }
  if (properties.has("MaximumEventAgeInSeconds")) {
    config.maximum_event_age =
        std::chrono::seconds(properties.whole("MaximumEventAgeInSeconds", 21'600, 60, 21'600));
  }
  config.on_success = read_destination(destinations.object("OnSuccess"), "Destination", false, arn);
  config.on_failure = read_destination(destinations.object("OnFailure"), "Destination", true, arn);
  function->event_invoke = std::move(config);
}

}  // namespace shrike::local
