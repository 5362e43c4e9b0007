#include "infra/local/provision.h"

#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

using nlohmann::json;

void create_queues(const Stack& stack, const ServiceClient& services) {
  std::map<std::string, json> redrives;  // by URL: set last, when the queues that they name exist
  for (const auto& queue : stack.queues) {
    json attributes(queue.attributes);
    const auto redrive = attributes.find("RedrivePolicy");
    const auto policy = redrive == attributes.end() ? json() : *redrive;
    attributes.erase("RedrivePolicy");
    const auto created = services.json("sqs", "AmazonSQS.CreateQueue",
                                       {{"QueueName", queue.name}, {"Attributes", attributes}});
    if (!policy.is_null()) redrives[created.at("QueueUrl")] = policy;
  }
  for (const auto& [url, policy] : redrives) {
    static_cast<void>(
        services.json("sqs", "AmazonSQS.SetQueueAttributes",
                      {{"QueueUrl", url}, {"Attributes", {{"RedrivePolicy", policy}}}}));
  }
}

/// Attributes.entry.1.key=…: how the query protocol spells a map.
void add_entries(std::map<std::string, std::string>& parameters,
                 const std::map<std::string, std::string>& attributes) {
  int entry = 0;
  for (const auto& [name, value] : attributes) {
    const auto place = fmt::format("Attributes.entry.{}.", ++entry);
    parameters[place + "key"] = name;
    parameters[place + "value"] = value;
  }
}

void create_topics(const Stack& stack, const ServiceClient& services) {
  for (const auto& topic : stack.topics) {
    std::map<std::string, std::string> parameters{{"Name", topic.name}};
    add_entries(parameters, topic.attributes);
    static_cast<void>(services.query("CreateTopic", parameters));
  }
  for (const auto& subscription : stack.subscriptions) {
    std::map<std::string, std::string> parameters{{"TopicArn", subscription.topic_arn},
                                                  {"Protocol", subscription.protocol},
                                                  {"Endpoint", subscription.endpoint}};
    add_entries(parameters, subscription.attributes);
    static_cast<void>(services.query("Subscribe", parameters));
  }
}

}  // namespace

bool needs_provision(const Stack& stack) {
  return !(stack.tables.empty() && stack.queues.empty() && stack.topics.empty() &&
           stack.subscriptions.empty() && stack.state_machines.empty());
}

void provision(const Stack& stack, const ServiceClient& services, const std::string& account_id) {
  for (const auto& table : stack.tables) {
    static_cast<void>(services.json("dynamodb", "DynamoDB_20120810.CreateTable",
                                    json::parse(table.create_table)));
  }
  create_queues(stack, services);
  create_topics(stack, services);
  for (const auto& machine : stack.state_machines) {
    static_cast<void>(services.json(
        "states", "AWSStepFunctions.CreateStateMachine",
        {{"name", machine.name},
         {"definition", machine.definition},
         {"type", machine.type},
         {"roleArn", fmt::format("arn:aws:iam::{}:role/{}", account_id, machine.name)}}));
  }
}

}  // namespace shrike::local
