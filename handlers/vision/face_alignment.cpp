#include "handlers/vision/face_alignment.h"

#include <array>
#include <cmath>

namespace shrike::vision {
namespace {

struct Anchor {
  std::size_t mesh_point;
  double x;  ///< in dlib's mean face, 0 … 1
  double y;
};

/// The five points of dlib's get_face_chip_details().
constexpr std::array<Anchor, 5> kMeanFace = {{
    {mesh::kRightEyeOuter, 0.8595674595992, 0.2134981538014},
    {mesh::kRightEyeInner, 0.6460604764104, 0.2289674387677},
    {mesh::kLeftEyeOuter, 0.1205750620789, 0.2137274526848},
    {mesh::kLeftEyeInner, 0.3340850613712, 0.2290642403242},
    {mesh::kNoseBase, 0.4901123135679, 0.6277975316475},
}};
constexpr double kPadding = 0.25;

double padded(double place) { return (place + kPadding) / (1 + 2 * kPadding); }

}  // namespace

Frame recognition_frame(const FaceMesh& mesh) {
  // From the frame, of side 1 and with its centre at 0, to the picture: a factor and an angle, held
  // as one complex number, then a way.
  Position mean_face;
  Position mean_picture;
  for (const auto& anchor : kMeanFace) {
    mean_face.x += (padded(anchor.x) - 0.5) / kMeanFace.size();
    mean_face.y += (padded(anchor.y) - 0.5) / kMeanFace.size();
    mean_picture.x += mesh[anchor.mesh_point].x / kMeanFace.size();
    mean_picture.y += mesh[anchor.mesh_point].y / kMeanFace.size();
  }
  double along = 0;
  double across = 0;
  double spread = 0;
  for (const auto& anchor : kMeanFace) {
    const double face_x = padded(anchor.x) - 0.5 - mean_face.x;
    const double face_y = padded(anchor.y) - 0.5 - mean_face.y;
    const double picture_x = mesh[anchor.mesh_point].x - mean_picture.x;
    const double picture_y = mesh[anchor.mesh_point].y - mean_picture.y;
    along += face_x * picture_x + face_y * picture_y;
    across += face_x * picture_y - face_y * picture_x;
    spread += face_x * face_x + face_y * face_y;
  }
  const double cosine = along / spread;
  const double sine = across / spread;
  return {.centre = {mean_picture.x - cosine * mean_face.x + sine * mean_face.y,
                     mean_picture.y - sine * mean_face.x - cosine * mean_face.y, 0},
          .side = std::hypot(cosine, sine),
          .angle = std::atan2(sine, cosine)};
}

}  // namespace shrike::vision
