#include "handlers/events/s3_notification.h"

#include <nlohmann/json.hpp>

#include "handlers/events/fields.h"
#include "handlers/events/object_key.h"

namespace shrike {
namespace {

/// Notification configurations name events with it, events themselves without.
constexpr std::string_view kConfigurationPrefix = "s3:";

void require_supported_version(std::string_view version) {
  const std::string_view major = version.substr(0, version.find('.'));
  if (major != "2") {
    throw Error(ErrorKind::Reject, "Event.VersionUnsupported",
                "An S3 record is of another structure version than 2.x");
  }
}

std::string event_name_of(const nlohmann::json& record) {
  std::string name = fields::text(record, "eventName");
  if (name.starts_with(kConfigurationPrefix)) name.erase(0, kConfigurationPrefix.size());
  return name;
}

S3Record read_record(const nlohmann::json& record) {
  if (!record.is_object() || fields::text(record, "eventSource") != "aws:s3") {
    throw Error(ErrorKind::Reject, "Event.Malformed", "A record of the event is not S3's");
  }
  require_supported_version(fields::text(record, "eventVersion"));

  const nlohmann::json& s3 = fields::object(record, "s3");
  const nlohmann::json& object = fields::object(s3, "object");

  S3Record result;
  result.event_name = event_name_of(record);
  result.action = action_of(result.event_name);
  result.object.bucket = fields::bucket(fields::object(s3, "bucket"), "name");
  result.object.key = decode(EncodedKey(fields::text(object, "key")));
  fields::require_key_length(result.object.key.str());
  result.object.version = VersionId(fields::optional_text(object, "versionId"));
  result.sequencer = fields::sequencer(object, "sequencer");
  result.size = fields::optional_count(object, "size");
  result.etag = fields::optional_text(object, "eTag");
  return result;
}

}  // namespace

EventAction action_of(std::string_view event_name) {
  if (event_name.starts_with("ObjectCreated:")) return EventAction::Created;
  if (event_name.starts_with("ObjectRemoved:")) return EventAction::Removed;
  if (event_name.starts_with("LifecycleExpiration:")) return EventAction::Removed;
  return EventAction::Other;
}

void read_s3_records(const nlohmann::json& records, EventItem& item) {
  for (const nlohmann::json& record : records) {
    try {
      item.records.push_back(read_record(record));
    } catch (const Error& error) {
      item.malformed.push_back(error);
    }
  }
}

}  // namespace shrike
