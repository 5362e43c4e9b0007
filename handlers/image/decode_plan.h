#pragma once

#include <vector>

#include "handlers/image/facts.h"
#include "handlers/image/rendition_spec.h"
#include "handlers/image/size.h"

namespace shrike {

enum class Frames { First, All };

/// One file to make of an image.
struct PlannedOutput {
  Format format = Format::Jpeg;
  Size size;  ///< of one frame
  Frames frames = Frames::First;
  int quality = 80;  ///< as in RenditionSpec
};

/// What is decoded of an image, and what is made from that.
struct DecodePlan {
  /// In which a frame is decoded: every output can be made from it. Nothing where there is none.
  Size size;
  Frames frames = Frames::First;
  std::vector<PlannedOutput> outputs;
};

/// What the specs come to for one source, in their order. Throws Error "Image.TooLarge" (Reject)
/// when a rendition would have more pixels a side than its format holds.
[[nodiscard]] DecodePlan plan_renditions(const ImageFacts& facts,
                                         const std::vector<RenditionSpec>& specs);

/// Of the first JPEG that make_detection_jpeg tries.
inline constexpr int kDetectionQuality = 90;

/// Pixels a side that Rekognition asks for ("Image must be at least 80 pixels").
inline constexpr int kMinDetectionSide = 80;

/// What make_detection_jpeg decodes: the first frame, at most `max_side` pixels a side, and at
/// least kMinDetectionSide where the source has them.
[[nodiscard]] DecodePlan plan_detection(const ImageFacts& facts, int max_side);

/// The size of plan_detection.
[[nodiscard]] Size detection_size(const ImageFacts& facts, int max_side);

}  // namespace shrike
