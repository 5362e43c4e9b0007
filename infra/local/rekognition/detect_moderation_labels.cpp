#include <nlohmann/json.hpp>

#include "infra/local/aws_fault.h"
#include "infra/local/rekognition/moderation_labels.h"
#include "infra/local/rekognition/operations.h"
#include "infra/local/rekognition/request_members.h"

namespace shrike::local {
namespace {

/// Of the service's API model.
constexpr double kDefaultMinConfidence = 50;

/// There are neither people here who review nor adapters that a customer has trained.
void refuse_what_is_not_here(const Members& request) {
  if (request.find("HumanLoopConfig", nlohmann::json::value_t::object) != nullptr)
    throw invalid_parameter("the local cloud has no human loops, leave out HumanLoopConfig");
  if (!request.text("ProjectVersion").empty())
    throw AwsFault(400, "ResourceNotFoundException",
                   "The local cloud has no project version " + request.text("ProjectVersion") +
                       ": it has no custom adapters.");
}

}  // namespace

nlohmann::json detect_moderation_labels(std::string_view body, Eyes& eyes) {
  const auto document = parse_request(body);
  const Members request(document, "The request");
  const auto source = read_image_source(request, "Image");
  const double min_confidence = request.percent("MinConfidence", kDefaultMinConfidence);
  refuse_what_is_not_here(request);
  const auto image = eyes.images.read(source, vision::ModerationClassifier::kUsefulSide);
  return moderation_answer(eyes.models.moderation.get().classify(image), min_confidence);
}

}  // namespace shrike::local
