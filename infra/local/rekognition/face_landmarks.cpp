#include "infra/local/rekognition/face_landmarks.h"

namespace shrike::local {
namespace {

constexpr std::size_t kDefaults = 5;

/// Left is the left of an upright face as seen, as the service has it. The points are those of
/// MediaPipe's canonical face model.
constexpr std::array<Landmark, 28> kLandmarks = {{
    {"eyeLeft", 33, 133},
    {"eyeRight", 362, 263},
    {"mouthLeft", 61, 61},
    {"mouthRight", 291, 291},
    {"nose", 1, 1},
    {"leftEyeBrowLeft", 70, 46},
    {"leftEyeBrowRight", 107, 55},
    {"leftEyeBrowUp", 105, 105},
    {"rightEyeBrowLeft", 336, 285},
    {"rightEyeBrowRight", 300, 276},
    {"rightEyeBrowUp", 334, 334},
    {"leftEyeLeft", 33, 33},
    {"leftEyeRight", 133, 133},
    {"leftEyeUp", 159, 159},
    {"leftEyeDown", 145, 145},
    {"rightEyeLeft", 362, 362},
    {"rightEyeRight", 263, 263},
    {"rightEyeUp", 386, 386},
    {"rightEyeDown", 374, 374},
    {"noseLeft", 98, 98},
    {"noseRight", 327, 327},
    {"mouthUp", 0, 0},
    {"mouthDown", 17, 17},
    {"upperJawlineLeft", 127, 234},
    {"midJawlineLeft", 172, 172},
    {"chinBottom", 152, 152},
    {"midJawlineRight", 397, 397},
    {"upperJawlineRight", 356, 454},
}};

}  // namespace

vision::Position Landmark::place(const vision::FaceMesh& mesh) const {
  const auto& a = mesh[first];
  const auto& b = mesh[second];
  return {(a.x + b.x) / 2, (a.y + b.y) / 2, (a.z + b.z) / 2};
}

std::span<const Landmark> default_landmarks() { return std::span(kLandmarks).first<kDefaults>(); }

std::span<const Landmark> all_landmarks() { return kLandmarks; }

}  // namespace shrike::local
