#include "infra/local/s3/context.h"

namespace shrike::local {
namespace {

/// The MD5 of nothing, which S3 gives for a delete marker's eTag.
constexpr const char* kEmptyEtag = "d41d8cd98f00b204e9800998ecf8427e";

}  // namespace

void notify(const S3Context& context, const S3Request& request, const std::string& name,
            const std::string& key, const Change& change) {
  if (!change.happened || !context.options.deliver) return;
  const ObjectEvent event{
      .name = name,
      .bucket = request.bucket,
      .key = key,
      .size = change.version.size,
      .etag = change.version.delete_marker ? kEmptyEtag : change.version.etag,
      .version_id = change.versioned ? change.version.version_id : "",
      .sequencer = change.version.sequencer,
      .time = context.clock.now(),
      .source_ip = request.http.peer_address,
      .principal_id = request.verified.access_key_id,
      .request_id = request.request_id,
      .host_id = request.host_id,
  };
  for (const FunctionNotification& notification :
       context.store.settings(request.bucket).notifications) {
    if (!wants(notification, event)) continue;
    context.options.deliver(notification.function_arn,
                            event_json(event, context.options.region, notification.id));
  }
}

}  // namespace shrike::local
