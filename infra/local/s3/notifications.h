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
[[nodiscard]] bool wants(const FunctionNotification& notification, const ObjectEvent& event);

/// `{"Records":[…]}`, with exactly the fields that S3 sends for such an event: versionId in
/// versioned buckets alone, no size and no eTag for a deletion, no size for a delete marker, no
/// sequencer for tagging. Source: events recorded from AWS in January 2025.
[[nodiscard]] std::string event_json(const ObjectEvent& event, const std::string& region,
                                     const std::string& configuration_id);

/// Throws AwsFault InvalidArgument where two configurations could both want one event, which S3
/// refuses, or where an event's name or a function's ARN is none.
void check_notifications(const std::vector<FunctionNotification>& notifications);

/// The `NotificationConfiguration` document and back. Reading throws AwsFault MalformedXML, or
/// NotImplemented for queues, topics and EventBridge. An id is made where there is none.
[[nodiscard]] std::string write_notifications_xml(
    const std::vector<FunctionNotification>& notifications);
[[nodiscard]] std::vector<FunctionNotification> read_notifications_xml(std::string_view xml);

}  // namespace shrike::local
