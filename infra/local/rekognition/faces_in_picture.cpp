#include "infra/local/rekognition/faces_in_picture.h"

namespace shrike::local {
namespace {

constexpr std::size_t kMostFaces = 100;

/// Every face is measured at the same size, so that what is blurred by being small counts as such.
constexpr int kQualitySide = 128;

}  // namespace

FacesInPicture::FacesInPicture(const ImageSource& source, Eyes& eyes)
    : image_(eyes.images.read(source, kFacePictureSide)),
      sampler_(image_),
      faces_(eyes.models.faces.get().find(sampler_, kMostFaces)) {}

vision::FaceQuality FacesInPicture::quality(const vision::Face& face) const {
  const auto lumas = vision::luma(sampler_.planes(vision::level_frame(face.mesh, 1), kQualitySide));
  return vision::face_quality(lumas, kQualitySide);
}

}  // namespace shrike::local
