#include "handlers/pipeline/compare_faces.h"

#include <compare>

#include "handlers/aws/etag.h"
#include "handlers/aws/sigv4.h"
#include "handlers/events/sequencer.h"
#include "handlers/modules/face_mail.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/output_keys.h"
#include "handlers/pipeline/own_output.h"
#include "handlers/pipeline/record_summary.h"
#include "handlers/pipeline/tell_once.h"
#include "runtime/mebibyte.h"

namespace shrike {
namespace {

using nlohmann::json;

constexpr const char* kMark = "face-match";

json summary_of(const S3Record& record, const FaceReport& report, bool told) {
  json summary = described(record.object);
  summary["status"] = "processed";
  summary["outcome"] = to_string(report.outcome);
  if (const ImageFace* best = report.best()) {
    summary["reference"] = best->likeness.front().reference.str();
    summary["similarity"] = best->likeness.front().similarity;
  }
  summary["told"] = told;
  return summary;
}

/// A result that says why there is none.
json refusal_document(const S3Record& record, const Error& error) {
  FaceReport report;
  report.image = {record.object, record.etag, record.sequencer};
  json document = face_document(report);
  document["outcome"] = "refused";
  document["refused"] = {{"type", error.type()}, {"reason", error.message()}};
  return document;
}

/// Of an event, whatever the references have become since: its duplicate is to change nothing. Who
/// asks without one wants to know what it is now.
std::string digest_of(const S3Record& record, const std::string& body) {
  return sigv4::sha256_hex(record.sequencer.empty() ? body : record.etag);
}

}  // namespace

CompareFacesHandler::CompareFacesHandler(const Config& config, Services services, Topic& topic)
    : config_(config),
      services_(services),
      topic_(topic),
      references_({config.reference_bucket, config.reference_prefix,
                   config.max_image_mb * kMebibyte, config.memory_mb},
                  services.store, services.images, services.logger),
      comparer_(references_, services.recognition, services.images) {}

RecordResult CompareFacesHandler::handle(const S3Record& record, const RecordScope& scope) {
  if (record.action != EventAction::Created) {
    return {acknowledgement(record, "acknowledged"), json::object()};
  }
  require_not_own_output(record.object, config_.output_bucket, config_.output_prefix);
  std::optional<FaceReport> report;
  try {
    report = compare(record, scope);
  } catch (const Error& error) {
    if (!is_refusal_of_image(error)) throw;
    return refuse(record, error, scope);
  }
  json document = face_document(*report);
  const bool told = tell(record, *report, document, scope);
  return {summary_of(record, *report, told), std::move(document)};
}

FaceReport CompareFacesHandler::compare(const S3Record& record, const RecordScope& scope) {
  const LoadedImage loaded = load_image(record, config_, services_, scope);
  const ImageFacts& facts = loaded.image.facts;
  const DecodeEstimate estimate =
      services_.images.estimated_decode(facts, plan_detection(facts, kDetectionSide));
  const MemoryHold decoding =
      scope.memory.for_decoding(references_.decode_bytes() + estimate.memory_bytes);
  FaceReport report = comparer_.compare(loaded.image, config_.similarity_threshold, scope.calls);
  report.image = {record.object, without_quotes(loaded.image.info.etag), record.sequencer};
  for (const SkippedReference& skipped : report.skipped) {
    services_.logger.info(
        "Reference left out",
        {{"key", skipped.reference.str()}, {"type", skipped.type}, {"reason", skipped.reason}});
  }
  return report;
}

RecordResult CompareFacesHandler::refuse(const S3Record& record, const Error& error,
                                         const RecordScope& scope) {
  if (config_.output_bucket.empty()) throw Error(error);
  const std::string body = to_json_text(refusal_document(record, error));
  publish(services_.store, publication_of(record, body, scope), scope.calls);
  return {with_error(described(record.object), "refused", error), json::object(), error};
}

/// Who asks without a sequencer replaces what is there, but still loses to a later event.
Publication CompareFacesHandler::publication_of(const S3Record& record, const std::string& body,
                                                const RecordScope& scope) {
  const ObjectKey key = OutputKeys(config_.output_prefix, record.object.key).document(kMark);
  Publication publication{
      config_.output_bucket,
      key,
      body,
      "application/json",
      kMark,
      record.sequencer.empty()
          ? published_sequencer(services_.store, config_.output_bucket, key, scope.calls)
          : record.sequencer,
      digest_of(record, body)};
  publication.by_hand = record.sequencer.empty();
  return publication;
}

bool CompareFacesHandler::tell(const S3Record& record, const FaceReport& report,
                               const json& document, const RecordScope& scope) {
  if (!config_.output_bucket.empty()) {
    const std::string body = to_json_text(document);
    return publish_and_tell(services_.store, publication_of(record, body, scope), services_.clock,
                            scope.calls, [&] { notify(report, scope); })
        .told;
  }
  const std::pair object{record.object.bucket, record.object.key};
  if (const auto last = told_.find(object); last && !record.sequencer.empty()) {
    const auto order = compare_sequencers(record.sequencer, *last);
    if (std::is_lt(order)) {
      throw Error(ErrorKind::Ignore, "Event.Outdated",
                  "A later event of the same object has been processed already");
    }
    if (std::is_eq(order)) return false;
  }
  notify(report, scope);
  if (!record.sequencer.empty()) told_.store(object, record.sequencer);
  return true;
}

void CompareFacesHandler::notify(const FaceReport& report, const RecordScope& scope) {
  topic_.publish(face_mail(report, config_.topic_arn, services_.clock.now()), scope.calls);
}

}  // namespace shrike
