#include "handlers/pipeline/track_task.h"

#include <string>
#include <utility>

#include "handlers/modules/detection.h"
#include "handlers/modules/foreign_json.h"
#include "handlers/modules/labels.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/record_summary.h"
#include "handlers/pipeline/removal.h"
#include "handlers/pipeline/tracked_task.h"
#include "runtime/error.h"

namespace shrike {
namespace {

using nlohmann::json;

json body_of(const json& labels) {
  json body = json::array();
  for (const json& label : labels) {
    body.push_back(
        {{"Name", text_at(label, "Name")}, {"Confidence", rounded_at(label, "Confidence")}});
  }
  return body;
}

json http_answer(const json& body) {
  return {{"statusCode", 200},
          {"headers", {{"Content-Type", "application/json"}, {"Access-Control-Allow-Origin", "*"}}},
          {"body", to_json_text(body)},
          {"isBase64Encoded", false}};
}

Error outdated() {
  return {ErrorKind::Ignore, "Event.Outdated",
          "A later event of the same task has been put down already"};
}

}  // namespace

TrackTaskHandler::TrackTaskHandler(const Config& config, Services services, Table& table)
    : config_(config), services_(services), tasks_(task_table_of(config, table).value()) {}

RecordResult TrackTaskHandler::handle(const S3Record& record, const RecordScope& scope) {
  if (record.action != EventAction::Created) return remove(record, scope);
  static_cast<void>(task_key_of(record.object.key));
  require_source(record, scope);
  return track(record, scope);
}

RecordResult TrackTaskHandler::track(const S3Record& record, const RecordScope& scope) {
  const auto upload = tasks_.record_upload(record.object, record.sequencer, scope.calls);
  if (!upload) throw outdated();
  json labels;
  try {
    labels = look(record, scope);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::Reject) require_source_still(record, *upload, scope);
    throw;
  }
  if (!tasks_.record_labels(*upload, names_of_labels(labels), scope.calls)) throw outdated();
  require_source_still(record, *upload, scope);

  json summary = described(record.object);
  summary["status"] = "processed";
  summary["user"] = upload->task.user;
  summary["task"] = upload->task.task;
  summary["labels"] = labels.size();
  return {std::move(summary), http_answer(body_of(labels))};
}

RecordResult TrackTaskHandler::remove(const S3Record& record, const RecordScope& scope) {
  if (may_uncover(record)) {
    const SourceState source = look_at_source(services_.store, record.object, scope.calls);
    if (source.presence == SourceState::Presence::Present) {
      S3Record uncovered = record;
      uncovered.object.version = source.info.version;
      uncovered.size = source.info.size;
      return track(uncovered, scope);
    }
  }
  tasks_.record_removal(record.object, record.sequencer, scope.calls);
  return {acknowledgement(record, "removed"), json::object()};
}

void TrackTaskHandler::require_source(const S3Record& record, const RecordScope& scope) {
  switch (look_at_source(services_.store, record.object, scope.calls).presence) {
    case SourceState::Presence::Present:
      return;
    case SourceState::Presence::Gone:
      // Of an attempt before this one, which the removal may have come before.
      tasks_.record_removal(record.object, record.sequencer, scope.calls);
      throw Error(ErrorKind::Reject, "Object.NotFound", "There is no such object");
    case SourceState::Presence::Unknown:
      // Its own version may be readable where what is current is not; else this says why.
      static_cast<void>(services_.store.head(record.object, scope.calls));
  }
}

void TrackTaskHandler::require_source_still(const S3Record& record, const RecordedUpload& upload,
                                            const RecordScope& scope) {
  const SourceState source = look_at_source(services_.store, record.object, scope.calls);
  if (source.presence != SourceState::Presence::Gone) return;
  tasks_.record_removal(record.object, upload.sequencer, scope.calls);
  throw Error(ErrorKind::Ignore, "Event.Outdated",
              "The object was removed meanwhile; what the task said of it has been too");
}

json TrackTaskHandler::look(const S3Record& record, const RecordScope& scope) {
  const LoadedImage loaded = load_image(record, config_, services_, scope);
  const MemoryHold decoding =
      scope.memory.for_decoding(detection_memory(loaded.image.facts, 1, services_.images));
  Sight sight =
      detect(loaded.image, {{Detector::Labels}, config_.max_labels, config_.min_confidence},
             services_.images, services_.recognition, services_.clock, scope.calls);
  log_sight(services_.logger, record.object, sight);
  for (const Refusal& refusal : sight.refused) {
    throw Error(ErrorKind::Reject, refusal.type, refusal.reason);
  }
  return std::move(sight.found.at(Detector::Labels).found);
}

}  // namespace shrike
