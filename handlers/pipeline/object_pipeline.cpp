#include "handlers/pipeline/object_pipeline.h"

#include <algorithm>
#include <future>
#include <utility>

#include <fmt/format.h>

#include "handlers/aws/sigv4.h"
#include "handlers/modules/detection.h"
#include "handlers/modules/resize.h"
#include "handlers/modules/utf8.h"
#include "handlers/pipeline/publish.h"
#include "runtime/error.h"

namespace shrike {
namespace {

constexpr std::uint64_t kMegabyte = 1'048'576;

/// The image itself is at fault, which a metadata object can tell.
bool is_refusal_of_image(const Error& error) {
  return error.kind() == ErrorKind::Reject &&
         (error.type().starts_with("Image.") || error.type() == "Object.TooLarge");
}

std::string without_quotes(std::string etag) {
  std::erase(etag, '"');
  return etag;
}

template <class Work>
auto timed(const Clock& clock, std::chrono::milliseconds& duration, const Work& work) {
  const TimePoint start = clock.now();
  auto result = work();
  duration = clock.now() - start;
  return result;
}

}  // namespace

/// What one way through the pipeline gathers.
struct ObjectPipeline::Run {
  const CallScope& scope;
  OutputKeys keys;
  ImageReport report;
  TimePoint start;
  RecordMemory memory;
  MemoryHold downloaded = {};
};

ProcessedObject ObjectPipeline::process(const ObjectTask& task, const CallScope& scope,
                                        const std::string& request_id) {
  Run run{scope,
          OutputKeys(config_.output_prefix, task.object.key),
          {},
          services_.clock.now(),
          task.memory};
  run.report.object = task.object;
  run.report.request_id = request_id;
  run.report.size = task.size;
  run.report.etag = task.etag;
  run.report.sequencer =
      !task.sequencer.empty()
          ? task.sequencer
          : published_sequencer(services_.store, config_.output_bucket, run.keys.metadata(), scope);
  std::optional<Refusal> refusal;
  try {
    look_and_make(download(task, run), run);
  } catch (const Error& error) {
    if (!is_refusal_of_image(error)) throw;
    // Labels of an image that does not decode would be published from half an image.
    refusal = Refusal{"image", error.type(), error.message()};
    run.report.renditions.clear();
    run.report.found.clear();
    run.report.refused = {*refusal};
  }
  nlohmann::json document = tell(run);
  return {std::move(run.report), run.keys.metadata(), std::move(document), std::move(refusal)};
}

SourceImage ObjectPipeline::download(const ObjectTask& task, Run& run) {
  require_time(run, "download");
  SourceImage source;
  source.object = task.object;
  source.sequencer = run.report.sequencer;
  const std::uint64_t limit = std::min(config_.max_image_mb, config_.memory_mb / 4) * kMegabyte;
  const std::uint64_t expected = std::min(task.size.value_or(limit), limit);
  run.downloaded = run.memory.for_download(expected);
  source.bytes.reserve(std::min(task.size.value_or(0), limit));
  source.info = timed(services_.clock, run.report.timings["download"], [&] {
    return services_.store.get(task.object, limit, run.scope, [&](std::string_view chunk) {
      run.memory.require_within(expected, source.bytes.size() + chunk.size());
      source.bytes += chunk;
    });
  });
  if (source.info.metadata.contains(kOutputMark)) {
    throw Error(ErrorKind::Reject, "Event.OwnOutput",
                "The object is an output of Shrike; processing it would never end");
  }
  run.report.size = source.bytes.size();
  run.report.etag = without_quotes(source.info.etag);
  run.report.content_type = source.info.content_type;

  source.facts = services_.images.inspect(source.bytes);
  run.report.facts = source.facts;
  source.budget = DecodeBudget::for_function(config_.memory_mb, source.bytes.size());
  return source;
}

void ObjectPipeline::look_and_make(const SourceImage& source, Run& run) {
  require_resizable(services_.images, source, plan_resize(source.facts, config_.renditions));
  const MemoryHold decoding = run.memory.for_decoding(decoding_bytes(source));
  if (config_.detectors.empty()) return make(source, run);

  const DetectionOptions options{config_.detectors, config_.max_labels, config_.min_confidence};
  const auto policy = fits_together(source) ? std::launch::async : std::launch::deferred;
  // Joins when it goes out of scope, too: what it borrows outlives it.
  auto sight = std::async(policy, [&] {
    return detect(source, options, services_.images, services_.recognition, services_.clock,
                  run.scope);
  });
  make(source, run);
  require_time(run, "detection");
  Sight seen = sight.get();
  log_sight(services_.logger, source.object, seen);
  run.report.timings.merge(seen.timings);
  run.report.refused = std::move(seen.refused);
  run.report.found = std::move(seen.found);
}

bool ObjectPipeline::fits_together(const SourceImage& source) const {
  const ResizePlan plan = plan_resize(source.facts, config_.renditions);
  if (plan.largest_side == 0) return true;
  const auto renditions =
      services_.images.estimated_decode_bytes(source.facts, plan.largest_side, plan.animated);
  const auto detection = detection_memory(source, config_.detectors.size(), services_.images);
  return renditions <= source.budget.memory_bytes &&
         detection <= source.budget.memory_bytes - renditions;
}

std::uint64_t ObjectPipeline::decoding_bytes(const SourceImage& source) const {
  const ResizePlan plan = plan_resize(source.facts, config_.renditions);
  const std::uint64_t renditions =
      plan.largest_side == 0
          ? 0
          : services_.images.estimated_decode_bytes(source.facts, plan.largest_side, plan.animated);
  if (config_.detectors.empty()) return renditions;
  const auto detection = detection_memory(source, config_.detectors.size(), services_.images);
  return fits_together(source) ? renditions + detection : std::max(renditions, detection);
}

void ObjectPipeline::make(const SourceImage& source, Run& run) {
  if (config_.renditions.empty()) return;
  require_time(run, "renditions");
  const auto renditions = timed(services_.clock, run.report.timings["renditions"], [&] {
    return services_.images.make_renditions(source.bytes, source.facts, config_.renditions);
  });
  require_time(run, "upload");
  const TimePoint start = services_.clock.now();
  store_renditions(renditions, run);
  run.report.timings["upload"] = services_.clock.now() - start;
}

void ObjectPipeline::store_renditions(const std::vector<Rendition>& renditions, Run& run) {
  for (const Rendition& rendition : renditions) {
    const ObjectKey key = run.keys.rendition(rendition.name, rendition.format);
    publish(services_.store,
            {config_.output_bucket, key, rendition.bytes, traits(rendition.format).content_type,
             "rendition", run.report.sequencer, sigv4::sha256_hex(rendition.bytes)},
            run.scope);
    run.report.renditions.push_back({rendition.name, key, rendition.format, rendition.width,
                                     rendition.height, rendition.pages, rendition.bytes.size()});
  }
}

nlohmann::json ObjectPipeline::tell(Run& run) {
  require_time(run, "metadata");
  run.report.timings["total"] = services_.clock.now() - run.start;
  nlohmann::json document = metadata_document(run.report);
  const std::string body = to_json_text(document);
  publish(services_.store,
          {config_.output_bucket, run.keys.metadata(), body, "application/json", "metadata",
           run.report.sequencer, sigv4::sha256_hex(to_json_text(lasting_part(document)))},
          run.scope);
  return document;
}

void ObjectPipeline::require_time(const Run& run, std::string_view step) const {
  if (services_.clock.now() >= run.scope.deadline) {
    throw Error(ErrorKind::Retry, "Function.DeadlineExceeded",
                fmt::format("The function's time was up before the step \"{}\"", step));
  }
}

}  // namespace shrike
