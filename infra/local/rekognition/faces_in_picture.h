#pragma once

#include <memory>
#include <vector>

#include "handlers/vision/face_finder.h"
#include "handlers/vision/face_quality.h"
#include "handlers/vision/frame_sampler.h"
#include "infra/local/rekognition/operations.h"

namespace shrike::local {

/// The longer side that a picture is made smaller to before faces are looked for.
inline constexpr int kFacePictureSide = 1920;

/// A picture, decoded once, and its faces.
class FacesInPicture {
 public:
  /// Throws what ImageReader and FaceFinder throw.
  FacesInPicture(const ImageSource& source, Eyes& eyes);

  // The sampler refers to the image beside it.
  FacesInPicture(const FacesInPicture&) = delete;
  FacesInPicture& operator=(const FacesInPicture&) = delete;
  FacesInPicture(FacesInPicture&&) = delete;
  FacesInPicture& operator=(FacesInPicture&&) = delete;
  ~FacesInPicture() = default;

  /// Largest first, at most 100, as the service has it.
  [[nodiscard]] const std::vector<vision::Face>& faces() const { return faces_; }
  [[nodiscard]] const vision::FrameSampler& picture() const { return sampler_; }
  [[nodiscard]] vision::FaceQuality quality(const vision::Face& face) const;

 private:
  RgbImage image_;
  vision::FrameSampler sampler_;
  std::vector<vision::Face> faces_;
};

}  // namespace shrike::local
