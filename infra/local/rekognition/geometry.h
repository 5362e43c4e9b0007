#pragma once

#include <span>

#include <nlohmann/json_fwd.hpp>

#include "handlers/vision/letterbox.h"
#include "handlers/vision/rotated_box.h"

namespace shrike::local {

/// Percent of a share of one, to the steps that answers give: figures that a model does not have
/// are not given, and steps of a power of two keep the text short.
[[nodiscard]] double percent_of(double share);
[[nodiscard]] double rounded_percent(double percent);

/// A fraction of a picture's side, to the steps that answers give.
[[nodiscard]] double rounded_place(double fraction);

/// The shape BoundingBox.
[[nodiscard]] nlohmann::json bounding_box_json(const vision::Box& box);

/// The shape Polygon, of points in fractions of the picture.
[[nodiscard]] nlohmann::json polygon_json(std::span<const vision::Point> points);

}  // namespace shrike::local
