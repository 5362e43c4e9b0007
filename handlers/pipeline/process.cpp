#include "handlers/pipeline/process.h"

#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "handlers/pipeline/own_output.h"
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

RecordResult result_of(const ProcessedObject& processed) {
  RecordResult result{
      summary(processed),
      {{"metadataKey", processed.metadata_key.str()}, {"metadata", processed.document}}};
  if (processed.refusal) {
    result.refusal.emplace(ErrorKind::Reject, processed.refusal->type, processed.refusal->reason);
  }
  return result;
}

ObjectTask task_of(const S3Record& record, const RecordScope& scope) {
  return {record.object, record.sequencer, record.size,
          record.etag,   scope.memory,     may_uncover(record)};
}

}  // namespace

RecordResult ProcessHandler::handle(const S3Record& record, const RecordScope& scope) {
  require_foreign(record.object);
  if (record.action == EventAction::Removed) return remove(record, scope);
  return result_of(pipeline_.process(task_of(record, scope), scope.calls, scope.request_id));
}

RecordResult ProcessHandler::remove(const S3Record& record, const RecordScope& scope) const {
  const RemovedObject removed =
      pipeline_.remove(task_of(record, scope), scope.calls, scope.request_id);
  if (removed.restored) return result_of(*removed.restored);
  json summary = acknowledgement(record, removed.kept ? "kept" : "removed");
  summary["outputs"] = removed.outputs;
  return {summary, summary};
}

void ProcessHandler::require_foreign(const ObjectRef& object) const {
  if (!config_.image_bucket.empty() && object.bucket != config_.image_bucket) {
    throw Error(ErrorKind::Reject, "Event.UnexpectedBucket",
                fmt::format("The object is in another bucket than IMAGE_BUCKET, \"{}\"",
                            config_.image_bucket.str()));
  }
  require_not_own_output(object, config_.output_bucket, config_.output_prefix);
}

}  // namespace shrike
