#include "infra/local/rekognition/text_detections.h"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/geometry.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using vision::Quad;

constexpr std::string_view kTextModelVersion = "shrike-local-ppocr-v4-1";

/// Of DetectText's description in the service's model.
constexpr std::size_t kMostWords = 100;

/// What a line or word covers, in fractions of the picture; corners beyond its border lie on it.
struct Place {
  Quad polygon;
  vision::Box box;
};

Place place_of(const vision::RotatedBox& box, int width, int height) {
  Place place{box.corners(), {}};
  for (auto& corner : place.polygon)
    corner = {std::clamp(corner.x / width, 0.0, 1.0), std::clamp(corner.y / height, 0.0, 1.0)};
  const auto [left, right] =
      std::minmax_element(place.polygon.begin(), place.polygon.end(),
                          [](const auto& a, const auto& b) { return a.x < b.x; });
  const auto [top, bottom] =
      std::minmax_element(place.polygon.begin(), place.polygon.end(),
                          [](const auto& a, const auto& b) { return a.y < b.y; });
  place.box = {left->x, top->y, right->x - left->x, bottom->y - top->y};
  return place;
}

bool passes(const TextFilters& filters, double confidence, const vision::Box& box) {
  return confidence >= filters.min_confidence && box.height >= filters.min_height &&
         box.width >= filters.min_width &&
         filters.in_a_region({box.left + box.width / 2, box.top + box.height / 2});
}

json detection(std::string_view type, std::string_view text, double confidence,
               const Place& place) {
  return {
      {"DetectedText", text},
      {"Type", type},
      {"Confidence", confidence},
      {"Geometry",
       {{"BoundingBox", bounding_box_json(place.box)}, {"Polygon", polygon_json(place.polygon)}}}};
}

}  // namespace

json detect_text_answer(std::span<const vision::TextLine> lines, int width, int height,
                        const TextFilters& filters) {
  json detections = json::array();
  std::vector<json> words;
  for (const auto& line : lines) {
    vision::TextLine kept{{}, 0, line.box};
    for (const auto& word : line.words) {
      const auto place = place_of(word.box, width, height);
      const double confidence = percent_of(word.confidence);
      if (words.size() == kMostWords || !passes(filters, confidence, place.box)) continue;
      kept.words.push_back(word);
      kept.confidence += word.confidence;
      words.push_back(detection("WORD", word.text, confidence, place));
      words.back()["ParentId"] = detections.size();
    }
    if (kept.words.empty()) continue;
    const double confidence = kept.confidence / static_cast<double>(kept.words.size());
    detections.push_back(
        detection("LINE", kept.text(), percent_of(confidence), place_of(kept.box, width, height)));
  }
  for (auto& word : words) detections.push_back(std::move(word));
  for (std::size_t id = 0; id < detections.size(); ++id) detections[id]["Id"] = id;
  return {{"TextDetections", std::move(detections)}, {"TextModelVersion", kTextModelVersion}};
}

}  // namespace shrike::local
