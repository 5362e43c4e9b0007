#include "infra/local/rekognition/detect_text_request.h"

#include <algorithm>
#include <cstddef>

#include <nlohmann/json.hpp>

#include "infra/local/rekognition/request_members.h"

namespace shrike::local {
namespace {

using nlohmann::json;
using vision::Point;
using Polygon = std::vector<Point>;

// Of the service's API model and its guide.
constexpr std::size_t kMostRegions = 10;
constexpr std::size_t kFewestPoints = 3;
constexpr std::size_t kMostPoints = 10;

Polygon read_bounding_box(const json& object) {
  const Members box(object, "BoundingBox");
  const double left = box.share("Left", 0);
  const double top = box.share("Top", 0);
  const double right = left + box.share("Width", 0);
  const double bottom = top + box.share("Height", 0);
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

Polygon read_polygon(const json& points) {
  if (points.size() < kFewestPoints || points.size() > kMostPoints)
    throw invalid_parameter("a Polygon of RegionsOfInterest must have 3 to 10 points");
  Polygon polygon;
  for (const auto& item : points) {
    const Members point(item, "Polygon[]");
    polygon.push_back({point.share("X", 0), point.share("Y", 0)});
  }
  return polygon;
}

Polygon read_region(const json& object) {
  const Members region(object, "RegionsOfInterest[]");
  const json* box = region.find("BoundingBox", json::value_t::object);
  const json* polygon = region.find("Polygon", json::value_t::array);
  if ((box == nullptr) == (polygon == nullptr))
    throw invalid_parameter("a region of interest must have either BoundingBox or Polygon");
  return box != nullptr ? read_bounding_box(*box) : read_polygon(*polygon);
}

TextFilters read_filters(const Members& request) {
  TextFilters filters;
  const json* member = request.find("Filters", json::value_t::object);
  if (member == nullptr) return filters;
  const Members given(*member, "Filters");
  if (const json* word = given.find("WordFilter", json::value_t::object)) {
    const Members limits(*word, "Filters.WordFilter");
    filters.min_confidence = limits.percent("MinConfidence", filters.min_confidence);
    filters.min_height = limits.share("MinBoundingBoxHeight", 0);
    filters.min_width = limits.share("MinBoundingBoxWidth", 0);
  }
  if (const json* regions = given.find("RegionsOfInterest", json::value_t::array)) {
    if (regions->size() > kMostRegions)
      throw invalid_parameter("RegionsOfInterest has more than 10 values");
    for (const auto& region : *regions) filters.regions.push_back(read_region(region));
  }
  return filters;
}

/// By the even-odd rule.
bool lies_in(const Polygon& polygon, Point place) {
  bool inside = false;
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    const Point a = polygon[i];
    const Point b = polygon[(i + 1) % polygon.size()];
    if ((a.y > place.y) == (b.y > place.y)) continue;
    if (place.x < a.x + (b.x - a.x) * (place.y - a.y) / (b.y - a.y)) inside = !inside;
  }
  return inside;
}

}  // namespace

bool TextFilters::in_a_region(Point place) const {
  return regions.empty() || std::any_of(regions.begin(), regions.end(), [&](const Polygon& region) {
           return lies_in(region, place);
         });
}

DetectTextRequest parse_detect_text(std::string_view body) {
  const json document = parse_request(body);
  const Members request(document, "The request");
  return {.image = read_image_source(request, "Image"), .filters = read_filters(request)};
}

}  // namespace shrike::local
