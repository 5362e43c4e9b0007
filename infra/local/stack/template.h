#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "infra/local/stack/stack.h"

namespace shrike::local {

struct TemplateContext {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::string endpoint = "http://127.0.0.1:4566";  ///< of the local cloud: queues' URLs are there
  std::filesystem::path folder = {};               ///< that a DefinitionUri starts from
  std::string stack_name = "shrike";
  /// Of parameters, by name; one that the template does not have is refused.
  std::map<std::string, std::string> parameters = {};
  /// For parameters that are not given, before the template's own defaults.
  std::map<std::string, std::string> default_parameters = {};
};

/// Reads a CloudFormation template (JSON), so that the stack on this machine is the one that is
/// deployed: what SAM's translator or CDK's synth puts out, or one written by hand. Understood are
///   AWS::S3::Bucket: name, versions, notifications (functions, queues, topics, EventBridge);
///   AWS::Lambda::Function: name, handler, memory, timeout, environment, logging, reserved
///     concurrency, dead letters, role; EventInvokeConfig; EventSourceMapping of queues;
///     Permission;
///   AWS::SQS::Queue, AWS::SQS::QueuePolicy, AWS::SNS::Topic, AWS::SNS::Subscription (email,
///     email-json, lambda, sqs);
///   AWS::DynamoDB::Table: keys, indexes, billing;
///   AWS::StepFunctions::StateMachine: Definition, DefinitionString or DefinitionUri (a file beside
///     the template); DefinitionSubstitutions;
///   AWS::Events::Rule: EventPattern (see there), Targets;
///   AWS::IAM::Role, Policy, RolePolicy, ManagedPolicy: what the functions' roles may do
/// with Parameters, Mappings, Conditions, Outputs and the functions that resolve() has. What has no
/// counterpart here is passed over by name: other IAM, log groups but for their names, alarms,
/// dashboards, policies of buckets and topics, and properties such as encryption, lifecycle rules,
/// tracing, tags and the function's code. Rules are not evaluated. Defaults are CloudFormation's:
/// 128 MB, 3 s.
///
/// A template in which a function has a role is one that can be deployed: CloudFormation asks for
/// the role. It is held to what AWS asks for besides: a bucket, topic or rule notifies a function
/// only with an AWS::Lambda::Permission, a bucket a queue only with an AWS::SQS::QueuePolicy, and
/// what notifies is made after what lets it.
///
/// Throws Error "Template.Invalid" (Reject) naming the place: text that is not JSON, a resource or
/// property that is neither understood nor passed over, a reference to nothing, a value out of the
/// service's range. "File.Unreadable" (Reject) for a DefinitionUri without its file, "Policy.Invalid"
/// (Reject) for a queue policy that cannot be evaluated.
[[nodiscard]] Stack read_template(std::string_view text, const TemplateContext& context);

}  // namespace shrike::local
