#include "handlers/pipeline/object_pipeline.h"

#include <algorithm>
#include <compare>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "handlers/aws/etag.h"
#include "handlers/events/sequencer.h"
#include "handlers/modules/output_marks.h"
#include "handlers/modules/remove_outputs.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/publish.h"
#include "handlers/pipeline/tell_once.h"
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

bool follows_format_of_image(const std::vector<RenditionSpec>& renditions) {
  return std::any_of(renditions.begin(), renditions.end(),
                     [](const RenditionSpec& spec) { return !spec.format; });
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
  try {
    ProcessedObject processed = look_make_and_tell(run);
    run.downloaded = {};  // what follows may have to download another
    if (lost_renditions_to_earlier(run)) return process(task, scope, request_id);
    const bool refused = processed.refusal.has_value();
    // Where no event has told yet, whoever left renditions there still has to: it comes again.
    const bool replaces =
        run.metadata != Published::Created && follows_format_of_image(config_.renditions);
    // Of a refused image each attempt looks: one before it may have ended between the two.
    if ((refused || replaces) && is_newest_told(run)) {
      if (sweep(run.keys, run.scope) > 0 || refused) mend(run);
    }
    return processed;
  } catch (const Error& error) {
    run.downloaded = {};
    if (error.type() == "Event.Outdated" || run.uncovered) withdraw(run);
    throw;
  }
}

ProcessedObject ObjectPipeline::look_make_and_tell(PipelineRun& run) const {
  std::optional<Refusal> refusal;
  try {
    first_half_.run(run);
  } catch (const Error& error) {
    if (error.type() == "Object.NotFound") {
      const SourceState source =
          removal_.remove_if_gone(run.task.object, run.report.sequencer, run.scope);
      run.uncovered = removal_.has_uncovered_another(run.task.object, source, run.scope);
    }
    if (!is_refusal_of_image(error)) throw;
    // What was found in an image that does not decode would be published from half an image.
    refusal = Refusal{"image", error.type(), error.message()};
    run.report.renditions.clear();
    run.report.found.clear();
    run.report.refused = {*refusal};
  }
  nlohmann::json document = second_half_.tell(run);
  return {run.report, run.keys.metadata(), std::move(document), std::move(refusal)};
}

bool ObjectPipeline::lost_renditions_to_earlier(const PipelineRun& run) const {
  const auto published = [&](const ObjectKey& key) {
    return published_sequencer(services_.store, config_.output_bucket, key, run.scope);
  };
  const bool lost = std::any_of(
      run.report.renditions.begin(), run.report.renditions.end(),
      [&](const StoredRendition& rendition) {
        return rendition.looks_as_before &&
               std::is_lt(compare_sequencers(published(rendition.key), run.report.sequencer));
      });
  // A removal takes the metadata object first.
  return lost && published(run.keys.metadata()) == run.report.sequencer;
}

void ObjectPipeline::withdraw(const PipelineRun& run) const {
  if (run.uncovered) {
    const ObjectInfo metadata =
        find_published(services_.store, config_.output_bucket, run.keys.metadata(), run.scope);
    const bool tells_of_what_is_gone =
        mark_of(metadata, kSourceMark) == run.task.object.version.str() &&
        sequencer_of(metadata) == run.report.sequencer;
    if (tells_of_what_is_gone || metadata.etag.empty()) return mend(run);
  }
  if (!is_newest_told(run)) return;
  if (sweep(run.keys, run.scope) > 0 || (!run.task.mends && lacks_renditions(run))) mend(run);
}

bool ObjectPipeline::lacks_renditions(const PipelineRun& run) const {
  try {
    return !has_renditions_told_of(services_.store, folder_of(run.keys), run.scope);
  } catch (const Error& error) {
    if (error.type() != "Object.NotFound" && error.type() != "Object.AccessDenied") throw;
    return false;
  }
}

bool ObjectPipeline::is_newest_told(const PipelineRun& run) const {
  const SourceState source = removal_.look(run.task.object, run.scope);
  if (source.presence != SourceState::Presence::Present) return true;
  const std::string current = source_mark_for(source.info);
  if (current == run.source_mark) return true;
  const ObjectInfo metadata =
      find_published(services_.store, config_.output_bucket, run.keys.metadata(), run.scope);
  return mark_of(metadata, kSourceMark) == current;
}

std::size_t ObjectPipeline::sweep(const OutputKeys& keys, const CallScope& scope) const {
  const std::string published =
      published_sequencer(services_.store, config_.output_bucket, keys.metadata(), scope);
  if (published.empty()) return 0;
  try {
    return remove_older_renditions(services_.store, folder_of(keys), published, scope);
  } catch (const Error& error) {
    // Whoever may not delete keeps what is no longer named.
    if (error.type() != "Object.AccessDenied") throw;
    return 0;
  }
}

void ObjectPipeline::mend(const PipelineRun& run) const {
  const SourceState source = removal_.look(run.task.object, run.scope);
  if (source.presence != SourceState::Presence::Present) return;
  const bool is_own = source_mark_for(source.info) == run.source_mark &&
                      published_sequencer(services_.store, config_.output_bucket,
                                          run.keys.metadata(), run.scope) == run.report.sequencer;
  if (is_own || is_told_of(source.info, run.task, run.scope)) return;
  static_cast<void>(restore(run.task, run.scope, run.report.request_id, run.task.tells));
}

RemovedObject ObjectPipeline::remove(const ObjectTask& task, const CallScope& scope,
                                     const std::string& request_id) const {
  using Presence = SourceState::Presence;
  require_time(services_.clock, scope, "removal");
  SourceState source = removal_.look(task.object, scope);
  RemovedObject removed;
  if (source.presence == Presence::Present) {
    removed.kept = is_cared_for(source.info, task, scope);
    if (removed.kept && follows_format_of_image(config_.renditions)) {
      // An attempt before this one may have left a part of what it was deleting.
      removed.outputs = sweep({config_.output_prefix, task.object.key}, scope);
    }
    if (removed.outputs > 0) {
      source = removal_.look(task.object, scope);
      removed.kept = source.presence != Presence::Present || is_cared_for(source.info, task, scope);
    }
    if (removed.kept) {
      if (task.may_uncover && source.presence == Presence::Present) {
        removal_.keep_task(task.object, source.info, task.sequencer, scope);
      }
      return removed;
    }
  } else {
    removed.outputs = removal_.remove(task.object, task.sequencer, scope);
    if (removed.outputs > 0) source = removal_.look(task.object, scope);
    if (source.presence != Presence::Present) return removed;
  }
  // What a removal finds that uncovers nothing has an event of its own.
  removed.restored = restore(task, scope, request_id, /*tells=*/task.may_uncover);
  return removed;
}

bool ObjectPipeline::is_cared_for(const ObjectInfo& current, const ObjectTask& task,
                                  const CallScope& scope) const {
  if (!task.may_uncover) {
    // Only a later upload can be there, or what a later removal uncovered, and that event tells of
    // it; unless an attempt before this one deleted outputs, taking those for older ones of the
    // same bytes. It would have begun with the metadata object.
    const OutputKeys keys(config_.output_prefix, task.object.key);
    const std::string published =
        published_sequencer(services_.store, config_.output_bucket, keys.metadata(), scope);
    if (!published.empty() && std::is_lt(compare_sequencers(published, task.sequencer))) {
      return true;
    }
  }
  return is_told_of(current, task, scope);
}

bool ObjectPipeline::is_told_of(const ObjectInfo& current, const ObjectTask& task,
                                const CallScope& scope) const {
  const OutputKeys keys(config_.output_prefix, task.object.key);
  try {
    const ObjectInfo metadata =
        services_.store.head({config_.output_bucket, keys.metadata(), {}}, scope);
    // Under this very sequencer it is a former attempt's, which may have more to tell.
    return mark_of(metadata, kSourceMark) == source_mark_for(current) &&
           sequencer_of(metadata) != task.sequencer && !(task.may_uncover && is_untold(metadata)) &&
           !has_later_outputs(services_.store, folder_of(keys), sequencer_of(metadata), scope) &&
           has_renditions_told_of(services_.store, folder_of(keys), scope);
  } catch (const Error& error) {
    if (error.type() != "Object.NotFound" && error.type() != "Object.AccessDenied") throw;
    return false;
  }
}

std::optional<ProcessedObject> ObjectPipeline::restore(const ObjectTask& task,
                                                       const CallScope& scope,
                                                       const std::string& request_id,
                                                       bool tells) const {
  const OutputKeys keys(config_.output_prefix, task.object.key);
  const ObjectInfo metadata =
      find_published(services_.store, config_.output_bucket, keys.metadata(), scope);
  // Looked at after what is published: else that could be of an image which came since, and be
  // overwritten, in its own event's name, by the one that was current before it.
  const SourceState source = removal_.look(task.object, scope);
  if (source.presence != SourceState::Presence::Present) return std::nullopt;
  const std::string published = sequencer_of(metadata);
  const bool later = std::is_gt(compare_sequencers(published, task.sequencer));
  const bool of_another =
      !metadata.etag.empty() && mark_of(metadata, kSourceMark) != source_mark_for(source.info);
  // Who told of that has yet to look whether it is still there, or what removed it, to be served.
  if (later && of_another) return std::nullopt;
  // Under one sequencer, nothing else would tell the outputs of the two apart.
  if (of_another && published == task.sequencer) {
    removal_.remove(task.object, task.sequencer, scope);
  }
  return process({{task.object.bucket, task.object.key, source.info.version},
                  later ? published : task.sequencer,
                  source.info.size,
                  without_quotes(source.info.etag),
                  task.memory,
                  /*may_uncover=*/false,
                  /*mends=*/true,
                  tells},
                 scope, request_id);
}

OutputFolder ObjectPipeline::folder_of(const OutputKeys& keys) const {
  return {config_.output_bucket, keys.folder(), keys.metadata()};
}

}  // namespace shrike
