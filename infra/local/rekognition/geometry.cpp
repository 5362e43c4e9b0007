#include "infra/local/rekognition/geometry.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace shrike::local {
namespace {

constexpr double kPercentUnit = 1.0 / 1024;
constexpr double kPlaceUnit = 1.0 / (1 << 20);

double rounded(double value, double unit) { return std::round(value / unit) * unit; }

}  // namespace

double percent_of(double share) { return rounded_percent(share * 100); }

double rounded_percent(double percent) { return rounded(percent, kPercentUnit); }

double rounded_place(double fraction) { return rounded(fraction, kPlaceUnit); }

nlohmann::json bounding_box_json(const vision::Box& box) {
  return {{"Width", rounded_place(box.width)},
          {"Height", rounded_place(box.height)},
          {"Left", rounded_place(box.left)},
          {"Top", rounded_place(box.top)}};
}

nlohmann::json polygon_json(std::span<const vision::Point> points) {
  auto list = nlohmann::json::array();
  for (const auto point : points)
    list.push_back({{"X", rounded_place(point.x)}, {"Y", rounded_place(point.y)}});
  return list;
}

}  // namespace shrike::local
