#include <array>

#include <nlohmann/json.hpp>

#include "infra/local/s3/formats.h"
#include "infra/local/s3/notifications.h"

namespace shrike::local {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// What EventBridge's event says of what happened, by S3's name for it.
struct Wording {
  std::string_view event;
  const char* detail_type;
  const char* reason;         ///< null: the event has none
  const char* deletion_type;  ///< null: it is no deletion
};

constexpr std::array kWordings = {
    Wording{"ObjectCreated:Put", "Object Created", "PutObject", nullptr},
    Wording{"ObjectCreated:Post", "Object Created", "POST Object", nullptr},
    Wording{"ObjectCreated:Copy", "Object Created", "CopyObject", nullptr},
    Wording{"ObjectCreated:CompleteMultipartUpload", "Object Created", "CompleteMultipartUpload",
            nullptr},
    Wording{"ObjectRemoved:Delete", "Object Deleted", "DeleteObject", "Permanently Deleted"},
    Wording{"ObjectRemoved:DeleteMarkerCreated", "Object Deleted", "DeleteObject",
            "Delete Marker Created"},
    Wording{"ObjectTagging:Put", "Object Tags Added", nullptr, nullptr},
    Wording{"ObjectTagging:Delete", "Object Tags Deleted", nullptr, nullptr}};

OrderedJson object_of(const ObjectEvent& event, const Wording& wording) {
  const bool permanent = event.name == "ObjectRemoved:Delete";
  OrderedJson object{{"key", event.key}};
  if (wording.reason != nullptr && wording.deletion_type == nullptr) object["size"] = event.size;
  if (!permanent) object["etag"] = event.etag;
  if (!event.version_id.empty()) object["version-id"] = event.version_id;
  if (wording.reason != nullptr) object["sequencer"] = event.sequencer;
  return object;
}

}  // namespace

std::string event_bridge_json(const ObjectEvent& event, const std::string& region,
                              const std::string& account_id, const std::string& id) {
  const auto* wording =
      std::find_if(kWordings.begin(), kWordings.end(),
                   [&](const Wording& candidate) { return candidate.event == event.name; });
  if (wording == kWordings.end()) return {};

  OrderedJson detail{{"version", "0"},
                     {"bucket", {{"name", event.bucket}}},
                     {"object", object_of(event, *wording)},
                     {"request-id", event.request_id},
                     {"requester", account_id},
                     {"source-ip-address", event.source_ip}};
  if (wording->reason != nullptr) detail["reason"] = wording->reason;
  if (wording->deletion_type != nullptr) detail["deletion-type"] = wording->deletion_type;
  // EventBridge's times have no milliseconds.
  const auto time = std::chrono::floor<std::chrono::seconds>(event.time);
  auto seconds = iso_date(time);
  seconds.replace(seconds.find('.'), std::string::npos, "Z");
  return OrderedJson{{"version", "0"},
                     {"id", id},
                     {"detail-type", wording->detail_type},
                     {"source", "aws.s3"},
                     {"account", account_id},
                     {"time", seconds},
                     {"region", region},
                     {"resources", OrderedJson::array({"arn:aws:s3:::" + event.bucket})},
                     {"detail", detail}}
      .dump(-1, ' ', false, OrderedJson::error_handler_t::replace);
}

}  // namespace shrike::local
