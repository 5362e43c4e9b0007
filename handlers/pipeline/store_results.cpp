#include "handlers/pipeline/store_results.h"

#include <string>
#include <utility>

#include "handlers/aws/sigv4.h"
#include "handlers/events/bounded_json.h"
#include "handlers/modules/recognition_mail.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/call_scope.h"
#include "handlers/pipeline/output_keys.h"
#include "handlers/pipeline/own_output.h"
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
  require_not_own_output(result.object, config_.results_bucket, config_.output_prefix);
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
  publication.by_hand = result.sequencer.empty();
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

}  // namespace shrike
