#include <nlohmann/json.hpp>

#include "infra/local/rekognition/detect_labels_request.h"
#include "infra/local/rekognition/labels.h"
#include "infra/local/rekognition/operations.h"

namespace shrike::local {

nlohmann::json detect_labels(std::string_view body, Eyes& eyes) {
  const auto request = parse_detect_labels(body);
  const auto image = eyes.images.read(request.image, vision::ObjectDetector::kInputSide);
  return detect_labels_answer(labels_of(eyes.models.objects.get().detect(image)), request);
}

}  // namespace shrike::local
