#include <nlohmann/json.hpp>

#include "infra/local/rekognition/detect_text_request.h"
#include "infra/local/rekognition/operations.h"
#include "infra/local/rekognition/text_detections.h"

namespace shrike::local {

nlohmann::json detect_text(std::string_view body, Eyes& eyes) {
  const auto request = parse_detect_text(body);
  const auto image = eyes.images.read(request.image, vision::TextReader::kInputSide);
  const auto lines = eyes.models.text.get().read(image);
  return detect_text_answer(lines, image.width, image.height, request.filters);
}

}  // namespace shrike::local
