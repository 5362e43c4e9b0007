#include <algorithm>
#include <array>

#include "infra/local/stack/resources.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// As SQS and SNS take them: numbers, flags and documents as text.
std::map<std::string, std::string> as_attributes(const json& members) {
  std::map<std::string, std::string> attributes;
  for (const auto& [name, value] : members.items()) {
    attributes[name] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return attributes;
}

struct WholeNumber {
  const char* name;
  int lowest;
  int highest;
};

/// Of AWS::SQS::Queue, with SQS's bounds: seconds, bytes.
constexpr std::array kQueueNumbers{WholeNumber{"DelaySeconds", 0, 900},
                                   WholeNumber{"MaximumMessageSize", 1024, 1'048'576},
                                   WholeNumber{"MessageRetentionPeriod", 60, 1'209'600},
                                   WholeNumber{"ReceiveMessageWaitTimeSeconds", 0, 20},
                                   WholeNumber{"VisibilityTimeout", 0, 43'200}};

json without(json members, const std::vector<std::string>& names) {
  for (const auto& name : names) members.erase(name);
  return members;
}

}  // namespace

StackQueue read_queue(const std::string& name, const std::string& arn,
                      const Properties& properties) {
  properties.allow_only({"QueueName", "FifoQueue", "ContentBasedDeduplication", "DelaySeconds",
                         "MaximumMessageSize", "MessageRetentionPeriod",
                         "ReceiveMessageWaitTimeSeconds", "RedrivePolicy", "VisibilityTimeout",
                         // These have no counterpart here.
                         "KmsDataKeyReusePeriodSeconds", "KmsMasterKeyId", "SqsManagedSseEnabled",
                         "Tags"});
  if (properties.flag("FifoQueue") != name.ends_with(".fifo")) {
    refuse_template(properties.place() + ".QueueName",
                    "must end in .fifo where FifoQueue is true, and only there");
  }
  auto members = without(properties.value(), {"QueueName", "KmsDataKeyReusePeriodSeconds",
                                              "KmsMasterKeyId", "SqsManagedSseEnabled", "Tags"});
  // SQS takes this attribute of FIFO queues alone, CloudFormation of both.
  if (!properties.flag("FifoQueue")) members.erase("FifoQueue");
  for (const auto& number : kQueueNumbers) {
    if (!properties.has(number.name)) continue;
    members[number.name] = properties.whole(number.name, 0, number.lowest, number.highest);
  }
  return {.name = name, .arn = arn, .attributes = as_attributes(members)};
}

StackSubscription read_subscription(const std::string& topic_arn, const Properties& properties) {
  constexpr std::array<std::string_view, 4> kProtocols = {"email", "email-json", "lambda", "sqs"};
  properties.allow_only({"TopicArn", "Protocol", "Endpoint", "FilterPolicy", "FilterPolicyScope",
                         "RawMessageDelivery"});
  const auto protocol = properties.text("Protocol");
  if (std::find(kProtocols.begin(), kProtocols.end(), protocol) == kProtocols.end()) {
    refuse_template(properties.place() + ".Protocol", "must be email, email-json, lambda or sqs");
  }
  return {.topic_arn = topic_arn,
          .protocol = protocol,
          .endpoint = properties.text("Endpoint"),
          .attributes =
              as_attributes(without(properties.value(), {"TopicArn", "Protocol", "Endpoint"}))};
}

void read_topic(Stack& stack, const std::string& topic_arn, const Properties& properties) {
  properties.allow_only({"TopicName", "DisplayName", "Subscription", "FifoTopic",
                         "ContentBasedDeduplication",
                         // These have no counterpart here.
                         "KmsMasterKeyId", "Tags", "TracingConfig"});
  stack.topics.push_back({.name = name_of(topic_arn),
                          .arn = topic_arn,
                          .attributes = as_attributes(without(
                              properties.value(), {"TopicName", "Subscription", "KmsMasterKeyId",
                                                   "Tags", "TracingConfig"}))});
  for (const auto& subscription : properties.objects("Subscription")) {
    stack.subscriptions.push_back(read_subscription(topic_arn, subscription));
  }
}

}  // namespace shrike::local
