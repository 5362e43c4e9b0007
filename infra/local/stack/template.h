#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "infra/local/stack/stack.h"

namespace shrike::local {

struct TemplateContext {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
  std::string endpoint = "http://127.0.0.1:4566";  ///< of the local cloud: queues' URLs are there
  std::filesystem::path folder = {};               ///< that a DefinitionUri starts from
};

/// Reads a CloudFormation template (JSON), so that the stack on this machine is written as the one
/// that is deployed. Understood are
///   AWS::S3::Bucket: BucketName, VersioningConfiguration, NotificationConfiguration (Lambda,
///     queues, topics, EventBridge);
///   AWS::Lambda::Function: FunctionName, Handler, MemorySize, Timeout, Environment.Variables,
///     LoggingConfig, ReservedConcurrentExecutions, DeadLetterConfig;
///   AWS::Lambda::EventInvokeConfig: all of it but Qualifier;
///   AWS::Lambda::EventSourceMapping of queues: BatchSize, FunctionResponseTypes;
///   AWS::SQS::Queue, AWS::SNS::Topic, AWS::SNS::Subscription (email, email-json, lambda, sqs);
///   AWS::DynamoDB::Table: keys, indexes, billing;
///   AWS::StepFunctions::StateMachine: Definition, DefinitionString or, as SAM has it,
///     DefinitionUri (a file beside the template); DefinitionSubstitutions;
///   AWS::Events::Rule: EventPattern (see there), Targets
/// with Ref, Fn::GetAtt, Fn::Sub and Fn::Join. AWS::IAM::*, AWS::Lambda::Permission,
/// AWS::Logs::LogGroup and policies of queues and topics have no counterpart here and are passed
/// over. A name that is not given is the logical id in lower case. Defaults are CloudFormation's:
/// 128 MB, 3 s.
///
/// Throws Error "Template.Invalid" (Reject) naming the place: text that is not JSON, a resource of
/// another type, a reference to nothing, a value out of the service's range. "File.Unreadable"
/// (Reject) for a DefinitionUri without its file.
[[nodiscard]] Stack read_template(std::string_view text, const TemplateContext& context);

}  // namespace shrike::local
