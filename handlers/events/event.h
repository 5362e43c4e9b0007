#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "handlers/aws/object_names.h"
#include "runtime/error.h"

namespace shrike {

enum class EventAction {
  Created,  ///< ObjectCreated:*
  Removed,  ///< ObjectRemoved:*, LifecycleExpiration:*
  Other,    ///< tags, access control lists, restores, …: nothing for an image pipeline
};

/// One record of an S3 notification.
struct S3Record {
  EventAction action = EventAction::Other;
  std::string event_name;  ///< "ObjectCreated:Put", without the "s3:" that configurations carry
  ObjectRef object;
  std::string sequencer;              ///< absent (empty) on tag and access control events
  std::optional<std::uint64_t> size;  ///< absent on removals
  std::string etag;                   ///< without quotes, as notifications give it
};

/// One notification; records that cannot be read do not cost the others.
struct S3Notification {
  std::vector<S3Record> records;
  std::vector<Error> malformed;
};

/// What S3 sends once when a notification is configured, through SNS and SQS.
struct S3TestEvent {
  std::string bucket;
};

/// `{"bucket","key"[,"version"]}`: an invocation by hand or by a workflow. The key is raw.
struct DirectInvocation {
  ObjectRef object;
};

using Event = std::variant<S3Notification, S3TestEvent, DirectInvocation>;

}  // namespace shrike
