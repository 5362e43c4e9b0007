#include "handlers/events/event_bridge.h"

#include <array>
#include <string>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>

#include "handlers/events/fields.h"
#include "handlers/events/object_key.h"
#include "handlers/events/s3_notification.h"

namespace shrike {
namespace {

using Pair = std::pair<std::string_view, std::string_view>;

/// `reason` of what EventBridge calls "Object Created", and S3's name for it.
constexpr std::array kCreations{
    Pair{"PutObject", "ObjectCreated:Put"}, Pair{"POST Object", "ObjectCreated:Post"},
    Pair{"CopyObject", "ObjectCreated:Copy"},
    Pair{"CompleteMultipartUpload", "ObjectCreated:CompleteMultipartUpload"}};

std::string creation_of(std::string_view reason) {
  for (const auto& [name, event_name] : kCreations) {
    if (name == reason) return std::string(event_name);
  }
  return "ObjectCreated:*";
}

std::string removal_of(std::string_view reason, std::string_view deletion_type) {
  const bool marker = deletion_type == "Delete Marker Created";
  const bool expired = reason == "Lifecycle Expiration";
  return std::string(expired ? "LifecycleExpiration:" : "ObjectRemoved:") +
         (marker ? "DeleteMarkerCreated" : "Delete");
}

std::string event_name_of(const nlohmann::json& event, const nlohmann::json& detail) {
  std::string type = fields::text(event, "detail-type");
  const std::string reason = fields::optional_text(detail, "reason");
  if (type == "Object Created") return creation_of(reason);
  if (type == "Object Deleted") {
    return removal_of(reason, fields::optional_text(detail, "deletion-type"));
  }
  return type;
}

S3Record read_detail(const nlohmann::json& event) {
  const nlohmann::json& detail = fields::object(event, "detail");
  const nlohmann::json& object = fields::object(detail, "object");

  S3Record result;
  result.event_name = event_name_of(event, detail);
  result.action = action_of(result.event_name);
  result.object.bucket = fields::bucket(fields::object(detail, "bucket"), "name");
  result.object.key = ObjectKey(fields::text(object, "key"));
  fields::require_key_length(result.object.key.str());
  ObjectKey decoded = decode(EncodedKey(result.object.key.str()));
  if (decoded != result.object.key) result.other_key = std::move(decoded);
  result.object.version = VersionId(fields::optional_text(object, "version-id"));
  result.sequencer = fields::sequencer(object, "sequencer");
  result.size = fields::optional_count(object, "size");
  result.etag = fields::optional_text(object, "etag");
  return result;
}

}  // namespace

void read_event_bridge(const nlohmann::json& event, EventItem& item) {
  try {
    item.records.push_back(read_detail(event));
  } catch (const Error& error) {
    item.malformed.push_back(error);
  }
}

}  // namespace shrike
