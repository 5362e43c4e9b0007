#pragma once

#include <string>

#include "infra/local/stack/properties.h"
#include "infra/local/stack/stack.h"

namespace shrike::local {

/// Who notifies a function or a queue.
struct Notifier {
  std::string service;  ///< the principal: "s3.amazonaws.com"
  std::string arn;      ///< of the bucket, the topic or the rule
  std::string account_id;
};

/// Whether an AWS::Lambda::Permission lets the notifier invoke the function of this name.
[[nodiscard]] bool lets_invoke(const Properties& permission, const Notifier& notifier,
                               const std::string& function);

/// Whether an AWS::SQS::QueuePolicy lets the notifier send to the queue. The request has the keys
/// aws:SourceArn, aws:SourceAccount and aws:SecureTransport. Throws what condition_of() throws.
[[nodiscard]] bool lets_send(const Properties& policy, const Notifier& notifier,
                             const StackQueue& queue);

}  // namespace shrike::local
