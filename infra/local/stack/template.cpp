#include "infra/local/stack/template.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/resource_arn.h"
#include "infra/local/stack/dependencies.h"
#include "infra/local/stack/document.h"
#include "infra/local/stack/permissions.h"
#include "infra/local/stack/resource_types.h"
#include "infra/local/stack/resources.h"
#include "infra/local/stack/roles.h"
#include "infra/local/stack/scope.h"

namespace shrike::local {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 7> kPassedOver = {
    "AWS::CDK::Metadata",  "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard",
    "AWS::IAM::",  // read where a function's role asks for it
    "AWS::Logs::LogGroup", "AWS::S3::BucketPolicy",  "AWS::SNS::TopicPolicy"};

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

template <typename Resource>
void require_different_names(const std::vector<Resource>& resources, std::string_view what) {
  std::vector<std::string> names;
  names.reserve(resources.size());
  for (const auto& resource : resources) names.push_back(resource.name);
  std::sort(names.begin(), names.end());
  const auto twice = std::adjacent_find(names.begin(), names.end());
  if (twice != names.end()) {
    refuse_template("template", fmt::format("two {} are called '{}'", what, *twice));
  }
}

/// The resources of a template, and what they become.
class Reader {
 public:
  Reader(const json& document, const TemplateContext& context)
      : document_(document),
        context_(context),
        scope_(document, context),
        dependencies_(document["Resources"], scope_) {}

  Stack read() {
    const auto& resources = document_["Resources"];
    for (const auto& [id, resource] : resources.items()) {
      const auto type = resource["Type"].get<std::string>();
      if (is_passed_over(type) || !scope_.is_made(resource, id)) continue;
      read_resource(id, type, {resolve(resource.value("Properties", json()), scope_, id), id});
    }
    for (const auto& properties : event_invoke_configs_) {
      read_event_invoke_config(stack_, properties, context_);
    }
    for (const auto& properties : event_source_mappings_) {
      read_event_source_mapping(stack_, properties);
    }
    require_known_targets(stack_);
    require_different_names(stack_.buckets, "buckets");
    require_different_names(stack_.functions, "functions");
    require_different_names(stack_.queues, "queues");
    require_different_names(stack_.topics, "topics");
    require_different_names(stack_.tables, "tables");
    require_different_names(stack_.state_machines, "state machines");
    if (can_be_deployed_) {
      policies_.is_made_before = [this](const std::string& resource, const std::string& bucket) {
        return dependencies_.is_made_before(resource, bucket_ids_.at(bucket));
      };
      require_permissions(stack_, policies_, context_);
    }
    read_outputs();
    return std::move(stack_);
  }

 private:
  void read_resource(const std::string& id, std::string_view type, const Properties& properties) {
    const auto& [name, reference, attributes] = scope_.reference(id, id);
    if (type == resource_type::kBucket) {
      stack_.buckets.push_back(read_bucket(name, properties));
      bucket_ids_[name] = id;
    } else if (type == resource_type::kFunction) {
      stack_.functions.push_back(read_function(name, properties));
      read_role(stack_.functions.back(), properties);
    } else if (type == resource_type::kQueue) {
      stack_.queues.push_back(read_queue(name, attributes.at("Arn"), properties));
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
    } else if (type == resource_type::kPermission) {
      policies_.permissions.push_back(properties);
    } else if (type == resource_type::kQueuePolicy) {
      policies_.queue_policies.push_back(properties);
    } else {
      refuse_template(id, fmt::format("{} is not understood here", type));
    }
  }

  void read_role(StackFunction& function, const Properties& properties) {
    if (!properties.has("Role")) return;
    can_be_deployed_ = true;
    function.role_policies =
        policies_of_role(properties.text("Role"), document_["Resources"], scope_);
  }

  void read_outputs() {
    const auto outputs = Properties(document_, "template").object("Outputs");
    for (const auto& [name, output] : outputs.value().items()) {
      const auto place = "Outputs." + name;
      const Properties properties(output, place);
      if (!scope_.is_made(output, place)) continue;
      if (!properties.has("Value")) refuse_template(place, "has no Value");
      stack_.outputs[name] = resolve_text(properties.value()["Value"], scope_, place);
    }
  }

  const json& document_;
  const TemplateContext& context_;
  Scope scope_;
  Dependencies dependencies_;
  Stack stack_;
  ResourcePolicies policies_;
  std::map<std::string, std::string> bucket_ids_;  ///< by name
  bool can_be_deployed_ = false;
  // Read last: of functions and queues that come later too.
  std::vector<Properties> event_invoke_configs_;
  std::vector<Properties> event_source_mappings_;
};

}  // namespace

Stack read_template(std::string_view text, const TemplateContext& context) {
  const auto document = parse_document(text);
  check_template(document);
  return Reader(document, context).read();
}

}  // namespace shrike::local
