#include "handlers/pipeline/store_results.h"

#include <string>
#include <utility>

#include "handlers/aws/sigv4.h"
#include "handlers/events/bounded_json.h"
#include "handlers/modules/recognition_mail.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/call_scope.h"
#include "handlers/pipeline/output_keys.h"
#include "handlers/pipeline/tell_once.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr const char* kMark = "recognition";

}  // namespace

Response StoreResultsFunction::operator()(const Invocation& invocation,
                                          const Context& context) const {
  const RecognitionResult result = read_recognition(parse_bounded_json(invocation.payload));
  require_foreign(result.object);
  const ObjectKey key = OutputKeys(config_.output_prefix, result.object.key).document(kMark);
  const std::string status = store(result, key, call_scope(environment_, context));
  const json answer{
      {"bucket", config_.results_bucket.str()}, {"key", key.str()}, {"status", status}};
  services_.logger.info("Result stored", answer);
  return {to_json_text(answer)};
}

std::string StoreResultsFunction::store(const RecognitionResult& result, const ObjectKey& key,
                                        const CallScope& scope) const {
  const std::string body = to_json_text(result.document);
  Publication publication{
      config_.results_bucket,
      key,
      body,
      "application/json",
      kMark,
      result.sequencer.empty()
          ? published_sequencer(services_.store, config_.results_bucket, key, scope)
          : result.sequencer,
      sigv4::sha256_hex(body)};
  try {
    if (config_.topic_arn.empty()) {
      publish(services_.store, publication, scope);
    } else {
      publish_and_tell(services_.store, std::move(publication), services_.clock, scope, [&] {
        services_.topic.publish(
            recognition_mail(result, {config_.results_bucket, key, {}}, config_.topic_arn), scope);
      });
    }
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::Ignore) throw;
    return "outdated";
  }
  return "stored";
}

void StoreResultsFunction::require_foreign(const ObjectRef& image) const {
  if (image.bucket == config_.results_bucket &&
      image.key.str().starts_with(config_.output_prefix)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "RESULTS_BUCKET is where the image is: its result would start the workflow again");
  }
}

}  // namespace shrike
