#pragma once

#include <optional>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace shrike {

/// Where a face is, in fractions of the upright image's sides. Rekognition's boxes may reach beyond
/// the image.
struct FaceBox {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

/// How much two boxes share: the area of their intersection over that of their union, 0 … 1.
[[nodiscard]] double overlap(const FaceBox& one, const FaceBox& other) noexcept;

/// A face of the image that was looked at, beside the largest face of a reference.
struct ComparedFace {
  FaceBox box;
  double confidence = 0;             ///< percent: that it is a face
  std::optional<double> similarity;  ///< percent; none where Rekognition sees no likeness at all
};

/// The faces of CompareFaces' answer, those that match and those that do not. What is not as the
/// service describes it is left out.
[[nodiscard]] std::vector<ComparedFace> compared_faces_from(const nlohmann::json& answer);

}  // namespace shrike
