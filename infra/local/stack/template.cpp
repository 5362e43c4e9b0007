#include "infra/local/stack/template.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/resource_arn.h"
#include "infra/local/stack/resource_types.h"
#include "infra/local/stack/resources.h"
#include "runtime/error.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 5> kPassedOver = {
    "AWS::IAM::", "AWS::Lambda::Permission", "AWS::Logs::LogGroup", "AWS::SNS::TopicPolicy",
    "AWS::SQS::QueuePolicy"};
// Templates are a few levels deep; the bound keeps a hostile one from exhausting the stack.
constexpr int kMaxDepth = 64;

json parse(std::string_view text) {
  auto within_depth = [](int depth, json::parse_event_t, json&) {
    if (depth > kMaxDepth)
      refuse_template("template", fmt::format("nested deeper than {} levels", kMaxDepth));
    return true;
  };
  try {
    return json::parse(text, within_depth);
  } catch (const json::exception& error) {
    refuse_template("template", error.what());
  }
}

bool is_passed_over(std::string_view type) {
  return std::any_of(kPassedOver.begin(), kPassedOver.end(),
                     [&](std::string_view prefix) { return type.starts_with(prefix); });
}

template <typename Resource>
bool has_named(const std::vector<Resource>& resources, const std::string& name) {
  return std::any_of(resources.begin(), resources.end(),
                     [&](const Resource& resource) { return resource.name == name; });
}

void require_known(const Stack& stack, const std::string& arn, const std::string& who) {
  const auto parsed = parse_resource_arn(arn);
  const auto name = parsed ? parsed->name() : arn;
  const auto service = parsed ? parsed->service : "lambda";
  const bool known = (service == "lambda" && has_named(stack.functions, name)) ||
                     (service == "sqs" && has_named(stack.queues, name)) ||
                     (service == "sns" && has_named(stack.topics, name)) ||
                     (service == "states" && has_named(stack.state_machines, name));
  if (!known) {
    refuse_template(who, fmt::format("notifies '{}', which is not in the template", arn));
  }
}

/// Refuses who is told of something and is not in the template.
void require_known_targets(const Stack& stack) {
  for (const auto& bucket : stack.buckets) {
    for (const auto& notification : bucket.notifications) {
      require_known(stack, notification.target_arn, "bucket " + bucket.name);
    }
  }
  for (const auto& rule : stack.rules) {
    for (const auto& target : rule.targets) require_known(stack, target, "rule " + rule.name);
  }
}

/// The resources of a template, and what they become.
class Reader {
 public:
  Reader(const json& resources, const TemplateContext& context)
      : resources_(resources), context_(context), references_(references_of(resources, context)) {}

  Stack read() {
    for (const auto& [id, resource] : resources_.items()) {
      const auto type = resource["Type"].get<std::string>();
      if (is_passed_over(type)) continue;
      read_resource(id, type,
                    {resolve(resource.value("Properties", json::object()), references_, id), id});
    }
    for (const auto& properties : event_invoke_configs_) {
      read_event_invoke_config(stack_, properties, context_);
    }
    for (const auto& properties : event_source_mappings_) {
      read_event_source_mapping(stack_, properties);
    }
    require_known_targets(stack_);
    return std::move(stack_);
  }

 private:
  void read_resource(const std::string& id, std::string_view type, const Properties& properties) {
    const auto& reference = references_.values.at(id);
    const auto name = name_of(reference);
    if (type == resource_type::kBucket) {
      stack_.buckets.push_back(read_bucket(name, properties));
    } else if (type == resource_type::kFunction) {
      stack_.functions.push_back(read_function(name, properties));
    } else if (type == resource_type::kQueue) {
      stack_.queues.push_back(
          read_queue(name, references_.attributes.at(id).at("Arn"), properties));
    } else if (type == resource_type::kTopic) {
      read_topic(stack_, reference, properties);
    } else if (type == resource_type::kSubscription) {
      stack_.subscriptions.push_back(read_subscription(properties.text("TopicArn"), properties));
    } else if (type == resource_type::kTable) {
      stack_.tables.push_back(read_table(name, properties));
    } else if (type == resource_type::kStateMachine) {
      stack_.state_machines.push_back(read_state_machine(name, properties, context_));
    } else if (type == resource_type::kRule) {
      stack_.rules.push_back(read_rule(name, properties));
    } else if (type == resource_type::kEventInvokeConfig) {
      event_invoke_configs_.push_back(properties);
    } else if (type == resource_type::kEventSourceMapping) {
      event_source_mappings_.push_back(properties);
    } else {
      refuse_template(id, fmt::format("{} is not understood here", type));
    }
  }

  const json& resources_;
  const TemplateContext& context_;
  References references_;
  Stack stack_;
  // Read last: of functions and queues that come later too.
  std::vector<Properties> event_invoke_configs_;
  std::vector<Properties> event_source_mappings_;
};

}  // namespace

Stack read_template(std::string_view text, const TemplateContext& context) {
  const auto document = parse(text);
  if (!document.is_object() || !document.contains("Resources") ||
      !document["Resources"].is_object()) {
    refuse_template("template", "has no Resources");
  }
  const auto& resources = document["Resources"];
  for (const auto& [id, resource] : resources.items()) {
    if (!resource.is_object() || !resource.contains("Type") || !resource["Type"].is_string()) {
      refuse_template(id, "has no Type");
    }
  }
  return Reader(resources, context).read();
}

}  // namespace shrike::local
