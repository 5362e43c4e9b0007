#pragma once

#include <span>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "handlers/vision/label_vocabulary.h"
#include "handlers/vision/object_detector.h"
#include "infra/local/rekognition/detect_labels_request.h"

namespace shrike::local {

struct LabelInstance {
  double confidence = 0;  ///< percent
  vision::Box box;
};

struct Label {
  const vision::LabelEntry* entry = nullptr;
  double confidence = 0;  ///< percent: that of the surest instance, or of a descendant
  std::vector<LabelInstance> instances;  ///< surest first; none for an ancestor
};

/// The labels of what was found, and of everything it then is: a Car is a Vehicle, with at least
/// the car's confidence. Surest first, and of equals the one that was seen itself.
[[nodiscard]] std::vector<Label> labels_of(std::span<const vision::Detection> detections);

/// The answer of DetectLabels: `Labels` that pass the request's limits and filters, instances below
/// MinConfidence left out, and `LabelModelVersion`.
[[nodiscard]] nlohmann::json detect_labels_answer(const std::vector<Label>& labels,
                                                  const DetectLabelsRequest& request);

}  // namespace shrike::local
