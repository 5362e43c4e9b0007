#include "infra/local/stack/template.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/lambda/event_invoke_config.h"
#include "infra/local/stack/intrinsics.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::string_view kBucket = "AWS::S3::Bucket";
constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kQueue = "AWS::SQS::Queue";
constexpr std::string_view kTopic = "AWS::SNS::Topic";
constexpr std::string_view kEventInvokeConfig = "AWS::Lambda::EventInvokeConfig";
constexpr std::array<std::string_view, 5> kPassedOver = {"AWS::IAM::", "AWS::Lambda::Permission",
                                                         "AWS::Logs::LogGroup", kQueue, kTopic};
// Templates are a few levels deep; the bound keeps a hostile one from exhausting the stack.
constexpr int kMaxDepth = 64;

[[noreturn]] void refuse(const std::string& place, const std::string& what) {
  throw Error(ErrorKind::Reject, "Template.Invalid", fmt::format("{}: {}", place, what));
}

json parse(std::string_view text) {
  auto within_depth = [](int depth, json::parse_event_t, json&) {
    if (depth > kMaxDepth)
      refuse("template", fmt::format("nested deeper than {} levels", kMaxDepth));
    return true;
  };
  try {
    return json::parse(text, within_depth);
  } catch (const json::exception& error) {
    refuse("template", error.what());
  }
}

/// Typed access to one resource's properties; what is asked for and not of its type is refused.
class Properties {
 public:
  Properties(json value, std::string place) : value_(std::move(value)), place_(std::move(place)) {
    if (value_.is_null()) value_ = json::object();
    if (!value_.is_object()) refuse(place_, "must be an object");
  }

  [[nodiscard]] const std::string& place() const { return place_; }
  [[nodiscard]] bool has(const std::string& name) const { return value_.contains(name); }

  [[nodiscard]] std::string text(const std::string& name, const std::string& otherwise) const {
    if (!has(name)) return otherwise;
    if (!value_[name].is_string()) refuse(place_ + "." + name, "must be a text");
    return value_[name].get<std::string>();
  }

  [[nodiscard]] int whole(const std::string& name, int otherwise, int lowest, int highest) const {
    if (!has(name)) return otherwise;
    const auto& value = value_[name];
    if (!value.is_number_integer() || value < lowest || value > highest) {
      refuse(place_ + "." + name, fmt::format("must be a whole number, {} to {}", lowest, highest));
    }
    return value.get<int>();
  }

  [[nodiscard]] Properties object(const std::string& name) const {
    return {has(name) ? value_[name] : json(), place_ + "." + name};
  }

  [[nodiscard]] std::vector<Properties> objects(const std::string& name) const {
    if (!has(name)) return {};
    if (!value_[name].is_array()) refuse(place_ + "." + name, "must be a list");
    std::vector<Properties> result;
    for (std::size_t i = 0; i < value_[name].size(); ++i) {
      result.emplace_back(value_[name][i], fmt::format("{}.{}[{}]", place_, name, i));
    }
    return result;
  }

  [[nodiscard]] std::map<std::string, std::string> texts() const {
    std::map<std::string, std::string> result;
    for (const auto& [name, member] : value_.items()) {
      // CloudFormation turns numbers and booleans of an environment into text.
      if (member.is_structured() || member.is_null()) refuse(place_ + "." + name, "must be a text");
      result[name] = member.is_string() ? member.get<std::string>() : member.dump();
    }
    return result;
  }

 private:
  json value_;
  std::string place_;
};

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::string own_name(const json& resource, const char* property, const std::string& logical_id) {
  const json::json_pointer pointer("/Properties/" + std::string(property));
  const bool literal = resource.contains(pointer) && resource[pointer].is_string();
  return literal ? resource[pointer].get<std::string>() : lower(logical_id);
}

References references_of(const json& resources, const TemplateContext& context) {
  References references;
  references.values = {{"AWS::Region", context.region},
                       {"AWS::AccountId", context.account_id},
                       {"AWS::Partition", "aws"}};
  for (const auto& [id, resource] : resources.items()) {
    const auto type = resource.value("Type", "");
    if (type == kBucket) {
      const auto name = own_name(resource, "BucketName", id);
      references.values[id] = name;
      references.attributes[id]["Arn"] = "arn:aws:s3:::" + name;
    } else if (type == kFunction) {
      const auto name = own_name(resource, "FunctionName", id);
      references.values[id] = name;
      references.attributes[id]["Arn"] =
          fmt::format("arn:aws:lambda:{}:{}:function:{}", context.region, context.account_id, name);
    } else if (type == kQueue) {
      const auto name = own_name(resource, "QueueName", id);
      references.values[id] = fmt::format("https://sqs.{}.amazonaws.com/{}/{}", context.region,
                                          context.account_id, name);
      references.attributes[id]["Arn"] =
          fmt::format("arn:aws:sqs:{}:{}:{}", context.region, context.account_id, name);
    } else if (type == kTopic) {
      references.values[id] = fmt::format("arn:aws:sns:{}:{}:{}", context.region,
                                          context.account_id, own_name(resource, "TopicName", id));
      references.attributes[id]["TopicArn"] = references.values[id];
    } else {
      references.values[id] = id;
      references.attributes[id]["Arn"] = id;
    }
  }
  return references;
}

/// Refused here already, rather than when a record has nowhere to go.
std::string read_destination(const Properties& properties, const std::string& name,
                             bool bucket_allowed, std::string_view function_arn) {
  auto arn = properties.text(name, "");
  try {
    check_destination(arn, bucket_allowed, function_arn);
  } catch (const AwsFault& fault) {
    refuse(properties.place() + "." + name, fault.message());
  }
  return arn;
}

StackFunction read_function(std::string name, const Properties& properties) {
  // Lambda's quotas: 128 to 10,240 MB, 1 to 900 s.
  const auto logging = properties.object("LoggingConfig");
  std::optional<std::size_t> reserved;
  if (properties.has("ReservedConcurrentExecutions")) {
    reserved = static_cast<std::size_t>(
        properties.whole("ReservedConcurrentExecutions", 0, 0, kMaxReservedConcurrency));
  }
  return {
      .name = std::move(name),
      .handler = properties.text("Handler", "process"),
      .memory_mb = properties.whole("MemorySize", 128, 128, 10240),
      .timeout = std::chrono::seconds(properties.whole("Timeout", 3, 1, 900)),
      .environment = properties.object("Environment").object("Variables").texts(),
      .log_format = logging.text("LogFormat", "Text") == "JSON" ? LogFormat::Json : LogFormat::Text,
      .log_level = logging.text("ApplicationLogLevel", ""),
      .reserved_concurrency = reserved,
      .dead_letter_target =
          read_destination(properties.object("DeadLetterConfig"), "TargetArn", false, "")};
}

/// Gives what the resource says to the function that it names.
void read_event_invoke_config(Stack& stack, const Properties& properties,
                              const TemplateContext& context) {
  const auto named = properties.text("FunctionName", "");
  const auto name = named.substr(named.rfind(':') + 1);
  const auto function = std::find_if(stack.functions.begin(), stack.functions.end(),
                                     [&](const auto& candidate) { return candidate.name == name; });
  if (function == stack.functions.end()) {
    refuse(properties.place() + ".FunctionName",
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

StackNotification read_notification(const Properties& properties) {
  const auto arn = properties.text("Function", "");
  StackNotification notification{.function_name = arn.substr(arn.rfind(':') + 1),
                                 .event = properties.text("Event", ""),
                                 .prefix = "",
                                 .suffix = ""};
  if (notification.function_name.empty()) refuse(properties.place() + ".Function", "is missing");
  if (!notification.event.starts_with("s3:")) {
    refuse(properties.place() + ".Event", "must be an event of S3, such as s3:ObjectCreated:*");
  }
  for (const auto& rule : properties.object("Filter").object("S3Key").objects("Rules")) {
    const auto name = lower(rule.text("Name", ""));
    if (name == "prefix") {
      notification.prefix = rule.text("Value", "");
    } else if (name == "suffix") {
      notification.suffix = rule.text("Value", "");
    } else {
      refuse(rule.place() + ".Name", "must be prefix or suffix");
    }
  }
  return notification;
}

StackBucket read_bucket(std::string name, const Properties& properties) {
  StackBucket bucket{.name = std::move(name), .versioned = false, .notifications = {}};
  bucket.versioned = properties.object("VersioningConfiguration").text("Status", "") == "Enabled";
  for (const auto& configuration :
       properties.object("NotificationConfiguration").objects("LambdaConfigurations")) {
    bucket.notifications.push_back(read_notification(configuration));
  }
  return bucket;
}

void require_known_functions(const Stack& stack) {
  for (const auto& bucket : stack.buckets) {
    for (const auto& notification : bucket.notifications) {
      const bool known = std::any_of(stack.functions.begin(), stack.functions.end(),
                                     [&](const StackFunction& function) {
                                       return function.name == notification.function_name;
                                     });
      if (!known) {
        refuse("bucket " + bucket.name,
               fmt::format("notifies '{}', which is no function of the template",
                           notification.function_name));
      }
    }
  }
}

}  // namespace

Stack read_template(std::string_view text, const TemplateContext& context) {
  const auto document = parse(text);
  if (!document.is_object() || !document.contains("Resources") ||
      !document["Resources"].is_object()) {
    refuse("template", "has no Resources");
  }
  const auto& resources = document["Resources"];
  for (const auto& [id, resource] : resources.items()) {
    if (!resource.is_object() || !resource.contains("Type") || !resource["Type"].is_string()) {
      refuse(id, "has no Type");
    }
  }
  const auto references = references_of(resources, context);

  Stack stack;
  std::vector<Properties> event_invoke_configs;  // read last: of functions that come later too
  for (const auto& [id, resource] : resources.items()) {
    const auto type = resource["Type"].get<std::string>();
    const bool passed_over =
        std::any_of(kPassedOver.begin(), kPassedOver.end(),
                    [&](std::string_view prefix) { return type.starts_with(prefix); });
    if (passed_over) continue;
    if (type != kBucket && type != kFunction && type != kEventInvokeConfig)
      refuse(id, fmt::format("{} is not understood here", type));
    const Properties properties(
        resolve(resource.value("Properties", json::object()), references, id), id);
    if (type == kBucket) {
      stack.buckets.push_back(read_bucket(references.values.at(id), properties));
    } else if (type == kFunction) {
      stack.functions.push_back(read_function(references.values.at(id), properties));
    } else {
      event_invoke_configs.push_back(properties);
    }
  }
  for (const auto& properties : event_invoke_configs) {
    read_event_invoke_config(stack, properties, context);
  }
  require_known_functions(stack);
  return stack;
}

}  // namespace shrike::local
