#include "handlers/pipeline/process.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/pipeline/record_summary.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

json summary(const ProcessedObject& processed) {
  const ImageReport& report = processed.report;
  json result = described(report.object);
  result["status"] = processed.refusal ? "refused" : "processed";
  result["metadataKey"] = processed.metadata_key.str();
  result["renditions"] = json::array();
  for (const StoredRendition& rendition : report.renditions) {
    result["renditions"].push_back(rendition.key.str());
  }
  const auto labels = report.found.find(Detector::Labels);
  result["labels"] = labels == report.found.end() ? 0 : labels->second.found.size();
  result["refused"] = processed.document.at("refused");
  return result;
}

}  // namespace

RecordResult ProcessHandler::handle(const S3Record& record, const RecordScope& scope) {
  // Outputs stay when an image is removed: a lifecycle rule or a person decides on those.
  if (record.action != EventAction::Created) {
    return {acknowledgement(record, "acknowledged"), json::object()};
  }
  require_foreign(record.object);
  const ProcessedObject processed =
      pipeline_.process({record.object, record.sequencer, record.size, record.etag, scope.memory},
                        scope.calls, scope.request_id);
  RecordResult result{
      summary(processed),
      {{"metadataKey", processed.metadata_key.str()}, {"metadata", processed.document}}};
  if (processed.refusal) {
    result.refusal.emplace(ErrorKind::Reject, processed.refusal->type, processed.refusal->reason);
  }
  return result;
}

void ProcessHandler::require_foreign(const ObjectRef& object) const {
  if (!config_.image_bucket.empty() && object.bucket != config_.image_bucket) {
    throw Error(ErrorKind::Reject, "Event.UnexpectedBucket",
                fmt::format("The object is in another bucket than IMAGE_BUCKET, \"{}\"",
                            config_.image_bucket.str()));
  }
  if (object.bucket == config_.output_bucket &&
      object.key.str().starts_with(config_.output_prefix)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "The object is where this function writes: processing it would never end");
  }
}

ProcessFunction::ProcessFunction(Config config, const Environment& environment, Services services)
    : config_(std::move(config)),
      handler_(config_, services),
      function_(handler_, environment, services.logger, services.clock, config_.memory_mb) {}

}  // namespace shrike
