#include "handlers/pipeline/object_pipeline.h"

#include <compare>
#include <utility>

#include <fmt/format.h>

#include "handlers/events/sequencer.h"
#include "handlers/modules/output_marks.h"
#include "handlers/modules/remove_outputs.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/publish.h"
#include "runtime/error.h"

namespace shrike {
namespace {

PipelineRun begun(const ObjectTask& task, const CallScope& scope, const Config& config,
                  const Services& services) {
  PipelineRun run{task, scope, OutputKeys(config.output_prefix, task.object.key),
                  {},   {},    services.clock.now()};
  run.report.object = task.object;
  run.report.size = task.size;
  run.report.etag = task.etag;
  run.source_mark = task.object.version.empty() ? task.etag : task.object.version.str();
  run.report.sequencer =
      !task.sequencer.empty()
          ? task.sequencer
          : published_sequencer(services.store, config.output_bucket, run.keys.metadata(), scope);
  return run;
}

}  // namespace

void require_time(const Clock& clock, const CallScope& scope, std::string_view step) {
  if (clock.now() >= scope.deadline) {
    throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
                fmt::format("The function's time was up before the step \"{}\"", step));
  }
}

ProcessedObject ObjectPipeline::process(const ObjectTask& task, const CallScope& scope,
                                        const std::string& request_id) const {
  PipelineRun run = begun(task, scope, config_, services_);
  run.report.request_id = request_id;
  std::optional<Refusal> refusal;
  try {
    first_half_.run(run);
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") {
      removal_.remove_if_gone(task.object, run.report.sequencer, scope);
    }
    if (!is_refusal_of_image(error)) throw;
    // What was found in an image that does not decode would be published from half an image.
    refusal = Refusal{"image", error.type(), error.message()};
    run.report.renditions.clear();
    run.report.found.clear();
    run.report.refused = {*refusal};
  }
  nlohmann::json document = second_half_.tell(run);
  return {std::move(run.report), run.keys.metadata(), std::move(document), std::move(refusal)};
}

RemovedObject ObjectPipeline::remove(const ObjectTask& task, const CallScope& scope,
                                     const std::string& request_id) const {
  using Presence = SourceState::Presence;
  require_time(services_.clock, scope, "removal");
  SourceState source = removal_.look(task.object, scope);
  RemovedObject removed;
  if (source.presence == Presence::Present) {
    // Without versions only a later upload can be there, and its own event tells of it.
    removed.kept = task.object.version.empty() || is_told_of(source.info, task, scope);
    if (removed.kept) return removed;
  } else {
    removed.outputs = removal_.remove(task.object, task.sequencer, scope);
    if (removed.outputs > 0) source = removal_.look(task.object, scope);
    if (source.presence != Presence::Present) return removed;
  }
  removed.restored = restore(task, source.info, scope, request_id);
  return removed;
}

bool ObjectPipeline::is_told_of(const ObjectInfo& current, const ObjectTask& task,
                                const CallScope& scope) const {
  const OutputKeys keys(config_.output_prefix, task.object.key);
  try {
    const ObjectInfo metadata =
        services_.store.head({config_.output_bucket, keys.metadata(), {}}, scope);
    // Under this very sequencer it is a former attempt's, which may have more to tell.
    return mark_of(metadata, kSourceMark) == source_mark_for(current) &&
           sequencer_of(metadata) != task.sequencer &&
           !has_later_outputs(services_.store,
                              {config_.output_bucket, keys.folder(), keys.metadata()},
                              sequencer_of(metadata), scope);
  } catch (const Error& error) {
    if (error.type() != "Object.NotFound" && error.type() != "Object.AccessDenied") throw;
    return false;
  }
}

ProcessedObject ObjectPipeline::restore(const ObjectTask& task, const ObjectInfo& current,
                                        const CallScope& scope,
                                        const std::string& request_id) const {
  const OutputKeys keys(config_.output_prefix, task.object.key);
  const std::string published =
      published_sequencer(services_.store, config_.output_bucket, keys.metadata(), scope);
  const bool later = std::is_gt(compare_sequencers(published, task.sequencer));
  return process({{task.object.bucket, task.object.key, current.version},
                  later ? published : task.sequencer,
                  current.size,
                  without_quotes(current.etag),
                  task.memory},
                 scope, request_id);
}

}  // namespace shrike
