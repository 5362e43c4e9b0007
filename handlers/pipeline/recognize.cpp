#include "handlers/pipeline/recognize.h"

#include <utility>

#include "handlers/aws/etag.h"
#include "handlers/modules/detection.h"
#include "handlers/modules/recognition.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/record_summary.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

ImageReport report_of(const S3Record& record, const SourceImage& image, Sight sight) {
  ImageReport report;
  report.object = record.object;
  report.sequencer = record.sequencer;
  report.etag = without_quotes(image.info.etag);
  report.size = image.bytes.size();
  report.facts = image.facts;
  report.found = std::move(sight.found);
  report.refused = std::move(sight.refused);
  return report;
}

json summary_of(const S3Record& record, const ImageReport& report) {
  json summary = described(record.object);
  summary["status"] = "processed";
  for (const auto& [detector, detection] : report.found) {
    summary[std::string(to_string(detector))] = detection.found.size();
  }
  return summary;
}

/// No detector could look at it, and the image is why.
void require_seen(const Sight& sight) {
  if (!sight.found.empty() || sight.refused.empty()) return;
  const Refusal& refusal = sight.refused.front();
  if (!refusal.type.starts_with("Image.")) return;
  throw Error(ErrorKind::Reject, refusal.type, refusal.reason);
}

}  // namespace

RecordResult RecognizeHandler::handle(const S3Record& record, const RecordScope& scope) {
  if (record.action != EventAction::Created) {
    return {acknowledgement(record, "acknowledged"), json::object()};
  }
  const LoadedImage loaded = load_image(record, config_, services_, scope);
  const MemoryHold decoding = scope.memory.for_decoding(
      detection_memory(loaded.image.facts, config_.detectors.size(), services_.images));
  Sight sight =
      detect(loaded.image, {config_.detectors, config_.max_labels, config_.min_confidence},
             services_.images, services_.recognition, services_.clock, scope.calls);
  log_sight(services_.logger, record.object, sight);
  require_seen(sight);

  const ImageReport report = report_of(record, loaded.image, std::move(sight));
  return {summary_of(record, report), recognition_document(report)};
}

}  // namespace shrike
