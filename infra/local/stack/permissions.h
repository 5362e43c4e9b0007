#pragma once

#include <functional>
#include <string>
#include <vector>

#include "infra/local/stack/properties.h"
#include "infra/local/stack/stack.h"
#include "infra/local/stack/template.h"

namespace shrike::local {

/// What a template says of who may call its functions and send to its queues: properties of
/// AWS::Lambda::Permission and AWS::SQS::QueuePolicy resources, references resolved.
struct ResourcePolicies {
  std::vector<Properties> permissions = {};
  std::vector<Properties> queue_policies = {};
  /// Whether CloudFormation makes the resource (a Properties' place) before the bucket (a name).
  std::function<bool(const std::string& resource, const std::string& bucket)> is_made_before = {};
};

/// Refuses a stack in which a bucket, a topic or a rule notifies a function that it may not invoke,
/// or a bucket a queue that it may not send to: SNS and EventBridge lose the events, S3 refuses
/// such a notification, also when what lets it is made only after the bucket. Throws Error
/// "Template.Invalid" (Reject) naming who notifies whom.
void require_permissions(const Stack& stack, const ResourcePolicies& policies,
                         const TemplateContext& context);

}  // namespace shrike::local
