#pragma once

#include <functional>
#include <string>

#include "infra/local/s3/notifications.h"
#include "infra/local/s3/request.h"
#include "infra/local/s3/service.h"
#include "infra/local/s3/store.h"
#include "infra/local/s3/uploads.h"
#include "runtime/clock.h"

namespace shrike::local {

/// x-amz-request-id and x-amz-id-2.
struct RequestIds {
  std::string request;
  std::string host;
};

/// What the operations work with.
struct S3Context {
  const S3Options& options;
  Store& store;
  Uploads& uploads;
  const Clock& clock;
};

/// Saves whom a bucket tells of its objects, and sends its queues and topics a test event. Throws
/// AwsFault as check_notifications() does, and InvalidArgument where there is no such function,
/// queue or topic.
void configure_notifications(const S3Context& context, const std::string& bucket,
                             NotificationConfiguration configuration, const RequestIds& ids);

/// Tells those that want to know. `name` as in `eventName`; nothing happens for a change
/// that was none. Does not throw what a target refuses: the change has been made.
void notify(const S3Context& context, const S3Request& request, const std::string& name,
            const std::string& key, const Change& change);

}  // namespace shrike::local
