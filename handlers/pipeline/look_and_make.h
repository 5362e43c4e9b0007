#pragma once

#include <cstdint>
#include <future>
#include <vector>

#include "handlers/modules/source_image.h"
#include "handlers/pipeline/pipeline_run.h"

namespace shrike {

/// The first half of an image's way: one download, then its detectors and its renditions at the
/// same time where both fit into memory. The renditions are written as soon as they are made.
class LookAndMake {
 public:
  LookAndMake(const Config& config, Services services) : config_(config), services_(services) {}

  /// Fills the run's report. Throws Error: "Image.…" and "Object.…" (Reject) for an image that
  /// cannot be processed, the report then holding what is known of it; "Event.OwnOutput" (Reject);
  /// "Event.Outdated" (Ignore); Retry when the whole is worth trying again.
  void run(PipelineRun& run) const;

 private:
  [[nodiscard]] SourceImage download(PipelineRun& run) const;
  void look_and_make(const SourceImage& source, std::launch policy, PipelineRun& run) const;
  void make(const SourceImage& source, PipelineRun& run) const;
  void store_renditions(const std::vector<Rendition>& renditions, PipelineRun& run) const;

  /// Bytes that decoding for the renditions takes. Throws Error when there is not as much memory,
  /// or not the time.
  [[nodiscard]] std::uint64_t rendition_memory(const SourceImage& source) const;
  /// Bytes that decoding for the detectors takes.
  [[nodiscard]] std::uint64_t looking_memory(const SourceImage& source) const;

  const Config& config_;
  Services services_;
};

}  // namespace shrike
