#include "handlers/pipeline/look_and_make.h"

#include <algorithm>
#include <future>
#include <string_view>
#include <utility>

#include "handlers/aws/sigv4.h"
#include "handlers/modules/detection.h"
#include "handlers/modules/output_marks.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/publish.h"
#include "runtime/error.h"

namespace shrike {
namespace {

template <class Work>
auto timed(const Clock& clock, std::chrono::milliseconds& duration, const Work& work) {
  const TimePoint start = clock.now();
  auto result = work();
  duration = clock.now() - start;
  return result;
}

}  // namespace

void LookAndMake::run(PipelineRun& run) const {
  const SourceImage source = download(run);
  const std::uint64_t renditions = rendition_memory(source);
  const std::uint64_t looking = looking_memory(source);
  const bool together = renditions == 0 || (renditions <= source.budget.memory_bytes &&
                                            looking <= source.budget.memory_bytes - renditions);
  const MemoryHold decoding =
      run.task.memory.for_decoding(together ? renditions + looking : std::max(renditions, looking));
  look_and_make(source, together ? std::launch::async : std::launch::deferred, run);
}

SourceImage LookAndMake::download(PipelineRun& run) const {
  require_time(services_.clock, run.scope, "download");
  const ObjectTask& task = run.task;
  const DownloadSize size = download_size(config_, task.size);
  run.downloaded = task.memory.for_download(size.expected);
  SourceImage source = timed(services_.clock, run.report.timings["download"], [&] {
    return download_image(task.object, size, services_.store, task.memory, run.scope);
  });
  source.sequencer = run.report.sequencer;
  run.source_mark = source_mark_for(source.info);
  run.report.size = source.bytes.size();
  run.report.etag = without_quotes(source.info.etag);
  run.report.content_type = source.info.content_type;

  read_header(source, config_, services_, run.scope);
  run.report.facts = source.facts;
  return source;
}

void LookAndMake::look_and_make(const SourceImage& source, std::launch policy,
                                PipelineRun& run) const {
  if (config_.detectors.empty()) return make(source, run);

  const DetectionOptions options{config_.detectors, config_.max_labels, config_.min_confidence};
  // Joins when it goes out of scope, too: what it borrows outlives it.
  auto sight = std::async(policy, [&] {
    return detect(source, options, services_.images, services_.recognition, services_.clock,
                  run.scope);
  });
  make(source, run);
  require_time(services_.clock, run.scope, "detection");
  Sight seen = sight.get();
  log_sight(services_.logger, source.object, seen);
  run.report.timings.merge(seen.timings);
  run.report.refused = std::move(seen.refused);
  run.report.found = std::move(seen.found);
}

void LookAndMake::make(const SourceImage& source, PipelineRun& run) const {
  if (config_.renditions.empty()) return;
  require_time(services_.clock, run.scope, "renditions");
  const auto renditions = timed(services_.clock, run.report.timings["renditions"], [&] {
    return services_.images.make_renditions(source.bytes, source.facts, config_.renditions);
  });
  require_time(services_.clock, run.scope, "upload");
  const TimePoint start = services_.clock.now();
  store_renditions(renditions, run);
  run.report.timings["upload"] = services_.clock.now() - start;
}

void LookAndMake::store_renditions(const std::vector<Rendition>& renditions,
                                   PipelineRun& run) const {
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

std::uint64_t LookAndMake::rendition_memory(const SourceImage& source) const {
  if (config_.renditions.empty()) return 0;
  const DecodePlan plan = plan_renditions(source.facts, config_.renditions);
  services_.images.require_within_budget(source.facts, plan, source.budget);
  return services_.images.estimated_decode(source.facts, plan).memory_bytes;
}

std::uint64_t LookAndMake::looking_memory(const SourceImage& source) const {
  return detection_memory(source, config_.detectors.size(), services_.images);
}

}  // namespace shrike
