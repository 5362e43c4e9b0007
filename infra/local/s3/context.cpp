#include "infra/local/s3/context.h"

#include <exception>
#include <vector>

#include "infra/local/s3/faults.h"
#include "infra/local/uuid.h"

namespace shrike::local {
namespace {

/// The MD5 of nothing, which S3 gives for a delete marker's eTag.
constexpr const char* kEmptyEtag = "d41d8cd98f00b204e9800998ecf8427e";

/// What happened to the object stands, whether or not an event of it can be written and taken: no
/// target costs the answer, or the others, anything.
template <class Deliver>
void hand_over(const Deliver& deliver) {
  try {
    deliver();
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace

void configure_notifications(const S3Context& context, const std::string& bucket,
                             NotificationConfiguration configuration, const RequestIds& ids) {
  check_notifications(configuration);
  std::vector<std::string> told;
  for (const auto& target : configuration.targets) {
    if (context.options.can_deliver && !context.options.can_deliver(target.target_arn)) {
      throw faults::invalid_argument("Unable to validate the following destination configurations",
                                     target.target_arn, "The destination does not exist");
    }
    if (is_queue_or_topic(target)) told.push_back(target.target_arn);
  }
  context.store.change_settings(
      bucket, [&](BucketSettings& settings) { settings.notifications = std::move(configuration); });
  if (!context.options.deliver) return;
  for (const auto& arn : told) {
    const auto event = test_event_json(bucket, context.clock.now(), ids.request, ids.host);
    hand_over([&] { context.options.deliver(arn, event); });
  }
}

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
      .principal_id = request.verified.signer.access_key_id,
      .request_id = request.request_id,
      .host_id = request.host_id,
  };
  const auto configuration = context.store.settings(request.bucket).notifications;
  for (const BucketNotification& notification : configuration.targets) {
    if (!wants(notification, event)) continue;
    hand_over([&] {
      context.options.deliver(notification.target_arn,
                              event_json(event, context.options.region, notification.id));
    });
  }
  if (configuration.event_bridge && context.options.emit) {
    hand_over([&] {
      context.options.emit(event_bridge_json(event, context.options.region,
                                             context.options.account_id, uuid(random_bits())));
    });
  }
}

}  // namespace shrike::local
