#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "infra/local/s3/service.h"
#include "runtime/clock.h"

namespace shrike::local {

/// What happened to an object, for its event.
struct ObjectEvent {
  /// As in `eventName`: "ObjectCreated:Put", "ObjectRemoved:Delete", …
  std::string name;
  std::string bucket;
  std::string key;
  std::uint64_t size = 0;
  std::string etag;
  std::string version_id;  ///< empty in an unversioned bucket
  std::string sequencer;
  TimePoint time{};
  std::string source_ip;
  std::string principal_id;
  std::string request_id;
  std::string host_id;
};

/// `s3:ObjectCreated:*` and the like against an event's name.
[[nodiscard]] bool event_matches(std::string_view pattern, std::string_view event_name);

/// Whether the configuration wants the event: a pattern of its events, its prefix and its suffix,
/// literally on the key as stored.
[[nodiscard]] bool wants(const BucketNotification& notification, const ObjectEvent& event);

/// `{"Records":[…]}`, with exactly the fields that S3 sends for such an event: versionId in
/// versioned buckets alone, no size and no eTag for a deletion, no size for a delete marker, no
/// sequencer for tagging. Source: events recorded from AWS in January 2025.
[[nodiscard]] std::string event_json(const ObjectEvent& event, const std::string& region,
                                     const std::string& configuration_id);

/// The event on EventBridge, where the key stands as it is, not encoded. `id` is a UUID. Sources:
/// S3 User Guide, "EventBridge event message structure" and "event types mapping"; events recorded
/// from AWS.
[[nodiscard]] std::string event_bridge_json(const ObjectEvent& event, const std::string& region,
                                            const std::string& account_id, const std::string& id);

/// What S3 sends to queues and topics when a configuration that names them is saved.
[[nodiscard]] std::string test_event_json(const std::string& bucket, TimePoint time,
                                          const std::string& request_id,
                                          const std::string& host_id);

/// A target that gets a test event; functions do not.
[[nodiscard]] bool is_queue_or_topic(const BucketNotification& notification);

/// Throws AwsFault InvalidArgument where two configurations could both want one event, which S3
/// refuses, or where an event's name or a target's ARN is none, or is of a FIFO queue or topic.
void check_notifications(const NotificationConfiguration& configuration);

/// The `NotificationConfiguration` document and back. Reading throws AwsFault MalformedXML, or
/// NotImplemented for an element that S3 does not have. An id is made where there is none.
[[nodiscard]] std::string write_notifications_xml(const NotificationConfiguration& configuration);
[[nodiscard]] NotificationConfiguration read_notifications_xml(std::string_view xml);

}  // namespace shrike::local
