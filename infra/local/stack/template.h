#pragma once

#include <string>
#include <string_view>

#include "infra/local/stack/stack.h"

namespace shrike::local {

struct TemplateContext {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";
};

/// Reads a CloudFormation template (JSON), so that the stack on this machine is written as the one
/// that is deployed. Understood are
///   AWS::S3::Bucket: BucketName, VersioningConfiguration,
///     NotificationConfiguration.LambdaConfigurations;
///   AWS::Lambda::Function: FunctionName, Handler, MemorySize, Timeout, Environment.Variables,
///     LoggingConfig, ReservedConcurrentExecutions, DeadLetterConfig;
///   AWS::Lambda::EventInvokeConfig: all of it but Qualifier
/// with Ref, Fn::GetAtt (Arn), Fn::Sub and Fn::Join. AWS::SQS::Queue and AWS::SNS::Topic can be
/// referred to: what they get is kept in files. AWS::IAM::*, AWS::Lambda::Permission and
/// AWS::Logs::LogGroup have no counterpart here and are passed over. A name that is not given is
/// the logical id in lower case. Defaults are CloudFormation's: 128 MB, 3 s.
///
/// Throws Error "Template.Invalid" (Reject) naming the place: text that is not JSON, a resource of
/// another type, a reference to nothing, a value out of Lambda's ranges.
[[nodiscard]] Stack read_template(std::string_view text, const TemplateContext& context);

}  // namespace shrike::local
