#include "handlers/events/parse_event.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "handlers/events/bounded_json.h"
#include "handlers/events/fields.h"
#include "handlers/events/s3_notification.h"

namespace shrike {
namespace {

bool has_text(const nlohmann::json& object, std::string_view name, std::string_view value) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() &&
         found->get_ref<const std::string&>() == value;
}

/// One source an invocation: SNS and SQS have `Records` too, with a source of their own.
bool is_s3_notification(const nlohmann::json& document) {
  const auto records = document.find("Records");
  if (records == document.end() || !records->is_array()) return false;
  return records->empty() ||
         std::any_of(records->begin(), records->end(), [](const nlohmann::json& record) {
           return record.is_object() && has_text(record, "eventSource", "aws:s3");
         });
}

DirectInvocation read_direct_invocation(const nlohmann::json& document) {
  DirectInvocation result;
  result.object.bucket = fields::bucket(document, "bucket");
  result.object.key = ObjectKey(fields::text(document, "key"));
  fields::require_key_length(result.object.key.str());
  result.object.version = VersionId(fields::optional_text(document, "version"));
  return result;
}

}  // namespace

Event parse_event(std::string_view payload) {
  const nlohmann::json document = parse_bounded_json(payload);
  if (document.is_object()) {
    if (is_s3_notification(document)) return read_s3_notification(document["Records"]);
    if (has_text(document, "Event", "s3:TestEvent")) {
      return S3TestEvent{fields::optional_text(document, "Bucket")};
    }
    if (document.contains("bucket") && document.contains("key")) {
      return read_direct_invocation(document);
    }
  }
  throw Error(ErrorKind::Reject, "Event.Unknown",
              "The event is neither an S3 notification, nor S3's test event, nor "
              "{\"bucket\",\"key\"[,\"version\"]}");
}

}  // namespace shrike
