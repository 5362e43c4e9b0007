#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/local/http_server.h"
#include "infra/local/iam/decision.h"

namespace shrike::local {

/// Where resources are whose names alone a request says.
struct ResourceScope {
  std::string region = "us-east-1";
  std::string account_id = "000000000000";

  /// `arn:aws:<service>:<region>:<account>:<resource>`
  [[nodiscard]] std::string arn(std::string_view service, std::string_view resource) const;
};

/// What a request to DynamoDB, Rekognition, SNS, SQS, Step Functions or STS does, by X-Amz-Target
/// or the form's Action, and by the body's TableName, TopicArn, QueueUrl, stateMachineArn, ….
/// Empty for what everybody may do: sts:GetCallerIdentity. Source: the services' Service
/// Authorization References.
///
/// Throws AwsFault: SerializationException (400) for a body that is not what the protocol has,
/// InvalidAction (400) for a request that names no operation, and NotImplemented (501) for an
/// operation whose resource it does not say: DynamoDB's PartiQL, Step Functions' task tokens.
[[nodiscard]] std::vector<AccessRequest> service_access(std::string_view service,
                                                        const ServerRequest& request,
                                                        std::string_view body,
                                                        const ResourceScope& scope);

/// What Lambda needs to send a record of a function's invocation to a destination; nothing for a
/// text that is no ARN, and for a service that takes none.
[[nodiscard]] std::vector<AccessRequest> destination_access(std::string_view target_arn);

}  // namespace shrike::local
