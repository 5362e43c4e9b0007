#pragma once

#include <future>
#include <string>

#include "handlers/modules/detection.h"
#include "handlers/modules/source_image.h"
#include "handlers/pipeline/pipeline_run.h"

namespace shrike {

/// The detectors of one image, on a thread of their own. They can begin when the image's header is
/// known, for what Rekognition reads from S3 itself; what takes the image's bytes waits for them,
/// and for the memory to decode them in.
class Look {
 public:
  /// All of it must outlive the look.
  Look(const Config& config, const Services& services, const PipelineRun& run)
      : config_(config), services_(services), run_(run), image_(arriving_.get_future()) {}

  Look(const Look&) = delete;
  Look& operator=(const Look&) = delete;
  Look(Look&&) = delete;
  Look& operator=(Look&&) = delete;
  /// Waits until the detectors have ended; those that wait for the image do so at once.
  ~Look();

  [[nodiscard]] bool begun() const noexcept { return sight_.valid(); }
  /// Once. `at_once`: all detectors at the same time.
  void begin(DetectionSubject subject, bool at_once);
  [[nodiscard]] bool given() const noexcept { return given_; }
  /// Once, with an image that outlives the look: from now on it may be decoded. `jpeg` is that for
  /// the detectors, where it has been made already.
  void give(const SourceImage& image, std::string jpeg = {});
  /// What was seen; throws as detect() does. Once, and only when the image has been given.
  [[nodiscard]] Sight get() { return sight_.get(); }

 private:
  struct Given {
    const SourceImage* image;
    std::string jpeg;
  };

  [[nodiscard]] std::string jpeg();

  const Config& config_;
  const Services& services_;
  const PipelineRun& run_;
  std::promise<Given> arriving_;
  std::future<Given> image_;
  bool given_ = false;
  MemoryHold decoding_;
  std::future<Sight> sight_;
};

}  // namespace shrike
