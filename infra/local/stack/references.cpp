#include "infra/local/stack/references.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/lower_case.h"
#include "infra/local/stack/properties.h"
#include "infra/local/stack/resource_types.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// How the resources of one type are called and referred to. In the patterns {0} is the name, {1}
/// the region, {2} the account, {3} the endpoint, {4} IAM's path.
struct Naming {
  std::string_view type;
  const char* name_property;
  const char* ref;
  std::array<std::pair<const char*, const char*>, 4> attributes;
};

constexpr const char* kTopicArn = "arn:aws:sns:{1}:{2}:{0}";
constexpr const char* kStateMachineArn = "arn:aws:states:{1}:{2}:stateMachine:{0}";
constexpr const char* kQueueUrl = "{3}/{2}/{0}";
constexpr const char* kManagedPolicyArn = "arn:aws:iam::{2}:policy{4}{0}";

constexpr std::array kNamings = {
    Naming{resource_type::kBucket,
           "BucketName",
           "{0}",
           {{{"Arn", "arn:aws:s3:::{0}"},
             {"DomainName", "{0}.s3.amazonaws.com"},
             {"RegionalDomainName", "{0}.s3.{1}.amazonaws.com"},
             {"DualStackDomainName", "{0}.s3.dualstack.{1}.amazonaws.com"}}}},
    Naming{resource_type::kFunction,
           "FunctionName",
           "{0}",
           {{{"Arn", "arn:aws:lambda:{1}:{2}:function:{0}"}}}},
    Naming{resource_type::kQueue,
           "QueueName",
           kQueueUrl,
           {{{"Arn", "arn:aws:sqs:{1}:{2}:{0}"}, {"QueueName", "{0}"}, {"QueueUrl", kQueueUrl}}}},
    Naming{resource_type::kTopic,
           "TopicName",
           kTopicArn,
           {{{"TopicArn", kTopicArn}, {"TopicName", "{0}"}}}},
    Naming{resource_type::kTable,
           "TableName",
           "{0}",
           {{{"Arn", "arn:aws:dynamodb:{1}:{2}:table/{0}"}}}},
    Naming{resource_type::kStateMachine,
           "StateMachineName",
           kStateMachineArn,
           {{{"Arn", kStateMachineArn}, {"Name", "{0}"}}}},
    Naming{resource_type::kRule, "Name", "{0}", {{{"Arn", "arn:aws:events:{1}:{2}:rule/{0}"}}}},
    Naming{resource_type::kLogGroup,
           "LogGroupName",
           "{0}",
           {{{"Arn", "arn:aws:logs:{1}:{2}:log-group:{0}:*"}}}},
    Naming{resource_type::kAlarm,
           "AlarmName",
           "{0}",
           {{{"Arn", "arn:aws:cloudwatch:{1}:{2}:alarm:{0}"}}}},
    Naming{resource_type::kRole, "RoleName", "{0}", {{{"Arn", "arn:aws:iam::{2}:role{4}{0}"}}}},
    Naming{resource_type::kManagedPolicy,
           "ManagedPolicyName",
           kManagedPolicyArn,
           {{{"PolicyArn", kManagedPolicyArn}}}}};

const Naming* naming_of(std::string_view type) {
  const auto* naming = std::find_if(kNamings.begin(), kNamings.end(),
                                    [&](const Naming& known) { return known.type == type; });
  return naming == kNamings.end() ? nullptr : naming;
}

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }

/// CDK ends its logical ids in eight digits of a hash.
std::string_view without_hash(std::string_view id) {
  constexpr std::size_t kDigits = 8;
  constexpr std::string_view kHexadecimal = "0123456789ABCDEF";
  if (id.size() <= kDigits) return id;
  const auto hash = id.substr(id.size() - kDigits);
  return hash.find_first_not_of(kHexadecimal) == std::string_view::npos
             ? id.substr(0, id.size() - kDigits)
             : id;
}

std::string dashed(std::string_view id) {
  std::string name;
  for (std::size_t i = 0; i < id.size(); ++i) {
    const bool next_is_lower = i + 1 < id.size() && is_lower(id[i + 1]);
    if (i > 0 && is_upper(id[i]) && (!is_upper(id[i - 1]) || next_is_lower)) name += '-';
    name += id[i];
  }
  return lower_case(name);
}

}  // namespace

Reference reference_to(const NamedResource& resource, const TemplateContext& context) {
  const auto* naming = naming_of(resource.type);
  if (naming == nullptr) {
    return {.name = resource.id, .ref = resource.id, .attributes = {{"Arn", resource.id}}};
  }
  const auto write = [&](const char* pattern) {
    return fmt::format(fmt::runtime(pattern), resource.name, context.region, context.account_id,
                       context.endpoint, resource.path.value_or("/"));
  };
  Reference reference{.name = resource.name, .ref = write(naming->ref), .attributes = {}};
  for (const auto& [attribute, pattern] : naming->attributes) {
    if (attribute != nullptr) reference.attributes[attribute] = write(pattern);
  }
  return reference;
}

const char* name_property_of(std::string_view type) {
  const auto* naming = naming_of(type);
  return naming == nullptr ? nullptr : naming->name_property;
}

std::string name_for(const std::string& id, const json& resource) {
  const bool by_cdk = resource.contains(json::json_pointer("/Metadata/aws:cdk:path"));
  const bool fifo = resource.value("Type", "") == resource_type::kQueue &&
                    resource.contains("Properties") &&
                    Properties(resource["Properties"], id).flag("FifoQueue");
  return dashed(by_cdk ? without_hash(id) : id) + (fifo ? ".fifo" : "");
}

std::string name_of(const std::string& reference) {
  return reference.substr(reference.find_last_of(":/") + 1);
}

}  // namespace shrike::local
