#include "infra/local/stack/references.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/stack/properties.h"
#include "infra/local/stack/resource_types.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// How the resources of one type are called and referred to. In the patterns {0} is the name, {1}
/// the region, {2} the account, {3} the endpoint.
struct Naming {
  std::string_view type;
  const char* name_property;
  const char* ref;
  const char* arn;
  const char* arn_attribute;
};

constexpr std::array kNamings = {
    Naming{resource_type::kBucket, "BucketName", "{0}", "arn:aws:s3:::{0}", "Arn"},
    Naming{resource_type::kFunction, "FunctionName", "{0}", "arn:aws:lambda:{1}:{2}:function:{0}",
           "Arn"},
    Naming{resource_type::kQueue, "QueueName", "{3}/{2}/{0}", "arn:aws:sqs:{1}:{2}:{0}", "Arn"},
    Naming{resource_type::kTopic, "TopicName", "arn:aws:sns:{1}:{2}:{0}", "arn:aws:sns:{1}:{2}:{0}",
           "TopicArn"},
    Naming{resource_type::kTable, "TableName", "{0}", "arn:aws:dynamodb:{1}:{2}:table/{0}", "Arn"},
    Naming{resource_type::kStateMachine, "StateMachineName",
           "arn:aws:states:{1}:{2}:stateMachine:{0}", "arn:aws:states:{1}:{2}:stateMachine:{0}",
           "Arn"},
    Naming{resource_type::kRule, "Name", "{0}", "arn:aws:events:{1}:{2}:rule/{0}", "Arn"}};

std::string own_name(const json& resource, const char* property, const std::string& logical_id) {
  const json::json_pointer pointer("/Properties/" + std::string(property));
  const bool literal = resource.contains(pointer) && resource[pointer].is_string();
  return literal ? resource[pointer].get<std::string>() : lower_case_name(logical_id);
}

}  // namespace

References references_of(const json& resources, const TemplateContext& context) {
  References references;
  references.values = {{"AWS::Region", context.region},
                       {"AWS::AccountId", context.account_id},
                       {"AWS::Partition", "aws"}};
  for (const auto& [id, resource] : resources.items()) {
    const auto type = resource.value("Type", "");
    const auto* naming = std::find_if(kNamings.begin(), kNamings.end(),
                                      [&](const Naming& known) { return known.type == type; });
    if (naming == kNamings.end()) {
      references.values[id] = id;
      references.attributes[id]["Arn"] = id;
      continue;
    }
    const auto name = own_name(resource, naming->name_property, id);
    const auto write = [&](const char* pattern) {
      return fmt::format(fmt::runtime(pattern), name, context.region, context.account_id,
                         context.endpoint);
    };
    references.values[id] = write(naming->ref);
    references.attributes[id][naming->arn_attribute] = write(naming->arn);
    references.attributes[id][naming->name_property] = name;
    if (type == resource_type::kQueue) references.attributes[id]["QueueUrl"] = write(naming->ref);
    if (type == resource_type::kStateMachine) references.attributes[id]["Name"] = name;
  }
  return references;
}

std::string name_of(const std::string& reference) {
  return reference.substr(reference.find_last_of(":/") + 1);
}

}  // namespace shrike::local
