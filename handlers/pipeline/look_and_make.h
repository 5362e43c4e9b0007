#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "handlers/modules/source_image.h"
#include "handlers/pipeline/look.h"
#include "handlers/pipeline/pipeline_run.h"

namespace shrike {

/// The first half of an image's way: one download, its detectors and its renditions at the same
/// time where all fits into memory. Detectors that need no more than the object's name begin as
/// soon as its header is there, the rest when the image is; the renditions are written, at the same
/// time too, once all of them are made.
class LookAndMake {
 public:
  LookAndMake(const Config& config, Services services) : config_(config), services_(services) {}

  /// Fills the run's report. Throws Error: "Image.…" and "Object.…" (Reject) for an image that
  /// cannot be processed, the report then holding what is known of it; "Event.OwnOutput" (Reject);
  /// "Event.Outdated" (Ignore); Retry when the whole is worth trying again.
  void run(PipelineRun& run) const;

 private:
  /// What an image's header says of its memory.
  struct Needs {
    std::vector<RenditionSpec> specs;  ///< the renditions, and maybe the detectors' JPEG at the end
    std::uint64_t renditions = 0;      ///< bytes, to decode for these
    bool at_once = false;              ///< whether the detectors fit beside that
    bool shares_decode = false;        ///< whether their JPEG is among these
  };

  void download(SourceImage& source, Look& look, PipelineRun& run) const;
  /// Begins to look when the first bytes show that Rekognition can read the object, and that it is
  /// no image to refuse. Returns whether there is nothing more to learn from further bytes.
  bool look_ahead(const SourceImage& so_far, Look& look, const PipelineRun& run) const;
  void make(const SourceImage& source, const Needs& needs, Look& look, PipelineRun& run) const;
  void store_renditions(const std::vector<Rendition>& renditions, bool at_once,
                        PipelineRun& run) const;
  [[nodiscard]] StoredRendition store_rendition(const Rendition& rendition,
                                                const PipelineRun& run) const;
  void finish_look(Look& look, PipelineRun& run) const;

  /// Throws Error when there is not as much memory, or not the time.
  [[nodiscard]] Needs needs_of(const DetectionSubject& subject, const DecodeBudget& budget) const;
  /// To make the detectors' JPEG too of what is decoded for the renditions, where there is memory
  /// for it.
  void share_decode(Needs& needs, const DetectionSubject& subject,
                    const DecodeBudget& budget) const;

  const Config& config_;
  Services services_;
};

}  // namespace shrike
