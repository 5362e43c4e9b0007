#include "handlers/pipeline/teller.h"

#include <string>
#include <utility>
#include <vector>

#include "handlers/aws/sigv4.h"
#include "handlers/modules/labels.h"
#include "handlers/modules/notify.h"
#include "handlers/modules/output_marks.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/publish.h"
#include "handlers/pipeline/tell_once.h"
#include "handlers/pipeline/tracked_task.h"
#include "runtime/error.h"

namespace shrike {

Teller::Teller(const Config& config, Services services, Topic& topic, Table& table)
    : config_(config),
      services_(services),
      topic_(topic),
      tasks_(task_table_of(config, table)),
      removal_(config, services, table) {}

nlohmann::json Teller::tell(PipelineRun& run) const {
  require_time(services_.clock, run.scope, "metadata");
  if (const auto refusal = record_task(run)) {
    run.report.refused.push_back(*refusal);
  }
  run.report.timings["total"] = services_.clock.now() - run.start;
  nlohmann::json document = metadata_document(run.report);
  const std::string body = to_json_text(document);
  Publication publication{config_.output_bucket,
                          run.keys.metadata(),
                          body,
                          "application/json",
                          "metadata",
                          run.report.sequencer,
                          sigv4::sha256_hex(to_json_text(lasting_part(document)))};
  if (!run.source_mark.empty()) publication.marks[kSourceMark] = run.source_mark;
  publication.version = run.report.object.version.str();
  publication.by_hand = run.task.sequencer.empty();
  if (config_.topic_arn.empty() || !run.task.tells) {
    run.metadata = config_.topic_arn.empty()
                       ? publish(services_.store, publication, run.scope)
                       : publish_untold(services_.store, publication, services_.clock, run.scope);
    require_source(run);
    return document;
  }
  const auto tell = [&] {
    require_source(run);
    topic_.publish(notification_of(run.report, {config_.output_bucket, run.keys.metadata()},
                                   config_.topic_arn, services_.clock.now()),
                   run.scope);
  };
  run.metadata =
      publish_and_tell(services_.store, publication, services_.clock, run.scope, tell).outcome;
  return document;
}

std::optional<Refusal> Teller::record_task(const PipelineRun& run) const {
  if (!tasks_) return std::nullopt;
  const ImageReport& report = run.report;
  if (auto refusal = refusal_as_task(report.object.key)) return refusal;
  try {
    const auto recorded = record_upload(run);
    const auto labels = report.found.find(Detector::Labels);
    if (recorded && labels != report.found.end()) {
      tasks_->record_labels(*recorded, names_of_labels(labels->second.found), run.scope);
    }
  } catch (const Error& error) {
    // No attempt makes room in it, and the image's other results are worth having.
    if (error.type() != "DynamoDB.ItemTooLarge") throw;
    services_.logger.error("The task's item has no room for another image",
                           {{"key", report.object.key.str()}, {"reason", error.message()}});
    return Refusal{"task", error.type(), error.message()};
  }
  return std::nullopt;
}

std::optional<RecordedUpload> Teller::record_upload(const PipelineRun& run) const {
  const ImageReport& report = run.report;
  try {
    return tasks_->record_upload(report.object, report.sequencer, run.scope);
  } catch (const Error& error) {
    // The later event that the task knows of has not told of what this one finds to be mended.
    if (run.task.mends && error.kind() == ErrorKind::Ignore) return std::nullopt;
    // A removal that the renditions came after would leave them.
    if (error.kind() == ErrorKind::Ignore) {
      removal_.remove_if_gone(report.object, report.sequencer, run.scope);
    }
    throw;
  }
}

void Teller::require_source(PipelineRun& run) const {
  const ObjectRef& object = run.report.object;
  const SourceState source = removal_.remove_if_gone(object, run.report.sequencer, run.scope);
  if (source.presence == SourceState::Presence::Gone) {
    throw Error(ErrorKind::Ignore, "Event.Outdated",
                "The object was removed meanwhile; what had been made of it has been too");
  }
  run.uncovered = removal_.has_uncovered_another(object, source, run.scope);
  if (run.uncovered) {
    throw Error(ErrorKind::Ignore, "Event.Outdated",
                "The version was deleted meanwhile, and another is current");
  }
}

}  // namespace shrike
