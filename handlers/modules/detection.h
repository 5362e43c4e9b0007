#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "handlers/modules/detection_input.h"
#include "handlers/modules/detector.h"
#include "handlers/modules/ports.h"
#include "handlers/modules/refusal.h"
#include "handlers/modules/source_image.h"
#include "runtime/clock.h"
#include "runtime/log.h"

namespace shrike {

/// What one detector found in an image.
struct Detection {
  nlohmann::json found = nlohmann::json::array();  ///< the answer's list, unchanged
  std::string model_version;  ///< which model spoke; empty where the answer does not say
  DetectionSource source;
};

struct DetectionOptions {
  std::vector<Detector> detectors = {Detector::Labels};  ///< each at most once
  int max_labels = 10;
  double min_confidence = 75;  ///< percent; of labels and moderation labels
};

/// All that was seen in an image. Each detector is in `found` or in `refused`, under its name.
struct Sight {
  std::map<Detector, Detection> found;
  std::vector<Refusal> refused;
  std::map<std::string, std::chrono::milliseconds> timings;  ///< by the detector's name

  /// Null when the detector was refused, or not asked.
  [[nodiscard]] const Detection* find(Detector detector) const;
};

/// Looks at an image with all detectors, `at_once` each on a thread of its own, else one after the
/// other. They share one route and one JPEG. What Rekognition refuses one detector because of the
/// image costs the others nothing.
///
/// Throws what is worth another try (Retry), is the operator's to mend (Reject, such as
/// "Rekognition.AccessDenied"), or nobody foresaw, once all have ended; a failure that a retry can
/// help comes first.
[[nodiscard]] Sight detect(const DetectionInput& input, const DetectionOptions& options,
                           bool at_once, Recognition& recognition, const Clock& clock,
                           const CallScope& scope);

/// The same, of an image that is there: at once where its budget holds that.
[[nodiscard]] Sight detect(const SourceImage& source, const DetectionOptions& options,
                           ImageLibrary& images, Recognition& recognition, const Clock& clock,
                           const CallScope& scope);

/// The memory in bytes that looking with so many detectors at the same time takes at most.
[[nodiscard]] std::uint64_t detection_memory(const ImageFacts& facts, std::size_t detectors,
                                             ImageLibrary& images);

/// What a person wants to read of it: a line a label, a face, a line of text; why a detector was
/// refused, or had to look at a JPEG of ours.
void log_sight(Logger& logger, const ObjectRef& object, const Sight& sight);

}  // namespace shrike
