#include "infra/local/iam/service_access.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/iam/dynamodb_access.h"
#include "infra/local/iam/request_document.h"
#include "infra/local/query.h"
#include "infra/local/resource_arn.h"

namespace shrike::local {
namespace {

using nlohmann::json;

/// An operation with its input, from whichever protocol: the forms' parameters are the JSON
/// protocols' members.
struct Call {
  std::string operation;
  json input;
};

json read_form(std::string_view body) {
  // `+` is a space in a form; a plus sign comes as %2B.
  std::string form(body);
  std::replace(form.begin(), form.end(), '+', ' ');
  json members = json::object();
  for (const auto& [name, value] : QueryParameters(form)) members[name] = value;
  return members;
}

Call read_call(const ServerRequest& request, std::string_view body) {
  const auto target = request.header("x-amz-target");
  if (!target.empty()) {
    auto input = parse_object(body.empty() ? std::string_view("{}") : body);
    if (!input) throw AwsFault(400, "SerializationException", "The body is no JSON object");
    return {target.substr(target.rfind('.') + 1), std::move(*input)};
  }
  auto input = read_form(body.empty() ? std::string_view(request.query) : body);
  return {text_member(input, "Action"), std::move(input)};
}

/// The first member that is there.
std::string first_text(const json& input, std::initializer_list<const char*> names) {
  for (const auto* name : names) {
    if (auto text = text_member(input, name); !text.empty()) return text;
  }
  return {};
}

/// A batch needs what one of its entries does: SendMessageBatch is sqs:SendMessage.
std::string without_batch(std::string operation) {
  constexpr std::string_view kBatch = "Batch";
  if (operation.ends_with(kBatch)) operation.resize(operation.size() - kBatch.size());
  return operation;
}

std::string queue_arn(const json& input, const ResourceScope& scope) {
  const auto url = text_member(input, "QueueUrl");
  const auto name = url.empty() ? text_member(input, "QueueName") : url.substr(url.rfind('/') + 1);
  return name.empty() ? "*" : scope.arn("sqs", name);
}

std::string topic_arn(const json& input, const ResourceScope& scope) {
  auto arn = first_text(input, {"TopicArn", "TargetArn", "ResourceArn"});
  if (!arn.empty()) return arn;
  // A subscription's ARN is its topic's with an id behind it.
  const auto subscription = text_member(input, "SubscriptionArn");
  if (!subscription.empty()) return subscription.substr(0, subscription.rfind(':'));
  const auto name = text_member(input, "Name");
  return name.empty() ? "*" : scope.arn("sns", name);
}

std::string state_machine_arn(const Call& call, const ResourceScope& scope) {
  if (call.input.contains("taskToken")) {
    throw AwsFault(501, "NotImplemented",
                   "The local cloud cannot tell whose state machine a task token is");
  }
  auto arn = first_text(
      call.input, {"stateMachineArn", "executionArn", "activityArn", "mapRunArn", "resourceArn"});
  if (!arn.empty()) return arn;
  const auto name = text_member(call.input, "name");
  return name.empty() ? "*" : scope.arn("states", "stateMachine:" + name);
}

std::string role_arn(const json& input) {
  auto arn = text_member(input, "RoleArn");
  return arn.empty() ? "*" : arn;
}

AccessRequest access_of(std::string_view service, const Call& call, const ResourceScope& scope) {
  if (service == "sns") {
    return {"sns:" + without_batch(call.operation), topic_arn(call.input, scope)};
  }
  if (service == "sqs") {
    return {"sqs:" + without_batch(call.operation), queue_arn(call.input, scope)};
  }
  if (service == "states") {
    return {"states:" + call.operation, state_machine_arn(call, scope)};
  }
  if (service == "sts") return {"sts:" + call.operation, role_arn(call.input)};
  // Rekognition's operations on images have no resource type; its collections and projects are not
  // served here.
  return {fmt::format("{}:{}", service, call.operation), "*"};
}

}  // namespace

std::string ResourceScope::arn(std::string_view service, std::string_view resource) const {
  return fmt::format("arn:aws:{}:{}:{}:{}", service, region, account_id, resource);
}

std::vector<AccessRequest> service_access(std::string_view service, const ServerRequest& request,
                                          std::string_view body, const ResourceScope& scope) {
  const auto call = read_call(request, body);
  if (call.operation.empty()) {
    throw AwsFault(400, "InvalidAction", "The request names no operation");
  }
  if (service == "dynamodb") return dynamodb_access(call.operation, call.input, scope);
  if (service == "sts" && call.operation == "GetCallerIdentity") return {};
  return {access_of(service, call, scope)};
}

std::vector<AccessRequest> destination_access(std::string_view target_arn) {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kActions{
      {{"sqs", "sqs:SendMessage"},
       {"sns", "sns:Publish"},
       {"lambda", "lambda:InvokeFunction"},
       {"events", "events:PutEvents"},
       {"s3", "s3:PutObject"}}};
  const auto arn = parse_resource_arn(target_arn);
  if (!arn) return {};
  const auto* const found = std::find_if(kActions.begin(), kActions.end(), [&](const auto& each) {
    return each.first == arn->service;
  });
  if (found == kActions.end()) return {};
  const std::string objects = arn->service == "s3" ? "/*" : "";
  return {{std::string(found->second), std::string(target_arn) + objects}};
}

}  // namespace shrike::local
