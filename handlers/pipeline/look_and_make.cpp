#include "handlers/pipeline/look_and_make.h"

#include <string>
#include <string_view>
#include <utility>

#include "handlers/aws/etag.h"
#include "handlers/aws/sigv4.h"
#include "handlers/modules/detection.h"
#include "handlers/modules/output_marks.h"
#include "handlers/modules/parallel.h"
#include "handlers/pipeline/load_image.h"
#include "handlers/pipeline/publish.h"
#include "runtime/error.h"

namespace shrike {
namespace {

/// Each takes a connection of its own, which stays.
constexpr std::size_t kUploadsAtOnce = 4;

/// A header that is longer, of thumbnails and profiles, is not waited for.
constexpr std::size_t kLongestHeader = 262'144;

template <class Work>
auto timed(const Clock& clock, std::chrono::milliseconds& duration, const Work& work) {
  const TimePoint start = clock.now();
  auto result = work();
  duration = clock.now() - start;
  return result;
}

}  // namespace

void LookAndMake::run(PipelineRun& run) const {
  SourceImage source;
  Look look(config_, services_, run);
  download(source, look, run);
  const Needs needs = needs_of(subject_of(source), source.budget);
  const bool looks = !config_.detectors.empty();
  if (looks && !look.begun() && needs.at_once) look.begin(subject_of(source), true);
  // The look keeps what it decodes into to the end: beside other records the renditions could wait
  // for just that, all of them for each other.
  const bool alone = !run.task.memory.is_shared();
  if (alone && needs.at_once && !needs.shares_decode) look.give(source);
  make(source, needs, look, run);
  if (!looks) return;
  require_time(services_.clock, run.scope, "detection");
  if (!look.begun()) look.begin(subject_of(source), needs.at_once);
  if (!look.given()) look.give(source);
  finish_look(look, run);
}

void LookAndMake::download(SourceImage& source, Look& look, PipelineRun& run) const {
  require_time(services_.clock, run.scope, "download");
  const ObjectTask& task = run.task;
  const DownloadSize size = download_size(config_, task.size);
  run.downloaded = task.memory.for_download(size.expected);
  services_.images.prepare();
  bool learned = config_.detectors.empty();
  const auto on_progress = [&](const SourceImage& so_far) {
    if (!learned) learned = look_ahead(so_far, look, run);
  };
  source = timed(services_.clock, run.report.timings["download"], [&] {
    return download_image(task.object, size, services_.store, task.memory, run.scope, on_progress);
  });
  source.sequencer = run.report.sequencer;
  run.source_mark = source_mark_for(source.info);
  run.report.size = source.bytes.size();
  run.report.etag = without_quotes(source.info.etag);
  run.report.content_type = source.info.content_type;

  read_header(source, config_, services_, run.scope);
  run.report.facts = source.facts;
}

bool LookAndMake::look_ahead(const SourceImage& so_far, Look& look, const PipelineRun& run) const {
  const std::string_view bytes = so_far.bytes;
  const auto size = header_size(bytes);
  if (!size) return bytes.size() > kLongestHeader;
  if (so_far.info.size == 0 || so_far.info.metadata.contains(kOutputMark)) return true;
  try {
    const ImageFacts facts = services_.images.inspect(std::string(bytes.substr(0, *size)));
    const DetectionSubject subject{so_far.object, facts, so_far.info.size};
    const Needs needs =
        needs_of(subject, decode_budget(subject.bytes, config_, services_.clock, run.scope));
    // Else it would be asked about twice, or have to wait for the renditions.
    const bool goes_on = needs.at_once && run.task.memory.can_decode(needs.renditions);
    if (goes_on && choose_detection_route(subject) == DetectionRoute::S3Object) {
      look.begin(subject, true);
    }
  } catch (const Error&) {
    // The whole image will say so again.
  }
  return true;
}

void LookAndMake::make(const SourceImage& source, const Needs& needs, Look& look,
                       PipelineRun& run) const {
  if (config_.renditions.empty()) return;
  const MemoryHold decoding = run.task.memory.for_decoding(needs.renditions);
  require_time(services_.clock, run.scope, "renditions");
  auto renditions = timed(services_.clock, run.report.timings["renditions"], [&] {
    return services_.images.make_renditions(source.bytes, source.facts, needs.specs);
  });
  if (needs.shares_decode) {
    look.give(source, std::move(renditions.back().bytes));
    renditions.pop_back();
  }
  require_time(services_.clock, run.scope, "upload");
  const TimePoint start = services_.clock.now();
  store_renditions(renditions, needs.at_once, run);
  run.report.timings["upload"] = services_.clock.now() - start;
}

void LookAndMake::store_renditions(const std::vector<Rendition>& renditions, bool at_once,
                                   PipelineRun& run) const {
  std::vector<StoredRendition> stored(renditions.size());
  for_each_index(renditions.size(), at_once ? kUploadsAtOnce : 1, [&](std::size_t index) {
    stored[index] = store_rendition(renditions[index], run);
  });
  run.report.renditions = std::move(stored);
}

StoredRendition LookAndMake::store_rendition(const Rendition& rendition,
                                             const PipelineRun& run) const {
  const ObjectKey key = run.keys.rendition(rendition.name, rendition.format);
  const std::string sha256 = sigv4::sha256_hex(rendition.bytes);
  const PublishedObject published = publish_object(services_.store,
                                                   {config_.output_bucket,
                                                    key,
                                                    rendition.bytes,
                                                    traits(rendition.format).content_type,
                                                    "rendition",
                                                    run.report.sequencer,
                                                    sha256,
                                                    {},
                                                    sha256},
                                                   run.scope);
  return {rendition.name,         key,
          rendition.format,       rendition.width,
          rendition.height,       rendition.pages,
          rendition.bytes.size(), published.looks_as_before};
}

void LookAndMake::finish_look(Look& look, PipelineRun& run) const {
  Sight seen = look.get();
  log_sight(services_.logger, run.report.object, seen);
  run.report.timings.merge(seen.timings);
  run.report.refused = std::move(seen.refused);
  run.report.found = std::move(seen.found);
}

LookAndMake::Needs LookAndMake::needs_of(const DetectionSubject& subject,
                                         const DecodeBudget& budget) const {
  Needs needs;
  needs.specs = config_.renditions;
  if (!needs.specs.empty()) {
    const DecodePlan plan = plan_renditions(subject.facts, needs.specs);
    services_.images.require_within_budget(subject.facts, plan, budget);
    needs.renditions = services_.images.estimated_decode(subject.facts, plan).memory_bytes;
  }
  const std::uint64_t looking =
      detection_memory(subject.facts, config_.detectors.size(), services_.images);
  needs.at_once =
      looking <= budget.memory_bytes && needs.renditions <= budget.memory_bytes - looking;
  if (needs.at_once) share_decode(needs, subject, budget);
  return needs;
}

void LookAndMake::share_decode(Needs& needs, const DetectionSubject& subject,
                               const DecodeBudget& budget) const {
  if (needs.specs.empty() || config_.detectors.empty()) return;
  const auto spec = detection_spec(subject);
  if (!spec) return;
  needs.specs.push_back(*spec);
  const DecodePlan plan = plan_renditions(subject.facts, needs.specs);
  const std::uint64_t both = services_.images.estimated_decode(subject.facts, plan).memory_bytes;
  // Of an animation every frame would be made as large as the detectors' JPEG. Their requests are
  // written when what the decode took has been given back.
  needs.shares_decode = plan.frames == Frames::First && both <= budget.memory_bytes;
  if (needs.shares_decode) {
    needs.renditions = both;
  } else {
    needs.specs.pop_back();
  }
}

}  // namespace shrike
